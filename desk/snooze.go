package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// Limits of putting off.
const (
	maxSnooze   = 90 * 24 * time.Hour
	snoozeBatch = 64
)

// Snooze puts a conversation that the agent has off until a time; the zero time takes it up again now. It wakes at the time,
// or as soon as the contact writes.
func (k *Desk) Snooze(ctx context.Context, a store.Agent, conversationID string, until time.Time) (terang.Conversation, error) {
	now := k.clock()
	if !until.IsZero() && (!until.After(now) || until.Sub(now) > maxSnooze) {
		return terang.Conversation{}, terang.Fail(terang.Invalid, "snooze_time")
	}
	c, err := k.change(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		if err := held(t, a); err != nil {
			return err
		}
		if !until.IsZero() {
			until = until.UTC().Truncate(time.Millisecond)
		}
		t.Emit(terang.EventChanged)
		return k.putOff(tx, t, until, a.ID)
	})
	k.putAside.nudge()
	return c, err
}

// wakeSnoozed wakes what is due and returns how long nothing more is. What is put off stands in the store, so a process that dies loses
// nothing; the conversation is looked at again inside the transaction that wakes it, so two nodes wake it once.
func (k *Desk) wakeSnoozed(ctx context.Context) time.Duration {
	wait, err := k.WakeDue(ctx)
	if err != nil && ctx.Err() == nil {
		k.delivery.Logger.Error("what was put off not woken", "error", err)
		return storeRetry
	}
	return wait
}

// WakeDue wakes what is due and returns how long nothing more is.
func (k *Desk) WakeDue(ctx context.Context) (time.Duration, error) {
	longest := k.longestSleep()
	for {
		next, err := store.NextSnoozed(ctx, k.store, snoozeBatch)
		if err != nil {
			return longest, err
		}
		now := k.clock()
		var wg sync.WaitGroup
		var failed error
		var mu sync.Mutex
		slots := make(chan struct{}, maxSettling)
		due := 0
		for _, s := range next {
			if s.Until.After(now) {
				wg.Wait()
				return min(longest, s.Until.Sub(now)), failed
			}
			due++
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				if err := k.wakeUp(context.WithoutCancel(ctx), s); err != nil && terang.KindOf(err) != terang.NotFound {
					mu.Lock()
					defer mu.Unlock()
					failed = err
				}
			})
		}
		wg.Wait()
		if due < snoozeBatch || failed != nil || ctx.Err() != nil {
			return longest, failed
		}
	}
}

// wakeUp gives a conversation back to the agent who put it off, or to the queue where nobody is there.
func (k *Desk) wakeUp(ctx context.Context, s store.Snoozed) error {
	_, err := k.delivery.Change(ctx, s.WorkspaceID, s.ConversationID, func(tx *store.Tx, t *delivery.Thread) error {
		c := &t.Conversation
		if c.SnoozedUntil.IsZero() || c.SnoozedUntil.After(k.clock()) {
			return nil // woken, or put off again, meanwhile
		}
		if err := k.putOff(tx, t, time.Time{}, bySystem); err != nil {
			return err
		}
		if k.here(c.AgentID) {
			t.Emit(terang.EventChanged)
			return nil
		}
		return toQueue(tx, t)
	})
	return err
}

// toQueue has a conversation wait for any agent from now on.
func toQueue(tx *store.Tx, t *delivery.Thread) error {
	c := &t.Conversation
	c.Holder, c.AgentID, c.AgentName, c.WaitingSince = terang.HolderQueue, "", "", t.Now
	t.Emit(terang.EventReleased)
	return entrust(tx, t, "")
}

// wakes notes that a contact wrote in a conversation that was put off, and whose agent is not there to see it.
func (k *Desk) wakes(e *terang.Event) {
	c := &e.Conversation
	h, had := k.held[c.ID]
	wrote := slices.ContainsFunc(e.Messages, func(m terang.Message) bool { return m.Direction == terang.In })
	if !had || !h.snoozed || !wrote || !c.SnoozedUntil.IsZero() || k.of(h.workspaceID, h.agentID).there(k.clock()) {
		return
	}
	k.woken[c.ID] = h
	k.nudge()
}

// takeWoken puts those into the queue whose contacts wrote while nobody was there for them.
func (k *Desk) takeWoken(ctx context.Context) error {
	k.mu.Lock()
	all := maps.Clone(k.woken)
	k.mu.Unlock()
	var failed error
	for id, h := range all {
		_, err := k.delivery.Change(ctx, h.workspaceID, id, func(tx *store.Tx, t *delivery.Thread) error {
			c := &t.Conversation
			if c.Holder != terang.HolderAgent || c.AgentID != h.agentID || c.Status != terang.Open || !c.SnoozedUntil.IsZero() || k.here(h.agentID) {
				return nil
			}
			return toQueue(tx, t)
		})
		if err != nil && terang.KindOf(err) != terang.NotFound {
			failed = fmt.Errorf("desk: woken: %w", err) // tried again
			continue
		}
		k.mu.Lock()
		delete(k.woken, id)
		k.mu.Unlock()
	}
	return failed
}
