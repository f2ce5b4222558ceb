package console

import (
	"flag"
	"io"
	"log/slog"
	"testing"
	"time"

	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m)
}

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// testConfig is a console of the example shop whose streams the test sets.
func testConfig(t *testing.T, lang string) Config {
	return Config{
		Shopper:  "ada",
		Chat:     "home",
		Lang:     lang,
		ShopName: map[string]string{"zh": "示例商店", "en": "The Example Shop"},
		Examples: map[string][]string{
			"zh": {"您能推荐几件适合我的夏季新款男士衬衫吗?", "三百以内的蓝牙耳机", "我的订单到哪儿了？"},
			"en": {"Could you recommend a few new men's shirts for summer?", "Headphones under $40", "Where is my order?"},
		},
		Commands: []Command{
			{"/prefs", map[string]string{"zh": "查看或删除您的要求", "en": "show your wishes, or drop one"}},
			{"/forget", map[string]string{"zh": "删除关于您的一切", "en": "erase all that is stored about you"}},
			{"/for-staff", map[string]string{"zh": "联系人工", "en": "talk to a person"}},
			{"/quit", map[string]string{"zh": "离开", "en": "leave"}},
		},
		Dir:     t.TempDir(),
		Now:     func() time.Time { return noon },
		Environ: []string{"TERM=xterm-256color"},
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}
