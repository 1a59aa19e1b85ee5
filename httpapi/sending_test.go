package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestAReplyIsTakenBackOrLeavesOverTheAPI walks a reply's ways from the console's side, on both engines.
func TestAReplyIsTakenBackOrLeavesOverTheAPI(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		expect := func(status int, method, path, body string) reply {
			t.Helper()
			r := h.call(method, path, body, me)
			if r.status != status {
				t.Fatalf("%s %s: %d %s", method, path, r.status, r.body)
			}
			return r
		}
		var setting SendingSetting
		expect(200, "PUT", "/api/v1/me/sending", `{"undo_seconds":5}`).into(t, &setting)
		if setting.UndoSeconds == nil || *setting.UndoSeconds != 5 {
			t.Fatalf("set: %+v", setting)
		}
		expect(200, "POST", at+"/claim", "")
		console := h.stream("/api/v1/stream", me)
		type sent struct {
			Message  *Message
			Outgoing *Outgoing
		}
		send := func(id, text string) (x sent) {
			t.Helper()
			expect(202, "POST", at+"/messages", fmt.Sprintf(`{"client_id":%q,"text":%q}`, id, text)).into(t, &x)
			if x.Outgoing == nil || x.Message != nil || x.Outgoing.DueAt == nil || x.Outgoing.LeftMS <= 0 || x.Outgoing.LeftMS > 5000 {
				t.Fatalf("sent: %+v", x)
			}
			return x
		}
		first := send("1", "Salah ketik").Outgoing
		told := console.until("outgoing").data
		var e OutgoingEvent
		if err := json.Unmarshal([]byte(told), &e); err != nil || e.What != "waiting" || e.ID != first.ID || strings.Contains(told, "Salah") {
			t.Fatalf("the consoles hear %s", told)
		}
		var back Outgoing
		expect(200, "POST", "/api/v1/outgoing/"+first.ID+"/undo", "").into(t, &back)
		if back.Text != "Salah ketik" || back.Why != "undone" || back.DueAt != nil {
			t.Fatalf("taken back: %+v", back)
		}
		var list struct{ Items []Outgoing }
		expect(200, "GET", "/api/v1/me/outgoing", "").into(t, &list)
		if len(list.Items) != 1 || list.Items[0].Text != "Salah ketik" {
			t.Fatalf("what came back: %+v", list.Items)
		}
		expect(204, "DELETE", "/api/v1/outgoing/"+first.ID, "")
		expect(200, "GET", "/api/v1/me/outgoing", "").into(t, &list)
		if len(list.Items) != 0 {
			t.Fatalf("still there: %+v", list.Items)
		}

		second := send("2", "Sudah saya cek")
		expect(409, "DELETE", "/api/v1/outgoing/"+second.Outgoing.ID, "")
		var now sent
		expect(200, "POST", "/api/v1/outgoing/"+second.Outgoing.ID+"/send", "").into(t, &now)
		if now.Message == nil || now.Message.Text != "Sudah saya cek" || now.Message.Author.Kind != "human" {
			t.Fatalf("sent now: %+v", now.Message)
		}
		if r := expect(404, "POST", "/api/v1/outgoing/"+second.Outgoing.ID+"/undo", ""); !strings.Contains(r.body, "reply_left") {
			t.Fatalf("too late: %s", r.body)
		}
		var again sent
		expect(201, "POST", at+"/messages", `{"client_id":"2","text":"Sudah saya cek"}`).into(t, &again)
		if again.Message == nil || again.Message.ID != now.Message.ID {
			t.Fatalf("asked again: %+v", again)
		}

		third := send("3", "Berangkat sendiri")
		h.clock.Add(int64(6 * time.Second))
		if _, err := h.desk.LeaveDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := expect(200, "GET", at+"/messages?limit=20", ""); !strings.Contains(r.body, "Berangkat sendiri") {
			t.Fatalf("%s did not leave: %s", third.Outgoing.ID, r.body)
		}
	})
}

// TestAnOldStateIsToldWithWhatIsNew: 409 with the messages, and the position with which one sends anyway.
func TestAnOldStateIsToldWithWhatIsNew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
	if r := h.call("POST", at+"/claim", "", me); r.status != 200 {
		t.Fatalf("claim: %d %s", r.status, r.body)
	}
	var conv Conversation
	h.call("GET", at, "", me).into(t, &conv)
	if r := h.call("POST", "/api/v1/chat/messages", `{"client_id":"n","text":"eh, sudah ketemu"}`, bearing(h.a.contact)); r.status != 201 {
		t.Fatalf("the contact writes: %d %s", r.status, r.body)
	}
	r := h.call("POST", at+"/messages", fmt.Sprintf(`{"client_id":"r","text":"Halo","seen":%d}`, conv.Seq), me)
	var p struct {
		Code     string
		Detail   string
		Unseen   []Message
		Position int64
	}
	r.into(t, &p)
	if r.status != 409 || p.Code != "messages_unseen" || len(p.Unseen) != 1 || p.Unseen[0].Text != "eh, sudah ketemu" || p.Position != p.Unseen[0].Seq || !strings.Contains(p.Detail, "1 pesan") {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := h.call("POST", at+"/messages", fmt.Sprintf(`{"client_id":"r","text":"Halo","seen":%d}`, p.Position), me); r.status != 201 {
		t.Fatalf("sent anyway: %d %s", r.status, r.body)
	}
}

