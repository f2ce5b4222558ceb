package preference

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// number is a number in a message, as a whole count of hundredths so that
// "12.50" is exact.
type number struct {
	From, To  int             // byte offsets in the normalized text, symbol and multiplier included
	Low, High int64           // hundredths; they differ for "五六百"
	Symbol    string          // the currency code of a sign before the number, or ""
	Words     bool            // written in words of either language
	Cents     bool            // written with two decimals, as prices are
	Plus, Ish bool            // "300+", "40ish"
	Units     []*lexical.Unit // written onto it: "256GB"
}

var (
	numberPattern = regexp.MustCompile(`(?i)(us\$|hk\$|[$¥€£])?\s?(?:(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?|([零〇一二两三四五六七八九十百千万]+))(\s?(?:k\b|hundred\b|thousand\b|grand\b|千|百|万))?`)
	symbolPattern = regexp.MustCompile(`^\s?([$¥€£])(?:\D|$)`)
	suffixPattern = regexp.MustCompile(`^(?i:(ish)\b|(\+))`)
	symbols       = map[string]string{"$": "USD", "us$": "USD", "hk$": "HKD", "¥": "CNY", "€": "EUR", "£": "GBP"}
	multipliers   = map[string]int64{
		"k": 1000, "hundred": 100, "thousand": 1000, "grand": 1000, "千": 1000, "百": 100, "万": 10000,
	}
)

// vague are the characters that make of a numeral after them no exact number.
const vague = "几数第每"

// maxNumber bounds a number in a message, in hundredths.
const maxNumber = int64(1e12)

// numbers finds the numbers of a normalized text, from left to right. What only
// looks like one is left out: a part of a word or of a longer number, 几百.
func numbers(text string) []number {
	var found []number
	for _, m := range numberPattern.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		n := number{From: m[0], To: m[1], Symbol: symbols[strings.ToLower(group(1))], Words: group(4) != ""}
		for n.From < n.To && text[n.From] == ' ' {
			n.From++
		}
		before, _ := utf8.DecodeLastRuneInString(text[:n.From])
		if n.Symbol == "" && latin(before) || strings.ContainsRune(vague, before) {
			continue
		}
		if n.Words {
			n.Low, n.High = chinese(group(4))
		} else {
			n.Low = decimal(group(2), group(3))
			n.High, n.Cents = n.Low, len(group(3)) == len(".00")
		}
		if scale := strings.ToLower(group(5)); scale != "" {
			factor := multipliers[strings.TrimSpace(scale)]
			n.Low, n.High = n.Low*factor, n.High*factor
		}
		if n.withUnit(text) && n.High > 0 && n.High <= maxNumber {
			found = append(found, n)
		}
	}
	return merged(found, englishNumerals(text))
}

// merged joins numbers in figures and in words by place; of two that overlap ("5
// thousand") the one that begins first stays.
func merged(a, b []number) []number {
	both := slices.Concat(a, b)
	slices.SortStableFunc(both, func(a, b number) int { return a.From - b.From })
	var all []number
	for _, n := range both {
		if len(all) == 0 || n.From >= all[len(all)-1].To {
			all = append(all, n)
		}
	}
	return all
}

// withUnit reads what is written onto the end of the number: a currency, "+",
// "ish". It reports false if that makes it the count of something else.
func (n *number) withUnit(text string) bool {
	if unit := letters(text[n.To:]); unit != "" && !strings.EqualFold(unit, "ish") {
		units, taken := lexical.Units(lexical.Atoms(unit))
		if n.Symbol = currencyOf(unit); n.Symbol == "" && taken == 0 {
			return false // "15th"
		}
		if n.Symbol == "" {
			n.Units = units
		}
		n.To += len(unit)
	}
	if m := symbolPattern.FindStringSubmatchIndex(text[n.To:]); m != nil && n.Symbol == "" {
		n.Symbol = symbols[text[n.To+m[2]:n.To+m[3]]]
		n.To += m[3]
	}
	if m := suffixPattern.FindStringSubmatch(text[n.To:]); m != nil {
		if rest := text[n.To+len(m[0]):]; m[2] == "" || rest == "" || rest[0] < '0' || rest[0] > '9' { // not in "16G+256G"
			n.Ish, n.Plus = m[1] != "", m[2] != ""
			n.To += len(m[0])
		}
	}
	after, _ := utf8.DecodeRuneInString(text[n.To:])
	return !strings.ContainsRune("%‰°", after)
}

// letters returns the Latin letters that s begins with.
func letters(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !latin(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

// currencyOf returns the code of the currency that a word names, or "".
func currencyOf(word string) string {
	for _, m := range roles().Find(lexical.Atoms(word)) {
		for _, r := range m.Values {
			if code, ok := strings.CutPrefix(string(r), "unit:"); ok && code != "other" {
				return code
			}
		}
	}
	return ""
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// decimal returns a number in hundredths; 0 if it is too large or too exact to be
// a price.
func decimal(whole, fraction string) int64 {
	cents := (strings.TrimPrefix(fraction, ".") + "00")[:max(2, len(fraction)-1)]
	n, err := strconv.ParseInt(strings.ReplaceAll(whole, ",", ""), 10, 64)
	if err != nil || n > maxNumber || len(cents) > 2 {
		return 0
	}
	c, _ := strconv.ParseInt(cents, 10, 64) // two digits by the pattern
	return n*100 + c
}
