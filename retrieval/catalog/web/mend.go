package web

import "strings"

// mend returns JSON without what shops' templates leave in it and only one reading
// fits: comments (also the wrappers <!-- and //<![CDATA[), a comma before a closing
// bracket, a semicolon after the end, and control characters inside strings. What else
// is wrong with it stays, for the decoder to refuse.
func mend(s string) string {
	var out strings.Builder
	comma := false // one is held back until it is known not to be the last
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"':
			end := stringEnd(s, i)
			comma = release(&out, comma)
			escapeControls(&out, s[i:end])
			i = end
		case c == ',' && !comma:
			comma = true
			i++
		case blank(s[i:]) > 0:
			if !comma { // which parts what stands around the blank as well
				out.WriteByte(' ')
			}
			i += blank(s[i:])
		default:
			if c != ']' && c != '}' {
				release(&out, comma)
			}
			comma = false
			out.WriteByte(c)
			i++
		}
	}
	release(&out, comma)
	return strings.TrimRight(out.String(), "; ")
}

func release(out *strings.Builder, comma bool) bool {
	if comma {
		out.WriteByte(',')
	}
	return false
}

// stringEnd returns the place after the string that starts at i.
func stringEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// blank returns the length of what stands for no JSON at the start of s: space, a
// comment or a wrapper.
func blank(s string) int {
	if strings.IndexByte(" \t\n\r", s[0]) >= 0 {
		return 1
	}
	for _, wrapper := range []string{"<!--", "-->", "<![CDATA[", "]]>"} {
		if strings.HasPrefix(s, wrapper) {
			return len(wrapper)
		}
	}
	for _, comment := range [][2]string{{"//", "\n"}, {"/*", "*/"}} {
		if text, ok := strings.CutPrefix(s, comment[0]); ok {
			before, _, _ := strings.Cut(text, comment[1])
			return min(len(s), len(comment[0])+len(before)+len(comment[1]))
		}
	}
	return 0
}

func escapeControls(out *strings.Builder, quoted string) {
	for i := 0; i < len(quoted); i++ {
		switch c := quoted[i]; {
		case c == '\n':
			out.WriteString(`\n`)
		case c < ' ':
			out.WriteByte(' ')
		default:
			out.WriteByte(c)
		}
	}
}
