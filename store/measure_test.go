package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

// explained is a store that looks at how each statement is answered before it answers it.
type explained struct {
	*store.DB
	t *testing.T
}

func (e explained) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	rows, err := e.DB.Query(ctx, "explain query plan "+q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return nil, err
		}
		if of, found := strings.CutPrefix(step, "SCAN "); found {
			switch table, _, _ := strings.Cut(of, " "); table {
			case "h", "m", "t", "p", "c", "k", "n", "hand_over", "conversation": // the names that tables have in the statements
				e.t.Errorf("%s\nreads all of a table: %s", q, step)
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return e.DB.Query(ctx, q, args...)
}

func (e explained) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	if rows, err := e.Query(ctx, q, args...); err == nil {
		rows.Close()
	}
	return e.DB.QueryRow(ctx, q, args...)
}

func TestMeasuresAreReadByAnIndex(t *testing.T) {
	ctx, now := context.Background(), time.UnixMilli(1_800_000_000_000).UTC()
	q := explained{storetest.SQLite(t), t}
	span := store.Span{From: now.Add(-time.Hour), To: now, Offset: 7 * time.Hour}
	for name, ask := range map[string]func() error{
		"hand-overs": func() error { _, err := store.HandOverDays(ctx, q, "ws", span); return err },
		"first word": func() error { _, _, err := store.FirstWords(ctx, q, "ws", span.From, span.To); return err },
		"waiting":    func() error { _, _, err := store.Waiting(ctx, q, "ws"); return err },
		"resolution": func() error { _, err := store.ResolutionDays(ctx, q, "ws", span, now); return err },
		"missed":     func() error { _, err := store.MissedDays(ctx, q, "ws", span, now); return err },
		"promises":   func() error { _, err := store.PromiseDays(ctx, q, "ws", span); return err },
		"contact":    func() error { _, err := store.SameContacts(ctx, q, "ws", "CUS-1", 8); return err },
	} {
		if err := ask(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, f := range store.Figures() {
		for _, after := range []*store.Cursor{nil, {At: 1, ID: "x"}} {
			if _, err := store.Cases(ctx, q, store.CaseQuery{WorkspaceID: "ws", Figure: f, From: span.From, To: span.To, Now: now, After: after, Limit: 5}); err != nil {
				t.Errorf("%s: %v", f, err)
			}
		}
	}
}

// TestHowAMatterEndedHasOneAnswer: each kind by the rows that make it, and which goes before which.
func TestHowAMatterEndedHasOneAnswer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, now := context.Background(), time.UnixMilli(1_800_000_000_000).UTC()
		write := writes(t, db)
		yes := new(true)
		old, young := now.Add(-store.SoonAgain-time.Minute), now.Add(-store.SoonAgain+time.Minute)
		want := map[string]store.Figure{}
		put := func(kind store.Figure, at time.Time, c store.MatterChange) {
			id := fmt.Sprint("mat_", len(want))
			want[id] = kind
			write(func(tx *store.Tx) error {
				return store.InsertMatter(tx, store.Matter{ID: id, WorkspaceID: "ws", ConversationID: id, ContactID: id, Person: id, Topic: "hours", StartedAt: at, MatterChange: c})
			})
		}
		put(store.FigureSilent, old, store.MatterChange{Outcome: store.MatterAnswered})
		put(store.FigureSilent, old, store.MatterChange{Outcome: store.MatterSolved, Low: yes})
		put(store.FigureGaveUp, old, store.MatterChange{Outcome: store.MatterAnswered, Low: yes})
		put(store.FigureGaveUp, old, store.MatterChange{})
		put(store.FigureGaveUp, old, store.MatterChange{Outcome: store.MatterReopened})
		put(store.FigureHandedOver, old, store.MatterChange{Outcome: store.MatterSolved, Handed: yes})
		put(store.FigureConfirmed, old, store.MatterChange{Handed: yes, Confirmed: true})
		put(store.FigureConfirmed, young, store.MatterChange{Confirmed: true})
		put(store.FigureOpen, young, store.MatterChange{Outcome: store.MatterSolved})
		put(store.FigureOpen, young, store.MatterChange{Handed: yes})
		again := func(at time.Time, c store.MatterChange) {
			id := fmt.Sprint("mat_", len(want))
			put(store.FigureCameBack, at, c)
			write(func(tx *store.Tx) error { return store.CameBack(tx, "ws", id, "hours", "another", at.Add(time.Hour)) })
		}
		again(old, store.MatterChange{Outcome: store.MatterSolved, Confirmed: true})
		again(young, store.MatterChange{})

		sum := map[store.Figure]int64{}
		days, err := store.ResolutionDays(ctx, db, "ws", store.Span{From: now.Add(-100 * time.Hour), To: now}, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range days {
			sum[store.Figure(d.Kind)] += d.N
		}
		for _, kind := range []store.Figure{store.FigureSilent, store.FigureGaveUp, store.FigureHandedOver, store.FigureConfirmed, store.FigureOpen, store.FigureCameBack} {
			var after *store.Cursor
			for { // two at a time, so that pages meet
				page, err := store.Cases(ctx, db, store.CaseQuery{WorkspaceID: "ws", Figure: kind, From: now.Add(-100 * time.Hour), To: now, Now: now, After: after, Limit: 2})
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page[:min(2, len(page))] {
					if want[c.ID] != kind {
						t.Errorf("%s stands behind %s, it is %s", c.ID, kind, want[c.ID])
					}
					delete(want, c.ID)
					sum[kind]--
					after = &store.Cursor{At: store.Millis(c.At), ID: c.ID}
				}
				if len(page) <= 2 {
					break
				}
			}
			if sum[kind] != 0 {
				t.Errorf("%s: the count and the cases differ by %d", kind, sum[kind])
			}
		}
		if len(want) > 0 {
			t.Errorf("behind no figure: %v", want)
		}
	})
}

