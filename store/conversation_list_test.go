package store_test

import (
	"strings"
	"testing"

	"terang/store"
	"terang/store/storetest"
)

// TestAListPassesOnlyWhatItsViewMayShow: what is open stays few while what is closed grows for ever, and no list of the one walks
// through the other.
func TestAListPassesOnlyWhatItsViewMayShow(t *testing.T) {
	db := storetest.SQLite(t)
	after := &store.Cursor{At: 1_800_000_000_000, ID: "cnv_1"}
	for view, index := range map[store.View]string{
		store.ViewQueue: "conversation_queue", store.ViewMine: "conversation_agent", store.ViewSnoozed: "conversation_agent",
		store.ViewAll: "conversation_open", store.ViewAssistant: "conversation_open", store.ViewEvery: "conversation_last", store.ViewResolved: "conversation_last",
	} {
		for _, from := range []*store.Cursor{nil, after} {
			var steps []string
			p := planned{db, &steps}
			q := store.ListQuery{WorkspaceID: "ws", AgentID: "agt", View: view, After: from, Limit: 30}
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
				if (strings.Contains(step, " c ") || strings.HasSuffix(step, " c")) && !strings.Contains(step, "USING INDEX "+index) && !strings.Contains(step, "USING COVERING INDEX "+index) {
					t.Errorf("%s: %s", view, step)
				}
				if strings.HasSuffix(step, "FOR ORDER BY") && index != "conversation_agent" {
					t.Errorf("%s sorts: %s", view, step)
				}
			}
		}
	}
}
