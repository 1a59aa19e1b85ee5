package playbook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"terang"
)

// sound is a playbook with two slots and one action in which lint finds nothing.
const sound = `id: refund
version: 1
title: {id: Pengembalian, en: Refund}
triggers: [refund_request]
slots:
  order_no: {type: order_no, label: {id: Nomor, en: Number}, keep: true}
  sure: {type: yes_no, label: {id: Yakin, en: Sure}}
steps:
  - ask: {slot: order_no, text: {id: "Nomornya?", en: "The number?"}}
  - verify: {}
  - call:
      action: order_get
      inputs: {order_no: slot.order_no, token: verified.token}
      save: order
      on_error:
        default:
          - hand_over: {reason: error}
  - call:
      action: refund_create
      inputs: {order_no: order.order_no, token: verified.token}
      save: refund
      confirm: {text: {id: "Kembalikan {{ order.total | rupiah }}?", en: "Refund {{ order.total | rupiah }}?"}}
      receipt: {text: {id: "Nomor {{ refund.no }}, dana kembali {{ refund.done_at | date }}.", en: "Number {{ refund.no }}, the money is back on {{ refund.done_at | date }}."}}
      on_error:
        refused:
          - say: {text: {id: "Tidak bisa.", en: "Not possible."}}
          - end: {}
        default:
          - hand_over: {reason: error}
  - article: {id: returns, replies: [{label: {id: Cek, en: Check}, intent: order_status}]}
  - ask: {slot: sure, text: {id: "Masih ada?", en: "Anything else?"}}
  - end: {solved: true}
`

func factsOf() LintFacts {
	return LintFacts{
		Actions: map[string]Action{
			"order_get": {
				Name: "order_get", Risk: RiskRead, Personal: true, Outputs: []string{"order_no", "status", "total", "promised_at"},
				Inputs: []ActionInput{{Name: "order_no", Required: true}, {Name: "token", Required: true, Secret: true}},
			},
			"refund_create": {
				Name: "refund_create", Risk: RiskMoney, Personal: true, Outputs: []string{"no", "done_at"}, Codes: []string{"refused", "too_late"},
				Inputs: []ActionInput{{Name: "order_no", Required: true}, {Name: "token", Required: true, Secret: true}, {Name: "note"}},
			},
			"note": {Name: "note", Risk: RiskRead, Outputs: []string{"text"}},
			"book": {Name: "book", Risk: RiskChange, Outputs: []string{"no"}},
		},
		Articles: map[string]bool{"returns": true}, Intents: map[string]bool{"refund_request": true, "order_status": true}, Segments: map[string]bool{"premium": true},
		Attributes: map[string]bool{"city": true}, Identifiers: []string{"order_no", "phone"}, Languages: []terang.Language{"id", "en"},
	}
}

func parsed(t *testing.T, file, src string) *Playbook {
	t.Helper()
	p, err := Parse(file, []byte(src))
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	return p
}

