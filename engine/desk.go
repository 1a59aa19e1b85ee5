package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
)

// Where a fact on a hand-over card comes from.
const (
	sourceCustomer = "customer"
	sourceSystem   = "brand system"
	sourceVerified = "verified"
)

// handOver gives the conversation to a person and tells the contact the truth about what happens now.
func (t *turn) handOver(reason terang.HandOverReason, why textKey) {
	t.handOverWith(reason, text(why, t.lang))
}

func (t *turn) handOverWith(reason terang.HandOverReason, words string) {
	if t.handed {
		return
	}
	t.handed = true
	card, draft := t.handOverCard(reason), t.suggestion()
	if a := t.s.await(); a == nil || reason != terang.ReasonAsked {
		t.drop(0, endPerson) // whoever comes back from the queue finds an open question only where there was one
	}
	t.s.Pending, t.s.Deferred, t.s.Waiting, t.s.Queued, t.s.Undoing = nil, nil, nil, false, ""
	t.emit(terang.Draft{
		Author: t.author(refHandOver), Purpose: terang.ForNotice, Kind: terang.KindNotice,
		Content: terang.Content{Text: words + " " + t.deskText(t.in.Desk.Queue+1), Replies: t.backReply()},
	}, said{ref: refHandOver})
	t.effects = append(t.effects, HandOver{Card: card, Draft: draft})
}

// deskText tells what the contact can expect: the place in the queue, or that nobody is there and until when.
func (t *turn) deskText(place int) string {
	if t.in.Desk.Online > 0 {
		if place <= 1 {
			return text(txtOnlineFirst, t.lang)
		}
		return text(txtOnline, t.lang, "place", strconv.Itoa(place))
	}
	hours := t.b.brand.Hours.Text.In(t.lang)
	if hours == "" {
		hours = t.in.Desk.Hours.In(t.lang)
	}
	if hours == "" {
		return text(txtAwayNoHours, t.lang)
	}
	at, open := t.b.brand.Hours.NextOpen(t.in.Now)
	switch {
	case open:
		return text(txtAwayOpen, t.lang, "hours", hours)
	case at.IsZero():
		return text(txtAway, t.lang, "hours", hours)
	}
	return text(txtAwayNext, t.lang, "hours", hours, "next", t.when(at))
}

// when writes a moment within the next days: "besok pukul 08.00 WIB".
func (t *turn) when(at time.Time) string {
	clock := playbook.Clock(at, t.lang)
	today := t.in.Now.In(at.Location())
	day := playbook.Day(at, t.lang)
	switch at.Format(time.DateOnly) {
	case today.Format(time.DateOnly):
		day = text(txtToday, t.lang)
	case today.AddDate(0, 0, 1).Format(time.DateOnly):
		day = text(txtTomorrow, t.lang)
	}
	return text(txtDayAt, t.lang, "day", day, "time", clock)
}

// placeText is deskText for a conversation that waits already.
func (t *turn) placeText() string {
	place := t.in.Desk.Place
	if place == 0 {
		place = t.in.Desk.Queue
	}
	return t.deskText(place)
}

// handOverCard is what a person reads first.
func (t *turn) handOverCard(reason terang.HandOverReason) terang.HandOver {
	l := t.b.deskLanguage()
	view := trust.Look(t.s.Trust, t.b.policy)
	if len(t.signals) > 0 {
		view = t.judge()
	}
	key := reasonTexts[reason]
	if t.because != "" {
		key = t.because
	}
	wants := t.b.topic(t.s.Topic, l)
	if r := t.s.run(); r != nil {
		if pb := t.b.book(r); pb != nil {
			wants = pb.Title.In(l)
		}
	}
	if t.s.Question != "" && (t.s.run() == nil || wants == "") {
		wants = t.s.Question // in the contact's own words: it came after what was understood, and nobody has answered it
	}
	if wants == "" {
		wants = text(txtWantsUnknown, l)
	}
	if more := t.leftOver(wants); len(more) > 0 {
		wants += " · " + strings.Join(more, " · ")
	}
	return terang.HandOver{
		Reason: reason, ReasonText: text(key, l), Wants: wants,
		Tried: append([]string{}, t.s.Tried...), Facts: t.facts(l),
		Trust: terang.TrustView{Score: view.Score, Reasons: append([]terang.TrustReason{}, view.Reasons...)},
		At:    t.in.Now,
		Skill: t.skill,
	}
}

