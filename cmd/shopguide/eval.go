package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

// evalCommand holds the evaluations. Each runs what the shop runs, over a
// catalogue and a collection of judgments, and ends with its figures on standard
// output.
type evalCommand struct {
	Search    evalSearchCommand    `cmd:"" help:"Measure the search against graded judgments (TREC qrels)."`
	Dialogues evalDialoguesCommand `cmd:"" help:"Replay recorded dialogues and measure what would be recommended."`
}

// figure is one measured value and its name.
type figure struct {
	name  string
	value any // int, or float64 in the unit that the name says
}

// print writes the figures as a table or, for programs, as one JSON object on a
// line of its own.
func (env environment) print(asJSON bool, object any, table []figure) error {
	if asJSON {
		if err := json.NewEncoder(env.stdout).Encode(object); err != nil {
			return fmt.Errorf("print the figures: %w", err)
		}
		return nil
	}
	w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
	for _, f := range table {
		switch v := f.value.(type) {
		case float64:
			fmt.Fprintf(w, "%s\t%.3f\n", f.name, v)
		default:
			fmt.Fprintf(w, "%s\t%d\n", f.name, v)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print the figures: %w", err)
	}
	return nil
}

// embeddingDir returns the folder in which what a service embeds is kept. Without a
// service an evaluation keeps nothing, and needs no folder.
func embeddingDir(d dataFlag, s searchFlags, getenv func(string) string) (string, error) {
	if s.Embedder != "service" {
		return "", nil
	}
	return d.dir(getenv)
}

// readFile reads a file with read and names the file in the error.
func readFile[T any](name string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(name)
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	value, err := read(f)
	if err != nil {
		return value, fmt.Errorf("%s: %w", name, err)
	}
	return value, nil
}
