package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Commit implements Store.
func (s *SQLite) Commit(ctx context.Context, w *Work, turn conversation.Turn) error {
	err := s.do(ctx, "commit a turn", func(tx *sql.Tx) error {
		if err := claim(ctx, tx, w, turn.State.Turn); err != nil {
			return err
		}
		if turn.Forget {
			if err := forget(ctx, tx, w.Message.Shopper); err != nil {
				return err
			}
		}
		if err := saveState(ctx, tx, w.Message, turn); err != nil {
			return err
		}
		if err := saveProfile(ctx, tx, w, turn.State.Profile); err != nil {
			return err
		}
		if err := s.saveFeedback(ctx, tx, turn); err != nil {
			return err
		}
		if err := saveEffects(ctx, tx, w.Message, turn.Effects); err != nil {
			return err
		}
		return saveReply(ctx, tx, w, turn.Reply)
	})
	if err == nil && turn.Forget {
		s.scrub(ctx)
	}
	return err
}

// claim marks the work as handled by the given turn. It fails when the work has
// been handled, or when what it was worked out from is no longer what is stored.
func claim(ctx context.Context, tx *sql.Tx, w *Work, turn int) error {
	if turn != w.State.Turn+1 {
		return fmt.Errorf("turn %d cannot follow turn %d", turn, w.State.Turn)
	}
	chat := w.Message.From
	n, err := sqlite.Count(ctx, tx, `update inbox set handled = 1, turn = ? where id = ? and handled = 0`, turn, w.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrHandled
	}
	var stored int
	err = tx.QueryRowContext(ctx, `select turn from chats where adapter = ? and chat = ?`,
		chat.Adapter, chat.Chat).Scan(&stored)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, version, err := loadProfile(ctx, tx, w.Message.Shopper)
	if err != nil {
		return err
	}
	if stored != w.State.Turn || version != w.Version {
		return ErrConflict
	}
	return nil
}

func saveState(ctx context.Context, tx *sql.Tx, m conversation.Message, turn conversation.Turn) error {
	body, err := json.Marshal(turn.State)
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	speaker := m.Shopper
	if turn.Forget {
		speaker = ""
	}
	return sqlite.Exec(ctx, tx, `
		insert into chats (adapter, chat, shopper, turn, state) values (?, ?, ?, ?, ?)
		on conflict (adapter, chat) do update
		set shopper = excluded.shopper, turn = excluded.turn, state = excluded.state`,
		m.From.Adapter, m.From.Chat, speaker, turn.State.Turn, string(body))
}

// saveProfile stores the profile if it differs from what is stored, so that a
// turn that changes nothing disturbs no other chat. Its version is the message
// that changed it: never seen before, even after the shopper was forgotten.
func saveProfile(ctx context.Context, tx *sql.Tx, w *Work, profile conversation.Profile) error {
	stored, _, err := loadProfile(ctx, tx, w.Message.Shopper)
	if err != nil {
		return err
	}
	before, err := json.Marshal(stored)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	after, err := json.Marshal(profile)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	if string(before) == string(after) {
		return nil
	}
	return sqlite.Exec(ctx, tx, `
		insert into profiles (shopper, version, profile) values (?, ?, ?)
		on conflict (shopper) do update set version = excluded.version, profile = excluded.profile`,
		w.Message.Shopper, w.ID, string(after))
}

func saveReply(ctx context.Context, tx *sql.Tx, w *Work, reply conversation.Reply) error {
	if silent(reply) {
		return nil
	}
	body, err := json.Marshal(reply)
	if err != nil {
		return fmt.Errorf("reply: %w", err)
	}
	return sqlite.Exec(ctx, tx, `insert into outbox (message, adapter, chat, reply) values (?, ?, ?, ?)`,
		w.ID, w.Message.From.Adapter, w.Message.From.Chat, string(body))
}

// silent reports whether there is nothing to show: staff have the chat, or a
// reaction needs no words.
func silent(r conversation.Reply) bool {
	return r.Text == "" && len(r.Items) == 0 && len(r.Choices) == 0 && r.Export == nil
}
