package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Job is work that is done again and again beside the chats.
type Job struct {
	Name  string
	Every time.Duration
	Run   func(ctx context.Context) error
}

// RunJobs runs each job at once and then on its interval, until ctx ends, and
// returns when all have ended. A job that fails is logged and tried again at its
// next time.
func RunJobs(ctx context.Context, log *slog.Logger, jobs ...Job) {
	var running sync.WaitGroup
	for _, job := range jobs {
		running.Go(func() {
			ticks := time.NewTicker(job.Every)
			defer ticks.Stop()
			for {
				if err := job.Run(ctx); err != nil && ctx.Err() == nil {
					log.Error("a scheduled job failed; it runs again at its next time", "job", job.Name, "next", job.Every, "error", err)
				}
				select {
				case <-ctx.Done():
					return
				case <-ticks.C:
				}
			}
		})
	}
	running.Wait()
}
