package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
)

// owed is a page of the ledger.
type owed struct {
	Items  []Promise
	Next   *string
	Counts struct {
		Open, Broken int
		Soon         int `json:"due_1h"`
	}
}

func (h *house) owed(query string) owed {
	h.t.Helper()
	var out owed
	r := h.call("GET", "/api/v1/promises"+query, "", signedIn(h.a.session))
	if r.status != 200 {
		h.t.Fatalf("%s: %d %s", query, r.status, r.body)
	}
	r.into(h.t, &out)
	return out
}

// TestAPromiseIsMadeMovedAndKept walks a promise of an agent from the contact's and from the console's side.
func TestAPromiseIsMadeMovedAndKept(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		console := h.stream("/api/v1/stream", me)
		if r := h.call("POST", at+"/claim", "", me); r.status != 200 {
			t.Fatalf("claim: %d %s", r.status, r.body)
		}
		due := time.Now().Add(30 * time.Minute).UTC().Truncate(time.Second)
		body := fmt.Sprintf(`{"client_id":"p1","kind":"call","words":"Saya telepon sebelum sore","reach":"0812 3456 7890","due_at":%q,"tell":true}`, due.Format(time.RFC3339))
		r := h.call("POST", at+"/promises", body, me)
		var made Promise
		r.into(t, &made)
		if r.status != 201 || made.Reach != "+6281234567890" || made.Owner != h.a.owner.ID || !made.DueAt.Equal(due) {
			t.Fatalf("made: %d %s", r.status, r.body)
		}
		if again := h.call("POST", at+"/promises", body, me); again.status != 201 || !strings.Contains(again.body, made.ID) {
			t.Errorf("the same again: %d %s", again.status, again.body)
		}
		var e PromiseEvent
		if err := json.Unmarshal([]byte(console.until("promise").data), &e); err != nil || e.ConversationID != h.a.conversation || e.What != "changed" || len(e.Promises) != 1 || e.Promises[0].ID != made.ID {
			t.Errorf("the console hears %+v, %v", e, err)
		}
		var page struct {
			State
			Messages []Message
		}
		h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)).into(t, &page)
		if len(page.Promises) != 1 || page.Promises[0].State != "open" || page.Promises[0].Words != "Petugas menelepon Anda." {
			t.Errorf("the contact sees %+v", page.Promises)
		}
		if last := page.Messages[len(page.Messages)-1]; last.Text != "Saya telepon sebelum sore" || last.Author.Kind != "human" {
			t.Errorf("the contact hears %q from %s", last.Text, last.Author.Kind)
		}
		if l := h.owed("?owner=me"); len(l.Items) != 1 || l.Items[0].OwnerName != "Rina A" || l.Items[0].Contact == nil || l.Counts.Open != 1 || l.Counts.Soon != 1 {
			t.Errorf("mine: %+v", l)
		}
		if l := h.owed("?owner=desk"); len(l.Items) != 0 || l.Counts.Open != 0 {
			t.Errorf("the desk's: %+v", l)
		}
		r = h.call("POST", at+"/resolve", "", me, with("Accept-Language", "en"))
		if p := r.problem(); r.status != 409 || p.Code != "promise_owed" || !strings.Contains(p.Detail, "“Saya telepon sebelum sore”. Keep it, take it back or move it first") {
			t.Errorf("resolve: %d %s", r.status, r.body)
		}
		later := due.Add(2 * time.Hour)
		r = h.call("POST", "/api/v1/promises/"+made.ID+"/move", fmt.Sprintf(`{"due_at":%q,"tell":true}`, later.Format(time.RFC3339)), me)
		if r.status != 200 || !strings.Contains(r.body, made.ID) || h.owed("?state=due").Counts.Soon != 0 {
			t.Errorf("moved: %d %s", r.status, r.body)
		}
		if r = h.call("POST", "/api/v1/promises/"+made.ID+"/keep", `{"note":"tidak diangkat, lalu SMS"}`, me); r.status != 200 || !strings.Contains(r.body, `"state":"kept"`) {
			t.Errorf("kept: %d %s", r.status, r.body)
		}
		if r = h.call("POST", "/api/v1/promises/"+made.ID+"/cancel", `{}`, me); r.status != 409 || r.problem().Code != "promise_settled" {
			t.Errorf("taken back once it was kept: %d %s", r.status, r.body)
		}
		if l, all := h.owed(""), h.owed("?state=all"); len(l.Items) != 0 || len(all.Items) != 1 || all.Items[0].State != "kept" {
			t.Errorf("in the end %+v, %+v", l, all)
		}
		var c Conversation
		h.call("GET", at, "", me).into(t, &c)
		if len(c.Promises) != 1 || c.Promises[0].State != "kept" {
			t.Errorf("the conversation has %+v", c.Promises)
		}
		var file struct {
			Promises []struct {
				Words, Reach, State string
				MadeBy              string `json:"made_by"`
			}
		}
		h.call("GET", "/api/v1/contacts/"+h.a.contactID+"/export", "", me).into(t, &file)
		if len(file.Promises) != 1 || file.Promises[0].Reach != "+6281234567890" || file.Promises[0].State != "kept" || file.Promises[0].MadeBy != "agent" {
			t.Errorf("the contact's export has %+v", file.Promises)
		}
		if r = h.call("POST", at+"/resolve", "", me); r.status != 200 {
			t.Errorf("resolve in the end: %d %s", r.status, r.body)
		}
	})
}

