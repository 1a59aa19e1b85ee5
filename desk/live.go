package desk

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"terang"
	"terang/routing"
	"terang/store"
)

// Live is a desk at a glance, for who looks after it.
type Live struct {
	Setting Setting
	Online  int // who are there, those who wrap up included
	Waiting int
	Late    int           // of them, past the target
	Longest time.Duration // that one of them waits
	Queue   []Waiting     // the first who wait, in the order in which they are served
	Asked   []Asked       // what all who wait ask for, the most asked for first
	Agents  []Attendance
}

// Waiting is a conversation in the queue with its clock.
type Waiting struct {
	routing.Standing
	ContactID string
	Topic     string
	Rings     string // at this agent, "" for nobody
}

// Attendance is an agent of a workspace now.
type Attendance struct {
	AgentID  string
	Presence string
	Since    time.Time      // of the presence; zero where it is not known
	Until    time.Time      // the end of a wrap-up
	Load     map[string]int // open conversations, by channel
	Held     []string       // the same, by id
	Capacity int
	Rings    []string // conversations that are offered
	Profile  Profile
}

// maxLive bounds the queue that is shown.
const maxLive = 200

// Live returns how a desk is now.
func (k *Desk) Live(workspaceID string) Live {
	k.mu.Lock()
	defer k.mu.Unlock()
	now, f := k.clock(), k.floorOf(workspaceID)
	out := Live{Setting: f.setting, Online: k.online(workspaceID), Waiting: f.board.Len(), Late: f.board.Late(now), Queue: []Waiting{}, Agents: []Attendance{}}
	asked := asking{}
	for i, s := range f.board.Waiting(f.board.Len()) {
		asked.add(s, now)
		if i >= maxLive {
			continue
		}
		c := f.waiting[s.ID]
		w := Waiting{Standing: s, ContactID: c.ContactID, Rings: s.Given}
		if c.HandOver != nil {
			w.Topic = c.HandOver.Topic
		}
		out.Queue = append(out.Queue, w)
	}
	out.Asked = asked.sorted()
	for _, c := range f.waiting {
		out.Longest = max(out.Longest, now.Sub(c.WaitingSince))
	}
	for id, p := range k.presence {
		if p.workspaceID != workspaceID {
			continue
		}
		a := Attendance{AgentID: id, Presence: p.note(now), Since: p.since, Load: maps.Clone(p.loads), Capacity: k.agent(f, id, p, now).Capacity.Total, Held: []string{}, Rings: []string{}, Profile: *k.profileOf(id)}
		a.Profile.tidy()
		if a.Presence == WrapUp {
			a.Until = p.wrapUntil
		}
		for conversationID, o := range f.offers {
			if o.AgentID == id {
				a.Rings = append(a.Rings, conversationID)
			}
		}
		for conversationID, h := range k.held {
			if h.agentID == id {
				a.Held = append(a.Held, conversationID)
			}
		}
		slices.Sort(a.Held)
		slices.Sort(a.Rings)
		out.Agents = append(out.Agents, a)
	}
	slices.SortFunc(out.Agents, func(a, b Attendance) int { return cmp.Compare(a.AgentID, b.AgentID) })
	return out
}

// Asked is how many wait for the same team, skill, language, channel or priority.
type Asked struct {
	Kind    string // "team", "skill", "language", "channel", "priority"
	Name    string
	Waiting int
	Late    int
	Oldest  time.Time // since when the first of them waits
}

type asking map[[2]string]*Asked

func (all asking) add(s routing.Standing, now time.Time) {
	for kind, name := range map[string]string{
		"team": s.Team, "skill": s.Skill, "language": string(s.Language), "channel": s.Channel, "priority": string(s.Priority),
	} {
		if name == "" {
			continue
		}
		a := all[[2]string{kind, name}]
		if a == nil {
			a = &Asked{Kind: kind, Name: name, Oldest: s.Since}
			all[[2]string{kind, name}] = a
		}
		a.Waiting++
		if s.Deadline.Before(now) {
			a.Late++
		}
		if s.Since.Before(a.Oldest) {
			a.Oldest = s.Since
		}
	}
}

func (all asking) sorted() []Asked {
	out := make([]Asked, 0, len(all))
	for _, a := range all {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Waiting, a.Waiting), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// Clock is by when somebody should answer a conversation that waits.
type Clock struct {
	Priority routing.Priority
	Due      time.Time
}

// Clock returns the clock of a conversation; false where it does not wait for a person.
func (k *Desk) Clock(c *terang.Conversation) (Clock, bool) {
	if c.Holder != terang.HolderQueue || c.Status != terang.Open {
		return Clock{}, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	w := k.timed(c)
	return Clock{w.Priority, k.floorOf(c.WorkspaceID).policy.Deadline(w)}, true
}

// Order sorts listed conversations as the desk serves those of them that wait: by deadline, then by who came first.
func (k *Desk) Order(listed []store.Listed) {
	due := make(map[string]time.Time, len(listed))
	for i := range listed {
		c, _ := k.Clock(&listed[i].Conversation)
		due[listed[i].Conversation.ID] = c.Due
	}
	slices.SortStableFunc(listed, func(a, b store.Listed) int {
		x, y := &a.Conversation, &b.Conversation
		return cmp.Or(due[x.ID].Compare(due[y.ID]), x.WaitingSince.Compare(y.WaitingSince), cmp.Compare(x.ID, y.ID))
	})
}
