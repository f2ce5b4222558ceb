package console

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/answer"
)

const (
	minWidth  = 40  // narrower terminals wrap
	maxWidth  = 100 // longer lines are hard to read
	sideWidth = 60  // from here on the price stands beside the title
	indent    = 4   // of all in a card but its number
)

// page is what replies are written on.
type page struct {
	width   int // cells of the terminal
	look    look
	palette palette
}

func newPage(width int, l look) page {
	// The last column stays free: a terminal may wrap when it is written to.
	return page{width: min(max(width, minWidth), maxWidth) - 1, look: l, palette: l.palette()}
}

// draftLines bounds the preview of a reply: its end is shown.
const draftLines = 6

// draft returns the lines of a reply that is being written.
func (p page) draft(text string) []string {
	if text == "" {
		return nil
	}
	lines := p.quiet(text)
	return append([]string{""}, lines[max(0, len(lines)-draftLines):]...)
}

// reply returns the lines that show r in its language, none wider than the page.
// Choices are numbered on after the items, as the manager counts them.
func (p page) reply(r conversation.Reply) []string {
	w := wordsIn(r.Lang)
	lead, closing := r.Text, ""
	if len(r.Items) > 0 && (r.Lead != "" || r.Closing != "") {
		lead, closing = r.Lead, r.Closing // the cards stand for the list between them
	}
	lines := wrap(clean(lead), p.width)
	for _, card := range r.Items {
		lines = append(lines, "")
		lines = append(lines, p.card(card, r.Lang)...)
	}
	if closing != "" {
		lines = append(append(lines, ""), wrap(clean(closing), p.width)...)
	}
	if len(r.Choices) > 0 {
		lines = append(lines, "")
		lines = append(lines, p.choices(r.Choices, len(r.Items)+1)...)
	}
	if len(r.Items) > 0 {
		lines = append(lines, "")
		lines = append(lines, p.wishes(r.Preferences, w)...)
		lines = append(lines, p.quiet(w.Pick)...)
	}
	return lines
}

// card shows one product: number, title and price, then what is known of it,
// then why it fits.
func (p page) card(c answer.Card, lang string) []string {
	w := wordsIn(lang)
	title := cleanLine(c.Title)
	price, priceWidth := p.price(c, lang)
	body := p.width - indent
	number := fmt.Sprintf("%2d", c.Position)
	lead := p.palette.number.Render(number) + strings.Repeat(" ", max(indent-len(number), 1))

	var lines []string
	if p.width+1 >= sideWidth && priceWidth > 0 {
		column := body - priceWidth - 2
		for i, line := range wrap(title, column) {
			styled := p.palette.title.Render(line)
			if i == 0 {
				styled += strings.Repeat(" ", column-lipgloss.Width(line)+2) + price
			}
			lines = append(lines, styled)
		}
	} else {
		for _, line := range wrap(title, body) {
			lines = append(lines, p.palette.title.Render(line))
		}
		if priceWidth > 0 {
			lines = append(lines, price)
		}
	}
	for _, line := range wrap(facts(c, w), body) {
		lines = append(lines, p.palette.quiet.Render(line))
	}
	for _, line := range wrap(cleanLine(c.Why), body) {
		lines = append(lines, p.palette.why.Render(line))
	}
	for i := range lines {
		if i == 0 {
			lines[i] = lead + lines[i]
			continue
		}
		lines[i] = strings.Repeat(" ", indent) + lines[i]
	}
	return lines
}

// price returns what is paid, then the price before the sale struck through, and
// the cells they take; nothing for content without a price.
func (p page) price(c answer.Card, lang string) (styled string, width int) {
	now, before := c.Price.Format(lang), c.ListPrice.Format(lang)
	if now == "" {
		return "", 0
	}
	styled = p.palette.price.Render(now)
	if before != "" {
		// The word says it where a terminal can't strike through.
		prefix, suffix, _ := strings.Cut(wordsIn(lang).Was, "{}")
		styled += "  " + p.palette.quiet.Render(prefix) + p.palette.struck.Render(before) + p.palette.quiet.Render(suffix)
	}
	return styled, lipgloss.Width(styled)
}

// facts is one line of what is known of a product: stock first.
func facts(c answer.Card, w words) string {
	var all []string
	if c.StockText != "" {
		all = append(all, cleanLine(c.StockText))
	}
	if c.Brand != "" && !strings.Contains(c.Title, c.Brand) {
		all = append(all, cleanLine(c.Brand))
	}
	for _, f := range c.Attributes {
		all = append(all, cleanLine(f.Label)+w.Colon+cleanLine(f.Value))
	}
	return strings.Join(all, " · ")
}

// choices shows the buttons beside each other, as many as fit on a line.
func (p page) choices(all []answer.Choice, first int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for i, c := range all {
		number := strconv.Itoa(first + i)
		label, count := cleanLine(c.Label), ""
		if c.Count > 0 {
			count = fmt.Sprintf(" (%d)", c.Count)
		}
		label = truncate(label, p.width-len("[] ")-len(number)-len(count))
		button := "[" + p.palette.number.Render(number) + "] " + label + p.palette.quiet.Render(count)
		width := lipgloss.Width(button)
		if used > 0 && used+3+width > p.width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteString("   ")
			used += 3
		}
		line.WriteString(button)
		used += width
	}
	return append(lines, line.String())
}

// wishes shows what the items were chosen by.
func (p page) wishes(all []conversation.Preference, w words) []string {
	if len(all) == 0 {
		return nil
	}
	texts := make([]string, len(all))
	for i, pref := range all {
		texts[i] = cleanLine(pref.Text)
	}
	return p.quiet(w.Wishes + w.Colon + strings.Join(texts, " · "))
}

// quiet shows a sentence that stands back.
func (p page) quiet(s string) []string {
	lines := wrap(clean(s), p.width)
	for i, line := range lines {
		lines[i] = p.palette.quiet.Render(line)
	}
	return lines
}

// said shows the shopper's own message above its answer.
func (p page) said(text string) []string {
	lines := wrap(clean(text), p.width-len(prompt))
	for i, line := range lines {
		lead := strings.Repeat(" ", len(prompt))
		if i == 0 {
			lead = prompt
		}
		lines[i] = p.palette.shopper.Render(lead + line)
	}
	return lines
}

// header shows the shop's name and what could be asked.
func (p page) header(cfg Config) []string {
	w := wordsIn(cfg.Lang)
	lines := []string{p.palette.shop.Render(truncate(cleanLine(inLang(cfg.ShopName, cfg.Lang)), p.width))}
	examples := inLang(cfg.Examples, cfg.Lang)
	if len(examples) == 0 {
		return lines
	}
	lines = append(lines, p.quiet(w.Try)...)
	for _, example := range examples {
		for _, line := range wrap(cleanLine(example), p.width-2) {
			lines = append(lines, p.palette.quiet.Render("  "+line))
		}
	}
	return lines
}
