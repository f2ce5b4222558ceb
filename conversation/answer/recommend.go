package answer

import "github.com/shopguide/shopguide/prompts"

// Recommendation is the answer that shows products: how it opens, the cards, and
// what is said and asked after them.
func (w *Writer) Recommendation(lead prompts.Lead, cards []Card, closing string, choices []Choice) Answer {
	var list prompts.List
	for _, c := range cards {
		list.Items = append(list.Items, prompts.Line{
			Position: c.Position, Title: c.Title, Price: c.Price.Format(w.Lang),
			ListPrice: c.ListPrice.Format(w.Lang), Stock: c.StockText,
		})
	}
	return Answer{Lead: w.Say(lead), List: w.Say(list), Closing: closing, Cards: cards, Choices: choices, Facts: []string{lead.Like, lead.Words, lead.From, lead.To}}
}
