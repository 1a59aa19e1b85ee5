package desk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// Limits of the ledger of promises.
const (
	claimBatch   = 64               // promises that are taken at once
	maxSettling  = 8                // of them, that are looked at at the same time
	leaseTime    = 10 * time.Second // then another node may take what this one took
	sweepAlone   = 5 * time.Minute  // longest sleep on the embedded store: mends a clock that was set
	sweepShared  = 15 * time.Second // longest sleep where other nodes may have promised something
	storeRetry   = 2 * time.Second  // wait after the store refused
	firstRetry   = 15 * time.Second // after a promise could not be looked at, then doubling
	longestRetry = time.Hour
	stillThere   = 30 * time.Minute // after the last message, in which a contact counts as awake, whatever the hour
)

// Wake tells the ledger that a promise must be looked at at a time.
func (k *Desk) Wake(at time.Time) { k.promised.nudgeAt(at) }

// Run keeps the ledger of promises, gives out conversations, wakes what was put off, and sends what can no longer be taken back, until ctx ends.
func (k *Desk) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { k.waits.run(ctx, k.clock, k.giveOut) })
	wg.Go(func() { k.putAside.run(ctx, k.clock, k.wakeSnoozed) })
	wg.Go(func() { k.leaves.run(ctx, k.clock, k.letLeave) })
	k.promised.run(ctx, k.clock, k.keepPromises)
}

// keepPromises does what is due and returns how long there is nothing to do. A promise is taken by lease, and what is due for it done in
// one transaction with its row, so that wherever a process dies nothing is forgotten and nobody is told twice.
func (k *Desk) keepPromises(ctx context.Context) time.Duration {
	_, err := k.Due(ctx)
	var next time.Time
	if err == nil {
		next, err = store.NextPromiseAt(ctx, k.store)
	}
	if err != nil {
		if ctx.Err() == nil {
			k.delivery.Logger.Error("due promises not found", "error", err)
		}
		return storeRetry
	}
	if next.IsZero() {
		return k.longestSleep()
	}
	return min(k.longestSleep(), max(next.Sub(k.clock()), time.Millisecond))
}

// Due looks at every promise that must be looked at now, and returns how many they were.
func (k *Desk) Due(ctx context.Context) (int, error) {
	for total := 0; ; {
		var batch []store.ClaimedPromise
		now := k.clock()
		err := k.store.Write(ctx, func(tx *store.Tx) (err error) {
			batch, err = store.ClaimPromises(tx, now, now.Add(leaseTime), claimBatch)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("desk: claim promises: %w", err)
		}
		total += len(batch)
		var wg sync.WaitGroup
		slots := make(chan struct{}, maxSettling)
		for _, p := range batch {
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				k.look(context.WithoutCancel(ctx), p)
			})
		}
		wg.Wait()
		if len(batch) < claimBatch || ctx.Err() != nil {
			return total, nil
		}
	}
}

// look does what is due for one claimed promise. One that cannot be looked at is tried again, ever more rarely, and never
// forgotten.
func (k *Desk) look(ctx context.Context, p store.ClaimedPromise) {
	err := k.settle(ctx, p)
	if err == nil || store.PromiseLost(err) {
		return // another node has it, or it was kept meanwhile
	}
	k.delivery.Logger.Error("a due promise not looked at", "conversation", p.ConversationID, "detail", p.ID, "error", err)
	wait := longestRetry
	if p.Claim < 8 {
		wait = min(firstRetry<<p.Claim, longestRetry)
	}
	next := k.clock().Add(wait)
	if terang.KindOf(err) == terang.NotFound {
		next = time.Time{} // the conversation is gone
	}
	err = k.store.Write(ctx, func(tx *store.Tx) error { return store.AwaitPromise(tx, p, next) })
	if err != nil && !store.PromiseLost(err) {
		k.delivery.Logger.Error("a due promise not put off; its lease runs out", "detail", p.ID, "error", err)
	}
}

// settle warns before the time, breaks the promise once it has passed, and tells the contact so: at night in the morning.
func (k *Desk) settle(ctx context.Context, p store.ClaimedPromise) error {
	now := k.clock().UTC().Truncate(time.Millisecond)
	switch {
	case !p.BrokenAt.IsZero():
		_, err := k.delivery.Change(ctx, p.WorkspaceID, p.ConversationID, func(tx *store.Tx, t *delivery.Thread) error { return k.tell(tx, t, p) })
		return err
	case now.Before(p.DueAt):
		return k.warn(ctx, p)
	}
	_, err := k.delivery.Change(ctx, p.WorkspaceID, p.ConversationID, func(tx *store.Tx, t *delivery.Thread) error { return k.broken(ctx, tx, t, p) })
	return err
}

