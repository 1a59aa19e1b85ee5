package httpapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSearchShowsWhatWasFoundAndWhere(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me := signedIn(h.a.session)
		if r := h.say(h.a.contact, "find-1", "nomor saya TRG-77123 ya"); r.status >= 300 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var out struct {
			Items []SearchHit
			Index SearchIndex
		}
		r := h.call("GET", "/api/v1/search?q=7712&typing=true", "", me)
		if r.into(t, &out); r.status != 200 || len(out.Items) != 1 || out.Items[0].Conversation.ID != h.a.conversation || !out.Index.Ready {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var marked []string
		for _, s := range out.Items[0].Snippet {
			if s.Mark {
				marked = append(marked, s.Text)
			}
		}
		if got := strings.Join(marked, " "); got != "TRG 77123" {
			t.Errorf("marked %q in %+v", got, out.Items[0].Snippet)
		}
		for _, q := range []string{"?q=7712&language=en", "?q=7712&tag=vip", "?q=7712&view=resolved", "?q=tidakada", "?q=%22%22%20-%20%2A"} {
			r := h.call("GET", "/api/v1/search"+q, "", me)
			if r.into(t, &out); r.status != 200 || len(out.Items) != 0 {
				t.Errorf("%s: %d %s", q, r.status, r.body)
			}
		}
	})
}

func TestManyAtOnceEachWithItsOwnResult(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me := signedIn(h.a.session)
		var out struct {
			Results []BulkResult
			Done    int
		}
		body := fmt.Sprintf(`{"ids":["%s","cnv_none","%s"],"do":"tag","tags":["VIP"]}`, h.a.conversation, h.b.conversation)
		r := h.call("POST", "/api/v1/conversations/bulk", body, me)
		if r.into(t, &out); r.status != 200 || out.Done != 1 || len(out.Results) != 3 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if got := out.Results[0]; got.Conversation == nil || fmt.Sprint(got.Conversation.Tags) != "[vip]" {
			t.Errorf("the first: %+v", got)
		}
		for _, got := range out.Results[1:] {
			if got.Problem == nil || got.Problem.Code != "conversation_not_found" {
				t.Errorf("not ours: %+v", got)
			}
		}
		ids := strings.TrimSuffix(strings.Repeat(`"x",`, 201), ",")
		if r := h.call("POST", "/api/v1/conversations/bulk", `{"ids":[`+ids+`],"do":"resolve"}`, me); r.status != 422 {
			t.Errorf("201 at once: %d", r.status)
		}
		if r := h.call("POST", "/api/v1/conversations/bulk", `{"ids":["x"],"do":"tag"}`, me); r.problem().Code != "bulk_incomplete" {
			t.Errorf("without tags: %s", r.body)
		}
	})
}

