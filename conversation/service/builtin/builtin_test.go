package builtin

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/shopguide/shopguide/conversation/service"
	products "github.com/shopguide/shopguide/retrieval/catalog/builtin"
)

func TestDesk(t *testing.T) {
	if _, err := Desk(); err != nil {
		t.Fatal(err)
	}
}

func TestSampleOrders(t *testing.T) {
	var list []service.Order
	if err := json.NewDecoder(bytes.NewReader(orders)).Decode(&list); err != nil {
		t.Fatal(err)
	}
	shop, err := products.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	statuses := map[service.Status]bool{}
	for _, o := range list {
		statuses[o.Status] = true
		sum := o.Shipping.Minor
		for _, item := range o.Items {
			sum += item.Price.Minor * int64(item.Quantity)
			if shop.Product(item.ProductID) == nil {
				t.Errorf("%s: the catalogue has no product %q", o.ID, item.ProductID)
			}
		}
		if sum != o.Total.Minor {
			t.Errorf("%s: items and shipping make %d, the total is %d", o.ID, sum, o.Total.Minor)
		}
		if o.Tracking != "" && (o.Carrier["zh"] == "" || o.Carrier["en"] == "") {
			t.Errorf("%s: the carrier needs a name in both languages", o.ID)
		}
		shipped := o.Status == service.Shipped || o.Status == service.Delivered
		if shipped && o.ShippedAt.IsZero() || o.Status == service.Delivered && o.DeliveredAt.IsZero() {
			t.Errorf("%s: %s without its time", o.ID, o.Status)
		}
		if !o.DeliveredAt.IsZero() && o.DeliveredAt.Before(o.ShippedAt) || !o.ShippedAt.IsZero() && o.ShippedAt.Before(o.PlacedAt) {
			t.Errorf("%s: its times are out of order", o.ID)
		}
	}
	if len(statuses) != 7 {
		t.Errorf("the orders show %d of 7 statuses", len(statuses))
	}
}
