package httpapi

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"terang"
	"terang/config"
	"terang/store"
)

//go:embed public
var publicFiles embed.FS

// policyPublic is that of pages without scripts, for everybody.
const policyPublic = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' https:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// askRate bounds how often one address may ask whether words were said: enough for people, too little to guess by.
var askRate = config.Rate{PerMinute: 20, Burst: 20}

// publicPages are the pages by which anyone can check the brand: /verifikasi and /transparansi. On a shared installation
// they are a brand's under its widget key, /verifikasi/wk_…; where there is one brand only, the plain address is its.
type publicPages struct {
	*Server
	pages    *template.Template
	byAsker  *limiter
	measured *measures
}

func (s *Server) publicRoutes(mux *http.ServeMux) error {
	t, err := template.ParseFS(publicFiles, "public/*.html")
	if err != nil {
		return fmt.Errorf("httpapi: public pages: %w", err)
	}
	p := &publicPages{Server: s, pages: t, byAsker: newLimiter(askRate, s.Clock), measured: &measures{clock: s.Clock}}
	sheet, err := publicFiles.ReadFile("public/public.css")
	if err != nil {
		return fmt.Errorf("httpapi: public pages: %w", err)
	}
	sheet = append(s.fontFace(), sheet...)
	mux.HandleFunc("GET /public/public.css", func(w http.ResponseWriter, _ *http.Request) {
		s.public(w, "text/css; charset=utf-8", "public, max-age=3600", sheet)
	})
	for _, path := range []string{"/verifikasi", "/verifikasi/{key}"} {
		mux.HandleFunc("GET "+path, p.verify)
		mux.HandleFunc("POST "+path, p.verify)
	}
	mux.HandleFunc("GET /verifikasi/luring.html", p.offline)
	for _, path := range []string{"/transparansi", "/transparansi/{key}"} {
		mux.HandleFunc("GET "+path, p.transparency)
	}
	mux.Handle("GET /verify", http.RedirectHandler("/verifikasi?lang=en", http.StatusFound))
	mux.Handle("GET /transparency", http.RedirectHandler("/transparansi?lang=en", http.StatusFound))
	return nil
}

// fontFace names the font that the console was built with, if it was: its file has a digest in its name.
func (s *Server) fontFace() []byte {
	for name := range s.assets {
		if strings.HasPrefix(name, "console/assets/plus-jakarta-sans-latin-wght-normal") && strings.HasSuffix(name, ".woff2") {
			return fmt.Appendf(nil, "@font-face { font-family: \"Plus Jakarta Sans Variable\"; font-weight: 200 800; font-display: swap; src: url(\"/%s\") format(\"woff2\"); }\n", name)
		}
	}
	return nil
}

// brand finds whose page is asked for. One that is not named is the only one, if there is only one; with several, the
// workspace is empty and there is no error.
func (p *publicPages) brand(r *http.Request) (store.Workspace, error) {
	if key := r.PathValue("key"); key != "" {
		return p.directory.key(r.Context(), key)
	}
	return p.directory.sole(r.Context())
}

// nameOf is what a workspace's brand is called, "" for none.
func (p *publicPages) nameOf(w store.Workspace) string {
	if b, ok := p.Brand(w.ID); ok {
		return b.Name
	}
	return w.Name
}

// sole returns the only workspace, or none where there are several.
func (d *directory) sole(ctx context.Context) (store.Workspace, error) {
	_, err := d.id(ctx, "") // looks again where it knows none
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.byID) == 1 {
		for _, w := range d.byID {
			return w, nil
		}
	}
	if err != nil && terang.KindOf(err) != terang.NotFound {
		return store.Workspace{}, err
	}
	return store.Workspace{}, nil
}

// frame is what every public page has.
type frame struct {
	Language, Other, OtherHref, Title, Brand string
	Nav                                      []navLink
	T                                        map[string]string
}

type navLink struct {
	Href, Label string
	Here        bool
}

func (p *publicPages) frame(r *http.Request, page, brand string) (frame, terang.Language) {
	l := languageOf(r.Context())
	if asked := terang.Language(r.URL.Query().Get("lang")); asked.Valid() {
		l = asked
	}
	t := make(map[string]string, len(publicText))
	for key, text := range publicText {
		t[key] = strings.ReplaceAll(text.In(l), "{brand}", brand)
	}
	key := ""
	if k := r.PathValue("key"); k != "" {
		key = "/" + url.PathEscape(k)
	}
	f := frame{Language: string(l), Other: string(other(l)), Title: t[page+"_title"], Brand: brand, T: t}
	f.OtherHref = r.URL.EscapedPath() + "?lang=" + f.Other
	for _, one := range []struct{ page, path string }{{"verify", "/verifikasi"}, {"trans", "/transparansi"}} {
		f.Nav = append(f.Nav, navLink{one.path + key + "?lang=" + f.Language, t[one.page+"_nav"], one.page == page})
	}
	return f, l
}

func (p *publicPages) write(w http.ResponseWriter, r *http.Request, status int, name string, view any) {
	var out bytes.Buffer
	if err := p.pages.ExecuteTemplate(&out, name, view); err != nil {
		writeProblem(w, r, p.fail(r.Context(), "public", fmt.Errorf("httpapi: public page: %w", err)))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policyPublic)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Language")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// offline serves the verify page that needs no server, to keep: it has everything in one file, and its own policy, which
// allows its one script and no connection.
func (p *publicPages) offline(w http.ResponseWriter, r *http.Request) {
	a, ok := p.assets["verify/terang-verify.html"]
	if !ok {
		writeProblem(w, r, terang.Fail(terang.Unavailable, "web_missing"))
		return
	}
	const begin = `http-equiv="Content-Security-Policy" content="`
	_, rest, _ := strings.Cut(string(a.body), begin)
	policy, _, _ := strings.Cut(rest, `"`)
	w.Header().Set("Content-Security-Policy", policy+"; frame-ancestors 'self'")
	p.public(w, a.kind, "no-cache", a.body)
}
