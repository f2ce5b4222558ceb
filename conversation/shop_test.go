package conversation_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/shopguide/shopguide/conversation"
	service "github.com/shopguide/shopguide/conversation/service/builtin"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// opening is when the conversations of the tests begin.
var opening = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// shop is a shop without a store around it.
type shop struct {
	*conversation.Manager
	engine *retrieval.Engine
}

// theShop is the built-in one.
var theShop = sync.OnceValues(func() (shop, error) {
	products, err := builtin.Catalog(context.Background())
	if err != nil {
		return shop{}, err
	}
	return newShop(context.Background(), products)
})

func builtinShop(t testing.TB) shop {
	t.Helper()
	s, err := theShop()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newShop(ctx context.Context, products *catalog.Catalog) (shop, error) {
	rates := catalog.DefaultRates()
	table, err := embedding.Default()
	if err != nil {
		return shop{}, err
	}
	v := retrieval.NewVocabulary(retrieval.ProfileOf(products, lexical.Default()), lexical.Default(), rates)
	engine, err := retrieval.IndexCatalog(ctx, products, v, memory.New(index.Space{Model: table.Model(), Dim: table.Dim()}), table, ranking.Default())
	if err != nil {
		return shop{}, err
	}
	desk, err := service.Desk()
	if err != nil {
		return shop{}, err
	}
	m := conversation.NewManager(conversation.Config{
		Engine: engine, Desk: desk, Rates: rates, Log: slog.New(slog.DiscardHandler),
	})
	return shop{m, engine}, nil
}

// chat is one shopper's chat with a shop.
type chat struct {
	shop  shop
	state conversation.State
	now   time.Time
	said  int
}

func (s shop) chat() *chat { return &chat{shop: s, now: opening} }

// message is the next thing that the shopper says, a minute after the last.
func (c *chat) message(text string) conversation.Message {
	c.said++
	c.now = c.now.Add(time.Minute)
	return conversation.Message{
		Delivery: strconv.Itoa(c.said), From: conversation.Address{Adapter: "test", Chat: "chat"},
		Shopper: "shopper", Text: text, At: c.now,
	}
}

// say is one turn: what it answers, and the chat in the state after it.
func (c *chat) say(t testing.TB, text string) conversation.Turn {
	t.Helper()
	turn, err := c.shop.Handle(t.Context(), c.state, c.message(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	c.state = turn.State
	return turn
}

// marshal returns v as JSON; of a state the profile, too, which is stored apart.
func marshal(t testing.TB, v any) string {
	t.Helper()
	if s, ok := v.(conversation.State); ok {
		v = struct {
			State   conversation.State
			Profile conversation.Profile
		}{s, s.Profile}
	}
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// row returns a product, or nil.
func (s shop) row(id string) *catalog.Product {
	p, err := s.engine.Product(context.Background(), id)
	if err != nil {
		panic(err) // rows in memory can always be read
	}
	return p
}
