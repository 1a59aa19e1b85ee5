package authoring

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"terang"
	"terang/playbook"
	"terang/store"
)

var (
	errMet = terang.Fail(terang.Conflict, "playbook_moved_on") // another publication came first
	errWas = errors.New("authoring: the draft is not the one that was named")
)

// Conflict says that somebody else was there first: who, when, and what stands there now.
type Conflict struct {
	Code string // playbook_draft_moved_on, playbook_draft_gone, playbook_exists
	By   string // id of the person or token, "" where nobody is known
	At   time.Time
	ETag string // of the draft that is there, "" for none
}

// Error implements error.
func (c *Conflict) Error() string { return "authoring: " + c.Code + " by " + c.By }

// Unwrap gives the house's own error, for whoever only wants its kind.
func (c *Conflict) Unwrap() error {
	return terang.Fail(terang.Conflict, c.Code)
}

// Create begins a draft of a playbook that there is not yet. Its id is read from the source, which need not be right in
// anything else.
func (s *Service) Create(ctx context.Context, workspaceID, by string, source []byte) (store.PlaybookDraft, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return store.PlaybookDraft{}, err
	}
	id := idOf(source)
	if !validID(id) {
		return store.PlaybookDraft{}, terang.Fail(terang.Invalid, "playbook_id")
	}
	if book := b.books[id]; book != nil {
		return store.PlaybookDraft{}, &Conflict{Code: "playbook_exists", By: book.row.By, At: book.row.At}
	}
	if off, ok := b.off[id]; ok {
		return store.PlaybookDraft{}, &Conflict{Code: "playbook_exists", By: off.By, At: off.At}
	}
	drafts, err := store.PlaybookDrafts(ctx, s.Store, workspaceID)
	if err != nil {
		return store.PlaybookDraft{}, fmt.Errorf("authoring: create: %w", err)
	}
	if len(drafts)+len(b.books) >= maxPlaybooks {
		return store.PlaybookDraft{}, terang.Fail(terang.TooLarge, "playbooks_too_many", "limit", strconv.Itoa(maxPlaybooks))
	}
	d, err := s.put(ctx, store.PlaybookDraft{WorkspaceID: workspaceID, Playbook: id, Source: source, By: by}, "")
	var c *Conflict
	if errors.As(err, &c) {
		c.Code = "playbook_exists"
	}
	return d, err
}

// Save keeps what somebody has written. was is the etag of the draft that they saw, "" where they saw none. scenarios nil
// leaves those that are there.
func (s *Service) Save(ctx context.Context, workspaceID, id, by string, source, scenarios []byte, was string) (store.PlaybookDraft, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return store.PlaybookDraft{}, err
	}
	now, there, err := store.PlaybookDraftOf(ctx, s.Store, workspaceID, id)
	if err != nil {
		return store.PlaybookDraft{}, err
	}
	book := b.books[id]
	if _, off := b.off[id]; book == nil && !off && !there {
		return store.PlaybookDraft{}, terang.Fail(terang.NotFound, "playbook_not_found")
	}
	switch {
	case scenarios != nil:
	case there:
		scenarios = now.Scenarios
	case book != nil:
		scenarios = book.row.Scenarios
	}
	return s.put(ctx, store.PlaybookDraft{WorkspaceID: workspaceID, Playbook: id, Source: source, Scenarios: scenarios, By: by}, was)
}

// put stores a draft over the one whose etag is was. Saving what stands there already is no conflict.
func (s *Service) put(ctx context.Context, d store.PlaybookDraft, was string) (store.PlaybookDraft, error) {
	if len(d.Source) > playbook.MaxFile {
		return d, terang.Fail(terang.TooLarge, "playbook_too_large", "limit", strconv.Itoa(playbook.MaxFile>>10)+" kB")
	}
	if len(d.Scenarios) > maxScenarios {
		return d, terang.Fail(terang.TooLarge, "playbook_too_large", "limit", strconv.Itoa(maxScenarios>>10)+" kB")
	}
	d.ETag, d.At = digestOf(d.Source, d.Scenarios)[:16], s.Clock()
	err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.PutPlaybookDraft(tx, d, was, errWas) })
	if !errors.Is(err, errWas) {
		return d, err
	}
	now, there, err := store.PlaybookDraftOf(ctx, s.Store, d.WorkspaceID, d.Playbook)
	if err != nil {
		return d, err
	}
	if there && now.ETag == d.ETag {
		return now, nil
	}
	return d, s.conflict(ctx, d.WorkspaceID, d.Playbook)
}

// conflict tells who was there first.
func (s *Service) conflict(ctx context.Context, workspaceID, id string) error {
	d, there, err := store.PlaybookDraftOf(ctx, s.Store, workspaceID, id)
	if err != nil {
		return err
	}
	if there {
		return &Conflict{Code: "playbook_draft_moved_on", By: d.By, At: d.At, ETag: d.ETag}
	}
	gone := &Conflict{Code: "playbook_draft_gone"}
	last, err := store.PlaybookVersions(ctx, s.Store, workspaceID, id, 1)
	if err != nil {
		return err
	}
	if len(last) == 0 {
		return terang.Fail(terang.NotFound, "playbook_not_found")
	}
	if last[0].Origin == store.FromConsole {
		gone.By, gone.At = last[0].By, last[0].At
	}
	return gone
}

// Discard throws a draft away.
func (s *Service) Discard(ctx context.Context, workspaceID, id string) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		return store.DeletePlaybookDraft(tx, workspaceID, id, "", terang.Fail(terang.NotFound, "playbook_draft_not_found"))
	})
}

// idOf reads a playbook's id, whatever else is wrong with it; "" where it cannot be read.
func idOf(source []byte) string {
	if len(source) > playbook.MaxFile {
		return ""
	}
	var head struct {
		ID string `yaml:"id"`
	}
	if yaml.Unmarshal(source, &head) == nil {
		return head.ID
	}
	if m := idLine.FindSubmatch(source); m != nil {
		return string(m[1])
	}
	return ""
}

var (
	idLine = regexp.MustCompile(`(?m)^id:[ \t]*([a-z0-9_]+)[ \t]*(?:#.*)?\r?$`)
	idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
)

func validID(id string) bool { return idForm.MatchString(id) }
