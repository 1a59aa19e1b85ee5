package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang/desk"
	"terang/store"
)

// TestNothingIsReadPastTheReason: what was said in a conversation is in none of the places that show it from afar, neither to who
// answers nobody nor to an agent outside their queue, until they say why they read it.
func TestNothingIsReadPastTheReason(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		owner, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		h.check(h.server.Desk.SetReadingMode(t.Context(), h.a.workspace.ID, "test", desk.ReadOutsideQueue))
		_, session := h.person(store.RoleAnalyst)
		analyst := signedIn(session)
		_, session = h.person(store.RoleAgent)
		plain := signedIn(session)
		h.say(h.a.contact, "m1", "nomor pesanan saya RAHASIA77")
		h.settled(h.a)
		if r := h.call("POST", at+"/claim", "", owner); r.status != 200 {
			t.Fatal(r.body)
		}
		consoles := map[*reader]string{h.stream("/api/v1/stream", analyst): "an analyst", h.stream("/api/v1/stream", plain): "an agent"}
		own := h.stream("/api/v1/stream", owner)
		body := fmt.Sprintf(`{"client_id":"p1","kind":"call","words":"Kami telepon soal RAHASIA77","reach":"0812 3456 7890","due_at":%q,"tell":false}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
		var made Promise
		if r := h.call("POST", at+"/promises", body, owner); r.status != 201 {
			t.Fatal(r.body)
		} else {
			r.into(t, &made)
		}
		for console, who := range consoles {
			data := console.until("promise").data
			if strings.Contains(data, "RAHASIA77") || strings.Contains(data, "3456") || !strings.Contains(data, made.ID) {
				t.Errorf("the live stream tells %s %s", who, data)
			}
		}
		if data := own.until("promise").data; !strings.Contains(data, "RAHASIA77") {
			t.Errorf("who has it hears %s", data)
		}
		views := []string{"/api/v1/contacts/" + h.a.contactID, "/api/v1/promises"}
		for who, as := range map[string]as{"an analyst": analyst, "an agent": plain} {
			for _, path := range views {
				if r := h.call("GET", path, "", as); r.status != 200 || strings.Contains(r.body, "RAHASIA77") || !strings.Contains(r.body, `"reason_needed":true`) || !strings.Contains(r.body, made.ID) && strings.Contains(path, "promises") {
					t.Errorf("%s: %s sees %d %s", path, who, r.status, r.body)
				}
			}
		}
		for path, body := range map[string]string{"keep": "{}", "cancel": "{}", "move": fmt.Sprintf(`{"due_at":%q,"tell":false}`, time.Now().Add(2*time.Hour).UTC().Format(time.RFC3339))} {
			if r := h.call("POST", "/api/v1/promises/"+made.ID+"/"+path, body, plain); r.status != 403 || r.problem().Code != "reason_needed" {
				t.Errorf("%s: %d %s", path, r.status, r.body)
			}
		}
		if r := h.call("POST", at+"/reading", `{"reason":"help","words":"Diminta rekan"}`, plain); r.status != 201 {
			t.Fatal(r.body)
		}
		for _, path := range views {
			for who, as := range map[string]as{"with a reason": plain, "who has it": owner} {
				if r := h.call("GET", path, "", as); !strings.Contains(r.body, "RAHASIA77") || strings.Contains(r.body, "reason_needed") {
					t.Errorf("%s %s: %s", path, who, r.body)
				}
			}
		}
		if r := h.call("POST", "/api/v1/promises/"+made.ID+"/keep", "{}", plain); r.status != 200 {
			t.Errorf("kept with a reason: %d %s", r.status, r.body)
		}
	})
}

// TestAWarningOfAPromiseIsVeiledToo: it comes from the clock, not from the conversation.
func TestAWarningOfAPromiseIsVeiledToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	_, session := h.person(store.RoleAnalyst)
	body := fmt.Sprintf(`{"client_id":"p1","kind":"task","words":"RAHASIA77","due_at":%q,"tell":false}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/promises", body, signedIn(h.a.session)); r.status != 201 {
		t.Fatalf("made: %d %s", r.status, r.body)
	}
	outside, own := h.stream("/api/v1/stream", signedIn(session)), h.stream("/api/v1/stream", signedIn(h.a.session))
	h.clock.Add(int64(56 * time.Minute))
	if n, err := h.desk.Due(t.Context()); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	for r, want := range map[*reader]string{outside: "", own: "RAHASIA77"} {
		var e PromiseEvent
		for e.What != "due_soon" {
			h.check(json.Unmarshal([]byte(r.until("promise").data), &e))
		}
		if e.Promises[0].Words != want {
			t.Errorf("%+v", e)
		}
	}
}

// TestTheTrailNamesNoContact: a record of a change is for good, so that what an erasure takes must not come into it.
func TestTheTrailNamesNoContact(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		owner := signedIn(h.a.session)
		other, _ := h.guest("halo, saya RAHASIA77")
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`update contact set name = 'RAHASIA77' where workspace_id = $1`, h.a.workspace.ID)
			return err
		}))
		at := "/api/v1/contacts/" + h.a.contactID
		for _, c := range []struct{ method, path, body string }{
			{"PUT", at + "/consent", `{"class":"marketing","given":true,"source":"formulir"}`},
			{"POST", at + "/merges", fmt.Sprintf(`{"contact_id":%q,"note":"RAHASIA77 bilang sendiri"}`, other)},
			{"POST", "/api/v1/conversations/" + h.a.conversation + "/reading", `{"reason":"quality","words":"soal RAHASIA77"}`},
		} {
			if r := h.call(c.method, c.path, c.body, owner); r.status >= 300 {
				t.Fatal(c.path, r.status, r.body)
			}
		}
		all := h.audit("", owner)
		if text := string(mustJSON(all)); len(all) != 3 || strings.Contains(text, "RAHASIA77") || !strings.Contains(text, h.a.contactID) || !strings.Contains(text, `"quality"`) || !strings.Contains(text, "marketing") {
			t.Errorf("the trail has %s", text)
		}
	})
}
