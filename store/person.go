package store

import (
	"context"
	"fmt"

	"terang"
)

// Bond is how contacts are known to be one person.
type Bond int

// The bonds.
const (
	ByProof Bond = iota + 1 // the brand's system has confirmed both: what one is told the other may be told
	ByAny                   // that, or an agent merged them: what agents see as one, and what counts as one
)

// provenPerson selects the ids of a contact ($2) and of those that the brand's system has confirmed to be the same person.
const provenPerson = `(select p.id from contact p where p.workspace_id = $1 and (p.id = $2 or p.external_id <> '' and
	p.external_id = (select o.external_id from contact o where o.id = $2 and o.workspace_id = $1)))`

// samePerson selects the ids of a contact ($2) and of all that are the same person.
const samePerson = `(select cast($2 as text) union
	select p.id from contact p where p.workspace_id = $1 and p.joint <> '' and p.joint = ` + jointKey + ` union
	select p.id from contact p where p.workspace_id = $1 and p.external_id <> '' and p.external_id = substr(` + jointKey + `, 3) and substr(` + jointKey + `, 1, 2) = 'x:')`

const jointKey = `(select case when o.joint <> '' then o.joint when o.external_id <> '' then 'x:' || o.external_id else o.id end from contact o where o.id = $2 and o.workspace_id = $1)`

func (b Bond) ids() string {
	if b == ByProof {
		return provenPerson
	}
	return samePerson
}

// Person returns a contact, and after it those that are the same person.
func Person(ctx context.Context, q Querier, workspaceID, contactID string, by Bond) ([]terang.Contact, error) {
	rows, err := q.Query(ctx, `select `+contactColumns+` from contact k
		where k.workspace_id = $1 and k.id in `+by.ids()+` order by case when k.id = $2 then 0 else 1 end, k.id`, workspaceID, contactID)
	if err != nil {
		return nil, fmt.Errorf("store: person: %w", err)
	}
	defer rows.Close()
	var out []terang.Contact
	for rows.Next() {
		c, err := scanContact(rows)
		if err != nil {
			return nil, fmt.Errorf("store: person: %w", err)
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: person: %w", err)
	}
	if len(out) == 0 {
		return nil, terang.Fail(terang.NotFound, "contact_not_found")
	}
	return out, nil
}

// ConversationsOfPerson returns all conversations of [Person], in the order of their ids.
func ConversationsOfPerson(ctx context.Context, q Querier, workspaceID, contactID string, by Bond) ([]terang.Conversation, error) {
	rows, err := q.Query(ctx, `select `+conversationColumns+` from conversation c
		where c.workspace_id = $1 and c.contact_id in `+by.ids()+` order by c.id`, workspaceID, contactID)
	if err != nil {
		return nil, fmt.Errorf("store: conversations of a person: %w", err)
	}
	defer rows.Close()
	var out []terang.Conversation
	for rows.Next() {
		c, err := scanConversation(rows)
		if err != nil {
			return nil, fmt.Errorf("store: conversations of a person: %w", err)
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// MessagesOfPerson returns a page of what was said in all conversations of [Person], without notes: after a position in a
// conversation ("" and 0 for the beginning), conversation by conversation as [ConversationsOfPerson] has them.
func MessagesOfPerson(ctx context.Context, q Querier, workspaceID, contactID string, by Bond, conversationID string, since int64, limit int) ([]StoredMessage, error) {
	rows, err := q.Query(ctx, `select `+messageColumns+`, coalesce(l.idx, -1) from conversation c
		join message m on m.conversation_id = c.id
		left join leaf l on l.message_id = m.id
		where c.workspace_id = $1 and c.contact_id in `+by.ids()+` and m.kind <> 'note'
		and c.id >= $3 and m.seq > case when c.id = $3 then cast($4 as bigint) else 0 end order by c.id, m.seq limit $5`, workspaceID, contactID, conversationID, since, limit)
	if err != nil {
		return nil, fmt.Errorf("store: messages of a person: %w", err)
	}
	defer rows.Close()
	out := make([]StoredMessage, 0, min(limit, 64))
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return nil, fmt.Errorf("store: messages of a person: %w", err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}
