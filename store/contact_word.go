package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"terang"
)

// Limits of what a contact is found by.
const (
	maxContactWords = 48
	minNumberEnd    = 4  // shortest end of a number that finds it
	maxNumberDigits = 15 // of a phone number (ITU-T E.164)
	minNumberDigits = 7
	contactWordStep = 200 // contacts that one step of the back-fill reads
)

// The kinds of what a contact is found by.
const (
	wordName  = "name"
	wordID    = "id"    // the brand's own
	wordPhone = "phone" // whole, with its country
	wordEmail = "email"
	wordEnd   = "end" // of a phone number
)

// contactWord is one word by which a contact is found.
type contactWord struct {
	word, kind string
	proven     bool
}

// foundBy are the words of a contact. Of addresses it says whether the house was told them by the brand's own system or by the one
// that it came from; what somebody typed in a talk proves nothing.
func foundBy(c *terang.Contact) []contactWord {
	var out []contactWord
	add := func(word, kind string, proven bool) {
		w := contactWord{word, kind, proven}
		if word != "" && len(out) < maxContactWords && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, w := range read(c.Name).Words {
		add(w, wordName, false)
	}
	add(plain(c.ExternalID), wordID, false)
	for _, w := range read(c.ExternalID).Words {
		add(w, wordID, false)
	}
	for _, name := range addressNames() {
		a, ok := c.Attributes[name]
		text, isText := a.Value.(string)
		if !ok || !isText {
			continue
		}
		proven := !strings.HasPrefix(a.Source, "conversation ")
		if email := emailWord(text); email != "" {
			add(email, wordEmail, proven)
			continue
		}
		phone := phoneWord(text)
		add(phone, wordPhone, proven)
		for i := 1; i+minNumberEnd <= len(phone); i++ {
			add(phone[i:], wordEnd, false)
		}
	}
	return out
}

// addressNames are the attributes that hold an address, in order.
func addressNames() []string {
	return []string{"email", "hp", "mobile", "phone", "phone_number", "telepon", "whatsapp"}
}

// plain is a text's letters and digits, in lower case.
func plain(s string) string { return strings.Join(read(s).Words, "") }

func emailWord(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if at := strings.LastIndexByte(s, '@'); at < 1 || at == len(s)-1 || strings.ContainsAny(s, " ,;<>") || len(s) > 254 {
		return ""
	}
	return s
}

// phoneWord is a phone number's digits with its country's, "" for what is none. A number that names no country is Indonesian.
func phoneWord(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" +-.()/", r):
			return ""
		}
	}
	digits := b.String()
	switch {
	case strings.HasPrefix(digits, "00"):
		digits = digits[2:]
	case strings.HasPrefix(digits, "0"):
		digits = "62" + digits[1:]
	case strings.HasPrefix(digits, "8") && !strings.HasPrefix(strings.TrimSpace(s), "+"):
		digits = "62" + digits
	}
	if len(digits) < minNumberDigits || len(digits) > maxNumberDigits {
		return ""
	}
	return digits
}

// indexContact replaces the words by which a contact is found.
func indexContact(tx *Tx, c *terang.Contact) error {
	if err := tx.Do(`delete from contact_word where contact_id = $1`, c.ID); err != nil {
		return err
	}
	return addContactWords(tx, c)
}

// addContactWords adds them in one statement; a contact of whom nothing is known costs none.
func addContactWords(tx *Tx, c *terang.Contact) error {
	words := foundBy(c)
	if len(words) == 0 {
		return nil
	}
	var sb strings.Builder
	sb.WriteString(`insert into contact_word (workspace_id, word, contact_id, kind, proven) values `)
	args := []any{c.WorkspaceID, c.ID}
	for i, w := range words {
		if i > 0 {
			sb.WriteString(`, `)
		}
		args = append(args, w.word, w.kind, flag(w.proven))
		fmt.Fprintf(&sb, `($1, $%d, $2, $%d, $%d)`, len(args)-2, len(args)-1, len(args))
	}
	sb.WriteString(` on conflict do nothing`)
	return tx.Do(sb.String(), args...)
}

// indexAddresses keeps the addresses by which a contact is found as what is known of them changes. Most know none, and then there is
// nothing to add; what is no longer known is taken out either way.
func indexAddresses(tx *Tx, c *terang.Contact) error {
	words := foundBy(c)
	if err := tx.Do(`delete from contact_word where contact_id = $1 and kind in ('phone', 'email', 'end')`, c.ID); err != nil {
		return err
	}
	if !slices.ContainsFunc(words, func(w contactWord) bool { return w.kind == wordPhone || w.kind == wordEmail }) {
		return nil
	}
	return addContactWords(tx, c)
}

