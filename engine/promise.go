package engine

import (
	"slices"
	"strconv"
	"time"

	"terang"
	"terang/playbook"
)

const (
	answerWithin = 2 * time.Hour   // of opening hours, where the brand states nothing
	maxWithin    = 72 * time.Hour  // beyond that a promise is none
	roundDue     = 5 * time.Minute // promised times end on these
)

// expectation is what somebody who waits can expect: in words, with what is said only once, and what is promised with them, nil
// for nothing.
type expectation struct {
	words   string
	once    string
	promise *Promise
}

// expectation tells what the contact can expect at a place in the queue: the place, and the wait where the desk can tell it; or,
// where nobody can come for now, the opening hours and the time by which somebody answers.
func (t *turn) expectation(place int) expectation {
	d := t.in.Desk
	if d.Online > 0 && !d.Full {
		return expectation{words: t.placeWords(place), once: text(txtAddMore, t.lang)}
	}
	hours := t.b.brand.Hours.Text.In(t.lang)
	if hours == "" {
		hours = d.Hours.In(t.lang)
	}
	at, open := t.b.brand.Hours.NextOpen(t.in.Now)
	why := ""
	switch {
	case d.Online > 0:
		why = text(txtDeskFull, t.lang)
	case hours == "":
		why = text(txtAwayNoHours, t.lang)
	case open:
		why = text(txtAwayOpen, t.lang, "hours", hours)
	case at.IsZero():
		why = text(txtAway, t.lang, "hours", hours)
	default:
		why = text(txtAwayNext, t.lang, "hours", hours, "next", t.when(at))
	}
	if p, ok := t.owed(terang.PromiseReply); ok {
		if p.State() == terang.PromiseOpen { // they know the hours, and by when
			if d.Online == 0 {
				why = text(txtAwayNoHours, t.lang)
			}
			return expectation{words: joined(why, text(txtReplyBy, t.lang, "due", t.when(t.local(p.DueAt))))}
		}
		return expectation{words: joined(why, text(txtReplyHere, t.lang))} // broken once: a new time is for the desk to give
	}
	due := t.b.brand.Hours.AnswerBy(t.in.Now, d.Online > 0)
	if due.IsZero() {
		return expectation{words: joined(why, text(txtReplyHere, t.lang))}
	}
	by := text(txtReplyBy, t.lang, "due", t.when(due))
	return expectation{
		words:   joined(why, by),
		once:    text(txtKeptHere, t.lang),
		promise: &Promise{Kind: terang.PromiseReply, Words: text(txtKeptReply, t.lang), Due: due.UTC()},
	}
}

// placeWords is the place in the queue, with the wait where the desk can tell.
func (t *turn) placeWords(place int) string {
	wait := waitWords(t.in.Desk.Wait, t.lang)
	key := txtOnline
	switch {
	case place <= 1 && wait != "":
		key = txtOnlineFirstWait
	case place <= 1:
		key = txtOnlineFirst
	case wait != "":
		key = txtOnlineWait
	}
	return text(key, t.lang, "place", strconv.Itoa(place), "wait", wait)
}

// waiting is expectation for a conversation that waits already. What it promises goes out with the turn.
func (t *turn) waiting() string {
	place := t.in.Desk.Place
	if place == 0 {
		place = t.in.Desk.Queue
	}
	if p, ok := t.owed(terang.PromiseCall, terang.PromiseWrite); ok && p.State() == terang.PromiseOpen {
		return t.stillOwed(p) // they wait for that, and not for their place
	}
	now := t.expectation(place)
	t.promise(now.promise)
	return now.words
}

