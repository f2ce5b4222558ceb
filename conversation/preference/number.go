package preference

import (
	"regexp"
	"strconv"
	"strings"

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
	numberPattern = regexp.MustCompile(`(?i)(us\$|hk\$|[$¥€£])?\s?(?:(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,2})?|([零〇一二两三四五六七八九十百千万]+))(\s?(?:k\b|千|百|万))?`)
	suffixPattern = regexp.MustCompile(`^(?i:(ish)\b|(\+))`)
	symbols       = map[string]string{"$": "USD", "us$": "USD", "hk$": "HKD", "¥": "CNY", "€": "EUR", "£": "GBP"}
	multipliers   = map[string]int64{"k": 1000, "千": 1000, "百": 100, "万": 10000}
)

// maxNumber bounds a number in a message, in hundredths.
const maxNumber = int64(1e12)

// numbers finds the numbers of a normalized text, from left to right.
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
		if n.From > 0 && latin(text[n.From-1]) && n.Symbol == "" {
			continue // part of a word, such as "mp3"
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
		if unit := letters(text[n.To:]); unit != "" && !strings.EqualFold(unit, "ish") {
			if n.Symbol = currencyOf(unit); n.Symbol == "" {
				continue // "16g", "256gb", "15th"
			}
			n.To += len(unit)
		}
		if s := suffixPattern.FindStringSubmatch(text[n.To:]); s != nil {
			n.Ish, n.Plus = s[1] != "", s[2] != ""
			n.To += len(s[0])
		}
		if n.High > 0 && n.High <= maxNumber {
			found = append(found, n)
		}
	}
	return found
}

// letters returns the Latin letters that s begins with.
func letters(s string) string {
	i := 0
	for i < len(s) && latin(s[i]) {
		i++
	}
	return s[:i]
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

func latin(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

func decimal(whole, fraction string) int64 {
	n, err := strconv.ParseInt(strings.ReplaceAll(whole, ",", ""), 10, 64)
	if err != nil || n > maxNumber {
		return 0
	}
	cents := strings.TrimPrefix(fraction, ".")
	for len(cents) < 2 {
		cents += "0"
	}
	c, _ := strconv.ParseInt(cents, 10, 64) // two digits by the pattern
	return n*100 + c
}

var (
	digits = map[rune]int64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	powers = map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 10000}
)

// chinese reads a numeral in characters: 三百五 is 350, 一万二 is 12,000, and
// 五六百 the range from 500 to 600. What is no numeral gives 0. The result is in
// hundredths.
func chinese(s string) (low, high int64) {
	runes := []rune(s)
	for i := 0; i+2 < len(runes); i++ {
		a, okA := digits[runes[i]]
		b, okB := digits[runes[i+1]]
		_, power := powers[runes[i+2]]
		if okA && okB && power && b == a+1 {
			low = numeral(append(append([]rune{}, runes[:i+1]...), runes[i+2:]...))
			high = numeral(append(append([]rune{}, runes[:i]...), runes[i+1:]...))
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
			if r == '零' || r == '〇' {
				lastPower = 0 // 一百零五 is 105, not 150
			}
			digit = digit*10 + d
			continue
		}
		power := powers[r]
		if power == 10000 {
			total = (total + section + digit) * power
			section = 0
		} else {
			section += max(digit, 1) * power
		}
		digit, lastPower = 0, power
	}
	if lastPower >= 100 && digit > 0 && digit < 10 {
		digit *= lastPower / 10
	}
	if total+section+digit > maxNumber/100 {
		return 0
	}
	return total + section + digit
}
