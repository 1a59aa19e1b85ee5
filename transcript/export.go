package transcript

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"regexp"
	"slices"
	"time"

	"terang"
)

// Person is everything that is kept about one person. Pages hold the messages of all their conversations, those of one
// conversation together and in the order of Conversations.
type Person struct {
	Brand         string
	Language      terang.Language // of the file's own words
	Made          time.Time
	Contacts      []terang.Contact // the same person may have come several times; the one that was asked for is first
	Conversations []terang.Conversation
	Events        iter.Seq2[[]Event, error] // page by page; nil for none
	Runs          iter.Seq2[[]Run, error]
	Promises      iter.Seq2[[]Promise, error]
	Matters       iter.Seq2[[]Matter, error]
	Pages         Pages
}

// Event is something that the brand's own system told of the person.
type Event struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Data     json.RawMessage `json:"data"`
	At       time.Time       `json:"at"`
	Received time.Time       `json:"received_at"`
}

// Run is a run of a playbook that waits, sleeps or has ended with the person. Holds is what it knows of them.
type Run struct {
	ID           string          `json:"id"`
	Playbook     string          `json:"playbook"`
	StartedBy    string          `json:"started_by"`
	Conversation string          `json:"conversation_id"`
	Cause        json.RawMessage `json:"cause"` // the event that starts or wakes it; null for none
	Holds        json.RawMessage `json:"holds"` // null once it has ended
	Outcome      string          `json:"outcome"`
	Created      time.Time       `json:"created_at"`
	Wake         *time.Time      `json:"wake_at"`
	Ended        *time.Time      `json:"ended_at"`
}

// Promise is something that the person was told would happen by a time. By whom it was made and kept is told by kind: "assistant"
// or "agent".
type Promise struct {
	ID           string              `json:"id"`
	Conversation string              `json:"conversation_id"`
	Kind         terang.PromiseKind  `json:"kind"`
	Words        string              `json:"words"`
	Reach        string              `json:"reach"`
	MadeBy       string              `json:"made_by"`
	State        terang.PromiseState `json:"state"`
	Due          time.Time           `json:"due_at"`
	Created      time.Time           `json:"created_at"`
	Kept         *time.Time          `json:"kept_at"`
	Broken       *time.Time          `json:"broken_at"`
	Cancelled    *time.Time          `json:"cancelled_at"`
}

// Matter is something that the person came with, and what is known of how it ended.
type Matter struct {
	ID           string     `json:"id"`
	Conversation string     `json:"conversation_id"`
	Topic        string     `json:"topic"`
	Playbook     string     `json:"playbook"`
	Outcome      string     `json:"outcome"` // "answered", "solved", "reopened"; "" where it was left in the middle
	Started      time.Time  `json:"started_at"`
	Last         time.Time  `json:"last_at"` // when it was last dealt with
	Confirmed    *time.Time `json:"confirmed_at"`
	Handed       *time.Time `json:"handed_over_at"`
	Back         *time.Time `json:"came_back_at"`
}

// consentJSON is what a person agreed to, or withdrew.
type consentJSON struct {
	Contact string       `json:"contact_id"`
	Class   terang.Class `json:"class"`
	Given   bool         `json:"given"`
	At      time.Time    `json:"at"`
	Source  string       `json:"source"`
}

type exportJSON struct {
	Format   string          `json:"format"`
	Brand    string          `json:"brand"`
	Language terang.Language `json:"language"`
	Made     time.Time       `json:"made_at"`
	Legend   []LegendEntry   `json:"legend"`
	Contacts []contactJSON   `json:"contacts"`
	Consents []consentJSON   `json:"consents"`
}

type contactJSON struct {
	ID         string          `json:"id"`
	ExternalID string          `json:"external_id"`
	Name       string          `json:"name"`
	Language   terang.Language `json:"language"`
	Created    time.Time       `json:"created_at"`
	Attributes []attributeJSON `json:"attributes"`
	Segments   []string        `json:"segments"`
	// Merged says that it is here by an agent's word alone, and has not proved to be the one that was asked for.
	Merged bool `json:"merged,omitempty"`
	// Begun is when the brand began to talk, in the last week, by class.
	Begun map[terang.Class][]time.Time `json:"begun"`
}

type attributeJSON struct {
	Name    string     `json:"name"`
	Value   any        `json:"value"`
	Purpose string     `json:"purpose"`
	Source  string     `json:"source"`
	At      time.Time  `json:"at"`
	Until   *time.Time `json:"until"` // when it is forgotten; null for never
}

type conversationJSON struct {
	ID       string                    `json:"id"`
	Contact  string                    `json:"contact_id"`
	Channel  string                    `json:"channel"`
	Language terang.Language           `json:"language"`
	Status   terang.ConversationStatus `json:"status"`
	Trust    int                       `json:"trust"`
	HandOver *terang.HandOver          `json:"hand_over"`
	Survey   *surveyJSON               `json:"survey"`
	Began    time.Time                 `json:"began_at"`
}

type surveyJSON struct {
	Score   int    `json:"score"`
	Comment string `json:"comment"`
}

