package httpapi

import (
	"context"
	"net/http"
	"sync"
	"time"

	"terang"
	"terang/store"
)

// Limits of what is done to many conversations at once.
const (
	maxBulk     = 200
	bulkWorkers = 8
)

type tagInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Add    []string `json:"add,omitempty" maxItems:"20" doc:"Tags to put on."`
		Remove []string `json:"remove,omitempty" maxItems:"20" doc:"Tags to take off."`
	}
}

type priorityInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Priority string `json:"priority" enum:"low,normal,high,urgent"`
	}
}

type snoozeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Until *time.Time `json:"until" doc:"When it comes back, at most 90 days ahead; null takes it up again now."`
	}
}

type assignInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		AgentID string `json:"agent_id,omitempty" maxLength:"64" doc:"Whom it is given to."`
		TeamID  string `json:"team_id,omitempty" maxLength:"40" doc:"The team that it is given to, instead of an agent: it waits in the queue for one of its people."`
	}
}

type tagsOutput struct {
	Body struct {
		Items []store.UsedTag `json:"items" doc:"The most used first, at most 200."`
	}
}

type bulkInput struct {
	Body struct {
		IDs      []string   `json:"ids" minItems:"1" maxItems:"200" doc:"Conversations, at most 200."`
		Do       string     `json:"do" enum:"tag,untag,priority,assign,snooze,resolve"`
		Tags     []string   `json:"tags,omitempty" maxItems:"20" doc:"For tag and untag."`
		Priority string     `json:"priority,omitempty" enum:"low,normal,high,urgent," doc:"For priority."`
		AgentID  string     `json:"agent_id,omitempty" maxLength:"64" doc:"For assign: an agent."`
		TeamID   string     `json:"team_id,omitempty" maxLength:"40" doc:"For assign: or a team."`
		Until    *time.Time `json:"until,omitempty" doc:"For snooze; absent takes them up again now."`
	}
}

// BulkResult is what became of one conversation.
type BulkResult struct {
	ID           string        `json:"id"`
	Conversation *Conversation `json:"conversation,omitempty" doc:"As it is now, where it was done."`
	Problem      *Problem      `json:"problem,omitempty" doc:"Why it was not."`
}

type bulkOutput struct {
	Body struct {
		Results []BulkResult `json:"results" doc:"In the order of the ids."`
		Done    int          `json:"done"`
	}
}

// orderRoutes registers what puts conversations in order.
func (s *Server) orderRoutes() {
	const tag = "conversations"
	answer := func(ctx context.Context, c *caller, id string, err error) (*conversationOutput, error) {
		if err != nil {
			return nil, err
		}
		return s.conversation(ctx, c.workspace, id)
	}
	handle(s, route{method: http.MethodPost, path: "/conversations/{id}/tags", id: "tag-conversation", summary: "Put tags on it or take them off", tag: tag, access: byWriter, replayable: true},
		func(ctx context.Context, c *caller, in *tagInput) (*conversationOutput, error) {
			_, err := s.Desk.Tag(ctx, c.acting(), in.ID, in.Body.Add, in.Body.Remove)
			return answer(ctx, c, in.ID, err)
		})
	handle(s, route{method: http.MethodPut, path: "/conversations/{id}/priority", id: "set-priority", summary: "Say how urgent it is", tag: tag, access: byWriter},
		func(ctx context.Context, c *caller, in *priorityInput) (*conversationOutput, error) {
			_, err := s.Desk.SetPriority(ctx, c.acting(), in.ID, priorityOf(in.Body.Priority))
			return answer(ctx, c, in.ID, err)
		})
	handle(s, route{method: http.MethodPut, path: "/conversations/{id}/snooze", id: "snooze-conversation", summary: "Put off what one has until a time", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *snoozeInput) (*conversationOutput, error) {
			_, err := s.Desk.Snooze(ctx, c.agent, in.ID, timeOf(in.Body.Until))
			return answer(ctx, c, in.ID, err)
		})
	handle(s, route{method: http.MethodPost, path: "/conversations/{id}/assign", id: "assign-conversation", summary: "Give it to an agent, or to a team for which it then waits; the contact is told", tag: tag, access: byAgent, replayable: true},
		func(ctx context.Context, c *caller, in *assignInput) (*conversationOutput, error) {
			err := s.assign(ctx, c.agent, in.ID, in.Body.AgentID, in.Body.TeamID)
			return answer(ctx, c, in.ID, err)
		})
	handle(s, route{method: http.MethodGet, path: "/tags", id: "list-tags", summary: "The tags that are used", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, _ *struct{}) (*tagsOutput, error) {
			out := &tagsOutput{}
			var err error
			out.Body.Items, err = store.UsedTags(ctx, s.Store, c.workspace)
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: "/conversations/bulk", id: "bulk-conversations", summary: "Do one thing to many; each has its own result", tag: tag, access: byAgent, replayable: true, patience: time.Minute}, s.bulk)
}

