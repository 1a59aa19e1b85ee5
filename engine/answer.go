package engine

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/knowledge"
	"terang/playbook"
	"terang/trust"
)

const (
	searchHits  = 3   // passages that are looked at
	articleHits = 12  // passages among which one of a given article is sought
	maxShort    = 4   // words of a question that asks for nothing in particular
	maxTogether = 500 // characters of two passages in one answer
)

// article answers from the help centre and names the source. query is normalised.
func (t *turn) article(intent, query string) bool {
	h, ok := t.passageFor(intent, query)
	if ok {
		t.answerFrom(h)
	}
	return ok
}

// passageFor finds the passage that the index is sure of, or the article that the pack gives for the intent.
func (t *turn) passageFor(intent, query string) (h knowledge.Hit, ok bool) {
	if strings.TrimSpace(query) == "" {
		return h, false
	}
	hits := t.b.index.Search(query, t.lang, searchHits)
	own := t.b.brand.Topics[intent].Article
	if own != "" && (len(hits) == 0 || !hits[0].Known || hits[0].Article.ID != own) {
		favour := 1.0
		if t.sure(intent) {
			favour = 2 // a word that only another article has, such as a town, does not outweigh what is clearly meant
		}
		if h := t.passageOf(own, query); len(hits) == 0 || !hits[0].Known || h.Confidence*favour >= hits[0].Confidence {
			hits = []knowledge.Hit{h}
			hits[0].Known = h.Passage != ""
		}
	}
	if len(hits) == 0 || !hits[0].Known {
		return h, false
	}
	return hits[0], true
}

// sure reports whether the message means this intent beyond doubt.
func (t *turn) sure(intent string) bool {
	r := t.reading
	return r.Known && len(r.Intents) > 0 && r.Intents[0].Intent == intent && r.Intents[0].Confidence >= sureIntent
}

// fitting is what is said of an article: how it begins, which is the general answer, where the question is
// short; else the passage that was found, after the beginning where both fit on a phone.
func (t *turn) fitting(h knowledge.Hit) string {
	passages := knowledge.Passages(h.Article.Body)
	if len(passages) == 0 {
		return h.Passage
	}
	lead := passages[0]
	switch {
	case h.Passage == "" || h.Passage == h.Article.Body || h.Passage == lead, t.uneasy && t.sure(t.intent()), len(strings.Fields(t.reading.Normalised)) <= maxShort:
		return lead
	case utf8.RuneCountInString(lead)+utf8.RuneCountInString(h.Passage) <= maxTogether:
		return lead + "\n\n" + h.Passage
	}
	return h.Passage
}

// passageOf is the passage of one article that fits a query best, else its first.
func (t *turn) passageOf(id, query string) knowledge.Hit {
	for _, h := range t.b.index.Search(query, t.lang, articleHits) {
		if h.Article.ID == id {
			return h
		}
	}
	translations := t.b.articles[id]
	a, ok := translations[t.lang]
	if !ok {
		a = translations[t.b.deskLanguage()]
	}
	return knowledge.Hit{Article: a, Passage: a.Body}
}

// read says that an article was answered with, by its title in each language that it is written in.
func (b *Brain) read(a knowledge.Article) Words {
	return done(txtTriedArticle, inEach(func(l terang.Language) string {
		return cmp.Or(b.articles[a.ID][l].Title, a.Title)
	}))
}

func (t *turn) answerFrom(h knowledge.Hit) {
	t.unsure = h.Confidence < minSure && !t.sure(t.intent())
	h.Passage = t.fitting(h)
	a := h.Article
	ref := "article/" + a.ID + "@" + a.Version
	t.s.try(t.b.read(a))
	t.understood()
	d := terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{
		Text:    h.Passage,
		Sources: []terang.Source{{ID: a.ID, Title: a.Title, Version: a.Version}},
	}}
	if t.s.await() != nil {
		t.emit(d, said{ref: ref, title: a.Title})
		t.repeatQuestion(text(txtBackTo, t.lang, "title", t.title()))
		return
	}
	if !t.uneasy {
		d.Content.Replies = []terang.QuickReply{
			{Label: text(txtReplyHelpful, t.lang), Value: choiceHelpful},
			{Label: text(txtReplyUnhelpful, t.lang), Value: choiceUnhelpful},
		}
	}
	t.emit(d, said{ref: ref, title: a.Title})
}

