package console

import (
	"strings"

	"github.com/shopguide/shopguide/conversation"
)

// plainText is for a terminal that can't move its cursor: the same replies
// without styles, one below the other, each followed by the prompt.
type plainText struct{ cfg Config }

const plainWidth = 80

func (t plainText) opening() []byte {
	return prompted(newPage(plainWidth, lookPlain).header(t.cfg))
}

func (t plainText) reply(r conversation.Reply) ([]byte, error) {
	p := newPage(plainWidth, lookPlain)
	return prompted(append(p.reply(r), p.quiet(exportNote(t.cfg, r))...)), nil
}

func (t plainText) failure(_, lang string) ([]byte, error) {
	return prompted(newPage(plainWidth, lookPlain).quiet(wordsIn(lang).NotStored)), nil
}

func (t plainText) ends(text string) bool { return isQuit(text) }

func prompted(lines []string) []byte {
	return []byte(strings.Join(lines, "\n") + "\n\n" + prompt)
}
