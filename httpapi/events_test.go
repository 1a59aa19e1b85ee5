package httpapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"terang/engine"
	"terang/knowledge"
	"terang/playbook"
	"terang/store"
	"terang/understand"
)

const lateBook = `id: late
version: 1
class: security
title: {id: Pesanan terlambat, en: Late order}
triggers: [{event: order.delayed, if: "event.days > 0"}, {manual: true}]
steps:
  - say: {text: {id: "Pesanan Anda terlambat; kami kabari lagi besok pukul 12.", en: "Your order is late; we write again tomorrow at 12."}}
  - wait: {event: order.delivered, for: 3d}
  - say: {text: {id: "Pesanan sudah tiba hari ini.", en: "The order has arrived today."}}
  - end: {solved: true}
`

// withEvents gives the house a playbook that begins by itself, and workspace A's contact the brand's own id.
func withEvents(t *testing.T) *house {
	h := newHouse(t)
	pack, err := shop()
	h.check(err)
	pb, err := playbook.Parse("late.yaml", []byte(lateBook))
	h.check(err)
	brand := pack.Brand
	brand.Topics, brand.Menu = nil, nil
	h.begins, err = engine.New(engine.Parts{Index: knowledge.NewIndex(nil, understand.Standard), Playbooks: []*playbook.Playbook{pb}, Brand: brand})
	h.check(err)
	h.settled(h.a)
	h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
		return store.VerifyContact(tx, h.a.workspace.ID, h.a.contactID, "CUS-1", "Sari")
	}))
	return h
}

func TestAnEventIsTakenOnceAndItsRunsAreSeen(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := withEvents(t)
		body := `{"id":"e1","name":"order.delayed","contact":{"external_id":"CUS-1"},"data":{"days":2}}`
		want := `{"id":"e1","started":["late@1"],"woken":0,"ignored":0,"contact":"known"}`
		if r := h.call(http.MethodPost, "/api/v1/events", body, bearing(h.a.token)); r.status != http.StatusAccepted || strings.TrimSpace(r.body) != want {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if r := h.call(http.MethodPost, "/api/v1/events", body, bearing(h.a.token)); r.status != http.StatusOK || strings.TrimSpace(r.body) != want {
			t.Errorf("again: %d %s", r.status, r.body)
		}
		if _, err := h.audience.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		var runs struct{ Items []RunView }
		h.call(http.MethodGet, "/api/v1/contacts/"+h.a.contactID+"/runs", "", bearing(h.a.token)).into(t, &runs)
		if len(runs.Items) != 1 || runs.Items[0].State != "sleeping" || runs.Items[0].Playbook != "late@1" || runs.Items[0].Event != "order.delivered" || runs.Items[0].StartedBy != "event:order.delayed" {
			t.Errorf("runs %+v", runs.Items)
		}
		r := h.call(http.MethodPost, "/api/v1/playbooks/late/start", `{"external_id":"CUS-1"}`, signedIn(h.a.session))
		if r.status != http.StatusAccepted || strings.TrimSpace(r.body) != `{"started":0}` {
			t.Errorf("start while it sleeps: %d %s", r.status, r.body)
		}
		if r := h.call(http.MethodPost, "/api/v1/events", `{"id":"e2","name":"order.delivered","contact":{"id":"`+h.a.contactID+`"}}`, bearing(h.a.token)); !strings.Contains(r.body, `"woken":1`) {
			t.Errorf("woken: %d %s", r.status, r.body)
		}
		if r := h.call(http.MethodPost, "/api/v1/events", `{"id":"e3","name":"order.delayed","contact":{"external_id":"X"},"data":{"days":1}}`, bearing(h.a.token)); !strings.Contains(r.body, `"contact":"unknown"`) {
			t.Errorf("unknown: %d %s", r.status, r.body)
		}
		// B's customers are not A's.
		if r := h.call(http.MethodPost, "/api/v1/events", `{"id":"e1","name":"order.delayed","contact":{"external_id":"CUS-1"},"data":{"days":2}}`, bearing(h.b.token)); !strings.Contains(r.body, `"contact":"unknown"`) {
			t.Errorf("another workspace: %d %s", r.status, r.body)
		}
	})
}

func TestConsentIsRecordedWithItsSource(t *testing.T) {
	t.Parallel()
	h := withEvents(t)
	path := "/api/v1/contacts/" + h.a.contactID + "/consent"
	if r := h.call(http.MethodPut, path, `{"class":"marketing","given":true,"source":"checkout form"}`, bearing(h.a.token)); r.status != http.StatusNoContent {
		t.Fatalf("%d %s", r.status, r.body)
	}
	k, err := store.Contact(t.Context(), h.db, h.a.workspace.ID, h.a.contactID)
	h.check(err)
	if said := k.Consent["marketing"]; !said.Given || !strings.HasPrefix(said.Source, "checkout form (token:tok_") || said.At.IsZero() {
		t.Errorf("%+v", said)
	}
	for _, bad := range []string{`{"class":"security","given":false,"source":"x"}`, `{"class":"","given":true,"source":"x"}`, `{"class":"marketing","given":true,"source":""}`} {
		if r := h.call(http.MethodPut, path, bad, bearing(h.a.token)); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", bad, r.status, r.body)
		}
	}
}

