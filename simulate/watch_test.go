package simulate_test

import (
	"fmt"
	"strings"
	"testing"

	"terang"
	"terang/engine"
	"terang/knowledge"
	"terang/playbook"
	"terang/simulate"
	"terang/understand"
)

// careless is a pack with one playbook of its own and customers who come for nothing else.
func careless(t *testing.T, slots, steps, plan string) *simulate.Simulation {
	t.Helper()
	pb, err := playbook.Parse("x.yaml", []byte("id: x\nversion: 1\ntitle: {id: Uji coba, en: Trial}\ntriggers: [test]\n"+slots+"steps:\n"+steps))
	if err != nil {
		t.Fatal(err)
	}
	var examples []understand.Example
	for i := range 12 {
		examples = append(examples, understand.Example{Intent: "test", Text: fmt.Sprintf("tolong jalankan uji coba mesin %d", i), Language: "id"},
			understand.Example{Intent: "other", Text: fmt.Sprintf("berapa harga apel merah %d", i), Language: "id"})
	}
	brand := engine.Brand{Name: "Toko", Patterns: []engine.Pattern{{Kind: "order_no", Find: `(?i)\btrg[\s._-]*(\d{4,6})\b`, Format: "TRG-$1", Bare: `^\D*(\d{4,6})\D*$`}}}
	brand.Verification = engine.Verification{
		Identifiers: []engine.Identifier{{Kind: "order_no", Label: terang.Text{"id": "Nomor pesanan", "en": "Order number"}}},
		Start:       engine.StartAction{Action: "send", ID: "id"},
		Check:       engine.CheckAction{Action: "check", ID: "id", Code: "code", CustomerID: "customer", Token: "token"},
	}
	m, err := understand.Train(examples, understand.Options{Patterns: brand.EntityPatterns()})
	if err != nil {
		t.Fatal(err)
	}
	b, err := engine.New(engine.Parts{Model: m, Index: knowledge.NewIndex(nil, m.Normalise), Playbooks: []*playbook.Playbook{pb}, Brand: brand})
	if err != nil {
		t.Fatal(err)
	}
	p, err := simulate.ParsePlan("plan", []byte("online: 1\nlanguages: {id: 1}\npersonas: {typos: 0, chatty: 0, slang: 0, hostile: 0, angry: 0, wants: 0, silent: 0, changes: 0}\n"+plan))
	if err != nil {
		t.Fatal(err)
	}
	s, err := simulate.New(simulate.Parts{Brain: b, Plan: p, Examples: examples, Risks: map[string]string{"pay": "money", "look": "read"}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPlantedFaultsAreFound plants faults into playbooks; each must be told by its name, and a sound playbook by none.
func TestPlantedFaultsAreFound(t *testing.T) {
	t.Parallel()
	const goal = "goals: [{id: g, intents: [test], done: {playbook: x}}]\n"
	const order = "slots:\n  order_no: {type: order_no, label: {id: Nomor, en: Number}}\n"
	const known = "goals: [{id: g, intents: [test], slots: {order_no: [TRG-1042]}, done: {playbook: x}}]\n"
	const ask = "  - ask: {slot: order_no, text: {id: \"Berapa nomornya?\", en: \"Which number?\"}}\n"
	end := "  - end: {solved: true}\n"
	for name, c := range map[string]struct{ slots, steps, plan, want string }{
		"sound":      {order, ask + "  - call: {action: look, inputs: {order_no: slot.order_no}, save: r}\n  - say: {text: {id: \"Sudah: {{ r.a }}.\", en: \"Done: {{ r.a }}.\"}}\n" + end, known + "system: 'look => {\"a\":\"ada\"}'", ""},
		"change":     {"", "  - call: {action: pay, save: r}\n  - say: {text: {id: Sudah dibayar., en: Paid.}}\n" + end, goal + "system: 'pay => {\"a\":1}'", "unconfirmed_change"},
		"promise":    {"", "  - say: {text: {id: Pesanan Anda sedang diproses., en: It is being processed.}}\n" + end, goal, "promise_without_time"},
		"hole":       {"", "  - call: {action: look, save: r}\n  - say: {text: {id: \"Isinya {{ r.a }}\", en: \"It holds {{ r.a }}\"}}\n" + end, goal + "system: 'look => {\"a\":\"{{ name }}\"}'", "hole"},
		"twice":      {order, ask + "  - reask: {slot: order_no, text: {id: \"Sekali lagi nomornya?\", en: \"The number again?\"}}\n", known, "asked_twice"},
		"not stated": {"", "  - call: {action: look, save: r}\n" + end, goal, "no_answer_stated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := careless(t, c.slots, c.steps, c.plan).Run(simulate.Options{Seed: 3, Conversations: 40, Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, n := range f.Failures {
				names = append(names, n.Name)
			}
			switch {
			case c.want == "" && !f.OK():
				t.Errorf("a sound playbook fails: %+v", f.Failures)
			case c.want == "" && f.Resolved < 0.9:
				t.Errorf("a sound playbook resolves %.2f", f.Resolved)
			case c.want != "" && !strings.Contains(strings.Join(names, " "), c.want):
				t.Errorf("%v, want %s", names, c.want)
			}
		})
	}
}

// TestAConversationCanBeOpened holds that the talk that is shown is the one that was counted.
func TestAConversationCanBeOpened(t *testing.T) {
	t.Parallel()
	s, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	for id := range 30 {
		a, b := s.Talk(9, id), s.Talk(9, id)
		if a.Text != b.Text || a.Outcome != b.Outcome || a.Outcome == "" || !strings.Contains(a.Text, "= "+string(a.Outcome)) {
			t.Fatalf("%d: %s", id, a.Text)
		}
		if !a.Language.Valid() || a.Turns == 0 || len(a.Trust) != a.Turns {
			t.Errorf("%d: %+v", id, a)
		}
	}
	if s.Talk(9, 1).Text == s.Talk(10, 1).Text {
		t.Error("another seed gives the same conversation")
	}
}

// TestEveryPersonaShows holds that each persona does what it is there for.
func TestEveryPersonaShows(t *testing.T) {
	t.Parallel()
	s, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	seen, wanted, away, twoLanguages := map[simulate.Persona]int{}, 0, 0, map[terang.Language]bool{}
	for id := range 600 {
		k := s.Talk(2, id)
		seen[k.Persona]++
		twoLanguages[k.Language] = true
		if k.Persona == simulate.Wants && k.Wanted {
			wanted++
		}
		if k.Persona == simulate.Silent && (strings.Contains(k.Text, "(away") || strings.Contains(k.Text, "(never")) {
			away++
		}
	}
	for _, p := range []simulate.Persona{
		simulate.Plain, simulate.Brief, simulate.Chatty, simulate.Typos, simulate.Slang, simulate.Changes, simulate.Corrects, simulate.Aside,
		simulate.Wants, simulate.Angry, simulate.Silent, simulate.Hostile,
	} {
		if seen[p] == 0 {
			t.Errorf("nobody is %s", p)
		}
	}
	if wanted == 0 || away == 0 || len(twoLanguages) != 2 {
		t.Errorf("wanted %d, away %d, languages %v", wanted, away, twoLanguages)
	}
}

func BenchmarkConversation(b *testing.B) {
	s, err := shop()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	id := 0
	for b.Loop() {
		s.Talk(1, id)
		id++
	}
}
