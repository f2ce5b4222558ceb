package service

import (
	"regexp"
	"strings"
	"testing"
)

func TestReadProof(t *testing.T) {
	const order, email = "LT20261101", "lin.mei@example.com"
	for _, c := range []struct {
		name, text   string
		order, email string
	}{
		{"a bare pair", "LT20261101 lin.mei@example.com", order, email},
		{"a sentence", "My order is LT20261101, and my e-mail is Lin.Mei@Example.com.", order, email},
		{"一句中文", "我的订单LT20261101到哪了？邮箱是lin.mei@example.com，谢谢", order, email},
		{"lower case", "where is lt20261101?", order, ""},
		{"a number sign", "order #LT20261101", order, ""},
		{"a number sign inside", "LT#20261101", order, ""},
		{"spaces", "LT 2026 1101", order, ""},
		{"a space between all digits", "L T? no: LT 2 0 2 6 1 1 0 1", order, ""},
		{"dashes", "LT-2026-1101", order, ""},
		{"全角", "订单号：ＬＴ２０２６１１０１，邮箱：ｌｉｎ．ｍｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", order, email},
		{"全角井号", "＃LT20261101", order, ""},
		{"a slash between them", "LT20261101/lin.mei@example.com", order, email},
		{"a correction", "LT20261102 no sorry, LT20261101", order, ""},
		{"two numbers side by side", "LT20261102 LT20261101", order, ""},
		{"an address that looks like an order", "lt20261101@example.com", "", "lt20261101@example.com"},
		{"too many digits", "LT202611012", "", ""},
		{"too few digits", "LT2026110", "", ""},
		{"the end of a longer word", "belt 20261101", "", ""},
		{"a number alone", "20261101", "", ""},
		{"a bare at sign", "see you @ 8", "", ""},
		{"an endless address", strings.Repeat("a", 100_000) + "@example.com", "", ""},
		{"nothing", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := proof{order: c.order, email: c.email}
			if got := readProof(c.text); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
			if Mentions(c.text) != (want != proof{}) {
				t.Errorf("Mentions(%.80q) = %v", c.text, Mentions(c.text))
			}
		})
	}
}

func FuzzReadProof(f *testing.F) {
	for _, seed := range []string{
		"LT20261101 lin.mei@example.com", "lt-2026-1101", "ＬＴ２０２６１１０１", "#LT 2026 1101，邮箱a@b.co",
		"@@.@", "LT", "lt20261101@example.com", "\xff\xfeLT2026\x001101", "LT2026110１ ",
	} {
		f.Add(seed)
	}
	orders := regexp.MustCompile(`^(LT[0-9]{8})?$`)
	emails := regexp.MustCompile(`^([a-z0-9._%+-]+@[a-z0-9.-]+)?$`)
	f.Fuzz(func(t *testing.T, text string) {
		p := readProof(text)
		if !orders.MatchString(p.order) || !emails.MatchString(p.email) || len(p.email) > maxEmail {
			t.Fatalf("%q gives %+v", text, p)
		}
		if again := readProof(p.order + " " + p.email); again != p {
			t.Fatalf("%q gives %+v, which gives %+v", text, p, again)
		}
		if appended := readProof(text + "\n\n\n\n订单LT20261101"); appended.order != "LT20261101" {
			t.Fatalf("an order number after %q is not seen: %+v", text, appended)
		}
	})
}