// waitWords is a wait as people say it, "" where nobody can tell: a range that is never narrower than what the desk knows.
func waitWords(w Wait, l terang.Language) string {
	from, to := max(min(w.From, w.To), 0), max(w.From, w.To)
	if to <= 0 {
		return ""
	}
	low, high := int(from/time.Minute), int((to+time.Minute-1)/time.Minute)
	if high > 10 {
		low, high = low/5*5, (high+4)/5*5
	}
	n := strconv.Itoa
	switch {
	case high <= 1:
		return text(txtWaitMinute, l)
	case high > 24*60:
		return text(txtWaitDay, l)
	case low >= 90:
		low, high = low/60, (high+59)/60
		return text(txtWaitHours, l, "from", n(low), "to", n(high))
	case low >= 45 && high <= 75:
		return text(txtWaitHour, l)
	case low >= 20 && high <= 40:
		return text(txtWaitHalf, l)
	case low < 1:
		return text(txtWaitUnder, l, "to", n(high))
	case low == high:
		return text(txtWaitAbout, l, "to", n(high))
	}
	return text(txtWaitMinutes, l, "from", n(low), "to", n(high))
}

// when writes a moment within the next days: "besok pukul 08.00 WIB". The day is that of the clock which is named, wherever the
// brand is: at half past midnight in Jayapura it is still yesterday by that clock.
func (t *turn) when(at time.Time) string {
	return text(txtDayAt, t.lang, "day", t.day(at), "time", playbook.Clock(at, t.lang))
}

// day names the day of a moment as people say it now: "besok".
func (t *turn) day(at time.Time) string {
	at = at.In(playbook.Zone)
	today := t.in.Now.In(playbook.Zone)
	switch at.Format(time.DateOnly) {
	case today.Format(time.DateOnly):
		return text(txtToday, t.lang)
	case today.AddDate(0, 0, 1).Format(time.DateOnly):
		return text(txtTomorrow, t.lang)
	}
	return playbook.Day(at, t.lang)
}

// window writes the time within which somebody is reached: "besok antara pukul 09.00 WIB dan 11.00 WIB".
func (t *turn) window(from, due time.Time) string {
	if sameDay(from, due) {
		return text(txtDayBetween, t.lang, "day", t.day(from), "from", playbook.Clock(from, t.lang), "due", playbook.Clock(due, t.lang))
	}
	return text(txtBetween, t.lang, "from", t.when(from), "due", t.when(due))
}

// keptFrom is the earliest time of a promise as it is kept beside the latest: with its day only where that is another.
func (t *turn) keptFrom(from, due time.Time) string {
	clock := playbook.Clock(from, t.lang)
	if sameDay(from, due) {
		return text(txtAtTime, t.lang, "time", clock)
	}
	return text(txtDayAt, t.lang, "day", playbook.Date(from, t.lang), "time", clock)
}

func sameDay(a, b time.Time) bool {
	return a.In(playbook.Zone).Format(time.DateOnly) == b.In(playbook.Zone).Format(time.DateOnly)
}

// local is a moment where the brand counts its days.
func (t *turn) local(at time.Time) time.Time { return at.In(t.b.zone()) }

// owed is the first promise of one of the kinds, of any where none is given, that the contact still waits for.
func (t *turn) owed(kinds ...terang.PromiseKind) (terang.Promise, bool) {
	for _, p := range t.in.Promises {
		if p.Owed() && (len(kinds) == 0 || slices.Contains(kinds, p.Kind)) && !slices.Contains(t.released, p.Kind) {
			return p, true
		}
	}
	return terang.Promise{}, false
}

// stillOwed tells of an open promise again, as it was given.
func (t *turn) stillOwed(p terang.Promise) string {
	key := txtOwedReply
	switch p.Kind {
	case terang.PromiseCall:
		key = txtOwedCall
	case terang.PromiseWrite:
		key = txtOwedWrite
	case terang.PromiseTask:
		if p.Words == "" {
			return ""
		}
		return text(txtOwedTask, t.lang, "words", p.Words, "due", t.when(t.local(p.DueAt)))
	case terang.PromiseReply:
	}
	return text(key, t.lang, "due", t.when(t.local(p.DueAt)))
}

