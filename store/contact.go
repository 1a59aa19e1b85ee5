package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"terang"
)

const contactColumns = `k.id, k.workspace_id, k.external_id, k.name, k.language, k.salt, k.created_at, ` + knownColumns

// knownColumns are what grows with a contact: read with every turn, so that no turn needs a statement of its own for them.
const knownColumns = `k.attributes, k.consent, k.reached, k.segments, k.revision, k.joint, k.joined_at, ` + mattersOf

// known is the stored form of what grows with a contact.
type known struct {
	attributes, consent, reached, segments string
	revision                               int64
	joint                                  string // only read, as the next two: see [Rejoin]
	joinedAt                               int64
	matters                                string
}

func (x *known) dest() []any {
	return []any{&x.attributes, &x.consent, &x.reached, &x.segments, &x.revision, &x.joint, &x.joinedAt, &x.matters}
}

const nothing = "{}"

// put reads the stored form into a contact. Most contacts have nothing, and then nothing is read.
func (x *known) put(c *terang.Contact) error {
	c.Revision, c.Joint, c.JoinedAt, c.Matters = x.revision, x.joint, Time(x.joinedAt), parseMatters(x.matters)
	for _, one := range []struct {
		text string
		into any
	}{{x.attributes, &c.Attributes}, {x.consent, &c.Consent}, {x.reached, &c.Reached}, {x.segments, &c.Segments}} {
		if one.text == nothing || one.text == none || one.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(one.text), one.into); err != nil {
			return fmt.Errorf("store: contact %s: %w", c.ID, err)
		}
	}
	return nil
}

func knownOf(c *terang.Contact) (x known, err error) {
	x = known{attributes: nothing, consent: nothing, reached: nothing, segments: none, revision: c.Revision}
	for _, one := range []struct {
		text *string
		from any
		n    int
	}{{&x.attributes, c.Attributes, len(c.Attributes)}, {&x.consent, c.Consent, len(c.Consent)}, {&x.reached, c.Reached, len(c.Reached)}, {&x.segments, c.Segments, len(c.Segments)}} {
		if one.n == 0 {
			continue
		}
		b, err := json.Marshal(one.from)
		if err != nil {
			return x, fmt.Errorf("store: contact: %w", err)
		}
		*one.text = string(b)
	}
	return x, nil
}

// InsertContact stores a new contact.
func InsertContact(tx *Tx, c terang.Contact) error {
	x, err := knownOf(&c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into contact (id, workspace_id, external_id, name, language, salt, created_at, attributes, consent, reached, segments)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.ID, c.WorkspaceID, c.ExternalID, c.Name, string(c.Language), c.Salt, Millis(c.CreatedAt), x.attributes, x.consent, x.reached, x.segments)
	if err != nil {
		return err
	}
	return addContactWords(tx, &c)
}

// scanContact reads contactColumns, and what is selected behind them.
func scanContact(row scanner, behind ...any) (terang.Contact, error) {
	var c terang.Contact
	var language string
	var created int64
	var x known
	err := row.Scan(append([]any{&c.ID, &c.WorkspaceID, &c.ExternalID, &c.Name, &language, &c.Salt, &created}, append(x.dest(), behind...)...)...)
	if err != nil {
		return c, err
	}
	c.Language, c.CreatedAt = terang.Language(language), Time(created)
	return c, x.put(&c)
}

// Contact returns a contact of the workspace.
func Contact(ctx context.Context, q Querier, workspaceID, id string) (terang.Contact, error) {
	return oneContact(q.QueryRow(ctx, `select `+contactColumns+` from contact k where k.id = $1 and k.workspace_id = $2`, id, workspaceID))
}

// ContactByExternalID returns the newest contact that the brand knows by its own id.
func ContactByExternalID(ctx context.Context, q Querier, workspaceID, externalID string) (terang.Contact, error) {
	return oneContact(q.QueryRow(ctx, `select `+contactColumns+` from contact k where k.workspace_id = $1 and k.external_id = $2 and k.external_id <> ''
		order by k.created_at desc, k.id desc limit 1`, workspaceID, externalID))
}

func oneContact(row Row) (terang.Contact, error) {
	c, err := scanContact(row)
	if errors.Is(err, sql.ErrNoRows) {
		return c, terang.Fail(terang.NotFound, "contact_not_found")
	}
	if err != nil {
		return c, fmt.Errorf("store: contact: %w", err)
	}
	return c, nil
}

// SaveKnown writes a contact's attributes, consent, attention and segments over the revision that it was read at, and raises
// it. If somebody else was faster nothing is written and the error's kind is Conflict.
func SaveKnown(tx *Tx, c *terang.Contact) error {
	x, err := knownOf(c)
	if err != nil {
		return err
	}
	c.Revision++
	if err := indexAddresses(tx, c); err != nil {
		return err
	}
	return tx.Expect(movedOn(), `update contact set attributes = $1, consent = $2, reached = $3, segments = $4, revision = $5 where id = $6 and workspace_id = $7 and revision = $8`,
		x.attributes, x.consent, x.reached, x.segments, c.Revision, c.ID, c.WorkspaceID, x.revision)
}

// VerifyContact records who the brand's system says that the contact is.
func VerifyContact(tx *Tx, workspaceID, id, externalID, name string) error {
	if _, err := tx.Exec(`update contact set external_id = $1, name = $2 where id = $3 and workspace_id = $4`, externalID, name, id, workspaceID); err != nil {
		return err
	}
	k, err := Contact(context.Background(), tx.Reader(), workspaceID, id)
	if err != nil {
		return err
	}
	if err := indexContact(tx, &k); err != nil {
		return err
	}
	return reindexName(tx, workspaceID, id, nameText(name, externalID))
}
