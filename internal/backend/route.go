package backend

import (
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"regexp"
	"strings"
)

const (
	maxBody     = 64 << 10
	maxPathText = 64 // of an id in a path
)

// Access is who may call a route.
type Access int

// The accesses.
const (
	ForAll      Access = iota
	ForBrand           // with the API key
	ForCustomer        // with the API key and a customer's token
	ForDemo            // only while Config.Demo is set
)

// Route is one operation of the OpenAPI file: Do answers in JSON. A GET reads; a POST runs in one transaction.
type Route struct {
	Method string
	Path   string
	Access Access
	Do     func(*Call) (Answer, error)
	page   http.HandlerFunc          // instead of Do: writes what is not JSON
	Show   func(*Call) (Page, error) // instead of Do: a page for people, of a GET
}

// Page is an HTML page behind a link that is its own key. The zero Page is a link that does not work.
type Page struct {
	Title string
	HTML  template.HTML // without scripts; made by html/template
}

var pageHTML = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="id">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{.Title}} · {{.Brand}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:8vh auto;padding:0 1rem;color-scheme:light dark}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.4rem 0;border-bottom:1px solid #8884}.n{text-align:right}</style>
<h1>{{.Title}}</h1>
{{.HTML}}
</html>
`))

// show writes a page.
func (s *Server) show(rt Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := rt.Show(s.call(r))
		if err != nil {
			s.pageFailed(w, r, err)
			return
		}
		status := http.StatusOK
		if p.Title == "" {
			status, p = http.StatusNotFound, Page{Title: "Tautan ini tidak berlaku lagi", HTML: "<p>Minta tautan baru lewat obrolan. <span lang=\"en\">This link no longer works; ask for a new one in the chat.</span></p>"}
		}
		s.writePage(w, r, status, pageHTML, struct {
			Page
			Brand string
		}{p, s.system.Title})
	}
}

// writePage writes what one person may see and nobody may frame, keep or run scripts in.
func (s *Server) writePage(w http.ResponseWriter, r *http.Request, status int, page *template.Template, data any) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.WriteHeader(status)
	if err := page.Execute(w, data); err != nil && r.Context().Err() == nil {
		s.log.Error("brand page failed", "node", s.system.Name, "error", err)
	}
}

// Routes are all operations: the kit's and the brand's own.
func (s *Server) Routes() []Route {
	all := []Route{
		{Method: "GET", Path: "/openapi.yaml", Access: ForAll, page: s.getOpenAPI},
		{Method: "GET", Path: "/healthz", Access: ForAll, Do: s.getHealth},
		{Method: "POST", Path: "/verifications", Access: ForBrand, Do: s.postVerification},
		{Method: "POST", Path: "/verifications/{verification_id}/check", Access: ForBrand, Do: s.postVerificationCheck},
		{Method: "GET", Path: "/customers/{customer_id}", Access: ForCustomer, Do: getCustomer},
		{Method: "GET", Path: "/appointments/slots", Access: ForBrand, Do: s.getSlots},
		{Method: "POST", Path: "/appointments", Access: ForCustomer, Do: s.postAppointment},
		{Method: "POST", Path: "/appointments/{appointment_id}/change", Access: ForCustomer, Do: s.postAppointmentChange},
		{Method: "POST", Path: "/appointments/{appointment_id}/cancel", Access: ForCustomer, Do: s.postAppointmentCancel},
		{Method: "GET", Path: "/customers/{customer_id}/appointments", Access: ForCustomer, Do: s.getAppointments},
		{Method: "GET", Path: "/demo/customers", Access: ForDemo, Do: s.getDemoCustomers},
		{Method: "GET", Path: "/demo/phone/{customer_id}/messages", Access: ForDemo, Do: s.getPhoneMessages},
		{Method: "GET", Path: "/demo/phone/{customer_id}/stream", Access: ForDemo, page: s.getPhoneStream},
		{Method: "GET", Path: "/demo/faults", Access: ForDemo, Do: s.getFaults},
		{Method: "POST", Path: "/demo/faults", Access: ForDemo, Do: s.postFaults},
		{Method: "GET", Path: "/demo/happenings", Access: ForDemo, Do: s.getHappenings},
		{Method: "POST", Path: "/demo/happenings/{happening}", Access: ForDemo, Do: s.postHappening},
		{Method: "GET", Path: "/demo/events", Access: ForDemo, Do: s.getEvents},
	}
	for _, k := range s.system.Secrets {
		all = append(all,
			Route{Method: "POST", Path: "/customers/{customer_id}/" + k.Kind + "-resets", Access: ForCustomer, Do: s.postReset(k)},
			Route{Method: "GET", Path: "/" + k.Kind + "-resets/{token}", Access: ForAll, page: s.getResetPage(k)},
			Route{Method: "POST", Path: "/" + k.Kind + "-resets/{token}", Access: ForAll, page: s.postResetPage(k)})
	}
	return append(all, s.system.Routes...)
}

// mount builds the mux.
func (s *Server) mount() {
	s.mux = http.NewServeMux()
	for _, rt := range s.Routes() {
		if rt.Access == ForDemo && !s.cfg.Demo {
			continue
		}
		s.mux.Handle(rt.Method+" "+rt.Path, s.handle(rt))
	}
	s.handler = http.HandlerFunc(s.serve)
}

// Pattern returns the route that a request goes to, "POST /verifications", or "".
func (s *Server) Pattern(r *http.Request) string {
	_, pattern := s.mux.Handler(r)
	return pattern
}

// serve answers what the mux does not know as a problem too.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if s.cfg.Demo && strings.HasPrefix(r.URL.Path, "/demo/") && s.crossOrigin(w, r) {
		return
	}
	if s.Pattern(r) == "" {
		code := "not_found"
		for _, m := range []string{http.MethodGet, http.MethodPost} {
			if s.Pattern(&http.Request{Method: m, URL: r.URL, Host: r.Host}) != "" {
				w.Header().Add("Allow", m)
				code = "method_not_allowed"
			}
		}
		s.system.writeProblem(w, code)
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

var pathParam = regexp.MustCompile(`\{([a-z_]+)\}`)

func (s *Server) handle(rt Route) http.Handler {
	params := pathParam.FindAllStringSubmatch(rt.Path, -1)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, p := range params {
			if len(r.PathValue(p[1])) > maxPathText {
				s.system.writeProblem(w, "not_found")
				return
			}
		}
		if rt.page != nil {
			rt.page(w, r)
			return
		}
		if rt.Show != nil {
			s.show(rt)(w, r)
			return
		}
		if (rt.Access == ForBrand || rt.Access == ForCustomer) && !s.hasKey(r) {
			s.system.writeProblem(w, "api_key")
			return
		}
		f := s.faults.next(rt, s.chance)
		if !f.before(s, w, r) {
			return
		}
		e := s.answer(w, rt, r)
		if f.after(s, w, r) {
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
func (s *Server) answer(w http.ResponseWriter, rt Route, r *http.Request) encoded {
	e, err := s.try(w, rt, r)
	if err == nil {
		return e
	}
	if r.Context().Err() == nil {
		s.log.Error("brand request failed", "node", s.system.Name, "route", rt.Method+" "+rt.Path, "error", err)
	}
	e, err = s.system.encode(Refuse("internal"))
	if err != nil {
		return encoded{status: http.StatusInternalServerError}
	}
	return e
}

// call makes a Call on the readers.
func (s *Server) call(r *http.Request) *Call {
	return &Call{Ctx: r.Context(), DB: s.db.reader, Request: r, Now: s.cfg.Clock(), server: s}
}

func (s *Server) try(w http.ResponseWriter, rt Route, r *http.Request) (encoded, error) {
	c := s.call(r)
	if rt.Access == ForCustomer {
		customer, err := c.customerOf(r.Header.Get(CustomerTokenHeader))
		if err != nil {
			return encoded{}, err
		}
		if customer == "" {
			return s.system.encode(Refuse("customer_token"))
		}
		c.Customer = customer
	}
	if rt.Method == http.MethodGet {
		a, err := rt.Do(c)
		if err != nil {
			return encoded{}, err
		}
		return s.system.encode(a)
	}
	if refused := c.read(w); refused != "" {
		return s.system.encode(Refuse(refused))
	}
	return s.write(rt, c)
}

// read takes the body; it returns the code of what is wrong with it.
func (c *Call) read(w http.ResponseWriter) string {
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Request.Body, maxBody))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return "too_large"
		}
		return "bad_request"
	}
	if len(body) > 0 && !isJSON(c.Request) {
		return "media_type"
	}
	c.body = body
	return ""
}

// customerOf returns whose token it is, "" if it is nobody's any more.
func (c *Call) customerOf(token string) (string, error) {
	if token == "" {
		return "", nil
	}
	var customer string
	err := c.DB.QueryRowContext(c.Ctx, `select customer_id from customer_token where hash = $1 and expires_at > $2`,
		hashToken(token), c.Now.UnixMilli()).Scan(&customer)
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
	_, _ = w.Write(s.openAPI) // the reader may be gone
}

func (s *Server) getHealth(c *Call) (Answer, error) {
	var one int
	if err := c.DB.QueryRowContext(c.Ctx, `select 1`).Scan(&one); err != nil {
		return Answer{}, fmt.Errorf("health: %w", err)
	}
	return OK(map[string]string{"status": "ok"}), nil
}
