package service_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestLoadOrders(t *testing.T) {
	t.Run("reads an order with its money and times", func(t *testing.T) {
		list, err := service.LoadOrders(strings.NewReader(orders))
		if err != nil {
			t.Fatal(err)
		}
		o, err := list.Order(t.Context(), "LT20261101")
		if err != nil {
			t.Fatal(err)
		}
		item := service.OrderItem{ProductID: "mug", Quantity: 2, Price: catalog.Money{Minor: 3990, Currency: "CNY"}}
		if o.Items[0] != item || o.Total != (catalog.Money{Minor: 8980, Currency: "CNY"}) {
			t.Errorf("got items %+v, total %v", o.Items, o.Total)
		}
		if want := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC); !o.ExpectedAt.Equal(want) || !o.DeliveredAt.IsZero() {
			t.Errorf("expected at %v, delivered at %v", o.ExpectedAt, o.DeliveredAt)
		}
	})
	t.Run("keeps its orders from those who change what they got", func(t *testing.T) {
		list, err := service.LoadOrders(strings.NewReader(orders))
		if err != nil {
			t.Fatal(err)
		}
		mine, _ := list.Order(t.Context(), "LT20261101")
		mine.Items[0].Quantity, mine.Carrier["en"] = 99, "pigeon"
		if theirs, _ := list.Order(t.Context(), "LT20261101"); theirs.Items[0].Quantity != 2 || theirs.Carrier["en"] != "SF Express" {
			t.Errorf("got %+v", theirs)
		}
	})
	t.Run("says when there is no such order", func(t *testing.T) {
		list, err := service.LoadOrders(strings.NewReader(orders))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := list.Order(t.Context(), "LT00000000"); !errors.Is(err, service.ErrNoOrder) {
			t.Errorf("got %v", err)
		}
	})
	for _, c := range []struct{ name, from, to, complaint string }{
		{"refuses what is not JSON", "[", "orders", "read the orders"},
		{"refuses a field that does not exist", `"name"`, `"surname"`, "surname"},
		{"refuses an id of another form", "LT20261101", "20261101", "eight digits"},
		{"refuses an id twice", "LT20261102", "LT20261101", "twice"},
		{"refuses an order that nobody could prove", "Lin.Mei@example.com", "lin", "e-mail"},
		{"refuses an unknown status", `"shipped"`, `"lost"`, `"lost"`},
		{"refuses money that does not parse", "39.90 CNY", "39.90", "39.90"},
		{"refuses two currencies in one order", "39.90 CNY", "39.90 USD", "currency"},
		{"refuses an order of nothing", `"quantity": 2`, `"quantity": 0`, "quantity"},
		{"refuses an order without a time", `"placed_at": "2026-11-18T09:30:00+08:00",`, "", "placed"},
		{"refuses an order without a total", "89.80 CNY", "", "total"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := service.LoadOrders(strings.NewReader(strings.Replace(orders, c.from, c.to, 1)))
			if err == nil || !strings.Contains(err.Error(), c.complaint) {
				t.Errorf("got %v, want an error that names %q", err, c.complaint)
			}
		})
	}
}
