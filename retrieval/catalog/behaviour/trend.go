package behaviour

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Subject is what a trend is about.
type Subject string

// The subjects of trends.
const (
	OfItem     Subject = "item"
	OfCategory Subject = "category"
	OfBrand    Subject = "brand"
)

// Trend is how much one product, category or brand was in demand in a period.
type Trend struct {
	Key     string // a product's id, or a category or brand as the export writes it
	Subject Subject
	// Start and End are the period, End excluded. Both are zero in an export
	// without periods.
	Start, End time.Time
	// Score is what the export gives, positive, more for more demand: its score,
	// else sales, else views, else 1/rank. It compares only with others of the
	// same export and period.
	Score float64
	Lang  string // "zh"; "" when not said
}

var trendFields = []string{"item", "category", "brand", "score", "sales", "views", "rank", "start", "end", "period", "lang"}

// ReadTrends streams a table of popularity, in the formats of Read. A row is about
// a product if it names one, else about a category, else about a brand. Errors are
// as in Read.
func ReadTrends(name string, r io.Reader, zone *time.Location) iter.Seq2[Trend, error] {
	zone = Options{Zone: zone}.zone()
	return func(yield func(Trend, error) bool) {
		for rec, err := range records(name, r, trendFields) {
			if err != nil {
				if !yield(Trend{}, err) || !isRow(err) {
					return
				}
				continue
			}
			t, err := trend(rec.record, zone)
			if err != nil {
				t, err = Trend{}, &catalog.RowError{File: name, Line: rec.line, Err: err}
			}
			if !yield(t, err) {
				return
			}
		}
	}
}

func trend(r record, zone *time.Location) (Trend, error) {
	t := Trend{Lang: base(r["lang"])}
	switch {
	case r["item"] != "":
		t.Key, t.Subject = r["item"], OfItem
	case r["category"] != "":
		t.Key, t.Subject = r["category"], OfCategory
	case r["brand"] != "":
		t.Key, t.Subject = r["brand"], OfBrand
	default:
		return t, errors.New("it names no product, category or brand")
	}
	var err error
	if t.Score, err = score(r); err != nil {
		return t, err
	}
	t.Start, t.End, err = span(r, zone)
	return t, err
}

func score(r record) (float64, error) {
	for _, field := range []string{"score", "sales", "views", "rank"} {
		if r[field] == "" {
			continue
		}
		n, err := strconv.ParseFloat(strings.ReplaceAll(r[field], ",", ""), 64)
		switch {
		case err != nil || !(n >= 0 && n <= 1e15):
			return 0, fmt.Errorf("its %s is no number from 0", field)
		case field != "rank":
			return n, nil
		case n < 1:
			return 0, errors.New("its rank is below 1")
		}
		return 1 / n, nil
	}
	return 0, errors.New("it has no score, sales, views or rank")
}

// span returns a row's period from its columns for start and end, or from one
// column that names a period. An end that is a day is the last of the period.
func span(r record, zone *time.Location) (start, end time.Time, err error) {
	if r["start"] == "" {
		return period(r["period"], zone)
	}
	if start, _, err = period(r["start"], zone); err != nil {
		return time.Time{}, time.Time{}, err
	}
	if _, end, err = period(cmp.Or(r["end"], r["start"]), zone); err == nil && !end.After(start) {
		err = errors.New("its period ends before it starts")
	}
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	return start, end, nil
}

var (
	yearPattern    = regexp.MustCompile(`^((?:19|20)[0-9]{2})年?$`)
	quarterPattern = regexp.MustCompile(`^((?:19|20)[0-9]{2})(?:-?[Qq]([1-4])|年?第?([1-4一二三四])季度)$`)
	monthPattern   = regexp.MustCompile(`^((?:19|20)[0-9]{2})(?:[-/.](1[0-2]|0?[1-9])|年(1[0-2]|0?[1-9])月)$`)
	weekPattern    = regexp.MustCompile(`^((?:19|20)[0-9]{2})(?:-?[Ww]([0-9]{1,2})|年第([0-9]{1,2})周)$`)
)

// chineseQuarters are the numerals of quarters.
var chineseQuarters = strings.NewReplacer("一", "1", "二", "2", "三", "3", "四", "4")

// period reads "2026", "2026-Q4", "2026-11", "2026-W47" (ISO 8601), a day, or two
// of them with "/", "~" or 至 between; in Chinese "2026年11月" and so on. An empty
// period has no borders.
func period(s string, zone *time.Location) (start, end time.Time, err error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return start, end, nil
	}
	if m := yearPattern.FindStringSubmatch(s); m != nil {
		start = time.Date(number(m[1]), 1, 1, 0, 0, 0, 0, zone)
		return start, start.AddDate(1, 0, 0), nil
	}
	if m := quarterPattern.FindStringSubmatch(s); m != nil {
		quarter := number(chineseQuarters.Replace(m[2] + m[3]))
		start = time.Date(number(m[1]), time.Month(3*quarter-2), 1, 0, 0, 0, 0, zone)
		return start, start.AddDate(0, 3, 0), nil
	}
	if m := monthPattern.FindStringSubmatch(s); m != nil {
		start = time.Date(number(m[1]), time.Month(number(m[2]+m[3])), 1, 0, 0, 0, 0, zone)
		return start, start.AddDate(0, 1, 0), nil
	}
	if m := weekPattern.FindStringSubmatch(s); m != nil {
		return week(number(m[1]), number(m[2]+m[3]), zone)
	}
	if at, err := instant(s, zone); err == nil {
		year, month, day := at.In(zone).Date()
		start = time.Date(year, month, day, 0, 0, 0, 0, zone)
		return start, start.AddDate(0, 0, 1), nil
	}
	for _, between := range []string{"~", "～", "至", " to ", "—", "–", "/"} {
		if first, last, found := strings.Cut(s, between); found && !strings.Contains(last, between) && first != "" && last != "" {
			return span(record{"start": first, "end": last}, zone)
		}
	}
	return start, end, errPeriod
}

var errPeriod = errors.New("its period cannot be read; write it like 2026-11 or 2026-11-01/2026-11-30")

// week returns the ISO 8601 week: the one with 4 January is the first.
func week(year, n int, zone *time.Location) (start, end time.Time, err error) {
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, zone)
	monday := fourth.AddDate(0, 0, -int(fourth.Weekday()+6)%7)
	start = monday.AddDate(0, 0, 7*(n-1))
	if y, w := start.ISOWeek(); y != year || w != n {
		return time.Time{}, time.Time{}, errPeriod
	}
	return start, start.AddDate(0, 0, 7), nil
}

// number reads digits that a pattern has matched.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
