package conversation_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestNeverAsksWhatIsKnown: whether it was said with the wish, in answer to a
// question, or in an earlier session.
func TestNeverAsksWhatIsKnown(t *testing.T) {
	for _, c := range []struct {
		name     string
		messages []string
		known    []string
	}{
		{"whom it is for", []string{"a t-shirt for women"}, []string{"gender"}},
		{"给谁用", []string{"女士T恤"}, []string{"gender"}},
		{"the colour and the material", []string{"women's dresses", "in black", "cotton"}, []string{"color", "material", "gender"}},
		{"颜色和材质", []string{"女士连衣裙", "黑色的", "棉的"}, []string{"color", "material", "gender"}},
		{"what does not matter", []string{"shirts", "any colour is fine", "the material doesn't matter", "short-sleeved"}, []string{"color", "material"}},
		{"无所谓的", []string{"衬衫", "颜色无所谓", "材质无所谓", "短袖的"}, []string{"color", "material"}},
		{"the skin type of an earlier day", []string{"face cream for oily skin", "@later", "toner", "serum"}, []string{"skin_type"}},
		{"早先说过的肤质", []string{"油性皮肤用的面霜", "@later", "爽肤水", "精华"}, []string{"skin_type"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			shopper := builtinShop(t).chat()
			var asked []string
			for _, text := range c.messages {
				if text == "@later" {
					shopper.now = shopper.now.AddDate(0, 0, 2)
					continue
				}
				turn := shopper.say(t, text)
				asking := turn.State.Asking
				if slices.Contains(asked, asking) && asking != "" {
					t.Errorf("after %q it asks for the %s a second time", text, asking)
				}
				asked = append(asked, asking)
			}
			if asking := shopper.state.Asking; slices.Contains(c.known, asking) {
				t.Errorf("it asks for the %s, which is known", asking)
			}
		})
	}
}

// TestNeverAsksWhatOnlyRanks, once it is said: though it rules nothing out, so that the
// question would still part what is left. The eight creams are for four skin types, and
// as many occasions.
func TestNeverAsksWhatOnlyRanks(t *testing.T) {
	for _, c := range []struct {
		lang, title string
		open, known []string // messages before which the question is open, and after which it is not
		attribute   string
	}{
		{"en", "Cream", []string{"face creams"}, []string{"face creams for travel"}, "use"},
		{"zh", "面霜", []string{"面霜"}, []string{"旅行用的面霜"}, "use"},
		{"en", "Cream", []string{"face creams"}, []string{"face creams for oily skin", "@later", "face creams"}, "skin_type"},
		{"zh", "面霜", []string{"面霜"}, []string{"油性皮肤用的面霜", "@later", "面霜"}, "skin_type"},
	} {
		t.Run(c.lang+" "+c.attribute, func(t *testing.T) {
			values := map[string][]string{"use": {"travel", "office", "camping", "running"}, "skin_type": {"oily", "dry", "sensitive", "combination"}}[c.attribute]
			var rows strings.Builder
			for i := range 8 {
				rows.WriteString(`{"id":"` + strconv.Itoa(i) + `","title":"` + c.title + " " + strings.Repeat("I", i) + `","lang":"` + c.lang + `","price":"` +
					strconv.Itoa(100+i) + ` CNY","product_type":"Moisturisers","attributes":{"` + c.attribute + `":["` + values[i%4] + "\"]}}\n")
			}
			s := shopOf(t, rows.String())
			for _, asked := range []bool{true, false} {
				shopper := s.chat()
				messages := c.open
				if !asked {
					messages = c.known
				}
				for _, text := range messages {
					if text == "@later" {
						shopper.now = shopper.now.AddDate(0, 0, 2)
						continue
					}
					shopper.say(t, text)
				}
				if got := shopper.state.Asking == c.attribute; got != asked {
					t.Errorf("%q: asks for the %s: %v, want %v", messages, c.attribute, got, asked)
				}
			}
		})
	}
}

