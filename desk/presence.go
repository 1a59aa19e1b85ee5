package desk

import (
	"context"
	"sync"
	"time"

	"terang"
	"terang/store"
)

// vanishAfter is how long an agent counts as there after the last console was closed: a page that is loaded again must not
// send customers away. What they had is back in the queue then, well within half a minute.
const vanishAfter = 20 * time.Second

// The states of presence. An agent chooses the first two; a wrap-up follows a conversation and ends by itself.
const (
	Online = "online"
	Away   = "away"
	WrapUp = "wrap_up"
)

type presence struct {
	workspaceID string
	online      bool
	streams     int
	goneAt      time.Time      // when the last console was closed
	lostAt      time.Time      // the same, until what they had has been put back; zero where nothing has to be
	wrapUntil   time.Time      // zero for no wrap-up
	idleSince   time.Time      // when the agent last got or finished something
	misses      int            // offers in a row that they let ring
	asleep      bool           // let too many ring: shown as away until they choose again
	gone        bool           // may not answer any more: see [Desk.Changed]
	loads       map[string]int // open conversations by channel
	was         string         // as it was shown last
	since       time.Time      // and since when
}

// note is shown, and keeps since when.
func (p *presence) note(now time.Time) string {
	if s := p.shown(now); s != p.was {
		if p.was != "" || p.streams > 0 {
			p.since = now
		}
		p.was = s
	}
	return p.was
}

func (p *presence) there(now time.Time) bool {
	return p.online && !p.asleep && !p.gone && (p.streams > 0 || now.Sub(p.goneAt) < vanishAfter && !p.goneAt.IsZero())
}

// vanished reports whether the agent was there, meant to stay, and has no console any more.
func (p *presence) vanished(now time.Time) bool {
	at := p.vanishesAt()
	return !at.IsZero() && !at.After(now)
}

// vanishesAt is when the agent counts as vanished unless a console is opened, zero for never.
func (p *presence) vanishesAt() time.Time {
	if !p.online || p.streams > 0 || p.lostAt.IsZero() {
		return time.Time{}
	}
	return p.lostAt.Add(vanishAfter)
}

func (p *presence) shown(now time.Time) string {
	switch {
	case !p.there(now):
		return Away
	case p.wrapUntil.After(now):
		return WrapUp
	}
	return Online
}

// Connect counts a console of the agent that is open; the returned function counts it out.
func (k *Desk) Connect(workspaceID, agentID string) (leave func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.of(workspaceID, agentID)
	p.streams++
	p.lostAt = time.Time{}
	k.nudge()
	var once sync.Once
	return func() {
		once.Do(func() {
			k.mu.Lock()
			defer k.mu.Unlock()
			p.streams--
			p.goneAt = k.clock()
			if p.streams == 0 {
				p.lostAt = p.goneAt
			}
			k.nudge()
		})
	}
}

// Connected reports whether a console of the agent is open.
func (k *Desk) Connected(agentID string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.presence[agentID]
	return p != nil && p.streams > 0
}

func (k *Desk) of(workspaceID, agentID string) *presence {
	p := k.presence[agentID]
	if p == nil {
		p = &presence{workspaceID: workspaceID}
		k.presence[agentID] = p
	}
	return p
}

// Presence returns how the agent is shown: online or in a wrap-up where they chose to be there and have a console open.
func (k *Desk) Presence(agentID string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.presence[agentID]; p != nil {
		return p.shown(k.clock())
	}
	return Away
}

// WrapsUntil is when the agent's wrap-up ends, zero for none.
func (k *Desk) WrapsUntil(agentID string) time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.presence[agentID]; p != nil && p.shown(k.clock()) == WrapUp {
		return p.wrapUntil
	}
	return time.Time{}
}

// here reports whether the agent is there, wrapping up or not.
func (k *Desk) here(agentID string) bool { return k.Presence(agentID) != Away }

// answers reports whether an agent may answer contacts at all.
func (k *Desk) answers(a store.Agent) bool {
	return a.DisabledAt.IsZero() && (k.parts.Speaks == nil || k.parts.Speaks(a.Role))
}

// Changed takes what an agent may do from now on. Who may not answer any more is away, and what they have goes back into the queue.
func (k *Desk) Changed(ctx context.Context, a store.Agent) (gone bool, err error) {
	gone = !k.answers(a)
	if gone {
		err = k.SetPresence(ctx, a, Away)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.of(a.WorkspaceID, a.ID).gone = gone
	k.nudge()
	return gone, err
}

// SetPresence records what the agent chose. A wrap-up can be asked for, and ends by itself; who comes online ends it.
func (k *Desk) SetPresence(ctx context.Context, a store.Agent, to string) error {
	if to != Online && to != Away && to != WrapUp {
		return terang.Fail(terang.Invalid, "presence_unknown")
	}
	chosen := Online
	if to == Away {
		chosen = Away
	}
	if err := k.store.Write(ctx, func(tx *store.Tx) error { return store.SetPresence(tx, a.WorkspaceID, a.ID, chosen) }); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.of(a.WorkspaceID, a.ID)
	p.online, p.asleep, p.misses, p.wrapUntil = to != Away, false, 0, time.Time{}
	if to == WrapUp {
		wrap := seconds(k.floorOf(a.WorkspaceID).setting.WrapUpSeconds)
		if wrap == 0 {
			wrap = defaultWrapUp
		}
		p.wrapUntil = k.clock().Add(wrap)
	}
	p.note(k.clock())
	k.nudge()
	return nil
}
