package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

func (s *SQLite) saveFeedback(ctx context.Context, tx *sql.Tx, turn conversation.Turn) error {
	if turn.Slate != nil {
		if err := saveSlate(ctx, tx, turn.Slate); err != nil {
			return fmt.Errorf("slate %s: %w", turn.Slate.ID, err)
		}
	}
	for _, r := range turn.Reactions {
		if err := s.saveReaction(ctx, tx, r); err != nil {
			return fmt.Errorf("reaction to slate %s: %w", r.Slate, err)
		}
	}
	return nil
}

func saveSlate(ctx context.Context, tx *sql.Tx, s *feedback.Slate) error {
	constraints, err := json.Marshal(s.Constraints)
	if err != nil {
		return err
	}
	err = sqlite.Exec(ctx, tx, `
		insert into slates (id, shopper, turn, lang, query, constraints, policy, shown_at)
		values (?, ?, ?, ?, ?, ?, ?, ?)`,
		s.ID, s.Shopper, s.Turn, s.Lang, s.Query, string(constraints), s.Policy, sqlite.Micros(s.At))
	if err != nil {
		return err
	}
	for _, item := range s.Items {
		features, err := json.Marshal(item.Features)
		if err != nil {
			return err
		}
		err = sqlite.Exec(ctx, tx, `
			insert into slate_items (slate, position, product, propensity, score, features)
			values (?, ?, ?, ?, ?, ?)`,
			s.ID, item.Position, item.Product, item.Propensity, item.Score, string(features))
		if err != nil {
			return err
		}
	}
	return nil
}

// saveReaction joins a vote to the item that was shown, at the position where
// it was shown. A vote on what was never shown teaches nothing and is dropped.
func (s *SQLite) saveReaction(ctx context.Context, tx *sql.Tx, r feedback.Reaction) error {
	if r.Value == feedback.Withdrawn {
		return sqlite.Exec(ctx, tx, `delete from reactions where slate = ? and product = ?`, r.Slate, r.Product)
	}
	n, err := sqlite.Count(ctx, tx, `
		insert into reactions (slate, product, position, value, reacted_at)
		select slate, product, min(position), ?, ? from slate_items where slate = ? and product = ? group by slate, product
		on conflict (slate, product) do update set value = excluded.value, reacted_at = excluded.reacted_at`,
		r.Value, sqlite.Micros(r.At), r.Slate, r.Product)
	if err == nil && n == 0 {
		s.log.WarnContext(ctx, "dropped a reaction to an item that was not shown", "slate", r.Slate, "product", r.Product)
	}
	return err
}

// slates returns the slates shown to a shopper, oldest first.
func slates(ctx context.Context, tx *sql.Tx, shopper string) ([]feedback.Slate, error) {
	shown, err := sqlite.All(ctx, tx, scanSlate, `
		select id, shopper, turn, lang, query, constraints, policy, shown_at from slates
		where shopper = ? order by rowid`, shopper)
	if err != nil {
		return nil, err
	}
	for i := range shown {
		shown[i].Items, err = sqlite.All(ctx, tx, scanShown, `
			select product, position, propensity, score, features from slate_items
			where slate = ? order by position`, shown[i].ID)
		if err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func scanSlate(r *sql.Rows) (s feedback.Slate, err error) {
	var constraints string
	var at int64
	if err := r.Scan(&s.ID, &s.Shopper, &s.Turn, &s.Lang, &s.Query, &constraints, &s.Policy, &at); err != nil {
		return s, err
	}
	s.At = sqlite.Moment(at)
	return s, json.Unmarshal([]byte(constraints), &s.Constraints)
}

func scanShown(r *sql.Rows) (s feedback.Shown, err error) {
	var features string
	if err := r.Scan(&s.Product, &s.Position, &s.Propensity, &s.Score, &features); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(features), &s.Features)
}

// reactions returns the votes in force on the slates shown to a shopper, oldest
// first.
func reactions(ctx context.Context, tx *sql.Tx, shopper string) ([]feedback.Reaction, error) {
	return sqlite.All(ctx, tx, scanReaction, `
		select r.slate, r.product, r.position, r.value, r.reacted_at
		from reactions r join slates s on s.id = r.slate
		where s.shopper = ? order by r.reacted_at, s.rowid, r.position`, shopper)
}

func scanReaction(r *sql.Rows) (v feedback.Reaction, err error) {
	var at int64
	if err := r.Scan(&v.Slate, &v.Product, &v.Position, &v.Value, &at); err != nil {
		return v, err
	}
	v.At = sqlite.Moment(at)
	return v, nil
}