// TestNeverAsksWhatOneValueAnswers: a question is worth its turn only where answers
// differ, whatever the language.
func TestNeverAsksWhatOneValueAnswers(t *testing.T) {
	row := func(i int, lang, title, more string) string {
		return `{"id":"` + lang + strconv.Itoa(i) + `","title":"` + title + " " + strings.Repeat("I", i) + `","lang":"` + lang + `","price":"` +
			strconv.Itoa(100+i) + ` CNY","product_type":"Mugs"` + more + "}\n"
	}
	for _, c := range []struct{ lang, title, say string }{{"en", "Mug", "mugs"}, {"zh", "马克杯", "马克杯"}} {
		for _, test := range []struct {
			name string
			more func(i int) string
			want string
		}{
			{"when all are of one colour", func(int) string { return `,"color":"white"` }, ""},
			{"when hardly any states a colour", func(i int) string {
				if i < 2 {
					return `,"color":"` + []string{"white", "black"}[i] + `"`
				}
				return ""
			}, ""},
			{"when all are of another colour each answer leaves one, so it asks", func(i int) string {
				return `,"color":"` + []string{"white", "black", "red", "blue", "green", "yellow", "pink", "grey"}[i] + `"`
			}, "color"},
			{"when all but one are of one colour", func(i int) string {
				return `,"color":"` + []string{"white", "black"}[min(1, i/7)] + `"`
			}, ""},
		} {
			t.Run(c.lang+" "+test.name, func(t *testing.T) {
				var rows strings.Builder
				for i := range 8 {
					rows.WriteString(row(i, c.lang, c.title, test.more(i)))
				}
				turn := shopOf(t, rows.String()).chat().say(t, c.say)
				if len(turn.Reply.Items) == 0 {
					t.Fatalf("the question stands instead of products: %s", turn.Reply.Text)
				}
				if turn.State.Asking != test.want {
					t.Errorf("it asks for %q, want %q: %s", turn.State.Asking, test.want, turn.Reply.Text)
				}
			})
		}
	}
}

// TestAnAnswerLeavesWhatItCounts: each answer that a question offers, pressed, leaves
// as many products as stand beside it.
func TestAnAnswerLeavesWhatItCounts(t *testing.T) {
	for _, c := range []struct{ say, more string }{
		{"t-shirts", "show me others"}, {"T恤", "换一批"}, {"women's dresses", "show me others"}, {"女士连衣裙", "换一批"}, {"jackets", "show me others"}, {"夹克", "换一批"},
	} {
		t.Run(c.say, func(t *testing.T) {
			begun := builtinShop(t).chat()
			turn := begun.say(t, c.say)
			if turn.State.Asking == "" {
				t.Fatalf("asks nothing: %s", turn.Reply.Text)
			}
			must := slices.Contains([]string{"gender", "color", "material", "product_type", "season"}, turn.State.Asking)
			for _, choice := range turn.Reply.Choices {
				pressed := *begun
				if n := pressed.wayOut(t, choice.Say, c.more); must && n != choice.Count || n < choice.Count {
					t.Errorf("asked for the %s, %q leaves %d products, and counted %d", turn.State.Asking, choice.Say, n, choice.Count)
				}
			}
		})
	}
}

// TestMinorMaterialsAreNotOffered: nobody looks for elastane.
func TestMinorMaterialsAreNotOffered(t *testing.T) {
	for _, messages := range [][]string{
		{"men's trousers", "any colour is fine", "any occasion is fine"}, {"男士裤子", "颜色不限", "场合不限"}, {"women's leggings"}, {"女士打底裤"}, {"sneakers"}, {"运动鞋"},
	} {
		shopper := builtinShop(t).chat()
		for _, text := range messages {
			for _, choice := range shopper.say(t, text).Reply.Choices {
				for _, minor := range []string{"elastane", "氨纶", "rubber", "橡胶"} {
					if strings.Contains(choice.Label, minor) {
						t.Errorf("%q: %q is offered", text, choice.Label)
					}
				}
			}
		}
	}
}
