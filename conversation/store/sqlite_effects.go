package store

import (
	"context"
	"database/sql"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

func saveEffects(ctx context.Context, tx *sql.Tx, cause conversation.Message, effects []conversation.Effect) error {
	for _, e := range effects {
		err := sqlite.Exec(ctx, tx, `
			insert into effects (key, kind, body, adapter, chat, shopper) values (?, ?, ?, ?, ?, ?)
			on conflict (key) do nothing`,
			e.Key, e.Kind, e.Body, cause.From.Adapter, cause.From.Chat, cause.Shopper)
		if err != nil {
			return err
		}
	}
	return nil
}

// PendingEffects implements Store.
func (s *SQLite) PendingEffects(ctx context.Context, limit int) (pending []PendingEffect, err error) {
	err = s.do(ctx, "list pending effects", func(tx *sql.Tx) error {
		pending, err = sqlite.All(ctx, tx, scanEffect, `
			select key, kind, body, adapter, chat, shopper from effects
			where done = 0 order by id limit ?`, limit)
		return err
	})
	return pending, err
}

func scanEffect(r *sql.Rows) (e PendingEffect, err error) {
	return e, r.Scan(&e.Key, &e.Kind, &e.Body, &e.Chat.Adapter, &e.Chat.Chat, &e.Shopper)
}

// Done implements Store. Of an effect that was carried out only the key is
// kept, which is what stops it from being carried out again.
func (s *SQLite) Done(ctx context.Context, key string, result *conversation.Message) error {
	return s.do(ctx, "mark an effect as done", func(tx *sql.Tx) error {
		err := sqlite.Exec(ctx, tx, `update effects set done = 1, body = '', adapter = '', chat = '', shopper = ''
			where key = ?`, key)
		if err != nil || result == nil {
			return err
		}
		_, err = accept(ctx, tx, *result)
		return err
	})
}
