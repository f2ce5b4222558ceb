package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// SyncTrends makes the trends of a source those that the iterator yields, in one
// transaction once all are read: such tables are small, and held in memory. The
// summary counts those of before as removed and those of now as added. Of opts,
// Annotate and Force have no meaning here.
func (s *Store) SyncTrends(ctx context.Context, source string, trends iter.Seq2[behaviour.Trend, error], opts SyncOptions) (Summary, error) {
	sum, err := s.syncTrends(ctx, source, trends, opts)
	if err != nil {
		return Summary{}, s.failed("read "+source, err)
	}
	return sum, nil
}

func (s *Store) syncTrends(ctx context.Context, source string, trends iter.Seq2[behaviour.Trend, error], opts SyncOptions) (sum Summary, err error) {
	if err := checkName(source); err != nil {
		return sum, err
	}
	var bodies []string
	for t, err := range trends {
		switch {
		case err != nil && isRejection(err):
			sum.reject(err)
			continue
		case err != nil:
			return sum, err
		}
		body, err := json.Marshal(t)
		if err != nil {
			return sum, fmt.Errorf("trend of %q: %w", t.Key, err)
		}
		bodies = append(bodies, string(body))
	}
	err = sqlite.Transact(ctx, s.write, func(tx *sql.Tx) error {
		id, err := enterSource(ctx, tx, source, opts)
		if err != nil {
			return err
		}
		if sum.Removed, err = sqlite.Count(ctx, tx, `delete from trends where source = ?`, id); err != nil {
			return err
		}
		for i, body := range bodies {
			if err := sqlite.Exec(ctx, tx, `insert into trends (source, position, body) values (?, ?, ?)`, id, i, body); err != nil {
				return err
			}
		}
		return nil
	})
	sum.Added = len(bodies)
	if opts.Progress != nil {
		opts.Progress(sum.Added + sum.Rejected)
	}
	return sum, err
}

// Trends streams the trends of all sources, each in its order.
func (s *Store) Trends(ctx context.Context) iter.Seq2[behaviour.Trend, error] {
	return explained(s, "read the trends", sqlite.Each(ctx, s.read, scanTrend, `select body from trends order by source, position`))
}

func scanTrend(rows *sql.Rows) (t behaviour.Trend, err error) {
	var body sql.RawBytes
	if err := rows.Scan(&body); err != nil {
		return t, err
	}
	if err := json.Unmarshal(body, &t); err != nil {
		return t, fmt.Errorf("trend: %w (%w)", ErrDamaged, err)
	}
	return t, nil
}
