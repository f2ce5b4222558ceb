package catalog_test

import (
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestPricesAreReadAsShopsWriteThem(t *testing.T) {
	for _, c := range []struct{ text, declared, want string }{
		{"12.90 USD", "", "12.90 USD"},
		{"899", "CNY", "899.00 CNY"},
		{"12.5", "人民币", "12.50 CNY"},
		{"￥12", "", "12.00 CNY"},
		{"¥899", "", "899.00 CNY"},
		{"¥899", "JPY", "899 JPY"},
		{"¥899", "USD", "899.00 CNY"},
		{"JP¥899", "CNY", "899 JPY"},
		{"12元", "", "12.00 CNY"},
		{"12.50 元", "TWD", "12.50 TWD"},
		{"人民币 12", "", "12.00 CNY"},
		{"$12.00", "", "12.00 USD"},
		{"$12.00", "aud", "12.00 AUD"},
		{"$12.00", "CNY", "12.00 USD"},
		{"US$12", "CAD", "12.00 USD"},
		{"$12 CAD", "", "12.00 CAD"},
		{"USD 12", "", "12.00 USD"},
		{"usd12", "", "12.00 USD"},
		{"12 美元", "", "12.00 USD"},
		{"HK$1,299", "", "1299.00 HKD"},
		{"１２．５０元", "", "12.50 CNY"},
		{"1,299.00 USD", "", "1299.00 USD"},
		{"1,299 CNY", "", "1299.00 CNY"},
		{"12,345,678.90", "CNY", "12345678.90 CNY"},
		{"12,50 EUR", "", "12.50 EUR"},
		{"12,5 €", "", "12.50 EUR"},
		{"1.299,00 €", "", "1299.00 EUR"},
		{"1.299.000 €", "", "1299000.00 EUR"},
		{"1\u00a0299,00 €", "", "1299.00 EUR"},
		{"1'299.50 CHF", "", "1299.50 CHF"},
		{"1.250 KWD", "", "1.250 KWD"},
		{"£0", "", "0.00 GBP"},
	} {
		t.Run(c.text+" "+c.declared, func(t *testing.T) {
			if got, err := catalog.ReadPrice(c.text, c.declared); err != nil || got.String() != c.want {
				t.Errorf("%s, %v; want %s", got, err, c.want)
			}
		})
	}
}

func TestPricesThatMayMeanTwoThingsAreRefused(t *testing.T) {
	for _, c := range []struct{ text, declared, reason string }{
		{"899", "", "--currency"},
		{"12,50", "", "--currency"},
		{"1.299 EUR", "", "fewer decimals"},
		{"1,250 KWD", "", "not clear"},
		{"1,29,00 USD", "", "not clear"},
		{"1.2.3 USD", "", "not clear"},
		{"1,2345 USD", "", "not clear"},
		{"€12 USD", "", "two currencies"},
		{"12 tokens", "CNY", "no currency"},
		{"-12", "CNY", "no currency"},
		{"约12元", "", "no currency"},
		{"12元起", "", "no currency"},
		{"12-15元", "", "one number"},
		{"1e3", "CNY", "one number"},
		{"价格面议", "CNY", "one number"},
		{"", "CNY", "one number"},
		{"12.905", "CNY", "fewer decimals"},
		{"12", "XYZ", "XYZ"},
	} {
		t.Run(c.text+" "+c.declared, func(t *testing.T) {
			if got, err := catalog.ReadPrice(c.text, c.declared); err == nil || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("%s, %v; want an error with %q", got, err, c.reason)
			}
		})
	}
}

func FuzzReadPrice(f *testing.F) {
	f.Add("12.90 USD", "")
	f.Add("￥1,299", "JPY")
	f.Add("1.299,00 €", "CNY")
	f.Add("1'299.5", "人民币")
	f.Fuzz(func(t *testing.T, text, declared string) {
		m, err := catalog.ReadPrice(text, declared)
		if err != nil {
			return
		}
		if again, err := catalog.ReadPrice(m.String(), ""); err != nil || again != m {
			t.Errorf("%q was read as %+v and written as %q, which reads as %+v, %v", text, m, m, again, err)
		}
		if m.Minor < 0 || m.Currency == "" {
			t.Errorf("%q was read as %+v", text, m)
		}
	})
}
