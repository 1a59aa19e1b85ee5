package engine

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/understand"
)

// The quick replies of those who do not want to wait.
const (
	choiceReach       = "reach:" // + call or write
	choiceReachCall   = choiceReach + string(terang.PromiseCall)
	choiceReachWrite  = choiceReach + string(terang.PromiseWrite)
	choiceReachKnown  = choiceReach + "known"
	choiceReachCancel = choiceReach + "cancel"
)

const (
	maxReachWords  = 14 // of a message that asks to be called or written to
	maxChangeWords = 6  // of one that changes when or where
	maxReachAsks   = 2  // times that a number is asked for
	farthest       = 14 * 24 * time.Hour
)

// Reaching is the wish of a contact who waits to be called or written to, while the number or the address is still missing.
type Reaching struct {
	Kind  terang.PromiseKind `json:"kind"`
	From  time.Time          `json:"from,omitzero"` // not before
	Asked int                `json:"asked,omitempty"`
}

var reachReplies = map[terang.PromiseKind]textKey{terang.PromiseCall: txtReplyCall, terang.PromiseWrite: txtReplyWrite}

// ReachedBy are the ways beside the conversation in which the desk comes back to a contact.
func (b Brand) ReachedBy() []terang.PromiseKind {
	if b.Reach != nil {
		return b.Reach
	}
	return []terang.PromiseKind{terang.PromiseCall, terang.PromiseWrite}
}

// reachAsked takes the wish to be called or written to, from wherever the contact stands. A person who has the conversation decides
// about it: nothing is promised in their place.
func (t *turn) reachAsked(w Reach) {
	switch t.holder() {
	case terang.HolderAssistant:
		if slices.Contains(t.b.brand.ReachedBy(), w.Kind) {
			t.reach = &w
		}
		t.personRequested()
	case terang.HolderQueue:
		if reachReplies[w.Kind] == "" {
			t.personRequested()
			return
		}
		words, replies := t.wish(w)
		if t.s.Reaching == nil {
			words = joined(text(txtReachYes, t.lang), words)
		}
		t.notice(words, refQueue, replies)
	case terang.HolderAgent:
		what := text(txtToBeCalled, t.lang)
		if w.Kind == terang.PromiseWrite {
			what = text(txtToBeWritten, t.lang)
		} else if w.Kind != terang.PromiseCall {
			return
		}
		if to, ok := t.address(w.Kind, w.To); ok {
			what += ": " + to
		}
		t.emit(terang.Draft{Author: terang.BySystem(), Purpose: terang.ForNotice, Kind: terang.KindNotice, Content: terang.Content{
			Text: text(txtReachAgent, t.lang, "what", what),
		}}, said{ref: refQueue})
	}
}

// wish does what a wish says: it promises the call or the mail, or asks where to.
func (t *turn) wish(w Reach) (string, []terang.QuickReply) {
	if !slices.Contains(t.b.brand.ReachedBy(), w.Kind) {
		t.s.Reaching = nil
		return joined(text(txtReachNot, t.lang), t.waiting()), t.backReply()
	}
	to, own := t.address(w.Kind, w.To)
	if !own {
		known := t.knownAddress(w.Kind)
		asked := 1
		if r := t.s.Reaching; r != nil && r.Kind == w.Kind {
			asked += r.Asked
		}
		t.s.Reaching = &Reaching{Kind: w.Kind, From: w.From, Asked: asked}
		replies := []terang.QuickReply{{Label: text(txtReplyNotAfterAll, t.lang), Value: choiceReachCancel}}
		key := askReachTexts[w.Kind][0]
		if known != "" {
			key = askReachTexts[w.Kind][1]
			replies = append([]terang.QuickReply{{Label: text(txtReplyUse, t.lang, "to", masked(known)), Value: choiceReachKnown}}, replies...)
		}
		return text(key, t.lang, "to", masked(known)), replies
	}
	t.s.Reaching = nil
	for _, kind := range []terang.PromiseKind{terang.PromiseReply, terang.PromiseCall, terang.PromiseWrite} {
		t.release(kind)
	}
	from, due := t.reachTimes(w.From)
	shown := to
	if !t.wrote(to) {
		shown = masked(to)
	}
	said, kept := text(reachTexts[w.Kind][0], t.lang, "to", shown, "due", t.when(due)), text(keptTexts[w.Kind][0], t.lang, "to", shown)
	if !from.IsZero() {
		said = text(reachTexts[w.Kind][1], t.lang, "to", shown, "when", t.window(from, due))
		kept = text(keptTexts[w.Kind][1], t.lang, "to", shown, "from", t.keptFrom(from, due))
	}
	t.promise(&Promise{Kind: w.Kind, Words: kept, Reach: to, Due: due.UTC()})
	return joined(said, text(txtReachStays, t.lang)), t.reachedReplies()
}

