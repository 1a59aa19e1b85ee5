package httpapi

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"terang/provenance"
	"terang/provenance/receipt"
	"terang/store"
)

func (h *house) audit(query string, who as) []AuditEntry {
	h.t.Helper()
	r := h.call("GET", "/api/v1/audit"+query, "", who)
	if r.status != 200 {
		h.t.Fatalf("%d %s", r.status, r.body)
	}
	var out struct{ Items []AuditEntry }
	r.into(h.t, &out)
	return out.Items
}

func TestEveryChangeIsKeptAndLogged(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		agent, _ := h.person(store.RoleAgent)
		_, officer := h.person(store.RolePrivacy)
		owner := signedIn(h.a.session)
		do := func(status int, method, path, body string, who as) string {
			t.Helper()
			r := h.call(method, "/api/v1"+path, body, who)
			if r.status != status {
				t.Fatalf("%s %s: %d %s", method, path, r.status, r.body)
			}
			return r.body
		}
		do(200, "PATCH", "/agents/"+agent.ID, `{"role":"supervisor"}`, owner)
		do(403, "PATCH", "/agents/"+h.a.owner.ID, `{"role":"agent"}`, owner) // refused: nothing was changed
		made := do(201, "POST", "/tokens", `{"name":"gudang","scopes":["events:write"]}`, owner)
		do(204, "POST", "/me/password", `{"password":"rahasia yang baru sekali"}`, owner)
		do(201, "POST", "/agents", `{"name":"Baru","email":"baru@a.id"}`, bearing(h.a.token))
		do(200, "GET", "/contacts/"+h.a.contactID+"/export", "", signedIn(officer))
		do(200, "GET", "/conversations", "", owner)

		all := h.audit("", signedIn(officer))
		var actions []string
		for _, e := range all {
			actions = append(actions, e.Action)
			if e.Outcome != "done" || e.Leaf == nil || e.Address == "" {
				t.Errorf("%+v", e)
			}
		}
		if got := strings.Join(actions, " "); got != "export-contact invite-agent change-password create-token change-agent" {
			t.Fatalf("kept: %s", got)
		}
		role := all[4]
		if role.Actor != "agent:"+h.a.owner.ID || role.Name != h.a.owner.Name || !strings.Contains(string(role.Before), `"role":"agent"`) || !strings.Contains(string(role.After), `"role":"supervisor"`) || strings.Contains(string(role.After), "presence") {
			t.Errorf("%+v: %s -> %s", role, role.Before, role.After)
		}
		if !strings.Contains(string(all[3].After), `"gudang"`) || strings.Contains(string(all[3].After), `"all"`) {
			t.Errorf("a new token: %s", all[3].After)
		}
		if !strings.HasPrefix(all[1].Actor, "token:") || all[1].Name != "all" {
			t.Errorf("by a program: %+v", all[1])
		}
		everything := h.call("GET", "/api/v1/audit", "", owner).body
		_, secret, _ := strings.Cut(made, `"token":"`)
		secret, _, _ = strings.Cut(secret, `"`)
		for _, hidden := range []string{"rahasia yang baru", secret, "/setup/"} {
			if hidden == "" || strings.Contains(everything, hidden) {
				t.Errorf("the record tells %q", hidden)
			}
		}
		if found := h.audit("?action=create-token&actor="+url.QueryEscape("agent:"+h.a.owner.ID), owner); len(found) != 1 {
			t.Errorf("filtered: %d", len(found))
		}
		if found := h.audit("?until=2020-01-01T00:00:00Z", owner); len(found) != 0 {
			t.Errorf("before there was anything: %d", len(found))
		}
		h.paged(owner, len(all))
		h.proved(role)
	})
}

