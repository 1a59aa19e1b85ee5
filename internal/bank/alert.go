package bank

import (
	"fmt"
	"time"

	"terang/internal/backend"
)

// The states of an alert.
const (
	alertOpen    = "open"
	alertMine    = "mine"
	alertNotMine = "not_mine"
)

// alert is a transaction that looks strange and is held until the customer says whether it was theirs.
type alert struct {
	ID            string    `json:"id"`
	CardID        string    `json:"card_id"`
	Last4         string    `json:"card_last4"`
	TransactionID string    `json:"transaction_id"`
	Amount        int64     `json:"amount"`
	Description   string    `json:"description"`
	Place         string    `json:"place"`
	At            time.Time `json:"at"`
	RaisedAt      time.Time `json:"raised_at"`
	Status        string    `json:"status"`
}

const selectAlert = `select a.id, a.card_id, k.last4, a.transaction_id, t.amount, t.description, t.place, t.at, a.raised_at, a.status
	from alert a join card k on k.id = a.card_id join bank_transaction t on t.id = a.transaction_id`

func scanAlert(row backend.Scanner) (alert, error) {
	var a alert
	var at, raised int64
	err := row.Scan(&a.ID, &a.CardID, &a.Last4, &a.TransactionID, &a.Amount, &a.Description, &a.Place, &at, &raised, &a.Status)
	a.At, a.RaisedAt = backend.Instant(at), backend.Instant(raised)
	return a, err
}

func getAlerts(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, scanAlert, selectAlert+` where a.customer_id = $1 and a.status = $2 order by a.raised_at desc, a.id`, c.Customer, alertOpen)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("alerts: %w", err)
	}
	return backend.Items(list), nil
}

func findAlert(c *backend.Call) (a alert, found bool, err error) {
	a, found, err = backend.One(c, scanAlert, selectAlert+` where a.id = $1 and a.customer_id = $2`, c.Param("alert_id"), c.Customer)
	if err != nil {
		return a, false, fmt.Errorf("alert: %w", err)
	}
	return a, found, nil
}

func getAlert(c *backend.Call) (backend.Answer, error) {
	a, found, err := findAlert(c)
	if err != nil {
		return backend.Answer{}, err
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(a), nil
}

// answered is what became of an alert.
type answered struct {
	ID            string     `json:"id"`
	Status        string     `json:"status"`
	Last4         string     `json:"card_last4"`
	CardStatus    string     `json:"card_status"`
	TransactionID string     `json:"transaction_id"`
	BlockID       *string    `json:"block_id"`
	BlockedAt     *time.Time `json:"blocked_at"`
	Fee           *int64     `json:"replacement_fee"`
	ArrivesBy     *time.Time `json:"replacement_arrives_by"`
	CaseNo        *string    `json:"case_no"`
	AnswerBy      *time.Time `json:"answer_by"`
}

// postAlertAnswer lets the held transaction through, or refuses it and makes the card useless to whoever has it.
func postAlertAnswer(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Mine *backend.Flag `json:"mine"`
	}
	if !c.Decode(&in) || in.Mine == nil {
		return backend.Invalid("mine"), nil
	}
	a, found, err := findAlert(c)
	switch {
	case err != nil:
		return backend.Answer{}, err
	case !found:
		return backend.Refuse("not_found"), nil
	case a.Status != alertOpen:
		return backend.Refuse("already_answered"), nil
	}
	k, _, err := findCard(c, a.CardID)
	if err != nil {
		return backend.Answer{}, err
	}
	out := answered{ID: a.ID, Status: alertMine, Last4: k.Last4, CardStatus: k.Status, TransactionID: a.TransactionID}
	if *in.Mine {
		return backend.OK(out), settleAlert(c, a, alertMine, "final")
	}
	out.Status = alertNotMine
	if err := refuseAlert(c, a, k, &out); err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(out), nil
}

// refuseAlert opens the dispute while the transaction is still one, then refuses it and blocks the card.
func refuseAlert(c *backend.Call, a alert, k card, out *answered) error {
	t, _, err := findTransaction(c, a.TransactionID)
	if err != nil {
		return err
	}
	if t.CaseNo == nil {
		no, err := openDispute(c, t, "not_mine", "")
		if err != nil {
			return err
		}
		by := t.answerBy(c.Now)
		out.CaseNo, out.AnswerBy = &no, &by
	}
	if err := settleAlert(c, a, alertNotMine, "refused"); err != nil {
		return err
	}
	out.CardStatus = "blocked"
	if k.BlockedAt != nil {
		out.BlockedAt, out.ArrivesBy = k.BlockedAt, k.ArrivesBy
		return nil
	}
	b, err := blockCard(c, k, "stolen", true)
	if err != nil {
		return err
	}
	out.BlockID, out.BlockedAt, out.Fee, out.ArrivesBy = &b.ID, &b.BlockedAt, b.Fee, b.ArrivesBy
	return nil
}

// settleAlert ends an alert. What was held is released; what was accepted leaves the account.
func settleAlert(c *backend.Call, a alert, status, transaction string) error {
	if _, err := c.Exec(`update alert set status = $1 where id = $2`, status, a.ID); err != nil {
		return fmt.Errorf("answer alert: %w", err)
	}
	if _, err := c.Exec(`update bank_transaction set status = $1 where id = $2`, transaction, a.TransactionID); err != nil {
		return fmt.Errorf("answer alert: %w", err)
	}
	out := int64(0)
	if status == alertMine {
		out = a.Amount
	}
	_, err := c.Exec(`update account set held = held + $1, balance = balance + $2
		where no = (select account_no from bank_transaction where id = $3)`, a.Amount, out, a.TransactionID)
	if err != nil {
		return fmt.Errorf("answer alert: %w", err)
	}
	return nil
}
