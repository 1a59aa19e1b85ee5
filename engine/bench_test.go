package engine_test

import (
	"encoding/json"
	"os"
	"testing"

	"terang/engine"
)

// talk is the state after an order was told about, with one more question to come.
func talk(b *testing.B) *world {
	b.Helper()
	w := newWorld(brain(b))
	for _, line := range []string{
		`system: verify_start => {"verification_id":"v","masked":"+62 812-****-4321"}`,
		`system: verify_check => {"customer_id":"c","customer_name":"Sari","customer_token":"t"}`,
		`system: order_get => {"order_no":"TRG-1042","status":"shipped","late":true,"courier":"Kurir Kilat","tracking_no":"KK77","placed_at":"2026-11-15T00:21:00Z","promised_at":"2026-11-22T07:21:00Z","delay_reason":"weather_flood","delay_place":"Karawang","total":381000,"history":[{"event":"placed","at":"2026-11-15T00:21:00Z"},{"event":"paid","at":"2026-11-15T01:21:00Z"},{"event":"packed","at":"2026-11-17T03:21:00Z"},{"event":"shipped","at":"2026-11-18T03:21:00Z"}]}`,
		"open: id", "contact: paketku kok blm nyampe ya, no TRG-1042", "contact: 482915",
	} {
		if err := w.play(line); err != nil {
			b.Fatal(err)
		}
	}
	return w
}

func BenchmarkStepArticle(b *testing.B) {
	w := talk(b)
	in := engine.Input{Kind: engine.InputMessage, Text: "berapa ongkir ke bali ya kak", Seq: 9, Now: w.now, Desk: w.desk}
	b.ReportAllocs()
	for b.Loop() {
		w.brain.Step(w.state, in)
	}
}

// BenchmarkStepOrder is a whole turn with one call: understand, call, fill in text and card.
func BenchmarkStepOrder(b *testing.B) {
	w := talk(b)
	in := engine.Input{Kind: engine.InputMessage, Text: "paketku TRG-1042 sampai mana sekarang?", Seq: 9, Now: w.now, Desk: w.desk}
	b.ReportAllocs()
	for b.Loop() {
		s, effects := w.brain.Step(w.state, in)
		for _, e := range effects {
			if c, ok := e.(engine.Call); ok {
				r := w.answer(c)
				w.brain.Step(s, engine.Input{Kind: engine.InputActionResult, Seq: 9, Now: w.now, Desk: w.desk, Result: r})
			}
		}
	}
}

func BenchmarkState(b *testing.B) {
	w := talk(b)
	blob, err := json.Marshal(w.state)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(blob)), "bytes")
	b.ReportAllocs()
	for b.Loop() {
		var s engine.State
		if err := json.Unmarshal(blob, &s); err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(s); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTurn is one turn of ten steps: the contact taps yes, the action is asked for, its result comes, and undo,
// receipt, facts, branches and the end follow. As in the house, the state comes out of its stored form before each of the two
// inputs and goes back into it after. A tap is used, so that the time of the understanding is left out.
func BenchmarkTurn(b *testing.B) {
	ten, err := os.ReadFile("../internal/bench/ten.yaml") // what `terang bench playbook` runs too
	if err != nil {
		b.Fatal(err)
	}
	w := with(b, string(ten))
	for _, line := range []string{
		`system: courier_price => {"price":25000,"at":"2026-11-22T07:21:00Z"}`,
		`system: courier_book => {"no":"C-7"}`,
		"open: id", "tap: start:ten | Sepuluh langkah", "tap: parcel | Paket", "tap: tomorrow | Besok",
	} {
		if err := w.play(line); err != nil {
			b.Fatal(err)
		}
	}
	before, err := json.Marshal(w.state)
	if err != nil {
		b.Fatal(err)
	}
	turn := func(blob []byte, in engine.Input) ([]byte, []engine.Effect) {
		in.Seq, in.Now, in.Desk = 9, w.now, w.desk
		s, err := engine.DecodeState(blob)
		if err != nil {
			b.Fatal(err)
		}
		s, effects := w.brain.Step(s, in)
		if blob, err = json.Marshal(s); err != nil {
			b.Fatal(err)
		}
		return blob, effects
	}
	b.ReportMetric(float64(len(before)), "state-bytes")
	b.ReportAllocs()
	for b.Loop() {
		mid, effects := turn(before, engine.Input{Kind: engine.InputMessage, Text: "Ya", Choice: "yes"})
		call, ok := effects[0].(engine.Call)
		if !ok {
			b.Fatalf("no call: %v", effects)
		}
		if _, effects = turn(mid, engine.Input{Kind: engine.InputActionResult, Result: w.answer(call)}); len(effects) < 2 {
			b.Fatalf("no receipt: %v", effects)
		}
	}
}

// BenchmarkHandOver is the turn in which a person is asked for: card, brief and what the contact hears.
func BenchmarkHandOver(b *testing.B) {
	w := newWorld(brain(b))
	for _, l := range []string{`system: verify_start => {"verification_id":"v","masked":"+62 8**"}`, "contact: cek pesanan TRG-1042", "contact: nggak tau deh"} {
		if err := w.play(l); err != nil {
			b.Fatal(err)
		}
	}
	in := engine.Input{Kind: engine.InputMessage, Text: "mau ngomong sama orang aja", Seq: 9, Now: w.now}
	b.ReportAllocs()
	for b.Loop() {
		if _, effects := w.brain.Step(w.state, in); len(effects) < 2 {
			b.Fatal(effects)
		}
	}
}