func TestASoundPlaybookIsLeftAlone(t *testing.T) {
	t.Parallel()
	if got := Lint([]*Playbook{parsed(t, "refund.yaml", sound)}, factsOf()); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

// TestEachMistakeIsFound spoils the sound playbook in one place each.
func TestEachMistakeIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, old, new string
		rule           string
		severity       Severity
		line           int
		want           string
	}{
		{"no error branch", "        default:\n          - hand_over: {reason: error}\n  - call:\n      action: refund", "        gone:\n          - hand_over: {reason: error}\n  - call:\n      action: refund", RuleErrorBranch, SeverityError, 11, "order_get has no branch for errors"},
		{"no verify", "  - verify: {}\n", "", RulePersonal, SeverityError, 10, "order_get is called without a verify"},
		{"verify on one way", "  - verify: {}\n", "  - branch: {if: has(contact.city), then: [verify: {}]}\n", RulePersonal, SeverityError, 11, "order_get is called without a verify"},
		{"a wait after verify", "  - verify: {}\n", "  - verify: {}\n  - wait: {for: 2h}\n", RulePersonal, SeverityError, 12, "order_get is called without a verify"},
		{"no confirm", "      confirm: {text: {id: \"Kembalikan {{ order.total | rupiah }}?\", en: \"Refund {{ order.total | rupiah }}?\"}}\n", "", RuleConfirm, SeverityError, 18, "refund_create changes something (money) without a confirm"},
		{"no receipt", "      receipt: {text: {id: \"Nomor {{ refund.no }}, dana kembali {{ refund.done_at | date }}.\", en: \"Number {{ refund.no }}, the money is back on {{ refund.done_at | date }}.\"}}\n", "", RuleReceipt, SeverityError, 18, "refund_create (money) without a receipt"},
		{"a preview that does it", "      confirm:", "      preview: {action: book}\n      confirm:", RuleConfirm, SeverityError, 22, "the preview calls book"},
		{"unknown action", "action: order_get", "action: order_got", RuleAction, SeverityError, 11, `there is no action "order_got": only what actions.yaml or a connection describes can be called; write "order_get"`},
		{"unknown input", "{order_no: slot.order_no, token", "{order_number: slot.order_no, token", RuleInput, SeverityError, 11, `order_get takes no input "order_number"`},
		{"missing input", "{order_no: slot.order_no, token: verified.token}", "{order_no: slot.order_no}", RuleNeedsInput, SeverityError, 11, `order_get needs the input "token"`},
		{"unknown output", "order.total | rupiah }}?\", en: \"Refund {{ order.total", "order.totl | rupiah }}?\", en: \"Refund {{ order.total", RuleOutput, SeverityError, 22, `gives no "totl": only what the action gives can be read; write "total"`},
		{"unknown article", "id: returns", "id: retruns", RuleArticle, SeverityError, 30, `there is no article "retruns"`},
		{"unknown intent", "triggers: [refund_request]", "triggers: [refund_requst]", RuleIntent, SeverityError, 4, `write "refund_request"`},
		{"own examples", "triggers: [refund_request]", "triggers: [{intent: refund_new, examples: {en: [money back]}}]", "", "", 0, ""},
		{"reply to nowhere", "intent: order_status", "intent: order_stauts", RuleIntent, SeverityError, 30, `write "order_status"`},
		{"reply to no playbook", "intent: order_status", "value: 'start:refnd'", RulePlaybook, SeverityError, 30, `write "refund"`},
		{"unknown segment", "triggers: [refund_request]", "triggers: [{segment: premum}]", RuleSegment, SeverityError, 4, `write "premium"`},
		{"unknown identifier", "verify: {}", "verify: {by: [email]}", RuleIdentifier, SeverityError, 10, `nobody is identified by "email"`},
		{"unknown attribute", "  - verify: {}\n", "  - verify: {}\n  - remember: {label: {id: A, en: A}, value: contact.town}\n", RuleAttribute, SeverityWarning, 11, `contacts have no attribute "town"`},
		{"remembered attribute", "  - verify: {}\n", "  - verify: {}\n  - remember: {attribute: town, value: slot.order_no, purpose: delivery}\n  - remember: {label: {id: A, en: A}, value: contact.town}\n", "", "", 0, ""},
		{"unknown playbook", "  - verify: {}\n", "  - verify: {}\n  - run: {playbook: refnd}\n", RulePlaybook, SeverityError, 11, `there is no playbook "refnd"`},
		{"a playbook that runs itself", "  - verify: {}\n", "  - run: {playbook: refund}\n  - verify: {}\n", RuleRunCycle, SeverityError, 10, "refund → refund"},
		{"nothing starts it", "triggers: [refund_request]", "triggers: []", RuleNoTriggers, SeverityWarning, 1, "nothing starts this playbook"},
		{"unused slot", "slots:\n", "slots:\n  colour: {type: text, label: {id: Warna, en: Colour}}\n", RuleUnused, SeverityWarning, 6, `the slot "colour" is never used`},
		{"unknown code", "        refused:", "        refusd:", RuleCode, SeverityWarning, 18, `write "refused"`},
		{"a promise", "Tidak bisa.", "Sedang diproses, mohon ditunggu.", RulePromise, SeverityError, 26, "“sedang diproses”"},
		{"a promise in English", "Not possible.", "We will get back to you shortly.", RulePromise, SeverityError, 26, "“we will”"},
		{"a promise in the receipt", "dana kembali {{ refund.done_at | date }}", "dana segera kembali", RulePromise, SeverityError, 23, "“dana segera”"},
		{"a question after a wait", "  - verify: {}\n", "  - wait: {for: 2h}\n  - verify: {}\n", RuleWaitAsks, SeverityWarning, 10, "asks the contact something"},
		{"a case that never comes", "  - verify: {}\n", "  - ask: {slot: sure, text: {id: A, en: A}}\n  - branch: {on: slot.sure, cases: {ya: [verify: {}]}, else: [verify: {}]}\n", RuleUnreachable, SeverityWarning, 11, `the case "ya" never comes`},
		{"used before it is asked", "  - ask: {slot: order_no, text: {id: \"Nomornya?\", en: \"The number?\"}}\n", "", RuleUnset, SeverityError, 10, "slot.order_no is used where it may not be set"},
		{"a text before it is asked", "text: {id: \"Nomornya?\", en: \"The number?\"}", "text: {id: \"{{ order.status }}?\", en: \"The number?\"}", RuleUnset, SeverityError, 9, "order.status is used before anything has set it"},
		{"set on one way", "      inputs: {order_no: order.order_no, token", "      inputs: {order_no: late.text, token", RuleUnset, SeverityError, 18, "late.text is used"},
		{"an attribute that some lack", "Tidak bisa.", "Tidak bisa ke {{ contact.city }}.", RuleUnset, SeverityError, 26, `write {{ contact.city | default: "…" }}`},
		{"an attribute with a fallback", "Tidak bisa.", `Tidak bisa ke {{ contact.city | default: 'sana' }}{% if contact.city %} {{ contact.city }}{% endif %}.`, "", "", 0, ""},
		{"an event without a trigger", "Tidak bisa.", "{{ event.reason }}", RuleUnset, SeverityError, 26, "event.reason is used before anything has set it"},
		{"an event of one trigger", "triggers: [refund_request]", "triggers: [refund_request, {event: order.lost}]", "", "", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(sound, c.old) {
				t.Fatalf("the sound playbook has no %q", c.old)
			}
			src := strings.Replace(sound, c.old, c.new, 1)
			if c.name == "set on one way" {
				src = strings.Replace(src, "  - verify: {}\n", "  - verify: {}\n  - branch: {if: has(contact.city), then: [call: {action: note, save: late, on_error: {default: [hand_over: {reason: error}]}}]}\n", 1)
				c.line++
			}
			ps := Lint([]*Playbook{parsed(t, "refund.yaml", src)}, factsOf())
			if c.rule == "" {
				if len(ps) > 0 {
					t.Fatalf("%v", ps)
				}
				return
			}
			i := slices.IndexFunc(ps, func(p Problem) bool { return p.Rule == c.rule && strings.Contains(p.Error(), c.want) })
			if i < 0 {
				t.Fatalf("not found; there is\n%v", ps)
			}
			p := ps[i]
			if p.Line != c.line || p.Severity != c.severity || p.File != "refund.yaml" || p.In(terang.English).Why == "" || p.In(terang.Indonesian).Next == "" || p.Column < 1 {
				t.Errorf("%+v, want line %d, %s", p, c.line, c.severity)
			}
			for _, other := range ps {
				if other.Rule != c.rule && other.Severity == SeverityError && !alongside[c.name][other.Rule] {
					t.Errorf("a false alarm: %v (%s)", other, other.Rule)
				}
			}
		})
	}
}

