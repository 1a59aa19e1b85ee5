package main

import (
	"context"
	"errors"
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
	"terang/internal/backend"
	"terang/store"
)

// Limits and places of the demonstration.
const (
	demoPorts = 50 // how many are tried where the wished one is taken
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
	systems, err := listenBrands(p.ctx, dir)
	if err != nil {
		return err
	}
	defer closeBrands(systems)
	port, err := freePort(p.ctx, c.Port)
	if err != nil {
		return err
	}
	cfg, err := demoConfig(filepath.Join(dir, "terang"), port, systems)
	if err != nil {
		return err
	}
	db, err := openStore(p.ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	worlds, err := seedDemo(p.ctx, db, cfg)
	if err != nil {
		return err
	}
	for i, s := range systems {
		token, err := eventToken(p.ctx, db, s, worlds[i])
		if err != nil {
			return err
		}
		if err := s.open(backend.Target{URL: "http://" + loopback(port) + "/api/v1/events", Token: token}); err != nil {
			return err
		}
	}
	h, err := wire(p.ctx, cfg, db, wiring{
		log: newLogger(p.err, cfg.Log),
		demo: func(h *house) func(*http.ServeMux, func(http.ResponseWriter, string)) {
			return demoPages(h, worlds, systems).Routes
		},
	})
	if err != nil {
		return err
	}
	return h.serve(p.ctx, func(string) {
		p.tellDemo(demoPlaces(cfg.BaseURL(), worlds, systems), demoRun{
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
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "terang"), 0o700)
	}
	if err != nil {
		return "", nil, fail("demo_folder", err)
	}
	return dir, remove, nil
}

// listenBrands takes a port for each brand's system.
func listenBrands(ctx context.Context, dir string) ([]*brandSystem, error) {
	var out []*brandSystem
	for _, b := range demoBrands {
		s, err := listenBrand(ctx, b, filepath.Join(dir, b.folder))
		if err != nil {
			closeBrands(out)
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func closeBrands(systems []*brandSystem) {
	for _, s := range systems {
		s.close()
	}
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
func demoConfig(data string, port int, systems []*brandSystem) (config.Config, error) {
	flags := map[string]string{"listen": loopback(port), "data": data, "log.level": "warn"}
	for _, s := range systems {
		name := "workspaces." + slug(s.brand.name) + "."
		flags[name+"pack"], flags[name+"action.url"] = s.brand.pack, s.url
		flags[name+"action.header"], flags[name+"action.credential"] = backend.APIKeyHeader, s.key
	}
	loaded, err := config.Load(config.Sources{ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist }, Flags: flags})
	if err != nil {
		return config.Config{}, err
	}
	return loaded.Config, nil
}

// demoPages are the calls that only the demo has.
func demoPages(h *house, worlds []demoWorld, systems []*brandSystem) *httpapi.DemoPages {
	d := &httpapi.DemoPages{Logger: h.log}
	for i, s := range systems {
		d.Brands = append(d.Brands, s.page(h, worlds[i]))
	}
	return d
}

// demoWorld is who lives in one brand of the demo.
type demoWorld struct {
	workspace store.Workspace
	agent     store.Agent
	owner     store.Agent
	password  string // of all of the demo's people
}
