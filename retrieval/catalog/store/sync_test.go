package store_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

func TestAReadingMakesTheSourceWhatItIsNow(t *testing.T) {
	t.Run("a first reading adds all, and they come back as they were", func(t *testing.T) {
		w := fresh(t)
		wantCounts(t, w.sync("a", shirts("3", "1", "2")), 3, 0, 0, 0, 0)
		w.wantIDs("3", "1", "2")
		want := shirt("1")
		if diff := cmp.Diff(&want, w.product("1")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})

	t.Run("an equal reading changes nothing, not even the sequence", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2"))
		before := w.sequence()
		wantCounts(t, w.sync("a", shirts("1", "2")), 0, 0, 2, 0, 0)
		if w.sequence() != before {
			t.Errorf("the sequence went from %d to %d", before, w.sequence())
		}
	})

	t.Run("a reading with news adds, changes and removes", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2", "3"))
		cheaper := shirt("2")
		cheaper.Price.Minor = 19900
		wantCounts(t, w.sync("a", feed{cheaper, shirt("4"), shirt("1")}), 1, 1, 1, 1, 0)
		w.wantIDs("2", "4", "1")
		if got := w.product("2").Price.String(); got != "199.00 CNY" {
			t.Errorf("product 2 costs %s", got)
		}
		if w.product("3") != nil {
			t.Error("product 3 is still there")
		}
	})

	t.Run("products that only moved are unchanged, and are read in their new order", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2", "3"))
		before := w.sequence()
		wantCounts(t, w.sync("a", shirts("3", "2", "1")), 0, 0, 3, 0, 0)
		w.wantIDs("3", "2", "1")
		if w.sequence() != before {
			t.Error("the sequence moved on")
		}
	})

	t.Run("a change of any field, in either language, is seen", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("zh", "en", "attribute"))
		zh, en, attribute := shirt("zh"), shirt("en"), shirt("attribute")
		zh.Texts["zh"] = catalog.Text{Title: "棉麻衬衫"}
		en.Texts["en"] = catalog.Text{Title: "Cotton shirt"}
		attribute.Attributes["颜色"] = []string{"藏青"}
		wantCounts(t, w.sync("a", feed{zh, en, attribute}), 0, 3, 0, 0, 0)
	})

	t.Run("a product is annotated before it is compared", func(t *testing.T) {
		w := fresh(t)
		opts := store.SyncOptions{Annotate: annotate("season", "summer", "适合夏天")}
		w.syncWith("a", shirts("1"), opts)
		if p := w.product("1"); !p.Has("season", "summer") || p.Derived["season"] != "适合夏天" {
			t.Errorf("attributes %v, derived %v", p.Attributes, p.Derived)
		}
		wantCounts(t, w.syncWith("a", shirts("1"), opts), 0, 0, 1, 0, 0)
		wantCounts(t, w.sync("a", shirts("1")), 0, 1, 0, 0, 0)
	})

	t.Run("more rows than a batch holds are taken over as few are", func(t *testing.T) {
		w := fresh(t)
		ids := numbered(1234)
		wantCounts(t, w.sync("a", shirts(ids...)), 1234, 0, 0, 0, 0)
		slices.Reverse(ids)
		wantCounts(t, w.sync("a", shirts(ids[:1000]...)), 0, 0, 1000, 234, 0)
		w.wantIDs(ids[:1000]...)
	})

	t.Run("progress tells the rows that were read", func(t *testing.T) {
		w := fresh(t)
		var seen []int
		w.syncWith("a", append(shirts(numbered(1200)...), bad("")), store.SyncOptions{Progress: func(rows int) { seen = append(seen, rows) }})
		if !slices.IsSorted(seen) || len(seen) < 3 || seen[len(seen)-1] != 1201 {
			t.Errorf("progress %v", seen)
		}
	})
}

func annotate(attribute, value, words string) func(*catalog.Product) {
	return func(p *catalog.Product) {
		p.Attributes[attribute] = append(p.Attributes[attribute], value)
		if p.Derived == nil {
			p.Derived = map[string]string{}
		}
		p.Derived[attribute] = words
	}
}

