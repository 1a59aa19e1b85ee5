package httpapi

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // as RFC 6238 has it
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"terang/desk"
	"terang/store"
)

// appCode is what an authenticator app shows at a time: written from RFC 6238, apart from the code that is tested.
func appCode(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(at.Unix()/30))
	m := hmac.New(sha1.New, key)
	m.Write(counter[:])
	sum := m.Sum(nil)
	o := sum[19] & 15
	n := (uint32(sum[o]&127)<<24 | uint32(sum[o+1])<<16 | uint32(sum[o+2])<<8 | uint32(sum[o+3])) % 1_000_000
	return fmt.Sprintf("%06d", n)
}

// forward moves the house's clock.
func (h *house) forward(by time.Duration) { h.clock.Add(int64(by)) }

func cookieOf(t *testing.T, r reply) string {
	t.Helper()
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Name == sessionCookie && c.Value != "" {
			return c.Value
		}
	}
	t.Fatalf("no session: %d %s", r.status, r.body)
	return ""
}

// enrol gives somebody who is signed in a second factor, and returns its secret and the recovery codes.
func (h *house) enrol(session string) (secret string, codes []string) {
	h.t.Helper()
	r := h.call("POST", "/api/v1/me/totp", "", signedIn(session))
	var begun struct{ Secret, URI, QR string }
	if err := json.Unmarshal([]byte(r.body), &begun); err != nil || r.status != 201 {
		h.t.Fatalf("%d %s", r.status, r.body)
	}
	if !strings.HasPrefix(begun.URI, "otpauth://totp/Toko%20A:") || !strings.Contains(begun.URI, "secret="+begun.Secret) || !strings.Contains(begun.QR, "<svg") {
		h.t.Errorf("%+v", begun)
	}
	if r := h.call("POST", "/api/v1/me/totp/confirm", `{"code":"000000"}`, signedIn(session)); r.problem().Code != "code_wrong" {
		h.t.Fatalf("a wrong first code: %d %s", r.status, r.body)
	}
	r = h.call("POST", "/api/v1/me/totp/confirm", fmt.Sprintf(`{"code":%q}`, appCode(h.t, begun.Secret, h.server.Clock())), signedIn(session))
	var done struct {
		RecoveryCodes []string `json:"recovery_codes"`
	}
	if err := json.Unmarshal([]byte(r.body), &done); err != nil || len(done.RecoveryCodes) != 10 {
		h.t.Fatalf("%d %s", r.status, r.body)
	}
	return begun.Secret, done.RecoveryCodes
}

