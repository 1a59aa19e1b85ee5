package provenance

import (
	"database/sql"
	"errors"
	"fmt"

	"terang"
	"terang/store"
)

// Erase makes a contact's part of the log name nothing: the salt is replaced, the words and bytes of the messages and
// what points to them are emptied, and with them what changes of the contact were. The leaves stay, so that the log stays what was signed; nobody can recover what they
// are about. Messages that the contact writes later are proved as ever. The caller's transaction carries what else of the
// contact goes. Where others are the same
// person, proven or merged by an agent, all of them go, and with them that they were merged.
func (l *Log) Erase(tx *store.Tx, workspaceID, contactID string) error {
	all, err := store.DropMerges(tx, workspaceID, contactID, l.clock())
	if err != nil {
		return fmt.Errorf("provenance: erase: %w", err)
	}
	for _, id := range all {
		if err := l.eraseOne(tx, workspaceID, id); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) eraseOne(tx *store.Tx, workspaceID, contactID string) error {
	salt, err := l.newSecret()
	if err != nil {
		return err
	}
	if err := store.EraseKnown(tx, workspaceID, contactID, l.clock()); err != nil {
		return fmt.Errorf("provenance: erase: %w", err)
	}
	if err := store.EraseAudits(tx, workspaceID, contactID, l.clock()); err != nil {
		return fmt.Errorf("provenance: erase: %w", err)
	}
	n, err := tx.Exec(`update contact set salt = $1, name = '', external_id = '' where id = $2 and workspace_id = $3`, salt, contactID, workspaceID)
	if err != nil {
		return fmt.Errorf("provenance: erase: %w", err)
	}
	if n == 0 {
		return terang.Fail(terang.NotFound, "contact_not_found")
	}
	// The size is read under the lock that appending takes, so that no leaf with the old salt comes after it.
	r, err := lock(tx, workspaceID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("provenance: erase: %w", err)
	}
	ahead := 0
	if b, ok := tx.Peek(bagKey).(*batch); ok {
		ahead = len(b.logs[workspaceID]) // leaves of the same shared transaction, written just before its commit
		for _, e := range b.logs[workspaceID] {
			e.words = "" // one of them may be the contact's
		}
	}
	const mine = `(select id from conversation where contact_id = $1 and workspace_id = $2)`
	for _, q := range []string{
		`update leaf set words = null where workspace_id = $2 and message_id in (select id from message where conversation_id in ` + mine + `)`,
		`update message set content = '{"text":""}', payload = null, external_id = '' where conversation_id in ` + mine,
		`update conversation set version = version + 1, state = null, hand_over = '', last_message = '{}', survey_comment = '' where contact_id = $1 and workspace_id = $2`,
	} {
		if _, err := tx.Exec(q, contactID, workspaceID); err != nil {
			return fmt.Errorf("provenance: erase: %w", err)
		}
	}
	_, err = tx.Exec(`insert into log_erasure (contact_id, workspace_id, size, at) values ($1, $2, $3, $4)
		on conflict (contact_id) do update set size = excluded.size, at = excluded.at`, contactID, workspaceID, r.size+int64(ahead), store.Millis(l.clock()))
	if err != nil {
		return fmt.Errorf("provenance: erase: %w", err)
	}
	return nil
}
