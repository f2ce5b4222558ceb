package conversation

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
)

// aside is what a message says beside what it is about: it gets its answer, too.
type aside struct {
	asks    bool             // a question to the shop stands beside one about products
	passage *service.Passage // that answers it; nil if none does
}

// seam is where one message may go over to something else: "compare 1 and 2, and can
// I return them?"
var seam = regexp.MustCompile(`[,;?!。，；？！\n]+|\.\s+|\b(?:and|also)\b|另外|还有|顺便`)

// mostSeams is how many places a message may have at which it is tried to part it, each
// of which costs several readings: what has more is a story, or sent to keep us busy.
const mostSeams = 8

// divide finds a question to the shop beside something about products, and leaves the
// latter as what the message is about. Of several ways to part the message that with
// the shortest question counts. A question that only mentions a product, such as "can I
// return a shirt", is not parted.
func (t *turn) divide() {
	if t.aboutOrder() || t.reading.Is(preference.Person) {
		return
	}
	text, shortest := t.text, len(t.text)+1
	seams := seam.FindAllStringIndex(text, mostSeams+1)
	if len(seams) > mostSeams {
		return
	}
	for _, at := range seams {
		parts := []string{text[:at[0]], text[at[1]:]}
		if strings.ContainsAny(text[at[0]:at[1]], "?？") {
			parts[0] += "?"
		}
		for i, products := range parts {
			shop := parts[1-i]
			if len(shop) >= shortest {
				continue
			}
			about, asked := t.read(products), t.read(shop)
			passage := t.policyOn(shop, asked)
			if !t.worksOnProducts(about) || !asksShop(asked, passage != nil) {
				continue
			}
			shortest = len(shop)
			t.reading, t.text, t.passage = about, products, nil
			t.aside = aside{asks: true, passage: passage}
		}
	}
}

// asksShop reports whether part of a message asks about the shop: it says so, or it is
// a question that names nothing of a product and that the policies answer.
func asksShop(r preference.Reading, known bool) bool {
	return r.Is(preference.Policy) ||
		known && r.Question && len(r.Acts)+len(r.Items)+len(r.Values)+len(r.Attributes) == 0
}

// worksOnProducts reports whether part of a message asks for products or does
// something with those shown, and nothing else.
func (t *turn) worksOnProducts(r preference.Reading) bool {
	if r.Is(preference.Policy, preference.Order, preference.Person) {
		return false
	}
	onShown := r.Is(preference.Compare, preference.Cheaper, preference.Dearer, preference.Another, preference.More, preference.Adjust,
		preference.Variant, preference.Between, preference.Complement, preference.Similar, preference.Accept) || len(r.Items) > 0 && len(r.Attributes)+len(r.Values) > 0
	return onShown && t.shown() > 0 || r.Wants() && (r.Is(preference.Find) || !r.Question && (namesKind(r) || onlyPerson(r)))
}

// onlyPerson reports whether what a text names says whom something is for, and no more.
func onlyPerson(r preference.Reading) bool {
	return len(r.Values) > 0 && !slices.ContainsFunc(r.Values, func(m retrieval.Meaning) bool { return !preference.OfPerson(m.Attribute) })
}

// withAside adds to an answer what the message said beside it: the shop's own words on
// what was asked, and the courtesies.
func (t *turn) withAside(a answer.Answer) answer.Answer {
	if t.aside.asks {
		var said answer.Answer
		if p := t.aside.passage; p != nil {
			said = t.writer.Plain(prompts.Policy{Text: p.Text, Title: p.Title, Section: p.Section}, p.Text, p.Title, p.Section)
		} else {
			said = t.writer.Plain(prompts.PolicyUnknown{})
		}
		a.Facts = append(a.Facts, said.Facts...)
		if a.Closing != "" {
			a.Closing += "\n"
		}
		a.Closing += said.Lead
	}
	if courtesy := t.courtesy(); courtesy != "" {
		a.Lead = t.writer.Sentences(courtesy, a.Lead)
	}
	return a
}

// courtesy returns the answer to a greeting or thanks beside something else, or "".
func (t *turn) courtesy() string {
	r := t.reading
	if len(r.Acts)+len(r.Changes) < 2 || t.picks() || t.isCommand() {
		return ""
	}
	switch {
	case r.Is(preference.Thanks) && t.busy():
		return t.writer.Say(prompts.Courtesy{Kind: "thanks"})
	case r.Is(preference.Hello) && t.busy():
		return t.writer.Say(prompts.Courtesy{Kind: "hello"})
	}
	return ""
}

// busy reports whether the message does more than to be polite.
func (t *turn) busy() bool {
	return t.searches() || t.aboutItem() || t.aboutService() || t.asksWhatGoes()
}
