package toko

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"terang/internal/backend"
)

// shipTo is where an order goes.
type shipTo struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
}

// orderHead is an order as what changes it needs it.
type orderHead struct {
	no, status, payment, city string
	shipping                  int64
	to                        shipTo
	placedAt                  time.Time
	first, promised           *time.Time
	deliveredAt               *time.Time
	items                     []orderItem
	grams                     int
}

// changeable reports whether an order has not left the warehouse.
func (o *orderHead) changeable() bool {
	return o.status == placed || o.status == paid || o.status == packed
}

// goods is what the items cost.
func (o *orderHead) goods() int64 {
	sum := int64(0)
	for _, it := range o.items {
		sum += int64(it.Quantity) * it.Price
	}
	return sum
}

func (o *orderHead) total() int64 { return o.goods() + o.shipping }

// changeUntil is when the parcel leaves: an order that is packed leaves at 14:00, the others are packed first.
func (o *orderHead) changeUntil(now time.Time) time.Time {
	leaves := backend.AtHour(now, 0, cutOff)
	if !now.Before(leaves) || leaves.In(backend.Zone).Weekday() == time.Sunday {
		leaves = backend.WorkingDays(now, 1, cutOff)
	}
	return leaves
}

// findOrder reads one of the customer's orders; found is false where there is none.
func findOrder(c *backend.Call, no string) (o orderHead, found bool, err error) {
	no = strings.ToUpper(strings.TrimSpace(no))
	o, found, err = backend.One(c, func(row backend.Scanner) (o orderHead, err error) {
		var at int64
		var first, promised, delivered sql.NullInt64
		err = row.Scan(&o.no, &o.status, &o.payment, &o.shipping, &o.to.Name, &o.to.Phone, &o.to.Address, &o.city, &at, &first, &promised, &delivered, &o.grams)
		o.placedAt, o.first, o.promised, o.deliveredAt = backend.Instant(at), backend.Maybe(first), backend.Maybe(promised), backend.Maybe(delivered)
		return o, err
	}, `select o.no, o.status, o.payment, o.shipping, o.ship_name, o.ship_phone, o.ship_address, o.ship_city, o.placed_at, o.first_promised_at, o.promised_at,
			(select at from order_event where order_no = o.no and event = 'delivered'),
			(select coalesce(sum(i.quantity * p.weight), 0) from order_item i join product p on p.sku = i.sku where i.order_no = o.no)
		from customer_order o where o.no = $1 and o.customer_id = $2`, no, c.Customer)
	if err != nil || !found {
		return o, false, err
	}
	o.items, err = itemsOf(c, no)
	return o, err == nil, err
}

func itemsOf(c *backend.Call, no string) ([]orderItem, error) {
	list, err := backend.All(c, func(row backend.Scanner) (it orderItem, err error) {
		err = row.Scan(&it.SKU, &it.Name, &it.Quantity, &it.Price)
		return it, err
	}, `select sku, name, quantity, price from order_item where order_no = $1 order by position`, no)
	if err != nil {
		return nil, fmt.Errorf("order items: %w", err)
	}
	return list, nil
}

// addEvent gives an order a state and keeps it in the history.
func addEvent(c *backend.Call, no, event, place string, at time.Time) error {
	_, err := c.Exec(`insert into order_event (order_no, position, event, at, place)
		select $1, coalesce(max(position), -1) + 1, $2, $3, nullif($4, '') from order_event where order_no = $1`, no, event, at.UnixMilli(), place)
	if err == nil {
		_, err = c.Exec(`update customer_order set status = $1 where no = $2`, event, no)
	}
	if err != nil {
		return fmt.Errorf("order event: %w", err)
	}
	return nil
}

// asText is the form in which a part of a row is kept whole.
func asText(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("keep: %w", err)
	}
	return string(b), nil
}
