package httpapi

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/desk"
	"terang/engine"
	"terang/store"
)

// TestARoutingIsSetAndRings walks push from the console's side: set, rung, declined, taken, and seen live.
func TestARoutingIsSetAndRings(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
	var set Routing
	h.call("GET", "/api/v1/routing", "", me).into(t, &set)
	if set.Mode != desk.Pull || set.Targets["normal"] != 300 || set.Capacity.Total != 4 {
		t.Fatalf("what holds unless stated: %+v", set)
	}
	set.Mode, set.Teams = desk.Push, []desk.Team{{ID: "money", Name: "Keuangan", Topics: []string{"refund"}}}
	body, err := json.Marshal(set)
	h.check(err)
	if r := h.call("PUT", "/api/v1/routing", string(body), me); r.status != 200 || !strings.Contains(r.body, `"push"`) {
		t.Fatalf("push: %d %s", r.status, r.body)
	}
	if r := h.call("PUT", "/api/v1/routing", strings.Replace(string(body), `"ring_seconds":20`, `"ring_seconds":1`, 1), me); r.status != 422 || !strings.Contains(r.body, "ring_seconds") {
		t.Errorf("a ring of a second: %d %s", r.status, r.body)
	}
	if r := h.call("PUT", "/api/v1/routing", string(body), me); r.status != 409 || !strings.Contains(r.body, "routing_changed") {
		t.Errorf("a change of what is no longer in force: %d %s", r.status, r.body)
	}
	mine := "/api/v1/agents/" + h.a.owner.ID + "/routing"
	if r := h.call("PUT", mine, `{"teams":["money"],"skills":["refund"],"languages":["id"],"capacity":{"total":2}}`, me); r.status != 200 {
		t.Fatalf("abilities: %d %s", r.status, r.body)
	}
	if r := h.call("GET", mine, "", me); !strings.Contains(r.body, `"refund"`) || !strings.Contains(r.body, `"total":2`) {
		t.Errorf("abilities: %s", r.body)
	}
	if r := h.call("POST", "/api/v1/queue/next", "", me); r.status != 404 || !strings.Contains(r.body, "queue_empty") {
		t.Errorf("the next of nobody: %d %s", r.status, r.body)
	}

	if r := h.call("PUT", "/api/v1/me/presence", `{"presence":"online"}`, me); r.status != 204 {
		t.Fatalf("online: %d %s", r.status, r.body)
	}
	console := h.stream("/api/v1/stream", me)
	for _, what := range []string{"claim", "release"} {
		if r := h.call("POST", at+"/"+what, "", me); r.status != 200 {
			t.Fatalf("%s: %d %s", what, r.status, r.body)
		}
	}
	if _, err := h.desk.Dispatch(t.Context()); err != nil {
		t.Fatal(err)
	}
	var e OfferEvent
	if err := json.Unmarshal([]byte(console.until("offer").data), &e); err != nil || e.AgentID != h.a.owner.ID || e.ConversationID != h.a.conversation || e.What != desk.Offered {
		t.Errorf("the console hears %+v, %v", e, err)
	}
	var rings struct{ Items []Offer }
	h.call("GET", "/api/v1/me/offers", "", me).into(t, &rings)
	if len(rings.Items) != 1 || !rings.Items[0].Until.Equal(e.Until) {
		t.Errorf("what rings: %+v", rings)
	}
	var now struct {
		Mode    string
		Waiting int
		Queue   []QueueEntry
		Agents  []AgentNow
	}
	h.call("GET", "/api/v1/desk/live", "", me).into(t, &now)
	if now.Mode != "push" || now.Waiting != 1 || now.Queue[0].RingsAt != h.a.owner.ID || now.Queue[0].DueAt.IsZero() {
		t.Errorf("live: %+v", now)
	}
	if len(now.Agents) == 0 || now.Agents[0].Capacity == 0 {
		t.Errorf("the agents: %+v", now.Agents)
	}
	if r := h.call("POST", at+"/decline", "", me); r.status != 204 {
		t.Errorf("declined: %d %s", r.status, r.body)
	}
	if r := h.call("POST", at+"/decline", "", me); r.status != 409 || !strings.Contains(r.body, "not_offered") {
		t.Errorf("declined again: %d %s", r.status, r.body)
	}
	if r := h.call("POST", "/api/v1/queue/next", "", me); r.status != 200 || !strings.Contains(r.body, h.a.conversation) {
		t.Errorf("the next: %d %s", r.status, r.body)
	}
}

