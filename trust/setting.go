package trust

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Setting are a workspace's lines: the default ones, and others where the matter's risk or its playbook asks for more care.
// JSON: {"default":{"offer":60,"take_over":40,"hysteresis":10},"risk":{"money":{…}},"playbook":{"dispute":{…}}}.
type Setting struct {
	Default  Policy            `json:"default" yaml:"default"`
	Risk     map[string]Policy `json:"risk,omitempty" yaml:"risk"`         // by risk: read, change, money, identity
	Playbook map[string]Policy `json:"playbook,omitempty" yaml:"playbook"` // by id
}

// Risks are the risks of a matter, from the lightest: the gravest of the actions that its playbook may call.
func Risks() [4]string { return [4]string{"read", "change", "money", "identity"} }

// For returns the lines of a matter: those of its playbook, else those of its risk, else the default. Names that have none of
// their own, and "", take the next.
func (s Setting) For(playbook, risk string) Policy {
	if p, ok := s.Playbook[playbook]; ok {
		return p.orDefault()
	}
	if p, ok := s.Risk[risk]; ok {
		return p.orDefault()
	}
	return s.Default.orDefault()
}

const maxSettings = 200 // playbooks with lines of their own

// Check returns what is wrong with a setting, with the name of each line: lines that no score can pass, risks that are none.
func (s Setting) Check() error {
	var wrong []error
	check := func(name string, p Policy) {
		switch {
		case p == (Policy{}):
		case p.Offer < 1 || p.Offer > full || p.TakeOver < 1 || p.TakeOver > full:
			wrong = append(wrong, fmt.Errorf("%s: offer %d and take_over %d must be between 1 and %d", name, p.Offer, p.TakeOver, full))
		case p.TakeOver > p.Offer:
			wrong = append(wrong, fmt.Errorf("%s: take_over %d is above offer %d: a person would take over before one is offered", name, p.TakeOver, p.Offer))
		case p.Hysteresis < 0 || p.Hysteresis > full-p.Offer:
			wrong = append(wrong, fmt.Errorf("%s: hysteresis %d must be between 0 and %d, or the score could never rise above the line again", name, p.Hysteresis, full-p.Offer))
		}
	}
	check("default", s.Default)
	risks := Risks()
	for _, name := range slices.Sorted(maps.Keys(s.Risk)) {
		if !slices.Contains(risks[:], name) {
			wrong = append(wrong, fmt.Errorf("risk: %q is none of %v", name, risks))
		}
		check("risk "+name, s.Risk[name])
	}
	if len(s.Playbook) > maxSettings {
		wrong = append(wrong, fmt.Errorf("playbook: %d have lines of their own: at most %d may", len(s.Playbook), maxSettings))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Playbook)) {
		check("playbook "+name, s.Playbook[name])
	}
	return errors.Join(wrong...)
}
