package authoring

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/playbook"
	"terang/store"
)

const (
	figureDays = 7
	maxTallies = 2000
)

// State says how a playbook stands.
type State string

// The states of a playbook.
const (
	StateLive    State = "live"    // nobody is changing it
	StateDraft   State = "draft"   // was never live
	StateChanged State = "changed" // live, with a draft that waits
	StateOff     State = "off"     // switched off
)

// Entry is one playbook in the list.
type Entry struct {
	ID       string
	Title    terang.Text
	About    terang.Text
	Class    playbook.Class
	Triggers []playbook.Trigger
	Version  int // that is live, or was last; 0 for none
	Steps    int
	State    State
	At       time.Time // when it was published
	By       string    // id of who published it, "" for the pack
	Origin   string    // where the live version is from; "" for none
	Errors   int
	Warnings int
	Count    store.RunCount // of the last seven days
}

type tally struct{ errors, warnings int }

// List returns a workspace's playbooks in order of their ids, with how they did.
func (s *Service) List(ctx context.Context, workspaceID string) ([]Entry, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return nil, err
	}
	drafts, err := store.PlaybookDrafts(ctx, s.Store, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("authoring: list: %w", err)
	}
	counts, err := store.RunCounts(ctx, s.Store, workspaceID, s.Clock().AddDate(0, 0, 1-figureDays))
	if err != nil {
		return nil, fmt.Errorf("authoring: list: %w", err)
	}
	entries := map[string]*Entry{}
	for id, book := range b.books {
		e := entryOf(book.Playbook)
		e.Version, e.State, e.At, e.By, e.Origin = book.Version, StateLive, book.row.At, book.row.By, book.row.Origin
		e.Errors, e.Warnings = count(b.problems(), book.File)
		entries[id] = e
	}
	for id, off := range b.off {
		e := &Entry{ID: id, Version: off.Version, State: StateOff, At: off.At, By: off.By}
		if row, err := s.row(ctx, b, workspaceID, id, off.Version); err == nil {
			e.Origin = row.Origin
			if pb := b.parsed[ref(id, off.Version)]; pb != nil {
				e.describe(pb)
			}
		}
		entries[id] = e
	}
	for _, d := range drafts {
		e := entries[d.Playbook]
		if e == nil {
			e = &Entry{ID: d.Playbook, State: StateDraft, Title: terang.Text{}}
			if pb, _ := parse(file(d.Playbook), d.Source); pb != nil {
				e.describe(pb)
			}
			entries[d.Playbook] = e
		} else if e.State == StateLive {
			e.State = StateChanged
		}
		e.Errors, e.Warnings = s.tally(b, d)
	}
	out := make([]Entry, 0, len(entries))
	for id, e := range entries {
		e.Count = counts[id]
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// Title is how the brand calls a playbook, named by its id or as a version ("order_late@3"): as it is called now, or was last where it
// is switched off; nil where it is not known.
func (s *Service) Title(workspaceID, name string) terang.Text {
	b := s.brand(workspaceID)
	if b == nil {
		return nil
	}
	id, _, _ := strings.Cut(name, "@")
	if book := b.books[id]; book != nil {
		return book.Title
	}
	if off, ok := b.off[id]; ok {
		name = ref(id, off.Version)
	}
	if pb := b.parsed[name]; pb != nil {
		return pb.Title
	}
	return nil
}

func entryOf(pb *playbook.Playbook) *Entry {
	e := &Entry{ID: pb.ID}
	e.describe(pb)
	return e
}

func (e *Entry) describe(pb *playbook.Playbook) {
	e.Title, e.About, e.Class, e.Triggers, e.Steps = pb.Title, pb.About, pb.Class, pb.On, len(pb.Steps)
}

// tally counts the problems of a draft, once for each text and what is live beside it.
func (s *Service) tally(b *brand, d store.PlaybookDraft) (errors, warnings int) {
	key := fmt.Sprintf("%s %s %s %d", d.WorkspaceID, d.Playbook, d.ETag, b.number)
	s.mu.Lock()
	t, ok := s.tallies[key]
	s.mu.Unlock()
	if ok {
		return t.errors, t.warnings
	}
	name := file(d.Playbook)
	pb, problems := parse(name, d.Source)
	if pb != nil {
		problems = b.check(d.Playbook, pb)
	}
	t.errors, t.warnings = count(problems, name)
	s.mu.Lock()
	if len(s.tallies) >= maxTallies {
		clear(s.tallies)
	}
	s.tallies[key] = t
	s.mu.Unlock()
	return t.errors, t.warnings
}

func count(problems playbook.Problems, name string) (errors, warnings int) {
	for _, p := range problems {
		switch {
		case p.File != name:
		case p.Severity == playbook.SeverityWarning:
			warnings++
		default:
			errors++
		}
	}
	return errors, warnings
}

// Page is one playbook as an editor shows it.
type Page struct {
	ID        string
	Source    []byte // that is live, or was last; nil where none ever was
	Scenarios []byte
	Version   int
	Live      bool
	Origin    string
	Draft     *store.PlaybookDraft
	Checked   Checked // of the draft where there is one, else of what is live
}

// Get returns one playbook.
func (s *Service) Get(ctx context.Context, workspaceID, id string) (Page, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return Page{}, err
	}
	p := Page{ID: id}
	if book := b.books[id]; book != nil {
		p.Source, p.Scenarios, p.Version, p.Live, p.Origin = book.Source, book.row.Scenarios, book.Version, true, book.row.Origin
	} else if off, ok := b.off[id]; ok {
		row, err := s.row(ctx, b, workspaceID, id, off.Version)
		if err != nil {
			return Page{}, err
		}
		p.Source, p.Scenarios, p.Version, p.Origin = row.Source, row.Scenarios, row.Version, row.Origin
	}
	d, there, err := store.PlaybookDraftOf(ctx, s.Store, workspaceID, id)
	if err != nil {
		return Page{}, err
	}
	text := p.Source
	if there {
		p.Draft, text = &d, d.Source
	}
	if text == nil {
		return Page{}, terang.Fail(terang.NotFound, "playbook_not_found")
	}
	p.Checked, err = s.Check(workspaceID, id, text)
	return p, err
}
