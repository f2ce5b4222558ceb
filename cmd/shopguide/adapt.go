package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/fit"
)

// adaptedTables is what the files of tables are called that were fitted to the
// folder's catalogue. Each lasts as long as an index that it was used for: those who
// search go on with the one of before while the next is built.
const adaptedTables = "adapted-*.table"

// tableFile is where the adapted table is that is the model.
func (d *dataFolder) tableFile(model string) string {
	_, hash, _ := strings.Cut(model, "@")
	return d.file(strings.Replace(adaptedTables, "*", filepath.Base(hash), 1))
}

// table returns the embedding table that is the model if it is at hand, else the one
// in the program.
func (d *dataFolder) table(model string) (*embedding.Static, error) {
	own, err := embedding.Default()
	if err != nil || own.Model() == model {
		return own, err
	}
	adapted, err := embedding.OpenStatic(d.tableFile(model))
	if errors.Is(err, fs.ErrNotExist) {
		return own, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the adapted embedding table: %w; delete it, and run \"shopguide index\" again, with --adapt to make another", err)
	}
	return adapted, nil
}

// adapt fits the table in the program to the texts of the catalogue, taught by the
// embedding service, for the index that is built next.
func (x *indexing) adapt(ctx context.Context) error {
	c := x.command
	if c.Embedder != "static" {
		return errors.New("the table is what is fitted: leave --embedder service out, and name the service that teaches by --embedding-url and --embedding-model")
	}
	teaching := c.embedderFlags
	teaching.Embedder = "service"
	teacher, err := teaching.embedder(ctx, x.folder.Path, x.env.getenv)
	if err != nil {
		return err
	}
	adapted, report, err := x.taught(ctx, teacher)
	if err := errors.Join(err, teacher.Close()); err != nil {
		return err
	}
	if err := adapted.Save(x.folder.tableFile(adapted.Model())); err != nil {
		return fmt.Errorf("keep the adapted table: %w", err)
	}
	x.builder.Embedder = adapted
	x.reportTable(adapted, report)
	return nil
}

func (x *indexing) taught(ctx context.Context, teacher embedding.Embedder) (*embedding.Static, fit.Report, error) {
	base, err := embedding.Default()
	if err != nil {
		return nil, fit.Report{}, err
	}
	texts, err := x.builder.Passages(ctx)
	if err != nil {
		return nil, fit.Report{}, err
	}
	return fit.Adapt(ctx, base, teacher, texts, fit.AdaptDefaults())
}

func (x *indexing) reportTable(adapted *embedding.Static, r fit.Report) {
	if x.command.JSON {
		x.print(map[string]any{
			"adapted": adapted.Model(), "texts": r.Texts, "held_out": r.Held, "tokens_added": r.Added,
			"neighbours_before": r.Before, "neighbours_after": r.After,
		})
		return
	}
	fmt.Fprintf(x.env.stdout, "table: fitted to %d texts; of the ten nearest by the teacher it finds %.0f%% for %d others, %.0f%% before\n",
		r.Texts, 100*r.After, r.Held, 100*r.Before)
}

// clearTables deletes the adapted tables that no kept index was built with.
func (x *indexing) clearTables(ctx context.Context) error {
	versions, err := x.builder.Store.Versions(ctx)
	if err != nil {
		return err
	}
	var kept []string
	for _, v := range versions {
		kept = append(kept, filepath.Base(x.folder.tableFile(v.Model)))
	}
	entries, err := os.ReadDir(x.folder.Path)
	if err != nil {
		return fmt.Errorf("look for old tables: %w", err)
	}
	for _, entry := range entries {
		if is, err := filepath.Match(adaptedTables, entry.Name()); err != nil || !is || slices.Contains(kept, entry.Name()) {
			continue
		}
		if err := os.Remove(x.folder.file(entry.Name())); err != nil {
			return fmt.Errorf("delete an old table: %w", err)
		}
	}
	return nil
}
