package milvus

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestExpressions(t *testing.T) {
	red := []string{"red"}
	for _, c := range []struct {
		name             string
		filter           catalog.Filter
		want, without    string // without negation, where it differs
		nothingMayBeThat bool
	}{
		{name: "no condition", want: ``},
		{
			name: "in admits what does not say", filter: catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"red", "navy"}}},
			want: `(array_length(color) == 0 or array_contains_any(color, ["red", "navy"]))`,
		},
		{
			name: "in, stated", filter: catalog.Filter{{Attribute: "color", Op: catalog.In, Values: red, Stated: true}},
			want: `array_contains_any(color, ["red"])`,
		},
		{name: "in, stated, of nothing", filter: catalog.Filter{{Attribute: "color", Op: catalog.In, Stated: true}}, nothingMayBeThat: true},
		{
			name: "not in", filter: catalog.Filter{{Attribute: "color", Op: catalog.NotIn, Values: red}},
			want:    `(array_length(color) == 0 or not (array_contains_any(color, ["red"])))`,
			without: `array_length(n_` + valueField("color", "red")[2:] + `) == 0`,
		},
		{
			name: "an attribute without a field of its own", filter: catalog.Filter{{Attribute: "材质 2", Op: catalog.In, Values: red, Stated: true}},
			want: `json_contains_any(x__e6_9d_90_e8_b4_a8_202, ["red"])`,
		},
		{
			name: "a bound", filter: catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: -5}},
			want: `(priced == false or amount <= -5)`,
		},
		{
			name: "a bound, stated", filter: catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 7, Stated: true}},
			want: `(priced == true and amount >= 7)`,
		},
		{
			name: "what would end the literal is escaped", filter: catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"a\"b\\c\nd'e"}, Stated: true}},
			want: `array_contains_any(color, ["a!1b[1c!kd&1e"])`,
		},
		{
			name:   "one condition twice is asked once",
			filter: slices.Repeat(catalog.Filter{{Attribute: "color", Op: catalog.In, Values: red, Stated: true}}, 3),
			want:   `array_contains_any(color, ["red"])`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := dialect{negation: true}.expression(c.filter)
			if got != c.want || ok == c.nothingMayBeThat {
				t.Errorf("got %s, %t", got, ok)
			}
			if c.without == "" {
				c.without = c.want
			}
			if got, _ := (dialect{}).expression(c.filter); got != c.without {
				t.Errorf("without negation: got %s", got)
			}
		})
	}
}

// literal and skeleton take an expression apart, as a server would.
var (
	literal  = regexp.MustCompile(`"[^"]*"`)
	skeleton = regexp.MustCompile(`^[a-zA-Z0-9_()\[\], <>=!-]*$`)
)

func FuzzNoTextEndsItsLiteral(f *testing.F) {
	for _, text := range []string{"", "navy", `"] or id in ["b`, `\`, `\"`, "line\nbreak\r\x00", "!0", "it's & [x]", "藏青", "\xff"} {
		f.Add(text, text, true)
		f.Add("color", text, false)
	}
	f.Fuzz(func(t *testing.T, attribute, value string, negation bool) {
		d := dialect{negation: negation}
		filter := catalog.Filter{
			{Attribute: attribute, Op: catalog.In, Values: []string{value, "other"}},
			{Attribute: attribute, Op: catalog.NotIn, Values: []string{"other", value}, Stated: true},
		}
		expr, ok := d.expression(filter)
		if !ok {
			t.Fatal("the filter admits nothing")
		}
		var values []string
		for _, l := range literal.FindAllString(expr, -1) {
			if strings.ContainsFunc(l[1:len(l)-1], func(r rune) bool { return unicode.Is(unicode.Cc, r) && r < 0x80 || r == '\\' || r == '\'' }) {
				t.Fatalf("a literal of %s has a character that ends or escapes", expr)
			}
			values = append(values, unescape.Replace(l[1:len(l)-1]))
		}
		want := []string{value, "other"}
		if negation {
			want = append(want, "other", value)
		}
		if !slices.Equal(values, want) {
			t.Fatalf("read back %q, want %q", values, want)
		}
		if rest := literal.ReplaceAllString(expr, ""); !skeleton.MatchString(rest) {
			t.Fatalf("outside of literals: %s", rest)
		}
	})
}

func FuzzEscapedTextsKeepTheirOrder(f *testing.F) {
	f.Add(`a"`, "a!")
	f.Add(`[`, `\`)
	f.Add("&x", "'x")
	f.Fuzz(func(t *testing.T, a, b string) {
		if unescape.Replace(escape.Replace(a)) != a {
			t.Fatalf("%q does not come back from %q", a, escape.Replace(a))
		}
		controls := func(r rune) bool { return r < 0x20 || r == 0x7f }
		if strings.ContainsFunc(a+b, controls) {
			return // these sort among punctuation
		}
		if strings.Compare(a, b) != strings.Compare(escape.Replace(a), escape.Replace(b)) {
			t.Fatalf("%q and %q change places as %q and %q", a, b, escape.Replace(a), escape.Replace(b))
		}
	})
}

func TestAttributesHaveFieldsOfTheirOwn(t *testing.T) {
	seen := map[string]string{}
	for _, attribute := range []string{"color", "Color", "x_color", "col_or", "col or", "col_20or", "id", "$meta", "a.b", "a_b", "a", "", "材质", "\xff", "record", "n_1"} {
		field, _ := attributeField(attribute)
		if other, ok := seen[field]; ok {
			t.Errorf("%q and %q share the field %s", attribute, other, field)
		}
		seen[field] = attribute
	}
}
