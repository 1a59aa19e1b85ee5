package move

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"terang"
	"terang/exchange"
	"terang/store"
)

// purpose is what imported facts are kept for; without one no fact about a contact is kept.
const purpose = "contact"

// maxFacts is how many attributes a contact may have for an import to add one.
const maxFacts = 56

func sourceOf(system string) string { return "import " + system }

// contact stores a person, or what has changed of one. What people here have found out since counts more than the old system.
func (s *step) contact(row *exchange.Row, r *Result) error {
	r.Own = s.own("con", row.System, row.ID)
	if gone, err := store.Erased(s.ctx, s.q, s.WorkspaceID, r.Own); err != nil || gone {
		if err != nil {
			return err
		}
		return refuse("erased", "", "")
	}
	have, err := store.Contact(s.ctx, s.q, s.WorkspaceID, r.Own)
	isNew := terang.KindOf(err) == terang.NotFound
	if err != nil && !isNew {
		return err
	}
	if isNew {
		at := row.Contact.CreatedAt
		if at.IsZero() {
			at = s.now
		}
		have = terang.Contact{ID: r.Own, WorkspaceID: s.WorkspaceID, Language: s.Language, CreatedAt: at, Salt: s.random(32)}
	}
	next, renamed, known := s.told(have, row)
	r.DuplicateOf = s.duplicate(r.Own, row.Contact)
	switch {
	case isNew && s.tx == nil && s.will("contact "+r.Own):
		r.Action = Same // twice in the files; the later telling is compared when it is stored
		return nil
	case isNew:
		r.Action = Create
		s.made("contact", r.Own)
		if s.tx == nil {
			return nil
		}
		return store.InsertContact(s.tx, next)
	case !renamed && !known:
		r.Action = Same
		return nil
	}
	r.Action = Update
	if s.tx == nil {
		return nil
	}
	if renamed {
		if err := store.RenameContact(s.tx, &next); err != nil {
			return err
		}
	}
	if !known {
		return nil
	}
	return store.SaveKnown(s.tx, &next)
}

// told returns the contact with what a row tells, and what of it is new.
func (s *step) told(c terang.Contact, row *exchange.Row) (next terang.Contact, renamed, known bool) {
	from := sourceOf(row.System)
	if row.Contact.Name != "" && row.Contact.Name != c.Name && !c.Verified() {
		c.Name, renamed = row.Contact.Name, true
	}
	if l := row.Contact.Language; l != "" && l != c.Language {
		c.Language, renamed = l, true
	}
	facts := maps.Clone(row.Contact.Attributes)
	if facts == nil {
		facts = make(map[string]any, 4)
	}
	for name, v := range map[string]string{
		"email": row.Contact.Email, "phone": row.Contact.Phone, "external_id": row.Contact.Identifier, "labels": strings.Join(row.Contact.Labels, ", "),
	} {
		if v != "" {
			facts[name] = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		was, ok := c.Attributes[name]
		if ok && (was.Source != from || was.Value == facts[name]) {
			continue
		}
		if !ok && len(c.Attributes) >= maxFacts { // more would push out what was remembered here
			continue
		}
		c = c.WithAttribute(name, terang.Attribute{Value: facts[name], Purpose: purpose, Source: from, At: s.now})
		known = true
	}
	return c, renamed, known
}

// load reads the numbers and addresses of the contacts that are there, before the first contact of an import.
func (j *job) load(ctx context.Context, rows []exchange.Row) error {
	if j.loaded || !slices.ContainsFunc(rows, func(r exchange.Row) bool { return r.Contact != nil }) {
		return nil
	}
	for after := ""; len(j.numbers) < maxNumbers; {
		page, err := store.Contacts(ctx, j.db, j.WorkspaceID, after, pageRows)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			for _, name := range []string{"email", "phone"} {
				if v, ok := c.Attributes[name].Value.(string); ok {
					j.note(name, v, c.ID)
				}
			}
		}
		after = page[len(page)-1].ID
	}
	j.loaded = true
	return nil
}

func (j *job) note(name, value, id string) (other string) {
	if name == "phone" {
		value = exchange.Phone(value)
	} else {
		value = exchange.Email(value)
	}
	if value == "" {
		return ""
	}
	key := maphash.String(j.seed, name+" "+value)
	if have, ok := j.numbers[key]; ok {
		if have != id {
			return have
		}
		return ""
	}
	if len(j.numbers) < maxNumbers {
		j.numbers[key] = id
	}
	return ""
}

// duplicate returns another contact that has the same number or address.
func (j *job) duplicate(id string, c *exchange.Contact) string {
	byPhone, byEmail := j.note("phone", c.Phone, id), j.note("email", c.Email, id)
	if byPhone != "" {
		return byPhone
	}
	return byEmail
}
