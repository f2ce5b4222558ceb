package preference

import (
	"regexp"
	"slices"
	"strings"
)

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

// englishWords are the words of English numerals below a hundred.
var englishWords = map[string]int64{
	"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
	"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
	"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var (
	wordPattern  = regexp.MustCompile(`[\pL\pN]+`)
	vagueEnglish = []string{"few", "couple", "several", "many", "of", "some"} // before "hundred"
)

// englishNumerals finds the numerals in English words: "fifty", "two hundred and
// twenty". A lone "one" or "a" is none, and "one hundred and two thousand" are two.
func englishNumerals(text string) []number {
	var found []number
	words := wordPattern.FindAllStringIndex(text, -1)
	for i := 0; i < len(words); {
		r := numeralReader{text: text, words: words[i:]}
		value := r.thousands()
		if high := r.scaled(value); high > 0 {
			scale := int64(100)
			if high%1000 == 0 {
				scale = 1000
			}
			n := number{From: words[i][0], To: words[i+r.read-1][1], Low: value * scale * 100, High: high * 100, Words: true}
			if n.withUnit(text) {
				found = append(found, n)
			}
			i += r.read
			continue
		}
		if value < 2 || value == 100 && i > 0 && r.read == 1 && slices.Contains(vagueEnglish, strings.ToLower(text[words[i-1][0]:words[i-1][1]])) {
			i += max(r.read, 1)
			continue
		}
		n := number{From: words[i][0], To: words[i+r.read-1][1], Low: value * 100, High: value * 100, Words: true}
		if n.withUnit(text) {
			found = append(found, n)
		}
		i += r.read
	}
	return found
}

// numeralReader reads one numeral from the start of words.
type numeralReader struct {
	text  string
	words [][]int
	read  int // words that belong to the numeral so far
}

// word returns the word n places ahead if nothing but a space or a hyphen stands
// before it.
func (r *numeralReader) word(n int) string {
	i := r.read + n
	if i >= len(r.words) || i > 0 && strings.Trim(r.text[r.words[i-1][1]:r.words[i][0]], " -") != "" {
		return ""
	}
	return strings.ToLower(r.text[r.words[i][0]:r.words[i][1]])
}

func (r *numeralReader) thousands() int64 {
	n := r.hundreds()
	if !isThousand(r.word(0)) {
		return n
	}
	r.read++
	return max(n, 1)*1000 + r.rest((*numeralReader).hundreds)
}

func (r *numeralReader) hundreds() int64 {
	n := r.below100()
	if r.word(0) != "hundred" {
		return n
	}
	r.read++
	return max(n, 1)*100 + r.rest((*numeralReader).below100)
}

// scaled reads what makes of a digit that was read the lower end of a range in hundreds or
// thousands, "to six hundred" after "five", and returns the upper end; 0 if it is none.
func (r *numeralReader) scaled(digit int64) int64 {
	ahead := *r
	if r.read != 1 || digit < 1 || digit > 9 || ahead.word(0) != "to" && ahead.word(0) != "or" {
		return 0
	}
	ahead.read++
	high := ahead.thousands()
	if high%1000 == 0 && high/1000 > digit || high%1000 != 0 && high%100 == 0 && high/100 > digit {
		*r = ahead
		return high
	}
	return 0
}

// rest reads what follows a scale, with or without "and": nothing, if the words
// there have a scale of their own and so begin another numeral.
func (r *numeralReader) rest(part func(*numeralReader) int64) int64 {
	ahead := *r
	if ahead.word(0) == "and" {
		ahead.read++
	}
	n := part(&ahead)
	if next := ahead.word(0); n == 0 || next == "hundred" || isThousand(next) {
		return 0
	}
	*r = ahead
	return n
}

func (r *numeralReader) below100() int64 {
	n := englishWords[r.word(0)]
	if n == 0 || r.word(0) == "a" && r.word(1) != "hundred" && !isThousand(r.word(1)) {
		return 0
	}
	r.read++
	if unit := englishWords[r.word(0)]; n >= 20 && unit > 0 && unit < 10 && r.word(0) != "a" {
		r.read++
		return n + unit
	}
	return n
}

func isThousand(word string) bool { return word == "thousand" || word == "grand" }
