package retrieval_test

import (
	"maps"
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// TestWhatBrandsAreCalled: a brand that feeds write in Latin letters has the Chinese name
// with which its titles begin, and a word that many titles begin with is no name.
func TestWhatBrandsAreCalled(t *testing.T) {
	product := func(brand, title string) catalog.Product {
		return catalog.Product{Brand: brand, Texts: map[string]catalog.Text{"zh": {Title: title}}}
	}
	c := &catalog.Catalog{Products: []catalog.Product{
		product("Hailan", "海岚静音吹风机"), product("Hailan", "海岚 3 号电水壶"), product("Hailan", "海岚台灯"), product("Hailan", "折叠台灯"),
		product("Once", "山风保温杯"), product("Once", "山风保温杯"), // one title is no evidence
		product("Wool Co", "羊毛围巾"), product("Wool Co", "羊毛帽子"), // a word of the lexicon
		product("Daily", "晨光衬衫"), product("Daily", "晨光长裤"), product("Other", "晨光雨伞"), // the other's titles begin so, too
		product("Half", "松涛茶壶"), product("Half", "松涛茶杯"), product("Half", "竹影茶盘"), // not enough of them
	}}
	want := map[string]string{"hailan": "海岚"}
	if got := retrieval.ProfileOf(c, lexical.Default()).Called; !maps.Equal(got, want) {
		t.Errorf("brands are called %v, want %v", got, want)
	}
}
