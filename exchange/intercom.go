package exchange

import (
	"strings"

	"terang"
)

// intercom reads what Intercom's API writes: conversations with their parts, contacts, articles, macros (saved replies) and tags,
// alone, in lists ({"type": "list", "data": […]}, {"type": "conversation.list", "conversations": […]}) or one a line. Described at
// https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation, .../contacts/contact,
// .../articles/article, .../macros and .../models/conversation_part_author.
type intercom struct{ out }

func (i *intercom) name() string { return i.system }

func (i *intercom) page(key string) bool {
	switch key {
	case "data", "conversations", "contacts", "users", "articles", "macros", "saved_replies", "tags":
		return true
	}
	return false
}

func (i *intercom) take(list string, o *object) bool {
	kind := o.text("type")
	switch {
	case kind == "conversation" || list == "conversations":
		i.conversation(o)
	case kind == "contact" || kind == "user" || kind == "lead" || list == "contacts" || list == "users":
		i.contact(o)
	case kind == "article" || list == "articles":
		i.put(thing(o, KindArticle, o.id("id"), Item{Title: o.text("title"), Body: plain(o.text("body")), Detail: map[string]any{
			"description": tidy(o.text("description"), maxFact), "status": tidy(o.text("state"), maxName), "url": tidy(o.text("url"), maxFact), "language": string(language(o.text("default_locale"))),
		}}))
	case kind == "macro" || kind == "saved_reply" || list == "macros" || list == "saved_replies":
		i.put(thing(o, KindMacro, o.id("id"), Item{Title: o.first("name", "title"), Body: plain(o.first("body_text", "body")), Detail: map[string]any{}}))
	case kind == "tag" || list == "tags":
		i.put(thing(o, KindLabel, o.id("id"), Item{Title: o.text("name"), Detail: map[string]any{}}))
	case kind == "admin":
		i.put(Row{Place: o.at, Kind: KindContact, ID: o.text("id"), Problem: &Problem{Code: "agent"}})
	default:
		i.put(Row{Place: o.at, Problem: &Problem{Code: "not_recognised", Field: "type"}})
	}
	return !i.done
}

func (i *intercom) contact(o *object) {
	i.put(person(o, o.id("id"), Contact{
		Name: o.text("name"), Email: o.text("email"), Phone: o.text("phone"), Identifier: o.text("external_id"), Language: language(o.first("language_override", "browser_language")),
		CreatedAt: o.time("created_at"), Attributes: o.facts("custom_attributes"), Labels: tagsOf(o),
	}))
}

// tagsOf reads tags, which stand in a list inside of an object, under either name.
func tagsOf(o *object) []string {
	in := o.object("tags")
	if in == nil {
		return nil
	}
	if in.has("tags") {
		return in.texts("tags")
	}
	return in.texts("data")
}

func (i *intercom) conversation(o *object) {
	id := o.id("id")
	conv := &Conversation{Status: tidy(o.text("state"), maxName), CreatedAt: o.time("created_at"), Labels: tagsOf(o), Subject: tidy(o.text("title"), maxName)}
	if firstByte(o.raw("priority")) == '"' {
		conv.Priority = tidy(o.text("priority"), maxName)
	}
	var rows []Row
	source := o.object("source")
	if source != nil {
		conv.Channel = tidy(source.text("type"), maxName)
		if s := plain(source.text("subject")); s != "" {
			conv.Subject = tidy(s, maxName)
		}
	}
	conv.ContactID = contactOf(o, source)
	if source != nil && (source.has("body") || source.has("attachments")) {
		if !source.has("created_at") {
			source.fields["created_at"] = o.fields["created_at"]
		}
		if !source.has("id") {
			source.fields["id"] = []byte(`"source"`)
		}
		rows = i.words(source, id, "source:"+id+":")
	}
	if parts := o.object("conversation_parts"); parts != nil {
		list := parts.list("conversation_parts")
		if n, ok := parseInt(parts.text("total_count")); ok && n > len(list) {
			o.note("parts_missing", "conversation_parts.total_count") // an answer holds at most 500
		}
		for _, p := range list {
			rows = append(rows, i.words(p, id, "")...)
		}
		o.after(parts)
	}
	row := o.row(KindConversation, id)
	row.Conversation = conv
	i.put(row)
	if row.Problem != nil {
		return
	}
	for _, r := range inOrder(rows) {
		i.put(r)
	}
}

func parseInt(s string) (n int, ok bool) {
	for _, r := range s {
		if r < '0' || r > '9' || n > 1<<40 {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, s != ""
}

// contactOf is the first contact of a conversation; before there were several, who began it.
func contactOf(o, source *object) string {
	if in := o.object("contacts"); in != nil {
		for _, c := range in.list("contacts") {
			return c.text("id")
		}
	}
	if u := o.object("user"); u != nil {
		return u.text("id")
	}
	if source != nil {
		if a := source.object("author"); a != nil && intercomContact(a.text("type")) {
			return a.text("id")
		}
	}
	return ""
}

func intercomContact(kind string) bool { return kind == "user" || kind == "lead" || kind == "contact" }

// words are the rows of a part; assignments and other changes without words are none.
func (i *intercom) words(o *object, conversation, prefix string) []Row {
	m := Message{ConversationID: conversation, Text: plain(o.text("body")), At: o.time("created_at")}
	for _, a := range o.list("attachments") {
		m.Attachments = append(m.Attachments, a.first("name", "url"))
	}
	if m.Text == "" && len(m.Attachments) == 0 {
		return nil
	}
	m.Kind, m.Name = intercomAuthor(o)
	m.Direction = terang.Out
	if m.Kind == terang.KindContact {
		m.Direction = terang.In
	}
	if o.text("part_type") == "note" || strings.HasPrefix(o.text("part_type"), "note_") {
		m.Direction = terang.Internal
	}
	return said(o, prefix+o.id("id"), m)
}

// intercomAuthor is who wrote. Bots and campaigns may write under an admin's name: how it was delivered tells them apart, and a
// team is nobody in particular.
func intercomAuthor(o *object) (terang.AuthorKind, string) {
	a := o.object("author")
	if a == nil {
		return terang.KindUnknown, ""
	}
	name := a.text("name")
	switch kind := a.text("type"); {
	case a.yes("from_ai_agent"), a.yes("is_ai_answer"):
		return terang.KindAI, "intercom fin"
	case intercomContact(kind):
		return terang.KindContact, name
	case kind == "bot", strings.HasPrefix(a.text("email"), "operator+"):
		return terang.KindAutomation, "intercom bot"
	case kind == "admin":
		switch o.text("delivered_as") {
		case "automated", "operator_initiated", "campaigns_initiated":
			return terang.KindAutomation, "intercom " + o.text("delivered_as")
		}
		return terang.KindHuman, name
	}
	return terang.KindUnknown, name
}
