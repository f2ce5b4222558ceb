package store

import (
	"log/slog"
	"path/filepath"
	"testing"
)

// TestTheStoreKeepsWhatItPromises: what is committed outlives a loss of power, which
// with a write-ahead log takes a flush at each commit, what is erased is gone, and
// who only reads cannot write.
func TestTheStoreKeepsWhatItPromises(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "catalogue.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct{ setting, want string }{
		{"journal_mode", "wal"},
		{"synchronous", "2"}, // FULL
		{"secure_delete", "1"},
		{"foreign_keys", "1"},
		{"query_only", "0"},
	} {
		var got string
		if err := s.write.QueryRowContext(t.Context(), "pragma "+c.setting).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s is %s, want %s", c.setting, got, c.want)
		}
	}
	if _, err := s.read.ExecContext(t.Context(), `delete from items`); err == nil {
		t.Error("a reader can write")
	}
}
