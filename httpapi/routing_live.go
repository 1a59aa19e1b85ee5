package httpapi

import (
	"context"
	"slices"
	"time"

	"terang/desk"
	"terang/store"
)

type liveInput struct {
	Hours int `query:"hours" minimum:"0" maximum:"168" default:"0" doc:"How far back the service looks; 0 is since the day began where the workspace is."`
}

// QueueEntry is a conversation that waits, with its clock.
type QueueEntry struct {
	ConversationID string    `json:"conversation_id"`
	ContactID      string    `json:"contact_id"`
	Name           string    `json:"name" doc:"Of the contact; empty where it is not known."`
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

// AskedFor is how many wait for the same.
type AskedFor struct {
	Kind    string    `json:"kind" enum:"team,skill,language,channel,priority"`
	Name    string    `json:"name"`
	Waiting int       `json:"waiting"`
	Late    int       `json:"late"`
	Oldest  time.Time `json:"oldest" doc:"Since when the first of them waits."`
}

// AgentNow is an agent as the live view shows them. Nothing in it says how well somebody works.
type AgentNow struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Presence  string         `json:"presence" enum:"online,away,wrap_up"`
	Since     *time.Time     `json:"since" doc:"Of the presence; null where it is not known."`
	WrapUntil *time.Time     `json:"wrap_until"`
	Load      map[string]int `json:"load" doc:"Open conversations by channel."`
	Held      []string       `json:"held" doc:"The same, by id."`
	Capacity  int            `json:"capacity"`
	Offers    []string       `json:"offers"`
	Teams     []string       `json:"teams"`
	Skills    []string       `json:"skills"`
	Languages []string       `json:"languages"`
}

// ServiceLevel is how many of those who waited for a person were taken in time, of one priority or of all.
type ServiceLevel struct {
	Priority      string   `json:"priority" enum:"urgent,high,normal,all" doc:"With which the wait began, by the trust then."`
	TargetSeconds int      `json:"target_seconds" doc:"0 for all: each has its own."`
	Came          int      `json:"came" doc:"Taken, or past the target."`
	Within        int      `json:"within" doc:"Of them, within the target."`
	Percent       *int     `json:"percent" doc:"Null where nobody came."`
	Late          []string `json:"late" doc:"The conversations that were late, the latest first; at most 200."`
}

// DayWaits are how long those waited who were taken. The clocks stand still while the desk is closed.
type DayWaits struct {
	Taken          int `json:"taken"`
	HalfSeconds    int `json:"half_seconds" doc:"Half of them waited no longer."`
	NinetySeconds  int `json:"ninety_seconds" doc:"Nine of ten waited no longer."`
	LongestSeconds int `json:"longest_seconds"`
}

type liveOutput struct {
	Body struct {
		At             time.Time      `json:"at"`
		Since          time.Time      `json:"since" doc:"From when on service and waits are counted."`
		Mode           string         `json:"mode" enum:"pull,push"`
		Online         int            `json:"online"`
		Waiting        int            `json:"waiting"`
		Late           int            `json:"late"`
		LongestSeconds int            `json:"longest_seconds" doc:"That somebody waits now."`
		Aim            int            `json:"aim" doc:"Percent that should be taken in time."`
		Service        []ServiceLevel `json:"service" doc:"All, then by priority."`
		Waits          DayWaits       `json:"waits"`
		Queue          []QueueEntry   `json:"queue" doc:"The first who wait, in the order in which they are served; at most 200."`
		Asked          []AskedFor     `json:"asked" doc:"What all who wait ask for."`
		Agents         []AgentNow     `json:"agents"`
		Teams          []desk.Team    `json:"teams"`
	}
}