// TestANeedlessHandOverIsShownByWhatTheAssistantThenSolved: only where the contact went back before anybody wrote, and the same
// matter was solved after that.
func TestANeedlessHandOverIsShownByWhatTheAssistantThenSolved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, noon := context.Background(), time.UnixMilli(1_800_000_000_000).UTC()
		write := writes(t, db)
		at := func(d int) time.Time { return noon.Add(time.Duration(d) * time.Minute) }
		talk := func(id, topic string, spoke bool, solved int) {
			write(func(tx *store.Tx) error {
				if err := store.InsertMatter(tx, store.Matter{ID: id, WorkspaceID: "ws", ConversationID: id, ContactID: id, Person: id, Topic: "refund", StartedAt: at(0)}); err != nil {
					return err
				}
				return store.InsertHandOver(tx, store.HandOver{ID: id, WorkspaceID: "ws", ConversationID: id, At: at(1), Reason: terang.ReasonAsked, Topic: topic})
			})
			if spoke {
				write(func(tx *store.Tx) error { return store.SpokenHandOver(tx, id, 0, at(2)) })
			}
			write(func(tx *store.Tx) error { return store.ReturnHandOver(tx, id, at(3)) })
			if solved > 0 {
				write(func(tx *store.Tx) error {
					return store.EndMatter(tx, id, "refund", store.MatterChange{Outcome: store.MatterSolved}, at(solved))
				})
			}
		}
		talk("solved", "refund", false, 5)
		talk("any", "", false, 5)
		talk("before", "refund", false, 2)
		talk("unsolved", "refund", false, 0)
		talk("helped", "refund", true, 5)
		talk("other", "hours", false, 5)
		page, err := store.Cases(ctx, db, store.CaseQuery{WorkspaceID: "ws", Figure: store.FigureNeedless, From: noon, To: at(60), Now: at(60), Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range page {
			got = append(got, c.ID+" "+c.Detail)
		}
		if strings.Join(got, ", ") != "solved evidence, any evidence" {
			t.Errorf("needless: %v", got)
		}
	})
}

