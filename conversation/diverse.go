package conversation

import (
	"context"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// diverse returns ranked products, of different groups, with those put behind the
// others that stand before them already but for a variant word: many a feed lists each
// colour as a product of its own. What is sold out stays last. It looks only as far as
// a slate needs.
func (t *turn) diverse(ctx context.Context, ranked []ranking.Ranked) []ranking.Ranked {
	sold := slices.IndexFunc(ranked, func(r ranking.Ranked) bool { return !r.Record.Orderable() })
	if sold < 0 {
		sold = len(ranked)
	}
	shown := map[lookalike]bool{}
	return slices.Concat(t.collapsed(ctx, ranked[:sold], shown), t.collapsed(ctx, ranked[sold:], shown))
}

// collapsed returns ranked products with the lookalikes of those before them, or of
// shown, last. It adds to shown.
func (t *turn) collapsed(ctx context.Context, ranked []ranking.Ranked, shown map[lookalike]bool) []ranking.Ranked {
	var first, again []ranking.Ranked
	for i, r := range ranked {
		if len(first) == slateSize {
			return slices.Concat(first, again, ranked[i:])
		}
		p := t.product(ctx, r.ID)
		if p == nil {
			continue
		}
		if like := t.lookalike(p); !shown[like] {
			shown[like] = true
			first = append(first, r)
		} else {
			again = append(again, r)
		}
	}
	return slices.Concat(first, again)
}

// lookalike is what near-duplicates have in common.
type lookalike struct {
	title, brand string
	pays         catalog.Money
}

// lookalike returns a product's title without the words for values in which
// variants differ, its brand and its price.
func (t *turn) lookalike(p *catalog.Product) lookalike {
	title := lexical.Normalize(p.Text(p.Lang).Title)
	atoms := lexical.Atoms(title)
	variant := make([]bool, len(atoms))
	for _, m := range t.engine.Vocabulary().FindConcepts(atoms) {
		if slices.ContainsFunc(m.Values, func(v retrieval.Meaning) bool { return slices.Contains(variantAttributes, v.Attribute) }) {
			for i := m.From; i < m.To; i++ {
				variant[i] = true
			}
		}
	}
	var words []string
	for i, a := range atoms {
		if !variant[i] {
			words = append(words, strings.ToLower(a.Text))
		}
	}
	return lookalike{title: strings.Join(words, " "), brand: p.Brand, pays: p.Pays()}
}
