package playbook_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang"

	"terang/playbook"
)

const small = `id: order_status
version: 1
title: {id: Status pesanan, en: Order status}
triggers: [order_status]
slots:
  order_no: {type: order_no, label: {id: Nomor pesanan, en: Order number}, keep: true}
steps:
  - ask: {slot: order_no, text: {id: "Nomor?", en: "Number?"}}
  - call:
      action: order_get
      inputs: {order_no: slot.order_no}
      save: order
      on_error:
        action_not_found:
          - reask: {slot: order_no, text: {id: "Tidak ada.", en: "Not there."}}
  - branch:
      on: order.status
      cases:
        "paid, packed":
          - say: {text: {id: "Belum dikirim.", en: "Not sent."}}
        shipped:
          - say: {text: {id: "Dikirim.", en: "Sent."}}
          - end: {solved: true}
      else:
        - hand_over: {reason: policy}
  - say: {text: {id: "Ada lagi?", en: "Anything else?"}}
`

func TestStepsAreLaidOutFlat(t *testing.T) {
	t.Parallel()
	p, err := playbook.Parse("x.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	next := map[string]string{}
	name := func(i int) string {
		if i == len(p.Steps) {
			return "end"
		}
		return p.Steps[i].Path
	}
	for _, s := range p.Steps {
		next[s.Path] = name(s.Next)
	}
	for path, want := range map[string]string{
		"0":                             "1",
		"1":                             "2",
		"2.cases.paid, packed.0":        "3",
		"2.cases.shipped.0":             "2.cases.shipped.1",
		"3":                             "end",
		"1.on_error.action_not_found.0": "0",
	} {
		got := next[path]
		if s, ok := p.At(path); ok && p.Steps[s].Reask != nil {
			got = name(p.Steps[s].Reask.To)
		}
		if got != want {
			t.Errorf("after %s comes %s, want %s", path, got, want)
		}
	}
	at, _ := p.At("2")
	b := p.Steps[at].Branch
	if name(b.Cases["paid"]) != name(b.Cases["packed"]) || name(b.Else) != "2.else.0" {
		t.Errorf("branch: %v, else %s", b.Cases, name(b.Else))
	}
	if p.Ref() != "order_status@1" {
		t.Errorf("ref %q", p.Ref())
	}
}

// TestErrorsSayWhereWhatAndWhatNext replaces one piece of a good playbook and expects the error's words.
func TestErrorsSayWhereWhatAndWhatNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, new, want string }{
		{"typo", "text: {id: \"Nomor?\"", "txt: {id: \"Nomor?\"", `x.yaml:8: unknown field "txt" in ask: ask has slot, text, again, choices, choices_from, tries; write "text"`},
		{"one language", `text: {id: "Nomor?", en: "Number?"}`, `text: {id: "Nomor?"}`, `x.yaml:8: text has no text in "en": every text for people stands in both languages; add en: …`},
		{"undeclared slot", "ask: {slot: order_no", "ask: {slot: ordr_no", `x.yaml:8: ask uses a slot "ordr_no" that is not declared: the declaration says what counts as an answer; write "order_no", or declare it under slots`},
		{"unknown slot in a text", `id: "Nomor?"`, `id: "{{ slot.nummer }}?"`, `x.yaml:8: text (id) cannot be used: there is no slot "nummer"; declare it under slots`},
		{"unknown value in a text", `id: "Ada lagi?"`, `id: "{{ ordr.status }}"`, `nothing is called "ordr" here`},
		{"unknown filter", `id: "Ada lagi?"`, `id: "{{ order.total | rupia }}"`, `there is no filter "rupia"`},
		{"token in a text", `id: "Ada lagi?"`, `id: "{{ verified.token }}"`, `verified has only name here`},
		{"file access", `id: "Ada lagi?"`, `id: "{% include 'x' %}"`, `the tag "include" is not allowed here`},
		{"assignment", `id: "Ada lagi?"`, `id: "{% assign x = 1 %}"`, `the tag "assign" is not allowed here`},
		{"range", `id: "Ada lagi?"`, `id: "{% for i in (1..9) %}x{% endfor %}"`, `over a list that an action returned`},
		{"open braces", `id: "Ada lagi?"`, `id: "{{ order.total"`, `is not closed`},
		{"bad liquid", `id: "Ada lagi?"`, `id: "{% if order.total %}x"`, `not valid Liquid`},
		{"no version", "version: 1\n", "", `x.yaml:1: the playbook has no version`},
		{"bad version", "version: 1", "version: v1", `x.yaml:2: version "v1" is not a whole number from 1`},
		{"bad reason", "reason: policy", "reason: because", `there is no reason "because"`},
		{"unreachable", "else:\n        - hand_over: {reason: policy}", "else:\n        - hand_over: {reason: policy}\n        - end: {}", `this step is never reached`},
		{"bad expression", "on: order.status", "on: order.status =~ x", `on is not an expression`},
		{"reserved name", "save: order", "save: now", `expressions already use that name`},
		{"alias", "triggers: [order_status]", "triggers: &a [order_status]\nslotz: *a", `an alias or a very deep nesting`},
		{"two actions", "  - say: {text: {id: \"Ada lagi?\"", "  - end: {}\n    say: {text: {id: \"Ada lagi?\"", `a step with several actions`},
		{"same case twice", "shipped:", "packed:", `the case "packed" stands twice`},
		{"no yaml", "steps:", "steps: [", `not valid YAML`},
		{"reask without ask", "ask: {slot: order_no, text: {id: \"Nomor?\", en: \"Number?\"}}", "end: {}", `never reached`},
		{"article without id", "else:\n        - hand_over: {reason: policy}", "else:\n        - article: {}", `article has no id`},
		{"reserved choice", `en: "Number?"}}`, `en: "Number?"}, choices: [{label: {id: Batal, en: Cancel}, value: cancel}]}`, `the value "cancel" among the choices`},
		{"choice without choices", "type: order_no", "type: choice", `an ask for a choice without choices`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(small, c.old) {
				t.Fatalf("the good playbook has no %q", c.old)
			}
			_, err := playbook.Parse("x.yaml", []byte(strings.Replace(small, c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got  %v\nwant %s", err, c.want)
			}
			toldInBoth(t, err)
			var ps playbook.Problems
			if !errors.As(err, &ps) || len(ps) == 0 || ps[0].Line < 1 || ps[0].File != "x.yaml" {
				t.Errorf("no place in %#v", err)
			}
		})
	}
}

