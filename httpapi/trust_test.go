package httpapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"terang/store"
)

const trustPath = "/api/v1/trust"

const (
	trustTalks = `{"id":"marah","language":"id","turns":[{"role":"contact","text":"paket saya mana, nomor 4410","label":0},{"role":"assistant","text":"Boleh minta nomor pesanannya?"},` +
		`{"role":"contact","text":"kan tadi udah saya kasih!! nggak membantu sama sekali","label":1},{"role":"assistant","text":"Boleh minta nomor pesanannya?"},` +
		`{"role":"contact","text":"percuma, dari tadi itu-itu aja. saya mau bicara sama orang","label":1}]}` + "\n" +
		`{"id":"tenang","language":"id","turns":[{"role":"contact","text":"jam buka toko?","label":0},{"role":"assistant","text":"Pukul 9 sampai 5."},{"role":"contact","text":"oke makasih kak","label":0}]}` + "\n"
	trustLines = `{"default":{"offer":70,"take_over":50,"hysteresis":5},"risk":{"money":{"offer":80,"take_over":60,"hysteresis":5}},"playbook":null}`
)

// trustCalls is every operation of the room with an input that is well-formed.
func trustCalls(imported string) map[string]string {
	return map[string]string{
		"GET /setting":                "",
		"PUT /setting":                `{"setting":` + trustLines + `,"note":"lebih hati-hati","version":0}`,
		"POST /setting/rollback":      `{"version":0}`,
		"POST /replay":                `{"setting":` + trustLines + `,"source":""}`,
		"GET /imports":                "",
		"POST /imports":               trustTalks,
		"DELETE /imports/" + imported: "",
	}
}

func TestOnlyManagersComeToTheThresholdLab(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, secret, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Agent", "agent@a.id", store.RoleAgent)
	h.check(err)
	_, agent, err := h.server.Accounts.SetUp(t.Context(), secret, "", "", password)
	h.check(err)
	calls := trustCalls("imp_x")
	named := 0
	for name := range operations(t, h.server) {
		if strings.Contains(name, trustPath) {
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
			"an agent":  {signedIn(agent), 403, "role_forbidden"},
			"a contact": {bearing(h.a.contact), 401, "session_unknown"},
			"nobody":    {with("X-Nothing", "1"), 401, "session_unknown"},
		} {
			r := h.call(method, trustPath+path, body, c.as)
			if p := r.problem(); r.status != c.status || p.Code != c.code {
				t.Errorf("%s as %s: %d %s", call, who, r.status, r.body)
			}
		}
	}
	if r := h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/trust", "", signedIn(agent)); r.status != 200 {
		t.Errorf("an agent does not see the curve: %d %s", r.status, r.body)
	}
	if r := h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/trust", "", bearing(h.a.contact)); r.status != 401 {
		t.Errorf("a contact sees the curve: %d %s", r.status, r.body)
	}
}

