package lexical

import (
	"math"
	"strings"
	"testing"
)

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]string{
		"256 GB": "256 GB", "256GB": "256 GB", "1TB": "1 TB", "1024 GB": "1 TB", "2048GB": "2 TB",
		"500 ml": "500 ml", "0.5升": "500 ml", "1.5 L": "1.5 L",
		"0.46 kg": "460 g", "两斤": "", "3斤": "1.5 kg", "540 g": "540 GB", // or a weight: the first of two
		"6.1寸": "6.1 in", "6.1 inches": "6.1 in", "1600 W": "1.6 kW", "45 h": "45 h", "5400 mAh": "5400 mAh",
		"": "", "GB": "", "256": "", "183x66x0.6 cm": "", "-5 °C": "", "12 GB DDR5": "",
	} {
		t.Run(text, func(t *testing.T) {
			got := ""
			if amounts := ParseAmount(text); len(amounts) > 0 {
				got = amounts[0].String()
			}
			if got != want {
				t.Errorf("it is %q, want %q", got, want)
			}
		})
	}
}

// TestScales: every unit names units to be written in, and so is read back as it is written.
func TestScales(t *testing.T) {
	for name, u := range scales().units {
		for shown := range strings.SplitSeq(u.shown, "|") {
			if other := scales().units[strings.ToLower(shown)]; other == nil || other.Dimension != u.Dimension {
				t.Errorf("%s cannot be written in %q", name, shown)
			}
		}
		said := Amount{7, u}
		back := ParseAmount(said.String())
		same := false
		for _, b := range back {
			same = same || b.Unit.Dimension == u.Dimension && math.Abs(b.Base()-said.Base()) < 0.001*said.Base()
		}
		if !same {
			t.Errorf("7 %s is written as %q and read back as %v", name, said, back)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, text := range []string{"256GB", "0.5升", "..", "1e9 kg", "１２ ｋｇ", "\xff kg", "9999999999999999999999 g"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range ParseAmount(text) {
			if a.Base() < 0 || math.IsNaN(a.Base()) || math.IsInf(a.Base(), 0) || a.String() == "" {
				t.Errorf("%q is %v", text, a)
			}
		}
	})
}
