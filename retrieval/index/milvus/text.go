package milvus

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Texts are stored and asked for in a form that has no quote, apostrophe, backslash
// or control character. So nothing can end the string literal that a text stands
// in, neither in our expressions, nor in the SDK's, nor in the SQL that milvus-lite
// 2.5 makes of ids; and no server's notion of escapes matters. Each of ! " & ' [ \
// becomes two characters that keep its place in the order of texts.
var escape, unescape = replacers()

func replacers() (escape, unescape *strings.Replacer) {
	pairs := []string{"!", "!0", `"`, "!1", "&", "&0", "'", "&1", "[", "[0", `\`, "[1"}
	for c, letter := range "abcdefghijklmnopqrstuvwxyzABCDEF" {
		pairs = append(pairs, string(rune(c)), "!"+string(letter))
	}
	pairs = append(pairs, "\x7f", "!2")
	swapped := make([]string, len(pairs))
	for i := 0; i < len(pairs); i += 2 {
		swapped[i], swapped[i+1] = pairs[i+1], pairs[i]
	}
	return strings.NewReplacer(pairs...), strings.NewReplacer(swapped...)
}

// quote returns the literal of a text in an expression.
func quote(text string) string { return `"` + escape.Replace(text) + `"` }

func quoteAll(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// attributeField returns the field that holds an attribute: one of its own, or a
// dynamic one whose name is an identifier that no other attribute has.
func attributeField(attribute string) (field string, typed bool) {
	for _, t := range typedAttributes {
		if attribute == t {
			return t, true
		}
	}
	var name strings.Builder
	name.WriteString("x_")
	for _, c := range []byte(attribute) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			name.WriteByte(c)
		} else {
			fmt.Fprintf(&name, "_%02x", c)
		}
	}
	return name.String(), false
}

// valueField returns the dynamic field that an item has for each of its values on
// servers without negation (see dialect).
func valueField(attribute, value string) string {
	sum := sha256.Sum256([]byte(attribute + "\x00" + value))
	return "n_" + hex.EncodeToString(sum[:12])
}
