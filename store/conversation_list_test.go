package store_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

var (
	listViews  = []store.View{store.ViewQueue, store.ViewMine, store.ViewSnoozed, store.ViewAll, store.ViewAssistant, store.ViewEvery, store.ViewResolved}
	listOrders = []store.Order{store.OrderUsual, store.OrderOldest, store.OrderPriority, store.OrderWaiting}
)

// TestAListPassesOnlyWhatItsViewMayShow: what is open stays few while what is closed grows for ever, and no list of the one walks
// through the other, in whichever order it is read.
func TestAListPassesOnlyWhatItsViewMayShow(t *testing.T) {
	db := storetest.SQLite(t)
	after := &store.Cursor{Priority: terang.High, At: 1_800_000_000_000, ID: "cnv_1"}
	for view, index := range map[store.View]string{
		store.ViewQueue: "conversation_queue", store.ViewMine: "conversation_agent", store.ViewSnoozed: "conversation_agent",
		store.ViewAll: "conversation_open", store.ViewAssistant: "conversation_open", store.ViewEvery: "conversation_last", store.ViewResolved: "conversation_last",
	} {
		for _, order := range listOrders {
			if !view.Offers(order) {
				continue
			}
			for _, from := range []*store.Cursor{nil, after} {
				var steps []string
				p := planned{db, &steps}
				q := store.ListQuery{WorkspaceID: "ws", AgentID: "agt", View: view, Order: order, After: from, Limit: 30}
				if _, err := store.ListConversations(t.Context(), p, q); err != nil {
					t.Fatal(err)
				}
				if from == nil {
					if _, err := store.CountConversations(t.Context(), p, q); err != nil {
						t.Fatal(err)
					}
				}
				if len(steps) == 0 {
					t.Fatalf("%s: no plan", view)
				}
				for _, step := range steps {
					if (strings.Contains(step, " c ") || strings.HasSuffix(step, " c")) && !reads(step, index) && (order != store.OrderPriority || !reads(step, "conversation_priority")) {
						t.Errorf("%s %s: %s", view, order, step)
					}
					if strings.HasSuffix(step, "FOR ORDER BY") && index != "conversation_agent" {
						t.Errorf("%s %s sorts: %s", view, order, step)
					}
				}
			}
		}
	}
}

func reads(step, index string) bool {
	return strings.Contains(step, "USING INDEX "+index) || strings.Contains(step, "USING COVERING INDEX "+index)
}

// TestAListIsReadInItsOrderPageByPage: nothing is shown twice or left out, though many moved at the same moment.
func TestAListIsReadInItsOrderPageByPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		all := listable(t, db)
		for _, view := range listViews {
			for _, order := range listOrders {
				if !view.Offers(order) {
					continue
				}
				var want []string
				for _, c := range slices.SortedFunc(slices.Values(all), byOrder(view, order)) {
					if shows(view, &c) {
						want = append(want, c.ID)
					}
				}
				if len(want) < 12 {
					t.Fatalf("%s: only %d to list", view, len(want))
				}
				l := store.ListQuery{WorkspaceID: "ws", AgentID: "agt", View: view, Order: order, Limit: 5}
				var got []string
				for range all {
					page, err := store.ListConversations(t.Context(), db, l)
					if err != nil {
						t.Fatal(err)
					}
					for _, one := range page[:min(len(page), l.Limit)] {
						got = append(got, one.Conversation.ID)
					}
					if len(page) <= l.Limit {
						break
					}
					at := l.CursorAt(&page[l.Limit-1].Conversation)
					l.After = &at
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s %s:\n%v, want\n%v", view, order, got, want)
				}
			}
		}
		high := terang.High
		page, err := store.ListConversations(t.Context(), db, store.ListQuery{
			WorkspaceID: "ws", View: store.ViewAll, Order: store.OrderPriority, Limit: 200, Filter: store.Filter{Priority: &high},
		})
		if err != nil || len(page) == 0 || page[len(page)-1].Conversation.Priority != terang.High {
			t.Errorf("this or more urgent: %d, %v", len(page), err)
		}
	})
}

// listable stores conversations in every state, some of them at the same moment.
func listable(t *testing.T, db *store.DB) []terang.Conversation {
	t.Helper()
	at := time.UnixMilli(1_800_000_000_000).UTC()
	var all []terang.Conversation
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		for i := range 160 {
			c := terang.Conversation{
				ID: fmt.Sprintf("cnv_%03d", i*37%160), WorkspaceID: "ws", ContactID: fmt.Sprintf("con_%d", i), Channel: "web", Language: terang.Indonesian, Status: terang.Open,
				Seq: 2, LastInbound: 2, Trust: 100, CreatedAt: at, LastAt: at.Add(time.Duration(i*53%160/3) * time.Minute), Priority: terang.Priority(i/5%5%4 - 1),
			}
			switch i % 5 {
			case 0:
				c.Holder, c.WaitingSince = terang.HolderQueue, at.Add(time.Duration(i/7)*time.Minute)
			case 1:
				c.Holder, c.AgentID = terang.HolderAgent, "agt"
			case 2:
				c.Holder, c.AgentID, c.SnoozedUntil = terang.HolderAgent, "agt", at.Add(time.Hour)
			case 3:
				c.Holder = terang.HolderAssistant
			case 4:
				c.Holder, c.Status = terang.HolderAssistant, terang.Resolved
			}
			if err := store.InsertContact(tx, terang.Contact{ID: c.ContactID, WorkspaceID: "ws", Language: terang.Indonesian, CreatedAt: at}); err != nil {
				return err
			}
			if err := store.InsertConversation(tx, &c); err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func shows(v store.View, c *terang.Conversation) bool {
	open, agents := c.Status == terang.Open, c.Holder == terang.HolderAgent
	return map[store.View]bool{
		store.ViewQueue: open && c.Holder == terang.HolderQueue, store.ViewMine: agents && c.SnoozedUntil.IsZero(), store.ViewSnoozed: agents && !c.SnoozedUntil.IsZero(),
		store.ViewAssistant: open && c.Holder == terang.HolderAssistant, store.ViewAll: open, store.ViewResolved: !open, store.ViewEvery: true,
	}[v]
}

func byOrder(v store.View, o store.Order) func(a, b terang.Conversation) int {
	return func(a, b terang.Conversation) int {
		oldest := cmp.Or(a.LastAt.Compare(b.LastAt), cmp.Compare(a.ID, b.ID))
		switch {
		case v == store.ViewQueue:
			return cmp.Or(a.WaitingSince.Compare(b.WaitingSince), cmp.Compare(a.ID, b.ID))
		case o == store.OrderOldest:
			return oldest
		case o == store.OrderPriority:
			return cmp.Or(cmp.Compare(b.Priority, a.Priority), -oldest)
		}
		return -oldest
	}
}