func TestEventsNeedTheirScopeAndForm(t *testing.T) {
	t.Parallel()
	h := withEvents(t)
	ask := func(body string, as as) reply { return h.call(http.MethodPost, "/api/v1/events", body, as) }
	good := `{"id":"e","name":"order.delayed","contact":{"external_id":"CUS-1"}}`
	for scope, want := range map[string]int{scopeEvents: http.StatusAccepted, scopeWrite: http.StatusForbidden, scopeRead: http.StatusForbidden} {
		_, token, err := CreateToken(t.Context(), h.db, h.server.Clock, h.server.IDs, h.server.Random, h.a.workspace.ID, "test", scope, []string{scope})
		h.check(err)
		if r := ask(good, bearing(token)); r.status != want {
			t.Errorf("with %s: %d %s", scope, r.status, r.body)
		}
	}
	for name, body := range map[string]string{
		"17 kB":     fmt.Sprintf(`{"id":"a","name":"x.y","contact":{"external_id":"C"},"data":{"a":%q}}`, strings.Repeat("x", 17<<10)),
		"64 kB":     fmt.Sprintf(`{"id":"a","name":"x.y","contact":{"external_id":"C"},"data":{"a":%q}}`, strings.Repeat("x", 64<<10)),
		"deep":      `{"id":"a","name":"x.y","contact":{"external_id":"C"},"data":{"a":` + strings.Repeat("[", 60) + strings.Repeat("]", 60) + `}}`,
		"ten deep":  `{"id":"a","name":"x.y","contact":{"external_id":"C"},"data":{"a":` + strings.Repeat("[", 10) + strings.Repeat("]", 10) + `}}`,
		"bad name":  `{"id":"a","name":"DROP TABLE","contact":{"external_id":"C"}}`,
		"no name":   `{"id":"a","contact":{"external_id":"C"}}`,
		"two":       `{"id":"a","name":"x.y","contact":{"external_id":"C","id":"D"}}`,
		"nobody":    `{"id":"a","name":"x.y","contact":{}}`,
		"data list": `{"id":"a","name":"x.y","contact":{"external_id":"C"},"data":[1,2]}`,
		"time":      `{"id":"a","name":"x.y","contact":{"external_id":"C"},"at":"tomorrow"}`,
		"no JSON":   `{"id":`,
	} {
		r := ask(body, bearing(h.a.token))
		if r.status < 400 || r.status >= 500 {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
		if p := r.problem(); p.Code == "" || p.Title == "" || r.header.Get("Content-Type") != problemType {
			t.Errorf("%s: not a problem: %s", name, r.body)
		}
	}
}

// TestWhoAPlaybookWasStartedForGoesWithThem: the brand's own id of a customer never comes into the record, where no erasure would
// find it; the house's own does, and goes.
func TestWhoAPlaybookWasStartedForGoesWithThem(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := withEvents(t)
		owner := signedIn(h.a.session)
		start := func(body string) {
			t.Helper()
			if r := h.call(http.MethodPost, "/api/v1/playbooks/late/start", body, owner); r.status != http.StatusAccepted {
				t.Fatalf("%s: %d %s", body, r.status, r.body)
			}
		}
		start(`{"external_id":"CUS-1"}`)
		start(fmt.Sprintf(`{"contact_id":%q}`, h.a.contactID))
		start(`{"segment":"premium"}`)
		asked := func() (out []string) {
			for _, e := range h.audit("?action=start-playbook", owner) {
				out = append(out, string(e.Asked))
			}
			return out
		}
		if got, want := asked(), []string{`{"segment":"premium"}`, fmt.Sprintf(`{"contact_id":%q}`, h.a.contactID), fmt.Sprintf(`{"external_id":%q}`, masked)}; !slices.Equal(got, want) {
			t.Errorf("kept %q, want %q", got, want)
		}
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error { return h.server.Proofs.Erase(tx, h.a.workspace.ID, h.a.contactID) }))
		if got := strings.Join(asked(), " "); strings.Contains(got, h.a.contactID) || strings.Contains(got, "CUS-1") || !strings.Contains(got, "premium") {
			t.Errorf("after the erasure: %s", got)
		}
		if rep, err := h.server.Proofs.Audit(t.Context(), h.a.workspace.ID); err != nil || !rep.Clean() {
			t.Errorf("the log: %v %+v", err, rep.Findings)
		}
	})
}

// TestWritingToManyIsForThoseWhoManage: one customer may be written to by any agent, a whole segment may not.
func TestWritingToManyIsForThoseWhoManage(t *testing.T) {
	t.Parallel()
	h := withEvents(t)
	_, secret, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Agent", "agent@a.id", store.RoleAgent)
	h.check(err)
	_, session, err := h.server.Accounts.SetUp(t.Context(), secret, "", "", password)
	h.check(err)
	_, token, err := CreateToken(t.Context(), h.db, h.server.Clock, h.server.IDs, h.server.Random, h.a.workspace.ID, "test", "write", []string{scopeWrite})
	h.check(err)
	const path, many, one = "/api/v1/playbooks/late/start", `{"segment":"premium"}`, `{"external_id":"CUS-1"}`
	for _, who := range []as{signedIn(session), bearing(token)} {
		if r := h.call(http.MethodPost, path, many, who); r.status != http.StatusForbidden {
			t.Errorf("a segment: %d %s", r.status, r.body)
		}
		if r := h.call(http.MethodPost, path, one, who); r.status != http.StatusAccepted {
			t.Errorf("one contact: %d %s", r.status, r.body)
		}
	}
	if r := h.call(http.MethodPost, path, many, signedIn(h.a.session)); r.status != http.StatusAccepted {
		t.Errorf("an owner: %d %s", r.status, r.body)
	}
}
