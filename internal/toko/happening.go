package toko

import (
	"encoding/json"
	"fmt"
	"time"

	"terang/internal/backend"
)

const (
	delayBy  = 2 // days
	restock  = 12
	wishOf   = "LMP-032" // what the demo's customer waits for, where they wait for nothing
	wishFund = 500_000   // the mandate of the basket that is left behind, where there is none
)

func happenings() []backend.Happening {
	return []backend.Happening{
		{ID: "order_delayed", Do: delayOrder, Title: map[string]string{"id": "Pengiriman terlambat", "en": "A delivery is delayed"}},
		{ID: "order_shipped", Do: shipOrder, Title: map[string]string{"id": "Pesanan dikirim", "en": "An order is sent"}},
		{ID: "order_delivered", Do: deliverOrder, Title: map[string]string{"id": "Pesanan sampai", "en": "An order arrives"}},
		{ID: "stock_available", Do: refillStock, Title: map[string]string{"id": "Barang kembali tersedia", "en": "Something is back in stock"}},
		{ID: "basket_abandoned", Do: leaveBasket, Title: map[string]string{"id": "Keranjang ditinggal", "en": "A basket is left behind"}},
		{ID: "difference_paid", Do: payDifference, Title: map[string]string{"id": "Selisih ongkir dibayar", "en": "The difference in shipping is paid"}},
	}
}

// orderIn finds the demo customer's newest order in one of three states, or makes one that is paid.
func orderIn(c *backend.Call, states [3]string) (orderHead, error) {
	c.Customer = DemoCustomer
	no, found, err := backend.One(c, scanText, `select no from customer_order where customer_id = $1 and status in ($2, $3, $4) order by placed_at desc, no desc limit 1`,
		c.Customer, states[0], states[1], states[2])
	if err == nil && !found {
		no, err = freshOrder(c)
	}
	if err != nil {
		return orderHead{}, fmt.Errorf("find order: %w", err)
	}
	o, _, err := findOrder(c, no)
	return o, err
}

// freshOrder is one that the demo's customer has just paid.
func freshOrder(c *backend.Call) (string, error) {
	who, _, err := c.FindCustomer(c.Customer)
	if err != nil {
		return "", err
	}
	p, _, err := findProduct(c, "STK-002")
	if err != nil {
		return "", err
	}
	no, err := addOrder(c, who, basket{Shipping: zones[0].perKilo, Items: []basketItem{{SKU: p.SKU, Name: p.Name, Quantity: 1, Price: p.Price}}})
	if err != nil {
		return "", err
	}
	if _, err := c.Exec(`update customer_order set first_promised_at = $1, promised_at = $1 where no = $2`, promiseTo(who, c.Now).UnixMilli(), no); err != nil {
		return "", err
	}
	return no, addEvent(c, no, paid, "", c.Now)
}

// send brings an order that is still in the warehouse to the courier.
func send(c *backend.Call, o *orderHead) (tracking string, err error) {
	if o.status == paid {
		if err := addEvent(c, o.no, packed, "Gudang Cikarang", c.Now); err != nil {
			return "", err
		}
	}
	tracking = "AC11801" + o.no[len("TRG-"):]
	if _, err := c.Exec(`update customer_order set tracking_no = $1 where no = $2`, tracking, o.no); err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	return tracking, addEvent(c, o.no, shipped, "Gudang Cikarang", c.Now)
}

func shipOrder(c *backend.Call) (backend.Happened, error) {
	o, err := orderIn(c, [3]string{paid, packed, packed})
	if err != nil {
		return backend.Happened{}, err
	}
	tracking, err := send(c, &o)
	if err != nil {
		return backend.Happened{}, err
	}
	return backend.Happened{Event: "order.shipped", CustomerID: c.Customer, About: o.no},
		c.Emit("order.shipped", c.Customer, map[string]any{"order_no": o.no, "courier": "Antar Cepat", "tracking_no": tracking, "promised_at": o.promised})
}

// delayOrder moves the promise of an order that is on its way, two days on.
func delayOrder(c *backend.Call) (backend.Happened, error) {
	o, err := orderIn(c, [3]string{paid, packed, shipped})
	if err != nil {
		return backend.Happened{}, err
	}
	if o.status != shipped {
		if _, err := send(c, &o); err != nil {
			return backend.Happened{}, err
		}
	}
	from := c.Now
	if o.promised != nil && o.promised.After(from) {
		from = *o.promised
	}
	to := backend.AtHour(from, delayBy, 18)
	_, err = c.Exec(`update customer_order set promised_at = $1, delay_reason = $2, delay_place = 'Karawang', delay_since = $3 where no = $4`,
		to.UnixMilli(), delayFlood, c.Now.UnixMilli(), o.no)
	if err != nil {
		return backend.Happened{}, fmt.Errorf("delay: %w", err)
	}
	days := delayBy
	if o.promised != nil {
		days = int((to.Sub(*o.promised) + 12*time.Hour) / (24 * time.Hour))
	}
	return backend.Happened{Event: "order.delayed", CustomerID: c.Customer, About: o.no},
		c.Emit("order.delayed", c.Customer, map[string]any{
			"order_no": o.no, "reason": delayFlood, "place": "Karawang", "days": days, "first_promised_at": o.promised, "promised_at": to, "item": o.items[0].Name,
		})
}

