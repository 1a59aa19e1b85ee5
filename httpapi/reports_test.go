package httpapi

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terang/store"
)

// talk is one contact's conversation in a test.
type talk struct {
	h         *house
	token, id string
	n         int
}

func (h *house) talkTo() *talk {
	token, id, _ := h.open(h.a.workspace.PublicKey)
	return &talk{h: h, token: token, id: id}
}

// says has the contact write, and waits for the answer.
func (k *talk) says(texts ...string) *talk {
	k.h.t.Helper()
	for _, text := range texts {
		k.n++
		if r := k.h.say(k.token, fmt.Sprint("m", k.n), text); r.status != 201 {
			k.h.t.Fatalf("%q: %d %s", text, r.status, r.body)
		}
		k.h.settled(world{workspace: k.h.a.workspace, conversation: k.id})
		k.h.clock.Add(int64(time.Second))
	}
	return k
}

func (k *talk) does(path, body string, want int, by as) reply {
	k.h.t.Helper()
	r := k.h.call("POST", path, body, by)
	if r.status != want {
		k.h.t.Fatalf("%s: %d %s", path, r.status, r.body)
	}
	return r
}

// behind opens a figure's conversations.
func (h *house) behind(figure string) []FigureCase {
	h.t.Helper()
	var page struct {
		Items []FigureCase
		Next  *string
	}
	r := h.call("GET", "/api/v1/reports/trust/"+figure, "", signedIn(h.a.session))
	r.into(h.t, &page)
	if r.status != 200 || page.Next != nil {
		h.t.Fatalf("%s: %d %s", figure, r.status, r.body)
	}
	return page.Items
}

func (h *house) report() TrustReport {
	h.t.Helper()
	var t TrustReport
	r := h.call("GET", "/api/v1/reports/trust", "", signedIn(h.a.session))
	if r.into(h.t, &t); r.status != 200 {
		h.t.Fatalf("report: %d %s", r.status, r.body)
	}
	return t
}

// TestTheMeasuresTellHowTalksWent plays one talk of each sort and finds each behind its figure, and behind no other of its kind.
func TestTheMeasuresTellHowTalksWent(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me := signedIn(h.a.session)
		h.settled(h.a)
		silent := h.talkTo().says("jam buka toko?")
		confirmed := h.talkTo().says("jam buka toko?", "oke terima kasih banyak")
		gaveUp := h.talkTo().says("saya mau cek pesanan")
		back := h.talkTo().says("bisa bayar di tempat?")
		angry := h.talkTo().says("jam buka toko?", "bukan itu bodoh!! kalian tidak becus, jawabanmu salah terus!!", "percuma, bot goblok!!! saya kecewa berat", "sudahlah percuma")
		helped := h.talkTo().says("saya mau cek pesanan TRG-1042")
		helped.does("/api/v1/chat/person", "", 202, bearing(helped.token))
		left := h.talkTo().says("jam buka toko?")
		left.does("/api/v1/chat/person", "", 202, bearing(left.token))
		left.does("/api/v1/chat/assistant", "", 202, bearing(left.token))

		h.clock.Add(int64(2 * time.Minute))
		at := "/api/v1/conversations/" + helped.id
		helped.does(at+"/claim", "", 200, me)
		check := helped.does(at+"/check", `{"text":"Boleh minta nomor pesanannya?"}`, 200, me)
		if !strings.Contains(check.body, `"value":"TRG-1042"`) {
			t.Errorf("the check does not tell what is known: %s", check.body)
		}
		h.clock.Add(int64(time.Minute))
		helped.does(at+"/messages", `{"client_id":"r1","text":"Halo, boleh minta nomor pesanannya?"}`, 201, me)
		helped.does(at+"/messages", `{"client_id":"r1","text":"Halo, boleh minta nomor pesanannya?"}`, 201, me) // sent again
		helped.does(at+"/messages", `{"client_id":"r2","text":"Baik, sudah saya cek."}`, 201, me)
		helped.does(at+"/needless", `{"needless":true}`, 204, me)
		helped.does(at+"/resolve", "", 200, me)
		var page struct{ Messages []Message }
		h.call("GET", "/api/v1/chat/messages", "", bearing(helped.token)).into(t, &page)
		helped.does("/api/v1/chat/survey", fmt.Sprintf(`{"seq":%d,"score":3,"smooth":4}`, page.Messages[len(page.Messages)-1].Seq), 204, bearing(helped.token))

		if r := h.report(); r.Resolution.Open == 0 || r.HandOvers.Missed.N != 0 {
			t.Errorf("on the day itself it is too early to judge: %+v, %+v", r.Resolution, r.HandOvers)
		}
		h.clock.Add(int64(10 * time.Hour))
		back.says("bisa bayar di tempat?")
		h.clock.Add(int64(73 * time.Hour))

		for figure, want := range map[string][]*talk{
			"silent": {silent, back}, "confirmed": {confirmed}, "gave_up": {gaveUp, left}, "came_back": {back}, "needless": {helped}, "reasked": {helped},
			"smooth": {helped}, "survey": {helped}, "returned": {left}, "open": {},
		} {
			h.hold(figure, want)
		}
		if got := h.behind("missed"); len(got) != 1 || got[0].ConversationID != angry.id || got[0].Quote == "" {
			t.Errorf("missed: %+v", got)
		}
		_, analyst := h.person(store.RoleAnalyst)
		var veiled struct{ Items []FigureCase }
		if h.call("GET", "/api/v1/reports/trust/missed", "", signedIn(analyst)).into(t, &veiled); len(veiled.Items) != 1 || veiled.Items[0].Quote != "" {
			t.Errorf("without a reason: %+v", veiled.Items)
		}
		r := h.report()
		if f := r.HandOvers.FirstWord; f.P50 == nil || *f.P50 < 180 || *f.P50 > 190 {
			t.Errorf("first word: %+v", f)
		}
		if x := r.HandOvers; x.Reasked.N != 1 || x.Needless.N != 1 || x.Smooth.N != 1 || *x.Smooth.Mean != 4 || *x.Survey.Mean != 3 || *x.ReaskRate != 1 || x.Completeness == nil || x.Missed.N != 1 {
			t.Errorf("hand-overs: %+v", x)
		}
		sum := r.Resolution
		if sum.Matters != sum.Confirmed+sum.Silent+sum.GaveUp+sum.CameBack+sum.HandedOver+sum.Open {
			t.Errorf("the kinds are not all: %+v", sum)
		}
		var days ReportResolution
		for _, d := range r.Days {
			days.Matters += d.Resolution.Matters
		}
		if days.Matters != sum.Matters || len(r.Days) != 28 {
			t.Errorf("%d matters in %d days, %d in all", days.Matters, len(r.Days), sum.Matters)
		}
	})
}

