package terang

import "time"

// EventKind names something that happened to a conversation, for browsers and web hooks.
type EventKind string

// The kinds of event.
const (
	EventOpened     EventKind = "conversation.opened"
	EventHandedOver EventKind = "conversation.handed_over"
	EventClaimed    EventKind = "conversation.claimed"
	EventHandedBack EventKind = "conversation.handed_back"
	EventReleased   EventKind = "conversation.released"
	EventResolved   EventKind = "conversation.resolved"
	EventRated      EventKind = "conversation.rated"
	EventPromise    EventKind = "conversation.promise" // something was promised, kept, broken or taken back
	EventChanged    EventKind = "conversation.changed" // something else, for browsers only
	EventMessage    EventKind = "message.created"
)

// Event is one change of one conversation, after which it looks as given.
type Event struct {
	ID           string
	Kinds        []EventKind
	Conversation Conversation
	Contact      Contact
	Messages     []Message // new ones, in order
	Leaves       []int64   // beside Messages: the place of each one's receipt in the log, -1 for none
	At           time.Time
}
