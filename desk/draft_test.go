package desk_test

import (
	"testing"

	"terang"
	"terang/internal/scene"
	"terang/provenance/receipt"
	"terang/store"
	"terang/store/storetest"
)

const (
	drafted = "Paket Anda tertahan banjir di Semarang sejak kemarin. Kurir kami mengantarnya lagi besok sebelum pukul 17.00."
	typed   = "Halo Bu Ani, barusan saya telepon gudang: barangnya salah alamat dan malam ini dikirim ulang."
)

// TestTheAuthorOfAReplyIsFoundOut: what is said of the author depends on the words and on what a model wrote before, not on
// what the caller says; the receipt states it.
func TestTheAuthorOfAReplyIsFoundOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		c := s.Open()
		s.Write(c.ID, "a", "paket saya di mana?")
		offered, err := s.Desk.Offer(ctx, scene.Workspace, c.ID, "d1", terang.Suggestion{Text: drafted, Model: "llm@1", Prompt: "reply@2"}, "")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Desk.Offer(ctx, scene.Workspace, c.ID, "d1", terang.Suggestion{Text: drafted, Model: "llm@1"}, ""); err != nil || again.ID != offered.ID {
			t.Fatalf("the same draft again: %s, %v", again.ID, err)
		}
		if got := s.Conversation(c.ID); got.PublicSeq != 1 || got.Seq != 2 {
			t.Fatalf("a draft is seen by the contact: %d of %d", got.PublicSeq, got.Seq)
		}
		if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		own, err := s.Desk.Note(ctx, rina, c.ID, "n1", "halo bu ani sy telpon gudang dulu ya, mohon di tunggu sebentar")
		if err != nil {
			t.Fatal(err)
		}
		const better = "Halo Bu Ani, sy telpon gudang dulu ya, mohon ditunggu sebentar."
		mended, err := s.Desk.Offer(ctx, scene.Workspace, c.ID, "d2", terang.Suggestion{Text: better, Model: "llm@1"}, own.ID)
		if err != nil {
			t.Fatal(err)
		}
		key, err := s.Log.Verifier(ctx, scene.Workspace)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range []struct {
			text, draft string
			kind        terang.AuthorKind
			share       float64
			assist      string
		}{
			{drafted, offered.ID, terang.KindAIAssisted, 1, ""},
			{drafted, "", terang.KindAIAssisted, 1, ""}, // the name is left out
			{typed, "", terang.KindHuman, 0, ""},
			{typed, offered.ID, terang.KindHuman, 0, terang.AssistDraft},
			{better, mended.ID, terang.KindHuman, 0, terang.AssistEdited},
			{better, "", terang.KindHuman, 0, terang.AssistEdited},
		} {
			m, err := s.Desk.Reply(ctx, rina, c.ID, string(rune('r'+i)), r.text, r.draft)
			if err != nil {
				t.Fatal(err)
			}
			if m.Author.Kind() != r.kind || m.Author.Share() != r.share || m.Author.Assist() != r.assist {
				t.Errorf("%d: %s, share %.2f, assist %q", i, m.Author.Kind(), m.Author.Share(), m.Author.Assist())
			}
			file, err := s.Log.Proof(ctx, scene.Workspace, m.ID)
			if err != nil {
				t.Fatal(err)
			}
			report, err := receipt.Verify(file, key)
			if err != nil {
				t.Fatal(err)
			}
			if a := report.Statement.Author; a.Kind != r.kind || a.Share != r.share || a.Assist != r.assist || a.Human != rina.ID {
				t.Errorf("%d: the receipt states %+v", i, a)
			}
		}
		if report, err := s.Log.Audit(ctx, scene.Workspace); err != nil || len(report.Findings) > 0 {
			t.Errorf("audit: %v %v", report.Findings, err)
		}
	})
}

func TestADraftBelongsToItsConversation(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c, other := s.Open(), s.Open()
	theirs, err := s.Desk.Offer(ctx, scene.Workspace, other.ID, "d1", terang.Suggestion{Text: drafted, Model: "llm@1"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	note, err := s.Desk.Note(ctx, rina, c.ID, "n1", "catatan")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{theirs.ID, note.ID, "msg_none"} {
		if _, err := s.Desk.Reply(ctx, rina, c.ID, "r"+id, drafted, id); terang.KindOf(err) != terang.NotFound {
			t.Errorf("a reply from %s: %v", id, err)
		}
	}
	for _, id := range []string{theirs.ID, "msg_none"} {
		if _, err := s.Desk.Offer(ctx, scene.Workspace, c.ID, "o"+id, terang.Suggestion{Text: drafted, Model: "llm@1"}, id); terang.KindOf(err) != terang.NotFound {
			t.Errorf("a draft that mends %s: %v", id, err)
		}
	}
	if _, err := s.Desk.Offer(ctx, scene.Workspace, c.ID, "o", terang.Suggestion{Text: drafted}, ""); terang.KindOf(err) != terang.Invalid {
		t.Errorf("a draft of no model: %v", err)
	}
}
