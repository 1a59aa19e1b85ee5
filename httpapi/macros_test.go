package httpapi

import (
	"fmt"
	"strings"
	"testing"

	"terang"
	"terang/store"
)

func TestMacroIsWrittenFilledInSentAndCounted(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me := signedIn(h.a.session)
		// A value that nobody has is told with its place and its mend, and nothing is saved.
		var problem Problem
		r := h.call("POST", "/api/v1/macros", `{"name":"Salam","scope":"mine","texts":{"id":"Halo\n{{ contact.nama }}"}}`, me, with("Accept-Language", "en"))
		r.into(t, &problem)
		if r.status != 422 || problem.Code != "macro_text" || !strings.Contains(problem.Detail, "line 2, column 4") || !strings.Contains(problem.Detail, "contact.name") {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var m Macro
		r = h.call("POST", "/api/v1/macros", `{"name":"Status","shortcut":";Status","scope":"all","tags":["Kirim"],"priority":"high","resolves":true,
			"texts":{"id":"Halo {{ contact.name }}, pesanan {{ slot.order_no }} kami cek. {{ agent.name }}, {{ brand.name }}","en":"Hello {{ contact.name }}"}}`, me)
		if r.into(t, &m); r.status != 201 || m.Shortcut != "status" || m.Uses != 0 || !m.Mine {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if r := h.call("POST", "/api/v1/macros", `{"name":"Lain","shortcut":"status","scope":"all","texts":{"id":"x"}}`, me); r.status != 409 {
			t.Errorf("the same shortcut: %d %s", r.status, r.body)
		}
		var filled MacroFilled
		r = h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/macros/"+m.ID, "", me)
		if r.into(t, &filled); r.status != 200 || filled.Language != "id" || len(filled.Gaps) == 0 || !strings.Contains(filled.Text, "⟦"+filled.Gaps[0]+"⟧") || strings.Contains(filled.Text, "{{") {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/claim", "", me); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		send := func(clientID, text string) reply {
			return h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/messages", fmt.Sprintf(`{"client_id":%q,"text":%q,"macros":[%q,%q,"mac_gone"]}`, clientID, text, m.ID, m.ID), me)
		}
		if r := send("m-1", filled.Text); r.status != 422 || !strings.Contains(r.body, "text_gap") {
			t.Fatalf("a text with a gap: %d %s", r.status, r.body)
		}
		whole := strings.NewReplacer("⟦", "", "⟧", "").Replace(filled.Text)
		for range 2 { // the same again is the same message, and is counted once
			var out struct{ Message Message }
			r := send("m-2", whole)
			if r.into(t, &out); r.status != 201 || out.Message.Author.Kind != string(terang.KindHuman) {
				t.Fatalf("%d %s", r.status, r.body)
			}
		}
		var c Conversation
		h.call("GET", "/api/v1/conversations/"+h.a.conversation, "", me).into(t, &c)
		if fmt.Sprint(c.Tags) != "[kirim]" || c.Priority != "high" || c.Status != "resolved" {
			t.Errorf("%v %s %s", c.Tags, c.Priority, c.Status)
		}
		var list struct{ Items []Macro }
		h.call("GET", "/api/v1/macros", "", me).into(t, &list)
		if len(list.Items) != 1 || list.Items[0].Uses != 1 || list.Items[0].UsedAt == nil {
			t.Errorf("%+v", list.Items)
		}
		if r := h.call("GET", "/api/v1/macros/"+m.ID, "", signedIn(h.b.session)); r.status != 404 {
			t.Errorf("another brand's: %d", r.status)
		}
		h.audited(me, "save-macro", "/macros")
		r = h.call("DELETE", "/api/v1/macros/"+m.ID, "", me)
		if r.status != 204 {
			t.Errorf("%d %s", r.status, r.body)
		}
		h.audited(me, "delete-macro", "/macros/"+m.ID)
	})
}

