package playbook_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/playbook"
)

// large uses every word of the language.
const large = `id: order_late
version: 3
title: {id: Pesanan terlambat, en: Order is late}
about: {id: Memberi tahu lebih dulu., en: Tells before the customer asks.}
class: service
triggers:
  - order_status
  - {intent: order_late, examples: {id: ["kok telat ya"], en: ["why is it late", "still waiting"]}}
  - {event: order.delayed, if: "event.days > 0"}
  - {segment: basket_left}
  - {segment: loyal, on: exit}
  - {schedule: "0 9 * * 1", segment: premium}
  - {manual: true}
  - {hand_back: true}
slots:
  order_no: {type: order_no, label: {id: Nomor, en: Number}, keep: true}
  amount:
    type: money
    label: {id: Jumlah, en: Amount}
    check: slot.amount <= 5000000
    wrong: {id: "{{ slot.amount }} terlalu besar.", en: "{{ slot.amount }} is too much."}
steps:
  - ask: {slot: amount, text: {id: "Berapa?", en: "How much?"}, tries: 1}
  - wait: {for: 2h}
  - wait: {until: event.promised_at}
  - wait:
      event: order.delivered
      if: event.order_no == slot.order_no
      for: 3d
      on_timeout:
        - say: {text: {id: "Belum tiba.", en: "Not there."}}
  - call:
      action: refund_create
      inputs: {amount: slot.amount}
      save: refund
      preview: {action: refund_preview, inputs: {amount: slot.amount}, save: plan}
      confirm:
        text: {id: "Kembalikan {{ plan.total }}?", en: "Refund {{ plan.total }}?"}
        yes: {id: "Ya, kembalikan", en: "Yes, refund"}
      on_no:
        - say: {text: {id: "Tidak jadi.", en: "Left as it is."}}
        - end: {}
      receipt: {text: {id: "Nomor {{ refund.no }}.", en: "Number {{ refund.no }}."}}
      undo:
        action: refund_cancel
        inputs: {no: refund.no}
        until: refund.final_at
        text: {id: Batalkan, en: Undo}
        done: {text: {id: "Dibatalkan.", en: "Undone."}}
      on_error:
        default:
          - hand_over: {reason: error, skill: refunds}
  - branch:
      if: refund.total > 100
      then:
        - remember: {attribute: city, value: contact.city, purpose: delivery, keep: 365d}
      else:
        - remember: {label: {id: Kota, en: City}, value: contact.city}
  - run: {playbook: survey, with: {order_no: slot.order_no}}
  - say:
      text: {id: "Pilihan lain, {{ contact.name }}:", en: "Others, {{ contact.name }}:"}
      card:
        kind: list
        title: {id: Produk, en: Products}
        items: {from: plan.items, title: {id: "{{ item.name }}", en: "{{ item.name }}"}, text: {id: "{{ item.price | rupiah }}", en: "{{ item.price | rupiah }}"}, value: item.id}
  - end: {solved: true}
`

func TestTheWholeLanguageIsRead(t *testing.T) {
	t.Parallel()
	p, err := playbook.Parse("x.yaml", []byte(large))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(p.Source, []byte(large)) || p.Class != playbook.ClassService || p.About.In("en") != "Tells before the customer asks." {
		t.Errorf("the head: %q, %v", p.Class, p.About)
	}
	if len(p.On) != 8 || strings.Join(p.Triggers, " ") != "order_status order_late" {
		t.Fatalf("triggers: %+v, intents %v", p.On, p.Triggers)
	}
	late, event, left, loyal, monday := p.On[1], p.On[2], p.On[3], p.On[4], p.On[5]
	if late.Kind != playbook.TriggerIntent || late.Line != 8 || len(late.Examples[terang.English]) != 2 {
		t.Errorf("intent: %+v", late)
	}
	if event.Kind != playbook.TriggerEvent || event.Event != "order.delayed" || event.If.String() != "event.days > 0" {
		t.Errorf("event: %+v", event)
	}
	if left.On != playbook.OnEnter || loyal.On != playbook.OnExit || loyal.Segment != "loyal" {
		t.Errorf("segments: %+v, %+v", left, loyal)
	}
	if monday.Kind != playbook.TriggerSchedule || monday.Schedule != "0 9 * * 1" || monday.Segment != "premium" {
		t.Errorf("schedule: %+v", monday)
	}
	if s := p.Slots["amount"]; s.Check == nil || s.Wrong == nil {
		t.Errorf("slot: %+v", s)
	}
	step := func(path string) playbook.Step {
		t.Helper()
		i, ok := p.At(path)
		if !ok {
			t.Fatalf("no step %s", path)
		}
		return p.Steps[i]
	}
	if w := step("3").Wait; w.For != 72*time.Hour || w.Event != "order.delivered" || p.Steps[w.Timeout].Path != "3.on_timeout.0" {
		t.Errorf("wait: %+v", w)
	}
	if w := step("1").Wait; w.For != 2*time.Hour || p.Steps[w.Timeout].Path != "2" {
		t.Errorf("wait: %+v", w)
	}
	if step("0").Ask.Tries != 1 || step("4.on_error.default.0").HandOver.Skill != "refunds" || step("6").Sub.Playbook != "survey" {
		t.Error("tries, skill or run were not read")
	}
	if m := step("5.then.0").Remember; m.Attribute != "city" || m.Purpose != "delivery" || m.Keep != 365*24*time.Hour {
		t.Errorf("attribute: %+v", m)
	}
	if c := step("7").Say.Card; c.Items == nil || c.Items.Value == nil {
		t.Errorf("list: %+v", c)
	}
}

