package llm

import (
	"regexp"
	"strings"
)

// Models that think aloud do so between tags within the text where the server does
// not take it out, as vLLM's does only if told of the model's parser.
var (
	thought    = regexp.MustCompile(`(?is)<(?:think|thinking|thought|reasoning)>.*?</(?:think|thinking|thought|reasoning)>`)
	thoughtTag = regexp.MustCompile(`(?i)<(/?)(?:think|thinking|thought|reasoning)>`)
)

// maxTag is one less than the length of the longest tag of a thought, in bytes.
const maxTag = len("</reasoning>") - 1

// spoken returns a whole text without its thoughts. What stands before an end
// whose beginning is missing is one: some servers put the beginning into the prompt.
func spoken(text string) (string, *fault) {
	text = thought.ReplaceAllString(text, "")
	for {
		tag := thoughtTag.FindStringSubmatchIndex(text)
		switch {
		case tag == nil:
			return text, nil
		case tag[2] == tag[3]:
			return "", &fault{kind: ErrMalformed, what: "its answer ends within its reasoning: allow more tokens, or a model or server that keeps its reasoning apart"}
		}
		text = text[tag[1]:]
	}
}

// thoughts takes the thoughts out of a text that comes in pieces.
type thoughts struct {
	pending string // may be the beginning of a tag
	within  bool   // a thought
}

// add takes a further piece, and returns what is known to be said to the shopper.
// An end whose beginning is missing is a fault: what came before it may have been shown.
func (t *thoughts) add(piece string) (string, *fault) {
	t.pending += piece
	var said strings.Builder
	for {
		tag := thoughtTag.FindStringSubmatchIndex(t.pending)
		if tag == nil {
			rest := t.rest()
			if !t.within {
				said.WriteString(t.pending[:rest])
			}
			t.pending = t.pending[rest:]
			return said.String(), nil
		}
		ends := tag[2] < tag[3]
		if ends && !t.within {
			return "", &fault{kind: ErrMalformed, what: "its answer ends a reasoning that it did not begin: have the server keep the reasoning apart"}
		}
		if !t.within {
			said.WriteString(t.pending[:tag[0]])
		}
		t.pending, t.within = t.pending[tag[1]:], !ends
	}
}

// end returns what was held back of a text that is whole.
func (t *thoughts) end() string {
	if t.within {
		return ""
	}
	return t.pending
}

// rest returns where in the pending text a tag may have begun.
func (t *thoughts) rest() int {
	last := strings.LastIndexByte(t.pending, '<')
	if last < 0 || len(t.pending)-last > maxTag || strings.Contains(t.pending[last:], ">") {
		return len(t.pending)
	}
	return last
}
