// Package endpoint says of HTTP endpoints what their clients must know beside
// langchaingo: whether an address will do, how long to wait, and how to put a field
// into a request.
package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// CheckAddress reports what keeps an operator's address from being the one that
// paths are appended to. The error begins with "its address" and never quotes a
// password; example is an address that would do.
func CheckAddress(address, example string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return fmt.Errorf("its address is no URL: give one such as %s", example) // err quotes the address, which may hold a password
	case u.User != nil:
		return errors.New("its address holds a user name or password: give the key by itself")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return fmt.Errorf("its address is %q: give one such as %s", address, example)
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("its address has a query or fragment: no path could follow it")
	}
	return nil
}

// RetryAfter returns the delay that the header of that name asks for, in either of
// its forms, seconds or a date (RFC 9110, section 10.2.3); -1 where it asks for none.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return -1
}

// Amend lets change edit the JSON object that a request carries.
func Amend(r *http.Request, change func(fields map[string]any)) error {
	var fields map[string]any
	if err := errors.Join(json.NewDecoder(r.Body).Decode(&fields), r.Body.Close()); err != nil {
		return fmt.Errorf("amend the request: %w", err)
	}
	if fields == nil {
		return errors.New("amend the request: its body is no JSON object")
	}
	change(fields)
	body, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("amend the request: %w", err)
	}
	r.ContentLength = int64(len(body))
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return nil
}