func TestSavedViewsAreOnesOwnOrShared(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me, other := signedIn(h.a.session), signedIn(h.b.session)
		var v SavedView
		r := h.call("POST", "/api/v1/views", `{"name":" Web ","shared":true,"filter":{"view":"every","channel":"web"}}`, me)
		if r.into(t, &v); r.status != 201 || v.Name != "Web" || !v.Shared || v.Count == nil || *v.Count != 1 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		r = h.call("PUT", "/api/v1/views/"+v.ID, `{"name":"Email","filter":{"view":"every","channel":"email"}}`, me)
		if r.into(t, &v); r.status != 200 || v.Shared || v.Count == nil || *v.Count != 0 {
			t.Errorf("%d %s", r.status, r.body)
		}
		r = h.call("PUT", "/api/v1/views/"+v.ID, `{"name":"Email","filter":{"view":"all","order":"priority"}}`, me)
		if r.into(t, &v); r.status != 200 || v.Filter.Order != "priority" {
			t.Errorf("%d %s", r.status, r.body)
		}
		for _, filter := range []string{`{"view":"queue","order":"oldest"}`, `{"view":"resolved","order":"priority"}`, `{"view":"all","q":"kupon","order":"oldest"}`} {
			if r := h.call("PUT", "/api/v1/views/"+v.ID, `{"name":"Email","filter":`+filter+`}`, me); r.problem().Code != "list_order" {
				t.Errorf("%s: %d %s", filter, r.status, r.body)
			}
		}
		for name, r := range map[string]reply{
			"changes": h.call("PUT", "/api/v1/views/"+v.ID, `{"name":"x","filter":{"view":"all"}}`, other),
			"removes": h.call("DELETE", "/api/v1/views/"+v.ID, "", other),
		} {
			if r.status != 404 {
				t.Errorf("another workspace %s it: %d", name, r.status)
			}
		}
		if r := h.call("DELETE", "/api/v1/views/"+v.ID, "", me); r.status != 204 {
			t.Errorf("%d %s", r.status, r.body)
		}
		var list struct{ Items []SavedView }
		if h.call("GET", "/api/v1/views", "", me).into(t, &list); len(list.Items) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

// TestAListStandsInTheOrderThatIsAskedFor through all its pages.
func TestAListStandsInTheOrderThatIsAskedFor(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me := signedIn(h.a.session)
		h.queue(h.a.contact, h.a.conversation)
		first, urgent := h.a.conversation, ""
		for range 3 {
			h.clock.Add(int64(time.Minute))
			token, id, _ := h.open(h.a.workspace.PublicKey)
			if r := h.say(token, "first", "halo"); r.status >= 300 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			one := h.a
			one.conversation = id
			h.settled(one)
			h.queue(token, id)
			if urgent == "" {
				urgent = id
			}
		}
		if r := h.call("PUT", "/api/v1/conversations/"+urgent+"/priority", `{"priority":"urgent"}`, me); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		read := func(query string) (ids []string) {
			t.Helper()
			for cursor := ""; ; {
				var page struct {
					Items []Conversation
					Next  *string
				}
				r := h.call("GET", "/api/v1/conversations?limit=1&"+query+"&cursor="+cursor, "", me)
				if r.into(t, &page); r.status != 200 {
					t.Fatalf("%s: %d %s", query, r.status, r.body)
				}
				for _, c := range page.Items {
					ids = append(ids, c.ID)
				}
				if page.Next == nil {
					return ids
				}
				cursor = *page.Next
			}
		}
		newest := read("view=all")
		oldest := slices.Clone(newest)
		slices.Reverse(oldest)
		if got := read("view=all&order=oldest"); len(got) != 4 || !slices.Equal(got, oldest) {
			t.Errorf("the oldest first: %v of %v", got, newest)
		}
		want := append([]string{urgent}, slices.DeleteFunc(slices.Clone(newest), func(id string) bool { return id == urgent })...)
		if got := read("view=all&order=priority"); !slices.Equal(got, want) {
			t.Errorf("the most urgent first: %v, want %v", got, want)
		}
		if got := read("view=queue&order=waiting"); len(got) != 4 || got[0] != first {
			t.Errorf("who waits longest first: %v, want %s", got, first)
		}
		if got := read("view=queue"); len(got) != 4 || got[0] != urgent {
			t.Errorf("as the desk serves: %v, want %s", got, urgent)
		}
		if r := h.call("GET", "/api/v1/conversations?view=queue&order=oldest", "", me); r.problem().Code != "list_order" {
			t.Errorf("an order that the queue has not: %d %s", r.status, r.body)
		}
	})
}

