package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/conversation/service/builtin"
	"github.com/shopguide/shopguide/conversation/store"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	products "github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/catalog/shopify"
	"github.com/shopguide/shopguide/retrieval/ranking"
	"github.com/shopguide/shopguide/retrieval/source"
)

// catalogFlags say what the shop sells and what it promises. A shop of one's own
// has no policies or orders but its own.
type catalogFlags struct {
	Catalog  []string  `help:"Product feeds instead of the built-in shop, of every format that \"shopguide index\" reads." type:"existingfile" placeholder:"FILE"`
	Feed     feedFlags `embed:"" prefix:"catalog-"`
	Strict   bool      `help:"Refuse a feed with bad rows instead of leaving them out."`
	Policies string    `help:"Folder of policies, NAME.zh.md and NAME.en.md; with --catalog there are none by default." type:"existingdir" placeholder:"DIR"`
	Orders   string    `help:"Orders (.json); with --catalog there are none by default." type:"existingfile" placeholder:"FILE"`
}

// desk is the customer service of the shop. An own shop makes no claims in the
// built-in one's name.
func (f catalogFlags) desk(own bool) (*service.Desk, error) {
	desk, err := builtin.Desk()
	if err != nil {
		return nil, err
	}
	if own || len(f.Catalog) > 0 {
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
	c, r, err := source.Load(ctx, f.Catalog, source.Options{Currency: f.Feed.Currency, Lang: f.Feed.Lang}, f.Strict)
	for _, bad := range r.Rejected {
		fmt.Fprintln(report, "left out:", bad)
	}
	if errors.Is(err, shopify.ErrCurrency) {
		err = fmt.Errorf("%w (--catalog-currency)", err)
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
	flags  catalogFlags
	search searchFlags
	folder *dataFolder
	env    environment
	log    *slog.Logger

	store   *store.SQLite
	manager *conversation.Manager
	own     *service.Desk // of a shop that is not the built-in one

	builder  *builder // of the folder's catalogue; nil while there is none or the flags name another
	version  string   // of the catalogue's index that is open; "" while something else is
	products int
	end      closer // of the search
	retired  []retired
}

// open opens the store in folder and the catalogue: the one that the flags name, else
// the one that was indexed in the folder, else the built-in one.
func (f catalogFlags) open(ctx context.Context, folder *dataFolder, search searchFlags, model conversation.Model, env environment, log *slog.Logger) (_ *shop, err error) {
	s := &shop{flags: f, search: search, folder: folder, env: env, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	var engine *retrieval.Engine
	var opening errgroup.Group // the first prompt waits for both
	opening.Go(func() (err error) {
		engine, err = s.engine(ctx)
		return err
	})
	opening.Go(func() (err error) {
		s.store, err = store.OpenSQLite(ctx, folder.file("shopguide.db"), log)
		return err
	})
	if err := opening.Wait(); err != nil {
		return nil, err
	}
	if s.own, err = f.desk(true); err != nil {
		return nil, err
	}
	desk, err := f.desk(s.version != "")
	if err != nil {
		return nil, err
	}
	s.manager = newManager(engine, desk, s.store, model, log)
	return s, nil
}

// engine opens the search over the catalogue. What was not indexed is searched in
// memory, wherever the index is to live.
func (s *shop) engine(ctx context.Context) (*retrieval.Engine, error) {
	opened, err := s.another(ctx)
	if err != nil {
		return nil, err
	}
	if opened != nil {
		s.take(opened)
		return opened.Engine, nil
	}
	if err := s.unfinished(ctx); err != nil {
		return nil, err
	}
	products, err := s.flags.load(ctx, s.env.stderr)
	if err != nil {
		return nil, err
	}
	s.products = len(products.Products)
	inMemory := s.search
	inMemory.Index = "memory" // for nobody else would read it
	engine, end, err := inMemory.over(ctx, products, ranking.Default(), s.folder.Path, s.env.getenv)
	s.end = end
	return engine, err
}

// unfinished is an error where the folder has the products of an own shop and no index
// of them: the built-in shop must not answer in its place.
func (s *shop) unfinished(ctx context.Context) error {
	if s.builder == nil {
		return nil
	}
	n, err := s.builder.Store.Len(ctx)
	if err != nil || n == 0 {
		return err
	}
	return fmt.Errorf("%d products were read into %s, but their index was not finished: run \"shopguide index\" again to finish it", n, s.folder.Path)
}

// Close closes the search and the stores.
func (s *shop) Close() error {
	var errs []error
	for _, r := range s.retired {
		errs = append(errs, r.end())
	}
	if s.end != nil {
		errs = append(errs, s.end())
	}
	if s.builder != nil {
		errs = append(errs, s.builder.Close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	return errors.Join(errs...)
}

// newManager puts the conversation together. records and model may be nil.
func newManager(engine *retrieval.Engine, desk *service.Desk, records conversation.Records, model conversation.Model, log *slog.Logger) *conversation.Manager {
	return conversation.NewManager(conversation.Config{
		Engine: engine, Desk: desk, Records: records, Rates: catalog.DefaultRates(), Model: model, Log: log,
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
