package toko

import (
	"context"
	"fmt"
	"strings"
	"time"

	"terang/internal/backend"
)

// The seeded world. Mail addresses are in a domain that nobody can have (RFC 2606), phone numbers have a block of
// zeros in the middle, and people, streets and couriers are made up.

var seedCustomers = []backend.Customer{
	{ID: DemoCustomer, Name: "Sari Wulandari", Email: "sari.wulandari@example.com", Phone: "+6281200004321", Address: "Jl. Melati Contoh No. 12, Coblong, Bandung", Language: "id"},
	{ID: "cus_1002", Name: "Budi Santoso", Email: "budi.santoso@example.com", Phone: "+6281300001278", Address: "Jl. Kenanga Contoh No. 5, Tebet, Jakarta Selatan", Language: "id"},
	{ID: "cus_1003", Name: "Dewi Anggraini", Email: "dewi.anggraini@example.com", Phone: "+6285700009034", Address: "Gg. Anggrek Contoh No. 3, Jetis, Yogyakarta", Language: "id"},
	{ID: "cus_1004", Name: "Agus Prasetyo", Email: "agus.prasetyo@example.com", Phone: "+6287800005516", Address: "Jl. Cempaka Contoh No. 21, Gubeng, Surabaya", Language: "id"},
	{ID: "cus_1005", Name: "Putri Maharani", Email: "putri.maharani@example.com", Phone: "+6282100007742", Address: "Jl. Dahlia Contoh No. 8, Medan Baru, Medan", Language: "id"},
	{ID: "cus_1006", Name: "Made Wirawan", Email: "made.wirawan@example.com", Phone: "+6281900003390", Address: "Jl. Kamboja Contoh No. 17, Denpasar Selatan, Denpasar", Language: "id"},
	{ID: "cus_1007", Name: "Rizky Hidayat", Email: "rizky.hidayat@example.com", Phone: "+6289600006605", Address: "Jl. Flamboyan Contoh No. 40, Banjarmasin Tengah, Banjarmasin", Language: "id"},
	{ID: "cus_1008", Name: "Maria Simanjuntak", Email: "maria.simanjuntak@example.com", Phone: "+6285200002187", Address: "Jl. Teratai Contoh No. 9, Semarang Barat, Semarang", Language: "id"},
	{ID: "cus_1009", Name: "Grace Tanujaya", Email: "grace.tanujaya@example.com", Phone: "+6281100008819", Address: "Jl. Seruni Contoh No. 2, Panakkukang, Makassar", Language: "en"},
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
	payment                         string   // "" means a transfer
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
		no: "TRG-1050", customer: DemoCustomer, courier: "Antar Cepat", tracking: "AC1180101050", payment: "qris",
		events: []seedEvent{
			{placed, 9 * day, ""},
			{paid, 9*day - hour, ""},
			{packed, 8 * day, "Gudang Cikarang"},
			{shipped, 7 * day, "Gudang Cikarang"},
			{outForDelivery, 3*day + 5*hour, "Bandung"},
			{delivered, 3 * day, "Bandung"},
		},
		first: -3*day + 6*hour, promised: -3*day + 6*hour, items: []string{"BLD-005", "KTL-001"},
	},
	{
		no: "TRG-1033", customer: "cus_1002", courier: "Antar Cepat", payment: "e_wallet",
		events: []seedEvent{{placed, 6 * day, ""}, {paid, 6*day - hour, ""}, {cancelled, 5 * day, ""}},
		first:  -2 * day, promised: -2 * day, items: []string{"LMP-022"},
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
		first: -4*day + 8*hour, promised: -4*day + 8*hour, items: []string{"KPS-007", "LMP-090"}, payment: "card",
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

// seed fills an empty shop.
func seed(ctx context.Context, db backend.Querier, now time.Time) error {
	for _, c := range seedCustomers {
		if err := backend.InsertCustomer(ctx, db, c); err != nil {
			return err
		}
	}
	if err := seedProducts(ctx, db, now); err != nil {
		return err
	}
	for _, o := range seedOrders {
		if err := o.insert(ctx, db, now); err != nil {
			return fmt.Errorf("order %s: %w", o.no, err)
		}
	}
	return seedRefund(ctx, db, now)
}

// seedRefund is one that the bank does not pass on: its customer asks where the money is.
func seedRefund(ctx context.Context, db backend.Querier, now time.Time) error {
	_, err := db.ExecContext(ctx, `insert into refund (no, customer_id, order_no, amount, method, asked_at, sent_at, stuck)
		values ('RF-70007', 'cus_1002', 'TRG-1033', 129000, 'e_wallet', $1, $1, 1)`, now.Add(-5*day).UnixMilli())
	if err != nil {
		return fmt.Errorf("refund: %w", err)
	}
	return nil
}

// cityOf is the last part of an address.
func cityOf(address string) string {
	return strings.TrimSpace(address[strings.LastIndex(address, ",")+1:])
}

// promise is when a parcel is promised for, about d from now: couriers promise the end of a working day, whatever
// time of day it is now. What is promised for the future stays in the future.
func promise(now time.Time, d time.Duration) time.Time {
	t := now.Add(d).In(backend.Zone)
	evening := time.Date(t.Year(), t.Month(), t.Day(), 18, 0, 0, 0, backend.Zone)
	if d > 0 && evening.Before(now.Add(hour)) {
		return evening.Add(18 * hour) // noon of the next day
	}
	return evening
}

func (o seedOrder) insert(ctx context.Context, tx backend.Querier, now time.Time) error {
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
	payment := o.payment
	if payment == "" {
		payment = "transfer"
	}
	_, err := tx.ExecContext(ctx, `insert into customer_order (no, customer_id, status, courier, tracking_no, placed_at,
			first_promised_at, promised_at, delay_reason, delay_place, delay_since, payment, shipping, ship_name, ship_phone, ship_address, ship_city)
		select $1, id, $3, $4, nullif($5, ''), $6, $7, $8, nullif($9, ''), nullif($10, ''), $11, $12, 0, name, phone, address, $13 from customer where id = $2`,
		o.no, o.customer, o.events[len(o.events)-1].event, o.courier, o.tracking, at(true, -o.events[0].ago),
		promised(o.first), promised(o.promised), o.delay, o.delayPlace, at(isLate, -o.delayAgo), payment, o.city())
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
		_, err := tx.ExecContext(ctx, `insert into order_item (order_no, position, sku, name, quantity, price)
			select $1, $2, sku, name, 1, price from product where sku = $3`, o.no, i, sku)
		if err != nil {
			return err
		}
	}
	return o.addShipping(ctx, tx)
}

func (o seedOrder) city() string {
	for _, c := range seedCustomers {
		if c.ID == o.customer {
			return cityOf(c.Address)
		}
	}
	return ""
}

// addShipping works out what the delivery cost.
func (o seedOrder) addShipping(ctx context.Context, tx backend.Querier) error {
	var worth int64
	var grams int
	err := tx.QueryRowContext(ctx, `select sum(i.quantity * i.price), sum(i.quantity * p.weight) from order_item i join product p on p.sku = i.sku where i.order_no = $1`, o.no).Scan(&worth, &grams)
	if err != nil {
		return err
	}
	z, known := zoneOf(o.city())
	if !known {
		return fmt.Errorf("no zone for %q", o.city())
	}
	_, err = tx.ExecContext(ctx, `update customer_order set shipping = $1 where no = $2`, z.fee(worth, grams), o.no)
	return err
}