// promise notes what was promised in this turn; it goes out after the words that say it.
func (t *turn) promise(p *Promise) {
	if p != nil {
		t.promised = append(t.promised, *p)
	}
}

func (t *turn) promiseEffects() {
	for _, p := range t.promised {
		t.effects = append(t.effects, p)
	}
	t.promised = nil
}

// release takes a promise back, where one of the kind is owed.
func (t *turn) release(kind terang.PromiseKind) bool {
	if _, ok := t.owed(kind); !ok {
		return false
	}
	t.released = append(t.released, kind)
	t.effects = append(t.effects, Cancelled{Kind: kind})
	return true
}

// broken is a promise whose time has passed, of which the contact has not heard from the assistant yet.
func (t *turn) broken() (terang.Promise, bool) {
	for _, p := range t.in.Promises {
		if p.State() == terang.PromiseBroken && p.ToldAt.IsZero() && !slices.Contains(t.s.Owned, p.ID) {
			return p, true
		}
	}
	return terang.Promise{}, false
}

func (t *turn) brokeNow() bool {
	_, ok := t.broken()
	return ok
}

// ownsUp is the sentence that admits, once, that a promise was broken: it is due to whoever writes after it.
func (t *turn) ownsUp() string {
	if t.s.Self || t.in.Kind != InputMessage && t.in.Kind != InputActionResult && t.in.Kind != InputReach {
		return ""
	}
	p, ok := t.broken()
	if !ok {
		return ""
	}
	t.owned0 = append([]string{}, t.s.Owned...)
	var told []string
	for _, p := range t.in.Promises { // one sentence for all of them
		if p.State() == terang.PromiseBroken {
			t.s.Owned = tail(append(t.s.Owned, clip(p.ID, maxValue)), terang.MaxPromises)
			told = append(told, p.ID)
		}
	}
	t.effects = append(t.effects, Owned{IDs: told})
	return text(txtBroken, t.lang, "due", t.when(t.local(p.DueAt)))
}

// AnswerBy is when a person has answered at the latest whoever writes at now: within the time that the brand gives itself, or,
// where what is left of this opening is less, as long after the next one begins. full says that nobody who comes now is reached
// in this opening. It is zero where the brand states neither hours nor a time.
func (h Hours) AnswerBy(now time.Time, full bool) time.Time {
	if len(h.Open) == 0 {
		if h.AnswerWithin <= 0 {
			return time.Time{}
		}
		return roundedUp(now.In(h.zone()).Add(h.within()))
	}
	at, to := h.opening(now)
	if !at.IsZero() && !at.After(now) && (full || to.Sub(at) < h.within()) {
		at, _ = h.opening(to)
	}
	if at.IsZero() {
		return at
	}
	return roundedUp(at.Add(h.within()))
}

func (h Hours) within() time.Duration {
	if h.AnswerWithin > 0 {
		return h.AnswerWithin
	}
	return answerWithin
}

// opening is the one that now falls into, from now on, or else the next one.
func (h Hours) opening(now time.Time) (from, to time.Time) {
	if h.location == nil {
		return time.Time{}, time.Time{}
	}
	at, _ := h.NextOpen(now)
	if at.IsZero() {
		return at, at
	}
	at = at.In(h.location)
	y, m, d := at.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, h.location)
	minute := int(at.Sub(midnight) / time.Minute)
	for _, s := range h.week[at.Weekday()] {
		if minute >= s.from && minute < s.to {
			return at, midnight.Add(time.Duration(s.to) * time.Minute)
		}
	}
	return time.Time{}, time.Time{}
}

func (h Hours) zone() *time.Location {
	if h.location != nil {
		return h.location
	}
	return playbook.Zone
}

func roundedUp(at time.Time) time.Time {
	if r := at.Truncate(roundDue); r.Before(at) {
		return r.Add(roundDue)
	}
	return at
}
