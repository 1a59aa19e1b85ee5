package toko

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// The seeded world. Mail addresses are in a domain that nobody can have (RFC 2606), phone numbers have a block of
// zeros in the middle, and people, streets and couriers are made up.

var seedCustomers = []customer{
	{DemoCustomer, "Sari Wulandari", "sari.wulandari@example.com", "+6281200004321", "Jl. Melati Contoh No. 12, Coblong, Bandung", "id"},
	{"cus_1002", "Budi Santoso", "budi.santoso@example.com", "+6281300001278", "Jl. Kenanga Contoh No. 5, Tebet, Jakarta Selatan", "id"},
	{"cus_1003", "Dewi Anggraini", "dewi.anggraini@example.com", "+6285700009034", "Gg. Anggrek Contoh No. 3, Jetis, Yogyakarta", "id"},
	{"cus_1004", "Agus Prasetyo", "agus.prasetyo@example.com", "+6287800005516", "Jl. Cempaka Contoh No. 21, Gubeng, Surabaya", "id"},
	{"cus_1005", "Putri Maharani", "putri.maharani@example.com", "+6282100007742", "Jl. Dahlia Contoh No. 8, Medan Baru, Medan", "id"},
	{"cus_1006", "Made Wirawan", "made.wirawan@example.com", "+6281900003390", "Jl. Kamboja Contoh No. 17, Denpasar Selatan, Denpasar", "id"},
	{"cus_1007", "Rizky Hidayat", "rizky.hidayat@example.com", "+6289600006605", "Jl. Flamboyan Contoh No. 40, Banjarmasin Tengah, Banjarmasin", "id"},
	{"cus_1008", "Maria Simanjuntak", "maria.simanjuntak@example.com", "+6285200002187", "Jl. Teratai Contoh No. 9, Semarang Barat, Semarang", "id"},
	{"cus_1009", "Grace Tanujaya", "grace.tanujaya@example.com", "+6281100008819", "Jl. Seruni Contoh No. 2, Panakkukang, Makassar", "en"},
}

// catalogue is what the shop sells, by SKU.
var catalogue = map[string]struct {
	name  string
	price int64
}{
	"LMP-014": {"Lampu meja lipat 9 W", 189_000},
	"LMP-022": {"Lampu darurat isi ulang 20 W", 129_000},
	"BLB-003": {"Bohlam LED 12 W (isi 4)", 96_000},
	"KPS-007": {"Kipas angin berdiri 16 inci", 425_000},
	"RCK-011": {"Penanak nasi 1,8 liter", 549_000},
	"STK-002": {"Stopkontak 5 lubang dengan saklar", 87_500},
	"BLD-005": {"Blender 2 liter", 389_000},
	"STR-009": {"Setrika uap tangan", 275_000},
}

// seedEvent is an event so long before now.
type seedEvent struct {
	event string
	ago   time.Duration
	place string
}

type seedOrder struct {
	no, customer, courier, tracking string
	events                          []seedEvent
	first, promised                 time.Duration // from now; both 0 for an order that is not paid
	delay, delayPlace               string
	delayAgo                        time.Duration
	items                           []string // SKU, one of each; twice in a row for two
}

const (
	hour = time.Hour
	day  = 24 * hour
)

