package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program as well: started under the name
// shopguide it runs main.
func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"shopguide": main})
}

// suite removes the program that some tests build.
type suite struct{ *testing.M }

func (s suite) Run() int {
	status := s.M.Run()
	if builtFolder != "" {
		_ = os.RemoveAll(builtFolder) // what is left is in the folder for temporary files
	}
	return status
}

var builtFolder string

// built is the path of the program as it is released.
var built = sync.OnceValues(func() (string, error) {
	var err error
	if builtFolder, err = os.MkdirTemp("", "shopguide"); err != nil {
		return "", err
	}
	path := filepath.Join(builtFolder, "shopguide")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, ".")
	build.Stderr = os.Stderr
	return path, build.Run()
})

func program(t testing.TB) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatalf("build the program: %v", err)
	}
	return path
}

// command is the program on a data folder of its own, out of the test binary.
func command(t testing.TB, data string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, args...)
	c.Args[0] = "shopguide"
	c.Dir = t.TempDir()
	c.Env = []string{"HOME=" + t.TempDir(), "SHOPGUIDE_DATA_DIR=" + data}
	return c
}
