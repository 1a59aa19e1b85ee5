package exchange

import (
	"strings"

	"terang"
)

// zendesk reads what Zendesk writes: the answers of its API and of its incremental exports (pages of tickets, users, ticket_events
// and articles with end_time or after_cursor), and the account's export, one object a line. Described at
// https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/ ("Incremental Ticket Export",
// "Incremental Ticket Event Export" with comment_events), .../tickets/tickets/, .../tickets/ticket_comments/, .../users/users/,
// .../business-rules/macros/, https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/ and
// https://support.zendesk.com/hc/en-us/articles/4408886165402 (export to JSON).
type zendesk struct {
	out
	people *people
}

func (z *zendesk) name() string { return z.system }

func (z *zendesk) page(key string) bool {
	switch key {
	case "tickets", "users", "macros", "articles", "ticket_events", "ticket", "user", "macro", "article":
		return true
	}
	return false
}

func (z *zendesk) take(list string, o *object) bool {
	switch {
	case strings.HasPrefix(list, "ticket_event"), o.has("child_events"):
		z.events(o)
	case strings.HasPrefix(list, "ticket"), o.has("requester_id") && o.has("status"), o.has("comments"):
		z.ticket(o)
	case strings.HasPrefix(list, "macro"), o.has("actions"):
		z.macro(o)
	case strings.HasPrefix(list, "article"), o.has("section_id"):
		z.put(thing(o, KindArticle, o.id("id"), Item{Title: o.first("title", "name"), Body: plain(o.text("body")), Detail: map[string]any{
			"language": string(language(o.text("locale"))), "labels": o.texts("label_names"), "url": tidy(o.text("html_url"), maxFact), "draft": draftOf(o),
		}}))
	case strings.HasPrefix(list, "user"), o.has("role"), o.has("email"):
		z.user(o)
	default:
		z.put(Row{Place: o.at, Problem: &Problem{Code: "not_recognised"}})
	}
	return !z.done
}

func draftOf(o *object) any {
	if o.yes("draft") {
		return true
	}
	return nil
}

func (z *zendesk) user(o *object) string {
	id := o.id("id")
	name := Name(o.text("name"))
	switch o.text("role") {
	case "agent", "admin":
		z.people.put(id, author{terang.KindHuman, name})
		row := o.row(KindContact, id)
		row.Problem = &Problem{Code: "agent"}
		z.put(row)
		return id
	}
	z.people.put(id, author{terang.KindContact, name})
	z.put(person(o, id, Contact{
		Name: name, Email: o.text("email"), Phone: o.text("phone"), Identifier: o.text("external_id"), Language: language(o.text("locale")),
		CreatedAt: o.time("created_at"), Attributes: o.facts("user_fields"), Labels: o.texts("tags"),
	}))
	return id
}

// aside takes a user that is told inside of a ticket, as the account's export does.
func (z *zendesk) aside(o *object, field string) string {
	u := o.object(field)
	if u == nil || !u.has("id") {
		return ""
	}
	id := u.id("id")
	switch _, known := z.people.get(id); {
	case known:
	case field == "requester":
		z.user(u)
	case u.has("role") && u.text("role") != "end-user":
		z.people.put(id, author{terang.KindHuman, Name(u.text("name"))})
	}
	return id
}

