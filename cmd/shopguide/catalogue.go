package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"text/tabwriter"

	catalogue "github.com/shopguide/shopguide/retrieval/catalog/store"
)

// catalogueCommand shows and corrects what was indexed.
type catalogueCommand struct {
	Sources catalogueSourcesCommand `cmd:"" default:"1" help:"List the sources, and which index is current."`
	Forget  catalogueForgetCommand  `cmd:"" help:"Remove a source with all that was read of it."`
	Derived catalogueDerivedCommand `cmd:"" help:"List what was read out of descriptions because the feed does not state it."`
	Review  catalogueReviewCommand  `cmd:"" help:"Accept or reject a value that was read out of a description."`
}

// openCatalogue opens the catalogue of the folder for f.
func openCatalogue(ctx context.Context, d dataFlag, env environment, f func(*catalogue.Store) error) error {
	dir, err := d.dir(env.getenv)
	if err != nil {
		return err
	}
	folder := &dataFolder{Path: dir}
	indexed, err := folder.indexed()
	if err != nil {
		return fmt.Errorf("look for an indexed catalogue: %w", err)
	}
	if !indexed {
		return fmt.Errorf("nothing was indexed in %s: run \"shopguide index\" first, or name another folder with --data-dir", dir)
	}
	db, err := catalogue.Open(ctx, folder.file(catalogueFile), slog.New(slog.NewTextHandler(env.stderr, nil)))
	if err != nil {
		return err
	}
	return errors.Join(f(db), db.Close())
}

type catalogueSourcesCommand struct{ dataFlag }

// Run lists the sources.
func (c *catalogueSourcesCommand) Run(ctx context.Context, env environment) error {
	return openCatalogue(ctx, c.dataFlag, env, func(db *catalogue.Store) error {
		sources, err := db.Sources(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "SOURCE\tKIND\tPRODUCTS\tSECTIONS\tEVENTS\tTRENDS\tREAD")
		for _, s := range sources {
			fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%s\n", s.Name, s.Kind, s.Products, s.Sections, s.Events, s.Trends, s.LastSync.Format("2006-01-02 15:04"))
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("print the sources: %w", err)
		}
		v, err := db.Current(ctx)
		if errors.Is(err, catalogue.ErrNoIndex) {
			fmt.Fprintln(env.stdout, "no index has been built")
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "index %s in %s: %d products, embedder %s\n", v.ID, v.Home, v.Products, v.Model)
		return nil
	})
}

type catalogueForgetCommand struct {
	dataFlag
	Source string `arg:"" help:"The source, as the list names it."`
}

// Run removes a source. The index follows with the next "shopguide index".
func (c *catalogueForgetCommand) Run(ctx context.Context, env environment) error {
	return openCatalogue(ctx, c.dataFlag, env, func(db *catalogue.Store) error {
		if err := db.Forget(ctx, c.Source); err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "%s is forgotten; run \"shopguide index\" to take its products out of the search\n", c.Source)
		return nil
	})
}

type catalogueDerivedCommand struct {
	dataFlag
	Product    string `help:"Only of this product." placeholder:"ID"`
	Attribute  string `help:"Only of this attribute." placeholder:"NAME"`
	Unreviewed bool   `help:"Only what nobody has decided about."`
}

// Run lists derived values with the words that they rest on.
func (c *catalogueDerivedCommand) Run(ctx context.Context, env environment) error {
	return openCatalogue(ctx, c.dataFlag, env, func(db *catalogue.Store) error {
		w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "PRODUCT\tATTRIBUTE\tVALUE\tWORDS\tVERDICT\tTITLE")
		filter := catalogue.DerivedFilter{ProductID: c.Product, Attribute: c.Attribute, Unreviewed: c.Unreviewed}
		for d, err := range db.Derived(ctx, filter) {
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", d.ProductID, d.Attribute, d.Value, d.Words, d.Verdict, d.Title)
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("print the derived values: %w", err)
		}
		return nil
	})
}

type catalogueReviewCommand struct {
	dataFlag
	Verdict   string `arg:"" help:"accept or reject." enum:"accept,reject"`
	Product   string `arg:"" help:"Product id."`
	Attribute string `arg:"" help:"Attribute."`
	Value     string `arg:"" help:"Value."`
}

// Run keeps the decision. The index follows with the next "shopguide index".
func (c *catalogueReviewCommand) Run(ctx context.Context, env environment) error {
	r := catalogue.Review{ProductID: c.Product, Attribute: c.Attribute, Value: c.Value, Verdict: catalogue.Verdict(c.Verdict)}
	return openCatalogue(ctx, c.dataFlag, env, func(db *catalogue.Store) error {
		known, err := c.known(ctx, db)
		if err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("no %s %q was read out of the texts of product %q: \"shopguide catalogue derived\" lists what was", c.Attribute, c.Value, c.Product)
		}
		if err := db.SetReview(ctx, r); err != nil {
			return err
		}
		fmt.Fprintf(env.stdout, "%s of %s %q of %s is kept; run \"shopguide index\" to bring it into the search\n", verdicts[r.Verdict], c.Attribute, c.Value, c.Product)
		return nil
	})
}

var verdicts = map[catalogue.Verdict]string{catalogue.Accept: "the acceptance", catalogue.Reject: "the rejection"}

// known reports whether the value was derived, or was until it was rejected.
func (c *catalogueReviewCommand) known(ctx context.Context, db *catalogue.Store) (bool, error) {
	for d, err := range db.Derived(ctx, catalogue.DerivedFilter{ProductID: c.Product, Attribute: c.Attribute}) {
		if err != nil || d.Value == c.Value {
			return err == nil, err
		}
	}
	reviews, err := db.Reviews(ctx)
	return slices.ContainsFunc(reviews, func(r catalogue.Review) bool {
		return r.ProductID == c.Product && r.Attribute == c.Attribute && r.Value == c.Value
	}), err
}
