package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/retrieval/build"
)

// another opens the index version that is current by now in the folder's catalogue;
// nil if there is none, if it is the one that is open, or if the flags name another
// catalogue.
func (s *shop) another(ctx context.Context) (*build.Shop, error) {
	if len(s.flags.Catalog) > 0 {
		return nil, nil
	}
	if s.builder == nil {
		indexed, err := s.folder.indexed()
		if err != nil {
			return nil, fmt.Errorf("look for an indexed catalogue: %w", err)
		}
		if !indexed {
			return nil, nil
		}
		if s.builder, err = s.search.builder(ctx, s.folder, s.env.getenv, s.log); err != nil {
			return nil, err
		}
	}
	current, err := s.builder.Store.CurrentID(ctx)
	if err != nil || current == s.version {
		return nil, err
	}
	return s.builder.open(ctx)
}

// take makes an index the one that is open.
func (s *shop) take(opened *build.Shop) {
	s.version, s.products, s.end = opened.Version.ID, opened.Version.Products, opened.Close
}

// refresh turns to the index that is current by now, if it is another than the one
// that is open. Messages that are being answered end on what they began with, which is
// closed when the last of them must have ended.
func (s *shop) refresh(ctx context.Context, now time.Time) error {
	if err := s.closeRetired(now); err != nil {
		s.log.Warn("an index of before did not close in order", "error", err)
	}
	opened, err := s.another(ctx)
	if err != nil || opened == nil {
		return err
	}
	s.manager.Use(opened.Engine, s.own)
	s.retired = append(s.retired, retired{s.end, now})
	s.take(opened)
	s.log.Info("turned to another index", "version", s.version, "products", s.products)
	return nil
}

// retired is a search that no new turn begins on.
type retired struct {
	end   closer
	since time.Time
}

// lastTurn is when even the longest turn has ended: the Hub's limit is two minutes.
const lastTurn = 150 * time.Second

// closeRetired closes the searches that no turn can be working on any more.
func (s *shop) closeRetired(now time.Time) error {
	var errs []error
	s.retired = slices.DeleteFunc(s.retired, func(r retired) bool {
		over := now.Sub(r.since) >= lastTurn
		if over {
			errs = append(errs, r.end())
		}
		return over
	})
	return errors.Join(errs...)
}

// refreshing takes over what "shopguide index" has built meanwhile.
func refreshing(s *shop, every time.Duration) bot.Job {
	return bot.Job{Name: "refresh", Every: every, Run: func(ctx context.Context) error { return s.refresh(ctx, time.Now()) }}
}
