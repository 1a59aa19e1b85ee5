package channeltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"terang"
	"terang/channel"
	"terang/channel/sms"
	"terang/channel/whatsapp"
	"terang/gate"
)

// faulty is a channel whose bytes are changed after rendering, and which then swears that they show what they should: the
// gate lets them through, so only eyes of their own can find the fault.
type faulty struct {
	channel.Channel
	change func(unit string, i int) string
	said   map[string]gate.Shown
}

func (f *faulty) Form() gate.Form { return form(f.Channel) }

func (f *faulty) Render(u gate.Utterance) ([]byte, error) {
	whole, err := f.Channel.Render(u)
	if err != nil {
		return nil, err
	}
	shown, err := f.Channel.Shown(whole)
	if err != nil {
		return nil, err
	}
	var p channel.Parcel
	if err := json.Unmarshal(whole, &p); err != nil {
		return nil, err
	}
	for i := range p.Calls {
		p.Calls[i].Body = f.change(p.Calls[i].Body, i)
	}
	changed, err := channel.Exact(&p)
	f.said[string(changed)] = shown
	return changed, err
}

func (f *faulty) Shown(payload []byte) (gate.Shown, error) {
	if s, ok := f.said[string(payload)]; ok {
		return s, nil
	}
	return f.Channel.Shown(payload)
}

// count counts what is reported.
type count struct{ n int }

func (c *count) Errorf(string, ...any) { c.n++ }

func seenSMS(payload []byte) ([]string, error) {
	var p channel.Parcel
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, err
	}
	var units []string
	for _, call := range p.Calls {
		var part struct{ Text string }
		if err := json.Unmarshal([]byte(call.Body), &part); err != nil {
			return nil, err
		}
		units = append(units, part.Text)
	}
	return units, nil
}

func seenWhatsApp(payload []byte) ([]string, error) {
	var p channel.Parcel
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, err
	}
	var units []string
	for _, call := range p.Calls {
		var b struct {
			Text        struct{ Body string }
			Interactive struct{ Body struct{ Text string } }
		}
		if err := json.Unmarshal([]byte(call.Body), &b); err != nil {
			return nil, err
		}
		units = append(units, b.Text.Body+b.Interactive.Body.Text)
	}
	return units, nil
}

func TestTheMatrixFindsPlantedFaults(t *testing.T) {
	wa, err := whatsapp.New(whatsapp.Config{})
	if err != nil {
		t.Fatal(err)
	}
	short := sms.New(sms.Config{Joined: true})
	drop := func(old string) func(string, int) string {
		return func(s string, _ int) string { return strings.Replace(s, old, "", 1) }
	}
	for _, c := range []struct {
		name    string
		channel channel.Channel
		seen    func([]byte) ([]string, error)
		change  func(string, int) string
	}{
		{"no fault", wa, seenWhatsApp, nil},
		{"no fault in short messages", short, seenSMS, nil},
		{"no label", wa, seenWhatsApp, drop("AI: ")},
		{"no label on automatic messages", wa, seenWhatsApp, drop("Otomatis: ")},
		{"no label in English", wa, seenWhatsApp, drop("Automated: ")},
		{"a machine that is a person", wa, seenWhatsApp, func(s string, _ int) string { return strings.Replace(s, "AI: ", "Petugas: ", 1) }},
		{"a person that is a machine", wa, seenWhatsApp, func(s string, _ int) string { return strings.Replace(s, "Petugas (Rina): ", "AI: ", 1) }},
		{"no disclosure", wa, seenWhatsApp, drop("Ini asisten AI Toko Terang, bukan manusia.")},
		{"no answer to the question", wa, seenWhatsApp, drop("Saya asisten AI Toko Terang (program komputer), bukan manusia.")},
		{"no way out", wa, seenWhatsApp, drop("Balas STOP bila tidak ingin menerima pesan seperti ini lagi.")},
		{"a word of the text lost", wa, seenWhatsApp, drop("dikirim.")},
		{"the label at the end", wa, seenWhatsApp, func(s string, _ int) string {
			return strings.Replace(strings.Replace(s, "AI: ", "", 1), `"},`, ` AI: "},`, 1)
		}},
		{"no prefix after the first part", short, seenSMS, func(s string, i int) string {
			if i > 0 {
				s = strings.Replace(s, "AI: ", "", 1)
			}
			return s
		}},
		{"a look-alike label", short, seenSMS, func(s string, _ int) string { return strings.Replace(s, "AI: ", "АI: ", 1) }},
	} {
		ch, found := c.channel, &count{}
		if c.change != nil {
			ch = &faulty{c.channel, c.change, map[string]gate.Shown{}}
		}
		matrix(found, ch, About{Seen: c.seen})
		long(found, ch, About{Seen: c.seen})
		if (found.n > 0) != (c.change != nil) {
			t.Errorf("%s: %d complaints", c.name, found.n)
		}
	}
}

// deaf takes every hook, signed or not.
type deaf struct{ channel.Receiver }

func (d deaf) Receive(h channel.Hook) (channel.Received, error) {
	var out channel.Received
	out.Add(channel.Inbound{Channel: "x", ExternalID: fmt.Sprint(len(h.Body)), From: "1", Text: string(h.Body)})
	return out, nil
}

func TestWhatIsAddedIsBounded(t *testing.T) {
	found := &testing.T{}
	for _, body := range append([]string{strings.Repeat("ü", 9000), "\x00\u202e", "a\x1bb"}, nasty...) {
		bounded(found, deaf{}, channel.Hook{Body: []byte(body)})
	}
	if found.Failed() {
		t.Error("Received.Add lets through what it must not")
	}
	var r channel.Received
	for range 1001 {
		r.Add(channel.Inbound{ExternalID: "a", From: "1", Text: "x"})
		r.Note(channel.Status{ExternalID: "a", Stage: "sent", State: terang.Accepted})
	}
	if len(r.Messages) != 1000 || len(r.Statuses) != 1000 || r.Skipped != 2 {
		t.Errorf("%d messages, %d statuses, %d skipped", len(r.Messages), len(r.Statuses), r.Skipped)
	}
	if !bytes.Equal(Dump([]Recorded{{Method: "POST", URL: "u", Body: []byte("b")}}), []byte("-- 1: POST u --\n\nb\n")) {
		t.Error("a dump is not what was recorded")
	}
}

func BenchmarkClear(b *testing.B) {
	wa, err := whatsapp.New(whatsapp.Config{})
	if err != nil {
		b.Fatal(err)
	}
	for name, c := range map[string]channel.Channel{"whatsapp": wa, "sms": sms.New(sms.Config{})} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Cleared(b, c, "Pesanan TRG-1042 sedang dikirim, tiba besok.")
			}
		})
	}
}
