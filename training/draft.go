package training

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/store"
	"terang/understand"
)

// Addition is an example that somebody wants to add. ConversationID and Seq name the message that it was made from, if
// it was.
type Addition struct {
	Intent         string
	Language       terang.Language
	Text           string
	ConversationID string
	Seq            int64
}

// Draft counts the changes that wait to be tried and published.
type Draft struct {
	Added, Removed int
}

// Draft returns the changes that wait, oldest first.
func (s *Service) Draft(ctx context.Context, workspaceID string) ([]store.Change, error) {
	return store.Changes(ctx, s.Store, workspaceID)
}

// Change puts additions and removals into the draft, all or none. newIntent says that additions may name an intent that
// nobody has examples of yet.
func (s *Service) Change(ctx context.Context, workspaceID, by string, add []Addition, remove []string, newIntent bool) (Draft, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return Draft{}, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	have, err := s.Draft(ctx, workspaceID)
	if err != nil {
		return Draft{}, err
	}
	if len(have)+len(add)+len(remove) > maxDraft {
		return Draft{}, terang.Fail(terang.TooLarge, "draft_too_large")
	}
	changes, err := s.removals(b, have, remove)
	if err != nil {
		return Draft{}, err
	}
	texts := make(map[string]understand.Example, len(b.examples)) // of what will hold
	intents := map[string]bool{}
	for _, e := range overlay(b.examples, slices.Concat(have, changes)) {
		texts[strings.ToLower(e.Text)] = e
		intents[e.Intent] = true
	}
	for i, a := range add {
		e := understand.Example{Intent: strings.TrimSpace(a.Intent), Language: a.Language, Text: strings.Join(strings.Fields(a.Text), " "), Where: console}
		if err := check(e, i+1, intents, texts, newIntent); err != nil {
			return Draft{}, err
		}
		texts[strings.ToLower(e.Text)] = e
		changes = append(changes, store.Change{Intent: e.Intent, Language: e.Language, Text: e.Text, ConversationID: a.ConversationID, Seq: a.Seq})
	}
	now, id := s.Clock(), s.IDs("chg")
	for i := range changes {
		changes[i].ID, changes[i].By, changes[i].At = fmt.Sprintf("%s_%03d", id, i), by, now // of one time, in the order given
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range changes {
			if err := store.InsertChange(tx, workspaceID, c); err != nil {
				return err
			}
			if c.Seq > 0 {
				if err := store.SetMissed(tx, workspaceID, c.ConversationID, c.Seq, store.MissedTaught); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return count(append(have, changes...)), err
}

// removals are the changes that take examples away, without those that the draft takes away already.
func (s *Service) removals(b *brand, have []store.Change, ids []string) ([]store.Change, error) {
	held := map[string]bool{}
	for _, e := range overlay(b.examples, have) {
		held[key(e.Intent, e.Text)] = true
	}
	var out []store.Change
	for _, id := range ids {
		i, ok := exampleIndex(b, id)
		if !ok {
			return nil, terang.Fail(terang.NotFound, "example_not_found")
		}
		e := b.examples[i]
		k := key(e.Intent, e.Text)
		if !held[k] {
			continue
		}
		held[k] = false
		out = append(out, store.Change{Intent: e.Intent, Language: e.Language, Text: e.Text, Removes: true})
	}
	return out, nil
}

// check refuses an addition that would teach nothing, or two things at once. n is its place among those that were given.
func check(c understand.Example, n int, intents map[string]bool, texts map[string]understand.Example, newIntent bool) error {
	item := strconv.Itoa(n)
	switch {
	case c.Text == "":
		return terang.Fail(terang.Invalid, "example_empty", "item", item)
	case utf8.RuneCountInString(c.Text) > maxText:
		return terang.Fail(terang.Invalid, "example_too_long", "item", item)
	case !validName(c.Intent):
		return terang.Fail(terang.Invalid, "intent_name", "intent", c.Intent, "item", item)
	case c.Intent == understand.OutOfScope: // teaches what belongs to no intent
	case !intents[c.Intent] && !newIntent:
		return terang.Fail(terang.Invalid, "intent_unknown", "intent", c.Intent, "item", item)
	}
	if e, ok := texts[strings.ToLower(c.Text)]; ok {
		return terang.Fail(terang.Invalid, "example_duplicate", "intent", e.Intent, "where", e.Where, "item", item)
	}
	return nil
}

// validName reports whether an intent may be called so: lower-case letters, digits and underscores, as playbooks name it.
func validName(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for i, r := range name {
		if !(r >= 'a' && r <= 'z' || r == '_' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return true
}

// Undo takes a change out of the draft; the message that it was made from waits to be looked at again.
func (s *Service) Undo(ctx context.Context, workspaceID, id string) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error { return store.DeleteChange(tx, workspaceID, id) })
}

func count(changes []store.Change) (d Draft) {
	for _, c := range changes {
		if c.Removes {
			d.Removed++
		} else {
			d.Added++
		}
	}
	return d
}
