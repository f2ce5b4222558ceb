package embedding

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// A table file is a line that names the format, a line with the card in JSON, the
// tokens a line each, a scale for each row (32-bit floats, little-endian), and the
// rows, a signed byte for each number.
const tableFormat = "shopguide embedding table 1"

// NewStatic makes a table of the matrix, which has vocabulary.Rows() rows of
// card.Dim numbers. Each row is rounded to 255 steps of its own size.
func NewStatic(card Card, vocabulary *Vocabulary, matrix []float32) (*Static, error) {
	if card.Dim <= 0 || len(matrix) != vocabulary.Rows()*card.Dim {
		return nil, fmt.Errorf("a table of %d rows × %d numbers cannot be made of %d", vocabulary.Rows(), card.Dim, len(matrix))
	}
	card.Tokens, card.Buckets = len(vocabulary.tokens), vocabulary.buckets
	scales := make([]float32, vocabulary.Rows())
	values := make([]byte, len(matrix))
	for row := range scales {
		scales[row] = quantise(values[row*card.Dim:][:card.Dim], matrix[row*card.Dim:][:card.Dim])
	}
	s := &Static{card: card, vocabulary: vocabulary, scales: scales, values: string(values)}
	s.card.Contents = hashOf(s.contents())
	return s, nil
}

// quantise writes the row as signed bytes and returns what one step is worth.
func quantise(to []byte, row []float32) float32 {
	var largest float32
	for _, x := range row {
		largest = max(largest, max(x, -x))
	}
	if largest == 0 {
		return 0
	}
	step := largest / math.MaxInt8
	for i, x := range row {
		to[i] = byte(int8(math.Round(float64(x / step))))
	}
	return step
}

func (s *Static) contents() string {
	var b strings.Builder
	for _, t := range s.vocabulary.tokens {
		b.WriteString(t)
		b.WriteByte('\n')
	}
	for _, scale := range s.scales {
		b.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(scale)))
	}
	b.WriteString(s.values)
	return b.String()
}

// hashOf takes the contents in pieces: a table is not to be copied.
func hashOf(contents string) string {
	h := sha256.New()
	piece := make([]byte, 64<<10)
	for len(contents) > 0 {
		n := copy(piece, contents)
		h.Write(piece[:n])
		contents = contents[n:]
	}
	return hex.EncodeToString(h.Sum(nil))
}

// WriteTo writes the table as ReadStatic reads it.
func (s *Static) WriteTo(w io.Writer) (int64, error) {
	card, err := json.Marshal(s.card)
	if err != nil {
		return 0, fmt.Errorf("write an embedding table: %w", err)
	}
	n, err := io.WriteString(w, tableFormat+"\n"+string(card)+"\n"+s.contents())
	if err != nil {
		return int64(n), fmt.Errorf("write an embedding table: %w", err)
	}
	return int64(n), nil
}

// ErrTable is what every error of ReadStatic is.
var ErrTable = errors.New("not a whole embedding table; write it again with the program that made it")

// ReadStatic returns the table that data holds and goes on using data. It checks
// the hash that the card names.
func ReadStatic(data string) (*Static, error) {
	card, contents, err := cut(data)
	if err != nil {
		return nil, err
	}
	if got := hashOf(contents); got != card.Contents {
		return nil, fmt.Errorf("%w: its contents hash to %.12s, its card says %.12s", ErrTable, got, card.Contents)
	}
	return parse(card, contents)
}

// cut parts the card from the contents.
func cut(data string) (card Card, contents string, err error) {
	format, rest, _ := strings.Cut(data, "\n")
	if format != tableFormat {
		return Card{}, "", fmt.Errorf("%w: it begins %.40q instead of %q", ErrTable, format, tableFormat)
	}
	line, contents, _ := strings.Cut(rest, "\n")
	if err := json.Unmarshal([]byte(line), &card); err != nil {
		return Card{}, "", fmt.Errorf("%w: its card: %w", ErrTable, err)
	}
	if len(card.Contents) != hex.EncodedLen(sha256.Size) {
		return Card{}, "", fmt.Errorf("%w: its card names no SHA-256 hash", ErrTable)
	}
	return card, contents, nil
}

// mostRows and mostDim bound a table, so that no card makes sizes overflow.
const mostRows, mostDim = 1 << 24, 1 << 14

func parse(card Card, contents string) (*Static, error) {
	if card.Dim <= 0 || card.Dim > mostDim || card.Tokens < 0 || card.Buckets < 0 || card.Tokens > mostRows || card.Buckets > mostRows {
		return nil, fmt.Errorf("%w: its card says %d tokens and %d buckets of %d numbers", ErrTable, card.Tokens, card.Buckets, card.Dim)
	}
	size := (card.Tokens + card.Buckets) * (4 + card.Dim)
	if len(contents) < size {
		return nil, fmt.Errorf("%w: %d bytes are too few for its rows", ErrTable, len(contents))
	}
	names, body := contents[:len(contents)-size], contents[len(contents)-size:]
	tokens := strings.Split(strings.TrimSuffix(names, "\n"), "\n")
	if names == "" {
		tokens = nil
	}
	if len(tokens) != card.Tokens {
		return nil, fmt.Errorf("%w: it has %d tokens, its card says %d", ErrTable, len(tokens), card.Tokens)
	}
	for _, t := range tokens {
		if t == "" {
			return nil, fmt.Errorf("%w: a token of it is empty", ErrTable)
		}
	}
	s := &Static{card: card, vocabulary: NewVocabulary(tokens, card.Buckets), scales: make([]float32, card.Tokens+card.Buckets)}
	for row := range s.scales {
		s.scales[row] = math.Float32frombits(binary.LittleEndian.Uint32([]byte(body[4*row : 4*row+4])))
		if !(s.scales[row] >= 0 && s.scales[row] <= math.MaxFloat32/math.MaxUint16) {
			return nil, fmt.Errorf("%w: the scale of row %d is %g", ErrTable, row, s.scales[row])
		}
	}
	s.values = body[4*len(s.scales):]
	return s, nil
}
