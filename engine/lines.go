package engine

import (
	"maps"
	"slices"

	"terang/playbook"
	"terang/trust"
)

// WithLines returns the same brain with other lines of trust.
func (b *Brain) WithLines(s trust.Setting) *Brain {
	c := *b
	c.lines = s
	return &c
}

// checkLines takes the brand's lines where no others are given, and refuses ones of a playbook that is not there.
func (b *Brain) checkLines() error {
	own := b.brand.Trust.Setting()
	for _, id := range slices.Sorted(maps.Keys(own.Playbook)) {
		if b.byID[id] == nil {
			return misfit(brandFile, 1, "lines", "playbook", id)
		}
	}
	if b.lines.Default == (trust.Policy{}) && len(b.lines.Risk)+len(b.lines.Playbook) == 0 {
		b.lines = own
	}
	return nil
}

// Lines returns the lines of trust that hold, for every playbook and risk.
func (b *Brain) Lines() trust.Setting { return b.lines }

// Policy returns the lines under which a person is offered or takes over, where neither playbook nor risk has others.
func (b *Brain) Policy() trust.Policy { return b.lines.For("", "") }

// Score returns the trust view of a state, for lists and hand-over cards.
func (b *Brain) Score(s State) trust.View { return trust.Look(s.Trust, b.linesOf(&s)) }

// Risk is the gravest risk of the actions that a playbook, or one that it runs, may call; "" for none.
func (b *Brain) Risk(id string) string { return b.risk[id] }

// matterOf is the playbook of what a conversation is about, and its risk: the one that runs, or runs what runs, else the one
// that the last matter belonged to.
func (b *Brain) matterOf(s *State) (id, risk string) {
	if r := s.run(); r != nil {
		for r.Caller != nil {
			r = r.Caller
		}
		id = bookID(r.Playbook)
	} else if pb := b.byIntent[s.Topic]; pb != nil {
		id = pb.ID
	}
	return id, b.risk[id]
}

func (b *Brain) linesOf(s *State) trust.Policy { return b.lines.For(b.matterOf(s)) }

// measure finds the risk and the usual length of each playbook.
func (b *Brain) measure() {
	b.risk, b.usual = make(map[string]string, len(b.byID)), make(map[string]int, len(b.byID))
	for id := range b.byID {
		if r := b.gravest(id, map[string]bool{}); r >= 0 {
			b.risk[id] = trust.Risks()[r]
		}
		b.usual[id] = b.questions(id, map[string]bool{})
	}
}

// gravest is the place of the gravest risk among [trust.Risks], -1 where nothing is called.
func (b *Brain) gravest(id string, seen map[string]bool) int {
	pb, worst := b.byID[id], -1
	if pb == nil || seen[id] {
		return worst
	}
	seen[id] = true
	risks := trust.Risks()
	for _, s := range pb.Steps {
		action := ""
		switch {
		case s.Call != nil:
			action = s.Call.Action
		case s.Undo != nil:
			action = s.Undo.Action
		case s.Sub != nil:
			worst = max(worst, b.gravest(s.Sub.Playbook, seen))
		}
		if a, ok := b.actions[action]; ok && action != "" {
			worst = max(worst, slices.Index(risks[:], string(a.Risk)))
		}
	}
	return worst
}

// questions is how many messages of the contact the longest plain way through a playbook takes: each question once, without
// the ways back to one that was not understood.
func (b *Brain) questions(id string, seen map[string]bool) int {
	pb := b.byID[id]
	if pb == nil || seen[id] {
		return 0
	}
	seen[id] = true
	longest := make([]int, len(pb.Steps)+1)
	for i := len(pb.Steps) - 1; i >= 0; i-- {
		s := &pb.Steps[i]
		for _, next := range ways(s) {
			if next > i && next <= len(pb.Steps) {
				longest[i] = max(longest[i], longest[next])
			}
		}
		switch {
		case s.Ask != nil, s.Confirm != nil:
			longest[i]++
		case s.Verify != nil:
			longest[i] += 2 // who, and the code
		case s.Sub != nil:
			longest[i] += b.questions(s.Sub.Playbook, seen)
		}
	}
	delete(seen, id)
	return longest[0]
}

// ways are the steps that may follow a step.
func ways(s *playbook.Step) []int {
	out := []int{s.Next}
	if s.Branch != nil {
		out = append(out, s.Branch.Else)
		for _, to := range s.Branch.Cases {
			out = append(out, to)
		}
	}
	if s.Confirm != nil {
		out = append(out, s.Confirm.To, s.Confirm.No)
	}
	if s.Wait != nil {
		out = append(out, s.Wait.Timeout)
	}
	if s.Call != nil {
		for _, to := range s.Call.OnError {
			out = append(out, to)
		}
	}
	return out
}
