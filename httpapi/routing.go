package httpapi

import (
	"context"
	"net/http"
	"time"

	"terang/desk"
	"terang/live"
	"terang/store"
)

// Routing is how a workspace's desk gives out its conversations.
type Routing desk.Setting

// AgentRouting is what an agent can do.
type AgentRouting desk.Profile

type routingOutput struct{ Body Routing }

type routingInput struct{ Body Routing }

type profileOutput struct{ Body AgentRouting }

type agentPath struct {
	ID string `path:"id" maxLength:"64"`
}

type profileInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body AgentRouting
}

// Offer is a conversation that rings at the agent who is signed in: POST …/claim takes it, POST …/decline lets it go on.
type Offer struct {
	ConversationID string    `json:"conversation_id"`
	At             time.Time `json:"at"`
	Until          time.Time `json:"until"`
}

type offerList struct {
	Body struct {
		Items []Offer `json:"items"`
	}
}

// OfferEvent is the data of a console's "offer" event.
type OfferEvent struct {
	AgentID        string    `json:"agent_id"`
	ConversationID string    `json:"conversation_id"`
	What           string    `json:"what" enum:"offered,missed,withdrawn"`
	Until          time.Time `json:"until"`
}

type liveInput struct {
	Hours int `query:"hours" minimum:"1" maximum:"168" default:"24" doc:"How far back the service level looks."`
}

// QueueEntry is a conversation that waits, with its clock.
type QueueEntry struct {
	ConversationID string    `json:"conversation_id"`
	ContactID      string    `json:"contact_id"`
	Channel        string    `json:"channel"`
	Language       string    `json:"language"`
	Team           string    `json:"team"`
	Skill          string    `json:"skill"`
	Topic          string    `json:"topic"`
	Priority       string    `json:"priority" enum:"urgent,high,normal"`
	WaitingSince   time.Time `json:"waiting_since"`
	DueAt          time.Time `json:"due_at" doc:"By when somebody should have answered."`
	Late           bool      `json:"late"`
	RingsAt        string    `json:"rings_at" doc:"The agent to whom it is offered; empty for nobody."`
}

// AgentNow is an agent as the live view shows them. Nothing in it says how well somebody works.
type AgentNow struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Presence  string         `json:"presence" enum:"online,away,wrap_up"`
	WrapUntil *time.Time     `json:"wrap_until"`
	Load      map[string]int `json:"load" doc:"Open conversations by channel."`
	Capacity  int            `json:"capacity"`
	Offers    []string       `json:"offers"`
	Teams     []string       `json:"teams"`
	Skills    []string       `json:"skills"`
	Languages []string       `json:"languages"`
}

// ServiceLevel is how many of those who waited for a person were taken in time.
type ServiceLevel struct {
	TargetSeconds int  `json:"target_seconds"`
	Aim           int  `json:"aim" doc:"Percent that should be."`
	Came          int  `json:"came" doc:"Taken, or past the target."`
	Within        int  `json:"within" doc:"Of them, within the target."`
	Percent       *int `json:"percent" doc:"Null where nobody came."`
}

type liveOutput struct {
	Body struct {
		At             time.Time    `json:"at"`
		Mode           string       `json:"mode" enum:"pull,push"`
		Online         int          `json:"online"`
		Waiting        int          `json:"waiting"`
		Late           int          `json:"late"`
		LongestSeconds int          `json:"longest_seconds"`
		Service        ServiceLevel `json:"service"`
		Queue          []QueueEntry `json:"queue" doc:"The first who wait, in the order in which they are served; at most 200."`
		Agents         []AgentNow   `json:"agents"`
	}
}

