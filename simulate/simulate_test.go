package simulate_test

import (
	"encoding/json"
	"io/fs"
	"sync"
	"testing"

	"terang/assistant"
	"terang/packs"
	"terang/simulate"
)

// shop is the retail pack with its customers.
var shop = sync.OnceValues(func() (*simulate.Simulation, error) {
	fsys, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		return nil, err
	}
	p, err := assistant.LoadPack(fsys)
	if err != nil {
		return nil, err
	}
	m, err := p.Train(nil)
	if err != nil {
		return nil, err
	}
	b, err := fs.ReadFile(fsys, "simulation.yaml")
	if err != nil {
		return nil, err
	}
	plan, err := simulate.ParsePlan("simulation.yaml", b)
	if err != nil {
		return nil, err
	}
	risks := map[string]string{}
	for _, a := range p.Actions {
		risks[a.Name] = string(a.Risk)
	}
	return simulate.New(simulate.Parts{Brain: p.Brain.With(m), Plan: plan, Examples: p.Examples, Risks: risks})
})

func TestTheSameSeedGivesTheSameFigures(t *testing.T) {
	t.Parallel()
	s, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	var first string
	for _, workers := range []int{1, 2, 5} {
		f, err := s.Run(simulate.Options{Seed: 7, Conversations: 200, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(b)
		}
		if string(b) != first {
			t.Fatalf("%d workers: %s\nfirst: %s", workers, b, first)
		}
		t.Logf("%s", b)
	}
}

// TestTheShopKeepsItsCustomers is the simulation that must pass before anything is published: no rule is broken, and most
// customers get what they came for.
func TestTheShopKeepsItsCustomers(t *testing.T) {
	t.Parallel()
	s, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Run(simulate.Options{Seed: 1, Conversations: 1000, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range f.Failures {
		t.Errorf("%s ×%d: %s (conversations %v; terang simulate retail --seed 1 --open %d)", n.Name, n.Count, n.Example, n.Conversations, n.Conversations[0])
	}
	if f.AsMeant < 0.8 || f.Abandoned > 0.05 || f.Person.Got < f.Person.Wanted {
		t.Errorf("as meant %.3f, abandoned %.3f, persons %+v", f.AsMeant, f.Abandoned, f.Person)
	}
}
