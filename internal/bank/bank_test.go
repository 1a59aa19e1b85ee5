package bank

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"terang/internal/backend/backendtest"
)

func newBank(t *testing.T) *backendtest.World {
	t.Helper()
	return backendtest.New(t, New)
}

func dimas(w *backendtest.World) string {
	w.T.Helper()
	return w.Prove(DemoCustomer, "card_last4", DemoCard)
}

func TestFileAndServerAgree(t *testing.T) {
	t.Parallel()
	newBank(t).CheckFile(t)
}

func TestActionsFitTheBank(t *testing.T) {
	t.Parallel()
	newBank(t).CheckActions(t, "../../packs/finance/actions.yaml")
}

func TestEveryIdentifierProvesTheCustomer(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	w.Prove(DemoCustomer, "account_no", "7010004321")
	w.Prove(DemoCustomer, "phone", "0812-0000-8642")
	w.Do("POST", "/verifications", `{"card_last4":"48"}`).Want(t, 422, "invalid")
}

func TestEverythingReadsAsItsFileSays(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	who := dimas(w)
	other := w.Prove("cif_2002", "account_no", "7010002219")
	for _, path := range []string{
		"/customers/cif_2001", "/customers/cif_2001/accounts", "/accounts/7010004321", "/customers/cif_2001/transactions?limit=50", "/transactions/txn_8001",
		"/customers/cif_2001/cards", "/customers/cif_2001/limits", "/customers/cif_2001/loans", "/loans/loan_4001", "/customers/cif_2001/alerts",
		"/customers/cif_2001/disputes", "/customers/cif_2001/appointments", "/cards/crd_3001/block-quote?reason=lost",
	} {
		w.As(who, "GET", path, "").Want(t, 200, "")
		w.As(other, "GET", path, "").Want(t, 404, "not_found")
		w.Do("GET", path, "").Want(t, 401, "customer_token")
	}
	if got := len(w.Do("GET", "/branches", "").Want(t, 200, "").Items()); got != 6 {
		t.Errorf("%d branches", got)
	}
	accounts := w.As(who, "GET", "/customers/cif_2001/accounts", "").Body
	if accounts["total_available"] != 18_300_000.0 {
		t.Errorf("available %v: what is held or in deposit is not", accounts["total_available"])
	}
}

func TestCardIsBlockedAtOnceAndTakenBackInTime(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	who := dimas(w)
	b := w.As(who, "POST", "/cards/crd_3001/block", `{"reason":"lost"}`).Want(t, 201, "")
	if b.Body["replacement_fee"] != 25_000.0 || b.Text("replacement_arrives_by") != "2026-11-27T11:00:00Z" || b.Text("undo_until") != "2026-11-21T03:30:00Z" {
		t.Error(b.Raw)
	}
	w.As(who, "POST", "/cards/crd_3001/block", `{"reason":"lost"}`).Want(t, 409, "already_blocked")
	undo := "/card-blocks/" + b.Text("id") + "/undo"
	if got := w.As(who, "POST", undo, "").Want(t, 200, "").Text("status"); got != "active" {
		t.Error(got)
	}
	w.As(who, "POST", undo, "").Want(t, 409, "undo_over")
	late := w.As(who, "POST", "/cards/crd_3001/block", `{"reason":"misplaced"}`).Want(t, 201, "")
	if late.Body["replacement_fee"] != nil {
		t.Error("a card was ordered for one that is only misplaced")
	}
	w.Pass(30 * time.Minute)
	w.As(dimas(w), "POST", "/card-blocks/"+late.Text("id")+"/undo", "").Want(t, 409, "undo_over")
	stolen := w.As(dimas(w), "POST", "/cards/crd_3002/block", `{"reason":"stolen","replacement":"false"}`).Want(t, 201, "")
	if stolen.Body["undo_until"] != nil || stolen.Body["replacement_arrives_by"] != nil {
		t.Error(stolen.Raw)
	}
	w.As(dimas(w), "POST", "/card-blocks/"+stolen.Text("id")+"/undo", "").Want(t, 409, "not_undoable")
}

func TestConcurrentBlocksMakeOneBlock(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	who := dimas(w)
	var wg sync.WaitGroup
	statuses := make([]int, 8)
	for i := range statuses {
		wg.Go(func() {
			statuses[i] = w.As(who, "POST", "/cards/crd_3001/block", `{"reason":"lost"}`, "Idempotency-Key", fmt.Sprint("k", i)).Status
		})
	}
	wg.Wait()
	made := 0
	for _, s := range statuses {
		if s == 201 {
			made++
		}
	}
	if made != 1 {
		t.Errorf("%d blocks: %v", made, statuses)
	}
}

func TestRaisedLimitWaitsADayAndLoweredOneDoesNot(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	who := dimas(w)
	limit := func() float64 {
		for _, l := range w.As(who, "GET", "/customers/cif_2001/limits", "").Want(t, 200, "").Items() {
			if backendtest.At(l, "kind") == "transfer" {
				n, _ := backendtest.At(l, "amount").(float64)
				return n
			}
		}
		return -1
	}
	path := "/customers/cif_2001/limits/transfer"
	for amount, code := range map[string]string{"250000001": "limit_too_high", "50000000": "limit_same", "-1": "invalid", "much": "invalid"} {
		w.As(who, "GET", path+"/quote?amount="+amount, "").Want(t, map[string]int{"invalid": 422}[code]+map[bool]int{true: 0, false: 409}[code == "invalid"], code)
	}
	up := w.As(who, "POST", path, `{"amount":"100000000"}`).Want(t, 201, "")
	if up.Text("direction") != "raise" || up.Text("effective_at") != "2026-11-22T03:00:00Z" || limit() != 50_000_000 {
		t.Error(up.Raw, limit())
	}
	w.As(who, "POST", path, `{"amount":1000}`).Want(t, 409, "limit_pending")
	w.Pass(24 * time.Hour)
	who = dimas(w)
	if limit() != 100_000_000 {
		t.Errorf("%v after a day", limit())
	}
	w.As(who, "POST", "/limit-changes/"+up.Text("id")+"/undo", "").Want(t, 409, "undo_over")
	down := w.As(who, "POST", path, `{"amount":2e6}`).Want(t, 201, "")
	if limit() != 2_000_000 {
		t.Errorf("%v at once", limit())
	}
	w.As(who, "POST", "/limit-changes/"+down.Text("id")+"/undo", "").Want(t, 200, "")
	if limit() != 100_000_000 {
		t.Errorf("%v after it was taken back", limit())
	}
}

