package endpoint_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/endpoint"
)

const example = "http://127.0.0.1:8000/v1"

func TestCheckAddress(t *testing.T) {
	for _, good := range []string{example, "https://models.example", "http://[::1]:11434/v1"} {
		if err := endpoint.CheckAddress(good, example); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for address, says := range map[string]string{
		"":                             "give one such as " + example,
		"models.example/v1":            "give one such as " + example,
		"ftp://models.example":         "give one such as " + example,
		"https://":                     "give one such as " + example,
		"http://me:s3cret@[::1":        "no URL",
		"https://me:s3cret@models.com": "give the key by itself",
		"https://models.example?v=1":   "query",
		"https://models.example/v1#x":  "fragment",
	} {
		err := endpoint.CheckAddress(address, example)
		if err == nil || !strings.HasPrefix(err.Error(), "its address ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", address, err, says)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: the error tells the password: %v", address, err)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                              -1,
		"0":                             0,
		"90":                            90 * time.Second,
		"-1":                            -1,
		"1.5":                           -1,
		"99999999999":                   -1,
		"soon":                          -1,
		"Thu, 01 Jan 2026 12:00:30 GMT": 30 * time.Second,
		"Thu, 01 Jan 2026 11:00:00 GMT": 0,
	} {
		if delay := endpoint.RetryAfter(http.Header{"Retry-After": {value}}, now); delay != want {
			t.Errorf("%q: %v, want %v", value, delay, want)
		}
	}
}

func TestAmend(t *testing.T) {
	t.Run("the field goes out, also when the request is sent again", func(t *testing.T) {
		r := request(`{"model":"m","n":1}`)
		if err := endpoint.Amend(r, func(fields map[string]any) { fields["input_type"] = "query" }); err != nil {
			t.Fatal(err)
		}
		again, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range []io.Reader{r.Body, again} {
			sent, err := io.ReadAll(body)
			if err != nil || string(sent) != `{"input_type":"query","model":"m","n":1}` || r.ContentLength != int64(len(sent)) {
				t.Errorf("%s, %v, length %d", sent, err, r.ContentLength)
			}
		}
	})
	for _, body := range []string{"", "null", "[1]", `{"model":`} {
		t.Run("a body that is no object is an error: "+body, func(t *testing.T) {
			if err := endpoint.Amend(request(body), func(fields map[string]any) { fields["x"] = 1 }); err == nil {
				t.Error("no error")
			}
		})
	}
}

func request(body string) *http.Request {
	return httptest.NewRequest(http.MethodPost, example, strings.NewReader(body))
}
