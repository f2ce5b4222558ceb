package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"
)

// BenchmarkStart starts the released program on a terminal, with a data folder
// that does not exist yet, waits for its prompt, and has one turn.
func BenchmarkStart(b *testing.B) {
	info, err := os.Stat(program(b))
	if err != nil {
		b.Fatal(err)
	}
	var starts []float64
	var resident float64
	for b.Loop() {
		start, megabytes := startOnTerminal(b)
		starts = append(starts, start.Seconds()*1000)
		resident = max(resident, megabytes)
	}
	slices.Sort(starts)
	b.ReportMetric(starts[len(starts)/2], "p50-ms/prompt")
	b.ReportMetric(starts[len(starts)-1], "max-ms/prompt")
	b.ReportMetric(resident, "MB-resident")
	b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
}

// startOnTerminal returns the time from the start of the process to its first
// prompt, and its memory after one turn.
func startOnTerminal(b *testing.B) (start time.Duration, megabytes float64) {
	b.Helper()
	person, shell := terminal(b)
	defer person.Close()
	c := command(b, filepath.Join(b.TempDir(), "data"))
	c.Path = program(b)
	c.Env = append(c.Env, "TERM=xterm-256color", "LANG=en_US.UTF-8")
	c.Stdin, c.Stdout, c.Stderr = shell, shell, shell
	c.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	begun := time.Now()
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	if err := shell.Close(); err != nil {
		b.Fatal(err)
	}
	awaitOnScreen(b, person, "> ")
	start = time.Since(begun)
	if _, err := person.WriteString("men's shirts for summer\r"); err != nil {
		b.Fatal(err)
	}
	awaitOnScreen(b, person, "¥")
	megabytes = residentMemory(b, c.Process.Pid)
	if err := c.Process.Kill(); err != nil {
		b.Fatal(err)
	}
	_ = c.Wait() // it was killed
	return start, megabytes
}

// terminal returns the two ends of a pseudo-terminal.
func terminal(b *testing.B) (person, shell *os.File) {
	b.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		if os.Getenv("CI") == "true" {
			b.Fatal("no pseudo-terminals here: ", err)
		}
		b.Skip("no pseudo-terminals here: ", err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		b.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		b.Fatal(err)
	}
	shell, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		b.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(int(shell.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 100}); err != nil {
		b.Fatal(err)
	}
	return person, shell
}

func awaitOnScreen(b *testing.B, person *os.File, text string) {
	b.Helper()
	var screen bytes.Buffer
	part := make([]byte, 4096)
	for !bytes.Contains([]byte(ansi.Strip(screen.String())), []byte(text)) {
		n, err := person.Read(part)
		if err != nil {
			b.Fatalf("the program ended: %v; its screen was\n%s", err, screen.String())
		}
		screen.Write(part[:n])
	}
}

// residentMemory returns the resident memory of a process in MB.
func residentMemory(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(status) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			kilobytes, err := strconv.Atoi(string(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(rest), []byte("kB")))))
			if err != nil {
				b.Fatal(err)
			}
			return float64(kilobytes) * 1024 / 1e6
		}
	}
	b.Fatal("/proc does not say")
	return 0
}
