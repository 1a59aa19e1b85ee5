package httpapi

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"terang"
	"terang/channel/webchat"
	"terang/desk"
	"terang/engine"
	"terang/store"
)

// Message is one utterance as contacts and agents see it. It is the documented shape of [wireMessage]; the
// bytes themselves come from the channel, which is what the receipt commits to.
type Message struct {
	ID          string              `json:"id" example:"msg_01KAJ3E6ZV9M6W0Q6T8D1V3H2K"`
	Seq         int64               `json:"seq" doc:"Position in the conversation, from 1."`
	Prev        int64               `json:"prev" doc:"Position of the message before it that the contact may see; 0 for the first."`
	Kind        string              `json:"kind" enum:"text,notice,survey,note"`
	Direction   string              `json:"direction" enum:"in,out,internal"`
	Author      Author              `json:"author"`
	Language    string              `json:"language" enum:"id,en"`
	Disclosure  *terang.Disclosure  `json:"disclosure,omitempty" doc:"Tells the contact who speaks; shown above the text."`
	Text        string              `json:"text" doc:"Plain text; never markup."`
	Replies     []terang.QuickReply `json:"replies,omitempty"`
	Card        *terang.Card        `json:"card,omitempty"`
	Sources     []terang.Source     `json:"sources,omitempty" doc:"The articles behind an answer."`
	Mentions    []terang.Mention    `json:"mentions,omitempty" doc:"The agents whom a note names: @ and the name stand in the text."`
	Survey      *terang.Survey      `json:"survey,omitempty"`
	Attachments []terang.Attachment `json:"attachments,omitempty" doc:"Files beside the text. The digest is of the bytes that are handed out."`
	ClientID    string              `json:"client_id,omitempty" doc:"The id that the sender gave."`
	At          time.Time           `json:"at"`
	Receipt     *Receipt            `json:"receipt,omitempty" doc:"Outbound messages only."`
	Abuse       []terang.Abuse      `json:"abuse,omitempty" doc:"Agents only: where a contact's message abuses whoever reads it."`
	Whisper     *terang.Whisper     `json:"whisper,omitempty" doc:"Agents only: the note was whispered, and to whom."`
}

// Author is who wrote a message.
type Author struct {
	Kind     string  `json:"kind" enum:"human,ai,ai_assisted,automation,system,contact,unknown" doc:"What wrote it; unknown only where it was brought along and the old system did not say."`
	Label    string  `json:"label" doc:"How the author is marked, in the message's language."`
	Name     string  `json:"name,omitempty"`
	AgentID  string  `json:"agent_id,omitempty"`
	Playbook string  `json:"playbook,omitempty" doc:"What was followed, with its version."`
	Model    string  `json:"model,omitempty" doc:"What chose or wrote the words."`
	Imported string  `json:"imported,omitempty" doc:"The system that the message was brought along from: its author is what that system said, and no receipt proves it."`
	Share    float64 `json:"share,omitempty" doc:"The part (0 to 1) of the words that a model drafted for a person."`
}

// Receipt is where a message's proof stands in the log.
type Receipt struct {
	Index *int64 `json:"index" doc:"The leaf's index; null where it is not told in this event."`
	State string `json:"state" enum:"pending,included,witnessed"`
}

// wireMessage is the JSON of one [Message].
type wireMessage []byte

// MarshalJSON implements json.Marshaler.
func (m wireMessage) MarshalJSON() ([]byte, error) { return m, nil }

// Schema implements huma.SchemaProvider: the shape is [Message].
func (wireMessage) Schema(r huma.Registry) *huma.Schema { return schemaFor[Message](r) }

var unanswered = []byte(`,"answered":null}`)

