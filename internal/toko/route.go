package toko

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

//go:embed openapi.yaml
var openAPI []byte

const (
	maxBody     = 64 << 10
	maxPathText = 64 // of an id in a path
)

// access is who may call a route.
type access int

const (
	forAll      access = iota
	forShop            // with the API key
	forCustomer        // with the API key and a customer's token
	forDemo            // only while Config.Demo is set
)

// route is one operation of openapi.yaml: either do answers in JSON, or page writes what is not JSON.
type route struct {
	method string
	path   string
	access access
	do     func(*call) (answer, error)
	page   http.HandlerFunc
}

// call is one request on its way through a handler.
type call struct {
	ctx      context.Context
	q        querier // of a POST: the transaction, which is committed with whatever the answer is
	r        *http.Request
	now      time.Time
	customer string // who the token belongs to, "" without
	body     []byte
	phone    string // the customer whose phone got a message, to wake its streams after the commit
}

// param returns a part of the path.
func (c *call) param(name string) string { return c.r.PathValue(name) }

// decode reads the body's JSON object into v; an empty body is an empty object.
func (c *call) decode(v any) bool {
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

func (s *Server) routes() []route {
	return []route{
		{"GET", "/openapi.yaml", forAll, nil, s.getOpenAPI},
		{"GET", "/healthz", forAll, s.getHealth, nil},
		{"POST", "/verifications", forShop, s.postVerification, nil},
		{"POST", "/verifications/{verification_id}/check", forShop, s.postVerificationCheck, nil},
		{"GET", "/customers/{customer_id}", forCustomer, s.getCustomer, nil},
		{"GET", "/customers/{customer_id}/orders", forCustomer, s.getOrders, nil},
		{"GET", "/orders/{order_no}", forCustomer, s.getOrder, nil},
		{"POST", "/customers/{customer_id}/password-resets", forCustomer, s.postPasswordReset, nil},
		{"GET", "/password-resets/{token}", forAll, nil, s.getPasswordPage},
		{"POST", "/password-resets/{token}", forAll, nil, s.postPasswordPage},
		{"GET", "/appointments/slots", forShop, s.getSlots, nil},
		{"POST", "/appointments", forCustomer, s.postAppointment, nil},
		{"POST", "/appointments/{appointment_id}/cancel", forCustomer, s.postAppointmentCancel, nil},
		{"GET", "/customers/{customer_id}/appointments", forCustomer, s.getAppointments, nil},
		{"GET", "/demo/customers", forDemo, s.getDemoCustomers, nil},
		{"GET", "/demo/phone/{customer_id}/messages", forDemo, s.getPhoneMessages, nil},
		{"GET", "/demo/phone/{customer_id}/stream", forDemo, nil, s.getPhoneStream},
		{"GET", "/demo/faults", forDemo, s.getFaults, nil},
		{"POST", "/demo/faults", forDemo, s.postFaults, nil},
	}
}

// route builds the mux.
func (s *Server) route() {
	s.mux = http.NewServeMux()
	for _, rt := range s.routes() {
		if rt.access == forDemo && !s.cfg.Demo {
			continue
		}
		s.mux.Handle(rt.method+" "+rt.path, s.handle(rt))
	}
	s.handler = http.HandlerFunc(s.serve)
}

// serve answers what the mux does not know as a problem too.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if s.cfg.Demo && strings.HasPrefix(r.URL.Path, "/demo/") && s.crossOrigin(w, r) {
		return
	}
	if _, pattern := s.mux.Handler(r); pattern == "" {
		code := "not_found"
		for _, m := range []string{http.MethodGet, http.MethodPost} {
			other := &http.Request{Method: m, URL: r.URL, Host: r.Host}
			if _, pattern := s.mux.Handler(other); pattern != "" {
				w.Header().Add("Allow", m)
				code = "method_not_allowed"
			}
		}
		writeProblem(w, code)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// crossOrigin lets the pages of one origin read the demo's routes; it reports whether the request was a
// preflight and is answered.
func (s *Server) crossOrigin(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Origin")
	if s.cfg.DemoOrigin != "" && r.Header.Get("Origin") == s.cfg.DemoOrigin {
		w.Header().Set("Access-Control-Allow-Origin", s.cfg.DemoOrigin)
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type, Last-Event-ID")
	}
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return true
	}
	return false
}

