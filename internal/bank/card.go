package bank

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"terang/internal/backend"
)

// Blocks of cards.
const (
	blockUndo       = 30 * time.Minute
	replacementFee  = 25_000
	replacementDays = 5 // working days until the card in its place arrives
)

var blockReasons = []string{"lost", "stolen", "suspicious", "misplaced"}

// card is a debit or credit card.
type card struct {
	ID        string     `json:"id"`
	Last4     string     `json:"last4"`
	Kind      string     `json:"kind"`
	Name      string     `json:"name"`
	AccountNo string     `json:"account_no"`
	Status    string     `json:"status"` // active or blocked
	BlockedAt *time.Time `json:"blocked_at"`
	Reason    *string    `json:"block_reason"`
	ArrivesBy *time.Time `json:"replacement_arrives_by"`
}

const cardColumns = `id, last4, kind, name, account_no, blocked_at, reason, arrives_at`

func scanCard(row backend.Scanner) (card, error) {
	k := card{Status: "active"}
	var blocked, arrives sql.NullInt64
	var reason sql.NullString
	err := row.Scan(&k.ID, &k.Last4, &k.Kind, &k.Name, &k.AccountNo, &blocked, &reason, &arrives)
	k.BlockedAt, k.Reason, k.ArrivesBy = backend.Maybe(blocked), backend.Word(reason), backend.Maybe(arrives)
	if blocked.Valid {
		k.Status = "blocked"
	}
	return k, err
}

func getCards(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, scanCard, `select `+cardColumns+` from card where customer_id = $1 order by id`, c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("cards: %w", err)
	}
	return backend.Items(list), nil
}

func findCard(c *backend.Call, id string) (k card, found bool, err error) {
	k, found, err = backend.One(c, scanCard, `select `+cardColumns+` from card where id = $1 and customer_id = $2`, id, c.Customer)
	if err != nil {
		return k, false, fmt.Errorf("card: %w", err)
	}
	return k, found, nil
}

// blockable reads the card of the path; the answer is a refusal unless ok.
func blockable(c *backend.Call, reason string) (k card, refused backend.Answer, ok bool, err error) {
	if !slices.Contains(blockReasons, reason) {
		return k, backend.Invalid("reason"), false, nil
	}
	k, found, err := findCard(c, c.Param("card_id"))
	switch {
	case err != nil:
		return k, backend.Answer{}, false, err
	case !found:
		return k, backend.Refuse("not_found"), false, nil
	case k.BlockedAt != nil:
		return k, backend.Refuse("already_blocked", backend.Until(*k.BlockedAt)), false, nil
	}
	return k, backend.Answer{}, true, nil
}

// undoUntil is nil for a stolen card: who has it must not get it opened again.
func undoUntil(now time.Time, reason string) *time.Time {
	if reason == "stolen" {
		return nil
	}
	t := backend.Instant(now.Add(blockUndo).UnixMilli())
	return &t
}

// recurring is a payment that is taken from a card every month.
type recurring struct {
	Name   string `json:"name"`
	Amount int64  `json:"amount"`
	NextOn string `json:"next_on"`
}

func recurringAt(now time.Time) func(backend.Scanner) (recurring, error) {
	return func(row backend.Scanner) (recurring, error) {
		var r recurring
		var day int
		err := row.Scan(&r.Name, &r.Amount, &day)
		today := now.In(backend.Zone)
		months := 0
		if day <= today.Day() {
			months = 1
		}
		r.NextOn = time.Date(today.Year(), today.Month()+time.Month(months), day, 12, 0, 0, 0, backend.Zone).Format(time.DateOnly)
		return r, err
	}
}

func getBlockQuote(c *backend.Call) (backend.Answer, error) {
	reason := c.Query("reason")
	k, refused, ok, err := blockable(c, reason)
	if err != nil || !ok {
		return refused, err
	}
	list, err := backend.All(c, recurringAt(c.Now), `select name, amount, day from recurring where card_id = $1 order by day, name`, k.ID)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("recurring payments: %w", err)
	}
	return backend.OK(struct {
		CardID    string      `json:"card_id"`
		Last4     string      `json:"card_last4"`
		Name      string      `json:"card_name"`
		Status    string      `json:"status"`
		UndoUntil *time.Time  `json:"undo_until"`
		Fee       int64       `json:"replacement_fee"`
		ArrivesBy time.Time   `json:"replacement_arrives_by"`
		Recurring []recurring `json:"recurring"`
	}{k.ID, k.Last4, k.Name, k.Status, undoUntil(c.Now, reason), replacementFee, backend.WorkingDays(c.Now, replacementDays, 18), list}), nil
}

