package engine

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
)

// The values of quick replies that mean the same in every state.
const (
	choicePerson    = "person"
	choiceAssistant = "assistant"
	choiceCancel    = "cancel"
	choiceRepeat    = "repeat"
	choiceHelpful   = "helpful"
	choiceUnhelpful = "unhelpful"
	choiceResend    = "code:resend"
	choiceIntent    = "intent:" // + name: as if the contact had asked for it
	choiceStart     = "start:"  // + playbook: from the beginning, with nothing remembered
)

// The intents by which a pack's examples teach small talk.
const (
	intentGreeting = "greeting"
	intentThanks   = "thanks"
	intentGoodbye  = "goodbye"
)

const (
	moodCounts  = 0.35 // probability from which a mood moves trust, by as much as it is likely
	swearing    = 0.75 // anger that a swear word stands for at least
	sureAlarm   = 0.95 // confidence of an emergency that outweighs a matter that is sure
	sureIntent  = 0.8  // confidence that outweighs a special request in the same message
	otherIntent = 0.12 // confidence from which an intent is offered when the first did not help
	guessIntent = 0.15 // confidence, times that the text is for us at all, from which an intent is offered as a guess
	maxQuote    = 200  // bytes of the contact's words that the state keeps
	maxParts    = 20   // parts of a message that are read one by one
	minRepeat   = 3    // words from which the same question twice means something
)

// message reads what the contact wrote, in this order: a person is wanted · is this a machine · the answer
// to the open question · special requests · a new matter · an article · not understood.
func (t *turn) message() {
	t.s.Greeted = true
	choice := t.tapped()
	if choice == "" {
		t.read()
		if e, ok := t.reading.Find(understand.EntityChoice); ok {
			choice = e.Value
		}
	}
	identity := t.reading.Is(understand.RequestIdentity)
	if identity {
		t.effects = append(t.effects, Asked{})
		t.lang = t.reading.Language.Or(t.lang) // who asks this is answered in the language of the question
	}
	switch t.holder() {
	case terang.HolderAgent:
		t.withAgent(identity)
		return
	case terang.HolderQueue:
		t.inQueue(choice, identity)
		return
	case terang.HolderAssistant:
	}
	if identity {
		t.prefix = text(txtIdentity, t.lang)
	}
	t.mood()
	switch {
	case choice == choicePerson, t.reading.Is(understand.RequestPerson):
		t.signal(trust.KindPersonAsked, t.quote())
		t.judge()
		t.handOver(terang.ReasonAsked, txtAskedPerson)
		return
	case t.emergency():
		return
	case t.s.Pending != nil:
		t.postpone()
	case identity:
		t.identity()
	default:
		t.matters(choice)
		t.goOn()
	}
	t.settle()
}

// quote is what the contact wrote, without what is secret in it, as the state may keep it.
func (t *turn) quote() string {
	if t.reading.Text == "" {
		return clip(t.in.Text, maxQuote) // a tap
	}
	return clip(t.reading.Masked(), maxQuote)
}

// emergency brings a person at once where the message tells of one, and says first what cannot wait. A matter of every day
// that only sounds like it ("lupa sandi akunku") is that matter.
func (t *turn) emergency() bool {
	i := slices.IndexFunc(t.reading.Requests, func(f understand.Found) bool { return f.Request == understand.RequestEmergency })
	if i < 0 || t.reading.Requests[i].Confidence < sureAlarm && t.sure(t.intent()) {
		return false
	}
	key := txtEmergencyDanger
	switch t.reading.Requests[i].Topic {
	case understand.TopicFraud:
		key = txtEmergencyFraud
	case understand.TopicSelfHarm:
		key = txtEmergencySelfHarm
	}
	t.s.Question, t.because = t.quote(), txtWhyEmergency
	t.handOver(terang.ReasonPolicy, key)
	return true
}

// tapped returns the value of the quick reply that was tapped, "" if the message is words. A value that was
// never offered is treated as words: it may come from anybody.
func (t *turn) tapped() string {
	c := t.in.Choice
	switch c {
	case "":
		return ""
	case choicePerson, choiceAssistant, choiceCancel, choiceRepeat, choiceHelpful, choiceUnhelpful, choiceResend:
		return c
	}
	if name, ok := strings.CutPrefix(c, choiceIntent); ok && t.b.topic(name, terang.Indonesian) != "" {
		return c
	}
	if name, ok := strings.CutPrefix(c, choiceStart); ok && t.b.byID[name] != nil {
		return c
	}
	if a := t.s.await(); a != nil && offered(a.Choices, c) {
		return c
	}
	return ""
}

