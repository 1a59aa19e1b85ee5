package engine

import (
	"regexp"
	"slices"
	"strings"

	"terang"
	"terang/understand"
)

// withAgent keeps out of a conversation that a person holds. Only the question who speaks is answered, by
// the system, and truthfully: a person, but not in this line.
func (t *turn) withAgent(identity bool) {
	if !identity {
		return
	}
	words := text(txtIdentityNoName, t.lang)
	if t.in.Agent != "" {
		words = text(txtIdentityPerson, t.lang, "agent", t.in.Agent)
	}
	t.emit(terang.Draft{Author: terang.BySystem(), Purpose: terang.ForNotice, Kind: terang.KindNotice, Content: terang.Content{Text: words}}, said{ref: refIdentity})
}

// inQueue is the assistant's part while the contact waits for a person: it does no tasks, but it answers from the help centre,
// takes the wish to be reached otherwise, and tells how the queue stands. Whoever writes hears once that the message arrived,
// and may come back at any time.
func (t *turn) inQueue(choice string, identity bool) {
	t.learnWaiting()
	switch {
	case choice == choiceAssistant, choice == "" && !identity && wantsBack(t.reading.Normalised, t.in.Text):
		t.returned()
	case identity:
		t.prefix = text(txtIdentity, t.lang)
		t.emit(terang.Draft{
			Author: t.author(refIdentity), Purpose: terang.ForAnswer, Kind: terang.KindText,
			Content: terang.Content{Text: text(txtIdentityQueue, t.lang, "place", t.waiting()), Replies: t.backReply()},
		}, said{ref: refIdentity})
	case t.reachAnswered(choice):
	case choice == choicePerson, t.reading.Is(understand.RequestPerson), choice == "" && t.asksHowLong():
		t.notice(text(txtStillWaiting, t.lang, "place", t.waiting()), refQueue, t.queueReplies())
	case t.inDanger():
	case !t.brokeNow() && t.meanwhile(choice):
	case choice != "": // a tap is never left without an answer
		t.notice(text(txtStillWaiting, t.lang, "place", t.waiting()), refQueue, t.queueReplies())
	case !t.s.Queued || t.brokeNow():
		t.notice(text(txtAdded, t.lang, "place", t.waiting()), refQueue, t.queueReplies())
		t.s.Queued = true
	}
}

// queueReplies are the choices of somebody who waits already.
func (t *turn) queueReplies() []terang.QuickReply {
	if _, ok := t.owed(terang.PromiseCall, terang.PromiseWrite); ok {
		return t.reachedReplies()
	}
	return t.waitReplies()
}

// learnWaiting keeps what a waiting contact adds, so that nobody asks for it again.
func (t *turn) learnWaiting() {
	for _, kind := range t.kinds() {
		if e, ok := t.reading.Find(kind); ok && !e.Sensitive && (t.b.identifier(kind) != nil || t.b.keeps(kind)) {
			t.s.know(kind, e.Value)
		}
	}
}

// inDanger says at once what cannot wait for the person.
func (t *turn) inDanger() bool {
	if !slices.ContainsFunc(t.reading.Requests, func(f understand.Found) bool {
		return f.Request == understand.RequestEmergency && f.Topic == understand.TopicSelfHarm
	}) {
		return false
	}
	t.notice(text(txtEmergencySelfHarm, t.lang), refQueue, t.backReply())
	return true
}

// meanwhile answers a question from the help centre while the contact waits. It begins nothing, and the place in the queue stays.
func (t *turn) meanwhile(choice string) bool {
	intent, query := t.intent(), t.reading.Normalised
	if name, ok := strings.CutPrefix(choice, choiceIntent); ok {
		intent, query = name, t.b.model.Normalise(t.b.topic(name, t.lang))
	} else if choice != "" || !t.asksSomething() || t.reading.Mood.Of(understand.MoodAnger) >= moodCounts || t.reading.Mood.Profanity {
		return false
	}
	if t.b.byIntent[intent] != nil {
		return false // its playbook may change something
	}
	h, ok := t.passageFor(intent, query)
	if !ok || t.b.topic(intent, t.lang) == "" && h.Confidence < sureAside {
		return false
	}
	tried := t.b.read(h.Article)
	if slices.Contains(t.s.Tried, tried) {
		return false
	}
	t.s.try(tried)
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{
		Text:    text(txtMeanwhile, t.lang) + "\n\n" + t.fitting(h),
		Sources: []terang.Source{{ID: h.Article.ID, Title: h.Article.Title, Version: h.Article.Version}},
		Replies: t.backReply(),
	}}, said{ref: "article/" + h.Article.ID + "@" + h.Article.Version, title: h.Article.Title})
	return true
}

const (
	maxHowLong = 9   // words of a message that asks how long it takes
	leadWords  = 3   // among which a question shows itself
	sureAside  = 0.6 // confidence of a passage that answers a question of no known matter
)

var howLongForm = regexp.MustCompile(`\b(masih lama|berapa lama( lagi)?( (saya )?(harus )?(menunggu|tunggu|nunggu|antre|mengantre))?\W*$|lama (sekali|banget|amat)|` +
	`(belum|tidak) (juga )?(dibalas|dijawab|direspons?|ditanggapi|ada (balasan|jawaban|kabar))|kapan (akan )?(dibalas|dijawab|dilayani|dihubungi|ditelepon|giliran|petugas)|(mana|giliran) (petugas|saya)|` +
	`(nomor|urutan|antrean|antrian) (ke )?berapa|sampai kapan|masih (menunggu|nunggu|antre|mengantre|dalam antrean)|` +
	`how (much )?long(er)?( (do|will|must) i (have to )?wait| (will|does) (it|this) (still )?take)?\W*$|still (waiting|in the queue|there)|(my|what) (place|position)|any(one|body) there|when will (someone|somebody|you|an agent))`)

// asksHowLong recognises the question how the queue stands.
func (t *turn) asksHowLong() bool {
	words := t.reading.Normalised
	return len(strings.Fields(words)) <= maxHowLong && (howLongForm.MatchString(words) || howLongForm.MatchString(strings.ToLower(t.in.Text)))
}

var questionWords = []string{
	"apa", "apakah", "berapa", "bagaimana", "kapan", "dimana", "mana", "bisakah", "bisa", "boleh", "kenapa", "mengapa", "adakah",
	"how", "what", "when", "where", "which", "can", "could", "do", "does", "is", "are",
}

// asksSomething reports whether the message is a question, and not one more detail for the person.
func (t *turn) asksSomething() bool {
	words := strings.Fields(t.reading.Normalised)
	if len(words) < 2 {
		return false
	}
	return strings.Contains(t.reading.Text, "?") || slices.ContainsFunc(words[:min(leadWords, len(words))], func(w string) bool { return slices.Contains(questionWords, w) })
}

// wantsBack recognises the wish to go on with the assistant instead of waiting.
func wantsBack(normalised, words string) bool {
	for _, s := range []string{normalised, strings.ToLower(words)} {
		var back, machine bool
		fields := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" .,!?-", r) })
		if len(fields) > maxBackWords {
			continue
		}
		for _, w := range fields {
			back = back || slices.Contains(backWords, w)
			machine = machine || slices.Contains(machineWords, w)
		}
		if back && machine {
			return true
		}
	}
	return false
}

const maxBackWords = 10

var (
	backWords    = []string{"kembali", "balik", "back", "lanjut", "lanjutkan", "return", "continue"}
	machineWords = []string{"asisten", "bot", "robot", "mesin", "ai", "assistant", "chatbot"}
)
