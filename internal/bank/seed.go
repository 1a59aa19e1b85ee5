package bank

import (
	"context"
	"fmt"
	"time"

	"terang/internal/backend"
)

// The seeded world. Mail addresses are in a domain that nobody can have (RFC 2606), phone numbers have a block of
// zeros in the middle, account numbers and cards exist at no bank, and people, streets and shops are made up.

var seedCustomers = []backend.Customer{
	{ID: DemoCustomer, Name: "Dimas Prakoso", Email: "dimas.prakoso@example.com", Phone: "+6281200008642", Address: "Jl. Melur Contoh No. 7, Coblong, Bandung", Language: "id"},
	{ID: "cif_2002", Name: "Ratna Kusuma", Email: "ratna.kusuma@example.com", Phone: "+6281300002219", Address: "Jl. Cendana Contoh No. 11, Tebet, Jakarta Selatan", Language: "id"},
	{ID: "cif_2003", Name: "Yohanes Wibowo", Email: "yohanes.wibowo@example.com", Phone: "+6285700006173", Address: "Jl. Mahoni Contoh No. 4, Gubeng, Surabaya", Language: "id"},
	{ID: "cif_2004", Name: "Nurul Aini", Email: "nurul.aini@example.com", Phone: "+6282100003358", Address: "Jl. Ketapang Contoh No. 19, Medan Baru, Medan", Language: "id"},
	{ID: "cif_2005", Name: "Claire Hartono", Email: "claire.hartono@example.com", Phone: "+6281100007790", Address: "Jl. Akasia Contoh No. 2, Denpasar Selatan, Denpasar", Language: "en"},
}

type seedAccount struct {
	no, customer, kind, name string
	balance, held            int64
}

var seedAccounts = []seedAccount{
	{"7010004321", DemoCustomer, "savings", "Tabungan Terang", 18_450_000, 150_000},
	{"7010009876", DemoCustomer, "deposit", "Deposito Terang 6 bulan", 40_000_000, 40_000_000},
	{"7010002219", "cif_2002", "savings", "Tabungan Terang", 6_275_500, 0},
	{"7010006173", "cif_2003", "current", "Giro Terang", 92_310_000, 2_400_000},
	{"7010003358", "cif_2004", "savings", "Tabungan Terang", 812_000, 0},
	{"7010007790", "cif_2005", "savings", "Tabungan Terang", 27_904_300, 0},
}

type seedCard struct{ id, customer, account, last4, kind, name string }

var seedCards = []seedCard{
	{"crd_3001", DemoCustomer, "7010004321", DemoCard, "debit", "Debit Terang"},
	{"crd_3002", DemoCustomer, "7010004321", "7730", "credit", "Kartu Kredit Terang"},
	{"crd_3003", "cif_2002", "7010002219", "1146", "debit", "Debit Terang"},
	{"crd_3004", "cif_2003", "7010006173", "9052", "debit", "Debit Terang Bisnis"},
	{"crd_3005", "cif_2004", "7010003358", "2267", "debit", "Debit Terang"},
	{"crd_3006", "cif_2005", "7010007790", "6408", "debit", "Debit Terang"},
	{"crd_3007", "cif_2005", "7010007790", "3391", "credit", "Kartu Kredit Terang"},
}

var seedRecurring = []struct {
	card, name string
	amount     int64
	day        int
}{
	{"crd_3001", "Musik Contoh", 54_990, 5},
	{"crd_3001", "Air Kota", 187_000, 20},
	{"crd_3002", "Film Contoh", 120_000, 12},
	{"crd_3007", "Penyimpanan Awan", 43_000, 1},
}

type seedTransaction struct {
	ago                              time.Duration
	account, card, kind, what, place string
	amount                           int64
	abroad                           bool
	status                           string
}

const (
	hour = time.Hour
	day  = 24 * hour
)

var seedTransactions = []seedTransaction{
	{3 * hour, "7010004321", "crd_3001", "card", "KOPI PAGI CONTOH", "Bandung", -150_000, false, "pending"},
	{20 * hour, "7010004321", "", "qris", "Warung Bu Tini", "Bandung", -32_000, false, "final"},
	{2*day + 4*hour, "7010004321", "crd_3001", "card", "TOKO TERANG", "Bandung", -381_000, false, "final"},
	{2*day + 4*hour + 3*time.Minute, "7010004321", "crd_3001", "card", "TOKO TERANG", "Bandung", -381_000, false, "final"},
	{4 * day, "7010004321", "", "transfer", "Kepada Ratna K.", "", -750_000, false, "final"},
	{6 * day, "7010004321", "crd_3001", "withdrawal", "ATM Jl. Mentari Contoh", "Bandung", -500_000, false, "final"},
	{9 * day, "7010004321", "", "salary", "PT Karya Contoh", "", 12_500_000, false, "final"},
	{11 * day, "7010004321", "", "bill", "Listrik Kota", "", -412_300, false, "final"},
	{13 * day, "7010004321", "crd_3002", "card", "APP STORE CONTOH", "Dublin", -229_000, true, "final"},
	{22 * day, "7010004321", "", "fee", "Biaya administrasi", "", -12_500, false, "final"},
	{36 * day, "7010004321", "crd_3001", "card", "ELEKTRONIK MAJU", "Jakarta", -2_190_000, false, "final"},
	{5 * hour, "7010002219", "crd_3003", "card", "APOTEK SEHAT CONTOH", "Jakarta", -86_500, false, "pending"},
	{3 * day, "7010002219", "", "transfer", "Dari Dimas P.", "", 750_000, false, "final"},
	{7 * day, "7010006173", "crd_3004", "card", "SUKU CADANG JAYA", "Surabaya", -2_400_000, false, "pending"},
	{8 * day, "7010006173", "", "transfer", "Pelanggan Contoh", "", 15_000_000, false, "final"},
	{10 * day, "7010003358", "", "qris", "Kios Buah", "Medan", -45_000, false, "final"},
	{12 * day, "7010007790", "crd_3007", "card", "HOTEL ANGIN CONTOH", "Kuala Lumpur", -1_870_000, true, "final"},
}

