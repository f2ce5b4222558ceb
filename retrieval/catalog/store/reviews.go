package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Verdict is what a person decided about a derived value.
type Verdict string

// The verdicts.
const (
	Accept Verdict = "accept"
	Reject Verdict = "reject"
)

// Review is a person's decision about one value that annotation read out of a
// product's text.
type Review struct {
	ProductID, Attribute, Value string
	Verdict                     Verdict // "" while there is none
}

// SetReview keeps a decision, in place of an earlier one about the same value. A
// rejected value goes at once and does not come back with later readings. One that
// is accepted after it was rejected comes back when its source is next read, which
// therefore loses its HTTP validators.
func (s *Store) SetReview(ctx context.Context, r Review) error {
	return s.change(ctx, "review", func(tx *sql.Tx) error {
		if r.Verdict != Accept && r.Verdict != Reject {
			return fmt.Errorf("the verdict %q is neither %s nor %s", r.Verdict, Accept, Reject)
		}
		known, err := number(ctx, tx, `select count(*) from items where kind = 'product' and key = ?`, r.ProductID)
		if err != nil {
			return err
		}
		if known == 0 {
			return fmt.Errorf("there is no product %q", r.ProductID)
		}
		if err := noteReview(ctx, tx, r); err != nil || r.Verdict == Accept {
			return err
		}
		return rejectStored(ctx, tx, r)
	})
}

