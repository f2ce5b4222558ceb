package main

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
)

// shownItems returns the items of a line of JSON, of which there must be some.
func shownItems(ts *testscript.TestScript, line string) []answer.Card {
	var reply struct{ Items []answer.Card }
	ts.Check(json.Unmarshal(printed(ts, line), &reply))
	if len(reply.Items) == 0 {
		ts.Fatalf("line %s shows no items", line)
	}
	return reply.Items
}

// cheaperCommand is "cheaper LINE EARLIER": each item of the line costs less than
// the median of those of the earlier one, the lower of two.
func cheaperCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 || neg {
		ts.Fatalf("usage: cheaper LINE EARLIER")
	}
	var prices []int64
	for _, item := range shownItems(ts, args[1]) {
		prices = append(prices, item.Price.Minor)
	}
	slices.Sort(prices)
	median := prices[(len(prices)-1)/2]
	for _, item := range shownItems(ts, args[0]) {
		if item.Price.Minor >= median {
			ts.Fatalf("line %s: %s costs %s; on line %s the prices are %v", args[0], item.ID, item.Price, args[1], prices)
		}
	}
}

// pureCommand is "pure LINE MATERIAL": the row of some item of the line names the
// material and no other.
func pureCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: pure LINE MATERIAL")
	}
	shop, err := builtin.Catalog(context.Background())
	ts.Check(err)
	pure := ""
	for _, item := range shownItems(ts, args[0]) {
		p := shop.Product(item.ID)
		if p == nil {
			ts.Fatalf("line %s shows %s, which does not exist", args[0], item.ID)
		}
		if slices.Equal(p.Attributes["material"], []string{args[1]}) {
			pure = item.ID
		}
	}
	if (pure != "") == neg {
		ts.Fatalf("line %s: of %s alone is %q", args[0], args[1], pure)
	}
}
