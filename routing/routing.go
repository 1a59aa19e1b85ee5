// Package routing decides who gets what at a desk: of those who wait, who is next, and of the agents who are there, to whom.
// It knows skills, languages, teams, capacity by channel, who helped before, how urgent a matter is and what was promised by
// when. It has no clock, stores nothing and calls nobody: time is given, and the same calls in the same order decide the same.
//
// The order is earliest deadline first. A deadline is when somebody should have answered: since when one waits plus the target
// of the priority, or the time of a promise where that is earlier. It does not move while one waits, so ageing is built in:
// whoever comes later than one's deadline can never pass, whatever the priority. Where nobody has what a matter asks for, it
// asks for less as time goes by ([Policy.Overflow]), so that nobody is left for ever.
//
// The way in is [New]; [Board.Next] decides.
package routing

import (
	"slices"
	"time"

	"terang"
)

// Priority is how soon somebody should answer.
type Priority string

// The priorities, the most urgent last.
const (
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Priorities are all of them, the most urgent first.
func Priorities() []Priority { return []Priority{Urgent, High, Normal} }

// The trust scores under which a matter is more urgent: it is about to be lost, or nearly.
const (
	urgentTrust = 20
	highTrust   = 40
)

// PriorityOf is how urgent a conversation is: what was promised and not kept comes first, then how little trust is left.
func PriorityOf(trust int, promises []terang.Promise) Priority {
	for _, p := range promises {
		if p.State() == terang.PromiseBroken {
			return Urgent
		}
	}
	switch {
	case trust < urgentTrust:
		return Urgent
	case trust < highTrust:
		return High
	}
	return Normal
}

// Work is a conversation that waits for a person, and what it asks for. An empty field asks for nothing.
type Work struct {
	ID       string
	Channel  string
	Team     string
	Skill    string
	Language terang.Language
	Before   string // the agent who helped this contact before
	Priority Priority
	Since    time.Time // since when it waits
	Opens    time.Time // when the desk opened, where that was later: from then the clocks run
	Promised time.Time // by when an answer was promised, zero for never
}

// Agent is a person of the brand, as far as it matters for who gets what.
type Agent struct {
	ID        string
	Teams     []string          // none: works for every team
	Skills    []string          // none: can do only what asks for nothing in particular
	Languages []terang.Language // none: all that the house speaks
	Capacity  Capacity
	Ready     bool           // takes new work now: there, and neither away nor wrapping up
	Load      map[string]int // conversations that the agent has, by channel
	IdleSince time.Time      // when the agent was last given or finished something
}

// Capacity is how many conversations an agent can hold at the same time: Total over all channels, Channel on one of them. A
// channel that is not named is bounded by Total alone; one with 0 is not taken at all.
type Capacity struct {
	Total   int
	Channel map[string]int
}

// Policy is what a brand decides of its routing. The zero Policy is [DefaultPolicy].
type Policy struct {
	Targets  map[Priority]time.Duration // how soon each should be answered
	Overflow Overflow
	// Hold is how long somebody who was helped before is kept for the same agent, while that one is there but has no room.
	Hold time.Duration
	// Rest is how long a conversation that an agent let ring is not offered to the same agent again.
	Rest time.Duration
}

// Overflow is after how long a wait no longer asks for a team, a skill, a language; 0 asks for ever.
type Overflow struct{ Team, Skill, Language time.Duration }

// DefaultPolicy is what holds where a brand says nothing.
func DefaultPolicy() Policy {
	return Policy{
		Targets:  map[Priority]time.Duration{Urgent: time.Minute, High: 3 * time.Minute, Normal: 5 * time.Minute},
		Overflow: Overflow{Team: 2 * time.Minute, Skill: 5 * time.Minute, Language: 10 * time.Minute},
		Hold:     90 * time.Second,
		Rest:     2 * time.Minute,
	}
}

// Target is how soon work of a priority should be answered.
func (p Policy) Target(of Priority) time.Duration {
	if t := p.Targets[of]; t > 0 {
		return t
	}
	if t := DefaultPolicy().Targets[of]; t > 0 {
		return t
	}
	return DefaultPolicy().Targets[Normal]
}

// from is when the clocks of work began.
func (w Work) from() time.Time {
	if w.Opens.After(w.Since) {
		return w.Opens
	}
	return w.Since
}

// Deadline is when somebody should have answered.
func (p Policy) Deadline(w Work) time.Time {
	d := w.from().Add(p.Target(w.Priority))
	if !w.Promised.IsZero() && w.Promised.Before(d) {
		return w.Promised
	}
	return d
}

// Room reports whether the agent, ready or not, has room for one more conversation of a channel.
func (a Agent) Room(channel string) bool {
	if c, named := a.Capacity.Channel[channel]; named && a.Load[channel] >= c {
		return false
	}
	return a.total() < a.Capacity.Total
}

func (a Agent) total() int {
	n := 0
	for _, l := range a.Load {
		n += l
	}
	return n
}

// versatility counts what the agent can do beyond talking in one language. An agent for whom nothing is said of languages speaks
// all that the house does.
func (a Agent) versatility() int {
	if len(a.Languages) == 0 {
		return len(a.Skills) + 1
	}
	return len(a.Skills) + len(a.Languages) - 1
}

// takes reports whether the agent takes conversations of a channel at all.
func (a Agent) takes(channel string) bool {
	c, named := a.Capacity.Channel[channel]
	return a.Capacity.Total > 0 && (!named || c > 0)
}

// Fits reports whether the agent has what work asks for, with room or without.
func (a Agent) Fits(w Work) bool { return a.fits(asksOf(w)) }

// asks is what waiting work asks for at a moment. Work that asks for the same stands in the same line.
type asks struct {
	channel, team, skill string
	language             terang.Language
	only                 string // is kept for this agent
}

func asksOf(w Work) asks {
	return asks{channel: w.Channel, team: w.Team, skill: w.Skill, language: w.Language}
}

func (a Agent) fits(k asks) bool {
	return a.takes(k.channel) &&
		(k.only == "" || k.only == a.ID) &&
		(k.team == "" || len(a.Teams) == 0 || slices.Contains(a.Teams, k.team)) &&
		(k.skill == "" || slices.Contains(a.Skills, k.skill)) &&
		(k.language == "" || len(a.Languages) == 0 || slices.Contains(a.Languages, k.language))
}