// toldInBoth checks that everybody is told what is wrong, why and the mend, in their language.
func toldInBoth(t *testing.T, err error) {
	t.Helper()
	var ps playbook.Problems
	if !errors.As(err, &ps) {
		t.Fatalf("no problems: %v", err)
	}
	for _, p := range ps {
		id, en := p.In(terang.Indonesian), p.In(terang.English)
		for _, w := range [][2]string{{id.What, en.What}, {id.Why, en.Why}, {id.Next, en.Next}} {
			if w[0] == "" || w[1] == "" || w[0] == w[1] || strings.Contains(w[0]+w[1], "{where}") {
				t.Errorf("%s: %q in Indonesian, %q in English", p.Key, w[0], w[1])
			}
		}
	}
}

func TestProblemsAreToldInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	_, err := playbook.Parse("x.yaml", []byte(strings.Replace(small, "ask: {slot: order_no", "ask: {slot: ordr_no", 1)))
	wrapped := fmt.Errorf("assistant: load pack: %w", errors.Join(err, errors.New("brand.yaml: gone\x1b[2J")))
	for l, want := range map[terang.Language]string{
		terang.Indonesian: `x.yaml:8: ask memakai slot "ordr_no" yang belum dinyatakan: pernyataannya menentukan apa yang diterima sebagai jawaban; tulis "order_no", atau nyatakan di bawah slots`,
		terang.English:    `x.yaml:8: ask uses a slot "ordr_no" that is not declared: the declaration says what counts as an answer; write "order_no", or declare it under slots`,
	} {
		if got, _, _ := strings.Cut(playbook.Tell(wrapped, l), "\n"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	src := strings.Replace(small, "ask: {slot: order_no", "ask: {slot: order_no, \"a\\e[2J\": 1", 1)
	if _, err := playbook.Parse("x.yaml", []byte(src)); err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a terminal would obey %v", err)
	}
}

func TestLimitsOfAFile(t *testing.T) {
	t.Parallel()
	deep := "id: x\nversion: 1\ntitle: {id: X, en: X}\nsteps: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000)
	long := strings.Replace(small, "Ada lagi?", strings.Repeat("a", 5000), 1)
	many := "id: x\nversion: 1\ntitle: {id: X, en: X}\nsteps:\n" + strings.Repeat("  - verify: {}\n", playbook.MaxSteps+1)
	for name, src := range map[string]string{
		"deep": deep, "long": long, "many": many, "huge": strings.Repeat("#", playbook.MaxFile+1),
		"empty": "", "list": "- a", "scalar": "x", "not text": "id: \xff", "nul": "id: \x00", "two documents": "a: 1\n---\nb: 2",
	} {
		if _, err := playbook.Parse("x.yaml", []byte(src)); err == nil {
			t.Errorf("%s is let through", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(large))
	files, _ := filepath.Glob("../packs/*/playbooks/*.yaml")
	for _, name := range files {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := playbook.Parse("x.yaml", b)
		if err != nil {
			var ps playbook.Problems
			if !errors.As(err, &ps) || len(ps) == 0 {
				t.Fatalf("an error without problems: %v", err)
			}
			return
		}
		for i, s := range p.Steps {
			if s.Kind == "" || s.Next < 0 || s.Next > len(p.Steps) {
				t.Fatalf("step %d is not whole: %+v", i, s)
			}
			if at, ok := p.At(s.Path); !ok || at != i {
				t.Fatalf("step %d is not found by its path %q", i, s.Path)
			}
			if c := s.Confirm; c != nil && (c.To < 0 || c.To >= len(p.Steps) || p.Steps[c.To].Call == nil || c.No < 0 || c.No > len(p.Steps)) {
				t.Fatalf("a confirmation leads to %d and %d", c.To, c.No)
			}
			if w := s.Wait; w != nil && (w.Timeout < 0 || w.Timeout > len(p.Steps)) {
				t.Fatalf("a wait leads to %d", w.Timeout)
			}
			if b := s.Branch; b != nil && (b.Else < 0 || b.Else > len(p.Steps)) {
				t.Fatalf("a branch leads to %d", b.Else)
			}
		}
	})
}