// TestACallIsLaidOutInTheOrderInWhichItRuns follows preview → confirm → call → undo → receipt.
func TestACallIsLaidOutInTheOrderInWhichItRuns(t *testing.T) {
	t.Parallel()
	p, err := playbook.Parse("x.yaml", []byte(large))
	if err != nil {
		t.Fatal(err)
	}
	at, _ := p.At("3.on_timeout.0")
	var way []string
	for i := p.Steps[at].Next; len(way) < 6; i = p.Steps[i].Next {
		way = append(way, string(p.Steps[i].Kind)+" "+p.Steps[i].Path)
		if c := p.Steps[i].Confirm; c != nil && (p.Steps[c.To].Path != "4" || p.Steps[c.No].Path != "4.on_no.0" || c.Kept) {
			t.Errorf("a yes leads to %s, a no to %s", p.Steps[c.To].Path, p.Steps[c.No].Path)
		}
	}
	if got, want := strings.Join(way, ", "), "call 4.preview, confirm 4.confirm, call 4, undo 4.undo, say 4.receipt, branch 5"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	preview, _ := p.At("4.preview")
	call, _ := p.At("4")
	if c := p.Steps[call].Call; !c.Confirmed || c.Undo == nil || c.Preview || p.Steps[preview].Call.OnError[""] != c.OnError[""] {
		t.Errorf("call: %+v, preview: %+v", c, p.Steps[preview].Call)
	}
}

func TestErrorsOfTheWholeLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, new, want string }{
		{"class", "class: service", "class: news", `x.yaml:5: there is no class "news"`},
		{"two kinds", `{segment: basket_left}`, `{segment: basket_left, event: order.left}`, `x.yaml:10: segment does not belong to the trigger event`},
		{"no kind", `{segment: basket_left}`, `{on: enter}`, `x.yaml:10: a trigger of no kind`},
		{"event name", "event: order.delayed", "event: Order.Delayed", `x.yaml:9: "Order.Delayed" is not the name of an event`},
		{"cron", `"0 9 * * 1"`, `"0 9 * *"`, `x.yaml:12: the schedule "0 9 * *" cannot be read`},
		{"cron word", `"0 9 * * 1"`, `"@every 1s"`, `the schedule "@every 1s" cannot be read`},
		{"schedule for nobody", `, segment: premium`, ``, `x.yaml:12: a schedule without a segment`},
		{"off", "{manual: true}", "{manual: false}", `x.yaml:13: the trigger manual is switched off`},
		{"enter", "on: exit", "on: leave", `x.yaml:11: on is "leave"`},
		{"check alone", "    check: slot.amount <= 5000000\n", "", `slot "amount" needs check and wrong together`},
		{"check of nothing", "check: slot.amount <=", "check: slot.sum <=", `there is no slot "sum"`},
		{"tries", "tries: 1", "tries: 3", `x.yaml:23: tries is "3"`},
		{"wait for nothing", "wait: {for: 2h}", "wait: {}", `x.yaml:24: a wait needs either for, until or an event`},
		{"wait for two", "wait: {for: 2h}", "wait: {for: 2h, until: now}", `a wait needs either for, until or an event`},
		{"wait for a word", "wait: {for: 2h}", "wait: {for: soon}", `"soon" is not a length of time such as 30s, 15m, 2h or 3d`},
		{"wait for years", "wait: {for: 2h}", "wait: {for: 401d}", `at most 400 days are allowed`},
		{"wait without end", "      for: 3d\n", "", `a wait for an event must say for how long`},
		{"if without event", "wait: {for: 2h}", "wait: {for: 2h, if: now}", `a wait without an event, but with if or on_timeout`},
		{"undo without receipt", `      receipt: {text: {id: "Nomor {{ refund.no }}.", en: "Number {{ refund.no }}."}}` + "\n", "", `an undo without a receipt`},
		{"undo without done", "        done: {text: {id: \"Dibatalkan.\", en: \"Undone.\"}}\n", "", `undo has no done`},
		{"list without items", "kind: list", "kind: facts", `items and kind: list belong together`},
		{"branch without then", "      then:\n", "      than:\n", `unknown field "than" in branch: branch has if, then, else; write "then"`},
		{"no purpose", ", purpose: delivery", "", `an attribute without a purpose`},
		{"whole event", "value: contact.city, purpose", "value: contact, purpose", `write contact.name, or contact.<attribute>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(large, c.old) {
				t.Fatalf("the good playbook has no %q", c.old)
			}
			_, err := playbook.Parse("x.yaml", []byte(strings.Replace(large, c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got  %v\nwant %s", err, c.want)
			}
			toldInBoth(t, err)
		})
	}
}

func TestAPreviewNeedsAConfirm(t *testing.T) {
	t.Parallel()
	src := "id: x\nversion: 1\ntitle: {id: X, en: X}\nsteps:\n  - call: {action: a, preview: {action: b}, on_no: [{end: {}}]}\n"
	_, err := playbook.Parse("x.yaml", []byte(src))
	for _, want := range []string{"x.yaml:5: a preview without a confirm", "x.yaml:5: on_no without a confirm"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]time.Duration{"30s": 30 * time.Second, "15m": 15 * time.Minute, "2h": 2 * time.Hour, "3d": 72 * time.Hour} {
		if got, err := playbook.ParseDuration(in); err != nil || got != want {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "3", "d", "-3d", "1.5h", "3 d", "999999999d", "9223372036854775808s"} {
		if got, err := playbook.ParseDuration(in); err == nil {
			t.Errorf("%q is let through as %v", in, got)
		}
	}
}