// articleStep answers with one article, by the passage that fits what the contact wrote.
func (t *turn) articleStep(pb *playbook.Playbook, s *playbook.Article) {
	h := t.passageOf(s.ID, t.reading.Normalised)
	h.Passage = t.fitting(h)
	a := h.Article
	replies, err := t.replies(s.Replies)
	if err != nil || h.Passage == "" {
		t.fail(titled(pb))
		return
	}
	t.s.try(t.b.read(a))
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{
		Text: h.Passage, Replies: replies, Sources: []terang.Source{{ID: a.ID, Title: a.Title, Version: a.Version}},
	}}, said{ref: pb.Ref(), title: pb.Title.In(t.lang)})
}

// notUnderstood says honestly that the message was not understood and what can be done: first the topics,
// then a person, then a person takes over. learned says that the message gave a value nobody asked for.
func (t *turn) notUnderstood(learned bool) {
	if t.reading.Mood.Profanity && !t.quiet && t.prefix == "" && !(t.uneasy && t.mistake() != "") {
		t.prefix = text(txtCalm, t.lang)
	}
	if t.s.await() != nil {
		t.putAgain(learned)
		return
	}
	if t.quiet {
		return
	}
	if t.noAnswer(t.intent()) {
		return
	}
	if !t.stumble() {
		return
	}
	if t.s.Unknown > 1 {
		t.sayText(text(txtUnknownAgain, t.lang), refTalk, append([]terang.QuickReply{t.personReply()}, t.menu()...))
		return
	}
	var guesses []terang.QuickReply
	for _, i := range t.reading.Intents {
		if topic := t.b.topic(i.Intent, t.lang); topic != "" && i.Confidence*t.reading.Inside >= guessIntent && len(guesses) < maxGuesses {
			guesses = append(guesses, terang.QuickReply{Label: topic, Value: choiceIntent + i.Intent})
		}
	}
	if len(guesses) > 0 {
		t.sayText(text(txtUnknownGuess, t.lang), refTalk, append(guesses, t.personReply()))
		return
	}
	t.sayText(text(txtUnknown, t.lang), refTalk, append(t.menu(), t.personReply()))
}

// stumble counts a message that could not be answered; it reports false when a person takes over.
func (t *turn) stumble() bool {
	t.s.Unknown++
	t.stumbled = true
	t.s.Question = t.quote()
	t.signal(trust.KindUnknown, t.quote())
	t.missed()
	if t.s.Unknown > 2 {
		t.handOver(terang.ReasonUnknown, txtUnknownPerson)
		return false
	}
	return true
}

// missed notes the message for those who teach the assistant.
func (t *turn) missed() {
	m := Missed{Seq: t.in.Seq}
	if len(t.reading.Intents) > 0 {
		m.Guess, m.Confidence = t.reading.Intents[0].Intent, t.reading.Intents[0].Confidence
	}
	t.effects = append(t.effects, m)
}

// noAnswer is for a matter that is understood, but that neither a playbook nor an article answers.
func (t *turn) noAnswer(intent string) bool {
	topic := t.b.topic(intent, t.lang)
	if topic == "" || t.b.byIntent[intent] != nil {
		return false
	}
	t.s.Topic = intent
	if t.stumble() {
		t.sayText(text(txtUnknownTopic, t.lang, "topic", lowerFirst(topic)), refTalk, append([]terang.QuickReply{t.personReply()}, t.menu()...))
	}
	return true
}

