package milvus_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval/index/milvus"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// lite is one of the milvus-lite servers that the tests start, once each.
type lite struct {
	name  string
	start func(ctx context.Context, folder string, port int) (*peer.Server, error)

	once   sync.Once
	server *peer.Server
	err    error
}

var (
	lite25 = &lite{name: "milvus-lite 2.5.1", start: peer.MilvusCore}
	lite3  = &lite{name: "milvus-lite 3.2.2", start: peer.MilvusLite}
)

// folder is where the servers keep their data.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "milvus"); err != nil {
		panic(err)
	}
	code := m.Run()
	for _, l := range []*lite{lite25, lite3} {
		if l.server != nil {
			l.server.Kill()
		}
	}
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// config returns the configuration of an index that no other test has, on a server
// that all tests share.
func (l *lite) config(t testing.TB) milvus.Config {
	t.Helper()
	l.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // to install it
		defer cancel()
		data := filepath.Join(folder, l.name)
		if l.err = os.Mkdir(data, 0o700); l.err == nil {
			l.server, l.err = l.start(ctx, data, 0)
		}
	})
	peer.Need(t, l.err)
	return configure(l.server.Addr)
}

var names atomic.Int64

func configure(address string) milvus.Config {
	return milvus.Config{Address: address, Collection: fmt.Sprintf("shop%d", names.Add(1)), ANN: milvus.ANN{Type: "FLAT"}}
}
