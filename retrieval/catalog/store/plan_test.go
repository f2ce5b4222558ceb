package store

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoStatementOfATakeoverScansWithinAScan looks at how SQLite would run the
// statements: the time of one that runs through a table for each row of another grows
// with the product of the two.
func TestNoStatementOfATakeoverScansWithinAScan(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "catalogue.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	st, err := s.newStaging(t.Context(), "feed")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := st.close(); err != nil {
			t.Error(err)
		}
	}()
	for name, statement := range map[string]string{
		"ownedByOthers": ownedByOthers, "dropOwned": dropOwned, "stagedReviews": stagedReviews,
		"dropUnchanged": dropUnchanged, "goneItems": `delete from items where` + goneItems,
		"replaceBodies": replaceBodies, "replaceItems": replaceItems,
		"insertBodies": insertBodies, "dropReturned": dropReturned, "moveItems": moveItems, "movePages": movePages,
	} {
		t.Run(name, func(t *testing.T) {
			none := make([]any, strings.Count(statement, "?"))
			rows, err := st.db.QueryContext(t.Context(), `explain query plan `+statement, none...)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var plan []string
			scans := map[int]int{} // by the loop nest that they are part of
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					t.Fatal(err)
				}
				plan = append(plan, step)
				if strings.HasPrefix(step, "SCAN") {
					scans[parent]++
				}
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			for _, n := range scans {
				if n > 1 {
					t.Errorf("it scans within a scan:\n%s", strings.Join(plan, "\n"))
				}
			}
		})
	}
}