// TestTheQueueIsListedAsItIsServed is that who is more urgent stands before who came first, page by page, with the clock.
func TestTheQueueIsListedAsItIsServed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me := signedIn(h.a.session)
	type page struct {
		Items []Conversation
		Next  *string
	}
	h.queue(h.a.contact, h.a.conversation)
	waits := []string{h.a.conversation}
	for range 3 {
		token, id, _ := h.open(h.a.workspace.PublicKey)
		h.queue(token, id)
		waits = append(waits, id)
	}
	grave := waits[2]
	if r := h.call("PUT", "/api/v1/conversations/"+grave+"/priority", `{"priority":"urgent"}`, me); r.status != 200 {
		t.Fatalf("urgent: %d %s", r.status, r.body)
	}
	var got []string
	cursor := ""
	for range waits {
		var p page
		h.call("GET", "/api/v1/conversations?view=queue&limit=1&cursor="+cursor, "", me).into(t, &p)
		for _, c := range p.Items {
			got = append(got, c.ID)
			if c.Clock == nil || c.Clock.DueAt.Before(*c.WaitingSince) {
				t.Errorf("the clock of %s is %+v", c.ID, c.Clock)
			}
			if want := map[bool]string{true: "urgent", false: "normal"}[c.ID == grave]; c.Clock.Priority != want {
				t.Errorf("%s is %s, want %s", c.ID, c.Clock.Priority, want)
			}
		}
		if p.Next == nil {
			break
		}
		cursor = *p.Next
	}
	if len(got) != len(waits) || got[0] != grave {
		t.Errorf("the queue is %v, want %s first of %v", got, grave, waits)
	}
	if s := slices.Compact(slices.Sorted(slices.Values(got))); len(s) != len(waits) {
		t.Errorf("some stand twice: %v", got)
	}

	// Of more than are put in order the rest follows, and nobody is lost between.
	l := store.ListQuery{WorkspaceID: h.a.workspace.ID, View: store.ViewQueue, Limit: 1}
	var far []string
	for range waits {
		found, next, err := h.server.queued(t.Context(), l, 3)
		h.check(err)
		for _, one := range found {
			far = append(far, one.Conversation.ID)
		}
		if next == nil {
			break
		}
		l.After, err = parseCursor(formatCursor(*next))
		h.check(err)
	}
	if s := slices.Compact(slices.Sorted(slices.Values(far))); len(far) != len(waits) || len(s) != len(waits) || far[0] != grave || far[3] != waits[3] {
		t.Errorf("beyond what is in order: %v of %v", far, waits)
	}
}

// TestASupervisorSeesTheDeskAndAnAgentDoesNot walks the live view, and what the day's service opens.
func TestASupervisorSeesTheDeskAndAnAgentDoesNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me := signedIn(h.a.session)
	h.queue(h.a.contact, h.a.conversation)
	if _, err := h.desk.Dispatch(t.Context()); err != nil {
		t.Fatal(err)
	}
	var now struct {
		Waiting int
		Service []ServiceLevel
		Waits   DayWaits
		Asked   []AskedFor
		Agents  []AgentNow
	}
	h.call("GET", "/api/v1/desk/live", "", me).into(t, &now)
	if now.Waiting != 1 || len(now.Service) != 4 || now.Service[0].Priority != "all" || now.Service[1].Priority != "urgent" {
		t.Fatalf("live: %+v", now)
	}
	if !slices.ContainsFunc(now.Asked, func(a AskedFor) bool { return a.Kind == "channel" && a.Waiting == 1 && !a.Oldest.IsZero() }) {
		t.Errorf("asked for: %+v", now.Asked)
	}
	if r := h.call("GET", "/api/v1/routing/agents", "", me); r.status != 200 || !strings.Contains(r.body, h.a.owner.ID) {
		t.Errorf("profiles: %d %s", r.status, r.body)
	}
	if r := h.call("GET", "/api/v1/routing/choices", "", me); r.status != 200 || !strings.Contains(r.body, `"title":"Uang kembali"`) || !strings.Contains(r.body, `"open":[`) || !strings.Contains(r.body, `"set":{"open":[`) ||
		!strings.Contains(r.body, `"source":"`) {
		t.Errorf("choices: %d %s", r.status, r.body)
	}
}

