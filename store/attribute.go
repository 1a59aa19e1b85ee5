package store

import (
	"context"
	"fmt"
	"time"

	"terang"
)

// SetSegments writes into which segments a contact came and which it left; c.Segments are those after it.
func SetSegments(tx *Tx, c *terang.Contact, entered, left []string, now time.Time) error {
	for _, s := range left {
		if err := tx.Do(`delete from member where workspace_id = $1 and segment = $2 and contact_id = $3`, c.WorkspaceID, s, c.ID); err != nil {
			return err
		}
	}
	for _, s := range entered {
		if err := tx.Do(`insert into member (workspace_id, segment, contact_id, since) values ($1, $2, $3, $4) on conflict do nothing`, c.WorkspaceID, s, c.ID, Millis(now)); err != nil {
			return err
		}
	}
	return SaveKnown(tx, c)
}

// Members returns the contacts of a segment whose ids come after one, in the order of their ids.
func Members(ctx context.Context, q Querier, workspaceID, segment, after string, limit int) ([]terang.Contact, error) {
	return readContacts(ctx, q, `select `+contactColumns+` from member m join contact k on k.id = m.contact_id
		where m.workspace_id = $1 and m.segment = $2 and m.contact_id > $3 order by m.contact_id limit $4`, workspaceID, segment, after, limit)
}

// CountMembers returns how many contacts are in a segment.
func CountMembers(ctx context.Context, q Querier, workspaceID, segment string) (int64, error) {
	var n int64
	if err := q.QueryRow(ctx, `select count(*) from member where workspace_id = $1 and segment = $2`, workspaceID, segment).Scan(&n); err != nil {
		return 0, fmt.Errorf("store: members: %w", err)
	}
	return n, nil
}

// Contacts returns the contacts of a workspace whose ids come after one, in the order of their ids.
func Contacts(ctx context.Context, q Querier, workspaceID, after string, limit int) ([]terang.Contact, error) {
	return readContacts(ctx, q, `select `+contactColumns+` from contact k where k.workspace_id = $1 and k.id > $2 order by k.id limit $3`, workspaceID, after, limit)
}

// looks is the single name of a person's [RunLook].
const looks = "look"

// PutLook sets when it is looked next into which segments a person belongs, in place of when it would have been.
func PutLook(tx *Tx, r Run) error {
	if err := DeleteLook(tx, r.WorkspaceID, r.Person); err != nil {
		return err
	}
	return tx.Do(`insert into run (id, workspace_id, kind, playbook, single, contact_id, person, started_by, state, wake_at, due_at, created_at, joint)
		values ($1, $2, $3, '', $4, $5, $6, '', $7, $8, $9, $10, $6) on conflict do nothing`,
		r.ID, r.WorkspaceID, string(RunLook), looks, r.ContactID, r.Person, r.State, Millis(r.WakeAt), Millis(r.DueAt), Millis(r.CreatedAt))
}

// DeleteLook takes back a look that is no longer needed.
func DeleteLook(tx *Tx, workspaceID, person string) error {
	return tx.Do(`delete from run where workspace_id = $1 and person = $2 and single = $3 and ended_at = 0`, workspaceID, person, looks)
}

// DropRun removes a claimed run without a trace.
func DropRun(tx *Tx, r Run) error {
	return tx.Expect(errRunLost(), `delete from run where id = $1 and claim = $2 and ended_at = 0`, r.ID, r.Claim)
}

// SameContacts returns the contacts of a workspace that are one person, newest first.
func SameContacts(ctx context.Context, q Querier, workspaceID, externalID string, limit int) ([]terang.Contact, error) {
	return readContacts(ctx, q, `select `+contactColumns+` from contact k where k.workspace_id = $1 and k.external_id = $2 and k.external_id <> ''
		order by k.created_at desc, k.id desc limit $3`, workspaceID, externalID, limit)
}

