package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
)

// bodies are well-formed inputs of the operations that take one, so that a refusal is about who calls.
func bodies(w world) map[string]string {
	soon := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	return map[string]string{
		"POST /api/v1/chat/messages":                  `{"client_id":"x","text":"halo"}`,
		"POST /api/v1/chat/typing":                    `{"on":true}`,
		"POST /api/v1/chat/seen":                      `{"seq":1}`,
		"POST /api/v1/chat/survey":                    `{"seq":1,"score":5}`,
		"PUT /api/v1/chat/language":                   `{"language":"en"}`,
		"PUT /api/v1/me/presence":                     `{"presence":"away"}`,
		"POST /api/v1/conversations/{id}/seen":        `{"seq":1}`,
		"POST /api/v1/conversations/{id}/typing":      `{"on":true}`,
		"POST /api/v1/conversations/{id}/messages":    `{"client_id":"x","text":"halo"}`,
		"POST /api/v1/conversations/{id}/notes":       `{"client_id":"x","text":"halo"}`,
		"POST /api/v1/conversations/{id}/drafts":      `{"client_id":"x","text":"halo","model":"llm@1"}`,
		"POST /api/v1/conversations/{id}/check":       `{"text":"halo"}`,
		"POST /api/v1/conversations/{id}/needless":    `{"needless":true}`,
		"PUT /api/v1/me/sending":                      `{"undo_seconds":3}`,
		"POST /api/v1/conversations/{id}/watch":       `{"what":"viewing"}`,
		"POST /api/v1/conversations/{id}/tags":        `{"add":["x"]}`,
		"PUT /api/v1/conversations/{id}/priority":     `{"priority":"high"}`,
		"PUT /api/v1/conversations/{id}/snooze":       `{"until":null}`,
		"POST /api/v1/conversations/{id}/assign":      `{"agent_id":"agt_none"}`,
		"POST /api/v1/contacts/{id}/merges":           `{"with":"con_none","contact_id":"con_none"}`,
		"POST /api/v1/conversations/{id}/attachments": "halo",
		"PUT /api/v1/macros/{id}":                     `{"name":"x","scope":"mine","texts":{"id":"halo"}}`,
		"PUT /api/v1/views/{id}":                      `{"name":"x","filter":{"view":"all"}}`,
		"POST /api/v1/conversations/{id}/whispers":    `{"client_id":"x","text":"halo"}`,
		"POST /api/v1/conversations/{id}/take-over":   `{"from":"agt_none","reason":"halo"}`,
		"POST /api/v1/conversations/{id}/part":        `{"client_id":"x","how":"close","text":"halo"}`,
		"POST /api/v1/conversations/{id}/reading":     `{"reason":"help","words":"halo"}`,
		"PUT /api/v1/care":                            `{"reading_reason":"off"}`,
		"POST /api/v1/conversations/{id}/hand-back":   `{"note":""}`,
		"POST /api/v1/chat/reach":                     `{"kind":"call","to":"0812 3456 7890"}`,
		"POST /api/v1/conversations/{id}/promises":    fmt.Sprintf(`{"client_id":"x","kind":"task","words":"x","tell":true,"due_at":%q}`, soon),
		"POST /api/v1/promises/{id}/move":             fmt.Sprintf(`{"due_at":%q,"tell":false}`, soon),
		"POST /api/v1/promises/{id}/keep":             `{"note":""}`,
		"POST /api/v1/promises/{id}/cancel":           `{"note":""}`,
		"PUT /api/v1/routing":                         `{"mode":"pull","ring_seconds":20,"wrap_up_seconds":0,"teams":[],"targets":{},"level":80,"team_overflow":0,"skill_overflow":0,"language_overflow":0,"hold_seconds":0,"capacity":{"total":4}}`,
		"PUT /api/v1/agents/{id}/routing":             `{"teams":[],"skills":["billing"],"languages":[]}`,
		"POST /api/v1/agents":                         `{"name":"X","email":"x@x.id","role":"agent"}`,
		"PATCH /api/v1/agents/{id}":                   `{"name":"X"}`,
		"POST /api/v1/me/confirm":                     `{"password":"x"}`,
		"POST /api/v1/me/password":                    `{"password":"x"}`,
		"POST /api/v1/me/totp/confirm":                `{"code":"000000"}`,
		"POST /api/v1/tokens":                         `{"name":"x","scopes":["admin"]}`,
		"POST /api/v1/webhooks":                       `{"url":"https://example.id/","events":["message.created"]}`,
		"PUT /api/v1/connections/{name}":              `{"kind":"http","url":"https://api.gudang.example","auth":{"kind":"none"},"version":1}`,
		"POST /api/v1/chat/sessions":                  fmt.Sprintf(`{"key":%q}`, w.workspace.PublicKey),
		"POST /api/v1/events":                         `{"id":"e","name":"order.delayed","contact":{"external_id":"x"}}`,
		"POST /api/v1/playbooks/{id}/start":           `{"contact_id":"x"}`,
		"POST /api/v1/playbooks":                      `{"source":"id: order_late"}`,
		"POST /api/v1/playbooks/check":                `{"source":"id: order_late"}`,
		"POST /api/v1/playbooks/try":                  `{"steps":[{"say":"halo"}]}`,
		"PUT /api/v1/playbooks/{id}/draft":            `{"source":"id: order_late"}`,
		"POST /api/v1/playbooks/{id}/publish":         `{"etag":"x"}`,
		"POST /api/v1/playbooks/{id}/rollback":        `{"version":1}`,
		"PUT /api/v1/playbooks/{id}/live":             `{"live":false}`,
		"PUT /api/v1/contacts/{id}/consent":           `{"class":"marketing","given":true,"source":"form"}`,
		"POST /api/v1/login":                          `{"email":"x@x.id","password":"x"}`,
		"POST /api/v1/setup":                          `{"token":"x","password":"0123456789"}`,
	}
}

