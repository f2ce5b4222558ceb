package preference

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

var (
	ordinalPattern = regexp.MustCompile(`第\s?([一二两三四五六七八九十]|\d{1,2})\s?[件个款条双本部台只张种瓶支套项把盒位盏顶辆副块]?|(\d{1,2})\s?号(?:商品|款|的)?|#\s?(\d{1,2})\b`)
	firstPattern   = regexp.MustCompile(`前\s?([两二三四]|[2-4])\s?[件个款条双本部台只张种瓶支套]|(?i)\bfirst (two|three|four|[2-4])\b`)
	likePattern    = regexp.MustCompile(`(?i)\b(?:like|similar to|same as)\s+(?:item\s+|no\.?\s*)?(\d{1,2})\s*(?:,|\.|but\b|except\b|only\b|$)|(?:像|跟|和|类似)\s?(\d{1,2})\s?(?:,|但|只是|一样|差不多|那样|那款|那个|类似|$)`)
	lastPattern    = regexp.MustCompile(`最后(?:那|这)?一?[件个款条双本部台只张种瓶支套项把盒位盏顶辆副块]`)
)

// firstFew are the counts that firstPattern finds.
var firstFew = map[string]int{
	"两": 2, "二": 2, "2": 2, "two": 2, "三": 3, "3": 3, "three": 3, "四": 4, "4": 4, "four": 4,
}

// maxPosition bounds the positions that a message can point at: what is larger is
// a size or a model.
const maxPosition = 20

// findItems finds the words that point at shown items: the second one, 第二件, #2,
// "number 2", it. Their atoms are covered, so that the numbers are not taken for
// amounts.
func (p *parse) findItems() {
	for _, m := range ordinalPattern.FindAllStringSubmatchIndex(p.text, -1) {
		for group := 1; group <= 3; group++ {
			if m[2*group] < 0 {
				continue
			}
			word := p.text[m[2*group]:m[2*group+1]]
			position, err := strconv.Atoi(word)
			if err != nil {
				position = int(numeral([]rune(word)))
			}
			if group == 2 && len(p.sizesNumbered(word)) > 0 {
				continue // 7号篮球
			}
			p.refer(position, m[0], m[1])
		}
	}
	for _, m := range firstPattern.FindAllStringSubmatchIndex(p.text, -1) {
		n := firstFew[strings.ToLower(p.text[max(m[2], m[4]):max(m[3], m[5])])]
		for position := range n {
			p.refer(position+1, m[0], m[1])
		}
	}
	for _, m := range likePattern.FindAllStringSubmatchIndex(p.text, -1) {
		start, end := max(m[2], m[4]), max(m[3], m[5])
		if n, err := strconv.Atoi(p.text[start:end]); err == nil && n <= p.scene.Shown {
			p.likens = true
			p.refer(n, start, end)
		}
	}
	for _, m := range lastPattern.FindAllStringIndex(p.text, -1) {
		p.refer(Last, m[0], m[1])
	}
	for _, s := range slices.Clone(p.spans) {
		for _, r := range s.roles {
			name, ok := strings.CutPrefix(string(r), "item:")
			switch {
			case !ok:
			case name == "last":
				p.mention(Last)
			case name == "focus":
				p.mention(Focused)
			case name == "other":
				p.mention(Other)
			case name == "number":
				p.numbered(s)
			default:
				n, _ := strconv.Atoi(name) // the data's own test checks that it is a number
				p.mention(n)
			}
		}
	}
	p.takesNumber()
	p.settleCovers()
}

// takesNumber reads a number with no more beside it than that it is taken: "ok, 2 please",
// 要2.
func (p *parse) takesNumber() {
	number, takes := -1, false
	for i, a := range p.atoms {
		_, err := strconv.Atoi(a.Text)
		in := slices.IndexFunc(p.spans, func(s span) bool { return s.from <= i && i < s.to })
		switch {
		case err == nil && number < 0:
			number = i
		case in < 0 && len(lexical.ContentTerms(a.Text)) > 0 && !slices.Contains(moods()["agree"], a.Text), err == nil:
			return
		case in >= 0 && p.spans[in].is("take"):
			takes = true
		case in >= 0 && !p.spans[in].is("act:wait") && !p.spans[in].is("act:thanks"):
			return
		}
	}
	if number < 0 || !takes {
		return
	}
	if n, err := strconv.Atoi(p.atoms[number].Text); err == nil && (n <= p.scene.Shown || p.scene.Shown > 0 && p.scene.Asking == "") {
		p.refer(n, p.atoms[number].Start, p.atoms[number].End)
	}
}

// takes reports whether the words beside the one item that the message points at take
// it: "ok, the first one", 第二件我要了.
func (p *parse) takes() bool {
	has := func(r role) bool { return slices.ContainsFunc(p.spans, func(s span) bool { return s.is(r) }) }
	return len(p.reading.Items) == 1 && p.reading.Items[0] != Focused && has("take") && !has("look") && !has("but")
}

// onlyPoints reports whether a message does nothing but to point at an item.
func (p *parse) onlyPoints() bool {
	r := p.reading
	idle := []Act{Find, Wait, Thanks, Hello}
	return len(r.Values)+len(r.Attributes)+len(r.Adjustments) == 0 && !p.likens &&
		!slices.ContainsFunc(r.Acts, func(a Act) bool { return !slices.Contains(idle, a) })
}

// numbered reads "number 2", "item 3".
func (p *parse) numbered(s span) {
	if s.to >= len(p.atoms) {
		return
	}
	if n, err := strconv.Atoi(p.atoms[s.to].Text); err == nil && n > 0 {
		p.refer(n, p.atoms[s.from].Start, p.atoms[s.to].End)
	}
}

// aboutShown reports whether the words of a span are about shown items.
func (s span) aboutShown() bool {
	return s.is("act:compare") || s.is("act:detail") || s.is("act:similar") || s.is("act:accept")
}

// points reads a bare number in a message about shown items: "compare 1 and 3".
func (p *parse) points(q quantity) {
	if q.Low == q.High && q.Low%100 == 0 && q.currency == "" && !q.Words {
		p.refer(int(q.Low/100), q.From, q.To)
	}
}

// betweenShown reads two numbers as the shown items between which the price should
// be: "between 1 and 3".
func (p *parse) betweenShown(a, b quantity) bool {
	if !a.left.is("between") && !b.right.is("between") || a.right.to != b.from || a.currency != "" || b.currency != "" ||
		max(a.High, b.High) > p.lastShown() || a.Low%100 != 0 || b.Low%100 != 0 {
		return false
	}
	p.refer(int(a.Low/100), a.From, a.To)
	p.refer(int(b.Low/100), b.From, b.To)
	return true
}

// lastShown bounds, in hundredths, the numbers that are positions: a message that compares
// may point beyond what is shown, and is told so.
func (p *parse) lastShown() int64 {
	if p.scene.Shown > 0 && slices.ContainsFunc(p.spans, func(s span) bool { return s.is("act:compare") }) {
		return maxPosition * 100
	}
	return int64(p.scene.Shown) * 100
}

// refer mentions a position and covers the text it was read from. Zero is no
// position.
func (p *parse) refer(position, start, end int) {
	if position == 0 || position > maxPosition {
		return
	}
	p.mention(position)
	p.cover(p.atomsOf(start, end))
}

func (p *parse) mention(position int) {
	if !slices.Contains(p.reading.Items, position) {
		p.reading.Items = append(p.reading.Items, position)
	}
}