// TestAChangeOfRoutingIsKept is that the audit trail tells what was before and what is since.
func TestAChangeOfRoutingIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me := signedIn(h.a.session)
	var set Routing
	h.call("GET", "/api/v1/routing", "", me).into(t, &set)
	set.RingSeconds = 45
	set.Hours = &engine.SetHours{
		Open: []engine.Opening{{Days: []string{"mon"}, From: "08:00", To: "16:00"}}, Off: []string{"2026-12-31"}, Calendar: "id", Except: []string{},
		Text: terang.Text{terang.Indonesian: "Senin 08.00–16.00", terang.English: "Monday 08:00–16:00"},
	}
	body, err := json.Marshal(set)
	h.check(err)
	if r := h.call("PUT", "/api/v1/routing", string(body), me); r.status != 200 {
		t.Fatalf("set: %d %s", r.status, r.body)
	}
	if r := h.call("PUT", "/api/v1/routing", strings.Replace(string(body), "2026-12-31", "tomorrow", 1), me); r.status != 422 || !strings.Contains(r.body, "hours") {
		t.Errorf("a day that is none: %d %s", r.status, r.body)
	}
	if r := h.call("PUT", "/api/v1/agents/"+h.a.owner.ID+"/routing", `{"teams":[],"skills":["tax"],"languages":[]}`, me); r.status != 200 {
		t.Fatalf("abilities: %d %s", r.status, r.body)
	}
	var trail struct{ Items []AuditEntry }
	h.call("GET", "/api/v1/audit", "", me).into(t, &trail)
	want := map[string][2]string{"set-routing": {`"ring_seconds":20`, `"Senin 08.00–16.00"`}, "set-agent-routing": {`"skills":[]`, `"tax"`}}
	for _, e := range trail.Items {
		if w, ok := want[e.Action]; ok {
			delete(want, e.Action)
			if !strings.Contains(string(e.Before), w[0]) || !strings.Contains(string(e.After), w[1]) || e.Leaf == nil {
				t.Errorf("%s: before %s, after %s", e.Action, e.Before, e.After)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not in the trail: %v, only %+v", want, trail.Items)
	}
}

// queue has a contact ask for a person, and wait.
func (h *house) queue(token, conversation string) {
	h.t.Helper()
	if r := h.call("POST", "/api/v1/chat/person", "", bearing(token)); r.status != 202 {
		h.t.Fatalf("a person: %d %s", r.status, r.body)
	}
	h.eventually("the contact waits", func() bool {
		c, err := store.Conversation(h.t.Context(), h.db, h.a.workspace.ID, conversation)
		h.check(err)
		return c.Holder == terang.HolderQueue && !c.TurnDue
	})
}

// TestAConsoleThatIsClosedIsNoticedAtOnce: what its agent had must be with somebody else within half a minute, of which the desk
// waits twenty seconds.
func TestAConsoleThatIsClosedIsNoticedAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	console := h.stream("/api/v1/stream", signedIn(h.a.session))
	if h.server.streams.count() != 1 {
		t.Fatalf("%d streams are open", h.server.streams.count())
	}
	closed := time.Now()
	h.check(console.conn.Close())
	h.eventually("the stream is off the list", func() bool { return h.server.streams.count() == 0 })
	if took := time.Since(closed); took > 2*time.Second {
		t.Errorf("noticed after %s", took)
	}
}
