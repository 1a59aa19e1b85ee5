package httpapi

import (
	"context"
	"net/http"

	"terang"
	"terang/channel"
	"terang/channel/webchat"
	"terang/engine"
	"terang/inbox"
	"terang/store"
)

// Limits of pages of messages.
const (
	maxPage     = 100
	resumedPage = 50 // messages that a contact who comes back is given
)

// ChatBrand is what a widget shows of the brand.
type ChatBrand struct {
	Name        string `json:"name"`
	ActionColor string `json:"action_color,omitempty"`
	LogoURL     string `json:"logo_url,omitempty"`
	HoursText   string `json:"hours_text,omitempty"`
}

// ChatSession is a conversation as its contact finds it.
type ChatSession struct {
	Token          string    `json:"token" doc:"The contact token: bearer of all other chat calls. Keep it to come back."`
	ConversationID string    `json:"conversation_id"`
	ContactID      string    `json:"contact_id"`
	Brand          ChatBrand `json:"brand"`
	Language       string    `json:"language" enum:"id,en"`
	State
	Messages []wireMessage `json:"messages" doc:"The last 50."`
}

type sessionInput struct {
	Authorization string `header:"Authorization" doc:"Bearer and an earlier contact token, to come back."`
	Body          struct {
		Key      string `json:"key" minLength:"1" maxLength:"64" doc:"The widget key (wk_…)."`
		Language string `json:"language,omitempty" maxLength:"35" doc:"A BCP 47 tag; id and en are served."`
	}
}

type sessionOutput struct {
	Status int
	Body   ChatSession
}

