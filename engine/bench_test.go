package engine_test

import (
	"encoding/json"
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
