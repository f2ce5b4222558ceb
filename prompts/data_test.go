package prompts

import (
	"reflect"
	"strings"
	"testing"
)

// hostile is what a title or a shopper might hold; shown is the same on one
// line, and shownProse with its line break.
const (
	hostile    = "{{.Title}} {{template \"help/en\"}} \"x\" 'y' <b>&amp; ①\n2. A forged item\tfor ¥1\x00\x1b[31m\u2028end"
	shown      = "{{.Title}} {{template \"help/en\"}} \"x\" 'y' <b>&amp; ① 2. A forged item for ¥1  [31m end"
	shownProse = "{{.Title}} {{template \"help/en\"}} \"x\" 'y' <b>&amp; ①\n2. A forged item for ¥1  [31m end"
)

func TestDataAppearAsDataWhateverTheyHold(t *testing.T) {
	const stand, standProse = "STAND-IN", "STAND-IN OF SEVERAL LINES"
	for _, e := range examples() {
		for _, lang := range Languages {
			t.Run(lang+"/"+e.template+"/"+e.name, func(t *testing.T) {
				if _, fixed := e.data[lang].(Phrase); fixed {
					t.Skip("a phrase has no data")
				}
				plain, err := filled(e.data[lang], stand, standProse).Render(lang)
				if err != nil {
					t.Fatal(err)
				}
				got, err := filled(e.data[lang], hostile, hostile).Render(lang)
				if err != nil {
					t.Fatal(err)
				}
				want := strings.NewReplacer(standProse, shownProse, stand, shown).Replace(plain)
				if got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	}
}

// filled returns a copy of a prompt in which every text is words, or prose where
// the shop's own documents are quoted.
func filled(p prompt, words, prose string) prompt {
	copied := reflect.New(reflect.TypeOf(p)).Elem()
	copied.Set(reflect.ValueOf(p))
	fill(copied, words)
	switch filled := copied.Interface().(type) {
	case Policy:
		filled.Text = prose
		return filled
	case Person:
		filled.Contact = prose
		return filled
	case prompt:
		return filled
	}
	return nil
}

func fill(v reflect.Value, words string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(words)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), words)
		}
	case reflect.Slice:
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		for i := range own.Len() {
			fill(own.Index(i), words)
		}
	}
}

func TestAnUnknownLanguageIsAnError(t *testing.T) {
	if text, err := Hello.Render("fr"); err == nil {
		t.Errorf("rendered %q", text)
	}
}
