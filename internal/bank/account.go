package bank

import (
	"database/sql"
	"fmt"
	"time"

	"terang/internal/backend"
)

const (
	defaultTransactions = 10
	maxTransactions     = 50
)

// account is an account with its balance, in rupiah.
type account struct {
	No        string    `json:"no"`
	Kind      string    `json:"kind"`
	Name      string    `json:"name"`
	Balance   int64     `json:"balance"`
	Available int64     `json:"available"`
	Held      int64     `json:"held"`
	Currency  string    `json:"currency"`
	AsOf      time.Time `json:"as_of"`
}

const accountColumns = `no, kind, name, balance, held`

func accountAt(now time.Time) func(backend.Scanner) (account, error) {
	return func(row backend.Scanner) (account, error) {
		a := account{Currency: "IDR", AsOf: backend.Instant(now.UnixMilli())}
		err := row.Scan(&a.No, &a.Kind, &a.Name, &a.Balance, &a.Held)
		a.Available = a.Balance - a.Held
		return a, err
	}
}

func getAccounts(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, accountAt(c.Now), `select `+accountColumns+` from account where customer_id = $1 order by no`, c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("accounts: %w", err)
	}
	total := int64(0)
	for _, a := range list {
		total += a.Available
	}
	return backend.OK(map[string]any{"items": list, "total_available": total}), nil
}

func getAccount(c *backend.Call) (backend.Answer, error) {
	a, found, err := backend.One(c, accountAt(c.Now), `select `+accountColumns+` from account where no = $1 and customer_id = $2`,
		c.Param("account_no"), c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("account: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(a), nil
}

// transaction is one movement on an account.
type transaction struct {
	ID          string    `json:"id"`
	At          time.Time `json:"at"`
	AccountNo   string    `json:"account_no"`
	CardID      *string   `json:"card_id"`
	CardLast4   *string   `json:"card_last4"`
	Kind        string    `json:"kind"`
	Amount      int64     `json:"amount"` // rupiah; negative: money went out
	Description string    `json:"description"`
	Place       string    `json:"place"`
	Abroad      bool      `json:"abroad"`
	Status      string    `json:"status"`
	Disputable  bool      `json:"disputable"`
	CaseNo      *string   `json:"case_no"` // of its dispute
}

const selectTransaction = `select t.id, t.at, t.account_no, t.card_id, k.last4, t.kind, t.amount, t.description, t.place, t.abroad, t.status, d.case_no
	from bank_transaction t left join card k on k.id = t.card_id
		left join dispute d on d.transaction_id = t.id and d.status <> 'withdrawn'`

func transactionAt(now time.Time) func(backend.Scanner) (transaction, error) {
	return func(row backend.Scanner) (transaction, error) {
		var t transaction
		var at int64
		var card, last4, caseNo sql.NullString
		err := row.Scan(&t.ID, &at, &t.AccountNo, &card, &last4, &t.Kind, &t.Amount, &t.Description, &t.Place, &t.Abroad, &t.Status, &caseNo)
		t.At, t.CardID, t.CardLast4, t.CaseNo = backend.Instant(at), backend.Word(card), backend.Word(last4), backend.Word(caseNo)
		_, refused := t.disputable(now)
		t.Disputable = !refused
		return t, err
	}
}

func getTransactions(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	limit, ok := c.Limit(defaultTransactions, maxTransactions)
	if !ok {
		return backend.Invalid("limit"), nil
	}
	list, err := backend.All(c, transactionAt(c.Now), selectTransaction+`
		where t.customer_id = $1 and ($2 = '' or t.account_no = $2) and ($3 = '' or t.card_id = $3)
		order by t.at desc, t.id limit $4`, c.Customer, c.Query("account_no"), c.Query("card_id"), limit)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("transactions: %w", err)
	}
	return backend.Items(list), nil
}

// findTransaction reads one of the customer's transactions; found is false where there is none.
func findTransaction(c *backend.Call, id string) (t transaction, found bool, err error) {
	t, found, err = backend.One(c, transactionAt(c.Now), selectTransaction+` where t.id = $1 and t.customer_id = $2`, id, c.Customer)
	if err != nil {
		return t, false, fmt.Errorf("transaction: %w", err)
	}
	return t, found, nil
}

func getTransaction(c *backend.Call) (backend.Answer, error) {
	t, found, err := findTransaction(c, c.Param("transaction_id"))
	if err != nil {
		return backend.Answer{}, err
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(t), nil
}
