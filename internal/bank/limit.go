package bank

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"terang/internal/backend"
)

// Daily limits. A raise waits, so that whoever is pressed or deceived has time to think; a lower one works at once.
const (
	raiseWait   = 24 * time.Hour
	lowerUndo   = 15 * time.Minute
	maxRaises   = 3 // of one limit
	raisePeriod = 30 * 24 * time.Hour
)

// limitKinds are the daily limits with what they begin with and the highest that can be asked for here.
var limitKinds = []struct {
	kind           string
	usual, highest int64
}{
	{"transfer", 50_000_000, 250_000_000},
	{"withdrawal", 10_000_000, 25_000_000},
	{"purchase", 25_000_000, 100_000_000},
	{"qris", 20_000_000, 20_000_000},
}

// limit is one daily limit of a customer.
type limit struct {
	Kind          string     `json:"kind"`
	Amount        int64      `json:"amount"`
	Highest       int64      `json:"highest"`
	PendingAmount *int64     `json:"pending_amount"`
	PendingAt     *time.Time `json:"pending_at"`
}

// readLimit finds what holds now: the last change that has come into force, else what it began with.
func readLimit(c *backend.Call, kind string, highest int64) (limit, error) {
	l := limit{Kind: kind, Highest: highest}
	var pending, at sql.NullInt64
	err := c.DB.QueryRowContext(c.Ctx, `select
			coalesce((select after from limit_change where customer_id = $1 and kind = $2 and undone_at is null and effective_at <= $3
				order by effective_at desc, at desc limit 1), amount),
			(select after from limit_change where customer_id = $1 and kind = $2 and undone_at is null and effective_at > $3),
			(select effective_at from limit_change where customer_id = $1 and kind = $2 and undone_at is null and effective_at > $3)
		from daily_limit where customer_id = $1 and kind = $2`, c.Customer, kind, c.Now.UnixMilli()).Scan(&l.Amount, &pending, &at)
	if err != nil {
		return l, fmt.Errorf("limit: %w", err)
	}
	if pending.Valid {
		l.PendingAmount, l.PendingAt = &pending.Int64, backend.Maybe(at)
	}
	return l, nil
}

func getLimits(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list := []limit{}
	for _, k := range limitKinds {
		l, err := readLimit(c, k.kind, k.highest)
		if err != nil {
			return backend.Answer{}, err
		}
		list = append(list, l)
	}
	return backend.Items(list), nil
}

// limitQuote is what a change would mean.
type limitQuote struct {
	Kind        string    `json:"kind"`
	Current     int64     `json:"current"`
	Requested   int64     `json:"requested"`
	Highest     int64     `json:"highest"`
	Direction   string    `json:"direction"` // raise or lower
	EffectiveAt time.Time `json:"effective_at"`
	UndoUntil   time.Time `json:"undo_until"`
	WaitHours   int       `json:"wait_hours"`
}

// quoteLimit says what a change would mean; the answer is a refusal unless ok.
func quoteLimit(c *backend.Call, amount int64) (q limitQuote, refused backend.Answer, ok bool, err error) {
	i := slices.IndexFunc(limitKinds, func(k struct {
		kind           string
		usual, highest int64
	},
	) bool {
		return k.kind == c.Param("kind")
	})
	if !c.Own() || i < 0 {
		return q, backend.Refuse("not_found"), false, nil
	}
	k := limitKinds[i]
	l, err := readLimit(c, k.kind, k.highest)
	switch {
	case err != nil:
		return q, backend.Answer{}, false, err
	case amount < 0:
		return q, backend.Invalid("amount"), false, nil
	case amount > k.highest:
		return q, backend.Refuse("limit_too_high", backend.Limit(k.highest)), false, nil
	case amount == l.Amount:
		return q, backend.Refuse("limit_same", backend.Limit(l.Amount)), false, nil
	case l.PendingAt != nil:
		return q, backend.Refuse("limit_pending", backend.Limit(*l.PendingAmount), backend.Until(*l.PendingAt)), false, nil
	}
	now := backend.Instant(c.Now.UnixMilli())
	q = limitQuote{Kind: k.kind, Current: l.Amount, Requested: amount, Highest: k.highest, Direction: "lower", EffectiveAt: now, UndoUntil: now.Add(lowerUndo)}
	if amount < l.Amount {
		return q, backend.Answer{}, true, nil
	}
	var raises int
	var oldest sql.NullInt64
	err = c.DB.QueryRowContext(c.Ctx, `select count(*), min(at) from limit_change where customer_id = $1 and kind = $2 and after > before and undone_at is null and at > $3`,
		c.Customer, k.kind, c.Now.Add(-raisePeriod).UnixMilli()).Scan(&raises, &oldest)
	if err != nil {
		return q, backend.Answer{}, false, fmt.Errorf("raises: %w", err)
	}
	if raises >= maxRaises {
		return q, backend.Refuse("limit_too_often", backend.Limit(maxRaises), backend.Until(backend.Instant(oldest.Int64).Add(raisePeriod))), false, nil
	}
	q.Direction, q.EffectiveAt, q.UndoUntil, q.WaitHours = "raise", now.Add(raiseWait), now.Add(raiseWait), int(raiseWait.Hours())
	return q, backend.Answer{}, true, nil
}

