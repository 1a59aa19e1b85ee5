package engine

import (
	"slices"
	"strings"

	"terang"
	"terang/understand"
)

// SetConsent records what the contact said about being written to. Class "" is all that the brand begins but security: a no
// stops it, and a yes after it brings back what was agreed to before.
type SetConsent struct {
	Class terang.Class
	Given bool
}

func (SetConsent) effect() {}

// stop is what follows from "stop": of a dialogue that the contact began, its end; of everything else, that the brand begins no
// more. Security warnings still come, and the answer says so.
func (t *turn) stop() {
	if t.s.run() != nil && !t.unasked {
		t.cancel()
		return
	}
	if t.s.run() != nil {
		t.drop(0, endCancelled)
		t.s.Pending, t.s.Waiting = nil, nil
	}
	class, words := terang.Class(""), txtStop
	if slices.ContainsFunc(t.reading.Requests, func(f understand.Found) bool {
		return f.Request == understand.RequestStop && f.Topic == understand.TopicPromotions
	}) {
		class, words = terang.ClassMarketing, txtStopOffers
	}
	t.effects = append(t.effects, SetConsent{Class: class})
	t.sayText(text(words, t.lang), refTalk, nil)
}

// stopBeside records a stop that is said while a person has the word, or is waited for; it reports whether that was one. What
// the brand begins names the word, and does not say that it must be written to the assistant.
func (t *turn) stopBeside(choice string) bool {
	if choice != "" || t.in.Contact.Stopped || !t.says(stopWords) {
		return false
	}
	t.effects = append(t.effects, SetConsent{})
	return true
}

// stopWords are a message that says nothing but stop. What the brand begins tells the contact to write it, so it works whatever
// else it might mean.
var stopWords = []string{"stop", "berhenti", "unsubscribe"}

// says reports whether the message is one of the phrases and nothing else.
func (t *turn) says(phrases []string) bool {
	return slices.Contains(phrases, strings.Trim(strings.ToLower(strings.Join(strings.Fields(t.reading.Text), " ")), ` .!"“”`))
}

// beginAgain are the words with which a contact takes a stop back; the answer to it names them.
var beginAgain = []string{"mulai lagi", "kirim lagi", "start again", "unstop"}

// begunAgain takes a stop back; it reports false where there is none, and then the words mean what they mean.
func (t *turn) begunAgain() bool {
	if !t.in.Contact.Stopped || !t.says(beginAgain) {
		return false
	}
	t.effects = append(t.effects, SetConsent{Given: true})
	t.sayText(text(txtBegunAgain, t.lang), refTalk, nil)
	return true
}
