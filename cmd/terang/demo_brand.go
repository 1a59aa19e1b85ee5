package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"terang/desk"
	"terang/httpapi"
	"terang/internal/backend"
	"terang/internal/bank"
	"terang/internal/dinas"
	"terang/internal/toko"
	"terang/store"
)

// Limits of the brands' systems.
const (
	demoCodes      = 60 // one-time codes per subject in ten minutes: the story is played again and again
	demoBrandDrain = 5 * time.Second
	demoBrandTime  = 3 * time.Second
	maxBrandBody   = 1 << 20
	demoTokenName  = "demo"
)

// demoPack is the first brand's pack; conformance runs on it too.
const demoPack = "retail"

// demoBrand is one of the demo's brands: its workspace, its people, and what its own system is called.
type demoBrand struct {
	id, name, pack, folder string
	agent, owner           string // names; their addresses follow from them
	domain                 string
	customer, sample       string // whose phone is shown, and what they can ask about
	open                   func(backend.Config) (*backend.Server, error)
}

var demoBrands = []demoBrand{
	{
		id: "retail", name: "Toko Terang", pack: demoPack, folder: "toko", agent: "Rina", owner: "Bima", domain: "toko-terang.example",
		customer: "Sari Wulandari", sample: toko.DemoOrder, open: toko.New,
	},
	{
		id: "finance", name: "Bank Terang", pack: "finance", folder: "bank", agent: "Tomi", owner: "Ayu", domain: "bank-terang.example",
		customer: "Dimas Prakoso", sample: bank.DemoCard, open: bank.New,
	},
	{
		id: "public", name: "Dinas Terang", pack: "public", folder: "dinas", agent: "Wati", owner: "Hadi", domain: "dinas-terang.example",
		customer: "Lestari Handayani", sample: dinas.DemoApplication, open: dinas.New,
	},
}

func (b *demoBrand) mail(name string) string { return strings.ToLower(name) + "@" + b.domain }

// brandSystem is the running system of a brand. Terang reaches it over HTTP only, as it would any brand, and it
// Terang.
type brandSystem struct {
	brand    demoBrand
	dir      string
	url, key string
	listener net.Listener
	system   *backend.Server
	server   *http.Server
	client   *http.Client
}

// listenBrand takes a port for a brand's system, so that its address is known before it is opened.
func listenBrand(ctx context.Context, b demoBrand, dir string) (*brandSystem, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fail("demo_folder", err)
	}
	key, err := keptSecret(dir, "api.key", func() (string, error) { return rand.Text(), nil })
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", loopback(0))
	if err != nil {
		return nil, fail("listen", err, "address", loopback(0))
	}
	return &brandSystem{brand: b, dir: dir, url: "http://" + l.Addr().String(), key: key, listener: l, client: &http.Client{Timeout: demoBrandTime}}, nil
}

// open starts the system; from now on it tells Terang what happens in its world.
func (s *brandSystem) open(events backend.Target) error {
	var err error
	s.system, err = s.brand.open(backend.Config{
		Dir: s.dir, APIKey: s.key, Clock: clock, Random: rand.Reader, PublicURL: s.url, Demo: true, CodesPerSubject: demoCodes, Events: events,
	})
	if err != nil {
		return fail("demo_shop", err)
	}
	s.server = newHTTPServer(s.system.Handler())
	go func() { _ = s.server.Serve(s.listener) }() // ends with close
	return nil
}

func (s *brandSystem) close() {
	if s.system == nil {
		_ = s.listener.Close()
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), demoBrandDrain)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
	_ = s.system.Close()
}

// keptSecret reads a secret of a kept folder, or makes it the first time.
func keptSecret(dir, name string, make func() (string, error)) (string, error) {
	file := filepath.Join(dir, name)
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		text, made := make()
		if made != nil {
			return "", made
		}
		b = []byte(text)
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		return "", fmt.Errorf("terang: demo's secret: %w", err)
	}
	return string(b), nil
}

// eventToken is the token with which a brand's system may tell Terang of events.
func eventToken(ctx context.Context, db *store.DB, s *brandSystem, w demoWorld) (string, error) {
	return keptSecret(s.dir, "events.token", func() (string, error) {
		_, secret, err := httpapi.CreateToken(ctx, db, clock, newID, random, w.workspace.ID, w.owner.ID, demoTokenName, []string{"events:write"})
		return secret, err
	})
}

// ask calls the demo's routes of the brand's system and gives what it answers, as it is.
func (s *brandSystem) ask(ctx context.Context, method, path string, body []byte) (json.RawMessage, error) {
	r, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("terang: brand: %w", err)
	}
	if len(body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := s.client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("terang: brand: %w", err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxBrandBody))
	if err != nil {
		return nil, fmt.Errorf("terang: brand: %w", err)
	}
	if res.StatusCode >= 300 {
		return nil, fmt.Errorf("terang: brand: the system answered %d", res.StatusCode)
	}
	return b, nil
}

// page is what the demo page knows of the brand, and may do with it.
func (s *brandSystem) page(h *house, w demoWorld) httpapi.DemoBrand {
	b := s.brand
	phones := &brandPhones{system: s}
	return httpapi.DemoBrand{
		Info: httpapi.DemoInfo{
			ID: b.id, Key: w.workspace.PublicKey, Brand: httpapi.DemoName{Name: w.workspace.Name}, Agent: httpapi.DemoName{Name: w.agent.Name},
			Customer: httpapi.DemoCustomer{Name: b.customer, Order: b.sample},
			URLs:     httpapi.DemoURLs{Shop: "/demo/shop?brand=" + b.id, Console: "/console/", Brand: s.url, BrandDocs: s.url + "/openapi.yaml"},
		},
		SignIn: func(ctx context.Context) (string, error) {
			_, secret, err := h.accounts.LogIn(ctx, w.agent.Email, w.password, desk.Entry{})
			return secret, err
		},
		Phones: phones.after,
		System: func(ctx context.Context, method, path string, body []byte) (json.RawMessage, error) {
			return s.ask(ctx, method, "/demo/"+path, body)
		},
	}
}

func phonePath(customer string, since string) string {
	return "/demo/phone/" + url.PathEscape(customer) + "/messages?since=" + since
}