// wire renders a stored message. A survey's answer came after the payload was committed to, so it is put in
// beside it; the sequence that is replaced cannot stand inside a string, where quotes are escaped.
func wire(m store.StoredMessage) wireMessage {
	b := webchat.RenderMessage(m.Message)
	if s := m.Content.Survey; s != nil && s.Answered != nil {
		b = bytes.Replace(b, unanswered, []byte(`,"answered":`+strconv.Itoa(*s.Answered)+`}`), 1)
	}
	if m.Direction == terang.Out && m.Author.Imported() == "" { // what was brought along has no receipt, and none is pending
		return webchat.AppendWithReceipt(make([]byte, 0, len(b)+64), b, m.Leaf)
	}
	return b
}

func wireAll(ms []store.StoredMessage) []wireMessage {
	out := make([]wireMessage, len(ms))
	for i, m := range ms {
		out[i] = wire(m)
	}
	return out
}

// State says who is in charge of a conversation, as its contact sees it.
type State struct {
	Position int64        `json:"position" doc:"Position of the last message that the contact may see."`
	Handled  int64        `json:"handled" doc:"Highest position of the contact's messages that the other side has received."`
	Holder   string       `json:"holder" enum:"assistant,queue,agent"`
	Agent    *AgentName   `json:"agent" doc:"The person who has the conversation, or null."`
	Status   string       `json:"status" enum:"open,resolved"`
	Queue    *QueuePlace  `json:"queue" doc:"While waiting for a person, else null."`
	Promises []OwnPromise `json:"promises" doc:"What the contact was promised and waits for, and what was just kept."`
}

// AgentName is what a contact is told of a person.
type AgentName struct {
	Name string `json:"name"`
}

// QueuePlace is where a contact waits.
type QueuePlace struct {
	Place       int       `json:"place" doc:"From 1."`
	Online      bool      `json:"online" doc:"Whether any agent is there."`
	Wait        *Wait     `json:"wait" doc:"The expected wait, from how the queue moved in the last hours; null where nobody can tell."`
	Reach       []string  `json:"reach" enum:"call,write" doc:"How the contact may ask to be reached instead of waiting here; empty once they are going to be."`
	RefreshedAt time.Time `json:"refreshed_at"`
}

// Wait is a range of seconds.
type Wait struct {
	FromS int `json:"from_s"`
	ToS   int `json:"to_s"`
}

// placeOf forms a place in the queue.
func placeOf(place int, online bool, wait engine.Wait, reach []terang.PromiseKind, now time.Time) QueuePlace {
	q := QueuePlace{Place: place, Online: online, Reach: make([]string, len(reach)), RefreshedAt: now.UTC().Truncate(time.Second)}
	for i, kind := range reach {
		q.Reach[i] = string(kind)
	}
	if wait.To > 0 {
		q.Wait = &Wait{FromS: int(wait.From.Seconds()), ToS: int(wait.To.Seconds())}
	}
	return q
}

// stateOf forms a state; place is looked at only while the conversation waits.
func stateOf(c *terang.Conversation, place QueuePlace) State {
	s := State{Position: c.PublicSeq, Handled: c.HandledSeq, Holder: string(c.Holder), Status: string(c.Status), Promises: ownPromises(c)}
	if c.Holder == terang.HolderAgent {
		s.Agent = &AgentName{c.AgentName}
	}
	if c.Holder == terang.HolderQueue && c.Status == terang.Open {
		if len(c.Owed(terang.PromiseCall))+len(c.Owed(terang.PromiseWrite)) > 0 {
			place.Reach = []string{}
		}
		s.Queue = &place
	}
	return s
}

