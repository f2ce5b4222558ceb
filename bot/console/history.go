package console

// history is what the shopper said in this run, for the arrow keys.
type history struct {
	said  []string
	at    int    // the line shown, len(said) for the draft
	draft string // what was being typed before going back
}

func (h *history) add(text string) {
	if n := len(h.said); n == 0 || h.said[n-1] != text {
		h.said = append(h.said, text)
	}
	h.at, h.draft = len(h.said), ""
}

// move goes steps lines on, or back if negative, from the current text, and
// returns the text there. It stays at either end.
func (h *history) move(steps int, current string) string {
	if h.at == len(h.said) {
		h.draft = current
	}
	h.at = min(max(h.at+steps, 0), len(h.said))
	if h.at == len(h.said) {
		return h.draft
	}
	return h.said[h.at]
}
