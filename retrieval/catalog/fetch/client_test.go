package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shop serves h to a client that may reach it.
func shop(t *testing.T, o Options, h http.HandlerFunc) (*Client, string) {
	t.Helper()
	server := httptest.NewServer(h)
	o.AllowPrivate = true
	o.Attempts = max(1, o.Attempts)
	client := New(o)
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	return client, server.URL
}

func read(t *testing.T, client *Client, r Request) (string, error) {
	t.Helper()
	answer, err := client.Fetch(t.Context(), r)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(answer.Body)
	if closed := answer.Body.Close(); closed != nil {
		t.Errorf("close the body: %v", closed)
	}
	return string(text), err
}

func TestAnAnswerComesWithWhatItsCacheNeeds(t *testing.T) {
	client, address := shop(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.UserAgent(), "shopguide ") {
			t.Errorf("the server is told that %q calls", r.UserAgent())
		}
		if r.URL.Path == "/old.xml" {
			http.Redirect(w, r, "/feed.xml", http.StatusMovedPermanently)
			return
		}
		w.Header().Set("Content-Type", "application/xml")
		w.Header().Set("ETag", `"7"`)
		w.Header().Set("Last-Modified", "Mon, 02 Mar 2026 10:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"7"` || r.Header.Get("If-Modified-Since") == "Mon, 02 Mar 2026 10:00:00 GMT" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "<rss/>")
	})
	answer, err := client.Fetch(t.Context(), Request{URL: address + "/old.xml"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || string(text) != "<rss/>" || answer.URL.String() != address+"/feed.xml" || answer.ContentType != "application/xml" {
		t.Errorf("got %q, %v, %+v", text, err, answer)
	}
	for name, again := range map[string]Request{
		"the tag":  {URL: address + "/feed.xml", ETag: answer.ETag},
		"the time": {URL: address + "/feed.xml", LastModified: answer.LastModified},
	} {
		t.Run("and is not sent again to who shows "+name, func(t *testing.T) {
			same, err := client.Fetch(t.Context(), again)
			if err != nil || !same.NotModified {
				t.Fatalf("got %+v, %v", same, err)
			}
			if err := same.Body.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestARedirectIsReportedToWhoStays(t *testing.T) {
	client, address := shop(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/new?page=2", http.StatusFound)
	})
	answer, err := client.Fetch(t.Context(), Request{URL: address + "/old", Stay: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Error(err)
	}
	if answer.Redirect == nil || answer.Redirect.String() != address+"/new?page=2" || answer.URL.Path != "/old" {
		t.Errorf("got %+v", answer)
	}
}

func TestAddressesThatCannotBeFetched(t *testing.T) {
	client := New(Options{AllowPrivate: true})
	defer client.Close()
	for name, address := range map[string]string{
		"a file":             "file:///etc/passwd",
		"another protocol":   "gopher://shop.example/",
		"no host":            "https:///feed.xml",
		"a path":             "/feed.xml",
		"nothing":            "",
		"no URL":             "http://shop.example/%zz?key=secret",
		"a port and no host": "http://:80/",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := client.Get(t.Context(), address); err == nil || !strings.Contains(err.Error(), "want") || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want an error that says what an address looks like", err)
			}
		})
	}
	t.Run("a redirect to a file", func(t *testing.T) {
		client, address := shop(t, Options{}, http.RedirectHandler("file:///etc/passwd", http.StatusFound).ServeHTTP)
		if _, err := client.Get(t.Context(), address); err == nil || !strings.Contains(err.Error(), "want http://") {
			t.Errorf("got %v", err)
		}
	})
}

func TestARedirectWithoutEndIsGivenUp(t *testing.T) {
	var calls int
	client, address := shop(t, Options{MaxRedirects: 3, Attempts: 4}, func(w http.ResponseWriter, r *http.Request) {
		calls++
		http.Redirect(w, r, "/again", http.StatusFound)
	})
	if _, err := client.Get(t.Context(), address); !errors.Is(err, ErrRedirects) || calls != 4 {
		t.Errorf("got %v after %d calls, want the first and 3 redirects", err, calls)
	}
}

func TestAStatusOtherThanSuccessSaysWhatToDo(t *testing.T) {
	for status, advice := range map[int]string{
		http.StatusForbidden:          "admit the user agent",
		http.StatusNotFound:           "check the address",
		http.StatusTeapot:             "in a browser",
		http.StatusTooManyRequests:    "try again later",
		http.StatusServiceUnavailable: "try again later",
		http.StatusNotModified:        "in a browser", // it was asked without a condition
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			client, address := shop(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			_, err := client.Get(t.Context(), address+"/feed?key=secret")
			var refused *StatusError
			if !errors.As(err, &refused) || refused.Status != status || !strings.Contains(err.Error(), advice) {
				t.Errorf("got %v, want advice: %s", err, advice)
			}
			if strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "/feed") {
				t.Errorf("%v: want the path and no query", err)
			}
		})
	}
}

