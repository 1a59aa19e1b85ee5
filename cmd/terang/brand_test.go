package main

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/authoring"
	"terang/config"
	"terang/engine"
	"terang/playbook"
	"terang/store"
	"terang/trust"
)

const giftCard = `id: gift_card
version: 1
title: {id: Kartu hadiah, en: Gift card}
triggers:
  - intent: gift_card
    examples:
      id: [mau beli kartu hadiah, ada voucher hadiah tidak, kartu hadiah berapa harganya, beli gift card dong kak, jual kartu hadiah tidak, voucher untuk kado]
      en: [i want to buy a gift card, do you sell gift vouchers, gift card please, how much is a gift card, a voucher as a present]
steps:
  - say: {text: {id: "Kartu hadiah ada mulai Rp 50.000.", en: "Gift cards begin at Rp 50,000."}}
  - end: {solved: true}
`

// answer is what a workspace's brain says to the first message of somebody.
func answer(h *house, ws, text string) string {
	_, effects := h.brain(ws).Step(engine.State{}, engine.Input{Kind: engine.InputMessage, Seq: 1, Text: text, Now: time.Now(), Language: "id", Desk: engine.Desk{Online: 1}})
	var out []string
	for _, e := range effects {
		if s, ok := e.(engine.Say); ok {
			out = append(out, s.Draft.Content.Text)
		}
	}
	return strings.Join(out, "\n")
}

// houses gives a way to wire one workspace's house on its store, and to wire it again as after a restart; the house and the
// workspace's id.
func houses(t *testing.T) func() (*house, string) {
	t.Helper()
	dir := t.TempDir()
	seedWorkspace(t, dir)
	db, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	loaded, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := loaded.Config
	cfg.Data, cfg.Ears.Deep = dir, false
	return func() (*house, string) {
		t.Helper()
		h, err := wire(t.Context(), cfg, db, wiring{log: slog.New(slog.NewTextHandler(io.Discard, nil))})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(h.training.Close)
		for id := range h.brands {
			return h, id
		}
		t.Fatal("no workspace")
		return nil, ""
	}
}

// TestNeitherPlaybooksNorModelLoseTheOther publishes a playbook and then teaches, and the other way round; after a restart
// both are there.
func TestNeitherPlaybooksNorModelLoseTheOther(t *testing.T) {
	t.Parallel()
	up := houses(t)
	h, ws := up()
	const question = "kak mau beli kartu hadiah"
	if said := answer(h, ws, question); strings.Contains(said, "Rp 50.000") {
		t.Fatal(said)
	}
	if _, err := h.authoring.Import(t.Context(), ws, authoring.CommandLine, []byte(giftCard), ""); err != nil {
		t.Fatal(err)
	}
	if said := answer(h, ws, question); !strings.Contains(said, "Rp 50.000") {
		t.Fatalf("the new playbook is not heard: %s", said)
	}
	was := h.brain(ws)
	if _, err := h.training.SetPromise(t.Context(), ws, "agt", 0.85); err != nil {
		t.Fatal(err)
	}
	if h.brain(ws) == was {
		t.Fatal("the model did not change")
	}
	if said := answer(h, ws, question); !strings.Contains(said, "Rp 50.000") {
		t.Fatalf("a model lost the playbooks: %s", said)
	}
	if _, err := h.authoring.Import(t.Context(), ws, authoring.CommandLine, []byte(strings.ReplaceAll(giftCard, "50.000", "75.000")), ""); err != nil {
		t.Fatal(err)
	}
	if said := answer(h, ws, question); !strings.Contains(said, "Rp 75.000") {
		t.Fatal(said)
	}
	o, err := h.training.Overview(t.Context(), ws)
	if err != nil || o.Report.Promise.Precision != 0.85 {
		t.Fatalf("playbooks lost the promise: %v %v", o.Report.Promise, err)
	}
	again, _ := up()
	if said := answer(again, ws, question); !strings.Contains(said, "Rp 75.000") {
		t.Fatalf("after a restart: %s", said)
	}
	if o, err = again.training.Overview(t.Context(), ws); err != nil || o.Report.Promise.Precision != 0.85 {
		t.Fatalf("after a restart: %v %v", o.Report.Promise, err)
	}
	if _, err := again.authoring.Rollback(t.Context(), ws, "gift_card", authoring.CommandLine, 1); err != nil {
		t.Fatal(err)
	}
	if said := answer(again, ws, question); !strings.Contains(said, "Rp 50.000") {
		t.Fatal(said)
	}
}

