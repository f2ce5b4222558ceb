package document

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// decode returns a document's text in UTF-8 without a byte order mark. Besides
// UTF-8 it knows what catalog.UTF8 can tell for certain; anything else is refused rather
// than guessed. No line is over MaxLine.
func decode(data []byte) (string, error) {
	decoded, err := io.ReadAll(catalog.UTF8(bytes.NewReader(data)))
	if err != nil {
		return "", refuse(err, "its characters cannot be read; save it as UTF-8")
	}
	text := string(decoded)
	if !utf8.ValidString(text) {
		return "", refuse(nil, "its characters are neither UTF-8 nor GB18030; save it as UTF-8")
	}
	if strings.IndexByte(text, 0) >= 0 {
		return "", refuse(nil, "it is not a text")
	}
	text = newlines.Replace(strings.TrimPrefix(text, "\uFEFF"))
	for line := range strings.Lines(text) {
		if len(line) > MaxLine {
			return "", refuse(nil, "it has a line of more than %d MiB, which is no text to be read", MaxLine>>20)
		}
	}
	return text, nil
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// clean drops what is not to be seen: control characters, soft hyphens, zero-width
// spaces and marks of direction, and makes every kind of space a plain one.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		case r == '\u200D': // joins the parts of an emoji
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}
