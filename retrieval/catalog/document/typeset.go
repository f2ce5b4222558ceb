package document

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// typeset adds the lines of a PDF's pages: larger ones, and bold ones that stand
// alone, as headings. It reports whether there were any lines.
func (d *draft) typeset(pages [][]pdfLine) bool {
	pages = withoutMargins(pages)
	found := false
	t := typesetter{draft: d, letters: lettersOf(pages)}
	if len(t.letters.headings) == 0 && !t.letters.bold {
		return d.untypeset(pages, t.letters)
	}
	for i, lines := range pages {
		for _, l := range lines {
			found = true
			t.add(l, i+1)
		}
	}
	t.flush()
	return found
}

// untypeset adds pages all in one size as plain text, whose headings are told by
// their words.
func (d *draft) untypeset(pages [][]pdfLine, f letters) bool {
	var text []string
	for _, lines := range pages {
		for i, l := range lines {
			if i > 0 && f.apart(lines[i-1], l) {
				text = append(text, "")
			}
			text = append(text, l.text)
		}
	}
	d.plain(text)
	return len(text) > 0
}

// letters says how a document is set.
type letters struct {
	body     float64   // the size of most of the text
	headings []float64 // sizes well above it, the largest first
	bold     bool      // the text is not bold, so bold lines stand out
	pitch    float64   // from line to line within a paragraph at most, in letter sizes
}

// A paragraph's lines are about as far apart as the closest quarter of the
// document's lines; more than maxPitch is too far in any.
const maxPitch = 2.2

// maxHeadingLevels bounds the levels that sizes make; smaller ones share the last.
const maxHeadingLevels = 5

func lettersOf(pages [][]pdfLine) letters {
	amount := map[float64]int{}
	bold, all := 0, 0
	for _, lines := range pages {
		for _, l := range lines {
			n := utf8.RuneCountInString(l.text)
			amount[halfPoints(l.size)] += n
			all += n
			if l.bold {
				bold += n
			}
		}
	}
	var found letters
	most := 0
	for _, s := range slices.Sorted(maps.Keys(amount)) {
		if amount[s] > most {
			found.body, most = s, amount[s]
		}
	}
	for s := range amount {
		if s >= found.body*1.12 {
			found.headings = append(found.headings, s)
		}
	}
	slices.SortFunc(found.headings, func(a, b float64) int { return cmp.Compare(b, a) })
	found.bold = bold > 0 && bold*3 < all
	found.pitch = usualPitch(pages)
	return found
}

func usualPitch(pages [][]pdfLine) float64 {
	var all []float64
	for _, lines := range pages {
		for i := 1; i < len(lines); i++ {
			if p := pitch(lines[i-1], lines[i]); p > 0.8 && lines[i-1].size == lines[i].size {
				all = append(all, p)
			}
		}
	}
	if len(all) == 0 {
		return maxPitch
	}
	slices.Sort(all)
	return math.Min(1.25*all[len(all)/4], maxPitch)
}

// pitch is how far the middle of b is below that of a, in letter sizes.
func pitch(a, b pdfLine) float64 {
	return (a.top + a.bottom - b.top - b.bottom) / 2 / math.Max(math.Max(a.size, b.size), 1)
}

func halfPoints(size float64) float64 { return math.Round(size*2) / 2 }

// level returns the heading level of a line, or 0 when it is text.
func (f letters) level(l pdfLine) int {
	if l.cells > 1 || utf8.RuneCountInString(l.text) > maxTitle {
		return 0
	}
	if i := slices.Index(f.headings, halfPoints(l.size)); i >= 0 {
		return min(i+1, maxHeadingLevels)
	}
	if f.bold && l.bold && headingLike(l.text) && halfPoints(l.size) >= f.body {
		return maxHeadingLevels + 1
	}
	return 0
}

// typesetter joins lines into headings and paragraphs.
type typesetter struct {
	draft     *draft
	letters   letters
	paragraph string
	title     string // of the heading that is open, which may have several lines
	level     int
	page      int // of that heading
	last      pdfLine
}

func (t *typesetter) add(l pdfLine, page int) {
	level := t.letters.level(l)
	switch {
	case level > 0 && level == t.level && page == t.page && !t.letters.apart(t.last, l):
		t.title = joinLines(t.title, l.text)
	case level > 0:
		t.flush()
		t.title, t.level, t.page = l.text, level, page
	default:
		t.text(l)
	}
	t.last = l
}

func (t *typesetter) text(l pdfLine) {
	if t.title != "" || l.cells > 1 || t.last.cells > 1 || l.begins() || t.letters.apart(t.last, l) && !carriesOver(t.last, l) {
		t.flush()
	}
	t.paragraph = joinLines(t.paragraph, l.text)
}

// flush ends the heading or the paragraph that is open. A heading's address is its
// page (RFC 8118).
func (t *typesetter) flush() {
	t.draft.text(t.paragraph)
	t.draft.heading(t.level, t.title, "page="+strconv.Itoa(t.page))
	t.paragraph, t.title, t.level = "", "", 0
}

// begins reports whether a line starts an item of a list, a question or an answer.
func (l pdfLine) begins() bool {
	first, _ := utf8.DecodeRuneInString(l.text)
	mark, _ := marked(l.text)
	return mark.kind != "" || slices.Contains([]rune("•·●▪-–*"), first)
}

// apart reports whether more than the space between two lines of a paragraph is
// between them, or b is further up, at the head of another column or page.
func (f letters) apart(a, b pdfLine) bool {
	p := pitch(a, b)
	return p > f.pitch || p < -1
}

// carriesOver reports whether a paragraph goes on from the foot of a column or page
// to the head of the next: its sentence has not ended there.
func carriesOver(a, b pdfLine) bool {
	return pitch(a, b) < -1 && a.text != "" && !endsSentence(a.text)
}

// joinLines puts together what a line end divides. A hyphen before a small letter is
// the line end's own.
func joinLines(a, b string) string {
	last, n := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	switch {
	case a == "":
		return b
	case wide(last) && wide(first):
		return a + b
	case last == '-' && unicode.IsLower(first):
		return a[:len(a)-n] + b
	}
	return a + " " + b
}
