package terang

// Care is what the desk keeps beside a message for its own people. It is no part of what was said: no contact, no
// transcript, no web hook and no receipt ever has it.
type Care struct {
	Abuse   []Abuse  `json:"abuse,omitempty"`   // of a contact's message: where it abuses whoever reads it
	Whisper *Whisper `json:"whisper,omitempty"` // of a note: it was whispered
}

// Abuse is one stretch of a message that abuses the reader.
type Abuse struct {
	Why   AbuseKind `json:"why"`
	Quote string    `json:"quote"` // as it stands in the message
}

// AbuseKind says how a message abuses its reader.
type AbuseKind string

// The kinds of abuse.
const (
	AbuseObscene AbuseKind = "obscene" // words that nobody should have to read
	AbuseInsult  AbuseKind = "insult"  // calls the reader names
	AbuseAttack  AbuseKind = "attack"  // tells the reader to go to hell, to shut up, to die
	AbuseThreat  AbuseKind = "threat"  // announces violence against the reader
)

// WhisperKind says why something was whispered.
type WhisperKind string

// The kinds of whisper.
const (
	WhisperWord  WhisperKind = "word"      // help, said in passing
	WhisperTaken WhisperKind = "take_over" // why a conversation was taken over
)

// Whisper is to whom a note was whispered: the agent who has the conversation. Everybody of the desk who may read the
// conversation sees it; the agent is told at once.
type Whisper struct {
	To   string      `json:"to"` // the agent's id
	Kind WhisperKind `json:"kind"`
}
