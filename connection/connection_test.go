package connection

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/action"
	"terang/store"
	"terang/store/storetest"
)

const (
	ws     = "ws_1"
	canary = "s3cret-canary-value"
)

func bytesOf(n int) []byte { b := make([]byte, n); _, _ = rand.Read(b); return b }

func ringOf(t testing.TB, n int) Ring {
	t.Helper()
	var r Ring
	for range n {
		var err error
		if r, err = r.With(bytesOf(keySize)); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// house is a service on a store, with one key ring that the test may change, and its log.
type house struct {
	*Service
	t    testing.TB
	mu   sync.Mutex
	ring Ring
	log  bytes.Buffer
}

func (h *house) keys() (Ring, error) { h.mu.Lock(); defer h.mu.Unlock(); return h.ring, nil }

func newHouse(t testing.TB, db *store.DB, p Pack, private ...string) *house {
	t.Helper()
	h := &house{t: t, ring: ringOf(t, 1)}
	h.Service = New(Parts{
		Store: db, Keys: h.keys, Private: private, Clock: time.Now, Random: bytesOf, Jitter: func() float64 { return 0 },
		Logger: slog.New(slog.NewTextHandler(&h.log, nil)), Version: "test",
	})
	if err := h.Open(t.Context(), ws, p); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	return h
}

func (h *house) put(c Connection, secret string) Connection {
	h.t.Helper()
	s := action.Secret(secret)
	saved, err := h.Put(h.t.Context(), ws, "agt_1", c, &s)
	if err != nil {
		h.t.Fatal(err)
	}
	return saved
}

func codeOf(err error) string {
	e, _ := errors.AsType[*terang.Error](err)
	if e == nil {
		return ""
	}
	return e.Code
}

var look = action.Spec{
	Name: "look", Method: "GET", Path: "/things", Risk: action.RiskRead, Retries: -1,
	Outputs: []action.Output{{Name: "who", Path: "who", Required: true}},
}

// system answers with what it was sent to prove who calls.
func system(t testing.TB) (*httptest.Server, string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		who := r.Header.Get("Authorization") + r.Header.Get("X-Key")
		if who == "" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"who": who})
	}))
	t.Cleanup(s.Close)
	return s, strings.TrimPrefix(s.URL, "http://")
}

func TestSecretsOpenOnlyWhereTheyBelong(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ring := ringOf(t, rapid.IntRange(1, 3).Draw(rt, "keys"))
		about := rapid.SliceOfN(rapid.String(), 1, 4).Draw(rt, "about")
		secret := action.Secret(rapid.String().Draw(rt, "secret"))
		sealed, err := ring.seal(secret, about, bytesOf)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := ring.open(sealed, about); err != nil || got != secret {
			rt.Fatal(got, err)
		}
		later, _ := ring.With(bytesOf(keySize))
		if got, err := later.open(sealed, about); err != nil || got != secret || later.current(sealed) {
			rt.Fatal("a newer ring does not open what an older key sealed", err)
		}
		other := append([]string{}, about...)
		i := rapid.IntRange(0, len(other)-1).Draw(rt, "part")
		other[i] += "x"
		if _, err := ring.open(sealed, other); err == nil {
			rt.Fatal("opened elsewhere")
		}
		if _, err := ring.open(sealed, append(about, "")); err == nil {
			rt.Fatal("opened for a longer list")
		}
		bent := bytes.Clone(sealed)
		bent[rapid.IntRange(0, len(bent)-1).Draw(rt, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		if _, err := ring.open(bent, about); err == nil {
			rt.Fatal("opened after a bit was turned")
		}
		if _, err := ring.open(sealed[:rapid.IntRange(0, len(sealed)-1).Draw(rt, "cut")], about); err == nil {
			rt.Fatal("opened after it was cut")
		}
		if _, err := ringOf(t, 1).open(sealed, about); err == nil {
			rt.Fatal("opened with another key")
		}
		if len(secret) > 3 && bytes.Contains(sealed, []byte(secret)) {
			rt.Fatal("the secret can be read")
		}
	})
}

func TestARingIsReadBack(t *testing.T) {
	t.Parallel()
	r := ringOf(t, 3)
	back, err := ParseRing("# a remark\n" + strings.ReplaceAll(r.Text(), "\n", " # another\n"))
	if err != nil || back.Text() != r.Text() || r.Newest().Len() != 1 {
		t.Fatal(err, back.Len())
	}
	if text := fmt.Sprintf("%v %+v %#v", r, r, r); strings.Contains(text, strings.Fields(r.Text())[0]) {
		t.Error("a ring is printed with its keys")
	}
	for _, bad := range []string{"", "#", "abc", "AAAA", strings.Repeat(r.Newest().Text(), 1) + "x"} {
		if _, err := ParseRing(bad); err == nil {
			t.Errorf("%q is a ring", bad)
		}
	}
}