func TestBadRowsLoseNothing(t *testing.T) {
	t.Run("a known product whose new row is bad stays as it is, and is told of", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2"))
		sum := w.sync("a", feed{bad("1"), shirt("2")})
		wantCounts(t, sum, 0, 0, 1, 0, 1)
		w.wantIDs("1", "2")
		if len(sum.Reasons) != 1 || sum.Reasons[0].Error() != `feed:1: product "1": bad price` {
			t.Errorf("reasons %v", sum.Reasons)
		}
	})

	t.Run("a bad row of an unknown product, or of none, is counted", func(t *testing.T) {
		w := fresh(t)
		wantCounts(t, w.sync("a", feed{bad("9"), bad(""), shirt("1")}), 1, 0, 0, 0, 2)
		w.wantIDs("1")
	})

	t.Run("an id that comes twice is taken once, the first", func(t *testing.T) {
		for name, between := range map[string]int{"next to it": 0, "far behind": 700} {
			t.Run(name, func(t *testing.T) {
				w := fresh(t)
				second := shirt("twice")
				second.Brand = "Second"
				f := append(shirts("twice"), shirts(numbered(between)...)...)
				sum := w.sync("a", append(f, second))
				wantCounts(t, sum, between+1, 0, 0, 0, 1)
				if p := w.product("twice"); p.Brand != "Example" {
					t.Errorf("the brand is %s", p.Brand)
				}
				if !strings.Contains(sum.Reasons[0].Error(), "line 1") {
					t.Errorf("reason %v", sum.Reasons[0])
				}
			})
		}
	})

	t.Run("of a bad and a good row with one id the good one counts", func(t *testing.T) {
		for name, between := range map[string]int{"next to it": 0, "far behind": 700} {
			t.Run(name, func(t *testing.T) {
				w := fresh(t)
				w.sync("a", append(shirts("1", "2"), shirts(numbered(between)...)...))
				one, two := shirt("1"), shirt("2")
				one.Brand, two.Brand = "New", "New"
				f := append(feed{bad("1"), two}, shirts(numbered(between)...)...)
				wantCounts(t, w.sync("a", append(f, one, bad("2"))), 0, 2, between, 0, 2)
				if w.product("1").Brand != "New" || w.product("2").Brand != "New" {
					t.Error("a good row was not taken")
				}
			})
		}
	})

	t.Run("an id that another source owns is rejected and stays its owner's", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1"))
		other := shirt("1")
		other.Brand = "Other"
		sum := w.sync("b", feed{other, shirt("2")})
		wantCounts(t, sum, 1, 0, 0, 0, 1)
		if w.product("1").Brand != "Example" {
			t.Error("the owner's product changed")
		}
		if reason := sum.Reasons[0].Error(); !strings.Contains(reason, "belongs to the source a") || !strings.Contains(reason, `catalogue forget "a"`) {
			t.Errorf("reason %v", sum.Reasons[0])
		}
		wantCounts(t, w.syncWith("a", shirts("3"), store.SyncOptions{Force: true}), 1, 0, 0, 1, 0)
		wantCounts(t, w.sync("b", feed{other, shirt("2")}), 1, 0, 1, 0, 0)
	})

	t.Run("a row whose id is no text is rejected", func(t *testing.T) {
		w := fresh(t)
		wantCounts(t, w.sync("a", shirts("\xff", "", "1")), 1, 0, 0, 0, 2)
	})

	t.Run("reasons are kept for the first hundred", func(t *testing.T) {
		w := fresh(t)
		var f feed
		for range 1000 {
			f = append(f, bad(""))
		}
		if sum := w.sync("a", f); sum.Rejected != 1000 || len(sum.Reasons) != 100 {
			t.Errorf("%d rejected, %d reasons", sum.Rejected, len(sum.Reasons))
		}
	})
}

func TestASourceThatShrinksIsNotBelieved(t *testing.T) {
	for _, tc := range []struct {
		left  feed
		after int
	}{
		{left: shirts("1", "2"), after: 2},
		{left: nil, after: 0},
		{left: shirts("x1", "x2", "x3", "x4", "x5"), after: 0},
	} {
		t.Run(fmt.Sprintf("%d of 5 left in a reading of %d", tc.after, len(tc.left)), func(t *testing.T) {
			w := fresh(t)
			w.sync("a", shirts("1", "2", "3", "4", "5"))
			_, err := w.Sync(w.ctx, "a", tc.left.rows(), store.SyncOptions{ETag: "new"})
			var shrunk *store.ShrunkError
			if !errors.As(err, &shrunk) || shrunk.Before != 5 || shrunk.After != tc.after || shrunk.Source != "a" {
				t.Fatalf("error %v", err)
			}
			w.wantIDs("1", "2", "3", "4", "5")
			if sources, err := w.Sources(w.ctx); err != nil || sources[0].ETag != "" {
				t.Errorf("the source is %+v, %v; its validators must be those of what is stored", sources, err)
			}
			wantCounts(t, w.syncWith("a", tc.left, store.SyncOptions{Force: true}), len(tc.left)-tc.after, 0, tc.after, 5-tc.after, 0)
		})
	}

	t.Run("half, and bad rows of what was there, are no loss", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2", "3", "4"))
		wantCounts(t, w.sync("a", shirts("1", "2")), 0, 0, 2, 2, 0)
		wantCounts(t, w.sync("a", feed{bad("1"), bad("2")}), 0, 0, 0, 0, 2)
	})

	t.Run("another source's size does not matter", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts(numbered(50)...))
		wantCounts(t, w.sync("b", shirts("1")), 1, 0, 0, 0, 0)
	})
}