var seedOrders = []seedOrder{
	{
		no: DemoOrder, customer: DemoCustomer, courier: "Kurir Kilat", tracking: "KK7730421042",
		events: []seedEvent{
			{placed, 6*day + 3*hour, ""}, {paid, 6*day + 2*hour, ""}, {packed, 4 * day, "Gudang Cikarang"}, {shipped, 3 * day, "Gudang Cikarang"},
		},
		first: -1 * day, promised: 1*day + 4*hour, delay: delayFlood, delayPlace: "Karawang", delayAgo: 2 * day,
		items: []string{"LMP-014", "BLB-003", "BLB-003"},
	},
	{
		no: "TRG-1012", customer: DemoCustomer, courier: "Antar Cepat", tracking: "AC1180041012",
		events: []seedEvent{
			{placed, 41 * day, ""},
			{paid, 41*day - hour, ""},
			{packed, 40 * day, "Gudang Cikarang"},
			{shipped, 39 * day, "Gudang Cikarang"},
			{outForDelivery, 37*day + 5*hour, "Bandung"},
			{delivered, 37 * day, "Bandung"},
		},
		first: -37*day + 6*hour, promised: -37*day + 6*hour, items: []string{"RCK-011"},
	},
	{
		no: "TRG-1055", customer: DemoCustomer, courier: "Antar Cepat",
		events: []seedEvent{{placed, 5 * hour, ""}, {paid, 4 * hour, ""}},
		first:  4 * day, promised: 4 * day, items: []string{"STK-002", "STK-002"},
	},
	{
		no: "TRG-1038", customer: "cus_1002", courier: "Kurir Kilat", tracking: "KK7730411038",
		events: []seedEvent{
			{placed, 8 * day, ""},
			{paid, 8*day - hour, ""},
			{packed, 7 * day, "Gudang Cikarang"},
			{shipped, 6 * day, "Gudang Cikarang"},
			{outForDelivery, 4*day + 6*hour, "Jakarta Selatan"},
			{delivered, 4 * day, "Jakarta Selatan"},
		},
		first: -4*day + 8*hour, promised: -4*day + 8*hour, items: []string{"KPS-007"},
	},
	{
		no: "TRG-1043", customer: "cus_1003", courier: "Antar Cepat", tracking: "AC1180091043",
		events: []seedEvent{
			{placed, 5 * day, ""},
			{paid, 5*day - 2*hour, ""},
			{packed, 4 * day, "Gudang Cikarang"},
			{shipped, 3*day + 2*hour, "Gudang Cikarang"},
			{outForDelivery, 3 * hour, "Yogyakarta"},
		},
		first: 6 * hour, promised: 6 * hour, items: []string{"BLD-005"},
	},
	{
		no: "TRG-1044", customer: "cus_1004", courier: "Kurir Kilat",
		events: []seedEvent{{placed, 2 * day, ""}, {paid, 2*day - hour, ""}, {packed, 5 * hour, "Gudang Cikarang"}},
		first:  3 * day, promised: 3 * day, items: []string{"STR-009", "BLB-003"},
	},
	{
		no: "TRG-1045", customer: "cus_1005", courier: "Antar Cepat",
		events: []seedEvent{{placed, 20 * hour, ""}, {paid, 19 * hour, ""}},
		first:  6 * day, promised: 6 * day, items: []string{"LMP-022"},
	},
	{
		no: "TRG-1046", customer: "cus_1006", courier: "Kurir Kilat",
		events: []seedEvent{{placed, 90 * time.Minute, ""}},
		items:  []string{"RCK-011", "BLD-005"},
	},
	{
		no: "TRG-1041", customer: "cus_1007", courier: "Antar Cepat", tracking: "AC1180071041",
		events: []seedEvent{
			{placed, 4 * day, ""}, {paid, 4*day - 3*hour, ""}, {packed, 3 * day, "Gudang Cikarang"}, {shipped, 2 * day, "Gudang Cikarang"},
		},
		first: 3 * day, promised: 3 * day, items: []string{"LMP-014"},
	},
	{
		no: "TRG-1036", customer: "cus_1008", courier: "Kurir Kilat", tracking: "KK7730381036",
		events: []seedEvent{
			{placed, 12 * day, ""},
			{paid, 12*day - hour, ""},
			{packed, 10 * day, "Gudang Cikarang"},
			{shipped, 9 * day, "Gudang Cikarang"},
			{outForDelivery, 2 * day, "Semarang"},
		},
		first: -5 * day, promised: 2 * day, delay: delayAddress, delayPlace: "Semarang", delayAgo: 44 * hour,
		items: []string{"STR-009"},
	},
	{
		no: "TRG-1040", customer: "cus_1009", courier: "Antar Cepat", tracking: "AC1180061040",
		events: []seedEvent{
			{placed, 9 * day, ""}, {paid, 9*day - hour, ""}, {packed, 8 * day, "Gudang Cikarang"}, {shipped, 7 * day, "Gudang Cikarang"},
		},
		first: -2 * day, promised: 2 * day, delay: delayBacklog, delayPlace: "Surabaya", delayAgo: 3 * day,
		items: []string{"KPS-007", "STK-002"},
	},
	{
		no: "TRG-1047", customer: "cus_1002", courier: "Kurir Kilat", tracking: "KK7730491047",
		events: []seedEvent{
			{placed, 3 * day, ""}, {paid, 3*day - hour, ""}, {packed, 2 * day, "Gudang Cikarang"}, {shipped, 30 * hour, "Gudang Cikarang"},
		},
		first: 1 * day, promised: 2 * day, delay: delayVehicle, delayPlace: "Bekasi", delayAgo: 8 * hour,
		items: []string{"BLB-003"},
	},
}

