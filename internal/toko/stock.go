package toko

import (
	"database/sql"
	"fmt"
	"time"

	"terang/internal/backend"
)

const (
	alertLife = 90 * 24 * time.Hour
	maxAlerts = 50
)

// stockAlert is the wish to be told once when something is back.
type stockAlert struct {
	ID     string    `json:"id"`
	SKU    string    `json:"sku"`
	Name   string    `json:"name"`
	Status string    `json:"status"` // waiting, sent or cancelled
	BackOn *string   `json:"back_on"`
	Until  time.Time `json:"until"`
}

const selectAlert = `select a.id, a.sku, p.name, a.status, p.back_at, a.until from stock_alert a join product p on p.sku = a.sku`

func scanAlert(row backend.Scanner) (stockAlert, error) {
	var a stockAlert
	var until int64
	var back sql.NullInt64
	err := row.Scan(&a.ID, &a.SKU, &a.Name, &a.Status, &back, &until)
	a.Until = backend.Instant(until)
	if back.Valid && a.Status == "waiting" {
		day := backend.Day(backend.Instant(back.Int64))
		a.BackOn = &day
	}
	return a, err
}

func postStockAlert(c *backend.Call) (backend.Answer, error) {
	var in struct {
		SKU string `json:"sku"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	p, found, err := findProduct(c, in.SKU)
	switch {
	case err != nil:
		return backend.Answer{}, err
	case !found:
		return backend.Refuse("not_found"), nil
	case p.Stock > 0:
		return backend.Refuse("in_stock", backend.Limit(int64(p.Stock))), nil
	case p.Discontinued:
		return backend.Refuse("discontinued"), nil
	}
	var exists bool
	err = c.DB.QueryRowContext(c.Ctx, `select exists (select 1 from stock_alert where customer_id = $1 and sku = $2 and status = 'waiting')`, c.Customer, p.SKU).Scan(&exists)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("stock alert: %w", err)
	}
	if exists {
		return backend.Refuse("alert_exists"), nil
	}
	a, err := addAlert(c, p.SKU)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.Created(a), nil
}

func addAlert(c *backend.Call, sku string) (stockAlert, error) {
	id, err := c.NewID("alr")
	if err != nil {
		return stockAlert{}, err
	}
	_, err = c.Exec(`insert into stock_alert (id, customer_id, sku, status, at, until) values ($1, $2, $3, 'waiting', $4, $5)`,
		id, c.Customer, sku, c.Now.UnixMilli(), c.Now.Add(alertLife).UnixMilli())
	if err != nil {
		return stockAlert{}, fmt.Errorf("stock alert: %w", err)
	}
	a, _, err := backend.One(c, scanAlert, selectAlert+` where a.id = $1`, id)
	return a, err
}

func getStockAlerts(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, scanAlert, selectAlert+` where a.customer_id = $1 order by a.at desc, a.id limit $2`, c.Customer, maxAlerts)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("stock alerts: %w", err)
	}
	return backend.Items(list), nil
}

// postStockAlertCancel ends an alert; to cancel twice, or after it was sent, changes nothing.
func postStockAlertCancel(c *backend.Call) (backend.Answer, error) {
	if _, err := c.Exec(`update stock_alert set status = 'cancelled' where id = $1 and customer_id = $2 and status = 'waiting'`, c.Param("alert_id"), c.Customer); err != nil {
		return backend.Answer{}, fmt.Errorf("cancel stock alert: %w", err)
	}
	a, found, err := backend.One(c, scanAlert, selectAlert+` where a.id = $1 and a.customer_id = $2`, c.Param("alert_id"), c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("cancel stock alert: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(a), nil
}
