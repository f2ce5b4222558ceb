package store_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

func FuzzIDsAndSources(f *testing.F) {
	for _, seed := range [][3]string{
		{"1", "g", "feed"}, {"商品'1", "组\x00", "https://shop.example/?a=%00&b"}, {`"]} or 1=1 --`, "", "file:x?mode=memory"},
		{"a\x00b", "a\x00c", "\x00"}, {"\xff", "\xff", "\xfe"}, {"", "", ""}, {"?1", "%", "_"}, {"🛍️\u202e", "\n", " "},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	path := filepath.Join(f.TempDir(), "catalogue.db")
	s, err := store.Open(f.Context(), path, quiet)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	f.Fuzz(func(t *testing.T, id, group, source string) {
		w := &world{Store: s, t: t, ctx: t.Context(), path: path}
		p := shirt(id)
		p.GroupID = group
		sum, err := w.Sync(w.ctx, source, feed{p, shirt(id + "x")}.rows(), store.SyncOptions{})
		if err != nil {
			return // the source has no name
		}
		defer func() {
			if err := w.Forget(w.ctx, source); err != nil {
				t.Errorf("forget %q: %v", source, err)
			}
			w.wantIDs()
		}()
		if sum.Added+sum.Rejected != 2 {
			t.Fatalf("%+v", sum)
		}
		if sum.Rejected == 0 {
			w.wantIDs(id, id+"x")
			if members, err := w.Group(w.ctx, p.Group()); err != nil || !slices.Contains(idsOf(members), id) {
				t.Errorf("group %q: %v, %v", p.Group(), idsOf(members), err)
			}
			again := w.syncWith(source, feed{p, shirt(id + "x")}, store.SyncOptions{})
			wantCounts(t, again, 0, 0, 2, 0, 0)
		}
		if sources := w.sources(); len(sources) != 1 || sources[0].Name != source {
			t.Errorf("sources %+v, want %q", sources, source)
		}
	})
}