// foundAgain lets a contact that came with a file be found.
func foundAgain(tx *Tx, workspaceID string, r *PortableRecord) error {
	k, err := Contact(context.Background(), tx.Reader(), workspaceID, r.ID())
	if err != nil {
		return err
	}
	return indexContact(tx, &k)
}

const contactWordsAt = "contact_words" // the contact after which the back-fill goes on; no row once all is done

// BackfillContacts adds the words of the next contacts from before there were any, and reports whether any are left.
func BackfillContacts(ctx context.Context, db *DB) (more bool, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		more = false
		var there int64
		var after string
		if err := tx.QueryRow(`select count(*), coalesce(max(value), '') from meta where name = $1`, contactWordsAt).Scan(&there, &after); err != nil || there == 0 {
			return err
		}
		contacts, err := readContacts(ctx, tx.Reader(), `select `+contactColumns+` from contact k where k.id > $1 order by k.id limit $2`, after, contactWordStep)
		if err != nil {
			return err
		}
		for i := range contacts {
			if err := indexContact(tx, &contacts[i]); err != nil {
				return err
			}
			after = contacts[i].ID
		}
		if more = len(contacts) == contactWordStep; !more {
			return tx.Do(`delete from meta where name = $1`, contactWordsAt)
		}
		return tx.Do(`update meta set value = $1 where name = $2`, after, contactWordsAt)
	})
	if err != nil {
		return false, fmt.Errorf("store: back-fill of contacts: %w", err)
	}
	return more, nil
}

// Likeness is an address that two contacts share.
type Likeness struct {
	Contact terang.Contact // the other one
	Kind    string         // "phone" or "email"
	Address string
}

// maxLikenesses bounds what is proposed for one contact.
const maxLikenesses = 20

// AlikeContacts returns the contacts that have a proven address of a contact's own person, and are not that person: who may be the same.
func AlikeContacts(ctx context.Context, q Querier, workspaceID, contactID string) ([]Likeness, error) {
	rows, err := q.Query(ctx, `select `+contactColumns+`, w.kind, w.word from contact_word o
		join contact_word w on w.workspace_id = o.workspace_id and w.word = o.word and w.kind = o.kind
		join contact k on k.id = w.contact_id
		where o.workspace_id = $1 and o.contact_id in `+samePerson+` and o.kind in ('phone', 'email') and o.proven > 0 and w.proven > 0 and k.id not in `+samePerson+`
		order by k.created_at desc, k.id, w.kind limit $3`, workspaceID, contactID, maxLikenesses)
	if err != nil {
		return nil, fmt.Errorf("store: alike contacts: %w", err)
	}
	defer rows.Close()
	var out []Likeness
	for rows.Next() {
		var l Likeness
		if l.Contact, err = scanContact(rows, &l.Kind, &l.Address); err != nil {
			return nil, fmt.Errorf("store: alike contacts: %w", err)
		}
		if !slices.ContainsFunc(out, func(o Likeness) bool {
			return o.Contact.ID == l.Contact.ID && o.Kind == l.Kind && o.Address == l.Address
		}) {
			out = append(out, l)
		}
	}
	return out, rows.Err()
}

// CountTalks counts the conversations of contacts.
func CountTalks(ctx context.Context, q Querier, workspaceID string, contactIDs []string) (int64, error) {
	args := &list{}
	args.sql.WriteString(`select count(*) from conversation c where c.contact_id in (` + args.all(contactIDs) + `) and c.workspace_id = ` + args.add(workspaceID))
	var n int64
	if err := q.QueryRow(ctx, args.sql.String(), args.args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("store: count conversations of a person: %w", err)
	}
	return n, nil
}

// ContactQuery asks for contacts, the newest first.
type ContactQuery struct {
	WorkspaceID string
	Text        string // words of a name, the beginning of one, a number or its end, an address; "" for all
	Before      *Cursor
	Limit       int
}

// ListedContact is a contact as a list shows it.
type ListedContact struct {
	terang.Contact
	Conversations int64 // counted to 100
	LastAt        int64 // when something last happened, 0 where nothing did
}

