package terang

import (
	"slices"
	"time"
)

// PromiseKind is what was promised.
type PromiseKind string

// The kinds of promise.
const (
	PromiseReply PromiseKind = "reply" // a person answers in this conversation
	PromiseCall  PromiseKind = "call"  // a person calls
	PromiseWrite PromiseKind = "write" // a person writes elsewhere: by mail or message
	PromiseTask  PromiseKind = "task"  // something else is done, as its words say
)

// Valid reports whether k is a kind of promise.
func (k PromiseKind) Valid() bool {
	switch k {
	case PromiseReply, PromiseCall, PromiseWrite, PromiseTask:
		return true
	}
	return false
}

// PromiseState is how a promise stands.
type PromiseState string

// The states of a promise. Broken is one whose time passed; it can still be kept late.
const (
	PromiseOpen      PromiseState = "open"
	PromiseKept      PromiseState = "kept"
	PromiseBroken    PromiseState = "broken"
	PromiseCancelled PromiseState = "cancelled"
)

// MadeByAssistant is who made a promise where no agent did.
const MadeByAssistant = "assistant"

// Promise is something that the contact was told would happen by a time. It is owned by an agent, or by the desk while
// nobody has the conversation.
type Promise struct {
	ID             string      `json:"id"`
	WorkspaceID    string      `json:"-"`
	ConversationID string      `json:"-"`
	ContactID      string      `json:"-"`
	Kind           PromiseKind `json:"kind"`
	Words          string      `json:"words,omitempty"` // as the contact was told; of the assistant's own without the time, which is DueAt
	Reach          string      `json:"reach,omitempty"` // number or address, where Kind needs one
	MadeBy         string      `json:"made_by"`         // "assistant", or the agent's id
	Owner          string      `json:"owner,omitempty"` // agent's id, "" for the desk
	DueAt          time.Time   `json:"due_at"`
	CreatedAt      time.Time   `json:"created_at"`
	KeptAt         time.Time   `json:"kept_at,omitzero"`
	KeptBy         string      `json:"kept_by,omitempty"`
	BrokenAt       time.Time   `json:"broken_at,omitzero"` // when its time had passed; stays when it is kept late
	ToldAt         time.Time   `json:"told_at,omitzero"`   // when the contact heard that it was broken
	CancelledAt    time.Time   `json:"cancelled_at,omitzero"`
}

// State is how the promise stands.
func (p Promise) State() PromiseState {
	switch {
	case !p.CancelledAt.IsZero():
		return PromiseCancelled
	case !p.KeptAt.IsZero():
		return PromiseKept
	case !p.BrokenAt.IsZero():
		return PromiseBroken
	}
	return PromiseOpen
}

// Owed reports whether somebody still has to keep it.
func (p Promise) Owed() bool { return p.KeptAt.IsZero() && p.CancelledAt.IsZero() }

// Limits of the reminder before a promise is due.
const (
	warnBefore = 15 * time.Minute // at most
	warnPart   = 10               // and no more than this part of the time from word to due
)

// WarnAt is when those who owe it are reminded: a quarter of an hour before it is due, of a short promise a tenth of its time.
func (p Promise) WarnAt() time.Time {
	return p.DueAt.Add(-max(0, min(warnBefore, p.DueAt.Sub(p.CreatedAt)/warnPart)))
}

// MaxPromises are kept with a conversation: those that are owed, and the last that are not.
const MaxPromises = 8

// Owed returns what the contact was promised and still waits for, of a kind, "" for any.
func (c Conversation) Owed(kind PromiseKind) []Promise {
	var out []Promise
	for _, p := range c.Promises {
		if p.Owed() && (kind == "" || p.Kind == kind) {
			out = append(out, p)
		}
	}
	return out
}

// WithPromise returns the conversation's promises with p in the place of the one with its id, or at the end. Of too many the
// oldest that nobody owes any more goes first.
func (c Conversation) WithPromise(p Promise) Conversation {
	next := slices.Clone(c.Promises)
	if i := slices.IndexFunc(next, func(have Promise) bool { return have.ID == p.ID }); i >= 0 {
		next[i] = p
	} else {
		next = append(next, p)
	}
	for len(next) > MaxPromises {
		i := max(0, slices.IndexFunc(next, func(have Promise) bool { return !have.Owed() }))
		next = slices.Delete(next, i, i+1)
	}
	c.Promises = next
	return c
}

// Matter is something that a contact came with.
type Matter struct {
	Topic  string    `json:"topic"` // an intent
	At     time.Time `json:"at"`
	Solved bool      `json:"solved,omitempty"`
}

// MaxMatters are kept with a contact.
const MaxMatters = 8

// WithMatter returns the contact with what they came with, once per topic, the last one last.
func (c Contact) WithMatter(m Matter) Contact {
	next := slices.DeleteFunc(slices.Clone(c.Matters), func(have Matter) bool { return have.Topic == m.Topic })
	next = append(next, m)
	c.Matters = next[max(0, len(next)-MaxMatters):]
	return c
}

// withMatters returns the contact with what they came with as another contact; of the same topic the later counts.
func (c Contact) withMatters(o Contact) Contact {
	for _, m := range o.Matters {
		i := slices.IndexFunc(c.Matters, func(have Matter) bool { return have.Topic == m.Topic })
		if i < 0 || m.At.After(c.Matters[i].At) {
			c = c.WithMatter(m)
		}
	}
	slices.SortStableFunc(c.Matters, func(a, b Matter) int { return a.At.Compare(b.At) })
	return c
}
