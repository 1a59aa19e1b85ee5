package training

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"terang"
	"terang/store"
	"terang/understand"
)

// TrialState is how far a trial has come.
type TrialState string

// The states of a trial.
const (
	TrialRunning TrialState = "running"
	TrialDone    TrialState = "done"
	TrialFailed  TrialState = "failed"
)

// Trial is what a draft would change: the live model and the one that the draft would give, side by side, each measured
// on examples that it has not seen.
type Trial struct {
	ID            string
	State         TrialState
	Code          string // why it failed, a key of the texts
	Before, After understand.Report
	ByIntent      map[string][2]Score // before and after
	Better, Worse int                 // examples that are heard right now and were not, and the other way round
	Moved         []Move
}

// Score is how well one intent is told from the others.
type Score struct {
	Recall    float64 // share of its examples that were heard as it
	Precision float64 // share of what was heard as it that was it
}

// Move is an example that is heard otherwise than before.
type Move struct {
	Text, Intent  string
	Before, After understand.Trial
	Better        bool
}

// maxMoves bounds the moved examples of each kind that a trial lists.
const maxMoves = 100

// trial is a trial with what publishing it needs.
type trial struct {
	Trial
	workspace string
	base      int64    // number of the version that it was compared with
	draft     []string // ids of the changes
	epoch     int      // of the examples in playbooks
	examples  []understand.Example
	model     *understand.Model // nil where the workspace has begun a later trial
}

// Try begins a trial of the draft. One runs at a time for a workspace.
func (s *Service) Try(ctx context.Context, workspaceID string) (Trial, error) {
	draft, err := s.Draft(ctx, workspaceID)
	if err != nil {
		return Trial{}, err
	}
	if len(draft) == 0 {
		return Trial{}, terang.Fail(terang.Conflict, "draft_empty")
	}
	t, b, err := s.begin(workspaceID, draft)
	if err != nil {
		return Trial{}, err
	}
	told := t.Trial // from here on the trial is its own
	s.wg.Add(1)
	go s.run(t, b)
	return told, nil
}

// begin puts a trial among the others.
func (s *Service) begin(workspaceID string, draft []store.Change) (*trial, *brand, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.brands[workspaceID]
	if b == nil {
		return nil, nil, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	for _, t := range s.trials {
		if t.workspace == workspaceID && t.State == TrialRunning {
			return nil, nil, terang.Fail(terang.Conflict, "trial_running")
		}
	}
	changes := slices.Concat(b.live.Changes, draft)
	t := &trial{
		Trial:     Trial{ID: s.IDs("try"), State: TrialRunning},
		workspace: workspaceID, base: b.live.Number, epoch: b.epoch, examples: overlay(b.pack.all(), changes),
	}
	for _, c := range draft {
		t.draft = append(t.draft, c.ID)
	}
	s.forget(workspaceID)
	s.trials = append(s.trials, t)
	return t, b, nil
}

// tell stores how far a trial has come, so that every node can say so. That it cannot be told is no reason not to try.
func (s *Service) tell(ctx context.Context, t *trial) error {
	s.mu.Lock()
	row := store.Trial{WorkspaceID: t.workspace, ID: t.ID, State: string(t.State), Base: t.base, Draft: t.draft, At: s.Clock()}
	var err error
	if t.State != TrialRunning {
		row.Result, err = json.Marshal(t.Trial)
	}
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("training: trial: %w", err)
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error { return store.PutTrial(tx, row) })
}

// keepTelling says that a trial runs until ctx ends.
func (s *Service) keepTelling(ctx context.Context, t *trial) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		if err := s.tell(ctx, t); err != nil && ctx.Err() == nil {
			s.Logger.Warn("other nodes cannot be told of a trial", "workspace", t.workspace, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// forget makes room for a trial of a workspace: of the earlier ones only the figures stay, and the oldest go.
func (s *Service) forget(workspaceID string) {
	for _, t := range s.trials {
		if t.workspace == workspaceID {
			t.model = nil
		}
	}
	for over := len(s.trials) - keptTrials; over >= 0; over-- {
		i := slices.IndexFunc(s.trials, func(t *trial) bool { return t.State != TrialRunning })
		if i < 0 {
			return
		}
		s.trials = slices.Delete(s.trials, i, i+1)
	}
}

// run trains what the draft would give, and compares.
func (s *Service) run(t *trial, b *brand) {
	defer s.wg.Done()
	ctx, cancel := context.WithTimeout(s.ctx, trialLimit)
	defer cancel()
	telling, silent := context.WithCancel(ctx)
	var teller sync.WaitGroup
	teller.Go(func() { s.keepTelling(telling, t) })
	m, err := s.train(ctx, t.workspace, t.examples, s.options(b.pack, b.live))
	silent()
	teller.Wait()
	if s.ctx.Err() != nil { // the house closes: nobody shall wait for this one
		err := s.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return store.DeleteTrial(tx, t.workspace, t.ID) })
		if err != nil {
			s.Logger.Warn("a trial that ended with its node cannot be taken away", "workspace", t.workspace, "error", err)
		}
		return
	}
	s.finish(t, b, m, err)
	if err := s.tell(context.WithoutCancel(ctx), t); err != nil {
		s.Logger.Warn("other nodes cannot be told of a trial", "workspace", t.workspace, "error", err)
	}
}

