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
)

// Listed is a conversation as a list shows it.
type Listed struct {
	Conversation terang.Conversation
	ContactName  string
	Verified     bool
}

// Cursor is the place in a list after which the next page begins: the sort key and the id.
type Cursor struct {
	At int64  `json:"at"`
	ID string `json:"id"`
}

// ListQuery selects a page.
type ListQuery struct {
	WorkspaceID string
	AgentID     string // for ViewMine
	View        View
	Search      string // part of a contact's name, or a conversation id; "" for all
	After       *Cursor
	Limit       int
}

func (v View) where() string {
	switch v {
	case ViewQueue:
		return `c.holder = 'queue' and c.status = 'open'`
	case ViewMine:
		return `c.holder = 'agent' and c.status = 'open' and c.agent_id = $2`
	case ViewAssistant:
		return `c.holder = 'assistant' and c.status = 'open' and c.last_inbound > 0`
	case ViewResolved:
		return `c.status = 'resolved' and c.last_inbound > 0`
	case ViewAll:
		return `c.status = 'open' and c.last_inbound > 0`
	}
	return `1 = 0`
}

// ListConversations returns a page of a view, with one row more than Limit where there is a next page.
func ListConversations(ctx context.Context, q Querier, l ListQuery) ([]Listed, error) {
	key, order, cmp := `c.last_at`, `desc`, `<`
	if l.View == ViewQueue {
		key, order, cmp = `c.waiting_since`, ``, `>`
	}
	var sb strings.Builder
	fmt.Fprintf(&sb, `select %s, k.name, k.external_id from conversation c join contact k on k.id = c.contact_id where c.workspace_id = $1 and (cast($2 as text) = cast($2 as text)) and %s`,
		conversationColumns, l.View.where())
	args := []any{l.WorkspaceID, l.AgentID}
	if l.After != nil {
		fmt.Fprintf(&sb, ` and (%s %s $3 or (%s = $3 and c.id %s $4))`, key, cmp, key, cmp)
		args = append(args, l.After.At, l.After.ID)
	}
	if l.Search != "" {
		fmt.Fprintf(&sb, ` and (lower(k.name) like $%d or c.id = $%d)`, len(args)+1, len(args)+2)
		args = append(args, "%"+strings.ToLower(l.Search)+"%", l.Search)
	}
	fmt.Fprintf(&sb, ` order by %s %s, c.id %s limit $%d`, key, order, order, len(args)+1)
	args = append(args, l.Limit+1)
	rows, err := q.Query(ctx, sb.String(), args...)
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
}

// maxCount bounds what a count looks at, so that it does not grow with the store.
const maxCount = 1000

// CountViews counts the open views of a workspace, each up to 1,000.
func CountViews(ctx context.Context, q Querier, workspaceID, agentID string) (Counts, error) {
	var c Counts
	for _, v := range []struct {
		view View
		to   *int
	}{{ViewQueue, &c.Queue}, {ViewMine, &c.Mine}, {ViewAssistant, &c.Assistant}, {ViewAll, &c.All}} {
		err := q.QueryRow(ctx, fmt.Sprintf(`select count(*) from (select 1 from conversation c where c.workspace_id = $1 and (cast($2 as text) = cast($2 as text)) and %s limit %d) as t`,
			v.view.where(), maxCount), workspaceID, agentID).Scan(v.to)
		if err != nil {
			return c, fmt.Errorf("store: count: %w", err)
		}
	}
	return c, nil
}

// ListedConversation returns one conversation as a list shows it.
func ListedConversation(ctx context.Context, q Querier, workspaceID, id string) (Listed, error) {
	c, err := Conversation(ctx, q, workspaceID, id)
	if err != nil {
		return Listed{}, err
	}
	k, err := Contact(ctx, q, workspaceID, c.ContactID)
	if err != nil {
		return Listed{}, err
	}
	return Listed{Conversation: c, ContactName: k.Name, Verified: k.Verified()}, nil
}
