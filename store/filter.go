package store

import (
	"fmt"
	"strings"
	"time"

	"terang"
)

// Filter narrows a list or a search. Every part that is set must hold; the zero value lets everything through.
type Filter struct {
	View        View                      `json:"view,omitempty"`
	Status      terang.ConversationStatus `json:"status,omitempty"`
	Holder      terang.Holder             `json:"holder,omitempty"`
	AgentID     string                    `json:"agent_id,omitempty"` // who has it
	Among       *Among                    `json:"-"`                  // whose it is, where that is no single agent; nil for any
	Unread      bool                      `json:"unread,omitempty"`   // agents have not seen all of it
	Tags        []string                  `json:"tags,omitempty"`     // all of them
	Channel     string                    `json:"channel,omitempty"`
	Language    terang.Language           `json:"language,omitempty"`
	Priority    *terang.Priority          `json:"priority,omitempty"`    // this, or more urgent
	TrustUnder  int                       `json:"trust_under,omitempty"` // 0 for any
	WaitingFrom time.Time                 `json:"-"`                     // waits since then, or longer
	From        time.Time                 `json:"from,omitzero"`         // for lists: last spoken since; for a search: said since
	To          time.Time                 `json:"to,omitzero"`           // and before
}

// Among is a set of conversations: those that one of the agents has, those that are named, and those that an agent has and that were
// given to a team. An empty one holds none.
type Among struct {
	Agents, Conversations []string
	Team                  string
}

func (a *Among) where(l *list) {
	either := []string{`1 = 0`}
	for _, in := range []struct {
		column string
		ids    []string
	}{{`c.agent_id`, a.Agents}, {`c.id`, a.Conversations}} {
		if len(in.ids) == 0 {
			continue
		}
		marks := make([]string, len(in.ids))
		for i, id := range in.ids {
			marks[i] = l.add(id)
		}
		either = append(either, fmt.Sprintf(`%s in (%s)`, in.column, strings.Join(marks, `, `)))
	}
	if a.Team != "" {
		either = append(either, fmt.Sprintf(`c.team = %s and c.holder = 'agent'`, l.add(a.Team)))
	}
	fmt.Fprintf(&l.sql, ` and (%s)`, strings.Join(either, ` or `))
}

// narrow reports whether anything but the time is asked for.
func (f *Filter) narrow() bool {
	return f.View != "" || f.Status != "" || f.Holder != "" || f.AgentID != "" || f.Among != nil || f.Unread || len(f.Tags) > 0 || f.Channel != "" || f.Language != "" ||
		f.Priority != nil || f.TrustUnder > 0 || !f.WaitingFrom.IsZero()
}

// where adds the conditions on the conversation c.
func (f *Filter) where(l *list, agentID string) {
	eq := func(column, value string) {
		if value != "" {
			fmt.Fprintf(&l.sql, ` and %s = %s`, column, l.add(value))
		}
	}
	if f.View != "" {
		l.sql.WriteString(` and ` + f.View.condition(l, agentID))
	}
	eq(`c.status`, string(f.Status))
	eq(`c.holder`, string(f.Holder))
	eq(`c.agent_id`, f.AgentID)
	if f.Among != nil {
		f.Among.where(l)
	}
	if f.Unread {
		l.sql.WriteString(` and c.seq > c.agent_seen`)
	}
	eq(`c.channel`, f.Channel)
	eq(`c.language`, string(f.Language))
	for _, t := range f.Tags {
		fmt.Fprintf(&l.sql, ` and c.id in (select t.conversation_id from conversation_tag t where t.workspace_id = c.workspace_id and t.tag = %s)`, l.add(t))
	}
	if f.Priority != nil {
		fmt.Fprintf(&l.sql, ` and c.priority >= %s`, l.add(int(*f.Priority)))
	}
	if f.TrustUnder > 0 {
		fmt.Fprintf(&l.sql, ` and c.trust < %s`, l.add(f.TrustUnder))
	}
	if !f.WaitingFrom.IsZero() {
		fmt.Fprintf(&l.sql, ` and c.waiting_since > 0 and c.waiting_since <= %s`, l.add(Millis(f.WaitingFrom)))
	}
}

// spoken adds the condition on when a conversation last was spoken in.
func (f *Filter) spoken(l *list) {
	if !f.From.IsZero() {
		fmt.Fprintf(&l.sql, ` and c.last_at >= %s`, l.add(Millis(f.From)))
	}
	if !f.To.IsZero() {
		fmt.Fprintf(&l.sql, ` and c.last_at < %s`, l.add(Millis(f.To)))
	}
}

// between are the ids of documents from the filter's time, before one of them; 0 is no bound.
func (f *Filter) between(before int64) (from, to int64) {
	if !f.From.IsZero() {
		from = Millis(f.From) << serialBits
	}
	if !f.To.IsZero() {
		to = Millis(f.To) << serialBits
	}
	if before > 0 && (to == 0 || before < to) {
		to = before
	}
	return from, to
}
