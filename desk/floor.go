package desk

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"terang"
	"terang/routing"
)

// floor is a workspace's desk as routing sees it.
type floor struct {
	setting Setting
	policy  routing.Policy // of the setting
	board   *routing.Board
	fresh   map[string]terang.Conversation // wait, and are not yet on the board: who helped before has to be looked up
	waiting map[string]terang.Conversation // are on the board
	offers  map[string]Offer               // by conversation
	seats   map[string]routing.Agent       // as they were last put on the board
}

// Offer is a conversation that rings at one agent.
type Offer struct {
	WorkspaceID, ConversationID, AgentID string
	At, Until                            time.Time
}

// The ends of an offer, and its beginning.
const (
	Offered   = "offered"
	Missed    = "missed"    // the agent let it ring
	Withdrawn = "withdrawn" // somebody has it, or it no longer waits
)

func (k *Desk) floorOf(workspaceID string) *floor {
	f := k.floors[workspaceID]
	if f == nil {
		f = &floor{
			fresh: make(map[string]terang.Conversation), waiting: make(map[string]terang.Conversation), offers: make(map[string]Offer), seats: make(map[string]routing.Agent),
		}
		f.govern(DefaultSetting(), k.clock())
		k.floors[workspaceID] = f
	}
	return f
}

func (f *floor) govern(s Setting, now time.Time) {
	f.setting, f.policy = s, s.policy()
	if f.board == nil {
		f.board = routing.New(f.policy)
		return
	}
	f.board.Govern(f.policy, now)
}

// holding is an open conversation that an agent has.
type holding struct {
	workspaceID, agentID, channel string
	snoozed                       bool // the agent has put it off
}

// follow keeps the floor true to a conversation as it is now; at is when it became so.
func (k *Desk) follow(c *terang.Conversation, at time.Time) {
	f := k.floorOf(c.WorkspaceID)
	if c.Holder == terang.HolderQueue && c.Status == terang.Open {
		kept := *c
		kept.State = nil
		if was, known := f.waiting[c.ID]; known {
			if o, rings := f.offers[c.ID]; rings && was.Team != c.Team { // it may ring at somebody of another
				f.board.Return(c.ID, at)
				delete(f.offers, c.ID)
				k.tellOffer(o, Withdrawn)
			}
			f.waiting[c.ID] = kept
			f.board.Put(k.needs(f, &kept, f.board.Before(c.ID)), at)
		} else {
			f.fresh[c.ID] = kept
		}
		k.let(c.ID, at, false)
		k.nudge()
		return
	}
	delete(f.fresh, c.ID)
	delete(f.waiting, c.ID)
	if f.board.Take(c.ID) {
		k.nudge()
	}
	if o, rings := f.offers[c.ID]; rings {
		delete(f.offers, c.ID)
		if c.AgentID == o.AgentID {
			k.of(c.WorkspaceID, o.AgentID).misses = 0
		}
		k.tellOffer(o, Withdrawn)
	}
	if c.Holder == terang.HolderAgent && c.Status == terang.Open {
		k.hold(c, at)
		return
	}
	k.let(c.ID, at, true)
}

// hold counts a conversation to the agent who has it.
func (k *Desk) hold(c *terang.Conversation, at time.Time) {
	was, had := k.held[c.ID]
	is := holding{c.WorkspaceID, c.AgentID, c.Channel, !c.SnoozedUntil.IsZero()}
	if had && was.agentID == c.AgentID {
		k.held[c.ID] = is
		return
	}
	k.let(c.ID, at, false)
	k.held[c.ID] = is
	p := k.of(c.WorkspaceID, c.AgentID)
	p.load(c.Channel, 1)
	p.idleSince = at
	k.nudge()
}

// let counts a conversation out; ended begins the wrap-up of whoever had it.
func (k *Desk) let(conversationID string, at time.Time, ended bool) {
	was, had := k.held[conversationID]
	if !had {
		return
	}
	delete(k.held, conversationID)
	p := k.of(was.workspaceID, was.agentID)
	p.load(was.channel, -1)
	p.idleSince = at
	if wrap := k.floorOf(was.workspaceID).setting.WrapUpSeconds; ended && wrap > 0 && p.there(at) {
		p.wrapUntil = at.Add(seconds(wrap))
		k.tellPresence(was.workspaceID, was.agentID)
	}
	k.nudge()
}

func (p *presence) load(channel string, n int) {
	if p.loads == nil {
		p.loads = make(map[string]int)
	}
	if p.loads[channel] += n; p.loads[channel] <= 0 {
		delete(p.loads, channel)
	}
}

