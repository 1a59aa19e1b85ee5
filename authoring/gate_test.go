package authoring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/store"
	"terang/store/storetest"
)

// refusal publishes what must be refused.
func refusal(t *testing.T, s *Service, id string, src, scenarios []byte) *Refused {
	t.Helper()
	now, there, err := store.PlaybookDraftOf(t.Context(), s.Store, shop, id)
	if err != nil {
		t.Fatal(err)
	}
	was := ""
	if there {
		was = now.ETag
	}
	d, err := s.Save(t.Context(), shop, id, "agt_rina", src, scenarios, was)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Publish(t.Context(), shop, id, "agt_rina", d.ETag, "")
	var refused *Refused
	if !errors.As(err, &refused) {
		t.Fatalf("published, or another error: %v", err)
	}
	if after, there, err := store.PlaybookDraftOf(t.Context(), s.Store, shop, id); err != nil || !there || after.ETag != d.ETag {
		t.Fatalf("the draft was lost with the refusal: %v %v", there, err)
	}
	return refused
}

func TestNothingIsPublishedThatLintRefuses(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(t, bookText("order_status", 1, "satu"), bookText("refund", 1, "uang")))
	for name, c := range map[string]struct{ old, new, rule string }{
		"another id":          {"id: order_status", "id: order_state", ruleID},
		"no playbook":         {"steps:", "stpes:", playbook.RuleForm},
		"a missing article":   {"steps:\n", "steps:\n  - article: {id: nothing}\n", engine.RuleUnfit},
		"an intent twice":     {"triggers: [order_status]", "triggers: [order_status, refund]", playbook.RuleTwice},
		"a missing playbook":  {"steps:\n", "steps:\n  - run: {playbook: nothing}\n", playbook.RulePlaybook},
		"not in one language": {`id: "satu", en: "satu"`, `id: "satu"`, playbook.RuleTranslation},
	} {
		src := strings.Replace(string(bookText("order_status", 1, "satu")), c.old, c.new, 1)
		if src == string(bookText("order_status", 1, "satu")) {
			t.Fatalf("%s: nothing was changed", name)
		}
		refused := refusal(t, r.Service, "order_status", []byte(src), nil)
		found := false
		for _, p := range refused.Problems {
			found = found || p.Rule == c.rule && p.In(terang.Indonesian).What != "" && p.Severity == playbook.SeverityError
		}
		if !found {
			t.Errorf("%s: %+v", name, refused.Problems)
		}
	}
	if said := r.talk().says(orderQuestion); !strings.Contains(said, "satu") {
		t.Fatal(said)
	}
}

