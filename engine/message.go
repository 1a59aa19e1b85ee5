package engine

import (
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
	moodCounts  = 0.35 // probability from which a mood counts
	sureMood    = 0.6  // probability of a mood that is there
	sureAlarm   = 0.95 // confidence of an emergency that outweighs a matter that is sure
	sureIntent  = 0.8  // confidence that outweighs a special request in the same message
	otherIntent = 0.12 // confidence from which an intent is offered when the first did not help
	guessIntent = 0.15 // confidence, times that the text is for us at all, from which an intent is offered as a guess
	maxQuote    = 200  // bytes of the contact's words that the state keeps
	maxParts    = 20   // parts of a message that are read one by one
	maxCourtesy = 6    // words of a message that only greets or thanks
	minAside    = 3    // words from which a message beside an open question may be one of its own
)

// message reads what the contact wrote, in this order: a person is wanted · is this a machine · the answer
// to the open question · special requests · a new matter · an article · not understood.
func (t *turn) message() {
	t.s.Greeted = true
	choice := t.tapped()
	if choice == "" && !t.onlyFiles() {
		t.read()
		if e, ok := t.reading.Find(understand.EntityChoice); ok {
			choice = e.Value
		}
		if v := t.labelled(); v != "" {
			choice = v
		}
	}
	identity := t.reading.Is(understand.RequestIdentity)
	if identity {
		t.effects = append(t.effects, Asked{})
		t.lang = t.reading.Language.Or(t.lang) // who asks this is answered in the language of the question
	}
	switch t.holder() {
	case terang.HolderAgent:
		t.stopBeside(choice)
		t.withAgent(identity)
		return
	case terang.HolderQueue:
		if t.stopBeside(choice) {
			t.sayText(text(txtStop, t.lang), refTalk, t.backReply())
			return
		}
		t.inQueue(choice, identity)
		return
	case terang.HolderAssistant:
	}
	t.heard()
	t.s.Since++
	if t.s.Pending == nil { // one that has to wait for a call is read after it
		t.s.Back = max(t.s.Back-1, 0)
		if t.reading.Text != "" {
			t.listen()
		}
		t.weighs()
		t.feel()
		if t.mistake() == "" {
			t.s.Blamed = ""
		}
	}
	if identity {
		t.prefix = text(txtIdentity, t.lang)
	}
	if t.filesCame() {
		return
	}
	switch {
	case choice == choicePerson, t.reading.Is(understand.RequestPerson):
		t.undoubt(func(g trust.Signal) bool { return g.Kind == trust.KindPerson || g.Quote == t.quote() }) // it is the same
		t.signal(trust.KindPersonAsked, t.quote())
		t.judge()
		t.handOver(terang.ReasonAsked, txtAskedPerson)
		return
	case choice == choiceReachCall, choice == choiceReachWrite:
		t.reachAsked(Reach{Kind: terang.PromiseKind(choice[len(choiceReach):])})
		return
	case t.emergency(choice), t.grave(choice):
		return
	case t.s.Pending != nil:
		t.postpone()
		return // it is judged when its turn comes
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
		return clip(strings.ToValidUTF8(t.in.Text, ""), maxQuote) // a tap
	}
	return clip(t.reading.Masked(), maxQuote)
}

