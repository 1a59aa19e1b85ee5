package authoring

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/store"
	"terang/understand"
)

// brand is a workspace's playbooks as they are at one moment. It never changes; what is published makes another one.
type brand struct {
	workspace string
	pack      Pack
	actions   map[string]playbook.Action
	mark      string                        // of the actions
	number    int64                         // of the state in the store
	books     map[string]*book              // live, by id
	off       map[string]store.PlaybookLive // switched off
	rows      map[string][]store.PlaybookVersion
	parsed    map[string]*playbook.Playbook // by ref: the versions in which runs may be
	brain     *engine.Brain
	examples  []understand.Example
	problems  func() playbook.Problems // of all that is live, looked for once
}

// book is a version of a playbook that is live, or would be.
type book struct {
	*playbook.Playbook
	row store.PlaybookVersion
}

// load reads what is live and puts it together. was is what it follows, nil at the start: then a published playbook that
// does not fit the pack any more is left out, because a house that does not open helps nobody.
func (s *Service) load(ctx context.Context, workspaceID string, p Pack, was *brand) (*brand, error) {
	live, number, err := store.LivePlaybooks(ctx, s.Store, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("authoring: load: %w", err)
	}
	b := &brand{workspace: workspaceID, pack: p, number: number, books: map[string]*book{}, off: map[string]store.PlaybookLive{}, rows: map[string][]store.PlaybookVersion{}}
	b.actions, b.mark = s.actions(workspaceID, p)
	versions, err := store.PlaybookVersions(ctx, s.Store, workspaceID, "", keptBooks)
	if err != nil {
		return nil, fmt.Errorf("authoring: load: %w", err)
	}
	for _, v := range versions {
		b.rows[v.Playbook] = append(b.rows[v.Playbook], v)
	}
	if versions, err = s.sleeping(ctx, b, workspaceID, versions); err != nil {
		return nil, err
	}
	s.parseAll(b, workspaceID, versions, was)
	for _, own := range p.Parts.Playbooks {
		row, err := s.row(ctx, b, workspaceID, own.ID, own.Version)
		if err != nil {
			return nil, err
		}
		b.books[own.ID] = &book{own, row}
		b.parsed[own.Ref()] = own
	}
	slices.SortStableFunc(live, func(a, c store.PlaybookLive) int { return a.At.Compare(c.At) })
	for _, l := range live {
		before := maps.Clone(b.books)
		err := s.lay(ctx, b, workspaceID, l)
		if err == nil && was == nil {
			_, err = b.build(b.books)
		}
		if err == nil {
			continue
		}
		if was != nil {
			return nil, err
		}
		s.Logger.Error("a published playbook does not fit the pack any more and is left out", "workspace", workspaceID, "detail", l.Playbook, "version", l.Version, "error", err)
		b.books = before
		delete(b.off, l.Playbook)
	}
	if b.brain, err = b.build(b.books); err != nil {
		return nil, fmt.Errorf("authoring: load: %w", err)
	}
	b.examples = examples(b.books)
	b.problems = sync.OnceValue(func() playbook.Problems { return b.lint(b.books) })
	return b, nil
}

// lay puts one published playbook over what is there.
func (s *Service) lay(ctx context.Context, b *brand, workspaceID string, l store.PlaybookLive) error {
	if l.Off {
		delete(b.books, l.Playbook)
		b.off[l.Playbook] = l
		return nil
	}
	if l.Version == 0 { // was switched on again: as the pack has it
		return nil
	}
	row, err := s.row(ctx, b, workspaceID, l.Playbook, l.Version)
	if err != nil {
		return err
	}
	pb := b.parsed[ref(row.Playbook, row.Version)]
	if pb == nil {
		if pb, err = playbook.Parse(file(row.Playbook), row.Source); err != nil {
			return fmt.Errorf("authoring: %s: %w", ref(row.Playbook, row.Version), err)
		}
		b.parsed[pb.Ref()] = pb
	}
	b.books[l.Playbook] = &book{pb, row}
	return nil
}

// row finds a version among those that were read, or reads it.
func (s *Service) row(ctx context.Context, b *brand, workspaceID, id string, version int) (store.PlaybookVersion, error) {
	for _, v := range b.rows[id] {
		if v.Version == version {
			return v, nil
		}
	}
	v, err := store.PlaybookVersionOf(ctx, s.Store, workspaceID, id, version)
	if err != nil {
		return v, fmt.Errorf("authoring: %s: %w", ref(id, version), err)
	}
	return v, nil
}

// sleeping adds the older versions in which runs wait: they may wait for a year.
func (s *Service) sleeping(ctx context.Context, b *brand, workspaceID string, versions []store.PlaybookVersion) ([]store.PlaybookVersion, error) {
	refs, err := store.SleepingRefs(ctx, s.Store, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("authoring: load: %w", err)
	}
	for _, name := range refs {
		id, number, _ := strings.Cut(name, "@")
		n, err := strconv.Atoi(number)
		if err != nil {
			continue
		}
		row, err := s.row(ctx, b, workspaceID, id, n)
		if terang.KindOf(err) == terang.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(b.rows[id], func(v store.PlaybookVersion) bool { return v.Version == n }) {
			versions = append(versions, row)
		}
	}
	return versions, nil
}

