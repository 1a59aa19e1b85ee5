package httpapi

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"terang/config"
	"terang/desk"
	"terang/store"
)

// link asks for a one-time link for an agent and returns its secret.
func (h *house) link(agentID string, who as) string {
	h.t.Helper()
	r := h.call("POST", "/api/v1/agents/"+agentID+"/link", "", who)
	_, secret, ok := strings.Cut(r.body, "/setup/")
	if r.status != 201 || !ok {
		h.t.Fatal(r.status, r.body)
	}
	secret, _, _ = strings.Cut(secret, `"`)
	return secret
}

func (h *house) setUp(secret string) reply {
	return h.call("POST", "/api/v1/setup", fmt.Sprintf(`{"token":%q,"password":%q}`, secret, password))
}

// TestOneLinkAtATime: a newer link, its use, another password, another role and a suspension each make the older ones worth nothing.
// An admin who kept a link must not come into an account that became an owner's.
func TestOneLinkAtATime(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		owner := signedIn(h.a.session)
		agent, _ := h.person(store.RoleAgent)
		dead := func(why, secret string) {
			t.Helper()
			if r := h.setUp(secret); r.problem().Code != "link_used_or_expired" {
				t.Errorf("%s: %d %s", why, r.status, r.body)
			}
		}
		first := h.link(agent.ID, owner)
		second := h.link(agent.ID, owner)
		dead("there is a newer one", first)
		r := h.setUp(second)
		if r.status != 200 {
			t.Fatalf("the newest: %d %s", r.status, r.body)
		}
		session := cookieOf(t, r)
		dead("it was used", second)
		if kept := h.audit("?action=set-up", owner); len(kept) != 1 || kept[0].Actor != "agent:"+agent.ID || kept[0].Leaf == nil || strings.Contains(string(kept[0].Asked), password) {
			t.Errorf("the trail has %+v", kept)
		}
		kept := h.link(agent.ID, owner)
		if r := h.call("POST", "/api/v1/me/password", `{"password":"rahasia yang lain lagi"}`, signedIn(session)); r.status != 204 {
			t.Fatal(r.status, r.body)
		}
		dead("the password is another", kept)
		kept = h.link(agent.ID, owner)
		if r := h.call("PATCH", "/api/v1/agents/"+agent.ID, `{"role":"owner"}`, owner); r.status != 200 {
			t.Fatal(r.status, r.body)
		}
		dead("the role is another", kept)
		kept = h.link(agent.ID, owner)
		for _, disabled := range []bool{true, false} {
			if r := h.call("PATCH", "/api/v1/agents/"+agent.ID, fmt.Sprintf(`{"disabled":%t}`, disabled), owner); r.status != 200 {
				t.Fatal(r.status, r.body)
			}
			dead(fmt.Sprintf("disabled: %t", disabled), kept)
		}
		kept = h.link(agent.ID, owner)
		h.forward(73 * time.Hour)
		dead("three days have passed", kept)
	})
}

// TestAnOldPageUndoesNothing: who comes or goes on a page that knew them as somebody else stays who they are.
func TestAnOldPageUndoesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		old, _ := h.person(store.RoleAdmin)
		if r := h.call("PATCH", "/api/v1/agents/"+old.ID, `{"role":"agent","disabled":true}`, signedIn(h.a.session)); r.status != 200 {
			t.Fatal(r.body)
		}
		h.check(h.desk.SetPresence(t.Context(), old, desk.Online)) // a request that was under way
		now, err := store.AgentByID(t.Context(), h.db, h.a.workspace.ID, old.ID)
		if h.check(err); now.Role != store.RoleAgent || now.DisabledAt.IsZero() {
			t.Errorf("it made them %s again, disabled at %v", now.Role, now.DisabledAt)
		}
	})
}

// TestATokenRestsWithItsMaker: also one that such a token made. Once its maker may manage again, it works again.
func TestATokenRestsWithItsMaker(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		owner := signedIn(h.a.session)
		admin, session := h.person(store.RoleAdmin)
		make := func(by as, name string) string {
			t.Helper()
			var made Token
			if r := h.call("POST", "/api/v1/tokens", fmt.Sprintf(`{"name":%q,"scopes":["admin","conversations:read"]}`, name), by); r.status != 201 {
				t.Fatal(r.status, r.body)
			} else {
				r.into(t, &made)
			}
			return made.Token
		}
		mine := make(signedIn(session), "gudang")
		tokens := []string{mine, make(bearing(mine), "cadangan")}
		works := func(what string, want bool) {
			t.Helper()
			for i, token := range tokens {
				if r := h.call("GET", "/api/v1/conversations", "", bearing(token)); (r.status == 200) != want || !want && r.problem().Code != "token_rests" {
					t.Errorf("%s, token %d: %d %s", what, i, r.status, r.body)
				}
			}
			if r := h.call("GET", "/api/v1/tokens", "", owner); strings.Contains(r.body, `"rests":true`) == want {
				t.Errorf("%s: the list says %s", what, r.body)
			}
		}
		works("at first", true)
		console := h.stream("/api/v1/stream", bearing(mine))
		for _, step := range []struct {
			body string
			want bool
		}{{`{"role":"supervisor"}`, false}, {`{"role":"admin"}`, true}, {`{"disabled":true}`, false}, {`{"disabled":false}`, true}} {
			if r := h.call("PATCH", "/api/v1/agents/"+admin.ID, step.body, owner); r.status != 200 {
				t.Fatal(r.body)
			}
			works(step.body, step.want)
		}
		console.ends()
		if r := h.call("GET", "/api/v1/conversations", "", bearing(h.a.token)); r.status != 200 {
			t.Errorf("a token of the command line: %d %s", r.status, r.body)
		}
	})
}

// TestAStreamEndsWithItsSession: where a link gave the account a new password, and where the session's time is over.
func TestAStreamEndsWithItsSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Session.Lifetime = 2 * time.Second })
	agent, session := h.person(store.RoleAgent)
	secret, err := h.server.Accounts.Relink(t.Context(), agent)
	h.check(err)
	taken := h.stream("/api/v1/stream", signedIn(session))
	r := h.setUp(secret)
	if r.status != 200 {
		t.Fatal(r.status, r.body)
	}
	taken.ends()
	began := time.Now()
	h.stream("/api/v1/stream", signedIn(cookieOf(t, r))).ends()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it ended after %v", took)
	}
}

// ends reads to the end of a stream.
func (r *reader) ends() {
	r.t.Helper()
	_ = r.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.Copy(io.Discard, r.br); err != nil {
		r.t.Errorf("the stream goes on: %v", err)
	}
}
