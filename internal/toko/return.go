package toko

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"terang/internal/backend"
)

// Returns.
const (
	returnDays    = 7 // after delivery
	pickupDays    = 3 // on which the courier can come
	pickupHour    = 13
	travelDays    = 2 // from the courier to the warehouse
	dropOffDays   = 7
	maxReturns    = 50
	maxReturnNote = 500 // characters
	firstRT       = 50031
)

var (
	returnReasons = []string{"damaged", "wrong_item", "changed_mind", "size"}
	returnMethods = []string{"pickup", "drop_off", "store"}
)

// returnable is an item that may go back, and what that means.
type returnable struct {
	order    orderHead
	item     orderItem
	until    time.Time
	shopPays bool
	cost     int64 // of the way back, for the customer
	refund   int64
}

// returnUntil is the last moment of an order's returns.
func returnUntil(delivered time.Time) time.Time { return backend.AtHour(delivered, returnDays, 23) }

// planReturn looks whether an item may go back; the answer is a refusal unless ok.
func planReturn(c *backend.Call, no, sku, reason string) (r returnable, refused backend.Answer, ok bool, err error) {
	if !slices.Contains(returnReasons, reason) {
		return r, backend.Invalid("reason"), false, nil
	}
	o, found, err := findOrder(c, no)
	switch {
	case err != nil:
		return r, backend.Answer{}, false, fmt.Errorf("return: %w", err)
	case !found:
		return r, backend.Refuse("not_found"), false, nil
	case o.deliveredAt == nil:
		return r, backend.Refuse("not_delivered"), false, nil
	}
	r = returnable{order: o, until: returnUntil(*o.deliveredAt), shopPays: reason == "damaged" || reason == "wrong_item"}
	if !c.Now.Before(r.until) {
		return r, backend.Refuse("return_too_late", backend.Until(r.until)), false, nil
	}
	sku = strings.ToUpper(strings.TrimSpace(sku))
	i := slices.IndexFunc(o.items, func(it orderItem) bool { return it.SKU == sku })
	switch {
	case sku == "" && len(o.items) > 1:
		return r, backend.Refuse("choose_item"), false, nil
	case sku == "":
		i = 0
	case i < 0:
		return r, backend.Invalid("sku"), false, nil
	}
	r.item = o.items[i]
	if p, found, err := findProduct(c, r.item.SKU); err != nil {
		return r, backend.Answer{}, false, err
	} else if found && !p.returnable && !r.shopPays {
		return r, backend.Refuse("not_returnable"), false, nil
	}
	exists, found, err := backend.One(c, scanText, `select no from order_return where order_no = $1 and sku = $2 and cancelled_at is null`, o.no, r.item.SKU)
	if err != nil {
		return r, backend.Answer{}, false, fmt.Errorf("return: %w", err)
	}
	if found {
		return r, backend.Refuse("return_exists", backend.About(exists)), false, nil
	}
	r.refund = r.item.Price * int64(r.item.Quantity)
	if r.shopPays && len(o.items) == 1 {
		r.refund += o.shipping // all of it goes back, so its delivery does too
	}
	if z, known := zoneOf(o.city); known && !r.shopPays {
		r.cost = z.perKilo
	}
	return r, backend.Answer{}, true, nil
}

