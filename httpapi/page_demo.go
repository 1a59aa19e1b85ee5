package httpapi

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"terang"
)

//go:embed demo
var demoFiles embed.FS

// maxDemoBody is the largest body that is handed on.
const maxDemoBody = 4 << 10

// policyShop is that of a page that embeds the widget by its one script tag.
const policyShop = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// DemoPages is what only `terang demo` serves beside its page: calls that tell the page its world, sign the
// demo's agent in without a password, and read the make-believe phones of the brand's customers; and an
// example shop. `terang serve` never mounts it. The calls answer only this machine: the peer and the name by
// which it was called must both be loopback.
type DemoPages struct {
	Brands []DemoBrand // the first is shown where none is named
	Logger *slog.Logger
}

// DemoBrand is one brand of the demo.
type DemoBrand struct {
	Info   DemoInfo
	SignIn func(ctx context.Context) (secret string, err error)
	// Phones returns what the brand's system sent to customers' phones after a message id, oldest first.
	Phones func(ctx context.Context, since int64) ([]DemoSMS, error)
	// System asks the brand's system ("faults", "events", "happenings/order_delayed") and gives its JSON as it is.
	System func(ctx context.Context, method, path string, body []byte) (json.RawMessage, error)
}

// DemoInfo is what the demo page is told of a brand.
//
//	{"id":"retail","key":"wk_…","brand":{"name":"Toko Terang"},"agent":{"name":"Rina"},"customer":{"name":"Sari Wulandari","order":"TRG-1042"},
//	 "urls":{"shop":"/demo/shop?brand=retail","console":"/console/","brand":"http://127.0.0.1:41233","brand_docs":"http://127.0.0.1:41233/openapi.yaml"},
//	 "brands":[{"id":"retail","name":"Toko Terang"},{"id":"finance","name":"Bank Terang"}]}
type DemoInfo struct {
	ID       string         `json:"id"`
	Key      string         `json:"key"`
	Brand    DemoName       `json:"brand"`
	Agent    DemoName       `json:"agent"`
	Customer DemoCustomer   `json:"customer"`
	URLs     DemoURLs       `json:"urls"`
	Brands   []DemoBrandTab `json:"brands"` // all that there are
}

// DemoBrandTab is a brand that can be chosen.
type DemoBrandTab struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// DemoName is somebody or something by name.
type DemoName struct {
	Name string `json:"name"`
}

// DemoCustomer is the customer whose phone the page shows.
type DemoCustomer struct {
	Name  string `json:"name"`
	Order string `json:"order"`
}

// DemoURLs are the places of the demo.
type DemoURLs struct {
	Shop      string `json:"shop"`
	Console   string `json:"console"`
	Brand     string `json:"brand"`
	BrandDocs string `json:"brand_docs"`
}

