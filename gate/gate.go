// Package gate is the one door out: it decides whether a draft may be said, makes sure that the customer is
// told who speaks, and proves it in the very bytes that a channel will carry.
//
// It is pure: no clock, no randomness, no store, no network; everything it decides by stands in [Facts]. It
// never sends, and it fails closed: what it cannot prove is held. Nobody else may make a [Cleared], and
// channels accept nothing else, so an undisclosed message does not compile into a sent one.
//
// The way in is [Clear]. [Rulebook.Obligations] (what must be shown) and [Satisfied] (is it shown) are the rules and
// their check as functions of their own, so that anyone can test or publish them; [Policy] is the rules as
// data, read from policy/*.yaml.
package gate

import (
	"slices"
	"strings"
	"time"

	"terang"
)

// Facts is all that the gate decides by: a snapshot of the conversation at the moment of sending, and the
// position and id that the message will have.
type Facts struct {
	WorkspaceID    string
	ConversationID string
	MessageID      string
	Channel        string
	Seq            int64 // the position that the message takes
	Prev           int64 // the position before it that the contact may see
	Now            time.Time
	Holder         terang.Holder
	AgentID        string // the person who has the word, when the holder is an agent
	Disclosed      terang.Disclosed
	Language       terang.Language // the conversation's
	Brand          string          // the operator's name as the customer knows it
	Adds           terang.Text     // what the brand says after its first disclosure, where there is room; nil for nothing
	// Asked says that the contact has just asked whether a machine speaks: the answer must be the truth,
	// first.
	Asked bool
	// Consent says that the contact agreed to be written to about this, by a machine. Without it the brand
	// cannot start a talk. Quiet says that it is night where the brand is, and OverBudget that the contact was written to
	// often enough; for what may come at any time (a fraud warning) the caller leaves both false.
	Consent    bool
	Quiet      bool
	OverBudget bool
	// Rules holds the policies; nil is [Default].
	Rules *Rulebook
	// Jurisdictions are where the contact may be, as far as that is known, by ISO 3166 ("ID", "US-ME"); nil is unknown, and
	// then every policy holds.
	Jurisdictions []string
	Sector        string // of the brand; "" is unknown
	Audience      string // [KnownMinor], or ""
	Affect        bool   // the contact's voice is searched for feelings
	Form          Form   // of the channel; [Clear] takes it from the renderer
}

// FactsOf takes the facts from a conversation: the message gets the next position.
func FactsOf(c terang.Conversation, brand, messageID string, now time.Time) Facts {
	return Facts{
		WorkspaceID: c.WorkspaceID, ConversationID: c.ID, MessageID: messageID, Channel: c.Channel,
		Seq: c.Seq + 1, Prev: c.PublicSeq, Now: now, Holder: c.Holder, AgentID: c.AgentID,
		Disclosed: c.Disclosed, Language: c.Language, Brand: brand,
	}
}

// rules returns the policies that hold.
func (f Facts) rules() *Rulebook {
	if f.Rules != nil {
		return f.Rules
	}
	return Default()
}

// Utterance is what a channel renders: the message (without payload) and the words with which its author is
// shown to the customer.
type Utterance struct {
	Message terang.Message
	Label   string // "Asisten AI", "Petugas"; "" for the house's own announcements
	Name    string // "Asisten AI Toko Terang", "Rina"
}

// Shown is what a recipient perceives of rendered bytes, read back from the bytes alone.
type Shown struct {
	ID         string
	Seq        int64
	Kind       terang.AuthorKind
	Label      string
	Name       string
	Language   terang.Language
	Disclosure string // text of the disclosure, which stands before the text
	Text       string
	Files      []terang.Attachment // that stand beside the text
}

// Renderer turns an utterance into a channel's bytes and reads bytes back. The two directions are written
// apart from each other, for the second is the proof of the first.
type Renderer interface {
	Render(Utterance) ([]byte, error)
	Shown(payload []byte) (Shown, error)
}

// Reason is why a draft was held, or what was mended in one that was cleared.
type Reason string

// The reasons.
const (
	NoAuthor      Reason = "no_author"      // nobody, or an author who cannot speak to a customer
	AgentSpeaking Reason = "agent_speaking" // a machine, while a person has the word
	NotHolder     Reason = "not_holder"     // a person who does not have the word
	NoConsent     Reason = "no_consent"     // the brand starts the talk and the contact did not agree
	QuietHours    Reason = "quiet_hours"
	OverBudget    Reason = "over_budget"
	Undisclosed   Reason = "undisclosed"  // the bytes do not show what they must
	HumanClaim    Reason = "human_claim"  // a machine's words say that they are a person's
	ForgedLabel   Reason = "forged_label" // words that imitate the label of an author
	Invisible     Reason = "invisible"    // control or zero-width characters
	Empty         Reason = "empty"
	TooLong       Reason = "too_long"
	InternalOnly  Reason = "internal" // a note never leaves the house
)

