package httpapi

import (
	"context"
	"net/http"

	"terang"
	"terang/aide"
	"terang/store"
)

type aideOutput struct {
	Body struct {
		Kinds []string `json:"kinds" doc:"What can be asked for here. Without a language model, suggest alone."`
		Model string   `json:"model,omitempty" doc:"The language model, as it is set."`
	}
}

type helpInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Kind     string `json:"kind" enum:"suggest,summary,shorter,warmer,formal,mend,translate,read" doc:"suggest: an answer to what the contact wrote last, from the help centre. summary: of the talk. shorter, warmer, formal, mend, translate: the agent's text otherwise; translate is into the contact's language. read: the contact's text in the agent's language."`
		Text     string `json:"text,omitempty" doc:"The words that are to be put otherwise, at most 4000 characters."`
		Language string `json:"language,omitempty" enum:"id,en" doc:"The agent's, for summary and read."`
		ClientID string `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the sender; the same id again is the same draft."`
	}
}

type helpOutput struct {
	Body struct {
		Text    string          `json:"text" doc:"Plain text."`
		Model   string          `json:"model" doc:"What wrote or chose it."`
		Sources []terang.Source `json:"sources" doc:"The articles that it was made of."`
		DraftID string          `json:"draft_id,omitempty" doc:"The draft as it is kept in the conversation; what is sent is compared with it. None for read."`
	}
}

// aideRoutes are the help of machines for agents. What could end up in a message is kept as a draft first, so that the desk knows
// whose words they were.
func (s *Server) aideRoutes() {
	const tag = "conversations"
	handle(s, route{method: http.MethodGet, path: "/aide", id: "get-aide", summary: "What a machine can prepare for agents here", tag: tag, access: byAgent},
		func(context.Context, *caller, *struct{}) (*aideOutput, error) {
			out := &aideOutput{}
			out.Body.Model = s.Aide.Model.Model()
			for _, k := range aide.Kinds() {
				if k == aide.Suggest || s.Aide.Ready() {
					out.Body.Kinds = append(out.Body.Kinds, string(k))
				}
			}
			return out, nil
		})
	help := route{method: http.MethodPost, path: "/conversations/{id}/help", id: "help", summary: "Have an answer suggested, the talk summed up, or a text put otherwise; nothing is sent", tag: tag, access: byAgent}
	handle(s, help, s.help)
}

func (s *Server) help(ctx context.Context, c *caller, in *helpInput) (*helpOutput, error) {
	b := &in.Body
	l := terang.Language(b.Language)
	if !l.Valid() {
		l = c.agent.Language
	}
	out := &helpOutput{}
	// The same asked again, by a browser that lost the answer, is not asked of the model twice.
	if m, err := store.MessageByExternalID(ctx, s.Store, c.workspace, in.ID, b.ClientID); err == nil && m.Kind == terang.KindNote && m.Author.Kind() == terang.KindAI {
		out.set(terang.Suggestion{Text: m.Content.Text, Model: m.Author.Model(), Sources: m.Content.Sources})
		out.Body.DraftID = m.ID
		return out, nil
	}
	got, err := s.Aide.Help(ctx, c.workspace, in.ID, aide.Wish{Kind: aide.Kind(b.Kind), Text: b.Text, Language: l})
	if err != nil {
		return nil, err
	}
	out.set(got)
	if aide.Kind(b.Kind) == aide.Read {
		return out, nil
	}
	kept, err := s.Desk.Offer(ctx, c.workspace, in.ID, b.ClientID, got, "")
	out.Body.DraftID = kept.ID
	return out, err
}

func (o *helpOutput) set(s terang.Suggestion) {
	o.Body.Text, o.Body.Model, o.Body.Sources = s.Text, s.Model, s.Sources
	if o.Body.Sources == nil {
		o.Body.Sources = []terang.Source{}
	}
}
