// Package peer installs and starts the real servers that tests and measurements
// talk to, on loopback.
package peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// Need skips the test that asked for a peer which cannot be had, naming why; with
// CI=true it fails the test instead.
func Need(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("a peer that this test needs cannot be had: %v", err)
	default:
		t.Skipf("needs a peer that cannot be had here: %v", err)
	}
}

// Python returns the folder of a virtual environment that holds the packages, each
// a pip requirement with its exact version. It is made on the first call, kept
// under .cache of the module, and shared by all processes. Options such as
// --no-deps go among the packages.
func Python(ctx context.Context, name string, packages ...string) (folder string, err error) {
	return install(ctx, name, packages, func(folder string) [][]string {
		pip := []string{filepath.Join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"}
		return [][]string{{"python3", "-m", "venv", folder}, append(pip, packages...)}
	})
}

// Node returns the folder whose node_modules holds the packages, each with its
// exact version. It is made and kept as that of Python.
func Node(ctx context.Context, name string, packages ...string) (folder string, err error) {
	return install(ctx, name, packages, func(folder string) [][]string {
		npm := []string{"npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"}
		return [][]string{append(npm, packages...)}
	})
}

// install runs the commands that put the packages into a folder, unless they did
// so before.
func install(ctx context.Context, name string, packages []string, commands func(folder string) [][]string) (folder string, err error) {
	cache, err := Cache()
	if err != nil {
		return "", err
	}
	folder = filepath.Join(cache, name)
	lock := flock.New(folder + ".lock")
	if _, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil {
		return "", fmt.Errorf("wait for another process to install %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()

	receipt := filepath.Join(folder, "installed")
	wanted := []byte(strings.Join(packages, "\n"))
	if have, err := os.ReadFile(receipt); err == nil && bytes.Equal(have, wanted) {
		return folder, nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return "", fmt.Errorf("clear a half-made environment: %w", err)
	}
	for _, command := range commands(folder) {
		//nolint:gosec // the commands and packages are constants of our tests and tools
		if out, err := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("install %s: %w: %s", name, err, bytes.TrimSpace(out))
		}
	}
	return folder, os.WriteFile(receipt, wanted, 0o600)
}

// Cache returns the folder, under .cache of the module that the working folder
// belongs to, in which peers are kept between runs.
func Cache() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the module's folder: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.sum")); err == nil {
			break
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("find the module's folder: no go.sum here or above")
		}
		folder = parent
	}
	folder = filepath.Join(folder, ".cache", "peers")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", fmt.Errorf("make the folder for peers: %w", err)
	}
	return folder, nil
}

// FreePort returns a loopback port on which nothing listens now.
func FreePort(ctx context.Context) (int, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}

// Server is a process that was started, and listens on Addr.
type Server struct {
	Addr string

	command *exec.Cmd
	ended   chan struct{} // closed once the process has ended
	output  *tail
	once    sync.Once
}

// Start runs the command and waits until the address accepts connections, the
// process ends, or ctx does. The caller ends it with Stop or Kill.
func Start(ctx context.Context, command *exec.Cmd, addr string) (*Server, error) {
	s := &Server{Addr: addr, command: command, ended: make(chan struct{}), output: &tail{}}
	command.Stdout, command.Stderr = s.output, s.output
	command.WaitDelay = 5 * time.Second
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(command.Path), err)
	}
	go func() {
		_ = command.Wait() // how it ended is told by its output
		close(s.ended)
	}()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		connection, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", addr)
		if err == nil {
			return s, connection.Close()
		}
		select {
		case <-s.ended:
			return nil, fmt.Errorf("%s ended before it listened: %s", filepath.Base(command.Path), s.output)
		case <-ctx.Done():
			s.Kill()
			return nil, fmt.Errorf("%s did not listen on %s: %w: %s", filepath.Base(command.Path), addr, ctx.Err(), s.output)
		case <-tick.C:
		}
	}
}

// Kill ends the process at once, as a crash would, and waits for it.
func (s *Server) Kill() { s.end(os.Kill, 0) }

// Stop interrupts the process and waits for it; after ten seconds it kills it.
func (s *Server) Stop() { s.end(os.Interrupt, 10*time.Second) }

func (s *Server) end(signal os.Signal, patience time.Duration) {
	s.once.Do(func() {
		_ = s.command.Process.Signal(signal) // it may have ended already
		select {
		case <-s.ended:
		case <-time.After(patience):
			_ = s.command.Process.Kill()
		}
	})
	<-s.ended
}

// tail keeps the end of what a process wrote.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailSize = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	t.kept = t.kept[max(0, len(t.kept)-tailSize):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.kept))
}
