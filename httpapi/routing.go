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
		Items []Offer   `json:"items"`
		At    time.Time `json:"at" doc:"The time now, by the clock that until goes by."`
	}
}

// OfferEvent is the data of a console's "offer" event.
type OfferEvent struct {
	AgentID        string    `json:"agent_id"`
	ConversationID string    `json:"conversation_id"`
	What           string    `json:"what" enum:"offered,missed,withdrawn"`
	At             time.Time `json:"at" doc:"When this was told, by the clock that until goes by."`
	Until          time.Time `json:"until"`
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
			s.Publisher.Rerouted(c.workspace, err)
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
			s.Publisher.Rerouted(c.workspace, err)
			return &profileOutput{AgentRouting(p)}, err
		})
	handle(s, route{method: get, path: "/me/offers", id: "list-offers", summary: "What rings at the agent who is signed in", tag: tag, access: byAgent},
		func(_ context.Context, c *caller, _ *struct{}) (*offerList, error) {
			out := &offerList{}
			out.Body.Items, out.Body.At = []Offer{}, s.Clock().UTC()
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
	handle(s, route{method: get, path: "/desk/live", id: "get-live", summary: "Load, waits and service levels now", tag: tag, access: bySupervisor}, s.liveView)
	handle(s, route{method: get, path: "/routing/agents", id: "list-agent-routings", summary: "What all agents can do", tag: tag, access: byReader}, s.profiles)
	handle(s, route{method: get, path: "/routing/choices", id: "get-routing-choices", summary: "What a routing may name, and the opening hours", tag: tag, access: byReader}, s.choices)
}

// Offered tells the consoles that a conversation rings at an agent, or no longer does.
func (p *Publisher) Offered(o desk.Offer, what string) {
	topic := live.WorkspaceTopic(o.WorkspaceID)
	if p.broker.Listened(topic) {
		p.broker.PublishRing(topic, "offer", mustJSON(OfferEvent{o.AgentID, o.ConversationID, what, p.clock().UTC(), o.Until.UTC()}))
	}
}

// Rerouted tells the consoles that routing was set anew, unless that failed: clocks and order may be others now.
func (p *Publisher) Rerouted(workspaceID string, err error) {
	if err == nil {
		p.broker.PublishRing(live.WorkspaceTopic(workspaceID), "routing", []byte("{}"))
		p.queueChanged(workspaceID)
	}
}
