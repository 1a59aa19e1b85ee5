package assistant_test

import (
	"testing"

	"terang"
	"terang/internal/scene"
	"terang/store/storetest"
)

// TestTheAgentIsOfferedWhatComesNearest: a question that the assistant does not answer goes to a person together with the
// passage that comes nearest, as a draft; sent as it is, it is theirs with a machine's help.
func TestTheAgentIsOfferedWhatComesNearest(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	start(t, s, &brand{})
	rina := s.Agent("Rina")
	for _, question := range []string{
		"is there a parking lot for trucks", "kertas kado ada gambar naruto ga", "kurir kalian pakai motor listrik ya", "poin saya bisa buat bayar pajak motor?",
	} {
		c := s.Open()
		for i, text := range []string{question, question + "?", question + "??"} {
			s.Write(c.ID, string(rune('a'+i)), text)
			settle(t, s, c.ID)
		}
		var draft terang.Message
		for _, m := range s.Messages(c.ID) {
			if m.Kind == terang.KindNote && m.Author.Kind() == terang.KindAI {
				draft = m.Message
			}
		}
		if s.Conversation(c.ID).Holder != terang.HolderQueue || draft.ID == "" {
			continue // this one was answered, or nothing is near
		}
		if draft.Direction != terang.Internal || draft.Author.Model() == "" {
			t.Fatalf("the draft is %+v", draft)
		}
		if _, err := s.Desk.Claim(t.Context(), rina, c.ID); err != nil {
			t.Fatal(err)
		}
		m, err := s.Desk.Reply(t.Context(), rina, c.ID, "r", draft.Content.Text, draft.ID)
		if err != nil || m.Author.Kind() != terang.KindAIAssisted || m.Author.Share() != 1 {
			t.Fatalf("sent as %s, share %.2f, %v", m.Author.Kind(), m.Author.Share(), err)
		}
		return
	}
	t.Fatal("no question that was handed over got a draft")
}
