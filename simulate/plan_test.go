package simulate_test

import (
	"strings"
	"testing"

	"terang/simulate"
)

func TestAPlanThatCannotWorkIsRefused(t *testing.T) {
	t.Parallel()
	const goal = "goals: [{id: a, intents: [x], done: {article: y}}]\n"
	for _, c := range []struct{ src, want string }{
		{"", "simulation.yaml:1: the plan cannot be read: EOF"},
		{"goals: []", "nobody comes for anything"},
		{"golas: []", "field golas not found"},
		{"goals: [{intents: [x], done: {article: y}}]", "a goal needs an id"},
		{"goals: [{id: a, intents: [x], done: {article: y}}, {id: a, intents: [x], done: {article: y}}]", "a stands twice"},
		{"goals: [{id: a, done: {article: y}}]", "a names no intents"},
		{"goals: [{id: a, intents: [x]}]", "done names neither"},
		{"goals: [{id: a, intents: [x], done: {article: y}, slots: {s: {id: [v]}}}]", "s has no values in en"},
		{goal + "now: today", `"today" is not a time`},
		{goal + "languages: {jv: 1}", `"jv" is no language of the house`},
		{goal + "personas: {grumpy: 3}", `there is no "grumpy"`},
		{goal + "system: 'order_get => maybe'", `simulation.yaml: system:1: "maybe"`},
		{goal + "faults: [{action: a, answer: never, percent: 1}]", "faults: a"},
		{goal + "ways: {no: {forms: [{from: '(', to: x}]}}", "ways: no"},
		{goal + "ways: {no: {in: {id: [nomornya]}}}", "has no {} where the value stands"},
		{strings.Repeat("#", 300<<10), "at most"},
	} {
		if _, err := simulate.ParsePlan("simulation.yaml", []byte(c.src)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want %q", c.src, err, c.want)
		}
	}
}

func FuzzParsePlan(f *testing.F) {
	f.Add("goals: [{id: a, intents: [x], done: {article: y}, slots: {s: {id: [v], en: [w]}, t: [u]}}]\nlanguages: {id: 1}\n")
	f.Add("ways: {no: {forms: [{from: '^(.)$', to: 'x$1'}], in: {id: ['{}']}}}\nfaults: [{action: a, answer: timeout, percent: 3}]\n")
	f.Fuzz(func(t *testing.T, src string) {
		p, err := simulate.ParsePlan("f", []byte(src))
		if err == nil && len(p.Goals) == 0 {
			t.Fatal("a plan without goals")
		}
	})
}
