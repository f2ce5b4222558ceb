package console

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"

	"github.com/shopguide/shopguide/conversation"
)

// tty is a terminal with a person before it.
type tty struct {
	t             *testing.T
	person, shell *os.File // its two ends
	before        unix.Termios

	mu      sync.Mutex
	seen    strings.Builder
	changed chan struct{} // has room for one
	reading sync.WaitGroup
}

func newTTY(t *testing.T, columns uint16) *tty {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no pseudo-terminals here: ", err)
		}
		t.Skip("no pseudo-terminals here: ", err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	shell, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	y := &tty{t: t, person: person, shell: shell, changed: make(chan struct{}, 1)}
	y.resize(columns)
	y.before = y.mode()
	y.reading.Go(y.read)
	t.Cleanup(func() {
		_ = shell.Close()
		y.reading.Wait()
		_ = person.Close()
	})
	return y
}

func (y *tty) resize(columns uint16) {
	if err := unix.IoctlSetWinsize(int(y.shell.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		y.t.Fatal(err)
	}
}

func (y *tty) mode() unix.Termios {
	mode, err := unix.IoctlGetTermios(int(y.shell.Fd()), unix.TCGETS)
	if err != nil {
		y.t.Fatal(err)
	}
	return *mode
}

// read collects what is shown until the other end is closed.
func (y *tty) read() {
	b := make([]byte, 4096)
	for {
		n, err := y.person.Read(b)
		if err != nil {
			return
		}
		y.mu.Lock()
		y.seen.Write(b[:n])
		y.mu.Unlock()
		select {
		case y.changed <- struct{}{}:
		default:
		}
	}
}

func (y *tty) text() string {
	y.mu.Lock()
	defer y.mu.Unlock()
	return ansi.Strip(y.seen.String())
}

func (y *tty) press(keys string) {
	if _, err := y.person.WriteString(keys); err != nil {
		y.t.Error(err)
	}
}

// waitFor waits until the text is on the screen.
func (y *tty) waitFor(text string) {
	y.t.Helper()
	deadline := time.After(20 * time.Second)
	for !strings.Contains(y.text(), text) {
		select {
		case <-y.changed:
		case <-deadline:
			y.t.Fatalf("waited in vain for %q; shown:\n%s", text, y.text())
		}
	}
}

// start opens a chat on y. The function that it returns waits for its end.
func start(t *testing.T, y *tty, lang string, deliver func(*Console) deliverFunc) (*Console, func() error) {
	t.Helper()
	cfg := testConfig(t, lang)
	cfg.In, cfg.Out = y.shell, y.shell
	c := New(cfg)
	if _, ok := c.face.(*terminal); !ok {
		t.Fatalf("on a terminal the face is %T", c.face)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx, deliver(c)) }()
	wait := sync.OnceValue(func() error { return <-ended })
	t.Cleanup(func() {
		stop()
		_ = wait()
	})
	return c, wait
}

func TestTerminalChat(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run("shows the shop, the message, the answer, and leaves the terminal as it was, in "+lang, func(t *testing.T) {
			y := newTTY(t, 80)
			var said []conversation.Message
			var hub sync.WaitGroup
			_, wait := start(t, y, lang, func(c *Console) deliverFunc {
				return func(ctx context.Context, m conversation.Message) error {
					said = append(said, m)
					hub.Go(func() {
						reply := replies[lang]
						reply.Delivery = m.Delivery
						if _, err := c.Send(ctx, m.From, reply); err != nil {
							t.Error(err)
						}
					})
					return nil
				}
			})
			cfg := testConfig(t, lang)
			y.waitFor(cfg.Examples[lang][2])
			y.waitFor(wordsIn(lang).Placeholder)
			y.press("衬衫 shirts\r")
			y.waitFor("> 衬衫 shirts")
			y.waitFor(wordsIn(lang).Pick)
			hub.Wait()
			y.press("/quit\r")
			if err := wait(); err != nil {
				t.Fatal(err)
			}
			if len(said) != 1 || said[0].Text != "衬衫 shirts" || said[0].Shopper != "ada" {
				t.Errorf("delivered: %+v", said)
			}
			for _, line := range newPage(80, lookPlain).reply(replies[lang]) {
				if !strings.Contains(y.text(), line) {
					t.Errorf("%q is not shown in\n%s", line, y.text())
				}
			}
			if y.mode() != y.before {
				t.Error("the terminal is not as it was")
			}
		})
	}
}

func TestTerminalShowsTheNewWidth(t *testing.T) {
	y := newTTY(t, 40)
	_, wait := start(t, y, "en", func(*Console) deliverFunc { return refuse })
	y.waitFor("Type / for…")
	y.resize(80)
	if err := unix.Kill(os.Getpid(), unix.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	y.waitFor(wordsIn("en").Placeholder)
	y.press("\x03")
	if err := wait(); err != nil {
		t.Fatal(err)
	}
}

// refuse stores nothing.
func refuse(context.Context, conversation.Message) error { return errFull }

func TestTerminalTellsOfAMessageThatIsNotStored(t *testing.T) {
	y := newTTY(t, 80)
	_, wait := start(t, y, "zh", func(*Console) deliverFunc { return refuse })
	y.waitFor(wordsIn("zh").Placeholder)
	y.press("你好\r")
	y.waitFor(wordsIn("zh").NotStored)
	y.press("\x04")
	if err := wait(); err != nil {
		t.Fatal(err)
	}
}

func TestTerminalShowsThatItWorks(t *testing.T) {
	y := newTTY(t, 80)
	c, _ := start(t, y, "en", func(*Console) deliverFunc { return refuse })
	stop := c.Typing(conversation.Address{})
	y.waitFor(wordsIn("en").Working)
	stop()
}

func TestTerminalEndsWithItsContext(t *testing.T) {
	y := newTTY(t, 80)
	cfg := testConfig(t, "en")
	cfg.In, cfg.Out = y.shell, y.shell
	c := New(cfg)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := c.Run(ctx, refuse); err != nil {
		t.Errorf("Run: %v, want nil", err)
	}
	if y.mode() != y.before {
		t.Error("the terminal is not as it was")
	}
	if _, err := c.Send(t.Context(), conversation.Address{}, conversation.Reply{Text: "The last word."}); err != nil {
		t.Errorf("Send after the end: %v", err)
	}
	y.waitFor("The last word.")
}
