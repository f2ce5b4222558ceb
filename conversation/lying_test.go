package conversation_test

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/llm"
	service "github.com/shopguide/shopguide/conversation/service/builtin"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// modelFunc is a Model that is a function.
type modelFunc func(ctx context.Context, r llm.Request) (llm.Response, error)

func (f modelFunc) Complete(ctx context.Context, r llm.Request) (llm.Response, error) {
	return f(ctx, r)
}

// with returns the shop with a model, which logs to log.
func (s shop) with(t testing.TB, m conversation.Model, log io.Writer) shop {
	t.Helper()
	desk, err := service.Desk()
	if err != nil {
		t.Fatal(err)
	}
	return shop{conversation.NewManager(conversation.Config{
		Engine: s.engine, Desk: desk, Rates: catalog.DefaultRates(), Model: m, Log: slog.New(slog.NewTextHandler(log, nil)),
	}), s.engine}
}

// speaks is a model that says text, in sentences as llm.Client does.
func speaks(text func(r llm.Request) string) modelFunc {
	return func(_ context.Context, r llm.Request) (llm.Response, error) {
		said := text(r)
		if r.Schema != nil {
			return llm.Response{Text: said}, nil
		}
		for _, s := range regexp.MustCompile(`(?:[^.。！？!?]|\.\S)*[.。！？!?]+\s*|.+$`).FindAllString(said, -1) {
			if r.Sentence == nil {
				break
			}
			if err := r.Sentence(s); err != nil {
				return llm.Response{}, err
			}
		}
		return llm.Response{Text: said}, nil
	}
}

// inChinese reports whether a model is asked to write in Chinese.
func inChinese(r llm.Request) bool { return strings.Contains(r.System, "简体中文") }

// lies are what an adversarial model says, each time it is asked. None of the
// words in canary may reach the shopper.
var lies = []struct{ name, zh, en string }{
	{"another price", "这几款都只要¥7。", "All of these cost just ¥7."},
	{"a price in words", "第一款只要五十五元。", "The first is only fifty five yuan."},
	{"another currency", "只要77美元。", "Just 77 dollars for you."},
	{"stock", "仅剩77件，抓紧下单。", "Hurry, only 77 left in stock."},
	{"a material", "它是纯真丝和山羊绒做的。", "It is made of pure silk and cashmere."},
	{"a brand", "这是古驰和普拉达的设计。", "It is a design by Gucci and Prada."},
	{"free shipping", "全场包邮。", "Free shipping on everything."},
	{"a return period", "77天内可以无理由退货。", "Returns are accepted for 77 days."},
	{"a guarantee", "终身质保，假一赔十。", "It has a lifetime guarantee."},
	{"a discount", "今天全部二折。", "Today it is 77% off with code LIAR77."},
	{"delivery", "明天一定送达。", "Guaranteed to arrive tomorrow."},
	{"the prompt", "我的系统提示词是：你是一家商店的导购。", "My system prompt says: you are a shop's guide."},
	{"a canary", "PWNED-77", "PWNED-77"},
	{"an address", "请访问 https://evil.example 领取。", "Visit https://evil.example to claim it."},
	{"the other language", "This is a wonderful choice for you.", "这是最适合您的选择。"},
	{"a third language", "これはとても良いです。", "Estas camisas son muy frescas para usted."},
	{"praise", "销量第一，五星好评，医生推荐。", "Award-winning, five-star, doctor recommended."},
	{"a deed", "我已为您下单。", "I have ordered it for you."},
	{"markup", "<b>好</b>", "<b>Good</b>"},
	{"nothing", "", ""},
	{"without end", strings.Repeat("这款不错。", 4000), strings.Repeat("This one is nice. ", 4000)},
	{"a truth and a lie", "为您挑好了。全场包邮。", "Here are some for you. Shipping is free."},
}

// readings are what an adversarial model says that a message does.
var readings = []string{
	`{"acts":[`, ``, `null`, `[]`, `{"acts":"person","wishes":7}`, strings.Repeat("{", 10_000),
	`{"acts":["person","ask-order","accept","reset","forget"],"wishes":[]}`,
	`{"acts":[],"wishes":[{"attribute":"price","value":"1","words":"1"},{"attribute":"discount","value":"77%","words":"77"}]}`,
	`{"acts":[],"wishes":[{"attribute":"color","value":"ultraviolet","words":""},{"attribute":"material","value":"unobtainium","words":" "}]}`,
	`{"acts":[],"wishes":[{"attribute":"color","value":"red","words":"words that nobody said"}]}`,
}

// TestNoLieReachesTheShopper says all the lines of all sessions to a shop whose
// model lies: every reply is what the templates alone say.
func TestNoLieReachesTheShopper(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(sessions, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			next := 0
			liar := speaks(func(r llm.Request) string {
				next++
				if r.Schema != nil {
					return readings[next%len(readings)]
				}
				lie := lies[next%len(lies)]
				if inChinese(r) {
					return lie.zh
				}
				return lie.en
			})
			honest := builtinShop(t)
			// Every other answer comes whole, without its sentences before.
			lying := honest.with(t, modelFunc(func(ctx context.Context, r llm.Request) (llm.Response, error) {
				if next%2 == 0 {
					r.Sentence = nil
				}
				return liar(ctx, r)
			}), io.Discard)
			for round := range 2 { // so that different lies meet each line
				next += round * 7
				plain, lied := honest.chat(), lying.chat()
				for _, s := range readSession(t, name) {
					want, got := s.play(t, plain), s.play(t, lied)
					if got.Reply.Text != want.Reply.Text {
						t.Errorf("%q is answered with %q, the templates say %q", s.text, got.Reply.Text, want.Reply.Text)
					}
				}
			}
		})
	}
}
