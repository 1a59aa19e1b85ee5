package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"terang"
	"terang/desk"
	"terang/live"
	"terang/search"
	"terang/store"
)

// Limits of reading outside one's queue.
const (
	maxReadings = 50               // of a conversation that are told
	heardFor    = 10 * time.Minute // after who has just opened a conversation is looked at again for the live stream
	maxHeard    = 20_000           // of whom that is remembered
)

// Reading is that somebody reads a conversation outside their own queue.
type Reading struct {
	ID     string    `json:"id"`
	Agent  AgentRef  `json:"agent"`
	Role   string    `json:"role" enum:"owner,admin,supervisor,agent,analyst,privacy"`
	Reason string    `json:"reason" enum:"complaint,quality,privacy,security,help,other"`
	Words  string    `json:"words" doc:"Empty once the contact was erased."`
	At     time.Time `json:"at"`
	Until  time.Time `json:"until"`
}

func readingOf(r store.Reading) Reading {
	return Reading{ID: r.ID, Agent: AgentRef{r.AgentID, r.AgentName}, Role: string(r.Role), Reason: r.Reason, Words: r.Words, At: r.At, Until: r.Until}
}

type readingInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" enum:"complaint,quality,privacy,security,help,other"`
		Words  string `json:"words" minLength:"1" maxLength:"1200" doc:"In one's own words; at most 300 characters."`
	}
}

type readingOutput struct{ Body Reading }

type readingList struct {
	Body struct {
		Items []Reading `json:"items" doc:"The newest first, at most 50."`
	}
}

// CareSetting is what a workspace decides of care.
type CareSetting struct {
	ReadingReason string `json:"reading_reason" enum:"off,outside_team,outside_queue" doc:"When somebody who reads a conversation is asked why: never; outside their team, and always who does not answer contacts; or outside what they have, what waits for them and what they took part in."`
}

type careSettingInput struct{ Body CareSetting }

type careSettingOutput struct{ Body CareSetting }

// ReadingEvent is the data of a console's "reading" event.
type ReadingEvent struct {
	ConversationID string  `json:"conversation_id"`
	Reading        Reading `json:"reading"`
}

func (s *Server) readingRoutes() {
	const tag = "care"
	get, post, put := http.MethodGet, http.MethodPost, http.MethodPut
	handle(s, route{method: get, path: "/conversations/{id}/readings", id: "list-readings", summary: "Who reads it outside their own queue, and why", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, in *idInput) (*readingList, error) {
			if _, err := store.Conversation(ctx, s.Store, c.workspace, in.ID); err != nil {
				return nil, err
			}
			found, err := store.Readings(ctx, s.Store, c.workspace, in.ID, maxReadings)
			out := &readingList{}
			out.Body.Items = make([]Reading, len(found))
			for i, r := range found {
				out.Body.Items[i] = readingOf(r)
			}
			return out, err
		})
	handle(s, route{method: post, path: "/conversations/{id}/reading", id: "read-conversation", summary: "Say why one reads a conversation that is not one's own; it can then be read for 12 hours", tag: tag, access: bySelf, status: http.StatusCreated},
		func(ctx context.Context, c *caller, in *readingInput) (*readingOutput, error) {
			r, err := s.Desk.Read(ctx, c.agent, in.ID, desk.ReadingReason(in.Body.Reason), in.Body.Words)
			if err != nil {
				return nil, err
			}
			s.heard.add(c.agent.ID, in.ID, s.Clock().Add(heardFor), s.Clock())
			if conv, err := store.Conversation(ctx, s.Store, c.workspace, in.ID); err == nil {
				s.Publisher.read(&conv, r)
			}
			return &readingOutput{readingOf(r)}, nil
		})
	handle(s, route{method: get, path: "/care", id: "get-care", summary: "What the workspace decided of care", tag: tag, access: byReader},
		func(_ context.Context, c *caller, _ *struct{}) (*careSettingOutput, error) {
			return &careSettingOutput{CareSetting{string(s.Desk.ReadingMode(c.workspace))}}, nil
		})
	handle(s, route{method: put, path: "/care", id: "set-care", summary: "Change what the workspace decided of care", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *careSettingInput) (*careSettingOutput, error) {
			err := s.Desk.SetReadingMode(ctx, c.workspace, c.source(), desk.ReadingMode(in.Body.ReadingReason))
			return &careSettingOutput{in.Body}, err
		})
}

