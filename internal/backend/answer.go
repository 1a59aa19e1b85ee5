package backend

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// Answer is what a handler decides; nothing is written before its transaction is committed. [OK], [Created] and
// [Refuse] make one.
type Answer struct {
	status  int
	body    any // encoded as JSON; nil for none
	problem *Problem
}

// OK answers 200 with a body.
func OK(body any) Answer { return Answer{status: http.StatusOK, body: body} }

// Created answers 201 with a body.
func Created(body any) Answer { return Answer{status: http.StatusCreated, body: body} }

// Items answers 200 with {"items":[…]}.
func Items[T any](list []T) Answer {
	if list == nil {
		list = []T{}
	}
	return OK(map[string]any{"items": list})
}

// Problem is an RFC 9457 problem. Code is the word for programs; there is no prose for customers in it.
//
//	{"type":"urn:toko:problem:wrong_code","title":"The code is wrong","status":422,"code":"wrong_code","tries_left":3}
type Problem struct {
	Type       string     `json:"type"`
	Title      string     `json:"title"`
	Status     int        `json:"status"`
	Code       string     `json:"code"`
	Field      string     `json:"field,omitempty"`
	TriesLeft  *int       `json:"tries_left,omitempty"`
	RetryAfter int        `json:"retry_after,omitempty"` // seconds, as in the header
	About      string     `json:"about,omitempty"`       // the number of what stands in the way
	Limit      *int64     `json:"limit,omitempty"`       // what must not be passed: rupiah or a number, by the code
	Until      *time.Time `json:"until,omitempty"`       // when it became, or becomes, possible or impossible
}

// Known is a problem code's status and title; the title is for developers.
type Known struct {
	Status int
	Title  string
}

// problems are the codes that every system has.
var problems = map[string]Known{
	"bad_request":            {http.StatusBadRequest, "The request is not well-formed"},
	"invalid":                {http.StatusUnprocessableEntity, "A field is missing or wrong"},
	"api_key":                {http.StatusUnauthorized, "The X-Api-Key header is missing or wrong"},
	"customer_token":         {http.StatusUnauthorized, "The X-Customer-Token header is missing, wrong or expired"},
	"not_found":              {http.StatusNotFound, "There is no such thing, or it is not this customer's"},
	"method_not_allowed":     {http.StatusMethodNotAllowed, "The method is not allowed here"},
	"too_large":              {http.StatusRequestEntityTooLarge, "The request is too large"},
	"media_type":             {http.StatusUnsupportedMediaType, "The body must be application/json"},
	"idempotency_key":        {http.StatusBadRequest, "The Idempotency-Key is not 1 to 255 visible ASCII characters"},
	"idempotency_key_reused": {http.StatusUnprocessableEntity, "The Idempotency-Key came before with another request"},
	"rate_limited":           {http.StatusTooManyRequests, "Too many requests"},
	"wrong_code":             {http.StatusUnprocessableEntity, "The code is wrong"},
	"expired":                {http.StatusUnprocessableEntity, "The code has expired or was used"},
	"too_many_tries":         {http.StatusUnprocessableEntity, "Too many wrong codes"},
	"slot_full":              {http.StatusConflict, "The slot is full"},
	"slot_past":              {http.StatusConflict, "The slot has begun or passed"},
	"already_booked":         {http.StatusConflict, "The customer has booked this slot"},
	"appointment_cancelled":  {http.StatusConflict, "The appointment is cancelled"},
	"too_late_to_change":     {http.StatusConflict, "It is too late to change or cancel the appointment"},
	"internal":               {http.StatusInternalServerError, "The server failed"},
	"unavailable":            {http.StatusServiceUnavailable, "The server is not available"},
	"too_many_streams":       {http.StatusServiceUnavailable, "Too many live streams are open"},
}

// Refuse makes the answer of a problem code.
func Refuse(code string, with ...func(*Problem)) Answer {
	p := &Problem{Code: code}
	for _, w := range with {
		w(p)
	}
	return Answer{problem: p}
}

// Invalid refuses a member of the request that is missing or wrong.
func Invalid(field string) Answer {
	return Refuse("invalid", func(p *Problem) { p.Field = field })
}

// About says what stands in the way, by its number.
func About(no string) func(*Problem) { return func(p *Problem) { p.About = no } }

// Limit says what must not be passed.
func Limit(n int64) func(*Problem) { return func(p *Problem) { p.Limit = &n } }

// Until says when something became, or becomes, possible or impossible.
func Until(t time.Time) func(*Problem) {
	return func(p *Problem) { u := t.UTC(); p.Until = &u }
}

func triesLeft(n int) func(*Problem) { return func(p *Problem) { p.TriesLeft = &n } }
func after(d time.Duration) func(*Problem) {
	return func(p *Problem) { p.RetryAfter = max(1, int(math.Ceil(d.Seconds()))) }
}

// encoded is an answer as bytes, which is also how an idempotent one is kept.
type encoded struct {
	status     int
	body       []byte
	retryAfter time.Duration
}

func (s *System) encode(a Answer) (encoded, error) {
	e := encoded{status: a.status}
	body := a.body
	if p := a.problem; p != nil {
		known, ok := s.Problems[p.Code]
		if !ok {
			known, ok = problems[p.Code]
		}
		if !ok {
			return encoded{}, fmt.Errorf("encode: the problem %q is not known", p.Code)
		}
		p.Type, p.Title, p.Status = "urn:"+s.Name+":problem:"+p.Code, known.Title, known.Status
		e.status, e.retryAfter, body = known.Status, time.Duration(p.RetryAfter)*time.Second, p
	}
	if body == nil {
		return e, nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return encoded{}, fmt.Errorf("encode: %w", err)
	}
	e.body = b.Bytes()
	return e, nil
}

func (e encoded) writeTo(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if e.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(e.retryAfter.Seconds()))))
	}
	if e.body != nil {
		h.Set("Content-Type", "application/json")
		if e.status >= 400 {
			h.Set("Content-Type", "application/problem+json")
		}
	}
	w.WriteHeader(e.status)
	_, _ = w.Write(e.body) // the reader may be gone; nobody is left to tell
}

// writeProblem answers outside of a handler.
func (s *System) writeProblem(w http.ResponseWriter, code string) {
	e, err := s.encode(Refuse(code))
	if err != nil {
		e = encoded{status: http.StatusInternalServerError}
	}
	e.writeTo(w)
}

// isJSON reports whether the request says that its body is JSON.
func isJSON(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == "application/json"
}
