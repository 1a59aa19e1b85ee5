package engine

import (
	"slices"

	"terang"
	"terang/understand"
)

// maxMatters bounds the matters of one message that wait for their turn.
const maxMatters = 3

// matters takes what the message is about: one matter, or several, which are then done in their order. An open
// question comes first, for its answer may stand in any of them.
func (t *turn) matters(choice string) {
	parts := slices.DeleteFunc(slices.Clone(t.reading.Parts), func(p understand.Part) bool { return SmallTalk(p.Intent) })
	if choice != "" || len(parts) == 0 || len(parts) == 1 && t.reading.Known && !SmallTalk(t.intent()) {
		t.route(choice)
		return
	}
	if t.s.await() != nil {
		t.route(choice)
		t.wait(t.besides(parts))
		return
	}
	t.wait(slices.DeleteFunc(slices.Clone(parts[1:]), func(p understand.Part) bool { return t.b.alike(p.Intent, parts[0].Intent) }))
	t.learn() // a number may stand in any part
	first := t.reading
	t.reading = t.understand(parts[0].Text, understand.Context{Language: t.lang})
	t.reading.Requests = first.Requests // said anywhere in the message, they hold for all of it
	t.reading.Mood = first.Mood
	t.route("")
}

// SmallTalk reports whether an intent is no matter by itself.
func SmallTalk(intent string) bool {
	return intent == intentGreeting || intent == intentThanks || intent == intentGoodbye
}

// besides are the parts that hold a matter other than the one of the open question.
func (t *turn) besides(parts []understand.Part) []understand.Part {
	r := t.s.run()
	out := parts[:0:0]
	for _, p := range parts {
		if pb := t.b.byIntent[p.Intent]; r != nil && pb != nil && bookID(r.Playbook) == pb.ID || p.Intent == t.s.Topic {
			continue
		}
		out = append(out, p)
	}
	return out
}

// wait keeps matters for later in the turn, or for the turn in which what comes before them is done.
func (t *turn) wait(parts []understand.Part) {
	for _, p := range parts {
		if len(t.s.Waiting) < maxMatters && t.b.topic(p.Intent, t.lang) != "" {
			t.s.Waiting = append(slices.Clip(t.s.Waiting), Matter{Intent: p.Intent, Text: clip(p.Text, maxValue)})
		}
	}
}

// goOn takes up the matters that wait, as long as nothing stands before them: a question, a call, a person.
func (t *turn) goOn() {
	for len(t.s.Waiting) > 0 && !t.handed && t.s.Pending == nil && t.s.await() == nil {
		next := t.s.Waiting[0]
		t.s.Waiting = slices.Clone(t.s.Waiting[1:])
		topic, pb := t.b.topic(next.Intent, t.lang), t.b.byIntent[next.Intent]
		if topic == "" || next.Intent == t.s.Topic || pb != nil && pb.ID == t.started {
			continue // gone with a new version of the pack, or just done under another name
		}
		t.reading = t.understand(next.Text, understand.Context{Language: t.lang})
		t.prefix = text(txtAlso, t.lang, "topic", lowerFirst(topic))
		if pb != nil {
			t.start(pb, next.Intent, false)
		} else {
			t.s.Topic = next.Intent
			_ = t.article(next.Intent, t.reading.Normalised) || t.noAnswer(next.Intent)
		}
		t.prefix = ""
	}
}

// alike reports whether two intents are one matter to the brand: the same playbook does them, or they have one name.
func (b *Brain) alike(one, other string) bool {
	pb := b.byIntent[one]
	return one == other || pb != nil && pb == b.byIntent[other] || b.topic(one, terang.Indonesian) == b.topic(other, terang.Indonesian)
}

// leftOver are the matters besides wants that nobody has taken up, for the person who takes over.
func (t *turn) leftOver(wants string, l terang.Language) []string {
	out := make([]string, 0, len(t.s.Waiting))
	for _, m := range t.s.Waiting {
		if topic := t.b.topic(m.Intent, l); topic != "" && topic != wants && !slices.Contains(out, topic) {
			out = append(out, topic)
		}
	}
	return out
}

// Matter is a part of a message that waits until what came before it is done.
type Matter struct {
	Intent string `json:"intent"`
	Text   string `json:"text"`
}
