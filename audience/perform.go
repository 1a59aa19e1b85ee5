package audience

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"terang"
	"terang/engine"
	"terang/store"
)

// perform does one claimed run: the turn, or what stands in its way.
func (s *Service) perform(ctx context.Context, d store.DueRun) {
	ctx, cancel := context.WithTimeout(ctx, turnTime)
	defer cancel()
	err := s.try(ctx, d)
	if err == nil || store.RunLost(err) {
		return
	}
	if d.Tries+1 >= maxTries {
		s.Logger.Error("run given up", "job", d.ID, "kind", string(d.Kind), "attempt", d.Tries+1, "error", err)
		s.settled(d, s.end(ctx, d, store.OutcomeFailed))
		return
	}
	wait := firstRetry << d.Tries
	s.Logger.Warn("run failed, will be tried again", "job", d.ID, "kind", string(d.Kind), "attempt", d.Tries+1, "error", err)
	s.settled(d, s.postpone(ctx, d, s.Clock().Add(wait), d.Tries+1))
}

// settled logs what was not written: the lease will run out.
func (s *Service) settled(d store.DueRun, err error) {
	if err != nil && !store.RunLost(err) {
		s.Logger.Error("run not written; its lease will run out", "job", d.ID, "error", err)
	}
}

// try does a run. A panic is a failure like others, not the process's end.
func (s *Service) try(ctx context.Context, d store.DueRun) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("audience: run panicked: %v", p)
		}
	}()
	brain := s.Brain(d.WorkspaceID)
	if brain == nil {
		return s.postpone(ctx, d, s.Clock().Add(unloadedWait), d.Tries)
	}
	switch d.Kind {
	case store.RunSpread:
		return s.spread(ctx, brain, d)
	case store.RunLook:
		return s.looked(ctx, brain, d)
	case store.RunStart, store.RunSleep:
	}
	in, err := input(d)
	if err != nil || gone(brain, d, in) {
		s.Logger.Warn("run ended: its playbook is gone", "job", d.ID, "detail", d.Playbook, "error", err)
		return s.end(ctx, d, store.OutcomeGone)
	}
	if d.Conversation.ID == "" {
		return s.end(ctx, d, store.OutcomeNoChannel)
	}
	if d.Kind == store.RunStart && d.Class != terang.ClassSecurity && s.Clock().Sub(d.CreatedAt) > maxMissed {
		return s.end(ctx, d, store.OutcomeHeld) // what it would tell is no news any more, and may not be true
	}
	if d.Conversation.Holder != terang.HolderAssistant {
		return s.postpone(ctx, d, s.Clock().Add(busyRetry), d.Tries)
	}
	early := s.kept
	if d.Kind == store.RunStart || speaks(in.Woken.Run) {
		early = s.early
	}
	if done, err := early(ctx, brain, d); done {
		return err
	}
	err = s.Turns.Begin(ctx, d, in)
	if err == nil {
		s.count("turn")
		return nil
	}
	return s.refused(ctx, brain, d, err)
}

// input is what the engine is told.
func input(d store.DueRun) (engine.Input, error) {
	var event map[string]any
	if d.Cause != "" {
		if err := json.Unmarshal([]byte(d.Cause), &event); err != nil {
			return engine.Input{}, fmt.Errorf("audience: cause of %s: %w", d.ID, err)
		}
		event = tidy(event)
	}
	if d.Kind == store.RunStart {
		return engine.Input{Kind: engine.InputStarted, Start: &engine.Start{Playbook: d.Playbook, Trigger: d.StartedBy, Event: event}}, nil
	}
	w := &engine.Woken{Event: event, TimedOut: d.Event != "" && d.Cause == ""}
	if err := json.Unmarshal([]byte(d.State), &w.Run); err != nil {
		return engine.Input{}, fmt.Errorf("audience: state of %s: %w", d.ID, err)
	}
	return engine.Input{Kind: engine.InputWoken, Woken: w}, nil
}

// gone reports whether a run cannot go on, and nobody waits for it. One that the contact began goes to a person: the engine
// says so.
func gone(brain *engine.Brain, d store.DueRun, in engine.Input) bool {
	if d.Kind == store.RunStart {
		return brain.Playbook(d.Playbook) == nil
	}
	r := in.Woken.Run
	return (r.Proactive || !r.Silence.IsZero()) && !brain.Holds(r)
}

// speaks reports whether what a run says was not asked for. One that only marks a question which nobody answers says nothing.
func speaks(r engine.Run) bool { return r.Proactive && r.Silence.IsZero() }

