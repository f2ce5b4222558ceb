package catalog_test

import (
	"encoding/json"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		text string
		want catalog.Money
	}{
		{"12.90 USD", catalog.Money{Minor: 1290, Currency: "USD"}},
		{"199 CNY", catalog.Money{Minor: 19900, Currency: "CNY"}},
		{"0.5 EUR", catalog.Money{Minor: 50, Currency: "EUR"}},
		{"0 CNY", catalog.Money{Minor: 0, Currency: "CNY"}},
		{"1500 JPY", catalog.Money{Minor: 1500, Currency: "JPY"}},
		{"1500.00 JPY", catalog.Money{Minor: 1500, Currency: "JPY"}},
		{"1.250 KWD", catalog.Money{Minor: 1250, Currency: "KWD"}},
		{" 12.90  usd ", catalog.Money{Minor: 1290, Currency: "USD"}},
		{"0012.90 USD", catalog.Money{Minor: 1290, Currency: "USD"}},
		{"0.29 USD", catalog.Money{Minor: 29, Currency: "USD"}}, // 28.999… in floating point
		{"10000000000000.00 USD", catalog.Money{Minor: 1_000_000_000_000_000, Currency: "USD"}},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := catalog.ParseMoney(c.text)
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

func TestParseMoneyRefusesWhatIsNoExactAmount(t *testing.T) {
	for _, text := range []string{
		"", " ", "12.90", "USD", "USD 12.90", "12.90USD", "12.90 USDT", "12.90 XYZ", "12.90 ¥", "¥12.90", "12.90 U S D",
		"-1 USD", "+1 USD", "1e3 USD", "0x10 USD", "1,000 USD", "1.2.3 USD", ". USD", "NaN USD", "Infinity USD", "１２ USD", "十二 CNY", "1_000 USD",
		"12.905 USD", "0.5 JPY", "10000000000000.01 USD", "99999999999999999999999999 USD", "12.90 USD!", "12\xff USD",
	} {
		if got, err := catalog.ParseMoney(text); err == nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

// amounts are a few of every kind: none, whole, broken, without decimals, with three.
var amounts = []catalog.Money{
	{},
	{Minor: 0, Currency: "CNY"},
	{Minor: 1, Currency: "CNY"},
	{Minor: 19900, Currency: "CNY"},
	{Minor: 1290, Currency: "USD"},
	{Minor: 1500, Currency: "JPY"},
	{Minor: 1251, Currency: "KWD"},
	{Minor: 1_000_000_000_000_000, Currency: "EUR"},
}

func TestMoneyIsReadAsItIsWritten(t *testing.T) {
	for _, m := range amounts {
		t.Run(m.String(), func(t *testing.T) {
			if read, err := catalog.ParseMoney(m.String()); !m.IsZero() && (err != nil || read != m) {
				t.Errorf("as text: %+v, %v; want %+v", read, err, m)
			}
			text, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			read := catalog.Money{Minor: 7, Currency: "GBP"}
			if err := json.Unmarshal(text, &read); err != nil || read != m {
				t.Errorf("as JSON %s: %+v, %v; want %+v", text, read, err, m)
			}
		})
	}
}

func TestMoneyRefusesOtherJSON(t *testing.T) {
	for _, text := range []string{`12.9`, `"12.9"`, `{"Minor":1290,"Currency":"USD"}`, `["12.90 USD"]`, `true`} {
		var m catalog.Money
		if err := json.Unmarshal([]byte(text), &m); err == nil {
			t.Errorf("%s was read as %+v", text, m)
		}
	}
}

func TestMoneyFormat(t *testing.T) {
	for _, c := range []struct {
		money  catalog.Money
		zh, en string
	}{
		{catalog.Money{}, "", ""},
		{catalog.Money{Minor: 19900, Currency: "CNY"}, "¥199", "¥199"},
		{catalog.Money{Minor: 19990, Currency: "CNY"}, "¥199.90", "¥199.90"},
		{catalog.Money{Minor: 0, Currency: "CNY"}, "¥0", "¥0"},
		{catalog.Money{Minor: 123456789, Currency: "CNY"}, "¥1,234,567.89", "¥1,234,567.89"},
		{catalog.Money{Minor: 1290, Currency: "USD"}, "$12.90", "$12.90"},
		{catalog.Money{Minor: 1200, Currency: "USD"}, "$12", "$12"},
		{catalog.Money{Minor: 1500, Currency: "JPY"}, "JP¥1,500", "JP¥1,500"},
		{catalog.Money{Minor: 129005, Currency: "EUR"}, "€1,290.05", "€1,290.05"},
	} {
		if zh, en := c.money.Format("zh"), c.money.Format("en"); zh != c.zh || en != c.en {
			t.Errorf("%v: %q and %q, want %q and %q", c.money, zh, en, c.zh, c.en)
		}
	}
}

func FuzzParseMoney(f *testing.F) {
	for _, m := range amounts {
		f.Add(m.String())
	}
	f.Add("-12.90 USD")
	f.Add("1e9 JPY")
	f.Add(". CNY")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := catalog.ParseMoney(text)
		if err != nil {
			return
		}
		if again, err := catalog.ParseMoney(m.String()); err != nil || again != m {
			t.Errorf("%q was read as %+v and written as %q, which reads as %+v, %v", text, m, m, again, err)
		}
		if m.Minor < 0 || m.Currency == "" || m.Format("zh") == "" {
			t.Errorf("%q was read as %+v", text, m)
		}
	})
}