func (z *zendesk) ticket(o *object) {
	id := o.id("id")
	if o.text("status") == "deleted" {
		o.fail("deleted", "status", "")
	}
	conv := &Conversation{
		Status: tidy(o.text("status"), maxName), Subject: tidy(o.first("subject", "raw_subject"), maxName), Priority: tidy(o.text("priority"), maxName),
		Labels: o.texts("tags"), CreatedAt: o.time("created_at"), ContactID: o.text("requester_id"),
	}
	if via := o.object("via"); via != nil {
		conv.Channel = tidy(via.text("channel"), maxName)
	}
	if requester := z.aside(o, "requester"); requester != "" {
		conv.ContactID = requester
	}
	z.aside(o, "assignee")
	comments := o.list("comments")
	words, at := o.text("description"), conv.CreatedAt
	row := o.row(KindConversation, id)
	row.Conversation = conv
	if len(comments) == 0 && words != "" {
		row.Notes = append(row.Notes, Note{Code: "description_only", Field: "comments"})
	}
	z.put(row)
	if row.Problem != nil {
		return
	}
	var rows []Row
	for _, m := range comments {
		rows = append(rows, z.comment(m, id, conv.ContactID)...)
	}
	if len(comments) == 0 && words != "" { // the description is the first comment, in short
		rows = said(o, "description:"+id, Message{ConversationID: id, Kind: terang.KindContact, Direction: terang.In, Text: words, At: at})
	}
	for _, r := range inOrder(rows) {
		z.put(r)
	}
}

func (z *zendesk) comment(o *object, ticket, requester string) []Row {
	text := o.first("plain_body", "body")
	if html := o.text("html_body"); text == "" && html != "" {
		text = html
	}
	m := Message{ConversationID: ticket, Text: plain(text), At: o.time("created_at"), Direction: terang.Out}
	m.Kind, m.Name = z.author(o, requester)
	if m.Kind == terang.KindContact {
		m.Direction = terang.In
	}
	if o.has("public") && !o.yes("public") {
		m.Direction = terang.Internal
	}
	for _, a := range o.list("attachments") {
		m.Attachments = append(m.Attachments, a.first("file_name", "content_url", "id"))
	}
	return said(o, o.id("id"), m)
}

// author is who wrote a comment. What came by a rule was written by no person, whoever's name it bears; who was not told of
// before is unknown.
func (z *zendesk) author(o *object, requester string) (terang.AuthorKind, string) {
	id := o.text("author_id")
	if via := o.object("via"); via != nil {
		switch via.text("channel") {
		case "rule", "system", "trigger", "automation", "business_rule":
			return terang.KindAutomation, "zendesk " + via.text("channel")
		}
	}
	switch who, known := z.people.get(id); {
	case id == "-1":
		return terang.KindSystem, ""
	case known:
		return who.kind, who.name
	case id != "" && id == requester:
		return terang.KindContact, ""
	}
	return terang.KindUnknown, ""
}

// events takes the comments out of a ticket event; the other changes of a ticket are no words.
func (z *zendesk) events(o *object) {
	ticket := o.id("ticket_id")
	for _, e := range o.list("child_events") {
		if e.text("event_type") != "Comment" && e.text("type") != "Comment" {
			continue
		}
		if !e.has("created_at") {
			if at, ok := o.fields["created_at"]; ok {
				e.fields["created_at"] = at
			}
		}
		if e.problem == nil {
			e.problem = o.problem
		}
		for _, r := range z.comment(e, ticket, "") {
			z.put(r)
		}
	}
	if o.problem != nil {
		z.put(o.row(KindMessage, ""))
	}
}

// macro takes the words of a macro: the actions comment_value and comment_value_html. What else it does is kept as it was told.
func (z *zendesk) macro(o *object) {
	it := Item{Title: o.text("title"), Detail: map[string]any{"description": tidy(o.text("description"), maxFact)}}
	var also []string
	for _, a := range o.list("actions") {
		field := a.text("field")
		switch field {
		case "comment_value", "comment_value_html":
			it.Body = plain(macroText(a))
		default:
			also = append(also, field)
		}
	}
	if it.Detail["also"] = clip(also); it.Body == "" {
		o.note("macro_without_words", "actions")
		it.Body = strings.Join(clip(also), ", ")
	}
	if o.has("active") && !o.yes("active") {
		it.Detail["inactive"] = true
	}
	z.put(thing(o, KindMacro, o.id("id"), it))
}

// macroText is a value, or the second of a pair: ["channel:all", "words"].
func macroText(a *object) string {
	if firstByte(a.raw("value")) != '[' {
		return a.text("value")
	}
	pair := a.texts("value")
	if len(pair) == 0 {
		return ""
	}
	return pair[len(pair)-1]
}
