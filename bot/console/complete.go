package console

import "strings"

const quitCommand = "/quit"

func isQuit(text string) bool { return strings.TrimSpace(text) == quitCommand }

// matching returns the commands that text begins to name.
func matching(all []Command, text string) []Command {
	if !strings.HasPrefix(text, "/") {
		return nil
	}
	var found []Command
	for _, c := range all {
		if strings.HasPrefix(c.Name, text) {
			found = append(found, c)
		}
	}
	return found
}

// complete returns text as far as its matches agree on how it goes on, or the
// first of them when they don't; a command that is complete gets a space.
func complete(all []Command, text string) string {
	found := matching(all, text)
	if len(found) == 0 {
		return text
	}
	if len(found) == 1 {
		return found[0].Name + " "
	}
	common := found[0].Name
	for _, c := range found[1:] {
		for !strings.HasPrefix(c.Name, common) {
			common = common[:len(common)-1]
		}
	}
	if common == text {
		return found[0].Name
	}
	return common
}
