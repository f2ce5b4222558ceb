package answer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestVerifyAcceptsEveryAnswerComposedFromRows(t *testing.T) {
	for name, test := range map[string]struct {
		shop shop
		step int // every so many products are tried
	}{"the built-in shop": {builtinShop(t), 37}, "a small shop": {smallShop(t), 1}} {
		s := test.shop
		for _, lang := range prompts.Languages {
			t.Run(name+" in "+lang, func(t *testing.T) {
				w := s.writer(lang)
				check := func(kind, id string, a answer.Answer) {
					t.Helper()
					if err := a.Verify(lang); err != nil {
						t.Errorf("%s of %s: %v: %q", kind, id, err, a.Text())
					}
					if strings.Contains(a.Text(), "  ") {
						t.Errorf("%s of %s has two spaces in a row: %q", kind, id, a.Text())
					}
				}
				for i := 0; i < len(s.products); i += test.step {
					p := &s.products[i]
					check("the detail", p.ID, w.Detail(p, s.card(w, 1, p.ID), s.variants(p.Group())))
					cards, products := s.cards(w, p.ID, s.products[(i*7+1)%len(s.products)].ID, s.products[(i*13+2)%len(s.products)].ID)
					check("the comparison", p.ID, w.Compare(cards, products))
					check("the recommendation", p.ID, w.Recommendation(prompts.Lead{Kind: "similar", Like: cards[0].Title}, cards, "", nil))
					variants := s.variants(p.Group())
					for attribute := range p.Attributes {
						check("the "+attribute, p.ID, w.Attribute(cards[0].Title, variants, attribute))
						if values := s.record(p.ID).Values[attribute]; len(values) > 0 {
							asked := []catalog.Condition{{Attribute: attribute, Op: catalog.In, Values: values[:1]}}
							check("the variants by "+attribute, p.ID, w.Variants(cards[0].Title, variants, s.Record, asked, w.Value(attribute, values[0])))
						}
					}
				}
				if err := w.Err(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestVerifyAcceptsThePhrasesWithTheNumbersOfTheirExamples(t *testing.T) {
	s := smallShop(t)
	for _, lang := range prompts.Languages {
		for _, p := range []prompts.Phrase{prompts.Hello, prompts.Help, prompts.Unclear} {
			if err := s.writer(lang).Plain(p).Verify(lang); err != nil {
				t.Errorf("%s in %s: %v", p, lang, err)
			}
		}
	}
}

func TestVerifyRejectsWhatNoRowStates(t *testing.T) {
	s := smallShop(t)
	for _, test := range []struct{ name, lang, answer, says, instead string }{
		{"another price", "en", "recommendation", "¥159", "¥149"},
		{"another price", "zh", "recommendation", "¥159", "¥149"},
		{"another price with a thousands separator", "en", "recommendation", "¥1,099", "¥1,199"},
		{"another price with a thousands separator", "zh", "recommendation", "¥1,099", "¥1,199"},
		{"a price that lost its thousands", "en", "recommendation", "¥1,099", "¥99"},
		{"a price with decimals of its own", "zh", "recommendation", "¥159", "¥159.90"},
		{"another price in full-width digits", "zh", "recommendation", "¥159", "￥１４９"},
		{"another price before the sale", "en", "recommendation", "¥199", "¥299"},
		{"a year for a price", "en", "detail", "¥159", "¥2026"},
		{"another currency", "en", "recommendation", "¥159", "$159"},
		{"another stock count", "en", "recommendation", "Only 2 left", "Only 4 left"},
		{"another stock count", "zh", "recommendation", "仅剩2件", "仅剩4件"},
		{"another stock count in full-width digits", "zh", "recommendation", "仅剩2件", "仅剩４件"},
		{"the place of an item for its stock", "en", "recommendation", "Only 2 left", "Only 1 left"},
		{"the place of an item for its stock", "zh", "comparison", "仅剩2件", "仅剩1件"},
		{"another size", "en", "comparison", "① S", "① L"},
		{"another size", "zh", "comparison", "① S", "① XL"},
		{"another size of several letters", "en", "comparison", "③ M", "③ 3XL"},
		{"another order number", "en", "order", "LT20261001", "LT20261002"},
		{"another order number", "zh", "order", "LT20261001", "LT20261002"},
		{"another day", "en", "order", "2026-10-09", "2026-10-10"},
		{"another day", "zh", "order", "2026-10-09", "2026-10-11"},
		{"day and month exchanged", "en", "order", "2026-10-09", "2026-09-10"},
		{"another quantity", "zh", "order", "× 3", "× 5"},
		{"another time of day", "en", "policy", "9:00", "8:00"},
		{"another period", "zh", "policy", "7天", "30天"},
	} {
		t.Run(test.lang+"/"+test.answer+"/"+test.name, func(t *testing.T) {
			a := s.answers(test.lang)[test.answer]
			if err := a.Verify(test.lang); err != nil {
				t.Fatalf("before the change: %v", err)
			}
			if !strings.Contains(a.Text(), test.says) {
				t.Fatalf("it does not say %q: %q", test.says, a.Text())
			}
			a.Lead = strings.Replace(a.Lead, test.says, test.instead, 1)
			a.List = strings.Replace(a.List, test.says, test.instead, 1)
			var unsupported *answer.UnsupportedError
			if err := a.Verify(test.lang); !errors.As(err, &unsupported) {
				t.Errorf("accepts %q for %q (%v): %q", test.instead, test.says, err, a.Text())
			} else if unsupported.Claim == "" {
				t.Errorf("names no claim: %v", err)
			}
		})
	}
}

func TestVerifyAcceptsTheSameNumberWrittenInFullWidthDigitsOrWithoutItsCurrency(t *testing.T) {
	a := answer.Answer{Lead: "￥１５９，也就是159元，尺码Ｍ。", Facts: []string{"¥159", "M"}}
	if err := a.Verify("zh"); err != nil {
		t.Error(err)
	}
}

// answers are one answer of each kind, with verifiable claims.
func (s shop) answers(lang string) map[string]answer.Answer {
	w := s.writer(lang)
	cards, products := s.cards(w, "shirt-white-s", "coat", "shirt-navy-m")
	order := prompts.Order{
		ID: "LT20261001", Status: w.Say(prompts.OrderStatus{Status: "shipped"}), Total: "¥477",
		Items: []prompts.OrderItem{{Title: cards[0].Title, Quantity: 3, Price: "¥159"}},
		Dates: []string{w.Say(prompts.OrderDate{Kind: "placed", Day: "2026-10-09"})},
	}
	policy := map[string]string{"zh": "签收后7天内可以退货。", "en": "Staff are there from 9:00 to 21:00."}[lang]
	return map[string]answer.Answer{
		"recommendation": w.Recommendation(prompts.Lead{}, cards, "", nil),
		"comparison":     w.Compare(cards, products),
		"detail":         w.Detail(products[0], cards[0], products[:1]),
		"order":          w.Plain(order, order.ID, order.Total, "¥159", "3", "2026-10-09"),
		"policy":         w.Plain(prompts.Policy{Text: policy, Title: "a", Section: "b"}, policy),
	}
}
