package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"terang"
	"terang/action"
	"terang/delivery"
	"terang/engine"
	"terang/store"
)

// turn decides and commits one input. fresh is the conversation as just stored, nil to read it.
func (a *Assistant) turn(ctx context.Context, workspaceID, conversationID string, in engine.Input, fresh *terang.Conversation, k terang.Contact) error {
	results := make(map[string]engine.ActionResult) // of calls made so far: a rethought turn does not repeat them
	for range maxRethinks {
		var c terang.Conversation
		if fresh != nil {
			c, fresh = *fresh, nil
		} else {
			var err error
			if c, k, err = store.Thread(ctx, a.Store, workspaceID, conversationID); err != nil {
				return err
			}
		}
		if in.Kind == engine.InputMessage && c.HandledSeq >= in.Seq {
			return nil // another node, or an earlier try whose answer was lost, has done it
		}
		state, effects, err := a.think(ctx, &c, k, in, results)
		if err != nil {
			return err
		}
		err = a.commit(ctx, &c, k, in, state, effects)
		if errors.Is(err, errMovedOn) {
			continue
		}
		return err
	}
	return fmt.Errorf("assistant: %w %d times", errMovedOn, maxRethinks)
}

// think steps the engine until it waits, performing calls on the way.
func (a *Assistant) think(ctx context.Context, c *terang.Conversation, k terang.Contact, in engine.Input, results map[string]engine.ActionResult) (engine.State, []engine.Effect, error) {
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
	in = a.situate(in, c, k)
	state, effects := brain.Step(state, in)
	var out []engine.Effect
	for calls := 0; ; {
		var call *engine.Call
		for _, e := range effects {
			if found, ok := e.(engine.Call); ok {
				call = &found
				continue
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
		next := a.situate(engine.Input{Kind: engine.InputActionResult, Seq: in.Seq, Result: a.perform(ctx, c, *call, results)}, c, k)
		state, effects = brain.Step(state, next)
	}
}

// situate completes an input with what the engine may know of the world.
func (a *Assistant) situate(in engine.Input, c *terang.Conversation, k terang.Contact) engine.Input {
	in.Now, in.Holder, in.Contact = a.Clock().UTC(), c.Holder, engine.Contact{Name: k.Name}
	in.Desk = a.Desk.Availability(c.WorkspaceID)
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
func (a *Assistant) perform(ctx context.Context, c *terang.Conversation, call engine.Call, results map[string]engine.ActionResult) engine.ActionResult {
	if r, ok := results[call.Key]; ok {
		return r
	}
	a.Watcher.Typing(c.WorkspaceID, c.ID, terang.KindAI, true)
	defer a.Watcher.Typing(c.WorkspaceID, c.ID, terang.KindAI, false)
	res, err := a.Actions(c.WorkspaceID).Call(ctx, action.Request{Action: call.Action, Inputs: call.Inputs, Key: call.Key, Scope: c.ID})
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
	results[call.Key] = r
	return r
}

// commit stores what the turn decided, if the conversation is still as it was. That it has got another inbound
// message meanwhile does not matter: that one has its own turn.
func (a *Assistant) commit(ctx context.Context, was *terang.Conversation, k terang.Contact, in engine.Input, state engine.State, effects []engine.Effect) error {
	blob, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("assistant: state: %w", err)
	}
	score := a.Brain(was.WorkspaceID).Score(state).Score
	fn := func(tx *store.Tx, t *delivery.Thread) error {
		if t.Conversation.Version != was.Version {
			return errMovedOn
		}
		t.Conversation.State, t.Conversation.Trust = blob, score
		return a.settle(tx, t, in, effects)
	}
	_, err = a.Delivery.ChangeFrom(ctx, *was, k, fn)
	if delivery.MovedOn(err) {
		_, err = a.Delivery.Change(ctx, was.WorkspaceID, was.ID, fn)
	}
	return err
}

// settle marks the input as handled and performs the effects.
func (a *Assistant) settle(tx *store.Tx, t *delivery.Thread, in engine.Input, effects []engine.Effect) error {
	c := &t.Conversation
	if in.Kind == engine.InputMessage || in.Kind == engine.InputError {
		c.HandledSeq = max(c.HandledSeq, in.Seq)
	}
	c.TurnDue = c.LastInbound > c.HandledSeq
	for _, e := range effects {
		if err := a.apply(tx, t, e); err != nil {
			return err
		}
	}
	if len(t.Messages()) == 0 {
		t.Emit(terang.EventChanged)
	}
	return nil
}

// apply performs one effect inside the transaction.
func (a *Assistant) apply(tx *store.Tx, t *delivery.Thread, e engine.Effect) error {
	c := &t.Conversation
	switch e := e.(type) {
	case engine.Say:
		_, err := t.Say(e.Draft)
		return err
	case engine.Asked:
		t.Asked()
	case engine.HandOver:
		if c.Holder == terang.HolderAgent {
			return nil
		}
		card := e.Card
		c.HandOver = &card
		if c.Holder != terang.HolderQueue {
			c.Holder, c.WaitingSince = terang.HolderQueue, t.Now
			t.Emit(terang.EventHandedOver)
			if e.Draft != nil {
				t.Suggest(terang.ByAI(e.Draft.Model, e.Draft.Prompt), e.Draft.Text, "", 0)
			}
		}
	case engine.Return:
		if c.Holder == terang.HolderQueue {
			c.Holder, c.WaitingSince, c.HandOver = terang.HolderAssistant, time.Time{}, nil
			t.Emit(terang.EventReleased)
		}
	case engine.SetLanguage:
		c.Language = e.Language.Or(c.Language)
	case engine.Missed:
		return store.InsertMissed(tx, store.Missed{WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Seq: e.Seq, Guess: e.Guess, Confidence: e.Confidence, At: t.Now})
	case engine.Verified:
		t.Contact.ExternalID, t.Contact.Name = e.ExternalID, e.Name
		return store.VerifyContact(tx, c.WorkspaceID, c.ContactID, e.ExternalID, e.Name)
	case engine.Call:
		return fmt.Errorf("assistant: an unanswered call of %q reached the commit", e.Action)
	}
	return nil
}
