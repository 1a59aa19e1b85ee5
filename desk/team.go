package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// OfTeam returns the agents who work for a team and the conversations that wait for it. Who works for every team, because
// none was named for them, is not of this one.
func (k *Desk) OfTeam(workspaceID, teamID string) (agents, waiting []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, p := range k.profiles {
		if slices.Contains(p.Teams, teamID) {
			agents = append(agents, id)
		}
	}
	f := k.floorOf(workspaceID)
	for _, some := range []map[string]terang.Conversation{f.waiting, f.fresh} {
		for id, c := range some {
			if f.teamOf(&c) == teamID {
				waiting = append(waiting, id)
			}
		}
	}
	slices.Sort(agents)
	slices.Sort(waiting)
	return agents, waiting
}

// Team is the team that people see on a conversation that waits, or that an agent has: the one that it was given to, or whose matter
// it is.
func (k *Desk) Team(c *terang.Conversation) (Team, bool) {
	if c.Status != terang.Open || c.Holder == terang.HolderAssistant {
		return Team{}, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	f := k.floorOf(c.WorkspaceID)
	id := f.teamOf(c)
	i := slices.IndexFunc(f.setting.Teams, func(t Team) bool { return t.ID == id })
	if i < 0 {
		return Team{}, false
	}
	return f.setting.Teams[i], true
}

// AssignTeam gives a conversation to a team: it waits in the queue, from now on for one of its people, who are asked first as with
// every matter of a team. It may come from the assistant, or from the hands of who assigns it; out of another's hands nobody may
// take it. What waits keeps its place. The team holds until the matter ends, or goes back to the assistant.
func (k *Desk) AssignTeam(ctx context.Context, by store.Agent, conversationID, teamID string) (terang.Conversation, error) {
	if err := k.staffed(by.WorkspaceID, teamID); err != nil {
		return terang.Conversation{}, err
	}
	return k.part(ctx, by, conversationID, func(tx *store.Tx, t *delivery.Thread, flush func() error) error {
		c := &t.Conversation
		was := c.Team
		var err error
		switch c.Holder {
		case terang.HolderQueue:
			if was == teamID {
				return nil
			}
			c.Team = teamID
			t.Emit(terang.EventChanged)
		case terang.HolderAgent:
			if c.AgentID != by.ID {
				return terang.Fail(terang.Conflict, "already_claimed", "agent", c.AgentName)
			}
			if err = flush(); err == nil {
				c.Team, c.SnoozedUntil = teamID, time.Time{}
				err = release(tx, t)
			}
		case terang.HolderAssistant:
			err = k.call(tx, t, teamID)
		}
		if err != nil {
			return err
		}
		return k.keep(tx, t, store.ConversationChange{What: store.ChangedTeam, Was: was, Now: teamID, By: by.ID})
	})
}

// staffed fails unless there is such a team and somebody works for it: nobody would ever come.
func (k *Desk) staffed(workspaceID, teamID string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.floorOf(workspaceID).setting.Teams, func(t Team) bool { return t.ID == teamID })
	if i < 0 {
		return terang.Fail(terang.NotFound, "team_not_found")
	}
	if !k.someone(workspaceID, func(p *Profile) bool { return slices.Contains(p.Teams, teamID) }) {
		return terang.Fail(terang.Conflict, "team_empty", "team", k.floorOf(workspaceID).setting.Teams[i].Name)
	}
	return nil
}

// call takes a conversation from the assistant and lets it wait for a team. The contact is told that a person will come.
func (k *Desk) call(tx *store.Tx, t *delivery.Thread, teamID string) error {
	if err := k.claimed(tx, t, store.Agent{}); err != nil {
		return err
	}
	c := &t.Conversation
	c.Holder, c.Status, c.Team, c.WaitingSince, c.SnoozedUntil = terang.HolderQueue, terang.Open, teamID, t.Now, time.Time{}
	t.Emit(terang.EventHandedOver)
	if err := entrust(tx, t, ""); err != nil {
		return err
	}
	_, err := t.Say(terang.Draft{
		Author: terang.ByAutomation("desk"), Purpose: terang.ForNotice, Kind: terang.KindNotice, Language: c.Language,
		Content: terang.Content{Text: called.In(c.Language) + k.nobody(c, noneHere)},
	})
	return err
}

// nobody is what a contact who waits is told where no agent is there, with the space before it; "" where one is.
func (k *Desk) nobody(c *terang.Conversation, words terang.Text) string {
	d := k.Availability(c.WorkspaceID)
	if d.Online > 0 {
		return ""
	}
	text := " " + words.In(c.Language)
	if hours := d.Hours.In(c.Language); hours != "" {
		text += " " + strings.ReplaceAll(openHours.In(c.Language), "{hours}", hours)
	}
	return text
}
