package preference

import "strings"

// SizeKind tells kinds of size apart, of which a person has one each: "letters" for
// clothes, "numbers" for shoes and children's clothes, "other". It is "" for a
// constraint on another attribute.
func SizeKind(c Constraint) string {
	if c.Attribute != "size" || len(c.Values) == 0 {
		return ""
	}
	switch v := c.Values[0]; {
	case strings.Trim(v, "XSML") == "":
		return "letters"
	case strings.Trim(v, "0123456789.") == "":
		return "numbers"
	}
	return "other"
}
