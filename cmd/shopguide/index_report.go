package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopguide/shopguide/retrieval/build"
	catalogue "github.com/shopguide/shopguide/retrieval/catalog/store"
)

// summary is what became of one stream of one source.
type summary struct {
	Source    string   `json:"source"`
	Of        string   `json:"of"`
	Added     int      `json:"added"`
	Changed   int      `json:"changed"`
	Unchanged int      `json:"unchanged"`
	Removed   int      `json:"removed"`
	Kept      int      `json:"kept,omitempty"` // that could not be read, or found, this time
	Rejected  int      `json:"rejected"`
	Purged    int      `json:"purged,omitempty"`    // events that are too old
	Forgotten int      `json:"forgotten,omitempty"` // events of shoppers who were forgotten
	Reasons   []string `json:"reasons,omitempty"`
}

// shownReasons is how many reasons are told of each source.
const shownReasons = 20

func summaryOf(sum catalogue.Summary) summary {
	s := summary{Added: sum.Added, Changed: sum.Changed, Unchanged: sum.Unchanged, Removed: sum.Removed, Kept: sum.Kept, Rejected: sum.Rejected}
	for _, reason := range sum.Reasons[:min(shownReasons, len(sum.Reasons))] {
		s.Reasons = append(s.Reasons, reason.Error())
	}
	return s
}

// rows is how many rows were read.
func (s summary) rows() int {
	return s.Added + s.Changed + s.Unchanged + s.Rejected + s.Purged + s.Forgotten
}

func (x *indexing) report(name, of string, s summary) {
	s.Source, s.Of = name, of
	if x.command.JSON {
		x.print(s)
		return
	}
	fmt.Fprintf(x.env.stdout, "%s, %s: %d added, %d changed, %d unchanged, %d removed, %d left out\n",
		s.Source, s.Of, s.Added, s.Changed, s.Unchanged, s.Removed, s.Rejected)
	if s.Kept > 0 {
		fmt.Fprintf(x.env.stdout, "%s, %s: %d kept as they were, because their pages could not be read this time\n", s.Source, s.Of, s.Kept)
	}
	if s.Purged+s.Forgotten > 0 {
		fmt.Fprintf(x.env.stdout, "%s, %s: %d not taken again because they are too old, %d because the shopper was forgotten\n", s.Source, s.Of, s.Purged, s.Forgotten)
	}
	for _, reason := range s.Reasons {
		fmt.Fprintln(x.env.stderr, "left out:", reason)
	}
	if more := s.Rejected - len(s.Reasons); more > 0 {
		fmt.Fprintf(x.env.stderr, "left out: %d more\n", more)
	}
}

// reportUnchanged tells of a source whose server says that it is the one of before.
func (x *indexing) reportUnchanged(s catalogue.Source) {
	if x.command.JSON {
		x.print(map[string]any{"source": s.Name, "not_modified": true, "read": s.LastSync})
		return
	}
	fmt.Fprintf(x.env.stdout, "%s: not modified since it was read on %s (--force reads it again)\n", s.Name, s.LastSync.Format(time.DateTime))
}

// reportFailure tells programs of a source that could not be read. People see the
// error when all is done.
func (x *indexing) reportFailure(name string, err error) {
	if x.command.JSON {
		x.print(map[string]any{"source": name, "error": err.Error()})
	}
}

func (x *indexing) reportNoProducts() {
	if x.command.JSON {
		return
	}
	fmt.Fprintln(x.env.stdout, "index: there are no products yet, so there is nothing to search; index a feed of products, too")
}

func (x *indexing) reportIndex(o build.Outcome, took time.Duration) {
	switch {
	case x.command.JSON:
		x.print(map[string]any{
			"index": o.Version.ID, "home": o.Version.Home, "embedder": o.Version.Model, "products": o.Version.Products,
			"rebuilt": o.Rebuilt, "indexed": o.Indexed, "removed": o.Removed, "seconds": took.Seconds(),
		})
	case o.Rebuilt:
		fmt.Fprintf(x.env.stdout, "index: %d products, built anew in %.1f s\n", o.Version.Products, took.Seconds())
	case o.Indexed+o.Removed == 0:
		fmt.Fprintf(x.env.stdout, "index: %d products, nothing changed\n", o.Version.Products)
	default:
		fmt.Fprintf(x.env.stdout, "index: %d products, %d updated and %d removed in %.1f s\n", o.Version.Products, o.Indexed, o.Removed, took.Seconds())
	}
}

func (x *indexing) print(object any) {
	_ = json.NewEncoder(x.env.stdout).Encode(object) // nobody is left to hear about output that cannot be written
}
