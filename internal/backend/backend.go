// Package backend is the kit that the demo's brands build their own systems from: a made-up brand gives a [System]
// (tables, routes, an OpenAPI file, who its customers are) and gets a real HTTP server with a database of its own,
// an API key, one-time codes and customer tokens, idempotent POSTs, appointments, make-believe phones, an outbox of
// events and faults that are switched on on purpose. It knows nothing of the house and imports none of its packages:
// the house reaches it over HTTP only, and it the house.
//
// On disk, in the folder that it is given: NAME.db (SQLite with its -wal and -shm files) and NAME.key (the key that
// one-time codes are hashed with). All people, numbers and places in it are made up.
//
// It never shows who is a customer to somebody who cannot prove to be one, never keeps a code or token in the clear
// except on the customer's own make-believe phone, and never does a POST twice for one Idempotency-Key (the kept
// answer of a POST may hold a token or link; it is deleted after a day).
//
// The way in is [New] and [Server.Handler].
package backend

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Headers of every brand's interface.
const (
	APIKeyHeader        = "X-Api-Key"
	CustomerTokenHeader = "X-Customer-Token"
)

// Zone is WIB, the time of the brands' calendars; it has no summer time.
var Zone = time.FixedZone("WIB", 7*60*60)

// minAPIKey is the shortest API key that is taken, in bytes.
const minAPIKey = 16

// System is what one brand's system is, beside what the kit does.
type System struct {
	Name        string // "toko": of its files and log lines
	Title       string // "Toko Terang": what customers read
	Sender      string // "TOKOTERANG": who its messages to phones come from
	Schema      string // its tables; they may refer to customer (id)
	OpenAPI     []byte // its own part of the file, merged over the kit's
	Problems    map[string]Known
	Identifiers []Identifier // by what a customer may be found; the first is named where none or several are given
	Desks       []Desk       // where appointments can be booked
	// AppointmentPrefix makes appointments' ids numbers that can be told, from FirstAppointment on: "JT-50001".
	AppointmentPrefix string
	FirstAppointment  int
	// ChangeUntil says until when an appointment can be changed or cancelled; nil means until it begins.
	ChangeUntil func(start time.Time) time.Time
	Secrets     []Secret    // what a customer may reset with a link
	Happenings  []Happening // what can be made to happen in the demo
	Routes      []Route     // its own operations
	// Numbers is a query for what a demo can ask about of customer $1, newest first: order numbers, say.
	Numbers string
	// Seed fills a new database; customers are inserted with [InsertCustomer].
	Seed func(ctx context.Context, db Querier, now time.Time) error
}

// Config is what a [Server] needs. Dir, APIKey, Clock and Random are required.
type Config struct {
	Dir       string           // an existing folder; one server at a time
	APIKey    string           // what callers send as X-Api-Key, at least 16 bytes
	Clock     func() time.Time // the seeded dates are relative to it
	Random    io.Reader        // cryptographic: codes, tokens and ids come from it
	PublicURL string           // where customers reach the server, for links; "" means "http://localhost:8081"
	// Demo opens /demo/…: reading the make-believe phones, switching faults on and making things happen, without any key.
	Demo bool
	// DemoOrigin is the one web origin ("http://localhost:8080") whose pages may read /demo/…; "" means none.
	DemoOrigin string
	// CodesPerSubject is how many one-time codes one order number, phone or e-mail may ask for in ten minutes;
	// 0 means 5.
	CodesPerSubject int
	Events          Target       // where events are sent to; without a URL they are only kept
	Log             *slog.Logger // for failures of the server itself; nil means none
}

// Server is a brand's running system. Its methods are safe for concurrent use.
type Server struct {
	system  System
	cfg     Config
	db      *database
	key     []byte // keyed hashes
	apiKey  [sha256.Size]byte
	random  *lockedReader
	log     *slog.Logger
	openAPI []byte
	faults  faults
	phones  phones
	hashing chan struct{} // a seat for each secret that is being hashed
	mux     *http.ServeMux
	handler http.Handler
	done    chan struct{}
	emitter *emitter // nil without a target
	close   sync.Once
}

// New opens or creates the system in cfg.Dir; a new one is seeded.
func New(system System, cfg Config) (*Server, error) {
	s, err := open(system, cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: new: %w", system.Name, err)
	}
	return s, nil
}

func open(system System, cfg Config) (*Server, error) {
	switch {
	case cfg.Dir == "" || cfg.Clock == nil || cfg.Random == nil:
		return nil, errors.New("a folder, a clock and randomness are needed")
	case len(cfg.APIKey) < minAPIKey:
		return nil, fmt.Errorf("the API key has fewer than %d bytes", minAPIKey)
	}
	if cfg.PublicURL == "" {
		cfg.PublicURL = "http://localhost:8081"
	}
	if u, err := url.Parse(cfg.PublicURL); err != nil || u.Host == "" {
		return nil, errors.New("the public URL is not scheme://host")
	}
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	if cfg.CodesPerSubject == 0 {
		cfg.CodesPerSubject = 5
	}
	s := &Server{
		system: system, cfg: cfg, apiKey: sha256.Sum256([]byte(cfg.APIKey)), random: &lockedReader{r: cfg.Random},
		log: cfg.Log, faults: faults{now: noFaults()}, done: make(chan struct{}), hashing: make(chan struct{}, argonAtOnce),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.openAPI, err = mergeFile(system.OpenAPI); err != nil {
		return nil, err
	}
	if s.key, err = loadKey(cfg.Dir, system.Name, s.random); err != nil {
		return nil, err
	}
	if s.db, err = openDatabase(cfg.Dir, system.Name, system.Schema); err != nil {
		return nil, err
	}
	if err := s.seed(cfg.Clock()); err != nil {
		return nil, errors.Join(err, s.db.close())
	}
	s.mount()
	if cfg.Events.URL != "" {
		s.emitter = startEmitter(s)
	}
	return s, nil
}

// Handler answers the system's HTTP requests.
func (s *Server) Handler() http.Handler { return s.handler }

// File is the OpenAPI file that is served: the kit's part and the brand's in one.
func (s *Server) File() []byte { return s.openAPI }

// Codes are all problem codes of the system.
func (s *Server) Codes() map[string]Known {
	all := maps.Clone(problems)
	maps.Copy(all, s.system.Problems)
	return all
}

// Close ends the live streams and the sending of events, and closes the database. Stop the HTTP server first: later
// requests fail.
func (s *Server) Close() error {
	var err error
	s.close.Do(func() {
		close(s.done)
		if s.emitter != nil {
			s.emitter.stop()
		}
		err = s.db.close()
	})
	if err != nil {
		return fmt.Errorf("%s: close: %w", s.system.Name, err)
	}
	return nil
}

// seed fills an empty database; one that has customers is left as it is.
func (s *Server) seed(now time.Time) error {
	ctx := context.Background()
	return s.db.write(ctx, func(db Querier) error {
		var count int
		if err := db.QueryRowContext(ctx, `select count(*) from customer`).Scan(&count); err != nil || count > 0 {
			return err
		}
		if err := s.system.Seed(ctx, db, now); err != nil {
			return fmt.Errorf("seed: %w", err)
		}
		return nil
	})
}
