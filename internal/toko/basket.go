package toko

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"terang/internal/backend"
)

// Baskets. The mandate is the customer's, and the shop keeps it: whatever the assistant asks for, nothing is put in or
// ordered beyond it.
const (
	mandateLife = 24 * time.Hour
	maxMandate  = 10_000_000
	basketUndo  = 15 * time.Minute
	maxQuantity = 20
	firstOrder  = 1101
)

type basketItem struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"`
	Quantity int    `json:"quantity"`
	Price    int64  `json:"price"` // of one, now
	Amount   int64  `json:"amount"`

	stock, weight int
}

// basket is what a customer means to buy.
type basket struct {
	ID           string       `json:"id"`
	Status       string       `json:"status"` // open, ordered or expired
	Limit        int64        `json:"limit"`
	Items        []basketItem `json:"items"`
	Subtotal     int64        `json:"subtotal"`
	Shipping     int64        `json:"shipping"`
	Total        int64        `json:"total"`
	Left         int64        `json:"left"` // of the mandate
	MandateUntil time.Time    `json:"mandate_until"`
	OrderNo      *string      `json:"order_no"`

	undoUntil *time.Time
}

func scanItem(row backend.Scanner) (it basketItem, err error) {
	err = row.Scan(&it.SKU, &it.Name, &it.Quantity, &it.Price, &it.stock, &it.weight)
	it.Amount = it.Price * int64(it.Quantity)
	return it, err
}

// findBasket reads a basket with the prices of now; where is a condition on the row b.
func findBasket(c *backend.Call, where string, arg any) (b basket, found bool, err error) {
	b, found, err = backend.One(c, func(row backend.Scanner) (b basket, err error) {
		var until int64
		var order sql.NullString
		var undo sql.NullInt64
		err = row.Scan(&b.ID, &b.Status, &b.Limit, &until, &order, &undo)
		b.MandateUntil, b.OrderNo, b.undoUntil = backend.Instant(until), backend.Word(order), backend.Maybe(undo)
		return b, err
	}, `select b.id, b.status, b.mandate, b.mandate_until, b.order_no, b.undo_until from basket b where b.customer_id = $1 and `+where, c.Customer, arg)
	if err != nil || !found {
		return b, false, err
	}
	if b.Status == "open" && !c.Now.Before(b.MandateUntil) {
		b.Status = "expired"
	}
	b.Items, err = backend.All(c, scanItem, `select p.sku, p.name, i.quantity, p.price, p.stock, p.weight
		from basket_item i join product p on p.sku = i.sku where i.basket_id = $1 order by p.name`, b.ID)
	if err != nil {
		return b, false, err
	}
	return b, true, b.sum(c)
}

// sum adds up what is in the basket, delivered to the customer's own address.
func (b *basket) sum(c *backend.Call) error {
	grams := 0
	b.Subtotal = 0
	for _, it := range b.Items {
		b.Subtotal += it.Amount
		grams += it.weight * it.Quantity
	}
	who, _, err := c.FindCustomer(c.Customer)
	if err != nil {
		return err
	}
	z, known := zoneOf(cityOf(who.Address))
	if !known {
		z = zones[len(zones)-1]
	}
	b.Shipping = z.fee(b.Subtotal, grams)
	b.Total = b.Subtotal + b.Shipping
	b.Left = b.Limit - b.Total
	return nil
}

// ownBasket reads the basket of the path; the answer is a refusal unless ok.
func ownBasket(c *backend.Call) (b basket, refused backend.Answer, ok bool, err error) {
	b, found, err := findBasket(c, `b.id = $2`, c.Param("basket_id"))
	if err != nil {
		return b, backend.Answer{}, false, fmt.Errorf("basket: %w", err)
	}
	return b, backend.Refuse("not_found"), found, nil
}

