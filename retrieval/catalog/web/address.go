package web

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
)

// What an address of a page may measure; beyond it lie trees that grow a level
// with every click.
const (
	maxAddress  = 2048 // bytes
	maxSegments = 16
	maxRepeats  = 2 // of one segment: /a/b/a/b/a grows for ever
)

// marks are the parameters that say who came and from where, and change nothing
// about the page; so do all with one of markPrefixes.
var marks = setOf(
	"gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "yclid", "ttclid", "twclid", "igshid", "srsltid",
	"mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "spm", "scm", "_pos", "_sid", "_ss",
	"phpsessid", "jsessionid", "sid", "sessionid", "session_id", "cfid", "cftoken", "oscsid", "zenid",
)

var markPrefixes = []string{"utm_", "pr_", "aspsessionid"}

// actions are the parameters by which following a link does something.
var actions = setOf("add-to-cart", "add_to_cart", "add_to_wishlist", "remove_item", "undo_item", "logout", "delete")

// binaries are the endings of files that hold no page.
var binaries = setOf(
	".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".css", ".js", ".mjs", ".json", ".map",
	".woff", ".woff2", ".ttf", ".otf", ".mp3", ".mp4", ".m4v", ".webm", ".mov", ".avi", ".wav", ".ogg", ".pdf",
	".zip", ".rar", ".7z", ".tar", ".gz", ".exe", ".dmg", ".apk", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx",
	".csv", ".rss", ".atom",
)

func setOf(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[n] = true
	}
	return set
}

// origin is what pages of one site share: scheme, host and port.
func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// sameSite reports whether a start page at one origin may lead to the other: they
// differ by a www. or by http turned into https.
func sameSite(from, to *url.URL) bool {
	bare := func(u *url.URL) string { return strings.TrimPrefix(u.Host, "www.") }
	return bare(from) == bare(to) && (from.Scheme == to.Scheme || to.Scheme == "https")
}

// resolve reads a link of a page at base as the address to ask for, without what
// does not change the page; nil when it is none of HTTP.
func resolve(base *url.URL, link string) *url.URL {
	u, err := base.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil
	}
	clean := *u
	clean.User = nil
	clean.Fragment, clean.RawFragment = "", ""
	clean.ForceQuery = false
	clean.Host = strings.ToLower(clean.Host)
	if port := clean.Port(); port == "80" && clean.Scheme == "http" || port == "443" && clean.Scheme == "https" {
		clean.Host = strings.TrimSuffix(clean.Host, ":"+port)
	}
	if before, _, session := cutFold(clean.Path, ";jsessionid="); session {
		clean.Path, clean.RawPath = before, ""
	}
	if clean.Path == "" {
		clean.Path = "/"
	}
	clean.RawQuery = unmarked(clean.RawQuery)
	return &clean
}

func cutFold(s, sep string) (before, after string, found bool) {
	i := strings.Index(strings.ToLower(s), sep)
	if i < 0 || len(strings.ToLower(s)) != len(s) {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// unmarked is a query without its marks, the rest in order.
func unmarked(query string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name := parameter(pair)
		prefixed := slices.ContainsFunc(markPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
		if pair != "" && !marks[name] && !prefixed {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

func parameter(pair string) string {
	name, _, _ := strings.Cut(pair, "=")
	return strings.ToLower(name)
}

// key is what two addresses share that lead to the same page, as far as can be
// told from outside: the order of parameters and a last slash make no difference.
func key(u *url.URL) string {
	pairs := strings.Split(u.RawQuery, "&")
	slices.Sort(pairs)
	return origin(u) + strings.TrimSuffix(u.EscapedPath(), "/") + "?" + strings.Join(pairs, "&")
}

// trap says why an address is not worth asking for; "" when it is.
func trap(u *url.URL) string {
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	repeats := map[string]int{}
	for _, s := range segments {
		if repeats[s]++; repeats[s] > maxRepeats {
			return "its path repeats itself"
		}
	}
	switch {
	case len(u.String()) > maxAddress:
		return "its address is too long"
	case len(segments) > maxSegments:
		return "its path is too deep"
	case binaries[strings.ToLower(path.Ext(u.Path))]:
		return "it is no page by its ending"
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		if actions[parameter(pair)] {
			return "following the link would do something"
		}
	}
	return ""
}

// pattern is the shape that pages of one kind share: their path with what varies
// left out (segments with a digit, and the last one), and the names of up to two
// parameters.
func pattern(u *url.URL) string {
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, s := range segments {
		if i == len(segments)-1 || strings.ContainsFunc(s, unicode.IsDigit) {
			segments[i] = "*"
		}
	}
	shape := "/" + strings.Join(segments, "/")
	if u.RawQuery == "" {
		return shape
	}
	var names []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		names = append(names, parameter(pair))
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > 2 {
		return shape + "?*"
	}
	return shape + "?" + strings.Join(names, "&")
}
