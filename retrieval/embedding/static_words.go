package embedding

// Has reports whether the vocabulary has a row for exactly this word or run of
// Chinese characters, as lexical.Atoms leaves them.
func (v *Vocabulary) Has(token string) bool {
	_, ok := v.rows[token]
	return ok
}
