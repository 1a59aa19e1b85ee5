package conform

import (
	"context"
	"fmt"
	"time"

	"terang"
)

// Fault is a mistake that is planted from outside, between the system and the suite: the system itself has no switch that
// would weaken it.
type Fault struct {
	ID    string      `json:"id"`
	What  terang.Text `json:"what"`
	Cases []string    `json:"cases"` // of which at least one must find what it does not find without the fault
	plant func(a Adapter) Adapter
}

// Planted is how one fault fared.
type Planted struct {
	Fault
	Caught bool          `json:"caught"`
	Took   time.Duration `json:"took_ns"`
	By     []string      `json:"by"` // the cases that found it
}

// FaultReport is how the suite itself fared.
type FaultReport struct {
	Planted int       `json:"planted"`
	Caught  int       `json:"caught"`
	Faults  []Planted `json:"each"`
}

// RunFaults plants each fault and tries the cases that it names. A fault is caught when a case finds something that it does
// not find on the system as it is.
func RunFaults(ctx context.Context, a Adapter, o Options) (FaultReport, error) {
	var out FaultReport
	var need []string
	seen := map[string]bool{}
	for _, f := range Faults() {
		for _, id := range f.Cases {
			if !seen[id] {
				seen[id] = true
				need = append(need, id)
			}
		}
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	o.Only, o.sample = need, &sizes{conversations: 6, crashes: 1, races: 2, burst: 40, retries: 2}
	healthy, err := Run(ctx, a, o)
	if err != nil {
		return out, fmt.Errorf("conform: faults: %w", err)
	}
	for _, f := range Faults() {
		o.Only = nil
		for _, id := range f.Cases {
			if healthy.Verdict(id) != Unsupported {
				o.Only = append(o.Only, id)
			}
		}
		p, began := Planted{Fault: f, By: []string{}}, o.Wall()
		if len(o.Only) > 0 {
			r, err := Run(ctx, f.plant(a), o)
			if err != nil {
				return out, fmt.Errorf("conform: fault %s: %w", f.ID, err)
			}
			for i := range r.Cases {
				if worse(r.Cases[i], healthy) {
					p.By = append(p.By, r.Cases[i].ID)
				}
			}
		}
		p.Took = o.Wall().Sub(began)
		if p.Caught = len(p.By) > 0; p.Caught {
			out.Caught++
		}
		out.Faults = append(out.Faults, p)
	}
	out.Planted = len(out.Faults)
	return out, nil
}

// worse reports whether a case fails by something that is not wrong with the system as it is.
func worse(c Result, healthy Report) bool {
	if c.Verdict != Fail {
		return false
	}
	type place struct {
		code  Code
		where string
	}
	known := map[place]bool{}
	for i := range healthy.Cases {
		if healthy.Cases[i].ID == c.ID {
			for _, f := range healthy.Cases[i].Findings {
				known[place{f.Code, f.Where}] = true
			}
		}
	}
	for _, f := range c.Findings {
		if !known[place{f.Code, f.Where}] {
			return true
		}
	}
	return false
}
