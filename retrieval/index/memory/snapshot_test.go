package memory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

var (
	plane      = index.Space{Model: "plane", Dim: 2}
	everything = index.Request{Lexical: lexical.Vector{{Term: 7, Weight: 2}}, Dense: []float32{0.6, 0.8}, K: 1000}
)

// stall returns an index in several segments, with something of everything, some
// of it replaced and deleted.
func stall(t testing.TB) *Index {
	t.Helper()
	x := New(plane)
	for i := range 40 {
		item := index.Item{
			ID: fmt.Sprintf("item-%d", i*7%40), Group: fmt.Sprint("group ", i%9),
			Record:  catalog.Record{Values: map[string][]string{"color": {[]string{"red", "蓝"}[i%2], "any"}}, Stock: i},
			Lexical: lexical.Vector{{Term: uint32(i % 5), Weight: 1}, {Term: 7, Weight: float32(i)}},
		}
		if i%3 > 0 {
			item.Dense = []float32{0.8, -0.6}
		}
		if i%4 > 0 {
			item.Record.Priced, item.Record.Amount = true, int64(i*i%11)*100
			item.Record.Released = time.Date(2020, 1, i, 0, 0, 0, 0, time.UTC)
			item.Record.Values["size"] = []string{fmt.Sprint(i)}
		}
		if err := x.Upsert(t.Context(), []index.Item{item}); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Delete(t.Context(), []string{"item-3", "item-4"}); err != nil {
		t.Fatal(err)
	}
	return x
}

// answers returns what the index says to several questions.
func answers(t *testing.T, x *Index) []any {
	t.Helper()
	hits, err := x.Search(t.Context(), everything)
	if err != nil {
		t.Fatal(err)
	}
	all, err := x.Search(t.Context(), index.Request{K: 1000})
	if err != nil {
		t.Fatal(err)
	}
	facets, err := x.Facets(t.Context(), catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"蓝"}}}, []string{"color", "size"})
	if err != nil {
		t.Fatal(err)
	}
	return []any{hits, all, facets}
}

func TestAnIndexAnswersTheSameFromItsSnapshot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "index")
	holey, _ := hundred(t)
	if err := holey.Delete(t.Context(), []string{"003", "004"}); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]*Index{"several segments": stall(t), "one segment with gaps": holey, "empty": New(plane)} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // the second file replaces the first, and is of one segment
				if err := x.Save(t.Context(), file); err != nil {
					t.Fatal(err)
				}
				again, err := Open(t.Context(), file, plane)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(answers(t, x), answers(t, again)); diff != "" {
					t.Fatalf("(-before +after):\n%s", diff)
				}
				x = again
			}
			if err := x.Upsert(t.Context(), []index.Item{{ID: "item-5", Group: "group 1"}, {ID: "new", Group: "new"}}); err != nil {
				t.Errorf("the index from a snapshot takes no changes: %v", err)
			}
		})
	}
}

func TestASnapshotOfAnotherEmbedderIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "index")
	if err := stall(t).Save(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	for _, other := range []index.Space{{Model: "plane", Dim: 3}, {Model: "sphere", Dim: 2}, {}} {
		_, err := Open(t.Context(), file, other)
		var mismatch *index.MismatchError
		if !errors.As(err, &mismatch) || mismatch.Have != plane || mismatch.Want != other {
			t.Errorf("opened for %+v: %v", other, err)
		}
	}
}