// FindContacts returns a page of contacts that have every word of the question: the newest first.
func FindContacts(ctx context.Context, q Querier, in ContactQuery) ([]ListedContact, error) {
	args := []any{in.WorkspaceID}
	where := `k.workspace_id = $1`
	for _, w := range asked(in.Text) {
		parts := make([]string, len(w))
		for i, one := range w {
			args = append(args, one.from)
			match := fmt.Sprintf(`w.word = $%d`, len(args))
			if one.prefix {
				args = append(args, after(one.from))
				match = fmt.Sprintf(`w.word >= $%d and w.word < $%d`, len(args)-1, len(args))
			}
			parts[i] = `k.id in (select w.contact_id from contact_word w where w.workspace_id = $1 and ` + match + `)`
		}
		where += ` and (` + strings.Join(parts, ` or `) + `)`
	}
	if in.Before != nil {
		args = append(args, in.Before.At, in.Before.ID)
		where += fmt.Sprintf(` and (k.created_at < $%d or k.created_at = $%d and k.id < $%d)`, len(args)-1, len(args)-1, len(args))
	}
	args = append(args, in.Limit)
	rows, err := q.Query(ctx, `select `+contactColumns+`, (select count(*) from (select 1 from conversation c where c.contact_id = k.id limit 100) as t),
		coalesce((select max(c.last_at) from conversation c where c.contact_id = k.id), 0)
		from contact k where `+where+fmt.Sprintf(` order by k.created_at desc, k.id desc limit $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("store: find contacts: %w", err)
	}
	defer rows.Close()
	var out []ListedContact
	for rows.Next() {
		var l ListedContact
		if l.Contact, err = scanContact(rows, &l.Conversations, &l.LastAt); err != nil {
			return nil, fmt.Errorf("store: find contacts: %w", err)
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// after is a word that comes after all that begin with a prefix, in the order of bytes and in that of any language: of folded letters and
// digits the last is raised, past the end of its kind to the next one.
func after(prefix string) string {
	r, size := utf8.DecodeLastRuneInString(prefix)
	switch r {
	case '9':
		r = 'a'
	case 'z':
		r = 'α'
	default:
		r++
	}
	return prefix[:len(prefix)-size] + string(r)
}

// wanted is one way in which a word of a question may stand there.
type wanted struct {
	from   string
	prefix bool
}

// maxAsked bounds the words of a question.
const maxAsked = 6

// asked reads a question: a whole address, a number with its blanks, or words each of which must be there.
func asked(text string) [][]wanted {
	if email := emailWord(text); email != "" {
		return [][]wanted{{{email, false}}}
	}
	if phone := phoneWord(text); phone != "" {
		digits := plain(text)
		return [][]wanted{{{phone, true}, {digits, true}}}
	}
	var out [][]wanted
	for _, w := range read(text).Words {
		if len(out) == maxAsked {
			break
		}
		out = append(out, []wanted{{w, true}})
	}
	return out
}

// AddressesOf returns the number and the e-mail address that a contact is known by, "" for none.
func AddressesOf(c terang.Contact) (phone, email string) {
	for _, name := range addressNames() {
		text, ok := c.Attributes[name].Value.(string)
		switch {
		case !ok:
		case email == "" && emailWord(text) != "":
			email = emailWord(text)
		case phone == "" && phoneWord(text) != "":
			phone = "+" + phoneWord(text)
		}
	}
	return phone, email
}

// ChannelsOf returns on which channels contacts have spoken, in order, by contact.
func ChannelsOf(ctx context.Context, q Querier, workspaceID string, contactIDs []string) (map[string][]string, error) {
	args := &list{}
	args.sql.WriteString(`select distinct c.contact_id, c.channel from conversation c where c.contact_id in (` + args.all(contactIDs) + `) and c.workspace_id = ` + args.add(workspaceID) + ` order by 1, 2`)
	rows, err := args.query(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("store: channels of contacts: %w", err)
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var id, channel string
		if err := rows.Scan(&id, &channel); err != nil {
			return nil, fmt.Errorf("store: channels of contacts: %w", err)
		}
		out[id] = append(out[id], channel)
	}
	return out, rows.Err()
}

// OpenTalks returns the open conversations of contacts, the last first.
func OpenTalks(ctx context.Context, q Querier, workspaceID string, contactIDs []string, limit int) ([]Listed, error) {
	args := &list{}
	args.sql.WriteString(`select ` + conversationColumns + `, k.name, k.external_id from conversation c join contact k on k.id = c.contact_id where c.contact_id in (` + args.all(contactIDs) + `)
		and c.status = 'open' and c.last_inbound > 0 and c.workspace_id = ` + args.add(workspaceID) + ` order by c.last_at desc, c.id desc limit ` + args.add(limit))
	return listed(ctx, q, args)
}

// AgentNames returns the names of a workspace's agents by their ids, also of those who are no longer there.
func AgentNames(ctx context.Context, q Querier, workspaceID string) (map[string]string, error) {
	return pairs(ctx, q, `select id, name from agent where workspace_id = $1`, workspaceID)
}
