package authoring

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/store"
)

// Refused says why a draft cannot be published: problems that are errors, or scenarios that go another way with it.
type Refused struct {
	Problems playbook.Problems
	Failed   []Failure
}

// Error implements error.
func (r *Refused) Error() string {
	return fmt.Sprintf("authoring: refused: %d problems, %d failed scenarios", len(r.Problems), len(r.Failed))
}

// Failure is a scenario that goes another way.
type Failure struct {
	Name string
	Diff terang.Text // what came otherwise
	Text string      // of the scenario
}

// Publish makes a draft the live version, from the next message on. etag is that of the draft that was seen.
func (s *Service) Publish(ctx context.Context, workspaceID, id, by, etag, note string) (store.PlaybookVersion, error) {
	if utf8.RuneCountInString(note) > maxNote {
		return store.PlaybookVersion{}, terang.Fail(terang.TooLarge, "playbook_note_too_long")
	}
	d, there, err := store.PlaybookDraftOf(ctx, s.Store, workspaceID, id)
	if err != nil {
		return store.PlaybookVersion{}, err
	}
	if !there || d.ETag != etag {
		return store.PlaybookVersion{}, s.conflict(ctx, workspaceID, id)
	}
	v := store.PlaybookVersion{Source: d.Source, Scenarios: d.Scenarios, Note: note, By: by}
	v, err = s.publish(ctx, workspaceID, id, v, &d, s.examine)
	if errors.Is(err, errWas) {
		err = s.conflict(ctx, workspaceID, id)
	}
	return v, err
}

// Import publishes a text that has no draft, as the command line does. A draft that somebody is writing stays.
func (s *Service) Import(ctx context.Context, workspaceID, by string, source []byte, note string) (store.PlaybookVersion, error) {
	id := idOf(source)
	if !validID(id) {
		return store.PlaybookVersion{}, terang.Fail(terang.Invalid, "playbook_id")
	}
	b, err := s.opened(workspaceID)
	if err != nil {
		return store.PlaybookVersion{}, err
	}
	v := store.PlaybookVersion{Source: source, Note: note, By: by}
	if now := b.books[id]; now != nil {
		v.Scenarios = now.row.Scenarios
	}
	return s.publish(ctx, workspaceID, id, v, nil, s.examine)
}

// Rollback makes the text of an earlier version the live one again, under a new number. It asks neither lint nor scenarios:
// the text was live once, and whoever rolls back is in a hurry. It only must fit what else is live.
func (s *Service) Rollback(ctx context.Context, workspaceID, id, by string, version int) (store.PlaybookVersion, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return store.PlaybookVersion{}, err
	}
	was, err := store.PlaybookVersionOf(ctx, s.Store, workspaceID, id, version)
	if err != nil {
		return was, err
	}
	if now := b.books[id]; now != nil && now.Version == version {
		return was, terang.Fail(terang.Conflict, "playbook_is_live")
	}
	v := store.PlaybookVersion{Source: was.Source, Scenarios: was.Scenarios, Restores: version, By: by}
	return s.publish(ctx, workspaceID, id, v, nil, func(*brand, candidate) error { return nil })
}

// candidate is what would be live.
type candidate struct {
	book  *playbook.Playbook
	books map[string]*book
	brain *engine.Brain
	tests []byte // scenarios that come with the book
}

// publish gives a text the next number and makes it live, unless examine refuses it. Where another publication comes first
// all is decided anew on what is live then.
func (s *Service) publish(ctx context.Context, workspaceID, id string, v store.PlaybookVersion, d *store.PlaybookDraft, examine func(*brand, candidate) error) (store.PlaybookVersion, error) {
	for range maxMeetings {
		b, err := s.opened(workspaceID)
		if err != nil {
			return v, err
		}
		c, err := s.candidate(ctx, workspaceID, b, id, &v)
		if err != nil {
			return v, err
		}
		if now := b.books[id]; v.Restores == 0 && now != nil && now.row.Digest == v.Digest && string(now.row.Scenarios) == string(v.Scenarios) {
			return v, terang.Fail(terang.Conflict, "playbook_unchanged")
		}
		if err := examine(b, c); err != nil {
			return v, err
		}
		v.WorkspaceID, v.Playbook, v.Origin, v.At = workspaceID, id, store.FromConsole, s.Clock()
		err = s.Store.Write(ctx, func(tx *store.Tx) error {
			if err := store.InsertPlaybookVersion(tx, v, errMet); err != nil {
				return err
			}
			if d != nil {
				if err := store.DeletePlaybookDraft(tx, workspaceID, id, d.ETag, errWas); err != nil {
					return err
				}
			}
			return store.PutLivePlaybook(tx, workspaceID, store.PlaybookLive{Playbook: id, Version: v.Version, By: v.By, At: v.At}, b.number, errMet)
		})
		if err == nil {
			s.Logger.Info("a playbook was published", "workspace", workspaceID, "detail", id, "version", v.Version)
			return v, s.adopt(ctx, workspaceID)
		}
		if !errors.Is(err, errMet) {
			return v, err
		}
		if err := s.adopt(ctx, workspaceID); err != nil {
			return v, err
		}
	}
	return v, errMet
}