func TestAFileThatIsNoWholeSnapshotIsRefused(t *testing.T) {
	var whole bytes.Buffer
	if err := encode(&whole, plane, stall(t).now.Load().whole(plane.Dim)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "index")
	open := func(t *testing.T, b []byte) error {
		t.Helper()
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), file, plane)
		return err
	}
	if err := open(t, whole.Bytes()); err != nil {
		t.Fatalf("the whole one: %v", err)
	}
	for _, n := range []int{0, 1, len(signature), len(signature) + 8, 50, whole.Len() / 2, whole.Len() - 1} {
		if err := open(t, whole.Bytes()[:n]); !errors.Is(err, ErrSnapshot) {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
	}
	for at := range whole.Len() {
		b := bytes.Clone(whole.Bytes())
		b[at] ^= 0x10
		if _, err := decode(bytes.NewReader(b), int64(len(b)), plane); !errors.Is(err, ErrSnapshot) {
			t.Errorf("byte %d is wrong: %v", at, err)
		}
	}
	for _, foreign := range []string{"{}", "SQLite format 3\x00 and so on and on"} {
		if err := open(t, []byte(foreign)); !errors.Is(err, ErrSnapshot) {
			t.Errorf("%q: %v", foreign, err)
		}
	}
	if _, err := Open(t.Context(), file+"s", plane); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestSavingStopsWithItsContextAndLeavesTheOldSnapshot(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "index")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	x := stall(t)
	for left := range 2 { // at the start, before the file is written
		if err := x.Save(&countdown{t.Context(), left}, file); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled after %d looks: %v", left, err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := x.Save(t.Context(), file); !errors.Is(err, index.ErrClosed) {
		t.Errorf("Save of a closed index: %v", err)
	}
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(file); string(b) != "old" || len(left) != 1 {
		t.Errorf("the old snapshot is %q, error %v, among %v", b, err, left)
	}
}

func TestASnapshotIsOfOneMoment(t *testing.T) {
	folder := t.TempDir()
	x := New(plane)
	edition := func(n int) []index.Item {
		items := make([]index.Item, 30)
		for i := range items {
			items[i] = index.Item{ID: fmt.Sprint(i), Group: fmt.Sprint(i), Record: catalog.Record{Amount: int64(n), Priced: true}}
		}
		return items
	}
	if err := x.Upsert(t.Context(), edition(0)); err != nil {
		t.Fatal(err)
	}
	var saving sync.WaitGroup
	for i := range 3 {
		saving.Go(func() {
			file := filepath.Join(folder, fmt.Sprint(i))
			for range 5 {
				if err := x.Save(t.Context(), file); err != nil {
					t.Error(err)
					return
				}
				again, err := Open(t.Context(), file, plane)
				if err != nil {
					t.Error(err)
					return
				}
				hits, err := again.Search(t.Context(), index.Request{K: 100})
				if err != nil || len(hits) != 30 {
					t.Errorf("the snapshot has %d items, error %v", len(hits), err)
					return
				}
				for _, h := range hits {
					if h.Record.Amount != hits[0].Record.Amount {
						t.Errorf("the snapshot mixes %d and %d", hits[0].Record.Amount, h.Record.Amount)
					}
				}
			}
		})
	}
	for n := 1; n < 50; n++ {
		if err := x.Upsert(t.Context(), edition(n)); err != nil {
			t.Fatal(err)
		}
	}
	saving.Wait()
}

// FuzzSnapshot reads any columns, with the checksums that belong to them.
func FuzzSnapshot(f *testing.F) {
	header := func() *bytes.Buffer {
		var b bytes.Buffer
		e := newEncoder(&b)
		e.raw([]byte(signature))
		e.number(version)
		put(e, []byte(plane.Model))
		e.number(uint64(plane.Dim))
		e.seal()
		if err := e.end(); err != nil {
			f.Fatal(err)
		}
		return &b
	}
	for _, x := range []*Index{stall(f), New(plane)} {
		var whole bytes.Buffer
		if err := encode(&whole, plane, x.now.Load().whole(plane.Dim)); err != nil {
			f.Fatal(err)
		}
		f.Add(whole.Bytes()[header().Len() : whole.Len()-4])
	}
	f.Fuzz(func(t *testing.T, columns []byte) {
		file := header()
		e := newEncoder(file)
		_, _ = e.sum.Write(file.Bytes())
		e.raw(columns)
		e.seal()
		if err := e.end(); err != nil {
			t.Fatal(err)
		}
		c, err := decode(file, int64(file.Len()), plane)
		if err != nil {
			if !errors.Is(err, ErrSnapshot) {
				t.Fatal(err)
			}
			return
		}
		x := c.index(plane)
		answers(t, x)
		if err := x.Upsert(t.Context(), []index.Item{{ID: "item-5"}}); err != nil {
			t.Fatal(err)
		}
		if err := x.Delete(t.Context(), []string{"item-6"}); err != nil {
			t.Fatal(err)
		}
		merge(x.now.Load().parts, plane.Dim)
	})
}