func TestSignInAsksForTheSecondFactor(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		agent, session := h.person(store.RoleAgent)
		_, elsewhere, err := h.server.Accounts.LogIn(t.Context(), agent.Email, password, desk.Entry{})
		h.check(err)
		secret, codes := h.enrol(session)
		if r := h.call("GET", "/api/v1/me", "", signedIn(elsewhere)); r.status != 401 {
			t.Errorf("a session that began without a code is still there: %d", r.status)
		}
		in := func(code string) reply {
			return h.call("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, agent.Email, password, code))
		}
		want := func(what, code, problem string) {
			t.Helper()
			h.forward(time.Minute) // past the limit of tries, and to the next code
			r := in(code)
			if problem == "" && r.status != 200 || problem != "" && r.problem().Code != problem {
				t.Errorf("%s: %d %s", what, r.status, r.body)
			}
		}
		h.forward(time.Minute)
		now := appCode(t, secret, h.server.Clock())
		if r := in(now); r.status != 200 {
			t.Errorf("the right code: %d %s", r.status, r.body)
		}
		if r := in(now); r.problem().Code != "code_wrong" {
			t.Errorf("the same code twice: %d %s", r.status, r.body)
		}
		want("no code", "", "code_needed")
		want("an old code", appCode(t, secret, h.server.Clock().Add(-3*time.Minute)), "code_wrong")
		want("a recovery code", codes[3], "")
		want("the same one again", codes[3], "code_wrong")
		want("another, as it was typed", " "+strings.ToUpper(strings.ReplaceAll(codes[4], "-", " ")), "")
		for range 6 {
			h.forward(time.Minute)
			in("123456")
		}
		r := in(appCode(t, secret, h.server.Clock()))
		if r.status != 429 || r.header.Get("Retry-After") == "" {
			t.Errorf("guessing goes on: %d %s", r.status, r.body)
		}
		h.forward(2 * time.Hour)
		if r := in(appCode(t, secret, h.server.Clock())); r.status != 200 {
			t.Errorf("after a while: %d %s", r.status, r.body)
		}
		// A link that sets the password does not pass by the second factor.
		link, err := h.server.Accounts.Relink(t.Context(), agent)
		h.check(err)
		set := func(code string) reply {
			return h.call("POST", "/api/v1/setup", fmt.Sprintf(`{"token":%q,"password":"sandi lain sekali","code":%q}`, link, code))
		}
		if r := set(""); r.problem().Code != "code_needed" {
			t.Errorf("a link alone: %d %s", r.status, r.body)
		}
		if r := set(codes[5]); r.status != 200 {
			t.Errorf("a link and a recovery code: %d %s", r.status, r.body)
		}
		var kept string
		h.check(h.db.QueryRow(t.Context(), `select `+h.hex("secret")+` from totp where agent_id = $1`, agent.ID).Scan(&kept))
		raw, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
		if kept == "" || strings.Contains(strings.ToLower(kept), fmt.Sprintf("%x", raw)) {
			t.Error("the secret lies open in the store")
		}
	})
}

