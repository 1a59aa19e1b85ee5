package engine_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/engine"
	"terang/playbook"
)

// with puts playbooks onto the house's pack.
func with(t testing.TB, books ...string) *world {
	t.Helper()
	a := &archive{parts: map[string]string{}}
	for i, src := range books {
		a.set(fmt.Sprintf("b%d.yaml", i), src)
	}
	w := newWorld(brain(t))
	if err := w.take(a); err != nil {
		t.Fatal(err)
	}
	return w
}

func book(id string, steps string) string {
	return "id: " + id + "\nversion: 1\ntitle: {id: Uji, en: Test}\nslots:\n  n: {type: order_no, label: {id: N, en: N}}\nsteps:\n" + steps
}

const sayHi = `  - say: {text: {id: "Hai.", en: "Hi."}}` + "\n"

// TestAHostilePlaybookEndsWithAPersonAndAReason: loops, thousands of steps, too many calls and a giant result are stopped
// by a limit that the hand-over card names.
func TestAHostilePlaybookEndsWithAPersonAndAReason(t *testing.T) {
	t.Parallel()
	giant := map[string]any{}
	for i := range 60 {
		giant[fmt.Sprintf("field_%d", i)] = strings.Repeat("x", 400)
	}
	for name, c := range map[string]struct {
		books []string
		data  map[string]any
		want  string
	}{
		"a loop": {[]string{book("x", "  - run: {playbook: y}\n"), book("y", "  - run: {playbook: x}\n")}, nil, "terlalu banyak langkah"},
		"ten thousand steps": {[]string{
			book("x", strings.Repeat("  - run: {playbook: y}\n", 100)),
			book("y", strings.Repeat("  - run: {playbook: z}\n", 100)),
			book("z", "  - remember: {label: {id: A, en: A}, value: \"'a'\"}\n"),
		}, nil, "terlalu banyak langkah"},
		"many calls":     {[]string{book("x", strings.Repeat("  - call: {action: a, on_error: {default: [{say: {text: {id: \"Gagal.\", en: \"Failed.\"}}}]}}\n", 20))}, nil, "terlalu sering memanggil sistem"},
		"a giant result": {[]string{book("x", "  - call: {action: a, save: r}\n"+sayHi)}, giant, "terlalu besar"},
		"many results": {[]string{book("x", func() string {
			s := ""
			for i := range 11 {
				s += fmt.Sprintf("  - call: {action: a, save: r%d}\n", i)
			}
			return s + sayHi
		}())}, map[string]any{"a": strings.Repeat("x", 400), "b": strings.Repeat("y", 400), "c": list(9)}, "terlalu besar"},
		"a hole in a text": {[]string{book("x", "  - call: {action: a, save: r}\n  - say: {text: {id: \"{{ r.gone }}\", en: \"{{ r.gone }}\"}}\n")}, map[string]any{}, "tidak bisa diisi"},
		"no time to wait":  {[]string{book("x", "  - call: {action: a, save: r}\n  - wait: {until: r.gone}\n"+sayHi)}, map[string]any{}, "waktu yang tidak diketahui"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := with(t, c.books...)
			w.system["a"] = []engine.ActionResult{{OK: true, Status: 200, Data: c.data}}
			w.must(t, "tap: start:x | Uji")
			card := ""
			for _, e := range w.effects {
				if h, ok := e.(engine.HandOver); ok {
					card = h.Card.ReasonText
				}
			}
			if !strings.Contains(card, c.want) || w.holder != terang.HolderQueue {
				t.Errorf("the card says %q, not %q\n%s", card, c.want, w.out.String())
			}
		})
	}
}

func list(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = strings.Repeat("z", 400)
	}
	return out
}

