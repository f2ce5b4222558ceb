package preference

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// SlashCommand is a message that begins with a slash: "/prefs drop 2".
type SlashCommand struct {
	Name string   // lower case, without the slash and without a bot's name ("/help@shop_bot")
	Args []string // lower case
}

// ParseCommand reads a slash command and reports whether the text is one.
func ParseCommand(text string) (SlashCommand, bool) {
	text = strings.TrimSpace(lexical.Normalize(text))
	if !strings.HasPrefix(text, "/") {
		return SlashCommand{}, false
	}
	words := strings.Fields(strings.ToLower(text[1:]))
	if len(words) == 0 {
		return SlashCommand{}, true
	}
	name, _, _ := strings.Cut(words[0], "@")
	return SlashCommand{Name: name, Args: words[1:]}, true
}

// Vote is a thumb on a shown item.
type Vote struct {
	Position int // from 1; 0 when the thumb came alone
	Up       bool
}

var (
	votePattern  = regexp.MustCompile(`(👍|👎|\+|-|−)[\x{1F3FB}-\x{1F3FF}\x{FE0F}]?\s*(\d{1,2})?`)
	votesPattern = regexp.MustCompile(`^(?:` + votePattern.String() + `[\s,，、]*)+$`)
	pickPattern  = regexp.MustCompile(`^\s*(\d{1,2})\s*[.。)]?\s*$`)
)

// ParseVotes reads a message that is nothing but thumbs: "+2", "👎3", "👍1 👎2".
// It returns nil for any other text. Of several votes on one position the last
// counts.
func ParseVotes(text string) []Vote {
	text = strings.TrimSpace(lexical.Normalize(text))
	if !votesPattern.MatchString(text) {
		return nil
	}
	var votes []Vote
	for _, m := range votePattern.FindAllStringSubmatch(text, -1) {
		position, _ := strconv.Atoi(m[2]) // digits or nothing, by the pattern
		if position == 0 && (m[1] == "+" || m[1] == "-" || m[1] == "−") {
			return nil // a sign alone is no thumb
		}
		vote := Vote{Position: position, Up: m[1] == "👍" || m[1] == "+"}
		if i := slices.IndexFunc(votes, func(v Vote) bool { return v.Position == position }); i >= 0 {
			votes[i] = vote
			continue
		}
		votes = append(votes, vote)
	}
	return votes
}

// ParsePick reads a message that is nothing but the number of an item or a choice.
func ParsePick(text string) (int, bool) {
	m := pickPattern.FindStringSubmatch(lexical.Normalize(text))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil && n > 0 && n <= maxPosition
}
