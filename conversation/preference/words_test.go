package preference

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// kinds are the roles that the reader knows; a kind that ends in a colon goes on
// with a name.
var kinds = []string{
	"act:", "self", "take", "look", "idiom", "season:", "negate", "lack", "soft", "also", "indifferent", "any", "fine", "one", "but", "or", "of", "instead", "holds", "drop", "want", "origin", "place", "back",
	"max:before", "max:after", "min:before", "min:after", "near:before", "near:after", "revise",
	"between", "range:before", "range:to", "range:and", "range:after", "size:before", "size:after", "unit:", "item:",
}

// oneLanguage are the roles that one language has no phrases for, because it says
// the same in other ways or by a pattern.
var oneLanguage = []string{"of", "want", "size:after"}

func TestRoles(t *testing.T) {
	rows := map[string][]string{}
	readTable("words/roles.tsv", 3, func(columns []string) {
		if _, twice := rows[columns[0]]; twice {
			t.Errorf("%s stands twice", columns[0])
		}
		rows[columns[0]] = columns[1:]
	})
	t.Run("are those that the reader knows", func(t *testing.T) {
		for name := range rows {
			kind, _, named := strings.Cut(name, ":")
			if !slices.Contains(kinds, name) && !(named && slices.Contains(kinds, kind+":")) {
				t.Errorf("no one reads the role %s", name)
			}
		}
		for _, kind := range kinds {
			known := func(name string) bool {
				return name == kind || strings.HasSuffix(kind, ":") && strings.HasPrefix(name, kind)
			}
			if !slices.ContainsFunc(keys(rows), known) {
				t.Errorf("no phrase has the role %s", kind)
			}
		}
	})
	t.Run("name acts that there are", func(t *testing.T) {
		for name := range rows {
			if act, ok := strings.CutPrefix(name, "act:"); ok && !slices.Contains(acts, act) {
				t.Errorf("there is no act %q", act)
			}
		}
	})
	t.Run("name positions that there are", func(t *testing.T) {
		for name := range rows {
			item, ok := strings.CutPrefix(name, "item:")
			if n, err := strconv.Atoi(item); ok && !slices.Contains([]string{"last", "focus", "other", "number"}, item) && (err != nil || n < 1 || n > maxPosition) {
				t.Errorf("there is no item %q", item)
			}
		}
	})
	t.Run("name currencies that there are", func(t *testing.T) {
		for name := range rows {
			code, ok := strings.CutPrefix(name, "unit:")
			if ok && code != "other" {
				if _, ok := inMinorUnits(100, code); !ok {
					t.Errorf("there is no currency %q", code)
				}
			}
		}
	})
	t.Run("have phrases in both languages, each once", func(t *testing.T) {
		for name, columns := range rows {
			for i, words := range columns {
				if words == "" {
					if !slices.Contains(oneLanguage, name) && !strings.HasPrefix(name, "item:") {
						t.Errorf("%s has no phrases in language %d", name, i+1)
					}
					continue
				}
				seen := map[string]bool{}
				for phrase := range strings.SplitSeq(words, "|") {
					if seen[phrase] || strings.TrimSpace(phrase) != phrase || len(lexical.Atoms(phrase)) == 0 {
						t.Errorf("%s: the phrase %q is empty, unclean or there twice", name, phrase)
					}
					seen[phrase] = true
				}
			}
		}
	})
}

// acts are the names of acts as the data writes them.
var acts = []string{
	string(Find), string(Recall), string(Cheaper), string(Dearer), string(Reject), string(Another), string(More), string(StartOver),
	string(Similar), string(Advise), string(Compare), string(Detail), string(Accept), string(Person), string(Thanks), string(Hello),
	string(Bye), string(Who), "policy", "order", "picture",
	string(Why), string(Cheapest), string(Dearest), string(Wait), string(OffTopic), string(Upset), string(Lost), string(Caution),
	string(Complement), string(InStock), string(GiveUp),
}

func keys(m map[string][]string) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	return all
}

func TestNatures(t *testing.T) {
	lexicon := lexical.Default()
	known := []string{"brand", "price"}
	for _, c := range lexicon.Concepts() {
		known = append(known, c.Attribute)
	}
	for _, m := range measurables() {
		known = append(known, m.attribute)
	}
	for attribute, n := range natures() {
		if n.strength != Must && n.strength != Prefer {
			t.Errorf("%s: a wish cannot be %q", attribute, n.strength)
		}
		if !slices.Contains([]string{"all", "declined", "nothing"}, n.lasts) {
			t.Errorf("%s: %q of a wish cannot last", attribute, n.lasts)
		}
		if !slices.Contains(known, attribute) {
			t.Errorf("%s has a strength and no words", attribute)
		}
	}
	for _, attribute := range known {
		if _, ok := natures()[attribute]; !ok {
			t.Errorf("%s has words and no strength", attribute)
		}
	}
}