// Held is a draft that the gate refused. It carries codes and no text of the draft.
type Held struct {
	Reasons    []Reason
	Violations []Violation // what the bytes did not show, when the reason is undisclosed
	Detail     string      // for the log: which part failed, never words of the draft
}

// Has reports whether r is among the reasons.
func (h *Held) Has(r Reason) bool {
	if h == nil {
		return false
	}
	for _, have := range h.Reasons {
		if have == r {
			return true
		}
	}
	return false
}

// String lists the reasons for a log, for example "agent_speaking, empty".
func (h *Held) String() string {
	if h == nil {
		return ""
	}
	parts := make([]string, 0, len(h.Reasons))
	for _, r := range h.Reasons {
		parts = append(parts, string(r))
	}
	return strings.Join(parts, ", ")
}

func hold(detail string, reasons ...Reason) *Held { return &Held{Reasons: reasons, Detail: detail} }

// Cleared is a draft that the gate let through, with the bytes to send. Only [Clear] makes one; the zero
// Cleared is nothing and no channel sends it.
type Cleared struct {
	message     terang.Message
	channel     string
	obligations []Obligation
	policy      string
	textKey     string
	disclosed   terang.Disclosed
	mended      []Reason
}

// IsZero reports whether c did not come from [Clear].
func (c Cleared) IsZero() bool { return len(c.message.Payload) == 0 }

// Message returns the message with its payload: the exact bytes that the channel is to carry.
func (c Cleared) Message() terang.Message { return c.message }

// Channel returns the word of the channel that it was cleared for: "web".
func (c Cleared) Channel() string { return c.channel }

// Policy returns the rules it was cleared by, for example "terang-default@1".
func (c Cleared) Policy() string { return c.policy }

// Obligations returns what had to be shown, all of it proved.
func (c Cleared) Obligations() []Obligation { return c.obligations }

// Rules returns the ids of the rules behind the obligations, in the policy's order.
func (c Cleared) Rules() []string {
	ids := make([]string, 0, len(c.obligations))
	for _, o := range c.obligations {
		ids = append(ids, o.Rule)
	}
	return ids
}

// TextKey names the published text that carried the disclosure, for example "first_contact/id@1", "" if
// none was due.
func (c Cleared) TextKey() string { return c.textKey }

// Disclosed returns what the contact has been told once this message is sent; store it with the message.
func (c Cleared) Disclosed() terang.Disclosed { return c.disclosed }

// Mended returns what the gate changed in the draft's words, nil for nothing; worth recording.
func (c Cleared) Mended() []Reason { return c.mended }

// Clear lets a draft through or holds it. What it returns is a function of its three inputs alone.
//
// It cleans the words, puts in the disclosure that is due (in the same unit as the message, so that no race
// and no lost packet can part them), renders, reads the bytes back and compares. The caller must have read
// the facts and must write the message under one lock on the conversation.
func Clear(d terang.Draft, f Facts, r Renderer) (Cleared, *Held) {
	if held := refuse(d, f); held != nil {
		return Cleared{}, held
	}
	if !bounded(&d.Content) {
		return Cleared{}, hold("bounds", TooLong) // first, so that nothing works long on what cannot pass
	}
	d.Language = d.Language.Or(f.Language.Or(terang.Indonesian))
	f.Brand, _ = cleanLine(f.Brand)
	f.Form = formOf(r)
	d, mended, held := guard(d, f)
	if held != nil {
		return Cleared{}, held
	}
	if has(mended, HumanClaim) {
		f.Asked = true // words that claimed a person are answered like the question: with the truth, first
	}
	obligations := f.rules().Obligations(f, d)
	if len(obligations) == 0 && d.Author.Kind() != terang.KindSystem && d.Author.Kind() != terang.KindHuman {
		return Cleared{}, hold("no policy in force asks for a label", Undisclosed) // a clock set wrong, or a book without rules
	}
	chosen, whole := choose(obligations, d.Content.Text)
	if !whole {
		return Cleared{}, hold("no published text says what must be said", Undisclosed)
	}
	disclose(&d, chosen, f)
	if held := measure(d); held != nil {
		return Cleared{}, held
	}
	u := utter(d, f)
	if k := d.Author.Kind(); (k == terang.KindAI || k == terang.KindAutomation) && misnamed(&u) {
		return Cleared{}, hold("brand", HumanClaim)
	}
	if held := prove(&u, obligations, r); held != nil {
		return Cleared{}, held
	}
	c := Cleared{
		message: u.Message, channel: f.Channel, obligations: obligations, policy: cited(obligations),
		disclosed: told(d, f, chosen), mended: mended,
	}
	if chosen != nil {
		c.textKey = chosen.key(f.Form, d.Language)
	}
	return c, nil
}

