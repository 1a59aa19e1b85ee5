package transcript

import (
	"bufio"
	"fmt"
	"io"
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
	Consents      []Consent
	Pages         Pages
}

// Consent is what a person agreed to, or withdrew.
type Consent struct {
	Purpose string    `json:"purpose"`
	Given   bool      `json:"given"`
	At      time.Time `json:"at"`
}

type exportJSON struct {
	Format   string          `json:"format"`
	Brand    string          `json:"brand"`
	Language terang.Language `json:"language"`
	Made     time.Time       `json:"made_at"`
	Legend   []LegendEntry   `json:"legend"`
	Contacts []contactJSON   `json:"contacts"`
	Consents []Consent       `json:"consents"`
}

type contactJSON struct {
	ID         string          `json:"id"`
	ExternalID string          `json:"external_id"`
	Name       string          `json:"name"`
	Language   terang.Language `json:"language"`
	Created    time.Time       `json:"created_at"`
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
//	{"format":"terang-export@1","contacts":[{"id":"con_1",…}],"consents":[],"legend":[…],
//	 "conversations":[{"id":"cnv_1","contact_id":"con_1",…,"messages":[…as in a transcript…]}]}
func Export(out io.Writer, p Person) error {
	w := bufio.NewWriter(out)
	head := exportJSON{
		Format: "terang-export@1", Brand: p.Brand, Language: p.Language, Made: p.Made.UTC(), Legend: Legend(p.Language),
		Contacts: make([]contactJSON, len(p.Contacts)), Consents: append([]Consent{}, p.Consents...),
	}
	names := make(map[string]string, len(p.Contacts))
	for i, k := range p.Contacts {
		head.Contacts[i] = contactJSON{k.ID, k.ExternalID, k.Name, k.Language, k.CreatedAt.UTC()}
		names[k.ID] = k.Name
	}
	if err := opened(w, head, "conversations"); err != nil {
		return err
	}
	if err := p.conversations(w, names); err != nil {
		return err
	}
	fmt.Fprintln(w, "]}")
	return w.Flush() // which returns the error of any write before it
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