func TestListsAreNarrowedToWhatIsUnreadAndToATeam(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me := signedIn(h.a.session)
		var list struct{ Items []Conversation }
		count := func(query string) int {
			t.Helper()
			r := h.call("GET", "/api/v1/conversations?view=every&"+query, "", me)
			if r.into(t, &list); r.status != 200 {
				t.Fatalf("%s: %d %s", query, r.status, r.body)
			}
			return len(list.Items)
		}
		if n := count("unread=true"); n != 1 {
			t.Errorf("%d unread before anybody looked", n)
		}
		seen := fmt.Sprintf(`{"seq":%d}`, list.Items[0].Seq)
		if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/seen", seen, me); r.status != 204 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if n := count("unread=true"); n != 0 {
			t.Errorf("%d unread after all was seen", n)
		}
		if n := count("unread=false"); n != 1 {
			t.Errorf("%d of all", n)
		}
		if n := count("team=returns"); n != 0 {
			t.Errorf("%d of a team that nobody works for", n)
		}
	})
}

// TestAConversationGoesToATeam by itself and among many, and is shown of it in lists, to open consoles and in the timeline.
func TestAConversationGoesToATeam(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		var set Routing
		h.call("GET", "/api/v1/routing", "", me).into(t, &set)
		body := fmt.Sprintf(`{"mode":"pull","ring_seconds":20,"wrap_up_seconds":0,"teams":[{"id":"money","name":"Keuangan","topics":[]},{"id":"none","name":"Kosong","topics":[]}],
			"targets":{"normal":300},"level":80,"team_overflow":60,"skill_overflow":0,"language_overflow":0,"hold_seconds":0,"capacity":{"total":4},"version":%d}`, set.Version)
		if r := h.call("PUT", "/api/v1/routing", body, me); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if r := h.call("PUT", "/api/v1/agents/"+h.a.owner.ID+"/routing", `{"teams":["money"],"skills":[],"languages":[]}`, me); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		for body, code := range map[string]string{
			`{}`: "assign_whom", `{"agent_id":"` + h.a.owner.ID + `","team_id":"money"}`: "assign_whom", `{"team_id":"gone"}`: "team_not_found", `{"team_id":"none"}`: "team_empty",
		} {
			if r := h.call("POST", at+"/assign", body, me); r.problem().Code != code {
				t.Errorf("%s: %d %s", body, r.status, r.body)
			}
		}
		console := h.stream("/api/v1/stream", me)
		var c Conversation
		r := h.call("POST", at+"/assign", `{"team_id":"money"}`, me)
		if r.into(t, &c); r.status != 200 || c.Holder != "queue" || c.Team == nil || c.Team.Name != "Keuangan" || c.WaitingSince == nil {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if e := console.until("conversation"); !strings.Contains(e.data, `"team":{"id":"money","name":"Keuangan"}`) {
			t.Errorf("an open console hears %s", e.data)
		}
		var list struct{ Items []Conversation }
		if h.call("GET", "/api/v1/conversations?view=queue&team=money", "", me).into(t, &list); len(list.Items) != 1 || list.Items[0].Team == nil {
			t.Errorf("the team's queue: %+v", list.Items)
		}
		if r := h.call("POST", at+"/claim", "", me); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var bulk struct {
			Results []BulkResult
			Done    int
		}
		r = h.call("POST", "/api/v1/conversations/bulk", `{"ids":["`+h.a.conversation+`"],"do":"assign","team_id":"money"}`, me)
		if r.into(t, &bulk); bulk.Done != 1 || bulk.Results[0].Conversation.Team == nil {
			t.Errorf("among many: %d %s", r.status, r.body)
		}
		if r := h.call("PUT", at+"/priority", `{"priority":"high"}`, me); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var line struct{ Items []Moment }
		r = h.call("GET", "/api/v1/contacts/"+c.Contact.ID+"/timeline?kinds=change", "", me)
		if r.into(t, &line); len(line.Items) != 3 || line.Items[2].What != "team" || line.Items[2].Name != "Keuangan" || line.Items[2].ByName != h.a.owner.Name ||
			line.Items[0].What != "priority" || line.Items[0].Name != "high" || line.Items[0].Outcome != "normal" {
			t.Errorf("the timeline: %d %s", r.status, r.body)
		}
	})
}
