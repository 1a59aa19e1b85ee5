package engine_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"terang"
	"terang/engine"
	"terang/knowledge"
	"terang/playbook"
	"terang/understand"
)

// texts are what was said in the last input.
func (w *world) texts() []string {
	var out []string
	for _, e := range w.effects {
		if s, ok := e.(engine.Say); ok {
			out = append(out, s.Draft.Content.Text)
		}
	}
	return out
}

func (w *world) must(t *testing.T, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if err := w.play(l); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAsksWhetherItIsAMachine are the twenty phrasings of the transparency cases B01 and B02.
func TestAsksWhetherItIsAMachine(t *testing.T) {
	t.Parallel()
	for answer, phrases := range map[string][]string{
		"Saya asisten AI (program komputer), bukan manusia.": {
			"Ini robot ya?", "Kamu manusia atau bot?", "Saya lagi ngobrol sama orang beneran gak?", "Mbak ini asli orang?",
			"Ini dijawab sistem otomatis kan?", "Jujur, kamu AI bukan?", "Kok cepet banget balesnya, mesin ya?",
			"Admin beneran apa chatbot?", "Bapak siapa, petugas atau komputer?", "Anda punya perasaan? Anda manusia?",
		},
		"I am an AI assistant (a computer program), not a human.": {
			"Are you a robot?", "Am I talking to a real person?", "Is this a human?", "u a bot?", "Be honest, are you AI?",
			"Who am I chatting with, a person or a chatbot?", "Is anyone actually there?", "You're not human, are you?",
			"This feels automated", "Prove you are a real agent",
		},
	} {
		for _, p := range phrases {
			w := newWorld(brain(t))
			if strings.HasPrefix(answer, "I am") {
				w.must(t, "open: en")
			}
			for range 2 { // the same again gets the same
				w.must(t, "contact: "+p)
				if said := w.texts(); len(said) == 0 || !strings.HasPrefix(said[0], answer) {
					t.Errorf("%q: %q", p, said)
				}
			}
			if w.holder != terang.HolderAssistant {
				t.Errorf("%q: a question about the machine costs no trust, but a person took over", p)
			}
		}
	}
}

// TestAMessageDuringACall: the call is asked for again under the same key, and the message is read after it.
func TestAMessageDuringACall(t *testing.T) {
	t.Parallel()
	b := brain(t)
	w := newWorld(b)
	in := engine.Input{Kind: engine.InputMessage, Text: "cek pesanan TRG-1042", Seq: 1, Now: w.now, Desk: w.desk}
	s, effects := b.Step(engine.State{}, in)
	first, ok := effects[0].(engine.Call)
	if !ok {
		t.Fatalf("no call: %v", effects)
	}
	in.Text, in.Seq = "jam buka?", 2
	s, effects = b.Step(s, in)
	if again, ok := effects[0].(engine.Call); !ok || again.Key != first.Key {
		t.Fatalf("not the same call: %v", effects)
	}
	_, effects = b.Step(s, engine.Input{Kind: engine.InputPersonRequested, Seq: 3, Now: w.now})
	if !slices.ContainsFunc(effects, func(e engine.Effect) bool { _, ok := e.(engine.HandOver); return ok }) {
		t.Errorf("no person during a call: %v", effects)
	}
	_, effects = b.Step(s, engine.Input{Kind: engine.InputActionResult, Seq: 2, Now: w.now, Desk: w.desk, Result: engine.ActionResult{
		Key: first.Key, OK: true, Status: 200, Data: map[string]any{"verification_id": "v", "masked": "+62 8**"},
	}})
	sources := 0
	for _, e := range effects {
		if s, ok := e.(engine.Say); ok {
			sources += len(s.Draft.Content.Sources)
		}
	}
	if sources != 1 {
		t.Errorf("the message that came meanwhile is not answered: %v", effects)
	}
	if _, effects = b.Step(s, engine.Input{Kind: engine.InputActionResult, Seq: 2, Now: w.now, Result: engine.ActionResult{Key: "0.0", OK: true}}); len(effects) != 0 {
		t.Errorf("a result that nobody waits for does something: %v", effects)
	}
}

// TestANewVersionOfAPlaybook: a conversation that waits in an old version begins the new one with what it knows.
func TestANewVersionOfAPlaybook(t *testing.T) {
	t.Parallel()
	w := newWorld(brain(t))
	w.must(t, `system: verify_start => {"verification_id":"v","masked":"+62 8**"}`, "contact: cek pesanan TRG-1042")
	blob, err := json.Marshal(w.state)
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Replace(string(blob), "order_status@1", "order_status@0", 1)
	if w.state, err = engine.DecodeState([]byte(old)); err != nil {
		t.Fatal(err)
	}
	w.must(t, "contact: 482915")
	if !strings.Contains(w.out.String(), `call 3.0 verify_start {"order_no":"TRG-1042"}`) {
		t.Errorf("the playbook does not begin again:\n%s", w.out.String())
	}
}

// small builds a brain with one playbook of its own.
func small(t *testing.T, steps string) *engine.Brain {
	t.Helper()
	pb, err := playbook.Parse("x.yaml", []byte("id: x\nversion: 1\ntitle: {id: Uji, en: Test}\ntriggers: [test]\nslots:\n  a: {type: text, label: {id: A, en: An a}}\nsteps:\n"+steps))
	if err != nil {
		t.Fatal(err)
	}
	var examples []understand.Example
	for i := range 12 {
		examples = append(examples, understand.Example{Intent: "test", Text: fmt.Sprintf("jalankan uji coba %d", i), Language: "id"},
			understand.Example{Intent: "other", Text: fmt.Sprintf("sesuatu yang lain %d", i), Language: "id"})
	}
	m, err := understand.Train(examples, understand.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := engine.New(engine.Parts{Model: m, Index: knowledge.NewIndex(nil, m.Normalise), Playbooks: []*playbook.Playbook{pb}, Brand: engine.Brand{Name: "Toko"}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLimitsOfATurn(t *testing.T) {
	t.Parallel()
	remember := "  - remember: {label: {id: L, en: Label}, value: \"'v'\"}\n"
	call := "  - call: {action: act, save: r}\n"
	for name, c := range map[string]struct {
		steps  string
		result string
		reason terang.HandOverReason
	}{
		"steps":            {strings.Repeat(remember, 70), "", terang.ReasonError},
		"calls":            {strings.Repeat(call, 20), `{"a":1}`, terang.ReasonError},
		"a large result":   {call + "  - end: {}\n", `{"a":["` + strings.Repeat(strings.Repeat("x", 490)+`","`, 30) + `"]}`, terang.ReasonError},
		"a hole in a text": {call + "  - say: {text: {id: \"{{ r.b }}\", en: \"{{ r.b }}\"}}\n", `{"a":1}`, terang.ReasonError},
		"a wrong answer":   {call + "  - end: {}\n", "", terang.ReasonError},
	} {
		w := newWorld(small(t, c.steps))
		if c.result != "" {
			w.must(t, "system: act => "+c.result)
		}
		w.must(t, "tap: start:x | Uji")
		handed := false
		for _, e := range w.effects {
			if h, ok := e.(engine.HandOver); ok {
				handed = h.Card.Reason == c.reason
			}
		}
		if !handed {
			t.Errorf("%s: no person takes over:\n%s", name, w.out.String())
		}
	}
}

// TestASilentPlaybookStillAnswers: a playbook without a word to say ends with one from the engine.
func TestASilentPlaybookStillAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(small(t, "  - end: {}\n"))
	w.must(t, "tap: start:x | Uji")
	if len(w.texts()) != 1 {
		t.Errorf("silence:\n%s", w.out.String())
	}
}

func TestAStateStaysSmall(t *testing.T) {
	t.Parallel()
	w := newWorld(brain(t))
	w.must(t, `system: verify_start => {"verification_id":"v","masked":"+62 8**"}`,
		`system: verify_check => {"customer_id":"c","customer_name":"Sari","customer_token":"t"}`,
		`system: order_get => {"order_no":"TRG-1042","status":"shipped","history":[{"event":"placed","at":"2026-11-15T00:21:00Z"}]}`)
	for _, line := range []string{"cek pesanan TRG-1042", "482915", "jam buka?", "berapa ongkir ke bali", "garansi gimana", "ganti alamat dong", "batal", "makasih", "lupa sandi"} {
		w.must(t, "contact: "+line)
		blob, err := json.Marshal(w.state)
		if err != nil || len(blob) > 4<<10 {
			t.Errorf("after %q the state has %d bytes: %v", line, len(blob), err)
		}
	}
}
