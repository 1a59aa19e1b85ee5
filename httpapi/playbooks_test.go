package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"terang/store"
)

const playbooksPath = "/api/v1/playbooks"

func quoted(t *testing.T, s string) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// giftBook is a playbook that no pack has.
func giftBook(version int, words string) string {
	return fmt.Sprintf(`id: gift_card
version: %d
title: {id: Kartu hadiah, en: Gift card}
about: {id: Menjual kartu hadiah., en: Sells gift cards.}
triggers:
  - intent: gift_card
    examples:
      id: [mau beli kartu hadiah, ada voucher hadiah, kartu hadiah berapa, beli gift card dong, jual kartu hadiah tidak]
      en: [i want a gift card, do you sell gift vouchers, gift card please, buy a gift card, how much is a gift card]
  - manual: true
steps:
  - say: {text: {id: "%s", en: "%s"}}
`, version, words, words)
}

// playbookCalls is every operation of the room with an input that is well-formed.
func playbookCalls(t *testing.T, id, etag string) map[string]string {
	src := quoted(t, giftBook(1, "Kartu."))
	return map[string]string{
		"GET ": "", "GET /reference": "", "GET /" + id: "", "GET /" + id + "/versions": "", "GET /" + id + "/versions/1": "",
		"POST ":                     `{"source":` + src + `}`,
		"POST /check":               `{"source":` + src + `}`,
		"POST /try":                 `{"source":` + src + `,"language":"id","steps":[{"say":"halo"}]}`,
		"PUT /" + id + "/draft":     `{"source":` + src + `,"etag":"x"}`,
		"DELETE /" + id + "/draft":  "",
		"POST /" + id + "/publish":  fmt.Sprintf(`{"etag":%q}`, etag),
		"POST /" + id + "/rollback": `{"version":1}`,
		"PUT /" + id + "/live":      `{"live":false}`,
	}
}

func TestOnlyManagersComeToTheRoomOfPlaybooks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, secret, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Agent", "agent@a.id", store.RoleAgent)
	h.check(err)
	_, agent, err := h.server.Accounts.SetUp(t.Context(), secret, "", "", password)
	h.check(err)
	_, token, err := CreateToken(t.Context(), h.db, h.server.Clock, h.server.IDs, h.server.Random, h.a.workspace.ID, "test", "writer", []string{scopeRead, scopeWrite})
	h.check(err)
	calls := playbookCalls(t, "order_status", "x")
	named := 0
	for name := range operations(t, h.server) {
		if strings.Contains(name, playbooksPath) && !strings.HasSuffix(name, "/start") {
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
			"an agent":       {signedIn(agent), 403, "role_forbidden"},
			"a lesser token": {bearing(token), 403, "scope_missing"},
			"a contact":      {bearing(h.a.contact), 401, "session_unknown"},
			"nobody":         {with("X-Nothing", "1"), 401, "session_unknown"},
		} {
			r := h.call(method, playbooksPath+path, body, c.as)
			if p := r.problem(); r.status != c.status || p.Code != c.code || r.header.Get("Content-Type") != problemType {
				t.Errorf("%s as %s: %d %s", call, who, r.status, r.body)
			}
		}
	}
}

