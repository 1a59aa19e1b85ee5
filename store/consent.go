package store

import (
	"cmp"
	"time"

	"terang"
)

// ConsentChange is what a contact said about being written to, at one time.
type ConsentChange struct {
	ContactID string
	Class     terang.Class // "" for everything that the brand begins but security
	Given     bool
	Source    string
	At        time.Time
}

// everyClass stands for a word about everything.
const everyClass = "all"

// InsertConsent keeps what a contact said. It stands with the contact it came from, whoever else it holds for.
func InsertConsent(tx *Tx, workspaceID string, c ConsentChange) error {
	return tx.Do(`insert into consent_change (workspace_id, contact_id, class, given, source, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
		workspaceID, c.ContactID, cmp.Or(string(c.Class), everyClass), flag(c.Given), c.Source, Millis(c.At))
}
