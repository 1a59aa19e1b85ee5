package bank

import (
	"database/sql"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"terang/internal/backend"
)

// Disputes.
const (
	disputeDays     = 30 // after the transaction
	answerDays      = 10 // working days
	abroadDays      = 45 // the same for transactions abroad
	disputeWithdraw = 24 * time.Hour
	maxDisputes     = 50
	maxDisputeNote  = 500 // characters
	firstCase       = 204518
)

// The states of a dispute, which are also the events of its history.
const (
	received  = "received"
	examining = "examining"
	accepted  = "accepted"
	refused   = "refused"
	withdrawn = "withdrawn"
)

var disputeReasons = []string{"not_mine", "twice", "wrong_amount", "not_received"}

// disputable says why a transaction cannot be disputed; no is false where it can.
func (t *transaction) disputable(now time.Time) (why backend.Answer, no bool) {
	until := t.disputeUntil()
	switch {
	case t.CaseNo != nil:
		return backend.Refuse("dispute_exists", backend.About(*t.CaseNo)), true
	case t.Amount >= 0 || t.Status == "refused" || t.Status == "held":
		return backend.Refuse("not_disputable"), true
	case !now.Before(until):
		return backend.Refuse("dispute_too_late", backend.Until(until)), true
	}
	return backend.Answer{}, false
}

func (t *transaction) disputeUntil() time.Time { return t.At.AddDate(0, 0, disputeDays) }

func (t *transaction) answerBy(now time.Time) time.Time {
	if t.Abroad {
		return backend.WorkingDays(now, abroadDays, 17)
	}
	return backend.WorkingDays(now, answerDays, 17)
}

func getDisputeQuote(c *backend.Call) (backend.Answer, error) {
	t, found, err := findTransaction(c, c.Param("transaction_id"))
	if err != nil {
		return backend.Answer{}, err
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	if why, no := t.disputable(c.Now); no {
		return why, nil
	}
	return backend.OK(struct {
		ID          string    `json:"transaction_id"`
		At          time.Time `json:"at"`
		Amount      int64     `json:"amount"`
		Description string    `json:"description"`
		Abroad      bool      `json:"abroad"`
		AnswerBy    time.Time `json:"answer_by"`
		Until       time.Time `json:"dispute_until"`
	}{t.ID, t.At, t.Amount, t.Description, t.Abroad, t.answerBy(c.Now), t.disputeUntil()}), nil
}

// dispute is a transaction that the customer does not accept.
type dispute struct {
	CaseNo        string     `json:"case_no"`
	TransactionID string     `json:"transaction_id"`
	Amount        int64      `json:"amount"`
	Description   string     `json:"description"`
	Reason        string     `json:"reason"`
	Note          string     `json:"note"`
	Status        string     `json:"status"`
	OpenedAt      time.Time  `json:"opened_at"`
	AnswerBy      time.Time  `json:"answer_by"`
	WithdrawUntil time.Time  `json:"withdraw_until"`
	RefundAmount  *int64     `json:"refund_amount"`
	RefundedAt    *time.Time `json:"refunded_at"`
	History       []step     `json:"history"` // oldest first
}

type step struct {
	Event string    `json:"event"`
	At    time.Time `json:"at"`
}

func scanStep(row backend.Scanner) (step, error) {
	var s step
	var at int64
	err := row.Scan(&s.Event, &at)
	s.At = backend.Instant(at)
	return s, err
}

const selectDispute = `select d.case_no, d.transaction_id, t.amount, t.description, d.reason, d.note, d.status, d.opened_at, d.answer_by,
	d.withdraw_until, d.refund_amount, d.refunded_at from dispute d join bank_transaction t on t.id = d.transaction_id`

func scanDispute(row backend.Scanner) (dispute, error) {
	d := dispute{History: []step{}}
	var opened, answer, withdraw int64
	var amount, refunded sql.NullInt64
	err := row.Scan(&d.CaseNo, &d.TransactionID, &d.Amount, &d.Description, &d.Reason, &d.Note, &d.Status, &opened, &answer, &withdraw, &amount, &refunded)
	d.OpenedAt, d.AnswerBy, d.WithdrawUntil, d.RefundedAt = backend.Instant(opened), backend.Instant(answer), backend.Instant(withdraw), backend.Maybe(refunded)
	if amount.Valid {
		d.RefundAmount = &amount.Int64
	}
	return d, err
}

func findDispute(c *backend.Call, no string) (d dispute, found bool, err error) {
	d, found, err = backend.One(c, scanDispute, selectDispute+` where d.case_no = $1 and d.customer_id = $2`, no, c.Customer)
	if err != nil || !found {
		return d, false, err
	}
	d.History, err = backend.All(c, scanStep, `select event, at from dispute_step where case_no = $1 order by position`, no)
	return d, err == nil, err
}

func postDispute(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Transaction string `json:"transaction_id"`
		Reason      string `json:"reason"`
		Note        string `json:"note"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	switch {
	case !slices.Contains(disputeReasons, in.Reason):
		return backend.Invalid("reason"), nil
	case utf8.RuneCountInString(in.Note) > maxDisputeNote:
		return backend.Invalid("note"), nil
	}
	t, found, err := findTransaction(c, in.Transaction)
	if err != nil {
		return backend.Answer{}, err
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	if why, no := t.disputable(c.Now); no {
		return why, nil
	}
	no, err := openDispute(c, t, in.Reason, in.Note)
	if err != nil {
		return backend.Answer{}, err
	}
	d, _, err := findDispute(c, no)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("dispute: %w", err)
	}
	return backend.Created(d), nil
}

func openDispute(c *backend.Call, t transaction, reason, note string) (string, error) {
	no, err := c.NextNumber("BT", firstCase)
	if err != nil {
		return "", err
	}
	_, err = c.Exec(`insert into dispute (case_no, customer_id, transaction_id, reason, note, status, opened_at, answer_by, withdraw_until)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		no, c.Customer, t.ID, reason, note, received, c.Now.UnixMilli(), t.answerBy(c.Now).UnixMilli(), c.Now.Add(disputeWithdraw).UnixMilli())
	if err != nil {
		return "", fmt.Errorf("open dispute: %w", err)
	}
	return no, addStep(c, no, received)
}

