package toko

import (
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"terang/internal/backend"
)

// The states of an order, which are also the events of its history.
const (
	placed         = "placed"
	paid           = "paid"
	packed         = "packed"
	shipped        = "shipped"
	outForDelivery = "out_for_delivery"
	delivered      = "delivered"
	cancelled      = "cancelled"
)

// The reasons of a delay.
const (
	delayFlood   = "weather_flood"
	delayBacklog = "sorting_backlog"
	delayVehicle = "vehicle_breakdown"
	delayAddress = "address_unclear"
)

const (
	defaultOrders = 10
	maxOrders     = 50
)

// order is an order as its customer sees it. Prices are whole rupiah.
type order struct {
	No              string       `json:"no"`
	CustomerID      string       `json:"customer_id"`
	Status          string       `json:"status"`
	Late            bool         `json:"late"`
	Courier         string       `json:"courier"`
	TrackingNo      *string      `json:"tracking_no"`       // null until it is shipped
	PlacedAt        time.Time    `json:"placed_at"`         //
	FirstPromisedAt *time.Time   `json:"first_promised_at"` // null until it is paid
	PromisedAt      *time.Time   `json:"promised_at"`       // the promise that holds now
	DeliveredAt     *time.Time   `json:"delivered_at"`
	Delay           *delay       `json:"delay"`
	Items           []orderItem  `json:"items"`
	Total           int64        `json:"total"` // with the shipping
	Shipping        int64        `json:"shipping"`
	Currency        string       `json:"currency"`
	ShipTo          shipTo       `json:"ship_to"`
	Changeable      bool         `json:"changeable"`       // the address can be changed and the order cancelled
	ReturnableUntil *time.Time   `json:"returnable_until"` // null unless it was delivered
	History         []orderEvent `json:"history"`          // oldest first
}

type delay struct {
	Reason string    `json:"reason"`
	Place  string    `json:"place"`
	Since  time.Time `json:"since"`
}

type orderItem struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Quantity int    `json:"quantity"`
	Price    int64  `json:"price"` // of one
}

type orderEvent struct {
	Event string    `json:"event"`
	At    time.Time `json:"at"`
	Place *string   `json:"place"`
}

// late says that the first promise was not kept, or will not be: it has passed, or was moved.
func late(status string, first, promised *time.Time, now time.Time) bool {
	if status == delivered || status == cancelled || first == nil {
		return false
	}
	return now.After(*first) || promised != nil && promised.After(*first)
}

func getOrder(c *backend.Call) (backend.Answer, error) {
	no := strings.ToUpper(c.Param("order_no"))
	o := order{No: no, Currency: "IDR"}
	var tracking, reason, place sql.NullString
	var at int64
	var first, promised, since sql.NullInt64
	err := c.DB.QueryRowContext(c.Ctx, `select customer_id, status, courier, tracking_no, placed_at, first_promised_at, promised_at,
			delay_reason, delay_place, delay_since
		from customer_order where no = $1 and customer_id = $2`, no, c.Customer).
		Scan(&o.CustomerID, &o.Status, &o.Courier, &tracking, &at, &first, &promised, &reason, &place, &since)
	if errors.Is(err, sql.ErrNoRows) {
		return backend.Refuse("not_found"), nil
	}
	if err != nil {
		return backend.Answer{}, fmt.Errorf("order: %w", err)
	}
	o.TrackingNo, o.PlacedAt, o.FirstPromisedAt, o.PromisedAt = backend.Word(tracking), backend.Instant(at), backend.Maybe(first), backend.Maybe(promised)
	o.Late = late(o.Status, o.FirstPromisedAt, o.PromisedAt, c.Now)
	if reason.Valid {
		o.Delay = &delay{Reason: reason.String, Place: place.String, Since: backend.Instant(since.Int64)}
	}
	head, _, err := findOrder(c, no)
	if err != nil {
		return backend.Answer{}, err
	}
	o.Items, o.Total, o.Shipping, o.ShipTo, o.Changeable = head.items, head.total(), head.shipping, head.to, head.changeable()
	if head.deliveredAt != nil {
		until := returnUntil(*head.deliveredAt)
		o.ReturnableUntil = &until
	}
	if err := addHistory(c, &o); err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(o), nil
}

