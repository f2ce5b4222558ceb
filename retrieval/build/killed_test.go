package build_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/shopguide/shopguide/retrieval/build"
)

// childFolder tells the process of TestKilled that it is the child.
const childFolder = "SHOPGUIDE_TEST_BUILD_IN"

// TestKilled kills a process with kill -9 while it builds.
func TestKilled(t *testing.T) {
	if folder := os.Getenv(childFolder); folder != "" {
		buildForever(t, folder)
		return
	}
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self, "-test.run=^TestKilled$")
	child.Env = append(os.Environ(), childFolder+"="+folder)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "building"; {
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	if e := open(t, b).Engine; counted(t, e) != 100 || dear(t, e) != 0 {
		t.Error("readers see what was killed")
	}
	wants(t, run(t, b), false, 1, 2, 98)
	if e := open(t, b).Engine; counted(t, e) != 98 || dear(t, e) != 1 {
		t.Error("the next run has not done the work")
	}
}

// buildForever begins to build, and waits in the middle of it to be killed.
func buildForever(t *testing.T, folder string) {
	t.Helper()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	feed(t, b, mugs(98, only(9)))
	b.Embedder = letters{name: "letters", before: func(ctx context.Context) error {
		fmt.Println("building")
		<-ctx.Done()
		return ctx.Err()
	}}
	_, err := b.Run(t.Context(), true)
	t.Fatalf("the build ended: %v", err)
}
