package llm

import (
	"encoding/json"
	"regexp"
	"strings"
)

// message is what replies and events of both kinds say, as far as it tells whether
// a reply is whole.
type message struct {
	Error json.RawMessage `json:"error"`

	// OpenAI's kind.
	Choices []*struct {
		Message *delta  `json:"message"`
		Delta   *delta  `json:"delta"`
		Finish  *string `json:"finish_reason"`
	} `json:"choices"`

	// Anthropic's kind.
	Type    string   `json:"type"`
	Index   int      `json:"index"`
	Block   *block   `json:"content_block"`
	Content []*block `json:"content"`
	Stop    string   `json:"stop_reason"`
	Change  struct {
		Type string `json:"type"`
		Text string `json:"text"`
		Stop string `json:"stop_reason"`
	} `json:"delta"`
}

type delta struct {
	Content      *string           `json:"content"`
	ToolCalls    []json.RawMessage `json:"tool_calls"`
	FunctionCall json.RawMessage   `json:"function_call"`
}

func (d *delta) calls() bool {
	return d != nil && (len(d.ToolCalls) > 0 || len(d.FunctionCall) > 0 && string(d.FunctionCall) != "null")
}

type block struct {
	Type string `json:"type"`
}

// vetReply returns what is wrong with a reply that was not streamed, or nil.
func vetReply(kind Kind, key string, body []byte) *fault {
	var m message
	if json.Unmarshal(body, &m) != nil {
		return &fault{kind: ErrMalformed, what: "its reply is no JSON of the form expected: check that the address is that of such a service"}
	}
	if f := m.vet(key); f != nil {
		return f
	}
	if kind == OpenAI {
		if len(m.Choices) == 0 || m.Choices[0].Message == nil {
			return &fault{kind: ErrMalformed, what: "its reply holds no message: check that the address is that of such a service"}
		}
		return vetStop(stop(m.Choices[0].Finish))
	}
	return vetStop(m.Stop)
}

// vet returns what is wrong with a reply or an event by itself, or nil.
func (m *message) vet(key string) *fault {
	if len(m.Error) > 0 && string(m.Error) != "null" {
		f := &fault{kind: ErrUnavailable, what: "it reports an error within its reply", away: true}
		if code := codeOf(m.Error, key); code != "" {
			f.what += " (" + code + ")"
		}
		return f
	}
	for _, c := range m.Choices {
		if c == nil {
			return &fault{kind: ErrMalformed, what: "a choice of its reply is null"}
		}
		if c.Message.calls() || c.Delta.calls() {
			return errToolCall()
		}
	}
	if m.Index < 0 {
		return &fault{kind: ErrMalformed, what: "a part of its reply has a negative index"}
	}
	for _, b := range append(m.Content, m.Block) {
		if b != nil && b.Type == "tool_use" {
			return errToolCall()
		}
	}
	return nil
}

func errToolCall() *fault {
	return &fault{kind: ErrMalformed, what: "it calls a tool, and was given none"}
}

func stop(reason *string) string {
	if reason == nil {
		return ""
	}
	return *reason
}

// vetStop returns what is wrong with an answer that stopped for a reason, or nil.
func vetStop(reason string) *fault {
	switch reason {
	case "stop", "end_turn", "stop_sequence":
		return nil
	case "":
		return &fault{kind: ErrCut, what: "its reply gives no reason for its end", away: true}
	case "length", "max_tokens":
		return &fault{kind: ErrCut, what: "it came to the limit of tokens: allow more"}
	case "tool_calls", "function_call", "tool_use":
		return errToolCall()
	}
	return &fault{kind: ErrMalformed, what: "it stopped for another reason than the answer's end, such as a filter of contents"}
}

// errorCode returns what the body of a refusal calls the error, or "".
func errorCode(body []byte, key string) string {
	var m struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &m) != nil {
		return ""
	}
	return codeOf(m.Error, key)
}

// codes are the words that providers have for errors; what is longer or freer may
// quote the key or a text.
var codes = regexp.MustCompile(`^[a-z][a-z_]{0,39}$`)

// codeOf returns the code or type of an error, never its message.
func codeOf(raw json.RawMessage, key string) string {
	var e struct {
		Code any    `json:"code"`
		Type string `json:"type"`
	}
	if json.Unmarshal(raw, &e) != nil {
		return ""
	}
	code, _ := e.Code.(string)
	for _, word := range []string{code, e.Type} {
		if codes.MatchString(word) && (key == "" || !strings.Contains(word, key)) {
			return word
		}
	}
	return ""
}
