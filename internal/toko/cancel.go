package toko

import (
	"database/sql"
	"fmt"
	"time"
	"unicode/utf8"

	"terang/internal/backend"
)

const (
	cancelUndo = 30 * time.Minute
	maxReason  = 200 // characters
)

// cancelQuote is what cancelling would mean.
type cancelQuote struct {
	OrderNo      string      `json:"order_no"`
	Items        []orderItem `json:"items"`
	Total        int64       `json:"total"`
	Paid         bool        `json:"paid"`
	RefundAmount int64       `json:"refund_amount"`
	RefundMethod *string     `json:"refund_method"`
	RefundBy     *time.Time  `json:"refund_by"`
	UndoMinutes  int         `json:"undo_minutes"`
}

// quoteCancel reads the order of the path; the answer is a refusal unless ok.
func quoteCancel(c *backend.Call) (q cancelQuote, o orderHead, refused backend.Answer, ok bool, err error) {
	o, found, err := findOrder(c, c.Param("order_no"))
	switch {
	case err != nil:
		return q, o, backend.Answer{}, false, err
	case !found:
		return q, o, backend.Refuse("not_found"), false, nil
	case o.status == cancelled:
		return q, o, backend.Refuse("already_cancelled"), false, nil
	case !o.changeable():
		return q, o, backend.Refuse("already_shipped"), false, nil
	}
	q = cancelQuote{OrderNo: o.no, Total: o.total(), Items: o.items, UndoMinutes: int(cancelUndo.Minutes())}
	if o.status != placed {
		by := backend.WorkingDays(c.Now.Add(cancelUndo), refundDays[o.payment], 18)
		q.Paid, q.RefundAmount, q.RefundMethod, q.RefundBy = true, o.total(), &o.payment, &by
	}
	return q, o, backend.Answer{}, true, nil
}

func getCancelQuote(c *backend.Call) (backend.Answer, error) {
	q, _, refused, ok, err := quoteCancel(c)
	if err != nil || !ok {
		return refused, err
	}
	return backend.OK(q), nil
}

// postCancel cancels an order. The money waits until it can no longer be taken back.
func postCancel(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Reason string `json:"reason"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	if utf8.RuneCountInString(in.Reason) > maxReason {
		return backend.Invalid("reason"), nil
	}
	q, o, refused, ok, err := quoteCancel(c)
	if err != nil || !ok {
		return refused, err
	}
	out := struct {
		ID           string     `json:"id"`
		OrderNo      string     `json:"order_no"`
		Status       string     `json:"status"`
		RefundNo     *string    `json:"refund_no"`
		RefundAmount int64      `json:"refund_amount"`
		RefundMethod *string    `json:"refund_method"`
		RefundBy     *time.Time `json:"refund_by"`
		UndoUntil    time.Time  `json:"undo_until"`
	}{OrderNo: o.no, Status: cancelled, RefundAmount: q.RefundAmount, RefundMethod: q.RefundMethod, RefundBy: q.RefundBy, UndoUntil: backend.Instant(c.Now.Add(cancelUndo).UnixMilli())}
	if out.ID, err = c.NewID("can"); err != nil {
		return backend.Answer{}, err
	}
	if q.Paid {
		sent := out.UndoUntil
		r, err := addRefund(c, o, "", q.RefundAmount, nil, &sent)
		if err != nil {
			return backend.Answer{}, err
		}
		out.RefundNo = &r.No
	}
	_, err = c.Exec(`insert into cancellation (id, customer_id, order_no, was, reason, at, undo_until, refund_no) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		out.ID, c.Customer, o.no, o.status, in.Reason, c.Now.UnixMilli(), out.UndoUntil.UnixMilli(), out.RefundNo)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("cancel: %w", err)
	}
	if err := cancelOrder(c, o.no); err != nil {
		return backend.Answer{}, err
	}
	return backend.Created(out), nil
}

// cancelOrder ends an order and puts its goods back on the shelf.
func cancelOrder(c *backend.Call, no string) error {
	if err := addEvent(c, no, cancelled, "", c.Now); err != nil {
		return err
	}
	return moveStock(c, no, 1)
}

// moveStock takes an order's goods from the shelf (-1), or puts them back (1).
func moveStock(c *backend.Call, no string, sign int) error {
	_, err := c.Exec(`update product set stock = max(0, stock + $1 * (select sum(quantity) from order_item where order_no = $2 and sku = product.sku))
		where sku in (select sku from order_item where order_no = $2)`, sign, no)
	if err != nil {
		return fmt.Errorf("stock: %w", err)
	}
	return nil
}

func postCancelUndo(c *backend.Call) (backend.Answer, error) {
	type made struct {
		order, was string
		until      int64
		undone     sql.NullInt64
		refundNo   sql.NullString
		status     string
	}
	id := c.Param("cancel_id")
	m, found, err := backend.One(c, func(row backend.Scanner) (m made, err error) {
		err = row.Scan(&m.order, &m.was, &m.until, &m.undone, &m.refundNo, &m.status)
		return m, err
	}, `select x.order_no, x.was, x.undo_until, x.undone_at, x.refund_no, o.status from cancellation x join customer_order o on o.no = x.order_no
		where x.id = $1 and x.customer_id = $2`, id, c.Customer)
	switch {
	case err != nil:
		return backend.Answer{}, fmt.Errorf("undo cancel: %w", err)
	case !found:
		return backend.Refuse("not_found"), nil
	case m.undone.Valid || m.status != cancelled || !c.Now.Before(backend.Instant(m.until)):
		return backend.Refuse("undo_over", backend.Until(backend.Instant(m.until))), nil
	}
	_, err = c.Exec(`update cancellation set undone_at = $1 where id = $2`, c.Now.UnixMilli(), id)
	if err == nil {
		_, err = c.Exec(`update refund set void_at = $1 where no = $2`, c.Now.UnixMilli(), m.refundNo)
	}
	if err == nil {
		_, err = c.Exec(`delete from order_event where order_no = $1 and event = $2`, m.order, cancelled)
	}
	if err == nil {
		_, err = c.Exec(`update customer_order set status = $1 where no = $2`, m.was, m.order)
	}
	if err != nil {
		return backend.Answer{}, fmt.Errorf("undo cancel: %w", err)
	}
	if err := moveStock(c, m.order, -1); err != nil {
		return backend.Answer{}, err
	}
	o, _, err := findOrder(c, m.order)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(map[string]any{"order_no": o.no, "status": o.status, "promised_at": o.promised}), nil
}