// refuse holds what may not be said whatever its words are.
func refuse(d terang.Draft, f Facts) *Held {
	var reasons []Reason
	kind := d.Author.Kind()
	if d.Author.Imported() != "" { // said elsewhere, by somebody that nobody here can answer for
		reasons = append(reasons, NoAuthor)
	}
	switch kind {
	case terang.KindAI:
		if d.Author.Model() == "" {
			reasons = append(reasons, NoAuthor)
		}
	case terang.KindAutomation:
		if d.Author.Playbook() == "" {
			reasons = append(reasons, NoAuthor)
		}
	case terang.KindHuman, terang.KindAIAssisted:
		if d.Author.AgentID() == "" {
			reasons = append(reasons, NoAuthor)
		} else if f.Holder != terang.HolderAgent || f.AgentID != d.Author.AgentID() {
			reasons = append(reasons, NotHolder)
		}
	case terang.KindSystem:
		// The house only announces. Anything else under its name would be words without a label.
		if d.Kind != terang.KindNotice || d.Content.Card != nil || d.Content.Survey != nil || len(d.Content.Sources) > 0 || len(d.Content.Attachments) > 0 {
			reasons = append(reasons, NoAuthor)
		}
	default: // nobody, the contact, or one that an import knows nothing of
		reasons = append(reasons, NoAuthor)
	}
	if voice := d.Announces.Kind(); voice != "" {
		reasons = append(reasons, refuseAnnouncement(d, f)...)
	}
	if (kind == terang.KindAI || kind == terang.KindAutomation) && f.Holder == terang.HolderAgent {
		reasons = append(reasons, AgentSpeaking)
	}
	if d.Purpose == terang.ForProactive {
		reasons = append(reasons, refuseBeginning(f)...)
	}
	switch d.Kind {
	case terang.KindText, terang.KindNotice, terang.KindSurvey:
	case terang.KindNote:
		reasons = append(reasons, InternalOnly)
	default:
		reasons = append(reasons, Empty)
	}
	if len(reasons) == 0 {
		return nil
	}
	return &Held{Reasons: reasons, Detail: "refuse"}
}

// refuseBeginning holds what the brand would begin to say at the wrong time.
func refuseBeginning(f Facts) []Reason {
	var reasons []Reason
	if !f.Consent {
		reasons = append(reasons, NoConsent)
	}
	if f.Quiet {
		reasons = append(reasons, QuietHours)
	}
	if f.OverBudget {
		reasons = append(reasons, OverBudget)
	}
	return reasons
}

// refuseAnnouncement holds an announcement that is not true at this moment.
func refuseAnnouncement(d terang.Draft, f Facts) []Reason {
	if d.Author.Kind() != terang.KindSystem {
		return []Reason{NoAuthor}
	}
	switch d.Announces.Kind() {
	case terang.KindHuman, terang.KindAIAssisted:
		if f.Holder != terang.HolderAgent || f.AgentID != d.Announces.AgentID() || f.AgentID == "" {
			return []Reason{NotHolder}
		}
	case terang.KindAI, terang.KindAutomation:
		if f.Holder == terang.HolderAgent {
			return []Reason{AgentSpeaking}
		}
	default:
		return []Reason{NoAuthor}
	}
	return nil
}

// Limits of a draft beside [terang.MaxText].
const (
	maxLine  = 1000 // bytes of a label, a title, a value
	maxLines = 64   // replies, fields, steps, items, sources, options, files
)

// bounded reports whether c is of a size that is worth reading.
func bounded(c *terang.Content) bool {
	lines, longest := len(c.Replies)+len(c.Sources)+len(c.Attachments), 0
	for i := range c.Attachments {
		a := &c.Attachments[i]
		longest = max(longest, len(a.ID), len(a.Type), len(a.Digest))
	}
	for i := range c.Replies {
		longest = max(longest, len(c.Replies[i].ID), len(c.Replies[i].Label), len(c.Replies[i].Value))
	}
	for i := range c.Sources {
		longest = max(longest, len(c.Sources[i].ID), len(c.Sources[i].Version))
	}
	if c.Card != nil {
		lines += len(c.Card.Fields) + len(c.Card.Steps) + len(c.Card.Items)
		longest = max(longest, len(c.Card.Kind))
		for i := range c.Card.Items {
			longest = max(longest, len(c.Card.Items[i].Value))
		}
	}
	if c.Survey != nil {
		lines += len(c.Survey.Options)
	}
	if lines > maxLines || longest > maxLine || longer(c.Text, terang.MaxText) {
		return false
	}
	eachLine(c, func(s *string) { longest = max(longest, len(*s)) })
	return longest <= maxLine
}