func TestEachCredentialIsSentAsItsKindSays(t *testing.T) {
	t.Parallel()
	s, host := system(t)
	h := newHouse(t, storetest.SQLite(t), Pack{Actions: []action.Spec{look}}, host)
	version := int64(0)
	for _, c := range []struct {
		auth Auth
		want string
	}{
		{Auth{Kind: AuthHeader, Header: "X-Key"}, canary},
		{Auth{Kind: AuthBearer}, "Bearer " + canary},
		{Auth{Kind: AuthBasic, Username: "toko"}, "Basic dG9rbzpzM2NyZXQtY2FuYXJ5LXZhbHVl"},
	} {
		saved := h.put(Connection{Name: Default, Kind: HTTP, URL: s.URL, Auth: c.auth, Version: version}, canary)
		version = saved.Version
		res, err := h.Caller(ws).Call(t.Context(), action.Request{Action: "look"})
		if err != nil || res.Data["who"] != c.want {
			t.Errorf("%s: %v %v", c.auth.Kind, res.Data, err)
		}
		if r, err := h.Test(t.Context(), ws, Default); err != nil || !r.OK || r.Status != 200 {
			t.Errorf("%s: %+v %v", c.auth.Kind, r, err)
		}
		all, err := h.List(t.Context(), ws)
		if err != nil || len(all) != 1 || !all[0].HasSecret || all[0].Actions != 1 {
			t.Fatal(all, err)
		}
		if text := fmt.Sprintf("%+v", all); strings.Contains(text, canary) {
			t.Error("the list shows the secret")
		}
	}
	rows, err := store.Connections(t.Context(), h.Store, ws)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	if text := fmt.Sprintf("%+v %s", rows[0], rows[0].Secret); strings.Contains(text, canary) {
		t.Error("the store has the secret in the clear")
	}
	if strings.Contains(h.log.String(), canary) {
		t.Error("the log has the secret")
	}
}

func TestASecretDoesNotFollowToAnotherHost(t *testing.T) {
	t.Parallel()
	s, host := system(t)
	thief, elsewhere := system(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, Pack{Actions: []action.Spec{look}}, host, elsewhere)
		c := h.put(Connection{Name: Default, Kind: HTTP, URL: s.URL + "/v1", Auth: Auth{Kind: AuthBearer}}, canary)
		c.URL = s.URL + "/v2" // another path of the same host: it may stay
		c, err := h.Put(t.Context(), ws, "agt_1", c, nil)
		if err != nil || !c.HasSecret {
			t.Fatal(c, err)
		}
		moved := c
		moved.URL = thief.URL
		if _, err := h.Put(t.Context(), ws, "agt_1", moved, nil); codeOf(err) != "secret_needed" {
			t.Error(err)
		}
		renamed := c
		renamed.Auth = Auth{Kind: AuthHeader, Header: "X-Key"}
		if _, err := h.Put(t.Context(), ws, "agt_1", renamed, nil); codeOf(err) != "secret_needed" {
			t.Error(err)
		}
		stale := c
		stale.Version--
		if _, err := h.Put(t.Context(), ws, "agt_1", stale, nil); codeOf(err) != "connection_changed" {
			t.Error(err)
		}
		// Somebody who can write to the store points the row elsewhere: the secret does not open.
		check(t, db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Do(`update connection set url = $1, version = version + 1 where workspace_id = $2`, thief.URL, ws)
		}))
		check(t, h.follow(t.Context()))
		if r, err := h.Test(t.Context(), ws, Default); err != nil || r.OK || r.Code != "secret_unreadable" {
			t.Error(r, err)
		}
		if _, err := h.Caller(ws).Call(t.Context(), action.Request{Action: "look"}); codeOf(err) != "action_not_connected" {
			t.Error(err)
		}
		check(t, h.Delete(t.Context(), ws, Default))
		if err := h.Delete(t.Context(), ws, Default); codeOf(err) != "connection_not_found" {
			t.Error(err)
		}
	})
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestPrivateHostsAreTheOperatorsToName(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t), Pack{}, "10.0.0.5:8080")
	for url, code := range map[string]string{
		"http://127.0.0.1:9000":            "connection_private",
		"https://localhost":                "connection_private",
		"https://shop.localhost.":          "connection_private",
		"http://169.254.169.254":           "connection_private",
		"https://[::1]:443":                "connection_private",
		"https://[::ffff:10.0.0.1]":        "connection_private",
		"http://10.0.0.5:8081":             "connection_private",
		"http://10.0.0.5:8080":             "",
		"http://api.toko.example":          "connection_plain",
		"https://api.toko.example/v1":      "",
		"https://u:p@api.toko.example":     "connection_invalid",
		"ftp://api.toko.example":           "connection_invalid",
		"https://api.toko.example/?key=1":  "connection_invalid",
		"file:///etc/passwd":               "connection_invalid",
		"https://api.toko.example:99999/x": "",
	} {
		c := Connection{Name: "one", Kind: HTTP, URL: url, Auth: Auth{Kind: AuthNone}}
		_, err := h.Put(t.Context(), ws, "agt_1", c, nil)
		if codeOf(err) != code || code == "" && err != nil {
			t.Errorf("%s: %v, want %q", url, err, code)
		}
		if err == nil {
			check(t, h.Delete(t.Context(), ws, "one"))
		}
	}
	// The token's address is bounded in the same way.
	c := Connection{Name: "one", Kind: HTTP, URL: "https://api.toko.example", Auth: Auth{Kind: AuthOAuth2, TokenURL: "http://127.0.0.1/token", ClientID: "x"}}
	secret := action.Secret(canary)
	if _, err := h.Put(t.Context(), ws, "agt_1", c, &secret); codeOf(err) != "connection_private" {
		t.Error(err)
	}
}

