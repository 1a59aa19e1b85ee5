package notify

import (
	"context"
	"strings"
	"testing"

	"terang"
	"terang/delivery"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// TestAPushSaysWhatItsAgentMayRead: with words only where the agent wants them, may read the conversation, and is not abused by it.
func TestAPushSaysWhatItsAgentMayRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world := scene.New(t, db)
		rina, c := world.Agent("Rina"), world.Open()
		world.Write(c.ID, "m1", "RAHASIA77")
		s := newService(t, db, xorSealer{})
		set := DefaultSetting()
		set.Detail = DetailWords
		if err := s.SetSetting(t.Context(), scene.Workspace, rina.ID, set); err != nil {
			t.Fatal(err)
		}
		for _, one := range []struct {
			reads, folded, want bool
		}{{true, false, true}, {false, false, false}, {true, true, false}} {
			s.opt.Reads = func(_ context.Context, a store.Agent, asked *terang.Conversation) (bool, error) {
				if a.ID != rina.ID || asked.ID != c.ID {
					t.Errorf("asked of %s and %s", a.ID, asked.ID)
				}
				return one.reads, nil
			}
			if _, err := world.Delivery.Change(t.Context(), scene.Workspace, c.ID, func(_ *store.Tx, th *delivery.Thread) error {
				th.Conversation.Last.Folded = one.folded
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			for _, kind := range []Kind{Waiting, Offered, Reply} {
				msg, err := s.compose(t.Context(), notice{Workspace: scene.Workspace, Conversation: c.ID, Agent: rina.ID, Kind: kind})
				if err != nil || strings.Contains(msg.Body, "RAHASIA77") != one.want {
					t.Errorf("%+v, %s: %q, %v", one, kind, msg.Body, err)
				}
			}
		}
	})
}