// addStep moves a dispute on and keeps it in the history.
func addStep(c *backend.Call, no, event string) error {
	_, err := c.Exec(`insert into dispute_step (case_no, position, event, at)
		select $1, count(*), $2, $3 from dispute_step where case_no = $1`, no, event, c.Now.UnixMilli())
	if err == nil {
		_, err = c.Exec(`update dispute set status = $1 where case_no = $2`, event, no)
	}
	if err != nil {
		return fmt.Errorf("dispute step: %w", err)
	}
	return nil
}

func getDispute(c *backend.Call) (backend.Answer, error) {
	d, found, err := findDispute(c, c.Param("case_no"))
	if err != nil {
		return backend.Answer{}, fmt.Errorf("dispute: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(d), nil
}

func getDisputes(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, scanDispute, selectDispute+` where d.customer_id = $1 order by d.opened_at desc, d.case_no desc limit $2`, c.Customer, maxDisputes)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("disputes: %w", err)
	}
	return backend.Items(list), nil
}

func postDisputeWithdraw(c *backend.Call) (backend.Answer, error) {
	d, found, err := findDispute(c, c.Param("case_no"))
	switch {
	case err != nil:
		return backend.Answer{}, fmt.Errorf("withdraw: %w", err)
	case !found:
		return backend.Refuse("not_found"), nil
	case d.Status != received || !c.Now.Before(d.WithdrawUntil):
		return backend.Refuse("undo_over", backend.Until(d.WithdrawUntil)), nil
	}
	if err := addStep(c, d.CaseNo, withdrawn); err != nil {
		return backend.Answer{}, err
	}
	if d, _, err = findDispute(c, d.CaseNo); err != nil {
		return backend.Answer{}, fmt.Errorf("withdraw: %w", err)
	}
	return backend.OK(d), nil
}