// alongside are further rules that a mistake breaks.
var alongside = map[string]map[string]bool{
	"a wait after verify": {RuleUnset: true},
	"unknown input":       {RuleNeedsInput: true},
}

// TestWaysAreFollowed holds what the flow must see: a value that one branch sets and the other does not need.
func TestWaysAreFollowed(t *testing.T) {
	t.Parallel()
	head := "id: x\nversion: 1\ntitle: {id: X, en: X}\ntriggers: [%s]\nslots:\n  no: {type: order_no, label: {id: N, en: N}}\n  word: {type: text, label: {id: W, en: W}}\nsteps:\n"
	call := func(indent, save string) string {
		return fmt.Sprintf("%s- call: {action: note, save: %s, on_error: {default: [hand_over: {reason: error}]}}\n", indent, save)
	}
	say := func(text string) string { return fmt.Sprintf("  - say: {text: {id: %q, en: %q}}\n", text, text) }
	ask := "  - ask: {slot: no, text: {id: A, en: A}, choices_from: {list: l.text, value: id, label: {id: L, en: L}}}\n"
	for _, c := range []struct{ name, trigger, steps, want string }{
		{"choices only where they are asked", "a", "  - branch:\n      if: \"!has(slot.no)\"\n      then:\n" + call("        ", "l") + ask + say("{{ slot.no }}"), ""},
		{"choices that nothing saved", "a", ask + call("  ", "l") + say("{{ slot.no }}"), "l.text is used before anything has set it"},
		{"both ways set it", "a", "  - branch:\n      if: has(contact.city)\n      then:\n" + call("        ", "o") + "      else:\n" + call("        ", "o") + say("{{ o.text }}"), ""},
		{"one way sets it", "a", "  - branch:\n      if: has(contact.city)\n      then:\n" + call("        ", "o") + say("{{ o.text }}"), "o.text is used where it may not be set"},
		{"one way, asked for", "a", "  - branch:\n      if: has(contact.city)\n      then:\n" + call("        ", "o") + say("{% if o %}{{ o.text }}{% endif %}"), ""},
		{"one way, branched on", "a", "  - branch:\n      if: has(contact.city)\n      then:\n" + call("        ", "o") + "  - branch:\n      if: has(o.text) && has(contact.city)\n      then:\n      " + say("{{ o.text }}"), ""},
		{"the error's block", "a", "  - call:\n      action: note\n      save: o\n      on_error:\n        default:\n        " + say("{{ o.text }}"), "o.text is used before anything has set it"},
		{"asked, then read", "a", "  - ask: {slot: word, text: {id: A, en: A}}\n" + say("{{ slot.word }}"), ""},
		{"a word that is never asked", "a", "  - branch: {on: slot.word, cases: {x: [end: {}]}}\n" + say("A"), "slot.word is used before anything has set it"},
		{"a number may have been said", "a", "  - branch: {on: slot.no, cases: {x: [end: {}]}}\n" + say("A"), ""},
		{"events are there for events", "{event: o.late}", say("{{ event.days }}"), ""},
		{"and not for intents", "{event: o.late}, a", say("{{ event.days }}"), "event.days is used where it may not be set"},
		{"unless they are asked for", "{event: o.late}, a", "  - branch:\n      if: has(event.days)\n      then:\n      " + say("{{ event.days }}"), ""},
		{"an event that came", "a", "  - wait:\n      event: o.sent\n      for: 2d\n      on_timeout: [end: {}]\n" + say("{{ event.no }}"), ""},
		{"an event that may not have come", "a", "  - wait: {event: o.sent, for: 2d}\n" + say("{{ event.no }}"), "event.no is used where it may not be set"},
		{"a name without proof", "a", say("{{ verified.name }}"), "verified.name is used where it may not be set"},
		{"a name with proof", "a", "  - verify: {}\n" + say("{{ verified.name }}"), ""},
		{"a proof that is long gone", "a", "  - verify: {}\n  - wait: {for: 2d}\n" + say("{{ verified.name }}"), "verified.name is used"},
		{"a value dropped and asked again", "a", "  - ask: {slot: no, text: {id: A, en: A}}\n  - call:\n      action: note\n      on_error:\n        gone: [reask: {slot: no, text: {id: \"{{ slot.no }}?\", en: \"{{ slot.no }}?\"}}]\n        default: [hand_over: {reason: error}]\n" + say("{{ slot.no }}"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			facts := factsOf()
			facts.Intents = nil
			ps := Lint([]*Playbook{parsed(t, "x.yaml", fmt.Sprintf(head, c.trigger)+c.steps)}, facts)
			var got []string
			for _, p := range ps {
				if p.Rule == RuleUnset {
					got = append(got, p.In(terang.English).What)
				}
			}
			switch {
			case c.want == "" && len(got) > 0:
				t.Errorf("a false alarm: %v", got)
			case c.want != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, c.want) }):
				t.Errorf("got %v of %v, want %s", got, ps, c.want)
			}
		})
	}
}

