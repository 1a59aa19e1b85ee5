package audience

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/store"
)

// newRun is a start that has no id yet.
type newRun struct{ store.Run }

// start makes the row that begins a playbook for a contact now.
func start(brain *engine.Brain, k terang.Contact, playbookID, by, cause string, now time.Time) newRun {
	return newRun{store.Run{
		WorkspaceID: k.WorkspaceID, Kind: store.RunStart, Playbook: playbookID, ContactID: k.ID, Person: store.PersonOf(k), StartedBy: by,
		Class: brain.Class(playbookID), State: "{}", Cause: cause, WakeAt: now, DueAt: now, CreatedAt: now,
	}}
}

// settleSingle says what may live only once with the person: a playbook that sleeps. One that never does is done at once, and
// each of its starts counts.
func (r *newRun) settleSingle(brain *engine.Brain) {
	r.Single = r.ID
	if brain.Sleeps(r.Playbook) {
		r.Single = r.Playbook
	}
}

// stableID names a run by what caused it, so that the same cause never starts it twice.
func stableID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "run_" + strings.ToUpper(hex.EncodeToString(sum[:13]))
}

// Start asks for a playbook to be started by hand: for a contact (one of its ids) or for all of a segment.
type Start struct {
	WorkspaceID string
	Playbook    string
	ContactID   string
	ExternalID  string
	Segment     string
	By          string // "agent:agt_…"
}

// Start starts a playbook that may be started by hand, and returns for how many contacts. It is done when the answer comes,
// but not yet begun.
func (s *Service) Start(ctx context.Context, in Start) (int64, error) {
	brain := s.Brain(in.WorkspaceID)
	if brain == nil {
		return 0, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	pb := brain.Playbook(in.Playbook)
	if pb == nil || pb.ID != in.Playbook {
		return 0, terang.Fail(terang.NotFound, "playbook_not_found")
	}
	if !slices.ContainsFunc(pb.On, func(t playbook.Trigger) bool { return t.Kind == playbook.TriggerManual }) {
		return 0, terang.Fail(terang.Conflict, "playbook_not_manual", "playbook", pb.ID)
	}
	given := 0
	for _, v := range []string{in.ContactID, in.ExternalID, in.Segment} {
		if v != "" {
			given++
		}
	}
	if given != 1 {
		return 0, terang.Fail(terang.Invalid, "start_for_whom")
	}
	if in.Segment != "" {
		return s.startSegment(ctx, in)
	}
	k, err := s.contact(ctx, in.WorkspaceID, in.ContactID, in.ExternalID)
	if err != nil {
		return 0, err
	}
	now := s.Clock()
	r := start(brain, k, pb.ID, in.By, "", now)
	r.ID = s.IDs("run")
	r.settleSingle(brain)
	var began bool
	err = s.Store.Write(ctx, func(tx *store.Tx) (err error) {
		began, err = store.InsertRun(tx, r.Run)
		return err
	})
	if err != nil {
		return 0, err
	}
	s.Wake(now)
	if !began {
		s.count("ignored")
		return 0, nil
	}
	return 1, nil
}

func (s *Service) contact(ctx context.Context, workspaceID, id, externalID string) (terang.Contact, error) {
	if id != "" {
		return store.Contact(ctx, s.Store, workspaceID, id)
	}
	return store.ContactByExternalID(ctx, s.Store, workspaceID, externalID)
}

// startSegment leaves a row that starts the playbook for the segment's contacts batch by batch.
func (s *Service) startSegment(ctx context.Context, in Start) (int64, error) {
	n, err := store.CountMembers(ctx, s.Store, in.WorkspaceID, in.Segment)
	if err != nil || n == 0 {
		return 0, err
	}
	now := s.Clock()
	r, err := spreadRun(in.WorkspaceID, in.Playbook, in.Segment, in.By, s.IDs("run"), now)
	if err != nil {
		return 0, err
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := store.InsertRun(tx, r)
		return err
	})
	s.Wake(now)
	return n, err
}

func spreadRun(workspaceID, playbookID, segment, by, id string, now time.Time) (store.Run, error) {
	state, err := json.Marshal(spreadState{Segment: segment})
	return store.Run{
		ID: id, WorkspaceID: workspaceID, Kind: store.RunSpread, Playbook: playbookID, Single: id, Person: "segment:" + segment, StartedBy: by,
		State: string(state), WakeAt: now, DueAt: now, CreatedAt: now,
	}, err
}

// Consent records what a contact said about a class, for all contacts that proved to be the same person. Class "" is everything that
// the brand begins but security.
func (s *Service) Consent(ctx context.Context, workspaceID, contactID string, class terang.Class, given bool, source string) error {
	var changed []string
	var err error
	for range maxRetries {
		err = s.Store.Write(ctx, func(tx *store.Tx) error {
			changed = changed[:0]
			same, err := store.Person(ctx, tx.Reader(), workspaceID, contactID, store.ByProof)
			if err != nil {
				return err
			}
			now := s.Clock().UTC().Truncate(time.Millisecond)
			for _, k := range same {
				k = k.WithConsent(class, given, now, source)
				if err := store.SaveKnown(tx, &k); err != nil {
					return err
				}
				changed = append(changed, k.ID)
			}
			return store.InsertConsent(tx, workspaceID, store.ConsentChange{ContactID: contactID, Class: class, Given: given, Source: source, At: now})
		})
		if terang.KindOf(err) != terang.Conflict {
			break
		}
	}
	for _, id := range changed {
		s.Contacts.Stale(id)
	}
	return err
}

// Runs returns what waits, sleeps or has ended of a contact's runs, newest last of those that live, then the last ended.
func (s *Service) Runs(ctx context.Context, workspaceID, contactID string, limit int) ([]store.Run, error) {
	k, err := store.Contact(ctx, s.Store, workspaceID, contactID)
	if err != nil {
		return nil, err
	}
	return store.Runs(ctx, s.Store, workspaceID, store.PersonOf(k), limit)
}