func noteReview(ctx context.Context, tx *sql.Tx, r Review) error {
	var before Verdict
	err := tx.QueryRowContext(ctx, `select verdict from reviews where product = ? and attribute = ? and value = ?`,
		r.ProductID, r.Attribute, r.Value).Scan(&before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if before == Reject && r.Verdict == Accept {
		err := sqlite.Exec(ctx, tx, `update sources set etag = '', modified = ''
			where id = (select source from items where kind = 'product' and key = ?)`, r.ProductID)
		if err != nil {
			return err
		}
	}
	return sqlite.Exec(ctx, tx, `insert into reviews (product, attribute, value, verdict) values (?, ?, ?, ?)
		on conflict (product, attribute, value) do update set verdict = excluded.verdict`,
		r.ProductID, r.Attribute, r.Value, r.Verdict)
}

// rejectStored takes a rejected value out of the stored product.
func rejectStored(ctx context.Context, tx *sql.Tx, r Review) error {
	var item int64
	var body []byte
	err := tx.QueryRowContext(ctx, `select i.id, b.body from items i join bodies b on b.item = i.id
		where i.kind = 'product' and i.key = ?`, r.ProductID).Scan(&item, &body)
	if err != nil {
		return err
	}
	p, err := decoded(r.ProductID, body)
	if err != nil || !drop(p, r) {
		return err
	}
	hash, body := encoded(p)
	if err := sqlite.Exec(ctx, tx, `update bodies set body = ? where item = ?`, string(body), item); err != nil {
		return err
	}
	last, err := number(ctx, tx, `select value from sequences where kind = 'product'`)
	if err != nil {
		return err
	}
	if err := sqlite.Exec(ctx, tx, `update items set hash = ?, sequence = ? where id = ?`, hash, last+1, item); err != nil {
		return err
	}
	return setSequence(ctx, tx, products, last+1)
}

const stagedReviews = `select v.product, v.attribute, v.value, v.verdict
	from reviews v join staging.rows r on r.key = v.product join staging.bodies b on b.position = r.position
	where v.verdict = 'reject'`

// rejectStaged takes rejected values out of the staged products.
func rejectStaged(ctx context.Context, tx *sql.Tx) error {
	rejections, err := sqlite.All(ctx, tx, scanReview, stagedReviews)
	if err != nil {
		return err
	}
	for _, r := range rejections {
		var position int64
		var body []byte
		err := tx.QueryRowContext(ctx, `select r.position, b.body
			from staging.rows r join staging.bodies b on b.position = r.position where r.key = ?`,
			r.ProductID).Scan(&position, &body)
		if err != nil {
			return err
		}
		p, err := decoded(r.ProductID, body)
		if err != nil {
			return err
		}
		if !drop(p, r) {
			continue
		}
		hash, body := encoded(p)
		if err := sqlite.Exec(ctx, tx, `update staging.bodies set body = ? where position = ?`, string(body), position); err != nil {
			return err
		}
		if err := sqlite.Exec(ctx, tx, `update staging.rows set hash = ? where position = ?`, hash, position); err != nil {
			return err
		}
	}
	return nil
}

// drop takes a derived value out of a product that nobody else holds. It reports
// whether there was one; what the feed itself states is not touched.
func drop(p *catalog.Product, r Review) bool {
	if _, derived := p.Derived[r.Attribute]; !derived || !p.Has(r.Attribute, r.Value) {
		return false
	}
	left := slices.DeleteFunc(p.Attributes[r.Attribute], func(v string) bool { return v == r.Value })
	if p.Attributes[r.Attribute] = left; len(left) > 0 {
		return true
	}
	delete(p.Attributes, r.Attribute)
	delete(p.Derived, r.Attribute)
	return true
}

// Reviews returns all decisions, by product, attribute and value.
func (s *Store) Reviews(ctx context.Context) ([]Review, error) {
	all, err := sqlite.All(ctx, s.read, scanReview,
		`select product, attribute, value, verdict from reviews order by product, attribute, value`)
	return all, s.failed("read the reviews", err)
}

func scanReview(rows *sql.Rows) (r Review, err error) {
	return r, rows.Scan(&r.ProductID, &r.Attribute, &r.Value, &r.Verdict)
}

// Derivation is a value that annotation read out of a product's text, and what was
// decided about it.
type Derivation struct {
	Review
	Title string // of the product, in its own language
	Words string // that said so
}

// DerivedFilter picks derivations; its zero value picks all.
type DerivedFilter struct {
	ProductID  string
	Attribute  string
	Unreviewed bool
}

// Derived streams the derived values of the products in feed order, the
// attributes of a product by name. Rejected ones are gone.
func (s *Store) Derived(ctx context.Context, f DerivedFilter) iter.Seq2[Derivation, error] {
	return func(yield func(Derivation, error) bool) {
		reviews, err := s.Reviews(ctx)
		if err != nil {
			yield(Derivation{}, err)
			return
		}
		verdicts := map[Review]Verdict{}
		for _, r := range reviews {
			verdicts[Review{r.ProductID, r.Attribute, r.Value, ""}] = r.Verdict
		}
		annotated := explained(s, "read the derived attributes", sqlite.Each(ctx, s.read, scanProduct, `
			select i.key, b.body from items i join bodies b on b.item = i.id
			where i.kind = 'product' and (?1 = '' or i.key = ?1)
				and json_extract(b.body, '$.derived') is not null
			order by i.source, i.position`, f.ProductID))
		for p, err := range annotated {
			if err != nil {
				yield(Derivation{}, err)
				return
			}
			for d := range derivations(p) {
				d.Verdict = verdicts[d.Review]
				if f.admits(d) && !yield(d, nil) {
					return
				}
			}
		}
	}
}

func (f DerivedFilter) admits(d Derivation) bool {
	return (f.Attribute == "" || f.Attribute == d.Attribute) && !(f.Unreviewed && d.Verdict != "")
}

func derivations(p *catalog.Product) iter.Seq[Derivation] {
	return func(yield func(Derivation) bool) {
		for _, attribute := range slices.Sorted(maps.Keys(p.Derived)) {
			for _, value := range p.Attributes[attribute] {
				d := Derivation{
					Review: Review{ProductID: p.ID, Attribute: attribute, Value: value},
					Title:  p.Text(p.Lang).Title, Words: p.Derived[attribute],
				}
				if !yield(d) {
					return
				}
			}
		}
	}
}
