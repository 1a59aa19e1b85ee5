package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/engine"
	"terang/routing"
	"terang/store"
)

// Mode is how conversations come to agents.
type Mode string

// The modes.
const (
	Pull Mode = "pull" // agents take what waits
	Push Mode = "push" // each is offered to one agent, then to the next
)

// Limits of the settings.
const (
	maxTeams    = 50
	maxListed   = 50 // topics of a team, skills of an agent
	maxCapacity = 50
	minRing     = 5
	maxRing     = 120
	maxWrapUp   = 30 * 60
	maxSeconds  = 24 * 60 * 60
)

// Setting is what a workspace decides of its routing. Times are seconds.
type Setting struct {
	Mode             Mode                     `json:"mode" enum:"pull,push"`
	RingSeconds      int                      `json:"ring_seconds" doc:"How long an agent is offered a conversation before the next is."`
	WrapUpSeconds    int                      `json:"wrap_up_seconds" doc:"After a conversation ends, the agent is offered nothing for so long; 0 for no wrap-up."`
	Teams            []Team                   `json:"teams"`
	Targets          map[routing.Priority]int `json:"targets" doc:"Seconds within which a person should answer, for urgent, high and normal."`
	Level            int                      `json:"level" doc:"Percent of hand-overs that should be taken within the normal target."`
	TeamOverflow     int                      `json:"team_overflow" doc:"Seconds after which another team may answer; 0 for never."`
	SkillOverflow    int                      `json:"skill_overflow" doc:"Seconds after which somebody without the skill may answer; 0 for never."`
	LanguageOverflow int                      `json:"language_overflow" doc:"Seconds after which somebody without the language may answer; 0 for never."`
	HoldSeconds      int                      `json:"hold_seconds" doc:"How long a contact is kept for the agent who helped before, while that one is there but busy."`
	Capacity         Capacity                 `json:"capacity" doc:"Of agents for whom nothing else is set."`
	Hours            *engine.SetHours         `json:"hours,omitempty" doc:"When the desk is open; left out: as the brand's file has it."`
	Version          int                      `json:"version" required:"false" doc:"Of which a change was made: another in force meanwhile refuses it."`
}

// Capacity is how many conversations an agent can hold at once: in all, and on some channels.
type Capacity struct {
	Total    int            `json:"total"`
	Channels map[string]int `json:"channels,omitempty"`
}

// Team is some of the agents, and the matters that are theirs.
type Team struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Topics []string `json:"topics" doc:"Intents whose hand-overs go to this team."`
}

// Profile is what an agent can do.
type Profile struct {
	Teams     []string          `json:"teams" doc:"None: works for every team."`
	Skills    []string          `json:"skills"`
	Languages []terang.Language `json:"languages" doc:"None: all languages of the house."`
	Capacity  *Capacity         `json:"capacity,omitempty" doc:"Left out: the workspace's."`
	Version   int               `json:"version" required:"false" doc:"Of which a change was made: another in force meanwhile refuses it."`
}

