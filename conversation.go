package terang

import "time"

// Holder is who has the word in a conversation.
type Holder string

// The holders of a conversation.
const (
	HolderAssistant Holder = "assistant"
	HolderQueue     Holder = "queue" // waits for a person
	HolderAgent     Holder = "agent"
)

// ConversationStatus is whether the matter is still open.
type ConversationStatus string

// The states of a conversation.
const (
	Open     ConversationStatus = "open"
	Resolved ConversationStatus = "resolved"
)

// Conversation is one thread with one contact.
type Conversation struct {
	ID            string
	WorkspaceID   string
	ContactID     string
	Channel       string
	Language      Language
	Status        ConversationStatus
	Holder        Holder
	AgentID       string // the person who has it, "" otherwise
	AgentName     string
	Team          string // to which an agent gave it, "" for the one whose matter it is
	Seq           int64  // last position
	PublicSeq     int64  // last position that the contact may see
	HandledSeq    int64  // highest inbound position that the other side has received
	ContactSeen   int64
	AgentSeen     int64
	LastInbound   int64  // position of the contact's last message
	Version       int64  // raised by every change; a write on an old version is refused
	State         []byte // the engine's own state, JSON
	Disclosed     Disclosed
	TurnDue       bool // inbound messages wait for a turn
	Trust         int
	HandOver      *HandOver
	WaitingSince  time.Time // zero unless the holder is the queue
	Promises      []Promise // what the contact was promised: owed, and the last that are not; at most [MaxPromises]
	Last          LastMessage
	Tags          []string // in order, each once; at most [MaxTags]
	Priority      Priority
	SnoozedUntil  time.Time // zero unless the agent who has it has put it off
	SurveyScore   int
	SurveyComment string
	CreatedAt     time.Time
	LastAt        time.Time
}

// MaxTags is how many tags a conversation may have.
const MaxTags = 20

// Priority is how urgent the agents say that a conversation is.
type Priority int

// The priorities.
const (
	Low    Priority = -1
	Normal Priority = 0
	High   Priority = 1
	Urgent Priority = 2
)

// LastMessage is the line that a list shows of a conversation.
type LastMessage struct {
	AuthorKind AuthorKind `json:"author_kind"`
	Text       string     `json:"text"`
	At         time.Time  `json:"at"`
	Folded     bool       `json:"folded,omitempty"` // it abuses whoever reads it: shown when asked for
}

// Disclosed is what the contact has been told in this thread about who speaks. The gate decides by it and
// hands back what it is after the cleared messages.
type Disclosed struct {
	FirstContact time.Time `json:"first_contact,omitzero"` // when the first-contact disclosure was last given
	Language     Language  `json:"language,omitempty"`     // in which language
	Voice        string    `json:"voice,omitempty"`        // who speaks now, as last announced
	LastMachine  time.Time `json:"last_machine,omitzero"`  // last machine message
	Reminded     time.Time `json:"reminded,omitzero"`      // last reminder that it is a machine
}

// HandOverReason is why a conversation goes to a person.
type HandOverReason string

// The reasons of a hand-over.
const (
	ReasonAsked              HandOverReason = "asked"
	ReasonUnhelpful          HandOverReason = "unhelpful"
	ReasonUnknown            HandOverReason = "unknown"
	ReasonVerificationFailed HandOverReason = "verification_failed"
	ReasonError              HandOverReason = "error"
	ReasonPolicy             HandOverReason = "policy"
	ReasonTaken              HandOverReason = "taken" // a person took it from the assistant without being asked
)

// HandOver is the card that a person reads first: why, what the contact wants, what was tried, what is known. Its own words are in
// the desk's first language.
type HandOver struct {
	Reason HandOverReason `json:"reason"`
	CardWords
	Trust TrustView `json:"trust"`
	At    time.Time `json:"at"`
	Skill string    `json:"skill,omitempty"` // what the person must be good at, "" for nothing in particular
	Topic string    `json:"topic,omitempty"` // the intent that the contact came with
	Known int       `json:"known,omitempty"` // how many facts the assistant knew; Facts are those that it passes on

	// Translations are the same card for agents whose console speaks another language. Its facts stand in the same order.
	Translations map[Language]CardWords `json:"translations,omitempty"`
}

// In returns what the card says in l, and what it said first where it was not written in that.
func (h HandOver) In(l Language) CardWords {
	if w, ok := h.Translations[l]; ok {
		return w
	}
	return h.CardWords
}

// CardWords are what a [HandOver] says in one language. What the contact wrote stays as they wrote it.
type CardWords struct {
	ReasonText string   `json:"reason_text"`
	Wants      string   `json:"wants"`
	Tried      []string `json:"tried"`
	Facts      []Fact   `json:"facts"`
	Brief      *Brief   `json:"brief,omitempty"`
}

// MaxBrief are the words of a [Brief], all parts together.
const MaxBrief = 60

// Brief is what a person reads in the first seconds: at most [MaxBrief] words, all parts in one language.
type Brief struct {
	Who      string   `json:"who"`
	Wants    string   `json:"wants"`
	Tried    string   `json:"tried,omitempty"`
	Known    []Fact   `json:"known,omitempty"` // the facts that matter most, with their sources
	Promises []string `json:"promises,omitempty"`
	Mood     string   `json:"mood,omitempty"` // with a quote
	Next     string   `json:"next,omitempty"` // what the assistant suggests
}

// Fact is something known, with where it comes from ("customer", "brand system", "verified").
type Fact struct {
	Label  string `json:"label"`
	Value  string `json:"value"`
	Source string `json:"source"`
}

// TrustView is a trust score with the evidence that moved it.
type TrustView struct {
	Score   int           `json:"score"`
	Reasons []TrustReason `json:"reasons"`
}

// TrustReason is one signal with the words that caused it. Seq is the message it stands in, 0 if none.
type TrustReason struct {
	Kind  string `json:"kind"`
	Quote string `json:"quote"`
	Seq   int64  `json:"seq"`
}

// Contact is the customer.
type Contact struct {
	ID          string
	WorkspaceID string
	ExternalID  string // the brand's own id, set once verified
	Name        string
	Language    Language
	Salt        []byte // 32 random bytes; destroying them makes the contact's receipts commit to nothing
	CreatedAt   time.Time
	Attributes  map[string]Attribute
	Matters     []Matter // what they came with last; at most [MaxMatters]
	Consent     map[Class]Consent
	Reached     map[Class][]time.Time // when the brand began to talk, in the last days
	Segments    []string              // sorted
	Revision    int64                 // raised by every change of the four above; a write on an old one is refused
	Joint       string                // what all contacts of a merged person share, "" where none is merged
	JoinedAt    time.Time             // the last merge that still holds
}

// Verified reports whether the brand's system has confirmed who the contact is.
func (c Contact) Verified() bool { return c.ExternalID != "" }