// unhelpful is for an answer that did not help: once the next best is offered, then a person takes over.
func (t *turn) unhelpful() {
	t.s.Unhelpful++
	t.owned = true            // in the words below
	if t.reading.Text == "" { // a tap; words were listened to
		t.signal(trust.KindUnhelpfulTap, t.quote())
	}
	if t.s.Unhelpful > 1 {
		t.handOver(terang.ReasonUnhelpful, txtUnhelpfulPerson)
		return
	}
	if t.s.await() != nil {
		t.repeatQuestion(text(txtUnhelpful, t.lang))
		return
	}
	replies := make([]terang.QuickReply, 0, maxGuesses+1)
	for _, i := range t.s.Others {
		if topic := t.b.topic(i, t.lang); topic != "" && len(replies) < maxGuesses {
			replies = append(replies, terang.QuickReply{Label: topic, Value: choiceIntent + i})
		}
	}
	words := text(txtUnhelpful, t.lang)
	if len(replies) > 0 {
		words = text(txtUnhelpfulOthers, t.lang)
	}
	t.stumbled = true // who is handed over in this turn needs no more of it
	t.sayText(words, refTalk, append(replies, t.personReply()))
}

func (t *turn) thanks() {
	t.matterDone(true)
	t.signal(trust.KindThanks, "")
	t.s.Unhelpful, t.s.Unknown = 0, 0
	if t.s.await() != nil {
		t.repeatQuestion(text(txtThanksShort, t.lang))
		return
	}
	t.sayText(text(txtThanks, t.lang), refTalk, nil)
}

func (t *turn) greeted() {
	if t.s.await() != nil {
		t.repeatQuestion(text(txtHelloShort, t.lang))
		return
	}
	t.sayText(text(txtHello, t.lang), refTalk, t.menu())
}

// cancel leaves what is being done.
func (t *turn) cancel() {
	if t.s.run() == nil {
		t.sayText(text(txtNothingToCancel, t.lang), refTalk, t.menu())
		return
	}
	title := t.title()
	t.drop(0, endCancelled)
	t.s.Pending, t.s.Waiting = nil, nil
	t.sayText(text(txtCancelled, t.lang, "title", title), refTalk, t.menu())
}

// repeat says the last thing again.
func (t *turn) repeat() {
	if t.s.await() != nil {
		t.repeatQuestion("")
		return
	}
	if t.s.Last == nil || t.s.Last.Content.Text == "" {
		t.sayText(text(txtNothingToRepeat, t.lang), refTalk, t.menu())
		return
	}
	last := *t.s.Last
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: last.Content}, said{ref: last.Ref, title: last.Title, system: last.System})
}

// why says where the last answer comes from.
func (t *turn) why() {
	words := text(txtWhyNothing, t.lang, "brand", t.b.brand.Name)
	if last := t.s.Last; last != nil && last.Title != "" {
		title := last.Title
		if len(last.Content.Sources) > 0 {
			title = last.Content.Sources[0].Title
		}
		args := []string{"title", title, "ref", last.Ref, "brand", t.b.brand.Name, "time", playbook.Clock(last.At, t.lang)}
		switch {
		case len(last.Content.Sources) > 0:
			words = text(txtWhyArticle, t.lang, args...)
		case last.System:
			words = text(txtWhySystem, t.lang, args...)
		default:
			words = text(txtWhyPlaybook, t.lang, args...)
		}
	}
	kept := t.s.Last
	if a := t.s.await(); a != nil {
		if a.For != AwaitSlot && (kept == nil || kept.Ref == refVerify) {
			words = text(txtWhyCode, t.lang)
		}
		t.repeatQuestion(words)
	} else {
		t.sayText(words, refTalk, nil)
	}
	t.s.Last = kept // asking why twice explains the same answer
}

// title names the active playbook, as it stands in the middle of a sentence.
func (t *turn) title() string {
	if s := t.doing().In(t.lang); s != "" {
		return lowerFirst(s)
	}
	return ""
}

// doing is the title of the active run, none where there is none.
func (t *turn) doing() Words {
	if r := t.s.run(); r != nil {
		if pb := t.b.book(r); pb != nil {
			return titled(pb)
		}
	}
	return Words{}
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
		return s // an abbreviation
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// clipText bounds what is said to the longest text of a message.
func clipText(s string) string {
	if len(s) <= terang.MaxText || utf8.RuneCountInString(s) <= terang.MaxText {
		return s
	}
	r := []rune(s)
	return string(r[:terang.MaxText-1]) + "…"
}
