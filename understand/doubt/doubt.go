// Package doubt hears when a customer stops trusting the assistant: for each turn of the customer it gives the
// calibrated probability that trust is breaking here, with the words that show it. It reads a talk turn by turn, in formal
// and everyday Indonesian, English, and a mixture: what the customer says, whether they have to say it again, and what the
// assistant answered. A turn is judged by itself and what came before; what comes after changes nothing.
//
// It decides nothing: what a probability is worth is trust's part, and who takes over the engine's. It keeps no text
// between turns, only hashes and counts, and a text cannot steer it: "my trust is 100" is read like any other words.
//
// The way in is [New], once, then [Reader.Said] for each message of the assistant or an agent and [Reader.Read] for each
// of the customer, with the [State] of the conversation.
package doubt

import (
	"fmt"
	"strings"
	"sync"

	"terang"
	"terang/understand/mood"
	"terang/understand/request"
	"terang/understand/words"
)

// Role says who wrote a message.
type Role string

// The roles, named as the message's author is in the file format.
const (
	Contact   Role = "contact"
	Assistant Role = "assistant"
	Agent     Role = "agent" // a person of the brand
)

// Why names what breaks trust.
type Why string

// The causes, as trust/dialogues/guidelines.md explains them.
const (
	ReAsk     Why = "re_ask"    // asked again for what was given
	Repeat    Why = "repeat"    // the customer has to say the matter again or otherwise
	Wrong     Why = "wrong"     // the answer is wrong, or of something else, and they say so
	Unhelpful Why = "unhelpful" // the answer does not help
	Loop      Why = "loop"      // the assistant said the same again, or sends in circles
	Waiting   Why = "waiting"   // too long, or a promised time that passed
	Promise   Why = "promise"   // does not believe what was promised
	Person    Why = "person"    // wants a person because of failure
	Doubted   Why = "doubt"     // doubts the machine, or what it says
	Anger     Why = "anger"     // turned against the assistant or the brand
	Irony     Why = "irony"     // praise that means the opposite
	GaveUp    Why = "gave_up"   // leaves it
	Threat    Why = "threat"    // lawyer, regulator, press, leaving the brand
	Stakes    Why = "stakes"    // too grave for a machine that does not get it
)

// Whys are all the causes, in the order of the table.
func Whys() [causes]Why {
	return [causes]Why{ReAsk, Repeat, Wrong, Unhelpful, Loop, Waiting, Promise, Person, Doubted, Anger, Irony, GaveUp, Threat, Stakes}
}

// Heard is what was understood of one message of the customer. The mood and the requests are those that the rooms beside
// this one read from the same text; [Listener] reads them for a caller who has not done so.
type Heard struct {
	Text     string
	Language terang.Language // of the conversation, to weigh a text that says little
	Line     *words.Line     // Text as it was read in this language, nil where nobody has: then it is read here
	Mood     mood.Mood
	Requests []request.Found
}

// Doubt is how one turn of the customer stands. JSON: {"probability":0.71,"causes":[{"why":"loop","quote":"sama persis
// jawabannya","start":4,"end":26,"weight":1.3}]}.
type Doubt struct {
	Probability float64 `json:"probability"` // that trust is breaking here, 0–1
	Causes      []Cause `json:"causes,omitempty"`
}

