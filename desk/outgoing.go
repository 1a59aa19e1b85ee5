package desk

import (
	"context"
	"errors"
	"sync"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// Limits of what leaves by itself.
const (
	leaveBatch = 64                  // replies that are looked for at once
	leaveRetry = 5 * time.Second     // after a conversation's replies could not leave
	pruneEvery = time.Hour           // between looks for what may be forgotten
	keepTaken  = 24 * time.Hour      // client ids of what came back: a console that asks again is told so
	keepWords  = 30 * 24 * time.Hour // words that came back and that nobody fetched
)

// What happened to a reply, as consoles are told.
const (
	LeftWaiting  = "waiting"  // it was accepted, and leaves at its time
	LeftSent     = "sent"     // it is a message
	LeftReturned = "returned" // it came back to its agent; [store.Outgoing.Why] says why
	LeftTaken    = "taken"    // its words are in the agent's composer again
)

// leaving is what left a conversation, and what came back, in one transaction.
type leaving struct {
	sent, returned []store.Outgoing
	closing        *store.Outgoing // the last of those sent whose macro asks to close the matter
}

// leave lets replies of a conversation leave in their order: those that go, and whatever stands before them. What its agent may not
// say any more comes back.
func (k *Desk) leave(ctx context.Context, tx *store.Tx, t *delivery.Thread, all []store.Outgoing, goes func(o *store.Outgoing) bool) (leaving, error) {
	var done leaving
	last := -1
	for i := range all {
		if all[i].Waits() && goes(&all[i]) {
			last = i
		}
	}
	for _, o := range all[:last+1] {
		if !o.Waits() {
			continue
		}
		closes, why, err := k.leaveOne(ctx, tx, t, &o)
		if err != nil {
			return done, err
		}
		if why == "" {
			done.sent = append(done.sent, o)
			if closes {
				done.closing = &o
			}
			continue
		}
		o.Why, o.DueAt = why, time.Time{}
		done.returned = append(done.returned, o)
	}
	return done, nil
}

// leaveOne says one reply, or gives it back and returns why. An error is one that time may mend.
func (k *Desk) leaveOne(ctx context.Context, tx *store.Tx, t *delivery.Thread, o *store.Outgoing) (closes bool, why string, err error) {
	why = lostWord(&t.Conversation, o.AgentID)
	if why == "" {
		a := store.Agent{ID: o.AgentID, WorkspaceID: o.WorkspaceID, Name: t.Conversation.AgentName}
		w := Words{ConversationID: o.ConversationID, ClientID: o.ClientID, Text: o.Text, DraftID: o.DraftID, Macros: o.Macros}
		for i := range o.Files {
			w.Files = append(w.Files, o.Files[i].ID)
		}
		closes, err := k.say(ctx, tx, t, a, w)
		if err == nil {
			return closes, "", store.DropOutgoing(tx, *o)
		}
		var e *terang.Error
		if !errors.As(err, &e) || e.Kind != terang.Invalid && e.Kind != terang.NotFound && e.Code != codeUsed {
			return false, "", err
		}
		why = e.Code // the gate refused it, or the draft or a file is gone
	}
	return false, why, store.ReturnOutgoing(tx, *o, why)
}

// lostWord says why an agent's words cannot be said in a conversation now, "" where they can. That the contact wrote again is no
// reason: the agent's words stand, and were said before.
func lostWord(c *terang.Conversation, agentID string) string {
	switch {
	case c.Holder == terang.HolderAgent && c.AgentID == agentID:
		return ""
	case c.Status == terang.Resolved:
		return "resolved"
	case c.Holder == terang.HolderQueue:
		return "in_queue"
	case c.Holder == terang.HolderAssistant:
		return "with_assistant"
	}
	return "with_other"
}

// part is a change by which an agent may give a conversation away or close it. Before that, fn calls flush: what the agent has waiting
// was sent before, and so is said before.
func (k *Desk) part(ctx context.Context, a store.Agent, conversationID string, fn func(tx *store.Tx, t *delivery.Thread, flush func() error) error) (terang.Conversation, error) {
	var done leaving
	c, err := k.change(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		done = leaving{}
		return fn(tx, t, func() error {
			all, err := store.OutgoingIn(tx, a.WorkspaceID, conversationID)
			if err == nil {
				done, err = k.leave(ctx, tx, t, all, of(a))
			}
			return err
		})
	})
	if err == nil {
		k.tellLeft(done)
	}
	return c, err
}