func scanText(row backend.Scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

func (r *returnable) paidBy() string {
	if r.shopPays {
		return "shop"
	}
	return "customer"
}

// pickups are the days on which the courier can come: working days after today.
func pickups(now time.Time) []time.Time {
	var out []time.Time
	for n := range pickupDays {
		out = append(out, backend.WorkingDays(now, n+1, pickupHour))
	}
	return out
}

// refundBy is when the money is there if the courier comes on the first day.
func (r *returnable) refundBy(pickup time.Time) time.Time {
	goods := backend.AtHour(pickup, travelDays, 10)
	return backend.WorkingDays(backend.WorkingDays(goods, checkDays, 17), refundDays[r.order.payment], 18)
}

func getReturnQuote(c *backend.Call) (backend.Answer, error) {
	r, refused, ok, err := planReturn(c, c.Param("order_no"), c.Query("sku"), c.Query("reason"))
	if err != nil || !ok {
		return refused, err
	}
	type day struct {
		On    string        `json:"on"`
		Label backend.Words `json:"label"`
	}
	days := []day{}
	for _, at := range pickups(c.Now) {
		days = append(days, day{backend.Day(at), backend.DayWords(at)})
	}
	return backend.OK(struct {
		OrderNo  string    `json:"order_no"`
		SKU      string    `json:"sku"`
		Name     string    `json:"name"`
		Quantity int       `json:"quantity"`
		Until    time.Time `json:"return_until"`
		Amount   int64     `json:"refund_amount"`
		Method   string    `json:"refund_method"`
		By       time.Time `json:"refund_by"`
		PaidBy   string    `json:"shipping_paid_by"`
		Cost     int64     `json:"shipping_cost"`
		Days     []day     `json:"pickup_dates"`
		Stores   []string  `json:"stores"`
	}{r.order.no, r.item.SKU, r.item.Name, r.item.Quantity, r.until, r.refund, r.order.payment, r.refundBy(pickups(c.Now)[0]), r.paidBy(), r.cost, days, stores}), nil
}

// orderReturn is an item on its way back. What has become of it follows from the clock.
type orderReturn struct {
	No           string     `json:"no"`
	OrderNo      string     `json:"order_no"`
	SKU          string     `json:"sku"`
	Name         string     `json:"name"`
	Quantity     int        `json:"quantity"`
	Reason       string     `json:"reason"`
	Note         string     `json:"note"`
	Status       string     `json:"status"` // requested, collected, received, refunded or cancelled
	Method       string     `json:"method"`
	LabelCode    string     `json:"label_code"`
	PickupOn     *string    `json:"pickup_on"`
	DropOffUntil *time.Time `json:"drop_off_until"`
	RefundNo     *string    `json:"refund_no"`
	RefundAmount int64      `json:"refund_amount"`
	RefundBy     time.Time  `json:"refund_by"`
	PaidBy       string     `json:"shipping_paid_by"`
	Cost         int64      `json:"shipping_cost"`
	RequestedAt  time.Time  `json:"requested_at"`
	UndoUntil    time.Time  `json:"undo_until"`
	History      []step     `json:"history"` // oldest first
}

const selectReturn = `select r.no, r.order_no, r.sku, r.name, r.quantity, r.reason, r.note, r.method, r.label_code, r.pickup_at, r.drop_off_until, r.refund_no,
	r.shipping_cost, r.requested_at, r.cancelled_at, f.amount, f.method, f.goods_at, f.sent_at from order_return r join refund f on f.no = r.refund_no`

func returnAt(now time.Time) func(backend.Scanner) (orderReturn, error) {
	return func(row backend.Scanner) (orderReturn, error) {
		var r orderReturn
		var asked int64
		var pickup, dropOff, gone, goods, sent sql.NullInt64
		var refundNo, payment string
		err := row.Scan(&r.No, &r.OrderNo, &r.SKU, &r.Name, &r.Quantity, &r.Reason, &r.Note, &r.Method, &r.LabelCode, &pickup, &dropOff, &refundNo,
			&r.Cost, &asked, &gone, &r.RefundAmount, &payment, &goods, &sent)
		if err != nil {
			return r, err
		}
		r.RefundNo, r.PaidBy, r.RequestedAt, r.DropOffUntil = &refundNo, "customer", backend.Instant(asked), backend.Maybe(dropOff)
		if r.Reason == "damaged" || r.Reason == "wrong_item" {
			r.PaidBy = "shop"
		}
		money := refund{Method: payment, ReturnNo: &r.No}
		money.follow(now, r.RequestedAt, backend.Maybe(goods), backend.Maybe(sent), false)
		r.RefundBy = money.ExpectedBy
		if at := backend.Maybe(pickup); at != nil {
			on := backend.Day(*at)
			r.PickupOn, r.UndoUntil = &on, *at
		} else if r.DropOffUntil != nil {
			r.UndoUntil = *r.DropOffUntil
		}
		r.follow(now, backend.Maybe(pickup), backend.Maybe(goods), backend.Maybe(sent), backend.Maybe(gone))
		return r, nil
	}
}

// follow says how far the goods have come.
func (r *orderReturn) follow(now time.Time, pickup, goods, sent, gone *time.Time) {
	r.Status, r.History = "requested", []step{{"requested", r.RequestedAt}}
	reach := func(event string, at *time.Time) {
		if at != nil && !now.Before(*at) {
			r.Status = event
			r.History = append(r.History, step{event, *at})
		}
	}
	if gone != nil {
		reach(cancelled, gone)
		return
	}
	reach("collected", pickup)
	reach("received", goods)
	reach("refunded", sent)
}

func findReturn(c *backend.Call, no string) (r orderReturn, found bool, err error) {
	r, found, err = backend.One(c, returnAt(c.Now), selectReturn+` where r.no = $1 and r.customer_id = $2`, strings.ToUpper(no), c.Customer)
	if err != nil {
		return r, false, fmt.Errorf("return: %w", err)
	}
	return r, found, nil
}

func getReturn(c *backend.Call) (backend.Answer, error) {
	r, found, err := findReturn(c, c.Param("return_no"))
	if err != nil {
		return backend.Answer{}, err
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(r), nil
}

func getReturns(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, returnAt(c.Now), selectReturn+` where r.customer_id = $1 order by r.requested_at desc, r.no desc limit $2`, c.Customer, maxReturns)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("returns: %w", err)
	}
	return backend.Items(list), nil
}