// PageInput selects a page of messages. It is exported because huma does not look into embedded types that are not.
type PageInput struct {
	Since  int64 `query:"since" minimum:"0" doc:"Messages after this position, oldest first."`
	Before int64 `query:"before" minimum:"0" doc:"The last messages before this position instead."`
	Limit  int   `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type chatMessages struct {
	Body struct {
		State
		Messages []wireMessage `json:"messages"`
	}
}

type sendInput struct {
	Body struct {
		ClientID string `json:"client_id" doc:"Made by the sender; the same id again is the same message."`
		Text     string `json:"text" doc:"Plain text, at most 4000 characters."`
		Choice   string `json:"choice,omitempty" doc:"The value of a tapped quick reply."`
		ReplyTo  int64  `json:"reply_to,omitempty" doc:"The position of the message that was tapped."`
		FilesInput
	}
}

type messageOutput struct {
	Status int
	Body   struct {
		Message wireMessage `json:"message"`
	}
}

type holderOutput struct {
	Body struct {
		Holder string      `json:"holder" enum:"assistant,queue,agent"`
		Queue  *QueuePlace `json:"queue"`
	}
}

// TypingInput says whether somebody is writing. It is exported because huma does not look into embedded types that are not.
type TypingInput struct {
	Body struct {
		On bool `json:"on"`
	}
}

// SeenInput says how far somebody has read. It is exported because huma does not look into embedded types that are not.
type SeenInput struct {
	Body struct {
		Seq int64 `json:"seq" minimum:"0"`
	}
}

type surveyInput struct {
	Body struct {
		Seq     int64  `json:"seq" minimum:"1"`
		Score   int    `json:"score" minimum:"1" maximum:"5"`
		Comment string `json:"comment,omitempty"`
		Smooth  int    `json:"smooth,omitempty" minimum:"1" maximum:"5" doc:"How smooth the way to the person was, where one helped; 5 is very smooth."`
	}
}

type languageInput struct {
	Body struct {
		Language string `json:"language" enum:"id,en"`
	}
}

func (s *Server) chatRoutes() {
	const tag = "chat"
	post, get := http.MethodPost, http.MethodGet
	handle(s, route{method: post, path: "/chat/sessions", id: "open-chat", summary: "Begin a conversation, or come back to one", tag: tag, access: byAnyone, status: http.StatusCreated}, s.openChat)
	handle(s, route{method: get, path: "/chat/messages", id: "list-chat-messages", summary: "The conversation's messages", tag: tag, access: byContact}, s.chatPage)
	handle(s, route{method: post, path: "/chat/messages", id: "send-chat-message", summary: "Say something", tag: tag, access: byContact, status: http.StatusCreated},
		func(ctx context.Context, c *caller, in *sendInput) (*messageOutput, error) {
			m, stored, err := s.accept(ctx, c.contact, in.Body.ClientID, in.Body.Text, in.Body.Choice, in.Body.ReplyTo, in.Body.Attachments...)
			out := &messageOutput{Status: http.StatusCreated}
			if !stored {
				out.Status = http.StatusOK
			}
			out.Body.Message = wire(store.StoredMessage{Message: m, Leaf: -1})
			return out, err
		})
	handle(s, route{method: post, path: "/chat/person", id: "ask-for-person", summary: "Ask for a person", tag: tag, access: byContact, status: http.StatusAccepted},
		func(ctx context.Context, c *caller, _ *struct{}) (*holderOutput, error) {
			return s.turn(ctx, c.contact, engine.Input{Kind: engine.InputPersonRequested})
		})
	handle(s, route{method: post, path: "/chat/assistant", id: "back-to-assistant", summary: "Back to the assistant, while waiting", tag: tag, access: byContact, status: http.StatusAccepted},
		func(ctx context.Context, c *caller, _ *struct{}) (*holderOutput, error) {
			return s.turn(ctx, c.contact, engine.Input{Kind: engine.InputAssistantRequested})
		})
	handle(s, route{method: post, path: "/chat/typing", id: "chat-typing", summary: "Tell that the contact is writing", tag: tag, access: byContact, status: http.StatusNoContent},
		func(_ context.Context, c *caller, in *TypingInput) (*struct{}, error) {
			s.Publisher.ContactTyping(c.workspace, c.contact.Conversation, in.Body.On)
			return nil, nil
		})
	handle(s, route{method: post, path: "/chat/seen", id: "chat-seen", summary: "Tell how far the contact has read", tag: tag, access: byContact, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *SeenInput) (*struct{}, error) {
			return nil, s.Inbox.Seen(ctx, c.workspace, c.contact.Conversation, in.Body.Seq)
		})
	handle(s, route{method: post, path: "/chat/survey", id: "answer-survey", summary: "Answer the survey", tag: tag, access: byContact, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *surveyInput) (*struct{}, error) {
			return nil, s.Inbox.Rate(ctx, c.workspace, c.contact.Conversation, in.Body.Seq, inbox.Rating{Score: in.Body.Score, Comment: in.Body.Comment, Smooth: in.Body.Smooth})
		})
	handle(s, route{method: http.MethodPut, path: "/chat/language", id: "set-chat-language", summary: "Choose the conversation's language", tag: tag, access: byContact, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *languageInput) (*struct{}, error) {
			return nil, s.setLanguage(ctx, c.contact, terang.Language(in.Body.Language))
		})
	handle(s, route{method: get, path: "/chat/receipts/{message_id}", id: "get-chat-receipt", summary: "The receipt of a message, as a file", tag: tag, access: byContact},
		func(ctx context.Context, c *caller, in *ReceiptInput) (*fileOutput, error) {
			return s.receipt(ctx, c.workspace, c.contact.Conversation, in.MessageID)
		})
}

// openChat resumes the conversation of a token that still holds, for the same workspace, else begins one. The
// answer has the greeting with its disclosure already: there is no moment in which a contact could write to
// they know not what.
func (s *Server) openChat(ctx context.Context, c *caller, in *sessionInput) (*sessionOutput, error) {
	w, err := s.directory.key(ctx, in.Body.Key)
	if err != nil {
		return nil, err
	}
	if token := bearer(in.Authorization); token != "" {
		if who, err := s.contacts.parse(token); err == nil && who.Workspace == w.ID {
			out, err := s.chatSession(ctx, who, token)
			if terang.KindOf(err) != terang.NotFound { // erased since: begin anew
				return &sessionOutput{Status: http.StatusOK, Body: out}, err
			}
		}
	}
	if err := s.byVisitor.allow(c.header, c.address); err != nil {
		return nil, err
	}
	who, token, err := s.openConversation(ctx, w.ID, acceptLanguage(in.Body.Language, languageOf(ctx)))
	if err != nil {
		return nil, err
	}
	out, err := s.chatSession(ctx, who, token)
	return &sessionOutput{Status: http.StatusCreated, Body: out}, err
}

func (s *Server) openConversation(ctx context.Context, workspaceID string, l terang.Language) (contact, string, error) {
	if _, ok := s.Brand(workspaceID); !ok {
		return contact{}, "", terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	conv, k, err := s.Inbox.Open(ctx, workspaceID, webchat.Name, l)
	if err != nil {
		return contact{}, "", err
	}
	if err := s.Assistant.Do(ctx, workspaceID, conv.ID, engine.Input{Kind: engine.InputOpened, Language: l}); err != nil {
		return contact{}, "", err
	}
	who := contact{Workspace: workspaceID, ID: k.ID, Conversation: conv.ID, IssuedAt: s.Clock()}
	return who, s.contacts.sign(who), nil
}

func (s *Server) chatSession(ctx context.Context, who contact, token string) (ChatSession, error) {
	conv, err := store.Conversation(ctx, s.Store, who.Workspace, who.Conversation)
	if err != nil {
		return ChatSession{}, err
	}
	state, err := s.state(ctx, &conv)
	if err != nil {
		return ChatSession{}, err
	}
	ms, err := store.Messages(ctx, s.Store, store.MessageQuery{WorkspaceID: who.Workspace, ConversationID: conv.ID, Before: conv.Seq + 1, Limit: resumedPage})
	if err != nil {
		return ChatSession{}, err
	}
	b, _ := s.Brand(who.Workspace)
	return ChatSession{
		Token: token, ConversationID: conv.ID, ContactID: conv.ContactID, Language: string(conv.Language), State: state, Messages: wireAll(ms),
		Brand: ChatBrand{b.Name, b.ActionColor, b.LogoURL, b.Hours.In(conv.Language)},
	}, nil
}

// state says who is in charge, with the place in the queue where the contact waits.
func (s *Server) state(ctx context.Context, c *terang.Conversation) (State, error) {
	var place QueuePlace
	if c.Holder == terang.HolderQueue && c.Status == terang.Open {
		n, online, wait, err := s.Desk.Place(ctx, *c)
		if err != nil {
			return State{}, err
		}
		place = placeOf(n, online, wait, s.Desk.Reach(c.WorkspaceID), s.Clock())
		s.Publisher.refreshPlaces(c.WorkspaceID)
	}
	return stateOf(c, place), nil
}

func (s *Server) chatPage(ctx context.Context, c *caller, in *PageInput) (*chatMessages, error) {
	conv, err := store.Conversation(ctx, s.Store, c.workspace, c.contact.Conversation)
	if err != nil {
		return nil, err
	}
	out := &chatMessages{}
	if out.Body.State, err = s.state(ctx, &conv); err != nil {
		return nil, err
	}
	ms, err := store.Messages(ctx, s.Store, store.MessageQuery{WorkspaceID: c.workspace, ConversationID: conv.ID, Since: in.Since, Before: in.Before, Limit: min(in.Limit, maxPage)})
	out.Body.Messages = wireAll(ms)
	return out, err
}

// accept takes a contact's message, from the API or the plain page.
func (s *Server) accept(ctx context.Context, who contact, clientID, text, choice string, replyTo int64, files ...string) (terang.Message, bool, error) {
	in, err := webchat.Check(channel.Inbound{
		WorkspaceID: who.Workspace, ContactID: who.ID, ConversationID: who.Conversation, ExternalID: clientID, Text: text, Choice: choice, ReplyTo: replyTo, Files: len(files),
	})
	if err != nil {
		return terang.Message{}, false, err
	}
	attachments, err := s.attached(ctx, who, files)
	if err != nil {
		return terang.Message{}, false, err
	}
	return s.Inbox.Accept(ctx, inbox.Inbound{
		WorkspaceID: in.WorkspaceID, ConversationID: in.ConversationID, ExternalID: in.ExternalID, Text: in.Text, Choice: in.Choice, ReplyTo: in.ReplyTo, Attachments: attachments,
	})
}

func (s *Server) turn(ctx context.Context, who contact, in engine.Input) (*holderOutput, error) {
	if err := s.Assistant.Do(ctx, who.Workspace, who.Conversation, in); err != nil {
		return nil, err
	}
	conv, err := store.Conversation(ctx, s.Store, who.Workspace, who.Conversation)
	if err != nil {
		return nil, err
	}
	state, err := s.state(ctx, &conv)
	out := &holderOutput{}
	out.Body.Holder, out.Body.Queue = state.Holder, state.Queue
	return out, err
}

func (s *Server) setLanguage(ctx context.Context, who contact, l terang.Language) error {
	if !l.Valid() {
		return terang.Fail(terang.Invalid, "language_unknown")
	}
	return s.Assistant.Do(ctx, who.Workspace, who.Conversation, engine.Input{Kind: engine.InputLanguageSet, Language: l})
}
