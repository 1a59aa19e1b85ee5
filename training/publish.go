package training

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"terang"
	"terang/store"
	"terang/understand"
)

// keptVersions is how many versions are listed.
const keptVersions = 100

// Publish makes the model of a finished trial the live one. It fails where the draft or the live version are no longer
// those that were tried.
func (s *Service) Publish(ctx context.Context, workspaceID, by, trialID string) (store.Training, error) {
	draft, err := s.Draft(ctx, workspaceID)
	if err != nil {
		return store.Training{}, err
	}
	s.mu.Lock()
	t := s.find(workspaceID, trialID)
	s.mu.Unlock()
	if t == nil {
		if t, err = s.elsewhere(ctx, workspaceID, trialID); err != nil {
			return store.Training{}, err
		}
	}
	s.mu.Lock()
	m, b := t.model, s.brands[workspaceID]
	if b != nil && t.epoch != b.epoch {
		m = nil // playbooks have brought other examples since
	}
	switch {
	case b == nil:
		err = terang.Fail(terang.Unavailable, "workspace_not_loaded")
	case t.State != TrialDone:
		err = terang.Fail(terang.Conflict, "trial_not_done")
	case t.base != b.live.Number:
		err = terang.Fail(terang.Conflict, "training_moved_on")
	case !slices.EqualFunc(draft, t.draft, func(c store.Change, id string) bool { return c.ID == id }):
		err = terang.Fail(terang.Conflict, "draft_moved_on")
	}
	s.mu.Unlock()
	if err != nil {
		return store.Training{}, err
	}
	changes := slices.Concat(b.live.Changes, draft) // those that were tried: neither has moved on
	examples, d := overlay(b.pack.all(), changes), count(draft)
	next := store.Training{Changes: changes, Promise: b.live.Promise, Added: int64(d.Added), Removed: int64(d.Removed)}
	complete := true
	if m == nil { // tried by another node, or tried again since, or on other examples; the model is kept all the same
		if m, complete, err = s.model(ctx, workspaceID, b.pack, examples, s.options(b.pack, b.live)); err != nil {
			return store.Training{}, err
		}
	}
	return s.publish(ctx, workspaceID, by, b, next, t.draft, examples, m, complete)
}

// Rollback makes an earlier version the live one again, under a new number. Version 0 is the pack as it came. The models
// of the newest versions are kept, so that it takes effect at once; an older one is learnt anew, the fast ear at once and
// the deep one later, as after a start.
func (s *Service) Rollback(ctx context.Context, workspaceID, by string, number int64) (store.Training, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return store.Training{}, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	if number == b.live.Number {
		return store.Training{}, terang.Fail(terang.Conflict, "training_is_live")
	}
	was := store.Training{}
	if number > 0 {
		var err error
		if was, err = store.TrainingOf(ctx, s.Store, workspaceID, number); err != nil {
			return was, err
		}
	}
	examples := overlay(b.pack.all(), was.Changes)
	m, complete, err := s.model(ctx, workspaceID, b.pack, examples, s.options(b.pack, was))
	if err != nil {
		return store.Training{}, err
	}
	next := store.Training{Changes: was.Changes, Promise: was.Promise}
	next.Added, next.Removed = difference(b.examples, examples)
	return s.publish(ctx, workspaceID, by, b, next, nil, examples, m, complete)
}

// SetPromise answers only where this share of the answers is right, from the next message on.
func (s *Service) SetPromise(ctx context.Context, workspaceID, by string, precision float64) (understand.Promise, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return understand.Promise{}, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	if math.IsNaN(precision) || precision < 0.5 || precision > 0.999 {
		return understand.Promise{}, terang.Fail(terang.Invalid, "promise_out_of_range")
	}
	m := b.model.WithPromise(precision)
	next := store.Training{Changes: b.live.Changes, Promise: int64(math.Round(precision * 10000))}
	if _, err := s.publish(ctx, workspaceID, by, b, next, nil, b.examples, m, b.complete); err != nil {
		return understand.Promise{}, err
	}
	return m.Report().Promise, nil
}

// difference counts what one set of examples has more, and has less, than the one before.
func difference(before, after []understand.Example) (added, removed int64) {
	n := make(map[string]int, len(before))
	for _, e := range before {
		n[key(e.Intent, e.Text)]++
	}
	for _, e := range after {
		n[key(e.Intent, e.Text)]--
	}
	for _, d := range n {
		if d > 0 {
			removed += int64(d)
		} else {
			added -= int64(d)
		}
	}
	return added, removed
}

// publish stores the next version and lets it take effect.
func (s *Service) publish(ctx context.Context, workspaceID, by string, b *brand, next store.Training, draft []string, examples []understand.Example, m *understand.Model, complete bool) (store.Training, error) {
	report, err := json.Marshal(m.Report())
	if err != nil {
		return next, fmt.Errorf("training: report: %w", err)
	}
	next.WorkspaceID, next.Number, next.Report = workspaceID, b.live.Number+1, report
	next.Digest = understand.DigestOf(examples, s.options(b.pack, next)) // m's own where it is complete
	next.By, next.At = by, s.Clock()
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		return store.InsertTraining(tx, next, draft, terang.Fail(terang.Conflict, "training_moved_on"))
	})
	if err != nil {
		return next, err
	}
	s.Logger.Info("what the assistant understands was published", "workspace", workspaceID, "version", next.Number)
	return next, s.install(workspaceID, b, next, examples, m, complete)
}

// Versions returns the published versions, newest first.
func (s *Service) Versions(ctx context.Context, workspaceID string) ([]store.Training, error) {
	return store.Trainings(ctx, s.Store, workspaceID, keptVersions)
}
