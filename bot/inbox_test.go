package bot

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain text is left alone", "夏季衬衫, $40 👍🏽\n\tمرحبا", "夏季衬衫, $40 👍🏽\n\tمرحبا"},
		{"bytes that are not UTF-8 become U+FFFD", "caf\xe9!", "caf\uFFFD!"},
		{"NUL and control characters go", "a\x00b\x1b[31mc\x7fd\u0085e\r\nf", "ab[31mcde\nf"},
		{"8000 characters are kept", strings.Repeat("长", 8000), strings.Repeat("长", 8000)},
		{"longer text is cut between two characters", strings.Repeat("长", 8001), strings.Repeat("长", 8000)},
		{"what is removed does not count", strings.Repeat("\x00", 9000) + "kept", "kept"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := cleanText(test.text); got != test.want {
				t.Errorf("cleanText gives %.60q (%d characters), want %.60q", got, utf8.RuneCountInString(got), test.want)
			}
		})
	}
}

func FuzzCleanText(f *testing.F) {
	f.Add("hello")
	f.Add("\xff\x00\u202e👩‍👩‍👧")
	f.Fuzz(func(t *testing.T, s string) {
		got := cleanText(s)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > longestText || strings.ContainsAny(got, "\x00\x1b\r") {
			t.Errorf("cleanText(%q) = %q", s, got)
		}
		if again := cleanText(got); again != got {
			t.Errorf("cleaned twice, %q becomes %q", got, again)
		}
	})
}
