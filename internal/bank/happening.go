package bank

import (
	"fmt"
	"time"

	"terang/internal/backend"
)

// firstNewCard is the last four digits of the first card that is sent in another's place.
const firstNewCard = 5101

func happenings() []backend.Happening {
	return []backend.Happening{
		{
			ID: "suspicious_transaction", Do: suspicious,
			Title: map[string]string{"id": "Kartu dipakai di tempat janggal", "en": "The card is used somewhere strange"},
		},
		{
			ID: "instalment_due", Do: instalmentDue,
			Title: map[string]string{"id": "Cicilan jatuh tempo 3 hari lagi", "en": "An instalment is due in 3 days"},
		},
		{
			ID: "dispute_updated", Do: disputeUpdated,
			Title: map[string]string{"id": "Sanggahan diperbarui", "en": "A dispute is updated"},
		},
	}
}

// suspicious holds a purchase abroad on the customer's card and asks whether it was theirs. A customer whose cards
// are all blocked has got another by now.
func suspicious(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	k, err := usableCard(c)
	if err != nil {
		return backend.Happened{}, err
	}
	txn, err := c.NewID("txn")
	if err != nil {
		return backend.Happened{}, err
	}
	id, err := c.NewID("alr")
	if err != nil {
		return backend.Happened{}, err
	}
	const amount, shop, place = -4_750_000, "ELECTRO HUB ONLINE", "Singapura"
	_, err = c.Exec(`insert into bank_transaction (id, customer_id, account_no, card_id, kind, at, amount, description, place, abroad, status)
		values ($1, $2, $3, $4, 'card', $5, $6, $7, $8, 1, 'held')`, txn, c.Customer, k.AccountNo, k.ID, c.Now.UnixMilli(), amount, shop, place)
	if err == nil {
		_, err = c.Exec(`update account set held = held - $1 where no = $2`, amount, k.AccountNo)
	}
	if err == nil {
		_, err = c.Exec(`insert into alert (id, customer_id, card_id, transaction_id, raised_at, status) values ($1, $2, $3, $4, $5, $6)`,
			id, c.Customer, k.ID, txn, c.Now.UnixMilli(), alertOpen)
	}
	if err != nil {
		return backend.Happened{}, fmt.Errorf("suspicious transaction: %w", err)
	}
	return backend.Happened{Event: "card.suspicious_transaction", CustomerID: c.Customer, About: k.Last4},
		c.Emit("card.suspicious_transaction", c.Customer, map[string]any{
			"alert_id": id, "card_id": k.ID, "card_last4": k.Last4, "card_name": k.Name, "amount": -amount, "description": shop, "place": place,
			"at": backend.Instant(c.Now.UnixMilli()), "held": true,
		})
}

func usableCard(c *backend.Call) (card, error) {
	k, found, err := backend.One(c, scanCard, `select `+cardColumns+` from card where customer_id = $1 and blocked_at is null order by kind desc, id limit 1`, c.Customer)
	if err != nil || found {
		return k, err
	}
	if k, found, err = backend.One(c, scanCard, `select `+cardColumns+` from card where customer_id = $1 order by id desc limit 1`, c.Customer); err != nil || !found {
		return k, backend.ErrNothing
	}
	number, err := c.NextNumber("card", firstNewCard)
	if err != nil {
		return k, err
	}
	k.ID, k.Last4, k.Status, k.BlockedAt, k.Reason, k.ArrivesBy = k.ID+"n", number[len("card-"):], "active", nil, nil, nil
	_, err = c.Exec(`insert into card (id, customer_id, account_no, last4, kind, name) values ($1, $2, $3, $4, $5, $6)`,
		k.ID, c.Customer, k.AccountNo, k.Last4, k.Kind, k.Name)
	if err != nil {
		return k, fmt.Errorf("new card: %w", err)
	}
	return k, nil
}

