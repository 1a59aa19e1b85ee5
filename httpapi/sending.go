package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"terang"
	"terang/desk"
	"terang/live"
	"terang/store"
)

// Outgoing is a reply that its agent has sent and that has not left: it waits, or it came back.
type Outgoing struct {
	ID             string              `json:"id" example:"out_01KAJ3E6ZV9M6W0Q6T8D1V3H2K"`
	ConversationID string              `json:"conversation_id"`
	ClientID       string              `json:"client_id"`
	Text           string              `json:"text"`
	DraftID        string              `json:"draft_id,omitempty"`
	Attachments    []terang.Attachment `json:"attachments,omitempty" doc:"The files beside the text, or instead of it."`
	At             time.Time           `json:"at"`
	DueAt          *time.Time          `json:"due_at" doc:"When it leaves by itself; null once it came back."`
	LeftMS         int64               `json:"left_ms" doc:"Milliseconds until then, by the server's clock."`
	Why            string              `json:"why,omitempty" doc:"It came back: undone, taken (its words are with its agent again), moved, in_queue, with_assistant, with_other, resolved, or the code of what refused it."`
}

func (s *Server) outgoingOf(o store.Outgoing) *Outgoing {
	out := &Outgoing{ID: o.ID, ConversationID: o.ConversationID, ClientID: o.ClientID, Text: o.Text, DraftID: o.DraftID, Attachments: o.Files, At: o.At.UTC(), DueAt: optional(o.DueAt), Why: o.Why}
	if o.Waits() {
		out.LeftMS = max(o.DueAt.Sub(s.Clock()).Milliseconds(), 0)
	}
	return out
}

// OutgoingEvent is the data of a console's "outgoing" event. It never says what the reply says: it may still be taken back.
type OutgoingEvent struct {
	AgentID        string `json:"agent_id"`
	ConversationID string `json:"conversation_id"`
	ID             string `json:"id"`
	ClientID       string `json:"client_id"`
	What           string `json:"what" enum:"waiting,sent,returned,taken"`
}

// Left tells the consoles what happened to a reply that was not sent at once.
func (p *Publisher) Left(o store.Outgoing, what string) {
	topic := live.WorkspaceTopic(o.WorkspaceID)
	if p.broker.Listened(topic) {
		p.broker.PublishRing(topic, "outgoing", mustJSON(OutgoingEvent{o.AgentID, o.ConversationID, o.ID, o.ClientID, what}))
	}
}

type (
	sentOutput struct {
		Status int
		Body   struct {
			Message  wireMessage `json:"message,omitempty" doc:"Once it has left."`
			Outgoing *Outgoing   `json:"outgoing,omitempty" doc:"While it can still be taken back, or where it came back."`
		}
	}
	outgoingList struct {
		Body struct {
			Items []*Outgoing `json:"items" doc:"In their order within each conversation."`
		}
	}
	outgoingOutput struct{ Body *Outgoing }
	// SendingSetting is how an agent's replies leave.
	SendingSetting struct {
		UndoSeconds *int `json:"undo_seconds" minimum:"0" maximum:"10" doc:"For how long a reply can be taken back; null follows the desk."`
		Desk        int  `json:"desk,omitempty" doc:"What the desk has."`
	}
	sendingOutput struct{ Body SendingSetting }
	sendingInput  struct{ Body SendingSetting }
)

func (s *Server) sent(x desk.Sent, status int) *sentOutput {
	out := &sentOutput{Status: status}
	if x.Outgoing != nil {
		out.Status, out.Body.Outgoing = http.StatusAccepted, s.outgoingOf(*x.Outgoing)
		return out
	}
	out.Body.Message = wire(store.StoredMessage{Message: x.Message, Leaf: -1})
	return out
}

// reply takes an agent's words. What they had not seen is told with the refusal.
func (s *Server) reply(ctx context.Context, c *caller, in *replyInput) (*sentOutput, error) {
	b := &in.Body
	x, err := s.Desk.Send(ctx, c.agent, desk.Words{ConversationID: in.ID, ClientID: b.ClientID, Text: b.Text, DraftID: b.DraftID, Files: b.Attachments, Macros: b.Macros, Seen: b.Seen, Now: b.Now})
	var unseen *desk.UnseenError
	if errors.As(err, &unseen) {
		p := problemOf(err, languageOf(ctx))
		p.Unseen, p.Position = wireAll(unseen.Messages), unseen.Position
		return nil, p
	}
	if err != nil {
		return nil, err
	}
	return s.sent(x, http.StatusCreated), nil
}

func (s *Server) sendingRoutes() {
	const tag = "conversations"
	get, post := http.MethodGet, http.MethodPost
	handle(s, route{method: get, path: "/me/outgoing", id: "list-outgoing", summary: "One's own replies that have not left: those that wait, and those that came back", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, _ *struct{}) (*outgoingList, error) {
			all, err := s.Desk.Outgoing(ctx, c.agent)
			out := &outgoingList{}
			out.Body.Items = make([]*Outgoing, len(all))
			for i, o := range all {
				out.Body.Items[i] = s.outgoingOf(o)
			}
			return out, err
		})
	handle(s, route{method: post, path: "/outgoing/{id}/undo", id: "undo-reply", summary: "Take a reply back that has not left", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *idInput) (*outgoingOutput, error) {
			o, err := s.Desk.Undo(ctx, c.agent, in.ID)
			if err != nil {
				return nil, err
			}
			return &outgoingOutput{s.outgoingOf(o)}, nil
		})
	handle(s, route{method: post, path: "/outgoing/{id}/send", id: "send-reply-now", summary: "Have a reply leave at once", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *idInput) (*sentOutput, error) {
			x, err := s.Desk.SendNow(ctx, c.agent, in.ID)
			if err != nil {
				return nil, err
			}
			return s.sent(x, http.StatusOK), nil
		})
	handle(s, route{method: http.MethodDelete, path: "/outgoing/{id}", id: "take-reply", summary: "Forget a reply that came back: its words are in the composer again", tag: tag, access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			return nil, s.Desk.Take(ctx, c.agent, in.ID)
		})
	handle(s, route{method: get, path: "/me/sending", id: "get-sending", summary: "How one's own replies leave", tag: tag, access: byAgent},
		func(_ context.Context, c *caller, _ *struct{}) (*sendingOutput, error) {
			return &sendingOutput{s.sendingOf(c.agent)}, nil
		})
	handle(s, route{method: http.MethodPut, path: "/me/sending", id: "set-sending", summary: "Change for how long one's own replies can be taken back", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *sendingInput) (*sendingOutput, error) {
			if err := s.Desk.SetUndo(ctx, c.agent, in.Body.UndoSeconds); err != nil {
				return nil, err
			}
			a, err := store.AgentByID(ctx, s.Store, c.workspace, c.agent.ID)
			return &sendingOutput{s.sendingOf(a)}, err
		})
	s.watchRoutes()
}

func (s *Server) sendingOf(a store.Agent) SendingSetting {
	out := SendingSetting{Desk: int((&store.Agent{}).Undo(s.Desk.UndoTime()).Seconds())}
	if a.UndoChoice > 0 {
		out.UndoSeconds = new(a.UndoChoice - 1)
	}
	return out
}