// paged reads the whole by pages of two.
func (h *house) paged(who as, want int) {
	h.t.Helper()
	seen, cursor := map[string]bool{}, ""
	for {
		var page struct {
			Items []AuditEntry
			Next  string
		}
		h.call("GET", "/api/v1/audit?limit=2&cursor="+cursor, "", who).into(h.t, &page)
		for _, e := range page.Items {
			seen[e.ID] = true
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if len(seen) != want {
		h.t.Errorf("%d by pages, %d at once", len(seen), want)
	}
}

// proved checks that messages are proved as ever beside changes, and that whoever changes the record, takes it away or puts one
// in is found out.
func (h *house) proved(e AuditEntry) {
	h.t.Helper()
	file, err := h.server.Proofs.Proof(h.t.Context(), h.a.workspace.ID, h.a.message)
	h.check(err)
	key, err := h.server.Proofs.Verifier(h.t.Context(), h.a.workspace.ID)
	h.check(err)
	if _, err := receipt.Verify(file, key); err != nil {
		h.t.Errorf("a message's receipt: %v", err)
	}
	if r := h.call("GET", "/verifikasi?key="+h.a.workspace.PublicKey+"&q="+e.ID, ""); strings.Contains(r.body, e.ID+"</dd>") {
		h.t.Error("the public page shows a change as a message")
	}
	find := func(code provenance.FindingCode) {
		h.t.Helper()
		rep, err := h.server.Proofs.Audit(h.t.Context(), h.a.workspace.ID)
		h.check(err)
		if code == "" && !rep.Clean() || code != "" && (len(rep.Findings) != 1 || rep.Findings[0].Code != code || rep.Findings[0].Index < 0 && code != provenance.AuditUnlogged) {
			h.t.Errorf("wanted %q: %+v", code, rep.Findings)
		}
	}
	change := func(q string, args ...any) {
		h.t.Helper()
		h.check(h.db.Write(h.t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(q, args...); return err }))
	}
	find("")
	for _, column := range []string{"actor", "action", "target", "address", "asked", "before_state", "after_state"} {
		change(fmt.Sprintf(`update audit set %s = %s || 'x' where id = $1`, column, column), e.ID)
		find(provenance.AuditChanged)
		change(fmt.Sprintf(`update audit set %s = substr(%s, 1, length(%s) - 1) where id = $1`, column, column, column), e.ID)
	}
	change(`update audit set at = at + 86400000 where id = $1`, e.ID)
	find(provenance.AuditChanged)
	change(`update audit set at = at - 86400000 where id = $1`, e.ID)
	find("")
	change(`insert into audit (id, workspace_id, at, actor, action, outcome, salt) values ('aud_x', $1, 1, 'agent:x', 'change-agent', 'done', $2)`, h.a.workspace.ID, []byte("x"))
	find(provenance.AuditUnlogged)
	change(`delete from audit where id = 'aud_x'`)
	change(`delete from audit where id = $1`, e.ID)
	find(provenance.AuditMissing)
}

// TestWhatIsKeptOfAContactsChangesGoesWithThem: what differed and what was sent goes with an erasure, that something was changed stays,
// and an audit of the log finds nothing; what nobody erased cannot be passed off as erased.
func TestWhatIsKeptOfAContactsChangesGoesWithThem(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		owner, ws := signedIn(h.a.session), h.a.workspace.ID
		change := func(q string, args ...any) {
			t.Helper()
			h.check(h.db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(q, args...); return err }))
		}
		clean := func(want bool) {
			t.Helper()
			rep, err := h.server.Proofs.Audit(t.Context(), ws)
			h.check(err)
			if rep.Clean() != want {
				t.Errorf("clean: %v, %+v", rep.Clean(), rep.Findings)
			}
		}
		change(`update contact set name = 'Sari Wulandari' where id = $1`, h.a.contactID)
		at := "/api/v1/contacts/" + h.a.contactID
		other, _ := h.guest("halo")
		for _, do := range [][3]string{
			{"PUT", at + "/consent", `{"class":"marketing","given":true,"source":"Ibu Wulandari di telepon"}`},
			{"POST", "/api/v1/contacts/" + other + "/merges", fmt.Sprintf(`{"contact_id":%q,"note":"Wulandari juga"}`, h.a.contactID)},
			{"PATCH", "/api/v1/agents/" + h.a.owner.ID, `{"name":"Pemilik Baru"}`},
		} {
			if r := h.call(do[0], do[1], do[2], owner); r.status >= 300 {
				t.Fatalf("%s: %d %s", do[1], r.status, r.body)
			}
		}
		if seen := string(mustJSON(h.audit("", owner))); !strings.Contains(seen, "Wulandari") {
			t.Fatalf("nothing to erase: %s", seen)
		}
		clean(true)
		blank := `update audit set asked = '', before_state = '', after_state = '', salt = $1 where `
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error { return h.server.Proofs.Erase(tx, ws, h.a.contactID) }))
		all := h.audit("", owner)
		seen := string(mustJSON(all))
		if len(all) != 3 || strings.Contains(seen, "Wulandari") || !strings.Contains(seen, "Pemilik Baru") || !strings.Contains(seen, `"set-consent"`) {
			t.Errorf("after the erasure: %s", seen)
		}
		clean(true)
		if r := h.call("PUT", "/api/v1/contacts/"+other+"/consent", `{"class":"marketing","given":true,"source":"telepon"}`, owner); r.status != 204 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		clean(true)
		change(blank+`action = 'set-consent'`, []byte{})
		clean(false)
	})
}