func readContacts(ctx context.Context, q Querier, sql string, args ...any) ([]terang.Contact, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("store: contacts: %w", err)
	}
	defer rows.Close()
	var out []terang.Contact
	for rows.Next() {
		c, err := scanContact(rows)
		if err != nil {
			return nil, fmt.Errorf("store: contacts: %w", err)
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// EraseKnown forgets what is known of a contact and of those that are the same person, their events and what their runs hold. Runs that wait or sleep end. A no to being
// written to stays: it is what the contact asked for.
func EraseKnown(tx *Tx, workspaceID, contactID string, now time.Time) error {
	k, err := Contact(context.Background(), tx.Reader(), workspaceID, contactID)
	if err != nil {
		return err
	}
	person := PersonOf(k)
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`update run set outcome = $1, ended_at = $2, due_at = 0 where workspace_id = $3 and person = $4 and (ended_at = 0 or outcome = 'merged')`, []any{string(OutcomeErased), Millis(now), workspaceID, person}},
		{`update run set person = $1, state = '', cause = '', started_by = '' where workspace_id = $2 and person = $3`, []any{contactID, workspaceID, person}},
		{`delete from event where workspace_id = $1 and person in ($2, $3)`, []any{workspaceID, person, contactID}},
		{`delete from matter where workspace_id = $1 and person in ($2, $3)`, []any{workspaceID, person, contactID}},
	} {
		if err := tx.Do(q.sql, q.args...); err != nil {
			return err
		}
	}
	if err := eraseSearch(tx, workspaceID, contactID); err != nil {
		return err
	}
	same := []terang.Contact{k}
	if k.Verified() { // what was brought together goes together
		if same, err = Person(context.Background(), tx.Reader(), workspaceID, contactID, ByProof); err != nil {
			return err
		}
	}
	for i := range same {
		k := &same[i]
		k.Attributes, k.Reached = nil, nil
		for class, said := range k.Consent {
			said.Source = "erased"
			k.Consent[class] = said
		}
		left := k.Segments
		k.Segments = nil
		if err := SetSegments(tx, k, nil, left, now); err != nil {
			return err
		}
		if err := eraseTrust(tx, workspaceID, k.ID, now); err != nil {
			return err
		}
		if err := eraseReadings(tx, workspaceID, k.ID); err != nil {
			return err
		}
		if err := eraseAttachments(tx, workspaceID, k.ID); err != nil {
			return err
		}
	}
	return nil
}

// eraseTrust forgets the quotes of a contact's trust and what they were promised; that a hand-over happened stays, as a number.
func eraseTrust(tx *Tx, workspaceID, contactID string, now time.Time) error {
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`delete from trust_turn where conversation_id in (select id from conversation where workspace_id = $1 and contact_id = $2)`, []any{workspaceID, contactID}},
		{`update promise set words = '', reach = '', contact_id = '', next_at = 0, cancelled_at = case when kept_at = 0 and cancelled_at = 0 then $3 else cancelled_at end
			where workspace_id = $1 and conversation_id in (select id from conversation where workspace_id = $1 and contact_id = $2)`, []any{workspaceID, contactID, Millis(now)}},
		{`update conversation set promises = '[]' where workspace_id = $1 and contact_id = $2`, []any{workspaceID, contactID}},
		{`delete from conversation_tag where conversation_id in (select id from conversation where workspace_id = $1 and contact_id = $2)`, []any{workspaceID, contactID}},
		{`delete from outgoing where conversation_id in (select id from conversation where workspace_id = $1 and contact_id = $2)`, []any{workspaceID, contactID}},
		{`delete from conversation_change where conversation_id in (select id from conversation where workspace_id = $1 and contact_id = $2)`, []any{workspaceID, contactID}},
		{`update conversation set tags = '[]' where workspace_id = $1 and contact_id = $2`, []any{workspaceID, contactID}},
		{`delete from mention where conversation_id in (select id from conversation where workspace_id = $1 and contact_id = $2)`, []any{workspaceID, contactID}},
		{`delete from contact_word where workspace_id = $1 and contact_id = $2`, []any{workspaceID, contactID}},
		{`delete from consent_change where workspace_id = $1 and contact_id = $2`, []any{workspaceID, contactID}},
		{`delete from imported_item where workspace_id = $1 and contact_id = $2`, []any{workspaceID, contactID}},
		{`update hand_over set contact_id = '' where workspace_id = $1 and contact_id = $2`, []any{workspaceID, contactID}},
	} {
		if err := tx.Do(q.sql, q.args...); err != nil {
			return err
		}
	}
	return nil
}