func TestWhatLasts(t *testing.T) {
	for attribute, want := range map[string]map[Op]bool{
		"size":         {In: true, NotIn: true},
		"material":     {In: false, NotIn: true},
		"product_type": {In: false, NotIn: false},
		"price":        {Max: false},
		FreeText:       {Like: false},
	} {
		for op, lasts := range want {
			if got := Lasts(Constraint{Attribute: attribute, Op: op}); got != lasts {
				t.Errorf("%s %s lasts: %v, want %v", attribute, op, got, lasts)
			}
		}
	}
}

// TestMoods: every mark that the code reads is in the data, and no other.
func TestMoods(t *testing.T) {
	want := []string{"age:between", "age:months", "age:of", "age:years", "agree", "ask:anywhere", "ask:first", "ask:last", "ask:not", "ask:shop", "body", "for:before", "for:between", "for:gift", "for:own", "for:own-only", "for:something", "for:with", "modify:last", "part", "particle", "quality", "rather", "sizes:cn", "sizes:eu", "sizes:uk", "sizes:us", "suggest"}
	if got := slices.Sorted(maps.Keys(moods())); !slices.Equal(got, want) {
		t.Errorf("the marks are %q, want %q", got, want)
	}
	for mark, words := range moods() {
		if slices.Contains(words, "") {
			t.Errorf("%s has an empty word, which every sentence has", mark)
		}
	}
}

// TestCritiques: every row says a way to go that the lexicon knows, in both languages.
func TestCritiques(t *testing.T) {
	lexicon := lexical.Default()
	seen := map[string]bool{}
	readTable("words/critiques.tsv", 4, func(columns []string) {
		values := strings.Split(columns[1], "|")
		for attribute := range strings.SplitSeq(columns[0], "|") {
			if lexicon.AttributeLabel(attribute, "zh") == attribute {
				t.Errorf("%s has no name", attribute)
			}
			if d := Direction(columns[1]); d == Up || d == Down {
				continue
			}
			for _, v := range values {
				if lexicon.Position(attribute, v) < 0 {
					t.Errorf("there is no %s %q", attribute, v)
				}
			}
		}
		for i, words := range columns[2:] {
			for phrase := range strings.SplitSeq(words, "|") {
				if seen[phrase] || strings.TrimSpace(phrase) != phrase || len(lexical.Atoms(phrase)) == 0 {
					t.Errorf("%s: the phrase %q in language %d is empty, unclean or there twice", columns[0], phrase, i+1)
				}
				seen[phrase] = true
			}
		}
	})
}

// TestPeople: every person is of age groups and a gender that the lexicon knows, and has
// words in both languages that are no one else's.
func TestPeople(t *testing.T) {
	lexicon := lexical.Default()
	seen := map[string]string{}
	for _, p := range people() {
		for _, age := range p.ages {
			if lexicon.Position("age_group", age) < 0 {
				t.Errorf("%s: there is no age group %q", p.key, age)
			}
		}
		if p.gender != "" && lexicon.Position("gender", p.gender) < 0 {
			t.Errorf("%s: there is no gender %q", p.key, p.gender)
		}
		for lang, words := range p.words {
			for _, w := range words {
				if seen[w] != "" || len(lexical.Atoms(w)) == 0 {
					t.Errorf("%s: %q in %s is empty or stands for %s too", p.key, w, lang, seen[w])
				}
				seen[w] = p.key
			}
		}
	}
	for months := range 1500 {
		for _, group := range ageGroups(months) {
			if lexicon.Position("age_group", group) < 0 {
				t.Errorf("%d months: there is no age group %q", months, group)
			}
		}
		if len(ageGroups(months)) == 0 {
			t.Errorf("%d months are of no age group", months)
		}
	}
}

// TestSizes: every size is one that the lexicon lists, and in one system a number is one
// size of a kind and gender.
func TestSizes(t *testing.T) {
	lexicon := lexical.Default()
	seen := map[string]string{}
	for _, row := range sizes() {
		if lexicon.Position("size", row.size) < 0 || lexicon.Position("product_type", row.kind) < 0 || lexicon.Position("gender", row.gender) < 0 {
			t.Errorf("%s %s %s is not in the lexicon", row.kind, row.gender, row.size)
		}
		for system, numbers := range row.systems {
			for _, n := range numbers {
				key := strings.Join([]string{row.kind, row.gender, system, n}, " ")
				if seen[key] != "" {
					t.Errorf("%s is %s and %s", key, seen[key], row.size)
				}
				seen[key] = row.size
			}
		}
	}
}
