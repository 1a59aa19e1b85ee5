// Package person is where agents say which contacts are one person, and take it back.
//
// A merge copies nothing and proves nothing. It joins what agents see and what the brand may do: one timeline, one attention, a no
// that holds for all, playbooks that live once. It never widens what a contact is told: for that both must have proved to the brand's
// own system that they are the same. So taking a merge back leaves both as they were, with what came since on the one it came to.
//
// The package sends nothing and merges nobody by itself: that two contacts share a number is a suggestion.
//
// The way in is [Service.Preview], [Service.Merge], [Service.Unmerge] and [Service.Suggestions].
package person

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/store"
)

// maxNote is how many characters the reason of a merge may have.
const maxNote = 300

// Service merges contacts. All fields are needed.
type Service struct {
	Store *store.DB
	Clock terang.Clock
	IDs   terang.IDs
	Zone  func(workspaceID string) *time.Location // in which the brand's nights are counted
	Stale func(contactID string)                  // forgets what this process remembers of a contact
}

// Preview is what a merge would do. Nothing is changed by looking.
type Preview struct {
	Refused *terang.Error // why it cannot be, nil where it can
	Sides   [2]Side       // the contact that is asked about, and the other
	Consent []Consent
	Budgets []Budget
	Aside   []store.Run // playbooks that are set aside, because the same one lives with the other side already
	Differ  []string    // names of what is known of both, and is not the same
}

// Side is one of two persons who may be merged.
type Side struct {
	Contact terang.Contact   // the one that was named
	Parts   []terang.Contact // all contacts of the person, that one first
	Talks   int64            // conversations
}

// Consent is what a merge changes of what a contact agreed to.
type Consent struct {
	ContactID     string
	Class         terang.Class
	Before, After bool
}

// Budget is how often the person was written to in the last week, and may be.
type Budget struct {
	Class        terang.Class
	Sides        [2]int
	Used, Weekly int
}

// Merge is the wish of an agent.
type Merge struct {
	WorkspaceID string
	ContactID   string
	OtherID     string
	Note        string
	By          string // "agent:agt_…"
}

// Preview tells what a merge would do.
func (s *Service) Preview(ctx context.Context, workspaceID, contactID, otherID string) (Preview, error) {
	var p Preview
	err := store.MayMerge(ctx, s.Store, store.Merge{WorkspaceID: workspaceID, ContactID: contactID, OtherID: otherID})
	if err != nil && !(terang.KindOf(err) == terang.Conflict && errors.As(err, &p.Refused)) {
		return p, err
	}
	for i, id := range []string{contactID, otherID} {
		side := &p.Sides[i]
		if side.Parts, err = store.Person(ctx, s.Store, workspaceID, id, store.ByAny); err != nil {
			return p, err
		}
		side.Contact = side.Parts[0]
		ids := make([]string, len(side.Parts))
		for j, k := range side.Parts {
			ids[j] = k.ID
		}
		if side.Talks, err = store.CountTalks(ctx, s.Store, workspaceID, ids); err != nil {
			return p, err
		}
	}
	if p.Refused != nil {
		return p, nil
	}
	p.Aside, err = store.SetAside(ctx, s.Store, workspaceID, p.Sides[0].Contact, p.Sides[1].Contact)
	s.weigh(&p, s.Clock())
	return p, err
}

// weigh finds what the two sides may do before and after.
func (s *Service) weigh(p *Preview, now time.Time) {
	zone := s.Zone(p.Sides[0].Contact.WorkspaceID)
	all := slices.Concat(p.Sides[0].Parts, p.Sides[1].Parts)
	for _, class := range []terang.Class{terang.ClassService, terang.ClassMarketing} {
		for i := range p.Sides {
			own := p.Sides[i].Parts
			for _, k := range own {
				before := k.AsPerson(own).Reach(class, now, zone).Consent
				k.JoinedAt = now
				if after := k.AsPerson(all).Reach(class, now, zone).Consent; before || after {
					p.Consent = append(p.Consent, Consent{k.ID, class, before, after})
				}
			}
		}
		one, other := Used(p.Sides[0].Parts, class, now), Used(p.Sides[1].Parts, class, now)
		p.Budgets = append(p.Budgets, Budget{Class: class, Sides: [2]int{one, other}, Used: one + other, Weekly: terang.Weekly(class)})
	}
	known := [2]map[string]any{}
	for i := range p.Sides {
		known[i] = map[string]any{}
		for _, k := range p.Sides[i].Parts {
			maps.Copy(known[i], k.Values(now))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known[0])) {
		if other, both := known[1][name]; both && other != known[0][name] {
			p.Differ = append(p.Differ, name)
		}
	}
}

// Used counts the talks of a class that the brand began with a person in the last week.
func Used(parts []terang.Contact, class terang.Class, now time.Time) int {
	if len(parts) == 0 {
		return 0
	}
	return parts[0].AsPerson(parts).Recent(class, now)
}

// Merge makes two contacts one person.
func (s *Service) Merge(ctx context.Context, in Merge) (store.Merge, error) {
	note := strings.Join(strings.Fields(in.Note), " ")
	if len([]rune(note)) > maxNote {
		return store.Merge{}, terang.Fail(terang.Invalid, "merge_note")
	}
	m := store.Merge{ID: s.IDs("mrg"), WorkspaceID: in.WorkspaceID, ContactID: in.ContactID, OtherID: in.OtherID, Note: note, By: in.By}
	return m, s.change(ctx, in.WorkspaceID, in.ContactID, func(tx *store.Tx, now time.Time) error {
		m.At = now
		return store.InsertMerge(tx, m)
	})
}

// Unmerge takes a merge of a contact's person back.
func (s *Service) Unmerge(ctx context.Context, workspaceID, contactID, mergeID, by string) error {
	return s.change(ctx, workspaceID, contactID, func(tx *store.Tx, now time.Time) error {
		m, err := store.MergeByID(ctx, tx.Reader(), workspaceID, mergeID)
		if err != nil {
			return err
		}
		parts, err := store.Person(ctx, tx.Reader(), workspaceID, contactID, store.ByAny)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(parts, func(k terang.Contact) bool { return k.ID == m.ContactID || k.ID == m.OtherID }) {
			return terang.Fail(terang.NotFound, "merge_not_found")
		}
		m.EndedAt, m.EndedBy, m.Why = now, by, store.MergeUndone
		return store.EndMerge(tx, m)
	})
}

// change runs a change of who is one person, and lets this process forget what it remembered of all whom it may concern.
func (s *Service) change(ctx context.Context, workspaceID, contactID string, fn func(tx *store.Tx, now time.Time) error) error {
	concerned := func() ([]terang.Contact, error) {
		return store.Person(ctx, s.Store, workspaceID, contactID, store.ByAny)
	}
	before, err := concerned()
	if err != nil {
		return err
	}
	now := s.Clock().UTC().Truncate(time.Millisecond)
	if err := s.Store.Write(ctx, func(tx *store.Tx) error { return fn(tx, now) }); err != nil {
		return err
	}
	after, err := concerned()
	for _, k := range slices.Concat(before, after) {
		s.Stale(k.ID)
	}
	return err
}

// Suggestions returns who may be the same person as a contact, because the brand's own system or the one that it came from knows the
// same number or address of both.
func (s *Service) Suggestions(ctx context.Context, workspaceID, contactID string) ([]store.Likeness, error) {
	if _, err := store.Contact(ctx, s.Store, workspaceID, contactID); err != nil {
		return nil, err
	}
	return store.AlikeContacts(ctx, s.Store, workspaceID, contactID)
}