func postReturn(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Order  string `json:"order_no"`
		SKU    string `json:"sku"`
		Reason string `json:"reason"`
		Method string `json:"method"`
		Pickup string `json:"pickup_on"`
		Note   string `json:"note"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	if !slices.Contains(returnMethods, in.Method) {
		return backend.Invalid("method"), nil
	}
	if utf8.RuneCountInString(in.Note) > maxReturnNote {
		return backend.Invalid("note"), nil
	}
	r, refused, ok, err := planReturn(c, in.Order, in.SKU, in.Reason)
	if err != nil || !ok {
		return refused, err
	}
	var pickup, dropOff, goods, sent *time.Time
	if in.Method == "pickup" {
		days := pickups(c.Now)
		i := slices.IndexFunc(days, func(d time.Time) bool { return backend.Day(d) == in.Pickup })
		if i < 0 {
			return backend.Refuse("pickup_day"), nil
		}
		there := backend.AtHour(days[i], travelDays, 10)
		money := backend.WorkingDays(there, checkDays, 17)
		pickup, goods, sent = &days[i], &there, &money
	} else {
		until := backend.AtHour(c.Now, dropOffDays, 20)
		dropOff = &until
	}
	no, err := c.NextNumber("RT", firstRT)
	if err != nil {
		return backend.Answer{}, err
	}
	f, err := addRefund(c, r.order, no, r.refund, goods, sent)
	if err != nil {
		return backend.Answer{}, err
	}
	_, err = c.Exec(`insert into order_return (no, customer_id, order_no, sku, name, quantity, reason, note, method, label_code, pickup_at, drop_off_until, refund_no, shipping_cost, requested_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, no, c.Customer, r.order.no, r.item.SKU, r.item.Name, r.item.Quantity, in.Reason, in.Note,
		in.Method, "TT"+strings.ReplaceAll(no, "-", "")+r.order.no[len("TRG-"):], millis(pickup), millis(dropOff), f.No, r.cost, c.Now.UnixMilli())
	if err != nil {
		return backend.Answer{}, fmt.Errorf("return: %w", err)
	}
	made, _, err := findReturn(c, no)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.Created(made), nil
}

// postReturnCancel takes a return back while the goods are with the customer; to cancel twice changes nothing.
func postReturnCancel(c *backend.Call) (backend.Answer, error) {
	r, found, err := findReturn(c, c.Param("return_no"))
	switch {
	case err != nil:
		return backend.Answer{}, err
	case !found:
		return backend.Refuse("not_found"), nil
	case r.Status == cancelled:
		return backend.OK(r), nil
	case r.Status != "requested" || !c.Now.Before(r.UndoUntil):
		return backend.Refuse("undo_over", backend.Until(r.UndoUntil)), nil
	}
	_, err = c.Exec(`update order_return set cancelled_at = $1 where no = $2`, c.Now.UnixMilli(), r.No)
	if err == nil {
		_, err = c.Exec(`update refund set void_at = $1 where no = $2`, c.Now.UnixMilli(), *r.RefundNo)
	}
	if err != nil {
		return backend.Answer{}, fmt.Errorf("cancel return: %w", err)
	}
	if r, _, err = findReturn(c, r.No); err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(r), nil
}
