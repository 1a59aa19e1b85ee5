package httpapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"terang/live"
	"terang/store"
)

// presenceSettles is after how long an agent whose last console was closed is no longer counted as there by the
// desk, and a little more.
const presenceSettles = 21 * time.Second

// fillTime bounds how long a reader may take to receive what it missed.
const fillTime = 2 * time.Minute

// streamRoutes registers the two event streams. They leave HTTP's request and answer, so they stand beside
// huma and are described by hand.
func (s *Server) streamRoutes(mux *http.ServeMux) {
	describe := func(path, id, summary, description string, a access, params ...*huma.Param) {
		s.registered = append(s.registered, route{method: http.MethodGet, path: strings.TrimPrefix(path, "/api/v1"), id: id, access: a})
		s.api.OpenAPI().AddOperation(&huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Description: description, Tags: []string{"live"},
			Security: a.security(), Parameters: params,
			Responses: map[string]*huma.Response{
				"200":     {Description: "Server-sent events until the connection closes.", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}}},
				"default": problemResponse(s.api.OpenAPI().Components.Schemas),
			},
		})
	}
	query := func(name, kind, doc string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: kind}}
	}
	lastID := &huma.Param{Name: "Last-Event-ID", In: "header", Description: "The id of the last event received.", Schema: &huma.Schema{Type: "string"}}
	describe("/api/v1/chat/stream", "chat-stream", "The contact's live stream",
		"Events: message (id is its position; data is a Message), state (data is a State; the first event), typing. Messages after since come first, in order; then what happens.",
		byContact, query("since", "integer", "Position of the last message received."), query("access_token", "string", "The contact token, for readers that cannot set headers."), lastID)
	describe("/api/v1/stream", "workspace-stream", "The console's live stream",
		"Events: conversation (data is a Conversation), message ({conversation_id, message}), typing, presence, mention (data is a MentionEvent; only for the agent whom a note names), outgoing (what happened to an agent's reply that waits), watching (what an agent does in a conversation), reset (something was missed: load the lists again).",
		byReader, lastID)
	mux.HandleFunc("GET /api/v1/chat/stream", s.chatStream)
	mux.HandleFunc("GET /api/v1/stream", s.workspaceStream)
}

// position reads where the reader is: the greater of since and Last-Event-ID, which is what a browser that
// reconnects by itself sends.
func position(r *http.Request) int64 {
	var at int64
	for _, word := range []string{r.URL.Query().Get("since"), r.Header.Get("Last-Event-ID")} {
		if n, err := strconv.ParseInt(word, 10, 64); err == nil {
			at = max(at, n)
		}
	}
	return at
}

func (s *Server) chatStream(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("access_token")
	if token == "" {
		token = bearer(r.Header.Get("Authorization"))
	}
	who, err := s.contacts.parse(token)
	if err == nil {
		_, err = store.Conversation(r.Context(), s.Store, who.Workspace, who.Conversation)
	}
	if err != nil {
		writeProblem(w, r, s.fail(r.Context(), "chat-stream", err))
		return
	}
	since := position(r)
	st, err := s.streams.accept(w, who.Conversation)
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	sub := s.Live.Subscribe(live.ConversationTopic(who.Conversation), st.take)
	st.whenClosed(sub.Close)
	ctx, cancel := context.WithTimeout(context.Background(), fillTime)
	defer cancel()
	if err := s.fill(ctx, st, who, since); err != nil {
		s.Logger.Error("stream not filled", "conversation", who.Conversation, "error", err)
		st.close()
	}
}

// fill sends the state and then all that was missed, in order, and lets the held live events follow.
func (s *Server) fill(ctx context.Context, st *stream, who contact, since int64) error {
	conv, err := store.Conversation(ctx, s.Store, who.Workspace, who.Conversation)
	if err != nil {
		return err
	}
	s.Publisher.lanes.know(&conv)
	state, err := s.state(ctx, &conv)
	if err != nil {
		return err
	}
	st.push(live.Frame("state", 0, mustJSON(state)))
	last := since
	for last < conv.PublicSeq {
		ms, err := store.Messages(ctx, s.Store, store.MessageQuery{WorkspaceID: who.Workspace, ConversationID: conv.ID, Since: last, Limit: maxPage})
		if err != nil {
			return err
		}
		if len(ms) == 0 {
			break
		}
		var frames []byte
		for _, m := range ms {
			frames = append(frames, live.Frame("message", m.Seq, wire(m))...)
			last = m.Seq
		}
		st.push(frames)
		if len(ms) < maxPage {
			break
		}
		if !st.drain() {
			return nil
		}
	}
	st.live(last)
	return nil
}

var resetFrame = []byte("event: reset\ndata: {}\n\n")

func (s *Server) workspaceStream(w http.ResponseWriter, r *http.Request) {
	c, err := s.identify(r, byReader)
	if err != nil {
		writeProblem(w, r, s.fail(r.Context(), "workspace-stream", err))
		return
	}
	key := c.agent.ID
	if key == "" {
		key = c.token
	}
	st, err := s.streams.accept(w, key)
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	if _, err := s.identify(r, byReader); err != nil { // signed out before the stream stood on the list of those that end with it
		st.close()
		return
	}
	if c.agent.ID != "" {
		st.endAfter(c.session.ExpiresAt.Sub(s.Clock()))
	}
	topic, take := live.WorkspaceTopic(c.workspace), s.through(c, st.take)
	if after := position(r); after > 0 {
		sub, ok := s.Live.Resume(topic, after, take)
		st.whenClosed(sub.Close)
		if !ok {
			st.push(resetFrame)
		}
	} else {
		sub := s.Live.Subscribe(topic, take)
		st.whenClosed(sub.Close)
	}
	// A block with an id and no data moves the reader's position without an event (HTML, 9.2.6), so that one
	// that reconnects before anything happened resumes rather than begins.
	st.push([]byte("id: " + strconv.FormatInt(s.Live.Position(topic), 10) + "\n\n"))
	st.live(0)
	if c.agent.ID != "" {
		own := s.Live.Subscribe(live.AgentTopic(c.agent.ID), st.take)
		st.whenClosed(own.Close)
		s.attend(st, c.workspace, c.agent)
	}
}

// present tells the consoles how an agent is shown now.
func (s *Server) present(workspaceID, agentID string) {
	s.Publisher.Presence(workspaceID, agentID, s.Desk.Presence(agentID), s.Desk.WrapsUntil(agentID))
}

// attend counts the agent as there while the stream is open.
func (s *Server) attend(st *stream, workspaceID string, a store.Agent) {
	leave := s.Desk.Connect(workspaceID, a.ID)
	st.watch()
	s.present(workspaceID, a.ID)
	st.whenClosed(func() {
		leave()
		// The desk counts the agent as there for a moment, since a page that is loaded again comes right back.
		s.Publisher.Later(presenceSettles, func() { s.present(workspaceID, a.ID) })
	})
}