func TestNothingIsPublishedThatBreaksAScenario(t *testing.T) {
	t.Parallel()
	s := shopRoom(t, storetest.SQLite(t))
	src := s.brand(shop).books["order_status"].Source
	// As it is, all of its scenarios hold, under whatever number.
	touched := append(bytes.Clone(src), "# a remark\n"...)
	d, err := s.Save(t.Context(), shop, "order_status", "agt_rina", touched, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	s.Swap = nothing
	v, err := s.Publish(t.Context(), shop, "order_status", "agt_rina", d.ETag, "")
	var refused *Refused
	if errors.As(err, &refused) {
		t.Fatalf("%+v %+v", refused.Problems, refused.Failed)
	}
	if err != nil || v.Version != s.brand(shop).books["order_status"].Version {
		t.Fatal(v.Version, err)
	}
	t.Logf("published in %s", time.Since(begun))
	// Other words for a late order contradict a scenario of the pack.
	broken := bytes.ReplaceAll(v.Source, []byte("terlambat"), []byte("kesiangan"))
	refused = refusal(t, s, "order_status", broken, nil)
	if len(refused.Failed) == 0 || refused.Failed[0].Name == "" || refused.Failed[0].Diff.In(terang.English) == "" || refused.Failed[0].Text == "" {
		t.Fatalf("%+v", refused)
	}
	// A scenario of its own takes the place of one of the pack; one that does not hold refuses.
	var own strings.Builder
	for _, f := range refused.Failed {
		fmt.Fprintf(&own, "=== %s ===\n", f.Name)
	}
	wrong := own.String() + "=== mine ===\nIt greets.\n-- script --\ncontact: halo\nexpect: text contains \"selamat makan\"\n"
	if refused = refusal(t, s, "order_status", broken, []byte(wrong)); len(refused.Failed) != 1 || refused.Failed[0].Name != "mine" || !strings.Contains(refused.Failed[0].Diff.In(terang.Indonesian), "selamat makan") {
		t.Fatalf("%+v", refused.Failed)
	}
	if refused = refusal(t, s, "order_status", broken, []byte(own.String()+"=== mine ===\n-- script --\nfoo: bar\n")); len(refused.Failed) != 1 {
		t.Fatalf("a scenario that cannot be read: %+v", refused.Failed)
	}
	now, _, err := store.PlaybookDraftOf(t.Context(), s.Store, shop, "order_status")
	if err != nil {
		t.Fatal(err)
	}
	d, err = s.Save(t.Context(), shop, "order_status", "agt_rina", broken, []byte(own.String()), now.ETag)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.Publish(t.Context(), shop, "order_status", "agt_rina", d.ETag, ""); err != nil {
		t.Fatal(err)
	}
	// What goes wrong on what is live already does not stand in another one's way.
	other := append(bytes.Clone(s.brand(shop).books["refund_status"].Source), "# a remark\n"...)
	d, err = s.Save(t.Context(), shop, "refund_status", "agt_rina", other, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.Publish(t.Context(), shop, "refund_status", "agt_rina", d.ETag, ""); err != nil {
		if errors.As(err, &refused) {
			t.Fatalf("%+v", refused.Failed)
		}
		t.Fatal(err)
	}
}

func TestScenariosAreTakenApartByTheirNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                      "",
		" \n":                                   "",
		"a\n":                                   "book=a",
		"=== x ===\na\n=== y ===\nb\n":          "x=a y=b",
		"first\n=== x ===\na\n":                 "book=first x=a",
		"=== x ===\n=== y ===\nb\n":             "x= y=b",
		"=== a name ===  \r\na\n== no ==\n":     "a name=a\n== no ==",
		"-- script --\ncontact: === x === y\n":  "book=-- script --\ncontact: === x === y",
		"\n\n=== x ===\nwhat\n=== x ===\nnow\n": "x=what x=now",
	} {
		var got []string
		for _, s := range split("book", []byte(text)) {
			got = append(got, s.Name+"="+strings.TrimSpace(string(s.Text)))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAPublishedPlaybookThatNoLongerFitsIsLeftOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(t, bookText("order_status", 1, "dari pack")))
		r.publish(bookText("refund", 1, "dari konsol"))
		r.publish(bookText("order_status", 1, "juga konsol"))
		// The new pack answers the same intent itself.
		taken := strings.Replace(string(bookText("money_back", 1, "pack baru")), "triggers: [money_back]", "triggers: [refund]", 1)
		again := open(t, db, pack(t, bookText("order_status", 1, "dari pack"), []byte(taken)))
		if said := again.talk().says("saya mau refund"); !strings.Contains(said, "pack baru") {
			t.Fatal(said)
		}
		if said := again.talk().says(orderQuestion); !strings.Contains(said, "juga konsol") {
			t.Fatal("what fits was left out too:", said)
		}
		back := open(t, db, pack(t, bookText("order_status", 1, "dari pack"))) // nothing was lost
		if said := back.talk().says("saya mau refund"); !strings.Contains(said, "dari konsol") {
			t.Fatal(said)
		}
	})
}