// audited fails unless there is one record of an action, and it names its target.
func (h *house) audited(me as, action, target string) {
	h.t.Helper()
	if got := h.audit("?action="+action, me); len(got) != 1 || got[0].Target != target || got[0].Outcome != store.AuditDone {
		h.t.Errorf("%s: %+v", action, got)
	}
}

func TestMacrosOfOthersStayTheirs(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		owner, agent := signedIn(h.a.session), h.colleague("Budi", "budi@example.com")
		if r := h.call("POST", "/api/v1/macros", `{"name":"Semua","scope":"all","texts":{"id":"x"}}`, agent); r.status != 403 {
			t.Errorf("an agent for everybody: %d %s", r.status, r.body)
		}
		var own, all Macro
		r := h.call("POST", "/api/v1/macros", `{"name":"Punyaku","scope":"mine","texts":{"en":"x"}}`, agent)
		if r.into(t, &own); r.status != 201 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		h.call("POST", "/api/v1/macros", `{"name":"Semua","scope":"all","texts":{"id":"x"}}`, owner).into(t, &all)
		if r := h.call("GET", "/api/v1/macros/"+own.ID, "", owner); r.status != 404 {
			t.Errorf("an agent's own: %d %s", r.status, r.body)
		}
		if r := h.call("PUT", "/api/v1/macros/"+all.ID, `{"name":"Lain","scope":"mine","texts":{"id":"x"}}`, agent); r.status != 403 {
			t.Errorf("one for everybody: %d %s", r.status, r.body)
		}
		if r := h.call("POST", "/api/v1/macros", `{"name":"Tim","scope":"team","team":"tidak-ada","texts":{"id":"x"}}`, owner); r.status != 422 {
			t.Errorf("a team that is not there: %d %s", r.status, r.body)
		}
		var list struct{ Items []Macro }
		h.call("GET", "/api/v1/macros", "", agent).into(t, &list)
		if len(list.Items) != 2 || list.Items[0].Name != "Punyaku" || !list.Items[0].Mine || list.Items[1].Mine {
			t.Errorf("%+v", list.Items)
		}
	})
}

