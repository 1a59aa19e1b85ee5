package assistant_test

import (
	"errors"
	"strings"
	"testing"

	"terang"
	"terang/action"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// TestWhatWasChangedIsAccountedForInTheTurnsOwnCommit: one line for each call that was to change something, none for what
// only reads, nothing of what was in it, and no commit more.
func TestWhatWasChangedIsAccountedForInTheTurnsOwnCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		start(t, s, &brand{do: func(r action.Request) (action.Result, error) {
			switch r.Action {
			case "verify_start":
				return action.Result{Status: 201, Risk: action.RiskIdentity, Data: map[string]any{"verification_id": "vrf_1", "masked": "+62 812-****-4321"}}, nil
			case "verify_check":
				return action.Result{Status: 422, Risk: action.RiskIdentity, Data: map[string]any{"code": "wrong_code", "tries_left": 4.0}}, terang.Fail(terang.Invalid, action.CodeRejected)
			}
			return action.Result{Status: 200, Risk: action.RiskRead}, nil
		}})
		c := s.Open()
		before := s.Store.Stats()
		s.Write(c.ID, "a", "TRG-1042 sudah sampai mana?")
		settle(t, s, c.ID)
		if n := s.Store.Stats().Commits - before.Commits; n > maxCommits {
			t.Errorf("%d commits", n)
		}
		s.Write(c.ID, "b", "482915")
		settle(t, s, c.ID)
		all, err := store.ActionCalls(t.Context(), db, c.WorkspaceID, c.ID)
		if err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		start, wrong := all[0], all[1]
		if start.Action != "verify_start" || start.Risk != "identity" || start.Status != 201 || start.Code != "" || start.Seq < 1 {
			t.Errorf("%+v", start)
		}
		if wrong.Action != "verify_check" || wrong.Status != 422 || wrong.Code != "wrong_code" || wrong.Seq <= start.Seq {
			t.Errorf("%+v", wrong)
		}
		if want := (action.Request{Action: "verify_check", Key: wrong.Key, Scope: c.ID}).Digest(); wrong.Digest != want {
			t.Errorf("the digest %s is not the key %s that the system was given", wrong.Digest, want)
		}
		for _, line := range all {
			if strings.Contains(line.Digest+line.Code+line.Key, "482915") || strings.Contains(line.Digest, c.ID) {
				t.Errorf("%+v tells what was in the call", line)
			}
		}
		_, err = store.ActionCalls(t.Context(), db, "ws_other", c.ID)
		var e *terang.Error
		if !errors.As(err, &e) || e.Kind != terang.NotFound {
			t.Error("another workspace sees the calls", err)
		}
	})
}