func (s *Server) handle(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, id := range []string{"customer_id", "order_no", "verification_id", "appointment_id", "token"} {
			if len(r.PathValue(id)) > maxPathText {
				writeProblem(w, "not_found")
				return
			}
		}
		if rt.page != nil {
			rt.page(w, r)
			return
		}
		if (rt.access == forShop || rt.access == forCustomer) && !s.hasKey(r) {
			writeProblem(w, "api_key")
			return
		}
		f := s.faults.next(rt, s.chance)
		if !f.before(w, r, s.done) {
			return
		}
		e := s.answer(w, rt, r)
		if f.after(w, r, s.done) {
			f.spoil(e).writeTo(w)
		}
	})
}

// hasKey compares hashes, so that neither the key nor its length shows in the time it takes.
func (s *Server) hasKey(r *http.Request) bool {
	given := sha256.Sum256([]byte(r.Header.Get(APIKeyHeader)))
	return subtle.ConstantTimeCompare(given[:], s.apiKey[:]) == 1
}

// answer runs the handler of a JSON route. Failures of the server itself are logged here, and nowhere else.
func (s *Server) answer(w http.ResponseWriter, rt route, r *http.Request) encoded {
	e, err := s.try(w, rt, r)
	if err == nil {
		return e
	}
	if r.Context().Err() == nil {
		s.log.Error("toko request failed", "route", rt.method+" "+rt.path, "error", err)
	}
	e, err = refuse("internal").encode()
	if err != nil {
		return encoded{status: http.StatusInternalServerError}
	}
	return e
}

func (s *Server) try(w http.ResponseWriter, rt route, r *http.Request) (encoded, error) {
	c := &call{ctx: r.Context(), q: s.db.reader, r: r, now: s.cfg.Clock()}
	if rt.access == forCustomer {
		customer, err := s.customerOf(c, r.Header.Get(CustomerTokenHeader))
		if err != nil {
			return encoded{}, err
		}
		if customer == "" {
			return refuse("customer_token").encode()
		}
		c.customer = customer
	}
	if rt.method == http.MethodGet {
		a, err := rt.do(c)
		if err != nil {
			return encoded{}, err
		}
		return a.encode()
	}
	if refused := c.read(w); refused != "" {
		return refuse(refused).encode()
	}
	return s.write(rt, c)
}

// read takes the body; it returns the code of what is wrong with it.
func (c *call) read(w http.ResponseWriter) string {
	body, err := io.ReadAll(http.MaxBytesReader(w, c.r.Body, maxBody))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return "too_large"
		}
		return "bad_request"
	}
	if len(body) > 0 && !isJSON(c.r) {
		return "media_type"
	}
	c.body = body
	return ""
}

// customerOf returns whose token it is, "" if it is nobody's any more.
func (s *Server) customerOf(c *call, token string) (string, error) {
	if token == "" {
		return "", nil
	}
	var customer string
	err := c.q.QueryRowContext(c.ctx, `select customer_id from customer_token where hash = $1 and expires_at > $2`,
		hashToken(token), c.now.UnixMilli()).Scan(&customer)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("customer token: %w", err)
	}
	return customer, nil
}

func (s *Server) getOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(openAPI) // the reader may be gone
}

func (s *Server) getHealth(c *call) (answer, error) {
	var one int
	if err := c.q.QueryRowContext(c.ctx, `select 1`).Scan(&one); err != nil {
		return answer{}, fmt.Errorf("health: %w", err)
	}
	return answer{status: http.StatusOK, body: map[string]string{"status": "ok"}}, nil
}