// instalmentDue reminds of the next instalment, three days before it is due.
func instalmentDue(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	l, found, err := backend.One(c, loanAt(c.Now), selectLoan+` where l.customer_id = $1 order by i.due_at, l.id limit 1`, c.Customer)
	if err != nil {
		return backend.Happened{}, fmt.Errorf("instalment due: %w", err)
	}
	if !found {
		return backend.Happened{}, backend.ErrNothing
	}
	return backend.Happened{Event: "instalment.due_soon", CustomerID: c.Customer, About: l.Name},
		c.Emit("instalment.due_soon", c.Customer, map[string]any{
			"loan_id": l.ID, "loan_name": l.Name, "amount": l.NextAmount, "due_at": l.NextDueAt, "due_on": l.NextDueOn,
			"days":          max(0, int(backend.AtHour(l.NextDueAt, 0, 12).Sub(backend.AtHour(c.Now, 0, 12))/(24*time.Hour))),
			"account_last4": l.AccountNo[len(l.AccountNo)-4:], "enough_balance": l.EnoughBalance, "instalments_left": l.Left,
		})
}

// disputeUpdated moves the customer's oldest open dispute on: it is examined, then accepted and the money given back.
func disputeUpdated(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	d, found, err := backend.One(c, scanDispute, selectDispute+` where d.customer_id = $1 and d.status in ('received', 'examining') order by d.opened_at, d.case_no limit 1`, c.Customer)
	if err != nil {
		return backend.Happened{}, fmt.Errorf("dispute updated: %w", err)
	}
	if !found {
		t, there, err := backend.One(c, transactionAt(c.Now), selectTransaction+`
			where t.customer_id = $1 and d.case_no is null and t.amount < 0 and t.status = 'final' and t.at > $2 order by t.at desc limit 1`,
			c.Customer, c.Now.AddDate(0, 0, -disputeDays).UnixMilli())
		if err != nil {
			return backend.Happened{}, fmt.Errorf("dispute updated: %w", err)
		}
		if !there {
			return backend.Happened{}, backend.ErrNothing
		}
		if d.CaseNo, err = openDispute(c, t, "not_mine", ""); err != nil {
			return backend.Happened{}, err
		}
		d.Status, d.Amount, d.Description, d.TransactionID, d.AnswerBy = received, t.Amount, t.Description, t.ID, t.answerBy(c.Now)
	}
	data := map[string]any{"case_no": d.CaseNo, "description": d.Description, "amount": -d.Amount, "answer_by": d.AnswerBy}
	if d.Status == received {
		data["status"] = examining
		if err := addStep(c, d.CaseNo, examining); err != nil {
			return backend.Happened{}, err
		}
	} else if err := giveBack(c, d, data); err != nil {
		return backend.Happened{}, err
	}
	return backend.Happened{Event: "dispute.updated", CustomerID: c.Customer, About: d.CaseNo}, c.Emit("dispute.updated", c.Customer, data)
}

func giveBack(c *backend.Call, d dispute, data map[string]any) error {
	if err := addStep(c, d.CaseNo, accepted); err != nil {
		return err
	}
	// What was refused while it was held never left the account.
	var refund int64
	err := c.DB.QueryRowContext(c.Ctx, `select case status when 'refused' then 0 else -amount end from bank_transaction where id = $1`, d.TransactionID).Scan(&refund)
	if err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	data["status"], data["refund_amount"] = accepted, refund
	if _, err := c.Exec(`update dispute set refund_amount = $1, refunded_at = $2 where case_no = $3`, refund, c.Now.UnixMilli(), d.CaseNo); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	if refund == 0 {
		return nil
	}
	id, err := c.NewID("txn")
	if err != nil {
		return err
	}
	_, err = c.Exec(`insert into bank_transaction (id, customer_id, account_no, card_id, kind, at, amount, description, place, abroad, status)
		select $1, customer_id, account_no, card_id, kind, $2, $3, $4, '', 0, 'final' from bank_transaction where id = $5`,
		id, c.Now.UnixMilli(), refund, "Pengembalian "+d.CaseNo, d.TransactionID)
	if err == nil {
		_, err = c.Exec(`update account set balance = balance + $1 where no = (select account_no from bank_transaction where id = $2)`, refund, id)
	}
	if err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return nil
}
