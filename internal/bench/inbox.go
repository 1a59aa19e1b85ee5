package bench

import (
	"context"
	"slices"
	"time"

	"terang"
	"terang/store"
)

// InboxFigures are how long an agent's lists took on a store of so many conversations.
type InboxFigures struct {
	Conversations int         `json:"conversations"`
	Steps         []InboxStep `json:"steps"`
	Slowest       float64     `json:"slowest_ms_p99"`
	ByKey         float64     `json:"by_key_ms"` // reading a page of thirty conversations by their keys
	Ratio         float64     `json:"ratio"`     // of the slowest step's middle to reading by key
}

// InboxStep is one thing that a console asks for.
type InboxStep struct {
	Name string  `json:"name"`
	Rows int     `json:"rows"`
	P50  float64 `json:"ms_p50"`
	P99  float64 `json:"ms_p99"`
}

const (
	pageOf     = 30
	inboxTries = 60
)

// MeasureInbox asks for what a console shows: the first page of each view, a page in the middle of everything, the counts, and one
// conversation with its newest messages.
func MeasureInbox(ctx context.Context, db *store.DB, workspaceID string, conversations int, clock terang.Clock) (InboxFigures, error) {
	f := InboxFigures{Conversations: conversations}
	ordered := func(v store.View, o store.Order, after *store.Cursor) func() (int, error) {
		return func() (int, error) {
			page, err := store.ListConversations(ctx, db, store.ListQuery{WorkspaceID: workspaceID, AgentID: "agt_bench", View: v, Order: o, After: after, Limit: pageOf})
			return len(page), err
		}
	}
	list := func(v store.View, after *store.Cursor) func() (int, error) {
		return ordered(v, store.OrderUsual, after)
	}
	middle, open, err := places(ctx, db, workspaceID, conversations)
	if err != nil {
		return f, err
	}
	steps := []struct {
		name string
		do   func() (int, error)
	}{
		{"all, first page", list(store.ViewAll, nil)},
		{"all, a page in the middle", list(store.ViewAll, middle)},
		{"all, the oldest first", ordered(store.ViewAll, store.OrderOldest, nil)},
		{"all, the most urgent first", ordered(store.ViewAll, store.OrderPriority, nil)},
		{"all, a page in the middle of those", ordered(store.ViewAll, store.OrderPriority, middle)},
		{"mine, first page", list(store.ViewMine, nil)},
		{"queue, first page", list(store.ViewQueue, nil)},
		{"assistant, first page", list(store.ViewAssistant, nil)},
		{"counts of the views", func() (int, error) {
			_, err := store.CountViews(ctx, db, workspaceID, "agt_bench")
			return 5, err
		}},
		{"open one: itself and its messages", func() (int, error) {
			l, err := store.ListedConversation(ctx, db, workspaceID, open)
			if err != nil {
				return 0, err
			}
			said, err := store.Messages(ctx, db, store.MessageQuery{WorkspaceID: workspaceID, ConversationID: open, Before: l.Conversation.Seq + 1, Limit: 50, Notes: true})
			return len(said), err
		}},
	}
	slowest := 0.0
	for _, s := range steps {
		took := make([]float64, inboxTries)
		rows := 0
		for i := range took {
			began := clock()
			if rows, err = s.do(); err != nil {
				return f, err
			}
			took[i] = clock().Sub(began).Seconds() * 1000
		}
		slices.Sort(took)
		one := InboxStep{s.name, rows, took[len(took)/2], took[len(took)*99/100]}
		f.Steps = append(f.Steps, one)
		f.Slowest, slowest = max(f.Slowest, one.P99), max(slowest, one.P50)
	}
	if f.ByKey, err = readByKey(ctx, db, workspaceID, clock); err != nil {
		return f, err
	}
	f.Ratio = slowest / f.ByKey
	return f, nil
}

// places are a place in the middle of the list of all, and a conversation that stands there.
func places(ctx context.Context, db *store.DB, workspaceID string, conversations int) (*store.Cursor, string, error) {
	first, err := store.ListConversations(ctx, db, store.ListQuery{WorkspaceID: workspaceID, View: store.ViewAll, Limit: 1})
	if err != nil || len(first) == 0 {
		return nil, "", err
	}
	newest := first[0].Conversation
	back := newest.LastAt.Add(-time.Duration(conversations/2) * time.Minute)
	at := &store.Cursor{At: back.UnixMilli(), ID: newest.ID}
	page, err := store.ListConversations(ctx, db, store.ListQuery{WorkspaceID: workspaceID, View: store.ViewAll, After: at, Limit: 1})
	if err != nil || len(page) == 0 {
		return nil, newest.ID, err
	}
	return at, page[0].Conversation.ID, nil
}