func (s *Server) liveView(ctx context.Context, c *caller, in *liveInput) (*liveOutput, error) {
	now, d := s.Clock().UTC(), s.Desk.Live(c.workspace)
	agents, err := store.Agents(ctx, s.Store, c.workspace)
	if err != nil {
		return nil, err
	}
	since := s.Desk.Today(c.workspace)
	if in.Hours > 0 {
		since = now.Add(-time.Duration(in.Hours) * time.Hour)
	}
	service, err := s.Desk.Service(ctx, c.workspace, since)
	if err != nil {
		return nil, err
	}
	out := &liveOutput{}
	b := &out.Body
	b.At, b.Since, b.Mode, b.Online, b.Waiting, b.Late, b.LongestSeconds = now, since.UTC(), string(d.Setting.Mode), d.Online, d.Waiting, d.Late, whole(d.Longest)
	b.Aim, b.Teams, b.Service = d.Setting.Level, d.Setting.Teams, levels(service.Levels)
	b.Waits = DayWaits{service.Taken, whole(service.Half), whole(service.Ninety), whole(service.Longest)}
	if b.Queue, err = s.queueNow(ctx, c.workspace, d.Queue, now); err != nil {
		return nil, err
	}
	b.Asked = make([]AskedFor, 0, len(d.Asked))
	for _, a := range d.Asked {
		b.Asked = append(b.Asked, AskedFor{a.Kind, a.Name, a.Waiting, a.Late, a.Oldest.UTC()})
	}
	there := make(map[string]desk.Attendance, len(d.Agents))
	for _, a := range d.Agents {
		there[a.AgentID] = a
	}
	b.Agents = make([]AgentNow, 0, len(agents))
	for _, a := range agents {
		if a.DisabledAt.IsZero() && speaks(a.Role) {
			b.Agents = append(b.Agents, agentNow(a, there[a.ID], d.Setting.Capacity.Total))
		}
	}
	return out, nil
}

func whole(d time.Duration) int { return int(d.Seconds()) }

// levels are the service levels of all priorities, those of all of them together first.
func levels(of []desk.Level) []ServiceLevel {
	all := ServiceLevel{Priority: "all", Late: []string{}}
	out := []ServiceLevel{all}
	for _, l := range of {
		one := ServiceLevel{Priority: string(l.Priority), TargetSeconds: whole(l.Target), Came: l.Came, Within: l.Within, Late: l.Late}
		out[0].Came, out[0].Within = out[0].Came+l.Came, out[0].Within+l.Within
		for _, id := range l.Late {
			if !slices.Contains(out[0].Late, id) {
				out[0].Late = append(out[0].Late, id)
			}
		}
		out = append(out, one)
	}
	for i := range out {
		if o := &out[i]; o.Came > 0 {
			o.Percent = new(100 * o.Within / o.Came)
		}
	}
	return out
}

func (s *Server) queueNow(ctx context.Context, workspaceID string, queue []desk.Waiting, now time.Time) ([]QueueEntry, error) {
	ids := make([]string, 0, len(queue))
	for _, w := range queue {
		ids = append(ids, w.ContactID)
	}
	names, err := store.ContactNames(ctx, s.Store, workspaceID, ids)
	if err != nil {
		return nil, err
	}
	out := make([]QueueEntry, 0, len(queue))
	for _, w := range queue {
		out = append(out, QueueEntry{
			ConversationID: w.ID, ContactID: w.ContactID, Name: names[w.ContactID], Channel: w.Channel, Language: string(w.Language), Team: w.Team, Skill: w.Skill,
			Topic: w.Topic, Priority: string(w.Priority), WaitingSince: w.Since.UTC(), DueAt: w.Deadline.UTC(), Late: w.Deadline.Before(now), RingsAt: w.Rings,
		})
	}
	return out, nil
}

func agentNow(a store.Agent, is desk.Attendance, capacity int) AgentNow {
	out := AgentNow{
		ID: a.ID, Name: a.Name, Presence: desk.Away, WrapUntil: optional(is.Until), Since: optional(is.Since), Load: map[string]int{}, Held: []string{}, Capacity: capacity,
		Offers: []string{}, Teams: []string{}, Skills: []string{}, Languages: []string{},
	}
	if is.AgentID == "" {
		return out // invited since, and never there
	}
	out.Presence, out.Capacity, out.Held, out.Offers, out.Teams, out.Skills = is.Presence, is.Capacity, is.Held, is.Rings, is.Profile.Teams, is.Profile.Skills
	for channel, n := range is.Load {
		out.Load[channel] = n
	}
	for _, l := range is.Profile.Languages {
		out.Languages = append(out.Languages, string(l))
	}
	return out
}
