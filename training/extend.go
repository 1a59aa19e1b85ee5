package training

import (
	"context"
	"slices"

	"terang"
	"terang/understand"
)

// Extend makes the examples that stand in a workspace's playbooks part of what is learnt, in place of those that stood there
// before. What can be had at once is live when it returns, the rest follows, as after a start. It does nothing where they
// are the same.
func (s *Service) Extend(ctx context.Context, workspaceID string, extra []understand.Example) error {
	for {
		b := s.brand(workspaceID)
		if b == nil {
			return terang.Fail(terang.Unavailable, "workspace_not_loaded")
		}
		if slices.EqualFunc(b.pack.Extra, extra, sameExample) {
			return nil
		}
		next := *b
		next.pack.Extra, next.epoch, next.stuck = extra, b.epoch+1, false
		next.examples = overlay(next.pack.all(), b.live.Changes)
		var err error
		if next.model, next.complete, err = s.model(ctx, workspaceID, next.pack, next.examples, s.options(next.pack, b.live)); err != nil {
			return err
		}
		s.mu.Lock()
		if s.brands[workspaceID] != b { // a version was published meanwhile
			s.mu.Unlock()
			continue
		}
		if err = s.Swap(workspaceID, next.model); err == nil {
			s.brands[workspaceID] = &next
		}
		s.mu.Unlock()
		return err
	}
}

func sameExample(a, b understand.Example) bool {
	return a.Intent == b.Intent && a.Text == b.Text && a.Language == b.Language
}

// Candidate returns the model that a workspace would have at once if these examples stood in its playbooks: the live one
// where they do.
func (s *Service) Candidate(workspaceID string, extra []understand.Example) (*understand.Model, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return nil, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	if slices.EqualFunc(b.pack.Extra, extra, sameExample) {
		return b.model, nil
	}
	p := b.pack
	p.Extra = extra
	opt := s.options(p, b.live)
	opt.Encoder = nil
	m, err := s.trainQuick(overlay(p.all(), b.live.Changes), opt)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.ContainsFunc(s.quick, func(q candidate) bool { return q.model == m }) {
		s.quick = append(s.quick, candidate{m, opt.Promise})
		s.quick = s.quick[max(0, len(s.quick)-keptQuick):]
	}
	return m, nil
}

// candidate is a model that was learnt for playbooks that are not live yet.
type candidate struct {
	model   *understand.Model
	promise float64
}

// trainQuick learns the fast ear, or finds the one that was learnt for a candidate a moment ago.
func (s *Service) trainQuick(examples []understand.Example, opt understand.Options) (*understand.Model, error) {
	want := understand.DigestOf(examples, opt)
	s.mu.Lock()
	for _, q := range s.quick {
		if q.model.Digest() == want && q.promise == opt.Promise {
			s.mu.Unlock()
			return q.model, nil
		}
	}
	s.mu.Unlock()
	return understand.Train(examples, opt)
}
