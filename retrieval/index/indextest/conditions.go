package indextest

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// every is a number of hits that no test's index holds.
const every = 1000

// The attribute names and values that a condition written into a query language
// must not break out of.
const (
	hostileName = `"fit" == 'x' or \`
	injection   = `x"] or id in ["silk-red`
)

type values = map[string][]string

func priced(amount int64, v values) catalog.Record {
	return catalog.Record{Values: v, Amount: amount, Priced: true}
}

// wardrobe is a small shop: two shirts in two colours each, items that leave
// things unsaid, and values that are hard to quote.
func wardrobe() []index.Item {
	all := lexical.Vector{{Term: 1, Weight: 1}}
	return []index.Item{
		{ID: "film", Group: "film", Lexical: all, Record: catalog.Record{Values: values{"genre": {"喜剧", "爱情"}}, Released: time.Date(1994, 9, 10, 8, 30, 0, 250_000_000, time.UTC)}},
		{ID: "hard", Group: "hard", Lexical: all, Record: priced(50000, values{
			"color":     {`say "cheese"`, `back\slash`, "100% grey", "it's", "under_score", injection},
			hostileName: {"yes"},
		})},
		{ID: "linen-navy", Group: "linen", Lexical: all, Record: priced(19900, values{"color": {"navy"}, "material": {"linen", "cotton"}, "size": {"M"}})},
		{ID: "linen-white", Group: "linen", Lexical: all, Record: priced(25900, values{"color": {"white"}, "material": {"linen", "cotton"}, "size": {"L"}})},
		{ID: "plain", Group: "plain", Lexical: all, Record: catalog.Record{Stock: 12}},
		{ID: "silk-navy", Group: "silk", Lexical: all, Record: priced(59900, values{"color": {"navy"}, "material": {"silk"}, "size": {"XL"}})},
		{ID: "silk-red", Group: "silk", Lexical: all, Record: priced(59900, values{"color": {"red", "gold"}, "material": {"silk"}, "size": {}})},
		{ID: "yacht", Group: "yacht", Lexical: all, Record: priced(1_000_000_000_000_000, nil)},
		{ID: "免费课程", Group: "course", Lexical: all, Record: priced(0, values{"genre": {"摄影"}, "材质": {"无"}})},
	}
}

var conditions = []struct {
	name   string
	filter catalog.Filter
	want   []string
	groups int
}{
	{
		"no condition admits everything", nil,
		[]string{"film", "hard", "linen-navy", "linen-white", "plain", "silk-navy", "silk-red", "yacht", "免费课程"}, 7,
	},
	{
		"in admits those with the value and those that do not say", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"navy"}}},
		[]string{"film", "linen-navy", "plain", "silk-navy", "yacht", "免费课程"}, 6,
	},
	{
		"in is satisfied by any of its values", catalog.Filter{{Attribute: "size", Op: catalog.In, Values: []string{"M", "L"}}},
		[]string{"film", "hard", "linen-navy", "linen-white", "plain", "silk-red", "yacht", "免费课程"}, 7,
	},
	{
		"in is satisfied by any value of the item", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"gold"}}},
		[]string{"film", "plain", "silk-red", "yacht", "免费课程"}, 5,
	},
	{
		"in without values admits only those that do not say", catalog.Filter{{Attribute: "material", Op: catalog.In}},
		[]string{"film", "hard", "plain", "yacht", "免费课程"}, 5,
	},
	{
		"in with a value that nobody has admits only those that do not say", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"teal"}}},
		[]string{"film", "plain", "yacht", "免费课程"}, 4,
	},
	{
		"not-in excludes those with the value and no others", catalog.Filter{{Attribute: "color", Op: catalog.NotIn, Values: []string{"navy"}}},
		[]string{"film", "hard", "linen-white", "plain", "silk-red", "yacht", "免费课程"}, 7,
	},
	{
		"not-in excludes an item for one of its several values", catalog.Filter{{Attribute: "material", Op: catalog.NotIn, Values: []string{"cotton"}}},
		[]string{"film", "hard", "plain", "silk-navy", "silk-red", "yacht", "免费课程"}, 6,
	},
	{
		"not-in without values admits everything", catalog.Filter{{Attribute: "color", Op: catalog.NotIn}},
		[]string{"film", "hard", "linen-navy", "linen-white", "plain", "silk-navy", "silk-red", "yacht", "免费课程"}, 7,
	},
	{
		"an attribute that nobody states excludes nothing", catalog.Filter{{Attribute: "voltage", Op: catalog.In, Values: []string{"230"}}},
		[]string{"film", "hard", "linen-navy", "linen-white", "plain", "silk-navy", "silk-red", "yacht", "免费课程"}, 7,
	},
	{
		"an empty list of values says nothing", catalog.Filter{{Attribute: "size", Op: catalog.In, Values: []string{"S"}}},
		[]string{"film", "hard", "plain", "silk-red", "yacht", "免费课程"}, 6,
	},
	{
		"values compare whole and exactly", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"Navy", "nav", "navy ", "%", "_"}}},
		[]string{"film", "plain", "yacht", "免费课程"}, 4,
	},
	{
		"max includes its border and what has no price", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 25900}},
		[]string{"film", "linen-navy", "linen-white", "plain", "免费课程"}, 4,
	},
	{
		"max excludes one fen above it", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 25899}},
		[]string{"film", "linen-navy", "plain", "免费课程"}, 4,
	},
	{
		"max of nothing leaves what is free", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max}},
		[]string{"film", "plain", "免费课程"}, 3,
	},
	{
		"min includes its border and what has no price", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 59900}},
		[]string{"film", "plain", "silk-navy", "silk-red", "yacht"}, 4,
	},
	{
		"min excludes one fen below it", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 59901}},
		[]string{"film", "plain", "yacht"}, 3,
	},
	{
		"the largest amounts are exact", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 999_999_999_999_999}, {Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 59901}},
		[]string{"film", "plain"}, 2,
	},
	{
		"the largest bound excludes nothing", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: math.MaxInt64}},
		[]string{"film", "hard", "linen-navy", "linen-white", "plain", "silk-navy", "silk-red", "yacht", "免费课程"}, 7,
	},
	{
		"min and max together are a range", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 19900}, {Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 19900}},
		[]string{"film", "linen-navy", "plain"}, 3,
	},
	{
		"all conditions must hold", catalog.Filter{
			{Attribute: "color", Op: catalog.In, Values: []string{"navy", "white"}},
			{Attribute: "material", Op: catalog.NotIn, Values: []string{"silk"}},
			{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 20000},
		},
		[]string{"film", "linen-navy", "plain", "免费课程"}, 4,
	},
	{
		"two conditions on one attribute must both hold", catalog.Filter{
			{Attribute: "material", Op: catalog.In, Values: []string{"linen"}},
			{Attribute: "material", Op: catalog.In, Values: []string{"cotton"}},
			{Attribute: "material", Op: catalog.NotIn, Values: []string{"silk"}},
		},
		[]string{"film", "hard", "linen-navy", "linen-white", "plain", "yacht", "免费课程"}, 6,
	},
	{
		"Chinese values", catalog.Filter{{Attribute: "genre", Op: catalog.In, Values: []string{"喜剧"}}, {Attribute: "color", Op: catalog.In}},
		[]string{"film", "plain", "yacht"}, 3,
	},
	{
		"Chinese attributes", catalog.Filter{{Attribute: "材质", Op: catalog.NotIn, Values: []string{"无"}}, {Attribute: "color", Op: catalog.In}},
		[]string{"film", "plain", "yacht"}, 3,
	},
	{
		"double quotes", catalog.Filter{{Attribute: "color", Op: catalog.NotIn, Values: []string{`say "cheese"`, "navy", "white", "red"}}},
		[]string{"film", "plain", "yacht", "免费课程"}, 4,
	},
	{
		"backslashes", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{`back\slash`}}},
		[]string{"film", "hard", "plain", "yacht", "免费课程"}, 5,
	},
	{
		"a backslash before the closing quote", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{`back\`, `\`, `"`}}},
		[]string{"film", "plain", "yacht", "免费课程"}, 4,
	},
	{
		"percent signs", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"100% grey"}}},
		[]string{"film", "hard", "plain", "yacht", "免费课程"}, 5,
	},
	{
		"apostrophes and underscores", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"it's"}}, {Attribute: "color", Op: catalog.In, Values: []string{"under_score"}}},
		[]string{"film", "hard", "plain", "yacht", "免费课程"}, 5,
	},
	{
		"a value that looks like an expression is only a value", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{injection}}},
		[]string{"film", "hard", "plain", "yacht", "免费课程"}, 5,
	},
	{
		"an attribute that looks like an expression is only a name", catalog.Filter{{Attribute: hostileName, Op: catalog.NotIn, Values: []string{"yes"}}},
		[]string{"film", "linen-navy", "linen-white", "plain", "silk-navy", "silk-red", "yacht", "免费课程"}, 6,
	},
	{
		"in, stated, admits only those that say so", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"navy"}, Stated: true}},
		[]string{"linen-navy", "silk-navy"}, 2,
	},
	{
		"in, stated, without values admits nothing", catalog.Filter{{Attribute: "color", Op: catalog.In, Stated: true}}, nil, 0,
	},
	{
		"not-in, stated, excludes those that do not say", catalog.Filter{{Attribute: "color", Op: catalog.NotIn, Values: []string{"navy"}, Stated: true}},
		[]string{"hard", "linen-white", "silk-red"}, 3,
	},
	{
		"not-in, stated, without values admits all that say anything", catalog.Filter{{Attribute: "material", Op: catalog.NotIn, Stated: true}},
		[]string{"linen-navy", "linen-white", "silk-navy", "silk-red"}, 2,
	},
	{
		"an empty list of values states nothing", catalog.Filter{{Attribute: "size", Op: catalog.NotIn, Values: []string{"M"}, Stated: true}},
		[]string{"linen-white", "silk-navy"}, 2,
	},
	{
		"an attribute that nobody states, stated, excludes everything", catalog.Filter{{Attribute: "voltage", Op: catalog.NotIn, Values: []string{"230"}, Stated: true}}, nil, 0,
	},
	{
		"max, stated, excludes what has no price", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 25900, Stated: true}},
		[]string{"linen-navy", "linen-white", "免费课程"}, 2,
	},
	{
		"min of nothing, stated, admits all that has a price", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Min, Stated: true}},
		[]string{"hard", "linen-navy", "linen-white", "silk-navy", "silk-red", "yacht", "免费课程"}, 5,
	},
	{
		"a price among the values is not what Min and Max bound", catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.In, Values: []string{"19900"}, Stated: true}}, nil, 0,
	},
	{
		"stated and unstated conditions on one attribute must both hold", catalog.Filter{
			{Attribute: "color", Op: catalog.NotIn, Values: []string{"red"}},
			{Attribute: "color", Op: catalog.In, Values: []string{"red", "white"}, Stated: true},
		},
		[]string{"linen-white"}, 1,
	},
	{
		"an empty value is a value like another", catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{""}}},
		[]string{"film", "plain", "yacht", "免费课程"}, 4,
	},
	{
		"more conditions than fit into a word", slices.Repeat(catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"navy"}, Stated: true}}, 70),
		[]string{"linen-navy", "silk-navy"}, 2,
	},
}

func testConditions(t *testing.T, x index.Index) {
	items := wardrobe()
	upsert(t, x, items...)
	for _, c := range conditions {
		t.Run(c.name, func(t *testing.T) {
			for _, q := range []index.Request{{}, {Lexical: lexical.Vector{{Term: 1, Weight: 2}}}} {
				q.Filter, q.K = c.filter, every
				if got := ids(search(t, x, q)); !slices.Equal(got, c.want) {
					t.Errorf("with words %v: found %q, want %q", q.Lexical, got, c.want)
				}
				referenceOf(items).agree(t, x, q)
			}
			meaning := index.Request{Dense: toward(1), Filter: c.filter, K: every}
			if got := ids(referenceOf(items).allowed(t, x, meaning)); !slices.Equal(got, c.want) {
				t.Errorf("by meaning: found %q, want %q", got, c.want)
			}
			if got := count(t, x, c.filter); got != c.groups {
				t.Errorf("Count is %d, want %d", got, c.groups)
			}
		})
	}
}
