package console

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/muesli/cancelreader"
)

// maxLine is the most bytes of a line that become a message.
const maxLine = 1 << 20

var byteOrderMark = []byte("\uFEFF")

// lineReader reads a stream line by line, within bounded memory.
type lineReader struct {
	in    *bufio.Reader
	later bool // past the first line
}

func newLineReader(in io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, 32<<10)}
}

// next returns the next line without its end, "\n" or "\r\n", and io.EOF after
// the last. The last line may lack its end. A byte order mark at the start of
// the stream is no text. Of a line longer than maxLine the rest is dropped, and
// no character is cut in two.
func (r *lineReader) next() (string, error) {
	var line []byte
	dropped := false
	for {
		part, err := r.in.ReadSlice('\n')
		room := maxLine + len("\r\n") - len(line)
		if len(part) > room {
			part, dropped = part[:room], true
		}
		line = append(line, part...)
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(line) > 0:
			return r.text(line, dropped), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}

func (r *lineReader) text(line []byte, dropped bool) string {
	if !dropped {
		if ended, ok := bytes.CutSuffix(line, []byte("\n")); ok {
			line = bytes.TrimSuffix(ended, []byte("\r"))
		}
	}
	if !r.later {
		line = bytes.TrimPrefix(line, byteOrderMark)
		r.later = true
	}
	return string(head(line, maxLine))
}

// head returns the longest start of b that has at most n bytes and ends with a
// whole character.
func head(b []byte, n int) []byte {
	if len(b) <= n {
		return b
	}
	for i := n; i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			return b[:i]
		}
	}
	return b[:n] // no text that could be cut in two
}

// interruptible returns in as a reader whose Read fails when ctx ends. The
// caller calls release when it no longer reads.
func interruptible(ctx context.Context, in io.Reader) (r io.Reader, release func()) {
	interrupt, closeReader := func() {}, func() {}
	r = in
	if _, isFile := in.(cancelreader.File); isFile {
		// A regular file can't be waited for, nor does it need to: its reads don't block.
		if c, err := cancelreader.NewReader(in); err == nil {
			r, interrupt, closeReader = c, func() { c.Cancel() }, func() { _ = c.Close() }
		}
	} else if c, ok := in.(io.Closer); ok {
		interrupt = func() { _ = c.Close() }
	}
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(interrupted)
		interrupt()
	})
	return r, func() {
		if !stop() {
			<-interrupted
		}
		closeReader()
	}
}
