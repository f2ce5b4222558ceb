package console

import (
	"bytes"
	"io"
	"sync"

	"github.com/charmbracelet/x/term"
)

// screen is the terminal as Bubble Tea writes to it. It knows when the first
// frame is there: what is printed above the input before that would be printed
// above an empty page.
type screen struct {
	term.File
	once  sync.Once
	drawn chan struct{} // closed after the first frame
}

func newScreen(out io.Writer) *screen {
	return &screen{File: out.(term.File), drawn: make(chan struct{})}
}

// Write implements io.Writer. The first frame is the first that has the prompt
// in it: only questions about the terminal's abilities come before.
func (s *screen) Write(b []byte) (int, error) {
	n, err := s.File.Write(b)
	if bytes.Contains(b, []byte(prompt)) {
		s.once.Do(func() { close(s.drawn) })
	}
	return n, err
}

func (s *screen) width() int {
	w, _, err := term.GetSize(s.Fd())
	if err != nil || w <= 0 {
		return plainWidth
	}
	return w
}
