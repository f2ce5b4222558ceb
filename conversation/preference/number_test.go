package preference

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		"300":                                 "300",
		"1,299.00":                            "1299",
		"12.5":                                "12.50",
		"0.99":                                "0.99",
		"$40":                                 "40 USD",
		"US$40":                               "40 USD",
		"HK$40.5":                             "40.50 HKD",
		"￥300":                                "300 CNY",
		"300¥":                                "300 CNY",
		"£ 20":                                "20 GBP",
		"300rmb":                              "300 CNY",
		"1k":                                  "1000",
		"1.5K":                                "1500",
		"3千":                                  "3000",
		"2万":                                  "20000",
		"5 thousand":                          "5000",
		"500+":                                "500+",
		"40ish":                               "40ish",
		"20-35":                               "20 35",
		"$20–35":                              "20 USD 35",
		"三百":                                  "300",
		"三百五":                                 "350",
		"三百零五":                                "305",
		"一千二":                                 "1200",
		"一万二":                                 "12000",
		"二〇二四":                                "2024",
		"两百":                                  "200",
		"百":                                   "100",
		"五六百":                                 "500-600",
		"三五百":                                 "300-500",
		"两三千":                                 "2000-3000",
		"三四十":                                 "30-40",
		"十五六":                                 "15-16",
		"一百二三":                                "120-130",
		"fifty":                               "50",
		"ninety-nine":                         "99",
		"a hundred":                           "100",
		"five hundred":                        "500",
		"two thousand":                        "2000",
		"twelve hundred":                      "1200",
		"one thousand two hundred and fifty":  "1250",
		"one hundred and two hundred":         "100 200",
		"three hundred and twenty dollars":    "320",
		"three hundred thousand and one":      "300001",
		"twenty, thirty":                      "20 30",
		"a one":                               "",
		"a few hundred":                       "",
		"几百":                                  "",
		"256GB":                               "256",
		"16g":                                 "16",
		"16G+256G":                            "16 256",
		"15th":                                "",
		"mp3":                                 "",
		"100%":                                "",
		"20°":                                 "",
		"12.505":                              "",
		"1234567890123456789":                 "",
		"99999999999999999999":                "",
		strings.Repeat("九", 40):               "",
		strings.Repeat("万", 40):               "",
		"1" + strings.Repeat(",000", 10):      "",
		"9999999999万":                         "",
		"0":                                   "",
		"零":                                   "",
		"one hundred hundred hundred hundred": "100 100 100 100",
	} {
		t.Run(text, func(t *testing.T) {
			var got []string
			for _, n := range numbers(lexical.Normalize(text)) {
				got = append(got, n.String())
			}
			if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// String writes the number as the cases do.
func (n number) String() string {
	s := amount(n.Low)
	if n.High != n.Low {
		s += "-" + amount(n.High)
	}
	if n.Symbol != "" {
		s += " " + n.Symbol
	}
	if n.Plus {
		s += "+"
	}
	if n.Ish {
		s += "ish"
	}
	return s
}

func amount(hundredths int64) string {
	if hundredths%100 == 0 {
		return fmt.Sprint(hundredths / 100)
	}
	return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100)
}

func TestChineseNumeralsReadBack(t *testing.T) {
	for n := int64(1); n < 100_000; n++ {
		written := writeChinese(n)
		if low, high := chinese(written); low != n*100 || high != n*100 {
			t.Fatalf("%s is read as %d to %d hundredths, want %d", written, low, high, n*100)
		}
		short := strings.Replace(written, "一十", "十", 1)
		if low, _ := chinese(short); strings.HasPrefix(written, "一十") && low != n*100 {
			t.Fatalf("%s is read as %d hundredths, want %d", short, low, n*100)
		}
	}
}

// writeChinese writes a number below 100,000 as arithmetic books do.
func writeChinese(n int64) string {
	var b strings.Builder
	pending := false // a zero must be said before the next digit
	for _, place := range []struct {
		value int64
		name  string
	}{{10_000, "万"}, {1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		digit := n / place.value % 10
		if digit == 0 {
			pending = b.Len() > 0
			continue
		}
		if pending {
			b.WriteString("零")
		}
		pending = false
		b.WriteString(string([]rune("零一二三四五六七八九")[digit]) + place.name)
	}
	return b.String()
}

func TestEnglishNumeralsReadBack(t *testing.T) {
	for n := int64(2); n < 100_000; n += 1 + n/500 {
		for _, and := range []string{" ", " and "} {
			written := writeEnglish(n, and)
			found := numbers(written)
			if len(found) != 1 || found[0].Low != n*100 || found[0].From != 0 || found[0].To != len(written) {
				t.Fatalf("%s is read as %v, want %d", written, found, n)
			}
		}
	}
}

func writeEnglish(n int64, and string) string {
	small := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	scaled := func(value int64, name, join string) string {
		s := writeEnglish(n/value, and) + " " + name
		if rest := n % value; rest > 0 {
			s += join + writeEnglish(rest, and)
		}
		return s
	}
	switch {
	case n < 20:
		return small[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + small[n%10]
	case n < 1000:
		return scaled(100, "hundred", and)
	case n%1000 < 100:
		return scaled(1000, "thousand", and)
	}
	return scaled(1000, "thousand", " ")
}
