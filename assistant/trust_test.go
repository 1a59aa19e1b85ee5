package assistant_test

import (
	"fmt"
	"sync"
	"testing"

	"terang"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
	"terang/trust"
)

// TestHowTrustMovedIsKeptInTheTurnsOwnCommit: calm turns leave nothing, bad ones their words and their score, at one statement
// more.
func TestHowTrustMovedIsKeptInTheTurnsOwnCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		start(t, s, &brand{})
		c := s.Open()
		s.Write(c.ID, "warm", "jam buka toko?")
		settle(t, s, c.ID)
		if got, err := store.TrustTurns(t.Context(), db, c.WorkspaceID, c.ID); err != nil || len(got) != 0 {
			t.Fatalf("a calm turn left %+v, %v", got, err)
		}
		before := s.Store.Stats()
		answered := make(chan struct{})
		var once sync.Once
		s.OnEvent(func(e *terang.Event) {
			for _, m := range e.Messages {
				if m.Direction == terang.Out {
					once.Do(func() { close(answered) })
				}
			}
		})
		m := s.Write(c.ID, "angry", "jam buka toko? tadi salah jawabannya")
		<-answered
		after := s.Store.Stats()
		if n := after.Statements - before.Statements; n > maxStatements+1 {
			t.Errorf("%d statements, want at most %d", n, maxStatements+1)
		}
		if n := after.Commits - before.Commits; n > maxCommits {
			t.Errorf("%d commits, want at most %d", n, maxCommits)
		}
		settle(t, s, c.ID)
		got, err := store.TrustTurns(t.Context(), db, c.WorkspaceID, c.ID)
		if err != nil || len(got) != 1 || got[0].Seq != m.Seq || got[0].Score >= 100 || len(got[0].Signals) == 0 || got[0].Signals[0].Quote == "" || got[0].Source != "" {
			t.Fatalf("%+v %v", got, err)
		}
		// What was kept, played again under the lines that decided, gives the same scores and the same decisions.
		for i, text := range []string{"kok lama banget sih", "bisa bayar di tempat?", "makasih ya kak", "bukan itu maksud saya", "jam buka toko?"} {
			s.Write(c.ID, fmt.Sprint("then", i), text)
			settle(t, s, c.ID)
		}
		if got, err = store.TrustTurns(t.Context(), db, c.WorkspaceID, c.ID); err != nil || len(got) < 4 {
			t.Fatalf("%+v %v", got, err)
		}
		var turns []trust.Turn
		for _, row := range got {
			turn := trust.Turn{Seq: row.Seq, Playbook: row.Playbook, Risk: row.Risk}
			for _, g := range row.Signals {
				turn.Signals = append(turn.Signals, trust.Signal{Kind: g.Kind, Weight: g.Weight, Quote: g.Quote, Seq: g.Seq})
			}
			turns = append(turns, turn)
		}
		p := trust.Replay(turns, retail(t).Brain.Lines())
		for i, row := range got {
			if p.Scores[i] != row.Score || string(p.Decisions[i]) != row.Decision {
				t.Errorf("turn %d replayed %d %s, kept %+v", i, p.Scores[i], p.Decisions[i], row)
			}
		}
	})
}
