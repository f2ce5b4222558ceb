// Command benchmarks measures the index in memory beside others that do the same
// work, or a part of it, over the same products on one core.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	feed := flags.String("catalog", "../../../../../shared/data/search-chorus/products.jsonl", "products to start from")
	queries := flags.String("queries", "../../../../../shared/data/search-chorus/queries.tsv", "what is searched, \"id<TAB>text\" a line")
	products := flags.Int("products", 50_000, "how many products, perturbed copies among them")
	requests := flags.Int("requests", 400, "how many searches")
	alone := flags.Bool("alone", false, "leave the others out")
	grow := flags.Bool("grow", false, "measure growth up to that many products instead, the index in memory alone")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	runtime.GOMAXPROCS(1)
	s, err := openShop(ctx, *feed)
	if err != nil {
		return fmt.Errorf("open the shop: %w", err)
	}
	texts, err := readQueries(*queries)
	if err != nil {
		return fmt.Errorf("read the queries: %w", err)
	}
	if *grow {
		return measureGrowth(ctx, out, s, texts, *products)
	}
	return compare(ctx, out, s, texts, *products, *requests, *alone)
}
