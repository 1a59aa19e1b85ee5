// Package exchange reads what a brand brings along from another system, and the house's own files, as streams of rows: Chatwoot,
// Zendesk and Intercom as their APIs and exports write them, CSV, and the house's JSON Lines.
//
// It is pure: it reads what it is given, keeps no more than one record and small tables of names, and never opens a file, stores
// a row or sends a word. It guesses nothing: who wrote a message is what the old system said, and where that said nothing, the
// author is unknown. What cannot be read is a row with a [Problem] that names the file, the line, the field, and what to do.
//
// The way in is [Read]. docs/exchange.md describes the shapes.
package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"

	"terang"
)

// Limits of what is read.
const (
	MaxRecord  = 32 << 20 // bytes of one record: a conversation with all its messages
	maxPeek    = 1 << 20  // bytes within which the first line must end to be taken for JSON Lines
	maxPeople  = 2 << 20  // authors whose names are kept while a file is read
	maxName    = 200      // characters of a name, a title, an id
	maxBody    = 1 << 20  // bytes of an article
	maxLabels  = 64       // labels of one thing
	maxColumns = 256      // of a CSV file
)

// Format names what a file is.
type Format string

// The formats.
const (
	Terang           Format = "terang"
	Chatwoot         Format = "chatwoot"
	Zendesk          Format = "zendesk"
	Intercom         Format = "intercom"
	CSVContacts      Format = "csv-contacts"
	CSVConversations Format = "csv-conversations"
	CSVArticles      Format = "csv-articles"
)

// Formats are all formats, in the order in which they are told.
func Formats() []Format {
	return []Format{Terang, Chatwoot, Zendesk, Intercom, CSVContacts, CSVConversations, CSVArticles}
}

// Kind is what a row is about.
type Kind string

// The kinds of rows of other systems. Those of the house's own files are the names of its records.
const (
	KindContact      Kind = "contact"
	KindConversation Kind = "conversation"
	KindMessage      Kind = "message"
	KindMacro        Kind = "macro"
	KindLabel        Kind = "label"
	KindArticle      Kind = "article"
)

// Place is where a row begins.
type Place struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`   // from 1
	Offset int64  `json:"offset"` // bytes from the beginning
}

// Row is one thing that was read. Exactly one of the pointers is set, or Record for a row of the house's own files.
type Row struct {
	Place        Place
	System       string // whose id it is: "chatwoot", "csv"
	Kind         Kind
	ID           string // the old system's own
	Contact      *Contact
	Conversation *Conversation
	Message      *Message
	Item         *Item
	Record       json.RawMessage // one object, compact
	Problem      *Problem        // why the row cannot be taken
	Notes        []Note          // what was mended or left out
}

// Contact is a person as another system knows them. Phone is E.164 and Email lower-case, or "".
type Contact struct {
	Name       string
	Email      string
	Phone      string
	Identifier string // the brand's own id there; nobody has verified it here
	Language   terang.Language
	CreatedAt  time.Time
	Attributes map[string]any // text, numbers, yes or no
	Labels     []string
}

// Conversation is a thread of another system. Its messages come after it.
type Conversation struct {
	ContactID string
	Channel   string
	Status    string // in the old system's words
	Subject   string
	Priority  string
	Labels    []string
	CreatedAt time.Time
}

// Message is one utterance of another system.
type Message struct {
	ConversationID string
	Kind           terang.AuthorKind // as the old system said; [terang.KindUnknown] where it did not
	Name           string            // of the author
	Direction      terang.Direction
	Text           string
	Attachments    []string // names or addresses; the files themselves are not taken along
	At             time.Time
}

// Item is a macro, a label or an article. Detail is what else is known of it.
type Item struct {
	Title  string
	Body   string
	Detail map[string]any
}

// Note is something that a person should know about a row that is taken all the same.
type Note struct {
	Code  string `json:"code"`
	Field string `json:"field,omitempty"`
}

// Problem is why a row cannot be taken: Code is a stable word, its texts are looked up by it.
type Problem struct {
	Code   string `json:"code"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail,omitempty"` // the reader's own words; never a person's data
}

// Error implements error.
func (p *Problem) Error() string {
	if p.Field != "" {
		return fmt.Sprintf("exchange: %s: %s: %s", p.Field, p.Code, p.Detail)
	}
	return fmt.Sprintf("exchange: %s: %s", p.Code, p.Detail)
}

// File is one input.
type File struct {
	Name string
	Body io.Reader
}

// Read reads files of one format, one after the other, as one import: what an earlier file says of people is known to a later
// one, so people come first. A row that cannot be taken is handed on with its Problem, and the reader goes on where it can; where
// it cannot, that row is the file's last.
func Read(format Format, files iter.Seq[File]) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		people := newPeople()
		for f := range files {
			if !readFile(format, f, people, yield) {
				return
			}
		}
	}
}

func readFile(format Format, f File, people *people, yield func(Row) bool) bool {
	switch format {
	case Terang:
		return readHouse(f, yield)
	case Chatwoot:
		return readPages(f, &chatwoot{out: out{system: "chatwoot", yield: yield}}, yield)
	case Zendesk:
		return readPages(f, &zendesk{out: out{system: "zendesk", yield: yield}, people: people}, yield)
	case Intercom:
		return readPages(f, &intercom{out: out{system: "intercom", yield: yield}}, yield)
	case CSVContacts, CSVConversations, CSVArticles:
		return readCSV(format, f, yield)
	}
	return yield(Row{Place: Place{File: f.Name, Line: 1}, Problem: &Problem{Code: "format_unknown", Detail: string(format)}})
}

// author is what is kept of somebody who writes.
type author struct {
	kind terang.AuthorKind
	name string
}

// people remembers who is who while files are read. Where there are too many, the later ones are unknown.
type people struct{ known map[string]author }

func newPeople() *people { return &people{known: make(map[string]author)} }

func (p *people) put(id string, a author) {
	if id != "" && len(p.known) < maxPeople {
		p.known[id] = a
	}
}

func (p *people) get(id string) (author, bool) { a, ok := p.known[id]; return a, ok }

// out hands rows on and remembers whether anybody still wants them.
type out struct {
	system string
	yield  func(Row) bool
	done   bool
}

func (o *out) put(r Row) {
	if o.done {
		return
	}
	r.System = o.system
	o.done = !o.yield(r)
}
