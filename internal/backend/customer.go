package backend

import (
	"context"
	"fmt"
)

// Customer is one person whom the brand serves.
type Customer struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Phone    string `json:"phone"`
	Address  string `json:"address"`
	Language string `json:"language"` // of the messages to the phone: "id" or "en"
}

// InsertCustomer adds a customer while a database is seeded.
func InsertCustomer(ctx context.Context, db Querier, c Customer) error {
	_, err := db.ExecContext(ctx, `insert into customer (id, name, email, phone, address, language) values ($1, $2, $3, $4, $5, $6)`,
		c.ID, c.Name, c.Email, c.Phone, c.Address, c.Language)
	if err != nil {
		return fmt.Errorf("customer %s: %w", c.ID, err)
	}
	return nil
}

func scanCustomer(row Scanner) (Customer, error) {
	var c Customer
	err := row.Scan(&c.ID, &c.Name, &c.Email, &c.Phone, &c.Address, &c.Language)
	return c, err
}

// FindCustomer reads a customer by id; found is false where there is none.
func (c *Call) FindCustomer(id string) (out Customer, found bool, err error) {
	out, found, err = One(c, scanCustomer, `select id, name, email, phone, address, language from customer where id = $1`, id)
	if err != nil {
		return out, false, fmt.Errorf("customer: %w", err)
	}
	return out, found, nil
}

func getCustomer(c *Call) (Answer, error) {
	if !c.Own() {
		return Refuse("not_found"), nil
	}
	out, _, err := c.FindCustomer(c.Customer)
	if err != nil {
		return Answer{}, err
	}
	return OK(out), nil
}

// demoCustomer is a customer with what a demo can ask about.
type demoCustomer struct {
	Customer
	Numbers []string `json:"numbers"` // newest first
}

func scanText(row Scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

func (s *Server) getDemoCustomers(c *Call) (Answer, error) {
	list, err := All(c, func(row Scanner) (demoCustomer, error) {
		one, err := scanCustomer(row)
		return demoCustomer{Customer: one, Numbers: []string{}}, err
	}, `select id, name, email, phone, address, language from customer order by id`)
	if err != nil {
		return Answer{}, fmt.Errorf("demo customers: %w", err)
	}
	for i := range list {
		if s.system.Numbers == "" {
			break
		}
		if list[i].Numbers, err = All(c, scanText, s.system.Numbers, list[i].ID); err != nil {
			return Answer{}, fmt.Errorf("demo customers: %w", err)
		}
	}
	return Items(list), nil
}
