package httpapi

import (
	"context"
	"net/http"
	"time"

	"terang"
	"terang/desk"
	"terang/engine"
	"terang/store"
)

// dueSoon is what the list of promises counts as due next.
const dueSoon = time.Hour

// Promise is something that a contact was told would happen by a time, as agents see it.
type Promise struct {
	ID             string      `json:"id" example:"prm_01KAJ3E6ZV9M6W0Q6T8D1V3H2K"`
	ConversationID string      `json:"conversation_id"`
	Contact        *ContactRef `json:"contact,omitempty" doc:"In lists only."`
	Kind           string      `json:"kind" enum:"reply,call,write,task"`
	Words          string      `json:"words" doc:"As the contact was told."`
	Reach          string      `json:"reach" doc:"The number or address, where the kind needs one."`
	MadeBy         string      `json:"made_by" doc:"assistant, or the agent's id."`
	Owner          string      `json:"owner" doc:"The agent who owes it; empty for the desk."`
	OwnerName      string      `json:"owner_name" doc:"In lists only."`
	DueAt          time.Time   `json:"due_at"`
	State          string      `json:"state" enum:"open,kept,broken,cancelled" doc:"Broken is one whose time passed; it is still owed."`
	CreatedAt      time.Time   `json:"created_at"`
	KeptAt         *time.Time  `json:"kept_at"`
	KeptBy         string      `json:"kept_by,omitempty"`
	BrokenAt       *time.Time  `json:"broken_at"`
	ReasonNeeded   bool        `json:"reason_needed,omitempty" doc:"Of a conversation that is not in one's own queue: words and reach are left out until one gives a reason (POST …/reading)."`
}

// veil takes out what was said.
func (p *Promise) veil() { p.ReasonNeeded, p.Words, p.Reach = true, "", "" }

func promiseOf(p terang.Promise) Promise {
	return Promise{
		ID: p.ID, ConversationID: p.ConversationID, Kind: string(p.Kind), Words: p.Words, Reach: p.Reach, MadeBy: p.MadeBy, Owner: p.Owner,
		DueAt: p.DueAt.UTC(), State: string(p.State()), CreatedAt: p.CreatedAt.UTC(), KeptAt: optional(p.KeptAt), KeptBy: p.KeptBy, BrokenAt: optional(p.BrokenAt),
	}
}

func promisesOf(all []terang.Promise) []Promise {
	out := make([]Promise, len(all))
	for i, p := range all {
		out[i] = promiseOf(p)
	}
	return out
}

// OwnPromise is a promise as the contact who was given it sees it.
type OwnPromise struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind" enum:"reply,call,write,task"`
	Words string    `json:"words"`
	DueAt time.Time `json:"due_at"`
	State string    `json:"state" enum:"open,kept,broken"`
}

// justEnded is how long a contact still sees a promise that was kept.
const justEnded = 24 * time.Hour

// byAgentPromised is what stands for a promise of an agent outside the talk: a person's own words are only ever seen as their
// message, with its author.
var byAgentPromised = map[terang.PromiseKind]terang.Text{
	terang.PromiseReply: {terang.Indonesian: "Petugas membalas Anda di sini.", terang.English: "An agent answers you here."},
	terang.PromiseCall:  {terang.Indonesian: "Petugas menelepon Anda.", terang.English: "An agent calls you."},
	terang.PromiseWrite: {terang.Indonesian: "Petugas menulis kepada Anda.", terang.English: "An agent writes to you."},
	terang.PromiseTask:  {terang.Indonesian: "Petugas mengurus yang dijanjikannya kepada Anda.", terang.English: "An agent does what they promised you."},
}

// ownPromises are those that the contact waits for, and those that were just kept.
func ownPromises(c *terang.Conversation) []OwnPromise {
	out := []OwnPromise{}
	for _, p := range c.Promises {
		if state := p.State(); p.Owed() || state == terang.PromiseKept && c.LastAt.Sub(p.KeptAt) < justEnded {
			words := p.Words
			if p.MadeBy != terang.MadeByAssistant {
				words = byAgentPromised[p.Kind].In(c.Language)
			}
			out = append(out, OwnPromise{ID: p.ID, Kind: string(p.Kind), Words: words, DueAt: p.DueAt.UTC(), State: string(state)})
		}
	}
	return out
}

type promiseList struct {
	Body struct {
		Items  []Promise           `json:"items"`
		Next   *string             `json:"next" doc:"Cursor of the next page, or null."`
		Counts store.PromiseCounts `json:"counts" doc:"Of the same owner: all that are owed, those due within the hour, those whose time has passed. Each counted to 1000."`
	}
}

type promisesInput struct {
	State  string `query:"state" enum:"open,due,broken,all" default:"open" doc:"open: all that are owed; due: of them, those due within the hour; broken: of them, those whose time has passed."`
	Owner  string `query:"owner" enum:"me,desk,all" default:"all"`
	Cursor string `query:"cursor" maxLength:"200" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

type makePromiseInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ClientID string    `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the sender; the same id again is the same promise."`
		Kind     string    `json:"kind" enum:"reply,call,write,task"`
		Words    string    `json:"words" doc:"As the contact is told; at most 300 characters."`
		Reach    string    `json:"reach,omitempty" maxLength:"254" doc:"The number to call, or the number or address to write to."`
		DueAt    time.Time `json:"due_at"`
		Tell     bool      `json:"tell" doc:"Say the words to the contact now, as the agent's message. Else the agent has said it already."`
	}
}

type onePromiseOutput struct {
	Status int
	Body   Promise
}

type promiseNoteInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Note string `json:"note,omitempty" doc:"An internal note left with it."`
	}
}

type promiseMoveInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		DueAt time.Time `json:"due_at"`
		Tell  bool      `json:"tell" doc:"Tell the contact the new time."`
	}
}

