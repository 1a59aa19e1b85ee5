package simulate_test

import (
	"io/fs"
	"strings"
	"testing"

	"terang/assistant"
	"terang/packs"
	"terang/simulate"
)

// TestTheBankKeepsItsCustomers is the same for the finance pack.
func TestTheBankKeepsItsCustomers(t *testing.T) {
	t.Parallel()
	kept(t, "finance")
}

// TestTheOfficeKeepsItsCitizens is the same for the public pack, whose patterns also name offices and counters: they stay in
// what people write, and who waits for a number in the queue has got what they came for.
func TestTheOfficeKeepsItsCitizens(t *testing.T) {
	t.Parallel()
	s := kept(t, "public")
	named, slept := 0, 0
	for id := range 300 {
		talk := s.Talk(1, id)
		if strings.Contains(strings.ToLower(talk.Text), "\n> ktp ") {
			named++
		}
		if strings.Contains(talk.Text, "sleep queue_number") && talk.Outcome == "resolved" {
			slept++
		}
	}
	if named == 0 || slept == 0 {
		t.Errorf("%d begin with the name of a document, %d wait for their number well served", named, slept)
	}
}

// kept simulates customers of a pack that comes with the house, and returns the simulation.
func kept(t *testing.T, pack string) *simulate.Simulation {
	t.Helper()
	fsys, err := fs.Sub(packs.FS(), pack)
	if err != nil {
		t.Fatal(err)
	}
	p, err := assistant.LoadPack(fsys)
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Train(nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := fs.ReadFile(fsys, "simulation.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := simulate.ParsePlan("simulation.yaml", b)
	if err != nil {
		t.Fatal(err)
	}
	risks := map[string]string{}
	for _, a := range p.Actions {
		risks[a.Name] = string(a.Risk)
	}
	s, err := simulate.New(simulate.Parts{Brain: p.Brain.With(m), Plan: plan, Examples: p.Examples, Risks: risks})
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Run(simulate.Options{Seed: 1, Conversations: 1000, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range f.Failures {
		t.Errorf("%s ×%d: %s (terang simulate %s --seed 1 --open %d)", n.Name, n.Count, n.Example, pack, n.Conversations[0])
	}
	if f.AsMeant < 0.8 || f.Abandoned > 0.05 || f.Person.Got < f.Person.Wanted {
		t.Errorf("as meant %.3f, abandoned %.3f, persons %+v", f.AsMeant, f.Abandoned, f.Person)
	}
	return s
}
