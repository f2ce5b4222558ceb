package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// OrderFile is an Orders over orders read from JSON. It is read-only.
type OrderFile struct{ orders map[string]Order }

var orderID = regexp.MustCompile(`^LT[0-9]{8}$`)

var statuses = []Status{PendingPayment, Processing, Shipped, Delivered, Cancelled, ReturnRequested, Refunded}

// LoadOrders reads a JSON array of orders. An order that is incomplete, stands
// twice or has a field or status that does not exist is an error.
func LoadOrders(r io.Reader) (*OrderFile, error) {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	var orders []Order
	if err := d.Decode(&orders); err != nil {
		return nil, fmt.Errorf("read the orders: %w", err)
	}
	f := &OrderFile{orders: make(map[string]Order, len(orders))}
	for i, o := range orders {
		if err := o.check(); err != nil {
			return nil, fmt.Errorf("order %d (%q): %w", i+1, o.ID, err)
		}
		if _, twice := f.orders[o.ID]; twice {
			return nil, fmt.Errorf("order %d (%q): the id stands twice", i+1, o.ID)
		}
		f.orders[o.ID] = o
	}
	return f, nil
}

// Order returns the order with the id, or ErrNoOrder.
func (f *OrderFile) Order(ctx context.Context, id string) (Order, error) {
	if err := ctx.Err(); err != nil {
		return Order{}, err
	}
	o, ok := f.orders[id]
	if !ok {
		return Order{}, ErrNoOrder
	}
	o.Carrier, o.Items = maps.Clone(o.Carrier), slices.Clone(o.Items)
	return o, nil
}

func (o *Order) check() error {
	switch {
	case !orderID.MatchString(o.ID):
		return errors.New("want an id of LT and eight digits")
	case o.Email == "" || readProof(o.Email).email != strings.ToLower(o.Email):
		return fmt.Errorf("e-mail address %q: nobody could give it as a proof", o.Email)
	case !slices.Contains(statuses, o.Status):
		return fmt.Errorf("status %q: want one of %q", o.Status, statuses)
	case o.PlacedAt.IsZero():
		return errors.New("want the time when it was placed")
	case o.Total.IsZero() || len(o.Items) == 0:
		return errors.New("want a total and at least one item")
	}
	for _, item := range o.Items {
		if item.ProductID == "" || item.Quantity < 1 || item.Price.Currency != o.Total.Currency {
			return fmt.Errorf("item %q: want a product, a quantity from 1 and a price in the currency of the total", item.ProductID)
		}
	}
	return nil
}