type reachInput struct {
	Body struct {
		Kind string     `json:"kind" enum:"call,write"`
		To   string     `json:"to" minLength:"1" maxLength:"254" doc:"A number, or for write also an e-mail address."`
		From *time.Time `json:"from,omitempty" doc:"Not before this time; null is as soon as somebody can."`
	}
}

type reachOutput struct {
	Body struct {
		Holder   string       `json:"holder" enum:"assistant,queue,agent"`
		Queue    *QueuePlace  `json:"queue"`
		Promises []OwnPromise `json:"promises"`
	}
}

func (s *Server) promiseRoutes() {
	const tag = "promises"
	post := http.MethodPost
	handle(s, route{method: http.MethodGet, path: "/promises", id: "list-promises", summary: "What contacts were promised", tag: tag, access: byReader}, s.listPromises)
	handle(s, route{method: post, path: "/conversations/{id}/promises", id: "make-promise", summary: "Promise the contact something by a time", tag: tag, access: byAgent, status: http.StatusCreated, replayable: true},
		func(ctx context.Context, c *caller, in *makePromiseInput) (*onePromiseOutput, error) {
			b := in.Body
			p, err := s.Desk.Promise(ctx, c.agent, in.ID, b.ClientID, terang.Promise{Kind: terang.PromiseKind(b.Kind), Words: b.Words, Reach: b.Reach, DueAt: b.DueAt}, b.Tell)
			return &onePromiseOutput{http.StatusCreated, promiseOf(p)}, err
		})
	end := func(path, id, summary string, do func(ctx context.Context, a store.Agent, id, note string) (terang.Promise, error)) {
		handle(s, route{method: post, path: "/promises/{id}/" + path, id: id, summary: summary, tag: tag, access: byAgent, replayable: true},
			func(ctx context.Context, c *caller, in *promiseNoteInput) (*onePromiseOutput, error) {
				if err := s.readablePromise(ctx, c, in.ID); err != nil {
					return nil, err
				}
				p, err := do(ctx, c.agent, in.ID, in.Body.Note)
				return &onePromiseOutput{http.StatusOK, promiseOf(p)}, err
			})
	}
	end("keep", "keep-promise", "Say that a promise was kept", s.Desk.Keep)
	end("cancel", "cancel-promise", "Take a promise back that the contact no longer waits for", s.Desk.Cancel)
	handle(s, route{method: post, path: "/promises/{id}/move", id: "move-promise", summary: "Give a promise another time; one whose time has passed stays broken, and the new time is a new promise", tag: tag, access: byAgent, replayable: true},
		func(ctx context.Context, c *caller, in *promiseMoveInput) (*onePromiseOutput, error) {
			if err := s.readablePromise(ctx, c, in.ID); err != nil {
				return nil, err
			}
			p, err := s.Desk.Move(ctx, c.agent, in.ID, in.Body.DueAt, in.Body.Tell)
			return &onePromiseOutput{http.StatusOK, promiseOf(p)}, err
		})
	handle(s, route{method: post, path: "/chat/reach", id: "ask-to-be-reached", summary: "Be called or written to, instead of waiting here", tag: "chat", access: byContact, status: http.StatusAccepted}, s.reach)
}

func (s *Server) listPromises(ctx context.Context, c *caller, in *promisesInput) (*promiseList, error) {
	after, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	owner := ""
	switch in.Owner {
	case "me":
		owner = c.acting().ID
	case store.OwnerDesk:
		owner = store.OwnerDesk
	}
	limit, before := min(in.Limit, maxPage), s.Clock().Add(dueSoon)
	found, err := store.Promises(ctx, s.Store, store.PromiseQuery{
		WorkspaceID: c.workspace, View: store.PromiseView(in.State), Before: before, Owner: owner, After: after, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	out := &promiseList{}
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next := formatCursor(store.Cursor{At: store.Millis(last.DueAt), ID: last.ID})
		out.Body.Next = &next
	}
	out.Body.Items = make([]Promise, len(found))
	for i, p := range found {
		item := promiseOf(p.Promise)
		item.Contact, item.OwnerName = &ContactRef{ID: p.ContactID, Name: p.ContactName, Verified: p.Verified}, p.OwnerName
		out.Body.Items[i] = item
	}
	if err := s.veilPromises(ctx, c, out.Body.Items); err != nil {
		return nil, err
	}
	out.Body.Counts, err = store.CountPromises(ctx, s.Store, c.workspace, owner, before)
	return out, err
}

// reach has the contact called or written to instead of waiting. What that means, and until when, the engine decides and says.
func (s *Server) reach(ctx context.Context, c *caller, in *reachInput) (*reachOutput, error) {
	return s.reachBy(ctx, c.contact, terang.PromiseKind(in.Body.Kind), in.Body.To, in.Body.From)
}

func (s *Server) reachBy(ctx context.Context, who contact, kind terang.PromiseKind, to string, from *time.Time) (*reachOutput, error) {
	number, err := desk.Reachable(kind, to)
	if err != nil {
		return nil, err
	}
	wish := &engine.Reach{Kind: kind, To: number}
	if from != nil {
		wish.From = from.UTC()
	}
	if err := s.Assistant.Do(ctx, who.Workspace, who.Conversation, engine.Input{Kind: engine.InputReach, Reach: wish}); err != nil {
		return nil, err
	}
	conv, err := store.Conversation(ctx, s.Store, who.Workspace, who.Conversation)
	if err != nil {
		return nil, err
	}
	state, err := s.state(ctx, &conv)
	out := &reachOutput{}
	out.Body.Holder, out.Body.Queue, out.Body.Promises = state.Holder, state.Queue, state.Promises
	return out, err
}
