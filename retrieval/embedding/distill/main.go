// Command distill makes the table of embedding.Static: it installs and starts the
// teacher, collects the texts, asks for the teacher's vectors, trains, and writes
// the table with its figures beside it. Run it in the module's root.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

func main() {
	o := options{}
	flag.StringVar(&o.shared, "shared", "../shared/data", "the folder of the data that lie beside the repository")
	flag.StringVar(&o.out, "out", "retrieval/embedding/table/static.table", "the table to write")
	flag.BoolVar(&o.measure, "measure", false, "measure the table that there is, and train none")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o)
	stop()
	if err != nil {
		slog.Error("the table was not made", "error", err)
		os.Exit(1)
	}
}

type options struct {
	shared, out string
	measure     bool
}

// Where the module keeps what the distillation reads.
const (
	lexiconFolder = "retrieval/lexical/lexicon"
	builtinFolder = "retrieval/catalog/builtin"
)

func run(ctx context.Context, o options) (err error) {
	teacher, err := startTeacher(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, teacher.close()) }()
	if !o.measure {
		table, err := distil(ctx, teacher, filepath.Join(o.shared, "text"))
		if err != nil {
			return err
		}
		if err := table.Save(o.out); err != nil {
			return err
		}
	}
	table, err := embedding.OpenStatic(o.out)
	if err != nil {
		return err
	}
	return report(ctx, table, teacher, o)
}

// report prints the figures of both as rows of a Markdown table.
func report(ctx context.Context, table *embedding.Static, teacher embedding.Embedder, o options) error {
	fmt.Printf("%s: %d tokens and %d buckets × %d\n\n", table.Model(), table.Card().Tokens, table.Card().Buckets, table.Dim())
	fmt.Printf("| | table | %s |\n|---|---|---|\n", teacher.Model())
	reached, err := measureAll(ctx, table, o, short)
	if err != nil {
		return err
	}
	wanted, err := measureAll(ctx, teacher, o, short)
	if err != nil {
		return err
	}
	for i, f := range reached {
		fmt.Printf("| %s | %.3f | %.3f |\n", f.name, f.value, wanted[i].value)
	}
	more, err := measureAll(ctx, table, o, long)
	if err != nil {
		return err
	}
	for _, f := range more {
		fmt.Printf("| %s | %.3f | – |\n", f.name, f.value)
	}
	return nil
}
