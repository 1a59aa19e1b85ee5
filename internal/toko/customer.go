package toko

import (
	"fmt"
	"net/http"
)

// customer is one person who buys at the shop.
type customer struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Phone    string `json:"phone"`
	Address  string `json:"address"`
	Language string `json:"language"` // of the messages to the phone: "id" or "en"
}

type scanner interface{ Scan(dest ...any) error }

func scanCustomer(row scanner) (customer, error) {
	var c customer
	err := row.Scan(&c.ID, &c.Name, &c.Email, &c.Phone, &c.Address, &c.Language)
	return c, err
}

func (s *Server) customer(c *call, id string) (customer, error) {
	out, err := scanCustomer(c.q.QueryRowContext(c.ctx,
		`select id, name, email, phone, address, language from customer where id = $1`, id))
	if err != nil {
		return out, fmt.Errorf("customer: %w", err)
	}
	return out, nil
}

// own reports whether the path is about the customer whose token came. To everybody else a customer is not there.
func (c *call) own() bool { return c.param("customer_id") == c.customer }

func (s *Server) getCustomer(c *call) (answer, error) {
	if !c.own() {
		return refuse("not_found"), nil
	}
	out, err := s.customer(c, c.customer)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, body: out}, nil
}

// demoCustomer is a customer with the orders that a demo can ask about.
type demoCustomer struct {
	customer
	Orders []string `json:"orders"` // newest first
}

func (s *Server) getDemoCustomers(c *call) (answer, error) {
	rows, err := c.q.QueryContext(c.ctx, `select c.id, c.name, c.email, c.phone, c.address, c.language, coalesce(o.no, '')
		from customer c left join customer_order o on o.customer_id = c.id order by c.id, o.placed_at desc, o.no desc`)
	if err != nil {
		return answer{}, fmt.Errorf("demo customers: %w", err)
	}
	defer func() { _ = rows.Close() }()
	list := []demoCustomer{}
	for rows.Next() {
		var d demoCustomer
		var no string
		if err := rows.Scan(&d.ID, &d.Name, &d.Email, &d.Phone, &d.Address, &d.Language, &no); err != nil {
			return answer{}, fmt.Errorf("demo customers: %w", err)
		}
		if n := len(list); n == 0 || list[n-1].ID != d.ID {
			d.Orders = []string{}
			list = append(list, d)
		}
		if no != "" {
			last := &list[len(list)-1]
			last.Orders = append(last.Orders, no)
		}
	}
	if err := rows.Err(); err != nil {
		return answer{}, fmt.Errorf("demo customers: %w", err)
	}
	return answer{status: http.StatusOK, body: map[string]any{"items": list}}, nil
}