// finish takes down how a trial came out.
func (s *Service) finish(t *trial, b *brand, m *understand.Model, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		t.State, t.Code = TrialFailed, "trial_failed"
		s.Logger.Error("a trial failed", "workspace", t.workspace, "error", err)
		return
	}
	if now := s.brands[t.workspace]; now.live.Number == t.base {
		b = now // it may have been completed meanwhile
	}
	t.model = m
	t.Before, t.After = b.model.Report(), m.Report()
	t.ByIntent = map[string][2]Score{}
	for intent, score := range scores(b.examples, t.Before) {
		t.ByIntent[intent] = [2]Score{score, {}}
	}
	for intent, score := range scores(t.examples, t.After) {
		both := t.ByIntent[intent]
		both[1] = score
		t.ByIntent[intent] = both
	}
	t.compare(b.examples)
	t.State = TrialDone
}

// scores counts how well each intent is told from the others.
func scores(examples []understand.Example, r understand.Report) map[string]Score {
	type tally struct{ own, right, heard int }
	n := map[string]tally{}
	for i, e := range examples {
		if i >= len(r.Trials) {
			break
		}
		if e.Intent == understand.OutOfScope { // never heard as an intent, and so neither right nor wrong
			continue
		}
		own := n[e.Intent]
		own.own++
		if r.Trials[i].Guess == e.Intent {
			own.right++
		}
		n[e.Intent] = own
		heard := n[r.Trials[i].Guess]
		heard.heard++
		n[r.Trials[i].Guess] = heard
	}
	out := map[string]Score{}
	for intent, c := range n {
		if c.own == 0 {
			continue
		}
		s := Score{Recall: float64(c.right) / float64(c.own)}
		if c.heard > 0 {
			s.Precision = float64(c.right) / float64(c.heard)
		}
		out[intent] = s
	}
	return out
}

// compare lists the examples of both models that are heard otherwise, those that got worse first. Where there are too many
// to list, some of each kind are.
func (t *trial) compare(before []understand.Example) {
	old := make(map[string]understand.Trial, len(before))
	for i, e := range before {
		if i < len(t.Before.Trials) {
			old[key(e.Intent, e.Text)] = t.Before.Trials[i]
		}
	}
	var worse, better, other []Move
	for i, e := range t.examples {
		was, ok := old[key(e.Intent, e.Text)]
		if !ok || i >= len(t.After.Trials) || was.Guess == t.After.Trials[i].Guess {
			continue
		}
		m := Move{Text: e.Text, Intent: e.Intent, Before: was, After: t.After.Trials[i], Better: t.After.Trials[i].Guess == e.Intent}
		switch {
		case m.Better:
			better = append(better, m)
		case was.Guess == e.Intent:
			worse = append(worse, m)
		default:
			other = append(other, m)
		}
	}
	t.Better, t.Worse = len(better), len(worse)
	for _, moves := range [][]Move{worse, better, other} {
		t.Moved = append(t.Moved, moves[:min(len(moves), maxMoves)]...)
	}
}

// Trial returns a trial of the workspace, of this node or of another one.
func (s *Service) Trial(ctx context.Context, workspaceID, id string) (Trial, error) {
	s.mu.Lock()
	if t := s.find(workspaceID, id); t != nil {
		defer s.mu.Unlock()
		return t.Trial, nil
	}
	s.mu.Unlock()
	t, err := s.elsewhere(ctx, workspaceID, id)
	if err != nil {
		return Trial{}, err
	}
	return t.Trial, nil
}

// elsewhere returns a trial that another node runs or ran. One whose node is silent is not there any more.
func (s *Service) elsewhere(ctx context.Context, workspaceID, id string) (*trial, error) {
	row, err := store.TrialOf(ctx, s.Store, workspaceID, id)
	if err != nil {
		return nil, err
	}
	t := &trial{Trial: Trial{ID: id, State: TrialState(row.State)}, workspace: workspaceID, base: row.Base, draft: row.Draft}
	if t.State == TrialRunning {
		if s.Clock().Sub(row.At) > silentFor {
			return nil, terang.Fail(terang.NotFound, "trial_not_found")
		}
		return t, nil
	}
	if err := json.Unmarshal(row.Result, &t.Trial); err != nil {
		return nil, fmt.Errorf("training: trial: %w", err)
	}
	return t, nil
}

func (s *Service) find(workspaceID, id string) *trial {
	for _, t := range s.trials {
		if t.ID == id && t.workspace == workspaceID {
			return t
		}
	}
	return nil
}