// warn reminds the consoles before the time. What an agent owes who has gone is everybody's from now on.
func (k *Desk) warn(ctx context.Context, p store.ClaimedPromise) error {
	gone := p.Owner != "" && !k.here(p.Owner)
	if gone {
		_, err := k.delivery.Change(ctx, p.WorkspaceID, p.ConversationID, func(tx *store.Tx, t *delivery.Thread) error {
			if err := store.AwaitPromise(tx, p, p.DueAt); err != nil {
				return err
			}
			return entrust(tx, t, "")
		})
		p.Owner = ""
		if err != nil {
			return err
		}
	} else if err := k.store.Write(ctx, func(tx *store.Tx) error { return store.AwaitPromise(tx, p, p.DueAt) }); err != nil {
		return err
	}
	if k.parts.Warn != nil {
		k.parts.Warn(p.Promise)
	}
	return nil
}

// broken records that the time has passed and brings the conversation before a person. It may have been late at night.
func (k *Desk) broken(ctx context.Context, tx *store.Tx, t *delivery.Thread, p store.ClaimedPromise) error {
	morning := k.morning(t)
	asleep := morning.After(t.Now)
	next := time.Time{}
	if asleep {
		next = morning
	}
	if err := k.escalate(ctx, tx, t); err != nil {
		return err
	}
	if p.Owner == "" || !k.here(p.Owner) {
		p.Owner = t.Conversation.AgentID
	}
	p.BrokenAt = t.Now
	if asleep {
		return breakIt(tx, t, p, next)
	}
	return apologize(tx, t, p)
}

// breakIt writes a broken promise down; next is when a node must look at it again.
func breakIt(tx *store.Tx, t *delivery.Thread, p store.ClaimedPromise, next time.Time) error {
	t.Conversation = t.Conversation.WithPromise(p.Promise)
	t.Emit(terang.EventPromise)
	return store.BreakPromise(tx, p, next)
}

// apologize tells the contact that a promise was broken, and what happens now: never a new time that nobody gave. Where the
// gate holds it back, the assistant owns up with its next words.
func apologize(tx *store.Tx, t *delivery.Thread, p store.ClaimedPromise) error {
	now := brokenQueue
	if t.Conversation.Holder == terang.HolderAgent {
		now = brokenAgent
	}
	l := t.Conversation.Language
	said, err := notice(t, fill(brokenTexts[p.Kind], l, p.Promise, t.Now)+" "+now.In(l))
	if err != nil {
		return err
	}
	if said {
		p.ToldAt = t.Now
	}
	return breakIt(tx, t, p, time.Time{})
}

// tell says in the morning what happened at night.
func (k *Desk) tell(tx *store.Tx, t *delivery.Thread, p store.ClaimedPromise) error {
	morning := k.morning(t)
	if morning.After(t.Now) {
		return store.AwaitPromise(tx, p, morning)
	}
	return apologize(tx, t, p)
}

// morning is when the contact may hear bad news: now, unless it is night and they are not there.
func (k *Desk) morning(t *delivery.Thread) time.Time {
	if t.Now.Sub(t.Conversation.Last.At) < stillThere {
		return t.Now
	}
	return terang.Morning(t.Now, k.delivery.Night(t.Conversation.WorkspaceID))
}

// escalate puts the conversation before all that wait, unless an agent has it who is there.
func (k *Desk) escalate(ctx context.Context, tx *store.Tx, t *delivery.Thread) error {
	c := &t.Conversation
	if c.Holder == terang.HolderAgent && k.here(c.AgentID) {
		return nil
	}
	first, err := store.QueueHead(ctx, tx.Reader(), c.WorkspaceID, c.ID)
	if err != nil {
		return err
	}
	switch c.Holder {
	case terang.HolderAgent: // who has gone
		if err := entrust(tx, t, ""); err != nil {
			return err
		}
		t.Emit(terang.EventReleased)
	case terang.HolderAssistant:
		if err := store.InsertHandOver(tx, store.HandOver{
			ID: k.delivery.IDs("ho"), WorkspaceID: c.WorkspaceID, ConversationID: c.ID, ContactID: c.ContactID, Seq: c.Seq, At: t.Now, Reason: terang.ReasonPolicy, Score: c.Trust,
		}); err != nil {
			return err
		}
		t.Emit(terang.EventHandedOver)
	case terang.HolderQueue:
	}
	if c.Holder != terang.HolderQueue {
		c.Holder, c.AgentID, c.AgentName, c.Status, c.WaitingSince = terang.HolderQueue, "", "", terang.Open, t.Now
	}
	if !first.IsZero() && !c.WaitingSince.Before(first) {
		c.WaitingSince = first.Add(-time.Millisecond)
	}
	if c.HandOver == nil {
		because := func(l terang.Language) terang.CardWords {
			return terang.CardWords{ReasonText: missed.In(l), Tried: []string{}, Facts: []terang.Fact{}}
		}
		c.HandOver = &terang.HandOver{
			Reason: terang.ReasonPolicy, CardWords: because(terang.Indonesian), Translations: map[terang.Language]terang.CardWords{terang.English: because(terang.English)},
			Trust: terang.TrustView{Score: c.Trust, Reasons: []terang.TrustReason{}}, At: t.Now,
		}
	}
	return nil
}
