package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
)

// guest opens another session and says something in it; it returns the contact's id and token.
func (h *house) guest(text string) (contact, token string) {
	h.t.Helper()
	var s struct {
		Token          string
		ConversationID string `json:"conversation_id"`
	}
	h.call("POST", "/api/v1/chat/sessions", fmt.Sprintf(`{"key":%q}`, h.a.workspace.PublicKey)).into(h.t, &s)
	h.say(s.Token, "g1", text)
	c, err := store.Conversation(h.t.Context(), h.db, h.a.workspace.ID, s.ConversationID)
	h.check(err)
	return c.ContactID, s.Token
}

func (h *house) timelineOf(id, query string) (texts, kinds string) {
	h.t.Helper()
	var page struct {
		Items []struct {
			Kind, What, Outcome string
			Message             *Message
		}
		Next *string
	}
	r := h.call("GET", "/api/v1/contacts/"+id+"/timeline"+query, "", signedIn(h.a.session))
	if r.status != 200 {
		h.t.Fatalf("timeline: %d %s", r.status, r.body)
	}
	r.into(h.t, &page)
	for _, m := range page.Items {
		if m.Message != nil {
			texts += m.Message.Text + "|"
		}
		kinds += m.Kind + ":" + m.What + m.Outcome + " "
	}
	return texts, kinds
}

// TestTwoContactsAreMergedLookedAtAndTakenApart walks a merge from the console's and from the contacts' side.
func TestTwoContactsAreMergedLookedAtAndTakenApart(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me := signedIn(h.a.session)
		one, other := h.a.contactID, ""
		h.say(h.a.contact, "c1", "rahasia satu")
		other, token := h.guest("rahasia dua")
		at := "/api/v1/contacts/" + one

		var before ContactView
		h.call("GET", at, "", me).into(t, &before)
		var preview MergePreview
		looked := h.call("GET", at+"/merge-preview?with="+other, "", me)
		looked.into(t, &preview)
		if strings.Contains(looked.body, `"differ":null`) {
			t.Errorf("a list that is none: %s", looked.body)
		}
		if !preview.Possible || len(preview.Sides) != 2 || preview.Sides[1].Conversations != 1 {
			t.Errorf("preview: %+v", preview)
		}
		if texts, _ := h.timelineOf(one, ""); strings.Contains(texts, "dua") {
			t.Error("a look merges")
		}
		var m ContactMerge
		if r := h.call("POST", at+"/merges", fmt.Sprintf(`{"contact_id":%q,"note":"nomor sama"}`, other), me); r.status != 201 {
			t.Fatalf("merge: %d %s", r.status, r.body)
		} else {
			r.into(t, &m)
		}
		for _, id := range []string{one, other} {
			texts, kinds := h.timelineOf(id, "")
			if !strings.Contains(texts, "rahasia satu") || !strings.Contains(texts, "rahasia dua") || !strings.Contains(kinds, "merge:merged") {
				t.Errorf("%s: %s %s", id, texts, kinds)
			}
		}
		if texts, kinds := h.timelineOf(one, "?kinds=merge,note"); texts != "" || kinds != "merge:merged " {
			t.Errorf("filtered: %q %q", texts, kinds)
		}
		h.holdsBack(token, one)
		if r := h.call("POST", at+"/merges", fmt.Sprintf(`{"contact_id":%q}`, other), me); r.status != 409 || r.problem().Code != "merge_same_person" {
			t.Errorf("again: %d %s", r.status, r.body)
		}
		if r := h.call("DELETE", "/api/v1/contacts/"+other+"/merges/"+m.ID, "", me); r.status != 204 {
			t.Errorf("taken back: %d %s", r.status, r.body)
		}
		var after ContactView
		h.call("GET", at, "", me).into(t, &after)
		if a, b := string(mustJSON(before)), string(mustJSON(after)); a != b {
			t.Errorf("after\n%s\nwant\n%s", b, a)
		}
		if texts, kinds := h.timelineOf(one, ""); strings.Contains(texts, "dua") || !strings.Contains(kinds, "merge:unmergedundone") {
			t.Errorf("apart: %s %s", texts, kinds)
		}
		var trail struct {
			Items []struct{ Action, Target, Actor string }
		}
		h.call("GET", "/api/v1/audit", "", me).into(t, &trail)
		seen := string(mustJSON(trail))
		if !strings.Contains(seen, `"merge-contacts"`) || !strings.Contains(seen, `"unmerge-contacts"`) {
			t.Errorf("the trail tells %s", seen)
		}
	})
}

