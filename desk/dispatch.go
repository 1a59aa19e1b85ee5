package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// Limits of giving out.
const (
	maxMisses      = 2                // offers in a row that an agent lets ring before they are shown as away
	lookUps        = 200              // contacts for whom it is looked up at once who helped them before
	dispatchSweep  = 30 * time.Second // longest sleep: mends a clock that was set
	defaultWrapUp  = time.Minute      // of an agent who asks for one where the workspace sets none
	pullTries      = 5                // conversations that others may take in front of one who asks for the next
	dispatchPauses = time.Second      // after the store refused
)

// nudge tells the loop that there is something to give out.
func (k *Desk) nudge() { k.waits.nudge() }

// giveOut gives out and returns how long there is nothing more to do.
func (k *Desk) giveOut(ctx context.Context) time.Duration {
	next, err := k.Dispatch(ctx)
	switch {
	case err != nil:
		if ctx.Err() == nil {
			k.delivery.Logger.Error("conversations not given out", "error", err)
		}
		return dispatchPauses
	case next.IsZero():
		return dispatchSweep
	}
	return min(dispatchSweep, max(next.Sub(k.clock()), time.Millisecond))
}

// Dispatch does what is due on every floor: puts back what vanished agents had and what woke without its agent, ends wrap-ups and unanswered offers, and offers
// what waits. It returns when time alone makes something due next, zero for never.
func (k *Desk) Dispatch(ctx context.Context) (time.Time, error) {
	failed := errors.Join(k.requeue(ctx), k.takeWoken(ctx))
	if err := k.welcome(ctx); err != nil {
		return time.Time{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock()
	var next time.Time
	soon := func(at time.Time) {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	for id, p := range k.presence {
		if !p.wrapUntil.IsZero() && !p.wrapUntil.After(now) {
			p.wrapUntil = time.Time{}
			k.tellPresence(p.workspaceID, id)
		}
		p.note(now)
		soon(p.wrapUntil)
		soon(p.vanishesAt())
	}
	for ws, f := range k.floors {
		if f.setting.Mode == Push {
			k.offer(ws, f, now)
			soon(f.board.NextTurn())
		} else {
			k.recall(f, now)
		}
		for _, o := range f.offers {
			soon(o.Until)
		}
	}
	return next, failed
}

// offer ends the offers that nobody took, and makes those that are due.
func (k *Desk) offer(workspaceID string, f *floor, now time.Time) {
	for id, o := range f.offers {
		p, what := k.of(workspaceID, o.AgentID), Missed
		switch {
		case !p.there(now), p.wrapUntil.After(now), p.streams == 0 && !o.Until.After(now):
			f.board.Return(id, now) // who went away, or wraps up, missed nothing
			what = Withdrawn
		case !o.Until.After(now):
			f.board.Pass(id, o.AgentID, now)
			if p.misses++; p.misses >= maxMisses {
				p.asleep, p.misses = true, 0
				k.tellPresence(workspaceID, o.AgentID)
			}
		default:
			continue
		}
		delete(f.offers, id)
		k.tellOffer(o, what)
	}
	k.seat(workspaceID, now)
	for {
		m, ok := f.board.Next(now)
		if !ok {
			return
		}
		o := Offer{workspaceID, m.Work, m.Agent, now, now.Add(seconds(f.setting.RingSeconds))}
		f.offers[m.Work] = o
		k.tellOffer(o, Offered)
	}
}

// recall takes back what rings, after a workspace went back to pull.
func (k *Desk) recall(f *floor, now time.Time) {
	for id, o := range f.offers {
		f.board.Return(id, now)
		delete(f.offers, id)
		k.tellOffer(o, Withdrawn)
	}
}

// welcome puts those who came to wait on the board, with who helped them before.
func (k *Desk) welcome(ctx context.Context) error {
	for {
		k.mu.Lock()
		var batch []terang.Conversation
		for _, f := range k.floors {
			for _, c := range f.fresh {
				if len(batch) < lookUps {
					batch = append(batch, c)
				}
			}
		}
		k.mu.Unlock()
		if len(batch) == 0 {
			return nil
		}
		contacts := make([]string, len(batch))
		for i, c := range batch {
			contacts[i] = c.ContactID
		}
		before, err := store.LastAgents(ctx, k.store, contacts)
		if err != nil {
			return fmt.Errorf("desk: who helped before: %w", err)
		}
		k.mu.Lock()
		now := k.clock()
		for _, c := range batch {
			f := k.floorOf(c.WorkspaceID)
			latest, waits := f.fresh[c.ID] // it may have been taken meanwhile
			if !waits {
				continue
			}
			delete(f.fresh, c.ID)
			f.waiting[c.ID] = latest
			f.board.Put(k.needs(f, &latest, before[c.ContactID]), now)
		}
		k.mu.Unlock()
	}
}

// lost is a conversation of an agent who vanished, or who may not answer any more.
type lost struct {
	workspaceID, conversationID, agentID string
	gone                                 bool
}

// requeue puts back into the queue what agents have who vanished, or who may not answer any more.
func (k *Desk) requeue(ctx context.Context) error {
	var all []lost
	k.mu.Lock()
	now := k.clock()
	for id, h := range k.held {
		if p := k.presence[h.agentID]; p != nil && (p.gone || p.vanished(now)) {
			all = append(all, lost{h.workspaceID, id, h.agentID, p.gone})
		}
	}
	for _, p := range k.presence {
		if p.vanished(now) {
			p.lostAt = time.Time{}
		}
	}
	k.mu.Unlock()
	var failed error
	for _, l := range all {
		if _, err := k.delivery.Change(ctx, l.workspaceID, l.conversationID, func(tx *store.Tx, t *delivery.Thread) error { return k.vacate(tx, t, l) }); err != nil {
			k.mu.Lock()
			if terang.KindOf(err) == terang.NotFound { // erased meanwhile
				k.let(l.conversationID, now, false)
				k.mu.Unlock()
				continue
			}
			failed = fmt.Errorf("desk: re-queue: %w", err)
			k.of(l.workspaceID, l.agentID).lostAt = now.Add(-vanishAfter) // tried again
			k.mu.Unlock()
		}
	}
	return failed
}

// vacate puts one conversation of a vanished agent back: where it stood when its contact first came to wait. The contact is told.
// What somebody put off who will be back, nobody waits for yet.
func (k *Desk) vacate(tx *store.Tx, t *delivery.Thread, l lost) error {
	c := &t.Conversation
	if c.Holder != terang.HolderAgent || c.AgentID != l.agentID || c.Status != terang.Open || !l.gone && !c.SnoozedUntil.IsZero() || k.here(l.agentID) {
		return nil
	}
	name, since := c.AgentName, t.Now
	if c.HandOver != nil && !c.HandOver.At.IsZero() && c.HandOver.At.Before(since) {
		since = c.HandOver.At
	}
	c.Holder, c.AgentID, c.AgentName, c.WaitingSince, c.SnoozedUntil = terang.HolderQueue, "", "", since, time.Time{}
	t.Emit(terang.EventReleased)
	if err := entrust(tx, t, ""); err != nil {
		return err
	}
	text := vanished
	if l.gone {
		text = released
	}
	_, err := t.Say(terang.Draft{
		Author: terang.ByAutomation("desk"), Purpose: terang.ForNotice, Kind: terang.KindNotice, Language: c.Language,
		Content: terang.Content{Text: strings.ReplaceAll(text.In(c.Language), "{agent}", name) + k.nobody(c, nobodyHere)},
	})
	return err
}

// Decline lets an offer go to the next agent at once.
func (k *Desk) Decline(_ context.Context, a store.Agent, conversationID string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	f := k.floorOf(a.WorkspaceID)
	o, rings := f.offers[conversationID]
	if !rings || o.AgentID != a.ID {
		return terang.Fail(terang.Conflict, "not_offered")
	}
	f.board.Pass(conversationID, a.ID, k.clock())
	delete(f.offers, conversationID)
	k.tellOffer(o, Withdrawn)
	k.nudge()
	return nil
}

// Next gives the agent who asks what should be answered first of all that they can answer.
func (k *Desk) Next(ctx context.Context, a store.Agent) (terang.Conversation, error) {
	for range pullTries {
		if err := k.welcome(ctx); err != nil {
			return terang.Conversation{}, err
		}
		k.mu.Lock()
		k.of(a.WorkspaceID, a.ID)
		k.seat(a.WorkspaceID, k.clock())
		id := k.floorOf(a.WorkspaceID).board.Pull(a.ID, k.clock())
		k.mu.Unlock()
		if id == "" {
			break
		}
		c, err := k.Claim(ctx, a, id)
		if terang.KindOf(err) != terang.Conflict {
			return c, err
		}
	}
	return terang.Conversation{}, terang.Fail(terang.NotFound, "queue_empty")
}

func (k *Desk) tellOffer(o Offer, what string) {
	if k.parts.Offered != nil {
		k.parts.Offered(o, what)
	}
}

func (k *Desk) tellPresence(workspaceID, agentID string) {
	if k.parts.Came != nil {
		p := k.presence[agentID]
		until := time.Time{}
		shown := p.note(k.clock())
		if shown == WrapUp {
			until = p.wrapUntil
		}
		k.parts.Came(workspaceID, agentID, shown, until)
	}
}
