package playbook

// Needs returns what a step reachable from one may still use of slots, results and the event, in the words of
// [Step.Reads]. A run that sleeps keeps only this.
func (p *Playbook) Needs(from int) map[string]bool {
	out := map[string]bool{}
	seen := make([]bool, len(p.Steps))
	todo := []int{from}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if at < 0 || at >= len(p.Steps) || seen[at] {
			continue
		}
		seen[at] = true
		s := &p.Steps[at]
		for _, name := range s.reads {
			out[name] = true
		}
		todo = append(todo, s.after()...)
	}
	return out
}

// after lists the steps that may follow one.
func (s *Step) after() []int {
	out := []int{s.Next}
	switch {
	case s.Reask != nil:
		out = []int{s.Reask.To}
	case s.HandOver != nil, s.End != nil:
		out = nil
	case s.Confirm != nil:
		out = []int{s.Confirm.To, s.Confirm.No}
	case s.Wait != nil:
		out = append(out, s.Wait.Timeout)
	case s.Call != nil:
		for _, to := range s.Call.OnError {
			out = append(out, to)
		}
	case s.Branch != nil:
		out = []int{s.Branch.Else}
		for _, to := range s.Branch.Cases {
			out = append(out, to)
		}
	}
	return out
}
