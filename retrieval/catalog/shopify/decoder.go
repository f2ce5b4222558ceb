package shopify

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// decoder reads a document value by value, each within catalog.MaxRow.
type decoder struct {
	json    *json.Decoder
	bounded *catalog.Bounded
	lines   *lines
}

func newDecoder(r io.Reader) decoder {
	l := &lines{r: catalog.UTF8(r)}
	b := catalog.NewBounded(l)
	return decoder{json: json.NewDecoder(b), bounded: b, lines: l}
}

var errNoList = errors.New(`it is not a document such as {"products": […]}`)

// open reads up to the first product.
func (d decoder) open() error {
	if err := d.expect('{'); err != nil {
		return err
	}
	for d.json.More() {
		d.bounded.Reset()
		key, err := d.json.Token()
		if err != nil {
			return err
		}
		if key == "products" {
			return d.expect('[')
		}
		var other json.RawMessage
		if err := d.json.Decode(&other); err != nil {
			return err
		}
	}
	return errNoList
}

func (d decoder) expect(delimiter json.Delim) error {
	token, err := d.json.Token()
	if err == nil && token != delimiter {
		return errNoList
	}
	return err
}

// lines tells the lines of a text by the offsets of its bytes, in the order of
// reading, and keeps only the line ends that nobody has asked beyond.
type lines struct {
	r      io.Reader
	read   int64
	passed int
	ends   []int64
}

func (l *lines) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for start := 0; ; {
		i := bytes.IndexByte(p[start:n], '\n')
		if i < 0 {
			break
		}
		start += i + 1
		l.ends = append(l.ends, l.read+int64(start))
	}
	l.read += int64(n)
	return n, err
}

// at returns the line, from 1, of the byte at an offset, which is not less than that of
// any call before.
func (l *lines) at(offset int64) int {
	n := 0
	for n < len(l.ends) && l.ends[n] <= offset {
		n++
	}
	l.passed += n
	l.ends = append(l.ends[:0], l.ends[n:]...)
	return l.passed + 1
}

// scalar is a text, or a number as it stands; "" for null.
type scalar string

// UnmarshalJSON reads either.
func (s *scalar) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(s))
	}
	var n json.Number
	err := json.Unmarshal(b, &n)
	*s = scalar(n)
	return err
}

// tags are a list, or one text with commas as the administration writes them.
type tags []string

// UnmarshalJSON reads either.
func (t *tags) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var text string
		err := json.Unmarshal(b, &text)
		*t = splitTags(text)
		return err
	}
	return json.Unmarshal(b, (*[]string)(t))
}
