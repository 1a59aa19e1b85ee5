package httpapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"terang/store"
)

const permissionsFile = "permissions.txt"

// spelled writes a route's right as permissions.txt has it.
func spelled(rt route) string {
	p := permissions(rt.access)
	who := make([]string, 0, len(p.roles)+1)
	for _, r := range p.roles {
		who = append(who, string(r))
	}
	if p.scope != "" {
		who = append(who, "token:"+p.scope)
	}
	if len(who) == 0 {
		who = []string{"-"}
	}
	grave := ""
	if rt.grave {
		grave = " confirmed"
	}
	return fmt.Sprintf("%-6s %-48s %-8s %s%s", rt.method, rt.path, rt.access.name(), strings.Join(who, " "), grave)
}

// TestPermissionsFileIsFresh keeps the whole table of rights in one place that people read before they agree to a change.
func TestPermissionsFileIsFresh(t *testing.T) {
	t.Parallel()
	h := newEmptyHouse(t)
	lines := []string{"# Every route, the permission that it asks for, and who has it. Written by `go test ./httpapi -run TestPermissionsFile -update`."}
	for _, rt := range h.server.registered {
		lines = append(lines, spelled(rt))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(permissionsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(permissionsFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is stale: run `go test ./httpapi -run TestPermissionsFile -update` and look at the difference", permissionsFile)
	}
}

// allowed reads permissions.txt: who may call each route.
func allowed(t *testing.T) map[string][]string {
	t.Helper()
	b, err := os.ReadFile(permissionsFile)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); f[0] != "#" {
			out[f[0]+" "+f[1]] = f[2:]
		}
	}
	return out
}

// TestEveryRouteKeepsToTheTable calls every route as every role, and with a token of every scope. Who has no right is refused
// over the wire; who has one passes the same guard. The wanted answers are read from the committed file, not from the code.
func TestEveryRouteKeepsToTheTable(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		callers := map[string]as{}
		for _, role := range store.Roles() {
			_, session := h.person(role)
			callers[string(role)] = signedIn(session)
		}
		for _, scope := range allScopes {
			_, secret, err := CreateToken(t.Context(), h.db, h.server.Clock, h.server.IDs, h.server.Random, h.a.workspace.ID, "test", scope, []string{scope})
			h.check(err)
			callers["token:"+scope] = bearing(secret)
		}
		table := allowed(t)
		input, refused, passed := bodies(h.a), 0, 0
		if len(table) != len(h.server.registered) {
			t.Fatalf("%d routes, %d in the file", len(h.server.registered), len(table))
		}
		for _, rt := range h.server.registered {
			who := table[rt.method+" "+rt.path]
			if len(who) < 2 {
				t.Fatalf("%s %s is not in the file", rt.method, rt.path)
			}
			if who[0] == "anyone" || who[0] == "contact" {
				continue // TestNoRouteShowsAnotherWorkspace walks those
			}
			for name, credential := range callers {
				if slices.Contains(who[1:], name) {
					passed++
					r := httptest.NewRequest(rt.method, "/api/v1"+rt.path, nil)
					credential(r)
					if _, err := h.server.identify(r, rt.access); err != nil {
						t.Errorf("%s %s as %s: %v", rt.method, rt.path, name, err)
					}
					continue
				}
				refused++
				path := "/api/v1" + strings.NewReplacer("{id}", h.a.conversation, "{message_id}", h.a.message, "{name}", "x", "{version}", "1", "{figure}", "x").Replace(rt.path)
				r := h.call(rt.method, path, input[rt.method+" /api/v1"+rt.path], credential)
				if code := r.problem().Code; r.status != http.StatusForbidden || code != "role_forbidden" && code != "scope_missing" && code != "agent_needed" {
					t.Errorf("%s %s as %s: %d %s", rt.method, rt.path, name, r.status, r.body)
				}
			}
		}
		if refused < 300 || passed < 300 {
			t.Errorf("only %d refusals and %d passes", refused, passed)
		}
	})
}

// person adds somebody to workspace A, signed in.
func (h *house) person(role store.Role) (store.Agent, string) {
	h.t.Helper()
	_, secret, err := h.server.Accounts.Invite(h.t.Context(), h.a.workspace.ID, "Orang", string(role)+"@orang.id", role)
	h.check(err)
	a, session, err := h.server.Accounts.SetUp(h.t.Context(), secret, "", "", password)
	h.check(err)
	return a, session
}