func TestAPlaybookIsWrittenPublishedAndRolledBackOverTheAPI(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		owner := signedIn(h.a.session)
		var made struct{ ID, ETag string }
		r := h.call("POST", playbooksPath, `{"source":`+quoted(t, giftBook(9, "Kartu satu."))+`}`, owner)
		if r.into(t, &made); r.status != http.StatusCreated || made.ID != "gift_card" || made.ETag == "" {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if r := h.call("POST", playbooksPath, `{"source":`+quoted(t, giftBook(1, "Lain."))+`}`, owner); r.status != 409 || r.problem().Code != "playbook_exists" {
			t.Errorf("%d %s", r.status, r.body)
		}
		draft := playbooksPath + "/gift_card/draft"
		var next struct{ ETag string }
		r = h.call("PUT", draft, `{"source":`+quoted(t, giftBook(9, "Kartu dua."))+`,"etag":"`+made.ETag+`"}`, owner)
		if r.into(t, &next); r.status != 200 || next.ETag == made.ETag {
			t.Fatalf("%d %s", r.status, r.body)
		}
		r = h.call("PUT", draft, `{"source":`+quoted(t, giftBook(9, "Kartu tiga."))+`,"etag":"`+made.ETag+`"}`, bearing(h.a.token), with("Accept-Language", "en"))
		if p := r.problem(); r.status != 409 || p.Code != "playbook_draft_moved_on" || p.Met == nil || p.Met.By != h.a.owner.Name || p.Met.ETag != next.ETag || !strings.Contains(p.Detail, h.a.owner.Name) || strings.Contains(p.Detail, "{") {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var page PlaybookPage
		h.call("GET", playbooksPath+"/gift_card", "", owner).into(t, &page)
		if page.Live || page.Draft == nil || page.Draft.SavedBy != h.a.owner.Name || page.Graph == nil || !strings.Contains(page.Draft.Source, "Kartu dua.") {
			t.Fatalf("%+v", page)
		}
		var published struct{ Version int }
		r = h.call("POST", playbooksPath+"/gift_card/publish", `{"etag":"`+next.ETag+`","note":"pertama"}`, owner)
		if r.into(t, &published); r.status != 200 || published.Version != 1 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		r = h.call("PUT", draft, `{"source":`+quoted(t, giftBook(1, "Kartu empat."))+`}`, owner)
		r.into(t, &next)
		r = h.call("POST", playbooksPath+"/gift_card/publish", `{"etag":"`+next.ETag+`"}`, owner)
		if r.into(t, &published); r.status != 200 || published.Version != 2 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		r = h.call("POST", playbooksPath+"/gift_card/rollback", `{"version":1}`, owner)
		if r.into(t, &published); r.status != 200 || published.Version != 3 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		h.playbooksAreTold(owner)
	})
}

// TestWhatIsWrongWithAPlaybookIsToldInTheLanguageOfTheReader checks, reads and publishes a text with a mistake in it.
func TestWhatIsWrongWithAPlaybookIsToldInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	source := quoted(t, strings.Replace(giftBook(1, "Kartu."), "steps:\n", "steps:\n  - ask: {slot: amuont, text: {id: \"Berapa?\", en: \"How much?\"}}\n", 1))
	owner := bearing(h.a.token)
	r := h.call("POST", playbooksPath, `{"source":`+source+`}`, owner)
	var made struct{ ETag string }
	if r.into(t, &made); r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	for l, want := range map[string]PlaybookProblem{
		"id": {What: `ask memakai slot "amuont" yang belum dinyatakan`, Why: "pernyataannya menentukan apa yang diterima sebagai jawaban", Next: "nyatakan di bawah slots"},
		"en": {What: `ask uses a slot "amuont" that is not declared`, Why: "the declaration says what counts as an answer", Next: "declare it under slots"},
	} {
		var checked struct{ Problems []PlaybookProblem }
		h.call("POST", playbooksPath+"/check", `{"source":`+source+`}`, owner, with("Accept-Language", l)).into(t, &checked)
		var page PlaybookPage
		h.call("GET", playbooksPath+"/gift_card", "", owner, with("Accept-Language", l)).into(t, &page)
		refused := h.call("POST", playbooksPath+"/gift_card/publish", `{"etag":"`+made.ETag+`"}`, owner, with("Accept-Language", l)).problem()
		for where, problems := range map[string][]PlaybookProblem{"check": checked.Problems, "read": page.Problems, "publish": refused.Problems} {
			if len(problems) != 1 {
				t.Fatalf("%s: %+v", where, problems)
			}
			if p := problems[0]; p.What != want.What || p.Why != want.Why || p.Next != want.Next || p.Line == 0 || p.Rule != "form" {
				t.Errorf("%s in %s: %+v", where, l, p)
			}
		}
	}
}

