package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/conversation/service/builtin"
	"github.com/shopguide/shopguide/conversation/store"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	products "github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// catalogFlags say what the shop sells and what it promises. A shop of one's own
// has no policies or orders but its own.
type catalogFlags struct {
	Catalog  []string `help:"Product feeds (.jsonl or .csv) instead of the built-in shop." type:"existingfile" placeholder:"FILE"`
	Strict   bool     `help:"Refuse a feed with bad rows instead of leaving them out."`
	Policies string   `help:"Folder of policies, NAME.zh.md and NAME.en.md; with --catalog there are none by default." type:"existingdir" placeholder:"DIR"`
	Orders   string   `help:"Orders (.json); with --catalog there are none by default." type:"existingfile" placeholder:"FILE"`
}

// desk is the customer service of the shop.
func (f catalogFlags) desk() (*service.Desk, error) {
	desk, err := builtin.Desk()
	if err != nil {
		return nil, err
	}
	if len(f.Catalog) > 0 {
		desk = &service.Desk{Knowledge: &service.Knowledge{}}
	}
	if f.Policies != "" {
		if desk.Knowledge, err = service.LoadKnowledge(os.DirFS(f.Policies)); err != nil {
			return nil, fmt.Errorf("read --policies: %w", err)
		}
	}
	if f.Orders != "" {
		file, err := os.Open(f.Orders)
		if err != nil {
			return nil, fmt.Errorf("open --orders: %w", err)
		}
		orders, err := service.LoadOrders(file)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("read --orders: %w", err)
		}
		desk.Orders = orders
	}
	return desk, nil
}

// load reads the catalogue and names rejected rows on report.
func (f catalogFlags) load(ctx context.Context, report io.Writer) (*catalog.Catalog, error) {
	if len(f.Catalog) == 0 {
		return products.Catalog(ctx)
	}
	c, r, err := catalog.LoadFiles(ctx, f.Catalog, f.Strict)
	for _, bad := range r.Rejected {
		fmt.Fprintln(report, "left out:", bad)
	}
	if err != nil {
		return nil, err
	}
	if len(r.Rejected) > 0 {
		fmt.Fprintf(report, "%d products loaded, %d rows left out\n", r.Loaded, len(r.Rejected))
	}
	if r.Loaded == 0 {
		return nil, errors.New("the catalogue has no products")
	}
	return c, nil
}

// shop is a conversation manager with what it works on.
type shop struct {
	store    *store.SQLite
	manager  *conversation.Manager
	products int
}

// open reads the catalogue and opens the store in folder.
func (f catalogFlags) open(ctx context.Context, folder *dataFolder, report io.Writer, log *slog.Logger) (*shop, error) {
	products, err := f.load(ctx, report)
	if err != nil {
		return nil, err
	}
	engine, err := newEngine(ctx, products)
	if err != nil {
		return nil, err
	}
	db, err := store.OpenSQLite(ctx, folder.file("shopguide.db"), log)
	if err != nil {
		return nil, err
	}
	desk, err := f.desk()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &shop{store: db, manager: newManager(engine, desk, db, log), products: len(products.Products)}, nil
}

// Close closes the store.
func (s *shop) Close() error { return s.store.Close() }

// newEngine indexes a catalogue in memory.
func newEngine(ctx context.Context, c *catalog.Catalog) (*retrieval.Engine, error) {
	v := retrieval.NewVocabulary(c, lexical.Default(), catalog.DefaultRates())
	return retrieval.NewEngine(ctx, c, v, memory.New(), ranking.Default())
}

// newManager puts the conversation together. records may be nil.
func newManager(engine *retrieval.Engine, desk *service.Desk, records conversation.Records, log *slog.Logger) *conversation.Manager {
	return conversation.NewManager(conversation.Config{
		Engine: engine, Desk: desk, Records: records, Rates: catalog.DefaultRates(), Log: log,
	})
}

// hub joins the shop with adapters.
func (s *shop) hub(log *slog.Logger, adapters ...bot.Adapter) (*bot.Hub, error) {
	return bot.NewHub(bot.HubConfig{
		Store: s.store, Manager: s.manager, Adapters: adapters, Log: log, Apology: apology,
		Effects: map[string]bot.EffectFunc{
			conversation.HandOff: func(_ context.Context, e store.PendingEffect) (*conversation.Message, error) {
				log.Warn("a shopper asks for a person; no staff channel is configured", "adapter", e.Chat.Adapter, "chat", e.Chat.Chat)
				return nil, nil
			},
		},
	})
}

// apology is the answer to a message that could not be handled.
func apology(lang string) conversation.Reply {
	if lang != "zh" {
		lang = "en"
	}
	text, err := prompts.Apology.Render(lang)
	if err != nil {
		text = "…" // the templates are embedded and tested: this cannot be seen
	}
	return conversation.Reply{Text: text, Lead: text, Lang: lang}
}
