package desk

import (
	"context"
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
	c, err := k.change(ctx, a, conversationID, func(_ *store.Tx, t *delivery.Thread) error {
		if err := held(t, a); err != nil {
			return err
		}
		t.Conversation.SnoozedUntil = until.UTC().Truncate(time.Millisecond)
		t.Emit(terang.EventChanged)
		return nil
	})
	select {
	case k.snoozed <- struct{}{}:
	default:
	}
	return c, err
}

// wakeSnoozed sleeps until something must wake. What is put off stands in the store, so a process that dies loses nothing; the
// conversation is looked at again inside the transaction that wakes it, so two nodes wake it once.
func (k *Desk) wakeSnoozed(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-k.snoozed:
		}
		wait, err := k.WakeDue(ctx)
		if err != nil && ctx.Err() == nil {
			k.delivery.Logger.Error("what was put off not woken", "error", err)
			wait = storeRetry
		}
		timer.Reset(wait)
	}
}

// WakeDue wakes what is due and returns how long nothing more is.
func (k *Desk) WakeDue(ctx context.Context) (time.Duration, error) {
	longest := sweepAlone
	if k.store.Engine() == store.Postgres {
		longest = sweepShared
	}
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
		c.SnoozedUntil = time.Time{}
		if k.Presence(c.AgentID) == Online {
			t.Emit(terang.EventChanged)
			return nil
		}
		c.Holder, c.AgentID, c.AgentName, c.WaitingSince = terang.HolderQueue, "", "", t.Now
		t.Emit(terang.EventReleased)
		return entrust(tx, t, "")
	})
	return err
}