// TestNothingIsDoneOnOldValues: whatever is said in whatever order, what is done is what was last confirmed, and it is
// done only on a yes.
func TestNothingIsDoneOnOldValues(t *testing.T) {
	t.Parallel()
	b := wideBrain(t)
	said := []string{
		"Senin", "Selasa", "Bandung", "dari Semarang ke Bogor", "depan masjid", "eh salah, maksud saya ke Depok", "bukan Bogor, tapi Surabaya",
		"eh bukan, yang satu lagi", "bukan, hari Senin aja", "salah, maksud saya samping toko", "ya", "ya betul", "iya tapi ke Medan", "tidak",
		"ulangi", "jam buka?", "batal", "hmm", "bodoh", "undo", "oke lanjut",
	}
	done := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(b)
		w.system["courier_book"] = []engine.ActionResult{{OK: true, Status: 200, Data: map[string]any{"no": "C-1"}}}
		must := func(line string) {
			if err := w.play(line); err != nil {
				t.Fatal(err)
			}
		}
		must("tap: start:pick_slot | x")
		for _, line := range []string{"Senin", "dari Semarang ke Bandung", "depan masjid"} {
			if rapid.IntRange(0, 5).Draw(t, "plain") > 0 {
				must("contact: " + line)
			}
		}
		shown := ""
		for range rapid.IntRange(1, 10).Draw(t, "lines") {
			line := rapid.SampledFrom(said).Draw(t, "line")
			before := shown
			for _, words := range w.texts() {
				if strings.Contains(words, "Betul?") || strings.Contains(words, "Right?") {
					shown, before = words, words
				}
			}
			must("contact: " + line)
			for _, e := range w.effects {
				c, ok := e.(engine.Call)
				if !ok || c.Action != "courier_book" {
					continue
				}
				done++
				want := fmt.Sprintf("%v: %v ke %v, %v. Betul?", c.Inputs["day"], c.Inputs["from"], c.Inputs["to"], c.Inputs["note"])
				english := fmt.Sprintf("%v: %v to %v, %v. Right?", c.Inputs["day"], c.Inputs["from"], c.Inputs["to"], c.Inputs["note"])
				if !strings.Contains(before, want) && !strings.Contains(before, english) {
					t.Fatalf("done on %q, which nobody confirmed: shown was %q", want, before)
				}
				if strings.HasPrefix(line, "t") || strings.HasPrefix(line, "hmm") || strings.HasPrefix(line, "bodoh") {
					t.Fatalf("%q is no yes", line)
				}
			}
			if w.holder != terang.HolderAssistant {
				return
			}
		}
	})
	if done == 0 {
		t.Error("nothing was ever done, so nothing was tested")
	}
}

// TestARunSleepsSmall: a run that sleeps keeps only what a later step reads. That none of the golden conversations' runs
// has more than 1 kB is checked as they play.
func TestARunSleepsSmall(t *testing.T) {
	t.Parallel()
	w := with(t, book("x", `  - call: {action: big, save: big}
  - call: {action: small, save: small}
  - say: {text: {id: "{{ big.text }}", en: "{{ big.text }}"}}
  - wait: {for: 3d}
  - say: {text: {id: "Soal {{ small.no }}.", en: "About {{ small.no }}."}}
`))
	w.system["big"] = []engine.ActionResult{{OK: true, Status: 200, Data: map[string]any{"text": strings.Repeat("x", 400), "list": list(9)}}}
	w.system["small"] = []engine.ActionResult{{OK: true, Status: 200, Data: map[string]any{"no": "A-1"}}}
	w.must(t, "tap: start:x | Uji")
	if len(w.sleeping) != 1 {
		t.Fatalf("nothing sleeps:\n%s", w.out.String())
	}
	blob, err := json.Marshal(w.sleeping[0].Run)
	if err != nil || len(blob) > 300 || strings.Contains(string(blob), "big") {
		t.Errorf("%d bytes, %v: %s", len(blob), err, blob)
	}
	w.must(t, "wait: 72h")
	if said := w.texts(); len(said) != 1 || said[0] != "Soal A-1." {
		t.Errorf("said %q", said)
	}
}