func TestPlaybooksAreCheckedAgainstEachOther(t *testing.T) {
	t.Parallel()
	book := func(id, rest string) *Playbook {
		return parsed(t, id+".yaml", "id: "+id+"\nversion: 1\ntitle: {id: X, en: X}\n"+rest)
	}
	a := book("a", "triggers: [one]\nsteps:\n  - say: {text: {id: A, en: A}}\n  - run: {playbook: b, with: {no: now}}\n")
	b := book("b", "slots: {no: {type: text, label: {id: N, en: N}}}\nsteps:\n  - branch: {on: slot.no, cases: {x: [end: {}]}}\n  - run: {playbook: c}\n")
	c := book("c", "triggers: [one]\nsteps:\n  - say: {text: {id: A, en: A}}\n  - run: {playbook: a}\n")
	d := book("d", "triggers: [two]\nsteps:\n  - run: {playbook: b, with: {number: now}}\n")
	got := Lint([]*Playbook{a, b, c, d, book("d", "steps: [{end: {}}]\n")}, LintFacts{}).Error()
	for _, want := range []string{
		`a.yaml:7: playbooks run each other in a circle: a → b → c → a`, `b.yaml:7: playbooks run each other in a circle: b → c → a → b`,
		`c.yaml:4: "one" starts a as well`, `d.yaml:6: b has no slot "number"`, `d.yaml:1: there is another playbook "d"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("not found: %s\nin\n%s", want, got)
		}
	}
	if strings.Contains(got, "slot.no is used") {
		t.Errorf("a slot that another playbook gives is called unset:\n%s", got)
	}
}

// TestARoundWithoutAQuestionIsFound makes by hand what the language does not let anybody write.
func TestARoundWithoutAQuestionIsFound(t *testing.T) {
	t.Parallel()
	p := parsed(t, "x.yaml", "id: x\nversion: 1\ntitle: {id: X, en: X}\ntriggers: [a]\nsteps:\n  - say: {text: {id: A, en: A}}\n  - wait: {for: 2h}\n  - say: {text: {id: B, en: B}}\n  - say: {text: {id: C, en: C}}\n")
	p.Steps[2].Next = 0 // round, with a wait
	if ps := Lint([]*Playbook{p}, LintFacts{}); slices.ContainsFunc(ps, func(p Problem) bool { return p.Rule == RuleLoop }) {
		t.Errorf("a round with a wait: %v", ps)
	}
	p.Steps[0].Next = 2
	ps := Lint([]*Playbook{p}, LintFacts{})
	if !slices.ContainsFunc(ps, func(p Problem) bool { return p.Rule == RuleLoop && p.Line == 8 }) {
		t.Errorf("a round without a wait: %v", ps)
	}
	if !slices.ContainsFunc(ps, func(p Problem) bool { return p.Rule == RuleUnreachable && p.Line == 9 }) {
		t.Errorf("the step behind it: %v", ps)
	}
}

func TestTextsInALanguageOfTheBrand(t *testing.T) {
	t.Parallel()
	facts := factsOf()
	facts.Languages = append(facts.Languages, "jv")
	n := 0
	for _, p := range Lint([]*Playbook{parsed(t, "refund.yaml", sound)}, facts) {
		if p.Rule != RuleTranslation || !strings.Contains(p.In(terang.English).What, `"jv"`) {
			t.Errorf("%v", p)
		}
		n++
	}
	if n < 8 {
		t.Errorf("only %d texts are missing", n)
	}
	_, err := Parse("x.yaml", []byte(strings.Replace(sound, `, en: "The number?"`, "", 1)))
	if ps, ok := err.(Problems); !ok || ps[0].Rule != RuleTranslation || ps[0].Severity != SeverityError || ps[0].Line != 9 { //nolint:errorlint // Parse says so
		t.Errorf("%#v", err)
	}
}

// TestLintIsFastAndStable: checking while somebody writes must not be felt.
func TestLintIsFastAndStable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id: big\nversion: 1\ntitle: {id: X, en: X}\ntriggers: [refund_request]\nslots:\n")
	for i := range 30 {
		fmt.Fprintf(&b, "  s%d: {type: order_no, label: {id: N, en: N}}\n", i)
	}
	b.WriteString("steps:\n")
	for i := range 30 { // two to the thirtieth ways
		fmt.Fprintf(&b, "  - branch:\n      if: has(slot.s%d)\n      then:\n        - call: {action: note, save: o%d, on_error: {default: [hand_over: {reason: error}]}}\n        - say: {text: {id: \"{{ o%d.text }}\", en: A}}\n", i, i, i)
	}
	p := parsed(t, "big.yaml", b.String())
	first := Lint([]*Playbook{p}, factsOf())
	if len(first.Errors()) > 0 {
		t.Errorf("%v", first)
	}
	for range 3 {
		if again := Lint([]*Playbook{p}, factsOf()); fmt.Sprint(again) != fmt.Sprint(first) {
			t.Fatal("not the same twice")
		}
	}
}

func BenchmarkLint(b *testing.B) {
	files, _ := filepath.Glob("../packs/retail/playbooks/*.yaml")
	var books []*Playbook
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		p, err := Parse(name, src)
		if err != nil {
			b.Fatal(err)
		}
		books = append(books, p)
	}
	b.ReportAllocs()
	for b.Loop() {
		Lint(books, LintFacts{Languages: []terang.Language{"id", "en"}})
	}
}