// emergency brings a person at once where the message tells of one, and says first what cannot wait. A matter of every day
// that only sounds like it ("lupa sandi akunku") is that matter, and fraud for which the brand has a playbook is that playbook's.
func (t *turn) emergency(choice string) bool {
	i := slices.IndexFunc(t.reading.Requests, func(f understand.Found) bool { return f.Request == understand.RequestEmergency })
	if i < 0 || t.reading.Requests[i].Confidence < sureAlarm && t.sure(t.intent()) {
		return false
	}
	if t.expected(t.reading.Requests[i], choice) || t.mourns(t.reading.Requests[i]) || t.threatens(t.reading.Requests[i]) {
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
	t.alarmed(t.reading.Requests[i])
	t.handOver(terang.ReasonPolicy, key)
	return true
}

// expected reports whether what sounds like an emergency is what the talk is about: a label written out; without any worry in it, the
// number that was asked for ("rekening saya 7010004321") or a matter that is sure and has a playbook ("lupa PIN kartu saya"); or
// what a playbook of class security takes.
func (t *turn) expected(alarm understand.Found, choice string) bool {
	calm := max(t.reading.Mood.Of(understand.MoodWorry), t.reading.Mood.Of(understand.MoodAnger)) < moodCounts
	switch {
	case t.labelled() != "":
		return true
	case alarm.Topic == understand.TopicSelfHarm:
		return false
	case calm && t.holdsAnswer():
		return true
	case calm && t.sure(t.intent()):
		return alarm.Topic == understand.TopicFraud && t.b.byIntent[t.intent()] != nil || t.guarding(choice)
	}
	return alarm.Topic == understand.TopicFraud && t.guarding(choice)
}

// labelled is the value of the open question's quick reply whose label the message is, to the letter: as good as a tap on it.
func (t *turn) labelled() string {
	a, said := t.s.await(), wordsOf(t.reading.Text)
	if a == nil || said == "" {
		return ""
	}
	if i := slices.IndexFunc(a.Choices, func(c terang.QuickReply) bool { return wordsOf(c.Label) == said }); i >= 0 {
		return a.Choices[i].Value
	}
	return ""
}

// wordsOf is a text without its case, marks and spaces.
func wordsOf(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// guarding reports whether a playbook of class security takes what the message says: it can block a card before a person has
// read of it. Either the message is its matter, or it answers its open question.
func (t *turn) guarding(choice string) bool {
	if pb := t.b.byIntent[t.intent()]; pb != nil && pb.Class == playbook.ClassSecurity {
		return true
	}
	r, a := t.s.run(), t.s.await()
	if a == nil {
		return false
	}
	if pb := t.b.book(r); pb == nil || pb.Class != playbook.ClassSecurity {
		return false
	}
	_, yesNo := t.reading.Find(understand.EntityYesNo)
	return offered(a.Choices, choice) || yesNo && a.Expect == understand.EntityYesNo
}

// tapped returns the value of the quick reply that was tapped, "" if the message is words. A value that was
// never offered is treated as words: it may come from anybody.
func (t *turn) tapped() string {
	c := t.in.Choice
	switch c {
	case "":
		return ""
	case choicePerson, choiceAssistant, choiceCancel, choiceRepeat, choiceHelpful, choiceUnhelpful, choiceResend,
		choiceReachCall, choiceReachWrite, choiceReachCancel:
		return c
	case choiceReachKnown:
		if t.s.Reaching != nil {
			return c
		}
	}
	if name, ok := strings.CutPrefix(c, choiceIntent); ok && t.b.topic(name, terang.Indonesian) != "" {
		return c
	}
	if name, ok := strings.CutPrefix(c, choiceStart); ok && t.b.byID[name] != nil {
		return c
	}
	if strings.HasPrefix(c, choiceUndo) {
		return c // of what is not there it is said so
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
	t.reading = t.understand(t.in.Text, c)
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
	t.s.Deferred = &Deferred{Text: clip(t.in.Text, terang.MaxText), Choice: clip(t.in.Choice, maxValue), Files: t.in.Files, Seq: t.in.Seq}
	t.effects = append(t.effects, *t.s.Pending)
}

// identity answers the question whether this is a machine, first of all and truthfully, and then goes on
// with whatever else the message says.
func (t *turn) identity() {
	rest := t.withoutIdentity()
	if rest == "" {
		t.lessDoubt(asksWho)
	}
	if rest == "" && t.plainAnswer() {
		rest = t.reading.Text
	}
	if rest != "" {
		t.quiet = true
		t.reading = t.understand(rest, understand.Context{Language: t.lang, Expecting: t.expecting()})
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

// plainAnswer reports whether the message holds just what is asked for, as "lampu tidur ya" does: it is taken, however much it
// sounds like a question about the machine, which is answered all the same. A yes is too little for that.
func (t *turn) plainAnswer() bool {
	switch t.expecting() {
	case understand.EntityYesNo, understand.EntityChoice, understand.EntityNumber:
		return false
	}
	return t.s.await() != nil && t.holdsAnswer()
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
	if t.correct(choice) {
		return
	}
	learned := t.learn()
	if t.chosen(choice) || t.undoAsked(choice) || t.answered(choice) || t.requested() {
		return
	}
	if t.restart != "" && t.b.byID[t.restart] != nil && (!t.reading.Known || t.answersLost()) {
		t.start(t.b.byID[t.restart], "", false)
		return
	}
	if t.matter() {
		return
	}
	if t.asksAside() && t.article(t.intent(), t.query()) {
		return
	}
	t.notUnderstood(learned)
}

// answersLost reports whether the message is a bare answer to the question that a lost run had put.
func (t *turn) answersLost() bool {
	if t.lost == nil || t.lost.For != AwaitSlot || t.ownWords() {
		return false
	}
	_, ok := t.reading.Find(t.lost.Expect)
	return ok
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
	case choiceReachCancel:
		t.reachCancelled()
		return true
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
	if id, ok := strings.CutPrefix(choice, choiceUndo); ok {
		t.undo(id)
		return true
	}
	if name, ok := strings.CutPrefix(choice, choiceStart); ok {
		if pb := t.b.byID[name]; pb != nil {
			t.start(pb, "", !t.b.ledTo(pb.ID))
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

// requested does the special requests. The light ones give way to a matter in the same message.
func (t *turn) requested() bool {
	q := t.reading
	intent := t.intent()
	matter := t.b.topic(intent, t.lang) != ""
	fresh := matter && q.Intents[0].Confidence >= sureIntent && intent != t.s.Topic
	switch {
	case t.begunAgain():
	case t.says(stopWords):
		t.stop()
	case q.Is(understand.RequestCancel) && (t.s.run() != nil || !fresh):
		t.cancel()
	case q.Is(understand.RequestStop) && (!fresh || q.Outweighs(understand.RequestStop)):
		t.stop()
	case q.Is(understand.RequestData) && (!fresh || q.Outweighs(understand.RequestData)):
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
			return false
		}
		t.unhelpful()
	case (q.Is(understand.RequestThanks) && !matter || (intent == intentThanks || intent == intentGoodbye) && !t.bareYes()) && t.courtesy():
		t.thanks()
	case (q.Is(understand.RequestGreeting) && !matter || intent == intentGreeting) && t.courtesy():
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
	if t.doubt.Kind == trust.KindRepeat {
		t.lessDoubt(asMatter)
	}
	t.unsure = q.Intents[0].Confidence < minMatter
	t.start(pb, intent, false)
	return true
}

// asksAside reports whether the message may be a question for the help centre. While a question of ours is
// open, two words that name no matter are rather an attempt at its answer.
func (t *turn) asksAside() bool {
	if t.s.await() == nil {
		return true
	}
	return !t.sameMatter() && (t.b.topic(t.intent(), t.lang) != "" || len(strings.Fields(t.reading.Text)) >= minAside)
}

// sameMatter reports whether the message is about what the open question is about already: then no more is
// due than to put the question again.
func (t *turn) sameMatter() bool {
	r := t.s.run()
	pb := t.b.byIntent[t.intent()]
	return r != nil && pb != nil && bookID(r.Playbook) == pb.ID
}

// courtesy reports whether a message that greets or thanks is short enough to do no more than that. A longer one that is about
// nothing known was not understood, and whoever wrote it should hear so instead of another greeting.
func (t *turn) courtesy() bool { return len(strings.Fields(t.reading.Normalised)) <= maxCourtesy }

// bareYes reports whether a message is a yes or a no and nothing else. Where nothing was asked that says nothing, least of all
// thanks.
func (t *turn) bareYes() bool {
	if len(strings.Fields(t.reading.Normalised)) > 2 || t.reading.Is(understand.RequestThanks) {
		return false
	}
	r := t.b.model.Understand(t.reading.Text, understand.Context{Language: t.lang, Expecting: understand.EntityYesNo})
	_, ok := r.Find(understand.EntityYesNo)
	return ok
}

// ledTo reports whether a playbook is one that only others offer: then it goes on with what the contact has said on the way
// there. One that offers itself again ("another order") begins afresh.
func (b *Brain) ledTo(id string) bool {
	led := false
	for _, pb := range b.byID {
		for _, s := range pb.Steps {
			var replies []playbook.Reply
			switch {
			case s.Say != nil:
				replies = s.Say.Replies
			case s.Article != nil:
				replies = s.Article.Replies
			}
			if slices.ContainsFunc(replies, func(r playbook.Reply) bool { return r.Value == choiceStart+id }) {
				if pb.ID == id {
					return false
				}
				led = true
			}
		}
	}
	return led
}

// understood says that this turn made sense.
func (t *turn) understood() { t.s.Unknown, t.s.Question = 0, "" }
