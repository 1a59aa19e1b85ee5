package bank

import (
	"fmt"
	"time"

	"terang/internal/backend"
)

const (
	latePerMille   = 1  // of an overdue instalment, a day
	payoffPerMille = 10 // of the principal, for paying off early
)

// loan is a loan with its next instalment, in rupiah.
type loan struct {
	ID            string    `json:"id"`
	Kind          string    `json:"kind"`
	Name          string    `json:"name"`
	AccountNo     string    `json:"account_no"` // that it is debited from
	Instalment    int64     `json:"instalment"`
	NextAmount    int64     `json:"next_amount"`
	NextDueAt     time.Time `json:"next_due_at"`
	NextDueOn     string    `json:"next_due_on"`
	Left          int       `json:"left"` // instalments
	PrincipalLeft int64     `json:"principal_left"`
	EnoughBalance bool      `json:"enough_balance"`
	Overdue       bool      `json:"overdue"`
}

// A loan without an open instalment is paid off, and not shown.
const selectLoan = `select l.id, l.kind, l.name, l.account_no, i.amount, i.due_at,
		(select count(*) from instalment where loan_id = l.id and paid_at is null), l.principal_left, a.balance - a.held >= i.amount
	from loan l join account a on a.no = l.account_no
		join instalment i on i.loan_id = l.id and i.no = (select min(no) from instalment where loan_id = l.id and paid_at is null)`

func loanAt(now time.Time) func(backend.Scanner) (loan, error) {
	return func(row backend.Scanner) (loan, error) {
		var l loan
		var due int64
		err := row.Scan(&l.ID, &l.Kind, &l.Name, &l.AccountNo, &l.Instalment, &due, &l.Left, &l.PrincipalLeft, &l.EnoughBalance)
		l.NextDueAt = backend.Instant(due)
		l.NextDueOn, l.Overdue = backend.Day(l.NextDueAt), now.After(l.NextDueAt)
		l.NextAmount = l.Instalment + l.lateCharge(now)
		return l, err
	}
}

// lateCharge is 0.1% of the instalment for every day that has begun since it was due.
func (l *loan) lateCharge(now time.Time) int64 {
	if !now.After(l.NextDueAt) {
		return 0
	}
	days := int64(now.Sub(l.NextDueAt)/(24*time.Hour)) + 1
	return l.Instalment * latePerMille * days / 1000
}

func getLoans(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, loanAt(c.Now), selectLoan+` where l.customer_id = $1 order by i.due_at, l.id`, c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("loans: %w", err)
	}
	return backend.Items(list), nil
}

// instalment is one repayment.
type instalment struct {
	No     int       `json:"no"`
	DueAt  time.Time `json:"due_at"`
	DueOn  string    `json:"due_on"`
	Amount int64     `json:"amount"`
	Paid   bool      `json:"paid"`
}

func scanInstalment(row backend.Scanner) (instalment, error) {
	var i instalment
	var due int64
	err := row.Scan(&i.No, &due, &i.Amount, &i.Paid)
	i.DueAt = backend.Instant(due)
	i.DueOn = backend.Day(i.DueAt)
	return i, err
}

func getLoan(c *backend.Call) (backend.Answer, error) {
	l, found, err := backend.One(c, loanAt(c.Now), selectLoan+` where l.id = $1 and l.customer_id = $2`, c.Param("loan_id"), c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("loan: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	schedule, err := backend.All(c, scanInstalment, `select no, due_at, amount, paid_at is not null from instalment
		where loan_id = $1 and no >= (select coalesce(max(no), 1) from instalment where loan_id = $1 and paid_at is not null) order by no`, l.ID)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("loan: %w", err)
	}
	return backend.OK(struct {
		loan
		LateCharge   int64        `json:"late_charge"`
		PayoffAmount int64        `json:"payoff_amount"`
		Schedule     []instalment `json:"schedule"`
	}{l, l.lateCharge(c.Now), l.PrincipalLeft + l.PrincipalLeft*payoffPerMille/1000, schedule}), nil
}
