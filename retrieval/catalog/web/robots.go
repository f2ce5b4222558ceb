package web

import (
	"strconv"
	"strings"
	"time"
)

// agent is the name by which a robots.txt may address the crawler.
const agent = "shopguide"

// maxCrawlDelay bounds what a robots.txt may ask for, so that it can be reckoned with.
const maxCrawlDelay = 24 * time.Hour

// robots is what a robots.txt says to this crawler (RFC 9309). The known libraries
// either refuse a whole file for one bad line and compare addresses unescaped,
// which lets a crawler into /会员, or cannot be had as a module.
type robots struct {
	rules    []rule
	delay    time.Duration // Crawl-delay, or 0
	sitemaps []string
}

type rule struct {
	pattern string
	allow   bool
}

// readRobots reads the groups that name the agent, or else those for all. Lines
// that it cannot read count for nothing, as the RFC wants.
func readRobots(text string) robots {
	var ours, all, both robots
	var named, mine, everyone, inRules bool
	for line := range strings.FieldsFuncSeq(strings.TrimPrefix(text, "\uFEFF"), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		field, value = strings.ToLower(strings.TrimSpace(field)), strings.TrimSpace(value)
		switch field {
		case "sitemap":
			both.sitemaps = append(both.sitemaps, value)
		case "user-agent":
			if inRules {
				mine, everyone, inRules = false, false, false
			}
			token, _, _ := strings.Cut(value, "/")
			mine = mine || strings.EqualFold(token, agent)
			everyone = everyone || value == "*"
			named = named || mine
		case "allow", "disallow", "crawl-delay":
			inRules = true
			if mine {
				ours.add(field, value)
			}
			if everyone {
				all.add(field, value)
			}
		}
	}
	if named {
		all = ours
	}
	all.sitemaps = both.sitemaps
	return all
}

func (r *robots) add(field, value string) {
	if field == "crawl-delay" {
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
			r.delay = time.Duration(min(seconds, maxCrawlDelay.Seconds()) * float64(time.Second))
		}
		return
	}
	if value != "" {
		r.rules = append(r.rules, rule{pattern: escaped(value), allow: field == "allow"})
	}
}

// allows reports whether a path, with its query, may be asked for: the longest
// rule that fits decides, and Allow between equals.
func (r robots) allows(path string) bool {
	path = escaped(path)
	if path == "/robots.txt" {
		return true
	}
	longest, allowed := -1, true
	for _, rule := range r.rules {
		if n := len(rule.pattern); fits(rule.pattern, path) && (n > longest || n == longest && rule.allow) {
			longest, allowed = n, rule.allow
		}
	}
	return allowed
}

// fits reports whether a path starts with a pattern, in which * is anything and $
// at the end is the end.
func fits(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, part := range parts[1:] {
		if whole && i == len(parts)-2 {
			return strings.HasSuffix(rest, part)
		}
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return !whole || rest == ""
}

// escaped brings a path to the one form in which rules and addresses compare (RFC
// 9309, section 2.2.2).
func escaped(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, coded := s[i], false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, coded, i = byte(n), true, i+2
			}
		}
		if c >= 0x80 || c <= ' ' || coded && !unreserved(c) {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// unreserved reports whether a character means the same escaped or not (RFC 3986,
// section 2.3).
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