func TestNoErrorTellsTheUserOrTheQueryOfAnAddress(t *testing.T) {
	client, address := shop(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "TopSecret1" || password != "TopSecret2" {
			t.Errorf("asked as %q, %q", user, password)
		}
		w.WriteHeader(http.StatusTeapot)
	})
	with := strings.Replace(address, "http://", "http://TopSecret1:TopSecret2@", 1)
	for name, address := range map[string]string{
		"a status":         with + "/feed?key=TopSecret3#TopSecret4",
		"no server":        "http://TopSecret1:TopSecret2@127.0.0.1:1/feed?key=TopSecret3",
		"another protocol": "ftp://TopSecret1:TopSecret2@127.0.0.1:1/feed?key=TopSecret3",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.Get(t.Context(), address)
			if err == nil || strings.Contains(err.Error(), "TopSecret") || !strings.Contains(err.Error(), "/feed") {
				t.Errorf("%v: want the path, and no secret", err)
			}
		})
	}
}

func TestABodyMayBeCutAtItsBound(t *testing.T) {
	for _, chunked := range []bool{false, true} {
		client, address := shop(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			if chunked {
				_ = http.NewResponseController(w).Flush()
			}
			fmt.Fprint(w, "0123456789")
		})
		for bound, want := range map[int64]string{4: "0123", 10: "0123456789", 11: "0123456789"} {
			if text, err := read(t, client, Request{URL: address, MaxBytes: bound, Cut: true}); text != want || err != nil {
				t.Errorf("cut at %d, in chunks: %t: %q, %v", bound, chunked, text, err)
			}
		}
	}
}

func TestABodyIsBounded(t *testing.T) {
	zip := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		fmt.Fprint(w, text)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, c := range []struct {
		name, body, encoding string
		refused              bool
	}{
		{name: "just within", body: strings.Repeat("x", 1000)},
		{name: "one byte over", body: strings.Repeat("x", 1001), refused: true},
		{name: "packed and within", body: zip(strings.Repeat("x", 1000)), encoding: "gzip"},
		{name: "a bomb", body: zip(strings.Repeat("x", 900_000)), encoding: "gzip", refused: true},
		{name: "much that unpacks to nothing", body: strings.Repeat(zip(""), 100), encoding: "gzip", refused: true},
	} {
		for _, chunked := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, in chunks: %t", c.name, chunked), func(t *testing.T) {
				client, address := shop(t, Options{MaxBytes: 5000}, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Encoding", c.encoding)
					if chunked {
						_ = http.NewResponseController(w).Flush()
					}
					fmt.Fprint(w, c.body)
				})
				text, err := read(t, client, Request{URL: address, MaxBytes: 1000})
				if errors.Is(err, ErrTooLarge) != c.refused || len(text) > 1000 {
					t.Errorf("read %d bytes, %v; want a refusal: %t", len(text), err, c.refused)
				}
			})
		}
	}
	t.Run("no request widens the bound of the client", func(t *testing.T) {
		client, address := shop(t, Options{MaxBytes: 10}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "01234567890") })
		if _, err := read(t, client, Request{URL: address, MaxBytes: 1000}); !errors.Is(err, ErrTooLarge) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAPackingThatIsBrokenOrUnknownIsAnError(t *testing.T) {
	for encoding, body := range map[string]string{"gzip": "this is no gzip", "br": "x"} {
		client, address := shop(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", encoding)
			fmt.Fprint(w, body)
		})
		if _, err := read(t, client, Request{URL: address}); err == nil {
			t.Errorf("%s: no error", encoding)
		}
	}
}

