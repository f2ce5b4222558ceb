package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const modulePath = "github.com/shopguide/shopguide/"

// An arrow says what the packages at from may import of this module; in may,
// "x/..." means x and all beneath it. Tests may import the packages in tests too.
type arrow struct {
	from  string // "*" stands for one name
	may   string
	tests string
}

// arrows point one way: cmd → bot → conversation → retrieval, and conversation →
// prompts. The first line whose from fits a package counts. Siblings meet in
// their parent, save the vocabulary of their layer: catalog and lexical in
// retrieval, preference in conversation.
var arrows = []arrow{
	{from: "cmd/*", may: "bot/... conversation/... retrieval/... prompts"},

	{from: "bot", may: "conversation/...", tests: "bot/bottest"},
	{from: "bot/bottest", may: "bot conversation/... retrieval/catalog"},
	{from: "bot/*", may: "bot conversation/...", tests: "bot/bottest retrieval/catalog"},

	{from: "conversation", may: "conversation/... retrieval/... prompts"},
	{from: "conversation/store", may: "conversation/... retrieval/..."},
	{from: "conversation/store/*", may: "conversation/... retrieval/..."},
	{from: "conversation/evaluation", may: "conversation/... retrieval/... prompts"},
	{from: "conversation/llm", may: "retrieval/endpoint", tests: "retrieval/peer"},
	{from: "conversation/*", may: "conversation/preference retrieval/... prompts", tests: "conversation/service/builtin"},
	{from: "conversation/service/*", may: "conversation/service", tests: "retrieval/..."},

	{from: "prompts"},

	{from: "retrieval", may: "retrieval/..."},
	{from: "retrieval/evaluation", may: "retrieval/..."},
	{from: "retrieval/build", may: "retrieval/..."},
	{from: "retrieval/source", may: "retrieval/..."},
	{from: "retrieval/embedding", may: "retrieval/catalog retrieval/endpoint retrieval/lexical retrieval/sqlite", tests: "retrieval/embedding/embeddingtest retrieval/peer"},
	{from: "retrieval/catalog", may: "retrieval/lexical", tests: "retrieval/goldentest"},
	{from: "retrieval/lexical", tests: "retrieval/goldentest"},
	{from: "retrieval/*", may: "retrieval/catalog retrieval/lexical"},
	{from: "retrieval/embedding/distill", may: "retrieval/embedding retrieval/embedding/fit retrieval/evaluation retrieval/peer retrieval/lexical"},
	{from: "retrieval/embedding/*", may: "retrieval/embedding retrieval/catalog retrieval/lexical"},
	{from: "retrieval/catalog/store", may: "retrieval/catalog/... retrieval/lexical retrieval/sqlite"},
	{from: "retrieval/catalog/feed", may: "retrieval/catalog/... retrieval/lexical"},
	{from: "retrieval/catalog/web", may: "retrieval/catalog retrieval/catalog/fetch retrieval/lexical", tests: "retrieval/goldentest"},
	{from: "retrieval/catalog/fetch", may: "retrieval/catalog retrieval/endpoint retrieval/lexical"},
	{from: "retrieval/catalog/*", may: "retrieval/catalog retrieval/lexical", tests: "retrieval/datatest retrieval/goldentest"},
	{from: "retrieval/index/memory/benchmarks", may: "retrieval/..."}, // a module of its own
	{from: "retrieval/index/*", may: "retrieval/index retrieval/catalog retrieval/lexical", tests: "retrieval/index/indextest retrieval/peer"},
}

func TestImportsRunOneWay(t *testing.T) {
	for _, f := range sourceFiles(t) {
		for _, spec := range f.syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			target, ours := strings.CutPrefix(imported, modulePath)
			if !ours {
				continue
			}
			if err := checkArrow(f.folder(), target, f.isTest()); err != nil {
				t.Errorf("%s: %v", f.path, err)
			}
		}
	}
}