// reachedReplies are what somebody may choose who is to be called or written to.
func (t *turn) reachedReplies() []terang.QuickReply {
	return append([]terang.QuickReply{{Label: text(txtReplyReachCancel, t.lang), Value: choiceReachCancel}}, t.backReply()...)
}

// askReachTexts ask where to: with nothing known, and with something.
var askReachTexts = map[terang.PromiseKind][2]textKey{
	terang.PromiseCall:  {txtAskNumber, txtAskNumberKnown},
	terang.PromiseWrite: {txtAskAddress, txtAskAddressKnown},
}

// reachTexts promise: as soon as somebody can, and not before a time.
var reachTexts = map[terang.PromiseKind][2]textKey{
	terang.PromiseCall:  {txtCallBy, txtCallBetween},
	terang.PromiseWrite: {txtWriteBy, txtWriteBetween},
}

// keptTexts are what is kept of it beside its time, which is read on other days, too: they name no day by "tomorrow".
var keptTexts = map[terang.PromiseKind][2]textKey{
	terang.PromiseCall:  {txtKeptCall, txtKeptCallFrom},
	terang.PromiseWrite: {txtKeptWrite, txtKeptWriteFrom},
}

// reachTimes are when a call or a mail may come at the earliest, zero for now, and when it comes at the latest.
func (t *turn) reachTimes(wanted time.Time) (from, due time.Time) {
	h, base := t.b.brand.Hours, t.in.Now
	if wanted.After(base) && wanted.Sub(base) <= farthest {
		base = wanted
		if at, open := h.NextOpen(base); !open && !at.IsZero() {
			base = at
		}
		from = t.local(base)
	}
	if due = h.AnswerBy(base, t.in.Desk.Full && from.IsZero()); due.IsZero() {
		due = roundedUp(t.local(base).Add(h.within()))
	}
	return from, due
}

// address reads a number or an address that is good for the kind; for what is written both are.
func (t *turn) address(kind terang.PromiseKind, words string) (string, bool) {
	if strings.TrimSpace(words) == "" || len(words) > terang.MaxText {
		return "", false
	}
	for _, want := range addressKinds(kind) {
		r := t.understand(words, understand.Context{Language: t.lang, Expecting: want})
		if e, ok := r.Find(want); ok {
			return e.Value, true
		}
	}
	return "", false
}

func addressKinds(kind terang.PromiseKind) []string {
	if kind == terang.PromiseCall {
		return []string{understand.EntityPhone}
	}
	return []string{understand.EntityEmail, understand.EntityPhone}
}

// wrote reports whether the contact has just written the address: then it is said back in full, so that they see whether it is
// right.
func (t *turn) wrote(to string) bool {
	return slices.ContainsFunc(t.reading.Entities, func(e understand.Entity) bool { return e.Value == to })
}

// knownAddress is a number or an address that the contact gave earlier, or that is remembered of them, "" for none.
func (t *turn) knownAddress(kind terang.PromiseKind) string {
	for _, want := range addressKinds(kind)[:1] { // whoever wants a mail is offered no number
		for i := len(t.s.Runs) - 1; i >= 0; i-- {
			r := &t.s.Runs[i]
			pb := t.b.book(r)
			for _, name := range sortedKeys(r.Slots) {
				if pb != nil && pb.Slots[name].Type == want && r.Slots[name] != "" {
					return r.Slots[name]
				}
			}
		}
		if v := t.s.Known[want]; v != "" {
			return v
		}
		if v, ok := t.in.Contact.Attributes[want].(string); ok {
			if to, ok := t.address(kind, v); ok {
				return to
			}
		}
	}
	return ""
}