func (s *Server) routingRoutes() {
	const tag = "routing"
	get, put, post := http.MethodGet, http.MethodPut, http.MethodPost
	handle(s, route{method: get, path: "/routing", id: "get-routing", summary: "How the desk gives out its conversations", tag: tag, access: byReader},
		func(_ context.Context, c *caller, _ *struct{}) (*routingOutput, error) {
			return &routingOutput{Routing(s.Desk.Setting(c.workspace))}, nil
		})
	handle(s, route{method: put, path: "/routing", id: "set-routing", summary: "Change how the desk gives out its conversations; at once", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *routingInput) (*routingOutput, error) {
			set, err := s.Desk.SetSetting(ctx, c.workspace, c.source(), desk.Setting(in.Body))
			return &routingOutput{Routing(set)}, err
		})
	handle(s, route{method: get, path: "/agents/{id}/routing", id: "get-agent-routing", summary: "What an agent can do", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, in *agentPath) (*profileOutput, error) {
			a, err := store.AgentByID(ctx, s.Store, c.workspace, in.ID)
			if err != nil {
				return nil, err
			}
			return &profileOutput{AgentRouting(s.Desk.Profile(a.ID))}, nil
		})
	handle(s, route{method: put, path: "/agents/{id}/routing", id: "set-agent-routing", summary: "Say what an agent can do: teams, skills, languages, capacity", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *profileInput) (*profileOutput, error) {
			a, err := store.AgentByID(ctx, s.Store, c.workspace, in.ID)
			if err != nil {
				return nil, err
			}
			p, err := s.Desk.SetProfile(ctx, a, c.source(), desk.Profile(in.Body))
			return &profileOutput{AgentRouting(p)}, err
		})
	handle(s, route{method: get, path: "/me/offers", id: "list-offers", summary: "What rings at the agent who is signed in", tag: tag, access: byAgent},
		func(_ context.Context, c *caller, _ *struct{}) (*offerList, error) {
			out := &offerList{}
			out.Body.Items = []Offer{}
			for _, o := range s.Desk.Offers(c.workspace, c.agent.ID) {
				out.Body.Items = append(out.Body.Items, Offer{o.ConversationID, o.At.UTC(), o.Until.UTC()})
			}
			return out, nil
		})
	handle(s, route{method: post, path: "/conversations/{id}/decline", id: "decline-conversation", summary: "Let an offered conversation go to the next agent", tag: tag, access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *agentPath) (*struct{}, error) {
			if _, err := store.Conversation(ctx, s.Store, c.workspace, in.ID); err != nil {
				return nil, err
			}
			return nil, s.Desk.Decline(ctx, c.agent, in.ID)
		})
	handle(s, route{method: post, path: "/queue/next", id: "claim-next", summary: "Take over what should be answered first of all that the agent can answer", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, _ *struct{}) (*conversationOutput, error) {
			next, err := s.Desk.Next(ctx, c.agent)
			if err != nil {
				return nil, err
			}
			return s.conversation(ctx, c.workspace, next.ID)
		})
	handle(s, route{method: get, path: "/desk/live", id: "get-live", summary: "Load, waits and service levels now", tag: tag, access: byManager}, s.liveView)
}

func (s *Server) liveView(ctx context.Context, c *caller, in *liveInput) (*liveOutput, error) {
	now, d := s.Clock().UTC(), s.Desk.Live(c.workspace)
	agents, err := store.Agents(ctx, s.Store, c.workspace)
	if err != nil {
		return nil, err
	}
	target := d.Setting.Targets["normal"]
	level, err := store.ServiceSince(ctx, s.Store, c.workspace, now.Add(-time.Duration(in.Hours)*time.Hour), now, time.Duration(target)*time.Second)
	if err != nil {
		return nil, err
	}
	out := &liveOutput{}
	b := &out.Body
	b.At, b.Mode, b.Online, b.Waiting, b.Late, b.LongestSeconds = now, string(d.Setting.Mode), d.Online, d.Waiting, d.Late, int(d.Longest.Seconds())
	b.Service = ServiceLevel{TargetSeconds: target, Aim: d.Setting.Level, Came: level.Came, Within: level.Within}
	if level.Came > 0 {
		b.Service.Percent = new(100 * level.Within / level.Came)
	}
	b.Queue = make([]QueueEntry, 0, len(d.Queue))
	for _, w := range d.Queue {
		b.Queue = append(b.Queue, QueueEntry{
			ConversationID: w.ID, ContactID: w.ContactID, Channel: w.Channel, Language: string(w.Language), Team: w.Team, Skill: w.Skill, Topic: w.Topic, Priority: string(w.Priority),
			WaitingSince: w.Since.UTC(), DueAt: w.Deadline.UTC(), Late: w.Deadline.Before(now), RingsAt: w.Rings,
		})
	}
	there := make(map[string]desk.Attendance, len(d.Agents))
	for _, a := range d.Agents {
		there[a.AgentID] = a
	}
	b.Agents = make([]AgentNow, 0, len(agents))
	for _, a := range agents {
		if a.DisabledAt.IsZero() {
			b.Agents = append(b.Agents, agentNow(a, there[a.ID], d.Setting.Capacity.Total))
		}
	}
	return out, nil
}

func agentNow(a store.Agent, is desk.Attendance, capacity int) AgentNow {
	out := AgentNow{
		ID: a.ID, Name: a.Name, Presence: desk.Away, WrapUntil: optional(is.Until), Load: map[string]int{}, Capacity: capacity,
		Offers: []string{}, Teams: []string{}, Skills: []string{}, Languages: []string{},
	}
	if is.AgentID == "" {
		return out // invited since, and never there
	}
	out.Presence, out.Capacity, out.Offers, out.Teams, out.Skills = is.Presence, is.Capacity, is.Rings, is.Profile.Teams, is.Profile.Skills
	for channel, n := range is.Load {
		out.Load[channel] = n
	}
	for _, l := range is.Profile.Languages {
		out.Languages = append(out.Languages, string(l))
	}
	return out
}

// Offered tells the consoles that a conversation rings at an agent, or no longer does.
func (p *Publisher) Offered(o desk.Offer, what string) {
	topic := live.WorkspaceTopic(o.WorkspaceID)
	if p.broker.Listened(topic) {
		p.broker.PublishRing(topic, "offer", mustJSON(OfferEvent{o.AgentID, o.ConversationID, what, o.Until.UTC()}))
	}
}
