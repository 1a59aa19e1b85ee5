package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"terang"
)

// Problem is an error as callers see it (RFC 9457). Code is for programs and stable; title and detail are
// for people, in the language of the request.
//
//	{"type":"about:blank","title":"Sudah diambil","status":409,"code":"already_claimed",
//	 "detail":"Rina sudah mengambil percakapan ini."}
type Problem struct {
	Type   string       `json:"type" doc:"Always about:blank: the code says which problem it is."`
	Title  string       `json:"title" doc:"What happened, in the language of the request."`
	Status int          `json:"status" doc:"The HTTP status."`
	Code   string       `json:"code" doc:"Stable word for programs."`
	Detail string       `json:"detail,omitempty" doc:"What to do, in the language of the request."`
	Errors []FieldError `json:"errors,omitempty" doc:"Which parts of the input are wrong."`
	// What only the room of playbooks has to tell.
	Problems   []PlaybookProblem `json:"problems,omitempty" doc:"What is wrong with a playbook's text."`
	Failed     []FailedScenario  `json:"failed,omitempty" doc:"Scenarios that go another way."`
	Met        *MetSomebody      `json:"met,omitempty" doc:"Who was there first."`
	Unseen     []wireMessage     `json:"unseen,omitempty" doc:"What was said that the agent had not seen."`
	Position   int64             `json:"position,omitempty" doc:"Up to which position that goes."`
	retryAfter int               // seconds; 0 for none
}

// FieldError is one wrong part of the input.
type FieldError struct {
	Location string `json:"location" doc:"Where, for example body.text."`
	Message  string `json:"message" doc:"What is wrong with it, in English."`
}

// Error implements error.
func (p *Problem) Error() string { return p.Code }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	if p.retryAfter == 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.Itoa(p.retryAfter)}}
}

const problemType = "application/problem+json"

// statusOf is the one place where kinds become statuses.
func statusOf(kind terang.ErrorKind) int {
	switch kind {
	case terang.Invalid:
		return http.StatusUnprocessableEntity
	case terang.Unauthorized:
		return http.StatusUnauthorized
	case terang.Forbidden:
		return http.StatusForbidden
	case terang.NotFound:
		return http.StatusNotFound
	case terang.Conflict:
		return http.StatusConflict
	case terang.TooMany:
		return http.StatusTooManyRequests
	case terang.Unavailable:
		return http.StatusServiceUnavailable
	case terang.TooLarge:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}

// problemOf turns any error into what the caller may know. Only errors of the house carry words; the rest is
// an internal error, which the edge logs.
func problemOf(err error, l terang.Language) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *terang.Error
	switch {
	case errors.As(err, &e):
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e = terang.Fail(terang.Unavailable, "timeout")
	default:
		e = &terang.Error{Code: "internal"}
	}
	p = &Problem{Type: "about:blank", Status: statusOf(e.Kind), Code: e.Code}
	p.Title, p.Detail = problemTexts(e.Code, e.Kind, e.Args, l)
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		p.retryAfter = 1
		if n, err := strconv.Atoi(e.Args["retry_after"]); err == nil && n > 0 {
			p.retryAfter = n
		}
	}
	return p
}

func problemTexts(code string, kind terang.ErrorKind, args map[string]string, l terang.Language) (title, detail string) {
	t, ok := problemText[code]
	if !ok {
		t = kindText[kind]
	}
	pairs := make([]string, 0, 2*len(args))
	for k, v := range args {
		pairs = append(pairs, "{"+k+"}", v)
	}
	fill := strings.NewReplacer(pairs...)
	return fill.Replace(t.title.In(l)), fill.Replace(t.detail.In(l))
}

// writeProblem answers outside huma: in the middleware, on pages, on streams.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err, languageOf(r.Context()))
	b, merr := json.Marshal(p)
	if merr != nil {
		http.Error(w, p.Code, p.Status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", problemType)
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(b)
}

// translate is huma's transformer: what huma itself found wrong with a request becomes a problem in the
// language of the request.
func translate(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	kind, code := terang.Invalid, "invalid_input"
	switch m.Status {
	case http.StatusBadRequest:
		code = "invalid_json"
	case http.StatusRequestEntityTooLarge:
		kind, code = terang.TooLarge, "body_too_large"
	case http.StatusUnsupportedMediaType:
		code = "unsupported_media_type"
	case http.StatusNotAcceptable:
		code = "not_acceptable"
	case http.StatusInternalServerError:
		kind, code = "", "internal"
	}
	p := &Problem{Type: "about:blank", Status: m.Status, Code: code}
	p.Title, p.Detail = problemTexts(code, kind, nil, languageOf(ctx.Context()))
	for _, e := range m.Errors {
		p.Errors = append(p.Errors, FieldError{Location: e.Location, Message: e.Message})
	}
	return p, nil
}

type languageKey struct{}

// languageOf returns the language of the request's reader.
func languageOf(ctx context.Context) terang.Language {
	l, _ := ctx.Value(languageKey{}).(terang.Language)
	return l.Or(terang.Indonesian)
}

// acceptLanguage reads the first language of ours in the header, in the order in which they stand: browsers
// send them by preference, and a q that contradicts the order is not worth a parser.
func acceptLanguage(header string, fallback terang.Language) terang.Language {
	if len(header) > 256 {
		header = header[:256]
	}
	for tag := range strings.SplitSeq(header, ",") {
		tag, _, _ = strings.Cut(strings.TrimSpace(tag), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if l := terang.Language(primary); l.Valid() {
			return l
		}
	}
	return fallback
}