// TestWhoWaitsMayBeCalled: a contact who waits leaves a number, hears by when, and the agents have it in their ledger.
func TestWhoWaitsMayBeCalled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	contact := bearing(h.a.contact)
	if r := h.call("POST", "/api/v1/chat/person", "", contact); r.status != 202 || !strings.Contains(r.body, `"refreshed_at"`) || !strings.Contains(r.body, `"wait":null`) {
		t.Fatalf("person: %d %s", r.status, r.body)
	}
	for body, code := range map[string]string{
		`{"kind":"call","to":"rumah saya"}`:             "reach_invalid",
		`{"kind":"call","to":"sari@example.com"}`:       "reach_invalid",
		`{"kind":"write","to":"sari@"}`:                 "email_invalid",
		`{"kind":"visit","to":"0812 3456 7890"}`:        "invalid_input",
		`{"kind":"call","to":"+0008123456"}`:            "reach_invalid",
		`{"kind":"write","to":"a@b.id\r\nBcc: c@d.id"}`: "email_invalid",
		`{"kind":"call","to":"1"}`:                      "reach_invalid",
		`{"kind":"call","to":"+62812+3456+7890+111"}`:   "reach_invalid",
	} {
		if r := h.call("POST", "/api/v1/chat/reach", body, contact); r.problem().Code != code {
			t.Errorf("%s: %d %s, want %s", body, r.status, r.body, code)
		}
	}
	r := h.call("POST", "/api/v1/chat/reach", `{"kind":"call","to":"0812 3456 7890","from":null}`, contact)
	var out struct {
		Holder   string
		Promises []OwnPromise
	}
	r.into(t, &out)
	calls := 0
	for _, p := range out.Promises {
		if p.Kind == string(terang.PromiseCall) && p.State == "open" && p.DueAt.After(time.Now()) {
			calls++
		}
	}
	if r.status != 202 || out.Holder != "queue" || calls != 1 {
		t.Fatalf("reach: %d %s", r.status, r.body)
	}
	if l := h.owed("?owner=desk"); len(l.Items) != 1 || l.Items[0].Reach != "+6281234567890" || l.Items[0].MadeBy != terang.MadeByAssistant {
		t.Errorf("the desk owes %+v", l.Items)
	}
}

// TestPlacesAreToldAgain: who waits and listens hears the place again in a while, though nothing moved.
func TestPlacesAreToldAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	h.server.Publisher.again = 50 * time.Millisecond
	stream := h.stream("/api/v1/chat/stream?access_token=" + h.a.contact)
	if r := h.call("POST", "/api/v1/chat/person", "", bearing(h.a.contact)); r.status != 202 {
		t.Fatalf("person: %d %s", r.status, r.body)
	}
	seen := map[string]bool{}
	for len(seen) < 2 { // the time of refreshing has seconds
		var s State
		if err := json.Unmarshal([]byte(stream.until("state").data), &s); err != nil {
			t.Fatal(err)
		}
		if s.Queue != nil && s.Queue.Place == 1 {
			seen[s.Queue.RefreshedAt.String()] = true
		}
	}
}

// TestConsolesHearOfAPromiseThatRunsOut: a warning before the time, and that it has passed; the contact sees it broken.
func TestConsolesHearOfAPromiseThatRunsOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
	body := fmt.Sprintf(`{"client_id":"p1","kind":"task","words":"Kami kirim gantinya","due_at":%q,"tell":false}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	if r := h.call("POST", at+"/promises", body, me); r.status != 201 {
		t.Fatalf("made: %d %s", r.status, r.body)
	}
	console := h.stream("/api/v1/stream", me)
	for _, step := range []struct {
		pass time.Duration
		what string
	}{{56 * time.Minute, "due_soon"}, {5 * time.Minute, "broken"}} {
		h.clock.Add(int64(step.pass))
		if n, err := h.desk.Due(t.Context()); err != nil || n != 1 {
			t.Fatalf("%s: %d looked at, %v", step.what, n, err)
		}
		var e PromiseEvent
		for e.What != step.what {
			if err := json.Unmarshal([]byte(console.until("promise").data), &e); err != nil {
				t.Fatal(err)
			}
		}
		if e.ConversationID != h.a.conversation || len(e.Promises) != 1 || e.Promises[0].Words != "Kami kirim gantinya" {
			t.Errorf("%s: %+v", step.what, e)
		}
	}
	if l := h.owed("?state=broken"); len(l.Items) != 1 || l.Counts.Broken != 1 || l.Items[0].BrokenAt == nil {
		t.Errorf("broken: %+v", l)
	}
	var c Conversation
	h.call("GET", at, "", me).into(t, &c)
	if c.Holder != "queue" || c.HandOver == nil {
		t.Errorf("the conversation is with %s", c.Holder)
	}
	var page struct{ State }
	h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)).into(t, &page)
	if len(page.Promises) != 1 || page.Promises[0].State != "broken" {
		t.Errorf("the contact sees %+v", page.Promises)
	}
}
