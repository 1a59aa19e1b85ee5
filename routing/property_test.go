package routing_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/routing"
)

// world is a board with a plain picture of what stands on it, slow and obvious.
type world struct {
	b      *routing.Board
	policy routing.Policy
	now    time.Time
	works  map[string]routing.Work
	agents map[string]routing.Agent
	given  map[string]string               // work → agent
	rests  map[string]map[string]time.Time // work → agent → until
}

// want is whether the agent fits the work at the moment, said again without the board's lines.
func (w *world) want(a routing.Agent, x routing.Work) bool {
	waited := w.now.Sub(x.Since)
	for id, until := range w.rests[x.ID] {
		if id == a.ID && until.After(w.now) {
			return false
		}
	}
	if before, ok := w.agents[x.Before]; ok && before.Ready && before.Capacity.Total > 0 && waited < w.policy.Hold && !w.rests[x.ID][x.Before].After(w.now) {
		return a.ID == x.Before
	}
	o := w.policy.Overflow
	if waited >= o.Team {
		x.Team = ""
	}
	if waited >= o.Skill {
		x.Skill = ""
	}
	if waited >= o.Language {
		x.Language = ""
	}
	return a.Fits(x)
}

func (w *world) room(a routing.Agent, channel string) bool {
	load := map[string]int{}
	for c, n := range a.Load {
		load[c] = n
	}
	for id, to := range w.given {
		if to == a.ID {
			load[w.works[id].Channel]++
		}
	}
	a.Load = load
	return a.Ready && a.Room(channel)
}

func someAgent(t *rapid.T, now time.Time) routing.Agent {
	a := routing.Agent{
		ID: fmt.Sprint("agt_", rapid.IntRange(0, 4).Draw(t, "agent")), Ready: rapid.Bool().Draw(t, "ready"),
		Capacity:  routing.Capacity{Total: rapid.IntRange(0, 3).Draw(t, "total")},
		Load:      map[string]int{"webchat": rapid.IntRange(0, 2).Draw(t, "load")},
		IdleSince: now.Add(-time.Duration(rapid.IntRange(0, 9).Draw(t, "idle")) * time.Minute),
	}
	if rapid.Bool().Draw(t, "skilled") {
		a.Skills = []string{"billing"}
	}
	if rapid.Bool().Draw(t, "in a team") {
		a.Teams = []string{rapid.SampledFrom([]string{"shop", "bank"}).Draw(t, "team")}
	}
	if rapid.Bool().Draw(t, "one language") {
		a.Languages = []terang.Language{rapid.SampledFrom([]terang.Language{"id", "en"}).Draw(t, "language")}
	}
	return a
}

func someWork(t *rapid.T, now time.Time) routing.Work {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	w := routing.Work{
		ID: fmt.Sprint("cnv_", rapid.IntRange(0, 11).Draw(t, "work")), Channel: pick("channel", "webchat", "email"), Team: pick("for team", "", "shop", "bank"),
		Skill: pick("skill", "", "billing"), Language: terang.Language(pick("speaks", "", "id", "en")), Before: pick("before", "", "", "agt_0", "agt_1"),
		Priority: rapid.SampledFrom(routing.Priorities()).Draw(t, "priority"), Since: now.Add(-time.Duration(rapid.IntRange(0, 12).Draw(t, "waits")) * time.Minute),
	}
	if rapid.IntRange(0, 4).Draw(t, "promised") == 0 {
		w.Promised = now.Add(time.Duration(rapid.IntRange(-3, 9).Draw(t, "by")) * time.Minute)
	}
	return w
}

// TestEveryDecisionIsTheRightOne: whatever came before, a decision goes to somebody who is ready, fits and has room; nobody with an
// earlier deadline could have been served; and where nothing is decided, nothing could have been.
func TestEveryDecisionIsTheRightOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := routing.DefaultPolicy()
		w := &world{b: routing.New(p), policy: p, now: noon, works: map[string]routing.Work{}, agents: map[string]routing.Agent{}, given: map[string]string{}, rests: map[string]map[string]time.Time{}}
		t.Repeat(map[string]func(*rapid.T){
			"put":   func(t *rapid.T) { w.put(t) },
			"seat":  func(t *rapid.T) { a := someAgent(t, w.now); w.agents[a.ID] = a; w.b.Seat(a, w.now) },
			"pass":  func(t *rapid.T) { w.pass(t) },
			"take":  func(t *rapid.T) { w.take(t) },
			"leave": func(t *rapid.T) { w.leave(t) },
			"wait": func(t *rapid.T) {
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "seconds")) * time.Second)
			},
			"next": func(t *rapid.T) { w.next(t) },
		})
	})
}

func (w *world) put(t *rapid.T) {
	x := someWork(t, w.now)
	if _, waits := w.works[x.ID]; waits && w.given[x.ID] != "" {
		return
	}
	w.works[x.ID] = x
	w.b.Put(x, w.now)
}

func (w *world) someGiven(t *rapid.T) string {
	var ids []string
	for id := range w.given {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return ""
	}
	slices.Sort(ids)
	return rapid.SampledFrom(ids).Draw(t, "given")
}

func (w *world) pass(t *rapid.T) {
	id := w.someGiven(t)
	if id == "" {
		return
	}
	if rapid.Bool().Draw(t, "returned") {
		w.b.Return(id, w.now)
		delete(w.given, id)
		return
	}
	w.b.Pass(id, w.given[id], w.now)
	if w.rests[id] == nil {
		w.rests[id] = map[string]time.Time{}
	}
	w.rests[id][w.given[id]] = w.now.Add(w.policy.Rest)
	delete(w.given, id)
}

func (w *world) take(t *rapid.T) {
	id := fmt.Sprint("cnv_", rapid.IntRange(0, 11).Draw(t, "taken"))
	if _, waits := w.works[id]; w.b.Take(id) != waits {
		t.Fatalf("%s: waits %v", id, waits)
	}
	delete(w.works, id)
	delete(w.given, id)
	delete(w.rests, id)
}

func (w *world) leave(t *rapid.T) {
	id := fmt.Sprint("agt_", rapid.IntRange(0, 4).Draw(t, "gone"))
	w.b.Leave(id, w.now)
	delete(w.agents, id)
	for work, to := range w.given {
		if to == id {
			delete(w.given, work)
		}
	}
}

func (w *world) next(t *rapid.T) {
	could := func(x routing.Work) bool {
		for _, a := range w.agents {
			if w.given[x.ID] == "" && w.room(a, x.Channel) && w.want(a, x) {
				return true
			}
		}
		return false
	}
	m, ok := w.b.Next(w.now)
	for _, x := range w.works {
		switch {
		case !could(x):
			if ok && m.Work == x.ID {
				t.Fatalf("%s was given to %s, and nobody can have it", m.Work, m.Agent)
			}
		case !ok:
			t.Fatalf("nothing is decided although %s can be served", x.ID)
		case w.policy.Deadline(x).Before(w.policy.Deadline(w.works[m.Work])):
			t.Fatalf("%s, due %s, passed %s, due %s", m.Work, w.policy.Deadline(w.works[m.Work]), x.ID, w.policy.Deadline(x))
		}
	}
	if !ok {
		return
	}
	if a := w.agents[m.Agent]; !w.room(a, w.works[m.Work].Channel) || !w.want(a, w.works[m.Work]) {
		t.Fatalf("%s has no room or does not fit %s", m.Agent, m.Work)
	}
	w.given[m.Work] = m.Agent
}
