package conversation_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// script is one case: a conversation that is held in each language.
type script struct {
	name    string
	file    string
	line    int
	pending bool
	turns   []scriptTurn
}

// scriptTurn is a message in each language and what is expected of the answer. What
// is nil or empty is not looked at.
type scriptTurn struct {
	line      int
	laterChat bool
	text      map[string]string // by language
	acts      []string
	ledger    []string // as written; free words as "text like en / zh"
	asks      []string
	says      map[string]string // by language, in lower case
	shows     string            // "something", "nothing" or a kind of product
}

// wishes returns the ledger expected in a language.
func (w scriptTurn) wishes(lang string) []string {
	if w.ledger == nil {
		return nil
	}
	all := make([]string, 0, len(w.ledger))
	for _, wish := range w.ledger {
		if strings.HasPrefix(wish, "text like ") {
			words := strings.TrimPrefix(wish, "text like ")
			wish = "text like " + inLanguage(words, lang)
		}
		all = append(all, inOrder(wish))
	}
	return all
}

// inOrder returns the wish with its values in alphabetical order.
func inOrder(wish string) string {
	for _, op := range []string{" not-in ", " in "} {
		if attribute, values, ok := strings.Cut(wish, op); ok {
			all := listed(values, ",")
			slices.Sort(all)
			return attribute + op + strings.Join(all, ", ")
		}
	}
	return wish
}

// inLanguage returns the part of "English / Chinese" that is in a language.
func inLanguage(words, lang string) string {
	en, zh, ok := strings.Cut(words, " / ")
	if ok && lang == "zh" {
		return strings.ToLower(zh)
	}
	return strings.ToLower(en)
}

// readScripts reads a file of cases.
func readScripts(t testing.TB, name string) []script {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	area := strings.TrimSuffix(filepath.Base(name), ".txt")
	var all []script
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if title, ok := strings.CutPrefix(line, "== "); ok {
			all = append(all, script{name: area + "/" + title, file: name, line: number})
			continue
		}
		if len(all) == 0 || !all[len(all)-1].read(line, number) {
			t.Fatalf("%s:%d: %q is no line of a case", name, number, line)
		}
	}
	for _, s := range all {
		for _, turn := range s.turns {
			if turn.text["zh"] == "" || turn.acts == nil || turn.ledger == nil {
				t.Errorf("%s:%d: a turn needs en:, zh:, acts: and ledger:", name, turn.line)
			}
		}
	}
	return all
}

// read takes in a line of the case and reports whether it is one.
func (s *script) read(line string, number int) bool {
	key, rest, _ := strings.Cut(line, ":")
	rest = strings.TrimSpace(rest)
	if key == "pending" {
		s.pending = true
		return true
	}
	if key == "en" {
		s.turns = append(s.turns, scriptTurn{line: number, text: map[string]string{"en": rest}})
		return rest != ""
	}
	if len(s.turns) == 0 {
		return false
	}
	turn := &s.turns[len(s.turns)-1]
	switch key {
	case "zh":
		turn.text["zh"] = rest
	case "acts":
		turn.acts = listed(rest, ",")
	case "ledger":
		turn.ledger = listed(rest, ";")
		if rest == "same" && len(s.turns) > 1 {
			turn.ledger = s.turns[len(s.turns)-2].ledger
		}
	case "asks":
		turn.asks = listed(rest, ",")
	case "says":
		turn.says = map[string]string{"en": inLanguage(rest, "en"), "zh": inLanguage(rest, "zh")}
	case "shows":
		turn.shows = rest
	case "another chat":
		turn.laterChat = true
	default:
		return false
	}
	return true
}

// listed splits a list; "none" is the empty one.
func listed(text, separator string) []string {
	all := []string{}
	if text == "none" {
		return all
	}
	for part := range strings.SplitSeq(text, separator) {
		all = append(all, strings.TrimSpace(part))
	}
	return all
}