func TestABodyThatDribblesInEndsWithTheTimeout(t *testing.T) {
	client, address := shop(t, Options{Timeout: 100 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			fmt.Fprint(w, "x")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	})
	text, err := read(t, client, Request{URL: address})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "raise the timeout") || text == "" {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestAHeadThatNeverComesEndsWithItsTimeout(t *testing.T) {
	client, address := shop(t, Options{HeaderTimeout: 50 * time.Millisecond}, func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	})
	if _, err := client.Get(t.Context(), address); err == nil {
		t.Error("no error")
	}
}

func TestACallerMayGiveUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client, address := shop(t, Options{Attempts: 3}, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := client.Get(ctx, address); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// answers is a server that gives one answer after another, on a network without
// sockets, where time is the bubble's.
func answers(t *testing.T, o Options, all ...http.HandlerFunc) (*Client, func() []time.Duration) {
	t.Helper()
	start := time.Now()
	var at []time.Duration
	listener := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := all[min(len(at), len(all)-1)]
		at = append(at, time.Since(start))
		answer(w, r)
	})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	client := New(o)
	client.transport.DialContext = listener.dial
	t.Cleanup(func() {
		client.Close()
		_ = server.Close()
		<-done
	})
	return client, func() []time.Duration { return at }
}

type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p.conns <- there
	return here, nil
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func TestAFailureThatMayPassIsTriedAgain(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name    string
		answers []http.HandlerFunc
		at      []time.Duration
		fails   bool
	}{
		{"a server that fails once", []http.HandlerFunc{status(500), status(200)}, []time.Duration{0, s}, false},
		{"a server that fails for long", []http.HandlerFunc{status(503)}, []time.Duration{0, s, 3 * s, 7 * s}, true},
		{"a server that hangs up", []http.HandlerFunc{hangUp, status(200)}, []time.Duration{0, s}, false},
		{"one that names the seconds", []http.HandlerFunc{status(429, "Retry-After", "9"), status(200)}, []time.Duration{0, 9 * s}, false},
		{"one that names the time", []http.HandlerFunc{status(503, "Retry-After", "Sat, 01 Jan 2000 00:00:20 GMT"), status(200)}, []time.Duration{0, 20 * s}, false},
		{"one that names a time gone by", []http.HandlerFunc{status(429, "Retry-After", "Fri, 31 Dec 1999 00:00:00 GMT"), status(200)}, []time.Duration{0, 0}, false},
		{"one that wants too long a wait", []http.HandlerFunc{status(429, "Retry-After", "61"), status(200)}, []time.Duration{0}, true},
		{"one that wants an endless wait", []http.HandlerFunc{status(429, "Retry-After", "99999999999999999999")}, []time.Duration{0, s, 3 * s, 7 * s}, true},
		{"not what is not there", []http.HandlerFunc{status(404), status(200)}, []time.Duration{0}, true},
		{"not what no server will ever do", []http.HandlerFunc{status(501), status(200)}, []time.Duration{0}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, at := answers(t, Options{}, c.answers...)
				_, err := read(t, client, Request{URL: "http://shop.example/feed"})
				if (err != nil) != c.fails {
					t.Errorf("got %v, want an error: %t", err, c.fails)
				}
				if fmt.Sprint(at()) != fmt.Sprint(c.at) {
					t.Errorf("asked at %v, want %v", at(), c.at)
				}
			})
		})
	}
}

func TestAWaitEndsWithTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, at := answers(t, Options{}, status(429, "Retry-After", "60"))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := client.Get(ctx, "http://shop.example/feed"); !errors.Is(err, context.DeadlineExceeded) || len(at()) != 1 {
			t.Errorf("got %v after %d calls", err, len(at()))
		}
	})
}
