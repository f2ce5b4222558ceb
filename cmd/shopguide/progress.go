package main

import (
	"os"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/schollz/progressbar/v3"
)

// progress is a bar on a terminal, and nothing elsewhere.
type progress struct{ bar *progressbar.ProgressBar }

// progress begins a bar for work of an unknown length (-1), or of one that is told
// later.
func (env environment) progress(what string, total int) progress {
	if f, ok := env.stderr.(*os.File); !ok || !term.IsTerminal(f.Fd()) {
		return progress{}
	}
	return progress{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(env.stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetWidth(20),
	)}
}

// A bar that cannot be drawn hinders nobody's work: its errors are left alone.

func (p progress) set(done int) {
	if p.bar != nil {
		_ = p.bar.Set(done)
	}
}

func (p progress) of(done, total int) {
	if p.bar != nil {
		p.bar.ChangeMax(max(total, 1))
		_ = p.bar.Set(done)
	}
}

// clear takes the bar away until it is next set, to make room for a line.
func (p progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

func (p progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
