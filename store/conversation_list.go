package store

import (
	"context"
	"fmt"
	"strings"

	"terang"
)

// View is one list of conversations that the console shows.
type View string

// The views.
const (
	ViewQueue     View = "queue"     // wait for a person, longest first
	ViewMine      View = "mine"      // held by the asking agent
	ViewAssistant View = "assistant" // held by the assistant
	ViewAll       View = "all"       // everything that is open
	ViewResolved  View = "resolved"
	ViewSnoozed   View = "snoozed" // held by the asking agent, put off until a time
	ViewEvery     View = "every"   // everything, open or not
)

// Order is how the conversations of a list follow each other.
type Order string

// The orders. Of two of the same moment the id decides.
const (
	OrderUsual    Order = ""         // what moved last comes first; in the queue, who waits longest
	OrderOldest   Order = "oldest"   // what moved last comes last
	OrderPriority Order = "priority" // the most urgent come first, and of those what moved last
	OrderWaiting  Order = "waiting"  // who waits longest comes first
)

// Offers reports whether the view can be read in an order without looking at more than is shown.
func (v View) Offers(o Order) bool {
	switch o {
	case OrderUsual:
		return true
	case OrderOldest:
		return v != ViewQueue
	case OrderPriority:
		return v == ViewAll || v == ViewMine || v == ViewAssistant || v == ViewSnoozed
	case OrderWaiting:
		return v == ViewQueue
	}
	return false
}

// Listed is a conversation as a list shows it.
type Listed struct {
	Conversation terang.Conversation
	ContactName  string
	Verified     bool
}

// Cursor is the place in a list after which the next page begins: the sort key and the id.
type Cursor struct {
	Priority terang.Priority `json:"priority,omitzero"` // for OrderPriority
	At       int64           `json:"at"`
	ID       string          `json:"id"`
}

// ListQuery selects a page.
type ListQuery struct {
	WorkspaceID string
	AgentID     string // for ViewMine
	View        View
	Order       Order  // one that the view offers
	Search      string // part of a contact's name, or a conversation id; "" for all
	Filter      Filter // beside the view
	After       *Cursor
	Limit       int
}

// condition is what a conversation of the view is like. Each is found by an index that holds little else.
func (v View) condition(l *list, agentID string) string {
	switch v {
	case ViewQueue:
		return `c.holder = 'queue' and c.status = 'open'`
	case ViewMine:
		return `c.holder = 'agent' and c.status = 'open' and c.snoozed_until = 0 and c.agent_id = ` + l.add(agentID)
	case ViewSnoozed:
		return `c.holder = 'agent' and c.status = 'open' and c.snoozed_until > 0 and c.agent_id = ` + l.add(agentID)
	case ViewAssistant:
		return `c.holder = 'assistant' and c.status = 'open' and c.last_inbound > 0`
	case ViewResolved:
		return `c.status = 'resolved' and c.last_inbound > 0`
	case ViewAll:
		return `c.status = 'open' and c.last_inbound > 0`
	case ViewEvery:
		return `c.last_inbound > 0`
	}
	return `1 = 0`
}

// CursorAt is the place of a conversation in the list.
func (l *ListQuery) CursorAt(c *terang.Conversation) Cursor {
	at := Cursor{At: Millis(c.LastAt), ID: c.ID}
	if l.View == ViewQueue {
		at.At = Millis(c.WaitingSince)
	}
	if l.Order == OrderPriority {
		at.Priority = c.Priority
	}
	return at
}

// ListConversations returns a page of a view, with one row more than Limit where there is a next page.
func ListConversations(ctx context.Context, q Querier, l ListQuery) ([]Listed, error) {
	if l.Order == OrderPriority {
		return byPriority(ctx, q, l)
	}
	return listConversations(ctx, q, l, ``)
}

