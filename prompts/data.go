package prompts

import (
	"fmt"
	"strings"
	"text/template/parse"
	"unicode"
)

// confine makes every action of a template print its data on one line, as
// html/template makes them escape it: whatever a title or a shopper's words hold,
// they cannot pass for a further line of the answer. Only what the template pipes
// through "prose" keeps its line breaks.
func confine(t *parse.Tree) {
	if t != nil {
		confineNode(t, t.Root)
	}
}

func confineNode(t *parse.Tree, n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, inner := range n.Nodes {
			confineNode(t, inner)
		}
	case *parse.IfNode:
		confineBranch(t, &n.BranchNode)
	case *parse.WithNode:
		confineBranch(t, &n.BranchNode)
	case *parse.RangeNode:
		confineBranch(t, &n.BranchNode)
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 && n.Pipe.Cmds[0].Args[0].String() != "prose" {
			n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{
				NodeType: parse.NodeCommand, Pos: n.Pos,
				Args: []parse.Node{parse.NewIdentifier("line").SetPos(n.Pos).SetTree(t)},
			})
		}
	}
}

func confineBranch(t *parse.Tree, b *parse.BranchNode) {
	confineNode(t, b.List)
	confineNode(t, b.ElseList)
}

// line returns a value as text on one line. Control characters become spaces,
// so that no two numbers run together.
func line(value any) string { return strings.TrimSpace(plain(fmt.Sprint(value), "")) }

// prose is like line, but keeps line breaks.
func prose(text string) string { return strings.TrimSpace(plain(text, "\n")) }

func plain(text, kept string) string {
	return strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) || r == '\u2028' || r == '\u2029') && !strings.ContainsRune(kept, r) {
			return ' '
		}
		return r
	}, text)
}
