package evaluation_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden figures with what the code now gives")

const golden = "testdata/figures.golden"

// slack is how far a figure may be from the recorded one, which has two decimals:
// less than one query of a hundred.
const slack = 0.0099

// goals are what some figures should reach. One that has reached its goal must not
// fall below it again, which -update does not change.
var goals = map[string]float64{
	"pairs, Chinese query, English texts: intended in the top ten": 0.85,
	"pairs, English query, Chinese texts: intended in the top ten": 0.85,
	"pairs, both texts: overlap of the top tens":                   0.80,
	"Chinese goods: recall@10":                                     0.90,
}

// record compares a figure with the recorded one, so that a commit that changes what
// is found shows what it costs or gains.
func record(t *testing.T, name string, figure float64) {
	t.Helper()
	t.Logf("%s: %.3f", name, figure)
	figures := recorded(t)
	want, known := figures[name]
	if goal, has := goals[name]; has && want >= goal && figure < goal {
		t.Errorf("%s is %.3f, below its goal of %.2f, which it had reached", name, figure, goal)
		return
	}
	if *update {
		figures[name] = figure
		write(t, figures)
		return
	}
	if !known || math.Abs(figure-want) > slack {
		t.Errorf("%s is %.2f, recorded %.2f; if it should be, run\n\tgo test ./retrieval/evaluation -update", name, figure, want)
	}
}

func recorded(t *testing.T) map[string]float64 {
	t.Helper()
	figures := map[string]float64{}
	content, err := os.ReadFile(golden)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		value, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		figure, err := strconv.ParseFloat(value, 64)
		if err != nil {
			t.Fatalf("%s: %v", golden, err)
		}
		figures[name] = figure
	}
	return figures
}

func write(t *testing.T, figures map[string]float64) {
	t.Helper()
	var lines []string
	for name, figure := range figures {
		lines = append(lines, fmt.Sprintf("%.2f  %s\n", figure, name))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[4:], b[4:]) })
	if err := os.WriteFile(golden, []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
}
