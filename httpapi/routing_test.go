package httpapi

import (
	"encoding/json"
	"strings"
	"testing"

	"terang/desk"
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
