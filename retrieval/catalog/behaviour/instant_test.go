package behaviour_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
)

// TestUnixTimesTellTheirUnit: within the years that are believed, seconds end where
// no milliseconds begin; just past each border a time is refused, not taken in
// another unit for one in range.
func TestUnixTimesTellTheirUnit(t *testing.T) {
	for _, c := range []struct{ written, want string }{
		{"1763892000", "2025-11-23T10:00:00Z"},
		{"1763892000000", "2025-11-23T10:00:00Z"},
		{"1763892000000000", "2025-11-23T10:00:00Z"},
		{"4133980799", "2100-12-31T23:59:59Z"},
		{"631152000000", "1990-01-01T00:00:00Z"},
		{"631152000000000", "1990-01-01T00:00:00Z"},
		{"99999999999", ""},
		{"100000000000", ""},
	} {
		t.Run(c.written, func(t *testing.T) {
			got := ""
			for e, err := range behaviour.Read("events.csv", strings.NewReader("time,event,item,user\n"+c.written+",view,a,u\n"), options()) {
				if err == nil {
					got = e.At.UTC().Format(time.RFC3339)
				}
			}
			if got != c.want {
				t.Errorf("read as %q, want %q", got, c.want)
			}
		})
	}
}