// openBasket is [ownBasket] for what changes it.
func openBasket(c *backend.Call) (b basket, refused backend.Answer, ok bool, err error) {
	b, refused, ok, err = ownBasket(c)
	switch {
	case err != nil || !ok:
		return b, refused, false, err
	case b.Status == "expired":
		return b, backend.Refuse("mandate_over", backend.Until(b.MandateUntil)), false, nil
	case b.Status != "open":
		return b, backend.Refuse("basket_closed"), false, nil
	}
	return b, backend.Answer{}, true, nil
}

// readLimit takes a mandate out of the body; the answer is a refusal unless ok.
func readLimit(c *backend.Call) (limit int64, refused backend.Answer, ok bool) {
	var in struct {
		Limit *backend.Number `json:"limit"`
	}
	switch {
	case !c.Decode(&in) || in.Limit == nil || *in.Limit <= 0:
		return 0, backend.Invalid("limit"), false
	case *in.Limit > maxMandate:
		return 0, backend.Refuse("mandate_too_high", backend.Limit(maxMandate)), false
	}
	return int64(*in.Limit), backend.Answer{}, true
}

func postBasket(c *backend.Call) (backend.Answer, error) {
	limit, refused, ok := readLimit(c)
	if !ok {
		return refused, nil
	}
	old, found, err := findBasket(c, `b.status = $2`, "open")
	if err != nil {
		return backend.Answer{}, fmt.Errorf("basket: %w", err)
	}
	if found && old.Status == "open" {
		return backend.Refuse("basket_exists", backend.About(old.ID)), nil
	}
	if found {
		if _, err := c.Exec(`update basket set status = 'expired' where id = $1`, old.ID); err != nil {
			return backend.Answer{}, fmt.Errorf("basket: %w", err)
		}
	}
	b, err := addBasket(c, limit)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.Created(b), nil
}

func addBasket(c *backend.Call, limit int64) (basket, error) {
	id, err := c.NewID("bsk")
	if err != nil {
		return basket{}, err
	}
	_, err = c.Exec(`insert into basket (id, customer_id, mandate, mandate_until, status, changed_at) values ($1, $2, $3, $4, 'open', $5)`,
		id, c.Customer, limit, c.Now.Add(mandateLife).UnixMilli(), c.Now.UnixMilli())
	if err != nil {
		return basket{}, fmt.Errorf("basket: %w", err)
	}
	b, _, err := findBasket(c, `b.id = $2`, id)
	return b, err
}

func getBasket(c *backend.Call) (backend.Answer, error) {
	b, refused, ok, err := ownBasket(c)
	if err != nil || !ok {
		return refused, err
	}
	return backend.OK(b), nil
}

func getCurrentBasket(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	b, found, err := findBasket(c, `b.status = $2`, "open")
	if err != nil {
		return backend.Answer{}, fmt.Errorf("basket: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(b), nil
}

// postBasketLimit gives another mandate, also to a basket whose mandate has run out.
func postBasketLimit(c *backend.Call) (backend.Answer, error) {
	limit, refused, ok := readLimit(c)
	if !ok {
		return refused, nil
	}
	b, refused, ok, err := ownBasket(c)
	switch {
	case err != nil || !ok:
		return refused, err
	case b.Status == "ordered":
		return backend.Refuse("basket_closed"), nil
	case limit < b.Total:
		return backend.Refuse("mandate_exceeded", backend.Limit(b.Total)), nil
	}
	_, err = c.Exec(`update basket set mandate = $1, mandate_until = $2, status = 'open' where id = $3`, limit, c.Now.Add(mandateLife).UnixMilli(), b.ID)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("mandate: %w", err)
	}
	return showBasket(c, b.ID)
}

func showBasket(c *backend.Call, id string) (backend.Answer, error) {
	b, _, err := findBasket(c, `b.id = $2`, id)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("basket: %w", err)
	}
	return backend.OK(b), nil
}

