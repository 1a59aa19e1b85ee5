package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"terang/store"
)

const understandingPath = "/api/v1/understanding"

// understandingCalls is every operation of the room with an input that is well-formed.
func understandingCalls(change, trial string) map[string]string {
	return map[string]string{
		"GET ": "", "GET /examples": "", "GET /confusions": "", "GET /missed": "", "GET /changes": "", "GET /versions": "",
		"POST /missed/dismiss":      `{"messages":[{"conversation_id":"cnv_x","seq":1}]}`,
		"POST /changes":             `{"add":[{"intent":"order_status","language":"id","text":"barangku di mana ya sekarang kakak"}]}`,
		"DELETE /changes/" + change: "",
		"POST /trials":              "",
		"GET /trials/" + trial:      "",
		"POST /publish":             fmt.Sprintf(`{"trial_id":%q}`, trial),
		"POST /rollback":            `{"number":0}`,
		"PUT /promise":              `{"precision":0.9}`,
		"POST /listen":              `{"text":"paketku di mana"}`,
	}
}

// taught puts one change into a workspace's draft and tries it to the end.
func (h *house) taught(w world, text string) (change, trial string) {
	h.t.Helper()
	r := h.call("POST", understandingPath+"/changes", fmt.Sprintf(`{"add":[{"intent":"order_status","language":"id","text":%q}]}`, text), signedIn(w.session))
	if r.status != http.StatusCreated {
		h.t.Fatalf("%d %s", r.status, r.body)
	}
	var changes struct{ Items []ChangeView }
	h.call("GET", understandingPath+"/changes", "", signedIn(w.session)).into(h.t, &changes)
	var began TrialView
	r = h.call("POST", understandingPath+"/trials", "", signedIn(w.session))
	if r.status != http.StatusAccepted {
		h.t.Fatalf("%d %s", r.status, r.body)
	}
	r.into(h.t, &began)
	return changes.Items[len(changes.Items)-1].ID, h.tried(w, began.ID).ID
}

func (h *house) tried(w world, id string) (v TrialView) {
	h.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		h.call("GET", understandingPath+"/trials/"+id, "", signedIn(w.session)).into(h.t, &v)
		if v.State != "running" {
			return v
		}
	}
	h.t.Fatal("the trial does not end")
	return v
}

func TestOnlyManagersComeToTheRoomOfUnderstanding(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, secret, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Agent", "agent@a.id", store.RoleAgent)
	h.check(err)
	_, agent, err := h.server.Accounts.SetUp(t.Context(), secret, "", "", password)
	h.check(err)
	_, token, err := CreateToken(t.Context(), h.db, h.server.Clock, h.server.IDs, h.server.Random, h.a.workspace.ID, "test", "writer", []string{scopeRead, scopeWrite})
	h.check(err)
	calls := understandingCalls("chg_x", "try_x")
	named := 0
	for name := range operations(t, h.server) {
		if strings.Contains(name, understandingPath) {
			named++
		}
	}
	if named != len(calls) {
		t.Errorf("the description names %d operations, %d are called here", named, len(calls))
	}
	for call, body := range calls {
		method, path, _ := strings.Cut(call, " ")
		for who, c := range map[string]struct {
			as     as
			status int
			code   string
		}{
			"an agent":        {signedIn(agent), 403, "role_forbidden"},
			"a lesser token":  {bearing(token), 403, "scope_missing"},
			"a contact":       {bearing(h.a.contact), 401, "session_unknown"},
			"nobody":          {with("X-Nothing", "1"), 401, "session_unknown"},
			"a forged cookie": {signedIn("forged"), 401, "session_unknown"},
		} {
			r := h.call(method, understandingPath+path, body, c.as)
			if p := r.problem(); r.status != c.status || p.Code != c.code || r.header.Get("Content-Type") != problemType {
				t.Errorf("%s as %s: %d %s", call, who, r.status, r.body)
			}
		}
	}
	var o understandingOutput
	r := h.call("GET", understandingPath, "", bearing(h.a.token))
	if r.into(t, &o.Body); r.status != 200 || len(o.Body.Intents) < 5 || !o.Body.Measured || !o.Body.Figures.Measured {
		t.Errorf("a token with every scope: %d %s", r.status, r.body)
	}
}

func TestTheRoomOfUnderstandingShowsNoOtherWorkspace(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		const secret = "kodok betina melompat ungu"
		h.say(h.b.contact, "odd", secret)
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			return store.InsertMissed(tx, store.Missed{WorkspaceID: h.b.workspace.ID, ConversationID: h.b.conversation, Seq: 2, At: h.server.Clock()})
		}))
		change, trial := h.taught(h.b, secret)
		for call, body := range understandingCalls(change, trial) {
			method, path, _ := strings.Cut(call, " ")
			body = strings.ReplaceAll(body, "cnv_x", h.b.conversation)
			for who, credential := range map[string]as{"session": signedIn(h.a.session), "token": bearing(h.a.token)} {
				r := h.call(method, understandingPath+path, body, credential)
				named := strings.Contains(path, change) || strings.Contains(path, trial) || path == "/publish" || path == "/missed/dismiss"
				if named && (r.status != 404 || r.problem().Code == "") {
					t.Errorf("%s as %s: %d %s", call, who, r.status, r.body)
				}
				if strings.Contains(r.body, secret) || strings.Contains(r.body, h.b.conversation) || strings.Contains(r.body, h.b.owner.Name) {
					t.Errorf("%s as %s shows the other workspace: %s", call, who, r.body)
				}
			}
		}
		from := fmt.Sprintf(`{"add":[{"intent":"order_status","language":"id","text":"apa saja boleh","message":{"conversation_id":%q,"seq":2}}]}`, h.b.conversation)
		if r := h.call("POST", understandingPath+"/changes", from, signedIn(h.a.session)); r.status != 404 || r.problem().Code != "missed_not_found" {
			t.Errorf("another workspace's message was taught: %d %s", r.status, r.body)
		}
		var left struct{ Groups []MissedGroup }
		h.call("GET", understandingPath+"/missed", "", signedIn(h.b.session)).into(t, &left)
		if !slices.ContainsFunc(left.Groups, func(g MissedGroup) bool { return g.Messages[0].Text == secret }) {
			t.Errorf("the other workspace's list was changed: %+v", left)
		}
		var draft struct{ Items []ChangeView }
		if h.call("GET", understandingPath+"/changes", "", signedIn(h.b.session)).into(t, &draft); len(draft.Items) != 1 || draft.Items[0].ID != change {
			t.Errorf("the other workspace's draft was changed: %+v", draft)
		}
	})
}

func TestADraftBecomesAVersionOverTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner := signedIn(h.a.session)
	_, trial := h.taught(h.a, "barangku nyangkut di mana sih kak")
	done := h.tried(h.a, trial)
	if done.State != "done" || !done.Before.Measured || !done.After.Measured || len(done.ByIntent) < 5 {
		t.Fatalf("%+v", done)
	}
	publish := fmt.Sprintf(`{"trial_id":%q}`, trial)
	var v TrainingVersion
	r := h.call("POST", understandingPath+"/publish", publish, owner)
	if r.into(t, &v); r.status != 200 || v.Number != 1 || v.Added != 1 || !v.Live || v.PublishedBy != h.a.owner.Name || v.Accuracy == nil {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := h.call("POST", understandingPath+"/publish", publish, owner); r.status != 409 || r.problem().Code != "training_moved_on" {
		t.Errorf("published twice: %d %s", r.status, r.body)
	}
	var read ReadingView
	h.call("POST", understandingPath+"/listen", `{"text":"barangku nyangkut di mana sih kak","language":"id"}`, owner).into(t, &read)
	if len(read.Nearest) == 0 || read.Nearest[0].Text != "barangku nyangkut di mana sih kak" {
		t.Errorf("%+v", read)
	}
	var page struct {
		Items []ExampleView
		Next  string
	}
	h.call("GET", understandingPath+"/examples?"+url.Values{"q": {"NYANGKUT DI MANA"}}.Encode(), "", owner).into(t, &page)
	if len(page.Items) != 1 || page.Items[0].Where != "console" || page.Items[0].Right == nil {
		t.Errorf("%+v", page)
	}
	if r := h.call("POST", understandingPath+"/rollback", `{"number":0}`, owner); r.status != 200 {
		t.Errorf("%d %s", r.status, r.body)
	}
	var all struct{ Items []TrainingVersion }
	h.call("GET", understandingPath+"/versions", "", owner).into(t, &all)
	if len(all.Items) != 3 || all.Items[0].Number != 2 || !all.Items[0].Live || all.Items[0].Removed != 1 || all.Items[2].Number != 0 || all.Items[2].Live {
		t.Errorf("%+v", all)
	}
}

func TestWhatIsWrongWithAnExampleIsSaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner := signedIn(h.a.session)
	for name, c := range map[string]struct {
		call, body, language string
		status               int
		code, says           string
	}{
		"blank":            {"POST /changes", `{"add":[{"intent":"order_status","language":"id","text":"  "}]}`, "en", 422, "example_empty", "Number 1"},
		"too long":         {"POST /changes", `{"add":[{"intent":"order_status","language":"id","text":"` + strings.Repeat("é", 501) + `"}]}`, "id", 422, "example_too_long", "500 karakter"},
		"there already":    {"POST /changes", `{"add":[{"intent":"order_status","language":"id","text":"SEBUAH KALIMAT BARU"},{"intent":"order_late","language":"id","text":"sebuah kalimat baru"}]}`, "en", 422, "example_duplicate", "Number 2 is an example of order_status already (console)"},
		"unknown intent":   {"POST /changes", `{"add":[{"intent":"weather","language":"id","text":"hujan tidak"}]}`, "en", 422, "intent_unknown", "weather"},
		"unknown language": {"POST /changes", `{"add":[{"intent":"order_status","language":"fr","text":"ou est mon colis"}]}`, "en", 422, "invalid_input", ""},
		"unknown example":  {"POST /changes", `{"remove":["exm_nothing"]}`, "en", 404, "example_not_found", ""},
		"unknown change":   {"DELETE /changes/chg_nothing", "", "en", 404, "change_not_found", ""},
		"unknown trial":    {"GET /trials/try_nothing", "", "en", 404, "trial_not_found", ""},
		"unknown version":  {"POST /rollback", `{"number":12}`, "en", 404, "training_not_found", ""},
		"the live version": {"POST /rollback", `{"number":0}`, "en", 409, "training_is_live", ""},
		"nothing to try":   {"POST /trials", "", "en", 409, "draft_empty", "Add or take away"},
		"a wild promise":   {"PUT /promise", `{"precision":1.5}`, "en", 422, "invalid_input", ""},
		"no text":          {"POST /listen", `{"text":""}`, "en", 422, "invalid_input", ""},
		"a wild cursor":    {"GET /missed?cursor=x", "", "en", 422, "cursor_invalid", ""},
		"a wild verdict":   {"GET /examples?verdict=right", "", "en", 422, "invalid_input", ""},
	} {
		method, path, _ := strings.Cut(c.call, " ")
		r := h.call(method, understandingPath+path, c.body, owner, with("Accept-Language", c.language))
		p := r.problem()
		if r.status != c.status || p.Code != c.code || !strings.Contains(p.Detail, c.says) || strings.Contains(p.Detail, "{") || r.header.Get("Content-Type") != problemType {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
}
