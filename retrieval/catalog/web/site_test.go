package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/catalog/web"
	"github.com/shopguide/shopguide/retrieval/goldentest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lanting serves testdata/site, in which ORIGIN stands for the server's own.
func lanting(t *testing.T) (origin string, client *fetch.Client) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/内部/") {
			t.Errorf("%s was asked for against the robots.txt", r.URL)
		}
		name := path.Join("testdata/site", path.Clean("/"+r.URL.Path))
		if strings.HasSuffix(r.URL.Path, "/") {
			name = path.Join(name, "index.html")
		}
		text, err := os.ReadFile(name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		kinds := map[string]string{".html": "text/html", ".xml": "application/xml", ".txt": "text/plain"}
		w.Header().Set("Content-Type", kinds[path.Ext(name)])
		_, _ = w.Write(bytes.ReplaceAll(text, []byte("ORIGIN"), []byte("http://"+r.Host)))
	}))
	client = fetch.New(fetch.Options{AllowPrivate: true})
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	return server.URL, client
}

func TestABilingualShopIsReadFromItsPages(t *testing.T) {
	origin, client := lanting(t)
	var products, rejected, pages, skipped strings.Builder
	options := web.Options{
		Delay: time.Millisecond,
		OnPage: func(p web.Page) {
			fmt.Fprintf(&pages, "%s %q %q, products: %d\n", p.Address, p.Title, p.Lang, p.Products)
		},
		OnSkip: func(address, reason string) { fmt.Fprintf(&skipped, "%s: %s\n", address, reason) },
	}
	for row, err := range web.Read(t.Context(), client, origin, options) {
		var bad *catalog.RowError
		switch {
		case errors.As(err, &bad):
			fmt.Fprintln(&rejected, bad)
		case err != nil:
			t.Fatal(err)
		default:
			fmt.Fprintf(&products, "%s\n", row.Encode())
		}
	}
	got := "products\n" + products.String() + "\nrejected\n" + rejected.String() + "\npages\n" + pages.String() + "\nskipped\n" + skipped.String()
	got = strings.ReplaceAll(got, origin, "ORIGIN")
	goldentest.Compare(t, "testdata/site.golden", got)
}

func TestASitemapIsReadWithoutFollowingLinks(t *testing.T) {
	origin, client := lanting(t)
	var got []string
	for row, err := range web.Read(t.Context(), client, origin+"/sitemap.xml", web.Options{Delay: time.Millisecond}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row.ID)
	}
	if diff := cmp.Diff([]string{"TRAY"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAPrivateShopIsRefusedUnlessAllowed(t *testing.T) {
	origin, _ := lanting(t)
	client := fetch.New(fetch.Options{})
	defer client.Close()
	for _, err := range web.Read(t.Context(), client, origin, web.Options{}) {
		if !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("got %v, want a refusal", err)
		}
	}
}