// DefaultSetting is what holds where a workspace decided nothing: agents take what waits, as they see fit.
func DefaultSetting() Setting {
	p := routing.DefaultPolicy()
	targets := make(map[routing.Priority]int)
	for priority, d := range p.Targets {
		targets[priority] = int(d.Seconds())
	}
	return Setting{
		Mode: Pull, RingSeconds: 20, Teams: []Team{}, Targets: targets, Level: 80,
		TeamOverflow: int(p.Overflow.Team.Seconds()), SkillOverflow: int(p.Overflow.Skill.Seconds()), LanguageOverflow: int(p.Overflow.Language.Seconds()),
		HoldSeconds: int(p.Hold.Seconds()), Capacity: Capacity{Total: 4},
	}
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

func (s Setting) policy() routing.Policy {
	p := routing.DefaultPolicy()
	for priority, n := range s.Targets {
		p.Targets[priority] = seconds(n)
	}
	p.Overflow = routing.Overflow{Team: seconds(s.TeamOverflow), Skill: seconds(s.SkillOverflow), Language: seconds(s.LanguageOverflow)}
	p.Hold = seconds(s.HoldSeconds)
	return p
}

// wrong names the part of a setting that cannot be, or nothing.
func wrong(part string) error { return terang.Fail(terang.Invalid, "routing_invalid", "field", part) }

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

func (s *Setting) check() error {
	for _, b := range []struct {
		field            string
		value, low, high int
	}{
		{"ring_seconds", s.RingSeconds, minRing, maxRing},
		{"wrap_up_seconds", s.WrapUpSeconds, 0, maxWrapUp},
		{"level", s.Level, 1, 100},
		{"team_overflow", s.TeamOverflow, 0, maxSeconds},
		{"skill_overflow", s.SkillOverflow, 0, maxSeconds},
		{"language_overflow", s.LanguageOverflow, 0, maxSeconds},
		{"hold_seconds", s.HoldSeconds, 0, maxSeconds},
		{"teams", len(s.Teams), 0, maxTeams},
	} {
		if b.value < b.low || b.value > b.high {
			return wrong(b.field)
		}
	}
	if s.Mode != Pull && s.Mode != Push {
		return wrong("mode")
	}
	if s.Hours != nil {
		if _, err := (engine.Hours{}).Set(*s.Hours); err != nil {
			return wrong("hours")
		}
		tidy := *s.Hours
		tidy.Tidy()
		s.Hours = &tidy
	}
	defaults := DefaultSetting().Targets
	for p, n := range s.Targets {
		if defaults[p] == 0 || n < 1 || n > maxSeconds {
			return wrong("targets")
		}
	}
	if s.Targets == nil {
		s.Targets = defaults
	}
	for p, n := range defaults {
		if s.Targets[p] == 0 {
			s.Targets[p] = n
		}
	}
	seen := map[string]bool{}
	for i, t := range s.Teams {
		name := strings.TrimSpace(t.Name)
		if !idForm.MatchString(t.ID) || seen[t.ID] || name == "" || utf8.RuneCountInString(name) > maxName || len(t.Topics) > maxListed || slices.Contains(t.Topics, "") {
			return wrong("teams")
		}
		seen[t.ID], s.Teams[i].Name = true, name
		if t.Topics == nil {
			s.Teams[i].Topics = []string{}
		}
	}
	if s.Teams == nil {
		s.Teams = []Team{}
	}
	return s.Capacity.check()
}

func (c Capacity) check() error {
	if c.Total < 1 || c.Total > maxCapacity || len(c.Channels) > maxListed {
		return wrong("capacity")
	}
	for _, n := range c.Channels {
		if n < 0 || n > maxCapacity {
			return wrong("capacity")
		}
	}
	return nil
}

func (p *Profile) check(s Setting) error {
	if len(p.Skills) > maxListed {
		return wrong("skills")
	}
	for _, skill := range p.Skills {
		if !idForm.MatchString(skill) {
			return wrong("skills")
		}
	}
	for _, id := range p.Teams {
		if !slices.ContainsFunc(s.Teams, func(t Team) bool { return t.ID == id }) {
			return wrong("teams")
		}
	}
	for _, l := range p.Languages {
		if !l.Valid() {
			return wrong("languages")
		}
	}
	p.tidy()
	if p.Capacity != nil {
		return p.Capacity.check()
	}
	return nil
}

// tidy makes lists of what is not there, for the wire.
func (p *Profile) tidy() {
	if p.Teams == nil {
		p.Teams = []string{}
	}
	if p.Skills == nil {
		p.Skills = []string{}
	}
	if p.Languages == nil {
		p.Languages = []terang.Language{}
	}
}

// loadSettings reads what workspaces and agents have set.
func (k *Desk) loadSettings(ctx context.Context) error {
	all, err := store.RoutingSettings(ctx, k.store)
	if err != nil {
		return fmt.Errorf("desk: settings: %w", err)
	}
	for ws, text := range all {
		s := DefaultSetting()
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			return fmt.Errorf("desk: settings of %s: %w", ws, err)
		}
		k.floorOf(ws).govern(s, k.clock())
		k.opened(ws, s)
	}
	profiles, err := store.AgentRoutings(ctx, k.store)
	if err != nil {
		return fmt.Errorf("desk: settings: %w", err)
	}
	for id, text := range profiles {
		if err := json.Unmarshal([]byte(text), k.profileOf(id)); err != nil {
			return fmt.Errorf("desk: settings of %s: %w", id, err)
		}
	}
	for id, p := range k.presence {
		k.profileOf(id).leave(k.floorOf(p.workspaceID).setting)
	}
	return nil
}