// foreignPromise is the id of something that the other workspace owes.
const foreignPromise = "prm_foreign"

// foreignIDs puts the other workspace's ids into a path, of the kind that the path asks for.
func foreignIDs(path string, w world, token, hook string) string {
	id := w.conversation
	switch {
	case strings.Contains(path, "/tokens/"):
		id = token
	case strings.Contains(path, "/agents/"):
		id = w.owner.ID
	case strings.Contains(path, "/webhooks/"):
		id = hook
	case strings.Contains(path, "/promises/"):
		id = foreignPromise
	case strings.Contains(path, "/contacts/"):
		id = w.contactID
	case strings.Contains(path, "/agents/"):
		id = w.owner.ID
	case strings.Contains(path, "/playbooks/"):
		id = "order_late_b"
	}
	return strings.NewReplacer("{id}", id, "{message_id}", w.message, "{token}", "nothing", "{name}", "warehouse", "{version}", "1").Replace(path)
}

// TestNoRouteShowsAnotherWorkspace walks every operation of the description with workspace A's credentials and
// workspace B's ids. Whatever is named is not there; what names nothing shows A's rows only.
func TestNoRouteShowsAnotherWorkspace(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.b)
		tokenB, err := h.server.tokens.list(t.Context(), h.b.workspace.ID)
		h.check(err)
		hookB, _, err := h.server.Webhooks.Create(t.Context(), h.b.workspace.ID, "https://example.id/", []terang.EventKind{"message.created"})
		h.check(err)
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			return store.InsertPromise(tx, terang.Promise{
				ID: foreignPromise, WorkspaceID: h.b.workspace.ID, ConversationID: h.b.conversation, ContactID: h.b.contactID, Kind: terang.PromiseTask, Words: "x",
				MadeBy: h.b.owner.ID, CreatedAt: time.Now(), DueAt: time.Now().Add(time.Hour),
			})
		}))
		marks := []string{foreignPromise, h.b.workspace.ID, h.b.conversation, h.b.message, h.b.owner.ID, h.b.owner.Email, h.b.owner.Name, tokenB[0].ID, hookB.ID}
		before, err := store.Conversation(t.Context(), h.db, h.b.workspace.ID, h.b.conversation)
		h.check(err)
		input := bodies(h.a)
		walked := 0
		for name := range operations(t, h.server) {
			method, path, _ := strings.Cut(name, " ")
			if strings.HasSuffix(path, "/stream") {
				continue // streams have tests of their own
			}
			if strings.HasSuffix(name, "/logout") || strings.HasSuffix(name, "POST /api/v1/login") {
				continue
			}
			for who, credential := range map[string]as{"session": signedIn(h.a.session), "token": bearing(h.a.token), "contact": bearing(h.a.contact)} {
				target := foreignIDs(path, h.b, tokenB[0].ID, hookB.ID)
				if strings.HasSuffix(path, "/merge-preview") {
					target += "?with=con_none"
				}
				if strings.Contains(path, "/log/") {
					target += "?key=" + h.a.workspace.PublicKey
				}
				r := h.call(method, target, input[name], credential)
				walked++
				named := strings.Contains(path, "{")
				if named && r.status != http.StatusNotFound && r.status != http.StatusForbidden && r.status != http.StatusUnauthorized {
					t.Errorf("%s as %s: %d %s", name, who, r.status, r.body)
				}
				for _, mark := range marks {
					if strings.Contains(r.body, mark) {
						t.Errorf("%s as %s shows %s of the other workspace: %s", name, who, mark, r.body)
					}
				}
			}
		}
		if walked < 100 {
			t.Errorf("only %d calls", walked)
		}
		after, err := store.Conversation(t.Context(), h.db, h.b.workspace.ID, h.b.conversation)
		h.check(err)
		if before.Version != after.Version || before.Seq != after.Seq || before.AgentSeen != after.AgentSeen {
			t.Errorf("the other workspace's conversation was changed: %+v → %+v", before, after)
		}
		if tokens, err := h.server.tokens.list(t.Context(), h.b.workspace.ID); err != nil || len(tokens) != 1 {
			t.Errorf("the other workspace's tokens were changed: %v %v", tokens, err)
		}
	})
}

