package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/llm"
)

// modelFlags choose the language model. Keys come from the environment alone: flags
// can be seen in the list of processes.
type modelFlags struct {
	LLM         providerFlags `embed:"" prefix:"llm-"`
	LLMFallback providerFlags `embed:"" prefix:"llm-fallback-"`

	LLMFirstToken    time.Duration `name:"llm-first-token" help:"How long a shopper waits for the model's first word before the templates answer." default:"8s" placeholder:"TIME"`
	LLMDeadline      time.Duration `name:"llm-deadline" help:"How long one answer of the model may take." default:"30s" placeholder:"TIME"`
	LLMShopperTokens int           `name:"llm-shopper-tokens" help:"Tokens that a shopper may use from midnight to midnight UTC; 0 sets no bound." default:"200000" placeholder:"N"`
	LLMDayTokens     int           `name:"llm-day-tokens" help:"Tokens that all shoppers of this process may use from midnight to midnight UTC; 0 sets no bound." default:"20000000" placeholder:"N"`
}

// providerFlags choose one provider's model. The names are those of the primary and
// of the fallback alike.
type providerFlags struct {
	Provider    string  `help:"Language model that helps to understand and writes: openai (any server with /chat/completions: OpenAI, DeepSeek, Qwen, vLLM, Ollama) or anthropic. Without one, rules and templates do both. Its key is read from $SHOPGUIDE_LLM_API_KEY, the fallback's from $SHOPGUIDE_LLM_FALLBACK_API_KEY." enum:"openai,anthropic," default:""`
	URL         string  `name:"url" help:"Address that /chat/completions or /messages is appended to. Default: that of OpenAI or Anthropic." placeholder:"URL"`
	Model       string  `help:"The model's name." placeholder:"NAME"`
	Instruct    bool    `help:"Describe the form of an answer in words, for servers that know no response_format of type json_schema, such as DeepSeek's."`
	PriceInput  float64 `help:"Price of a million tokens of input, for the metrics." placeholder:"PRICE"`
	PriceCached float64 `help:"Price of a million tokens of input that the server has in its cache." placeholder:"PRICE"`
	PriceOutput float64 `help:"Price of a million tokens of output." placeholder:"PRICE"`
}

const (
	modelKey         = "SHOPGUIDE_LLM_API_KEY"
	fallbackModelKey = "SHOPGUIDE_LLM_FALLBACK_API_KEY"
)

func (f providerFlags) provider(key string) llm.Provider {
	return llm.Provider{
		Kind: llm.Kind(f.Provider), URL: f.URL, Model: f.Model, Key: llm.Secret(key), Instruct: f.Instruct,
		Price: llm.Price{Input: f.PriceInput, Cached: f.PriceCached, Output: f.PriceOutput},
	}
}

// open returns the model, nil if none is configured, and what ends it. Its metrics
// are registered unless the registry is nil.
func (f modelFlags) open(getenv func(string) string, metrics prometheus.Registerer) (conversation.Model, closer, error) {
	if f.LLM.Provider == "" {
		if f.LLM != (providerFlags{}) || f.LLMFallback != (providerFlags{}) {
			return nil, nil, errors.New("there are settings of a language model, and no provider: name it with --llm-provider (or SHOPGUIDE_LLM_PROVIDER)")
		}
		return nil, func() error { return nil }, nil
	}
	c := llm.Config{
		Primary:    f.LLM.provider(getenv(modelKey)),
		FirstToken: f.LLMFirstToken, Whole: f.LLMDeadline,
		ShopperTokens: f.LLMShopperTokens, DayTokens: f.LLMDayTokens,
		Metrics: metrics,
	}
	if f.LLMFallback != (providerFlags{}) {
		fallback := f.LLMFallback.provider(getenv(fallbackModelKey))
		c.Fallback = &fallback
	}
	client, err := llm.New(c)
	if err != nil {
		return nil, nil, fmt.Errorf("%w (--llm-…, SHOPGUIDE_LLM_…)", err)
	}
	return client, func() error { client.Close(); return nil }, nil
}
