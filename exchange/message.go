package exchange

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"terang"
)

// said are the rows of one utterance: a text that is longer than a message may be comes in parts, cut where a paragraph ends.
func said(o *object, id string, m Message) []Row {
	m.Name = Name(m.Name)
	m.Attachments = clip(m.Attachments)
	if m.Text = paragraphs(m.Text); m.Text == "" && len(m.Attachments) == 0 {
		o.fail("empty", "", "")
	}
	if m.At.IsZero() {
		o.fail("missing", "created_at", "")
	}
	parts := split(m.Text, terang.MaxText)
	if len(parts) > 1 {
		o.note("parts", "")
	}
	rows := make([]Row, 0, len(parts))
	for i, text := range parts {
		one := m
		one.Text = text
		if i < len(parts)-1 {
			one.Attachments = nil
		}
		row := o.row(KindMessage, id)
		if i > 0 {
			row.ID += "~" + strconv.Itoa(i+1)
		}
		row.Message = &one
		rows = append(rows, row)
	}
	return rows
}

// split cuts a text into parts of at most so many characters: after a paragraph, a sentence or a word where there is one.
func split(s string, most int) []string {
	var parts []string
	for utf8.RuneCountInString(s) > most {
		end := byteOf(s, most)
		at := end
		for _, mark := range []string{"\n\n", "\n", ". ", " "} {
			if i := strings.LastIndex(s[:end], mark); i >= end/2 {
				at = i + len(mark)
				break
			}
		}
		parts = append(parts, strings.TrimSpace(s[:at]))
		s = strings.TrimSpace(s[at:])
	}
	return append(parts, s)
}

func byteOf(s string, runes int) int {
	n := 0
	for i := range s {
		if n == runes {
			return i
		}
		n++
	}
	return len(s)
}

// inOrder sorts the messages of one conversation by their time; those of the same time stay as they stood.
func inOrder(rows []Row) []Row {
	slices.SortStableFunc(rows, func(a, b Row) int { return a.Message.At.Compare(b.Message.At) })
	return rows
}

// person forms a contact's row out of what was read of it.
func person(o *object, id string, c Contact) Row {
	c.Name = Name(c.Name)
	if raw := c.Phone; raw != "" {
		if c.Phone = Phone(raw); c.Phone == "" {
			o.note("phone", "phone")
		}
	}
	if raw := c.Email; raw != "" {
		if c.Email = Email(raw); c.Email == "" {
			o.note("email", "email")
		}
	}
	c.Identifier = tidy(c.Identifier, maxName)
	row := o.row(KindContact, id)
	row.Contact = &c
	return row
}

// thing forms the row of a macro, a label or an article.
func thing(o *object, kind Kind, id string, it Item) Row {
	if it.Title = tidy(it.Title, maxName); it.Title == "" {
		o.fail("missing", "title", "")
	}
	it.Body = paragraphs(it.Body)
	switch {
	case it.Body == "" && kind != KindLabel:
		o.fail("missing", "body", "")
	case len(it.Body) > maxBody:
		o.fail("too_long", "body", "")
	}
	for k, v := range it.Detail {
		if s, ok := v.(string); ok && s == "" || v == nil {
			delete(it.Detail, k)
		}
		if l, ok := v.([]string); ok && len(l) == 0 {
			delete(it.Detail, k)
		}
	}
	row := o.row(kind, id)
	row.Item = &it
	return row
}
