package catalog_test

import (
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestRatesConvert(t *testing.T) {
	rates := catalog.Rates{Date: "2026-01-02", Currency: "CNY", Rates: map[string]string{"USD": "7.10", "JPY": "0.0470", "EUR": "8.20"}}
	for _, c := range []struct{ name, from, to, want string }{
		{"into the shop's currency", "10 USD", "CNY", "71.00 CNY"},
		{"out of it", "71 CNY", "USD", "10.00 USD"},
		{"by way of it", "10 USD", "EUR", "8.66 EUR"},
		{"the same currency needs no rate", "0.01 CHF", "CHF", "0.01 CHF"},
		{"into one without decimals", "100 CNY", "JPY", "2128 JPY"},
		{"half a fen goes up", "5 JPY", "CNY", "0.24 CNY"},
		{"less than half goes down", "1 CNY", "USD", "0.14 USD"},
		{"nothing is nothing", "0 USD", "JPY", "0 JPY"},
		{"the largest amount", "10000000000000 EUR", "CNY", "82000000000000.00 CNY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := catalog.ParseMoney(c.from)
			if err != nil {
				t.Fatal(err)
			}
			got, err := rates.Convert(m, c.to)
			if err != nil || got.String() != c.want {
				t.Errorf("%s to %s: %v, %v; want %s", c.from, c.to, got, err, c.want)
			}
		})
	}
	for _, c := range []struct{ from, to string }{{"1 CHF", "CNY"}, {"1 CNY", "CHF"}, {"1 USD", "CHF"}} {
		t.Run("a currency without a rate is an error that names it and the day", func(t *testing.T) {
			m, err := catalog.ParseMoney(c.from)
			if err != nil {
				t.Fatal(err)
			}
			got, err := rates.Convert(m, c.to)
			if err == nil || !strings.Contains(err.Error(), "CHF") || !strings.Contains(err.Error(), rates.Date) {
				t.Errorf("%s to %s: %v, error %v", c.from, c.to, got, err)
			}
		})
	}
}

func TestDefaultRatesConvertEachWay(t *testing.T) {
	rates := catalog.DefaultRates()
	for code := range rates.Rates {
		thousand, err := catalog.NewMoney("1000", rates.Currency)
		if err != nil {
			t.Fatal(err)
		}
		there, err := rates.Convert(thousand, code)
		if err != nil {
			t.Errorf("to %s: %v", code, err)
			continue
		}
		back, err := rates.Convert(there, rates.Currency)
		if err != nil || back.Minor < 99_000 || back.Minor > 101_000 {
			t.Errorf("%v is %v, and that is %v, %v", thousand, there, back, err)
		}
	}
}