// holdsBack checks that a merge tells a contact nothing of the other, and the privacy officer's file tells which is which.
func (h *house) holdsBack(token, asked string) {
	h.t.Helper()
	for _, path := range []string{"/api/v1/chat/messages", "/api/v1/chat/transcript?format=json"} {
		if r := h.call("GET", path, "", bearing(token)); r.status != 200 || strings.Contains(r.body, "rahasia satu") {
			h.t.Errorf("%s tells one what the other said: %d %s", path, r.status, r.body)
		}
	}
	all := h.call("GET", "/api/v1/contacts/"+asked+"/export", "", signedIn(h.a.session)).body
	if !strings.Contains(all, "rahasia satu") || !strings.Contains(all, "rahasia dua") || !strings.Contains(all, `"merged":true`) {
		h.t.Errorf("the whole file: %s", all)
	}
	proven := h.call("GET", "/api/v1/contacts/"+asked+"/export?parts=proven", "", signedIn(h.a.session)).body
	if !strings.Contains(proven, "rahasia satu") || strings.Contains(proven, "rahasia dua") {
		h.t.Errorf("what may be handed over: %s", proven)
	}
}

// TestAMergeNarrowsWhatTheBrandMayBegin: a no of either holds for both and a week's budget is one.
func TestAMergeNarrowsWhatTheBrandMayBegin(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me, ws := signedIn(h.a.session), h.a.workspace.ID
		other, _ := h.guest("halo")
		yes := func(id string, given bool) {
			if r := h.call("PUT", "/api/v1/contacts/"+id+"/consent", fmt.Sprintf(`{"class":"marketing","given":%v,"source":"formulir"}`, given), me); r.status != 204 {
				t.Fatalf("consent: %d %s", r.status, r.body)
			}
		}
		yes(h.a.contactID, true)
		yes(other, false)
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			k, err := store.Contact(context.Background(), tx.Reader(), ws, other)
			if err != nil {
				return err
			}
			k = k.WithReached(terang.ClassMarketing, time.Now())
			return store.SaveKnown(tx, &k)
		}))
		marketing := func() (allowed bool, used int) {
			var v ContactView
			h.call("GET", "/api/v1/contacts/"+h.a.contactID, "", me).into(t, &v)
			for _, c := range v.Consent {
				if c.ContactID == h.a.contactID && c.Class == terang.ClassMarketing {
					allowed = c.Allowed
				}
			}
			return allowed, v.Budget[1].Used
		}
		if ok, used := marketing(); !ok || used != 0 {
			t.Fatalf("before: %v %d", ok, used)
		}
		r := h.call("POST", "/api/v1/contacts/"+h.a.contactID+"/merges", fmt.Sprintf(`{"contact_id":%q}`, other), me)
		var m ContactMerge
		r.into(t, &m)
		if ok, used := marketing(); ok || used != 1 {
			t.Errorf("merged: %v %d", ok, used)
		}
		if _, kinds := h.timelineOf(h.a.contactID, "?kinds=consent"); kinds != "consent:no consent:yes " {
			t.Errorf("what was said: %s", kinds)
		}
		yes(h.a.contactID, true) // said after the merge: the person's own newer word
		if ok, _ := marketing(); !ok {
			t.Error("a yes after the merge does not count")
		}
		h.call("DELETE", "/api/v1/contacts/"+h.a.contactID+"/merges/"+m.ID, "", me)
		if ok, used := marketing(); !ok || used != 0 {
			t.Errorf("apart: %v %d", ok, used)
		}
	})
}

