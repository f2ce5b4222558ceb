package merchant

import (
	"fmt"
	"strings"
	"time"
)

// layouts are the forms of ISO 8601 that feeds write a moment in.
var layouts = []string{
	"2006-01-02T15:04Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04", "2006-01-02T15:04:05", time.DateOnly,
}

// during reports whether a moment lies in a period, "start/end"; an empty period is
// always. Moments without a zone are UTC's, and a day as the end counts whole.
func during(period string, at time.Time) (bool, error) {
	if period == "" {
		return true, nil
	}
	first, last, ok := strings.Cut(period, "/")
	start, startErr := moment(first)
	end, endErr := moment(last)
	if !ok || startErr != nil || endErr != nil {
		return false, fmt.Errorf("%q is not a period such as 2026-11-01T00:00+0800/2026-11-12T23:59+0800", period)
	}
	if len(strings.TrimSpace(last)) == len(time.DateOnly) {
		end = end.AddDate(0, 0, 1).Add(-1)
	}
	return !at.Before(start) && !at.After(end), nil
}

func moment(s string) (t time.Time, err error) {
	for _, layout := range layouts {
		if t, err = time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t, nil
		}
	}
	return t, err
}