var seedLoans = []struct {
	id, customer, kind, name, account string
	principal, amount                 int64
	paid, all                         int
	due                               int // days until the next one
}{
	{"loan_4001", DemoCustomer, "personal", "Pinjaman Terang", "7010004321", 16_800_000, 1_166_000, 7, 24, 3},
	{"loan_4002", "cif_2003", "mortgage", "KPR Terang", "7010006173", 412_000_000, 4_850_000, 31, 180, 9},
	{"loan_4003", "cif_2004", "personal", "Pinjaman Terang", "7010003358", 5_400_000, 905_000, 6, 12, -2},
}

// seed fills an empty bank.
func seed(ctx context.Context, db backend.Querier, now time.Time) error {
	for _, c := range seedCustomers {
		if err := backend.InsertCustomer(ctx, db, c); err != nil {
			return err
		}
		for _, k := range limitKinds {
			if _, err := db.ExecContext(ctx, `insert into daily_limit (customer_id, kind, amount) values ($1, $2, $3)`, c.ID, k.kind, k.usual); err != nil {
				return fmt.Errorf("limit: %w", err)
			}
		}
	}
	if err := seedMoney(ctx, db, now); err != nil {
		return err
	}
	for _, l := range seedLoans {
		_, err := db.ExecContext(ctx, `insert into loan (id, customer_id, kind, name, account_no, principal_left) values ($1, $2, $3, $4, $5, $6)`,
			l.id, l.customer, l.kind, l.name, l.account, l.principal)
		for no := 1; no <= l.all && err == nil; no++ {
			// The next one falls due at the end of the day so many days from now, the others months before and after.
			next := now.In(backend.Zone).AddDate(0, 0, l.due)
			due := backend.AtHour(time.Date(next.Year(), next.Month()+time.Month(no-l.paid-1), min(next.Day(), 28), 12, 0, 0, 0, backend.Zone), 0, 23)
			if no == l.paid+1 {
				due = backend.AtHour(now, l.due, 23)
			}
			var paid any
			if no <= l.paid {
				paid = due.Add(-8 * hour).UnixMilli()
			}
			_, err = db.ExecContext(ctx, `insert into instalment (loan_id, no, due_at, amount, paid_at) values ($1, $2, $3, $4, $5)`, l.id, no, due.UnixMilli(), l.amount, paid)
		}
		if err != nil {
			return fmt.Errorf("loan %s: %w", l.id, err)
		}
	}
	return nil
}

func seedMoney(ctx context.Context, db backend.Querier, now time.Time) error {
	owner := map[string]string{}
	for _, a := range seedAccounts {
		owner[a.no] = a.customer
		_, err := db.ExecContext(ctx, `insert into account (no, customer_id, kind, name, balance, held) values ($1, $2, $3, $4, $5, $6)`,
			a.no, a.customer, a.kind, a.name, a.balance, a.held)
		if err != nil {
			return fmt.Errorf("account %s: %w", a.no, err)
		}
	}
	for _, k := range seedCards {
		_, err := db.ExecContext(ctx, `insert into card (id, customer_id, account_no, last4, kind, name) values ($1, $2, $3, $4, $5, $6)`,
			k.id, k.customer, k.account, k.last4, k.kind, k.name)
		if err != nil {
			return fmt.Errorf("card %s: %w", k.id, err)
		}
	}
	for _, r := range seedRecurring {
		if _, err := db.ExecContext(ctx, `insert into recurring (card_id, name, amount, day) values ($1, $2, $3, $4)`, r.card, r.name, r.amount, r.day); err != nil {
			return fmt.Errorf("recurring payment: %w", err)
		}
	}
	for i, t := range seedTransactions {
		_, err := db.ExecContext(ctx, `insert into bank_transaction (id, customer_id, account_no, card_id, kind, at, amount, description, place, abroad, status)
			values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10, $11)`,
			fmt.Sprintf("txn_%d", 8001+i), owner[t.account], t.account, t.card, t.kind, now.Add(-t.ago).UnixMilli(), t.amount, t.what, t.place, t.abroad, t.status)
		if err != nil {
			return fmt.Errorf("transaction: %w", err)
		}
	}
	return nil
}