func TestAReadingThatDoesNotEndChangesNothing(t *testing.T) {
	broken := errors.New("connection reset")
	for name, tc := range map[string]struct {
		source string
		rows   func(cancel func()) iter.Seq2[catalog.Row, error]
		want   error
	}{
		"an error that ends the rows": {
			rows: func(func()) iter.Seq2[catalog.Row, error] { return append(shirts("7", "8"), broken).rows() },
			want: broken,
		},
		"the end of the context": {
			rows: func(cancel func()) iter.Seq2[catalog.Row, error] {
				return func(yield func(catalog.Row, error) bool) {
					for i := 0; ; i++ {
						if i == 700 {
							cancel()
						}
						if !yield(catalog.Row{Product: shirt(fmt.Sprint(i)), Line: i}, nil) {
							return
						}
					}
				}
			},
			want: context.Canceled,
		},
		"the end of the context after the last row": {
			rows: func(cancel func()) iter.Seq2[catalog.Row, error] {
				return func(yield func(catalog.Row, error) bool) {
					_ = yield(catalog.Row{Product: shirt("7"), Line: 1}, nil)
					cancel()
				}
			},
			want: context.Canceled,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := fresh(t)
			w.sync("a", shirts("1", "2"))
			before := w.sequence()
			ctx, cancel := context.WithCancel(w.ctx)
			defer cancel()
			sum, err := w.Sync(ctx, "a", tc.rows(cancel), store.SyncOptions{Force: true})
			if !errors.Is(err, tc.want) || sum.Added != 0 {
				t.Errorf("%+v, %v; want error %v", sum, err, tc.want)
			}
			w.wantIDs("1", "2")
			if w.sequence() != before {
				t.Error("the sequence moved on")
			}
			if left, _ := filepath.Glob(w.path + ".reading-*"); len(left) > 0 {
				t.Errorf("it left %q behind", left)
			}
			wantCounts(t, w.sync("a", shirts("1", "2", "3")), 1, 0, 2, 0, 0)
		})
	}

	t.Run("of two that overlap the last to finish is told so", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1"))
		_, err := w.Sync(w.ctx, "a", func(yield func(catalog.Row, error) bool) {
			w.sync("a", shirts("1", "2"))
			_ = yield(catalog.Row{Product: shirt("3")}, nil)
		}, store.SyncOptions{Force: true})
		if !errors.Is(err, store.ErrOvertaken) {
			t.Errorf("error %v", err)
		}
		w.wantIDs("1", "2")
	})

	t.Run("readings of different sources may overlap", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1"))
		sum, err := w.Sync(w.ctx, "b", func(yield func(catalog.Row, error) bool) {
			w.sync("a", shirts("1", "2"))
			_ = yield(catalog.Row{Product: shirt("2")}, nil) && yield(catalog.Row{Product: shirt("3")}, nil)
		}, store.SyncOptions{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, sum, 1, 0, 0, 0, 1)
		w.wantIDs("1", "2", "3")
	})

	t.Run("a source without a name is refused", func(t *testing.T) {
		w := fresh(t)
		if _, err := w.Sync(w.ctx, "", feed{}.rows(), store.SyncOptions{}); err == nil {
			t.Error("it was taken")
		}
	})

	t.Run("readers see the state of before until it ended", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1"))
		_, err := w.Sync(w.ctx, "a", func(yield func(catalog.Row, error) bool) {
			for _, id := range append(numbered(1000), "1") {
				if !yield(catalog.Row{Product: shirt(id)}, nil) {
					return
				}
			}
			w.wantIDs("1")
			if err := w.SetReview(w.ctx, store.Review{ProductID: "1", Attribute: "color", Value: "navy", Verdict: store.Accept}); err != nil {
				t.Errorf("a writer has to wait: %v", err)
			}
		}, store.SyncOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := w.Len(w.ctx); n != 1001 || err != nil {
			t.Errorf("%d products, %v", n, err)
		}
	})
}

func TestNothingButTheCatalogueIsLeftOnTheDisk(t *testing.T) {
	w := fresh(t)
	w.sync("a", shirts(numbered(1000)...))
	files, err := os.ReadDir(filepath.Dir(w.path))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want only its owner to read it", f.Name(), info.Mode(), err)
		}
		if strings.Contains(f.Name(), "reading") {
			t.Errorf("%s is left", f.Name())
		}
	}
}
