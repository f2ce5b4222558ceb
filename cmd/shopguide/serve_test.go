package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestServe(t *testing.T) {
	data := t.TempDir()
	server := command(t, data, "serve", "--listen", "127.0.0.1:0")
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	address := awaitAddress(t, log)

	t.Run("says that it lives and is ready", func(t *testing.T) {
		if status, body := get(t, address+"/healthz"); status != http.StatusOK {
			t.Errorf("/healthz: %d %s", status, body)
		}
		for {
			if status, _ := get(t, address+"/readyz"); status == http.StatusOK {
				break
			}
			time.Sleep(10 * time.Millisecond) // the test's own deadline ends the wait
		}
		if status, body := get(t, address+"/metrics"); status != http.StatusOK {
			t.Errorf("/metrics: %d %s", status, body)
		}
		if status, _ := get(t, address+"/"); status != http.StatusNotFound {
			t.Errorf("/ answers %d", status)
		}
	})
	t.Run("keeps the data folder to itself", func(t *testing.T) {
		out, err := command(t, data, "--json").CombinedOutput()
		if status := exitStatus(err); status != 1 || !strings.Contains(string(out), "another shopguide is using "+data) {
			t.Errorf("a second process ends with %d and says %s", status, out)
		}
	})
	t.Run("ends in peace when it is told to", func(t *testing.T) {
		if err := server.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, log); err != nil {
			t.Fatal(err)
		}
		if err := server.Wait(); err != nil {
			t.Errorf("after SIGTERM: %v", err)
		}
	})
	t.Run("says what is wrong with its address", func(t *testing.T) {
		out, err := command(t, data, "serve", "--listen", "nowhere:1:2").CombinedOutput()
		if status := exitStatus(err); status != 1 || !strings.Contains(string(out), "--listen") {
			t.Errorf("it ends with %d and says %s", status, out)
		}
	})
}

// TestChatLocksItsFolder: two chats would answer each other's messages.
func TestChatLocksItsFolder(t *testing.T) {
	data := t.TempDir()
	first := startChat(t, command(t, data, "--json"))
	first.say(t, "hello")
	first.hear(t)
	out, err := command(t, data, "--json").CombinedOutput()
	if status := exitStatus(err); status != 1 || !strings.Contains(string(out), "--data-dir") {
		t.Errorf("the second chat ends with %d and says %s", status, out)
	}
	first.end(t)
	out, err = command(t, data, "--json").CombinedOutput()
	if err != nil {
		t.Errorf("after the first has ended the second cannot begin: %v: %s", err, out)
	}
}

// TestChatEndsOnSIGTERM: also while it waits for the next line.
func TestChatEndsOnSIGTERM(t *testing.T) {
	c := startChat(t, command(t, t.TempDir(), "--json"))
	c.say(t, "hello")
	c.hear(t)
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
}

// awaitAddress returns where the server of the log listens.
func awaitAddress(t *testing.T, log io.Reader) string {
	t.Helper()
	return "http://" + awaitEntry(t, log, "serving").Address
}

// logged is what the tests look at of an entry of the log.
type logged struct{ Msg, Address string }

// awaitEntry returns the next entry of the log with the message.
func awaitEntry(t *testing.T, log io.Reader, msg string) logged {
	t.Helper()
	lines := bufio.NewReader(log)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the server ended: %v", err)
		}
		var entry logged
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("a log line is no JSON: %s", line)
		}
		if entry.Msg == msg {
			return entry
		}
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(b)
}

func exitStatus(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// running is a chat with a started program.
type running struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startChat(t testing.TB, cmd *exec.Cmd) *running {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &running{cmd, in, bufio.NewReader(out)}
}

func (r *running) say(t testing.TB, text string) {
	t.Helper()
	if _, err := fmt.Fprintln(r.in, text); err != nil {
		t.Fatal(err)
	}
}

// hear returns the next reply.
func (r *running) hear(t testing.TB) reply {
	t.Helper()
	line, err := r.out.ReadBytes('\n')
	if err != nil {
		t.Fatalf("no reply: %v", err)
	}
	var said reply
	if err := json.Unmarshal(line, &said); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return said
}

// reply is what the tests look at of a line of JSON.
type reply struct {
	Text    string
	Acts    []string
	ReplyTo string `json:"reply_to"`
}

// end closes the input and waits until the program has ended well.
func (r *running) end(t testing.TB) {
	t.Helper()
	if err := r.in.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, r.out); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Wait(); err != nil {
		t.Error(err)
	}
}
