package behaviour

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var errTime = errors.New("it is no time that can be read; write it like 2026-11-23 10:00")

// layouts of times, once dateMarks have been replaced.
var layouts = []string{
	time.RFC3339, "2006-1-2 15:4:5Z07:00", "2006-1-2 15:4:5 -0700", "2006-1-2T15:4:5", "2006-1-2 15:4:5", "2006-1-2 15:4", "2006-1-2 15", "2006-1-2",
}

var dateMarks = strings.NewReplacer("/", "-", "年", "-", "月", "-", "日", " ", "时", ":", "分", ":", "秒", "", "：", ":", "　", " ", "点", ":")

var eightDigits = regexp.MustCompile(`^(?:19|20)[0-9]{6}$`)

// instant reads a time: RFC 3339, Unix seconds, milliseconds or microseconds, and
// the ways in which people and exports write dates in Chinese and English, year
// first. Other orders of day and month are ambiguous and refused. Times are
// between 1990 and 2100, which tells the units of Unix times apart.
func instant(s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	if eightDigits.MatchString(s) {
		return bounded(time.ParseInLocation("20060102", s, zone))
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return bounded(unix(n))
	}
	s = strings.Join(strings.Fields(dateMarks.Replace(s)), " ")
	s = strings.TrimSuffix(s, ":")
	if day, utc := strings.CutSuffix(s, " UTC"); utc {
		s = day + "Z"
	}
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return bounded(at, nil)
		}
	}
	return time.Time{}, errTime
}

func unix(n float64) (time.Time, error) {
	switch {
	case math.IsNaN(n) || n < 0 || n >= 1e16:
		return time.Time{}, errTime
	case n >= 1e14:
		return time.UnixMicro(int64(n)).UTC(), nil
	case n >= 1e11:
		return time.UnixMilli(int64(n)).UTC(), nil
	}
	return time.UnixMilli(int64(n * 1000)).UTC(), nil
}

func bounded(at time.Time, err error) (time.Time, error) {
	if err != nil || at.Year() < 1990 || at.Year() > 2100 {
		return time.Time{}, errTime
	}
	return at, nil
}
