package web

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// shop reads a page at https://shop.example/zh/p.html in the production way and
// returns one line for each product: its encoding, or the reason against it.
func shop(t *testing.T, source string) []string {
	t.Helper()
	address, err := url.Parse("https://shop.example/zh/p.html")
	if err != nil {
		t.Fatal(err)
	}
	page, err := parse(address, "text/html; charset=utf-8", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	statements, faults := read(page)
	for i, s := range statements {
		row, err := catalog.NewRow(address.String(), i+1, s.properties)
		var bad *catalog.RowError
		switch {
		case errors.As(err, &bad):
			lines = append(lines, bad.Err.Error())
		case err != nil:
			t.Fatal(err)
		default:
			row.Link = strings.TrimPrefix(row.Link, address.String())
			lines = append(lines, string(row.Encode()))
		}
	}
	for _, f := range faults {
		lines = append(lines, f.Error())
	}
	return lines
}

func ld(values ...string) string {
	page := ""
	for _, v := range values {
		page += `<script type="Application/LD+JSON; charset=utf-8">` + v + `</script>`
	}
	return page
}

func TestWhatJSONLDStates(t *testing.T) {
	const red = `{"id":"1","texts":{"":{"title":"Red"}}`
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"a list at the top", ld(`[{"@type":"WebSite"},{"@type":"Product","name":"Red","sku":"1"}]`), []string{red + "}"}},
		{"names with the vocabulary's address", ld(`{"@type":"http://schema.org/Product","schema:name":"Red","https://schema.org/sku":"1"}`), []string{red + "}"}},
		{"two blocks, one of them not about products", ld(`{"@type":"Organization"} broken`, `{"@type":"Product","name":"Red","sku":"1"}`), []string{red + "}"}},
		{"the main entity of a page", ld(`{"@type":"ItemPage","mainEntity":{"@type":"Product","name":"Red","sku":"1"}}`), []string{red + "}"}},
		{"an offer of a product", ld(`{"@type":"Offer","price":"9","priceCurrency":"EUR","itemOffered":{"@type":"Product","name":"Red","sku":"1"}}`), []string{`{"id":"1","texts":{"":{"title":"Red"}},"price":"9.00 EUR"}`}},
		{"references that go round in circles", ld(`{"@graph":[{"@id":"a","@type":"WebPage","mainEntity":{"@id":"a"}},{"@id":"b","@type":"Product","name":"Red","sku":"1","brand":{"@id":"b"},"isVariantOf":{"@id":"b"}}]}`), []string{`{"id":"1","item_group_id":"1","brand":"Red","texts":{"":{"title":"Red"}}}`}},
		{"a price as a number, text or with its sign", ld(`{"@type":"Product","name":"Red","sku":"1","offers":{"price":"$1,299.00","priceCurrency":"usd"}}`), []string{red + `,"price":"1299.00 USD"}`}},
		{"a price in a specification", ld(`{"@type":"Product","name":"Red","sku":"1","offers":{"priceSpecification":[{"price":1,"priceCurrency":"EUR","referenceQuantity":{"value":100,"unitText":"g"}},{"price":8,"priceCurrency":"EUR","validForMemberTier":{}},{"price":10,"priceCurrency":"EUR"}]}}`), []string{red + `,"price":"10.00 EUR"}`}},
		{"a price that nobody can be sure of", ld(`{"@type":"Product","name":"Red","sku":"1","offers":{"price":"1.299","priceCurrency":"EUR"}}`), []string{`price: amount "1.299": EUR has fewer decimals`}},
		{"a price without a currency", ld(`{"@type":"Product","name":"Red","sku":"1","offers":{"price":"9"}}`), []string{`price: amount "9": it states no currency: write it with the number, such as "12.90 USD", or name that of the feed with --currency`}},
		{"the cheapest offer that is to be had", ld(`{"@type":"Product","name":"Red","sku":"1","offers":{"@type":"AggregateOffer","lowPrice":5,"priceCurrency":"EUR","offers":[{"price":5,"priceCurrency":"EUR","availability":"OutOfStock"},{"price":12,"priceCurrency":"EUR"},{"price":7,"priceCurrency":"EUR","availability":"InStock"}]}}`), []string{red + `,"price":"7.00 EUR","availability":"in_stock"}`}},
		{"offers with numbers of their own are variants", ld(`{"@type":"Product","name":"Red","sku":"1","offers":[{"sku":"1a","name":"Red S","price":5,"priceCurrency":"EUR"},{"sku":"1b","price":6,"priceCurrency":"EUR","itemOffered":{"size":"M"}}]}`), []string{
			`{"id":"1a","item_group_id":"1","texts":{"":{"title":"Red S"}},"price":"5.00 EUR"}`,
			`{"id":"1b","item_group_id":"1","texts":{"":{"title":"Red"}},"price":"6.00 EUR","attributes":{"size":["M"]}}`,
		}},
		{"offers of one number are one product", ld(`{"@type":"Product","name":"Red","sku":"1","offers":[{"sku":"1","price":6,"priceCurrency":"EUR"},{"sku":"1","price":5,"priceCurrency":"EUR"}]}`), []string{red + `,"price":"5.00 EUR"}`}},
		{"variants by reference, told once", ld(`{"@graph":[{"@type":"ProductGroup","productGroupID":"G","name":"Red","hasVariant":[{"@id":"#s"},{"@id":"#m"}]},{"@id":"#s","@type":"Product","sku":"s","size":"S"},{"@id":"#m","@type":"Product","sku":"m","size":"M"}]}`), []string{
			`{"id":"s","item_group_id":"G","texts":{"":{"title":"Red"}},"attributes":{"size":["S"]}}`,
			`{"id":"m","item_group_id":"G","texts":{"":{"title":"Red"}},"attributes":{"size":["M"]}}`,
		}},
		{"a group that names no variants", ld(`{"@type":"ProductGroup","productGroupID":"G","name":"Red","offers":{"price":5,"priceCurrency":"EUR"}}`), []string{`{"id":"https://shop.example/zh/p.html","texts":{"":{"title":"Red"}},"price":"5.00 EUR"}`}},
		{"a variant that names its group", ld(`{"@type":"Product","name":"Red","sku":"1","inProductGroupWithID":"G"}`), []string{`{"id":"1","item_group_id":"G","texts":{"":{"title":"Red"}}}`}},
		{"words in two languages", ld(`{"@type":"Product","sku":"1","name":[{"@value":"红茶","@language":"zh-CN"},{"@value":"Black tea","@language":"en"}],"description":{"@value":"From Fujian","@language":"en"}}`), []string{`{"id":"1","lang":"zh","texts":{"en":{"title":"Black tea","description":"From Fujian"},"zh":{"title":"红茶"}}}`}},
		{"the language of the item before that of the page", `<html lang="fr">` + ld(`{"@type":"Product","name":"Red","sku":"1","inLanguage":"en-GB"}`), []string{`{"id":"1","lang":"en","texts":{"en":{"title":"Red"}}}`}},
		{"Chinese where no language is said", ld(`{"@type":"Product","name":"红茶","sku":"1"}`), []string{`{"id":"1","lang":"zh","texts":{"zh":{"title":"红茶"}}}`}},
		{"a number is not needed", ld(`{"@type":"Product","name":"Red","url":"/zh/red.html","image":"/r.jpg"}`), []string{`{"id":"https://shop.example/zh/red.html","texts":{"":{"title":"Red"}},"link":"https://shop.example/zh/red.html","image_link":"https://shop.example/r.jpg"}`}},
		{"a name is", ld(`{"@type":"Product","sku":"1"}`), nil},
		{"a name is, where there is more", ld(`{"@type":"Product","sku":"1","color":"red"}`), []string{"it has no title"}},
		{"reviews and the date of release", ld(`{"@type":"Product","name":"Red","sku":"1","releaseDate":"2026-03-01T00:00","aggregateRating":{"ratingValue":88,"bestRating":100,"ratingCount":"7"}}`), []string{red + `,"attributes":{"rating":["4.4"],"rating_count":["7"],"released":["2026-03-01"]}}`}},
		{"measures with their units", ld(`{"@type":"Product","name":"Red","sku":"1","weight":{"value":1.5,"unitText":"kg"}}`), []string{red + `,"attributes":{"weight":["1.5 kg"]}}`}},
		{"nothing that runs", ld(`{"@type":"Product","name":"Red","sku":"1","url":"javascript:alert(1)","image":"data:image/png;base64,x"}`), []string{red + "}"}},
		{"numbers beyond all reason", ld(`{"@type":"Product","name":"Red","sku":"1","offers":[{"price":1e999999999,"priceCurrency":"EUR"},{"price":"5","priceCurrency":"EUR"}]}`), []string{red + `,"price":"5.00 EUR"}`}},
		{"objects in ten thousand others", ld(strings.Repeat(`{"mainEntity":`, 9000) + `{"@type":"Product"}` + strings.Repeat("}", 9000)), nil},
		{"a graph in forty others", ld(strings.Repeat(`{"@graph":`, 40) + `{"@type":"Product","name":"Red","sku":"1"}` + strings.Repeat("}", 40)), nil},
		{"a block that is broken and about a product", ld(`{"@type":"Product","name":}`), []string{"its JSON-LD cannot be read: invalid character '}' looking for beginning of value"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := shop(t, c.page)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatTemplatesLeaveInJSONIsTakenOut(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing wrong":            {`{"a":[1,2]}`, `{"a":[1,2]}`},
		"a comma too many":         {`{"a":[1,2 , ],}`, `{"a":[1,2]}`},
		"comments":                 {"// \"one\"\n{\"a\":1 /* \" */, // {\n\"b\":2}", `{"a":1,"b":2}`},
		"what looks like comments": {`{"a":"http://x/*y*/","b":"\"//"}`, `{"a":"http://x/*y*/","b":"\"//"}`},
		"line breaks in strings":   {"{\"a\":\"x\ny\r\tz\"}", `{"a":"x\ny  z"}`},
		"wrappers":                 {"<!--//--><![CDATA[//><!--\n{\"a\":1};\n//--><!]]>", `{"a":1}`},
		"a comment of HTML":        {`<!-- {"a":1} -->`, `{"a":1}`},
		"escaped quotes":           {`{&quot;a&quot;:1}`, `{"a":1}`},
		"two objects":              {`{"a":1}{"b":2}`, `{"a":1} {"b":2}`},
		"two commas":               {`[1,,2]`, ""},
		"a comma before all":       {`[,1]`, ""},
		"two numbers":              {`[12 90]`, ""},
		"a comma missing":          {`{"a":1 "b":2}`, ""},
		"a string without end":     {`{"a":"b}`, ""},
		"a comment without end":    {`{"a":1 /* }`, ""},
		"a template":               {`{"a":{{ b }}}`, ""},
		"quotes of another kind":   {`{'a':1}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			values, err := decodeJSONLD(c.text)
			want, wantErr := decodeAll(c.want)
			if wantErr != nil {
				t.Fatal(wantErr)
			}
			if (err != nil) != (c.want == "") {
				t.Fatalf("got %v, %v", values, err)
			}
			if diff := cmp.Diff(want, values); diff != "" && err == nil {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatMicrodataStates(t *testing.T) {
	for _, c := range []struct {
		name, page string
		want       any
	}{
		{"values by element", `<div itemscope itemtype="https://schema.org/Product"><a itemprop="url" href="/x">go</a><img itemprop="image" src="/i.jpg"><time itemprop="releaseDate" datetime="2026-01-02">soon</time><data itemprop="sku" value="7">seven</data><meter itemprop="m" value="3">three</meter><object itemprop="o" data="/o"></object><b itemprop="name">Red <i>tea</i></b></div>`,
			[]any{item{"@type": []any{"https://schema.org/Product"}, "url": []any{"/x"}, "image": []any{"/i.jpg"}, "releaseDate": []any{"2026-01-02"}, "sku": []any{"7"}, "m": []any{"3"}, "o": []any{"/o"}, "name": []any{"Red tea"}}}},
		{"an item within another is not its property unless named", `<div itemscope><p itemprop="a">1</p><div itemscope><p itemprop="b">2</p></div></div>`,
			[]any{item{"a": []any{"1"}}, item{"b": []any{"2"}}}},
		{"an item that refers to itself", `<div itemscope id="x" itemref="x y"><p itemprop="a">1</p></div><div id="y" itemprop="b" itemscope itemref="y">2</div>`,
			[]any{item{"a": []any{"1"}, "b": []any{item{"b": []any{item{}}}}}}},
		{"two names for one value", `<div itemscope><p itemprop="a b">1</p></div>`, []any{item{"a": []any{"1"}, "b": []any{"1"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, err := parse(&url.URL{Scheme: "https", Host: "shop.example", Path: "/"}, "text/html", []byte(c.page))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, any(readMicrodata(page.html))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("items that share a thousand properties are read within bounds", func(t *testing.T) {
		source := `<div id="r">` + strings.Repeat(`<b itemprop="a">x</b>`, 1000) + `</div>` + strings.Repeat(`<p itemscope itemref="r"></p>`, 1000)
		page, err := parse(&url.URL{Scheme: "https", Host: "shop.example", Path: "/"}, "text/html", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		values := 0
		for _, it := range itemsOf(readMicrodata(page.html)) {
			values += len(flat(it["a"]))
		}
		if values == 0 || values > maxElements {
			t.Errorf("read %d values, want at most %d", values, maxElements)
		}
	})
	t.Run("values in values share one allowance of text", func(t *testing.T) {
		source := "<div itemscope>" + strings.Repeat(`<p itemprop="a"><div itemprop="a">`, 100) + strings.Repeat("x", 1<<20)
		page, err := parse(&url.URL{Scheme: "https", Host: "shop.example", Path: "/"}, "text/html", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, it := range itemsOf(readMicrodata(page.html)) {
			for _, v := range flat(it["a"]) {
				text, _ := v.(string)
				size += len(text)
			}
		}
		if size == 0 || size > maxText+len(source) {
			t.Errorf("kept %d bytes of a page of %d", size, len(source))
		}
	})
	t.Run("nests without end but is read within bounds", func(t *testing.T) {
		deep := strings.Repeat(`<p itemprop="a" itemscope itemref="r">`, 400) + `<p id="r" itemprop="b">` + strings.Repeat("x", 1<<20)
		shop(t, `<div itemscope itemtype="https://schema.org/Product">`+deep)
	})
}

func TestWhatOpenGraphStates(t *testing.T) {
	price := `<meta property="product:price:amount" content="9,90"><meta property="product:price:currency" content="EUR">`
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"a price makes a product", `<title>Red</title>` + price, []string{`{"id":"https://shop.example/zh/p.html","texts":{"":{"title":"Red"}},"price":"9.90 EUR"}`}},
		{"so does the type", `<title>Red</title><meta property="og:type" content="product.item"><meta property="product:color" content="red">`, []string{`{"id":"https://shop.example/zh/p.html","texts":{"":{"title":"Red"}},"attributes":{"color":["red"]}}`}},
		{"an article is none", `<title>Red</title><meta property="og:type" content="article"><meta property="og:title" content="Red">`, nil},
		{"better words go before", `<title>Red</title>` + price + ld(`{"@type":"Product","name":"Blue","sku":"1"}`), []string{`{"id":"1","texts":{"":{"title":"Blue"}}}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, shop(t, c.page)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPageOfAnotherCharacterSetIsRead(t *testing.T) {
	address := &url.URL{Scheme: "https", Host: "shop.example", Path: "/"}
	for name, contentType := range map[string]string{"said in the head": "text/html; charset=gb2312", "said in the page": "text/html"} {
		t.Run(name, func(t *testing.T) {
			page, err := parse(address, contentType, []byte("<meta charset=gbk><title>\xb2\xe8</title>"))
			if err != nil || page.title != "茶" {
				t.Errorf("the title is %q, %v", page.title, err)
			}
		})
	}
}

func FuzzJSONLD(f *testing.F) {
	for _, seed := range []string{
		`{"@graph":[{"@type":"Product","name":"a","sku":1,"offers":[{"price":"1","priceCurrency":"EUR","sku":"x"},{"sku":"y"}]},{"@id":"b"}]}`,
		`{"@type":"ProductGroup","name":"a","hasVariant":[{"sku":"1","size":{"name":"M"}},{"@id":"#1"}],"productGroupID":"g"}`,
		`{"@type":"ItemList","itemListElement":[{"item":{"@type":"Product","name":"a","offers":{"lowPrice":1}}}]}`,
		"<!--\n{\"@type\":\"Product\",\"name\":[{\"@value\":\"a\nb\",\"@language\":\"zh\"}],}; //-->",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { whole(t, ld(text)) })
}

func FuzzMicrodata(f *testing.F) {
	f.Add(`<div itemscope itemtype="https://schema.org/Product" itemref="x"><b itemprop="name">a</b><p itemprop="offers" itemscope><meta itemprop="price" content="1"></p></div><p id="x" itemprop="sku">1</p>`)
	f.Add(`<html lang="zh"><base href="/x/"><link rel="canonical alternate" hreflang="en" href="y"><meta property="og:type" content="product"><meta property="product:price:amount" content="1">`)
	f.Fuzz(func(t *testing.T, text string) { whole(t, text) })
}

// whole fails the test unless every product read from a page can be stored.
func whole(t *testing.T, source string) {
	for _, line := range shop(t, source) {
		if strings.HasPrefix(line, "{") {
			if _, err := catalog.DecodeProduct([]byte(line)); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><urlset><url><loc>https://shop.example/&amp;</loc></url></urlset>`))
	f.Add([]byte("<sitemapindex><sitemap><loc>a</loc></sitemap></sitemapindex>"))
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := readSitemap(strings.NewReader(string(text)), 1<<20)
		if err == nil && s.pages == nil && s.sitemaps == nil {
			t.Error("a sitemap without its root")
		}
	})
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*?a$\nCrawl-delay: 1", "/%e4?a")
	f.Fuzz(func(t *testing.T, text, path string) {
		r := readRobots(text)
		if r.allows(path); r.delay < 0 || r.delay > maxCrawlDelay {
			t.Errorf("a delay of %v", r.delay)
		}
	})
}
