package toko

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"terang/internal/backend"
)

const (
	addressUndo = 30 * time.Minute
	payWithin   = 24 * time.Hour
	maxAddress  = 300 // characters
	maxName     = 80
	firstCode   = 880010021
)

// delivery is what an address means for an order: it is kept whole, so that it can be put back.
type delivery struct {
	shipTo
	City     string     `json:"city"`
	Shipping int64      `json:"shipping"`
	First    *time.Time `json:"first_promised_at"`
	Promised *time.Time `json:"promised_at"`
}

type addressWish struct {
	Address string `json:"address"`
	City    string `json:"city"`
	Name    string `json:"name"`
	Phone   string `json:"phone"`
}

// addressPlan is what another address would mean.
type addressPlan struct {
	order         orderHead
	before, after delivery
}

func (p *addressPlan) difference() int64 { return p.after.Shipping - p.before.Shipping }

// planAddress reads the wish and the order of the path; the answer is a refusal unless ok.
func planAddress(c *backend.Call) (p addressPlan, refused backend.Answer, ok bool, err error) {
	var in addressWish
	if !c.Decode(&in) {
		return p, backend.Refuse("bad_request"), false, nil
	}
	in.Address, in.Name, in.Phone = strings.TrimSpace(in.Address), strings.TrimSpace(in.Name), strings.TrimSpace(in.Phone)
	z, known := zoneOf(in.City)
	switch {
	case in.Address == "" || utf8.RuneCountInString(in.Address) > maxAddress:
		return p, backend.Invalid("address"), false, nil
	case !known:
		return p, backend.Invalid("city"), false, nil
	case utf8.RuneCountInString(in.Name) > maxName:
		return p, backend.Invalid("name"), false, nil
	}
	if in.Phone != "" {
		if in.Phone, ok = backend.ReadPhone(in.Phone); !ok {
			return p, backend.Invalid("phone"), false, nil
		}
	}
	o, found, err := findOrder(c, c.Param("order_no"))
	switch {
	case err != nil:
		return p, backend.Answer{}, false, fmt.Errorf("address: %w", err)
	case !found:
		return p, backend.Refuse("not_found"), false, nil
	case !o.changeable():
		return p, backend.Refuse("already_shipped"), false, nil
	}
	p = addressPlan{order: o, before: delivery{o.to, o.city, o.shipping, o.first, o.promised}}
	p.after = delivery{shipTo{or(in.Name, o.to.Name), or(in.Phone, o.to.Phone), in.Address}, strings.TrimSpace(in.City), z.fee(o.goods(), o.grams), o.first, o.promised}
	if p.after.shipTo == p.before.shipTo && strings.EqualFold(p.after.City, p.before.City) {
		return p, backend.Refuse("address_same"), false, nil
	}
	if was, known := zoneOf(o.city); known && was.days != z.days && o.promised != nil {
		moved := o.promised.AddDate(0, 0, z.days-was.days)
		if soonest := z.promise(c.Now); moved.Before(soonest) {
			moved = soonest
		}
		p.after.First, p.after.Promised = &moved, &moved // who moves house is not kept waiting
	}
	return p, backend.Answer{}, true, nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func postAddressQuote(c *backend.Call) (backend.Answer, error) {
	p, refused, ok, err := planAddress(c)
	if err != nil || !ok {
		return refused, err
	}
	return backend.OK(struct {
		OrderNo     string     `json:"order_no"`
		Before      string     `json:"address_before"`
		FeeBefore   int64      `json:"shipping_before"`
		FeeAfter    int64      `json:"shipping_after"`
		Difference  int64      `json:"difference"`
		Promised    *time.Time `json:"promised_at"`
		ChangeUntil time.Time  `json:"change_until"`
	}{p.order.no, p.before.Address, p.before.Shipping, p.after.Shipping, p.difference(), p.after.Promised, p.order.changeUntil(c.Now)}), nil
}

// postAddress changes the address at once, or once the difference is paid.
func postAddress(c *backend.Call) (backend.Answer, error) {
	p, refused, ok, err := planAddress(c)
	if err != nil || !ok {
		return refused, err
	}
	out := struct {
		ID         string     `json:"id"`
		OrderNo    string     `json:"order_no"`
		Status     string     `json:"status"`
		Before     string     `json:"address_before"`
		After      string     `json:"address_after"`
		Difference int64      `json:"difference"`
		Points     int64      `json:"points"`
		Code       *string    `json:"payment_code"`
		PayBy      *time.Time `json:"pay_by"`
		Promised   *time.Time `json:"promised_at"`
		UndoUntil  time.Time  `json:"undo_until"`
	}{
		OrderNo: p.order.no, Status: "done", Before: p.before.Address, After: p.after.Address, Difference: p.difference(), Points: max(0, -p.difference()),
		Promised: p.after.Promised, UndoUntil: backend.Instant(c.Now.Add(addressUndo).UnixMilli()),
	}
	if out.ID, err = c.NewID("adr"); err != nil {
		return backend.Answer{}, err
	}
	applied, payBy := any(c.Now.UnixMilli()), any(nil)
	if out.Difference > 0 {
		code, err := paymentCode(c)
		if err != nil {
			return backend.Answer{}, err
		}
		by := backend.Instant(c.Now.Add(payWithin).UnixMilli())
		out.Status, out.Code, out.PayBy, applied, payBy = "waiting_for_payment", &code, &by, nil, by.UnixMilli()
	}
	before, err := asText(p.before)
	if err != nil {
		return backend.Answer{}, err
	}
	after, err := asText(p.after)
	if err != nil {
		return backend.Answer{}, err
	}
	_, err = c.Exec(`insert into address_change (id, customer_id, order_no, before, after, at, payment_code, pay_by, applied_at, undo_until)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, out.ID, c.Customer, p.order.no, before, after, c.Now.UnixMilli(), out.Code, payBy, applied, out.UndoUntil.UnixMilli())
	if err != nil {
		return backend.Answer{}, fmt.Errorf("change address: %w", err)
	}
	if applied != nil {
		if err := setDelivery(c, p.order.no, p.after); err != nil {
			return backend.Answer{}, err
		}
	}
	return backend.Created(out), nil
}

// paymentCode is a virtual account number of a bank that does not exist.
func paymentCode(c *backend.Call) (string, error) {
	code, err := c.NextNumber("8808", firstCode)
	return strings.ReplaceAll(code, "-", ""), err
}

func setDelivery(c *backend.Call, no string, d delivery) error {
	_, err := c.Exec(`update customer_order set ship_name = $1, ship_phone = $2, ship_address = $3, ship_city = $4, shipping = $5,
		first_promised_at = $6, promised_at = $7 where no = $8`, d.Name, d.Phone, d.Address, d.City, d.Shipping, millis(d.First), millis(d.Promised), no)
	if err != nil {
		return fmt.Errorf("set address: %w", err)
	}
	return nil
}

// millis is a time as it is kept; nil is null.
func millis(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMilli()
}

func postAddressUndo(c *backend.Call) (backend.Answer, error) {
	type made struct {
		order, before   string
		until           int64
		undone, applied sql.NullInt64
		later           bool
	}
	id := c.Param("change_id")
	m, found, err := backend.One(c, func(row backend.Scanner) (m made, err error) {
		err = row.Scan(&m.order, &m.before, &m.until, &m.undone, &m.applied, &m.later)
		return m, err
	}, `select a.order_no, a.before, a.undo_until, a.undone_at, a.applied_at, exists (select 1 from address_change o
			where o.order_no = a.order_no and o.undone_at is null and o.rowid > a.rowid)
		from address_change a where a.id = $1 and a.customer_id = $2`, id, c.Customer)
	switch {
	case err != nil:
		return backend.Answer{}, fmt.Errorf("undo address: %w", err)
	case !found:
		return backend.Refuse("not_found"), nil
	case m.undone.Valid || m.later || !c.Now.Before(backend.Instant(m.until)):
		return backend.Refuse("undo_over", backend.Until(backend.Instant(m.until))), nil
	}
	o, _, err := findOrder(c, m.order)
	if err != nil {
		return backend.Answer{}, err
	}
	if !o.changeable() {
		return backend.Refuse("already_shipped"), nil
	}
	if _, err := c.Exec(`update address_change set undone_at = $1 where id = $2`, c.Now.UnixMilli(), id); err != nil {
		return backend.Answer{}, fmt.Errorf("undo address: %w", err)
	}
	var before delivery
	if err := json.Unmarshal([]byte(m.before), &before); err != nil {
		return backend.Answer{}, fmt.Errorf("undo address: %w", err)
	}
	if m.applied.Valid {
		if err := setDelivery(c, o.no, before); err != nil {
			return backend.Answer{}, err
		}
	}
	return backend.OK(map[string]string{"order_no": o.no, "address": before.Address}), nil
}