// masked leaves of a number or an address what its owner knows it by.
func masked(to string) string {
	if user, domain, ok := strings.Cut(to, "@"); ok {
		_, n := utf8.DecodeRuneInString(user)
		return user[:n] + "•••@" + domain
	}
	if len(to) <= 7 {
		return to
	}
	return to[:3] + "•••" + to[len(to)-4:]
}

// reachAnswered takes what a waiting contact says about being called or written to: the wish, the number that was asked for,
// another time, and that they do not want it after all. It reports whether the message was about that.
func (t *turn) reachAnswered(choice string) bool {
	r := t.s.Reaching
	from := t.timeSaid()
	words := len(strings.Fields(t.reading.Text))
	owed, isOwed := t.owed(terang.PromiseCall, terang.PromiseWrite)
	kind, wishes := t.wantsReach()
	switch {
	case choice == choiceReachCancel, choice == "" && (r != nil || isOwed) && t.refusesReach(r != nil):
		t.reachCancelled()
	case choice == choiceReachCall, choice == choiceReachWrite:
		t.reachAsked(Reach{Kind: terang.PromiseKind(choice[len(choiceReach):])})
	case r != nil && choice == choiceReachKnown, r != nil && choice == "" && t.saysYes() && t.knownAddress(r.Kind) != "":
		t.reachAsked(Reach{Kind: r.Kind, To: t.knownAddress(r.Kind), From: later(from, r.From)})
	case choice != "":
		return false
	case wishes:
		t.reachAsked(Reach{Kind: kind, To: t.in.Text, From: from})
	case r != nil:
		_, given := t.address(r.Kind, t.in.Text)
		if !given && from.IsZero() { // they write about something else
			if r.Asked >= maxReachAsks {
				t.s.Reaching = nil
				return false
			}
			if t.asksSomething() || t.asksHowLong() || t.reading.Is(understand.RequestPerson) {
				return false
			}
		}
		t.reachAsked(Reach{Kind: r.Kind, To: t.in.Text, From: later(from, r.From)})
	case isOwed && owed.State() == terang.PromiseOpen && words <= maxChangeWords && (words <= 3 || changeForm.MatchString(t.reading.Normalised)) && !t.asksSomething():
		to, given := t.address(owed.Kind, t.in.Text)
		if !given && from.IsZero() {
			return false
		}
		if !given {
			to = owed.Reach
		}
		t.reachAsked(Reach{Kind: owed.Kind, To: to, From: from})
	default:
		return false
	}
	return true
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (t *turn) saysYes() bool {
	r := t.understand(t.in.Text, understand.Context{Language: t.lang, Expecting: understand.EntityYesNo})
	e, ok := r.Find(understand.EntityYesNo)
	return ok && e.Value == "yes" && len(strings.Fields(r.Text)) <= 4
}

// reachCancelled lets the contact wait on without being called or written to.
func (t *turn) reachCancelled() {
	t.s.Reaching = nil
	said := ""
	for _, kind := range []terang.PromiseKind{terang.PromiseCall, terang.PromiseWrite} {
		if t.release(kind) {
			said = text(txtReachCancelled, t.lang)
		}
	}
	if t.holder() == terang.HolderAssistant {
		if said == "" {
			said = text(txtNothingToCancel, t.lang)
		}
		t.sayText(joined(said, text(txtHowHelp, t.lang)), refTalk, t.menu())
		return
	}
	t.notice(joined(said, text(txtStillWaiting, t.lang, "place", t.waiting())), refQueue, t.waitReplies())
}

// timeSaid is the time before which the message does not want to be reached, zero where it names none that is to come.
func (t *turn) timeSaid() time.Time {
	now := t.in.Now.In(t.b.zone())
	r := t.b.model.Understand(t.in.Text, understand.Context{Language: t.lang})
	for _, e := range r.Entities {
		at, _, ok := understand.When(e, now)
		if !ok && e.Kind == kindTime {
			at, ok = clockTime(e.Value, now)
		}
		if ok && at.After(now) && at.Sub(now) <= farthest {
			return at
		}
	}
	return time.Time{}
}

// kindTime is the kind of a time of day or of one counted from now.
const kindTime = "time"

// clockTime is the next moment that a time of day ("15:00", "14:30+07:00", "15:00/17:00") or a span from now ("+2h") means.
func clockTime(v string, now time.Time) (time.Time, bool) {
	v, _, _ = strings.Cut(v, "/")
	if d, err := time.ParseDuration(v); err == nil && strings.HasPrefix(v, "+") {
		return now.Add(d), true
	}
	clock, err := time.ParseInLocation("15:04", v, now.Location())
	if err != nil {
		if clock, err = time.Parse("15:04Z07:00", v); err != nil {
			return time.Time{}, false
		}
	}
	local := now.In(clock.Location())
	y, m, d := local.Date()
	at := time.Date(y, m, d, clock.Hour(), clock.Minute(), 0, 0, clock.Location())
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at.In(now.Location()), true
}

// The words with which people ask to be called or written to. They are sought in the standard form of what was written.
var (
	callForm   = regexp.MustCompile(`\b(telepon(in|kan|i)?|telpon(in)?|ditelepon|calling|call|phone|ring)\b`)
	writeForm  = regexp.MustCompile(`\b(email(in|kan)?|e-mail|surel|mail|wa|whatsapp|sms|tulis(kan)?|write|text)\b`)
	wishForm   = regexp.MustCompile(`\b(saja|tolong|mohon|lewat|via|melalui|balas|hubungi|kirim(kan|i)?|bisa|boleh|mau|minta|dong|by|please|instead|can|could|me|balik|kembali|back)\b`)
	selfForm   = regexp.MustCompile(`\b(saya|aku|me)\b`)
	askForm    = regexp.MustCompile(`\b(nomor(nya)?|berapa|alamat|apa|mana|number|what|where|your|kalian|anda|which|punya)\b`)
	othersForm = regexp.MustCompile(`\b(sudah|kemarin|tadi|already|yesterday|sent|called|(kurir|toko|bank|cabang|teknisi|penjual|courier|store|shop|bukti)(nya)?|dia|mereka|him|her|them)\b`)
	changeForm = regexp.MustCompile(`\b(saja|ganti|ubah|jam|pukul|instead|change|at)\b`)
	refuseForm = regexp.MustCompile(`\b(jangan|batal(kan|in)?|tidak|not|don'?t|no|cancel|never ?mind|stop)\b`)
)

// wantsReach recognises the wish to be called or written to in the words of a message.
func (t *turn) wantsReach() (terang.PromiseKind, bool) {
	words := t.reading.Normalised
	n := len(strings.Fields(words))
	if n == 0 || n > maxReachWords || refuseForm.MatchString(words) || othersForm.MatchString(words) {
		return "", false
	}
	_, phone := t.reading.Find(understand.EntityPhone)
	_, email := t.reading.Find(understand.EntityEmail)
	if askForm.MatchString(words) && !(phone || email) || strings.HasPrefix(words, "nomor") {
		return "", false
	}
	asks := wishForm.MatchString(words)
	switch {
	case callForm.MatchString(words) && (asks || selfForm.MatchString(words) || n <= 2):
		return terang.PromiseCall, true
	case writeForm.MatchString(words) && (asks || selfForm.MatchString(words) && !email && !phone):
		return terang.PromiseWrite, true
	case asks && strings.Contains(words, "hubungi") && phone:
		return terang.PromiseCall, true
	case asks && strings.Contains(words, "hubungi") && email:
		return terang.PromiseWrite, true
	}
	return "", false
}

// refusesReach recognises that somebody does not want to be called or written to after all; asking says that they are just asked
// where to, when a bare no is enough.
func (t *turn) refusesReach(asking bool) bool {
	words := t.reading.Normalised
	if len(strings.Fields(words)) > maxReachWords || !refuseForm.MatchString(words) && !t.reading.Is(understand.RequestCancel) {
		return false
	}
	if _, given := t.reading.Find(understand.EntityPhone); given {
		return false
	}
	return asking || t.reading.Is(understand.RequestCancel) || callForm.MatchString(words) || writeForm.MatchString(words)
}