func TestMacroIsCheckedWhileItIsWritten(t *testing.T) {
	h := newHouse(t)
	me := signedIn(h.a.session)
	var out struct {
		Faults  []MacroFault
		Preview MacroTexts
	}
	r := h.call("POST", "/api/v1/macros/check", `{"texts":{"id":"Halo {{ contact.name }}, dari {{ brand.name }}","en":"Hi {{ contact.nam }}"}}`, me, with("Accept-Language", "id"))
	r.into(t, &out)
	if len(out.Faults) != 1 || out.Faults[0].Language != "en" || out.Faults[0].Column != 7 || !strings.Contains(out.Faults[0].Next, "contact.name") || out.Preview.ID != "Halo ⟦nama pelanggan⟧, dari Toko Terang" || out.Preview.EN != "" {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestMacrosOfAnotherSystemAreTakenOver(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me := signedIn(h.a.session)
		err := h.db.Write(t.Context(), func(tx *store.Tx) error {
			for i, body := range []string{"Halo {{ticket.requester.first_name}}, tiket {{ticket.id}} dari {{ticket.via}} sudah kami terima, terima kasih.", "Hello {{ticket.requester.name}}, thank you for waiting for us today."} {
				it := store.ImportedItem{WorkspaceID: h.a.workspace.ID, Source: "zendesk", Kind: "macro", ID: fmt.Sprint(i), Title: []string{"salam", "Thank the customer"}[i], Body: body, Detail: map[string]any{}}
				if err := store.PutItem(tx, &it); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var offers struct{ Items []OfferedMacro }
		r := h.call("GET", "/api/v1/macros/imported", "", me)
		if r.into(t, &offers); len(offers.Items) != 2 || offers.Items[0].Text != "Halo {{ contact.name }}, tiket {{ conversation.id }} dari ⟦ticket via⟧ sudah kami terima, terima kasih." || offers.Items[0].Language != "id" || offers.Items[1].Language != "en" {
			t.Fatalf("%d %s", r.status, r.body)
		}
		for i, want := range []string{`"taken":1`, `"taken":1`, `"taken":0`} {
			body := []string{`{"origins":["zendesk:0"]}`, `{}`, `{}`}[i]
			if r := h.call("POST", "/api/v1/macros/imported", body, me); r.status != 200 || !strings.Contains(r.body, want) {
				t.Errorf("%d: %d %s", i, r.status, r.body)
			}
		}
		var list struct{ Items []Macro }
		h.call("GET", "/api/v1/macros", "", me).into(t, &list)
		if len(list.Items) != 2 || list.Items[0].Shortcut != "salam" || list.Items[0].Origin != "zendesk:0" || list.Items[1].Texts.EN == "" {
			t.Errorf("%+v", list.Items)
		}
	})
}

func TestArticlesAnswerInTheContactsLanguageWithTheirSource(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me := signedIn(h.a.session)
		err := h.db.Write(t.Context(), func(tx *store.Tx) error {
			it := store.ImportedItem{
				WorkspaceID: h.a.workspace.ID, Source: "zendesk", Kind: "article", ID: "7", Title: "Servis karburator mesin ketik",
				Body: "Karburator mesin ketik dibersihkan dua kali setahun oleh bengkel resmi kami di Bandung.", Detail: map[string]any{"url": "https://bantuan.example/7", "language": "id"},
			}
			return store.PutItem(tx, &it)
		})
		if err != nil {
			t.Fatal(err)
		}
		var out struct {
			Query string
			Items []FoundArticle
		}
		r := h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/articles?q=jam+buka+toko", "", me)
		if r.into(t, &out); r.status != 200 || len(out.Items) == 0 || out.Items[0].Language != "id" || !strings.HasSuffix(out.Items[0].Insert, "\n\nSumber: "+out.Items[0].Title) || !strings.HasPrefix(out.Items[0].Insert, out.Items[0].Passage) {
			t.Fatalf("%d %s", r.status, r.body)
		}
		r = h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/articles?q=karburator+mesin+ketik", "", me)
		if r.into(t, &out); len(out.Items) == 0 || out.Items[0].Source != "zendesk" || !strings.HasSuffix(out.Items[0].Insert, "Sumber: Servis karburator mesin ketik – https://bantuan.example/7") {
			t.Fatalf("%d %s", r.status, r.body)
		}
		// Without words, what the contact said last is looked for.
		if r := h.say(h.a.contact, "art-1", "bagaimana cara mengembalikan barang?"); r.status >= 300 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		r = h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/articles", "", me)
		if r.into(t, &out); out.Query != "bagaimana cara mengembalikan barang?" || len(out.Items) == 0 {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("GET", "/api/v1/conversations/"+h.b.conversation+"/articles?q=x", "", me); r.status != 404 {
			t.Errorf("another brand's conversation: %d", r.status)
		}
	})
}

func TestMacroKnowsWhatTheContactHasSaid(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me := signedIn(h.a.session)
		if r := h.say(h.a.contact, "known-1", "paket saya belum sampai, nomor pesanan TRG-1042"); r.status >= 300 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		h.settled(h.a)
		var m Macro
		r := h.call("POST", "/api/v1/macros", `{"name":"Cek","scope":"mine","texts":{"id":"{{ slot.order_no }} · {{ conversation.topic }} · {{ agent.name }} · {{ contact.language }} · {{ contact.name | default: \"Kak\" }}"}}`, me)
		if r.into(t, &m); r.status != 201 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var filled MacroFilled
		r = h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/macros/"+m.ID, "", me)
		if r.into(t, &filled); !strings.HasPrefix(filled.Text, "TRG-1042 · ") || !strings.HasSuffix(filled.Text, " · Rina A · id · Kak") || len(filled.Gaps) != 0 {
			t.Errorf("%d %s", r.status, r.body)
		}
	})
}
