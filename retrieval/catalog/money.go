package catalog

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/bojanz/currency"
)

// Money is an exact amount: whole minor units (cents, fen) and an ISO 4217
// code. The zero value means "no amount".
type Money struct {
	Minor    int64
	Currency string
}

// maxMinor bounds an amount (ten trillion units of a two-digit currency), so
// that sums of amounts cannot overflow.
const maxMinor = 1_000_000_000_000_000

// ParseMoney reads "12.90 USD": a non-negative decimal number with at most as
// many decimals as the currency has, one space, an ISO 4217 code.
func ParseMoney(s string) (Money, error) {
	number, code, ok := strings.Cut(strings.TrimSpace(s), " ")
	code = strings.ToUpper(strings.TrimSpace(code))
	if !ok || !currency.IsValid(code) {
		return Money{}, fmt.Errorf("amount %q: want a number, a space and an ISO 4217 code, such as \"12.90 USD\"", s)
	}
	return NewMoney(number, code)
}

// NewMoney reads a decimal number as an amount in currency code.
func NewMoney(number, code string) (Money, error) {
	for _, r := range number {
		if (r < '0' || r > '9') && r != '.' {
			return Money{}, fmt.Errorf("amount %q: %q is not a digit or a decimal point", number, r)
		}
	}
	amount, err := currency.NewAmount(number, code)
	if err != nil {
		return Money{}, fmt.Errorf("amount %q: %w", number, err)
	}
	if !amount.Equal(amount.Round()) {
		return Money{}, fmt.Errorf("amount %q: %s has fewer decimals", number, code)
	}
	minor, err := amount.Int64()
	if err != nil || minor > maxMinor {
		return Money{}, fmt.Errorf("amount %q: too large", number)
	}
	return Money{Minor: minor, Currency: code}, nil
}

// IsZero reports whether m is the absent amount.
func (m Money) IsZero() bool { return m == Money{} }

// String returns the feed form, "12.90 USD", which ParseMoney reads back; the
// absent amount is the empty string.
func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	return m.amount().String()
}

// Format returns the amount as people write it in lang ("zh" or "en"), with the
// decimals dropped where they are zero: "¥199", "$12.90". The yen is "JP¥" in both
// languages, for "¥" is the yuan.
func (m Money) Format(lang string) string {
	if m.IsZero() {
		return ""
	}
	locale := "en"
	if lang == "zh" {
		locale = "zh-CN"
	}
	formatter := currency.NewFormatter(currency.NewLocale(locale))
	formatter.SymbolMap["CNY"] = "¥"
	formatter.SymbolMap["USD"] = "$"
	formatter.SymbolMap["JPY"] = "JP¥"
	digits, _ := currency.GetDigits(m.Currency)
	if m.Minor%pow10(digits) == 0 {
		formatter.MaxDigits, formatter.MinDigits = 0, 0
	}
	return formatter.Format(m.amount())
}

// MarshalJSON writes the feed form.
func (m Money) MarshalJSON() ([]byte, error) { return json.Marshal(m.String()) }

// UnmarshalJSON reads the feed form; an empty string is the absent amount.
func (m *Money) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("amount: %w", err)
	}
	if s == "" {
		*m = Money{}
		return nil
	}
	parsed, err := ParseMoney(s)
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

func (m Money) amount() currency.Amount {
	a, err := currency.NewAmountFromInt64(m.Minor, m.Currency)
	if err != nil { // only a Money built by hand with a code that does not exist
		return currency.Amount{}
	}
	return a
}

func pow10(n uint8) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
