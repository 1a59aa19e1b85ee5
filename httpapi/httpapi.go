// Package httpapi is the edge: the REST API under /api/v1 with its OpenAPI 3.1 description, the live streams,
// and the pages. It decodes, calls a service, and encodes; it decides nothing about conversations, and holds
// no SQL but that of its own tables (API tokens, idempotency keys).
//
// Everything that comes in is bounded before anything looks at it (size, depth, encoding, rate, number at
// once), and every route states who may call it: see [access]. Nothing that a caller names is looked up
// outside the caller's own workspace.
//
// The way in is [New]; the result is an http.Handler. [Publisher] tells browsers what happened.
package httpapi

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"terang"
	"terang/aide"
	"terang/answering"
	"terang/assistant"
	"terang/audience"
	"terang/authoring"
	"terang/config"
	"terang/connection"
	"terang/desk"
	"terang/inbox"
	"terang/live"
	"terang/locker"
	"terang/move"
	"terang/notify"
	"terang/person"
	"terang/provenance"
	"terang/report"
	"terang/store"
	"terang/threshold"
	"terang/training"
	"terang/webhook"
)

// Brand is what browsers are told of a workspace.
type Brand struct {
	Name        string
	ActionColor string
	LogoURL     string
	Hours       terang.Text
	Threshold   int // trust score under which a person is offered
}

// Parts is what the edge is put together from. All fields are needed unless they say otherwise.
type Parts struct {
	Store     *store.DB
	Inbox     *inbox.Inbox
	Assistant *assistant.Assistant
	Audience  *audience.Service
	Desk      *desk.Desk
	Accounts  *desk.Accounts
	Webhooks  *webhook.Service
	Proofs    *provenance.Log
	Training  *training.Service
	Authoring *authoring.Service
	Threshold *threshold.Service
	Notify    *notify.Service
	Report    *report.Service
	Aide      *aide.Aide
	Answering *answering.Service
	Persons   *person.Service
	// Files keeps what stands beside messages.
	Files *locker.Locker
	// Connections are the ways into the brands' systems.
	Connections *connection.Service
	Live        *live.Broker
	Publisher   *Publisher
	Brand       func(workspaceID string) (Brand, bool) // false: the workspace runs no pack here
	Spool       string                                 // folder of what is too large for memory; "" is the system's own
	Ready       func(ctx context.Context) error        // nil once conversations can be held
	Overfull    func() bool                            // reports that new work should be refused; nil for never
	Web         fs.FS                                  // the built web parts
	Pages       Pages                                  // which pages there are
	// Routable is what a workspace's routing may name; false: the workspace runs no pack here.
	Routable func(workspaceID string) (Routable, bool)
	// Transparency describes a workspace's assistant for /transparansi; false: the workspace runs no pack here.
	Transparency func(workspaceID string) (Transparency, bool)

	ContactKey []byte // signs contact tokens and the marks of known browsers; 32 bytes, kept with the data
	Clock      terang.Clock
	IDs        terang.IDs
	Random     func(n int) []byte
	Logger     *slog.Logger
	Metrics    *prometheus.Registry

	PublicURL string
	Locale    terang.Language
	Proxies   []netip.Prefix
	Limits    config.Limits
	Session   config.Session
	OIDC      config.OIDC
	Version   string
}

// Pages are the switches of what is served beside the API.
type Pages struct {
	// Demo serves /demo, with what only the demonstration has: calls that sign its agent in and read its
	// make-believe phone. Nil in service.
	Demo    func(mux *http.ServeMux, signIn func(w http.ResponseWriter, secret string))
	Metrics bool // serve /metrics here
}

// Server is the edge. It is an http.Handler.
type Server struct {
	Parts
	handler    http.Handler
	assets     map[string]*asset
	mux        *http.ServeMux
	api        huma.API
	registered []route
	streams    *streams
	heard      heard
	shed       *shedder
	contacts   *contactTokens
	known      *knownBrowsers
	directory  *directory
	tokens     *apiTokens
	replays    *replays
	meter      *meter
	byContact  *limiter
	byVisitor  *limiter
	byTry      *limiter // tries to sign in: of a known browser, or to one account from one address
	byAccount  *limiter // tries from all browsers that are not known
	byAddress  *limiter
	byCaller   *limiter
	watchers   watchers
	uploads    *uploadRoom
	moves      *moves
}

// New builds the edge.
func New(p Parts) (*Server, error) {
	wide := config.Rate{PerMinute: 10 * p.Limits.Login.PerMinute, Burst: 10 * p.Limits.Login.Burst}
	s := &Server{
		Parts:     p,
		streams:   newStreams(p.Limits.Streams),
		shed:      newShedder(p.Limits.InFlight),
		contacts:  &contactTokens{key: p.ContactKey, life: p.Session.ContactLifetime, clock: p.Clock},
		known:     &knownBrowsers{key: p.ContactKey, random: p.Random},
		directory: &directory{db: p.Store, clock: p.Clock},
		tokens:    &apiTokens{db: p.Store, clock: p.Clock, ids: p.IDs, random: p.Random},
		replays:   &replays{db: p.Store, clock: p.Clock, running: map[string]bool{}},
		byContact: newLimiter(p.Limits.Contact, p.Clock),
		byVisitor: newLimiter(p.Limits.Visitor, p.Clock),
		byTry:     newLimiter(p.Limits.Login, p.Clock),
		byAccount: newLimiter(wide, p.Clock),
		byAddress: newLimiter(wide, p.Clock),
		byCaller:  newLimiter(p.Limits.API, p.Clock),
		watchers:  watchers{signs: map[string]map[string]sign{}},
		uploads:   &uploadRoom{left: maxUploading},
		moves:     newMoves(move.New(p.Store, p.Clock, p.Random)),
	}
	s.meter = newMeter(p.Metrics, s)
	mux := http.NewServeMux()
	s.mux = mux
	s.api = humago.New(mux, humaConfig(p.Version))
	s.routes()
	s.streamRoutes(mux)
	s.tileRoutes(mux)
	s.oidcRoutes(mux)
	s.healthRoutes(mux)
	if err := s.pageRoutes(mux); err != nil {
		return nil, err
	}
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, terang.Fail(terang.NotFound, "route_unknown"))
	})
	s.handler = s.chain(mux)
	return s, nil
}

