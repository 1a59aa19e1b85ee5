package httpapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"terang"
	"terang/desk"
	"terang/search"
	"terang/store"
)

// snippetSize is how many characters of a message a hit shows.
const snippetSize = 160

// priorityNames are the priorities on the wire.
var priorityNames = map[terang.Priority]string{terang.Low: "low", terang.Normal: "normal", terang.High: "high", terang.Urgent: "urgent"}

// priorityOf is the inverse; huma has checked the word.
func priorityOf(name string) terang.Priority {
	for p, n := range priorityNames {
		if n == name {
			return p
		}
	}
	return terang.Normal
}

// FilterInput narrows a list or a search; every part that is given must hold.
type FilterInput struct {
	Status      string    `query:"status" enum:"open,resolved," doc:"Open or resolved."`
	Holder      string    `query:"holder" enum:"assistant,queue,agent," doc:"Who has it."`
	Agent       string    `query:"agent" maxLength:"64" doc:"The agent who has it: an id, or me."`
	Team        string    `query:"team" maxLength:"40" doc:"A team's id: who has it works for the team, or it was given to the team, or waits for it."`
	Unread      bool      `query:"unread" doc:"Only what agents have not seen all of."`
	Tags        []string  `query:"tag" maxItems:"5" doc:"Tags, parted by commas; all of them."`
	Channel     string    `query:"channel" maxLength:"40"`
	Language    string    `query:"language" enum:"id,en,"`
	Priority    string    `query:"priority" enum:"low,normal,high,urgent," doc:"This, or more urgent."`
	TrustUnder  int       `query:"trust_under" minimum:"0" maximum:"101" doc:"Trust score under this; 0 for any."`
	WaitingOver int       `query:"waiting_over" minimum:"0" maximum:"31536000" doc:"Waits for a person for longer than so many seconds; 0 for any."`
	From        time.Time `query:"from" doc:"Said since; in a list, last spoken since."`
	To          time.Time `query:"to" doc:"And before."`
}

// filter is what the input asks for, as the store takes it.
func (s *Server) filter(c *caller, in *FilterInput) (store.Filter, error) {
	f, err := in.filter(c, s.Clock())
	if err == nil && in.Team != "" {
		agents, waiting := s.Desk.OfTeam(c.workspace, in.Team)
		f.Among = &store.Among{Agents: agents, Conversations: waiting, Team: in.Team}
	}
	return f, err
}

func (in *FilterInput) filter(c *caller, now time.Time) (store.Filter, error) {
	f := store.Filter{
		Unread: in.Unread,
		Status: terang.ConversationStatus(in.Status), Holder: terang.Holder(in.Holder), AgentID: in.Agent, Channel: in.Channel,
		Language: terang.Language(in.Language), TrustUnder: in.TrustUnder, From: in.From, To: in.To,
	}
	if f.AgentID == "me" {
		f.AgentID = c.agent.ID
	}
	for _, t := range in.Tags {
		tag, err := desk.CheckTag(t)
		if err != nil {
			return f, err
		}
		f.Tags = append(f.Tags, tag)
	}
	if in.Priority != "" {
		p := priorityOf(in.Priority)
		f.Priority = &p
	}
	if in.WaitingOver > 0 {
		f.WaitingFrom = now.Add(-time.Duration(in.WaitingOver) * time.Second)
	}
	return f, nil
}

type searchInput struct {
	Query  string `query:"q" required:"true" minLength:"1" maxLength:"800" doc:"Words (all must be there), \"a phrase\", -without, begin*, name:sari, order numbers and parts of them."`
	Typing bool   `query:"typing" doc:"The last word may be unfinished."`
	View   string `query:"view" enum:"queue,mine,assistant,all,resolved,snoozed,every," doc:"Only in this view."`
	Cursor string `query:"cursor" maxLength:"200" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
	FilterInput
}

// SearchHit is a conversation in which something was found.
type SearchHit struct {
	Conversation Conversation  `json:"conversation"`
	Seq          int64         `json:"seq" doc:"Position of the newest message that has it; 0 where the contact's name is what was found."`
	AuthorKind   string        `json:"author_kind" doc:"Who wrote it; empty for a name."`
	At           time.Time     `json:"at"`
	Snippet      []search.Span `json:"snippet" doc:"What stands there, with what was found marked. Plain text; never markup. Empty where it may not be read without a reason, or is folded."`
	Folded       bool          `json:"folded,omitempty" doc:"It abuses whoever reads it."`
}

// SearchIndex is how far the index of what was said before it is.
type SearchIndex struct {
	Ready bool  `json:"ready" doc:"Everything can be found."`
	Done  int64 `json:"done" doc:"Messages that were looked at, newest first."`
	Total int64 `json:"total"`
}

type searchOutput struct {
	Body struct {
		Items []SearchHit `json:"items" doc:"Newest first; each conversation once."`
		Next  *string     `json:"next" doc:"Cursor of the next page, or null."`
		Index SearchIndex `json:"index"`
	}
}

func (s *Server) searchRoutes() {
	handle(s, route{method: http.MethodGet, path: "/search", id: "search", summary: "Search all conversations", tag: "conversations", access: byReader}, s.search)
}

func (s *Server) search(ctx context.Context, c *caller, in *searchInput) (*searchOutput, error) {
	after, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	filter, err := s.filter(c, &in.FilterInput)
	if err != nil {
		return nil, err
	}
	filter.View = store.View(in.View)
	var r search.Reader
	q := store.Search{WorkspaceID: c.workspace, AgentID: c.agent.ID, Query: r.Parse(in.Query, in.Typing), Filter: filter, Limit: min(in.Limit, maxPage)}
	if after != nil {
		q.Before = after.At
	}
	found, err := store.Find(ctx, s.Store, q)
	if err != nil {
		return nil, err
	}
	out := &searchOutput{}
	out.Body.Items = make([]SearchHit, len(found.Hits))
	threshold := s.threshold(c.workspace)
	for i, h := range found.Hits {
		out.Body.Items[i] = SearchHit{
			Conversation: conversationOf(h.Listed, threshold).timed(s.Desk, &h.Conversation), Seq: h.Seq, AuthorKind: string(h.Author), At: h.At,
			Snippet: slices.Concat([]search.Span{}, r.Snippet(h.Text, q.Query, snippetSize)),
		}
	}
	if err := s.veilHits(ctx, c, out.Body.Items, found.Hits); err != nil {
		return nil, err
	}
	if found.Next > 0 {
		next := formatCursor(store.Cursor{At: found.Next, ID: "s"})
		out.Body.Next = &next
	}
	b, err := store.SearchBackfill(ctx, s.Store)
	out.Body.Index = SearchIndex{b.Ready, b.Done, b.Total}
	return out, err
}