// candidate numbers a text, reads it, and puts it together with what is live.
func (s *Service) candidate(ctx context.Context, workspaceID string, b *brand, id string, v *store.PlaybookVersion) (candidate, error) {
	numbers, err := store.PlaybookNumbers(ctx, s.Store, workspaceID, id)
	if err != nil {
		return candidate{}, fmt.Errorf("authoring: versions: %w", err)
	}
	v.Version = 1
	if len(numbers) > 0 {
		v.Version = numbers[0].Version + 1
	}
	pb, problems := parse(file(id), v.Source)
	if len(problems) > 0 {
		return candidate{}, &Refused{Problems: problems}
	}
	if pb.ID != id {
		return candidate{}, &Refused{Problems: playbook.Problems{otherID(pb, id)}}
	}
	if v.Source, err = playbook.SetVersion(v.Source, v.Version); err == nil {
		v.Digest, err = blind(v.Source)
	}
	if err == nil {
		pb, err = playbook.Parse(file(id), v.Source)
	}
	if err != nil {
		return candidate{}, &Refused{Problems: playbook.Problems{noNumber(pb, err)}}
	}
	c := candidate{book: pb, books: b.with(id, pb), tests: v.Scenarios}
	if c.brain, err = b.build(c.books); err != nil {
		return candidate{}, &Refused{Problems: b.check(id, pb).Errors()} // lint says it more kindly, where it does
	}
	return c, nil
}

// examine refuses what lint calls an error, and what a scenario that has to do with the playbook contradicts.
func (s *Service) examine(b *brand, c candidate) error {
	if problems := b.check(c.book.ID, c.book).Errors(); len(problems) > 0 {
		return &Refused{Problems: problems}
	}
	failed, err := s.rehearse(b, c)
	if err != nil {
		return err
	}
	if len(failed) > 0 {
		return &Refused{Failed: failed}
	}
	return nil
}

// Switch takes a playbook off, or puts the version that was live last on again.
func (s *Service) Switch(ctx context.Context, workspaceID, id, by string, on bool) error {
	for range maxMeetings {
		b, err := s.opened(workspaceID)
		if err != nil {
			return err
		}
		off, isOff := b.off[id]
		now := b.books[id]
		switch {
		case now == nil && !isOff:
			return terang.Fail(terang.NotFound, "playbook_not_found")
		case on == !isOff:
			return nil
		}
		l := store.PlaybookLive{Playbook: id, Off: !on, By: by, At: s.Clock()}
		var pb *playbook.Playbook
		if on {
			if l.Version, pb, err = s.before(ctx, b, workspaceID, id, off.Version); err != nil {
				return err
			}
		} else {
			l.Version, pb = now.Version, nil
		}
		if _, err := b.build(b.with(id, pb)); err != nil {
			return &Refused{Problems: playbook.Problems{unfit(file(id), err)}}
		}
		err = s.Store.Write(ctx, func(tx *store.Tx) error { return store.PutLivePlaybook(tx, workspaceID, l, b.number, errMet) })
		if err != nil && !errors.Is(err, errMet) {
			return err
		}
		if adopted := s.adopt(ctx, workspaceID); adopted != nil || err == nil {
			return adopted
		}
	}
	return errMet
}

// before is what comes back when a playbook is switched on: the version that was live, or the pack's own, whichever the pack
// then brings.
func (s *Service) before(ctx context.Context, b *brand, workspaceID, id string, version int) (int, *playbook.Playbook, error) {
	row, err := s.row(ctx, b, workspaceID, id, version)
	if err != nil {
		return 0, nil, err
	}
	if row.Origin == store.FromPack {
		for _, own := range b.pack.Parts.Playbooks {
			if own.ID == id {
				return 0, own, nil
			}
		}
	}
	pb, err := playbook.Parse(file(id), row.Source)
	return version, pb, err
}

// Versions returns a playbook's versions, newest first, and which one is live, 0 for none.
func (s *Service) Versions(ctx context.Context, workspaceID, id string) ([]store.PlaybookVersion, int, error) {
	versions, err := store.PlaybookVersions(ctx, s.Store, workspaceID, id, listed)
	if err == nil && len(versions) == 0 {
		err = terang.Fail(terang.NotFound, "playbook_not_found")
	}
	return versions, s.liveVersion(workspaceID, id), err
}

// Version returns one version of a playbook, and which one is live.
func (s *Service) Version(ctx context.Context, workspaceID, id string, version int) (store.PlaybookVersion, int, error) {
	v, err := store.PlaybookVersionOf(ctx, s.Store, workspaceID, id, version)
	return v, s.liveVersion(workspaceID, id), err
}

func (s *Service) liveVersion(workspaceID, id string) int {
	if b := s.brand(workspaceID); b != nil && b.books[id] != nil {
		return b.books[id].Version
	}
	return 0
}
