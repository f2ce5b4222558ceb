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
	From, To   int    // byte offsets in the normalized text, symbol and multiplier included
	Low, High  int64  // hundredths; they differ for "五六百"
	Symbol     string // the currency code of a sign before the number, or ""
	Ideographs bool   // written in Chinese characters
	Plus, Ish  bool   // "300+", "40ish"
}

var (
	numberPattern = regexp.MustCompile(`(?i)(us\$|hk\$|[$¥€£])?\s?(?:(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?|([零〇一二两三四五六七八九十百千万]+))(\s?(?:k\b|千|百|万))?`)
	symbolPattern = regexp.MustCompile(`^\s?([$¥€£])(?:\D|$)`)
	suffixPattern = regexp.MustCompile(`^(?i:(ish)\b|(\+))`)
	symbols       = map[string]string{"$": "USD", "us$": "USD", "hk$": "HKD", "¥": "CNY", "€": "EUR", "£": "GBP"}
	multipliers   = map[string]int64{"k": 1000, "千": 1000, "百": 100, "万": 10000}
)

// vague are the characters that make of a numeral after them no exact number.
const vague = "几数第每"

// maxNumber bounds a number in a message, in hundredths.
const maxNumber = int64(1e12)

// numbers finds the numbers of a normalized text, from left to right. What only
// looks like one is left out: a part of a word or of a longer number, a count that
// carries its unit ("256GB"), 几百.
func numbers(text string) []number {
	var found []number
	for _, m := range numberPattern.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		n := number{From: m[0], To: m[1], Symbol: symbols[strings.ToLower(group(1))], Ideographs: group(4) != ""}
		for n.From < n.To && text[n.From] == ' ' {
			n.From++
		}
		before, _ := utf8.DecodeLastRuneInString(text[:n.From])
		if n.Symbol == "" && latin(before) || strings.ContainsRune(vague, before) {
			continue
		}
		if n.Ideographs {
			n.Low, n.High = chinese(group(4))
		} else {
			n.Low = decimal(group(2), group(3))
			n.High = n.Low
		}
		if scale := strings.ToLower(group(5)); scale != "" {
			factor := multipliers[strings.TrimSpace(scale)]
			n.Low, n.High = n.Low*factor, n.High*factor
		}
		if n.withUnit(text) && n.High > 0 && n.High <= maxNumber {
			found = append(found, n)
		}
	}
	return found
}

// withUnit reads what is written onto the end of the number: a currency, "+",
// "ish". It reports false if that makes it the count of something else.
func (n *number) withUnit(text string) bool {
	if unit := letters(text[n.To:]); unit != "" && !strings.EqualFold(unit, "ish") {
		if n.Symbol = currencyOf(unit); n.Symbol == "" {
			return false // "16g", "256gb", "15th"
		}
		n.To += len(unit)
	}
	if m := symbolPattern.FindStringSubmatchIndex(text[n.To:]); m != nil && n.Symbol == "" {
		n.Symbol = symbols[text[n.To+m[2]:n.To+m[3]]]
		n.To += m[3]
	}
	if m := suffixPattern.FindStringSubmatch(text[n.To:]); m != nil {
		n.Ish, n.Plus = m[1] != "", m[2] != ""
		n.To += len(m[0])
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

var (
	digits = map[rune]int64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	powers = map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 10000}
)

// chinese reads a numeral in characters: 三百五 is 350, 一万二 is 12,000, 五六百 the
// range from 500 to 600 and 十五六 that from 15 to 16. What is no numeral, or too
// large for a price, gives 0. The result is in hundredths.
func chinese(s string) (low, high int64) {
	runes := []rune(s)
	for i := 0; i+1 < len(runes); i++ {
		a, b := digits[runes[i]], digits[runes[i+1]]
		if a == 0 || b <= a {
			continue
		}
		beforePower := i+2 < len(runes) && powers[runes[i+2]] > 0
		afterPower := i+2 == len(runes) && i > 0 && powers[runes[i-1]] > 0
		if beforePower || afterPower {
			low = numeral(slices.Delete(slices.Clone(runes), i+1, i+2))
			high = numeral(slices.Delete(slices.Clone(runes), i, i+1))
			return low * 100, high * 100
		}
	}
	n := numeral(runes)
	return n * 100, n * 100
}

func numeral(runes []rune) int64 {
	var total, section, digit, lastPower int64
	for _, r := range runes {
		if d, ok := digits[r]; ok {
			if d == 0 {
				lastPower = 0 // 一百零五 is 105, not 150
			}
			digit = digit*10 + d
		} else if lastPower = powers[r]; lastPower == 10000 {
			total = max(total+section+digit, 1) * lastPower
			section, digit = 0, 0
		} else {
			section += max(digit, 1) * lastPower
			digit = 0
		}
		if total+section+digit > maxNumber/100 {
			return 0
		}
	}
	if lastPower >= 100 && digit < 10 {
		digit *= lastPower / 10
	}
	return total + section + digit
}
