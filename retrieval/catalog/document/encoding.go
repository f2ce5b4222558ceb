package document

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// decode returns a document's text in UTF-8 without a byte order mark. Besides
// UTF-8 it knows UTF-16 by its mark and GB18030 where nothing else is likely;
// anything else is refused rather than guessed. No line is over MaxLine.
func decode(data []byte) (string, error) {
	text := string(data)
	if bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) {
		decoded, err := xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", refuse(err, "its characters cannot be read; save it as UTF-8")
		}
		text = string(decoded)
	}
	if !utf8.ValidString(text) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().String(text)
		if err != nil || !plainlyChinese(data) {
			return "", refuse(err, "its characters are neither UTF-8 nor GB18030; save it as UTF-8")
		}
		text = decoded
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

// plainlyChinese reports whether bytes are what Chinese texts in GB18030 are: beyond
// ASCII nearly all pairs of GB 2312, the 6,763 common characters and their
// punctuation. The bytes of other encodings are not.
func plainlyChinese(data []byte) bool {
	common, other := 0, 0
	for i := 0; i < len(data); i++ {
		if data[i] < utf8.RuneSelf {
			continue
		}
		if i+1 < len(data) && data[i] >= 0xA1 && data[i] <= 0xF7 && data[i+1] >= 0xA1 && data[i+1] <= 0xFE {
			common++
		} else {
			other++
		}
		i++
	}
	return common > 1 && other*50 <= common
}

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
