package evaluation_test

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/evaluation"
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

// newReplayer returns a replayer over a shop that knows of its products only their
// titles; the first has the id p1, the second p2, and so on.
func newReplayer(t *testing.T, titles ...string) evaluation.Replayer {
	t.Helper()
	products := make([]catalog.Product, 0, len(titles))
	for i, title := range titles {
		products = append(products, catalog.Product{
			ID: fmt.Sprintf("p%d", i+1), Lang: "en", Texts: map[string]catalog.Text{"en": {Title: title}},
		})
	}
	return over(t, catalog.New(products))
}

func over(t *testing.T, products *catalog.Catalog) evaluation.Replayer {
	t.Helper()
	rates := catalog.DefaultRates()
	table, err := embedding.Default()
	if err != nil {
		t.Fatal(err)
	}
	v := retrieval.NewVocabulary(retrieval.ProfileOf(products, lexical.Default()), lexical.Default(), rates)
	engine, err := retrieval.IndexCatalog(t.Context(), products, v, memory.New(index.Space{Model: table.Model(), Dim: table.Dim()}), table, ranking.Default())
	if err != nil {
		t.Fatal(err)
	}
	desk, err := service.Desk()
	if err != nil {
		t.Fatal(err)
	}
	m := conversation.NewManager(conversation.Config{Engine: engine, Desk: desk, Rates: rates, Log: slog.New(slog.DiscardHandler)})
	return evaluation.Replayer{Manager: m, Vocabulary: v}
}

