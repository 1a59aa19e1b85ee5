package httpapi

import (
	"strings"
	"testing"
)

// TestAProgramOffersAndAPersonSends: a token leaves a draft and cannot send it; the agent who sends it names it, and the
// answer says whose words they are.
func TestAProgramOffersAndAPersonSends(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
	const text = "Paket Anda tertahan banjir di Semarang dan diantar lagi besok sore."
	body := `{"client_id":"d1","text":"` + text + `","model":"llm@1"}`
	r := h.call("POST", at+"/drafts", body, bearing(h.a.token))
	if r.status != 201 || !strings.Contains(r.body, `"direction":"internal"`) || !strings.Contains(r.body, `"kind":"ai"`) {
		t.Fatalf("a draft: %d %s", r.status, r.body)
	}
	var offered struct{ Message struct{ ID string } }
	r.into(t, &offered)
	if r = h.call("POST", at+"/claim", "", me); r.status != 200 {
		t.Fatalf("claim: %d %s", r.status, r.body)
	}
	send := func(client, text, draft string) reply {
		return h.call("POST", at+"/messages", `{"client_id":"`+client+`","text":"`+text+`","draft_id":"`+draft+`"}`, me)
	}
	if r = h.call("POST", at+"/messages", `{"client_id":"p1","text":"`+text+`"}`, bearing(h.a.token)); r.status < 400 {
		t.Fatalf("a token sent as a person: %d %s", r.status, r.body)
	}
	if r = send("r1", text, offered.Message.ID); r.status != 201 || !strings.Contains(r.body, `"kind":"ai_assisted"`) || !strings.Contains(r.body, `"share":1`) {
		t.Errorf("sent as it was: %d %s", r.status, r.body)
	}
	if r = send("r2", "Halo kak, barusan saya telepon gudang dan salah alamatnya sudah dibetulkan.", offered.Message.ID); r.status != 201 || !strings.Contains(r.body, `"kind":"human"`) {
		t.Errorf("rewritten: %d %s", r.status, r.body)
	}
	if r = send("r3", text, "msg_none"); r.status != 404 || r.problem().Code != "draft_not_found" {
		t.Errorf("a draft that is not there: %d %s", r.status, r.body)
	}
	if r = h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)); strings.Contains(r.body, "llm@1\",\"prompt") || strings.Contains(r.body, `"direction":"internal"`) {
		t.Errorf("the contact sees a draft: %s", r.body)
	}
}