// TestASettingIsPublishedAndRolledBack: versions count up, a publication on an old one is refused, and every wrong line is named.
func TestASettingIsPublishedAndRolledBack(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		owner := signedIn(h.a.session)
		var o trustSettingOutput
		get := func(w world) {
			t.Helper()
			o = trustSettingOutput{}
			if r := h.call("GET", trustPath+"/setting", "", signedIn(w.session)); r.status != 200 {
				t.Fatalf("%d %s", r.status, r.body)
			} else {
				r.into(t, &o.Body)
			}
		}
		get(h.a)
		pack := o.Body.Setting
		if o.Body.Version != 0 || o.Body.Origin != "pack" || o.Body.PublishedAt != nil || pack.Default.Offer == 0 || len(o.Body.Versions) != 1 || len(o.Body.Playbooks) != 1 || o.Body.Playbooks[0].Risk == "" {
			t.Fatalf("%+v", o.Body)
		}
		publish := func(setting string, seen int) reply {
			return h.call("PUT", trustPath+"/setting", fmt.Sprintf(`{"setting":%s,"note":"lebih hati-hati","version":%d}`, setting, seen), owner)
		}
		var v struct{ Version int64 }
		if r := publish(trustLines, 0); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		} else if r.into(t, &v); v.Version != 1 {
			t.Errorf("version %d", v.Version)
		}
		if r := publish(trustLines, 0); r.status != 409 || r.problem().Code != "trust_setting_moved_on" {
			t.Errorf("published over what was not seen: %d %s", r.status, r.body)
		}
		if r := publish(trustLines, 7); r.status != 409 || r.problem().Code != "trust_setting_moved_on" {
			t.Errorf("published over what never was: %d %s", r.status, r.body)
		}
		get(h.a)
		if b := o.Body; b.Version != 1 || b.Origin != "console" || b.PublishedBy != h.a.owner.Name || b.PublishedAt == nil || b.Setting.Default.Offer != 70 || b.Setting.Risk["money"].TakeOver != 60 ||
			len(b.Versions) != 2 || b.Versions[0].Note != "lebih hati-hati" {
			t.Errorf("%+v", b)
		}
		r := publish(`{"default":{"offer":40,"take_over":60,"hysteresis":0},"risk":{"fire":{"offer":60,"take_over":40,"hysteresis":10}},"playbook":{"nothing":{"offer":60,"take_over":40,"hysteresis":90}}}`, 1)
		p := r.problem()
		where := make([]string, 0, len(p.Errors))
		for _, e := range p.Errors {
			where = append(where, e.Location)
		}
		slices.Sort(where)
		want := []string{"body.setting.default", "body.setting.playbook.nothing", "body.setting.playbook.nothing", "body.setting.risk"}
		if r.status != 422 || p.Code != "trust_setting_refused" || !slices.Equal(where, want) {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("POST", trustPath+"/setting/rollback", `{"version":1}`, owner); r.status != 409 || r.problem().Code != "trust_setting_is_live" {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("POST", trustPath+"/setting/rollback", `{"version":9}`, owner); r.status != 404 || r.problem().Code != "trust_setting_not_found" {
			t.Errorf("%d %s", r.status, r.body)
		}
		if r := h.call("POST", trustPath+"/setting/rollback", `{"version":0}`, owner); r.status != 200 {
			t.Errorf("%d %s", r.status, r.body)
		}
		get(h.a)
		if o.Body.Version != 2 || o.Body.Origin != "pack" || o.Body.Setting.Default != pack.Default || len(o.Body.Setting.Risk) != len(pack.Risk) {
			t.Errorf("%+v", o.Body)
		}
		if get(h.b); o.Body.Version != 0 || len(o.Body.Versions) != 1 {
			t.Errorf("the other workspace: %+v", o.Body)
		}
	})
}

// TestImportedTalksAreReplayed: what is known of them is judged by their labels, nothing of their text is kept but quotes, and another
// workspace sees none of it.
func TestImportedTalksAreReplayed(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		owner := signedIn(h.a.session)
		var m TrustImport
		r := h.call("POST", trustPath+"/imports?name=minggu+lalu", trustTalks, owner, with("Content-Type", "application/x-ndjson"))
		if r.into(t, &m); r.status != http.StatusCreated || m.Talks != 2 || m.Turns != 5 || m.Name != "minggu lalu" || m.CreatedBy != h.a.owner.Name {
			t.Fatalf("%d %s", r.status, r.body)
		}
		body := fmt.Sprintf(`{"setting":{"default":{"offer":60,"take_over":40,"hysteresis":10}},"source":%q}`, m.ID)
		var got struct {
			Talks     int
			Now, Then TrustOutcome
			Items     []TrustTalk
			Hours     TrustHours
		}
		if r := h.call("POST", trustPath+"/replay", body, owner); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		} else {
			r.into(t, &got)
		}
		if got.Talks != 2 || len(got.Items) != 2 || got.Then.HandedOver != 1 || got.Then.Needless != 0 || got.Then.InTime+got.Then.TooLate != 1 {
			t.Fatalf("%+v", got)
		}
		at := slices.IndexFunc(got.Items, func(t TrustTalk) bool { return t.Name == "marah" })
		broke, calm := got.Items[at], got.Items[1-at]
		if broke.Truth != "broke" || broke.Why != "label" || broke.Then == nil || len(broke.Marks) == 0 || broke.Curve[0] != 100 || broke.Curve[broke.Then.I] >= 60 {
			t.Errorf("%+v", broke)
		}
		if calm.Truth != "fine" || calm.Then != nil || len(calm.Curve) != 1 || len(calm.Marks) != 0 {
			t.Errorf("%+v", calm)
		}
		if r := h.call("POST", trustPath+"/replay", body, signedIn(h.b.session)); r.status != 404 || r.problem().Code != "trust_import_not_found" {
			t.Errorf("another workspace replays it: %d %s", r.status, r.body)
		}
		if r := h.call("DELETE", trustPath+"/imports/"+m.ID, "", signedIn(h.b.session)); r.status != 404 {
			t.Errorf("another workspace deletes it: %d %s", r.status, r.body)
		}
		var list struct{ Items []TrustImport }
		if h.call("GET", trustPath+"/imports", "", signedIn(h.b.session)).into(t, &list); len(list.Items) != 0 {
			t.Errorf("another workspace lists %+v", list)
		}
		if h.call("GET", trustPath+"/imports", "", owner).into(t, &list); len(list.Items) != 1 || list.Items[0] != m {
			t.Errorf("%+v", list)
		}
		if r := h.call("DELETE", trustPath+"/imports/"+m.ID, "", owner); r.status != 204 {
			t.Errorf("%d %s", r.status, r.body)
		}
		left := 0
		h.check(store.TrustTurnsBetween(t.Context(), h.db, h.a.workspace.ID, m.ID, time.Time{}, time.Time{}, func(store.TrustTurn) error { left++; return nil }))
		if left != 0 {
			t.Errorf("%d turns are left", left)
		}
		if r := h.call("POST", trustPath+"/replay", body, owner); r.status != 404 {
			t.Errorf("%d %s", r.status, r.body)
		}
	})
}

