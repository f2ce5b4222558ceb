package conversation

import (
	"hash/fnv"
	"maps"
	"strconv"

	"github.com/shopguide/shopguide/conversation/answer"
)

// newWriter returns a writer in the language of the reply that varies what is said
// often.
func (t *turn) newWriter() *answer.Writer {
	w := answer.NewWriter(t.state.Lang, t.engine.Vocabulary())
	last := t.state.Worded
	w.Way = func(name string, ways int) int {
		way := t.way(name, ways, last[name])
		if ways > 1 {
			t.state.Worded = maps.Clone(t.state.Worded) // the state before the turn has the other
			if t.state.Worded == nil {
				t.state.Worded = map[string]int{}
			}
			t.state.Worded[name] = way
		}
		return way
	}
	return w
}

// way chooses how to say what was last said in the way last, 0 for never: at first
// in the first way, then by the chat and the turn in any but the last, so that the
// same message is answered in the same words and no two replies in a row open alike.
func (t *turn) way(name string, ways, last int) int {
	if last == 0 || ways == 1 {
		return 1
	}
	h := fnv.New32a()
	for _, part := range []string{t.message.From.Adapter, t.message.From.Chat, strconv.Itoa(t.state.Turn), name} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	way := 1 + int(h.Sum32()>>16)%(ways-1)
	if way >= last {
		way++
	}
	return way
}