// TestAnErasureTakesAllPartsOfAMergedPerson: and nothing says any more that they were one.
func TestAnErasureTakesAllPartsOfAMergedPerson(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me, ws := signedIn(h.a.session), h.a.workspace.ID
		h.say(h.a.contact, "c1", "rahasia satu")
		other, token := h.guest("rahasia dua")
		if r := h.call("POST", "/api/v1/contacts/"+other+"/merges", fmt.Sprintf(`{"contact_id":%q}`, h.a.contactID), me); r.status != 201 {
			t.Fatal(r.body)
		}
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error { return h.server.Proofs.Erase(tx, ws, h.a.contactID) }))
		for _, id := range []string{h.a.contactID, other} {
			if texts, kinds := h.timelineOf(id, ""); strings.Contains(texts, "rahasia") || strings.Contains(kinds, "merge") {
				t.Errorf("%s: %s %s", id, texts, kinds)
			}
			var v ContactView
			h.call("GET", "/api/v1/contacts/"+id, "", me).into(t, &v)
			if len(v.Parts) != 1 {
				t.Errorf("still one: %+v", v.Parts)
			}
		}
		if r := h.call("POST", "/api/v1/contacts/"+other+"/merges", fmt.Sprintf(`{"contact_id":%q}`, h.a.contactID), me); r.problem().Code != "merge_erased" {
			t.Errorf("merged anew: %d %s", r.status, r.body)
		}
		_ = token
	})
}

// TestContactsAreListedAndOfferedByTheirNumbers: page by page, and only what somebody else than the contact told is proof enough for
// a suggestion.
func TestContactsAreListedAndOfferedByTheirNumbers(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me, ws := signedIn(h.a.session), h.a.workspace.ID
		for i, source := range []string{"import chatwoot", "import zendesk", "conversation cnv_1"} {
			k := terang.Contact{ID: fmt.Sprint("con_k", i), WorkspaceID: ws, Name: fmt.Sprint("Kenalan ", i), Language: terang.Indonesian, CreatedAt: time.Now()}
			k = k.WithAttribute("phone", terang.Attribute{Value: "0812 0000 1234", Source: source, At: time.Now()})
			h.check(h.db.Write(t.Context(), func(tx *store.Tx) error { return store.InsertContact(tx, k) }))
		}
		var names []string
		cursor := ""
		for range 10 {
			var page struct {
				Items []ContactRow
				Next  *string
			}
			h.call("GET", "/api/v1/contacts?q=kenalan&limit=2&cursor="+cursor, "", me).into(t, &page)
			for _, c := range page.Items {
				names = append(names, c.Name)
			}
			if page.Next == nil {
				break
			}
			cursor = *page.Next
		}
		if len(names) != 3 {
			t.Errorf("listed: %v", names)
		}
		var s struct{ Items []ContactSuggestion }
		h.call("GET", "/api/v1/contacts/con_k0/suggestions", "", me).into(t, &s)
		if b, _ := json.Marshal(s); len(s.Items) != 1 || s.Items[0].Contact.ID != "con_k1" || s.Items[0].Address != "6281200001234" {
			t.Errorf("offered: %s", b)
		}
		if r := h.call("GET", "/api/v1/contacts/con_k0/timeline?cursor=xx", "", me); r.status != 422 {
			t.Errorf("a cursor of nobody: %d", r.status)
		}
		if r := h.call("GET", "/api/v1/contacts/nobody/timeline", "", me); r.status != 404 {
			t.Errorf("nobody: %d", r.status)
		}
	})
}

// TestTheTimelineCallsMattersByTheirNames: a topic that an article answers and a playbook have their titles in both languages; what was
// asked in a conversation outside one's queue has none.
func TestTheTimelineCallsMattersByTheirNames(t *testing.T) {
	h := newHouse(t)
	h.say(h.a.contact, "m1", "Berapa ongkos kirimnya?")
	h.settled(h.a)
	h.say(h.a.contact, "m2", "Pesanan saya sudah sampai mana?")
	h.settled(h.a)
	_, analyst := h.person(store.RoleAnalyst)
	titles := func(session string) map[string]terang.Text {
		var page struct{ Items []Moment }
		h.call("GET", "/api/v1/contacts/"+h.a.contactID+"/timeline?kinds=playbook", "", signedIn(session)).into(t, &page)
		out := map[string]terang.Text{}
		for _, m := range page.Items {
			out[m.Name] = m.Title
		}
		return out
	}
	got := titles(h.a.session)
	for name, want := range map[string]string{"shipping_cost": "Shipping cost", "order_status": "Order status"} {
		if title := got[name]; title[terang.English] != want || title[terang.Indonesian] == "" {
			t.Errorf("%s is called %v, want %q; all: %v", name, title, want, got)
		}
	}
	if got := titles(analyst); len(got) != 1 || got[""] != nil {
		t.Errorf("told without a reason: %v", got)
	}
}
