package training

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"terang/store"
	"terang/understand"
)

// completeAll trains in full what was trained quickly, one workspace after another.
func (s *Service) completeAll(ctx context.Context) {
	s.mu.Lock()
	ids := slices.Sorted(maps.Keys(s.brands))
	s.mu.Unlock()
	for _, id := range ids {
		b := s.brand(id)
		if b.complete || b.stuck || ctx.Err() != nil {
			continue
		}
		m, err := s.train(ctx, id, b.examples, s.options(b.pack, b.live))
		if err == nil {
			err = s.install(id, b, b.live, b.examples, m, true)
		}
		if err == nil || ctx.Err() != nil {
			continue
		}
		s.Logger.Error("a model could not be completed; the quick one goes on", "workspace", id, "error", err)
		s.mu.Lock()
		if now := s.brands[id]; now.live.Number == b.live.Number && now.epoch == b.epoch {
			stuck := *now
			stuck.stuck = true
			s.brands[id] = &stuck
		}
		s.mu.Unlock()
	}
}

// train learns a model in full and keeps it, with the vectors that were new. It waits for its turn. When ctx ends first,
// what is being learnt is left to itself and thrown away: learning cannot be broken off, and nobody should wait for it.
func (s *Service) train(ctx context.Context, workspaceID string, examples []understand.Example, opt understand.Options) (*understand.Model, error) {
	select {
	case s.desk <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	known, err := store.Vectors(ctx, s.Store, workspaceID)
	if err != nil {
		<-s.desk
		return nil, fmt.Errorf("training: vectors: %w", err)
	}
	vectors := understand.NewVectors(known)
	opt.Vectors = vectors
	type result struct {
		model *understand.Model
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-s.desk }()
		m, err := understand.Train(examples, opt)
		done <- result{m, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, r.err
		}
		return r.model, s.keep(ctx, workspaceID, r.model, vectors)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// keep stores what was learnt, so that nobody has to wait for it again.
func (s *Service) keep(ctx context.Context, workspaceID string, m *understand.Model, vectors *understand.Vectors) error {
	body, err := m.AppendBinary(nil)
	if err != nil {
		return fmt.Errorf("training: keep: %w", err)
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		if err := store.PutVectors(tx, workspaceID, vectors.New()); err != nil {
			return err
		}
		return store.PutModel(tx, workspaceID, m.Digest(), body, s.Clock())
	})
	if err != nil {
		return fmt.Errorf("training: keep: %w", err)
	}
	return nil
}

// install makes a model the live one, from the next turn on, unless a newer version has become it meanwhile, or the
// examples of the playbooks are not those of was any more. The lock is held over the swap, so that two versions cannot pass
// each other.
func (s *Service) install(workspaceID string, was *brand, live store.Training, examples []understand.Example, m *understand.Model, complete bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.brands[workspaceID]
	if b == nil || b.live.Number > live.Number || b.epoch != was.epoch {
		return nil
	}
	if err := s.Swap(workspaceID, m); err != nil {
		return fmt.Errorf("training: swap: %w", err)
	}
	s.brands[workspaceID] = &brand{pack: b.pack, live: live, model: m, examples: examples, epoch: b.epoch, complete: complete}
	return nil
}

// follow installs what another node has published.
func (s *Service) follow(ctx context.Context) {
	numbers, err := store.TrainingNumbers(ctx, s.Store)
	if err != nil {
		if ctx.Err() == nil {
			s.Logger.Warn("publications of other nodes cannot be looked for", "error", err)
		}
		return
	}
	for id, n := range numbers {
		b := s.brand(id)
		if b == nil || n <= b.live.Number {
			continue
		}
		live, err := store.TrainingOf(ctx, s.Store, id, n)
		if err == nil {
			examples := overlay(b.pack.all(), live.Changes)
			var m *understand.Model
			var complete bool
			if m, complete, err = s.model(ctx, id, b.pack, examples, s.options(b.pack, live)); err == nil {
				err = s.install(id, b, live, examples, m, complete)
			}
		}
		if err != nil && ctx.Err() == nil {
			s.Logger.Error("a publication cannot be taken over; the version before goes on", "workspace", id, "version", n, "error", err)
		}
	}
}

// brand returns a workspace's part, nil where it was not opened.
func (s *Service) brand(workspaceID string) *brand {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.brands[workspaceID]
}

// overlay lays changes over examples: first what is taken away, then what is added. Changes stay true when the pack's own
// files change under them: what the pack has learnt to say itself is not there twice, and what it lost needs no removal.
func overlay(examples []understand.Example, changes []store.Change) []understand.Example {
	if len(changes) == 0 {
		return examples
	}
	gone := map[string]bool{}
	for _, c := range changes {
		if c.Removes {
			gone[key(c.Intent, c.Text)] = true
		} else {
			delete(gone, key(c.Intent, c.Text))
		}
	}
	out := make([]understand.Example, 0, len(examples)+len(changes))
	have := map[string]bool{}
	for _, e := range examples {
		if !gone[key(e.Intent, e.Text)] {
			have[key(e.Intent, strings.ToLower(e.Text))] = true
			out = append(out, e) // what the pack says twice, it may: the trainer warns
		}
	}
	for _, c := range changes {
		if k := key(c.Intent, strings.ToLower(c.Text)); !c.Removes && !gone[key(c.Intent, c.Text)] && !have[k] {
			have[k] = true
			out = append(out, understand.Example{Intent: c.Intent, Text: c.Text, Language: c.Language, Where: console})
		}
	}
	return out
}

// console is where examples come from that people added.
const console = "console"

func key(intent, text string) string { return intent + "\x00" + text }