// hold wants exactly these talks behind a figure, in any order; a talk may stand there more than once.
func (h *house) hold(figure string, want []*talk) {
	h.t.Helper()
	found := map[string]bool{}
	for _, c := range h.behind(figure) {
		found[c.ConversationID] = true
	}
	for _, k := range want {
		if !found[k.id] {
			c, _ := store.Conversation(h.t.Context(), h.db, h.a.workspace.ID, k.id)
			h.t.Errorf("%s: talk %s is not there; it stands at %d, %s", figure, k.id, c.Trust, c.Holder)
		}
		delete(found, k.id)
	}
	for id := range found {
		if id != h.a.conversation {
			h.t.Errorf("%s: %s should not be there", figure, id)
		}
	}
}

func TestAReportRefusesWhatItCannotCount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	me := signedIn(h.a.session)
	for query, code := range map[string]string{
		"?from=gestern": "range_invalid", "?from=2026-11-21&to=2026-11-20": "range_invalid", "?from=2020-01-01&to=2026-01-01": "range_invalid",
		"?zone=Mars/Olympus": "zone_unknown", "?zone=Local": "zone_unknown",
	} {
		if r := h.call("GET", "/api/v1/reports/trust"+query, "", me); r.status != 422 || r.problem().Code != code {
			t.Errorf("%s: %d %s", query, r.status, r.body)
		}
	}
	if r := h.call("GET", "/api/v1/reports/trust/moods", "", me); r.status != 404 || r.problem().Code != "figure_unknown" {
		t.Errorf("a figure that is none: %d %s", r.status, r.body)
	}
	if r := h.call("GET", "/api/v1/reports/trust", "", h.colleague("Budi", "budi@a.id")); r.status != 403 {
		t.Errorf("an agent reads the report: %d", r.status)
	}
	if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/needless", `{"needless":true}`, me); r.status != 409 || r.problem().Code != "not_handed_over" {
		t.Errorf("needless without a hand-over: %d %s", r.status, r.body)
	}
	if r := h.call("GET", "/api/v1/reports/trust?zone=Europe/Berlin&from=2026-03-20&to=2026-04-05", "", me); r.status != 200 || strings.Count(r.body, `"day":`) != 17 {
		t.Errorf("days in which the clock is put forward: %d %s", r.status, r.body)
	}
}