// TestRoutesNeedTheirCredential calls every operation with none, and with the wrong kind.
func TestRoutesNeedTheirCredential(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	input := bodies(h.a)
	for name, op := range operations(t, h.server) {
		method, path, _ := strings.Cut(name, " ")
		open, _ := op["security"].([]any)
		if len(open) == 0 {
			continue
		}
		target := foreignIDs(path, h.a, "tok_x", "whk_x")
		wrong := bearing(h.a.contact)
		if strings.Contains(path, "/chat/") {
			wrong = bearing(h.a.token)
		}
		for _, credential := range []as{with("X-Nothing", "1"), wrong, bearing("trg_forged"), bearing("ct1.a.b.c.d.e"), signedIn("forged")} {
			r := h.call(method, target, input[name], credential)
			if r.status != http.StatusUnauthorized && r.status != http.StatusForbidden {
				t.Errorf("%s: %d %s", name, r.status, r.body)
			}
			if p := r.problem(); p.Code == "" || p.Title == "" || r.header.Get("Content-Type") != problemType {
				t.Errorf("%s: not a problem: %s", name, r.body)
			}
		}
	}
}

func TestScopesAndRolesAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		_, reader, err := CreateToken(t.Context(), h.db, h.server.Clock, h.server.IDs, h.server.Random, h.a.workspace.ID, "test", "reader", []string{scopeRead})
		h.check(err)
		for target, want := range map[string]int{
			"GET /api/v1/conversations": 200, "GET /api/v1/tokens": 403, "GET /api/v1/me": 403,
			"POST /api/v1/conversations/" + h.a.conversation + "/resolve": 403, "POST /api/v1/conversations/" + h.a.conversation + "/claim": 403,
		} {
			method, path, _ := strings.Cut(target, " ")
			if r := h.call(method, path, "", bearing(reader)); r.status != want {
				t.Errorf("%s: %d %s", target, r.status, r.body)
			}
		}
		// What is said as a person needs a person: even a token with every scope may not reply.
		r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/messages", `{"client_id":"x","text":"halo"}`, bearing(h.a.token))
		if r.status != 403 || r.problem().Code != "agent_needed" {
			t.Errorf("a token could reply: %d %s", r.status, r.body)
		}
		// An agent who manages nothing cannot make tokens; an admin cannot make owners.
		for role, want := range map[store.Role]map[string]int{
			store.RoleAgent: {`POST /api/v1/tokens {"name":"x","scopes":["admin"]}`: 403, `POST /api/v1/agents {"name":"N","email":"n1@n.id","role":"agent"}`: 403},
			store.RoleAdmin: {`POST /api/v1/tokens {"name":"x","scopes":["admin"]}`: 201, `POST /api/v1/agents {"name":"N","email":"n2@n.id","role":"owner"}`: 403},
		} {
			_, secret, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Other", string(role)+"@a.id", role)
			h.check(err)
			_, session, err := h.server.Accounts.SetUp(t.Context(), secret, "", "", password)
			h.check(err)
			for call, status := range want {
				parts := strings.SplitN(call, " ", 3)
				if r := h.call(parts[0], parts[1], parts[2], signedIn(session)); r.status != status {
					t.Errorf("%s as %s: %d %s", call, role, r.status, r.body)
				}
			}
		}
		// A revoked token is worth nothing.
		all, err := h.server.tokens.list(t.Context(), h.a.workspace.ID)
		h.check(err)
		for _, tok := range all {
			h.check(h.server.tokens.revoke(t.Context(), h.a.workspace.ID, tok.ID))
		}
		if r := h.call("GET", "/api/v1/conversations", "", bearing(reader)); r.status != 401 {
			t.Errorf("a revoked token works: %d", r.status)
		}
	})
}