// TestLinesStayWithPlaybooksAndModel: lines that were published decide at the next turn, and neither a publication of a playbook
// nor a lesson nor a restart loses them.
func TestLinesStayWithPlaybooksAndModel(t *testing.T) {
	t.Parallel()
	up := houses(t)
	h, ws := up()
	decides := func(h *house) trust.Decision {
		t.Helper()
		_, effects := h.brain(ws).Step(engine.State{}, engine.Input{Kind: engine.InputMessage, Seq: 1, Text: "nggak membantu", Now: time.Now(), Language: "id", Desk: engine.Desk{Online: 1}})
		for _, e := range effects {
			if moved, ok := e.(engine.Trusted); ok {
				return moved.Decision
			}
		}
		t.Fatalf("nothing moved trust: %v", effects)
		return ""
	}
	if got := decides(h); got != trust.Keep {
		t.Fatalf("under the pack's lines: %s", got)
	}
	if _, err := h.authoring.Import(t.Context(), ws, authoring.CommandLine, []byte(giftCard), ""); err != nil {
		t.Fatal(err)
	}
	lines := trust.Setting{Default: trust.Policy{Offer: 99, TakeOver: 97}, Playbook: map[string]trust.Policy{"gift_card": {Offer: 50, TakeOver: 30}}}
	if _, err := h.threshold.Publish(t.Context(), ws, "agt", lines, "", 0); err != nil {
		t.Fatal(err)
	}
	check := func(when string, h *house) {
		t.Helper()
		if got := decides(h); got != trust.TakeOver || h.brain(ws).Lines().For("gift_card", "").Offer != 50 || h.offers(ws) != 99 {
			t.Errorf("%s: %s by %+v", when, got, h.brain(ws).Lines())
		}
	}
	check("published", h)
	if _, err := h.training.SetPromise(t.Context(), ws, "agt", 0.85); err != nil {
		t.Fatal(err)
	}
	check("after a lesson", h)
	if _, err := h.authoring.Import(t.Context(), ws, authoring.CommandLine, []byte(strings.ReplaceAll(giftCard, "50.000", "75.000")), ""); err != nil {
		t.Fatal(err)
	}
	check("after a playbook", h)
	again, _ := up()
	check("after a restart", again)
}

// TestHoursThatAreSetHold: what people set is what contacts are told and clocks go by, at once, after a lesson and after a restart;
// and those of the pack come back.
func TestHoursThatAreSetHold(t *testing.T) {
	t.Parallel()
	up := houses(t)
	h, ws := up()
	file := h.hours(ws).In("en")
	set := h.desk.Setting(ws)
	set.Hours = &engine.SetHours{
		Open: []engine.Opening{{Days: []string{"tue"}, From: "03:00", To: "04:00"}}, Text: terang.Text{terang.Indonesian: "Selasa dini hari", terang.English: "Early Tuesdays"},
	}
	set, err := h.desk.SetSetting(t.Context(), ws, "test", set)
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 11, 23, 12, 0, 0, 0, playbook.Zone)
	holds := func(h *house, when string) {
		t.Helper()
		opens := h.opens(ws, monday).In(playbook.Zone).Format("Mon 15:04")
		b, _ := h.brandOf(ws)
		if d, _ := h.transparency(ws); opens != "Tue 03:00" || h.hours(ws).In("en") != "Early Tuesdays" || b.Hours.In("id") != "Selasa dini hari" || d.Hours.In("en") != "Early Tuesdays" {
			t.Errorf("%s: opens %s, told %q, %q and %q", when, opens, h.hours(ws).In("en"), b.Hours.In("id"), d.Hours.In("en"))
		}
	}
	holds(h, "at once")
	if _, err := h.training.SetPromise(t.Context(), ws, "agt", 0.85); err != nil {
		t.Fatal(err)
	}
	holds(h, "after a lesson")
	again, _ := up()
	holds(again, "after a restart")
	set.Hours = nil
	if _, err = again.desk.SetSetting(t.Context(), ws, "test", set); err != nil || again.hours(ws).In("en") != file {
		t.Errorf("those of the pack again: %q, %v", again.hours(ws).In("en"), err)
	}
}