// opened tells when a workspace's desk is open, as its people set it.
func (k *Desk) opened(workspaceID string, s Setting) {
	if k.parts.Opened != nil {
		k.parts.Opened(workspaceID, s.Hours)
	}
}

// leave takes the agent out of teams that are no more.
func (p *Profile) leave(s Setting) {
	p.Teams = slices.DeleteFunc(slices.Clone(p.Teams), func(id string) bool {
		return !slices.ContainsFunc(s.Teams, func(t Team) bool { return t.ID == id })
	})
}

// changed refuses a change of what somebody else changed meanwhile.
func changed() error { return terang.Fail(terang.Conflict, "routing_changed") }

// Setting returns what a workspace decided of its routing.
func (k *Desk) Setting(workspaceID string) Setting {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.floorOf(workspaceID).setting
}

// SetSetting puts another routing in force, at once, unless it changes another version than the one in force. by names who
// decided it.
func (k *Desk) SetSetting(ctx context.Context, workspaceID, by string, s Setting) (Setting, error) {
	if err := s.check(); err != nil {
		return s, err
	}
	was := s.Version
	s.Version++
	text, err := json.Marshal(s)
	if err != nil {
		return s, fmt.Errorf("desk: setting: %w", err)
	}
	now := k.clock()
	if err := k.store.Write(ctx, func(tx *store.Tx) error {
		before, err := store.RoutingSetting(ctx, tx, workspaceID)
		if err != nil {
			return err
		}
		if versionOf(before) != was {
			return changed()
		}
		return store.SaveRoutingSetting(tx, workspaceID, string(text), by, now)
	}); err != nil {
		return s, err
	}
	k.shelf.setting(workspaceID, s)
	k.opened(workspaceID, s)
	k.mu.Lock()
	k.floorOf(workspaceID).govern(s, now)
	for id, p := range k.presence {
		if p.workspaceID == workspaceID {
			k.profileOf(id).leave(s)
		}
	}
	k.refresh(workspaceID)
	k.mu.Unlock()
	k.nudge()
	return s, nil
}

// Profile returns what an agent can do.
func (k *Desk) Profile(agentID string) Profile {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := *k.profileOf(agentID)
	p.tidy()
	return p
}

// SetProfile says what an agent can do. by names who says so.
func (k *Desk) SetProfile(ctx context.Context, a store.Agent, by string, p Profile) (Profile, error) {
	if err := p.check(k.Setting(a.WorkspaceID)); err != nil {
		return p, err
	}
	was := p.Version
	p.Version++
	text, err := json.Marshal(p)
	if err != nil {
		return p, fmt.Errorf("desk: profile: %w", err)
	}
	now := k.clock()
	if err := k.store.Write(ctx, func(tx *store.Tx) error {
		before, err := store.AgentRouting(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if versionOf(before) != was {
			return changed()
		}
		return store.SaveAgentRouting(tx, a.WorkspaceID, a.ID, string(text), by, now)
	}); err != nil {
		return p, err
	}
	k.shelf.profile(a.ID, p.Teams)
	k.mu.Lock()
	*k.profileOf(a.ID) = p
	k.of(a.WorkspaceID, a.ID)
	k.refresh(a.WorkspaceID)
	k.mu.Unlock()
	k.nudge()
	return p, nil
}

// versionOf is the version of a setting as it is stored, 0 where nothing is.
func versionOf(text string) int {
	var v struct{ Version int }
	if text == "" || json.Unmarshal([]byte(text), &v) != nil {
		return 0
	}
	return v.Version
}

func (k *Desk) profileOf(agentID string) *Profile {
	p := k.profiles[agentID]
	if p == nil {
		p = &Profile{}
		k.profiles[agentID] = p
	}
	return p
}