// TestWhoHoldsTheConversationIsNotInterrupted: a run that may not speak is put off a day at most, and then ends.
func TestWhoHoldsTheConversationIsNotInterrupted(t *testing.T) {
	t.Parallel()
	w := with(t, book("x", sayHi))
	w.must(t, "claim: Rina", "start: x")
	if len(w.sleeping) != 1 || w.sleeping[0].Until.Sub(w.now) != 15*time.Minute {
		t.Fatalf("it is not put off: %+v", w.sleeping)
	}
	w.must(t, "wait: 26h")
	if out := w.out.String(); len(w.sleeping) != 0 || !strings.Contains(out, "ended (held) x@1") || strings.Contains(out, "Hi.") || strings.Contains(out, "Hai.") {
		t.Errorf("it does not end:\n%s", out)
	}
}

// TestACallOfARunThatWakesHasAKeyOfItsOwn: it must not be taken for a call of the message before it.
func TestACallOfARunThatWakesHasAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	w := with(t, book("x", "  - call: {action: a, on_error: {default: [{end: {}}]}}\n  - wait: {for: 1h}\n  - call: {action: a, on_error: {default: [{end: {}}]}}\n  - end: {}\n"))
	w.system["a"] = []engine.ActionResult{{OK: true, Status: 200}}
	seen := map[string]bool{}
	for _, line := range []string{"tap: start:x | Uji", "wait: 1h", "start: x", "start: x"} {
		w.seq-- // no message came in between
		w.must(t, line)
		for _, e := range w.effects {
			if c, ok := e.(engine.Call); ok {
				if seen[c.Key] {
					t.Errorf("%s: the key %s is used twice", line, c.Key)
				}
				seen[c.Key] = true
			}
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d calls: %v\n%s", len(seen), seen, w.out.String())
	}
}

// TestAPackNamesWhatItRuns: a playbook that runs one that is not there is refused, with its place.
func TestAPackNamesWhatItRuns(t *testing.T) {
	t.Parallel()
	pb, err := playbook.Parse("x.yaml", []byte(book("x", "  - run: {playbook: gone}\n")))
	if err != nil {
		t.Fatal(err)
	}
	p, err := retailParts()
	if err != nil {
		t.Fatal(err)
	}
	p.Playbooks = append(p.Playbooks[:len(p.Playbooks):len(p.Playbooks)], pb)
	if _, err := engine.New(p); err == nil || !strings.Contains(err.Error(), `x.yaml:7: run: the pack has no playbook "gone"`) {
		t.Errorf("got %v", err)
	}
}

// TestAnOldTapConfirmsNothing: a yes under a confirmation whose values have changed since is not a yes to the new ones.
func TestAnOldTapConfirmsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(wideBrain(t))
	w.system["courier_book"] = []engine.ActionResult{{OK: true, Status: 200, Data: map[string]any{"no": "C-1"}}}
	w.must(t, "tap: start:pick_slot | x", "contact: Senin", "contact: dari Semarang ke Bandung", "contact: depan masjid")
	old := w.seq
	w.must(t, "contact: bukan Bandung, tapi Bogor")
	w.replyTo = old + 1 // the message that came after the landmark
	w.must(t, "tap: yes | Ya")
	if said := w.texts(); len(said) != 1 || !strings.HasPrefix(said[0], "Jawaban itu milik pertanyaan sebelumnya") || !strings.Contains(said[0], "Kota Bogor") {
		t.Errorf("said %q", said)
	}
	w.replyTo = w.seq + 1
	w.must(t, "tap: yes | Ya")
	if !strings.Contains(w.out.String(), `courier_book {"day":"mon","from":"Kota Semarang","note":"depan masjid","to":"Kota Bogor"}`) {
		t.Errorf("the new yes does nothing:\n%s", w.out.String())
	}
}