// unasked are the routes of a conversation that show nothing of what was said in it before: who takes it works on it from then on,
// and everybody who is concerned sees that.
var unasked = []string{"claim-conversation", "decline-conversation", "read-conversation", "take-over"}

// mayRead fails where a person asks for a conversation that is neither theirs nor one for which they gave a reason. A program reads
// what its token allows.
func (s *Server) mayRead(r *http.Request, c *caller, rt route) error {
	if c.agent.ID == "" || !strings.HasPrefix(rt.path, "/conversations/{id}") || slices.Contains(unasked, rt.id) {
		return nil
	}
	return s.readable(r.Context(), c, r.PathValue("id"))
}

func (s *Server) readable(ctx context.Context, c *caller, id string) error {
	conv, err := store.Conversation(ctx, s.Store, c.workspace, id)
	if err != nil {
		return err
	}
	open, err := s.Desk.Readable(ctx, c.agent, speaks(c.agent.Role), []*terang.Conversation{&conv})
	if err != nil {
		return err
	}
	until, ok := open[id]
	if !ok {
		return terang.Fail(terang.Forbidden, "reason_needed", "conversation", id)
	}
	now := s.Clock()
	if end := now.Add(heardFor); until.IsZero() || until.After(end) {
		until = end
	}
	s.heard.add(c.agent.ID, id, until, now)
	return nil
}

// veil takes out of rows what may not be read without a reason: all but who the contact is and where the conversation stands.
func (s *Server) veil(ctx context.Context, c *caller, rows []*Conversation, of []*terang.Conversation) error {
	if c.agent.ID == "" || len(rows) == 0 {
		return nil
	}
	open, err := s.Desk.Readable(ctx, c.agent, speaks(c.agent.Role), of)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if _, ok := open[row.ID]; !ok {
			row.veil()
		}
	}
	return nil
}

func (c *Conversation) veil() {
	c.ReasonNeeded = true
	c.Last.Text, c.Last.Folded = "", false
	c.HandOver, c.Promises, c.Tags = nil, []Promise{}, []string{}
	if c.Survey != nil {
		c.Survey = &SurveyResult{Score: c.Survey.Score}
	}
}

// veilList does so for a list.
func (s *Server) veilList(ctx context.Context, c *caller, items []Conversation, found []store.Listed) error {
	rows, of := make([]*Conversation, len(items)), make([]*terang.Conversation, len(items))
	for i := range items {
		rows[i], of[i] = &items[i], &found[i].Conversation
	}
	return s.veil(ctx, c, rows, of)
}

// veilHits does so for what a search found: that there is a hit may be known, what stands there not. What abuses whoever reads it
// is not quoted either.
func (s *Server) veilHits(ctx context.Context, c *caller, items []SearchHit, found []store.Hit) error {
	rows, of := make([]*Conversation, len(items)), make([]*terang.Conversation, len(items))
	for i := range items {
		rows[i], of[i] = &items[i].Conversation, &found[i].Conversation
	}
	if err := s.veil(ctx, c, rows, of); err != nil {
		return err
	}
	for i := range items {
		if items[i].Folded = found[i].Folded; items[i].Folded || items[i].Conversation.ReasonNeeded && items[i].Seq > 0 {
			items[i].Snippet = []search.Span{}
		}
	}
	return nil
}

