// Package prompts holds the words of the shopping guide: templates in Chinese
// and English, named by purpose, with a typed function for each.
package prompts

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

// Languages are the languages that every template exists in.
var Languages = []string{"zh", "en"}

var templates = sync.OnceValue(func() *template.Template {
	t := template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"join": func(words []string, separator string) string { return strings.Join(words, separator) },
	})
	return template.Must(t.ParseFS(files, "*.tmpl"))
})

// render executes the template NAME/LANG. Space at both ends is dropped, and a
// line that a template left empty does not show.
func render(name, lang string, data any) (string, error) {
	var b strings.Builder
	if err := templates().ExecuteTemplate(&b, name+"/"+lang, data); err != nil {
		return "", fmt.Errorf("prompt %s in %q: %w", name, lang, err)
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		if line = strings.TrimRight(line, " \t"); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), nil
}
