package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"terang/config"
	"terang/httpapi"
	"terang/internal/toko"
	"terang/store"
)

// Limits and places of the demonstration.
const (
	demoPorts      = 50 // how many are tried where the wished one is taken
	demoCodes      = 60 // one-time codes per subject in ten minutes: the story is played again and again
	demoBrandDrain = 5 * time.Second
)

type demoCmd struct {
	Port int    `help:"${help_port}" default:"8080" placeholder:"PORT"`
	Keep string `help:"${help_keep}" placeholder:"DIR" type:"path"`
}

// Run builds the throw-away world, serves it until it is told to end, and removes it.
func (c *demoCmd) Run(p *program) error {
	began := time.Now()
	dir, remove, err := demoFolder(c.Keep)
	if err != nil {
		return err
	}
	defer remove()
	brand, err := openShop(filepath.Join(dir, "toko"))
	if err != nil {
		return err
	}
	defer brand.close()
	port, err := freePort(p.ctx, c.Port)
	if err != nil {
		return err
	}
	cfg, err := demoConfig(filepath.Join(dir, "terang"), port, brand)
	if err != nil {
		return err
	}
	db, err := openStore(p.ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	w, err := seedDemo(p.ctx, db, cfg)
	if err != nil {
		return err
	}
	h, err := wire(p.ctx, cfg, db, wiring{
		log: newLogger(p.err, cfg.Log),
		demo: func(h *house) func(*http.ServeMux, func(http.ResponseWriter, string)) {
			return demoPages(h, w, brand).Routes
		},
	})
	if err != nil {
		return err
	}
	return h.serve(p.ctx, func(string) {
		p.tellDemo(demoPlaces(cfg.BaseURL(), brand.url, w), demoRun{
			Dir: dir, Kept: c.Keep != "", Wished: c.Port, Port: port, Took: time.Since(began),
		})
	})
}

// demoFolder makes the folder of the demo's data and says how it is removed: a kept one is not.
func demoFolder(keep string) (dir string, remove func(), err error) {
	if keep != "" {
		dir = keep
		err = os.MkdirAll(dir, 0o700)
		remove = func() {}
	} else {
		dir, err = os.MkdirTemp("", "terang-demo-")
		remove = func() { _ = os.RemoveAll(dir) } // the system empties its folder of temporary files too
	}
	for _, part := range []string{"toko", "terang"} {
		if err == nil {
			err = os.MkdirAll(filepath.Join(dir, part), 0o700)
		}
	}
	if err != nil {
		return "", nil, fail("demo_folder", err)
	}
	return dir, remove, nil
}

// freePort returns the wished port, or the next that nobody listens on; for 0 any.
func freePort(ctx context.Context, wished int) (int, error) {
	var last error
	for port := wished; port < wished+demoPorts && port <= 65535; port++ {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", loopback(port))
		if err == nil {
			return l.Addr().(*net.TCPAddr).Port, l.Close()
		}
		last = err
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	if last == nil {
		last = errors.New("ports end at 65535")
	}
	return 0, fail("listen", last, "address", loopback(wished))
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// demoConfig is a whole configuration that reads neither a file nor the environment.
func demoConfig(data string, port int, brand *shop) (config.Config, error) {
	name := "workspaces." + slug(demoBrand) + "."
	loaded, err := config.Load(config.Sources{
		ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist },
		Flags: map[string]string{
			"listen": loopback(port), "data": data, "log.level": "warn",
			name + "pack": demoPack, name + "action.url": brand.url, name + "action.header": toko.APIKeyHeader, name + "action.credential": brand.key,
		},
	})
	if err != nil {
		return config.Config{}, err
	}
	return loaded.Config, nil
}

// demoPages are the calls that only the demo has.
func demoPages(h *house, w demoWorld, brand *shop) *httpapi.DemoPages {
	phones := &brandPhones{base: brand.url, client: &http.Client{Timeout: demoPhoneTime}}
	return &httpapi.DemoPages{
		Info: httpapi.DemoInfo{
			Key: w.workspace.PublicKey, Brand: httpapi.DemoName{Name: w.workspace.Name}, Agent: httpapi.DemoName{Name: w.agent.Name},
			Customer: httpapi.DemoCustomer{Name: demoCustomerName, Order: toko.DemoOrder},
			URLs:     httpapi.DemoURLs{Shop: "/demo/shop", Console: "/console/", Brand: brand.url, BrandDocs: brand.url + "/openapi.yaml"},
		},
		SignIn: func(ctx context.Context) (string, error) {
			_, secret, err := h.accounts.LogIn(ctx, w.agent.Email, w.password)
			return secret, err
		},
		Phones: phones.after,
		Logger: h.log,
	}
}

// shop is the running system of the demo's brand.
type shop struct {
	url, key string
	system   *toko.Server
	server   *http.Server
}

// openShop starts Toko Terang on a port of its own. Terang reaches it over HTTP only, as it would any brand.
func openShop(dir string) (*shop, error) {
	key, err := shopKey(dir)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", loopback(0))
	if err != nil {
		return nil, fail("listen", err, "address", loopback(0))
	}
	s := &shop{url: "http://" + l.Addr().String(), key: key}
	s.system, err = toko.New(toko.Config{
		Dir: dir, APIKey: key, Clock: clock, Random: rand.Reader, PublicURL: s.url, Demo: true, CodesPerSubject: demoCodes,
	})
	if err != nil {
		return nil, errors.Join(fail("demo_shop", err), l.Close())
	}
	s.server = newHTTPServer(s.system.Handler())
	go func() { _ = s.server.Serve(l) }() // ends with close
	return s, nil
}

func (s *shop) close() {
	ctx, cancel := context.WithTimeout(context.Background(), demoBrandDrain)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
	_ = s.system.Close()
}

// shopKey makes the API key between Terang and the shop; a kept folder keeps its own.
func shopKey(dir string) (string, error) {
	file := filepath.Join(dir, "api.key")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		b = []byte(rand.Text())
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		return "", fmt.Errorf("terang: demo's API key: %w", err)
	}
	return string(b), nil
}

// demoWorld is who lives in the demo.
type demoWorld struct {
	workspace store.Workspace
	agent     store.Agent
	owner     store.Agent
	password  string // of both
}
