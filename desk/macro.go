package desk

import (
	"context"
	"slices"
	"time"

	"terang"
	"terang/delivery"
	"terang/playbook"
	"terang/store"
)

// maxUsed is how many macros one reply may be made of.
const maxUsed = 10

// HasMacro reports whether an agent has a macro: the own ones, those of the agent's teams (an agent of no team works for all of
// them), and those of everybody.
func (k *Desk) HasMacro(a store.Agent, m store.Macro) bool {
	switch m.Scope {
	case store.MacroAll:
		return true
	case store.MacroMine:
		return m.Owner == a.ID
	case store.MacroTeam:
		teams := k.Profile(a.ID).Teams
		return len(teams) == 0 || slices.Contains(teams, m.Team)
	}
	return false
}

// useMacros counts the macros that a reply was made of, and puts the conversation in the order that they ask for. What is gone
// meanwhile, or is not the agent's, does nothing: the words are the agent's own. It reports whether one asks to close the matter.
func (k *Desk) useMacros(ctx context.Context, tx *store.Tx, t *delivery.Thread, a store.Agent, ids []string) (closes bool, err error) {
	c, was := &t.Conversation, t.Conversation.Tags
	tags, priority := slices.Clone(was), c.Priority
	for i, id := range ids[:min(len(ids), maxUsed)] {
		if slices.Contains(ids[:i], id) {
			continue
		}
		m, err := store.MacroByID(ctx, tx.Reader(), a.WorkspaceID, id)
		if terang.KindOf(err) == terang.NotFound || err == nil && !k.HasMacro(a, m) {
			continue
		}
		if err != nil {
			return false, err
		}
		closes = closes || m.Resolves
		for _, tag := range m.Tags {
			if !slices.Contains(tags, tag) && len(tags) < terang.MaxTags {
				tags = append(tags, tag)
			}
		}
		if m.Priority != nil {
			priority = *m.Priority
		}
		if err := store.UseMacro(tx, a.WorkspaceID, id, t.Now); err != nil {
			return false, err
		}
	}
	slices.Sort(tags)
	if !slices.Equal(tags, was) {
		c.Tags = tags
		t.Emit(terang.EventChanged)
		if err := k.retag(tx, t, was, a.ID); err != nil {
			return false, err
		}
	}
	return closes, k.prioritize(tx, t, priority, a.ID)
}

// closeAfter closes the matter behind a reply whose macro asks for it: what its agent has waiting was sent before, and is said before.
// The matter stays open where something is owed, and where the contact wrote after the reply was sent: nobody has answered that.
func (k *Desk) closeAfter(ctx context.Context, tx *store.Tx, t *delivery.Thread, a store.Agent, sentAt time.Time) (leaving, error) {
	c := &t.Conversation
	if _, owed := binding(c); owed {
		return leaving{}, nil
	}
	since, err := store.Messages(ctx, tx.Reader(), store.MessageQuery{WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Since: c.LastInbound - 1, Limit: 1})
	if err != nil || len(since) > 0 && since[0].Seq == c.LastInbound && since[0].At.After(sentAt) {
		return leaving{}, err
	}
	all, err := store.OutgoingIn(tx, c.WorkspaceID, c.ID)
	if err != nil {
		return leaving{}, err
	}
	done, err := k.leave(ctx, tx, t, all, of(a))
	if err != nil {
		return done, err
	}
	return done, resolve(tx, t)
}

// whole refuses words that still have a gap of a macro: nobody is sent a hole.
func whole(text string) error {
	if gaps := playbook.Gaps(text); len(gaps) > 0 {
		return terang.Fail(terang.Invalid, "text_gap", "gap", gaps[0])
	}
	return nil
}