// teamOf is the team that a conversation was given to, or whose matter it is, "" for none.
func (f *floor) teamOf(c *terang.Conversation) string {
	if slices.ContainsFunc(f.setting.Teams, func(t Team) bool { return c.Team != "" && t.ID == c.Team }) {
		return c.Team
	}
	if c.HandOver == nil || c.HandOver.Topic == "" {
		return ""
	}
	for _, t := range f.setting.Teams {
		if slices.Contains(t.Topics, c.HandOver.Topic) {
			return t.ID
		}
	}
	return ""
}

// timed is what decides by when somebody should answer a waiting conversation.
func (k *Desk) timed(c *terang.Conversation) routing.Work {
	w := routing.Work{ID: c.ID, Channel: c.Channel, Language: c.Language, Priority: priorityOf(c), Since: c.WaitingSince}
	for _, p := range c.Promises {
		if p.State() == terang.PromiseOpen && p.Kind == terang.PromiseReply && (w.Promised.IsZero() || p.DueAt.Before(w.Promised)) {
			w.Promised = p.DueAt
		}
	}
	if k.parts.Opens != nil {
		w.Opens = k.parts.Opens(c.WorkspaceID, c.WaitingSince)
	}
	return w
}

// priorityOf is how soon a conversation should be answered: as trust and promises have it, or sooner where the agents say so.
func priorityOf(c *terang.Conversation) routing.Priority {
	p := routing.PriorityOf(c.Trust, c.Promises)
	switch {
	case c.Priority >= terang.Urgent:
		return routing.Urgent
	case c.Priority == terang.High && p == routing.Normal:
		return routing.High
	}
	return p
}

// needs are what a waiting conversation asks for. What nobody of the workspace has is not asked for: nobody would ever fit.
func (k *Desk) needs(f *floor, c *terang.Conversation, before string) routing.Work {
	w := k.timed(c)
	w.Before = before
	if w.Team = f.teamOf(c); c.HandOver != nil {
		w.Skill = c.HandOver.Skill
	}
	if !k.someone(c.WorkspaceID, func(p *Profile) bool { return slices.Contains(p.Skills, w.Skill) }) {
		w.Skill = ""
	}
	if !k.someone(c.WorkspaceID, func(p *Profile) bool { return slices.Contains(p.Teams, w.Team) }) {
		w.Team = ""
	}
	return w
}

// someone reports whether any agent of a workspace is so.
func (k *Desk) someone(workspaceID string, is func(p *Profile) bool) bool {
	for id, p := range k.presence {
		if profile := k.profiles[id]; profile != nil && p.workspaceID == workspaceID && is(profile) {
			return true
		}
	}
	return false
}

// refresh asks anew what those who wait ask for, after settings changed.
func (k *Desk) refresh(workspaceID string) {
	f := k.floorOf(workspaceID)
	for id, c := range f.waiting {
		f.board.Put(k.needs(f, &c, f.board.Before(id)), k.clock())
	}
	clear(f.seats)
}

// seat puts every agent of a workspace on its board as they are now.
func (k *Desk) seat(workspaceID string, now time.Time) {
	f := k.floorOf(workspaceID)
	for id, p := range k.presence {
		if p.workspaceID != workspaceID {
			continue
		}
		a := k.agent(f, id, p, now)
		if was, sits := f.seats[id]; sits && was.Ready == a.Ready && was.IdleSince.Equal(a.IdleSince) && maps.Equal(was.Load, a.Load) {
			continue
		}
		f.seats[id] = a
		f.board.Seat(a, now)
	}
}

func (k *Desk) agent(f *floor, id string, p *presence, now time.Time) routing.Agent {
	profile := k.profileOf(id)
	c := f.setting.Capacity
	if profile.Capacity != nil {
		c = *profile.Capacity
	}
	return routing.Agent{
		ID: id, Teams: profile.Teams, Skills: profile.Skills, Languages: profile.Languages, Capacity: routing.Capacity{Total: c.Total, Channel: c.Channels},
		// Nothing rings where no console is open, though a page that is loaded again leaves its agent there.
		Ready: p.there(now) && p.streams > 0 && !p.wrapUntil.After(now), Load: maps.Clone(p.loads), IdleSince: p.idleSince,
	}
}

// Offers are the conversations that ring at an agent.
func (k *Desk) Offers(workspaceID, agentID string) []Offer {
	k.mu.Lock()
	defer k.mu.Unlock()
	out, board := []Offer{}, k.floorOf(workspaceID).board
	for _, o := range k.floorOf(workspaceID).offers {
		if o.AgentID == agentID {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b Offer) int {
		return cmp.Or(a.At.Compare(b.At), board.Deadline(a.ConversationID).Compare(board.Deadline(b.ConversationID)), cmp.Compare(a.ConversationID, b.ConversationID))
	})
	return out
}
