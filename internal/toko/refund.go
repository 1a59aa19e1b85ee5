package toko

import (
	"database/sql"
	"fmt"
	"time"

	"terang/internal/backend"
)

const (
	checkDays  = 2 // working days until returned goods are checked
	maxRefunds = 50
	firstRF    = 70021
)

// refundDays are the working days that the money takes, by how it was paid.
var refundDays = map[string]int{"qris": 1, "e_wallet": 1, "transfer": 3, "card": 14}

// step is one line of a history.
type step struct {
	Event string    `json:"event"`
	At    time.Time `json:"at"`
}

// refund is money on its way back. What it has come to follows from the clock: nobody moves it on.
type refund struct {
	No         string     `json:"no"`
	OrderNo    string     `json:"order_no"`
	ReturnNo   *string    `json:"return_no"`
	Status     string     `json:"status"` // waiting_for_goods, checking, sent or arrived
	Amount     int64      `json:"amount"`
	Method     string     `json:"method"`
	ExpectedBy time.Time  `json:"expected_by"`
	SentAt     *time.Time `json:"sent_at"`
	Late       bool       `json:"late"`
	History    []step     `json:"history"` // oldest first
}

const refundFields = `no, order_no, return_no, amount, method, asked_at, goods_at, sent_at, stuck`

func refundAt(now time.Time) func(backend.Scanner) (refund, error) {
	return func(row backend.Scanner) (refund, error) {
		var r refund
		var back sql.NullString
		var asked int64
		var goods, sent sql.NullInt64
		var stuck bool
		err := row.Scan(&r.No, &r.OrderNo, &back, &r.Amount, &r.Method, &asked, &goods, &sent, &stuck)
		r.ReturnNo = backend.Word(back)
		r.follow(now, backend.Instant(asked), backend.Maybe(goods), backend.Maybe(sent), stuck)
		return r, err
	}
}

// follow says how far the money has come.
func (r *refund) follow(now, asked time.Time, goods, sent *time.Time, stuck bool) {
	r.History = []step{{"requested", asked}}
	r.Status = "checking"
	if r.ReturnNo != nil {
		r.Status = "waiting_for_goods"
	}
	began := asked
	if goods != nil {
		began = *goods
		if !now.Before(*goods) {
			r.Status = "checking"
			r.History = append(r.History, step{"goods_received", *goods})
		}
	}
	if sent != nil {
		began = *sent
	} else if r.ReturnNo != nil {
		began = backend.WorkingDays(began, checkDays, 17)
	}
	r.ExpectedBy = backend.WorkingDays(began, refundDays[r.Method], 18)
	if sent == nil || now.Before(*sent) {
		return
	}
	r.Status, r.SentAt = "sent", sent
	r.History = append(r.History, step{"sent", *sent})
	if now.After(r.ExpectedBy) {
		if r.Late = stuck; !stuck {
			r.Status = "arrived"
			r.History = append(r.History, step{"arrived", r.ExpectedBy})
		}
	}
}

func getRefund(c *backend.Call) (backend.Answer, error) {
	r, found, err := backend.One(c, refundAt(c.Now), `select `+refundFields+` from refund where no = $1 and customer_id = $2 and void_at is null`, c.Param("refund_no"), c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("refund: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(r), nil
}

func getRefunds(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, refundAt(c.Now), `select `+refundFields+` from refund where customer_id = $1 and void_at is null order by asked_at desc, no desc limit $2`, c.Customer, maxRefunds)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("refunds: %w", err)
	}
	return backend.Items(list), nil
}

// addRefund begins a refund; goods and sent may be nil where they are not known yet.
func addRefund(c *backend.Call, o orderHead, returnNo string, amount int64, goods, sent *time.Time) (refund, error) {
	no, err := c.NextNumber("RF", firstRF)
	if err != nil {
		return refund{}, err
	}
	_, err = c.Exec(`insert into refund (no, customer_id, order_no, return_no, amount, method, asked_at, goods_at, sent_at)
		values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9)`, no, c.Customer, o.no, returnNo, amount, o.payment, c.Now.UnixMilli(), millis(goods), millis(sent))
	if err != nil {
		return refund{}, fmt.Errorf("refund: %w", err)
	}
	r, _, err := backend.One(c, refundAt(c.Now), `select `+refundFields+` from refund where no = $1`, no)
	return r, err
}
