// Package toko is Toko Terang: the system of a made-up shop, for the demo and for tests of everything that
// calls a brand's system. It is a world of its own, with its own database, keys and HTTP interface
// (openapi.yaml); it knows nothing of the house and imports none of its packages, and the house reaches it
// over HTTP only.
//
// On disk, in the folder that it is given: toko.db (SQLite with its -wal and -shm files) and toko.key (the key
// that one-time codes are hashed with). All people, numbers and places in it are made up.
//
// It never shows who is a customer to somebody who cannot prove to be one, never keeps a code or token in the
// clear except on the customer's own make-believe phone, and never does a POST twice for one Idempotency-Key
// (the kept answer of a POST may hold a token or link; it is deleted after a day).
//
// The way in is [New] and [Server.Handler].
package toko

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Names of the seeded world that a demo's story needs.
const (
	DemoCustomer = "cus_1001" // Sari, who waits for her parcel
	DemoOrder    = "TRG-1042" // her late parcel
)

// Headers of the interface.
const (
	APIKeyHeader        = "X-Api-Key"
	CustomerTokenHeader = "X-Customer-Token"
)

// minAPIKey is the shortest API key that is taken, in bytes.
const minAPIKey = 16

// Config is what a [Server] needs. Dir, APIKey, Clock and Random are required.
type Config struct {
	Dir       string           // an existing folder; one server at a time
	APIKey    string           // what callers send as X-Api-Key, at least 16 bytes
	Clock     func() time.Time // the seeded dates are relative to it
	Random    io.Reader        // cryptographic: codes, tokens and ids come from it
	PublicURL string           // where customers reach the server, for links; "" means "http://localhost:8081"
	// Demo opens /demo/…: reading the make-believe phones and switching faults on, without any key.
	Demo bool
	// DemoOrigin is the one web origin ("http://localhost:8080") whose pages may read /demo/…; "" means none.
	DemoOrigin string
	// CodesPerSubject is how many one-time codes one order number, phone or e-mail may ask for in ten minutes;
	// 0 means 5.
	CodesPerSubject int
	Log             *slog.Logger // for failures of the server itself; nil means none
}

// Server is the shop's system. Its methods are safe for concurrent use.
type Server struct {
	cfg     Config
	db      *database
	key     []byte // keyed hashes
	apiKey  [sha256.Size]byte
	random  *lockedReader
	log     *slog.Logger
	faults  faults
	phones  phones
	hashing chan struct{} // a seat for each password that is being hashed
	mux     *http.ServeMux
	handler http.Handler
	done    chan struct{}
	close   sync.Once
}

// New opens or creates the shop in cfg.Dir; a new shop is seeded.
func New(cfg Config) (*Server, error) {
	switch {
	case cfg.Dir == "" || cfg.Clock == nil || cfg.Random == nil:
		return nil, errors.New("toko: new: a folder, a clock and randomness are needed")
	case len(cfg.APIKey) < minAPIKey:
		return nil, fmt.Errorf("toko: new: the API key has fewer than %d bytes", minAPIKey)
	}
	if cfg.PublicURL == "" {
		cfg.PublicURL = "http://localhost:8081"
	}
	if u, err := url.Parse(cfg.PublicURL); err != nil || u.Host == "" {
		return nil, errors.New("toko: new: the public URL is not scheme://host")
	}
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	if cfg.CodesPerSubject == 0 {
		cfg.CodesPerSubject = 5
	}
	s := &Server{
		cfg: cfg, apiKey: sha256.Sum256([]byte(cfg.APIKey)), random: &lockedReader{r: cfg.Random},
		log: cfg.Log, faults: faults{now: faultSettings{When: faultBefore}}, done: make(chan struct{}), hashing: make(chan struct{}, argonAtOnce),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.key, err = loadKey(cfg.Dir, s.random); err != nil {
		return nil, fmt.Errorf("toko: new: %w", err)
	}
	if s.db, err = openDatabase(cfg.Dir); err != nil {
		return nil, fmt.Errorf("toko: new: %w", err)
	}
	if err := s.seed(cfg.Clock()); err != nil {
		return nil, errors.Join(fmt.Errorf("toko: new: %w", err), s.db.close())
	}
	s.route()
	return s, nil
}

// Handler answers the shop's HTTP requests.
func (s *Server) Handler() http.Handler { return s.handler }

// Close ends the live streams and closes the database. Stop the HTTP server first: later requests fail.
func (s *Server) Close() error {
	var err error
	s.close.Do(func() {
		close(s.done)
		err = s.db.close()
	})
	if err != nil {
		return fmt.Errorf("toko: close: %w", err)
	}
	return nil
}
