package backend

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Call is one request on its way through a handler.
type Call struct {
	Ctx      context.Context
	DB       Querier // of a POST: the transaction, which is committed with whatever the answer is
	Request  *http.Request
	Now      time.Time
	Customer string // who the token belongs to, "" without

	server *Server
	body   []byte
	phones []string // the customers whose phones got a message, to wake their streams after the commit
	events bool     // an event waits to be sent
}

// Param returns a part of the path.
func (c *Call) Param(name string) string { return c.Request.PathValue(name) }

// Query returns a parameter of the address, "" if there is none.
func (c *Call) Query(name string) string { return c.Request.URL.Query().Get(name) }

// Decode reads the body's JSON object into v; an empty body is an empty object.
func (c *Call) Decode(v any) bool {
	if len(c.body) == 0 {
		return true
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	if d.Decode(v) != nil {
		return false
	}
	_, err := d.Token()
	return errors.Is(err, io.EOF)
}

// Own reports whether the path is about the customer whose token came. To everybody else a customer is not there.
func (c *Call) Own() bool { return c.Param("customer_id") == c.Customer }

// Limit reads ?limit=; ok is false unless it is from 1 to most.
func (c *Call) Limit(usual, most int) (n int, ok bool) {
	text := c.Query("limit")
	if text == "" {
		return usual, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= most
}

// Exec changes rows and returns how many.
func (c *Call) Exec(query string, args ...any) (int64, error) {
	res, err := c.DB.ExecContext(c.Ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// NewID makes an id that cannot be guessed, such as "vrf_4k2m…" with 120 bits.
func (c *Call) NewID(prefix string) (string, error) { return c.server.newID(prefix) }

// NextNumber makes the next number of a series, as a customer reads it: "BT-410021". The first is first.
func (c *Call) NextNumber(prefix string, first int) (string, error) {
	var n int
	err := c.DB.QueryRowContext(c.Ctx, `insert into sequence (name, last) values ($1, $2)
		on conflict (name) do update set last = last + 1 returning last`, prefix, first).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("number: %w", err)
	}
	return prefix + "-" + strconv.Itoa(n), nil
}

// Keyed hashes parts under the system's key; purpose keeps hashes of different things apart. It makes links that need
// no row: whoever has the hash has it from us.
func (c *Call) Keyed(purpose string, parts ...string) []byte {
	return c.server.keyed(purpose, parts...)
}

// PublicURL is where customers reach the server, for links.
func (c *Call) PublicURL() string { return c.server.cfg.PublicURL }

// One reads one row; found is false where there is none.
func One[T any](c *Call, scan func(Scanner) (T, error), query string, args ...any) (out T, found bool, err error) {
	out, err = scan(c.DB.QueryRowContext(c.Ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return out, false, nil
	}
	return out, err == nil, err
}

// All reads all rows.
func All[T any](c *Call, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := c.DB.QueryContext(c.Ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}
