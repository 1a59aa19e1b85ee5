package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"terang/live"
	"terang/store"
)

// How long a sign holds that nobody renews.
const (
	viewingHolds = 45 * time.Second
	writingHolds = 7 * time.Second
	sweepWatch   = time.Minute // between looks for signs that nobody renewed
)

// What an agent does in a conversation, as their colleagues see it.
const (
	watchGone    = "gone"
	watchViewing = "viewing"
	watchReply   = "reply"
	watchNote    = "note"
)

// Watching is what one agent does in a conversation. It never says what they write.
type Watching struct {
	AgentID string `json:"agent_id"`
	Name    string `json:"name"`
	What    string `json:"what" enum:"viewing,reply,note,gone" doc:"Looks at it, writes a reply or a note in it, or has left."`
}

// WatchingEvent is the data of a console's "watching" event.
type WatchingEvent struct {
	ConversationID string `json:"conversation_id"`
	Watching
}

type sign struct {
	Watching
	written time.Time // until when they count as writing
	until   time.Time
}

// watchers know who looks at which conversation, on this node. Signs fade by themselves; nothing is stored.
type watchers struct {
	mu    sync.Mutex
	signs map[string]map[string]sign // by conversation, then agent
	swept time.Time
}

// put records what an agent does and returns what the others do.
func (w *watchers) put(conversationID string, x Watching, now time.Time) []Watching {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Sub(w.swept) > sweepWatch {
		w.swept = now
		for id, here := range w.signs {
			if fade(here, now); len(here) == 0 {
				delete(w.signs, id)
			}
		}
	}
	here := w.signs[conversationID]
	if here == nil {
		here = make(map[string]sign, 1)
		w.signs[conversationID] = here
	}
	if x.What == watchGone {
		delete(here, x.AgentID)
	} else {
		s := sign{Watching: x, until: now.Add(viewingHolds)}
		if x.What != watchViewing {
			s.written = now.Add(writingHolds)
		}
		here[x.AgentID] = s
	}
	fade(here, now)
	others := make([]Watching, 0, len(here))
	for _, s := range here {
		if s.AgentID == x.AgentID {
			continue
		}
		if s.What != watchViewing && now.After(s.written) {
			s.What = watchViewing
		}
		others = append(others, s.Watching)
	}
	if len(here) == 0 {
		delete(w.signs, conversationID)
	}
	slices.SortFunc(others, func(a, b Watching) int { return strings.Compare(a.Name+a.AgentID, b.Name+b.AgentID) })
	return others
}

func fade(here map[string]sign, now time.Time) {
	for id, s := range here {
		if now.After(s.until) {
			delete(here, id)
		}
	}
}

// Watching tells the consoles what an agent does in a conversation. It has no position and is forgotten at once.
func (p *Publisher) Watching(workspaceID string, e WatchingEvent) {
	topic := live.WorkspaceTopic(workspaceID)
	if p.broker.Listened(topic) {
		p.broker.Publish(topic, live.Event{Frame: live.Frame("watching", 0, mustJSON(e))})
	}
}

type (
	watchInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			What string `json:"what" enum:"viewing,reply,note,gone"`
		}
	}
	watchOutput struct {
		Body struct {
			Others []Watching `json:"others" doc:"Who else is there, on this node."`
		}
	}
)

func (s *Server) watchRoutes() {
	handle(s, route{method: http.MethodPost, path: "/conversations/{id}/watch", id: "watch-conversation", summary: "Tell colleagues that one looks at it or writes in it; hear who else does", tag: "conversations", access: byAgent},
		func(ctx context.Context, c *caller, in *watchInput) (*watchOutput, error) {
			if _, err := store.Conversation(ctx, s.Store, c.workspace, in.ID); err != nil {
				return nil, err
			}
			x := Watching{AgentID: c.agent.ID, Name: c.agent.Name, What: in.Body.What}
			out := &watchOutput{}
			out.Body.Others = s.watchers.put(in.ID, x, s.Clock())
			s.Publisher.Watching(c.workspace, WatchingEvent{in.ID, x})
			return out, nil
		})
}
