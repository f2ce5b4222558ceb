package console

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

func readAll(t *testing.T, in io.Reader) []string {
	t.Helper()
	r := newLineReader(in)
	var all []string
	for {
		line, err := r.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
}

func TestLineReader(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	tests := []struct {
		name, in string
		want     []string
	}{
		{"nothing is no line", "", nil},
		{"a line end is no line of its own", "a\nb\n", []string{"a", "b"}},
		{"the last line may lack its end", "a\nb", []string{"a", "b"}},
		{"empty lines are lines", "\n\na\n", []string{"", "", "a"}},
		{"Windows line ends are line ends", "a\r\n\r\nb\r\n", []string{"a", "", "b"}},
		{"a carriage return elsewhere is text", "a\rb\n\r\r\n", []string{"a\rb", "\r"}},
		{"a byte order mark at the start is no text", "\uFEFFa\n\uFEFFb", []string{"a", "\uFEFFb"}},
		{"a byte order mark alone is an empty line", "\uFEFF\n", []string{""}},
		{"broken UTF-8 stays as it is", "a\xff\xfe\n\x80", []string{"a\xff\xfe", "\x80"}},
		{"the longest line is whole", long + "\r\nb", []string{long, "b"}},
		{"a longer line is cut and the next one follows", long + "yz\nb\n", []string{long, "b"}},
		{"a longer last line is cut", "a\n" + long + long, []string{"a", long}},
		{"no character is cut in two", long[1:] + "中文\nb", []string{long[1:], "b"}},
		{"broken UTF-8 can be cut anywhere", long[4:] + "\x80\x80\x80\x80\x80\nb", []string{long[4:] + "\x80\x80\x80\x80", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := readAll(t, strings.NewReader(tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("read %.40q, want %.40q", got, tt.want)
			}
		})
	}
}

func FuzzLineReader(f *testing.F) {
	for _, seed := range []string{"", "\n", "a\r\nb", "\uFEFF\xff\n中文", "\r\r\n\n\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := readAll(t, strings.NewReader(in))
		if again := readAll(t, iotest.OneByteReader(strings.NewReader(in))); !slices.Equal(got, again) {
			t.Fatalf("the lines depend on how the bytes arrive: %q and %q", got, again)
		}
		if want := strings.Count(in, "\n"); len(got) != want && len(got) != want+1 {
			t.Fatalf("%d lines of text with %d line ends", len(got), want)
		}
		for _, line := range got {
			if strings.Contains(line, "\n") || len(line) > maxLine || utf8.ValidString(in) && !utf8.ValidString(line) {
				t.Fatalf("line %q", line)
			}
		}
	})
}

func TestInterruptible(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) io.Reader{
		"a file that waits": func(t *testing.T) io.Reader {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = r.Close(); _ = w.Close() })
			return r
		},
		"a stream that can be closed": func(t *testing.T) io.Reader {
			r, _ := io.Pipe()
			return r
		},
	} {
		t.Run(name+" stops waiting when the context ends", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			r, release := interruptible(ctx, open(t))
			failed := make(chan error)
			go func() {
				_, err := r.Read(make([]byte, 1))
				failed <- err
			}()
			cancel()
			if err := <-failed; err == nil || errors.Is(err, io.EOF) {
				t.Errorf("the read ended with %v, want an error", err)
			}
			release()
		})
	}
	t.Run("a regular file is read to its end", func(t *testing.T) {
		f, err := os.Open("words.json")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		r, release := interruptible(t.Context(), f)
		defer release()
		if b, err := io.ReadAll(r); err != nil || len(b) == 0 {
			t.Errorf("read %d bytes, %v", len(b), err)
		}
	})
}
