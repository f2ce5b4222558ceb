package catalog_test

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestAttributeName(t *testing.T) {
	for name, want := range map[string]string{
		"Color": "color", " colour ": "color", "颜色": "color", "顏色": "color",
		"Size": "size", "尺码": "size", "Fabric": "material", "材质": "material", "Sleeve  Length": "sleeve",
		"Lens Mount": "lens_mount", "镜头卡口": "镜头卡口", "Brand": "brand", "Price": "price", "": "",
	} {
		if got := catalog.AttributeName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