func offered(choices []terang.QuickReply, value string) bool {
	return slices.ContainsFunc(choices, func(r terang.QuickReply) bool { return r.Value == value })
}

// read understands the words in the light of the open question and follows their language.
func (t *turn) read() {
	c := understand.Context{Language: t.s.Language, Topic: t.s.Topic}
	if a := t.s.await(); a != nil {
		c.Expecting, c.Choices = a.Expect, a.Choices
	} else if t.s.Last != nil {
		c.Choices = t.s.Last.Content.Replies
	}
	t.reading = t.b.model.Understand(t.in.Text, c)
	t.s.Model = true
	if l := t.reading.Language; l.Valid() && t.ownWords() && l != t.s.Language && !t.s.Fixed && t.holder() != terang.HolderAgent {
		t.s.Language, t.lang = l, l
		t.effects = append(t.effects, SetLanguage{Language: l})
	}
}

// ownWords reports whether the message holds more than values: an email address or an order number says
// nothing about the language of who writes it.
func (t *turn) ownWords() bool {
	rest := t.reading.Text
	for _, e := range t.reading.Entities {
		if e.Text != "" {
			rest = strings.ReplaceAll(rest, e.Text, " ")
		}
	}
	return strings.ContainsFunc(rest, unicode.IsLetter)
}

// postpone keeps a message that came while a call was out, and asks for the call's result again under the
// same key, so that nothing is done twice.
func (t *turn) postpone() {
	t.s.Deferred = &Deferred{Text: clip(t.in.Text, terang.MaxText), Choice: clip(t.in.Choice, maxValue), Seq: t.in.Seq}
	t.effects = append(t.effects, *t.s.Pending)
}

// identity answers the question whether this is a machine, first of all and truthfully, and then goes on
// with whatever else the message says.
func (t *turn) identity() {
	if rest := t.withoutIdentity(); rest != "" {
		t.quiet = true
		t.reading = t.b.model.Understand(rest, understand.Context{Language: t.lang, Expecting: t.expecting()})
		t.reading.Requests = slices.DeleteFunc(t.reading.Requests, func(r understand.Found) bool {
			return r.Request == understand.RequestIdentity || r.Request == understand.RequestGreeting
		})
		t.matters("")
		t.goOn()
	}
	if t.prefix == "" {
		return
	}
	if t.s.Pending == nil && t.s.await() != nil {
		t.repeatQuestion("")
		return
	}
	more := ""
	if t.s.Pending == nil {
		more = text(txtIdentityMore, t.lang, "operator", t.b.brand.Operator)
	}
	t.sayText(more, refIdentity, nil)
}

func (t *turn) expecting() string {
	if a := t.s.await(); a != nil {
		return a.Expect
	}
	return ""
}

// withoutIdentity is the message without the sentences that ask about the machine, "" if nothing is left
// that could be a matter of its own.
func (t *turn) withoutIdentity() string {
	var kept strings.Builder
	words, parts := 0, 0
	for text := t.reading.Text; text != "" && parts < maxParts; parts++ {
		part := text
		if end := strings.IndexAny(text, ".?!\n;,"); end >= 0 {
			part = text[:end+1] // with its mark, which tells where a sentence ends
		}
		text = text[len(part):]
		said := strings.Trim(part, " .?!\n;,")
		if said == "" || t.b.model.Asks(said, understand.RequestIdentity, t.lang) {
			continue
		}
		kept.WriteString(part)
		words += len(strings.Fields(said))
	}
	if words < 2 && len(t.reading.Entities) == 0 {
		return ""
	}
	return strings.TrimSpace(kept.String())
}