// heard remembers who may hear a conversation on the live stream: who has just opened it with a right that its row does not show.
type heard struct {
	mu    sync.Mutex
	until map[[2]string]time.Time // by agent and conversation
}

func (h *heard) add(agentID, conversationID string, until, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = make(map[[2]string]time.Time)
	}
	if len(h.until) >= maxHeard {
		for k, t := range h.until {
			if !t.After(now) {
				delete(h.until, k)
			}
		}
		if len(h.until) >= maxHeard {
			clear(h.until) // they hear on when they look again
		}
	}
	h.until[[2]string{agentID, conversationID}] = until
}

func (h *heard) has(agentID, conversationID string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.until[[2]string{agentID, conversationID}].After(now)
}

// through lets an agent's live stream have what they may read, and of the rest what they may know.
func (s *Server) through(c *caller, take func(live.Event)) func(live.Event) {
	if c.agent.ID == "" {
		return take
	}
	a, answers := c.agent, speaks(c.agent.Role)
	return func(e live.Event) {
		if e.About != nil && !s.Desk.Mine(a, answers, e.About) && !s.heard.has(a.ID, e.About.ID, s.Clock()) {
			e.Frame = e.Veiled
		}
		take(e)
	}
}

// read tells the consoles that somebody reads a conversation.
func (p *Publisher) read(c *terang.Conversation, r store.Reading) {
	p.ring(c, "reading", mustJSON(ReadingEvent{c.ID, readingOf(r)}), nil)
}

// ring tells the consoles something of a conversation: veiled is for those who may not read it, nil for nothing.
func (p *Publisher) ring(c *terang.Conversation, event string, data, veiled []byte) {
	p.broker.PublishAbout(live.WorkspaceTopic(c.WorkspaceID), event, data, veiled, &terang.Conversation{
		ID: c.ID, WorkspaceID: c.WorkspaceID, Status: c.Status, Holder: c.Holder, AgentID: c.AgentID, Team: c.Team, HandOver: c.HandOver,
	})
}

// veilEach does so for things that stand in conversations, whatever they are: of tells in which, "" for none.
func veilEach[T any](ctx context.Context, s *Server, c *caller, items []T, of func(*T) string, veil func(*T)) error {
	if c.agent.ID == "" {
		return nil
	}
	var ids []string
	for i := range items {
		if id := of(&items[i]); id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	found, err := store.ConversationsByID(ctx, s.Store, c.workspace, slices.Compact(ids))
	if err != nil {
		return err
	}
	all := make([]*terang.Conversation, len(found))
	for i := range found {
		all[i] = &found[i]
	}
	open, err := s.Desk.Readable(ctx, c.agent, speaks(c.agent.Role), all)
	if err != nil {
		return err
	}
	for i := range items {
		id := of(&items[i])
		if _, ok := open[id]; !ok && id != "" {
			veil(&items[i])
		}
	}
	return nil
}

// veilMoments takes out of a timeline what stands in conversations that may not be read without a reason.
func (s *Server) veilMoments(ctx context.Context, c *caller, items []Moment) error {
	return veilEach(ctx, s, c, items, func(m *Moment) string { return m.ConversationID }, func(m *Moment) {
		m.ReasonNeeded, m.Message, m.Name, m.Title, m.Text, m.Data, m.Outcome = true, nil, "", nil, "", nil, ""
	})
}

// veilPromises does so for promises: that there is one and when it is due may be known.
func (s *Server) veilPromises(ctx context.Context, c *caller, items []Promise) error {
	return veilEach(ctx, s, c, items, func(p *Promise) string { return p.ConversationID }, (*Promise).veil)
}

// readablePromise fails where a promise stands in a conversation that the caller may not read without a reason.
func (s *Server) readablePromise(ctx context.Context, c *caller, id string) error {
	p, err := store.Promise(ctx, s.Store, c.workspace, id)
	if err != nil {
		return err
	}
	return s.readable(ctx, c, p.ConversationID)
}
