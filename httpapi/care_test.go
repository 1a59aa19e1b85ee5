package httpapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"terang/store"
)

const abusive = "kalian semua goblok, dasar anjing lo"

// TestAWhisperReachesTheAgentAndNobodyOutside: it is on the agent's live stream and in the conversation as agents see it; it is in
// nothing that the contact, a web hook or a file has.
func TestAWhisperReachesTheAgentAndNobodyOutside(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		_, session := h.person(store.RoleSupervisor)
		boss := signedIn(session)
		h.talk("Saya cek dulu.")
		console := h.stream("/api/v1/stream", me)
		phone := h.stream("/api/v1/chat/stream", bearing(h.a.contact))
		body := `{"client_id":"w1","text":"BISIKAN RAHASIA"}`
		if r := h.call("POST", at+"/whispers", body, me); r.problem().Code != "whisper_nobody" {
			t.Errorf("to oneself: %d %s", r.status, r.body)
		}
		for range 2 {
			if r := h.call("POST", at+"/whispers", body, boss); r.status != 201 || !strings.Contains(r.body, `"whisper":{"to":"`+h.a.owner.ID) {
				t.Fatal(r.status, r.body)
			}
		}
		if e := console.until("message"); !strings.Contains(e.data, "BISIKAN RAHASIA") || !strings.Contains(e.data, `"kind":"word"`) {
			t.Errorf("the agent hears %s", e.data)
		}
		if r := h.call("POST", at+"/messages", `{"client_id":"after","text":"Terima kasih sudah menunggu."}`, me); r.status != 201 {
			t.Fatal(r.body)
		}
		for e := phone.next(); ; e = phone.next() { // up to what was said after it
			if strings.Contains(e.data, "RAHASIA") || strings.Contains(e.data, "whisper") {
				t.Errorf("the contact hears %s", e.data)
			}
			if strings.Contains(e.data, "sudah menunggu") {
				break
			}
		}
		if r := h.call("GET", at+"/messages", "", me); strings.Count(r.body, "BISIKAN RAHASIA") != 1 {
			t.Errorf("agents see %s", r.body)
		}
		privacy := []string{"/api/v1/contacts/" + h.a.contactID + "/export"}
		outside := []string{"/api/v1/chat/messages", "/api/v1/chat/transcript", "/api/v1/chat/transcript?format=json", "/api/v1/chat/transcript?format=html", "/api/v1/chat/transcript?format=csv"}
		for _, format := range []string{"txt", "html", "csv", "json"} {
			privacy = append(privacy, at+"/transcript?format="+format)
		}
		for paths, who := range map[*[]string]as{&outside: bearing(h.a.contact), &privacy: me} {
			for _, path := range *paths {
				if r := h.call("GET", path, "", who); r.status != 200 || strings.Contains(r.body, "RAHASIA") || strings.Contains(r.body, "whisper") || !strings.Contains(r.body, "Saya cek dulu.") {
					t.Errorf("%s: %d %.300s", path, r.status, r.body)
				}
			}
		}
	})
}

// TestATakeOverIsToldToBoth: the agent reads who and why, the contact hears that another person speaks, by name.
func TestATakeOverIsToldToBoth(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		lead, session := h.person(store.RoleSupervisor)
		_, plain := h.person(store.RoleAgent)
		h.talk("Saya cek dulu.")
		body := fmt.Sprintf(`{"from":%q,"reason":"Kamu istirahat dulu."}`, h.a.owner.ID)
		if r := h.call("POST", at+"/take-over", body, signedIn(plain)); r.status != http.StatusForbidden {
			t.Errorf("an agent takes over: %d", r.status)
		}
		var c Conversation
		h.call("POST", at+"/take-over", body, signedIn(session)).into(t, &c)
		if c.Agent == nil || c.Agent.ID != lead.ID {
			t.Fatalf("it is with %+v", c.Agent)
		}
		if r := h.call("POST", at+"/messages", `{"client_id":"late","text":"Sebentar ya"}`, me); r.status != 409 || r.problem().Code != "not_holder" {
			t.Errorf("who had it still speaks: %d %s", r.status, r.body)
		}
		if r := h.call("GET", at+"/messages", "", me); !strings.Contains(r.body, "Kamu istirahat dulu.") || !strings.Contains(r.body, `"kind":"take_over"`) {
			t.Errorf("who had it reads %s", r.body)
		}
		r := h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact))
		if strings.Contains(r.body, "istirahat") || !strings.Contains(r.body, lead.Name) {
			t.Errorf("the contact reads %s", r.body)
		}
	})
}