func TestABadImportNamesItsLine(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owner := signedIn(h.a.session)
	for name, c := range map[string]struct {
		body, says string
		line       int
	}{
		"not JSON":       {trustTalks + "halo", "not a dialogue in JSON", 3},
		"a wrong role":   {trustTalks + `{"turns":[{"role":"bot","text":"x"}]}`, `turn 1: role "bot"`, 3},
		"a wrong label":  {`{"turns":[{"role":"contact","text":"x","label":2}]}`, "label 2", 1},
		"twice the same": {trustTalks + "\n" + trustTalks, "stands in line 1 already", 4},
		"nothing":        {"\n \n", "no dialogue", 0},
	} {
		r := h.call("POST", trustPath+"/imports", c.body, owner, with("Content-Type", "application/x-ndjson"), with("Accept-Language", "en"))
		p := r.problem()
		if r.status != 422 || p.Code != "trust_import_refused" || len(p.Errors) != 1 || p.Errors[0].Location != fmt.Sprintf("line %d", c.line) || !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	var list struct{ Items []TrustImport }
	if h.call("GET", trustPath+"/imports", "", owner).into(t, &list); len(list.Items) != 0 {
		t.Errorf("%+v", list)
	}
	large := strings.Repeat(" ", 2<<20)
	if r := h.call("POST", trustPath+"/imports", large, bearing("trg_forged")); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("nobody may send %d bytes: %d %s", len(large), r.status, r.body)
	}
}

// TestTheCurveOfAConversation: full where nothing moved it; else its points with their words.
func TestTheCurveOfAConversation(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		path := "/api/v1/conversations/" + h.a.conversation + "/trust"
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`delete from trust_turn`)
			return err
		}))
		var got trustCurveOutput
		if h.call("GET", path, "", signedIn(h.a.session)).into(t, &got.Body); got.Body.Score != 100 || got.Body.Decision != "keep" || got.Body.Points == nil || len(got.Body.Points) != 0 || got.Body.Lines.Offer == 0 {
			t.Errorf("%+v", got.Body)
		}
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			return store.InsertTrustTurn(tx, store.TrustTurn{
				WorkspaceID: h.a.workspace.ID, ConversationID: h.a.conversation, Seq: 12, At: h.server.Clock(), Playbook: "order_status", Score: 54, Decision: "offer",
				Signals: []store.TrustSignal{{Kind: "loop", Weight: -46, Quote: "itu-itu aja", Seq: 12}},
			})
		}))
		got = trustCurveOutput{}
		h.call("GET", path, "", bearing(h.a.token)).into(t, &got.Body)
		if b := got.Body; b.Score != 54 || b.Decision != "offer" || len(b.Points) != 1 || b.Points[0].Signals[0] != (TrustSignalView{Kind: "loop", Quote: "itu-itu aja", Seq: 12, Points: -46}) || b.Points[0].Playbook != "order_status" {
			t.Errorf("%+v", b)
		}
		if r := h.call("GET", path, "", signedIn(h.b.session)); r.status != 404 {
			t.Errorf("another workspace: %d %s", r.status, r.body)
		}
	})
}

// TestAnImportMayTakeLongerThanOtherCalls: the server's write time-out is not its own.
func TestAnImportMayTakeLongerThanOtherCalls(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	slow := httptest.NewUnstartedServer(h.server)
	slow.Config.WriteTimeout = 50 * time.Millisecond
	slow.Start()
	defer slow.Close()
	h.url = slow.URL
	var file strings.Builder
	for i := range 2000 {
		file.WriteString(strings.ReplaceAll(strings.ReplaceAll(trustTalks, "marah", fmt.Sprint("m", i)), "tenang", fmt.Sprint("t", i)))
	}
	began := time.Now()
	r := h.call("POST", trustPath+"/imports", file.String(), signedIn(h.a.session), with("Content-Type", "application/x-ndjson"))
	if r.status != http.StatusCreated || time.Since(began) < slow.Config.WriteTimeout {
		t.Errorf("%d after %v: %s", r.status, time.Since(began), r.body)
	}
}
