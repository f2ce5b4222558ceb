package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation/store"
)

// serveCommand runs the shop for the chat platforms.
type serveCommand struct {
	dataFlag
	catalogFlags
	searchFlags
	modelFlags
	Listen        string        `help:"Address of /healthz, /readyz and /metrics." default:"127.0.0.1:8080"`
	RetentionDays int           `help:"Days to keep messages that have been answered." default:"180"`
	Refresh       time.Duration `help:"How often to look for what \"shopguide index\" has built." default:"10s" placeholder:"TIME"`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, env environment) error { return c.serve(ctx, env) }

// serve serves the platforms of the adapters until ctx ends.
func (c *serveCommand) serve(ctx context.Context, env environment, adapters ...bot.Adapter) (err error) {
	if c.Refresh <= 0 {
		return fmt.Errorf("--refresh %v: name a time such as 10s", c.Refresh)
	}
	log := slog.New(slog.NewJSONHandler(env.stderr, nil))
	folder, err := c.dataFlag.open(env.getenv)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	metrics := prometheus.NewRegistry()
	model, endModel, err := c.modelFlags.open(env.getenv, metrics)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, endModel()) }()
	shop, err := c.catalogFlags.open(ctx, folder, c.searchFlags, model, env, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shop.Close()) }()
	hub, err := shop.hub(log, adapters...)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen for health checks: %w; name another address with --listen", err)
	}
	log.Info("serving", "address", listener.Addr().String(), "data_dir", folder.Path,
		"products", shop.products, "retention_days", c.RetentionDays, "adapters", len(adapters))

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return hub.Run(ctx) })
	group.Go(func() error { return serveHealth(ctx, listener, hub, metrics) })
	group.Go(func() error {
		bot.RunJobs(ctx, log, c.retention(shop.store, log), refreshing(shop, c.Refresh))
		return nil
	})
	return group.Wait()
}

// retention erases what is older than the shop keeps it.
func (c *serveCommand) retention(db store.Store, log *slog.Logger) bot.Job {
	return bot.Job{Name: "retention", Every: time.Hour, Run: func(ctx context.Context) error {
		erased, err := db.Purge(ctx, time.Now().AddDate(0, 0, -c.RetentionDays))
		if erased > 0 {
			log.Info("erased what was older than the retention time", "rows", erased)
		}
		return err
	}}
}

// serveHealth answers /healthz (the process runs), /readyz (messages are accepted)
// and /metrics (in Prometheus's format) until ctx ends.
func serveHealth(ctx context.Context, listener net.Listener, hub *bot.Hub, metrics prometheus.Gatherer) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !hub.Ready() {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	stop := context.AfterFunc(ctx, func() {
		shutdown, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(shutdown) // its only error is that connections outlived the deadline
	})
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve health checks: %w", err)
	}
	return nil
}