// early spares a turn, and the calls in it, where the gate would refuse what it says. The gate decides again.
func (s *Service) early(ctx context.Context, brain *engine.Brain, d store.DueRun) (done bool, err error) {
	k := d.Contact
	if k.Merged() && d.Class != terang.ClassSecurity {
		all, err := store.Person(ctx, s.Store, k.WorkspaceID, k.ID, store.ByAny)
		if err != nil {
			return false, err
		}
		k = k.AsPerson(all)
	} else if d.Others > 0 && d.Class != terang.ClassSecurity { // a person has one attention, however many conversations
		same, err := store.SameContacts(ctx, s.Store, k.WorkspaceID, k.ExternalID, maxSame)
		if err != nil {
			return false, err
		}
		for _, o := range same {
			if o.ID != k.ID {
				k = k.Joined(o)
			}
		}
	}
	r := k.Reach(d.Class, s.Clock(), brain.Zone())
	switch {
	case !r.Consent:
		return true, s.end(ctx, d, store.OutcomeNoConsent)
	case r.OverBudget:
		return true, s.end(ctx, d, store.OutcomeOverBudget)
	case r.Quiet:
		return true, s.postpone(ctx, d, r.Morning, 0)
	}
	return false, nil
}

// kept is early for a run that the contact began, and whose answer has taken its time. It needs no consent and no attention, for
// it was asked for; but a stop that came after ends it, and where the talk is over it waits for the morning like everything else.
func (s *Service) kept(ctx context.Context, brain *engine.Brain, d store.DueRun) (done bool, err error) {
	if d.Class == terang.ClassSecurity {
		return false, nil
	}
	now, k := s.Clock(), d.Contact
	if k.Merged() { // whoever of the person asked for silence
		all, err := store.Person(ctx, s.Store, k.WorkspaceID, k.ID, store.ByAny)
		if err != nil {
			return false, err
		}
		k = k.AsPerson(all)
	}
	if k.StoppedSince(d.CreatedAt) {
		return true, s.end(ctx, d, store.OutcomeNoConsent)
	}
	if morning := terang.Morning(now, brain.Zone()); !morning.Equal(now) && now.Sub(d.Conversation.LastAt) > stillThere {
		return true, s.postpone(ctx, d, morning, 0)
	}
	return false, nil
}

// refused does what follows from the turn's own word that it could not be.
func (s *Service) refused(ctx context.Context, brain *engine.Brain, d store.DueRun, err error) error {
	var e *terang.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case "conversation_busy":
		return s.postpone(ctx, d, s.Clock().Add(busyRetry), d.Tries)
	case "begin_held":
		switch e.Args["reason"] {
		case "quiet_hours":
			return s.postpone(ctx, d, terang.Morning(s.Clock(), brain.Zone()), 0)
		case "no_consent":
			return s.end(ctx, d, store.OutcomeNoConsent)
		case "over_budget":
			return s.end(ctx, d, store.OutcomeOverBudget)
		case "agent_speaking":
			return s.postpone(ctx, d, s.Clock().Add(busyRetry), d.Tries)
		}
		s.Logger.Error("run ended: the gate held what it says", "job", d.ID, "detail", d.Playbook, "reason", e.Args["reason"])
		return s.end(ctx, d, store.OutcomeHeld)
	}
	return err
}

func (s *Service) end(ctx context.Context, d store.DueRun, outcome store.Outcome) error {
	err := s.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return store.EndRun(tx, d.Run, outcome, s.Clock())
	})
	if err == nil {
		s.count(outcome)
	}
	return err
}

func (s *Service) postpone(ctx context.Context, d store.DueRun, at time.Time, tries int64) error {
	err := s.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return store.PostponeRun(tx, d.Run, at, tries)
	})
	if err == nil {
		s.count("postponed")
		s.Wake(at)
	}
	return err
}

// spreadState is how far a run of [store.RunSpread] came.
type spreadState struct {
	Segment string `json:"segment"`
	After   string `json:"after,omitempty"` // id of the last contact
}

// spreadBatch is how many contacts of a segment are begun with in one transaction.
const spreadBatch = 200

// spread starts a playbook for the next contacts of a segment. Each start's id follows from the spread's and the person's, so
// that a batch that is done again adds nothing, and neither does a person's second contact.
func (s *Service) spread(ctx context.Context, brain *engine.Brain, d store.DueRun) error {
	var state spreadState
	if err := json.Unmarshal([]byte(d.State), &state); err != nil || brain.Playbook(d.Playbook) == nil {
		s.Logger.Warn("run ended: its playbook is gone", "job", d.ID, "detail", d.Playbook, "error", err)
		return s.end(ctx, d, store.OutcomeGone)
	}
	members, err := store.Members(ctx, s.Store, d.WorkspaceID, state.Segment, state.After, spreadBatch)
	if err != nil {
		return err
	}
	now := s.Clock()
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, k := range members {
			r := start(brain, k, d.Playbook, d.StartedBy, "", now)
			r.ID = stableID(d.ID, r.Person)
			r.settleSingle(brain)
			if _, err := store.InsertRun(tx, r.Run); err != nil {
				return err
			}
		}
		if len(members) < spreadBatch {
			return store.EndRun(tx, d.Run, store.OutcomeDone, now)
		}
		next, err := json.Marshal(spreadState{Segment: state.Segment, After: members[len(members)-1].ID})
		if err != nil {
			return err
		}
		return store.MoveRun(tx, d.Run, string(next), now)
	})
	if err == nil {
		s.Wake(now)
	}
	return err
}
