package prompts

import "fmt"

// Varied is a prompt that can be said in more ways than one, so that a long talk
// does not sound like a form. Each way says the same.
type Varied interface {
	// Name names what is said; all that has one name has the same number of ways.
	Name() string
	// RenderWay says it in a way from 1 to Ways(Name()).
	RenderWay(lang string, way int) (string, error)
}

// Ways returns how many ways there are to say what has the name.
func Ways(name string) int {
	n := 1
	for templates().Lookup(fmt.Sprint(name, "/", Languages[0], "/", n+1)) != nil {
		n++
	}
	return n
}
