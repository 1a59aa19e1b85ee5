package scenario_test

import (
	"io/fs"
	"strings"
	"testing"

	"terang"
	"terang/assistant"
	"terang/engine"
	"terang/packs"
	"terang/playbook"
	"terang/scenario"
)

const delayed = `id: delay
version: 1
title: {id: Kabar terlambat, en: Delay}
triggers:
  - {event: order.delayed, if: "event.days > 0"}
  - {segment: basket_left, on: enter}
  - {manual: true}
slots:
  order_no: {type: order_no, label: {id: Nomor pesanan, en: Order number}}
steps:
  - say: {text: {id: "Pesanan {{ slot.order_no }} terlambat; kami kabari begitu tiba.", en: "Order {{ slot.order_no }} is late; you hear from us when it arrives."}}
  - remember: {attribute: late_order, value: slot.order_no, purpose: service, keep: 30d}
  - wait:
      event: order.delivered
      if: event.order_no == slot.order_no
      for: 3d
      on_timeout:
        - say: {text: {id: "Pesanan {{ slot.order_no }} belum tiba dalam tiga hari.", en: "Order {{ slot.order_no }} has not arrived within three days."}}
        - end: {solved: false}
  - say: {text: {id: "Pesanan {{ slot.order_no }} sudah tiba.", en: "Order {{ slot.order_no }} has arrived."}}
  - end: {solved: true}
`

// withDelay is the retail pack with a playbook that begins by itself.
func withDelay(t *testing.T) *engine.Brain {
	t.Helper()
	fsys, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		t.Fatal(err)
	}
	p, err := assistant.LoadPack(fsys)
	if err != nil {
		t.Fatal(err)
	}
	pb, err := playbook.Parse("delay.yaml", []byte(delayed))
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Train(nil)
	if err != nil {
		t.Fatal(err)
	}
	parts := p.Parts
	parts.Playbooks = append(append([]*playbook.Playbook{}, parts.Playbooks...), pb)
	b, err := engine.New(parts)
	if err != nil {
		t.Fatal(err)
	}
	return b.With(m)
}

// TestWhatBeginsByItself plays events, waits and their ends with the virtual clock.
func TestWhatBeginsByItself(t *testing.T) {
	t.Parallel()
	b := withDelay(t)
	for name, script := range map[string]string{
		"the event comes": `event: order.delayed {"order_no":"TRG-1042","days":2}
expect: text contains "TRG-1042 terlambat"
expect: attribute late_order = TRG-1042
expect: sleeps delay
expect: no playbook
contact: jam buka toko?
expect: article opening-hours
event: order.delivered {"order_no":"TRG-1055"}
expect: nothing
expect: sleeps delay
wait: 2d
expect: nothing
event: order.delivered {"order_no":"TRG-1042"}
expect: text contains "sudah tiba"
expect: ended delay solved
expect: no sleeper
`,
		"the time is up": `event: order.delayed {"order_no":"TRG-1042","days":2}
wait: 71h
expect: nothing
wait: 2h
expect: text contains "belum tiba dalam tiga hari"
expect: ended delay unsolved
expect: no sleeper
`,
		"the condition does not hold": `event: order.delayed {"order_no":"TRG-1042","days":0}
expect: nothing
expect: no sleeper
`,
		"another way to begin": `start: delay {"order_no":"TRG-1042"}
expect: text contains "TRG-1042 terlambat"
expect: sleeps delay
`,
		"a segment that nothing knows": `segment: premium
expect: nothing
segment: basket_left exit
expect: nothing
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := scenario.Parse("f.txt", []byte("-- script --\n"+script))
			if err != nil {
				t.Fatal(err)
			}
			r := f.Run(b)
			for _, fail := range r.Failures {
				t.Errorf("%d: %s", fail.Line, fail.What.In(terang.English))
			}
			if t.Failed() {
				t.Log(r.Talk)
			}
		})
	}
	f, err := scenario.Parse("f.txt", []byte("-- script --\nevent: order.delayed {\"order_no\":\"TRG-1042\",\"days\":2}\nexpect: no sleeper\nexpect: ended delay\nexpect: attribute city = Bandung\nexpect: sleeps order_status\nstart: order_status\n"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, fail := range f.Run(b).Failures {
		all = append(all, fail.What.In(terang.English))
	}
	got := strings.Join(all, "\n")
	for _, want := range []string{"delay@1 sleeps", "it did not end", "city is not remembered", "sleeping: delay@1", `no playbook "order_status" that something other than words may begin`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
}