func measure(t *testing.T, r evaluation.Replayer, dialogues ...evaluation.Dialogue) evaluation.Dialogues {
	t.Helper()
	figures, err := r.Measure(t.Context(), dialogues)
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

func says(text string, keywords ...string) evaluation.Message {
	return evaluation.Message{Role: "user", Content: text, Keywords: keywords}
}

func shows(ids ...string) evaluation.Message {
	return evaluation.Message{Role: "assistant", Recommended: ids}
}

func asks(label string) evaluation.Message {
	return evaluation.Message{Role: "assistant", Asked: []string{label}}
}

func TestMeasureRanksByTheWishAtTheEnd(t *testing.T) {
	lamps := []string{
		"zellor lamp", "zellor lamp shade", "zellor lamp shade switch", "zellor lamp shade switch plug", "quivic kettle",
	}
	for _, c := range []struct {
		name     string
		messages []evaluation.Message
		relevant []string
		mrr      float64
		recall   float64
	}{
		{"the best match comes first", []evaluation.Message{says("I want a zellor")}, []string{"p1"}, 1, 1},
		{"the rank of the first relevant product counts", []evaluation.Message{says("I want a zellor")}, []string{"p2"}, 0.5, 1},
		{"what is not there is missed", []evaluation.Message{says("I want a zellor")}, []string{"p1", "p9"}, 1, 0.5},
		{"what the assistant showed ranks last", []evaluation.Message{says("I want a zellor"), shows("p1"), says("a zellor please")}, []string{"p1"}, 0.25, 1},
		{"what only the manager would have shown ranks as before", []evaluation.Message{says("I want a zellor"), says("a zellor please")}, []string{"p1"}, 1, 1},
		{"thanks at the end change nothing", []evaluation.Message{says("I want a zellor"), says("thanks")}, []string{"p1"}, 1, 1},
		{"what the assistant says after the user's last message is too late", []evaluation.Message{says("I want a zellor"), shows("p1")}, []string{"p1"}, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := measure(t, newReplayer(t, lamps...), evaluation.Dialogue{ID: "d", Lang: "en", Messages: c.messages, Relevant: c.relevant})
			want := evaluation.Dialogues{Dialogues: 1, MRR: c.mrr, Recall: c.recall}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(evaluation.Dialogues{}, "KeywordF1", "Asked", "Latency")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMeasureComparesTheWishWithTheLastKeywords(t *testing.T) {
	r := newReplayer(t, "zellor lamp", "quivic kettle")
	got := measure(t, r, evaluation.Dialogue{Messages: []evaluation.Message{
		says("I want a zellor", "something", "else"), says("a quivic zellor", "quivic", "zellors"), says("thanks"),
	}})
	if got.KeywordF1 != 1 {
		t.Errorf("keyword F1 %.3f, want 1", got.KeywordF1)
	}
}

func TestMeasureLeavesOutDialoguesWithoutARelevantProductFromTheRanking(t *testing.T) {
	got := measure(t, newReplayer(t, "zellor lamp"),
		evaluation.Dialogue{ID: "a", Messages: []evaluation.Message{says("a zellor")}, Relevant: []string{"p1"}},
		evaluation.Dialogue{ID: "b", Messages: []evaluation.Message{says("hello")}})
	if got.Dialogues != 2 || got.MRR != 1 || got.Recall != 1 {
		t.Errorf("got %+v, want two dialogues and perfect ranking", got)
	}
}

func TestMeasureRefusesNoDialogues(t *testing.T) {
	if _, err := newReplayer(t, "lamp").Measure(t.Context(), nil); err == nil {
		t.Error("no error")
	}
}

func TestAskedCountsQuestionsOfTheManagerAlone(t *testing.T) {
	products, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shop := over(t, products)
	for _, c := range []struct {
		name     string
		messages []evaluation.Message
		want     float64
	}{
		{"a broad wish calls for a question", []evaluation.Message{says("I want a shirt")}, 1},
		{"a narrow wish does not", []evaluation.Message{says("a red men's linen shirt in size L under $10")}, 0},
		{"a question that the assistant left open is not the manager's", []evaluation.Message{asks("Color"), says("hello")}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := measure(t, shop, evaluation.Dialogue{Lang: "en", Messages: c.messages}); got.Asked != c.want {
				t.Errorf("asked %.0f, want %.0f", got.Asked, c.want)
			}
		})
	}
}

func TestAnAnswerIsReadInTheLightOfWhatTheAssistantAsked(t *testing.T) {
	products, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shop := over(t, products)
	answer := func(label string) float64 {
		return measure(t, shop, evaluation.Dialogue{Lang: "en", Messages: []evaluation.Message{
			says("a blue shirt", "x"), asks(label), says("any", "shirt"),
		}}).KeywordF1
	}
	if got := answer("Color: Red"); got != 1 {
		t.Errorf("asked about the colour, \"any\" leaves a wish with F1 %.3f, want that of a shirt alone", got)
	}
	if got := answer("Delivery"); got == 1 {
		t.Error("asked about something else, \"any\" took the colour back")
	}
}

func TestAYesSaysWhatTheAssistantProposed(t *testing.T) {
	r := newReplayer(t, "zellor lamp", "quivic kettle")
	for _, c := range []struct {
		name   string
		labels []string
		answer string
		adopts bool
	}{
		{"one value is proposed", []string{"Brand: Quivic"}, "yes", true},
		{"a yes may go on", []string{"Brand: Quivic"}, "Sure, thanks", true},
		{"a no declines it", []string{"Brand: Quivic"}, "no", false},
		{"of several none is proposed", []string{"Brand: Quivic", "Brand: Zellor"}, "yes", false},
		{"an open question proposes nothing", []string{"Brand"}, "yes", false},
		{"nor does one for an amount", []string{"Price: $25 quivic"}, "yes", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := measure(t, r, evaluation.Dialogue{Lang: "en", Messages: []evaluation.Message{
				says("I want a zellor", "zellor", "quivic"),
				{Role: "assistant", Asked: c.labels},
				says(c.answer),
			}}).KeywordF1
			if (got == 1) != c.adopts {
				t.Errorf("keyword F1 %.2f, want the proposal taken up: %t", got, c.adopts)
			}
		})
	}
}