func TestDisputeHasANumberADeadlineAndAnEnd(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	who := dimas(w)
	w.As(who, "GET", "/transactions/txn_8011/dispute-quote", "").Want(t, 409, "dispute_too_late")
	w.As(who, "GET", "/transactions/txn_8007/dispute-quote", "").Want(t, 409, "not_disputable")
	w.As(who, "GET", "/transactions/txn_8003/dispute-quote", "").Want(t, 200, "")
	d := w.As(who, "POST", "/disputes", `{"transaction_id":"txn_8003","reason":"twice"}`, "Idempotency-Key", "d").Want(t, 201, "")
	same := w.As(who, "POST", "/disputes", `{"transaction_id":"txn_8003","reason":"twice"}`, "Idempotency-Key", "d").Want(t, 201, "")
	if d.Raw != same.Raw || d.Text("case_no") != "BT-204518" || d.Text("answer_by") != "2026-12-04T10:00:00Z" {
		t.Error(d.Raw, same.Raw)
	}
	if got := w.As(who, "POST", "/disputes", `{"transaction_id":"txn_8003","reason":"twice"}`).Want(t, 409, "dispute_exists").Text("about"); got != "BT-204518" {
		t.Error(got)
	}
	w.As(who, "POST", "/disputes/BT-204518/withdraw", "").Want(t, 200, "")
	again := w.As(who, "POST", "/disputes", `{"transaction_id":"txn_8003","reason":"twice"}`).Want(t, 201, "").Text("case_no")
	before := w.As(who, "GET", "/accounts/7010004321", "").Body["balance"].(float64)
	for range 2 { // examined, then accepted
		w.Do("POST", "/demo/happenings/dispute_updated", "").Want(t, 200, "")
	}
	done := w.As(who, "GET", "/disputes/"+again, "").Want(t, 200, "")
	after := w.As(who, "GET", "/accounts/7010004321", "").Body["balance"].(float64)
	if done.Text("status") != "accepted" || after-before != 381_000 {
		t.Errorf("%s, balance %v to %v", done.Raw, before, after)
	}
	w.As(who, "POST", "/disputes/"+again+"/withdraw", "").Want(t, 409, "undo_over")
}

func TestStrangeTransactionIsRefusedWithTheCard(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	who := dimas(w)
	balance := func() string { return fmt.Sprint(w.As(who, "GET", "/accounts/7010004321", "").Body["available"]) }
	before := balance()
	for round := range 2 { // the second time on the card in the first one's place
		w.Do("POST", "/demo/happenings/suspicious_transaction", "").Want(t, 200, "")
		if balance() == before {
			t.Error("nothing is held")
		}
		alerts := w.As(who, "GET", "/customers/cif_2001/alerts", "").Want(t, 200, "").Items()
		id, _ := backendtest.At(alerts[0], "id").(string)
		a := w.As(who, "POST", "/alerts/"+id+"/answer", `{"mine":"false"}`).Want(t, 200, "")
		if a.Text("card_status") != "blocked" || a.Body["case_no"] == nil || balance() != before {
			t.Errorf("round %d: %s, available %s", round, a.Raw, balance())
		}
		w.As(who, "POST", "/alerts/"+id+"/answer", `{"mine":true}`).Want(t, 409, "already_answered")
	}
	w.Do("POST", "/demo/happenings/suspicious_transaction", "").Want(t, 200, "")
	id, _ := backendtest.At(w.As(who, "GET", "/customers/cif_2001/alerts", "").Items()[0], "id").(string)
	if got := w.As(who, "POST", "/alerts/"+id+"/answer", `{"mine":true}`).Want(t, 200, ""); got.Text("card_status") != "active" || balance() == before {
		t.Error(got.Raw, balance())
	}
}

func TestEveryHappeningTellsSomething(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	for _, h := range w.Do("GET", "/demo/happenings", "").Want(t, 200, "").Items() {
		id := fmt.Sprint(backendtest.At(h, "id"))
		for range 3 {
			event := w.Do("POST", "/demo/happenings/"+id, "").Want(t, 200, "").Text("event")
			w.Pass(time.Second)
			if last := w.Do("GET", "/demo/events", "").Want(t, 200, "").Items()[0]; backendtest.At(last, "name") != event {
				t.Errorf("%s: %v, want %s", id, last, event)
			}
		}
	}
}

func TestPINIsSixDigits(t *testing.T) {
	t.Parallel()
	w := newBank(t)
	link := w.As(dimas(w), "POST", "/customers/cif_2001/pin-resets", "").Want(t, 201, "").Text("link")[len("https://toko.example"):]
	form := func(pin string) backendtest.Reply {
		return w.Do("POST", link, "pin="+pin, "Content-Type", "application/x-www-form-urlencoded")
	}
	form("12345").Want(t, 422, "")
	form("12345x").Want(t, 422, "")
	form("493817").Want(t, 200, "")
	form("493817").Want(t, 404, "")
}
