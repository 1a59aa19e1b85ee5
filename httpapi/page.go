package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"terang"
)

// The content security policies. No page has an inline script or style, and none loads from elsewhere but
// the brand's own logo.
const (
	policyBase  = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data: blob: https:; manifest-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; "
	policyOwn   = policyBase + "frame-src 'self'; frame-ancestors 'self'"
	policyPanel = policyBase + "frame-ancestors *" // the panel stands on brands' sites
	// The service worker fetches what it keeps, and nothing else: no page's policy holds for it.
	policyWorker = "default-src 'none'; script-src 'self'; connect-src 'self'"
	policyPlain  = "default-src 'none'; style-src 'self'; img-src 'self' https:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)

// minGzip is the size from which compressing is worth it.
const minGzip = 1 << 10

// asset is one built file, held in memory.
type asset struct {
	body    []byte
	kind    string
	tag     string
	forever bool // its name changes with its content
	zip     func() []byte
}

func loadAssets(tree fs.FS) (map[string]*asset, error) {
	out := map[string]*asset{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		kind := mime.TypeByExtension(path.Ext(name))
		if path.Ext(name) == ".webmanifest" { // https://www.w3.org/TR/appmanifest/#media-type-registration
			kind = "application/manifest+json"
		}
		if kind == "" {
			kind = "application/octet-stream"
		}
		a := &asset{body: b, kind: kind, tag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, forever: strings.Contains(name, "/assets/")}
		a.zip = sync.OnceValue(func() []byte { return compress(a) })
		out[name] = a
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("httpapi: web parts: %w", err)
	}
	return out, nil
}

// compress returns the gzip form, nil where it is not worth it.
func compress(a *asset) []byte {
	if len(a.body) < minGzip || strings.HasPrefix(a.kind, "font/") || strings.HasPrefix(a.kind, "image/") && !strings.HasPrefix(a.kind, "image/svg") {
		return nil
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(a.body); err != nil || w.Close() != nil || out.Len() >= len(a.body) {
		return nil
	}
	return out.Bytes()
}

func (s *Server) pageRoutes(mux *http.ServeMux) error {
	var err error
	if s.assets, err = loadAssets(s.Web); err != nil {
		return err
	}
	home := "/console/"
	if s.Pages.Demo != nil {
		s.Pages.Demo(mux, func(w http.ResponseWriter, secret string) {
			cookie := s.sessionCookie(secret, int(s.Session.Lifetime.Seconds()))
			http.SetCookie(w, &cookie)
		})
		home = "/demo"
		mux.HandleFunc("GET /demo", s.page("demo/index.html", policyOwn))
		mux.HandleFunc("GET /demo/{file...}", s.folder("demo", policyOwn))
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, home, http.StatusFound) })
	mux.Handle("GET /console", http.RedirectHandler("/console/", http.StatusMovedPermanently))
	mux.HandleFunc("GET /console/{file...}", s.folder("console", policyOwn))
	mux.HandleFunc("GET /w/panel", s.page("w/panel.html", policyPanel))
	mux.HandleFunc("GET /w/{file...}", s.folder("w", policyPanel))
	mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		b, err := s.OpenAPI()
		if err != nil {
			writeProblem(w, r, s.fail(r.Context(), "openapi", err))
			return
		}
		s.public(w, "application/json", "no-cache", b)
	})
	s.plainRoutes(mux)
	return s.publicRoutes(mux)
}

// page serves one file at one address.
func (s *Server) page(name, policy string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { s.serveAsset(w, r, name, policy) }
}

// folder serves a folder of the tree; its root is index.html.
func (s *Server) folder(dir, policy string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		file := r.PathValue("file")
		if file == "" {
			file = "index.html"
		}
		s.serveAsset(w, r, dir+"/"+file, policy)
	}
}

func (s *Server) serveAsset(w http.ResponseWriter, r *http.Request, name, policy string) {
	a, ok := s.assets[name]
	if !ok {
		err := terang.Fail(terang.NotFound, "route_unknown")
		if len(s.assets) < 3 { // only the marker that the folder is there
			err = terang.Fail(terang.Unavailable, "web_missing")
		}
		writeProblem(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.tag)
	h.Set("Cache-Control", "no-cache")
	if a.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.HasPrefix(name, "w/") {
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	} else {
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Frame-Options", "SAMEORIGIN")
	}
	if strings.HasPrefix(a.kind, "text/html") {
		h.Set("Content-Security-Policy", policy)
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	}
	if strings.HasSuffix(name, "/sw.js") {
		h.Set("Content-Security-Policy", policyWorker)
	}
	if strings.Contains(r.Header.Get("If-None-Match"), a.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if zip := a.zip(); zip != nil {
			body = zip
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Add("Vary", "Accept-Encoding")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// healthRoutes tell machines whether the process lives and whether it can hold conversations.
func (s *Server) healthRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		s.public(w, "text/plain; charset=utf-8", "no-store", []byte("ok\n"))
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := s.Ready(r.Context()); err != nil {
			s.Logger.Warn("not ready", "error", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("not ready\n"))
			return
		}
		s.public(w, "text/plain; charset=utf-8", "no-store", []byte("ready\n"))
	})
	if s.Pages.Metrics {
		mux.Handle("GET /metrics", MetricsHandler(s.Metrics))
	}
}
