package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/shopguide/shopguide/conversation/evaluation"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// evalDialoguesCommand measures the conversation.
type evalDialoguesCommand struct {
	catalogFlags
	searchFlags
	dataFlag
	Dialogues string `help:"Recorded dialogues, one JSON object a line." type:"existingfile" required:"" placeholder:"FILE"`
	JSON      bool   `help:"Print one JSON object."`
}

// Run replays the dialogues and prints the figures.
func (c *evalDialoguesCommand) Run(ctx context.Context, env environment) (err error) {
	dialogues, err := readFile(c.Dialogues, evaluation.Read)
	if err != nil {
		return err
	}
	products, err := c.load(ctx, env.stderr)
	if err != nil {
		return err
	}
	dir, err := embeddingDir(c.dataFlag, c.searchFlags, env.getenv)
	if err != nil {
		return err
	}
	engine, end, err := c.over(ctx, products, ranking.Default(), dir, env.getenv)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	log := slog.New(slog.NewTextHandler(env.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	desk, err := catalogFlags{}.desk(false)
	if err != nil {
		return err
	}
	manager := newManager(engine, desk, nil, nil, log)
	f, err := evaluation.Replayer{Manager: manager, Vocabulary: engine.Vocabulary()}.Measure(ctx, dialogues)
	if err != nil {
		return err
	}
	return env.print(c.JSON, f, []figure{
		{"dialogues", f.Dialogues}, {"MRR@10", f.MRR}, {"recall@10", f.Recall}, {"keyword F1", f.KeywordF1},
		{"would ask", f.Asked}, {"turn p50, ms", f.Latency.P50}, {"turn p99, ms", f.Latency.P99},
	})
}