func postBasketItem(c *backend.Call) (backend.Answer, error) {
	var in struct {
		SKU      string          `json:"sku"`
		Quantity *backend.Number `json:"quantity"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	quantity := 1
	if in.Quantity != nil {
		quantity = int(*in.Quantity)
	}
	if quantity < 0 || quantity > maxQuantity {
		return backend.Invalid("quantity"), nil
	}
	b, refused, ok, err := openBasket(c)
	if err != nil || !ok {
		return refused, err
	}
	p, found, err := findProduct(c, in.SKU)
	switch {
	case err != nil:
		return backend.Answer{}, err
	case !found:
		return backend.Invalid("sku"), nil
	case quantity > p.Stock:
		return backend.Refuse("out_of_stock", backend.Limit(int64(p.Stock))), nil
	}
	// What it would cost is known before anything is written.
	b.Items = slices.DeleteFunc(b.Items, func(it basketItem) bool { return it.SKU == p.SKU })
	if quantity > 0 {
		b.Items = append(b.Items, basketItem{SKU: p.SKU, Name: p.Name, Quantity: quantity, Price: p.Price, Amount: p.Price * int64(quantity), stock: p.Stock, weight: p.weight})
	}
	if err := b.sum(c); err != nil {
		return backend.Answer{}, err
	}
	if quantity > 0 && b.Left < 0 {
		return backend.Refuse("mandate_exceeded", backend.Limit(b.Limit)), nil
	}
	if err := putItem(c, b.ID, p.SKU, quantity); err != nil {
		return backend.Answer{}, err
	}
	return showBasket(c, b.ID)
}

func putItem(c *backend.Call, id, sku string, quantity int) error {
	query := `insert into basket_item (basket_id, sku, quantity) values ($1, $2, $3) on conflict (basket_id, sku) do update set quantity = excluded.quantity`
	if quantity == 0 {
		query = `delete from basket_item where basket_id = $1 and sku = $2 and $3 = 0`
	}
	if _, err := c.Exec(query, id, sku, quantity); err != nil {
		return fmt.Errorf("put item: %w", err)
	}
	if _, err := c.Exec(`update basket set changed_at = $1 where id = $2`, c.Now.UnixMilli(), id); err != nil {
		return fmt.Errorf("put item: %w", err)
	}
	return nil
}

// orderable is [openBasket] for what is to be ordered: everything is there, and within the mandate.
func orderable(c *backend.Call) (b basket, refused backend.Answer, ok bool, err error) {
	b, refused, ok, err = openBasket(c)
	switch {
	case err != nil || !ok:
		return b, refused, false, err
	case len(b.Items) == 0:
		return b, backend.Refuse("basket_empty"), false, nil
	case b.Left < 0:
		return b, backend.Refuse("mandate_exceeded", backend.Limit(b.Limit)), false, nil
	}
	for _, it := range b.Items {
		if it.Quantity > it.stock {
			return b, backend.Refuse("out_of_stock", backend.About(it.SKU), backend.Limit(int64(it.stock))), false, nil
		}
	}
	return b, backend.Answer{}, true, nil
}

func getBasketPreview(c *backend.Call) (backend.Answer, error) {
	b, refused, ok, err := orderable(c)
	if err != nil || !ok {
		return refused, err
	}
	who, _, err := c.FindCustomer(c.Customer)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(struct {
		ID          string       `json:"id"`
		Items       []basketItem `json:"items"`
		Subtotal    int64        `json:"subtotal"`
		Shipping    int64        `json:"shipping"`
		Total       int64        `json:"total"`
		Limit       int64        `json:"limit"`
		Left        int64        `json:"left"`
		Address     string       `json:"address"`
		Promised    time.Time    `json:"promised_at"`
		UndoMinutes int          `json:"undo_minutes"`
		PayHours    int          `json:"pay_hours"`
	}{
		b.ID, b.Items, b.Subtotal, b.Shipping, b.Total, b.Limit, b.Left, who.Address, promiseTo(who, c.Now),
		int(basketUndo.Minutes()), int(payWithin.Hours()),
	}), nil
}

// promiseTo is when a parcel that is paid now reaches a customer.
func promiseTo(who backend.Customer, now time.Time) time.Time {
	z, known := zoneOf(cityOf(who.Address))
	if !known {
		z = zones[len(zones)-1]
	}
	return z.promise(now)
}

// postBasketOrder orders what the customer saw: where the total has changed since, it is refused.
func postBasketOrder(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Total *backend.Number `json:"total"`
	}
	if !c.Decode(&in) || in.Total == nil {
		return backend.Invalid("total"), nil
	}
	b, refused, ok, err := orderable(c)
	if err != nil || !ok {
		return refused, err
	}
	if int64(*in.Total) != b.Total {
		return backend.Refuse("price_changed", backend.Limit(b.Total)), nil
	}
	who, _, err := c.FindCustomer(c.Customer)
	if err != nil {
		return backend.Answer{}, err
	}
	out := struct {
		OrderNo   string    `json:"order_no"`
		Total     int64     `json:"total"`
		Code      string    `json:"payment_code"`
		PayBy     time.Time `json:"pay_by"`
		Promised  time.Time `json:"promised_at"`
		UndoUntil time.Time `json:"undo_until"`
	}{Total: b.Total, PayBy: backend.Instant(c.Now.Add(payWithin).UnixMilli()), Promised: promiseTo(who, c.Now), UndoUntil: backend.Instant(c.Now.Add(basketUndo).UnixMilli())}
	if out.OrderNo, err = addOrder(c, who, b); err != nil {
		return backend.Answer{}, err
	}
	if out.Code, err = paymentCode(c); err != nil {
		return backend.Answer{}, err
	}
	_, err = c.Exec(`update basket set status = 'ordered', order_no = $1, undo_until = $2 where id = $3`, out.OrderNo, out.UndoUntil.UnixMilli(), b.ID)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("order basket: %w", err)
	}
	return backend.Created(out), nil
}

// addOrder writes an order that is not paid yet, and takes its goods from the shelf.
func addOrder(c *backend.Call, who backend.Customer, b basket) (string, error) {
	no, err := c.NextNumber("TRG", firstOrder)
	if err != nil {
		return "", err
	}
	_, err = c.Exec(`insert into customer_order (no, customer_id, status, courier, placed_at, payment, shipping, ship_name, ship_phone, ship_address, ship_city)
		values ($1, $2, $3, 'Antar Cepat', $4, 'transfer', $5, $6, $7, $8, $9)`,
		no, c.Customer, placed, c.Now.UnixMilli(), b.Shipping, who.Name, who.Phone, who.Address, cityOf(who.Address))
	for i, it := range b.Items {
		if err == nil {
			_, err = c.Exec(`insert into order_item (order_no, position, sku, name, quantity, price) values ($1, $2, $3, $4, $5, $6)`, no, i, it.SKU, it.Name, it.Quantity, it.Price)
		}
	}
	if err != nil {
		return "", fmt.Errorf("add order: %w", err)
	}
	if err := addEvent(c, no, placed, "", c.Now); err != nil {
		return "", err
	}
	return no, moveStock(c, no, -1)
}

func postBasketUndo(c *backend.Call) (backend.Answer, error) {
	b, refused, ok, err := ownBasket(c)
	switch {
	case err != nil || !ok:
		return refused, err
	case b.Status != "ordered" || b.undoUntil == nil:
		return backend.Refuse("undo_over"), nil
	case !c.Now.Before(*b.undoUntil):
		return backend.Refuse("undo_over", backend.Until(*b.undoUntil)), nil
	}
	o, _, err := findOrder(c, *b.OrderNo)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("undo order: %w", err)
	}
	if o.status != placed {
		return backend.Refuse("undo_over", backend.Until(*b.undoUntil)), nil
	}
	if err := cancelOrder(c, o.no); err != nil {
		return backend.Answer{}, err
	}
	// Another basket may have been opened since: then this one stays closed.
	_, err = c.Exec(`update basket set undo_until = null, status = case
		when exists (select 1 from basket where customer_id = $1 and status = 'open') then 'expired' else 'open' end where id = $2`, c.Customer, b.ID)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("undo order: %w", err)
	}
	return showBasket(c, b.ID)
}