func deliverOrder(c *backend.Call) (backend.Happened, error) {
	o, err := orderIn(c, [3]string{outForDelivery, shipped, shipped})
	if err != nil {
		return backend.Happened{}, err
	}
	if o.status == paid {
		if _, err := send(c, &o); err != nil {
			return backend.Happened{}, err
		}
	}
	if o.status != outForDelivery {
		if err := addEvent(c, o.no, outForDelivery, o.city, c.Now); err != nil {
			return backend.Happened{}, err
		}
	}
	if err := addEvent(c, o.no, delivered, o.city, c.Now); err != nil {
		return backend.Happened{}, err
	}
	at := backend.Instant(c.Now.UnixMilli())
	return backend.Happened{Event: "order.delivered", CustomerID: c.Customer, About: o.no},
		c.Emit("order.delivered", c.Customer, map[string]any{"order_no": o.no, "at": at, "item": o.items[0].Name, "returnable_until": returnUntil(at)})
}

// refillStock brings back what the demo's customer waits for, and tells everybody who waits for it.
func refillStock(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	sku, found, err := backend.One(c, scanText, `select sku from stock_alert where customer_id = $1 and status = 'waiting' and until > $2 order by at limit 1`, c.Customer, c.Now.UnixMilli())
	if err == nil && !found {
		sku = wishOf
		_, err = addAlert(c, sku)
	}
	if err == nil {
		_, err = c.Exec(`update product set stock = stock + $1, back_at = null where sku = $2`, restock, sku)
	}
	if err != nil {
		return backend.Happened{}, fmt.Errorf("refill: %w", err)
	}
	p, _, err := findProduct(c, sku)
	if err != nil {
		return backend.Happened{}, err
	}
	type waits struct{ id, customer string }
	list, err := backend.All(c, func(row backend.Scanner) (w waits, err error) {
		err = row.Scan(&w.id, &w.customer)
		return w, err
	}, `select id, customer_id from stock_alert where sku = $1 and status = 'waiting' and until > $2`, sku, c.Now.UnixMilli())
	if err != nil {
		return backend.Happened{}, fmt.Errorf("refill: %w", err)
	}
	for _, w := range list {
		if _, err := c.Exec(`update stock_alert set status = 'sent' where id = $1`, w.id); err != nil {
			return backend.Happened{}, fmt.Errorf("refill: %w", err)
		}
		if err := c.Emit("stock.available", w.customer, map[string]any{"alert_id": w.id, "sku": p.SKU, "name": p.Name, "price": p.Price, "stock": p.Stock}); err != nil {
			return backend.Happened{}, err
		}
	}
	return backend.Happened{Event: "stock.available", CustomerID: c.Customer, About: p.SKU}, nil
}

// leaveBasket reminds of the demo customer's open basket; one is filled where there is none.
func leaveBasket(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	b, found, err := findBasket(c, `b.status = $2`, "open")
	if err == nil && found && b.Status == "expired" {
		_, err = c.Exec(`update basket set status = 'expired' where id = $1`, b.ID)
		found = false
	}
	if err == nil && !found {
		b, err = addBasket(c, wishFund)
	}
	if err == nil && len(b.Items) == 0 {
		err = putItem(c, b.ID, "LMP-016", 1)
	}
	if err == nil {
		b, _, err = findBasket(c, `b.id = $2`, b.ID)
	}
	if err != nil {
		return backend.Happened{}, fmt.Errorf("leave basket: %w", err)
	}
	return backend.Happened{Event: "basket.abandoned", CustomerID: c.Customer, About: b.Items[0].Name},
		c.Emit("basket.abandoned", c.Customer, map[string]any{
			"basket_id": b.ID, "first_item": b.Items[0].Name, "items": len(b.Items), "total": b.Total, "mandate_until": b.MandateUntil,
		})
}

// payDifference is the money for a change of address that costs more: the change is made now.
func payDifference(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	type due struct{ id, order, after string }
	d, found, err := backend.One(c, func(row backend.Scanner) (d due, err error) {
		err = row.Scan(&d.id, &d.order, &d.after)
		return d, err
	}, `select a.id, a.order_no, a.after from address_change a join customer_order o on o.no = a.order_no and o.status in ('placed', 'paid', 'packed')
		where a.customer_id = $1 and a.applied_at is null and a.undone_at is null and a.pay_by > $2 order by a.at limit 1`, c.Customer, c.Now.UnixMilli())
	if err != nil {
		return backend.Happened{}, fmt.Errorf("pay difference: %w", err)
	}
	if !found {
		return backend.Happened{}, backend.ErrNothing
	}
	var after delivery
	if err := json.Unmarshal([]byte(d.after), &after); err != nil {
		return backend.Happened{}, fmt.Errorf("pay difference: %w", err)
	}
	if _, err := c.Exec(`update address_change set applied_at = $1 where id = $2`, c.Now.UnixMilli(), d.id); err != nil {
		return backend.Happened{}, fmt.Errorf("pay difference: %w", err)
	}
	if err := setDelivery(c, d.order, after); err != nil {
		return backend.Happened{}, err
	}
	return backend.Happened{Event: "order.address_changed", CustomerID: c.Customer, About: d.order},
		c.Emit("order.address_changed", c.Customer, map[string]any{"order_no": d.order, "address": after.Address})
}
