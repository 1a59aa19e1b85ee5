package terang

// Purpose says why a draft wants to be sent; the gate's rules differ by it.
type Purpose string

// The purposes of a draft.
const (
	ForAnswer    Purpose = "answer"    // the contact wrote, this answers
	ForGreeting  Purpose = "greeting"  // the contact opened the channel
	ForNotice    Purpose = "notice"    // who speaks from now on, or what happens to the conversation
	ForSurvey    Purpose = "survey"    // one question after the matter is closed
	ForProactive Purpose = "proactive" // the brand starts the talk; needs consent
)

// Draft is an outbound message before the gate: what somebody wants to say. It has no way to a channel but
// through the gate.
type Draft struct {
	Author   Author
	Purpose  Purpose
	Kind     MessageKind
	Language Language
	Content  Content
	ClientID string // for dropping duplicates of an agent's send; "" for the assistant's
	// Announces is the voice (see [Author.Voice]) that this notice announces, "" for everything else.
	Announces Author
	// Decision is what a machine decided about the contact, where the message tells it; nil for everything else.
	Decision *Decision
	// PersonalPrice says that the message offers a price that was made for this contact.
	PersonalPrice bool
}

// Decision is a decision about a contact that no person made, with consequences for them.
type Decision struct {
	What   string // in the house's own words, for the receipt's auditor: "refund_refused"
	Reason string // in the contact's language; said in the message
}