// parseAll makes the kept versions ready to go on in. One that this program cannot read any more is left out: what a
// contact waits for in it goes to a person, and the rest of its runs end.
func (s *Service) parseAll(b *brand, workspaceID string, versions []store.PlaybookVersion, was *brand) {
	b.parsed = make(map[string]*playbook.Playbook, len(versions))
	for _, v := range versions {
		name := ref(v.Playbook, v.Version)
		if was != nil && was.parsed[name] != nil {
			b.parsed[name] = was.parsed[name]
			continue
		}
		pb, err := playbook.Parse(file(v.Playbook), v.Source)
		if err != nil {
			s.Logger.Warn("an earlier version of a playbook cannot be read any more", "workspace", workspaceID, "detail", v.Playbook, "version", v.Version)
			continue
		}
		b.parsed[name] = pb
	}
}

// build puts a brain together from these playbooks, with the earlier versions in which runs may still be.
func (b *brand) build(books map[string]*book) (*engine.Brain, error) {
	parts := b.pack.Parts
	parts.Playbooks, parts.Actions = sorted(books), b.actions
	parts.Old = nil
	for _, name := range slices.Sorted(maps.Keys(b.parsed)) {
		pb := b.parsed[name]
		if now := books[pb.ID]; now == nil || now.Version != pb.Version {
			parts.Old = append(parts.Old, pb)
		}
	}
	return engine.New(parts)
}

// with returns the live playbooks with another one in place, or without the one whose id is given where pb is nil.
func (b *brand) with(id string, pb *playbook.Playbook) map[string]*book {
	out := maps.Clone(b.books)
	if pb == nil {
		delete(out, id)
	} else {
		out[id] = &book{Playbook: pb}
	}
	return out
}

// lint looks for what is wrong with these playbooks, in themselves and with each other.
func (b *brand) lint(books map[string]*book) playbook.Problems {
	facts := b.pack.Facts
	facts.Actions = b.actions
	facts.Intents = maps.Clone(facts.Intents)
	if facts.Intents == nil {
		facts.Intents = map[string]bool{}
	}
	for _, e := range examples(books) {
		facts.Intents[e.Intent] = true
	}
	return playbook.Lint(sorted(books), facts)
}

// record keeps the pack's versions that the store does not have, so that runs can go on in them when the pack has moved on.
// A file that was changed without another number gets the next one: a version names one text for good.
func (s *Service) record(ctx context.Context, workspaceID string, p *Pack) error {
	for range maxMeetings {
		have, err := store.PlaybookNumbers(ctx, s.Store, workspaceID, "")
		if err != nil {
			return fmt.Errorf("authoring: record: %w", err)
		}
		books := slices.Clone(p.Parts.Playbooks)
		var fresh []store.PlaybookVersion
		for i, own := range books {
			digest, err := blind(own.Source)
			if err != nil {
				return fmt.Errorf("authoring: record: %s: %w", own.File, err)
			}
			n, known := number(own, digest, have)
			if n != own.Version {
				if !known {
					s.Logger.Warn("a playbook of the pack was changed without another version number and gets the next one", "workspace", workspaceID, "path", own.File, "version", n)
				}
				src, err := playbook.SetVersion(own.Source, n)
				if err == nil {
					books[i], err = playbook.Parse(own.File, src)
				}
				if err != nil {
					return fmt.Errorf("authoring: record: %s: %w", own.File, err)
				}
			}
			if !known {
				fresh = append(fresh, store.PlaybookVersion{
					WorkspaceID: workspaceID, Playbook: own.ID, Version: n, Digest: digest, Source: books[i].Source, Origin: store.FromPack, At: s.Clock(),
				})
			}
		}
		if err = s.keep(ctx, fresh); err == nil {
			p.Parts.Playbooks = books
			return nil
		}
		if !errors.Is(err, errMet) {
			return fmt.Errorf("authoring: record: %w", err)
		}
	}
	return errMet
}

func (s *Service) keep(ctx context.Context, versions []store.PlaybookVersion) error {
	if len(versions) == 0 {
		return nil
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, v := range versions {
			if err := store.InsertPlaybookVersion(tx, v, errMet); err != nil {
				return err
			}
		}
		return nil
	})
}

// number finds the version under which a playbook of the pack is kept, or is to be.
func number(own *playbook.Playbook, digest string, have []store.PlaybookNumber) (n int, known bool) {
	newest, taken := 0, false
	for _, h := range have { // newest first
		if h.Playbook != own.ID {
			continue
		}
		newest = max(newest, h.Version)
		taken = taken || h.Version == own.Version
		if h.Origin == store.FromPack && h.Digest == digest {
			return h.Version, true
		}
	}
	if taken {
		return newest + 1, false
	}
	return own.Version, false
}

// blind is the digest of a playbook's text whatever its version number says.
func blind(source []byte) (string, error) {
	src, err := playbook.SetVersion(source, 1)
	if err != nil {
		return "", err
	}
	return digestOf(src), nil
}

func digestOf(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d\n", len(p))
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

func sorted(books map[string]*book) []*playbook.Playbook {
	out := make([]*playbook.Playbook, 0, len(books))
	for _, b := range books {
		out = append(out, b.Playbook)
	}
	slices.SortFunc(out, func(a, b *playbook.Playbook) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func ref(id string, version int) string { return fmt.Sprintf("%s@%d", id, version) }

// file is how problems call a playbook that stands in no file.
func file(id string) string { return id + ".yaml" }
