package delivery

import (
	"time"

	"terang"
	"terang/gate"
	"terang/store"
)

// jakarta is where nights are counted for a brand that states no zone: most of its customers live by that clock.
var jakarta = time.FixedZone("WIB", 7*60*60)

// reach puts in what the gate must know where the brand begins to talk. One change is one talk: what follows its first
// message needs no attention of its own. A merged person has one attention, whichever contact it is sought by.
func (t *Thread) reach(f *gate.Facts) error {
	k := t.Contact
	if k.Merged() {
		others, err := store.LockPerson(t.tx, k)
		if err != nil {
			return err
		}
		k = k.AsPerson(others)
	}
	r := k.Reach(t.begins, t.Now, t.d.Night(t.Conversation.WorkspaceID))
	f.Consent, f.Quiet, f.OverBudget = r.Consent, r.Quiet && !t.reached, r.OverBudget && !t.reached
	return nil
}

// Night is the zone in which a workspace's nights are counted.
func (d *Delivery) Night(workspaceID string) *time.Location {
	if d.Zone != nil {
		if own := d.Zone(workspaceID); own != nil {
			return own
		}
	}
	return jakarta
}

// began counts the talk. The write is on condition that nobody changed what the gate decided by: neither consent nor budget
// can be overtaken.
func (t *Thread) began() error {
	if t.reached {
		return nil
	}
	t.reached = true
	if t.begins == terang.ClassSecurity {
		return nil // it needs neither consent nor budget
	}
	t.Contact = t.Contact.WithReached(t.begins, t.Now)
	return store.SaveKnown(t.tx, &t.Contact)
}

// Know changes what is known of the contact; fn gets a copy and must not change maps in place.
func (t *Thread) Know(fn func(k terang.Contact) terang.Contact) error {
	t.Contact = fn(t.Contact)
	return store.SaveKnown(t.tx, &t.Contact)
}

// Stale forgets what this process remembers of a contact's conversations, after the contact was changed past it.
func (d *Delivery) Stale(contactID string) { d.cache.dropContact(contactID) }
