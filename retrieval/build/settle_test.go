package build_test

import (
	"context"
	"errors"
	"testing"

	"github.com/shopguide/shopguide/retrieval/build"
	"github.com/shopguide/shopguide/retrieval/index"
)

// dying is a home that breaks off around the moment when a draft is committed: the
// process that builds goes, or the server.
type dying struct {
	build.Home
	after bool // it was committed
}

var errDied = errors.New("broken off")

func (d dying) Create(ctx context.Context, space index.Space, version string) (build.Draft, error) {
	draft, err := d.Home.Create(ctx, space, version)
	return dyingDraft{draft, d.after}, err
}

func (d dying) Revise(ctx context.Context, space index.Space, location, version string) (build.Draft, error) {
	draft, err := d.Home.Revise(ctx, space, location, version)
	return dyingDraft{draft, d.after}, err
}

type dyingDraft struct {
	build.Draft
	after bool
}

func (d dyingDraft) Commit(ctx context.Context) error {
	if !d.after {
		return errDied
	}
	return errors.Join(d.Draft.Commit(ctx), errDied)
}

func TestARunThatIsBrokenOffWhileItSwitches(t *testing.T) {
	for _, tc := range []struct {
		name string
		home func(t *testing.T) build.Home
	}{
		{"in memory", func(t *testing.T) build.Home { return build.Memory{Folder: t.TempDir()} }},
		{"in Milvus", func(t *testing.T) build.Home { return startMilvus(t) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			home := tc.home(t)
			b := newBuilder(t, t.TempDir(), home)
			breakOff := func(t *testing.T, after, rebuild bool) {
				t.Helper()
				b.Home = dying{home, after}
				if _, err := b.Run(t.Context(), rebuild); !errors.Is(err, errDied) {
					t.Fatalf("Run: %v", err)
				}
				b.Home = home
			}
			t.Run("before the first index is in place leaves none", func(t *testing.T) {
				breakOff(t, false, false)
				if _, err := b.Store.Current(t.Context()); err == nil {
					t.Error("there is a current index")
				}
				wants(t, run(t, b), true, 100, 0, 100)
			})
			for _, tc := range []struct {
				name    string
				rebuild bool
				dear    int
			}{{"a new index", true, 5}, {"an update", false, 6}} {
				t.Run("after "+tc.name+" is in place loses no work: the next run finds it", func(t *testing.T) {
					before := open(t, b)
					feed(t, b, mugs(100, func(i int) bool { return i < tc.dear }))
					breakOff(t, true, tc.rebuild)
					if n := counted(t, before.Engine); n != 100 {
						t.Errorf("readers of before count %d products", n)
					}
					o := run(t, b)
					wants(t, o, false, 0, 0, 100)
					if found := open(t, b); o.Version.ID == before.Version.ID || found.Version.ID != o.Version.ID || dear(t, found.Engine) != tc.dear {
						t.Errorf("version %s after %s, %d are dear, want %d", found.Version.ID, before.Version.ID, dear(t, found.Engine), tc.dear)
					}
				})
			}
			t.Run("and what was found stays for its readers when the next is built", func(t *testing.T) {
				breakOff(t, true, true)
				run(t, b)
				found := open(t, b)
				if _, err := b.Run(t.Context(), true); err != nil {
					t.Fatal(err)
				}
				if n := counted(t, found.Engine); n != 100 {
					t.Errorf("its readers count %d products", n)
				}
			})
		})
	}
}
