package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"terang"
	"terang/store"
)

// PerConversation is how many messages a filled conversation has, half of them inbound.
const PerConversation = 10

// perWrite is how many conversations one transaction fills.
const perWrite = 200

// Fill stores messages in conversations of ten, as an installation has them after a while. Their receipts are left out:
// the log's cost does not depend on its length.
func Fill(ctx context.Context, db *store.DB, workspaceID string, messages int, now time.Time, ids terang.IDs, random func(n int) []byte) error {
	for first := 0; first < messages/PerConversation; first += perWrite {
		err := db.Write(ctx, func(tx *store.Tx) error {
			for i := first; i < min(first+perWrite, messages/PerConversation); i++ {
				if err := fillOne(tx, workspaceID, now.Add(-time.Duration(i)*time.Second), ids, random); err != nil {
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

func fillOne(tx *store.Tx, workspaceID string, at time.Time, ids terang.IDs, random func(n int) []byte) error {
	k := terang.Contact{ID: ids("con"), WorkspaceID: workspaceID, Language: terang.Indonesian, Salt: random(32), CreatedAt: at}
	c := terang.Conversation{
		ID: ids("cnv"), WorkspaceID: workspaceID, ContactID: k.ID, Channel: "web", Language: terang.Indonesian, Status: terang.Open, Holder: terang.HolderAssistant,
		Seq: PerConversation, PublicSeq: PerConversation, HandledSeq: PerConversation - 1, LastInbound: PerConversation - 1, Trust: 100, CreatedAt: at, LastAt: at,
	}
	if err := store.InsertContact(tx, k); err != nil {
		return err
	}
	if err := store.InsertConversation(tx, &c); err != nil {
		return err
	}
	rows := make([]terang.Message, PerConversation)
	for i := range rows {
		m := terang.Message{
			ID: ids("msg"), WorkspaceID: workspaceID, ConversationID: c.ID, Seq: int64(i) + 1, Prev: int64(i), Kind: terang.KindText, Language: terang.Indonesian,
			Direction: terang.In, Author: terang.ByContact(), Content: terang.Content{Text: "jam buka toko hari ini sampai jam berapa ya?"}, ExternalID: fmt.Sprint("f", i), Delivery: terang.Accepted, At: at,
		}
		if i%2 == 1 {
			m.Direction, m.Author, m.ExternalID = terang.Out, terang.ByAI("ngram@0", "opening_hours@1"), ""
			m.Payload = slices.Repeat([]byte(`{"text":"Toko buka setiap hari."}`), 16)
		}
		rows[i] = m
	}
	return store.InsertMessages(tx, rows)
}
