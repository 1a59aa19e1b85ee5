package toko

import (
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The states of an order, which are also the events of its history.
const (
	placed         = "placed"
	paid           = "paid"
	packed         = "packed"
	shipped        = "shipped"
	outForDelivery = "out_for_delivery"
	delivered      = "delivered"
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
	Total           int64        `json:"total"`
	Currency        string       `json:"currency"`
	History         []orderEvent `json:"history"` // oldest first
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
	if status == delivered || first == nil {
		return false
	}
	return now.After(*first) || promised != nil && promised.After(*first)
}

func (s *Server) getOrder(c *call) (answer, error) {
	no := strings.ToUpper(c.param("order_no"))
	o := order{No: no, Currency: "IDR"}
	var tracking, reason, place sql.NullString
	var at int64
	var first, promised, since sql.NullInt64
	err := c.q.QueryRowContext(c.ctx, `select customer_id, status, courier, tracking_no, placed_at, first_promised_at, promised_at,
			delay_reason, delay_place, delay_since
		from customer_order where no = $1 and customer_id = $2`, no, c.customer).
		Scan(&o.CustomerID, &o.Status, &o.Courier, &tracking, &at, &first, &promised, &reason, &place, &since)
	if errors.Is(err, sql.ErrNoRows) {
		return refuse("not_found"), nil
	}
	if err != nil {
		return answer{}, fmt.Errorf("order: %w", err)
	}
	o.TrackingNo, o.PlacedAt, o.FirstPromisedAt, o.PromisedAt = word(tracking), instant(at), maybe(first), maybe(promised)
	o.Late = late(o.Status, o.FirstPromisedAt, o.PromisedAt, c.now)
	if reason.Valid {
		o.Delay = &delay{Reason: reason.String, Place: place.String, Since: instant(since.Int64)}
	}
	if err := s.addItems(c, &o); err != nil {
		return answer{}, err
	}
	if err := s.addHistory(c, &o); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, body: o}, nil
}

func (s *Server) addItems(c *call, o *order) error {
	rows, err := c.q.QueryContext(c.ctx, `select sku, name, quantity, price from order_item where order_no = $1 order by position`, o.No)
	if err != nil {
		return fmt.Errorf("order items: %w", err)
	}
	defer func() { _ = rows.Close() }()
	o.Items = []orderItem{}
	for rows.Next() {
		var it orderItem
		if err := rows.Scan(&it.SKU, &it.Name, &it.Quantity, &it.Price); err != nil {
			return fmt.Errorf("order items: %w", err)
		}
		o.Items = append(o.Items, it)
		o.Total += int64(it.Quantity) * it.Price
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("order items: %w", err)
	}
	return nil
}

func (s *Server) addHistory(c *call, o *order) error {
	rows, err := c.q.QueryContext(c.ctx, `select event, at, place from order_event where order_no = $1 order by position`, o.No)
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
		e.At, e.Place = instant(at), word(place)
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

func (s *Server) getOrders(c *call) (answer, error) {
	if !c.own() {
		return refuse("not_found"), nil
	}
	limit, ok := limitOf(c, defaultOrders, maxOrders)
	if !ok {
		return refuse("invalid", field("limit")), nil
	}
	before, beforeNo, ok := parseCursor(c.r.URL.Query().Get("cursor"))
	if !ok {
		return refuse("invalid", field("cursor")), nil
	}
	rows, err := c.q.QueryContext(c.ctx, `select o.no, o.status, o.placed_at, o.first_promised_at, o.promised_at,
			(select coalesce(sum(quantity * price), 0) from order_item where order_no = o.no),
			(select coalesce(sum(quantity), 0) from order_item where order_no = o.no),
			coalesce((select name from order_item where order_no = o.no and position = 0), '')
		from customer_order o where o.customer_id = $1 and (o.placed_at, o.no) < ($2, $3)
		order by o.placed_at desc, o.no desc limit $4`, c.customer, before, beforeNo, limit+1)
	if err != nil {
		return answer{}, fmt.Errorf("orders: %w", err)
	}
	defer func() { _ = rows.Close() }()
	page := orderPage{Items: []orderLine{}}
	for rows.Next() {
		l := orderLine{Currency: "IDR"}
		var at int64
		var first, promised sql.NullInt64
		if err := rows.Scan(&l.No, &l.Status, &at, &first, &promised, &l.Total, &l.ItemCount, &l.FirstItem); err != nil {
			return answer{}, fmt.Errorf("orders: %w", err)
		}
		l.PlacedAt, l.PromisedAt = instant(at), maybe(promised)
		l.Late = late(l.Status, maybe(first), l.PromisedAt, c.now)
		page.Items = append(page.Items, l)
	}
	if err := rows.Err(); err != nil {
		return answer{}, fmt.Errorf("orders: %w", err)
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		last := page.Items[limit-1]
		next := formCursor(last.PlacedAt.UnixMilli(), last.No)
		page.Next = &next
	}
	return answer{status: http.StatusOK, body: page}, nil
}

func limitOf(c *call, usual, most int) (int, bool) {
	text := c.r.URL.Query().Get("limit")
	if text == "" {
		return usual, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= most
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