// hex is SQL for the bytes of a column.
func (h *house) hex(column string) string {
	if strings.HasSuffix(h.t.Name(), "/postgres") {
		return `encode(` + column + `, 'hex')`
	}
	return `hex(` + column + `)`
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		agent, first := h.person(store.RoleAgent)
		r := h.call("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":%q}`, agent.Email, password), with("User-Agent", "Peramban/7"))
		second := cookieOf(t, r)
		h.forward(time.Hour)
		list := func(session string) []Session {
			t.Helper()
			r := h.call("GET", "/api/v1/me/sessions", "", signedIn(session))
			var out struct{ Items []Session }
			if err := json.Unmarshal([]byte(r.body), &out); err != nil || r.status != 200 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			return out.Items
		}
		all := list(second)
		if len(all) != 2 || !all[0].Current || all[0].Device != "Peramban/7" || all[0].Place != "here" || all[0].Way != "password" || all[0].UsedAt.Sub(all[0].CreatedAt) < time.Hour-time.Minute || all[1].Way != "link" {
			t.Errorf("%+v", all)
		}
		for _, secret := range []string{first, second} {
			if strings.Contains(r.body, desk.Digest(secret)) {
				t.Error("the list tells a digest")
			}
		}
		other, theirs := h.person(store.RoleSupervisor)
		if r := h.call("DELETE", "/api/v1/me/sessions/"+all[1].ID, "", signedIn(theirs)); r.status != 404 {
			t.Errorf("%s ended a session of %s: %d", other.ID, agent.ID, r.status)
		}
		if r := h.call("DELETE", "/api/v1/me/sessions/"+all[1].ID, "", signedIn(second)); r.status != 204 {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("GET", "/api/v1/me", "", signedIn(first)); r.status != 401 {
			t.Errorf("a session that was ended works: %d", r.status)
		}
		if r := h.call("DELETE", "/api/v1/agents/"+agent.ID+"/sessions", "", signedIn(h.a.session)); r.status != 204 {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("GET", "/api/v1/me", "", signedIn(second)); r.status != 401 {
			t.Errorf("signed out by an owner, and still there: %d", r.status)
		}
	})
}

func TestGraveChangesAskWhetherItIsYou(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.forward(time.Hour)
		make := func() reply {
			return h.call("POST", "/api/v1/tokens", `{"name":"x","scopes":["admin"]}`, signedIn(h.a.session))
		}
		if r := make(); r.status != 403 || r.problem().Code != "confirm_needed" {
			t.Errorf("an hour after the sign-in: %d %s", r.status, r.body)
		}
		if r := h.call("POST", "/api/v1/me/confirm", `{"password":"salah"}`, signedIn(h.a.session)); r.status != 403 || r.problem().Code != "password_wrong" {
			t.Errorf("a wrong password: %d %s", r.status, r.body)
		}
		if r := make(); r.status != 403 {
			t.Errorf("confirmed by a wrong password: %d", r.status)
		}
		if r := h.call("POST", "/api/v1/me/confirm", fmt.Sprintf(`{"password":%q}`, password), signedIn(h.a.session)); r.status != 204 {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := make(); r.status != 201 {
			t.Errorf("confirmed: %d %s", r.status, r.body)
		}
	})
}

func TestWhoMayChangeWhom(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		admin, adminIn := h.person(store.RoleAdmin)
		agent, agentIn := h.person(store.RoleAgent)
		analyst, _ := h.person(store.RoleAnalyst)
		change := func(session, id, body string) reply {
			return h.call("PATCH", "/api/v1/agents/"+id, body, signedIn(session))
		}
		for _, c := range []struct {
			what, session, id, body, code string
		}{
			{"an admin makes an owner", adminIn, agent.ID, `{"role":"owner"}`, "role_forbidden"},
			{"an admin changes an owner", adminIn, h.a.owner.ID, `{"role":"agent"}`, "role_forbidden"},
			{"an admin renames an owner", adminIn, h.a.owner.ID, `{"name":"X"}`, "role_forbidden"},
			{"the own role", adminIn, admin.ID, `{"role":"agent"}`, "role_forbidden"},
			{"oneself away", h.a.session, h.a.owner.ID, `{"disabled":true}`, "role_forbidden"},
			{"a person of another workspace", h.a.session, h.b.owner.ID, `{"name":"X"}`, "agent_not_found"},
			{"a token against the last owner", "", h.a.owner.ID, `{"disabled":true}`, "role_forbidden"},
		} {
			r := change(c.session, c.id, c.body)
			if c.session == "" {
				r = h.call("PATCH", "/api/v1/agents/"+c.id, c.body, bearing(h.a.token))
			}
			if r.problem().Code != c.code {
				t.Errorf("%s: %d %s", c.what, r.status, r.body)
			}
		}
		if r := change(adminIn, agent.ID, `{"role":"analyst"}`); r.status != 200 {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/claim", "", signedIn(agentIn)); r.problem().Code != "role_forbidden" {
			t.Errorf("an analyst takes a conversation: %d %s", r.status, r.body)
		}
		if r := h.call("GET", "/api/v1/reports/trust?from=2026-01-01&until=2026-01-02", "", signedIn(agentIn)); r.status == 403 {
			t.Errorf("an analyst sees no figures: %d %s", r.status, r.body)
		}
		if r := change(adminIn, agent.ID, `{"disabled":true}`); r.status != 200 || !strings.Contains(r.body, `"disabled":true`) {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("GET", "/api/v1/me", "", signedIn(agentIn)); r.status != 401 {
			t.Errorf("who was disabled is still there: %d", r.status)
		}
		if r := h.call("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":%q}`, agent.Email, password)); r.status != 401 {
			t.Errorf("who was disabled signs in: %d", r.status)
		}
		if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/assign", fmt.Sprintf(`{"agent_id":%q}`, analyst.ID), signedIn(h.a.session)); r.problem().Code != "agent_answers_nobody" {
			t.Errorf("a conversation is given to an analyst: %d %s", r.status, r.body)
		}
		// With a second owner, the first may go.
		_, ownerIn := h.person(store.RoleOwner)
		if r := change(ownerIn, h.a.owner.ID, `{"role":"agent"}`); r.status != 200 {
			t.Errorf("%d %s", r.status, r.body)
		}
	})
}
