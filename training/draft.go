package training

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/store"
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
	now := s.Clock()
	var changes []store.Change
	texts := make(map[string]string, len(b.examples)) // of what will hold, with the intent
	intents := map[string]bool{}
	for _, e := range overlay(b.examples, have) {
		texts[strings.ToLower(e.Text)] = e.Intent
		intents[e.Intent] = true
	}
	for _, a := range add {
		c := store.Change{
			ID: s.IDs("chg"), Intent: strings.TrimSpace(a.Intent), Language: a.Language, Text: strings.Join(strings.Fields(a.Text), " "),
			ConversationID: a.ConversationID, Seq: a.Seq, By: by, At: now,
		}
		if err := check(c, intents, texts, newIntent); err != nil {
			return Draft{}, err
		}
		texts[strings.ToLower(c.Text)] = c.Intent
		changes = append(changes, c)
	}
	for _, id := range remove {
		i, ok := exampleIndex(b, id)
		if !ok {
			return Draft{}, terang.Fail(terang.NotFound, "example_not_found")
		}
		e := b.examples[i]
		if slices.ContainsFunc(have, func(c store.Change) bool { return c.Removes && c.Intent == e.Intent && c.Text == e.Text }) {
			continue
		}
		changes = append(changes, store.Change{ID: s.IDs("chg"), Intent: e.Intent, Language: e.Language, Text: e.Text, Removes: true, By: by, At: now})
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

// check refuses an addition that would teach nothing, or two things at once.
func check(c store.Change, intents map[string]bool, texts map[string]string, newIntent bool) error {
	switch {
	case c.Text == "":
		return terang.Fail(terang.Invalid, "example_empty")
	case utf8.RuneCountInString(c.Text) > maxText:
		return terang.Fail(terang.Invalid, "example_too_long")
	case !validName(c.Intent):
		return terang.Fail(terang.Invalid, "intent_name", "intent", c.Intent)
	case !intents[c.Intent] && !newIntent:
		return terang.Fail(terang.Invalid, "intent_unknown", "intent", c.Intent)
	}
	if in, ok := texts[strings.ToLower(c.Text)]; ok {
		return terang.Fail(terang.Invalid, "example_duplicate", "intent", in)
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

// Undo takes a change out of the draft.
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
