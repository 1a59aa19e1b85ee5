package bench

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"terang"
	"terang/store"
)

// ReportSize is how much a report is to count.
type ReportSize struct {
	Matters, HandOvers, TrustTurns, Promises int
}

// topics are what make-believe contacts come with.
var topics = []string{"order_status", "opening_hours", "return_item", "refund_status", "password_reset", "payment_methods", "complaint", "shipping_cost"}

// FillReport stores what that many matters leave behind, spread over the days before now: one contact and conversation for each ten
// matters, one of eight matters coming back, hand-overs that were answered after seconds to an hour.
func FillReport(ctx context.Context, db *store.DB, workspaceID string, size ReportSize, now time.Time, days int, ids terang.IDs, random func(n int) []byte) error {
	span := time.Duration(days) * 24 * time.Hour
	at := func(i, of int) time.Time {
		return now.Add(-span + time.Duration(float64(span)*float64(i)/float64(max(of, 1))))
	}
	conversations := max(size.Matters/10, 1)
	if err := batches(ctx, db, conversations, func(tx *store.Tx, i int) error {
		k := terang.Contact{ID: conversationID("con", i), WorkspaceID: workspaceID, Language: terang.Indonesian, Salt: random(32), CreatedAt: at(i, conversations)}
		c := terang.Conversation{
			ID: conversationID("cnv", i), WorkspaceID: workspaceID, ContactID: k.ID, Channel: "web", Language: terang.Indonesian, Status: terang.Open,
			Holder: terang.HolderAssistant, Trust: 100, CreatedAt: k.CreatedAt, LastAt: k.CreatedAt,
		}
		if err := store.InsertContact(tx, k); err != nil {
			return err
		}
		return store.InsertConversation(tx, &c)
	}); err != nil {
		return err
	}
	outcomes := []store.MatterOutcome{store.MatterAnswered, store.MatterSolved, store.MatterAnswered, "", store.MatterAnswered, store.MatterReopened}
	if err := batches(ctx, db, size.Matters, func(tx *store.Tx, i int) error {
		n := i / 10 % conversations
		m := store.Matter{
			ID: ids("mat"), WorkspaceID: workspaceID, ConversationID: conversationID("cnv", n), ContactID: conversationID("con", n), Person: conversationID("con", n),
			Topic: topics[i%len(topics)], StartedAt: at(i, size.Matters),
			MatterChange: store.MatterChange{Outcome: outcomes[i%len(outcomes)], Confirmed: i%7 == 0, Low: new(i%11 == 0), Handed: new(i%5 == 0)},
		}
		if err := store.InsertMatter(tx, m); err != nil || i%8 != 0 {
			return err
		}
		return store.CameBack(tx, workspaceID, m.Person, m.Topic, m.ID, m.StartedAt)
	}); err != nil {
		return err
	}
	return fillHandOvers(ctx, db, workspaceID, size, conversations, at, ids)
}

func fillHandOvers(ctx context.Context, db *store.DB, workspaceID string, size ReportSize, conversations int, at func(i, of int) time.Time, ids terang.IDs) error {
	reasons := []terang.HandOverReason{terang.ReasonAsked, terang.ReasonUnhelpful, terang.ReasonUnknown, terang.ReasonError, terang.ReasonPolicy}
	if err := batches(ctx, db, size.HandOvers, func(tx *store.Tx, i int) error {
		id, when := conversationID("cnv", i%conversations), at(i, size.HandOvers)
		if err := store.InsertHandOver(tx, store.HandOver{
			ID: ids("ho"), WorkspaceID: workspaceID, ConversationID: id, ContactID: conversationID("con", i%conversations), Seq: int64(i), At: when,
			Reason: reasons[i%len(reasons)], Topic: topics[i%len(topics)], Score: 40 + i%60, FactsKnown: i%7 + 1, FactsPassed: i%7 + i%2,
		}); err != nil {
			return err
		}
		if i%9 == 0 {
			return store.ReturnHandOver(tx, id, when.Add(time.Minute))
		}
		if err := store.SpokenHandOver(tx, id, i%13/12, when.Add(time.Duration(i%3600)*time.Second)); err != nil {
			return err
		}
		return store.RateHandOver(tx, id, i%5+1, i%6)
	}); err != nil {
		return err
	}
	if err := batches(ctx, db, size.TrustTurns, func(tx *store.Tx, i int) error {
		decision := [...]string{"keep", "offer", "take_over", "keep"}[i%4]
		return store.InsertTrustTurn(tx, store.TrustTurn{
			WorkspaceID: workspaceID, ConversationID: conversationID("cnv", i%conversations), Seq: int64(i), At: at(i, size.TrustTurns), Score: 100 - i%80, Decision: decision,
			Signals: []store.TrustSignal{{Kind: "loop", Weight: -30, Quote: "kan tadi sudah saya tulis", Seq: int64(i)}},
		})
	}); err != nil {
		return err
	}
	return batches(ctx, db, size.Promises, func(tx *store.Tx, i int) error {
		when := at(i, size.Promises)
		return store.InsertPromise(tx, terang.Promise{
			ID: ids("prm"), WorkspaceID: workspaceID, ConversationID: conversationID("cnv", i%conversations), ContactID: conversationID("con", i%conversations),
			Kind: terang.PromiseReply, Words: "Petugas menjawab di sini.", MadeBy: terang.MadeByAssistant, DueAt: when.Add(2 * time.Hour), CreatedAt: when,
		})
	})
}

// conversationID is the ith id of its kind, so that nothing needs to be remembered of what was filled.
func conversationID(prefix string, i int) string { return prefix + "_" + strconv.Itoa(1_000_000+i) }

// batches runs put for each of n rows, many in one transaction.
func batches(ctx context.Context, db *store.DB, n int, put func(tx *store.Tx, i int) error) error {
	for first := 0; first < n; first += perWrite {
		err := db.Write(ctx, func(tx *store.Tx) error {
			for i := first; i < min(n, first+perWrite); i++ {
				if err := put(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("bench: fill: %w", err)
		}
	}
	return nil
}
