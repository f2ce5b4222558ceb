package console

import (
	"runtime"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// look is how much a terminal can show.
type look int

const (
	lookPlain  look = iota // no escape sequences at all
	lookMono               // bold and faint, but no colours
	lookColour             // the sixteen colours, which each terminal's theme keeps readable
)

// terminalLook reads the environment as https://no-color.org asks: NO_COLOR
// counts whatever its value, unless it is empty.
func terminalLook(environ []string) look {
	env := map[string]string{}
	for _, kv := range environ {
		k, v, _ := strings.Cut(kv, "=")
		env[k] = v
	}
	switch {
	case env["TERM"] == "dumb", env["TERM"] == "" && runtime.GOOS != "windows":
		return lookPlain
	case env["NO_COLOR"] != "":
		return lookMono
	default:
		return lookColour
	}
}

func (l look) profile() colorprofile.Profile {
	if l == lookColour {
		return colorprofile.ANSI
	}
	return colorprofile.ASCII
}

// palette styles text by what it means. Each style is for one line without
// escape sequences of its own.
type palette struct {
	shop, number, title, price, struck, why, quiet, shopper lipgloss.Style
}

func (l look) palette() palette {
	plain := lipgloss.NewStyle()
	if l == lookPlain {
		return palette{plain, plain, plain, plain, plain, plain, plain, plain}
	}
	bold, faint := plain.Bold(true), plain.Faint(true)
	p := palette{
		shop: bold, number: bold, title: bold, price: bold, struck: faint.Strikethrough(true),
		why: plain, quiet: faint, shopper: bold,
	}
	if l == lookColour {
		p.shop = bold.Foreground(lipgloss.Magenta)
		p.number = bold.Foreground(lipgloss.Cyan)
		p.price = bold.Foreground(lipgloss.Green)
		p.shopper = plain.Foreground(lipgloss.Cyan)
	}
	return p
}
