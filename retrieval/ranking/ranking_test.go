package ranking

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

var (
	now   = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	blue  = catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{"blue", "navy"}}
	noRed = catalog.Condition{Attribute: "color", Op: catalog.NotIn, Values: []string{"red"}}
	cheap = catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 30000}
)

const halfYear = 182 * 24 * time.Hour

func colored(colors ...string) catalog.Record {
	return catalog.Record{Values: map[string][]string{"color": colors}}
}

func soldOut() catalog.Record {
	return catalog.Record{Values: map[string][]string{catalog.AvailabilityAttribute: {string(catalog.OutOfStock)}}}
}

func TestFeatures(t *testing.T) {
	for _, test := range []struct {
		name      string
		candidate Candidate
		wishes    Wishes
		want      Features
	}{
		{"of nothing are all zero, but that it can be ordered", Candidate{}, Wishes{}, Features{}},
		{"the words of the best candidate count fully", Candidate{Lexical: 8}, Wishes{Lexical: 8}, Features{Lexical: 1}},
		{"the words of another by their share of the best", Candidate{Lexical: 2}, Wishes{Lexical: 8}, Features{Lexical: 0.25}},
		{"its meaning counts by the cosine", Candidate{Dense: 0.7}, Wishes{}, Features{Dense: 0.7}},
		{"words count nothing when no candidate has any", Candidate{}, Wishes{Lexical: 0}, Features{}},
		{"a preference that is met", Candidate{Record: colored("navy")}, Wishes{Prefer: []catalog.Condition{blue}}, Features{Met: 1}},
		{"a preference that is missed", Candidate{Record: colored("red")}, Wishes{Prefer: []catalog.Condition{blue}}, Features{Missed: 1}},
		{"a preference that is not listed", Candidate{}, Wishes{Prefer: []catalog.Condition{blue, noRed, cheap}}, Features{}},
		{
			"each preference counts", Candidate{Record: catalog.Record{Values: map[string][]string{"color": {"red"}}, Amount: 20000, Priced: true}},
			Wishes{Prefer: []catalog.Condition{blue, noRed, cheap}},
			Features{Met: 1, Missed: 2},
		},
		{"a must that is known to be kept", Candidate{Record: colored("blue")}, Wishes{Must: catalog.Filter{blue}}, Features{}},
		{"musts that are not listed", Candidate{}, Wishes{Must: catalog.Filter{blue, cheap}}, Features{Unlisted: 2}},
		{"what must not be and is not listed is no lack", Candidate{}, Wishes{Must: catalog.Filter{noRed}}, Features{}},
		{"what is sold out", Candidate{Record: soldOut()}, Wishes{}, Features{Orderable: -1}},
		{"a group shown before", Candidate{ID: "a-1", Group: "a"}, Wishes{Seen: []string{"b", "a"}}, Features{Seen: 1}},
		{"another variant of none shown before", Candidate{ID: "a", Group: "c"}, Wishes{Seen: []string{"b", "a"}}, Features{}},
		{"released today", Candidate{Record: catalog.Record{Released: now}}, Wishes{Now: now}, Features{Fresh: 1}},
		{"of an unknown day of release", Candidate{}, Wishes{Now: now}, Features{}},
		{"on an unknown day", Candidate{Record: catalog.Record{Released: now}}, Wishes{}, Features{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.want.Orderable++ // unless said otherwise
			if diff := cmp.Diff(test.want, test.wishes.features(test.candidate)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFreshnessHalvesEveryHalfYear(t *testing.T) {
	for _, test := range []struct {
		age  time.Duration
		want float64
	}{
		{-24 * time.Hour, 1}, {0, 1}, {halfYear, 0.5}, {2 * halfYear, 0.25}, {10 * halfYear, math.Pow(0.5, 10)},
	} {
		if got := freshness(now.Add(-test.age), now); got != test.want {
			t.Errorf("after %v: %v, want %v", test.age, got, test.want)
		}
	}
	before := 1.0
	for day := 1; day < 3000; day++ {
		got := freshness(now.AddDate(0, 0, -day), now)
		if got <= 0 || got >= before {
			t.Fatalf("on day %d: %v, the day before %v; want less and more than nothing", day, got, before)
		}
		before = got
	}
}

func TestScoreIsLinearInEveryFeature(t *testing.T) {
	w := Weights{Lexical: 1, Dense: 17, Met: 2, Missed: -3, Unlisted: -5, Orderable: 7, Fresh: 11, Seen: -13}
	weights := reflect.ValueOf(w)
	all, sum := Features{}, 0.0
	for i := range weights.NumField() {
		name, weight := weights.Type().Field(i).Name, weights.Field(i).Float()
		var one Features
		reflect.ValueOf(&one).Elem().Field(i).SetFloat(2)
		if got := w.Score(one); got != 2*weight {
			t.Errorf("%s of 2 at weight %v scores %v", name, weight, got)
		}
		reflect.ValueOf(&all).Elem().Field(i).SetFloat(float64(i + 1))
		sum += weight * float64(i+1)
	}
	if got := w.Score(all); got != sum {
		t.Errorf("all features score %v, want %v", got, sum)
	}
}

func TestEveryFeatureIsLoggedUnderItsName(t *testing.T) {
	f := Features{Lexical: 1, Dense: 8, Met: 2, Missed: 3, Unlisted: 4, Orderable: 5, Fresh: 6, Seen: 7}
	fields := reflect.ValueOf(f)
	want := map[string]float64{}
	for i := range fields.NumField() {
		want[strings.ToLower(fields.Type().Field(i).Name)] = fields.Field(i).Float()
	}
	if got := f.Map(); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestRankByDefault names, in each case, the candidates in the order expected.
func TestRankByDefault(t *testing.T) {
	fits, misses, silent := colored("blue"), colored("green"), catalog.Record{}
	gone := colored("blue")
	gone.Released, gone.Values[catalog.AvailabilityAttribute] = now, []string{string(catalog.OutOfStock)}
	for _, test := range []struct {
		name       string
		wishes     Wishes
		candidates []Candidate
		want       []string
	}{
		{"nothing gives nothing", Wishes{}, nil, []string{}},
		{
			"what can be ordered goes before what was not shown yet", Wishes{Seen: []string{"b"}},
			[]Candidate{{ID: "a", Record: soldOut()}, {ID: "b"}},
			[]string{"b", "a"},
		},
		{
			"what can be ordered goes before what fits in every other way", Wishes{Must: catalog.Filter{blue}, Prefer: []catalog.Condition{blue}, Lexical: 9, Now: now},
			[]Candidate{{ID: "a", Lexical: 9, Record: gone}, {ID: "b", Record: silent}},
			[]string{"b", "a"},
		},
		{
			"what was not shown yet goes before what fits alike and was", Wishes{Must: catalog.Filter{blue}, Seen: []string{"a"}, Lexical: 9},
			[]Candidate{{ID: "a", Lexical: 9, Record: fits}, {ID: "b", Lexical: 9, Record: fits}},
			[]string{"b", "a"},
		},
		{
			"what is known to keep a must goes before what does not state it", Wishes{Must: catalog.Filter{blue}},
			[]Candidate{{ID: "a", Record: silent}, {ID: "b", Record: fits}},
			[]string{"b", "a"},
		},
		{
			"a preference met goes before one not listed, and that before one missed", Wishes{Prefer: []catalog.Condition{blue}},
			[]Candidate{{ID: "a", Record: misses}, {ID: "b", Record: silent}, {ID: "c", Record: fits}},
			[]string{"c", "b", "a"},
		},
		{
			"words decide among what fits alike", Wishes{Must: catalog.Filter{blue}, Lexical: 9},
			[]Candidate{{ID: "a", Lexical: 3, Record: fits}, {ID: "b", Lexical: 9, Record: fits}},
			[]string{"b", "a"},
		},
		{
			"freshness decides among equals", Wishes{Now: now},
			[]Candidate{{ID: "a", Record: catalog.Record{Released: now.Add(-halfYear)}}, {ID: "b", Record: catalog.Record{Released: now}}, {ID: "c"}},
			[]string{"b", "a", "c"},
		},
		{
			"equal scores go by stock, then by id", Wishes{},
			[]Candidate{{ID: "d", Record: catalog.Record{Stock: 1}}, {ID: "c", Record: catalog.Record{Stock: 1}}, {ID: "b", Record: catalog.Record{Stock: 9}}, {ID: "a"}},
			[]string{"b", "c", "d", "a"},
		},
		{
			"of a group only the best stays", Wishes{Lexical: 9},
			[]Candidate{{ID: "a-1", Group: "a", Lexical: 1}, {ID: "b-1", Group: "b", Lexical: 5}, {ID: "a-2", Group: "a", Lexical: 9}, {ID: "b-2", Group: "b", Lexical: 5}},
			[]string{"a-2", "b-1"},
		},
		{
			"of variants that score about alike the most plentiful stands in the place of the best", Wishes{Lexical: 100},
			[]Candidate{
				{ID: "a-1", Group: "a", Lexical: 100, Record: catalog.Record{Stock: 1}}, {ID: "b", Lexical: 97, Record: catalog.Record{Stock: 1}}, {ID: "a-2", Group: "a", Lexical: 96, Record: catalog.Record{Stock: 5}},
				{ID: "a-3", Group: "a", Lexical: 95, Record: catalog.Record{Stock: 2}},
			},
			[]string{"a-2", "b"},
		},
		{
			"no variant stands for one that scores clearly better, not even by steps", Wishes{Lexical: 100},
			[]Candidate{
				{ID: "a-1", Group: "a", Lexical: 100, Record: catalog.Record{Stock: 1}}, {ID: "a-2", Group: "a", Lexical: 94, Record: catalog.Record{Stock: 5}}, {ID: "a-3", Group: "a", Lexical: 88, Record: catalog.Record{Stock: 9}},
			},
			[]string{"a-2"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i := range test.candidates {
				if test.candidates[i].Group == "" {
					test.candidates[i].Group = test.candidates[i].ID
				}
			}
			given := slices.Clone(test.candidates)
			slices.Reverse(given)
			for _, candidates := range [][]Candidate{test.candidates, given} {
				if diff := cmp.Diff(test.want, ids(Rank(candidates, test.wishes, Default()))); diff != "" {
					t.Errorf("given as %v (-want +got):\n%s", candidates, diff)
				}
			}
		})
	}
}

func TestRankedTellsWhatPutItThere(t *testing.T) {
	wishes := Wishes{Must: catalog.Filter{blue, cheap}, Prefer: []catalog.Condition{noRed}, Lexical: 4}
	weights := Weights{Lexical: 1, Met: 1, Unlisted: -1}
	candidate := Candidate{ID: "a", Group: "a", Lexical: 2, Record: colored("navy")}
	before := candidate
	got := Rank([]Candidate{candidate, {ID: "b", Group: "b"}}, wishes, weights)
	want := Ranked{
		Candidate: candidate, Score: 0.5 + 1 - 1, Features: Features{Lexical: 0.5, Met: 1, Unlisted: 1, Orderable: 1}, Propensity: 1,
		Reasons: []Reason{
			{Condition: blue, Must: true, Truth: catalog.True},
			{Condition: cheap, Must: true, Truth: catalog.Unknown},
			{Condition: noRed, Truth: catalog.True},
		},
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, r := range got {
		if r.Propensity != 1 {
			t.Errorf("%s has propensity %v, but the policy does not explore", r.ID, r.Propensity)
		}
	}
	if diff := cmp.Diff(before, candidate); diff != "" {
		t.Errorf("the candidate was changed:\n%s", diff)
	}
}

func TestAVariantInThePlaceOfTheBestKeepsTheScoreOfItsFeatures(t *testing.T) {
	wishes := Wishes{Lexical: 100}
	got := Rank([]Candidate{{ID: "a-1", Group: "a", Lexical: 100}, {ID: "a-2", Group: "a", Lexical: 96, Record: catalog.Record{Stock: 5}}}, wishes, Default())
	if len(got) != 1 || got[0].ID != "a-2" || got[0].Score != Default().Score(got[0].Features) {
		t.Errorf("got %+v, want a-2 with the score of its features", got)
	}
}

func ids(ranked []Ranked) []string {
	all := make([]string, 0, len(ranked))
	for _, r := range ranked {
		all = append(all, r.ID)
	}
	return all
}