// block is a card that was blocked.
type block struct {
	ID        string     `json:"id"`
	CardID    string     `json:"card_id"`
	Last4     string     `json:"card_last4"`
	Reason    string     `json:"reason"`
	Status    string     `json:"status"`
	BlockedAt time.Time  `json:"blocked_at"`
	UndoUntil *time.Time `json:"undo_until"`
	Fee       *int64     `json:"replacement_fee"` // null where no card was ordered
	ArrivesBy *time.Time `json:"replacement_arrives_by"`
}

func postBlock(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Reason      string        `json:"reason"`
		Replacement *backend.Flag `json:"replacement"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	k, refused, ok, err := blockable(c, in.Reason)
	if err != nil || !ok {
		return refused, err
	}
	replace := in.Reason != "misplaced"
	if in.Replacement != nil {
		replace = bool(*in.Replacement)
	}
	b, err := blockCard(c, k, in.Reason, replace)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.Created(b), nil
}

func blockCard(c *backend.Call, k card, reason string, replace bool) (block, error) {
	b := block{
		CardID: k.ID, Last4: k.Last4, Reason: reason, Status: "blocked",
		BlockedAt: backend.Instant(c.Now.UnixMilli()), UndoUntil: undoUntil(c.Now, reason),
	}
	var arrives, undo any
	if replace {
		fee, by := int64(replacementFee), backend.WorkingDays(c.Now, replacementDays, 18)
		b.Fee, b.ArrivesBy, arrives = &fee, &by, by.UnixMilli()
	}
	if b.UndoUntil != nil {
		undo = b.UndoUntil.UnixMilli()
	}
	var err error
	if b.ID, err = c.NewID("blk"); err != nil {
		return b, err
	}
	if _, err := c.Exec(`update card set blocked_at = $1, reason = $2, arrives_at = $3 where id = $4`, c.Now.UnixMilli(), reason, arrives, k.ID); err != nil {
		return b, fmt.Errorf("block: %w", err)
	}
	_, err = c.Exec(`insert into card_block (id, customer_id, card_id, at, undo_until) values ($1, $2, $3, $4, $5)`, b.ID, c.Customer, k.ID, c.Now.UnixMilli(), undo)
	if err != nil {
		return b, fmt.Errorf("block: %w", err)
	}
	return b, nil
}

func postBlockUndo(c *backend.Call) (backend.Answer, error) {
	type made struct {
		card          string
		until, undone sql.NullInt64
	}
	m, found, err := backend.One(c, func(row backend.Scanner) (m made, err error) {
		err = row.Scan(&m.card, &m.until, &m.undone)
		return m, err
	}, `select card_id, undo_until, undone_at from card_block where id = $1 and customer_id = $2`, c.Param("block_id"), c.Customer)
	switch {
	case err != nil:
		return backend.Answer{}, fmt.Errorf("undo block: %w", err)
	case !found:
		return backend.Refuse("not_found"), nil
	case !m.until.Valid:
		return backend.Refuse("not_undoable"), nil
	case m.undone.Valid || !c.Now.Before(backend.Instant(m.until.Int64)):
		return backend.Refuse("undo_over", backend.Until(backend.Instant(m.until.Int64))), nil
	}
	if _, err := c.Exec(`update card_block set undone_at = $1 where id = $2`, c.Now.UnixMilli(), c.Param("block_id")); err != nil {
		return backend.Answer{}, fmt.Errorf("undo block: %w", err)
	}
	if _, err := c.Exec(`update card set blocked_at = null, reason = null, arrives_at = null where id = $1`, m.card); err != nil {
		return backend.Answer{}, fmt.Errorf("undo block: %w", err)
	}
	k, _, err := findCard(c, m.card)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(map[string]string{"card_id": k.ID, "card_last4": k.Last4, "status": k.Status}), nil
}
