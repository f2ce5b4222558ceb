package preference_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/preference"
)

func TestParseCommand(t *testing.T) {
	for text, want := range map[string]preference.SlashCommand{
		"/prefs":                {Name: "prefs"},
		"  /Prefs  Drop  2 ":    {Name: "prefs", Args: []string{"drop", "2"}},
		"/help@shop_bot":        {Name: "help"},
		"/why@shop_bot 3":       {Name: "why", Args: []string{"3"}},
		"／ｌａｎｇ　ｚｈ":              {Name: "lang", Args: []string{"zh"}},
		"/":                     {},
		"/ help":                {Name: "help"},
		"/@shop_bot":            {},
		"/forget\n/export":      {Name: "forget", Args: []string{"/export"}},
		"/\xff":                 {Name: "\uFFFD"},
		"/lang 中文":              {Name: "lang", Args: []string{"中文"}},
		"/undo\u00a0everything": {Name: "undo", Args: []string{"everything"}},
	} {
		t.Run(text, func(t *testing.T) {
			got, ok := preference.ParseCommand(text)
			if !ok {
				t.Fatal("not taken for a command")
			}
			if len(got.Args) == 0 {
				got.Args = nil
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, text := range []string{"", " ", "help", "and/or", "50/50", "#help", "\\help", "size 42/43"} {
		if c, ok := preference.ParseCommand(text); ok {
			t.Errorf("%q is taken for the command %+v", text, c)
		}
	}
}

func TestParseVotes(t *testing.T) {
	up, down := func(n int) preference.Vote { return preference.Vote{Position: n, Up: true} }, func(n int) preference.Vote { return preference.Vote{Position: n} }
	for text, want := range map[string][]preference.Vote{
		"+2":          {up(2)},
		"-2":          {down(2)},
		"−3":          {down(3)}, // the minus sign of typography
		"＋２":          {up(2)},   // as Chinese keyboards write it
		" + 2 ":       {up(2)},
		"+12":         {up(12)},
		"👍":           {up(0)},
		"👎":           {down(0)},
		"👍2":          {up(2)},
		"👎 3":         {down(3)},
		"👍🏽2":         {up(2)},
		"👍\uFE0F2":    {up(2)},
		"👍1 👎2":       {up(1), down(2)},
		"👍1，👎2、+3":    {up(1), down(2), up(3)},
		"+1-2":        {up(1), down(2)},
		"+2 -2":       {down(2)},
		"👍2 👍1 👎2 👎1": {down(2), down(1)},
	} {
		if diff := cmp.Diff(want, preference.ParseVotes(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []string{"", "+", "-", "+ -", "2", "+2 please", "第二件👍", "+100", "++2", "-300元", "--", "+0", "👍👍 nice", "😀2"} {
		if votes := preference.ParseVotes(text); votes != nil {
			t.Errorf("%q is taken for the votes %+v", text, votes)
		}
	}
	if votes := preference.ParseVotes(strings.Repeat("+1-2👍3", 10_000)); len(votes) != 3 {
		t.Errorf("30,000 votes on three items are %d votes", len(votes))
	}
}

func TestParsePick(t *testing.T) {
	for text, want := range map[string]int{"2": 2, "\t2": 2, "２": 2, "12": 12, "3.": 3, "3。": 3, "3)": 3, "3）": 3, "2\n": 2, "②": 2} {
		if got, ok := preference.ParsePick(text); !ok || got != want {
			t.Errorf("%q picks %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "0", "00", "100", "-2", "2 3", "2.5", "two", "二", "2个", "#2", "+2", "2!"} {
		if n, ok := preference.ParsePick(text); ok {
			t.Errorf("%q picks %d", text, n)
		}
	}
}
