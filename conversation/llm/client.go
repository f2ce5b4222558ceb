package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Client asks the configured models. It is safe for concurrent use.
type Client struct {
	config    Config
	providers []*provider // in the order in which they are asked
	budget    *budget
	transport http.RoundTripper
}

// New returns a client. It makes no request: a model that is away shows at Complete.
func New(c Config) (*Client, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("configure the language model: %w", err)
	}
	m, err := newMetrics(c.Metrics)
	if err != nil {
		return nil, fmt.Errorf("configure the language model: %w", err)
	}
	client := &Client{config: c, transport: c.Transport}
	if client.transport == nil {
		client.transport = http.DefaultTransport
		if t, ok := client.transport.(*http.Transport); ok { // else the program has put its own there
			client.transport = t.Clone()
		}
	}
	if client.budget, err = newBudget(c.ShopperTokens, c.DayTokens); err != nil {
		return nil, fmt.Errorf("configure the language model: %w", err)
	}
	providers := []Provider{c.Primary}
	if c.Fallback != nil {
		providers = append(providers, *c.Fallback)
	}
	for _, p := range providers {
		q, err := newProvider(p, c, client.transport, m)
		if err != nil {
			return nil, fmt.Errorf("configure the language model: %w", err)
		}
		client.providers = append(client.providers, q)
	}
	return client, nil
}

// Close ends the connections that no call uses.
func (c *Client) Close() {
	for _, p := range c.providers {
		p.http.CloseIdleConnections()
	}
}

// defaultMaxTokens bounds an answer whose request does not.
const defaultMaxTokens = 1024

// Complete asks for the next message of a conversation, and returns it when it is
// whole. The errors that it returns hold no text of the conversation.
func (c *Client) Complete(ctx context.Context, r Request) (_ Response, err error) {
	if err := ctx.Err(); err != nil {
		return Response{}, err
	}
	r.MaxTokens = cmp.Or(r.MaxTokens, defaultMaxTokens)
	if err := r.check(); err != nil {
		return Response{}, fmt.Errorf("ask the language model: %w", err)
	}
	asked := &call{Request: r, prompt: r.tokens()}
	settle, err := c.budget.reserve(r.Shopper, asked.prompt+r.MaxTokens)
	if err != nil {
		return Response{}, err
	}
	defer func() { settle(asked.spent) }()

	start := time.Now()
	bounded, cancel := context.WithTimeout(ctx, c.config.Whole)
	defer cancel()
	var failure error
	for i, p := range c.providers {
		share := c.config.FirstToken * time.Duration(i+1) / time.Duration(len(c.providers))
		answer, err := p.complete(bounded, asked, start.Add(share))
		switch {
		case err == nil:
			return answer, nil
		case ctx.Err() != nil:
			return Response{}, ctx.Err()
		case asked.refuse != nil:
			return Response{}, asked.refuse
		}
		if failure == nil {
			failure = err
		} else {
			failure = fmt.Errorf("%w; then the fallback: %w", failure, err)
		}
		if !replaceable(err) {
			break
		}
	}
	return Response{}, failure
}

// check returns what is wrong with a request that no model could answer.
func (r Request) check() error {
	if len(r.Messages) == 0 || r.Messages[len(r.Messages)-1].Role != User {
		return errors.New("the conversation must end with a message of the user")
	}
	for _, m := range r.Messages {
		if m.Role != User && m.Role != Assistant {
			return fmt.Errorf("a message is of role %q: there are only %q and %q", m.Role, User, Assistant)
		}
		if strings.TrimSpace(m.Text) == "" {
			return errors.New("a message is empty")
		}
	}
	if r.MaxTokens < 0 {
		return errors.New("the number of tokens is negative")
	}
	if r.Schema != nil && (r.Schema.Name == "" || !json.Valid(r.Schema.JSON)) {
		return errors.New("the schema has no name or is no JSON")
	}
	return nil
}

// tokens estimates the tokens of a request.
func (r Request) tokens() int {
	texts := []string{r.System}
	if r.Schema != nil {
		texts = append(texts, string(r.Schema.JSON))
	}
	for _, m := range r.Messages {
		texts = append(texts, m.Text)
	}
	return estimate(texts...)
}
