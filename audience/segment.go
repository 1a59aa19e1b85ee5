package audience

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/segment"
	"terang/store"
)

// probes are how far ahead it is looked whether time alone brings a contact into a segment or out of it. Between two of them
// the moment is found by halving.
var probes = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour,
	2 * 24 * time.Hour, 3 * 24 * time.Hour, 5 * 24 * time.Hour, 7 * 24 * time.Hour, 14 * 24 * time.Hour, 30 * 24 * time.Hour, 60 * 24 * time.Hour, 90 * 24 * time.Hour,
}

// lookState is the state of a [store.RunLook].
type lookState struct {
	All   bool   `json:"all,omitempty"`   // at all contacts of the workspace, batch by batch
	After string `json:"after,omitempty"` // id of the last one
}

// facts are what rules may know of a contact at a moment.
func (s *Service) facts(ctx context.Context, q store.Querier, k terang.Contact, now time.Time) (segment.Facts, error) {
	last, err := store.LastEvents(ctx, q, k.WorkspaceID, store.PersonOf(k))
	if err != nil {
		return segment.Facts{}, err
	}
	f := segment.Facts{Contact: k.Values(now), Events: make(map[string]segment.Event, len(last)), Now: now}
	f.Contact["name"] = k.Name
	for _, e := range last {
		var data map[string]any
		if err := json.Unmarshal([]byte(e.Data), &data); err != nil {
			return f, fmt.Errorf("audience: data of event %s: %w", e.ID, err)
		}
		f.Events[e.Name] = segment.Event{Count: e.Count, Last: e.At, Data: tidy(data)}
	}
	return f, nil
}

// look finds the segments of a contact, writes what changed, starts what waits for that, and leaves a row for the moment at
// which time alone will change it. A quiet look starts nothing.
func (s *Service) look(ctx context.Context, tx *store.Tx, brain *engine.Brain, k terang.Contact, cause string, now time.Time, quiet bool) error {
	set := s.segments(k.WorkspaceID)
	if set == nil || len(set.All()) == 0 {
		if k.Forget(now) {
			if err := store.SaveKnown(tx, &k); err != nil {
				return err
			}
		}
		if k.NextForgotten(now).IsZero() {
			return nil
		}
		return s.lookLater(tx, nil, segment.Facts{Now: now}, k, nil, now)
	}
	f, err := s.facts(ctx, tx.Reader(), k, now)
	if err != nil {
		return err
	}
	before, err := s.moveFrom(ctx, tx, &k, now)
	if err != nil {
		return err
	}
	after := set.Members(f)
	entered, left := segment.Moves(before, after)
	forgot := k.Forget(now)
	if forgot || len(entered)+len(left) > 0 || !slices.Equal(k.Segments, after) {
		k.Segments = after
		if err := store.SetSegments(tx, &k, after, left, now); err != nil {
			return err
		}
	}
	if !quiet {
		if err := s.startMoved(tx, brain, k, entered, left, cause, now); err != nil {
			return err
		}
	}
	return s.lookLater(tx, set, f, k, after, now)
}

// moveFrom takes the segments over from other contacts of the same person, so that a new conversation is no new entry.
func (s *Service) moveFrom(ctx context.Context, tx *store.Tx, k *terang.Contact, now time.Time) ([]string, error) {
	before := slices.Clone(k.Segments)
	if !k.Verified() {
		return before, nil
	}
	same, err := store.SameContacts(ctx, tx.Reader(), k.WorkspaceID, k.ExternalID, maxSame)
	if err != nil {
		return nil, err
	}
	for _, other := range same {
		if other.ID == k.ID || len(other.Segments) == 0 {
			continue
		}
		before = append(before, other.Segments...)
		left := other.Segments
		other.Segments = nil
		if err := store.SetSegments(tx, &other, nil, left, now); err != nil {
			return nil, err
		}
	}
	slices.Sort(before)
	return slices.Compact(before), nil
}

func (s *Service) startMoved(tx *store.Tx, brain *engine.Brain, k terang.Contact, entered, left []string, cause string, now time.Time) error {
	for _, pb := range brain.Begins() {
		for _, t := range pb.On {
			if t.Kind != playbook.TriggerSegment {
				continue
			}
			moved := entered
			if t.On == playbook.OnExit {
				moved = left
			}
			if !slices.Contains(moved, t.Segment) {
				continue
			}
			r := start(brain, k, pb.ID, "segment:"+t.Segment+":"+t.On, cause, now)
			r.ID = s.IDs("run")
			r.settleSingle(brain)
			began, err := store.InsertRun(tx, r.Run)
			if err != nil {
				return err
			}
			if !began {
				s.count("ignored")
			}
			break
		}
	}
	return nil
}

