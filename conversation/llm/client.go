package llm

import (
	"context"
	"fmt"
)

// Client asks the configured models. It is safe for concurrent use.
type Client struct {
	config Config
}

// New returns a client. It makes no request: a model that is away shows at Complete.
func New(c Config) (*Client, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("configure the language model: %w", err)
	}
	return &Client{config: c}, nil
}

// Complete asks for the next message of a conversation.
func (c *Client) Complete(ctx context.Context, _ Request) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, err
	}
	return Response{}, fmt.Errorf("%w: no provider", ErrUnavailable)
}
