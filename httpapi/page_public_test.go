package httpapi

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

func form(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }

func TestAnyoneCanAskWhetherAMessageIsGenuine(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	file := h.call("GET", "/api/v1/chat/receipts/"+h.a.message, "", bearing(h.a.contact)).body
	other := h.call("GET", "/api/v1/chat/receipts/"+h.b.message, "", bearing(h.b.contact)).body
	rep, err := receipt.Verify([]byte(file), "")
	if err != nil || rep.Shown == nil {
		t.Fatal(err)
	}
	path := "/verifikasi/" + h.a.workspace.PublicKey
	ask := func(path, q string, opts ...as) string {
		r := h.call("POST", path, "q="+url.QueryEscape(q), append(opts, form)...)
		if r.status != 200 || strings.Contains(r.header.Get("Content-Security-Policy"), "script-src") || strings.Contains(r.body, "<script") {
			t.Fatalf("%d %v %s", r.status, r.header, r.body)
		}
		return r.body
	}
	id := func(key string) string { return strings.ReplaceAll(publicText[key]["id"], "{brand}", "Toko Terang") }
	for name, c := range map[string]struct{ pasted, want string }{
		"a receipt":                  {file, id("answer_genuine")},
		"a changed receipt":          {strings.Replace(file, "index ", "index 1", 1), id("answer_wrong")},
		"a cut receipt":              {file[:len(file)/2], id("answer_wrong")},
		"another brand's receipt":    {other, id("answer_foreign")},
		"a message's id":             {h.a.message, id("answer_code")},
		"a code":                     {strings.ToLower(rep.Code), id("answer_code")},
		"another brand's message":    {h.b.message, id("answer_no_code")},
		"a code that is not there":   {"9999-AAAA-AAAA", id("answer_no_code")},
		"the words":                  {"Asisten AI\n" + strings.ToUpper(rep.Shown.Text) + "\n14.30", id("answer_said")},
		"words that were never said": {"Selamat! Anda memenangkan undian, buka tautan berikut ini sekarang", id("answer_never")},
		"too few words":              {"halo kak", id("answer_short")},
		"nothing":                    {"  ", id("answer_empty")},
	} {
		body := ask(path, c.pasted)
		if !strings.Contains(body, c.want) {
			t.Errorf("%s: want %q in %s", name, c.want, body)
		}
		if name != "a receipt" && strings.Contains(body, "<blockquote>") {
			t.Errorf("%s: the words of a message are shown", name)
		}
	}
	if body := ask(path, "<script>alert(1)</script> kata-kata yang cukup panjang untuk ditanya"); !strings.Contains(body, "&lt;script&gt;") {
		t.Error("what was pasted stands unescaped")
	}
	if body := ask("/verifikasi?lang=en", h.a.message); !strings.Contains(body, publicText["answer_which"]["en"]) {
		t.Error("with two brands a code alone names none")
	}
	if body := ask("/verifikasi", other); !strings.Contains(body, "Asli") {
		t.Error("a receipt names its brand by itself")
	}
	if r := h.call("GET", "/verifikasi/wk_nobody", ""); r.status != 404 {
		t.Errorf("an unknown brand: %d", r.status)
	}
	limited := false
	for range 30 {
		r := h.call("POST", path, "q=x", form)
		limited = limited || r.status == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("texts can be guessed without limit")
	}
}

func TestTransparencyIsMadeOfWhatRuns(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	path := "/transparansi/" + h.a.workspace.PublicKey
	pack, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	h.server.Transparency = func(ws string) (Transparency, bool) {
		return Transparency{Description: pack.Brain.Describe(), Operator: pack.Brand.Operator, Hours: pack.Brand.Hours.Text, TakeOver: 40, Articles: 3}, ws == h.a.workspace.ID
	}
	for _, l := range []terang.Language{"id", "en"} {
		r := h.call("GET", path+"?lang="+string(l), "")
		if r.status != 200 || strings.Contains(r.body, "<script") || strings.Contains(r.body, "%!") || strings.Contains(r.body, "{brand}") || !strings.Contains(r.body, `<html lang="`+string(l)+`">`) {
			t.Fatalf("%d %s", r.status, r.body)
		}
		want := []string{pack.Brain.Describe().Model, "/log/" + h.a.workspace.ID + "/keys", publicText["measured_ai"][l], pack.Brain.Brand().Hours.Text.In(l)}
		for _, one := range pack.Brain.Describe().Does {
			want = append(want, one.Title.In(l))
		}
		for _, w := range want {
			if !strings.Contains(r.body, w) {
				t.Errorf("%s: the page lacks %q", l, w)
			}
		}
	}
	if r := h.call("GET", "/transparansi", ""); r.status != 200 || !strings.Contains(r.body, publicText["choose"]["id"]) {
		t.Errorf("with two brands: %d %s", r.status, r.body)
	}
}

