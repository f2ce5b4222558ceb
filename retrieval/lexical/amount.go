package lexical

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Unit is a unit of measure that amounts are compared in.
type Unit struct {
	Name      string // as scales.tsv has it
	Dimension string // what it measures: mass, volume, length, data, power, time, charge
	factor    float64
	shown     string // the units in which an amount is written, from small to large
}

// Amount is a figure with a unit.
type Amount struct {
	Figure float64
	Unit   *Unit
}

type scale struct {
	units   map[string]*Unit
	phrases Phrases[*Unit]
}

var scales = sync.OnceValue(func() *scale {
	s := &scale{units: map[string]*Unit{}}
	for line := range lines("scales.tsv") {
		columns := append(strings.Split(line, "\t"), "") // lines trims an empty last column
		factor, err := strconv.ParseFloat(columns[2], 64)
		if err != nil {
			panic(fmt.Sprintf("lexical: embedded scales.tsv: %v", err)) // the binary was built with broken data
		}
		u := &Unit{Name: columns[0], Dimension: columns[1], factor: factor, shown: columns[3]}
		s.units[u.Name] = u
		for _, spelling := range split(columns[4]) {
			s.phrases.Add(spelling, u)
		}
	}
	return s
})

// Units returns the units of measure that atoms begin with, and how many atoms their
// name takes. A spelling may stand for several: "256g" is a weight or a capacity.
func Units(atoms []Atom) (units []*Unit, taken int) {
	if len(atoms) == 0 {
		return nil, 0
	}
	if m := scales().phrases.longest(atoms, 0); m.To > 0 {
		units, taken = m.Values, m.To
	}
	if m := measures().longest(atoms, 0); m.To > taken {
		units, taken = nil, m.To
		for _, name := range m.Values {
			if u := scales().units[name]; u != nil {
				units = append(units, u)
			}
		}
	}
	if len(units) == 0 {
		return nil, 0
	}
	return units, taken
}

// ParseAmount returns what a text such as "256 GB" or "500毫升" may say, one amount for
// each unit that is written so; none if it is not a figure with a unit and nothing else.
func ParseAmount(text string) []Amount {
	text = Normalize(strings.TrimSpace(text))
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == '.') {
		end++
	}
	figure, err := strconv.ParseFloat(text[:end], 64)
	if err != nil {
		return nil
	}
	atoms := Atoms(text[end:])
	units, taken := Units(atoms)
	if taken == 0 || taken != len(atoms) {
		return nil
	}
	amounts := make([]Amount, len(units))
	for i, u := range units {
		amounts[i] = Amount{figure, u}
	}
	return amounts
}

// Base returns the amount in the base unit of its dimension. Storage of 1024 GB is
// sold as 1 TB, which is 1000 GB here.
func (a Amount) Base() float64 {
	if a.Unit.Name == "gb" && a.Figure >= 1024 && math.Mod(a.Figure, 1024) == 0 {
		return a.Figure / 1024 * 1000
	}
	return a.Figure * a.Unit.factor
}

// String writes the amount in the largest of its shown units of which it is at least
// one, to three decimals: "500 ml" for half a litre.
func (a Amount) String() string {
	var best, unit = math.NaN(), ""
	for name := range strings.SplitSeq(a.Unit.shown, "|") {
		u := scales().units[strings.ToLower(name)]
		if figure := a.Base() / u.factor; unit == "" || figure >= 1 {
			best, unit = figure, name
		}
	}
	return strconv.FormatFloat(math.Round(best*1000)/1000, 'f', -1, 64) + " " + unit
}