func addHistory(c *backend.Call, o *order) error {
	rows, err := c.DB.QueryContext(c.Ctx, `select event, at, place from order_event where order_no = $1 order by position`, o.No)
	if err != nil {
		return fmt.Errorf("order history: %w", err)
	}
	defer func() { _ = rows.Close() }()
	o.History = []orderEvent{}
	for rows.Next() {
		var e orderEvent
		var at int64
		var place sql.NullString
		if err := rows.Scan(&e.Event, &at, &place); err != nil {
			return fmt.Errorf("order history: %w", err)
		}
		e.At, e.Place = backend.Instant(at), backend.Word(place)
		if e.Event == delivered {
			o.DeliveredAt = &e.At
		}
		o.History = append(o.History, e)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("order history: %w", err)
	}
	return nil
}

// orderLine is an order in a list.
type orderLine struct {
	No         string     `json:"no"`
	Status     string     `json:"status"`
	Late       bool       `json:"late"`
	PlacedAt   time.Time  `json:"placed_at"`
	PromisedAt *time.Time `json:"promised_at"`
	Total      int64      `json:"total"`
	Currency   string     `json:"currency"`
	FirstItem  string     `json:"first_item"`
	ItemCount  int        `json:"item_count"`
}

type orderPage struct {
	Items []orderLine `json:"items"` // newest first
	Next  *string     `json:"next"`  // the cursor of the next page, null on the last
}

func getOrders(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	limit, ok := c.Limit(defaultOrders, maxOrders)
	if !ok {
		return backend.Invalid("limit"), nil
	}
	before, beforeNo, ok := parseCursor(c.Query("cursor"))
	if !ok {
		return backend.Invalid("cursor"), nil
	}
	rows, err := c.DB.QueryContext(c.Ctx, `select o.no, o.status, o.placed_at, o.first_promised_at, o.promised_at,
			o.shipping + (select coalesce(sum(quantity * price), 0) from order_item where order_no = o.no),
			(select coalesce(sum(quantity), 0) from order_item where order_no = o.no),
			coalesce((select name from order_item where order_no = o.no and position = 0), '')
		from customer_order o where o.customer_id = $1 and (o.placed_at, o.no) < ($2, $3)
		order by o.placed_at desc, o.no desc limit $4`, c.Customer, before, beforeNo, limit+1)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("orders: %w", err)
	}
	defer func() { _ = rows.Close() }()
	page := orderPage{Items: []orderLine{}}
	for rows.Next() {
		l := orderLine{Currency: "IDR"}
		var at int64
		var first, promised sql.NullInt64
		if err := rows.Scan(&l.No, &l.Status, &at, &first, &promised, &l.Total, &l.ItemCount, &l.FirstItem); err != nil {
			return backend.Answer{}, fmt.Errorf("orders: %w", err)
		}
		l.PlacedAt, l.PromisedAt = backend.Instant(at), backend.Maybe(promised)
		l.Late = late(l.Status, backend.Maybe(first), l.PromisedAt, c.Now)
		page.Items = append(page.Items, l)
	}
	if err := rows.Err(); err != nil {
		return backend.Answer{}, fmt.Errorf("orders: %w", err)
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		last := page.Items[limit-1]
		next := formCursor(last.PlacedAt.UnixMilli(), last.No)
		page.Next = &next
	}
	return backend.OK(page), nil
}

// A cursor is the place of the last row that was given, opaque to the caller.
func formCursor(at int64, no string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(at, 10) + " " + no))
}

func parseCursor(text string) (at int64, no string, ok bool) {
	if text == "" {
		return 1 << 62, "", true
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0, "", false
	}
	when, no, found := strings.Cut(string(b), " ")
	at, err = strconv.ParseInt(when, 10, 64)
	return at, no, found && err == nil
}
