package httpapi

import (
	"context"
	"net/http"
	"strings"

	"terang"
	"terang/answering"
	"terang/store"
)

type articlesInput struct {
	ID    string `path:"id" maxLength:"64"`
	Query string `query:"q" maxLength:"400" doc:"What to look for; empty looks for what the contact said last."`
	Limit int    `query:"limit" minimum:"1" maximum:"20" default:"8"`
}

// FoundArticle is an article that may answer.
type FoundArticle struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Language string   `json:"language" enum:"id,en"`
	Passage  string   `json:"passage" doc:"What fits best, as plain text."`
	Passages []string `json:"passages" doc:"All of the article, as plain text."`
	Source   string   `json:"source" doc:"The system that it was brought along from; empty for the brand's own."`
	URL      string   `json:"url"`
	Known    bool     `json:"known" doc:"The passage answers the question."`
	Insert   string   `json:"insert" doc:"The passage with its source on a line of its own, to be put into a reply."`
}

type articlesOutput struct {
	Body struct {
		Query string         `json:"query" doc:"What was looked for."`
		Items []FoundArticle `json:"items" doc:"Best first; those in the contact's language before translations."`
	}
}

// lastSaid is how many messages back the contact's last words are looked for.
const lastSaid = 20

func (s *Server) articleRoutes() {
	handle(s, route{method: http.MethodGet, path: "/conversations/{id}/articles", id: "find-articles", summary: "Articles that may answer the contact", tag: "articles", access: byAgent}, s.articles)
}

func (s *Server) articles(ctx context.Context, c *caller, in *articlesInput) (*articlesOutput, error) {
	conv, err := store.Conversation(ctx, s.Store, c.workspace, in.ID)
	if err != nil {
		return nil, err
	}
	out := &articlesOutput{}
	out.Body.Items = []FoundArticle{}
	if out.Body.Query = strings.TrimSpace(in.Query); out.Body.Query == "" {
		said, err := store.Messages(ctx, s.Store, store.MessageQuery{WorkspaceID: c.workspace, ConversationID: conv.ID, Before: conv.Seq + 1, Limit: lastSaid})
		if err != nil {
			return nil, err
		}
		for _, m := range said {
			if m.Direction == terang.In && m.Content.Text != "" {
				out.Body.Query = m.Content.Text
			}
		}
	}
	if out.Body.Query == "" {
		return out, nil
	}
	var found []answering.Article
	found, err = s.Answering.Articles(ctx, c.workspace, out.Body.Query, conv.Language.Or(terang.Indonesian), in.Limit)
	for _, a := range found {
		out.Body.Items = append(out.Body.Items, FoundArticle{
			ID: a.ID, Title: a.Title, Language: string(a.Language), Passage: a.Passage, Passages: listOf(a.Passages), Source: a.Source, URL: a.URL, Known: a.Known, Insert: a.Insert,
		})
	}
	return out, err
}
