package toko

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

// answer is what a handler decides; nothing is written before its transaction is committed.
type answer struct {
	status     int
	body       any // encoded as JSON; nil for none
	retryAfter time.Duration
}

// problem is an RFC 9457 problem. Code is the word for programs; there is no prose for customers in it.
//
//	{"type":"urn:toko-terang:problem:wrong_code","title":"The code is wrong","status":422,"code":"wrong_code","tries_left":3}
type problem struct {
	Type       string `json:"type"`
	Title      string `json:"title"`
	Status     int    `json:"status"`
	Code       string `json:"code"`
	Field      string `json:"field,omitempty"`
	TriesLeft  *int   `json:"tries_left,omitempty"`
	RetryAfter int    `json:"retry_after,omitempty"` // seconds, as in the header
}

// problems are all codes with their status and title, for developers.
var problems = map[string]struct {
	status int
	title  string
}{
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
	"internal":               {http.StatusInternalServerError, "The server failed"},
	"unavailable":            {http.StatusServiceUnavailable, "The server is not available"},
	"too_many_streams":       {http.StatusServiceUnavailable, "Too many live streams are open"},
}

// refuse makes the answer of a problem code.
func refuse(code string, with ...func(*problem)) answer {
	known := problems[code]
	p := problem{Type: "urn:toko-terang:problem:" + code, Title: known.title, Status: known.status, Code: code}
	for _, w := range with {
		w(&p)
	}
	return answer{status: p.Status, body: p, retryAfter: time.Duration(p.RetryAfter) * time.Second}
}

func field(name string) func(*problem) { return func(p *problem) { p.Field = name } }
func triesLeft(n int) func(*problem)   { return func(p *problem) { p.TriesLeft = &n } }
func after(d time.Duration) func(*problem) {
	return func(p *problem) { p.RetryAfter = max(1, int(math.Ceil(d.Seconds()))) }
}

// encoded is an answer as bytes, which is also how an idempotent one is kept.
type encoded struct {
	status     int
	body       []byte
	retryAfter time.Duration
}

func (a answer) encode() (encoded, error) {
	e := encoded{status: a.status, retryAfter: a.retryAfter}
	if a.body == nil {
		return e, nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a.body); err != nil {
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
func writeProblem(w http.ResponseWriter, code string) {
	e, err := refuse(code).encode()
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
