package console

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// echo answers each message with its own text, on a goroutine of its own as the
// Hub does.
type echo struct {
	t       *testing.T
	console *Console
	refuse  string // the text that can't be stored
	pause   chan struct{}

	mu   sync.Mutex
	got  []conversation.Message
	work sync.WaitGroup
}

func (e *echo) deliver(ctx context.Context, m conversation.Message) error {
	if e.refuse != "" && m.Text == e.refuse {
		return errors.New("disk full")
	}
	e.mu.Lock()
	e.got = append(e.got, m)
	e.mu.Unlock()
	e.work.Go(func() {
		if e.pause != nil {
			<-e.pause
		}
		if _, err := e.console.Send(ctx, m.From, conversation.Reply{Delivery: m.Delivery, Text: m.Text, Lang: "en"}); err != nil {
			e.t.Error(err)
		}
	})
	return nil
}

// run holds the conversation in and returns the lines that come out.
func run(t *testing.T, in io.Reader, e *echo) []record {
	t.Helper()
	var out bytes.Buffer
	cfg := testConfig(t, "en")
	cfg.In, cfg.Out = in, &out
	e.t, e.console = t, New(cfg)
	if err := e.console.Run(t.Context(), e.deliver); err != nil {
		t.Fatal(err)
	}
	answered := out.String()
	e.work.Wait()
	if answered != out.String() {
		t.Error("Run returned before all replies were shown")
	}
	return records(t, &out)
}

func records(t *testing.T, out io.Reader) []record {
	t.Helper()
	var all []record
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 8*maxLine)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("line %.80q: %v", lines.Bytes(), err)
		}
		all = append(all, r)
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
	return all
}

func TestEveryLineIsATurn(t *testing.T) {
	long := strings.Repeat("长", maxLine)
	e := &echo{}
	run(t, strings.NewReader("\uFEFFhello\r\n\n\xff\n"+long+"\nlast"), e)

	var texts []string
	ids := map[string]bool{}
	for _, m := range e.got {
		texts = append(texts, m.Text)
		ids[m.Delivery] = true
		want := conversation.Message{
			Delivery: m.Delivery,
			From:     conversation.Address{Adapter: "console", Chat: "home"},
			Shopper:  "ada", Text: m.Text, Language: "en", At: noon,
		}
		if diff := cmp.Diff(want, m); diff != "" {
			t.Errorf("message (-want +got):\n%s", diff)
		}
	}
	if want := []string{"hello", "", "\xff", long[:maxLine/3*3], "last"}; !cmp.Equal(want, texts) {
		t.Errorf("the turns were %.20q, want %.20q", texts, want)
	}
	if len(ids) != len(e.got) {
		t.Errorf("%d delivery ids for %d messages", len(ids), len(e.got))
	}
}

func TestRunWaitsForTheAnswers(t *testing.T) {
	in := &closing{Reader: strings.NewReader("one\ntwo\n"), atEnd: make(chan struct{})}
	got := run(t, in, &echo{pause: in.atEnd})
	if len(got) != 2 {
		t.Fatalf("%d lines, want 2", len(got))
	}
}

// closing tells when its text has all been read.
type closing struct {
	io.Reader
	atEnd chan struct{}
	once  sync.Once
}

func (c *closing) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err != nil {
		c.once.Do(func() { close(c.atEnd) })
	}
	return n, err
}

func TestDeliveryIDsNeverRepeat(t *testing.T) {
	first, second := &echo{}, &echo{}
	run(t, strings.NewReader("hello"), first)
	run(t, strings.NewReader("hello"), second)
	if first.got[0].Delivery == second.got[0].Delivery {
		t.Errorf("two runs delivered %s", first.got[0].Delivery)
	}
}

func TestAMessageThatIsNotStoredIsReported(t *testing.T) {
	e := &echo{refuse: "two"}
	got := run(t, strings.NewReader("one\ntwo\nthree\n"), e)
	if len(got) != 3 {
		t.Fatalf("%d lines, want 3", len(got))
	}
	failed := got[1]
	if !failed.Error || failed.Text != wordsIn("en").NotStored || failed.Items == nil {
		t.Errorf("the second line is %+v, want a report in its place", failed)
	}
	if got[0].Error || got[2].Error {
		t.Error("the lines around it report errors too")
	}
}

