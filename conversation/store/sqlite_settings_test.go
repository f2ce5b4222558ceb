package store

import (
	"log/slog"
	"path/filepath"
	"testing"
)

// TestSQLiteKeepsWhatItPromises: what is committed outlives a loss of power, which
// with a write-ahead log takes a flush at each commit, and what is erased is gone.
func TestSQLiteKeepsWhatItPromises(t *testing.T) {
	s, err := OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "state.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct{ setting, want string }{
		{"journal_mode", "wal"},
		{"synchronous", "2"}, // FULL
		{"secure_delete", "1"},
		{"foreign_keys", "1"},
	} {
		var got string
		if err := s.db.QueryRowContext(t.Context(), "pragma "+c.setting).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s is %s, want %s", c.setting, got, c.want)
		}
	}
}
