package llm

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tmc/langchaingo/llms"
)

// errSlow is the cause of the end of a request whose first token did not come.
var errSlow = errors.New("no first token in time")

// attempt makes one request.
func (p *provider) attempt(ctx context.Context, c *call, deadline time.Time) (_ Response, err error) {
	start := time.Now()
	var used Usage
	defer func() {
		c.spent += used.Input + used.Output
		p.metrics.request(p.Provider, used, time.Since(start), err)
	}()
	asked, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slow := time.AfterFunc(time.Until(deadline), func() { cancel(errSlow) })
	defer slow.Stop()

	x := &exchange{stream: c.Sentence != nil && c.Schema == nil, first: func() { slow.Stop() }}
	if !p.Instruct {
		x.schema = c.Schema
	}
	heard := &sentences{hear: func(s string) error {
		c.shown = true
		c.refuse = c.Sentence(s)
		return c.refuse
	}}
	var text strings.Builder
	var aside thoughts
	options := append([]llms.CallOption{llms.WithMaxTokens(c.MaxTokens)}, p.options...)
	if x.stream {
		options = append(options, llms.WithStreamingFunc(func(_ context.Context, piece []byte) error {
			text.Write(piece)
			said, f := aside.add(string(piece))
			if f != nil {
				x.fail(f)
				return f
			}
			return heard.add(said)
		}))
	}
	reply, err := p.model.GenerateContent(withExchange(asked, x), p.messages(c.Request), options...)
	_, whole, _ := x.outcome()
	if err != nil || !whole {
		if x.status == http.StatusOK { // what came of the answer is paid for
			used = Usage{Input: c.prompt, Output: estimate(text.String())}
		}
		return Response{}, p.reason(ctx, asked, c, x, deadline)
	}
	answer := read(reply)
	answer.Model = p.Model
	if answer.Usage.Input+answer.Usage.Output == 0 {
		answer.Usage = Usage{Input: c.prompt, Output: estimate(answer.Text)}
	}
	used = answer.Usage
	spoken, f := spoken(answer.Text)
	if f != nil {
		f.shown = c.shown
		return Response{}, f
	}
	answer.Text = spoken
	if c.Schema != nil {
		answer.Text, err = object(answer.Text)
	} else if strings.TrimSpace(answer.Text) == "" {
		err = &fault{kind: ErrMalformed, what: "its answer is empty"}
	}
	if err != nil {
		return Response{}, err
	}
	if x.stream {
		if err := heard.add(aside.end()); err != nil {
			return Response{}, err
		}
		if err := heard.end(); err != nil {
			return Response{}, err
		}
	}
	return answer, nil
}

// reason returns why a request failed.
func (p *provider) reason(ctx, asked context.Context, c *call, x *exchange, deadline time.Time) error {
	began, _, f := x.outcome()
	switch {
	case c.refuse != nil:
		return c.refuse
	case errors.Is(context.Cause(ctx), context.Canceled):
		return ctx.Err()
	case context.Cause(asked) != nil && began:
		f = &fault{kind: ErrCut, what: "its answer took too long", away: true}
	case context.Cause(asked) != nil:
		f = &fault{kind: ErrUnavailable, what: "it did not begin to answer in time", away: true}
	case f != nil:
	case x.status != 0 && x.status != http.StatusOK:
		f = x.refusal()
	default: // langchaingo's errors quote replies
		f = &fault{kind: ErrMalformed, what: "its reply cannot be read: check that the address is that of such a service"}
	}
	f.shown = c.shown
	f.final = !time.Now().Add(f.after).Before(deadline)
	return f
}

// instruction is what a Schema adds to the instructions of a model whose server
// does not take one.
//
//go:embed schema.txt
var instruction string

// messages returns the conversation as langchaingo wants it.
func (p *provider) messages(r Request) []llms.MessageContent {
	system := r.System
	if r.Schema != nil && p.Instruct {
		system = strings.TrimSpace(system + instruction + string(r.Schema.JSON))
	}
	var messages []llms.MessageContent
	if system != "" {
		messages = append(messages, llms.TextParts(llms.ChatMessageTypeSystem, system))
	}
	for _, m := range r.Messages {
		role := llms.ChatMessageTypeHuman
		if m.Role == Assistant {
			role = llms.ChatMessageTypeAI
		}
		messages = append(messages, llms.TextParts(role, m.Text))
	}
	return messages
}

// read returns the text and the tokens of a whole reply. Anthropic's has a choice
// for each part of the text; OpenAI's is asked for one.
func read(reply *llms.ContentResponse) Response {
	var r Response
	for _, choice := range reply.Choices {
		r.Text += choice.Content
		info := choice.GenerationInfo
		count := func(name string) int {
			n, _ := info[name].(int)
			return max(0, n)
		}
		cached := count("CacheReadInputTokens")
		r.Usage = Usage{ // either kind's names; the other's are 0
			Input:  count("PromptTokens") + count("InputTokens") + count("CacheCreationInputTokens") + cached,
			Cached: count("PromptCachedTokens") + cached,
			Output: count("CompletionTokens") + count("OutputTokens"),
		}
	}
	return r
}

// object returns the JSON object that a text is. Models that are told of a schema
// by instruction put it into a code fence all the same.
func object(text string) (string, error) {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "```"); ok {
		inner, ok = strings.CutSuffix(inner, "```")
		if ok {
			text = strings.TrimSpace(strings.TrimPrefix(inner, "json"))
		}
	}
	if !strings.HasPrefix(text, "{") || !json.Valid([]byte(text)) {
		return "", &fault{kind: ErrMalformed, what: fmt.Sprintf("its answer of %d bytes is not the JSON object asked for", len(text))}
	}
	return text, nil
}
