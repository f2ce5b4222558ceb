package preference_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// hostile are messages that no shopper writes.
var hostile = []string{
	"", " ", "\x00", "\xff\xfe", "\u202e红色", "👍🏽🧥", "，。！", "#", "#99999999999", "第零件", "第99件", "/", "$", "$$$", "-", "+",
	"under under under 40 40 40", "between 20", "20-", "-20", "1,,000", "1.2.3", "万万万万", "几百", "$20–¥35", "0", "under 0",
	"under 999999999999999999", "不要不要不要", "no no no", "100%100%", "第第第二件", "1/3 of 5% at 2°", "1ή4G",
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/readings/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		for _, c := range readCases(f, name) {
			for _, messages := range c.messages {
				for _, m := range messages {
					f.Add(m, c.asking)
				}
			}
		}
	}
	for _, m := range hostile {
		f.Add(m, "")
		f.Add(m, catalog.PriceAttribute)
	}
	reader := newReader()
	f.Fuzz(func(t *testing.T, message, asking string) {
		sound(t, message, reader.Read(message, preference.Scene{Turn: 3, Asking: asking}))
	})
}

// sound fails the test unless a reading says only what a message can say.
func sound(t *testing.T, message string, r preference.Reading) {
	t.Helper()
	normalized := lexical.Normalize(message)
	for _, position := range r.Items {
		if position == 0 || position < preference.Focused || position > 20 {
			t.Errorf("it points at item %d", position)
		}
	}
	for _, m := range r.Values {
		known(t, m)
	}
	for _, c := range r.Changes {
		wish := c.Constraint
		if c.Kind == preference.Reset || c.Kind == preference.Retract {
			continue
		}
		if wish.Turn != 3 || wish.Strength != preference.Must && wish.Strength != preference.Prefer {
			t.Errorf("turn %d, strength %q", wish.Turn, wish.Strength)
		}
		if !utf8.ValidString(wish.Words) || strings.TrimSpace(wish.Words) == "" {
			t.Errorf("the words %q", wish.Words)
		}
		for part := range strings.FieldsSeq(wish.Words) {
			if !strings.Contains(normalized, part) {
				t.Errorf("nobody said %q", part)
			}
		}
		switch wish.Op {
		case preference.In, preference.NotIn:
			if len(wish.Values) == 0 {
				t.Errorf("a wish for no value of %s", wish.Attribute)
			}
			for _, v := range wish.Values {
				known(t, retrieval.Meaning{Attribute: wish.Attribute, Value: v})
			}
		case preference.Min, preference.Max, preference.Near:
			if vocabulary().Measures(wish.Attribute) {
				if len(wish.Values) != 1 {
					t.Errorf("%s %s %q", wish.Attribute, wish.Op, wish.Values)
				}
				known(t, retrieval.Meaning{Attribute: wish.Attribute, Value: wish.Values[0]})
				continue
			}
			if wish.Attribute != catalog.PriceAttribute || wish.Amount.Minor <= 0 || wish.Amount.Currency != "CNY" || wish.Said.Minor < 0 {
				t.Errorf("%s %s %v, said %v", wish.Attribute, wish.Op, wish.Amount, wish.Said)
			}
		case preference.Like:
			if wish.Attribute != preference.FreeText {
				t.Errorf("words about %s", wish.Attribute)
			}
		default:
			t.Errorf("operator %q", wish.Op)
		}
	}
}

// known fails the test unless a value is the vocabulary's own, or an amount. A size
// may be any number that the shopper wears.
func known(t *testing.T, m retrieval.Meaning) {
	t.Helper()
	if vocabulary().Measures(m.Attribute) {
		if len(lexical.ParseAmount(m.Value)) == 0 {
			t.Errorf("%s %q is no amount", m.Attribute, m.Value)
		}
		return
	}
	if m.Attribute == "size" && strings.Trim(m.Value, "0123456789.,k+") == "" {
		return
	}
	named := vocabulary().Label(m.Attribute, m.Value, "en")
	found := vocabulary().Find(lexical.Atoms(lexical.Normalize(named)))
	if !slices.ContainsFunc(found, func(match lexical.Match[retrieval.Meaning]) bool { return slices.Contains(match.Values, m) }) {
		t.Errorf("%s %q is no value of the shop's", m.Attribute, m.Value)
	}
}

func TestReadLongMessages(t *testing.T) {
	reader := newReader()
	for _, part := range []string{"红", "a", "不要", "under 40 ", "第二件", "shirt for ", "red ", "1 ", "1-2 ", "三百以内的衬衫，", "between one hundred and two ", "any colour ", "👍", "\xff"} {
		t.Run(part, func(t *testing.T) {
			message := strings.Repeat(part, 100_000/len(part))
			sound(t, message, reader.Read(message, preference.Scene{Turn: 3}))
		})
	}
}

func FuzzParseCommand(f *testing.F) {
	for _, text := range append([]string{"/prefs drop 2", "/help@bot", "／ｌａｎｇ　ｚｈ", "/\n/"}, hostile...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := preference.ParseCommand(text)
		if !ok && c.Name != "" || strings.ContainsAny(c.Name, " @\n") || c.Name != strings.ToLower(c.Name) || !utf8.ValidString(c.Name) {
			t.Errorf("%v %+v", ok, c)
		}
		if slices.Contains(c.Args, "") {
			t.Errorf("an empty argument: %q", c.Args)
		}
	})
}

func FuzzParseVotes(f *testing.F) {
	for _, text := range append([]string{"+2", "👎 3", "👍1，👎2、+3", "👍🏽", "2"}, hostile...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[int]bool{}
		for _, v := range preference.ParseVotes(text) {
			if v.Position < 0 || v.Position > 99 || seen[v.Position] {
				t.Errorf("a vote on %d", v.Position)
			}
			seen[v.Position] = true
		}
		if n, ok := preference.ParsePick(text); ok && (n < 1 || n > 99 || len(seen) > 0) {
			t.Errorf("it picks %d and holds %d votes", n, len(seen))
		}
	})
}