// Export writes one JSON file with everything about a person and nothing about anybody else; agents are in it by name
// only, where they spoke. The salt that binds the person's receipts is no part of it: each receipt opens its own message.
//
//	{"format":"terang-export@1","contacts":[{"id":"con_1",…,"attributes":[…]}],"consents":[…],"legend":[…],
//	 "events":[…],"runs":[…],"promises":[…],"matters":[…],
//	 "conversations":[{"id":"cnv_1","contact_id":"con_1",…,"messages":[…as in a transcript…]}]}
func Export(out io.Writer, p Person) error {
	w := bufio.NewWriter(out)
	head := exportJSON{
		Format: "terang-export@1", Brand: p.Brand, Language: p.Language, Made: p.Made.UTC(), Legend: Legend(p.Language),
		Contacts: make([]contactJSON, len(p.Contacts)), Consents: []consentJSON{},
	}
	names := make(map[string]string, len(p.Contacts))
	for i, k := range p.Contacts {
		head.Contacts[i] = contactOf(k, p.Contacts[0])
		for _, class := range slices.Sorted(maps.Keys(k.Consent)) {
			said := k.Consent[class]
			head.Consents = append(head.Consents, consentJSON{k.ID, class, said.Given, said.At.UTC(), nameless(said.Source)})
		}
		names[k.ID] = k.Name
	}
	if err := opened(w, head, "events"); err != nil {
		return err
	}
	if err := listed(w, p.Events); err != nil {
		return err
	}
	fmt.Fprint(w, "],\"runs\":[")
	if err := listed(w, p.nameless()); err != nil {
		return err
	}
	fmt.Fprint(w, "],\"promises\":[")
	if err := listed(w, p.Promises); err != nil {
		return err
	}
	fmt.Fprint(w, "],\"matters\":[")
	if err := listed(w, p.Matters); err != nil {
		return err
	}
	fmt.Fprint(w, "],\"conversations\":[")
	if err := p.conversations(w, names); err != nil {
		return err
	}
	fmt.Fprintln(w, "]}")
	return w.Flush() // which returns the error of any write before it
}

// actor is who of the brand did something, as records have it: of a file for the person, the kind is enough.
var actor = regexp.MustCompile(`\b(agent|token):[A-Za-z0-9_]+`)

func nameless(source string) string { return actor.ReplaceAllString(source, "$1") }

// nameless are the runs without who of the brand's people began them.
func (p *Person) nameless() iter.Seq2[[]Run, error] {
	if p.Runs == nil {
		return nil
	}
	return func(yield func([]Run, error) bool) {
		for page, err := range p.Runs {
			page = slices.Clone(page)
			for i := range page {
				page[i].StartedBy = nameless(page[i].StartedBy)
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

func contactOf(k, asked terang.Contact) contactJSON {
	out := contactJSON{
		Merged: k.ID != asked.ID && (!k.Verified() || k.ExternalID != asked.ExternalID),
		ID:     k.ID, ExternalID: k.ExternalID, Name: k.Name, Language: k.Language, Created: k.CreatedAt.UTC(),
		Attributes: []attributeJSON{}, Segments: append([]string{}, k.Segments...), Begun: map[terang.Class][]time.Time{},
	}
	for _, name := range slices.Sorted(maps.Keys(k.Attributes)) {
		a := k.Attributes[name]
		one := attributeJSON{Name: name, Value: a.Value, Purpose: a.Purpose, Source: a.Source, At: a.At.UTC()}
		if !a.Until.IsZero() {
			until := a.Until.UTC()
			one.Until = &until
		}
		out.Attributes = append(out.Attributes, one)
	}
	maps.Copy(out.Begun, k.Reached)
	return out
}

// listed writes what comes in pages as the items of a list.
func listed[T any](w *bufio.Writer, pages iter.Seq2[[]T, error]) error {
	if pages == nil {
		return nil
	}
	l := list{w: w}
	for page, err := range pages {
		if err != nil {
			return err
		}
		for _, item := range page {
			if err := l.add(item); err != nil {
				return err
			}
		}
	}
	return nil
}

// conversations writes each conversation with its messages as they come; one without messages is there too.
func (p *Person) conversations(w *bufio.Writer, names map[string]string) error {
	all, messages, next := list{w: w}, list{w: w}, 0
	begin := func() error {
		if next > 0 {
			fmt.Fprint(w, "]}")
		}
		c := &p.Conversations[next]
		next++
		all.next()
		messages = list{w: w}
		return opened(w, conversationOf(c), "messages")
	}
	err := each(p.Pages, func(m *Message) error {
		for next == 0 || p.Conversations[next-1].ID != m.ConversationID {
			if next == len(p.Conversations) {
				return nil // of a conversation that began after the list was made
			}
			if err := begin(); err != nil {
				return err
			}
		}
		h := Head{Brand: p.Brand, Language: p.Language, Contact: names[p.Conversations[next-1].ContactID]}
		return messages.add(h.messageJSON(m))
	})
	for err == nil && next < len(p.Conversations) {
		err = begin()
	}
	if next > 0 {
		fmt.Fprint(w, "]}")
	}
	return err
}

func conversationOf(c *terang.Conversation) conversationJSON {
	out := conversationJSON{
		ID: c.ID, Contact: c.ContactID, Channel: c.Channel, Language: c.Language, Status: c.Status, Trust: c.Trust, HandOver: c.HandOver, Began: c.CreatedAt.UTC(),
	}
	if c.SurveyScore > 0 {
		out.Survey = &surveyJSON{c.SurveyScore, c.SurveyComment}
	}
	return out
}
