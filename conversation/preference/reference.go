package preference

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	ordinalPattern = regexp.MustCompile(`第\s?([一二两三四五六七八九十]|\d{1,2})\s?[件个款条双本部台只张种瓶支套项把盒位]?|(\d{1,2})\s?号(?:商品|款|的)?|#\s?(\d{1,2})\b`)
	lastPattern    = regexp.MustCompile(`最后(?:那|这)?一?[件个款条双本部台只张种瓶支套]`)
)

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
			p.refer(position, m[0], m[1])
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
			case name == "number":
				p.numbered(s)
			default:
				n, _ := strconv.Atoi(name) // the data's own test checks that it is a number
				p.mention(n)
			}
		}
	}
}

// numbered reads "number 2", "item 3".
func (p *parse) numbered(s span) {
	if s.to >= len(p.atoms) {
		return
	}
	if n, err := strconv.Atoi(p.atoms[s.to].Text); err == nil && n >= 1 && n <= 20 {
		p.refer(n, p.atoms[s.from].Start, p.atoms[s.to].End)
	}
}

// refer mentions a position and covers the text it was read from.
func (p *parse) refer(position, start, end int) {
	if position == 0 {
		return
	}
	p.mention(position)
	covered := span{from: -1, amount: true}
	for i, a := range p.atoms {
		if a.End > start && a.Start < end {
			if covered.from < 0 {
				covered.from = i
			}
			covered.to = i + 1
		}
	}
	if covered.from >= 0 {
		p.cover(covered)
	}
}

func (p *parse) mention(position int) {
	if !slices.Contains(p.reading.Items, position) {
		p.reading.Items = append(p.reading.Items, position)
	}
}