func TestAReplyOfAnEarlierRunIsShown(t *testing.T) {
	var out bytes.Buffer
	cfg := testConfig(t, "en")
	in, hangUp := io.Pipe()
	cfg.In, cfg.Out = in, &out
	c := New(cfg)
	ended := make(chan error)
	go func() { ended <- c.Run(t.Context(), nil) }()
	if _, err := c.Send(t.Context(), conversation.Address{}, conversation.Reply{Delivery: "earlier-7", Text: "late"}); err != nil {
		t.Fatal(err)
	}
	_ = hangUp.Close()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if got := records(t, &out); len(got) != 1 || got[0].ReplyTo != "earlier-7" {
		t.Errorf("shown: %+v", got)
	}
}

func TestRunEndsWithAnErrorWhenOutIsGone(t *testing.T) {
	cfg := testConfig(t, "en")
	in, hangUp := io.Pipe()
	defer func() { _ = hangUp.Close() }()
	cfg.In, cfg.Out = in, full{}
	c := New(cfg)
	go func() { _, _ = io.WriteString(hangUp, "hello\n") }()
	err := c.Run(t.Context(), func(ctx context.Context, m conversation.Message) error {
		if _, err := c.Send(ctx, m.From, conversation.Reply{Delivery: m.Delivery}); !errors.Is(err, errFull) {
			t.Errorf("Send returned %v", err)
		}
		return nil
	})
	if !errors.Is(err, errFull) {
		t.Errorf("Run returned %v, want the failure of the output", err)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestJSONHasEveryKeyAndNoNull(t *testing.T) {
	b, err := jsonLines{}.reply(conversation.Reply{
		Delivery: "d1", Text: "<b> & 好", Lang: "zh",
		Items:  []answer.Card{{ID: "a", Position: 1, Title: "歌", Why: "免费"}, {ID: "b", Position: 2, Price: catalog.Money{Minor: 19900, Currency: "CNY"}}},
		Export: &conversation.Export{Slates: []feedback.Slate{{ID: "s"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := string(b)
	for _, part := range []string{
		`"text":"<b> & 好"`, `"lang":"zh"`, `"acts":[]`, `"choices":[]`, `"preferences":[]`, `"slate":""`, `"reply_to":"d1"`,
		`"id":"a","position":1,"title":"歌"`, `"price":""`, `"why":"免费"`, `"price":"199.00 CNY"`,
		`"messages":[]`, `"reactions":[]`, `"constraints":[]`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in %s", part, got)
		}
	}
	if strings.Contains(got, "null") || strings.Contains(got, `"error"`) || strings.Count(got, "\n") != 1 {
		t.Errorf("line %s", got)
	}
}

func TestJSONNumbersTheChoicesAfterTheItems(t *testing.T) {
	choices := []answer.Choice{{Label: "棉", Say: "棉", Count: 4}, {Label: "✕ 防水", Say: "/prefs drop 1"}}
	for _, c := range []struct {
		items int
		want  string
	}{
		{0, `"choices":[{"number":1,"label":"棉","say":"棉","count":4},{"number":2,"label":"✕ 防水","say":"/prefs drop 1"}]`},
		{3, `"choices":[{"number":4,"label":"棉","say":"棉","count":4},{"number":5,"label":"✕ 防水","say":"/prefs drop 1"}]`},
	} {
		b, err := jsonLines{}.reply(conversation.Reply{Items: make([]answer.Card, c.items), Choices: choices})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(b); !strings.Contains(got, c.want) {
			t.Errorf("after %d items no %s in %s", c.items, c.want, got)
		}
	}
}

func TestPlainText(t *testing.T) {
	var out bytes.Buffer
	cfg := testConfig(t, "zh")
	cfg.In, cfg.Out = strings.NewReader("你好\n/quit\nnot read\n"), &out
	e := &echo{t: t, console: &Console{newLines(cfg, plainText{cfg})}}
	if err := e.console.Run(t.Context(), e.deliver); err != nil {
		t.Fatal(err)
	}
	e.work.Wait()
	if len(e.got) != 1 {
		t.Errorf("%d messages, want 1: /quit is the end", len(e.got))
	}
	if got := out.String(); !strings.HasPrefix(got, "示例商店\n") || !strings.HasSuffix(got, "> 你好\n\n> ") || strings.Contains(got, "\x1b") {
		t.Errorf("shown:\n%s", got)
	}
}
