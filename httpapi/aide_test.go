package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/config"
	"terang/llm"
	"terang/llm/llmtest"
)

func (h *house) model(cfg config.Config, now terang.Clock) *llm.Client {
	return llm.New(llm.Options{URL: cfg.LLM.URL, Model: cfg.LLM.Model, Timeout: 5 * time.Second, Clock: now})
}

type helped struct {
	Text, Model string
	Sources     []struct{ ID, Title string }
	DraftID     string `json:"draft_id"`
}

func (h *house) help(kind, text, client string, by as) (reply, helped) {
	h.t.Helper()
	body, _ := json.Marshal(map[string]string{"kind": kind, "text": text, "client_id": client, "language": "id"})
	r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/help", string(body), by)
	var got helped
	if r.status == 200 {
		r.into(h.t, &got)
	}
	return r, got
}

// TestHelpWithoutAModel: the help centre alone suggests an answer with its source; what needs a model says that there is none.
func TestHelpWithoutAModel(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me := signedIn(h.a.session)
	h.call("POST", "/api/v1/chat/messages", `{"client_id":"q1","text":"Toko buka jam berapa?"}`, bearing(h.a.contact))
	h.settled(h.a)
	r, got := h.help("suggest", "", "h1", me)
	if r.status != 200 || got.Text == "" || len(got.Sources) != 1 || got.DraftID == "" || !strings.HasPrefix(got.Model, "ears@") {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if again, same := h.help("suggest", "", "h1", me); again.status != 200 || same.DraftID != got.DraftID {
		t.Errorf("again: %d %s", again.status, again.body)
	}
	if r, _ = h.help("shorter", "Halo", "h2", me); r.status != 409 || r.problem().Code != "llm_off" {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r = h.call("GET", "/api/v1/aide", "", me); !strings.Contains(r.body, `"kinds":["suggest"]`) {
		t.Error(r.body)
	}
}

// TestHelpWithAModel: words of a model are drafts with its name; what it makes up is not shown, what is private does not leave,
// and what an agent sends of it says so.
func TestHelpWithAModel(t *testing.T) {
	t.Parallel()
	e := llmtest.New(t)
	h := newHouse(t, func(c *config.Config) { c.LLM = config.LLM{URL: e.URL, Model: "kecil"} })
	h.settled(h.a)
	me := signedIn(h.a.session)
	h.call("POST", "/api/v1/chat/messages", `{"client_id":"q1","text":"Toko buka jam berapa? Email saya ani@mail.co.id"}`, bearing(h.a.contact))
	h.settled(h.a)
	e.Answers(func(string, string) string { return "Kami buka setiap hari.\nSOURCES: 1" })
	r, got := h.help("suggest", "", "h1", me)
	if r.status != 200 || got.Text != "Kami buka setiap hari." || got.Model != "kecil-test" || len(got.Sources) != 1 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	for _, q := range e.Asked() {
		if strings.Contains(q.User, "ani@mail") {
			t.Error("what is private was given to the model:", q.User)
		}
	}
	e.Answers(func(string, string) string { return "Kami buka pukul 98765.\nSOURCES: 1" })
	if _, made := h.help("suggest", "", "h2", me); strings.Contains(made.Text, "98765") || !strings.HasPrefix(made.Model, "ears@") {
		t.Errorf("made up: %+v", made)
	}
	e.Answers(func(string, string) string { return "NONE" })
	if r, _ = h.help("suggest", "", "h3", me); r.status != 404 || r.problem().Code != "aide_nothing_found" {
		t.Errorf("%d %s", r.status, r.body)
	}
	e.Answers(func(_, user string) string { return strings.ReplaceAll(user, "nggak", "tidak") })
	own := "Pesanan 10023 nggak bisa dikirim ke ani@mail.co.id"
	r, got = h.help("mend", own, "h4", me)
	if r.status != 200 || got.Text != "Pesanan 10023 tidak bisa dikirim ke ani@mail.co.id" {
		t.Errorf("%d %s", r.status, r.body)
	}
	h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/claim", "", me)
	sent := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/messages", fmt.Sprintf(`{"client_id":"s1","text":%q}`, got.Text), me)
	if sent.status != 201 || !strings.Contains(sent.body, `"kind":"ai_assisted"`) {
		t.Errorf("sent without naming the draft: %d %s", sent.status, sent.body)
	}
	e.Answers(func(string, string) string { return "Pesanan 10024 tidak bisa dikirim" })
	if r, _ = h.help("shorter", own, "h5", me); r.status != 503 || r.problem().Code != "aide_changed_facts" {
		t.Errorf("%d %s", r.status, r.body)
	}
	e.Answers(func(string, string) string { return "Where is my parcel?" })
	if r, got = h.help("read", "Paket saya mana?", "h6", me); r.status != 200 || got.DraftID != "" || got.Text == "" {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r = h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)); strings.Contains(r.body, `"direction":"internal"`) {
		t.Errorf("the contact sees a draft: %s", r.body)
	}
}
