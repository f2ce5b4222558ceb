package build

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
	"github.com/shopguide/shopguide/retrieval/index"
)

// recipe is what a version keeps of how it was made, beside the statistics.
type recipe struct {
	retrieval.Profile
	Surveyed int `json:"surveyed"` // products that the statistics were taken of
	Changed  int `json:"changed"`  // products that were changed since then
}

func readRecipe(v store.Version) (recipe, error) {
	var made recipe
	if err := json.Unmarshal(v.Profile, &made); err != nil {
		return recipe{}, &damagedError{fmt.Errorf("decode the catalogue's profile: %w", err)}
	}
	return made, nil
}

func spaceOf(v store.Version) index.Space { return index.Space{Model: v.Model, Dim: v.Dim} }

// version begins a version of the state that the catalogue has now.
func (b *Builder) version(ctx context.Context) (store.Version, retrieval.Profile, error) {
	now := b.Now()
	v := store.Version{
		ID: strings.Replace(now.UTC().Format("20060102T150405.000000"), ".", "_", 1), Created: now,
		Home: b.Home.Name(), Model: b.Embedder.Model(), Dim: b.Embedder.Dim(),
	}
	var err error
	if v.Sequence, err = b.Store.Sequence(ctx); err != nil {
		return v, retrieval.Profile{}, err
	}
	survey := retrieval.NewSurvey(b.Lexicon)
	for p, err := range b.Store.All(ctx) {
		if err != nil {
			return v, retrieval.Profile{}, err
		}
		survey.Add(p)
	}
	profile := survey.Profile()
	v.Products = profile.Products
	return v, profile, nil
}

// publish commits the draft, switches to it, and clears away what is not needed then.
func (b *Builder) publish(ctx context.Context, draft Draft, v *store.Version, made recipe) error {
	var err error
	if v.Profile, err = json.Marshal(made); err != nil {
		return fmt.Errorf("keep the catalogue's profile: %w", err)
	}
	v.Location = draft.Location()
	if err := b.Store.Intend(ctx, *v); err != nil {
		return err
	}
	if err := draft.Commit(ctx); err != nil {
		return fmt.Errorf("finish the index: %w", err)
	}
	if err := b.Store.SetCurrent(ctx, *v); err != nil {
		return err
	}
	return b.clean(ctx)
}

// settle makes a version current that a run has committed and not lived to say so.
func (b *Builder) settle(ctx context.Context) error {
	v, err := b.Store.Intended(ctx)
	if err != nil || v == nil || v.Home != b.Home.Name() {
		return err
	}
	committed, err := b.Home.Committed(ctx, v.Location)
	if err != nil || !committed {
		return err
	}
	return b.Store.SetCurrent(ctx, *v)
}

// clean clears away what no kept version needs.
func (b *Builder) clean(ctx context.Context) error {
	kept, err := b.Store.Versions(ctx)
	if err != nil {
		return err
	}
	var locations []string
	for _, k := range kept {
		if k.Home == b.Home.Name() {
			locations = append(locations, k.Location)
		}
	}
	return b.Home.Clean(ctx, locations)
}