// of are the replies of an agent.
func of(a store.Agent) func(o *store.Outgoing) bool {
	return func(o *store.Outgoing) bool { return o.AgentID == a.ID }
}

// Undo takes a reply back that has not left. Its words are kept until [Desk.Take]; it is a Conflict once they have left.
func (k *Desk) Undo(ctx context.Context, a store.Agent, id string) (store.Outgoing, error) {
	var o store.Outgoing
	err := k.store.Write(ctx, func(tx *store.Tx) (err error) {
		if o, err = store.OutgoingByID(ctx, tx.Reader(), a, id); err != nil || !o.Waits() {
			return err
		}
		o.DueAt, o.Why = time.Time{}, store.OutgoingUndone
		return store.ReturnOutgoing(tx, o, o.Why)
	})
	if err == nil {
		k.left(o, LeftReturned)
	}
	return o, err
}

// Take forgets the words of a reply that came back: whoever fetched them keeps them now.
func (k *Desk) Take(ctx context.Context, a store.Agent, id string) error {
	o, err := store.OutgoingByID(ctx, k.store, a, id)
	if err != nil {
		return err
	}
	if o.Waits() {
		return terang.Fail(terang.Conflict, "reply_waits")
	}
	if err := k.store.Write(ctx, func(tx *store.Tx) error { return store.TakeOutgoing(tx, a, id) }); err != nil {
		return err
	}
	k.left(o, LeftTaken)
	return nil
}

// SendNow has a reply leave at once, behind those that were sent before it.
func (k *Desk) SendNow(ctx context.Context, a store.Agent, id string) (Sent, error) {
	o, err := store.OutgoingByID(ctx, k.store, a, id)
	if err != nil {
		return Sent{}, err
	}
	done, err := k.leaveFrom(ctx, o.WorkspaceID, o.ConversationID, func(other *store.Outgoing) bool { return other.ID == id })
	if err != nil {
		return Sent{}, err
	}
	for i := range done.returned {
		if done.returned[i].ID == id {
			return Sent{Outgoing: &done.returned[i]}, nil
		}
	}
	m, err := store.MessageByExternalID(ctx, k.store, o.WorkspaceID, o.ConversationID, o.ClientID)
	if terang.KindOf(err) == terang.NotFound { // taken back meanwhile
		o, err = store.OutgoingByID(ctx, k.store, a, id)
		return Sent{Outgoing: &o}, err
	}
	return Sent{Message: m.Message}, err
}

// Outgoing returns an agent's replies that have not left: those that wait, and those that came back.
func (k *Desk) Outgoing(ctx context.Context, a store.Agent) ([]store.Outgoing, error) {
	return store.OutgoingOf(ctx, k.store, a)
}

// SetUndo says for how many seconds an agent wants to be able to take a reply back, 0 to 10; nil follows the desk.
func (k *Desk) SetUndo(ctx context.Context, a store.Agent, seconds *int) error {
	return k.store.Write(ctx, func(tx *store.Tx) error { return store.SaveUndoChoice(tx, a, seconds) })
}

// UndoTime is for how long replies can be taken back by agents who chose nothing else.
func (k *Desk) UndoTime() time.Duration { return k.parts.Undo }

