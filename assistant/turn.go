package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"terang"
	"terang/action"
	"terang/delivery"
	"terang/engine"
	"terang/store"
)

// task is one input that is to have its turn.
type task struct {
	workspaceID    string
	conversationID string
	in             engine.Input
	run            *store.Run // that is due, nil for everything else; the turn's commit settles it
}

// key is the idempotency key of the turn's nth call. A run that is due has no position in the conversation, which may grow
// while the turn is tried again: its calls are named by the run and by how often it was woken.
func (j task) key(call engine.Call, n int) string {
	if j.run == nil {
		return call.Key
	}
	return fmt.Sprintf("%s.%d.%d", j.run.ID, j.run.Wakes, n)
}

// scope is within what those keys are unique. A run that is due may come to another conversation when it is tried again.
func (j task) scope(c *terang.Conversation) string {
	if j.run != nil {
		return j.run.ID
	}
	return c.ID
}

// request is the turn's nth call.
func (j task) request(c *terang.Conversation, call engine.Call, n int) action.Request {
	return action.Request{Action: call.Action, Inputs: call.Inputs, Key: j.key(call, n), Scope: j.scope(c)}
}

// turn decides and commits one input. fresh is the conversation as just stored, nil to read it.
func (a *Assistant) turn(ctx context.Context, j task, fresh *terang.Conversation, k terang.Contact) error {
	made := make(calls) // so far: a rethought turn does not repeat them
	for range maxRethinks {
		var c terang.Conversation
		if fresh != nil {
			c, fresh = *fresh, nil
		} else {
			var err error
			if c, k, err = store.Thread(ctx, a.Store, j.workspaceID, j.conversationID); err != nil {
				return err
			}
		}
		if j.in.Kind == engine.InputMessage && c.HandledSeq >= j.in.Seq {
			return nil // another node, or an earlier try whose answer was lost, has done it
		}
		if j.run != nil && c.Holder != terang.HolderAssistant {
			return errBusy()
		}
		state, effects, err := a.think(ctx, &c, k, j, made)
		if err != nil {
			return err
		}
		err = a.commit(ctx, &c, k, j, state, effects, made)
		if errors.Is(err, errMovedOn) {
			continue
		}
		return err
	}
	return fmt.Errorf("assistant: %w %d times", errMovedOn, maxRethinks)
}

// think steps the engine until it waits, performing calls on the way.
func (a *Assistant) think(ctx context.Context, c *terang.Conversation, k terang.Contact, j task, made calls) (engine.State, []engine.Effect, error) {
	brain := a.Brain(c.WorkspaceID)
	if brain == nil {
		return engine.State{}, nil, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	var state engine.State
	if len(c.State) > 0 {
		if err := json.Unmarshal(c.State, &state); err != nil {
			return state, nil, fmt.Errorf("assistant: state of %s: %w", c.ID, err)
		}
	}
	in := a.situate(j.in, c, k)
	state, effects := brain.Step(state, in)
	var out []engine.Effect
	for calls := 0; ; {
		var call *engine.Call
		for _, e := range effects {
			switch e := e.(type) {
			case engine.Call:
				call = &e
				continue
			case engine.Verified:
				if k.Verified() && k.ExternalID != e.ExternalID {
					k = k.Another() // the rest of the turn is somebody else's
				}
				k.ExternalID, k.Name = e.ExternalID, e.Name
			}
			out = append(out, e)
		}
		if call == nil {
			return state, out, nil
		}
		if calls++; calls > maxCalls {
			failed := a.situate(engine.Input{Kind: engine.InputError, Seq: in.Seq}, c, k)
			state, effects = brain.Step(state, failed)
			continue
		}
		next := a.situate(engine.Input{Kind: engine.InputActionResult, Seq: in.Seq, Result: a.perform(ctx, c, *call, j.request(c, *call, calls), made)}, c, k)
		state, effects = brain.Step(state, next)
	}
}

// situate completes an input with what the engine may know of the world.
func (a *Assistant) situate(in engine.Input, c *terang.Conversation, k terang.Contact) engine.Input {
	in.Now, in.Holder = a.Clock().UTC(), c.Holder
	in.Contact = engine.Contact{Name: k.Name, Attributes: k.Values(in.Now), Stopped: k.Stopped(), Matters: k.Matters}
	in.Desk, in.Promises = a.Desk.Situation(c), c.Promises
	if in.Language == "" {
		in.Language = c.Language
	}
	if in.Agent == "" {
		in.Agent = c.AgentName
	}
	if in.Seq == 0 {
		in.Seq = c.Seq
	}
	return in
}

// perform calls the brand's system. Its failure is an answer for the engine, which tells the customer the truth.
func (a *Assistant) perform(ctx context.Context, c *terang.Conversation, call engine.Call, req action.Request, made calls) engine.ActionResult {
	if m, ok := made[req.Key]; ok {
		m.result.Key = call.Key
		return m.result
	}
	a.Watcher.Typing(c.WorkspaceID, c.ID, terang.KindAI, true)
	defer a.Watcher.Typing(c.WorkspaceID, c.ID, terang.KindAI, false)
	began := a.Clock()
	res, err := a.Actions(c.WorkspaceID).Call(ctx, req)
	r := engine.ActionResult{Key: call.Key, OK: err == nil, Status: res.Status, Data: res.Data}
	if err != nil {
		r.ErrorCode = "action_failed"
		var e *terang.Error
		if errors.As(err, &e) {
			r.ErrorCode = e.Code
		}
		if code, ok := res.Data["code"].(string); ok && code != "" {
			r.ErrorCode = code
		}
		a.Logger.Warn("action failed", "conversation", c.ID, "action", call.Action, "code", r.ErrorCode, "status", res.Status)
	}
	made[req.Key] = a.account(c, req, res, r, began)
	return r
}

// commit stores what the turn decided, if the conversation is still as it was. That it has got another inbound
// message meanwhile does not matter: that one has its own turn.
func (a *Assistant) commit(ctx context.Context, was *terang.Conversation, k terang.Contact, j task, state engine.State, effects []engine.Effect, made calls) error {
	blob, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("assistant: state: %w", err)
	}
	brain := a.Brain(was.WorkspaceID)
	score := brain.Score(state).Score
	var p performed
	fn := func(tx *store.Tx, t *delivery.Thread) error {
		if t.Conversation.Version != was.Version {
			return errMovedOn
		}
		t.Conversation.State, t.Conversation.Trust = blob, score
		if err := made.store(tx, j.in.Seq); err != nil {
			return err
		}
		p = performed{a: a, ctx: ctx, tx: tx, t: t, brain: brain, run: j.run}
		return p.settle(j.in, effects)
	}
	_, err = a.Delivery.ChangeFrom(ctx, *was, k, fn)
	if delivery.MovedOn(err) {
		_, err = a.Delivery.Change(ctx, was.WorkspaceID, was.ID, fn)
	}
	for _, id := range p.others {
		a.Delivery.Stale(id)
	}
	if err == nil && !p.sleeps.IsZero() && a.Slept != nil {
		a.Slept(p.sleeps)
	}
	if err == nil && !p.owes.IsZero() && a.Promised != nil {
		a.Promised(p.owes)
	}
	return err
}
