package httpapi

import (
	"context"
	"net/http"
	"time"

	"terang"
	"terang/desk"
	"terang/live"
	"terang/store"
)

// mentionSnippet is how many characters of a note a list shows.
const mentionSnippet = 200

// MentionItem is a note in which somebody named the agent who is signed in.
type MentionItem struct {
	MessageID      string     `json:"message_id"`
	ConversationID string     `json:"conversation_id"`
	Seq            int64      `json:"seq" doc:"Where the note stands."`
	Contact        ContactRef `json:"contact"`
	By             AgentRef   `json:"by"`
	Text           string     `json:"text" doc:"The beginning of the note."`
	At             time.Time  `json:"at"`
	Read           bool       `json:"read"`
	Status         string     `json:"status" enum:"open,resolved" doc:"Of the conversation."`
}

// NamedAgent is an agent whom a note can name.
type NamedAgent struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Handle string `json:"handle" doc:"What stands behind @ in the note."`
	Online bool   `json:"online"`
}

// MentionEvent is the data of a console's "mention" event: only the consoles of the agent whom it names have it.
type MentionEvent struct {
	ConversationID string `json:"conversation_id,omitempty"`
	By             string `json:"by,omitempty" doc:"Name of who wrote the note; empty where something was read."`
	Unread         int    `json:"unread"`
}

type (
	mentionsInput struct {
		Unread bool   `query:"unread" doc:"Only what is not read yet."`
		Cursor string `query:"cursor" maxLength:"200" doc:"The next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
	}
	mentionsOutput struct {
		Body struct {
			Items  []MentionItem `json:"items" doc:"Newest first."`
			Next   *string       `json:"next"`
			Unread int           `json:"unread"`
		}
	}
	readMentionsInput struct {
		Body struct {
			ConversationID string `json:"conversation_id,omitempty" maxLength:"64" doc:"Left out: all."`
		}
	}
	namedAgentsOutput struct {
		Body struct {
			Items []NamedAgent `json:"items"`
		}
	}
)

func (s *Server) mentionRoutes() {
	const tag = "mentions"
	handle(s, route{method: http.MethodGet, path: "/me/mentions", id: "list-mentions", summary: "Notes that name the agent who is signed in", tag: tag, access: bySelf}, s.mentions)
	handle(s, route{method: http.MethodPost, path: "/me/mentions/read", id: "read-mentions", summary: "Mark them as read", tag: tag, access: bySelf, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *readMentionsInput) (*struct{}, error) {
			return nil, s.readMentions(ctx, c, in.Body.ConversationID, maxSeq)
		})
	handle(s, route{method: http.MethodGet, path: "/me/colleagues", id: "list-colleagues", summary: "The agents whom a note can name", tag: tag, access: bySelf},
		func(ctx context.Context, c *caller, _ *struct{}) (*namedAgentsOutput, error) {
			all, err := store.Agents(ctx, s.Store, c.workspace)
			out, handles := &namedAgentsOutput{}, desk.Handles(all)
			out.Body.Items = []NamedAgent{}
			for _, a := range all {
				if h := handles[a.ID]; h != "" && a.ID != c.agent.ID {
					out.Body.Items = append(out.Body.Items, NamedAgent{a.ID, a.Name, h, s.Desk.Presence(a.ID) == desk.Online})
				}
			}
			return out, err
		})
}

// maxSeq is a position after every message.
const maxSeq = 1<<62 - 1

func (s *Server) mentions(ctx context.Context, c *caller, in *mentionsInput) (*mentionsOutput, error) {
	after, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	limit := min(in.Limit, maxPage)
	found, err := store.Mentions(ctx, s.Store, c.workspace, c.agent.ID, in.Unread, after, limit+1)
	if err != nil {
		return nil, err
	}
	out := &mentionsOutput{}
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next := formatCursor(store.Cursor{At: store.Millis(last.At), ID: last.MessageID})
		out.Body.Next = &next
	}
	out.Body.Items = make([]MentionItem, len(found))
	for i, m := range found {
		text := []rune(m.Text)
		if len(text) > mentionSnippet {
			text = append(text[:mentionSnippet], '…')
		}
		out.Body.Items[i] = MentionItem{
			MessageID: m.MessageID, ConversationID: m.ConversationID, Seq: m.Seq, Contact: ContactRef{ID: m.ContactID, Name: m.ContactName}, By: AgentRef{m.By, m.ByName},
			Text: string(text), At: m.At.UTC(), Read: !m.ReadAt.IsZero(), Status: string(m.Status),
		}
	}
	out.Body.Unread, err = store.UnreadMentions(ctx, s.Store, c.workspace, c.agent.ID)
	return out, err
}

// readMentions marks what the caller has read, up to a position of a conversation or all of it, and tells the caller's own consoles.
func (s *Server) readMentions(ctx context.Context, c *caller, conversationID string, seq int64) error {
	if c.agent.ID == "" {
		return nil
	}
	n, err := s.unreadTo(ctx, c, conversationID, seq)
	if err != nil || n == 0 {
		return err
	}
	if err := s.Store.Write(ctx, func(tx *store.Tx) error {
		return store.ReadMentions(tx, c.workspace, c.agent.ID, conversationID, seq, s.Clock())
	}); err != nil {
		return err
	}
	s.tellMentions(ctx, c.workspace, c.agent.ID, MentionEvent{ConversationID: conversationID})
	return nil
}

func (s *Server) unreadTo(ctx context.Context, c *caller, conversationID string, seq int64) (int, error) {
	if conversationID == "" {
		return store.UnreadMentions(ctx, s.Store, c.workspace, c.agent.ID)
	}
	return store.UnreadMentionsIn(ctx, s.Store, c.workspace, c.agent.ID, conversationID, seq)
}

// tellMentions tells an agent's own consoles how many mentions are unread; nobody else hears of it.
func (s *Server) tellMentions(ctx context.Context, workspaceID, agentID string, e MentionEvent) {
	topic := live.AgentTopic(agentID)
	if !s.Live.Listened(topic) {
		return
	}
	var err error
	if e.Unread, err = store.UnreadMentions(ctx, s.Store, workspaceID, agentID); err != nil {
		s.Logger.Error("mention not told", "agent", agentID, "error", err)
		return
	}
	s.Live.Publish(topic, live.Event{Frame: live.Frame("mention", 0, mustJSON(e))})
}

// noted tells those whom a new note names.
func (s *Server) noted(ctx context.Context, by store.Agent, m terang.Message, err error) (*messageOutput, error) {
	if err == nil {
		for _, who := range m.Content.Mentions {
			if who.AgentID != by.ID {
				s.tellMentions(ctx, by.WorkspaceID, who.AgentID, MentionEvent{ConversationID: m.ConversationID, By: by.Name})
			}
		}
	}
	return created(m, err)
}
