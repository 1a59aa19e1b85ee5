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
}
