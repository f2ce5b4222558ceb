package catalog

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// sample is how much of a text its encoding is told from, in bytes.
const sample = 64 << 10

// UTF8 converts a text whose encoding nothing declares, where it can be told for
// certain: UTF-8 and UTF-16 by their byte order marks, UTF-16 without one by its
// zero bytes, GB18030 (and GBK, GB2312) by common Chinese characters. Any other text
// passes as it is, for the reader of its rows to refuse what is not UTF-8.
func UTF8(r io.Reader) io.Reader {
	in := bufio.NewReaderSize(r, sample)
	start, _ := in.Peek(4) // an error comes again at the first read
	switch {
	case bytes.HasPrefix(start, []byte("\xEF\xBB\xBF")):
		_, _ = in.Discard(3)
		return in
	case bytes.HasPrefix(start, []byte("\x84\x31\x95\x33")):
		_, _ = in.Discard(4)
		return transform.NewReader(in, simplifiedchinese.GB18030.NewDecoder())
	case bytes.HasPrefix(start, []byte("\xFE\xFF")), zeros(start, 0):
		return transform.NewReader(in, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case bytes.HasPrefix(start, []byte("\xFF\xFE")), zeros(start, 1):
		return transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return &undeclared{in: in}
}

// zeros reports whether the zero bytes of two characters stand at first and then at
// every second place, and nowhere else, as ASCII has them in UTF-16.
func zeros(start []byte, first int) bool {
	if len(start) < 4 {
		return false
	}
	for i, b := range start {
		if (b == 0) != (i%2 == first) {
			return false
		}
	}
	return true
}

// undeclared passes ASCII on, and settles the encoding at the first byte that is
// none.
type undeclared struct {
	in   *bufio.Reader
	text io.Reader // nil until settled
}

func (u *undeclared) Read(p []byte) (int, error) {
	if u.text != nil || len(p) == 0 {
		return u.settled().Read(p)
	}
	if _, err := u.in.Peek(1); err != nil {
		return 0, err
	}
	ahead, _ := u.in.Peek(min(u.in.Buffered(), len(p)))
	if n := ascii(ahead); n > 0 {
		return u.in.Read(p[:n])
	}
	return u.settled().Read(p)
}

func (u *undeclared) settled() io.Reader {
	if u.text == nil {
		u.text = u.in
		if start, _ := u.in.Peek(sample); isGB18030(start) {
			u.text = transform.NewReader(u.in, simplifiedchinese.GB18030.NewDecoder())
		}
	}
	return u.text
}

func ascii(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// isGB18030 reports whether a text is certainly Chinese in GB18030 or what it
// extends: no byte out of place, nine in ten of its characters among the 3,755 common
// ones of GB 2312 (leading bytes B0 to D7) or its punctuation, and the later half of
// those, which Korean EUC-KR lacks, well represented. UTF-8, Big5, Japanese and
// Western texts fail the first or the second.
func isGB18030(text []byte) bool {
	const enough = 4
	var characters, common, late int
	for i := 0; i < len(text); i++ {
		lead := text[i]
		if lead < utf8.RuneSelf {
			continue
		}
		if i+1 == len(text) {
			break // cut within a character
		}
		i++
		trail := text[i]
		if lead < 0x81 || lead == 0xFF || trail < 0x30 || trail == 0x7F || trail == 0xFF {
			return false
		}
		if trail <= '9' { // the first half of a character of four bytes
			i += 2
		}
		characters++
		switch {
		case trail < 0xA1:
		case lead >= 0xB0 && lead <= 0xD7:
			common++
			if lead > 0xC8 {
				late++
			}
		case lead >= 0xA1 && lead <= 0xA3:
			common++
		}
	}
	return common >= enough && common*10 >= characters*9 && late*10 >= common
}