// Conversation is one thread as agents see it.
type Conversation struct {
	ID           string           `json:"id"`
	Contact      ContactRef       `json:"contact"`
	Channel      string           `json:"channel"`
	Language     string           `json:"language" enum:"id,en"`
	Status       string           `json:"status" enum:"open,resolved"`
	Holder       string           `json:"holder" enum:"assistant,queue,agent"`
	Agent        *AgentRef        `json:"agent"`
	Team         *TeamRef         `json:"team" doc:"While it waits or an agent has it: the team that it was given to, or whose matter it is; null for none."`
	Last         LastMessage      `json:"last"`
	Trust        int              `json:"trust" minimum:"0" maximum:"100"`
	Threshold    int              `json:"threshold" doc:"Under this trust score a person is offered."`
	WaitingSince *time.Time       `json:"waiting_since"`
	Unread       int64            `json:"unread" doc:"How many positions the agents have not seen."`
	Seq          int64            `json:"seq"`
	CreatedAt    time.Time        `json:"created_at"`
	HandOver     *terang.HandOver `json:"hand_over"`
	Promises     []Promise        `json:"promises" doc:"What the contact was promised here: all that is owed, and the last that are not."`
	Survey       *SurveyResult    `json:"survey"`
	Tags         []string         `json:"tags"`
	Priority     string           `json:"priority" enum:"low,normal,high,urgent"`
	SnoozedUntil *time.Time       `json:"snoozed_until" doc:"Until when the agent who has it has put it off, or null."`
	ReasonNeeded bool             `json:"reason_needed,omitempty" doc:"Not in one's own queue: what was said is left out until one gives a reason (POST …/reading)."`
	Clock        *WaitClock       `json:"clock" doc:"While it waits for a person, else null."`
}

// WaitClock is by when somebody should answer whoever waits.
type WaitClock struct {
	Priority string    `json:"priority" enum:"urgent,high,normal" doc:"By trust, promises and what the agents say."`
	DueAt    time.Time `json:"due_at"`
}

// timed puts in what the desk knows of it: the clock and the team.
func (c Conversation) timed(room interface {
	Clock(c *terang.Conversation) (desk.Clock, bool)
	Team(c *terang.Conversation) (desk.Team, bool)
}, is *terang.Conversation,
) Conversation {
	if team, of := room.Team(is); of {
		c.Team = &TeamRef{team.ID, team.Name}
	}
	if clock, waits := room.Clock(is); waits {
		c.Clock = &WaitClock{string(clock.Priority), clock.Due.UTC()}
	}
	return c
}

// ContactRef is a conversation's contact.
type ContactRef struct {
	ID       string `json:"id"`
	Name     string `json:"name" doc:"Empty where it is not known."`
	Verified bool   `json:"verified" doc:"Whether the brand's system has confirmed who it is."`
}

// AgentRef is a conversation's agent.
type AgentRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// TeamRef is a conversation's team.
type TeamRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// LastMessage is the line that a list shows.
type LastMessage struct {
	AuthorKind string    `json:"author_kind"`
	Text       string    `json:"text"`
	At         time.Time `json:"at"`
	Folded     bool      `json:"folded,omitempty" doc:"It abuses whoever reads it: shown when asked for."`
}

// SurveyResult is the contact's answer.
type SurveyResult struct {
	Score   int    `json:"score" minimum:"1" maximum:"5"`
	Comment string `json:"comment"`
}

func conversationOf(l store.Listed, threshold int) Conversation {
	c := l.Conversation
	out := Conversation{
		ID: c.ID, Contact: ContactRef{c.ContactID, l.ContactName, l.Verified}, Channel: c.Channel, Language: string(c.Language),
		Status: string(c.Status), Holder: string(c.Holder), Last: lastOf(c.Last),
		Trust: c.Trust, Threshold: threshold, Unread: max(c.Seq-c.AgentSeen, 0), Seq: c.Seq, CreatedAt: c.CreatedAt, HandOver: c.HandOver, Promises: promisesOf(c.Promises),
	}
	if c.Holder == terang.HolderAgent {
		out.Agent = &AgentRef{c.AgentID, c.AgentName}
	}
	if !c.WaitingSince.IsZero() {
		out.WaitingSince = &c.WaitingSince
	}
	if out.Tags = c.Tags; out.Tags == nil {
		out.Tags = []string{}
	}
	if out.Priority = priorityNames[c.Priority]; !c.SnoozedUntil.IsZero() {
		out.SnoozedUntil = &c.SnoozedUntil
	}
	if c.SurveyScore > 0 {
		out.Survey = &SurveyResult{c.SurveyScore, c.SurveyComment}
	}
	return out
}

// mustJSON marshals shapes of ours, which cannot fail; an empty object stands for the impossible.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("{}")
	}
	return b
}