// seed fills an empty shop; one that has customers is left as it is.
func (s *Server) seed(now time.Time) error {
	ctx := context.Background()
	return s.db.write(ctx, func(tx *sql.Tx) error {
		var count int
		if err := tx.QueryRowContext(ctx, `select count(*) from customer`).Scan(&count); err != nil || count > 0 {
			return err
		}
		for _, c := range seedCustomers {
			_, err := tx.ExecContext(ctx, `insert into customer (id, name, email, phone, address, language) values ($1, $2, $3, $4, $5, $6)`,
				c.ID, c.Name, c.Email, c.Phone, c.Address, c.Language)
			if err != nil {
				return fmt.Errorf("seed customer: %w", err)
			}
		}
		for _, o := range seedOrders {
			if err := o.insert(ctx, tx, now); err != nil {
				return fmt.Errorf("seed order %s: %w", o.no, err)
			}
		}
		return nil
	})
}

// promise is when a parcel is promised for, about d from now: couriers promise the end of a working day, whatever
// time of day it is now. What is promised for the future stays in the future.
func promise(now time.Time, d time.Duration) time.Time {
	t := now.Add(d).In(shopTime)
	evening := time.Date(t.Year(), t.Month(), t.Day(), 18, 0, 0, 0, shopTime)
	if d > 0 && evening.Before(now.Add(hour)) {
		return evening.Add(18 * hour) // noon of the next day
	}
	return evening
}

func (o seedOrder) insert(ctx context.Context, tx *sql.Tx, now time.Time) error {
	at := func(known bool, d time.Duration) any {
		if !known {
			return nil
		}
		return now.Add(d).UnixMilli()
	}
	promised := func(d time.Duration) any {
		if d == 0 {
			return nil
		}
		return promise(now, d).UnixMilli()
	}
	isLate := o.delay != ""
	_, err := tx.ExecContext(ctx, `insert into customer_order (no, customer_id, status, courier, tracking_no, placed_at,
			first_promised_at, promised_at, delay_reason, delay_place, delay_since)
		values ($1, $2, $3, $4, nullif($5, ''), $6, $7, $8, nullif($9, ''), nullif($10, ''), $11)`,
		o.no, o.customer, o.events[len(o.events)-1].event, o.courier, o.tracking, at(true, -o.events[0].ago),
		promised(o.first), promised(o.promised), o.delay, o.delayPlace, at(isLate, -o.delayAgo))
	if err != nil {
		return err
	}
	for i, e := range o.events {
		_, err := tx.ExecContext(ctx, `insert into order_event (order_no, position, event, at, place) values ($1, $2, $3, $4, nullif($5, ''))`,
			o.no, i, e.event, at(true, -e.ago), e.place)
		if err != nil {
			return err
		}
	}
	for i, sku := range o.items {
		if i > 0 && o.items[i-1] == sku {
			_, err := tx.ExecContext(ctx, `update order_item set quantity = quantity + 1 where order_no = $1 and sku = $2`, o.no, sku)
			if err != nil {
				return err
			}
			continue
		}
		_, err := tx.ExecContext(ctx, `insert into order_item (order_no, position, sku, name, quantity, price) values ($1, $2, $3, $4, 1, $5)`,
			o.no, i, sku, catalogue[sku].name, catalogue[sku].price)
		if err != nil {
			return err
		}
	}
	return nil
}
