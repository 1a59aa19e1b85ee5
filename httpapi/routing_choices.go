package httpapi

import (
	"cmp"
	"context"
	"slices"
	"time"

	"terang"
	"terang/calendar"
	"terang/desk"
	"terang/engine"
	"terang/store"
)

// How many of the coming days off, and of a calendar's, are told.
const (
	maxDaysOff  = 12
	maxHolidays = 30
)

// Routable is what a workspace's routing may name, from its pack.
type Routable struct {
	Hours     engine.Hours
	Languages []terang.Language
	Channels  []string
	Topics    map[string]terang.Text // intents and their titles
	Skills    []string               // that its playbooks ask for
}

// DeskHours are when the desk is open: as the routing has it, or else the pack's brand.yaml.
type DeskHours struct {
	Stated      bool             `json:"stated" doc:"False where the brand states no hours: then the clocks always run."`
	Zone        string           `json:"zone"`
	Text        string           `json:"text" doc:"As contacts are told."`
	Open        []engine.Opening `json:"open"`
	OpenNow     bool             `json:"open_now"`
	OpensAt     *time.Time       `json:"opens_at" doc:"When it opens next; null while it is open, and where nobody can tell."`
	AnswerMins  int              `json:"answer_within_minutes" doc:"How soon somebody answers who wrote while nobody could come; 0 for not stated."`
	DaysOff     []OffDay         `json:"days_off" doc:"The coming ones."`
	Holidays    []OffDay         `json:"holidays" doc:"The coming days of the calendar of Indonesia, followed or not."`
	Set         engine.SetHours  `json:"set" doc:"The same as a routing takes them."`
	Calendar    string           `json:"calendar" doc:"The calendar that it follows, as id; empty for none."`
	JointLeave  bool             `json:"joint_leave" doc:"Whether days of joint leave are off."`
	Source      string           `json:"source" doc:"Of the calendar that it follows, else of Indonesia's."`
	KnownUntil  int              `json:"known_until" doc:"The last year that the calendar knows, 0 for none."`
	YearUnknown bool             `json:"year_unknown" doc:"Whether it knows nothing of this year, so that holidays pass unseen."`
}

// OffDay is a coming day without service.
type OffDay struct {
	Date  string `json:"date" doc:"2026-12-25"`
	Name  string `json:"name" doc:"Empty where the brand names only the day."`
	Leave bool   `json:"leave" doc:"A day of joint leave."`
	Own   bool   `json:"own" doc:"The brand's own, of no calendar."`
}

// Choice is something that can be chosen.
type Choice struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type choicesOutput struct {
	Body struct {
		Opening   DeskHours         `json:"opening"`
		Languages []terang.Language `json:"languages"`
		Channels  []string          `json:"channels"`
		Topics    []Choice          `json:"topics"`
		Skills    []string          `json:"skills" doc:"That playbooks ask for, and that agents have."`
	}
}

// AgentProfile is what an agent can do, with who it is.
type AgentProfile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role"`
	AgentRouting
}

type profilesOutput struct {
	Body struct {
		Items []AgentProfile `json:"items"`
	}
}

func (s *Server) profiles(ctx context.Context, c *caller, _ *struct{}) (*profilesOutput, error) {
	agents, err := store.Agents(ctx, s.Store, c.workspace)
	if err != nil {
		return nil, err
	}
	out := &profilesOutput{}
	out.Body.Items = []AgentProfile{}
	for _, a := range agents {
		if a.DisabledAt.IsZero() && speaks(a.Role) {
			out.Body.Items = append(out.Body.Items, AgentProfile{a.ID, a.Name, string(a.Role), AgentRouting(s.Desk.Profile(a.ID))})
		}
	}
	return out, nil
}

func (s *Server) choices(ctx context.Context, c *caller, _ *struct{}) (*choicesOutput, error) {
	agents, err := store.Agents(ctx, s.Store, c.workspace)
	if err != nil {
		return nil, err
	}
	out, lang := &choicesOutput{}, languageOf(ctx)
	b := &out.Body
	known, _ := s.Routable(c.workspace)
	b.Opening = opening(known.Hours, s.Clock(), lang)
	b.Languages, b.Channels = append([]terang.Language{}, known.Languages...), append([]string{}, known.Channels...)
	b.Topics, b.Skills = []Choice{}, append([]string{}, known.Skills...)
	for id, title := range known.Topics {
		b.Topics = append(b.Topics, Choice{id, cmp.Or(title.In(lang), id)})
	}
	slices.SortFunc(b.Topics, func(x, y Choice) int { return cmp.Or(cmp.Compare(x.Title, y.Title), cmp.Compare(x.ID, y.ID)) })
	for _, a := range agents {
		b.Skills = append(b.Skills, desk.Profile(s.Desk.Profile(a.ID)).Skills...)
	}
	slices.Sort(b.Skills)
	b.Skills = slices.Compact(b.Skills)
	return out, nil
}

func opening(h engine.Hours, now time.Time, lang terang.Language) DeskHours {
	o := DeskHours{
		Stated: len(h.Open) > 0, Zone: h.Zone, Text: h.Text.In(lang), Open: append([]engine.Opening{}, h.Open...), AnswerMins: int(h.AnswerWithin.Minutes()), DaysOff: []OffDay{},
	}
	at, open := h.NextOpen(now)
	if o.OpenNow = open; !open {
		o.OpensAt = optional(at)
	}
	for _, d := range h.Coming(now, maxDaysOff) {
		o.DaysOff = append(o.DaysOff, OffDay{d.Date, d.Name.In(lang), d.Leave, d.Own})
	}
	o.Set, o.Holidays = h.AsSet(), []OffDay{}
	id, cal, leave := h.Follows()
	if id != "" {
		o.Calendar, o.JointLeave, o.YearUnknown = id, leave, h.Unknown(now)
	} else if known, err := calendar.Find(calendar.Indonesia); err == nil {
		cal = known
	}
	if years := cal.Years(); len(years) > 0 {
		o.KnownUntil = years[len(years)-1]
		o.Source = cal.Source(o.KnownUntil)
	}
	all := engine.Hours{Zone: h.Zone, Off: []engine.DayOff{{Calendar: calendar.Indonesia}}}
	if all, err := all.Set(all.AsSet()); err == nil {
		for _, d := range all.Coming(now, maxHolidays) {
			o.Holidays = append(o.Holidays, OffDay{d.Date, d.Name.In(lang), d.Leave, false})
		}
	}
	return o
}
