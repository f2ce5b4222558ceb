package llm

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shopguide/shopguide/retrieval/endpoint"
)

// Config says which models are asked, for how long and at what cost. Only Primary
// is required.
type Config struct {
	Primary Provider
	// Fallback is asked where Primary failed before a sentence was heard.
	Fallback *Provider

	// FirstToken is how long Complete may take until the first token of an answer,
	// further attempts and the fallback included; where there is a fallback, the
	// primary provider has half of it. An answer that is not streamed (Request.Sentence
	// is nil or there is a Schema) has its first token with its last. 0 means 8 s.
	FirstToken time.Duration
	// Whole is how long Complete may take in all. 0 means 30 s.
	Whole time.Duration
	// Retries is how often a failed request is made again. 0 means 1, negative none.
	Retries int
	// Rest is how long a provider is not asked after three requests in a row have
	// failed. 0 means 15 s.
	Rest time.Duration

	// ShopperTokens and DayTokens bound the tokens of a shopper and of all shoppers
	// between one midnight UTC and the next; 0 means no bound. They are counted in
	// memory, by each process for itself and anew from its start.
	ShopperTokens, DayTokens int

	// Metrics is where counters of requests, tokens and cost are registered; nil
	// means nowhere.
	Metrics prometheus.Registerer
	// Transport carries the requests; nil means one like http.DefaultTransport.
	Transport http.RoundTripper
}

// Kind is the interface that a provider's server has.
type Kind string

// The kinds.
const (
	// OpenAI is the kind of all servers with /chat/completions: OpenAI, DeepSeek,
	// Qwen, vLLM, Ollama's /v1.
	OpenAI Kind = "openai"
	// Anthropic is the kind of servers with /messages.
	Anthropic Kind = "anthropic"
)

// Provider is where a model is and what it costs. Kind and Model are required.
type Provider struct {
	Kind Kind
	// URL is the address that /chat/completions or /messages is appended to. It must
	// not hold a user name or password. "" means the address of the kind's inventor.
	URL string
	// Model is the model's name as the server knows it.
	Model string
	// Key is sent to the server; without one none is sent.
	Key Secret
	// Instruct has a Schema go into the instructions, for servers that refuse a
	// response_format of type json_schema, such as DeepSeek's. Anthropic's kind has
	// it go there always.
	Instruct bool
	// Price is what a million tokens cost.
	Price Price
}

// Secret is a string that does not show itself in logs and messages.
type Secret string

// String implements fmt.Stringer.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(redacted)"
}

// GoString keeps the secret out of what %#v prints.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// Price is what a million tokens cost, in a currency of the operator's choice.
// Cached is the price of input that the server has in its cache.
type Price struct{ Input, Cached, Output float64 }

func (c Config) withDefaults() Config {
	c.Primary = c.Primary.withDefaults()
	if c.Fallback != nil {
		fallback := c.Fallback.withDefaults()
		c.Fallback = &fallback
	}
	c.FirstToken = cmp.Or(c.FirstToken, 8*time.Second)
	c.Whole = cmp.Or(c.Whole, 30*time.Second)
	c.Retries = max(0, cmp.Or(c.Retries, 1))
	c.Rest = cmp.Or(c.Rest, 15*time.Second)
	return c
}

func (c Config) check() error {
	if err := c.Primary.check(); err != nil {
		return err
	}
	if c.Fallback != nil {
		if err := c.Fallback.check(); err != nil {
			return fmt.Errorf("the fallback: %w", err)
		}
	}
	switch {
	case min(c.FirstToken, c.Whole, c.Rest) < 0:
		return errors.New("a duration is negative")
	case min(c.ShopperTokens, c.DayTokens) < 0:
		return errors.New("a budget is negative")
	}
	return nil
}

func (p Provider) withDefaults() Provider {
	if p.URL == "" {
		p.URL = map[Kind]string{OpenAI: "https://api.openai.com/v1", Anthropic: "https://api.anthropic.com/v1"}[p.Kind]
	}
	p.URL = strings.TrimRight(p.URL, "/")
	p.Instruct = p.Instruct || p.Kind == Anthropic
	return p
}

func (p Provider) check() error {
	if p.Kind != OpenAI && p.Kind != Anthropic {
		return fmt.Errorf("its kind is %q: give %q (also for DeepSeek, Qwen, vLLM and Ollama) or %q", p.Kind, OpenAI, Anthropic)
	}
	if err := endpoint.CheckAddress(p.URL, "http://127.0.0.1:11434/v1"); err != nil {
		return err
	}
	switch {
	case p.Model == "":
		return errors.New("it has no model: give the model's name as the server knows it")
	case min(p.Price.Input, p.Price.Cached, p.Price.Output) < 0:
		return errors.New("a price is negative")
	}
	return nil
}
