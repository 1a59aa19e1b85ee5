package assistant

import (
	"terang/action"
	"terang/playbook"
	"terang/understand"
)

// Facts is what a pack tells whoever checks playbooks: what they may call, answer with and name.
func (p *Pack) Facts() playbook.LintFacts {
	f := playbook.LintFacts{
		Actions: ActionFacts(p.Actions), Articles: map[string]bool{}, Intents: map[string]bool{},
		Segments: p.Segments.Names(), Attributes: map[string]bool{}, Languages: p.Brand.Languages,
	}
	for _, a := range p.Articles {
		f.Articles[a.ID] = true
	}
	for _, e := range p.Examples { // those in playbooks come with the playbooks
		if e.Intent != understand.OutOfScope {
			f.Intents[e.Intent] = true
		}
	}
	for intent := range p.Brand.Topics {
		f.Intents[intent] = true
	}
	for _, i := range p.Brand.Verification.Identifiers {
		f.Identifiers = append(f.Identifiers, i.Kind)
	}
	return f
}

// ActionFacts is what playbooks may know of actions, by name.
func ActionFacts(specs []action.Spec) map[string]playbook.Action {
	out := make(map[string]playbook.Action, len(specs))
	for _, s := range specs {
		a := playbook.Action{Name: s.Name, Risk: playbook.Risk(s.Risk), Personal: s.Personal, Codes: s.Codes}
		for _, in := range s.Inputs {
			a.Inputs = append(a.Inputs, playbook.ActionInput{Name: in.Name, Required: in.Required, Secret: in.Secret})
		}
		for _, o := range s.Outputs {
			a.Outputs = append(a.Outputs, o.Name)
		}
		out[s.Name] = a
	}
	return out
}
