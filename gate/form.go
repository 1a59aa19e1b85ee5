package gate

import "terang"

// Family is a way in which channels show words.
type Family string

// The families.
const (
	Chat   Family = "chat"   // the author stands beside the message, in a place of its own
	Inline Family = "inline" // there is only the text: the label is its first words
	SMS    Family = "sms"    // as inline, and short: 160 septets of GSM-7
	Email  Family = "email"  // From, subject, body with parts
	Push   Family = "push"   // a title of which some thirty characters are seen
	Voice  Family = "voice"  // spoken
)

// Form is how a channel shows words. The zero Form is a chat.
type Form struct {
	Family Family
}

// Formed is a [Renderer] that shows words otherwise than a chat.
type Formed interface{ Form() Form }

// formOf returns how a renderer shows words.
func formOf(r Renderer) Form {
	if f, ok := r.(Formed); ok {
		return f.Form()
	}
	return Form{Family: Chat}
}

// inlineLabels stand at the beginning of the text itself, so they are short; none has a bracket, which costs two septets.
var inlineLabels = map[terang.AuthorKind]terang.Text{
	terang.KindAI:         {terang.Indonesian: "AI", terang.English: "AI"},
	terang.KindAIAssisted: {terang.Indonesian: "Petugas+AI", terang.English: "Agent+AI"},
	terang.KindAutomation: {terang.Indonesian: "Otomatis", terang.English: "Automated"},
	terang.KindHuman:      {terang.Indonesian: "Petugas", terang.English: "Agent"},
	terang.KindContact:    {terang.Indonesian: "Anda", terang.English: "You"},
}

// Label returns the words that show the author's kind on every message in this form: "Asisten AI" beside a chat message,
// "AI" before the text of an SMS.
func (f Form) Label(k terang.AuthorKind, l terang.Language) string {
	switch f.Family {
	case Inline, SMS, Push:
		return inlineLabels[k].In(l)
	case Chat, Email, Voice:
	}
	return Label(k, l)
}