func TestContactTokensCannotBeForgedOrOutlive(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ok := func(token string) int { return h.call("GET", "/api/v1/chat/messages", "", bearing(token)).status }
	if ok(h.a.contact) != 200 {
		t.Fatal("the real token does not work")
	}
	parts := strings.Split(h.a.contact, ".")
	swapped := append([]string(nil), parts...)
	swapped[3] = h.b.conversation
	later := append([]string(nil), parts...)
	later[4] = "zzzzzz"
	for name, token := range map[string]string{
		"another conversation": strings.Join(swapped, "."), "another time": strings.Join(later, "."), "no mac": strings.Join(parts[:5], ".") + ".",
		"cut": h.a.contact[:len(h.a.contact)-1], "flipped": h.a.contact[:len(h.a.contact)-1] + "!", "long": h.a.contact + strings.Repeat("A", 1000), "empty": "",
		"other version": "ct2" + h.a.contact[3:],
	} {
		if got := ok(token); got != 401 {
			t.Errorf("%s: %d", name, got)
		}
	}
	h.clock.Store(int64(-time.Hour)) // the clock an hour back
	if ok(h.a.contact) != 200 {
		t.Error("a token from the future is refused: the clock may have been set back")
	}
	h.clock.Store(int64(91 * 24 * time.Hour))
	if r := h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)); r.status != 401 || r.problem().Code != "contact_token_expired" {
		t.Errorf("an old token works: %d %s", r.status, r.body)
	}
}

func FuzzContactToken(f *testing.F) {
	tokens := &contactTokens{key: []byte(strings.Repeat("k", 32)), life: time.Hour, clock: func() time.Time { return time.Unix(1e9, 0) }}
	good := tokens.sign(contact{"ws_1", "con_1", "cnv_1", time.Unix(1e9, 0).UTC()})
	f.Add(good)
	f.Add("ct1.....")
	f.Fuzz(func(t *testing.T, token string) {
		c, err := tokens.parse(token)
		if err == nil && token != good && tokens.sign(c) != token {
			t.Fatalf("%q was taken as %+v", token, c)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(formatCursor(store.Cursor{At: 1, ID: "cnv_1"}))
	f.Add(formatCursor(store.Cursor{At: -1, ID: "cnv_1"}))
	f.Add(formatCursor(store.Cursor{Priority: terang.Low, At: 1, ID: "cnv/1"}))
	f.Add("x")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := parseCursor(s)
		if err == nil && c != nil && formatCursor(*c) != s {
			t.Fatalf("%q was read as %+v", s, *c)
		}
	})
}

func TestLineBreaksAreNotPassedOver(t *testing.T) {
	t.Parallel()
	if _, err := parseCursor("MC700\r00"); err == nil {
		t.Error("a cursor with a line break was taken")
	}
	tokens := &contactTokens{key: []byte(strings.Repeat("k", 32)), life: time.Hour, clock: time.Now}
	token := tokens.sign(contact{"ws_1", "con_1", "cnv_1", time.Now()})
	if _, err := tokens.parse(token[:len(token)-2] + "\n" + token[len(token)-2:]); err == nil {
		t.Error("a token with a line break was taken")
	}
}
