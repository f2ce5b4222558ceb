package service

import (
	"context"
	"errors"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Status is how far an order has come.
type Status string

// The statuses.
const (
	PendingPayment  Status = "pending_payment"
	Processing      Status = "processing"
	Shipped         Status = "shipped"
	Delivered       Status = "delivered"
	Cancelled       Status = "cancelled"
	ReturnRequested Status = "return_requested"
	Refunded        Status = "refunded"
)

// Order is an order as the shop's order system has it. Times that have not come
// about are zero.
type Order struct {
	ID          string            `json:"id"`
	Email       string            `json:"email"`
	Name        string            `json:"name"`
	Postcode    string            `json:"postcode"`
	Status      Status            `json:"status"`
	PlacedAt    time.Time         `json:"placed_at"`
	ShippedAt   time.Time         `json:"shipped_at,omitzero"`
	ExpectedAt  time.Time         `json:"expected_at,omitzero"` // the delivery
	DeliveredAt time.Time         `json:"delivered_at,omitzero"`
	Carrier     map[string]string `json:"carrier,omitempty"` // its name by language
	Tracking    string            `json:"tracking,omitempty"`
	Payment     string            `json:"payment"` // the method: "alipay", "visa", …
	Items       []OrderItem       `json:"items"`
	Shipping    catalog.Money     `json:"shipping"`
	Total       catalog.Money     `json:"total"`
}

// OrderItem is one line of an order.
type OrderItem struct {
	ProductID string        `json:"product_id"`
	Quantity  int           `json:"quantity"`
	Price     catalog.Money `json:"price"` // of one piece, as paid
}

// ErrNoOrder says that the order system has no order with the id.
var ErrNoOrder = errors.New("service: no such order")

// Orders reads the shop's order system.
//
// Order returns the order with the id ("LT" and eight digits), or ErrNoOrder.
// Any other error means that the order system did not answer, which must never
// be told as "no such order". It returns when ctx ends; the caller sets the
// deadline. The order is the caller's to keep. Calls may come from many
// goroutines. The caller has not proved anything yet: to show the order is
// Desk's decision. OrderFile is the implementation over a file, and the fake.
type Orders interface {
	Order(ctx context.Context, id string) (Order, error)
}
