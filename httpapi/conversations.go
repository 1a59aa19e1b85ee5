package httpapi

import (
	"context"
	"net/http"
	"strings"

	"terang"
	"terang/engine"
	"terang/store"
)

type listInput struct {
	View   string `query:"view" enum:"queue,mine,assistant,all,resolved,snoozed,every" default:"queue"`
	Cursor string `query:"cursor" maxLength:"200" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
	Order  string `query:"order" enum:"oldest,waiting,priority," doc:"What moved last comes first, and the queue stands as the desk serves it; instead, what moved last comes last (not the queue), who waits longest comes first (the queue), or the most urgent come first (all, mine, assistant, snoozed)."`
	Query  string `query:"q" maxLength:"100" doc:"Part of a contact's name, or a conversation's id. To find what was said, see search."`
	FilterInput
}

type listOutput struct {
	Body struct {
		Items  []Conversation `json:"items"`
		Next   *string        `json:"next" doc:"Cursor of the next page, or null."`
		Counts store.Counts   `json:"counts" doc:"Sizes of the views, each counted to 1000."`
	}
}

type conversationOutput struct{ Body Conversation }

type conversationPage struct {
	ID string `path:"id" maxLength:"64"`
	PageInput
}

type conversationMessages struct {
	Body struct {
		Messages    []wireMessage `json:"messages" doc:"With the agents' internal notes."`
		Position    int64         `json:"position"`
		ContactSeen int64         `json:"contact_seen" doc:"How far the contact has read."`
	}
}

type replyInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ClientID string   `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the sender; the same id again is the same message."`
		Text     string   `json:"text" doc:"Plain text, at most 4000 characters."`
		Macros   []string `json:"macros,omitempty" maxItems:"10" doc:"The macros that words were taken from: what they ask for is done when it leaves: they are counted, tags and a priority set, and the matter closed unless something is owed or the contact wrote meanwhile."`
		FilesInput
		DraftID string `json:"draft_id,omitempty" maxLength:"64" doc:"The draft that the text began as. The author is found out by comparing; it is not told by the caller."`
		Seen    *int64 `json:"seen,omitempty" minimum:"0" doc:"The position up to which the agent has seen the conversation. Where others said something since, nothing is sent: the answer is 409 with what is new."`
		Now     bool   `json:"now,omitempty" doc:"Leave at once: it cannot be taken back."`
	}
}

type noteInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ClientID string `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the sender; the same id again is the same note."`
		Text     string `json:"text" doc:"Plain text, at most 4000 characters."`
	}
}

type draftInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ClientID string `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the sender; the same id again is the same draft."`
		Text     string `json:"text" doc:"Plain text, at most 4000 characters."`
		Model    string `json:"model" minLength:"1" maxLength:"100" doc:"What wrote it, with its version."`
		Mends    string `json:"mends,omitempty" maxLength:"64" doc:"The note with the agent's own words, where the draft only mends them."`
	}
}

type handBackInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Note string `json:"note,omitempty" doc:"An internal note left with it."`
	}
}

type agentSeenInput struct {
	ID string `path:"id" maxLength:"64"`
	SeenInput
}

type agentTypingInput struct {
	ID string `path:"id" maxLength:"64"`
	TypingInput
}

type conversationReceiptInput struct {
	ID string `path:"id" maxLength:"64"`
	ReceiptInput
}

func (s *Server) conversationRoutes() {
	const tag = "conversations"
	post, get := http.MethodPost, http.MethodGet
	handle(s, route{method: get, path: "/conversations", id: "list-conversations", summary: "A view of the inbox", tag: tag, access: byReader}, s.listConversations)
	handle(s, route{method: get, path: "/conversations/{id}", id: "get-conversation", summary: "One conversation", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, in *idInput) (*conversationOutput, error) {
			return s.conversation(ctx, c.workspace, in.ID)
		})
	handle(s, route{method: get, path: "/conversations/{id}/messages", id: "list-messages", summary: "A conversation's messages, with notes", tag: tag, access: byReader}, s.conversationPage)
	handle(s, route{method: get, path: "/conversations/{id}/receipts/{message_id}", id: "get-receipt", summary: "The receipt of a message, as a file", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, in *conversationReceiptInput) (*fileOutput, error) {
			return s.receipt(ctx, c.workspace, in.ID, in.MessageID)
		})
	handle(s, route{method: post, path: "/conversations/{id}/seen", id: "conversation-seen", summary: "Tell how far the agents have read", tag: tag, access: byWriter, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *agentSeenInput) (*struct{}, error) {
			if err := s.Desk.Seen(ctx, c.acting(), in.ID, in.Body.Seq); err != nil {
				return nil, err
			}
			return nil, s.readMentions(ctx, c, in.ID, in.Body.Seq)
		})
	handle(s, route{method: post, path: "/conversations/{id}/typing", id: "conversation-typing", summary: "Tell the contact that the agent is writing", tag: tag, access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *agentTypingInput) (*struct{}, error) {
			conv, err := store.Conversation(ctx, s.Store, c.workspace, in.ID)
			if err == nil && conv.Holder == terang.HolderAgent && conv.AgentID == c.agent.ID {
				s.Publisher.Typing(c.workspace, conv.ID, terang.KindHuman, in.Body.On)
			}
			return nil, err
		})
	s.workRoutes()
	s.aideRoutes()
}