// misnamed reports whether the brand's own name makes the machine's name or disclosure claim a person.
func misnamed(u *Utterance) bool {
	return wholly.claims(u.Name) || u.Message.Content.Disclosure != nil && wholly.claims(u.Message.Content.Disclosure.Text)
}

// measure holds what says nothing, or too much once it is mended.
func measure(d terang.Draft) *Held {
	c := d.Content
	said := visible(c.Text) || len(c.Attachments) > 0 || c.Card != nil && (visible(c.Card.Title) || len(c.Card.Fields)+len(c.Card.Steps)+len(c.Card.Items) > 0)
	if d.Kind == terang.KindSurvey {
		said = c.Survey != nil && visible(c.Survey.Question) && len(c.Survey.Options) > 0
	}
	if !said {
		return hold("measure", Empty)
	}
	if longer(c.Text, terang.MaxText) {
		return hold("measure", TooLong)
	}
	return nil
}

// disclose puts the chosen text into the unit: as the text of an announcing notice, else before the text.
func disclose(d *terang.Draft, chosen *choice, f Facts) {
	d.Content.Disclosure = nil
	if chosen == nil {
		return
	}
	words := chosen.say(f.Form, d.Language, f.Brand)
	if d.Announces.Kind() != "" && (d.Content.Text == "" || d.Content.Text == words) {
		d.Content.Text = words
		return
	}
	if chosen.introduces() && f.Form.Family == Chat {
		if own := f.Adds.In(d.Language); own != "" {
			words += " " + own // after the house's words, which say all that must be said
		}
	}
	d.Content.Disclosure = &terang.Disclosure{Elements: chosen.elements(), Text: words}
}

// utter makes the message and the words with which its author is shown.
func utter(d terang.Draft, f Facts) Utterance {
	return Utterance{
		Message: terang.Message{
			ID: f.MessageID, WorkspaceID: f.WorkspaceID, ConversationID: f.ConversationID,
			Seq: f.Seq, Prev: f.Prev, Kind: d.Kind, Direction: terang.Out, Author: d.Author,
			Language: d.Language, Content: d.Content, ExternalID: d.ClientID, Delivery: terang.Intended,
			At: f.Now.UTC().Truncate(time.Millisecond),
		},
		Label: f.Form.Label(d.Author.Kind(), d.Language),
		Name:  Name(d.Author, f.Brand, d.Language),
	}
}

// prove renders, reads back and compares; on success the payload is in the message.
func prove(u *Utterance, obligations []Obligation, r Renderer) *Held {
	if r == nil {
		return hold("no renderer", Undisclosed)
	}
	payload, err := r.Render(*u)
	if err != nil || len(payload) == 0 {
		return hold("render", Undisclosed)
	}
	shown, err := r.Shown(payload)
	if err != nil {
		return hold("read back", Undisclosed)
	}
	violations := Satisfied(shown, obligations)
	m := &u.Message
	if shown.Kind != m.Author.Kind() || shown.Label != u.Label || shown.Name != u.Name {
		violations = append(violations, Violation{Rule: "author", Why: "the bytes show another author"})
	}
	if shown.ID != m.ID || shown.Seq != m.Seq || shown.Text != m.Content.Text || shown.Language != m.Language {
		violations = append(violations, Violation{Rule: "body", Why: "the bytes show another message"})
	}
	if !slices.Equal(shown.Files, m.Content.Attachments) {
		violations = append(violations, Violation{Rule: "files", Why: "the bytes show other files"})
	}
	if d := m.Content.Disclosure; d != nil && shown.Disclosure != d.Text || d == nil && shown.Disclosure != "" {
		violations = append(violations, Violation{Rule: "disclosure", Why: "the bytes show another disclosure"})
	}
	if len(violations) > 0 {
		return &Held{Reasons: []Reason{Undisclosed}, Violations: violations, Detail: "proof"}
	}
	m.Payload = payload
	return nil
}

// told is what the contact knows after this message.
func told(d terang.Draft, f Facts, chosen *choice) terang.Disclosed {
	t := f.Disclosed
	now := f.Now.UTC().Truncate(time.Millisecond)
	speaker := d.Author
	if d.Announces.Kind() != "" {
		speaker = d.Announces
	}
	if v := voice(speaker); v != "" && v != "system" {
		t.Voice = v
	}
	if k := d.Author.Kind(); k == terang.KindAI || k == terang.KindAutomation {
		t.LastMachine = now
	}
	if chosen == nil {
		return t
	}
	if chosen.says(terang.IsAI, terang.NotHuman) {
		t.Reminded = now
		t.Language = d.Language
	}
	if chosen.says(terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute) {
		t.FirstContact = now
	}
	return t
}

func has(reasons []Reason, r Reason) bool {
	for _, have := range reasons {
		if have == r {
			return true
		}
	}
	return false
}
