package httpapi

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"terang/action"
	"terang/config"
	"terang/connection"
	"terang/internal/toko"
	"terang/store"
)

const wayCanary = "s3cret-canary-value"

// wayCalls is every operation of the room with an input that is well-formed.
var wayCalls = map[string]string{
	"GET /connections":                 "",
	"PUT /connections/warehouse":       `{"kind":"http","url":"https://api.gudang.example","auth":{"kind":"none"},"version":0}`,
	"DELETE /connections/warehouse":    "",
	"POST /connections/warehouse/test": "",
	"GET /connections/warehouse/tools": "",
	"POST /actions/import":             `{"source":"openapi: 3.1.0\npaths: {}\n"}`,
	"POST /actions/preview":            `{"actions":[{"operation":"a","name":"a","method":"GET","path":"/a","risk":"read"}]}`,
	"GET /actions/source":              "",
	"PUT /actions/source":              `{"source":"","version":0}`,
}

func TestOnlyManagersComeToConnections(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, secret, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Agent", "agent@a.id", store.RoleAgent)
	h.check(err)
	_, agent, err := h.server.Accounts.SetUp(t.Context(), secret, "", "", password)
	h.check(err)
	_, token, err := CreateToken(t.Context(), h.db, h.server.Clock, h.server.IDs, h.server.Random, h.a.workspace.ID, "test", "writer", []string{scopeRead, scopeWrite})
	h.check(err)
	named := 0
	for name := range operations(t, h.server) {
		if strings.Contains(name, "/api/v1/connections") || strings.Contains(name, "/api/v1/actions") {
			named++
		}
	}
	if named != len(wayCalls) {
		t.Errorf("the description names %d operations, %d are called here", named, len(wayCalls))
	}
	for name, body := range wayCalls {
		method, path, _ := strings.Cut(name, " ")
		if r := h.call(method, "/api/v1"+path, body, signedIn(agent)); r.status != http.StatusForbidden {
			t.Errorf("an agent: %s: %d %s", name, r.status, r.body)
		}
		if r := h.call(method, "/api/v1"+path, body, bearing(token)); r.status != http.StatusForbidden {
			t.Errorf("a token without the scope: %s: %d %s", name, r.status, r.body)
		}
		if r := h.call(method, "/api/v1"+path, body); r.status != http.StatusUnauthorized {
			t.Errorf("nobody: %s: %d %s", name, r.status, r.body)
		}
	}
}

// TestAConnectionIsMadeTriedAndUsed goes the whole way against a real system.
func TestAConnectionIsMadeTriedAndUsed(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		system := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if r.Header.Get("X-Api-Key") != wayCanary {
				w.WriteHeader(http.StatusUnauthorized)
			}
			_, _ = fmt.Fprintf(w, `{"path":%q}`, r.URL.Path)
		}))
		t.Cleanup(system.Close)
		h := newHouse(t, func(c *config.Config) {
			c.Connection.PrivateHosts = []string{strings.TrimPrefix(system.URL, "http://")}
		})
		h.check(h.ways.Open(t.Context(), h.a.workspace.ID, connection.Pack{}))
		h.check(h.ways.Open(t.Context(), h.b.workspace.ID, connection.Pack{}))
		me := signedIn(h.a.session)
		put := func(secret string, version int64) reply {
			body := fmt.Sprintf(`{"kind":"http","url":%q,"auth":{"kind":"header","header":"X-Api-Key"},"version":%d%s}`, system.URL, version, secret)
			return h.call("PUT", "/api/v1/connections/default", body, me)
		}
		if r := put("", 0); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "secret_needed") {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := put(`,"secret":"wrong"`, 0); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var report ConnectionReport
		h.call("POST", "/api/v1/connections/default/test", "", me).into(t, &report)
		if report.OK || report.Status != 401 || report.Reason != "credential" {
			t.Errorf("%+v", report)
		}
		if r := put(`,"secret":"`+wayCanary+`"`, 1); r.status != 200 || strings.Contains(r.body, wayCanary) {
			t.Fatalf("%d %s", r.status, r.body)
		}
		h.call("POST", "/api/v1/connections/default/test", "", me).into(t, &report)
		if !report.OK || report.Status != 200 {
			t.Errorf("%+v", report)
		}
		if r := put(`,"secret":"x"`, 1); r.status != http.StatusConflict {
			t.Errorf("%d %s", r.status, r.body)
		}
		list := h.call("GET", "/api/v1/connections", "", me)
		if strings.Contains(list.body, wayCanary) || !strings.Contains(list.body, `"has_secret":true`) {
			t.Error(list.body)
		}
		if other := h.call("GET", "/api/v1/connections", "", signedIn(h.b.session)); strings.Contains(other.body, "default") {
			t.Error("another workspace sees it: " + other.body)
		}
		h.importAndUse(t, me)
		if r := h.call("DELETE", "/api/v1/connections/default", "", me); r.status != http.StatusNoContent {
			t.Error(r.status)
		}
	})
}

