package httpapi

import (
	"context"
	"net/http"

	"terang"
	"terang/desk"
	"terang/store"
)

type whisperInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ClientID string `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the sender; the same id again is the same whisper."`
		Text     string `json:"text" doc:"Plain text, at most 4000 characters."`
	}
}

type takeOverInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		From   string `json:"from" minLength:"1" maxLength:"64" doc:"The agent who has it, as the caller saw it; where it went on meanwhile, nothing is taken."`
		Reason string `json:"reason" minLength:"1" maxLength:"1200" doc:"Why, for that agent; at most 300 characters."`
	}
}

type partInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ClientID string `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the sender; the same id again changes nothing more."`
		How      string `json:"how" enum:"close,hand_over" doc:"The conversation ends, without a survey; or a colleague goes on."`
		Text     string `json:"text" doc:"The agent's last words to the contact: plain text, at most 4000 characters."`
	}
}

// careRoutes are about those who answer: help, being relieved, and being spared.
func (s *Server) careRoutes() {
	const tag = "care"
	post := http.MethodPost
	handle(s, route{method: post, path: "/conversations/{id}/whispers", id: "whisper", summary: "Whisper to the agent who has it; the contact never sees it", tag: tag, access: byLead, status: http.StatusCreated, replayable: true},
		func(ctx context.Context, c *caller, in *whisperInput) (*messageOutput, error) {
			return created(s.Desk.Whisper(ctx, c.agent, in.ID, in.Body.ClientID, in.Body.Text))
		})
	handle(s, route{method: post, path: "/conversations/{id}/take-over", id: "take-over", summary: "Take it over from another agent, who reads why; the contact is told who speaks now", tag: tag, access: byLead, replayable: true},
		func(ctx context.Context, c *caller, in *takeOverInput) (*conversationOutput, error) {
			if _, err := s.Desk.TakeOver(ctx, c.agent, in.ID, in.Body.From, in.Body.Reason); err != nil {
				return nil, err
			}
			return s.conversation(ctx, c.workspace, in.ID)
		})
	handle(s, route{method: post, path: "/conversations/{id}/part", id: "part-conversation", summary: "Leave a talk in which one is abused, with last words: it ends, or a colleague goes on", tag: tag, access: byAgent, replayable: true},
		func(ctx context.Context, c *caller, in *partInput) (*conversationOutput, error) {
			if _, err := s.Desk.Part(ctx, c.agent, in.ID, in.Body.ClientID, desk.Parting(in.Body.How), in.Body.Text); err != nil {
				return nil, err
			}
			return s.conversation(ctx, c.workspace, in.ID)
		})
	s.readingRoutes()
}

// inside renders a message for the desk's own people: with what is kept beside it for them.
func inside(m store.StoredMessage) wireMessage {
	b := wire(m)
	if len(m.Care.Abuse) == 0 && m.Care.Whisper == nil {
		return b
	}
	care := mustJSON(m.Care) // {"abuse":…}: its members go on behind those of the message
	out := make([]byte, 0, len(b)+len(care))
	return append(append(append(out, b[:len(b)-1]...), ','), care[1:]...)
}

func insideAll(ms []store.StoredMessage) []wireMessage {
	out := make([]wireMessage, len(ms))
	for i, m := range ms {
		out[i] = inside(m)
	}
	return out
}

// permissionNames are what a role may do, by the names of permissions.txt: what a console shows goes by them.
func permissionNames(r store.Role) []string {
	out := []string{}
	for a := byContact + 1; a.name() != ""; a++ {
		for _, may := range permissions(a).roles {
			if may == r {
				out = append(out, a.name())
			}
		}
	}
	return out
}

// lastOf is the line that a list shows.
func lastOf(l terang.LastMessage) LastMessage {
	return LastMessage{AuthorKind: string(l.AuthorKind), Text: l.Text, At: l.At, Folded: l.Folded}
}
