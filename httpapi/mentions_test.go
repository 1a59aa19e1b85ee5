package httpapi

import (
	"fmt"
	"strings"
	"testing"

	"terang/store"
)

func TestMentionReachesTheNamedAgentAndNobodyElse(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me := signedIn(h.a.session)
		budi, citra := h.colleague("Budi", "budi@example.com"), h.colleague("Budi Santoso", "santoso@example.com")
		there, beside := h.stream("/api/v1/stream", budi), h.stream("/api/v1/stream", citra)
		note := func(id, text string) Message {
			var out struct{ Message Message }
			r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/notes", fmt.Sprintf(`{"client_id":%q,"text":%q}`, id, text), me)
			if r.into(t, &out); r.status != 201 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			return out.Message
		}
		m := note("n-1", "Mohon cek, @budi. Surel: rina@budi.example")
		note("n-1", "Mohon cek, @budi. Surel: rina@budi.example")
		if len(m.Mentions) != 1 || m.Mentions[0].Name != "budi" || m.Mentions[0].AgentID == "" {
			t.Fatalf("%+v", m.Mentions)
		}
		for e := there.next(); ; e = there.next() {
			if e.name == "mention" {
				if !strings.Contains(e.data, `"unread":1`) || !strings.Contains(e.data, h.a.conversation) {
					t.Errorf("%s", e.data)
				}
				break
			}
		}
		var list struct {
			Items  []MentionItem
			Unread int
		}
		r := h.call("GET", "/api/v1/me/mentions", "", budi)
		if r.into(t, &list); list.Unread != 1 || len(list.Items) != 1 || list.Items[0].Seq != m.Seq || list.Items[0].By.Name != "Rina A" || list.Items[0].Read {
			t.Fatalf("%d %s", r.status, r.body)
		}
		for name, who := range map[string]as{"the other": citra, "who wrote": me, "another brand's": signedIn(h.b.session)} {
			r := h.call("GET", "/api/v1/me/mentions", "", who)
			if r.into(t, &list); list.Unread != 0 || len(list.Items) != 0 {
				t.Errorf("%s: %s", name, r.body)
			}
		}
		// What the agent reads is no longer new; it stays in the list.
		if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/seen", fmt.Sprintf(`{"seq":%d}`, m.Seq-1), budi); r.status != 204 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if h.call("GET", "/api/v1/me/mentions?unread=true", "", budi).into(t, &list); list.Unread != 1 {
			t.Error("read before it was seen")
		}
		h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/seen", fmt.Sprintf(`{"seq":%d}`, m.Seq), budi)
		if h.call("GET", "/api/v1/me/mentions", "", budi).into(t, &list); list.Unread != 0 || len(list.Items) != 1 || !list.Items[0].Read {
			t.Errorf("%+v", list)
		}
		// The longer name is another agent.
		if m := note("n-2", "@Budi Santoso dan @Budi"); len(m.Mentions) != 2 {
			t.Errorf("%+v", m.Mentions)
		}
		for e := beside.next(); ; e = beside.next() {
			if e.name == "mention" {
				if !strings.Contains(e.data, `"unread":1`) { // the first one was not told here
					t.Errorf("%s", e.data)
				}
				break
			}
		}
		if r := h.call("POST", "/api/v1/me/mentions/read", `{}`, citra); r.status != 204 {
			t.Errorf("%d %s", r.status, r.body)
		}
		if h.call("GET", "/api/v1/me/mentions?unread=true", "", citra).into(t, &list); list.Unread != 0 || len(list.Items) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

func TestNobodyWhoCannotSignInIsNamed(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me := signedIn(h.a.session)
		h.colleague("Budi", "budi@example.com")
		var agents struct{ Items []NamedAgent }
		if h.call("GET", "/api/v1/me/colleagues", "", me).into(t, &agents); len(agents.Items) != 1 || agents.Items[0].Handle != "Budi" {
			t.Fatalf("%+v", agents)
		}
		err := h.db.Write(t.Context(), func(tx *store.Tx) error {
			a, err := store.AgentByID(t.Context(), tx.Reader(), h.a.workspace.ID, agents.Items[0].ID)
			a.DisabledAt = h.server.Clock()
			if err != nil {
				return err
			}
			return store.UpdateAgent(tx, a)
		})
		h.check(err)
		var out struct{ Message Message }
		h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/notes", `{"client_id":"n-9","text":"@Budi tolong"}`, me).into(t, &out)
		if len(out.Message.Mentions) != 0 {
			t.Errorf("%+v", out.Message.Mentions)
		}
		if h.call("GET", "/api/v1/me/colleagues", "", me).into(t, &agents); len(agents.Items) != 0 {
			t.Errorf("%+v", agents)
		}
	})
}

func TestErasingAContactErasesTheMentions(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		conv := h.settled(h.a)
		budi := h.colleague("Budi", "budi@example.com")
		r := h.call("POST", "/api/v1/conversations/"+conv.ID+"/notes", `{"client_id":"n-1","text":"@Budi, ini nomornya"}`, signedIn(h.a.session))
		if r.status != 201 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			return store.EraseKnown(tx, h.a.workspace.ID, conv.ContactID, h.server.Clock())
		}))
		var list struct {
			Items  []MentionItem
			Unread int
		}
		if h.call("GET", "/api/v1/me/mentions", "", budi).into(t, &list); list.Unread != 0 || len(list.Items) != 0 {
			t.Errorf("%+v", list)
		}
	})
}