// TestColleaguesSeeEachOther: who looks and who writes, never what; and it fades by itself.
func TestColleaguesSeeEachOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
	if r := h.call("PUT", "/api/v1/me/sending", `{"undo_seconds":11}`, me); r.status != 422 {
		t.Errorf("eleven seconds: %d", r.status)
	}
	console := h.stream("/api/v1/stream", me)
	if r := h.call("POST", at+"/watch", `{"what":"reply"}`, me); r.status != 200 || !strings.Contains(r.body, `"others":[]`) {
		t.Fatalf("oneself is no colleague: %d %s", r.status, r.body)
	}
	var e WatchingEvent
	if err := json.Unmarshal([]byte(console.until("watching").data), &e); err != nil || e.What != "reply" || e.AgentID != h.a.owner.ID || e.ConversationID != h.a.conversation {
		t.Fatalf("the consoles hear %+v, %v", e, err)
	}
	if r := h.call("POST", "/api/v1/conversations/"+h.b.conversation+"/watch", `{"what":"viewing"}`, me); r.status != 404 {
		t.Fatalf("another workspace's conversation: %d", r.status)
	}

	w := watchers{signs: map[string]map[string]sign{}}
	now := time.Unix(0, 0)
	look := func(what string) []Watching {
		return w.put("c", Watching{AgentID: "b", Name: "Bima", What: what}, now)
	}
	w.put("c", Watching{AgentID: "r", Name: "Rina", What: watchReply}, now)
	if got := look(watchViewing); len(got) != 1 || got[0].What != watchReply {
		t.Fatalf("at once: %+v", got)
	}
	now = now.Add(writingHolds + time.Second)
	if got := look(watchViewing); len(got) != 1 || got[0].What != watchViewing {
		t.Fatalf("who stopped writing still looks: %+v", got)
	}
	now = now.Add(viewingHolds)
	if got := look(watchGone); len(got) != 0 || len(w.signs) != 0 {
		t.Fatalf("nobody renewed: %+v, %d conversations", got, len(w.signs))
	}
}

// TestAReplyWithFilesIsTakenBackOrLeavesOverTheAPI: its agent sees the files all the while, the contact once it has left.
func TestAReplyWithFilesIsTakenBackOrLeavesOverTheAPI(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		if r := h.call("PUT", "/api/v1/me/sending", `{"undo_seconds":5}`, me); r.status != 200 {
			t.Fatal(r.body)
		}
		if r := h.call("POST", at+"/claim", "", me); r.status != 200 {
			t.Fatal(r.body)
		}
		f, r := h.upload(at+"/attachments", "nota.pdf", "%PDF-1.7\n% nota\n%%EOF\n", me)
		if r.status != 201 {
			t.Fatal(r.body)
		}
		seen := func(agent, contact int) {
			t.Helper()
			if r := h.call("GET", at+"/attachments/"+f.ID, "", me); r.status != agent {
				t.Errorf("its agent: %d %s", r.status, r.body)
			}
			if r := h.call("GET", chatFiles+"/"+f.ID, "", bearing(h.a.contact)); r.status != contact {
				t.Errorf("the contact: %d", r.status)
			}
		}
		var x struct{ Outgoing *Outgoing }
		r = h.sendFiles(at+"/messages", "1", "", me, f.ID)
		if r.into(t, &x); r.status != 202 || x.Outgoing == nil || len(x.Outgoing.Attachments) != 1 || x.Outgoing.Attachments[0] != f {
			t.Fatalf("sent: %d %s", r.status, r.body)
		}
		seen(200, 404)
		if r := h.call("DELETE", at+"/attachments/"+f.ID, "", me); r.status != 404 {
			t.Errorf("removed while it waits: %d", r.status)
		}
		var back Outgoing
		h.call("POST", "/api/v1/outgoing/"+x.Outgoing.ID+"/undo", "", me).into(t, &back)
		if back.Why != "undone" || len(back.Attachments) != 1 {
			t.Fatalf("taken back: %+v", back)
		}
		if r := h.call("DELETE", "/api/v1/outgoing/"+back.ID, "", me); r.status != 204 {
			t.Fatal(r.body)
		}
		seen(200, 404)
		if r := h.sendFiles(at+"/messages", "2", "Ini", me, f.ID); r.status != 202 {
			t.Fatalf("sent anew: %d %s", r.status, r.body)
		}
		if r := h.sendFiles(at+"/messages", "3", "", me, f.ID); r.problem().Code != "attachment_used" {
			t.Errorf("in two replies: %d %s", r.status, r.body)
		}
		h.clock.Add(int64(6 * time.Second))
		if _, err := h.desk.LeaveDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		seen(200, 200)
	})
}