func TestAWrongArrowIsCaught(t *testing.T) {
	for _, tc := range []struct {
		from, to string
		test     bool
		wrong    bool
	}{
		{from: "cmd/shopguide", to: "retrieval/index/memory"},
		{from: "bot/telegram", to: "conversation/answer"},
		{from: "bot/telegram", to: "retrieval/catalog", wrong: true},
		{from: "bot/telegram", to: "retrieval/catalog", test: true},
		{from: "bot/telegram", to: "bot/slack", wrong: true},
		{from: "bot/telegram", to: "bot/bottest", test: true},
		{from: "bot/telegram", to: "bot/bottest", wrong: true},
		{from: "bot", to: "cmd/shopguide", test: true, wrong: true},
		{from: "conversation", to: "bot", wrong: true},
		{from: "conversation", to: "retrieval/ranking"},
		{from: "conversation/answer", to: "conversation/preference"},
		{from: "conversation/answer", to: "conversation/feedback", wrong: true},
		{from: "conversation/answer", to: "conversation", wrong: true},
		{from: "conversation/store", to: "conversation/feedback"},
		{from: "conversation/store", to: "conversation/store/storetest", wrong: true},
		{from: "conversation/store", to: "conversation/store/storetest", test: true},
		{from: "conversation/service/builtin", to: "conversation/service"},
		{from: "prompts", to: "retrieval/catalog", wrong: true},
		{from: "retrieval", to: "conversation/preference", wrong: true},
		{from: "retrieval/ranking", to: "retrieval/catalog"},
		{from: "retrieval/ranking", to: "retrieval/index", wrong: true},
		{from: "retrieval/index/milvus", to: "retrieval/index"},
		{from: "retrieval/index/milvus", to: "retrieval/index/memory", wrong: true},
		{from: "retrieval/index/milvus", to: "retrieval/peer", wrong: true},
		{from: "retrieval/index/milvus", to: "retrieval/peer", test: true},
		{from: "retrieval/catalog/builtin", to: "retrieval/catalog"},
		{from: "util", to: "prompts", wrong: true},
	} {
		name := fmt.Sprintf("%s to %s", tc.from, tc.to)
		if tc.test {
			name += " in a test"
		}
		t.Run(name, func(t *testing.T) {
			if err := checkArrow(tc.from, tc.to, tc.test); (err != nil) != tc.wrong {
				t.Errorf("got error %v, want one: %t", err, tc.wrong)
			}
		})
	}
}

// checkArrow returns an error if a file of package from, a test or not, must not
// import package to.
func checkArrow(from, to string, test bool) error {
	i := slices.IndexFunc(arrows, func(a arrow) bool { return fits(a.from, from) })
	if i < 0 {
		return fmt.Errorf("%s has no line in arrows: say there what it may import", from)
	}
	if from == to && test {
		return nil
	}
	allowed := strings.Fields(arrows[i].may)
	if test {
		allowed = append(allowed, strings.Fields(arrows[i].tests)...)
	}
	switch {
	case !slices.ContainsFunc(allowed, func(folder string) bool { return within(folder, to) }):
		return fmt.Errorf("%s imports %s, and may import only: %s", from, to, cmp.Or(strings.Join(allowed, ", "), "nothing of ours"))
	case !test && forTests(to) && !forTests(from):
		return fmt.Errorf("%s imports %s, which is for tests", from, to)
	}
	return nil
}

func fits(pattern, folder string) bool {
	ok, err := path.Match(pattern, folder)
	return ok && err == nil
}

func within(pattern, folder string) bool {
	root, tree := strings.CutSuffix(pattern, "/...")
	return folder == root || tree && strings.HasPrefix(folder, root+"/")
}

// forTests reports whether a package is for tests: the conformance suites bottest,
// indextest and storetest, and what else tests have in common.
func forTests(folder string) bool { return strings.HasSuffix(folder, "test") }
