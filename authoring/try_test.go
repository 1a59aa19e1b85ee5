package authoring

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/assistant"
	"terang/packs"
	"terang/playbook"
	"terang/store"
	"terang/store/storetest"
	"terang/understand"
)

// retail is the pack that comes with the house, with its own model.
var retail = sync.OnceValues(func() (*assistant.Pack, error) {
	files, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		return nil, err
	}
	return assistant.LoadPack(files)
})

// shopRoom is a service with the retail pack.
func shopRoom(t testing.TB, db *store.DB) *Service {
	t.Helper()
	p, err := retail()
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Train(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := New(Parts{Store: db, Logger: slog.New(slog.DiscardHandler), Clock: func() time.Time { return noon }, Model: func(string, []understand.Example) (*understand.Model, error) { return m, nil }})
	own := Pack{Parts: p.Parts, Facts: p.Facts()}
	scenarios, err := p.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range scenarios {
		own.Scenarios = append(own.Scenarios, Scenario{strings.TrimSuffix(path.Base(f.Name), ".txt"), f.Text})
	}
	if _, err := s.Open(t.Context(), shop, own); err != nil {
		t.Fatal(err)
	}
	return s
}

var noon = time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC)

func (t Tried) text() string {
	var b strings.Builder
	for _, l := range t.Lines {
		fmt.Fprintf(&b, "%s %s %s: %s\n", l.Who, l.Playbook, l.Step, l.Text)
	}
	fmt.Fprintf(&b, "waiting for %s at %s %s, held by %s, %v, trust %d, now %s", t.Waiting, t.Playbook, t.At, t.Holder, t.Slots, t.Trust.Score, t.Now.Format(time.RFC3339))
	return b.String()
}

func (t Tried) last() TryLine { return t.Lines[len(t.Lines)-1] }

func TestATalkIsTriedUpToTheActionAndOn(t *testing.T) {
	t.Parallel()
	s := shopRoom(t, storetest.SQLite(t))
	talk := Try{Language: "id", Steps: []TryStep{{Say: "paketku kok belum nyampe ya, no TRG-1042"}}}
	play := func(more ...TryStep) Tried {
		t.Helper()
		talk.Steps = append(talk.Steps, more...)
		tried, err := s.Try(shop, talk)
		if err != nil {
			t.Fatal(err)
		}
		return tried
	}
	got := play()
	call := got.last()
	if got.Waiting != WaitAction || call.Who != WhoAction || call.Action.Name != "verify_start" || call.Action.Inputs["order_no"] != "TRG-1042" || call.Action.Sample["verification_id"] == nil || call.Step == "" {
		t.Fatal(got.text())
	}
	got = play(TryStep{Result: &TryResult{OK: true}})
	if got.Waiting != WaitContact || !strings.Contains(got.text(), "kode 6 angka") || got.Slots["order_no"] != "TRG-1042" || got.At == "" || got.Playbook == "" {
		t.Fatal(got.text())
	}
	got = play(TryStep{Say: "482915"})
	if c := got.last().Action; c == nil || c.Name != "verify_check" || c.Inputs["code"] != "•••" || !slices.Contains(c.Errors, "wrong_code") {
		t.Fatal(got.text())
	}
	wrong, err := s.Try(shop, Try{Language: "id", Steps: append(slices.Clone(talk.Steps), TryStep{Result: &TryResult{Code: "wrong_code"}})})
	if err != nil || wrong.Waiting != WaitContact || !strings.Contains(wrong.text(), "tidak cocok") {
		t.Fatal(err, wrong.text())
	}
	got = play(TryStep{Result: &TryResult{OK: true}})
	if c := got.last().Action; c == nil || c.Name != "order_get" || c.Inputs["customer_token"] != "•••" || !slices.Contains(c.Errors, codeNotFound) {
		t.Fatal(got.text())
	}
	b, err := json.Marshal(got.last().Action.Sample)
	if err != nil || !strings.Contains(string(b), "status") {
		t.Fatalf("%s %v", b, err)
	}
	got = play(TryStep{Result: &TryResult{OK: true}})
	said := slices.IndexFunc(got.Lines, func(l TryLine) bool { return l.Who == WhoAssistant && l.Content.Card != nil })
	if said < 0 || got.Lines[said].Step == "" || got.Lines[said].Playbook == "" {
		t.Fatal(got.text())
	}
	if again := play(); again.text() != got.text() {
		t.Errorf("the same talk went another way:\n%s\n\n%s", got.text(), again.text())
	}
	if got = play(TryStep{Result: &TryResult{OK: true}}); got.last().Kind != "unused" {
		t.Error(got.text())
	}
	if got = play(TryStep{Say: "saya mau bicara dengan orang"}); got.Holder != terang.HolderQueue || !strings.Contains(got.text(), "Diserahkan ke petugas") {
		t.Fatal(got.text())
	}
}

// delayBook sleeps until an event, and until a time where that does not come.
const delayBook = `id: order_late
version: 2
title: {id: Terlambat, en: Delayed}
triggers:
  - {event: order.delayed, if: "event.days > 0"}
  - {manual: true}
slots:
  order_no: {type: order_no, label: {id: Nomor, en: Number}}
steps:
  - say: {text: {id: "Pesanan terlambat.", en: "The order is late."}}
  - wait: {event: order.delivered, if: "event.order_no == slot.order_no", for: 3d, on_timeout: [{say: {text: {id: "Belum juga tiba.", en: "Still not there."}}}, {end: {solved: false}}]}
  - say: {text: {id: "Sudah tiba.", en: "It has arrived."}}
  - end: {solved: true}
`