// byPriority reads one priority after the other: those that are not normal are few and have an index of their own.
func byPriority(ctx context.Context, q Querier, l ListQuery) ([]Listed, error) {
	var out []Listed
	for _, p := range []terang.Priority{terang.Urgent, terang.High, terang.Normal, terang.Low} {
		if l.After != nil && p > l.After.Priority {
			continue
		}
		if len(out) > l.Limit || l.Filter.Priority != nil && p < *l.Filter.Priority {
			break
		}
		one := l
		one.Limit -= len(out)
		if l.After != nil && p < l.After.Priority {
			one.After = nil
		}
		only := ` and c.priority = 0`
		if p != terang.Normal {
			only = fmt.Sprintf(` and c.priority <> 0 and c.priority = %d`, p)
		}
		found, err := listConversations(ctx, q, one, only)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func listConversations(ctx context.Context, q Querier, l ListQuery, only string) ([]Listed, error) {
	key, order, cmp := `c.last_at`, `desc`, `<`
	if l.View == ViewQueue {
		key, order, cmp = `c.waiting_since`, ``, `>`
	}
	if l.Order == OrderOldest {
		order, cmp = ``, `>`
	}
	var args list
	fmt.Fprintf(&args.sql, `select %s, k.name, k.external_id from conversation c join contact k on k.id = c.contact_id where c.workspace_id = %s`,
		conversationColumns, args.add(l.WorkspaceID))
	args.sql.WriteString(` and ` + l.View.condition(&args, l.AgentID) + only)
	l.Filter.where(&args, l.AgentID)
	l.Filter.spoken(&args)
	if l.After != nil {
		fmt.Fprintf(&args.sql, ` and (%s, c.id) %s (%s, %s)`, key, cmp, args.add(l.After.At), args.add(l.After.ID))
	}
	if l.Search != "" {
		fmt.Fprintf(&args.sql, ` and (lower(k.name) like %s or c.id = %s)`, args.add("%"+strings.ToLower(l.Search)+"%"), args.add(l.Search))
	}
	fmt.Fprintf(&args.sql, ` order by %s %s, c.id %s limit %s`, key, order, order, args.add(l.Limit+1))
	return listed(ctx, q, &args)
}

// listed reads conversations with their contacts' names.
func listed(ctx context.Context, q Querier, args *list) ([]Listed, error) {
	rows, err := args.query(ctx, q)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Listed
	for rows.Next() {
		var it Listed
		var external string
		if it.Conversation, err = scanConversation(rows, &it.ContactName, &external); err != nil {
			return nil, fmt.Errorf("store: list: %w", err)
		}
		it.Verified = external != ""
		out = append(out, it)
	}
	return out, rows.Err()
}

// Counts are the sizes of the views, each counted to a limit.
type Counts struct {
	Queue     int `json:"queue"`
	Mine      int `json:"mine"`
	Assistant int `json:"assistant"`
	All       int `json:"all"`
	Snoozed   int `json:"snoozed"`
}

// maxCount bounds what a count looks at, so that it does not grow with the store.
const maxCount = 1000

// CountViews counts the open views of a workspace, each up to 1,000.
func CountViews(ctx context.Context, q Querier, workspaceID, agentID string) (Counts, error) {
	var c Counts
	for _, v := range []struct {
		view View
		to   *int
	}{{ViewQueue, &c.Queue}, {ViewMine, &c.Mine}, {ViewAssistant, &c.Assistant}, {ViewAll, &c.All}, {ViewSnoozed, &c.Snoozed}} {
		n, err := CountConversations(ctx, q, ListQuery{WorkspaceID: workspaceID, AgentID: agentID, View: v.view})
		if err != nil {
			return c, err
		}
		*v.to = n
	}
	return c, nil
}

// CountConversations counts what a list holds, up to 1,000.
func CountConversations(ctx context.Context, q Querier, l ListQuery) (n int, err error) {
	var args list
	fmt.Fprintf(&args.sql, `select count(*) from (select 1 from conversation c where c.workspace_id = %s and `, args.add(l.WorkspaceID))
	args.sql.WriteString(l.View.condition(&args, l.AgentID))
	l.Filter.where(&args, l.AgentID)
	l.Filter.spoken(&args)
	fmt.Fprintf(&args.sql, ` limit %d) as t`, maxCount)
	rows, err := args.query(ctx, q)
	if err := (Row{rows, err}).Scan(&n); err != nil {
		return 0, fmt.Errorf("store: count: %w", err)
	}
	return n, nil
}

// ListedConversation returns one conversation as a list shows it.
func ListedConversation(ctx context.Context, q Querier, workspaceID, id string) (Listed, error) {
	var args list
	fmt.Fprintf(&args.sql, `select %s, k.name, k.external_id from conversation c join contact k on k.id = c.contact_id where c.workspace_id = %s and c.id = %s`,
		conversationColumns, args.add(workspaceID), args.add(id))
	found, err := listed(ctx, q, &args)
	if err != nil {
		return Listed{}, err
	}
	if len(found) == 0 {
		return Listed{}, terang.Fail(terang.NotFound, "conversation_not_found")
	}
	return found[0], nil
}

// ConversationsByID returns those of some conversations that are there, in no order.
func ConversationsByID(ctx context.Context, q Querier, workspaceID string, ids []string) ([]terang.Conversation, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{workspaceID}
	for _, id := range ids {
		args = append(args, id)
	}
	rows, err := q.Query(ctx, `select `+conversationColumns+` from conversation c where c.workspace_id = $1 and c.id in (`+marks(2, len(ids))+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("store: conversations: %w", err)
	}
	defer rows.Close()
	var out []terang.Conversation
	for rows.Next() {
		c, err := scanConversation(rows)
		if err != nil {
			return nil, fmt.Errorf("store: conversations: %w", err)
		}
		out = append(out, c)
	}
	return out, rows.Err()
}
