package embedding

import (
	_ "embed" // the table
	"sync"
)

//go:embed table/static.table
var table string

// Default returns the table in the binary; table/README.md says how it was made
// and what it reaches. It is read on the first call, without hashing it: a test
// has done that, and the first prompt waits for it.
var Default = sync.OnceValues(func() (*Static, error) {
	card, contents, err := cut(table)
	if err != nil {
		return nil, err
	}
	return parse(card, contents)
})
