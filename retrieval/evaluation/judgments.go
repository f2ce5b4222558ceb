// Package evaluation measures rankings against graded relevance judgments.
package evaluation

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

// Judgments are the grades that people gave to documents for one query, by
// document id: 0 for irrelevant, more for better. A document that is not in it
// was not judged, which is not the same as irrelevant.
type Judgments map[string]int

// Relevant is the grade from which on a document answers the query; lower grades
// are related at best.
const Relevant = 2

// AllRelevant returns judgments by which the documents are relevant, and nothing
// is known of any other.
func AllRelevant(ids []string) Judgments {
	j := make(Judgments, len(ids))
	for _, id := range ids {
		j[id] = Relevant
	}
	return j
}

// Qrels are judgments by query id.
type Qrels map[string]Judgments

// Query is one query of a test collection.
type Query struct{ ID, Text string }

// ReadQrels reads judgments in TREC's format, "qid 0 docid grade" a line. A
// grade below 0, TREC's mark for spam, reads as 0. Of two grades for the same
// document the later counts.
func ReadQrels(r io.Reader) (Qrels, error) {
	qrels := Qrels{}
	for line, err := range lines(r) {
		if err != nil {
			return nil, err
		}
		fields := strings.Fields(line.text)
		if len(fields) != 4 {
			return nil, fmt.Errorf("line %d: %d fields instead of the four of \"qid 0 docid grade\"", line.number, len(fields))
		}
		query, document := fields[0], fields[2]
		grade, err := strconv.Atoi(fields[3])
		if err != nil {
			return nil, fmt.Errorf("line %d: the grade %q is not a whole number", line.number, fields[3])
		}
		if qrels[query] == nil {
			qrels[query] = Judgments{}
		}
		qrels[query][document] = max(grade, 0)
	}
	return qrels, nil
}

// ReadQueries reads queries, "qid<TAB>text" a line.
func ReadQueries(r io.Reader) ([]Query, error) {
	var queries []Query
	for line, err := range lines(r) {
		if err != nil {
			return nil, err
		}
		id, text, ok := strings.Cut(line.text, "\t")
		if !ok {
			return nil, fmt.Errorf("line %d: no tab between the query's id and its text", line.number)
		}
		queries = append(queries, Query{ID: id, Text: text})
	}
	return queries, nil
}

type numbered struct {
	number int
	text   string
}

// lines yields the lines that are not blank; an error is the last it yields.
func lines(r io.Reader) iter.Seq2[numbered, error] {
	return func(yield func(numbered, error) bool) {
		scanner := bufio.NewScanner(r)
		n := 0
		for scanner.Scan() {
			n++
			if strings.TrimSpace(scanner.Text()) != "" && !yield(numbered{n, scanner.Text()}, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(numbered{}, fmt.Errorf("line %d: %w", n+1, err))
		}
	}
}