func humaConfig(version string) huma.Config {
	c := huma.DefaultConfig("Terang", version)
	c.Info.Description = "Customer conversations with an assistant and agents. Errors are RFC 9457 problems; their texts follow Accept-Language (id, en)."
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil                         // no $schema links in answers
	c.AllowAdditionalPropertiesByDefault = true // unknown fields are ignored on the way in
	c.Transformers = []huma.Transformer{translate}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		schemeContact: {Type: "http", Scheme: "bearer", Description: "The contact token of POST /api/v1/chat/sessions."},
		schemeSession: {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "An agent's login."},
		schemeToken:   {Type: "http", Scheme: "bearer", Description: "An API token (trg_…) with scopes."},
	}
	return c
}

// routes registers every operation; one function per noun.
func (s *Server) routes() {
	s.chatRoutes()
	s.loginRoutes()
	s.conversationRoutes()
	s.sendingRoutes()
	s.attachmentRoutes()
	s.promiseRoutes()
	s.routingRoutes()
	s.searchRoutes()
	s.orderRoutes()
	s.careRoutes()
	s.savedViewRoutes()
	s.macroRoutes()
	s.articleRoutes()
	s.mentionRoutes()
	s.agentRoutes()
	s.personRoutes()
	s.notifyRoutes()
	s.auditRoutes()
	s.tokenRoutes()
	s.webhookRoutes()
	s.understandingRoutes()
	s.trustRoutes()
	s.reportRoutes()
	s.playbookRoutes()
	s.connectionRoutes()
	s.transcriptRoutes()
	s.logRoutes()
	s.eventRoutes()
	s.contactRoutes()
	s.moveRoutes()
}

// OpenAPI returns the description of the API, indented, with a line break at its end.
func (s *Server) OpenAPI() ([]byte, error) { return renderOpenAPI(s.api.OpenAPI()) }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends the live streams: each reader is told to come back and resumes by its position. Imports and exports end too; an
// import is run again.
func (s *Server) Close() {
	s.streams.shutdown()
	s.moves.end()
}

// chain is what every request passes, outermost first.
func (s *Server) chain(mux *http.ServeMux) http.Handler {
	origin := http.NewCrossOriginProtection()
	if s.PublicURL != "" {
		// A proxy in front may change Host; the operator's own address is ours in any case. It was checked
		// when the configuration was loaded, so it cannot fail.
		_ = origin.AddTrustedOrigin(s.PublicURL)
	}
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, terang.Fail(terang.Forbidden, "cross_origin"))
	}))
	return s.observe(s.inLanguage(origin.Handler(s.bounded(mux))))
}

// observe measures, sets the headers that every answer has, and turns a panic into an error that is logged.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
			h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		}
		defer func() {
			if cause := recover(); cause != nil {
				if cause == http.ErrAbortHandler { //nolint:errorlint // a panic's value, compared as net/http does
					panic(cause)
				}
				s.Logger.Error("handler panicked", "route", r.Pattern, "detail", cause)
				if !rec.wrote {
					writeProblem(rec, r, &terang.Error{Code: "internal"})
				}
			}
			s.meter.request(r.Pattern, rec.status, time.Since(began))
		}()
		next.ServeHTTP(rec, r)
	})
}

// statusWriter remembers the status. Unwrap lets the streams reach the connection.
type statusWriter struct {
	http.ResponseWriter
	status int
	wrote  bool
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *statusWriter) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is wrapped.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (s *Server) inLanguage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := acceptLanguage(r.Header.Get("Accept-Language"), s.Locale)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), languageKey{}, l)))
	})
}

// bounded lets a write in only whole, small, well-formed and when there is room. The room is taken after the
// body was read, so that slow senders hold none.
func (s *Server) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		if s.Overfull != nil && s.Overfull() { // looked at first: saying no must cost next to nothing
			s.refuse(w, r)
			return
		}
		if r.Method == http.MethodPost && r.URL.Path == "/api/v1"+importsPath { // read once it is known who sends it, and never into memory
			next.ServeHTTP(w, r)
			return
		}
		if a, ok := uploading(r); ok {
			s.takeUpload(w, r, a, next)
			return
		}
		b, err := readBody(w, r, s.bodyLimit(r))
		if err != nil {
			w.Header().Set("Connection", "close") // what is left of the body is not read
			writeProblem(w, r, err)
			return
		}
		if !s.shed.enter() {
			s.refuse(w, r)
			return
		}
		defer s.shed.leave()
		r = withBody(r, b)
		if r.Header.Get(idempotencyHeader) != "" {
			r = r.WithContext(context.WithValue(r.Context(), bodyKey{}, b))
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request) {
	s.meter.shed.Inc()
	writeProblem(w, r, errShed)
}
