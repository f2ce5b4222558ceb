package conversation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
)

// asking is how a kind of product (1) is asked for with a value (2), by language and
// attribute of the value.
var asking = map[string]map[string]string{
	"en": {"color": "%[2]s %[1]s", "brand": "do you have %[1]s by %[2]s?", "material": "%[1]s made of %[2]s"},
	"zh": {"color": "%[2]s的%[1]s", "brand": "有%[2]s牌的%[1]s吗？", "material": "%[2]s材质的%[1]s"},
}

// TestWhatIsInStockIsNeverDenied asks for every kind of product that the built-in shop
// has in stock, in each colour and each material in which it has it and of each brand.
func TestWhatIsInStockIsNeverDenied(t *testing.T) {
	s := builtinShop(t)
	products, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := s.engine.Vocabulary()
	said := map[string]bool{}
	for i := range products.Products {
		p := &products.Products[i]
		record := s.engine.Record(p)
		if !record.Orderable() {
			continue
		}
		types := record.Values[retrieval.TypeAttribute]
		kind := types[len(types)-1]
		for lang, phrases := range asking {
			for attribute, phrase := range phrases {
				for _, value := range record.Values[attribute] {
					text := fmt.Sprintf(phrase, v.Label(retrieval.TypeAttribute, kind, lang), v.Label(attribute, value, lang))
					if said[text] {
						continue
					}
					said[text] = true
					reply := s.chat().say(t, text).Reply
					if !slices.ContainsFunc(reply.Items, func(c answer.Card) bool {
						shown := s.engine.Record(s.row(c.ID)).Values
						return slices.Contains(shown[retrieval.TypeAttribute], kind) && slices.Contains(shown[attribute], value)
					}) {
						t.Errorf("%q is denied, and there is %s: %s", text, p.ID, reply.Text)
					}
				}
			}
		}
	}
	if len(said) < 1000 {
		t.Errorf("only %d questions", len(said))
	}
}