// lookLater leaves a row for the moment at which the contact's segments change by themselves, as far as that can be seen, or
// something about them is to be forgotten.
func (s *Service) lookLater(tx *store.Tx, set *segment.Set, f segment.Facts, k terang.Contact, now []string, at time.Time) error {
	next, ok := flip(set, f, now)
	if end := k.NextForgotten(at); !end.IsZero() && (!ok || end.Before(next)) {
		next, ok = end, true // what is no longer known may be what a rule is about
	}
	if !ok {
		return store.DeleteLook(tx, k.WorkspaceID, store.PersonOf(k))
	}
	return store.PutLook(tx, store.Run{
		ID: s.IDs("run"), WorkspaceID: k.WorkspaceID, ContactID: k.ID, Person: store.PersonOf(k), State: "{}", WakeAt: next, DueAt: next, CreatedAt: at,
	})
}

// flip finds when the segments of a contact become others if nothing but time happens, to the second.
func flip(set *segment.Set, f segment.Facts, members []string) (time.Time, bool) {
	if set == nil || len(set.Timed()) == 0 {
		return time.Time{}, false
	}
	now := f.Now
	differs := func(after time.Duration) bool {
		f.Now = now.Add(after)
		return !slices.Equal(set.Members(f), members)
	}
	same := time.Duration(0)
	for _, p := range probes {
		if !differs(p) {
			same = p
			continue
		}
		for other := p; ; {
			if other-same <= time.Second {
				return now.Add(other), true
			}
			if middle := (same + other) / 2; differs(middle) {
				other = middle
			} else {
				same = middle
			}
		}
	}
	return time.Time{}, false
}

func (s *Service) segments(workspaceID string) *segment.Set {
	if s.Segments == nil {
		return nil
	}
	return s.Segments(workspaceID)
}

// looked does a claimed [store.RunLook].
func (s *Service) looked(ctx context.Context, brain *engine.Brain, d store.DueRun) error {
	var state lookState
	if err := json.Unmarshal([]byte(d.State), &state); err != nil {
		return fmt.Errorf("audience: state of %s: %w", d.ID, err)
	}
	var contacts []terang.Contact
	if state.All {
		var err error
		if contacts, err = store.Contacts(ctx, s.Store, d.WorkspaceID, state.After, spreadBatch); err != nil {
			return err
		}
	}
	now := s.Clock()
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		if err := store.DropRun(tx, d.Run); err != nil { // first: the look leaves its own next row
			return err
		}
		for _, k := range contacts {
			if err := s.look(ctx, tx, brain, k, "", now, true); err != nil {
				return err
			}
		}
		if state.All && len(contacts) == spreadBatch {
			return s.lookOn(tx, d, contacts[len(contacts)-1].ID, now)
		}
		if state.All {
			return nil
		}
		k, err := store.Contact(ctx, tx.Reader(), d.WorkspaceID, d.ContactID)
		if terang.KindOf(err) == terang.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		return s.look(ctx, tx, brain, k, "", now, false)
	})
	if err == nil {
		s.Wake(time.Time{})
	}
	return err
}

// lookOn leaves a row for the next batch.
func (s *Service) lookOn(tx *store.Tx, d store.DueRun, after string, now time.Time) error {
	state, err := json.Marshal(lookState{All: true, After: after})
	if err != nil {
		return err
	}
	next := d.Run
	next.ID, next.State, next.WakeAt, next.DueAt = s.IDs("run"), string(state), now, now
	return store.PutLook(tx, next)
}

// digest names a workspace's segments: when their rules are others, everybody is looked at once.
func digest(set *segment.Set) string {
	h := sha256.New()
	for _, g := range set.All() {
		fmt.Fprintf(h, "%s=%s\n", g.Name, g.If.String())
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// segmentsPlan is the row that says with which segments everybody was looked at last. It is no schedule: it is never due.
func segmentsPlan(workspaceID string, set *segment.Set) store.Schedule {
	return store.Schedule{WorkspaceID: workspaceID, Playbook: "", Spec: "segments " + digest(set)}
}

// lookAtAll leaves a row that looks at all contacts of a workspace.
func (s *Service) lookAtAll(tx *store.Tx, workspaceID string, now time.Time) error {
	state, err := json.Marshal(lookState{All: true})
	if err != nil {
		return err
	}
	return store.PutLook(tx, store.Run{ID: s.IDs("run"), WorkspaceID: workspaceID, Person: "all", State: string(state), WakeAt: now, DueAt: now, CreatedAt: now})
}
