package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Unsent implements Store. A chat whose oldest reply is not due yet is not
// listed, whatever waits behind it.
func (s *SQLite) Unsent(ctx context.Context, at time.Time) (chats []conversation.Address, err error) {
	err = s.do(ctx, "list unsent replies", func(tx *sql.Tx) error {
		chats, err = sqlite.All(ctx, tx, scanAddress, `
			select adapter, chat from outbox
			where id in (select min(id) from outbox where status = 'waiting' group by adapter, chat)
			and due_at <= ? order by id`, sqlite.Micros(at))
		return err
	})
	return chats, err
}

// NextReply implements Store.
func (s *SQLite) NextReply(ctx context.Context, chat conversation.Address, at time.Time) (next *Outgoing, err error) {
	err = s.do(ctx, "load the next reply", func(tx *sql.Tx) error {
		out := Outgoing{To: chat}
		var body string
		var due int64
		err := tx.QueryRowContext(ctx, `
			select id, reply, attempts, due_at from outbox
			where adapter = ? and chat = ? and status = 'waiting' order by id limit 1`, chat.Adapter, chat.Chat).
			Scan(&out.ID, &body, &out.Attempts, &due)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil || due > sqlite.Micros(at) {
			return err
		}
		next = &out
		return json.Unmarshal([]byte(body), &out.Reply)
	})
	if err != nil {
		return nil, err
	}
	return next, nil
}

// Sent implements Store.
func (s *SQLite) Sent(ctx context.Context, id int64, receipt string) error {
	return s.do(ctx, "mark a reply as sent", func(tx *sql.Tx) error {
		return sqlite.Exec(ctx, tx, `update outbox set status = 'sent', receipt = ? where id = ? and status = 'waiting'`,
			receipt, id)
	})
}

// Postpone implements Store.
func (s *SQLite) Postpone(ctx context.Context, id int64, until time.Time, reason error) error {
	return s.do(ctx, "postpone a reply", func(tx *sql.Tx) error {
		return sqlite.Exec(ctx, tx, `update outbox set due_at = ?, attempts = attempts + 1, failure = ?
			where id = ? and status = 'waiting'`, sqlite.Micros(until), reason.Error(), id)
	})
}

// Bury implements Store.
func (s *SQLite) Bury(ctx context.Context, id int64, reason error) error {
	return s.do(ctx, "bury a reply", func(tx *sql.Tx) error {
		return sqlite.Exec(ctx, tx, `update outbox set status = 'buried', attempts = attempts + 1, failure = ?
			where id = ? and status = 'waiting'`, reason.Error(), id)
	})
}