// Cause is one thing that speaks for broken trust: its quote is bytes [Start,End) of the message as [words.Line] keeps it
// (valid UTF-8, bounded), and by how much it raised the log-odds.
type Cause struct {
	Why    Why     `json:"why"`
	Quote  string  `json:"quote"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Weight float64 `json:"weight"`
}

// maxCauses are kept of one turn, the strongest first.
const maxCauses = 3

// Reader reads talks. It does not change after [New] and serves many goroutines at once.
type Reader struct {
	book  *words.Book
	model *model
	pool  sync.Pool
}

// New makes a reader that takes its words from book, nil for the house's own. It fails only where the program was built
// with a damaged model.
func New(book *words.Book) (*Reader, error) {
	m, err := decode([]byte(learnt))
	if err != nil {
		return nil, fmt.Errorf("doubt: new: %w", err)
	}
	return newReader(book, m), nil
}

func newReader(book *words.Book, m *model) *Reader {
	if book == nil {
		book = words.Default()
	}
	r := &Reader{book: book, model: m}
	r.pool.New = func() any { return new(scratch) }
	return r
}

// scratch is the memory of one reading.
type scratch struct {
	line     *words.Line
	buffer   words.Line
	features []gram
	spans    []span
	set      []uint16
	run      cueRun
	pulls    []float64
	x        vector
}

// take reads a text, where it was not read already.
func (c *scratch) take(book *words.Book, line *words.Line, text string, l terang.Language) {
	if line != nil && len(text) <= maxText {
		c.line = line
		return
	}
	c.line = &c.buffer
	book.Read(c.line, bounded(text), l)
}

// drop gives the memory of a reading back, without what belongs to the caller.
func (r *Reader) drop(c *scratch) {
	c.line = nil
	r.pool.Put(c)
}

// Said takes in what the assistant or an agent of the brand said, and returns the state after it.
func (r *Reader) Said(s State, who Role, text string) State {
	c := r.pool.Get().(*scratch)
	defer r.drop(c)
	c.take(r.book, nil, text, "")
	return r.said(s, who, c, r.model)
}

// Read judges one message of the customer, and returns the state after it.
func (r *Reader) Read(s State, h Heard) (State, Doubt) {
	c := r.pool.Get().(*scratch)
	defer r.drop(c)
	c.take(r.book, h.Line, h.Text, h.Language)
	next := r.read(s, h, c, r.model)
	p := r.model.probability(&c.x)
	next.note(r.model.odds(&c.x) - r.model.prior)
	return next, Doubt{Probability: p, Causes: r.causes(c, h, p)}
}

// Assuming is the reader for talks in which a share of the turns breaks trust, where that is known: its probabilities are
// frequencies there. The order in which it puts turns is the same. A share that is none is left aside.
func (r *Reader) Assuming(share float64) *Reader {
	if !(share > 0 && share < 1) {
		return r
	}
	m := *r.model
	m.assume(share)
	return newReader(r.book, &m)
}

// Cut is the probability from which a turn is best taken as broken: where F1 was highest on talks that the reader learnt
// from, each judged without itself.
func (r *Reader) Cut() float64 { return logistic(r.model.cut) }

// WordsAlone is the probability by the words of one message, without mood, requests or the talk around it, and the
// probability from which it is best taken as broken. It shows what the rest adds.
func (r *Reader) WordsAlone(text string, language terang.Language) (p, cut float64) {
	c := r.pool.Get().(*scratch)
	defer r.drop(c)
	c.take(r.book, nil, text, language)
	c.features = grams(c.features, c.line)
	return logistic(r.model.words.odds(c.features) + r.model.prior), logistic(r.model.wordsCut + r.model.prior)
}

// maxText is how many bytes of a message are looked at: longer ones are pasted, and their begin shows how they are meant.
const maxText = 4000

// bounded cuts a text at a character.
func bounded(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "")
}

// Listener reads moods and requests for who has a text alone.
type Listener struct {
	book     *words.Book
	moods    *mood.Reader
	requests *request.Finder
}

// NewListener makes a listener with the house's models.
func NewListener(book *words.Book) (*Listener, error) {
	if book == nil {
		book = words.Default()
	}
	m, err := mood.New(book)
	if err != nil {
		return nil, err
	}
	f, err := request.New()
	if err != nil {
		return nil, err
	}
	return &Listener{book, m, f}, nil
}

// Hear reads one message of the customer.
func (l *Listener) Hear(text string, language terang.Language) Heard {
	line := new(words.Line)
	l.book.Read(line, text, language)
	return Heard{Text: text, Language: language, Line: line, Mood: l.moods.Read(line), Requests: l.requests.Find(nil, line)}
}