func TestTheOperatorsConnectionWins(t *testing.T) {
	t.Parallel()
	fixed, fixedHost := system(t)
	other, otherHost := system(t)
	warehouse := look
	warehouse.Name, warehouse.Connection = "stock", "warehouse"
	h := newHouse(t, storetest.SQLite(t), Pack{Actions: []action.Spec{look, warehouse}, Fixed: &action.Config{
		BaseURL: fixed.URL, Allow: []string{fixedHost}, Credential: action.Credential{Header: "X-Key", Value: "fixed"}, Clock: time.Now, Jitter: func() float64 { return 0 },
	}}, otherHost)
	h.put(Connection{Name: Default, Kind: HTTP, URL: other.URL, Auth: Auth{Kind: AuthBearer}}, "stored")
	if res, err := h.Caller(ws).Call(t.Context(), action.Request{Action: "look"}); err != nil || res.Data["who"] != "fixed" {
		t.Error(res, err)
	}
	if _, err := h.Caller(ws).Call(t.Context(), action.Request{Action: "stock"}); codeOf(err) != "action_not_connected" {
		t.Error(err)
	}
	h.put(Connection{Name: "warehouse", Kind: HTTP, URL: other.URL, Auth: Auth{Kind: AuthBearer}}, "stored")
	if res, err := h.Caller(ws).Call(t.Context(), action.Request{Action: "stock"}); err != nil || res.Data["who"] != "Bearer stored" {
		t.Error(res, err)
	}
	all, err := h.List(t.Context(), ws)
	if err != nil || len(all) != 2 || !all[0].Fixed || all[0].Actions != 1 || all[1].Actions != 1 {
		t.Error(all, err)
	}
}

func TestRotationLeavesNothingUnderTheOldKey(t *testing.T) {
	t.Parallel()
	s, host := system(t)
	h := newHouse(t, storetest.SQLite(t), Pack{Actions: []action.Spec{look}}, host)
	for i := range 3 {
		h.put(Connection{Name: fmt.Sprintf("c%d", i), Kind: HTTP, URL: s.URL, Auth: Auth{Kind: AuthBearer}}, canary)
	}
	check(t, h.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Do(`update connection set url = 'http://127.0.0.1:1' where name = 'c2'`) // no key opens it any more
	}))
	h.mu.Lock()
	next, err := h.ring.With(bytesOf(keySize))
	check(t, err)
	h.ring = next
	h.mu.Unlock()
	done, unreadable, err := h.Rotate(t.Context())
	if err != nil || done != 2 || unreadable != 1 {
		t.Fatal(done, unreadable, err)
	}
	if done, _, err := h.Rotate(t.Context()); err != nil || done != 0 {
		t.Error("rotated twice", done, err)
	}
	h.mu.Lock()
	h.ring = h.ring.Newest()
	h.mu.Unlock()
	again := newHouse(t, h.Store, Pack{Actions: []action.Spec{{Name: "look", Connection: "c1", Method: "GET", Path: "/things", Risk: action.RiskRead, Outputs: look.Outputs}}}, host)
	again.mu.Lock()
	again.ring = h.ring
	again.mu.Unlock()
	check(t, again.reload(t.Context(), ws))
	if res, err := again.Caller(ws).Call(t.Context(), action.Request{Action: "look"}); err != nil || res.Data["who"] != "Bearer "+canary {
		t.Error(res, err)
	}
}

