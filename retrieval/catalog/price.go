package catalog

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bojanz/currency"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// ReadPrice reads an amount as shops write it: "12.90 USD", "USD 12", "¥1,299", "899元",
// "12,50 €". A sign that several currencies have ("¥", "$") is that of the declared one
// if it is among them, else that of the first in currencies.tsv; a bare number is in the
// declared currency, which may be "". Points and commas are read where they can mean but
// one thing.
func ReadPrice(text, declared string) (Money, error) {
	text = strings.TrimSpace(lexical.Normalize(text))
	parts := price.FindStringSubmatch(text)
	if parts == nil {
		return Money{}, fmt.Errorf("amount %q: want one number and a currency, such as \"12.90 USD\"", text)
	}
	code, err := priceCurrency(parts[1], parts[3], declared)
	if err != nil {
		return Money{}, fmt.Errorf("amount %q: %w", text, err)
	}
	number, err := plainNumber(parts[2], code)
	if err != nil {
		return Money{}, err
	}
	return NewMoney(number, code)
}

// price is what stands before a number, the number, and what stands behind it.
var price = regexp.MustCompile(`^([^\d.,]*)(\d(?:[\d.,' ]*\d)?)([^\d.,]*)$`)

// priceCurrency returns the currency that the words around a number name.
func priceCurrency(before, behind, declared string) (string, error) {
	if code := currencyOf(declared, ""); code != "" {
		declared = code
	}
	before, behind = strings.TrimSpace(before), strings.TrimSpace(behind)
	if before+behind == "" {
		if declared == "" {
			return "", errors.New("it states no currency: write it with the number, such as \"12.90 USD\", or name that of the feed with --currency")
		}
		return declared, nil
	}
	for _, sign := range []string{behind, before} { // "$12 CAD" says in the end which dollar
		if sign == "" {
			continue
		}
		if declared = currencyOf(sign, declared); declared == "" {
			return "", fmt.Errorf("%q is no currency that is known; write an ISO 4217 code, such as \"12.90 USD\"", sign)
		}
	}
	if behind != "" && currencyOf(behind, declared) != declared {
		return "", fmt.Errorf("%q and %q are two currencies", before, behind)
	}
	return declared, nil
}

// The forms of a number that mean one thing, whatever the country.
var (
	plain         = regexp.MustCompile(`^\d+(\.\d+)?$`)
	commaGroups   = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d+)?$`)
	pointGroups   = regexp.MustCompile(`^\d{1,3}((\.\d{3})+,\d{1,2}|(\.\d{3}){2,})$`)
	spacedGroups  = regexp.MustCompile(`^\d{1,3}([ ']\d{3})+([.,]\d{1,2})?$`)
	decimalCommas = regexp.MustCompile(`^\d+,\d{1,2}$`)
)

// plainNumber returns a number without signs between its thousands and with a point
// before its decimals.
func plainNumber(number, code string) (string, error) {
	digits, _ := currency.GetDigits(code)
	switch {
	case plain.MatchString(number):
		return number, nil
	case digits > 2 && !strings.Contains(number, ".") && strings.Count(number, ",") == 1:
		// "1,250 KWD" is either one and a quarter or a thousand
	case commaGroups.MatchString(number):
		return strings.ReplaceAll(number, ",", ""), nil
	case pointGroups.MatchString(number), spacedGroups.MatchString(number), decimalCommas.MatchString(number):
		whole, decimals := number, ""
		if i := strings.LastIndexAny(number, ".,"); i >= 0 && len(number)-i <= len(".99") {
			whole, decimals = number[:i], "."+number[i+1:]
		}
		return thousands.Replace(whole) + decimals, nil
	}
	return "", fmt.Errorf("amount %q: it is not clear which signs part the thousands and which the decimals; write it as 1299.00", number)
}

var thousands = strings.NewReplacer(".", "", " ", "", "'", "")

// currencyOf returns the code of a currency that shops may write otherwise, "" for what
// is no ISO 4217 code and not in currencies.tsv. Of several it is the declared one.
func currencyOf(name, declared string) string {
	folded := foldColumn(name)
	first := ""
	for _, m := range currencyMeanings() {
		if slices.Contains(m.names, folded) {
			if m.word == declared {
				return declared
			}
			if first == "" {
				first = m.word
			}
		}
	}
	if code := strings.ToUpper(folded); first == "" && currency.IsValid(code) {
		return code
	}
	return first
}
