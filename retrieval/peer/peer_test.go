package peer_test

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/peer"
)

func TestServer(t *testing.T) {
	port, err := peer.FreePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()

	t.Run("accepts connections once started, and none once killed", func(t *testing.T) {
		command := exec.Command("python3", "-m", "http.server", "--bind", "127.0.0.1", fmt.Sprint(port))
		s, err := peer.Start(ctx, command, addr)
		peer.Need(t, err)
		s.Kill()
		s.Stop()
		if connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr); err == nil {
			t.Error("it still accepts connections", connection.Close())
		}
	})

	t.Run("a process that ends at once is an error with its last words", func(t *testing.T) {
		_, err := peer.Start(ctx, exec.Command("sh", "-c", "echo no such model; exit 3"), addr)
		if err == nil || !strings.Contains(err.Error(), "no such model") {
			t.Errorf("got %v, want what the process said", err)
		}
	})

	t.Run("a process that never listens is ended with the context", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if _, err := peer.Start(ctx, exec.Command("sleep", "60"), addr); err == nil {
			t.Error("no error")
		}
	})
}