// TestAbuseIsMarkedForAgentsAlone: rows, messages and search hits say so to agents; what contacts and programs outside have does not.
func TestAbuseIsMarkedForAgentsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		h.say(h.a.contact, "m1", abusive)
		h.settled(h.a)
		if r := h.call("POST", at+"/claim", "", me); r.status != 200 {
			t.Fatal(r.body)
		}
		h.say(h.a.contact, "m2", "pakai "+abusive)
		var list struct{ Items []Conversation }
		h.call("GET", "/api/v1/conversations?view=mine", "", me).into(t, &list)
		if len(list.Items) != 1 || !list.Items[0].Last.Folded {
			t.Errorf("the row is %+v", list.Items)
		}
		var page struct{ Messages []Message }
		h.call("GET", at+"/messages", "", me).into(t, &page)
		marked := 0
		for _, m := range page.Messages {
			if len(m.Abuse) > 0 {
				marked++
				if m.Direction != "in" || !strings.Contains(m.Text, m.Abuse[0].Quote) {
					t.Errorf("marked: %+v", m)
				}
			}
		}
		if marked != 2 {
			t.Errorf("%d messages are marked", marked)
		}
		var found struct{ Items []SearchHit }
		h.call("GET", "/api/v1/search?q=goblok", "", me).into(t, &found)
		if len(found.Items) != 1 || !found.Items[0].Folded || len(found.Items[0].Snippet) != 0 {
			t.Errorf("a search shows %+v", found.Items)
		}
		for path, who := range map[string]as{"/api/v1/chat/messages": bearing(h.a.contact), "/api/v1/chat/transcript?format=json": bearing(h.a.contact), at + "/transcript?format=json": me, "/api/v1/contacts/" + h.a.contactID + "/export": me} {
			if r := h.call("GET", path, "", who); r.status != 200 || strings.Contains(r.body, `"abuse"`) || strings.Contains(r.body, "folded") || !strings.Contains(r.body, "goblok") {
				t.Errorf("%s: %d %.300s", path, r.status, r.body)
			}
		}
	})
}

// timelineIsVeiled: that something was is told, what it was not.
func timelineIsVeiled(t *testing.T, h *house, analyst, owner as) {
	t.Helper()
	line := "/api/v1/contacts/" + h.a.contactID + "/timeline"
	if r := h.call("GET", line, "", analyst); r.status != 200 || !strings.Contains(r.body, `"reason_needed":true`) || strings.Contains(r.body, "RAHASIA77") {
		t.Errorf("the timeline: %d %s", r.status, r.body)
	}
	if r := h.call("GET", line, "", owner); !strings.Contains(r.body, "RAHASIA77") || strings.Contains(r.body, "reason_needed") {
		t.Errorf("the timeline as an owner: %d %s", r.status, r.body)
	}
}

