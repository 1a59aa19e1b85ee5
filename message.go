package terang

import "time"

// MessageKind says what role a row of a conversation plays.
type MessageKind string

// The kinds of message. A note is seen by agents only and never leaves the house.
const (
	KindText   MessageKind = "text"
	KindNotice MessageKind = "notice"
	KindSurvey MessageKind = "survey"
	KindNote   MessageKind = "note"
)

// Direction is the way of a message, seen from the brand.
type Direction string

// The directions of a message.
const (
	In       Direction = "in"
	Out      Direction = "out"
	Internal Direction = "internal"
)

// DeliveryState is how far an outbound message came. Uncertain means that the provider may or may not
// have it: it is never blindly sent again where nobody asked for it.
type DeliveryState string

// The states of delivery, in their usual order.
const (
	Intended  DeliveryState = "intended"
	Called    DeliveryState = "called"
	Accepted  DeliveryState = "accepted"
	Rejected  DeliveryState = "rejected"
	Uncertain DeliveryState = "uncertain"
)

// MaxText is the longest text of one message, in characters (Unicode code points).
const MaxText = 4000

// Message is one utterance in a conversation, in or out, with exactly one author.
type Message struct {
	ID             string
	WorkspaceID    string
	ConversationID string
	Seq            int64 // position in the conversation, dense from 1
	Prev           int64 // seq of the message before it that the contact may see, 0 for the first
	Kind           MessageKind
	Direction      Direction
	Author         Author
	Language       Language
	Content        Content
	Care           Care   // for the desk's own people alone
	ExternalID     string // the channel's or client's own id, for dropping duplicates
	Payload        []byte // outbound: the exact bytes that the channel was given
	Delivery       DeliveryState
	At             time.Time
}

// Content is what a message says. Text is plain: no markup is ever interpreted.
type Content struct {
	Text       string       `json:"text"`
	Disclosure *Disclosure  `json:"disclosure,omitempty"`
	Replies    []QuickReply `json:"replies,omitempty"`
	Card       *Card        `json:"card,omitempty"`
	Sources    []Source     `json:"sources,omitempty"`
	Survey     *Survey      `json:"survey,omitempty"`
	// Attachments are the files beside the text. A message may have files and no text.
	Attachments []Attachment `json:"attachments,omitempty"`
	Choice      string       `json:"choice,omitempty"`   // inbound: the value of the tapped quick reply
	ReplyTo     int64        `json:"reply_to,omitempty"` // inbound: the seq that the tap belongs to
	Mentions    []Mention    `json:"mentions,omitempty"` // internal: the agents that a note names
}

// Mention is an agent whom a note names: "@" and the name stand in the text as they were written.
type Mention struct {
	AgentID string `json:"agent_id"`
	Name    string `json:"name"`
}

// Disclosure is the text that tells the customer who speaks, and the elements that it carries.
type Disclosure struct {
	Elements []Element `json:"elements"`
	Text     string    `json:"text"`
}

// Element is one thing that a disclosure must say (see the transparency policy).
type Element string

// The elements of disclosure.
const (
	IsAI          Element = "is_ai"
	NotHuman      Element = "not_human"
	Operator      Element = "operator"
	HumanRoute    Element = "human_route"
	NewAuthorKind Element = "new_author_kind"

	OptOut           Element = "opt_out"
	ConsentNamesAI   Element = "consent_names_ai"
	AIRole           Element = "ai_role"            // what part a machine had in a decision
	HumanReview      Element = "human_review_route" // how a person reviews it
	EmotionNotice    Element = "emotion_notice"
	PriceAlgorithmic Element = "price_algorithmic"
	PerMessageAuthor Element = "per_message_author" // of files: every message in them names its author
	InFileLabel      Element = "in_file_label"      // of files: they say themselves what a machine made
)

// QuickReply is an answer that can be tapped. Tapping sends the label as text and the value as choice.
type QuickReply struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// Card is a structured part of an answer: an order with its history, an appointment.
type Card struct {
	Kind   string      `json:"kind"` // "timeline", "facts" or "list"
	Title  string      `json:"title"`
	Status string      `json:"status,omitempty"`
	Fields []CardField `json:"fields,omitempty"`
	Steps  []CardStep  `json:"steps,omitempty"`
	Items  []CardItem  `json:"items,omitempty"`
}

// CardItem is one entry of a list. Tapping one that has a value sends the title as text and the value as choice.
type CardItem struct {
	Title string `json:"title"`
	Text  string `json:"text,omitempty"`
	Value string `json:"value,omitempty"`
}

// CardField is one labelled value of a card.
type CardField struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// CardStep is one point of a timeline. State is "done", "now" or "next"; At is nil for what has no time yet.
type CardStep struct {
	At    *time.Time `json:"at"`
	Label string     `json:"label"`
	State string     `json:"state"`
}

// Source names the article behind an answer.
type Source struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Version string `json:"version,omitempty"`
}

// Survey is one question with a scale; Answered is nil until the customer tapped.
type Survey struct {
	Question string `json:"question"`
	Options  []int  `json:"options"`
	Answered *int   `json:"answered"`
}
