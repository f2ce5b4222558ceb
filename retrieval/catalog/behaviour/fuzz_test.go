package behaviour_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
)

func seed(f *testing.F, names ...string) {
	f.Helper()
	for _, name := range names {
		export, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(export)
	}
}

func FuzzReadTable(f *testing.F) {
	seed(f, "events.csv", "events.zh.csv", "shopify-orders.csv", "ratings.tsv")
	f.Fuzz(func(t *testing.T, export []byte) { sound(t, "x.csv", export) })
}

func FuzzReadObjects(f *testing.F) {
	seed(f, "events.jsonl")
	f.Fuzz(func(t *testing.T, export []byte) { sound(t, "x.jsonl", export) })
}

// sound fails the test unless every event that was read is whole.
func sound(t *testing.T, name string, export []byte) {
	for e, err := range behaviour.Read(name, strings.NewReader(string(export)), options()) {
		switch {
		case err != nil:
		case e.Item == "" || !utf8.ValidString(e.Item+e.Query+e.Lang) || e.At.IsZero() || e.Quantity < 1 || !(e.Value >= 0 && e.Value <= 1):
			t.Fatalf("%+v", e)
		case e.Kind == "" || e.Kind == "none" || len(e.Shopper)%32 != 0 || len(e.Order)%32 != 0:
			t.Fatalf("%+v", e)
		}
	}
}

func FuzzReadTrends(f *testing.F) {
	seed(f, "trends.csv")
	f.Fuzz(func(t *testing.T, export []byte) {
		for tr, err := range behaviour.ReadTrends("x.csv", strings.NewReader(string(export)), nil) {
			if err == nil && (tr.Key == "" || tr.Subject == "" || !(tr.Score >= 0) || tr.End.Before(tr.Start)) {
				t.Fatalf("%+v", tr)
			}
		}
	})
}
