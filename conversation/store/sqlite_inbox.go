package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Accept implements Store.
func (s *SQLite) Accept(ctx context.Context, m conversation.Message) (fresh bool, err error) {
	err = s.do(ctx, "accept a message", func(tx *sql.Tx) error {
		fresh, err = accept(ctx, tx, m)
		return err
	})
	return fresh && err == nil, err
}

func accept(ctx context.Context, tx *sql.Tx, m conversation.Message) (fresh bool, err error) {
	n, err := sqlite.Count(ctx, tx, `
		insert into inbox (adapter, delivery, chat, shopper, text, language, said_at)
		values (?, ?, ?, ?, ?, ?, ?)
		on conflict (adapter, delivery) do nothing`,
		m.From.Adapter, m.Delivery, m.From.Chat, m.Shopper, m.Text, m.Language, sqlite.Micros(m.At))
	return n == 1, err
}

// Waiting implements Store.
func (s *SQLite) Waiting(ctx context.Context) (chats []conversation.Address, err error) {
	err = s.do(ctx, "list waiting chats", func(tx *sql.Tx) error {
		chats, err = sqlite.All(ctx, tx, scanAddress, `
			select adapter, chat from inbox where handled = 0
			group by adapter, chat order by min(id)`)
		return err
	})
	return chats, err
}

func scanAddress(r *sql.Rows) (a conversation.Address, err error) {
	return a, r.Scan(&a.Adapter, &a.Chat)
}

// Next implements Store.
func (s *SQLite) Next(ctx context.Context, chat conversation.Address) (w *Work, err error) {
	err = s.do(ctx, "load the next message", func(tx *sql.Tx) error {
		w, err = oldest(ctx, tx, chat)
		if err != nil || w == nil {
			return err
		}
		if w.State, err = loadState(ctx, tx, chat); err != nil {
			return err
		}
		w.State.Profile, w.Version, err = loadProfile(ctx, tx, w.Message.Shopper)
		return err
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

func oldest(ctx context.Context, tx *sql.Tx, chat conversation.Address) (*Work, error) {
	w := Work{Message: conversation.Message{From: chat}}
	var saidAt int64
	err := tx.QueryRowContext(ctx, `
		select id, delivery, shopper, text, language, said_at, attempts from inbox
		where adapter = ? and chat = ? and handled = 0 order by id limit 1`, chat.Adapter, chat.Chat).
		Scan(&w.ID, &w.Message.Delivery, &w.Message.Shopper, &w.Message.Text, &w.Message.Language, &saidAt, &w.Attempts)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	w.Message.At = sqlite.Moment(saidAt)
	return &w, err
}

func loadState(ctx context.Context, tx *sql.Tx, chat conversation.Address) (s conversation.State, err error) {
	var stored string
	err = tx.QueryRowContext(ctx, `select state from chats where adapter = ? and chat = ?`,
		chat.Adapter, chat.Chat).Scan(&stored)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(stored), &s)
}

// loadProfile returns the shopper's profile and its version, which is 0 for a
// shopper of whom nothing is remembered.
func loadProfile(ctx context.Context, tx *sql.Tx, shopper string) (p conversation.Profile, version int64, err error) {
	var stored string
	err = tx.QueryRowContext(ctx, `select profile, version from profiles where shopper = ?`, shopper).
		Scan(&stored, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return p, 0, nil
	}
	if err != nil {
		return p, 0, err
	}
	return p, version, json.Unmarshal([]byte(stored), &p)
}

// Fail implements Store.
func (s *SQLite) Fail(ctx context.Context, w *Work, reason error) error {
	return s.do(ctx, "count a failed attempt", func(tx *sql.Tx) error {
		return sqlite.Exec(ctx, tx, `update inbox set attempts = attempts + 1, failure = ? where id = ? and handled = 0`,
			reason.Error(), w.ID)
	})
}
