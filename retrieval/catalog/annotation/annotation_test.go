package annotation_test

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/annotation"
	"github.com/shopguide/shopguide/retrieval/goldentest"
)

// labelled is a product of the test set and what its text says.
type labelled struct {
	product catalog.Product
	want    map[string][]string
}

// testSet reads testdata/products.LANG.tsv.
func testSet(t testing.TB, lang string) []labelled {
	t.Helper()
	text, err := os.ReadFile("testdata/products." + lang + ".tsv")
	if err != nil {
		t.Fatal(err)
	}
	var all []labelled
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimRight(line, "\n"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 4 {
			t.Fatalf("%q has %d columns", line, len(columns))
		}
		one := labelled{want: map[string][]string{}}
		one.product = catalog.Product{
			ID: fmt.Sprint(lang, len(all)), Lang: lang,
			Texts: map[string]catalog.Text{lang: {Title: columns[0], Description: columns[1]}},
		}
		for name, value := range pairs(columns[2]) {
			switch name {
			case "brand":
				one.product.Brand = value
			case "group":
				one.product.GroupID = value
			default:
				t.Fatalf("%q: the test set has no %s", line, name)
			}
		}
		for name, values := range pairs(columns[3]) {
			one.want[name] = strings.Split(values, ", ")
		}
		all = append(all, one)
	}
	return all
}

// pairs reads "a=x; b=y".
func pairs(column string) map[string]string {
	all := map[string]string{}
	for pair := range strings.SplitSeq(column, "; ") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			all[name] = value
		}
	}
	return all
}

// score counts values.
type score struct{ right, wrong, missed int }

func (s score) precision() float64 { return ratio(s.right, s.right+s.wrong) }
func (s score) recall() float64    { return ratio(s.right, s.right+s.missed) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func (s *score) add(other score) {
	s.right += other.right
	s.wrong += other.wrong
	s.missed += other.missed
}

func (s score) String() string {
	return fmt.Sprintf("%9.3f %7.3f %6d %6d %7d", s.precision(), s.recall(), s.right, s.wrong, s.missed)
}

// compare scores the values got against those wanted, each by its attribute.
func compare(got, want map[string][]string) map[string]score {
	scores := map[string]score{}
	for name, values := range got {
		for _, v := range values {
			s := scores[name]
			if slices.Contains(want[name], v) {
				s.right++
			} else {
				s.wrong++
			}
			scores[name] = s
		}
	}
	for name, values := range want {
		for _, v := range values {
			if !slices.Contains(got[name], v) {
				s := scores[name]
				s.missed++
				scores[name] = s
			}
		}
	}
	return scores
}

func derived(p *catalog.Product) map[string][]string {
	values := map[string][]string{}
	for name := range p.Derived {
		values[name] = p.Attributes[name]
	}
	return values
}

func TestPrecisionAndRecallOfTheTestSet(t *testing.T) {
	var report bytes.Buffer
	for _, lang := range []string{"en", "zh"} {
		total, byAttribute := score{}, map[string]score{}
		var faults []string
		set := testSet(t, lang)
		for _, one := range set {
			p := one.product
			annotation.Default().Annotate(&p)
			got := derived(&p)
			for name, s := range compare(got, one.want) {
				sum := byAttribute[name]
				sum.add(s)
				byAttribute[name] = sum
				total.add(s)
				if s.wrong+s.missed > 0 {
					faults = append(faults, fmt.Sprintf("%s: %s is %q, said %q", p.Texts[lang].Title, name, one.want[name], got[name]))
				}
			}
		}
		fmt.Fprintf(&report, "%s: %d products\n%-18s precision  recall  right  wrong  missed\n", lang, len(set), "")
		for _, name := range slices.Sorted(maps.Keys(byAttribute)) {
			fmt.Fprintf(&report, "%-18s %s\n", name, byAttribute[name])
		}
		fmt.Fprintf(&report, "%-18s %s\n", "all", total)
		slices.SortFunc(faults, cmp.Compare)
		for _, fault := range faults {
			fmt.Fprintln(&report, "  "+fault)
		}
		if total.precision() < 0.95 || total.recall() < 0.8 {
			t.Errorf("%s: precision %.3f, recall %.3f, want 0.95 and 0.8", lang, total.precision(), total.recall())
		}
	}
	goldentest.Compare(t, "testdata/report.golden", report.String())
}
