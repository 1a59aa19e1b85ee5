package exchange

import (
	"strings"

	"terang"
)

// chatwoot reads the answers of Chatwoot's application API: lists of conversations, of messages, contacts, canned responses,
// labels and articles, as described at https://developers.chatwoot.com/api-reference/introduction ("Conversations: list", "Messages:
// get", "Contacts: list", "Canned Responses", "Labels", "Articles").
type chatwoot struct{ out }

func (c *chatwoot) name() string { return c.system }

func (c *chatwoot) page(key string) bool {
	switch key {
	case "payload", "data", "contact", "contacts", "conversations", "canned_responses", "articles":
		return true
	}
	return false
}

func (c *chatwoot) take(_ string, o *object) bool {
	switch {
	case o.has("message_type"):
		c.message(o, o.text("conversation_id"), "")
	case o.has("short_code"):
		c.put(thing(o, KindMacro, o.id("id"), Item{Title: o.text("short_code"), Body: o.text("content")}))
	case o.has("messages"), o.has("status") && o.has("inbox_id"):
		c.conversation(o)
	case o.has("title") && (o.has("color") || o.has("show_on_sidebar")):
		c.put(thing(o, KindLabel, o.id("id"), Item{Title: o.text("title"), Body: o.text("description"), Detail: map[string]any{"color": o.text("color")}}))
	case o.has("title") && (o.has("content") || o.has("slug")):
		c.put(thing(o, KindArticle, o.id("id"), Item{Title: o.text("title"), Body: plain(o.text("content")), Detail: map[string]any{
			"slug": o.text("slug"), "status": o.text("status"), "language": string(language(o.text("locale"))),
		}}))
	case o.has("name"), o.has("email"), o.has("phone_number"), o.has("identifier"):
		c.contact(o)
	default:
		c.put(Row{Place: o.at, Problem: &Problem{Code: "not_recognised"}})
	}
	return !c.done
}

func (c *chatwoot) contact(o *object) string {
	id := o.id("id")
	attributes := o.facts("custom_attributes")
	if more := o.facts("additional_attributes"); more["city"] != nil {
		if attributes == nil {
			attributes = map[string]any{}
		}
		attributes["city"] = more["city"]
	}
	c.put(person(o, id, Contact{
		Name: o.text("name"), Email: o.text("email"), Phone: o.text("phone_number"), Identifier: o.text("identifier"),
		CreatedAt: o.time("created_at"), Attributes: attributes, Labels: o.texts("labels"),
	}))
	return id
}

func (c *chatwoot) conversation(o *object) {
	id := o.id("id")
	conv := &Conversation{
		Status: tidy(o.text("status"), maxName), Priority: tidy(o.text("priority"), maxName), Labels: o.texts("labels"), CreatedAt: o.time("created_at"),
	}
	if conv.CreatedAt.IsZero() {
		conv.CreatedAt = o.time("timestamp")
	}
	if meta := o.object("meta"); meta != nil {
		conv.Channel = tidy(strings.TrimPrefix(meta.text("channel"), "Channel::"), maxName)
		if sender := meta.object("sender"); sender != nil {
			conv.ContactID = c.contact(sender)
		}
		o.after(meta)
	}
	if more := o.object("additional_attributes"); more != nil {
		conv.Subject = tidy(more.text("mail_subject"), maxName)
	}
	messages := o.list("messages")
	row := o.row(KindConversation, id)
	row.Conversation = conv
	c.put(row)
	if row.Problem != nil {
		return
	}
	var rows []Row
	for _, m := range messages {
		rows = append(rows, c.words(m, id)...)
	}
	for _, r := range inOrder(rows) {
		c.put(r)
	}
}

func (c *chatwoot) message(o *object, conversation, _ string) {
	if conversation == "" {
		o.fail("missing", "conversation_id", "")
	}
	for _, r := range c.words(o, conversation) {
		c.put(r)
	}
}

func (c *chatwoot) words(o *object, conversation string) []Row {
	m := Message{ConversationID: conversation, Text: o.text("content"), At: o.time("created_at")}
	sender, senderType := o.object("sender"), strings.ToLower(o.text("sender_type"))
	if sender != nil {
		m.Name = sender.first("available_name", "name")
		if senderType == "" {
			senderType = strings.ToLower(sender.text("type"))
		}
	}
	m.Direction = terang.Out
	switch o.text("message_type") {
	case "0", "incoming":
		m.Kind, m.Direction = terang.KindContact, terang.In
	case "1", "outgoing":
		m.Kind = chatwootSender(o, senderType)
	case "2", "activity":
		m.Kind, m.Direction = terang.KindSystem, terang.Internal
	case "3", "template":
		m.Kind = terang.KindAutomation
	default:
		o.fail("message_type", "message_type", "")
	}
	if o.yes("private") {
		m.Direction = terang.Internal
	}
	for _, a := range o.list("attachments") {
		m.Attachments = append(m.Attachments, chatwootFile(a))
	}
	return said(o, o.id("id"), m)
}

// chatwootSender is who wrote an outgoing message. A message of a rule or a campaign bears a person's name and is none's.
func chatwootSender(o *object, kind string) terang.AuthorKind {
	more := o.object("content_attributes")
	extra := o.object("additional_attributes")
	switch {
	case more != nil && (more.has("automation_rule_id") || more.has("automation_rule")), extra != nil && extra.has("campaign_id"):
		return terang.KindAutomation
	case kind == "user":
		return terang.KindHuman
	case kind == "agentbot" || kind == "agent_bot":
		return terang.KindAutomation
	case strings.HasPrefix(kind, "captain"):
		return terang.KindAI
	}
	return terang.KindUnknown
}

func chatwootFile(o *object) string {
	if name := o.first("file_name", "fallback_title"); name != "" {
		return name
	}
	url := o.first("data_url", "external_url")
	url, _, _ = strings.Cut(url, "?")
	if name := url[strings.LastIndexByte(url, '/')+1:]; name != "" {
		return name
	}
	return o.first("file_type", "id")
}
