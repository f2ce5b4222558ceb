package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// body is what a server sends, unpacked. Close also ends the request's timeout.
type body struct {
	unpacked io.Reader
	line     io.Closer
	explain  func(error) error
	cancel   context.CancelFunc
}

// open makes the body of an answer readable, of which at most limit bytes may
// come, on the line and unpacked: a small body may unpack to a huge one, and a
// huge one to nothing. What is longer is cut off there, or is an error.
func (b *body) open(answer *http.Response, limit int64, cut bool) error {
	beyond := fmt.Errorf("%w: more than %d bytes; raise the limit if the server can be trusted", ErrTooLarge, limit)
	if cut {
		beyond = io.EOF
	} else if answer.ContentLength > limit {
		return beyond
	}
	line := &limited{from: answer.Body, left: limit, err: beyond}
	switch encoding := answer.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
		b.unpacked = line
	case "gzip":
		unpacked, err := gzip.NewReader(line)
		if err != nil {
			return fmt.Errorf("unpack the answer: %w", err)
		}
		b.unpacked = &limited{from: unpacked, left: limit, err: beyond}
	default:
		return fmt.Errorf("the answer is packed as %q, which was not asked for", encoding)
	}
	return nil
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.unpacked.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.explain(err)
	}
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	b.cancel()
	return b.line.Close()
}

// limited passes left bytes on and fails with err at the next one.
type limited struct {
	from io.Reader
	left int64
	err  error
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, l.err
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.from.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n - 1, l.err
	}
	return n, err
}
