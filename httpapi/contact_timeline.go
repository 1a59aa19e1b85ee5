package httpapi

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/desk"
	"terang/store"
)

// Moment is one thing that happened with a person.
type Moment struct {
	ID             string         `json:"id" doc:"Its place in the timeline."`
	Kind           string         `json:"kind" enum:"message,note,tag,change,hand_over,promise,action,playbook,event,consent,merge"`
	At             time.Time      `json:"at"`
	ContactID      string         `json:"contact_id" doc:"To which of the person's contacts it belongs; empty where it belongs to the person."`
	ConversationID string         `json:"conversation_id"`
	Message        wireMessage    `json:"message,omitempty" doc:"Of a message or note: as in its conversation."`
	What           string         `json:"what,omitempty" doc:"What came to pass: added, removed; priority, snoozed, woken, assigned, team; asked, taken, ended; made, kept, broken, cancelled; called; begun, asleep, ended; happened; yes, no; merged, unmerged."`
	Name           string         `json:"name,omitempty" doc:"Of what: a tag, the new priority, the agent or team that it was given to, a reason, a kind of promise, an action, a playbook or topic, an event, a class, the other contact."`
	Title          terang.Text    `json:"title,omitempty" doc:"How the brand calls the playbook or topic; left out where it has no name for it."`
	Outcome        string         `json:"outcome,omitempty" doc:"How it ended; of a change: what was before."`
	By             string         `json:"by,omitempty" doc:"Who did it: assistant, system, contact, an agent's id, agent:…, token:…, event:…"`
	ByName         string         `json:"by_name,omitempty" doc:"The agent's name."`
	Text           string         `json:"text,omitempty"`
	Data           map[string]any `json:"data,omitempty" doc:"Of an event."`
	Until          *time.Time     `json:"until,omitempty" doc:"When it is due or goes on."`
	Status         int64          `json:"status,omitempty" doc:"Of a call: the HTTP status; what was sent and answered is never kept."`
	Millis         int64          `json:"millis,omitempty"`
	ReasonNeeded   bool           `json:"reason_needed,omitempty" doc:"Of a conversation that is not in one's own queue: that it was is told, what it was only to who gives a reason (POST …/reading)."`
}

type (
	timelineInput struct {
		ID     string   `path:"id" maxLength:"64"`
		Kinds  []string `query:"kinds" maxItems:"11" enum:"message,note,tag,change,hand_over,promise,action,playbook,event,consent,merge" doc:"Only these, parted by commas; none for all."`
		Cursor string   `query:"cursor" maxLength:"200" doc:"The next of the page before."`
		Limit  int      `query:"limit" minimum:"1" maximum:"100" default:"50"`
	}
	timelineOutput struct {
		Body struct {
			Items []Moment `json:"items" doc:"The newest first."`
			Next  *string  `json:"next" doc:"Cursor of the next page, or null. A page may be shorter than asked for and still have one."`
		}
	}
)

func (s *Server) timeline(ctx context.Context, c *caller, in *timelineInput) (*timelineOutput, error) {
	q := store.TimelineQuery{WorkspaceID: c.workspace, ContactID: in.ID, Limit: in.Limit}
	for _, k := range in.Kinds {
		q.Kinds = append(q.Kinds, store.MomentKind(k))
	}
	at, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	if at != nil {
		kind, id, ok := strings.Cut(at.ID, " ")
		if !ok {
			return nil, terang.Fail(terang.Invalid, "cursor_invalid")
		}
		q.Before = &store.TimelinePlace{At: at.At, Kind: store.MomentKind(kind), ID: id}
	}
	page, err := store.Timeline(ctx, s.Store, q)
	if err != nil {
		return nil, err
	}
	names, err := s.agentNames(ctx, c.workspace, page.Moments)
	if err != nil {
		return nil, err
	}
	out := &timelineOutput{}
	out.Body.Items = make([]Moment, len(page.Moments))
	for i := range page.Moments {
		out.Body.Items[i] = momentOf(&page.Moments[i], names)
		s.nameChange(c.workspace, &out.Body.Items[i], names)
		if page.Moments[i].Kind == store.MomentPlaybook {
			out.Body.Items[i].Title = s.titleOf(c.workspace, page.Moments[i].Name)
		}
	}
	if err := s.veilMoments(ctx, c, out.Body.Items); err != nil {
		return nil, err
	}
	if page.Next != nil {
		next := formatCursor(store.Cursor{At: page.Next.At, ID: string(page.Next.Kind) + " " + page.Next.ID})
		out.Body.Next = &next
	}
	return out, nil
}

// titleOf is how the brand calls a playbook or a topic, nil where it has no name for it.
func (s *Server) titleOf(workspaceID, name string) terang.Text {
	if title := s.Authoring.Title(workspaceID, name); title != nil {
		return title
	}
	return s.Training.Title(workspaceID, name)
}

// actor is the id of the agent who did something, "" where none did.
func actor(by string) string {
	id := strings.TrimPrefix(by, "agent:")
	if strings.ContainsAny(id, ": ") || id == terang.MadeByAssistant || id == "system" || id == store.ByContact {
		return ""
	}
	return id
}

// agentNames are those of the agents who did something on a page: one question, and none where nobody did.
func (s *Server) agentNames(ctx context.Context, workspaceID string, moments []store.Moment) (map[string]string, error) {
	for _, m := range moments {
		if actor(m.By) != "" {
			return store.AgentNames(ctx, s.Store, workspaceID)
		}
	}
	return nil, nil
}

// nameChange puts the names of agents and teams in the place of their ids; what is gone keeps its id.
func (s *Server) nameChange(workspaceID string, m *Moment, names map[string]string) {
	if m.Kind != string(store.MomentChange) {
		return
	}
	named := func(id string) string { return cmp.Or(names[id], id) }
	switch m.What {
	case store.ChangedAgent:
	case store.ChangedTeam:
		teams := s.Desk.Setting(workspaceID).Teams
		named = func(id string) string {
			if i := slices.IndexFunc(teams, func(t desk.Team) bool { return t.ID == id }); i >= 0 {
				return teams[i].Name
			}
			return id
		}
	default:
		return
	}
	m.Name, m.Outcome = named(m.Name), named(m.Outcome)
}

func momentOf(m *store.Moment, names map[string]string) Moment {
	out := Moment{
		ID: string(m.Kind) + " " + m.ID, Kind: string(m.Kind), At: m.At.UTC(), ContactID: m.ContactID, ConversationID: m.ConversationID, What: m.What, Name: m.Name,
		Outcome: m.Outcome, By: m.By, ByName: names[actor(m.By)], Text: m.Text, Until: optional(m.Until), Status: m.Status, Millis: m.Millis,
	}
	if m.Message != nil {
		out.Message = wire(*m.Message)
	}
	if m.Kind == store.MomentEvent {
		out.Text, out.Data = "", store.EventData(m.Text)
	}
	return out
}