// playbooksAreTold looks at what is told of the gift card after it was published twice and rolled back.
func (h *house) playbooksAreTold(owner as) {
	t := h.t
	t.Helper()
	var all struct{ Items []PlaybookVersionView }
	h.call("GET", playbooksPath+"/gift_card/versions", "", owner).into(t, &all)
	if len(all.Items) != 3 || !all.Items[0].Live || all.Items[0].Restores != 1 || all.Items[2].Note != "pertama" || all.Items[0].Digest != all.Items[2].Digest || all.Items[1].PublishedBy != h.a.owner.Name {
		t.Fatalf("%+v", all)
	}
	var one PlaybookVersionView
	h.call("GET", playbooksPath+"/gift_card/versions/2", "", owner).into(t, &one)
	if one.Source != giftBook(2, "Kartu empat.") || one.Live {
		t.Fatalf("%+v", one)
	}
	var list struct{ Items []PlaybookItem }
	h.call("GET", playbooksPath, "", owner).into(t, &list)
	found := false
	for _, i := range list.Items {
		if i.ID == "gift_card" {
			found = i.State == "live" && i.Version == 3 && i.Steps == 1 && len(i.Triggers) == 2 && i.Triggers[1].Kind == "manual" && i.Origin == "console" && i.About["en"] != ""
		} else if i.Origin != "pack" || i.State != "live" || i.Solved != nil {
			t.Errorf("%+v", i)
		}
	}
	if !found || len(list.Items) < 10 {
		t.Fatalf("%+v", list)
	}
	h.call("GET", playbooksPath, "", signedIn(h.b.session)).into(t, &list)
	for _, i := range list.Items {
		if i.ID == "gift_card" {
			t.Fatal("another workspace has it")
		}
	}
	if r := h.call("GET", playbooksPath+"/gift_card/versions/1", "", signedIn(h.b.session)); r.status != 404 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	var ref PlaybookReference
	h.call("GET", playbooksPath+"/reference", "", owner).into(t, &ref)
	if len(ref.Actions) < 5 || len(ref.Intents) < 10 || len(ref.Articles) < 10 || len(ref.Slots) != 2 {
		t.Fatalf("%+v", ref)
	}
}

func TestWhatIsWrongWithAPlaybookIsSaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner := signedIn(h.a.session)
	broken := strings.Replace(giftBook(1, "Kartu."), "  - say:", "  - sya:", 1)
	var checked struct {
		Problems []PlaybookProblem
		Graph    any
		ID       string
	}
	h.call("POST", playbooksPath+"/check", `{"source":`+quoted(t, broken)+`}`, owner).into(t, &checked)
	if len(checked.Problems) == 0 || checked.Problems[0].Line != 12 || checked.Problems[0].Severity != "error" || checked.Problems[0].Rule == "" || checked.ID != "gift_card" || checked.Graph != nil {
		t.Fatalf("%+v", checked)
	}
	var made struct{ ETag string }
	h.call("POST", playbooksPath, `{"source":`+quoted(t, broken)+`}`, owner).into(t, &made)
	r := h.call("POST", playbooksPath+"/gift_card/publish", `{"etag":"`+made.ETag+`"}`, owner)
	if p := r.problem(); r.status != 422 || p.Code != "playbook_refused" || len(p.Problems) == 0 || p.Problems[0].Line != 12 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	for name, c := range map[string]struct {
		call, body string
		status     int
		code       string
	}{
		"unknown":         {"GET /nothing", "", 404, "playbook_not_found"},
		"unknown version": {"GET /order_status/versions/99", "", 404, "playbook_version_not_found"},
		"no draft":        {"DELETE /order_status/draft", "", 404, "playbook_draft_not_found"},
		"no id":           {"POST ", `{"source":"title: x"}`, 422, "playbook_id"},
		"the live one":    {"POST /order_status/rollback", `{"version":1}`, 409, "playbook_is_live"},
		"too large":       {"PUT /order_status/draft", `{"source":"` + strings.Repeat("a", 256<<10+1) + `"}`, 422, "invalid_input"},
		"huge":            {"PUT /order_status/draft", `{"source":"` + strings.Repeat("a", 3<<20) + `"}`, 413, "body_too_large"},
	} {
		method, path, _ := strings.Cut(c.call, " ")
		r := h.call(method, playbooksPath+path, c.body, owner)
		if p := r.problem(); r.status != c.status || p.Code != c.code || strings.Contains(p.Detail, "{") {
			t.Errorf("%s: %d %.300s", name, r.status, r.body)
		}
	}
	large := giftBook(1, "Kartu.") + "# " + strings.Repeat("x", 200<<10) + "\n"
	if r := h.call("PUT", playbooksPath+"/gift_card/draft", `{"source":`+quoted(t, large)+`,"etag":"`+made.ETag+`"}`, owner); r.status != 200 {
		t.Errorf("a large playbook: %d %.300s", r.status, r.body)
	}
}