var reasonTexts = map[terang.HandOverReason]textKey{
	terang.ReasonAsked:              txtWhyAsked,
	terang.ReasonUnhelpful:          txtWhyUnhelpful,
	terang.ReasonUnknown:            txtWhyUnknown,
	terang.ReasonVerificationFailed: txtWhyVerify,
	terang.ReasonError:              txtWhyError,
	terang.ReasonPolicy:             txtWhyPolicy,
}

// facts are what is known, each with where it comes from.
func (t *turn) facts(l terang.Language) []terang.Fact {
	out := []terang.Fact{}
	if id := t.s.Identity; id != nil && id.Token != "" {
		name := id.Name
		if name == "" {
			name = id.ID
		}
		out = append(out, terang.Fact{Label: text(txtFactCustomer, l), Value: name, Source: sourceVerified})
	}
	seen := map[string]bool{}
	put := func(name, value string, labels terang.Text) {
		label := labels.In(l)
		if label != "" && value != "" && !seen[name] && len(out) < maxFacts {
			seen[name] = true
			out = append(out, terang.Fact{Label: label, Value: value, Source: sourceCustomer})
		}
	}
	if r := t.s.run(); r != nil {
		if pb := t.b.book(r); pb != nil {
			for _, name := range sortedKeys(r.Slots) {
				put(name, t.shown(pb, name, r.Slots[name], l), pb.Slots[name].Label)
			}
		}
	}
	for _, name := range sortedKeys(t.s.Known) {
		put(name, t.s.Known[name], t.b.labels[name])
	}
	out = append(out, t.s.Facts...)
	if t.s.Question != "" {
		out = append(out, terang.Fact{Label: text(txtFactLastQuestion, l), Value: t.s.Question, Source: sourceCustomer})
	}
	return tail(out, maxFacts)
}

// shown is a value as a person reads it: the words of the choice, not its code.
func (t *turn) shown(pb *playbook.Playbook, slot, value string, l terang.Language) string {
	if pb.Slots[slot].Type == understand.EntityYesNo {
		switch value {
		case "yes":
			return text(txtReplyYes, l)
		case "no":
			return text(txtReplyNo, l)
		}
	}
	for _, s := range pb.Steps {
		if s.Ask == nil || s.Ask.Slot != slot {
			continue
		}
		for _, c := range s.Ask.Choices {
			if c.Value == value {
				if label, err := c.Label.Render(l, t.values()); err == nil {
					return label
				}
			}
		}
	}
	return spelled(pb.Slots[slot].Type, value, l)
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

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

// inQueue is the assistant's part while the contact waits for a person: it does no tasks, but whoever
// writes hears once that the message arrived, and may come back at any time.
func (t *turn) inQueue(choice string, identity bool) {
	switch {
	case choice == choiceAssistant, choice == "" && !identity && wantsBack(t.reading.Normalised, t.in.Text):
		t.returned()
	case identity:
		t.prefix = text(txtIdentity, t.lang)
		t.emit(terang.Draft{
			Author: t.author(refIdentity), Purpose: terang.ForAnswer, Kind: terang.KindText,
			Content: terang.Content{Text: text(txtIdentityQueue, t.lang, "place", t.placeText()), Replies: t.backReply()},
		}, said{ref: refIdentity})
	case choice == choicePerson, t.reading.Is(understand.RequestPerson):
		t.notice(text(txtStillWaiting, t.lang, "place", t.placeText()), refQueue, t.backReply())
	case !t.s.Queued:
		t.notice(text(txtAdded, t.lang, "place", t.placeText()), refQueue, t.backReply())
		t.s.Queued = true
	}
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