func TestActionsOfTheConsoleAreCalledFromTheNextCallOn(t *testing.T) {
	t.Parallel()
	s, host := system(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var changed []string
		h := newHouse(t, db, Pack{Actions: []action.Spec{look}}, host)
		h.Changed = func(id string) { changed = append(changed, id) }
		other := newHouse(t, db, Pack{Actions: []action.Spec{look}}, host) // another node
		other.mu.Lock()
		other.ring = h.ring
		other.mu.Unlock()
		h.put(Connection{Name: Default, Kind: HTTP, URL: s.URL, Auth: Auth{Kind: AuthBearer}}, canary)
		const source = "actions:\n  - name: see\n    method: GET\n    path: /see\n    risk: read\n    outputs: {who: who}\n"
		for bad, want := range map[string]string{
			strings.Replace(source, "see\n", "look\n", 1):                              "the pack has an action of this name",
			strings.Replace(source, "risk: read", "risk: low", 1):                      `risk "low" is not one of`,
			source + "    connection: nowhere\n":                                       "there is no connection nowhere",
			strings.Replace(source, "method: GET\n    path: /see", "tool: see", 1):     "the connection is http",
			strings.Replace(source, "actions:", "actions: &a", 1):                      "anchors and aliases",
			"actions:\n" + strings.Repeat(strings.TrimPrefix(source, "actions:\n"), 2): "the name is taken by line",
		} {
			_, problems, err := h.SaveSource(t.Context(), ws, "agt_1", bad, 0)
			if err != nil || len(problems) == 0 || !strings.Contains(problems[0].Problem, want) {
				t.Errorf("%q: %v %v", want, problems, err)
			}
		}
		saved, problems, err := h.SaveSource(t.Context(), ws, "agt_1", source, 0)
		if err != nil || len(problems) > 0 || saved.Version != 1 || len(changed) != 1 {
			t.Fatal(saved, problems, err, changed)
		}
		if _, _, err := h.SaveSource(t.Context(), ws, "agt_1", source, 0); codeOf(err) != "actions_changed" {
			t.Error(err)
		}
		check(t, other.follow(t.Context()))
		for _, one := range []*house{h, other} {
			if res, err := one.Caller(ws).Call(t.Context(), action.Request{Action: "see"}); err != nil || res.Data["who"] != "Bearer "+canary {
				t.Error(res, err)
			}
			if spec, ok := one.Caller(ws).Spec("see"); !ok || spec.Path != "/see" {
				t.Error(spec)
			}
		}
	})
}

func TestAReportTellsTheTruth(t *testing.T) {
	t.Parallel()
	var status int
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status == http.StatusFound {
			w.Header().Set("Location", "http://example.com")
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	host := strings.TrimPrefix(s.URL, "http://")
	h := newHouse(t, storetest.SQLite(t), Pack{}, host, "127.0.0.1:1")
	h.put(Connection{Name: "one", Kind: HTTP, URL: s.URL, Auth: Auth{Kind: AuthBearer}}, canary)
	for _, c := range []struct {
		status int
		ok     bool
		code   string
		reason action.Reason
	}{
		{200, true, "", ""},
		{404, true, "", ""}, // there is nothing at the base, but it answers
		{401, false, action.CodeRejected, action.ReasonCredential},
		{403, false, action.CodeRejected, action.ReasonCredential},
		{302, false, action.CodeRefused, action.ReasonRedirect},
		{503, false, action.CodeFailed, action.ReasonStatus},
	} {
		status = c.status
		r, err := h.Test(t.Context(), ws, "one")
		if err != nil || r.OK != c.ok || r.Code != c.code || r.Reason != c.reason || r.Status != c.status {
			t.Errorf("%d: %+v %v", c.status, r, err)
		}
	}
	h.put(Connection{Name: "gone", Kind: HTTP, URL: "http://127.0.0.1:1", Auth: Auth{Kind: AuthNone}}, "")
	if r, err := h.Test(t.Context(), ws, "gone"); err != nil || r.OK || r.Reason != action.ReasonConnect {
		t.Error(r, err)
	}
	if _, err := h.Test(t.Context(), ws, "nothing"); codeOf(err) != "connection_not_found" {
		t.Error(err)
	}
}

func TestAnOpenAPIFileIsProposed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t), Pack{})
	d, err := h.Import([]byte("openapi: 3.0.3\npaths:\n  /a:\n    get: {operationId: seeA, responses: {'200': {description: ok}}}\n"))
	if err != nil || len(d.Proposals) != 1 || d.Proposals[0].Spec.Name != "see_a" {
		t.Fatal(d, err)
	}
	if _, err := h.Import([]byte("swagger: '2.0'\n")); codeOf(err) != "openapi_version" {
		t.Error(err)
	}
}

func TestRunEndsAndClosesWhatItHas(t *testing.T) {
	t.Parallel()
	s, host := system(t)
	h := newHouse(t, storetest.SQLite(t), Pack{Actions: []action.Spec{look}}, host)
	h.put(Connection{Name: Default, Kind: HTTP, URL: s.URL, Auth: Auth{Kind: AuthBearer}}, canary)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { h.Run(ctx); close(done) }()
	stop()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("it does not end")
	}
}