// route finds what the message is about and does it.
func (t *turn) route(choice string) {
	learned := t.learn()
	if t.chosen(choice) || t.answered(choice) || t.requested() {
		return
	}
	if t.restart != "" && t.b.byID[t.restart] != nil && !t.reading.Known {
		t.start(t.b.byID[t.restart], "", false)
		return
	}
	t.notice2ndTime()
	if t.matter() {
		return
	}
	if t.asksAside() && t.article(t.intent(), t.query()) {
		return
	}
	t.notUnderstood(learned)
}

// query is what is sought in the help centre: the contact's words, and what they lean on.
func (t *turn) query() string {
	if t.reading.FollowUp {
		return t.b.model.Normalise(t.b.topic(t.intent(), t.lang)) + " " + t.reading.Normalised
	}
	return t.reading.Normalised
}

// chosen does what a tap on one of the house's own quick replies says.
func (t *turn) chosen(choice string) bool {
	switch choice {
	case "", choicePerson:
		return false
	case choiceAssistant:
		t.sayText(text(txtHello, t.lang), refTalk, t.menu())
		return true
	case choiceCancel:
		t.cancel()
		return true
	case choiceRepeat:
		t.repeat()
		return true
	case choiceHelpful:
		t.thanks()
		return true
	case choiceUnhelpful:
		t.unhelpful()
		return true
	case choiceResend:
		return t.resend()
	}
	if name, ok := strings.CutPrefix(choice, choiceStart); ok {
		if pb := t.b.byID[name]; pb != nil {
			t.start(pb, "", true)
			return true
		}
	}
	if name, ok := strings.CutPrefix(choice, choiceIntent); ok {
		if pb := t.b.byIntent[name]; pb != nil {
			t.start(pb, name, false)
			return true
		}
		if topic := t.b.topic(name, t.lang); topic != "" {
			t.s.Topic = name
			return t.article(name, t.b.model.Normalise(topic)) || t.noAnswer(name)
		}
	}
	return false
}

// learn takes every value that the message holds, asked for or not, and reports whether one of them is new.
func (t *turn) learn() bool {
	news := false
	r := t.s.run()
	var pb *playbook.Playbook
	if r != nil {
		pb = t.b.book(r)
	}
	seen := make(map[string]bool, len(t.reading.Entities))
	for _, e := range t.reading.Entities {
		if seen[e.Kind] || e.Kind == understand.EntityChoice || e.Kind == understand.EntityYesNo || e.Kind == understand.EntityNumber || e.Kind == understand.EntityOTP {
			continue
		}
		seen[e.Kind] = true
		if t.b.identifier(e.Kind) != nil && t.s.Known[e.Kind] != e.Value {
			t.s.know(e.Kind, e.Value)
			news = true
		}
		if pb == nil {
			continue
		}
		for name, slot := range pb.Slots {
			if slot.Type == e.Kind && r.Slots[name] != e.Value && onlyOf(pb, slot.Type) {
				r.fill(name, e.Value)
				t.vars = nil
				news = true
			}
		}
	}
	return news
}

// onlyOf reports whether a playbook has one slot of a type, so that a value of that type can only mean it.
func onlyOf(pb *playbook.Playbook, kind string) bool {
	n := 0
	for _, s := range pb.Slots {
		if s.Type == kind {
			n++
		}
	}
	return n == 1
}

// answered takes the answer to the open question.
func (t *turn) answered(choice string) bool {
	r, a := t.s.run(), t.s.await()
	if a == nil {
		return false
	}
	switch a.For {
	case AwaitCode:
		return t.codeAnswered(r)
	case AwaitIdentifier:
		return t.identifierAnswered(r)
	case AwaitSlot:
	default:
		return false
	}
	pb := t.b.book(r)
	value := ""
	switch e, ok := t.reading.Find(a.Expect); {
	case choice != "" && offered(a.Choices, choice):
		value = choice
	case ok && a.Expect != playbook.SlotChoice:
		value = e.Value
	case a.Expect == playbook.SlotText && t.plainWords():
		value = strings.TrimSpace(t.reading.Text)
	}
	if value == "" || pb == nil {
		return false
	}
	r.fill(a.Slot, value)
	if pb.Slots[a.Slot].Keep {
		t.s.know(a.Slot, value)
	}
	r.Await, t.vars = nil, nil
	t.understood()
	t.run()
	return true
}