func TestARunThatSleptThroughManyVersionsWakesInItsOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(t, []byte(delayBook)))
		state, err := json.Marshal(engine.Run{Playbook: "order_late@2", Path: "1", Slots: map[string]string{"order_no": "A-1"}})
		r.check(err)
		r.check(db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := store.InsertRun(tx, store.Run{
				ID: "run_1", WorkspaceID: shop, Kind: store.RunSleep, Playbook: "order_late@2", Single: "order_late", ContactID: "con_1", Person: "con_1", StartedBy: "event:order.delayed",
				State: string(state), Event: "order.delivered", WakeAt: noon, CreatedAt: noon, DueAt: noon,
			})
			return err
		}))
		for n := range keptBooks + 5 {
			r.publish([]byte(strings.Replace(delayBook, "Sudah tiba.", fmt.Sprintf("Sudah tiba %d.", n), 1)))
		}
		list, err := r.List(t.Context(), shop)
		r.check(err)
		if list[0].Count.Sleeping != 1 {
			t.Fatalf("%+v", list[0].Count)
		}
		for name, room := range map[string]*room{"the node that published": r, "after a restart": open(t, db, pack(t, []byte(delayBook)))} {
			_, effects := room.brain.Load().Step(engine.State{}, engine.Input{
				Kind: engine.InputWoken, Now: noon, Language: "id", Desk: engine.Desk{Online: 1},
				Woken: &engine.Woken{Run: engine.Run{Playbook: "order_late@2", Path: "1", Slots: map[string]string{"order_no": "A-1"}}, Event: map[string]any{"order_no": "A-1"}},
			})
			said := ""
			for _, e := range effects {
				if s, ok := e.(engine.Say); ok {
					said += s.Draft.Content.Text
				}
			}
			if said != "Sudah tiba." {
				t.Errorf("%s: %q", name, said)
			}
		}
	})
}

func TestTheListTellsHowPlaybooksDo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		own := pack(t, bookText("order_status", 1, "satu"), bookText("refund", 4, "uang"))
		own.Facts.Intents["opening_hours"] = true
		r := open(t, db, own)
		r.check(db.Write(t.Context(), func(tx *store.Tx) error {
			for n := range 5 {
				store.CountRun(tx, shop, "refund", n < 4, r.Clock())
			}
			store.CountRun(tx, shop, "refund", false, r.Clock().AddDate(0, 0, -7))
			return nil
		}))
		_, err := r.Save(t.Context(), shop, "refund", "agt_budi", []byte("id: refund\nversion: 1\n"), nil, "")
		r.check(err)
		_, err = r.Create(t.Context(), shop, "agt_budi", bookText("opening_hours", 1, "jam"))
		r.check(err)
		list, err := r.List(t.Context(), shop)
		r.check(err)
		var got []string
		for _, e := range list {
			got = append(got, fmt.Sprint(e.ID, " ", e.State, " ", e.Version, " ", e.Steps, " ", e.Errors > 0, " ", e.Count.Ended, " ", e.Count.Solved))
		}
		want := "opening_hours draft 0 3 false 0 0, order_status live 1 3 false 0 0, refund changed 4 3 true 5 4"
		if strings.Join(got, ", ") != want {
			t.Fatalf("%s\nwant %s", strings.Join(got, ", "), want)
		}
	})
}

func TestActionsThatComeAndGoAreFollowed(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(t, bookText("order_status", 1, "satu")))
	actions := map[string]playbook.Action{}
	r.Actions = func(string) map[string]playbook.Action { return actions }
	r.follow(t.Context())
	src := strings.Replace(string(bookText("order_status", 1, "satu")), "steps:\n", "steps:\n  - call: {action: stock_get, save: stock, on_error: {default: [{end: {solved: false}}]}}\n", 1)
	if refused := refusal(t, r.Service, "order_status", []byte(src), nil); refused.Problems[0].Rule != playbook.RuleAction {
		t.Fatalf("%+v", refused.Problems)
	}
	actions = map[string]playbook.Action{"stock_get": {Name: "stock_get", Risk: playbook.RiskRead, Outputs: []string{"count"}}}
	r.follow(t.Context())
	ref, err := r.Reference(shop)
	r.check(err)
	if len(ref.Actions) != 1 || ref.Actions[0].Name != "stock_get" {
		t.Fatalf("%+v", ref)
	}
	d, _, err := store.PlaybookDraftOf(t.Context(), r.Store, shop, "order_status")
	r.check(err)
	_, err = r.Publish(t.Context(), shop, "order_status", "agt_rina", d.ETag, "")
	r.check(err)
	tried, err := r.Try(shop, Try{Language: "id", Steps: []TryStep{{Say: orderQuestion}}})
	r.check(err)
	if a := tried.last().Action; a == nil || a.Name != "stock_get" || a.Sample["count"] != 3 {
		t.Fatal(tried.text())
	}
	_, err = r.Publish(t.Context(), shop, "order_status", "agt_rina", d.ETag, strings.Repeat("x", maxNote+1))
	r.wants(err, terang.TooLarge, "playbook_note_too_long")
}
