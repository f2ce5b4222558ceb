package conversation

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// managerOfOne is the manager of a shop with one lamp, which logs to log.
func managerOfOne(t *testing.T, log *bytes.Buffer) *Manager {
	t.Helper()
	lamp := strings.NewReader(`{"id":"lamp","title":"Lamp","price":"149 CNY"}`)
	c, _, err := catalog.Load(t.Context(), true, catalog.ReadJSONL("feed", lamp))
	if err != nil {
		t.Fatal(err)
	}
	rates := catalog.DefaultRates()
	v := retrieval.NewVocabulary(retrieval.ProfileOf(c, lexical.Default()), lexical.Default(), rates)
	engine, err := retrieval.IndexCatalog(t.Context(), c, v, memory.New(index.Space{}), nil, ranking.Default())
	if err != nil {
		t.Fatal(err)
	}
	return NewManager(Config{Engine: engine, Rates: rates, Log: slog.New(slog.NewTextHandler(log, nil))})
}

// TestAnAnswerThatClaimsWhatNoFactHoldsIsNotSent: no step writes such an answer,
// so the test hands one to the last check.
func TestAnAnswerThatClaimsWhatNoFactHoldsIsNotSent(t *testing.T) {
	const invented = "¥99"
	for _, c := range []struct{ lang, said, lead string }{
		{"en", "how much is the lamp?", "The lamp is " + invented + "."},
		{"zh", "这盏灯多少钱？", "这盏灯" + invented + "。"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			var log bytes.Buffer
			m := managerOfOne(t, &log)
			turn, err := m.begin(State{}, Message{Text: c.said}).finish(answer.Answer{
				Lead: c.lead, Cards: []answer.Card{{ID: "lamp", Position: 1, Title: "Lamp"}},
				Choices: []answer.Choice{{Label: "Buy", Say: "Buy"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			apology, err := prompts.Apology.Render(c.lang)
			if err != nil {
				t.Fatal(err)
			}
			r := turn.Reply
			if r.Text != apology || r.Lead != apology || len(r.Items)+len(r.Choices)+len(turn.State.Choices)+turn.State.Listed > 0 {
				t.Errorf("sent %q with %v and %v, want the apology alone", r.Text, r.Items, r.Choices)
			}
			if got := log.String(); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, invented) {
				t.Errorf("the log says %q, want the claim", got)
			}
		})
	}

	t.Run("but one that a fact holds is", func(t *testing.T) {
		var log bytes.Buffer
		const lead = "The lamp is ¥149."
		turn, err := managerOfOne(t, &log).begin(State{}, Message{Text: "how much?"}).finish(answer.Answer{Lead: lead, Facts: []string{"¥149"}})
		if err != nil {
			t.Fatal(err)
		}
		if turn.Reply.Text != lead || log.Len() > 0 {
			t.Errorf("sent %q, logged %q", turn.Reply.Text, &log)
		}
	})
}