func TestPublicTextsHaveBothLanguages(t *testing.T) {
	for key, text := range publicText {
		if text["id"] == "" || text["en"] == "" || strings.Count(text["id"], "%") != strings.Count(text["en"], "%") {
			t.Errorf("%s: %v", key, text)
		}
	}
}

func TestTheLogIsServedAsMonitorsExpect(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	log := "/log/" + h.a.workspace.ID
	size, _, err := h.server.Proofs.Head(t.Context(), h.a.workspace.ID)
	if err != nil || size < 1 || size > 200 {
		t.Fatal(size, err)
	}
	if made, err := h.server.Proofs.Daily(t.Context(), h.a.workspace.ID); err != nil || !made {
		t.Fatal(err)
	}
	part := ".p/" + string(rune('0'+min(size, 9)))
	day := h.server.Clock().UTC().Format("2006-01-02")
	for path, want := range map[string][3]string{
		"/checkpoint":                {"200", "text/plain; charset=utf-8", "no-cache"},
		"/tile/0/000" + part:         {"200", "application/octet-stream", "public, max-age=31536000, immutable"},
		"/tile/entries/000" + part:   {"200", "application/octet-stream", "public, max-age=31536000, immutable"},
		"/keys":                      {"200", "application/json", "public, max-age=60"},
		"/daily":                     {"200", "application/json", "public, max-age=60"},
		"/daily/" + day:              {"200", "text/plain; charset=utf-8", "public, max-age=86400"},
		"/daily/2020-01-01":          {"404"},
		"/daily/yesterday":           {"404"},
		"/tile/data/000" + part:      {"404"},
		"/tile/0/000.p/256":          {"404"},
		"/tile/0/000.p/0":            {"404"},
		"/tile/0/000.p/01":           {"404"},
		"/tile/00/000" + part:        {"404"},
		"/tile/0/0000" + part:        {"404"},
		"/tile/0/x000/000" + part:    {"404"},
		"/tile/63/000" + part:        {"404"},
		"/tile/-1/000" + part:        {"404"},
		"/tile/0/x999/x999/999":      {"404"},
		"/tile/0":                    {"404"},
		"/tile/entries/x001/234.p/1": {"404"},
	} {
		r := h.call("GET", log+path, "")
		if http.StatusText(r.status) == "" || want[0] != map[int]string{200: "200", 404: "404"}[r.status] {
			t.Errorf("%s: %d, want %s", path, r.status, want[0])
			continue
		}
		if r.status == 200 && (r.header.Get("Content-Type") != want[1] || r.header.Get("Cache-Control") != want[2] || r.header.Get("Access-Control-Allow-Origin") != "*") {
			t.Errorf("%s: %v", path, r.header)
		}
	}
	trust, err := receipt.ParseTrust(h.call("GET", log+"/keys", "").body)
	if err != nil || len(trust.Keys) != 1 {
		t.Fatal(err)
	}
	if _, err := trust.Open([]byte(h.call("GET", log+"/checkpoint", "").body)); err != nil {
		t.Error(err)
	}
	if r := h.call("GET", "/log/ws_none/keys", ""); r.status != 404 {
		t.Errorf("no log: %d", r.status)
	}
	if err := h.db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(`delete from leaf where idx = 0`); return err }); err != nil {
		t.Fatal(err)
	}
	if r := h.call("GET", log+"/tile/0/000"+part, ""); r.status != 500 {
		t.Errorf("a log with a hole is served: %d", r.status)
	}
}

func FuzzTilePath(f *testing.F) {
	for _, s := range []string{"0/000", "entries/x001/234.p/7", "data/000", "0/x001/000", "63/999", "70/000", "0/000.p/256", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := parseTile(path)
		if err != nil {
			if terang.KindOf(err) != terang.NotFound {
				t.Fatal(err)
			}
			return
		}
		if tile.H != 8 || tile.L < -1 || tile.L > 63 || tile.N < 0 || tile.W < 1 || tile.W > 256 {
			t.Fatalf("%q: %+v", path, tile)
		}
		again := strings.Replace(strings.TrimPrefix(tile.Path(), "tile/8/"), "data/", "entries/", 1)
		if again != path {
			t.Fatalf("%q and %q are one tile", path, again)
		}
	})
}