func getLimitQuote(c *backend.Call) (backend.Answer, error) {
	amount, ok := backend.ReadNumber(c.Query("amount"))
	if !ok {
		return backend.Invalid("amount"), nil
	}
	q, refused, ok, err := quoteLimit(c, amount)
	if err != nil || !ok {
		return refused, err
	}
	return backend.OK(q), nil
}

func postLimit(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Amount *backend.Number `json:"amount"`
	}
	if !c.Decode(&in) || in.Amount == nil {
		return backend.Invalid("amount"), nil
	}
	q, refused, ok, err := quoteLimit(c, int64(*in.Amount))
	if err != nil || !ok {
		return refused, err
	}
	id, err := c.NewID("lmt")
	if err != nil {
		return backend.Answer{}, err
	}
	_, err = c.Exec(`insert into limit_change (id, customer_id, kind, before, after, at, effective_at, undo_until) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, c.Customer, q.Kind, q.Current, q.Requested, c.Now.UnixMilli(), q.EffectiveAt.UnixMilli(), q.UndoUntil.UnixMilli())
	if err != nil {
		return backend.Answer{}, fmt.Errorf("change limit: %w", err)
	}
	return backend.Created(struct {
		ID          string    `json:"id"`
		Kind        string    `json:"kind"`
		Current     int64     `json:"current"`
		Requested   int64     `json:"requested"`
		Direction   string    `json:"direction"`
		EffectiveAt time.Time `json:"effective_at"`
		UndoUntil   time.Time `json:"undo_until"`
	}{id, q.Kind, q.Current, q.Requested, q.Direction, q.EffectiveAt, q.UndoUntil}), nil
}

// postLimitUndo takes the last change of a limit back. One that another has followed stays: what it would go back to
// is no longer what holds.
func postLimitUndo(c *backend.Call) (backend.Answer, error) {
	type made struct {
		kind   string
		until  int64
		undone sql.NullInt64
		later  bool
	}
	m, found, err := backend.One(c, func(row backend.Scanner) (m made, err error) {
		err = row.Scan(&m.kind, &m.until, &m.undone, &m.later)
		return m, err
	}, `select l.kind, l.undo_until, l.undone_at, exists (select 1 from limit_change o
			where o.customer_id = l.customer_id and o.kind = l.kind and o.undone_at is null and o.rowid > l.rowid)
		from limit_change l where l.id = $1 and l.customer_id = $2`, c.Param("change_id"), c.Customer)
	switch {
	case err != nil:
		return backend.Answer{}, fmt.Errorf("undo limit: %w", err)
	case !found:
		return backend.Refuse("not_found"), nil
	case m.undone.Valid || m.later || !c.Now.Before(backend.Instant(m.until)):
		return backend.Refuse("undo_over", backend.Until(backend.Instant(m.until))), nil
	}
	if _, err := c.Exec(`update limit_change set undone_at = $1 where id = $2`, c.Now.UnixMilli(), c.Param("change_id")); err != nil {
		return backend.Answer{}, fmt.Errorf("undo limit: %w", err)
	}
	l, err := readLimit(c, m.kind, 0)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(map[string]any{"kind": l.Kind, "current": l.Amount}), nil
}
