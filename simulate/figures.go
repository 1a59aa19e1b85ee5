package simulate

import (
	"maps"
	"slices"
)

// maxNamed is how many conversations a fault names.
const maxNamed = 20

// Figures are what came of a simulation. Shares are of the conversations.
type Figures struct {
	Resolved   float64 `json:"resolved"`
	HandedOver float64 `json:"handed_over"`
	Abandoned  float64 `json:"abandoned"`
	AskedTwice float64 `json:"asked_twice"` // conversations in which what had been given was asked for again
	Seconds    float64 `json:"seconds"`

	Seed          uint64           `json:"seed"`
	Conversations int              `json:"conversations"`
	AsMeant       float64          `json:"as_meant"` // resolved, or handed over where the pack wants that
	MeanTurns     float64          `json:"mean_turns"`
	Reasks        float64          `json:"reasks"` // questions put again, per conversation
	Person        Person           `json:"person"`
	Reasons       map[string]int   `json:"reasons"` // of the hand-overs
	Trust         []float64        `json:"trust"`   // mean score after the first, second … message
	ByPlaybook    map[string]Share `json:"by_playbook"`
	ByGoal        map[string]Share `json:"by_goal"`
	ByPersona     map[string]Share `json:"by_persona"`
	ByLanguage    map[string]Share `json:"by_language"`
	Failures      []Named          `json:"failures"` // rules that were broken, the commonest first
}

// Person counts who asked for a person, and who got one at once.
type Person struct {
	Wanted int `json:"wanted"`
	Got    int `json:"got"`
}

// Share is a part of the conversations.
type Share struct {
	N          int     `json:"n"`
	Resolved   float64 `json:"resolved"`
	HandedOver float64 `json:"handed_over"`
	Abandoned  float64 `json:"abandoned"`
	AsMeant    float64 `json:"as_meant"`
}

// Named is a rule that was broken, and where.
type Named struct {
	Name          string `json:"name"`
	Count         int    `json:"count"`
	Example       string `json:"example"`
	Conversations []int  `json:"conversations"` // ids, at most twenty
}

// OK reports whether no rule was broken.
func (f *Figures) OK() bool { return len(f.Failures) == 0 }

func count(seed uint64, talks []*Talk) *Figures {
	f := &Figures{
		Seed: seed, Conversations: len(talks), ByPlaybook: map[string]Share{}, ByGoal: map[string]Share{},
		ByPersona: map[string]Share{}, ByLanguage: map[string]Share{}, Failures: []Named{}, Reasons: map[string]int{},
	}
	all, twice, turns, reasks := Share{}, 0, 0, 0
	var trust, trusted []int
	failures := map[string]*Named{}
	for _, t := range talks {
		all = all.with(t)
		f.ByPlaybook[t.Playbook] = f.ByPlaybook[t.Playbook].with(t)
		f.ByGoal[t.Goal] = f.ByGoal[t.Goal].with(t)
		f.ByPersona[string(t.Persona)] = f.ByPersona[string(t.Persona)].with(t)
		f.ByLanguage[string(t.Language)] = f.ByLanguage[string(t.Language)].with(t)
		turns, reasks = turns+t.Turns, reasks+t.Reasks
		if t.Outcome == HandedOver {
			f.Reasons[string(t.Reason)]++
		}
		if t.AskedTwice > 0 {
			twice++
		}
		if t.Wanted {
			f.Person.Wanted++
			if t.Got {
				f.Person.Got++
			}
		}
		for i, score := range t.Trust {
			if i == len(trust) {
				trust, trusted = append(trust, 0), append(trusted, 0)
			}
			trust[i], trusted[i] = trust[i]+score, trusted[i]+1
		}
		for _, broken := range t.Broken {
			note(failures, t.ID, broken)
		}
	}
	n := len(talks)
	all = all.shares()
	f.Resolved, f.HandedOver, f.Abandoned, f.AsMeant = all.Resolved, all.HandedOver, all.Abandoned, all.AsMeant
	f.AskedTwice, f.MeanTurns, f.Reasks = share(float64(twice), n), share(float64(turns), n), share(float64(reasks), n)
	for i := range trust {
		f.Trust = append(f.Trust, share(float64(trust[i]), trusted[i]))
	}
	for _, m := range []map[string]Share{f.ByPlaybook, f.ByGoal, f.ByPersona, f.ByLanguage} {
		for name, s := range m {
			m[name] = s.shares()
		}
	}
	for _, name := range slices.Sorted(maps.Keys(failures)) {
		f.Failures = append(f.Failures, *failures[name])
	}
	slices.SortStableFunc(f.Failures, func(a, b Named) int { return b.Count - a.Count })
	return f
}

func note(failures map[string]*Named, id int, b Broken) {
	n := failures[b.Name]
	if n == nil {
		n = &Named{Name: b.Name, Example: b.What}
		failures[b.Name] = n
	}
	n.Count++
	if len(n.Conversations) < maxNamed && !slices.Contains(n.Conversations, id) {
		n.Conversations = append(n.Conversations, id)
	}
}

// with counts one more conversation; shares makes the counts shares.
func (s Share) with(t *Talk) Share {
	s.N++
	switch t.Outcome {
	case Resolved:
		s.Resolved++
		s.AsMeant++
	case HandedOver:
		s.HandedOver++
		if t.Meant {
			s.AsMeant++
		}
	case Abandoned:
		s.Abandoned++
	}
	return s
}

func (s Share) shares() Share {
	return Share{N: s.N, Resolved: share(s.Resolved, s.N), HandedOver: share(s.HandedOver, s.N), Abandoned: share(s.Abandoned, s.N), AsMeant: share(s.AsMeant, s.N)}
}

// share is a part of n, to four places, so that figures compare.
func share(part float64, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(int(part/float64(n)*1e4+0.5)) / 1e4
}