// plainWords reports whether the message can be the answer to an open question for free text: it is not
// empty and does not ask for something else.
func (t *turn) plainWords() bool {
	if strings.TrimSpace(t.reading.Text) == "" {
		return false
	}
	for _, q := range t.reading.Requests {
		switch q.Request {
		case understand.RequestThanks, understand.RequestGreeting, understand.RequestUnhelpful:
		default:
			return false
		}
	}
	return true
}

// requested does the special requests. The light ones give way to a matter in the same message.
func (t *turn) requested() bool {
	q := t.reading
	intent := t.intent()
	matter := t.b.topic(intent, t.lang) != ""
	fresh := matter && q.Intents[0].Confidence >= sureIntent && intent != t.s.Topic
	switch {
	case q.Is(understand.RequestCancel) && (t.s.run() != nil || !fresh):
		t.cancel()
	case q.Is(understand.RequestStop) && !fresh:
		if t.s.run() != nil {
			t.cancel()
		} else {
			t.sayText(text(txtStop, t.lang), refTalk, nil)
		}
	case q.Is(understand.RequestData):
		t.s.Question = t.quote()
		t.handOver(terang.ReasonPolicy, txtData)
	case q.Is(understand.RequestComplaint) && !matter && t.s.run() == nil:
		t.s.Question = t.quote()
		t.handOver(terang.ReasonPolicy, txtComplaint)
	case q.Is(understand.RequestWhy) && (!fresh || q.Outweighs(understand.RequestWhy)):
		t.why()
	case q.Is(understand.RequestRepeat) && !fresh:
		t.repeat()
	case q.Is(understand.RequestUnhelpful):
		if fresh {
			t.signal(trust.KindUnhelpful, t.quote())
			return false
		}
		t.unhelpful()
	case q.Is(understand.RequestThanks) && !matter, intent == intentThanks, intent == intentGoodbye:
		t.thanks()
	case q.Is(understand.RequestGreeting) && !matter, intent == intentGreeting:
		t.greeted()
	default:
		return false
	}
	return true
}

// intent is what the message is about, "" where that is not sure.
func (t *turn) intent() string {
	if !t.reading.Known || len(t.reading.Intents) == 0 {
		return ""
	}
	return t.reading.Intents[0].Intent
}

// matter starts the playbook of the intent.
func (t *turn) matter() bool {
	q := t.reading
	if len(q.Intents) == 0 {
		return false
	}
	t.s.Others = t.s.Others[:0:0]
	for _, i := range q.Intents[1:] {
		if i.Confidence >= otherIntent && t.b.topic(i.Intent, t.lang) != "" && len(t.s.Others) < maxGuesses {
			t.s.Others = append(t.s.Others, i.Intent)
		}
	}
	intent := t.intent()
	pb := t.b.byIntent[intent]
	if pb == nil {
		if t.s.await() == nil && t.b.topic(intent, t.lang) != "" {
			t.s.Topic = intent
		}
		return false
	}
	if t.sameMatter() {
		return false
	}
	t.start(pb, intent, false)
	return true
}

// asksAside reports whether the message may be a question for the help centre. While a question of ours is
// open, two words that name no matter are rather an attempt at its answer.
func (t *turn) asksAside() bool {
	if t.s.await() == nil {
		return true
	}
	return !t.sameMatter() && (t.b.topic(t.intent(), t.lang) != "" || len(strings.Fields(t.reading.Text)) >= minRepeat)
}

// sameMatter reports whether the message is about what the open question is about already: then no more is
// due than to put the question again.
func (t *turn) sameMatter() bool {
	r := t.s.run()
	pb := t.b.byIntent[t.intent()]
	return r != nil && pb != nil && bookID(r.Playbook) == pb.ID
}

// notice2ndTime notices that the contact asks the same thing again.
func (t *turn) notice2ndTime() {
	words := t.reading.Normalised
	if len(strings.Fields(words)) < minRepeat {
		return
	}
	h := fnv.New32a()
	h.Write([]byte(words)) // never fails
	sum := h.Sum32()
	if slices.Contains(t.s.Asked, sum) {
		t.signal(trust.KindRepeated, t.quote())
	}
	t.s.Asked = tail(append(t.s.Asked, sum), maxAsked)
}

// understood says that this turn made sense.
func (t *turn) understood() { t.s.Unknown, t.s.Question = 0, "" }