// TestAYesIsThatOfWhoSaidIt: where the identity is proved again and turns out to be another, the confirmation is put again.
func TestAYesIsThatOfWhoSaidIt(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/confirm_token.txtar")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(brain(t))
	if err := w.take(parseArchive(string(raw))); err != nil {
		t.Fatal(err)
	}
	w.must(t,
		`system: verify_start => {"verification_id":"v","masked":"+62"}`,
		`system: verify_check => {"customer_id":"a","customer_token":"t1"}`,
		`system: verify_check => {"customer_id":"b","customer_token":"t2"}`,
		`system: redirect => 401 customer_token {"code":"customer_token"}`,
		"tap: start:redirect | x", "contact: TRG-1042", "contact: 482915", "contact: ya", "contact: 482916")
	if said := w.texts(); len(said) != 1 || !strings.HasPrefix(said[0], "Alihkan TRG-1042") {
		t.Errorf("the yes of one is taken for that of another: %q\n%s", said, w.out.String())
	}
}

// TestWhatIsPersonalIsNotUndoneForSomebodyUnknown: after the identity has run out, a person undoes it.
func TestWhatIsPersonalIsNotUndoneForSomebodyUnknown(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/confirm.txtar")
	if err != nil {
		t.Fatal(err)
	}
	a := parseArchive(string(raw))
	a.set("actions", "address_check read\naddress_change change\naddress_restore change personal\n")
	w := newWorld(brain(t))
	if err := w.take(a); err != nil {
		t.Fatal(err)
	}
	w.must(t,
		`system: address_check => {"city":"Bandung","fee":0,"arrives_at":"2026-11-23"}`,
		`system: address_change => {"receipt":"A-1","undo_until":"2026-11-22T00:00:00Z"}`,
		"contact: mau ganti alamat pesanan TRG-1042 dong", "contact: Bandung", "contact: ya", "contact: batalkan yang tadi")
	if out := w.out.String(); w.holder != terang.HolderQueue || strings.Contains(out, "address_restore {") || !strings.Contains(out, "Belum ada yang dibatalkan") {
		t.Errorf("it is undone, or nobody takes over:\n%s", out)
	}
}

// TestARunWakesForItsEventOnly: another order's delivery is not its own, whoever asks first.
func TestARunWakesForItsEventOnly(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/wait.txtar")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(brain(t))
	if err := w.take(parseArchive(string(raw))); err != nil {
		t.Fatal(err)
	}
	w.must(t, `system: order_get => {"order_no":"TRG-1042","promised_at":"2026-11-23T07:00:00Z"}`, `event: parcel.held {"order_no":"TRG-1042","place":"Karawang"}`)
	if len(w.sleeping) != 1 {
		t.Fatalf("nothing sleeps:\n%s", w.out.String())
	}
	s := w.sleeping[0]
	other, own := map[string]any{"order_no": "TRG-9"}, map[string]any{"order_no": "TRG-1042", "by": "Sari"}
	if w.brain.Wakes(s.Run, other, w.contact, w.now) || w.brain.Wakes(s.Run, nil, w.contact, w.now) || !w.brain.Wakes(s.Run, own, w.contact, w.now) {
		t.Error("it wakes for the wrong one, or not for its own")
	}
	// Woken for the wrong one all the same, it goes back to sleep until the same moment.
	_, effects := w.brain.Step(w.state, engine.Input{Kind: engine.InputWoken, Now: w.now.Add(time.Hour), Woken: &engine.Woken{Run: s.Run, Event: other}})
	again, ok := engine.Sleep{}, false
	if len(effects) == 1 {
		again, ok = effects[0].(engine.Sleep)
	}
	if !ok || !again.Until.Equal(s.Until) || again.Event != s.Event || again.If != s.If {
		t.Errorf("it does not sleep on: %+v", effects)
	}
	if gone := w.brain.Wakes(engine.Run{Playbook: "gone@1", Path: "0"}, own, w.contact, w.now); gone {
		t.Error("what is gone wakes")
	}
}
