package merchant

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// withoutMark converts a document that begins with a byte order mark to UTF-8, and
// reports whether it did. Others declare their encoding.
func withoutMark(r io.Reader) (text io.Reader, converted bool) {
	in := bufio.NewReader(r)
	start, _ := in.Peek(3) // an error comes again at the first read
	for _, mark := range []string{"\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE"} {
		if bytes.HasPrefix(start, []byte(mark)) {
			return transform.NewReader(in, unicode.BOMOverride(transform.Nop)), true
		}
	}
	return in, false
}

// charset returns how xml.Decoder reads a document in the encoding that it declares,
// unless it has been converted already.
func charset(converted bool) func(label string, in io.Reader) (io.Reader, error) {
	return func(label string, in io.Reader) (io.Reader, error) {
		if converted {
			return in, nil
		}
		encoding, err := htmlindex.Get(strings.TrimSpace(label))
		if err != nil {
			return nil, fmt.Errorf("its encoding %q is not known: save it as UTF-8", label)
		}
		if name, _ := htmlindex.Name(encoding); strings.HasPrefix(name, "utf-16") {
			return in, nil // in which the declaration could not have been read
		}
		return transform.NewReader(in, encoding.NewDecoder()), nil
	}
}

// clarify adds to the decoder's error what to do about it.
func clarify(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) && syntax.Msg == "invalid UTF-8" {
		return fmt.Errorf("%w: the first line of the document must declare its encoding", err)
	}
	return err
}