func TestATryOutHasAClockAndEvents(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	r := open(t, db, pack(t, bookText("order_status", 1, "x")))
	late := TryStep{Event: &TryEvent{Name: "order.delayed", Data: map[string]any{"days": 2, "order_no": "A-1"}}}
	came := func(no string) TryStep {
		return TryStep{Event: &TryEvent{Name: "order.delivered", Data: map[string]any{"order_no": no}}}
	}
	play := func(steps ...TryStep) Tried {
		t.Helper()
		tried, err := r.Try(shop, Try{Source: []byte(delayBook), Language: "en", Reader: "en", Start: noon, Steps: steps})
		r.check(err)
		return tried
	}
	if got := play(TryStep{Event: &TryEvent{Name: "order.delayed", Data: map[string]any{"days": 0}}}); got.last().Kind != "unused" || got.Waiting != WaitNothing {
		t.Fatal(got.text())
	}
	got := play(late)
	if got.Waiting != WaitEvent || !strings.Contains(got.text(), "The order is late.") || got.Slots["order_no"] != "A-1" || got.At != "1" {
		t.Fatal(got.text())
	}
	if got = play(late, came("B-2")); got.Waiting != WaitEvent {
		t.Fatal(got.text())
	}
	if got = play(late, TryStep{Wait: time.Hour}, came("A-1")); !strings.Contains(got.text(), "It has arrived.") || !strings.Contains(got.text(), "reached its goal") || got.Waiting != WaitNothing {
		t.Fatal(got.text())
	}
	if got = play(late, TryStep{Wait: 71 * time.Hour}); got.Waiting != WaitEvent || !got.Now.Equal(noon.Add(71*time.Hour)) {
		t.Fatal(got.text())
	}
	got = play(late, TryStep{Wait: 71 * time.Hour}, TryStep{Wait: 2 * time.Hour})
	at := slices.IndexFunc(got.Lines, func(l TryLine) bool { return l.Text == "Still not there." })
	if at < 0 || !got.Lines[at].At.Equal(noon.Add(72*time.Hour)) || got.Waiting != WaitNothing {
		t.Fatal(got.text())
	}
	if got = play(TryStep{Begin: "order_late"}); !strings.Contains(got.text(), "The order is late.") {
		t.Fatal(got.text())
	}
	var refused *Refused
	if _, err := r.Try(shop, Try{Source: []byte("id: x\n")}); !errors.As(err, &refused) || len(refused.Problems) == 0 {
		t.Fatal(err)
	}
	_, err := r.Try(shop, Try{Steps: make([]TryStep, maxTrySteps+1)})
	r.wants(err, terang.TooLarge, "try_too_long")
	_, err = r.Try(shop, Try{Steps: []TryStep{{Wait: playbook.MaxWait + 1}}})
	r.wants(err, terang.Invalid, "try_wait")
	_, err = r.Try(shop, Try{Steps: []TryStep{{Event: &TryEvent{Name: "a.b", Data: map[string]any{"x": strings.Repeat("x", maxTryBytes)}}}}})
	r.wants(err, terang.TooLarge, "body_too_large")
}

func TestATryOutWithTooManyTimersIsStopped(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(t, bookText("order_status", 1, "x")))
	src := "id: ticker\nversion: 1\ntitle: {id: Detak, en: Tick}\ntriggers: [{manual: true}]\nsteps:\n" + strings.Repeat("  - wait: {for: 1m}\n", maxFires+50)
	got, err := r.Try(shop, Try{Source: []byte(src), Steps: []TryStep{{Begin: "ticker"}, {Wait: 24 * time.Hour}}})
	r.check(err)
	if got.last().Kind != "stopped" || len(got.Lines) > 3*maxFires || !got.Now.After(got.Start) {
		t.Fatalf("%d lines, last %+v", len(got.Lines), got.last())
	}
	if got, err = r.Try(shop, Try{Source: []byte(src), Steps: []TryStep{{Begin: "ticker"}, {Wait: 3 * time.Hour}}}); err != nil || got.Waiting != WaitTimer {
		t.Fatal(err, got.text())
	}
}

func TestEveryNoteHasBothLanguages(t *testing.T) {
	t.Parallel()
	for kind, text := range noteText {
		if text["id"] == "" || text["en"] == "" {
			t.Errorf("%s: %v", kind, text)
		}
	}
}

func BenchmarkTry(b *testing.B) {
	s := shopRoom(b, storetest.SQLite(b))
	ok := TryStep{Result: &TryResult{OK: true}}
	talk := Try{Language: "id", Source: s.brand(shop).books["order_status"].Source, Steps: []TryStep{
		{Say: "halo"}, {Say: "paketku kok belum nyampe ya, no TRG-1042"}, ok, {Say: "482915"}, ok, ok, {Say: "makasih ya"}, {Say: "jam berapa tokonya buka"}, {Say: "kapan sampainya"}, {Say: "oke"},
	}}
	for b.Loop() {
		if _, err := s.Try(shop, talk); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	s := shopRoom(b, storetest.SQLite(b))
	src := s.brand(shop).books["order_status"].Source
	for b.Loop() {
		if _, err := s.Check(shop, "order_status", src); err != nil {
			b.Fatal(err)
		}
	}
}