// leaveFrom lets replies of one conversation leave, in one transaction with all that it changes: a process that dies has either sent
// them, or sends them when it is there again.
func (k *Desk) leaveFrom(ctx context.Context, workspaceID, conversationID string, goes func(o *store.Outgoing) bool) (leaving, error) {
	var done leaving
	t, err := k.delivery.Change(ctx, workspaceID, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		all, err := store.OutgoingIn(tx, workspaceID, conversationID)
		if err != nil {
			return err
		}
		if done, err = k.leave(ctx, tx, t, all, goes); err != nil || done.closing == nil {
			return err
		}
		before, err := k.closeAfter(ctx, tx, t, store.Agent{ID: done.closing.AgentID}, done.closing.At)
		done.sent, done.returned = append(done.sent, before.sent...), append(done.returned, before.returned...)
		return err
	})
	if err != nil {
		return leaving{}, err
	}
	k.tellLeft(done)
	return done, k.read(ctx, t)
}

func (k *Desk) tellLeft(done leaving) {
	for _, o := range done.sent {
		k.left(o, LeftSent)
	}
	for _, o := range done.returned {
		k.left(o, LeftReturned)
	}
}

func (k *Desk) left(o store.Outgoing, what string) {
	if k.parts.Left != nil {
		k.parts.Left(o, what)
	}
}

// letLeave lets replies leave, forgets what need not be known any more, and returns how long nothing more is due.
func (k *Desk) letLeave(ctx context.Context) time.Duration {
	wait, err := k.LeaveDue(ctx)
	now := k.clock()
	if err == nil && now.Sub(k.pruned) >= pruneEvery {
		k.pruned = now
		err = k.store.Write(ctx, func(tx *store.Tx) error {
			_, err := store.PruneOutgoing(tx, now.Add(-keepTaken), now.Add(-keepWords))
			return err
		})
	}
	if err != nil && ctx.Err() == nil {
		k.delivery.Logger.Error("replies did not leave", "error", err)
		wait = min(wait, storeRetry)
	}
	return wait
}

// LeaveDue lets every reply leave whose time has come, and returns how long nothing more is due.
func (k *Desk) LeaveDue(ctx context.Context) (time.Duration, error) {
	longest := k.longestSleep()
	for {
		now := k.clock()
		next, err := store.NextOutgoing(ctx, k.store, leaveBatch)
		if err != nil {
			return longest, err
		}
		looked := make(map[string]bool, len(next))
		slots := make(chan struct{}, maxSettling)
		var wg sync.WaitGroup
		var mu sync.Mutex
		var failed error
		wait := time.Duration(0)
		for _, o := range next {
			if !o.Due(now) {
				if wait == 0 {
					wait = min(longest, o.DueAt.Sub(now))
				}
				continue
			}
			if looked[o.ConversationID] {
				continue
			}
			looked[o.ConversationID] = true
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				if err := k.leaveConversation(context.WithoutCancel(ctx), o, now); err != nil {
					mu.Lock()
					defer mu.Unlock()
					failed = err
				}
			})
		}
		wg.Wait()
		switch {
		case failed != nil:
			return longest, failed
		case wait > 0:
			return wait, nil
		case len(next) < leaveBatch || ctx.Err() != nil:
			return longest, nil
		}
	}
}

// leaveConversation lets what is due in one conversation leave. One that cannot be written now keeps nobody else waiting.
func (k *Desk) leaveConversation(ctx context.Context, o store.Outgoing, now time.Time) error {
	_, err := k.leaveFrom(ctx, o.WorkspaceID, o.ConversationID, func(other *store.Outgoing) bool { return other.Due(now) })
	if err == nil {
		return nil
	}
	k.delivery.Logger.Error("a reply did not leave", "conversation", o.ConversationID, "detail", o.ID, "error", err)
	until := k.clock().Add(leaveRetry)
	err = k.store.Write(ctx, func(tx *store.Tx) error { return store.PostponeOutgoing(tx, o.ConversationID, now, until) })
	k.leaves.nudgeAt(until)
	return err
}