// TestATalkThatEndedBadlyWithoutAPersonIsMissed: and one that a person had, that went on well, or that is not over, is not.
func TestATalkThatEndedBadlyWithoutAPersonIsMissed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, noon := context.Background(), time.UnixMilli(1_800_000_000_000).UTC()
		now := noon.Add(store.Silence + time.Minute)
		talk := func(id string, at time.Time, decision, kind string, more func(tx *store.Tx) error) {
			badTalk(t, db, id, at, decision, kind, more)
		}
		handOver := func(id string, then func(tx *store.Tx) error) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				if err := store.InsertHandOver(tx, store.HandOver{ID: id, WorkspaceID: "ws", ConversationID: id, At: noon, Reason: terang.ReasonUnhelpful}); err != nil || then == nil {
					return err
				}
				return then(tx)
			}
		}
		later := noon.Add(time.Minute)
		talk("low", noon, "take_over", "loop", nil)
		talk("angry", noon, "keep", "anger", nil)
		talk("left", noon, "take_over", "loop", handOver("left", nil)) // and nobody came
		talk("closed", now.Add(-time.Hour), "take_over", "loop", nil)
		talk("calm", noon, "offer", "loop", nil)
		talk("young", now.Add(-time.Hour), "take_over", "loop", nil)
		talk("helped", noon, "take_over", "loop", handOver("helped", func(tx *store.Tx) error { return store.SpokenHandOver(tx, "helped", 0, later) }))
		talk("back", noon, "take_over", "loop", handOver("back", func(tx *store.Tx) error { return store.ReturnHandOver(tx, "back", later) }))
		talk("mended", noon, "take_over", "loop", func(tx *store.Tx) error {
			return store.InsertTrustTurn(tx, store.TrustTurn{WorkspaceID: "ws", ConversationID: "mended", Seq: 5, At: later, Score: 90, Decision: "keep"})
		})
		talk("called", noon, "take_over", "loop", func(tx *store.Tx) error {
			p := terang.Promise{ID: "prm", WorkspaceID: "ws", ConversationID: "called", ContactID: "con_called", Kind: terang.PromiseCall, MadeBy: terang.MadeByAssistant, DueAt: later, CreatedAt: noon}
			if err := store.InsertPromise(tx, p); err != nil {
				return err
			}
			return store.KeepPromise(tx, "ws", "prm", "agt", later)
		})
		talk("again", noon, "take_over", "loop", handOver("again", func(tx *store.Tx) error { // an earlier person is not this one
			if err := store.SpokenHandOver(tx, "again", 0, noon); err != nil {
				return err
			}
			return store.EndHandOver(tx, "again", noon.Add(-time.Second))
		}))
		page, err := store.Cases(ctx, db, store.CaseQuery{WorkspaceID: "ws", Figure: store.FigureMissed, From: noon, To: now, Now: now, Limit: 20})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, c := range page {
			got[c.ID] = true
		}
		for _, id := range []string{"low", "angry", "left", "closed", "again"} {
			if !got[id] {
				t.Errorf("%s was missed, and is not counted", id)
			}
			delete(got, id)
		}
		if len(got) > 0 {
			t.Errorf("counted without reason: %v", got)
		}
		days, err := store.MissedDays(ctx, db, "ws", store.Span{From: noon, To: now}, now)
		var n int64
		for _, d := range days {
			n += d.N
		}
		if err != nil || n != 5 {
			t.Errorf("%d in all, %v", n, err)
		}
	})
}

// badTalk stores a conversation with one bad turn, and what else happened in it. The one called "closed" is resolved.
func badTalk(t *testing.T, db *store.DB, id string, at time.Time, decision, kind string, more func(tx *store.Tx) error) {
	t.Helper()
	writes(t, db)(func(tx *store.Tx) error {
		k := terang.Contact{ID: "con_" + id, WorkspaceID: "ws", Language: terang.Indonesian, CreatedAt: at}
		if err := store.InsertContact(tx, k); err != nil {
			return err
		}
		c := terang.Conversation{ID: id, WorkspaceID: "ws", ContactID: k.ID, Channel: "web", Language: terang.Indonesian, Status: terang.Open, Holder: terang.HolderAssistant, CreatedAt: at, LastAt: at}
		if id == "closed" {
			c.Status = terang.Resolved
		}
		if err := store.InsertConversation(tx, &c); err != nil {
			return err
		}
		turn := store.TrustTurn{WorkspaceID: "ws", ConversationID: id, Seq: 3, At: at, Score: 30, Decision: decision, Signals: []store.TrustSignal{{Kind: kind, Weight: -40, Quote: "percuma", Seq: 3}}}
		if err := store.InsertTrustTurn(tx, turn); err != nil || more == nil {
			return err
		}
		return more(tx)
	})
}

// planned collects the plan of each question that it puts.
type planned struct {
	*store.DB
	steps *[]string
}

func (p planned) collect(ctx context.Context, q string, args []any) {
	rows, err := p.DB.Query(ctx, "explain query plan "+q, args...)
	if err != nil {
		return
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if rows.Scan(&id, &parent, &unused, &step) == nil {
			*p.steps = append(*p.steps, step)
		}
	}
	_ = rows.Err()
}

func (p planned) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	p.collect(ctx, q, args)
	return p.DB.Query(ctx, q, args...)
}

func (p planned) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	p.collect(ctx, q, args)
	return p.DB.QueryRow(ctx, q, args...)
}

// TestAContactsMattersAreFoundByThePerson: they come with every conversation that is read, and must not cost more as others'
// matters grow in number. The index of all matters by time would serve the order too, by walking through everybody's.
func TestAContactsMattersAreFoundByThePerson(t *testing.T) {
	var steps []string
	_, _, err := store.Thread(context.Background(), planned{storetest.SQLite(t), &steps}, "ws", "cnv")
	if terang.KindOf(err) != terang.NotFound {
		t.Fatal(err)
	}
	found := false
	for _, s := range steps {
		if strings.HasPrefix(s, "SEARCH m ") {
			found = true
			if !strings.Contains(s, "person=?") {
				t.Errorf("matters are read by %q", s)
			}
		}
	}
	if !found {
		t.Errorf("no step reads matters: %q", steps)
	}
}
