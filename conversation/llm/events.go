package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// maxLine bounds a line of a stream, below the 64 KB at which langchaingo stops.
const maxLine = 60 << 10

// events is the body of a streamed reply. It hands on each event when it has been
// looked at, and fails where langchaingo would go on or end without an error.
type events struct {
	kind Kind
	key  string
	x    *exchange

	lines  *bufio.Reader
	closer io.Closer
	rest   []byte // of the line that is being handed on
	err    error
	stop   string // the reason for the answer's end, once it was given
}

func newEvents(kind Kind, key string, x *exchange, body io.Reader, closer io.Closer) *events {
	return &events{kind: kind, key: key, x: x, lines: bufio.NewReaderSize(body, maxLine), closer: closer}
}

// Close implements io.Closer.
func (e *events) Close() error { return e.closer.Close() }

// Read implements io.Reader.
func (e *events) Read(p []byte) (int, error) {
	for len(e.rest) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.next()
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// next reads a line into rest, or nothing.
func (e *events) next() {
	line, err := e.lines.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		e.fail(&fault{kind: ErrMalformed, what: "a line of its stream is longer than 60 KB"})
		return
	case err != nil && !errors.Is(err, io.EOF):
		e.fail(&fault{kind: ErrCut, what: "the connection broke before the answer had ended", cause: err, away: true})
		return
	}
	if data, ok := bytes.CutPrefix(line, []byte("data:")); ok {
		e.event(bytes.TrimSpace(data))
	}
	if _, whole, _ := e.x.outcome(); err != nil && e.err == nil {
		e.err = io.EOF
		if !whole {
			e.fail(&fault{kind: ErrCut, what: "its stream ended before the answer had", away: true})
		}
	}
}

// event looks at the data of one event and hands it on.
func (e *events) event(data []byte) {
	if string(data) == "[DONE]" {
		e.end(data)
		return
	}
	var m message
	if json.Unmarshal(data, &m) != nil {
		e.fail(&fault{kind: ErrMalformed, what: "an event of its stream is no JSON of the form expected"})
		return
	}
	if f := m.vet(e.key); f != nil {
		e.fail(f)
		return
	}
	if e.kind == OpenAI {
		for _, c := range m.Choices {
			if reason := stop(c.Finish); reason != "" {
				e.stop = reason
			}
			if c.Delta != nil && stop(c.Delta.Content) != "" {
				e.x.begin()
			}
		}
		e.pass(data)
		return
	}
	switch m.Type {
	case "message_stop":
		e.end(data)
	case "content_block_delta":
		if m.Change.Text != "" {
			e.x.begin()
		}
		e.pass(data)
	case "message_delta":
		e.stop = m.Change.Stop
		e.pass(data)
	case "message_start", "content_block_start", "content_block_stop":
		e.pass(data)
	} // langchaingo prints events of other types, and Anthropic announces that there will be some
}

// end hands on the mark of a stream's end if the answer has come to its own.
func (e *events) end(mark []byte) {
	if f := vetStop(e.stop); f != nil {
		e.fail(f)
		return
	}
	e.x.complete()
	e.pass(mark)
}

// pass hands on an event in the only form that both of langchaingo's readers take.
func (e *events) pass(data []byte) {
	e.rest = append(append([]byte("data: "), data...), '\n')
}

func (e *events) fail(f *fault) {
	if began, _, _ := e.x.outcome(); began && errors.Is(f, ErrUnavailable) {
		f.kind = ErrCut
	}
	e.x.fail(f)
	e.err = f
}