// workRoutes are what changes a conversation. What is said as a person needs a person's login; to close a
// matter that nobody holds, a program's token is enough.
func (s *Server) workRoutes() {
	const tag = "conversations"
	change := func(path, id, summary string, a access, do func(ctx context.Context, a store.Agent, id string) (terang.Conversation, error)) {
		handle(s, route{method: http.MethodPost, path: "/conversations/{id}/" + path, id: id, summary: summary, tag: tag, access: a, replayable: true},
			func(ctx context.Context, c *caller, in *idInput) (*conversationOutput, error) {
				if _, err := do(ctx, c.acting(), in.ID); err != nil {
					return nil, err
				}
				return s.conversation(ctx, c.workspace, in.ID)
			})
	}
	change("claim", "claim-conversation", "Take over the conversation; the contact is told", byAgent, s.Desk.Claim)
	change("release", "release-conversation", "Put it back into the queue", byAgent, s.Desk.Release)
	change("resolve", "resolve-conversation", "Close the matter and ask the contact one question", byWriter, s.Desk.Resolve)
	handle(s, route{method: http.MethodPost, path: "/conversations/{id}/hand-back", id: "hand-back-conversation", summary: "Give it back to the assistant; the contact is told", tag: tag, access: byAgent, replayable: true},
		func(ctx context.Context, c *caller, in *handBackInput) (*conversationOutput, error) {
			if _, err := s.Desk.HandBack(ctx, c.agent, in.ID, in.Body.Note); err != nil {
				return nil, err
			}
			if err := s.Assistant.Do(ctx, c.workspace, in.ID, engine.Input{Kind: engine.InputHandBack, Agent: c.agent.Name}); err != nil {
				return nil, err
			}
			return s.conversation(ctx, c.workspace, in.ID)
		})
	reply := route{method: http.MethodPost, path: "/conversations/{id}/messages", id: "reply", summary: "Reply as the agent who has the conversation", tag: tag, access: byAgent, status: http.StatusCreated, replayable: true}
	handle(s, reply, s.reply)
	note := route{method: http.MethodPost, path: "/conversations/{id}/notes", id: "add-note", summary: "Leave an internal note", tag: tag, access: byAgent, status: http.StatusCreated, replayable: true}
	handle(s, note, func(ctx context.Context, c *caller, in *noteInput) (*messageOutput, error) {
		m, err := s.Desk.Note(ctx, c.agent, in.ID, in.Body.ClientID, in.Body.Text)
		return s.noted(ctx, c.agent, m, err)
	})
	draft := route{method: http.MethodPost, path: "/conversations/{id}/drafts", id: "offer-draft", summary: "Offer the agents a draft that a model wrote; it is never sent by itself", tag: tag, access: byWriter, status: http.StatusCreated, replayable: true}
	handle(s, draft, func(ctx context.Context, c *caller, in *draftInput) (*messageOutput, error) {
		offered := terang.Suggestion{Text: in.Body.Text, Model: in.Body.Model, Prompt: c.acting().ID}
		return created(s.Desk.Offer(ctx, c.workspace, in.ID, in.Body.ClientID, offered, in.Body.Mends))
	})
}

func created(m terang.Message, err error) (*messageOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &messageOutput{Status: http.StatusCreated}
	out.Body.Message = inside(store.StoredMessage{Message: m, Leaf: -1})
	return out, nil
}

// acting is the agent in whose name something is done that says nothing to the contact: a token acts for its
// workspace.
func (c *caller) acting() store.Agent {
	if c.agent.ID != "" {
		return c.agent
	}
	return store.Agent{WorkspaceID: c.workspace, ID: c.token}
}

func (s *Server) threshold(workspaceID string) int {
	b, _ := s.Brand(workspaceID)
	return b.Threshold
}

func (s *Server) conversation(ctx context.Context, workspaceID, id string) (*conversationOutput, error) {
	l, err := store.ListedConversation(ctx, s.Store, workspaceID, id)
	if err != nil {
		return nil, err
	}
	return &conversationOutput{conversationOf(l, s.threshold(workspaceID)).timed(s.Desk, &l.Conversation)}, nil
}

func (s *Server) listConversations(ctx context.Context, c *caller, in *listInput) (*listOutput, error) {
	after, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	limit := min(in.Limit, maxPage)
	view, order := store.View(in.View), store.Order(in.Order)
	if !view.Offers(order) {
		return nil, terang.Fail(terang.Invalid, "list_order")
	}
	filter, err := s.filter(c, &in.FilterInput)
	if err != nil {
		return nil, err
	}
	found, cursor, err := s.listed(ctx, store.ListQuery{
		WorkspaceID: c.workspace, AgentID: c.agent.ID, View: view, Order: order, Search: strings.TrimSpace(in.Query), Filter: filter, After: after, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	if cursor != nil {
		next := formatCursor(*cursor)
		out.Body.Next = &next
	}
	threshold := s.threshold(c.workspace)
	out.Body.Items = make([]Conversation, len(found))
	for i, l := range found {
		out.Body.Items[i] = conversationOf(l, threshold).timed(s.Desk, &l.Conversation)
	}
	if err := s.veilList(ctx, c, out.Body.Items, found); err != nil {
		return nil, err
	}
	out.Body.Counts, err = store.CountViews(ctx, s.Store, c.workspace, c.agent.ID)
	return out, err
}

func (s *Server) conversationPage(ctx context.Context, c *caller, in *conversationPage) (*conversationMessages, error) {
	conv, err := store.Conversation(ctx, s.Store, c.workspace, in.ID)
	if err != nil {
		return nil, err
	}
	ms, err := store.Messages(ctx, s.Store, store.MessageQuery{
		WorkspaceID: c.workspace, ConversationID: conv.ID, Since: in.Since, Before: in.Before, Limit: min(in.Limit, maxPage), Notes: true,
	})
	out := &conversationMessages{}
	out.Body.Messages, out.Body.Position, out.Body.ContactSeen = insideAll(ms), conv.Seq, conv.ContactSeen
	return out, err
}