// described is the shop's description as its server gives it.
func described(t testing.TB) []byte {
	t.Helper()
	server, err := toko.New(toko.Config{Dir: t.TempDir(), APIKey: strings.Repeat("k", 32), Clock: time.Now, Random: rand.Reader, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/openapi.yaml", nil))
	if w.Code != 200 {
		t.Fatal(w.Code)
	}
	return w.Body.Bytes()
}

// importAndUse brings the shop's description, keeps one operation under another name, saves it, and calls it.
func (h *house) importAndUse(t *testing.T, me as) {
	t.Helper()
	b := described(t)
	body, err := json.Marshal(map[string]string{"source": string(b)})
	h.check(err)
	var found struct {
		Title      string
		Credential AuthView
		Actions    []ActionView
	}
	r := h.call("POST", "/api/v1/actions/import", string(body), me)
	r.into(t, &found)
	if found.Title != "Toko Terang" || found.Credential.Header != "X-Api-Key" || len(found.Actions) < 9 {
		t.Fatalf("%d %+v", r.status, found)
	}
	var chosen ActionView
	for _, a := range found.Actions {
		if a.Operation == "listSlots" {
			chosen = a
		}
	}
	chosen.Name, chosen.Outputs = "free_times", []ActionOutput{{Name: "asked", Path: "path", Required: true}}
	var preview struct {
		Source   string
		Problems []ActionProblem
	}
	body, err = json.Marshal(map[string]any{"actions": []ActionView{chosen}})
	h.check(err)
	h.call("POST", "/api/v1/actions/preview", string(body), me).into(t, &preview)
	if len(preview.Problems) != 0 || !strings.Contains(preview.Source, "name: free_times") {
		t.Fatalf("%+v", preview)
	}
	body, err = json.Marshal(map[string]any{"source": preview.Source, "version": 0})
	h.check(err)
	var saved struct {
		Saved   bool
		Version int64
	}
	h.call("PUT", "/api/v1/actions/source", string(body), me).into(t, &saved)
	if !saved.Saved || saved.Version != 1 {
		t.Fatalf("%+v", saved)
	}
	res, err := h.ways.Caller(h.a.workspace.ID).Call(t.Context(), action.Request{Action: "free_times"})
	if err != nil || res.Data["asked"] != "/appointments/slots" {
		t.Error(res, err)
	}
	bad, _ := json.Marshal(map[string]any{"source": "actions:\n  - name: A\n", "version": 1})
	var refused struct {
		Saved    bool
		Problems []ActionProblem
	}
	h.call("PUT", "/api/v1/actions/source", string(bad), me).into(t, &refused)
	if refused.Saved || len(refused.Problems) == 0 || refused.Problems[0].Line != 2 {
		t.Errorf("%+v", refused)
	}
}

// TestALargeBodyIsForThoseWhoBringACredential: nobody from the street fills the memory with descriptions.
func TestALargeBodyIsForThoseWhoBringACredential(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.check(h.ways.Open(t.Context(), h.a.workspace.ID, connection.Pack{}))
	large := `{"source":"openapi: 3.1.0\n#` + strings.Repeat("a", 1<<20) + `\npaths: {}"}`
	if r := h.call("POST", "/api/v1/actions/import", large); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("nobody: %d", r.status)
	}
	if r := h.call("POST", "/api/v1/actions/import", large, signedIn(h.a.session)); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "openapi_empty") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := h.call("POST", "/api/v1/agents", large, signedIn(h.a.session)); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("another route: %d", r.status)
	}
}

func TestTheAccountOfCallsIsReadByAgents(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
		return store.InsertActionCall(tx, store.ActionCall{
			WorkspaceID: h.a.workspace.ID, ConversationID: h.a.conversation, Key: "1.0", Seq: 2, Action: "password_reset", Risk: "change",
			Status: 201, Took: 40 * time.Millisecond, Digest: "trg-x", At: h.server.Clock(),
		})
	}))
	path := "/api/v1/conversations/" + h.a.conversation + "/actions"
	r := h.call("GET", path, "", signedIn(h.a.session))
	if r.status != 200 || !strings.Contains(r.body, `"action":"password_reset"`) || !strings.Contains(r.body, `"millis":40`) {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := h.call("GET", path, "", signedIn(h.b.session)); r.status != http.StatusNotFound {
		t.Errorf("another workspace: %d %s", r.status, r.body)
	}
}