// assign gives a conversation to an agent or to a team.
func (s *Server) assign(ctx context.Context, by store.Agent, id, agentID, teamID string) (err error) {
	switch {
	case (agentID == "") == (teamID == ""):
		err = terang.Fail(terang.Invalid, "assign_whom")
	case teamID != "":
		_, err = s.Desk.AssignTeam(ctx, by, id, teamID)
	default:
		_, err = s.Desk.Assign(ctx, by, id, agentID)
	}
	return err
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// bulk does one thing to many conversations, a few at a time so that they share commits. One that fails stops no other.
func (s *Server) bulk(ctx context.Context, c *caller, in *bulkInput) (*bulkOutput, error) {
	b := &in.Body
	if len(b.IDs) > maxBulk {
		return nil, terang.Fail(terang.Invalid, "bulk_too_many")
	}
	if b.Do == "tag" && len(b.Tags) == 0 || b.Do == "untag" && len(b.Tags) == 0 || b.Do == "priority" && b.Priority == "" || b.Do == "assign" && (b.AgentID == "") == (b.TeamID == "") {
		return nil, terang.Fail(terang.Invalid, "bulk_incomplete")
	}
	out := &bulkOutput{}
	out.Body.Results = make([]BulkResult, len(b.IDs))
	var wg sync.WaitGroup
	slots := make(chan struct{}, bulkWorkers)
	for i, id := range b.IDs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			out.Body.Results[i] = s.bulkOne(ctx, c, in, id)
		})
	}
	wg.Wait()
	for _, r := range out.Body.Results {
		if r.Problem == nil {
			out.Body.Done++
		}
	}
	return out, nil
}

func (s *Server) bulkOne(ctx context.Context, c *caller, in *bulkInput, id string) BulkResult {
	b, a := &in.Body, c.agent
	err := s.readable(ctx, c, id)
	switch {
	case err != nil:
	case b.Do == "tag":
		_, err = s.Desk.Tag(ctx, a, id, append([]string{}, b.Tags...), nil)
	case b.Do == "untag":
		_, err = s.Desk.Tag(ctx, a, id, nil, append([]string{}, b.Tags...))
	case b.Do == "priority":
		_, err = s.Desk.SetPriority(ctx, a, id, priorityOf(b.Priority))
	case b.Do == "assign":
		err = s.assign(ctx, a, id, b.AgentID, b.TeamID)
	case b.Do == "snooze":
		_, err = s.Desk.Snooze(ctx, a, id, timeOf(b.Until))
	case b.Do == "resolve":
		_, err = s.Desk.Resolve(ctx, a, id)
	}
	out := BulkResult{ID: id}
	if err == nil {
		var now *conversationOutput
		if now, err = s.conversation(ctx, c.workspace, id); err == nil {
			out.Conversation = &now.Body
			return out
		}
	}
	out.Problem = problemOf(s.fail(ctx, "bulk-conversations", err), languageOf(ctx))
	return out
}