// TestReadingOutsideTheQueueNeedsAReason walks it as an analyst does: refused with what to do next, then read for a reason that is
// logged with its proof and shown; an API token reads as before.
func TestReadingOutsideTheQueueNeedsAReason(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		at, owner := "/api/v1/conversations/"+h.a.conversation, signedIn(h.a.session)
		h.say(h.a.contact, "m1", "nomor pesanan saya RAHASIA77")
		h.settled(h.a)
		a, session := h.person(store.RoleAnalyst)
		analyst := signedIn(session)
		timelineIsVeiled(t, h, analyst, owner)
		for _, path := range []string{"", "/messages", "/readings", "/trust", "/actions", "/transcript", "/receipts/" + h.a.message} {
			r := h.call("GET", at+path, "", analyst, with("Accept-Language", "id"))
			if p := r.problem(); r.status != 403 || p.Code != "reason_needed" || !strings.Contains(p.Detail, "alasan") {
				t.Errorf("%s: %d %s", path, r.status, r.body)
			}
			if r := h.call("GET", at+path, "", bearing(h.a.token)); r.status != 200 {
				t.Errorf("%s as a program: %d %s", path, r.status, r.body)
			}
			if r := h.call("GET", at+path, "", owner); r.status != 200 {
				t.Errorf("%s as an owner without a team: %d %s", path, r.status, r.body)
			}
		}
		var list struct{ Items []Conversation }
		h.call("GET", "/api/v1/conversations?view=all", "", analyst).into(t, &list)
		var found struct{ Items []SearchHit }
		h.call("GET", "/api/v1/search?q=rahasia77", "", analyst).into(t, &found)
		if len(list.Items) != 1 || !list.Items[0].ReasonNeeded || list.Items[0].Last.Text != "" || len(found.Items) != 1 || len(found.Items[0].Snippet) != 0 || found.Items[0].Conversation.ID != h.a.conversation {
			t.Errorf("without a reason the analyst sees %+v and %+v", list.Items, found.Items)
		}
		live := h.stream("/api/v1/stream", analyst)
		h.say(h.a.contact, "m2", "masih RAHASIA77")
		if e := live.until("conversation"); strings.Contains(e.data, "RAHASIA77") || !strings.Contains(e.data, `"reason_needed":true`) {
			t.Errorf("the live stream tells %s", e.data)
		}
		h.settled(h.a)

		team := h.stream("/api/v1/stream", owner)
		var given Reading
		r := h.call("POST", at+"/reading", `{"reason":"complaint","words":"Keluhan no. 17"}`, analyst)
		if r.into(t, &given); r.status != 201 || given.Agent.ID != a.ID || given.Until.Sub(given.At) != 12*time.Hour {
			t.Fatal(r.status, r.body)
		}
		if e := team.until("reading"); !strings.Contains(e.data, "Keluhan no. 17") {
			t.Errorf("who works on it hears %s", e.data)
		}
		if r := h.call("GET", at+"/messages", "", analyst); r.status != 200 || !strings.Contains(r.body, "RAHASIA77") {
			t.Errorf("with a reason: %d %s", r.status, r.body)
		}
		for open := false; !open; { // the live stream opens with it
			open = strings.Contains(live.next().data, "Keluhan no. 17")
		}
		h.say(h.a.contact, "m3", "terbuka RAHASIA78")
		for open := false; !open; {
			open = strings.Contains(live.until("message").data, "RAHASIA78")
		}
		var shown struct{ Items []Reading }
		h.call("GET", at+"/readings", "", owner).into(t, &shown)
		if len(shown.Items) != 1 || shown.Items[0].Words != "Keluhan no. 17" {
			t.Errorf("the conversation shows %+v", shown.Items)
		}
		log := h.audit("?action=read-conversation", owner)
		if len(log) != 1 || !strings.Contains(string(mustJSON(log[0])), `"complaint"`) || strings.Contains(string(mustJSON(log[0])), "Keluhan no. 17") || strings.Contains(string(mustJSON(log[0])), "RAHASIA77") {
			t.Fatalf("the audit has %s", mustJSON(log))
		}
		h.proved(log[0])

		h.forward(13 * time.Hour)
		if r := h.call("GET", at+"/messages", "", analyst); r.status != 403 && r.status != 401 {
			t.Errorf("after 13 hours: %d", r.status)
		}
		if r := h.call("PUT", "/api/v1/care", `{"reading_reason":"off"}`, bearing(h.a.token)); r.status != 200 {
			t.Fatal(r.body)
		}
		if r := h.call("GET", at+"/messages", "", analyst); r.status != 200 && r.status != 401 {
			t.Errorf("where no reason is asked for: %d %s", r.status, r.body)
		}
	})
}

// TestMeSaysWhatOneMay: the names that a console goes by are those of the one table, for every role.
func TestMeSaysWhatOneMay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for role, want := range map[store.Role]string{
		store.RoleOwner:      "self,speak,lead,read,write,events,supervise,figures,privacy,audit,manage,own",
		store.RoleAdmin:      "self,speak,lead,read,write,events,supervise,figures,privacy,audit,manage",
		store.RoleSupervisor: "self,speak,lead,read,write,supervise,figures",
		store.RoleAgent:      "self,speak,read,write",
		store.RoleAnalyst:    "self,read,figures",
		store.RolePrivacy:    "self,read,privacy,audit",
	} {
		_, session := h.person(role)
		var me struct{ Permissions []string }
		h.call("GET", "/api/v1/me", "", signedIn(session)).into(t, &me)
		if got := strings.Join(me.Permissions, ","); got != want {
			t.Errorf("%s may %s, want %s", role, got, want)
		}
		for _, rt := range h.server.registered {
			in := slices.Contains(permissions(rt.access).roles, role)
			if rt.access != byAnyone && rt.access != byContact && in != slices.Contains(me.Permissions, rt.access.name()) {
				t.Errorf("%s %s: %s may it %v, and is told otherwise", rt.method, rt.path, role, in)
			}
		}
	}
}