// DemoSMS is one message on a make-believe phone.
type DemoSMS struct {
	ID   int64     `json:"id"`
	Kind string    `json:"kind"`
	From string    `json:"from"`
	To   string    `json:"to"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// DemoSMSList are the messages after the one that was asked for; Next is what to ask for the next time.
type DemoSMSList struct {
	Items []DemoSMS `json:"items"`
	Next  int64     `json:"next"`
}

// brand finds the brand that ?brand= names.
func (d *DemoPages) brand(r *http.Request) (*DemoBrand, error) {
	id := r.URL.Query().Get("brand")
	for i := range d.Brands {
		if id == "" || d.Brands[i].Info.ID == id {
			return &d.Brands[i], nil
		}
	}
	return nil, terang.Fail(terang.NotFound, "route_unknown")
}

// of is a call about one brand.
func (d *DemoPages) of(next func(b *DemoBrand, w http.ResponseWriter, r *http.Request) error) http.Handler {
	return d.here(func(w http.ResponseWriter, r *http.Request) error {
		b, err := d.brand(r)
		if err != nil {
			return err
		}
		return next(b, w, r)
	})
}

// Routes mounts everything; it has the form of [Pages.Demo].
func (d *DemoPages) Routes(mux *http.ServeMux, signIn func(w http.ResponseWriter, secret string)) {
	shop := template.Must(template.ParseFS(demoFiles, "demo/*.html"))
	mux.Handle("GET /api/v1/demo/info", d.of(func(b *DemoBrand, w http.ResponseWriter, _ *http.Request) error {
		info := b.Info
		for i := range d.Brands {
			info.Brands = append(info.Brands, DemoBrandTab{ID: d.Brands[i].Info.ID, Name: d.Brands[i].Info.Brand.Name})
		}
		return writeJSON(w, info)
	}))
	mux.Handle("POST /api/v1/demo/enter", d.of(func(b *DemoBrand, w http.ResponseWriter, r *http.Request) error {
		secret, err := b.SignIn(r.Context())
		if err != nil {
			return err
		}
		signIn(w, secret)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	mux.Handle("GET /api/v1/demo/phone", d.of(demoPhone))
	for _, route := range []string{"GET happenings", "POST happenings/{happening}", "GET faults", "POST faults", "GET events"} {
		method, path, _ := strings.Cut(route, " ")
		mux.Handle(method+" /api/v1/demo/"+path, d.of(demoSystem))
	}
	mux.Handle("GET /demo/shop", d.of(func(b *DemoBrand, w http.ResponseWriter, _ *http.Request) error {
		var page bytes.Buffer
		name := b.Info.ID + ".html"
		if shop.Lookup(name) == nil {
			name = "shop.html"
		}
		if err := shop.ExecuteTemplate(&page, name, b.Info); err != nil {
			return fmt.Errorf("httpapi: shop: %w", err)
		}
		return writePage(w, "text/html; charset=utf-8", page.Bytes())
	}))
	mux.Handle("GET /demo/shop.css", d.here(func(w http.ResponseWriter, _ *http.Request) error {
		b, err := demoFiles.ReadFile("demo/shop.css")
		if err != nil {
			return fmt.Errorf("httpapi: shop: %w", err)
		}
		return writePage(w, "text/css; charset=utf-8", b)
	}))
}

// demoSystem hands a call on to the brand's system: what the page may ask of it stands in the routes.
func demoSystem(b *DemoBrand, w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDemoBody))
	if err != nil {
		return terang.Fail(terang.Invalid, "invalid_input")
	}
	out, err := b.System(r.Context(), r.Method, strings.TrimPrefix(r.URL.Path, "/api/v1/demo/"), body)
	if err != nil {
		return &terang.Error{Kind: terang.Unavailable, Code: "overloaded", Err: err}
	}
	return writeJSON(w, out)
}

func demoPhone(b *DemoBrand, w http.ResponseWriter, r *http.Request) error {
	since := int64(0)
	if text := r.URL.Query().Get("since"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return terang.Fail(terang.Invalid, "invalid_input")
		}
		since = n
	}
	found, err := b.Phones(r.Context(), since)
	if err != nil {
		return &terang.Error{Kind: terang.Unavailable, Code: "overloaded", Err: err}
	}
	out := DemoSMSList{Items: found, Next: since}
	if out.Items == nil {
		out.Items = []DemoSMS{}
	}
	for _, m := range found {
		out.Next = max(out.Next, m.ID)
	}
	return writeJSON(w, out)
}

// here lets through what comes from this machine and was called by one of its own names: a page elsewhere
// cannot reach the demo by a name that it makes point here (DNS rebinding).
func (d *DemoPages) here(next func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopbackName(r.Host) || !loopbackPeer(r.RemoteAddr) {
			writeProblem(w, r, terang.Fail(terang.NotFound, "route_unknown"))
			return
		}
		if err := next(w, r); err != nil {
			if r.Context().Err() == nil {
				d.Logger.Error("demo request failed", "route", r.Pattern, "error", err)
			}
			writeProblem(w, r, err)
		}
	})
}

func loopbackPeer(address string) bool {
	a, err := netip.ParseAddrPort(address)
	return err == nil && a.Addr().Unmap().IsLoopback()
}

func loopbackName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if name == "localhost" {
		return true
	}
	if n := len(name); n > 1 && name[0] == '[' && name[n-1] == ']' {
		name = name[1 : n-1]
	}
	a, err := netip.ParseAddr(name)
	return err == nil && a.IsLoopback()
}

func writeJSON(w http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("httpapi: demo: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b) // the reader may be gone
	return nil
}

func writePage(w http.ResponseWriter, kind string, b []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", policyShop)
	_, _ = w.Write(b) // the reader may be gone
	return nil
}
