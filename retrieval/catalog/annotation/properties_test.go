package annotation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/annotation"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func shirt() catalog.Product {
	return catalog.Product{
		ID: "shirt", Lang: "en",
		Texts: map[string]catalog.Text{
			"en": {Title: "Men's Linen Shirt, Black", Description: "Made of 55% linen, 45% cotton. Not waterproof."},
			"zh": {Title: "男士亚麻衬衫　黑色"},
		},
	}
}

func TestAnnotate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*catalog.Product)
		values map[string][]string
		words  map[string]string
	}{
		{
			"adds what the texts say, each with the words that say so", func(*catalog.Product) {},
			map[string][]string{"gender": {"male"}, "age_group": {"adult"}, "material": {"linen"}, "color": {"black"}, "waterproof": {"no"}},
			map[string]string{"gender": "Men's", "age_group": "Men's", "material": "Linen", "color": "Black", "waterproof": "waterproof"},
		},
		{
			"leaves alone what the feed states",
			func(p *catalog.Product) { p.Attributes = map[string][]string{"color": {"Onyx"}, "gender": {"unisex"}} },
			map[string][]string{"color": {"Onyx"}, "gender": {"unisex"}, "age_group": {"adult"}, "material": {"linen"}, "waterproof": {"no"}},
			map[string]string{"age_group": "Men's", "material": "Linen", "waterproof": "waterproof"},
		},
		{
			"reads the words as they are written, full-width forms included",
			func(p *catalog.Product) {
				p.Lang = "zh"
				delete(p.Texts, "en")
				p.Texts["zh"] = catalog.Text{Title: "手机　６５Ｗ快充"}
			},
			map[string][]string{"power": {"65 W"}}, map[string]string{"power": "６５Ｗ"},
		},
		{
			"keeps silent about a flag that two texts contradict",
			func(p *catalog.Product) {
				p.Texts = map[string]catalog.Text{"en": {Title: "Waterproof Bag"}, "zh": {Title: "手提袋 不防水"}}
			},
			nil, nil,
		},
		{
			"does not take the brand's name for a value",
			func(p *catalog.Product) {
				p.Brand = "Orange Silver"
				p.Texts = map[string]catalog.Text{"en": {Title: "Orange Silver Kettle"}}
			},
			nil, nil,
		},
		{
			"makes nothing of a text that is not UTF-8",
			func(p *catalog.Product) { p.Texts = map[string]catalog.Text{"en": {Title: "Black \xff Shirt"}} }, nil, nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := shirt()
			c.change(&p)
			annotation.Default().Annotate(&p)
			if diff := cmp.Diff(c.values, p.Attributes); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.words, p.Derived); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnnotateDoesNotWriteToAMapThatVariantsShare(t *testing.T) {
	shared := map[string][]string{"brand_story": {"since 1990"}}
	p := shirt()
	p.Attributes = shared
	annotation.Default().Annotate(&p)
	if len(shared) != 1 || len(p.Attributes) == 1 {
		t.Errorf("shared %v, the product's %v", shared, p.Attributes)
	}
}

// check holds of every product, whatever its texts.
func check(t *testing.T, p catalog.Product) {
	t.Helper()
	once := p
	annotation.Default().Annotate(&once)
	twice, again := once, p
	annotation.Default().Annotate(&twice)
	annotation.Default().Annotate(&again)
	if diff := cmp.Diff(once, twice); diff != "" {
		t.Errorf("a second call changes (-once +twice):\n%s", diff)
	}
	if diff := cmp.Diff(once, again); diff != "" {
		t.Errorf("an equal product is read otherwise:\n%s", diff)
	}
	for name, words := range once.Derived {
		if len(p.Attributes[name]) > 0 || len(once.Attributes[name]) == 0 {
			t.Errorf("%s: stated %q, derived %q", name, p.Attributes[name], once.Attributes[name])
		}
		said := false
		for _, text := range p.Texts {
			said = said || strings.Contains(text.Title, words) || strings.Contains(text.Description, words)
		}
		if !said || words == "" {
			t.Errorf("%s: no text has the words %q", name, words)
		}
		for _, v := range once.Attributes[name] {
			known := len(lexical.Default().Words(name, v)) > 0 || lexical.Default().Flag(name)
			if !known && !strings.ContainsAny(v, "0123456789") && v != "one size" && v != "XXXL" {
				t.Errorf("%s: %q is no value of the lexicon", name, v)
			}
		}
	}
	for name, values := range p.Attributes {
		if diff := cmp.Diff(values, once.Attributes[name]); diff != "" {
			t.Errorf("what the feed states of %s changed:\n%s", name, diff)
		}
	}
}

func TestWhatHoldsOfEveryProductHoldsOfTheTestSet(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		for _, one := range testSet(t, lang) {
			check(t, one.product)
		}
	}
}

func TestAVeryLongTextIsReadInBoundedTime(t *testing.T) {
	for _, text := range []string{"for 5 ml black ", "不防水，", "8GB+256GB/", "100% cotton. ", "<<<<"} {
		start := time.Now()
		check(t, catalog.Product{ID: "long", Lang: "en", Texts: map[string]catalog.Text{
			"en": {Title: strings.Repeat(text, 1<<20/len(text)), Description: strings.Repeat(text, 1<<20/len(text))},
		}})
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("a megabyte of %q took %s", text, took)
		}
	}
}

func FuzzAnnotate(f *testing.F) {
	for _, lang := range []string{"en", "zh"} {
		for _, one := range testSet(f, lang)[:40] {
			f.Add(one.product.Texts[lang].Title, one.product.Texts[lang].Description, one.product.Brand)
		}
	}
	f.Add("1,000 ml\" 2x５００ML 8+256GB ﬁne Ⅷ 红\u0301色", "100% 50% - / 棉", "%")
	f.Fuzz(func(t *testing.T, title, description, brand string) {
		check(t, catalog.Product{
			ID: "fuzz", Lang: "en", Brand: brand, Texts: map[string]catalog.Text{"en": {Title: title, Description: description}},
		})
	})
}

func BenchmarkAnnotate(b *testing.B) {
	c := builtIn(b)
	short := testSet(b, "zh")
	annotation.Default()
	for _, run := range []struct {
		name    string
		product func(i int) catalog.Product
	}{
		{"title and a sentence", func(i int) catalog.Product { return short[i%len(short)].product }},
		{"built-in, two languages", func(i int) catalog.Product {
			p := c.Products[i%len(c.Products)]
			p.Attributes = nil
			return p
		}},
	} {
		b.Run(run.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				p := run.product(i)
				annotation.Default().Annotate(&p)
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "products/s")
		})
	}
}
