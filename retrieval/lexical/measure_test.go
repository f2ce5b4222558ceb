package lexical_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestAQuantityIsTheSameHoweverItIsWritten(t *testing.T) {
	for want, spellings := range map[string][]string{
		"256gb":   {"256GB", "256 GB", "256gb", "256 G", "256G", "256 gigabytes", "256吉字节", "２５６ＧＢ"},
		"500ml":   {"500ml", "500 mL", "500毫升", "500 毫升", "500 millilitres", "500cc"},
		"1.5l":    {"1.5L", "1.5 l", "1.5升", "1.5 liters"},
		"27in":    {"27 inch", "27in", "27英寸", "27寸", "27 inches"},
		"65w":     {"65W", "65 watts", "65瓦"},
		"5000mah": {"5000mAh", "5000 mAh", "5000毫安时", "5000毫安"},
		"12pc":    {"12 pack", "12pcs", "12片", "12 pieces"},
	} {
		for _, s := range spellings {
			if terms := lexical.Terms(s); !slices.Contains(terms, want) {
				t.Errorf("%q has the terms %q, without %q", s, terms, want)
			}
		}
	}
}

func TestTermsAroundAQuantity(t *testing.T) {
	for text, want := range map[string][]string{
		"phone 256GB black": {"phone", "256", "256gb", "black"},
		"128G手机":            {"128", "128gb", "128g", "手机"},
		"500毫升保温杯":          {"500", "500ml", "保温", "温杯"},
		"size 42 shoes":     {"size", "42", "shoe"},
		"mp3 player":        {"mp3", "player"},
		"iphone 12 case":    {"iphone", "12", "case"},
		"42":                {"42"},
		"usb3.0 hub":        {"usb3.0", "hub"},
		"3个苹果":              {"3", "3pc", "苹果"},
	} {
		if diff := cmp.Diff(want, lexical.Terms(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestQuantity(t *testing.T) {
	for text, want := range map[string]bool{
		"256 GB": true, "256G": true, "500毫升": true, "65 W": true, "27英寸": true,
		"": false, "256": false, "GB": false, "256 GB black": false, "约500毫升": false, "size 42": false,
	} {
		if got := lexical.Quantity(lexical.Atoms(lexical.Normalize(text))); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}
