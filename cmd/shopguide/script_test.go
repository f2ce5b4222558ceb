package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the whole program as a shell would. The scripts find a data
// folder named data, an empty HOME, and an empty folder cwd.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup:               setup,
		Condition: func(cond string) (bool, error) {
			if cond != "netless" {
				return false, fmt.Errorf("no such condition")
			}
			return exec.Command("unshare", "-rn", "true").Run() == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"json":    jsonCommand,
			"cheaper": cheaperCommand,
			"pure":    pureCommand,
			"holds":   holdsCommand,
			"empty":   emptyCommand,
			"site":    siteCommand,
			"gb18030": gb18030Command,
			"fixture": fixtureCommand,
		},
	})
}

func setup(env *testscript.Env) error {
	for _, folder := range []string{"home", "cwd"} {
		if err := os.Mkdir(filepath.Join(env.WorkDir, folder), 0o700); err != nil {
			return err
		}
	}
	env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
	env.Setenv("SHOPGUIDE_DATA_DIR", filepath.Join(env.WorkDir, "data"))
	// What a script cannot hold itself:
	for name, content := range map[string]string{
		"invalid.txt":   "\xff\xfe shirts\xc3\x28\nmen's sh\x00irts\xed\xa0\x80\n",
		"long.txt":      strings.Repeat("衬衫 ", 100<<10/7) + "\nmen's shirts\n",
		"invalid.jsonl": `{"id":"good","title":"Good Mug","price":"10.00 CNY"}` + "\n" + `{"id":"bad","title":"` + "\xff" + `"}` + "\n",
	} {
		if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// jsonCommand is "json LINE PATH == VALUE" or "json LINE PATH ~ PATTERN". It looks at one
// line, from 1, of the JSON that the program printed last. A path is like
// items.0.price; len is the length of a list.
func jsonCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 4 {
		ts.Fatalf("usage: json LINE PATH ==|~ WANT")
	}
	line := printed(ts, args[0])
	var v any
	ts.Check(json.Unmarshal(line, &v))
	got, err := lookUp(v, args[1])
	ts.Check(err)
	holds := got == args[3]
	if args[2] == "~" {
		holds = regexp.MustCompile(args[3]).MatchString(got)
	}
	if holds == neg {
		ts.Fatalf("line %s: %s is %s; the text is %q", args[0], args[1], got, line)
	}
}

// printed returns one line, from 1, of what the program printed last.
func printed(ts *testscript.TestScript, number string) []byte {
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(lines) {
		ts.Fatalf("there are %d lines, no line %s", len(lines), number)
	}
	return []byte(lines[n-1])
}

// lookUp returns what is at a path, as text.
func lookUp(v any, path string) (string, error) {
	for _, name := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			below, ok := at[name]
			if !ok {
				return "", fmt.Errorf("%s: there is no %s", path, name)
			}
			v = below
		case []any:
			if name == "len" {
				return strconv.Itoa(len(at)), nil
			}
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(at) {
				return "", fmt.Errorf("%s: there are %d, no %s", path, len(at), name)
			}
			v = at[i]
		default:
			return "", fmt.Errorf("%s: there is nothing under %v", path, v)
		}
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// holdsCommand is "holds FOLDER TEXT": some file of the folder has the bytes.
func holdsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: holds FOLDER TEXT")
	}
	in := ""
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(args[1])) {
			in = path
		}
		return err
	}))
	if (in != "") == neg {
		ts.Fatalf("%q is in %q", args[1], in)
	}
}

// emptyCommand is "empty FOLDER": there is nothing in it.
func emptyCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: empty FOLDER")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if (len(entries) == 0) == neg {
		ts.Fatalf("%s has %v", args[0], entries)
	}
}
