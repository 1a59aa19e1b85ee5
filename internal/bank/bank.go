// Package bank is Bank Terang: the system of a made-up bank, for the demo and for tests of everything that calls a
// brand's system. It is a world of its own, with its own database (bank.db), keys and HTTP interface (openapi.yaml),
// built from the kit in internal/backend; it knows nothing of the house and imports none of its packages, and the
// house reaches it over HTTP only. All people, accounts and cards in it are made up.
//
// It moves no money out, shows nothing to anybody but the customer whose it is, never raises a limit at once, and
// never takes a block back that was made because a card was stolen.
//
// The way in is [New] and [Server.Handler].
package bank

import (
	_ "embed"
	"net/http"
	"regexp"
	"time"

	"terang/internal/backend"
)

// Names of the seeded world that a demo's story needs.
const (
	DemoCustomer = "cif_2001" // Dimas, whose card is used where he is not
	DemoCard     = "4821"     // the last digits of his debit card
)

// Config is what the bank needs to run.
type Config = backend.Config

// Server is the running bank.
type Server = backend.Server

//go:embed schema.sql
var schema string

//go:embed interface.yaml
var ownInterface []byte

var (
	lastFourForm = regexp.MustCompile(`^[0-9]{4}$`)
	accountForm  = regexp.MustCompile(`^7[0-9]{9}$`)
)

// New opens or creates the bank in cfg.Dir; a new bank is seeded.
func New(cfg Config) (*Server, error) { return backend.New(system(), cfg) }

func system() backend.System {
	return backend.System{
		Name: "bank", Title: "Bank Terang", Sender: "BANKTERANG", Schema: schema, OpenAPI: ownInterface, Problems: problems,
		Identifiers: []backend.Identifier{
			backend.ByNumber("card_last4", lastFourForm, `select distinct customer_id from card where last4 = $1`),
			backend.ByNumber("account_no", accountForm, `select customer_id from account where no = $1`),
			backend.ByPhone(),
		},
		Desks:       desks(),
		ChangeUntil: func(start time.Time) time.Time { return start.Add(-2 * time.Hour) },
		Secrets:     []backend.Secret{backend.Password("Bank Terang"), pin()},
		Happenings:  happenings(),
		Numbers:     `select last4 from card where customer_id = $1 order by id`,
		Seed:        seed,
		Routes:      routes(),
	}
}

var problems = map[string]backend.Known{
	"already_blocked":  {Status: http.StatusConflict, Title: "The card is blocked"},
	"undo_over":        {Status: http.StatusConflict, Title: "The time to take it back is over, or it was taken back"},
	"not_undoable":     {Status: http.StatusConflict, Title: "This cannot be taken back"},
	"dispute_too_late": {Status: http.StatusConflict, Title: "The transaction is too old to be disputed"},
	"dispute_exists":   {Status: http.StatusConflict, Title: "The transaction is disputed"},
	"not_disputable":   {Status: http.StatusConflict, Title: "Only what went out can be disputed"},
	"limit_too_high":   {Status: http.StatusConflict, Title: "The limit is above the highest"},
	"limit_same":       {Status: http.StatusConflict, Title: "The limit is that already"},
	"limit_pending":    {Status: http.StatusConflict, Title: "A change of this limit is on its way"},
	"limit_too_often":  {Status: http.StatusConflict, Title: "The limit was raised too often"},
	"already_answered": {Status: http.StatusConflict, Title: "The alert was answered"},
}

func routes() []backend.Route {
	read := func(path string, do func(*backend.Call) (backend.Answer, error)) backend.Route {
		return backend.Route{Method: http.MethodGet, Path: path, Access: backend.ForCustomer, Do: do}
	}
	change := func(path string, do func(*backend.Call) (backend.Answer, error)) backend.Route {
		return backend.Route{Method: http.MethodPost, Path: path, Access: backend.ForCustomer, Do: do}
	}
	return []backend.Route{
		read("/customers/{customer_id}/accounts", getAccounts),
		read("/accounts/{account_no}", getAccount),
		read("/customers/{customer_id}/transactions", getTransactions),
		read("/transactions/{transaction_id}", getTransaction),
		read("/customers/{customer_id}/cards", getCards),
		read("/cards/{card_id}/block-quote", getBlockQuote),
		change("/cards/{card_id}/block", postBlock),
		change("/card-blocks/{block_id}/undo", postBlockUndo),
		read("/transactions/{transaction_id}/dispute-quote", getDisputeQuote),
		change("/disputes", postDispute),
		read("/disputes/{case_no}", getDispute),
		read("/customers/{customer_id}/disputes", getDisputes),
		change("/disputes/{case_no}/withdraw", postDisputeWithdraw),
		read("/customers/{customer_id}/limits", getLimits),
		read("/customers/{customer_id}/limits/{kind}/quote", getLimitQuote),
		change("/customers/{customer_id}/limits/{kind}", postLimit),
		change("/limit-changes/{change_id}/undo", postLimitUndo),
		{Method: http.MethodGet, Path: "/branches", Access: backend.ForBrand, Do: getBranches},
		read("/customers/{customer_id}/loans", getLoans),
		read("/loans/{loan_id}", getLoan),
		read("/customers/{customer_id}/alerts", getAlerts),
		read("/alerts/{alert_id}", getAlert),
		change("/alerts/{alert_id}/answer", postAlertAnswer),
	}
}

// pin is the secret of a card.
func pin() backend.Secret {
	return backend.Secret{Kind: "pin", Min: 6, Max: 6, Digits: true, Texts: map[string]backend.SecretTexts{
		"id": {
			Title: "PIN kartu baru", Label: "PIN baru (6 angka)", Save: "Simpan",
			Done:  "PIN kartu Anda sudah diganti. Anda boleh menutup halaman ini.",
			Dead:  "Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru lewat obrolan.",
			Wrong: "PIN harus 6 angka.",
			SMS:   "Bank Terang: tautan untuk mengganti PIN kartu Anda baru saja dibuat. Bukan Anda? Telepon (021) 555 0200, 24 jam.",
		},
		"en": {
			Title: "New card PIN", Label: "New PIN (6 digits)", Save: "Save",
			Done:  "Your card's PIN has been changed. You can close this page.",
			Dead:  "This link has been used or has expired. Ask for a new one in the chat.",
			Wrong: "The PIN must have 6 digits.",
			SMS:   "Bank Terang: a link to change your card's PIN was just made. Not you? Call (021) 555 0200, 24 hours.",
		},
	}}
}
