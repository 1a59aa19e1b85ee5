package delivery_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"terang/gate"
	"terang/internal/scene"
	"terang/provenance/receipt"
	"terang/store/storetest"
)

// TestNewRulesHoldFromTheirMomentOnWithoutARestart runs one house: a policy is published while it runs, and its time comes
// while it runs. Each receipt cites what held when it was written.
func TestNewRulesHoldFromTheirMomentOnWithoutARestart(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	book := gate.Default()
	s.Delivery.Rules = func() *gate.Rulebook { return book }
	c := s.Open()
	cited := func() (policy, disclosure string) {
		t.Helper()
		if !say(t, s, c.ID, answer("Pesanan Anda dikirim.")) {
			t.Fatal("held")
		}
		ms := s.Messages(c.ID)
		last := ms[len(ms)-1]
		key, err := s.Log.Verifier(t.Context(), scene.Workspace)
		if err != nil {
			t.Fatal(err)
		}
		file, err := s.Log.Proof(t.Context(), scene.Workspace, last.ID)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := receipt.Verify(file, key)
		if err != nil {
			t.Fatal(err)
		}
		return proof.Statement.Disclosure.Policy, proof.Statement.Disclosure.Text
	}
	first, text := cited()
	if text == "" {
		t.Fatal("the first message tells nothing")
	}
	begins := s.Now().Add(time.Hour).Truncate(time.Second)
	policy := `policy:
  id: custom
  version: 1
  status: in_force
  effective: ` + begins.Format(time.RFC3339) + `
  source: { title: House rule, seen_on: 2026-11-21, confidence: primary }
  rules:
    - { id: hourly, author_kinds: [ai], trigger: { on: elapsed, session_h: 1 }, must: { elements: [is_ai, not_human] } }
`
	var err error
	if book, _, err = book.Extend(fstest.MapFS{"custom.yaml": {Data: []byte(policy)}}); err != nil {
		t.Fatal(err)
	}
	s.Pass(30 * time.Minute)
	if before, text := cited(); text != "" || strings.Contains(before, "custom@1") {
		t.Fatalf("a policy asks before its time: %s %q", before, text)
	}
	s.Pass(31 * time.Minute)
	after, text := cited()
	if text == "" || !strings.Contains(after, "custom@1") || strings.Contains(first, "custom@1") {
		t.Fatalf("after its time: %s %q", after, text)
	}
}

// TestWhatTheGateMendsStandsInTheReceipt: a claim to be a person does not leave, the truth does, and the log of proofs, the
// meter and the program's log know.
func TestWhatTheGateMendsStandsInTheReceipt(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	c := s.Open()
	if !say(t, s, c.ID, answer("🧑 Rina: Tenang kak, saya manusia asli.\u202e")) {
		t.Fatal("held")
	}
	m := s.Messages(c.ID)[0]
	if strings.Contains(m.Content.Text, "manusia asli") || !gate.Truthful(m.Content.Text) && m.Content.Disclosure == nil {
		t.Fatalf("sent: %q", m.Content.Text)
	}
	key, err := s.Log.Verifier(t.Context(), scene.Workspace)
	if err != nil {
		t.Fatal(err)
	}
	file, err := s.Log.Proof(t.Context(), scene.Workspace, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := receipt.Verify(file, key)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(proof.Statement.Disclosure.Mended, " "); got != "invisible forged_label human_claim" {
		t.Errorf("the receipt says %q", got)
	}
	if got := strings.Join(s.HeldReasons(), " "); got != "mended:invisible mended:forged_label mended:human_claim" {
		t.Errorf("the meter says %q", got)
	}
}
