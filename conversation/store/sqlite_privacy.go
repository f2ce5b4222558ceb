package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Export implements Store.
func (s *SQLite) Export(ctx context.Context, shopper string) (conversation.Export, error) {
	export := conversation.Export{Shopper: shopper}
	err := s.do(ctx, "export", func(tx *sql.Tx) (err error) {
		if export.Profile, _, err = loadProfile(ctx, tx, shopper); err != nil {
			return err
		}
		if export.Messages, err = exchanges(ctx, tx, shopper); err != nil {
			return err
		}
		if export.Slates, err = slates(ctx, tx, shopper); err != nil {
			return err
		}
		export.Reactions, err = reactions(ctx, tx, shopper)
		return err
	})
	return export, err
}

func exchanges(ctx context.Context, tx *sql.Tx, shopper string) ([]conversation.Exchange, error) {
	return sqlite.All(ctx, tx, scanExchange, `
		select i.said_at, i.adapter, i.chat, i.text, coalesce(o.reply, '{}')
		from inbox i left join outbox o on o.message = i.id
		where i.shopper = ? and i.erased = 0 order by i.id`, shopper)
}

func scanExchange(r *sql.Rows) (x conversation.Exchange, err error) {
	var at int64
	var body string
	if err := r.Scan(&at, &x.Chat.Adapter, &x.Chat.Chat, &x.Text, &body); err != nil {
		return x, err
	}
	var reply struct{ Text string }
	if err := json.Unmarshal([]byte(body), &reply); err != nil {
		return x, err
	}
	x.At, x.Reply = sqlite.Moment(at), reply.Text
	return x, nil
}

// forget erases what is stored of a shopper, in every chat. Messages that wait
// stay: they are answered later, out of an empty memory. A chat begins again at
// its first turn, which makes Commit refuse a turn that began before. Pending
// effects stay, because they were promised, until they are done.
func forget(ctx context.Context, tx *sql.Tx, shopper string) error {
	if err := anonymise(ctx, tx, shopper); err != nil {
		return err
	}
	for _, erase := range []string{
		`delete from outbox where message in (select id from inbox where shopper = ?1)`,
		`update inbox set turn = null where (adapter, chat) in ` + chatsOf,
		`delete from chats where (adapter, chat) in ` + chatsOf,
		`delete from profiles where shopper = ?1`,
		`update inbox set ` + erasedMessage + ` where shopper = ?1 and handled = 1`,
	} {
		if err := sqlite.Exec(ctx, tx, erase, shopper); err != nil {
			return err
		}
	}
	return nil
}

// chatsOf selects the chats in which a shopper spoke, or spoke last before the
// messages were purged.
const chatsOf = `(select adapter, chat from inbox where shopper = ?1
	union select adapter, chat from chats where shopper = ?1)`

// erasedMessage leaves of a handled message what recognises its delivery.
const erasedMessage = `erased = 1, chat = '', shopper = '', text = '', language = '', failure = '', turn = null`

// anonymise takes the person out of the slates: their name, and everything in
// their own words.
func anonymise(ctx context.Context, tx *sql.Tx, shopper string) error {
	shown, err := sqlite.All(ctx, tx, scanSlate, `
		select id, shopper, turn, lang, query, constraints, policy, shown_at from slates where shopper = ?`, shopper)
	if err != nil {
		return err
	}
	for _, slate := range shown {
		constraints, err := json.Marshal(wordless(slate.Constraints))
		if err != nil {
			return err
		}
		err = sqlite.Exec(ctx, tx, `update slates set shopper = '', query = '', constraints = ? where id = ?`,
			string(constraints), slate.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// wordless drops what the shopper typed from the constraints and keeps their
// canonical form.
func wordless(constraints []preference.Constraint) []preference.Constraint {
	var kept []preference.Constraint
	for _, c := range constraints {
		if c.Op == preference.Like {
			continue
		}
		c.Words = ""
		kept = append(kept, c)
	}
	return kept
}

// scrub empties the write-ahead log, where erased text would outlive its
// erasure. The erasure is committed by now: when another process keeps the log
// busy, the text goes with the next checkpoint.
func (s *SQLite) scrub(ctx context.Context) {
	if _, err := s.db.ExecContext(ctx, `pragma wal_checkpoint(truncate)`); err != nil {
		s.log.WarnContext(ctx, "the write-ahead log still holds erased text; the next checkpoint takes it out", "error", err)
	}
}

// Purge implements Store. A message is as old as it says, a reply as old as the message
// that it answers, and the last turns that a chat keeps for a model as old as its last one.
func (s *SQLite) Purge(ctx context.Context, before time.Time) (gone int64, err error) {
	err = s.do(ctx, "purge", func(tx *sql.Tx) error {
		replies, err := sqlite.Count(ctx, tx, `delete from outbox where status <> 'waiting'
			and message in (select id from inbox where said_at < ?)`, sqlite.Micros(before))
		if err != nil {
			return err
		}
		messages, err := sqlite.Count(ctx, tx, `update inbox set `+erasedMessage+`
			where handled = 1 and erased = 0 and said_at < ?`, sqlite.Micros(before))
		if err != nil {
			return err
		}
		gone = int64(replies + messages)
		return sqlite.Exec(ctx, tx, `update chats set state = json_remove(state, '$.recent')
			where json_type(state, '$.recent') is not null and julianday(json_extract(state, '$.at')) < julianday(?)`, before.UTC().Format(time.RFC3339Nano))
	})
	if err != nil {
		return 0, err
	}
	return gone, nil
}
