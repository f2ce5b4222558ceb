package store_test

import (
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog/document"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

// passage is a section of a document.
func passage(name, id, text string) document.Section {
	return document.Section{
		ID: name + "#" + id, Source: name, Address: "https://shop.example/" + name, Lang: "zh",
		Titles: []string{"退货", id}, Text: text, UpdatedAt: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
	}
}

// passages yields sections and errors.
func passages(all ...any) iter.Seq2[document.Section, error] {
	return func(yield func(document.Section, error) bool) {
		for _, one := range all {
			section, _ := one.(document.Section)
			err, _ := one.(error)
			if !yield(section, err) {
				return
			}
		}
	}
}

func (w *world) syncSections(source string, all ...any) store.Summary {
	w.t.Helper()
	sum, err := w.SyncSections(w.ctx, source, passages(all...), store.SyncOptions{Kind: "documents"})
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}

func (w *world) sections() []document.Section {
	w.t.Helper()
	var all []document.Section
	for s, err := range w.Sections(w.ctx) {
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func (w *world) sectionSequence() int64 {
	w.t.Helper()
	n, err := w.SectionSequence(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestSections(t *testing.T) {
	returns := passage("returns.zh.md", "期限", "七天内可以退货。")
	costs := passage("returns.zh.md", "运费", "运费由我们承担。")
	english := passage("returns.en.md", "Period", "Seven days.")

	t.Run("come back as they were, in their order", func(t *testing.T) {
		w := fresh(t)
		wantCounts(t, w.syncSections("docs", returns, costs, english), 3, 0, 0, 0, 0)
		if diff := cmp.Diff([]document.Section{returns, costs, english}, w.sections()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})

	t.Run("are taken over as products are", func(t *testing.T) {
		w := fresh(t)
		w.syncSections("docs", returns, costs, english)
		before := w.sectionSequence()
		wantCounts(t, w.syncSections("docs", returns, costs, english), 0, 0, 3, 0, 0)
		if w.sectionSequence() != before {
			t.Error("the sequence moved on")
		}
		longer := returns
		longer.Text = "十四天内可以退货。"
		wantCounts(t, w.syncSections("docs", english, longer), 0, 1, 1, 1, 0)
		if diff := cmp.Diff([]document.Section{english, longer}, w.sections()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if w.sectionSequence() == before {
			t.Error("the sequence stands still")
		}
	})

	t.Run("do not mix with products, not even of the same id and source", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts(returns.ID))
		before := w.sequence()
		wantCounts(t, w.syncSections("a", returns), 1, 0, 0, 0, 0)
		w.wantIDs(returns.ID)
		w.wantChanges(before)
		if w.sequence() != before {
			t.Error("the products' sequence moved on")
		}
		wantCounts(t, w.sync("a", shirts(returns.ID)), 0, 0, 1, 0, 0)
	})

	t.Run("of a document that is refused stay as they are", func(t *testing.T) {
		w := fresh(t)
		w.syncSections("docs", returns, costs, english)
		refusal := &document.Refusal{Name: "returns.zh.md", Reason: "it is a picture"}
		sum := w.syncSections("docs", english, refusal)
		wantCounts(t, sum, 0, 0, 1, 0, 1)
		if !slices.Equal(sum.Reasons, []error{refusal}) {
			t.Errorf("reasons %v", sum.Reasons)
		}
		if diff := cmp.Diff([]document.Section{english, returns, costs}, w.sections()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})

	t.Run("that lost more than half, or whose reading failed, change nothing", func(t *testing.T) {
		w := fresh(t)
		w.syncSections("docs", returns, costs, english)
		var shrunk *store.ShrunkError
		if _, err := w.SyncSections(w.ctx, "docs", passages(returns), store.SyncOptions{}); !errors.As(err, &shrunk) {
			t.Errorf("error %v", err)
		}
		broken := errors.New("broken")
		if _, err := w.SyncSections(w.ctx, "docs", passages(returns, broken), store.SyncOptions{}); !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
		if got := len(w.sections()); got != 3 {
			t.Errorf("%d are left", got)
		}
	})

	t.Run("without an id, or of another source, are rejected", func(t *testing.T) {
		w := fresh(t)
		w.syncSections("docs", returns)
		sum := w.syncSections("copy", returns, document.Section{Source: "x"}, english)
		wantCounts(t, sum, 1, 0, 0, 0, 2)
		for _, reason := range sum.Reasons {
			var refusal *document.Refusal
			if !errors.As(reason, &refusal) {
				t.Errorf("reason %v", reason)
			}
		}
	})
}
