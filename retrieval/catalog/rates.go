package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/bojanz/currency"
)

//go:embed rates.json
var ratesFile []byte

// Rates are exchange rates of one day: one unit of each currency in units of
// Currency, as decimal numbers.
type Rates struct {
	Date     string            `json:"date"`
	Currency string            `json:"currency"`
	Rates    map[string]string `json:"rates"`
}

// DefaultRates are the rates in the binary.
var DefaultRates = sync.OnceValue(func() Rates {
	var r Rates
	if err := json.Unmarshal(ratesFile, &r); err != nil {
		panic("catalog: embedded rates.json: " + err.Error()) // the binary was built with broken data
	}
	return r
})

// Convert returns m in another currency, rounded half up to its minor unit, by
// way of r.Currency.
func (r Rates) Convert(m Money, code string) (Money, error) {
	if m.Currency == code {
		return m, nil
	}
	amount := m.amount()
	var err error
	if m.Currency != r.Currency {
		rate, ok := r.Rates[m.Currency]
		if !ok {
			return Money{}, fmt.Errorf("convert %s to %s: the rates of %s have no %s", m, code, r.Date, m.Currency)
		}
		if amount, err = amount.Convert(r.Currency, rate); err != nil {
			return Money{}, fmt.Errorf("convert %s to %s: %w", m, code, err)
		}
	}
	if code != r.Currency {
		rate, ok := r.Rates[code]
		if !ok {
			return Money{}, fmt.Errorf("convert %s to %s: the rates of %s have no %s", m, code, r.Date, code)
		}
		one, err := currency.NewAmount("1", r.Currency)
		if err != nil {
			return Money{}, err
		}
		inverse, err := one.Div(rate)
		if err != nil {
			return Money{}, fmt.Errorf("convert %s to %s: %w", m, code, err)
		}
		if amount, err = amount.Convert(code, inverse.Number()); err != nil {
			return Money{}, fmt.Errorf("convert %s to %s: %w", m, code, err)
		}
	}
	minor, err := amount.Round().Int64()
	if err != nil {
		return Money{}, fmt.Errorf("convert %s to %s: %w", m, code, err)
	}
	return Money{Minor: minor, Currency: code}, nil
}
