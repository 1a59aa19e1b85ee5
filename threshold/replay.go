package threshold

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"terang/store"
	"terang/trust"
)

// The bounds of a replay. Beyond them it tells that it was cut; what it has then are the newest talks.
const (
	page         = 200 // talks that are read at once
	maxTalks     = 200_000
	maxTime      = 45 * time.Second
	maxItems     = 500 // talks that are listed
	maxPoints    = 200 // of a listed curve; the last ones
	maxMarks     = 8   // of a listed curve; the strongest
	fewMeasured  = 20  // hand-overs that are needed to measure how long one takes
	manyMeasured = 2000
	guessMinutes = 10 // of an agent's time for one hand-over, where nobody knows
)

// Show picks the talks that are listed.
type Show string

// What may be listed. All begins with the talks that would change.
const (
	ShowAll      Show = "all"
	ShowEarlier  Show = "earlier"
	ShowLater    Show = "later"
	ShowNew      Show = "new"
	ShowGone     Show = "gone"
	ShowSame     Show = "same"
	ShowNeedless Show = "needless" // handed over under the tried lines, and it went well without a person
	ShowMissed   Show = "missed"   // not handed over under the tried lines, and trust broke
)

// Ask is what is replayed, under which lines.
type Ask struct {
	Setting  trust.Setting
	Source   string    // "" for the talks held here, else an import
	From, To time.Time // of a talk's last message; zero is no bound
	Limit    int       // talks that are listed
	Minutes  float64   // of an agent's time for one hand-over, where there are too few to measure; 0 takes a guess
	Show     Show
}

// Outcome is what became of talks under some lines. InTime, TooLate, Needless and Unknown together are HandedOver; Missed are those in
// which trust broke and no person came.
type Outcome struct {
	HandedOver, Offered, InTime, TooLate, Missed, Needless, Unknown int
}

// Class is how a talk changes under other lines.
type Class string

// The classes. ClassLater is also a talk that would not have been handed over by the time it really was: what would have come after that
// nobody knows.
const (
	ClassEarlier Class = "earlier"
	ClassLater   Class = "later"
	ClassNew     Class = "new"
	ClassGone    Class = "gone"
	ClassSame    Class = "same"
)

// Hours are an agent's hours that hand-overs take.
type Hours struct {
	Now, Then, Minutes float64
	Measured           bool
}

// Place is where a person comes into a listed talk. Point is its place on the curve.
type Place struct {
	Seq      int64
	Point    int
	Decision string // take_over, or why a person came whatever the lines were
}

// Mark is what moved a point of the curve.
type Mark struct {
	Point int
	Kind  string
	Quote string
}

// Item is one talk of the list. Its curve begins with a full score, before the first turn that moved it.
type Item struct {
	ConversationID, Name string
	At                   time.Time
	Now, Then            *Place
	Class                Class
	Truth                Truth
	Why                  Why
	Needless             bool         // under the tried lines
	Lines                trust.Policy // the tried ones, of the matter with which a person comes, else of the last
	Curve                []int
	Marks                []Mark
}

// Result is what a replay found.
type Result struct {
	Talks, Turns int // turns that moved trust, or healed it
	Took         time.Duration
	Cut          bool // there were more talks than were replayed
	Now, Then    Outcome
	Changed      map[Class]int
	Needless     int // handed over needlessly under the tried lines, and not now
	Hours        Hours
	Items        []Item
	More         int // that the list leaves out
}

// Replay plays talks again under other lines. It reads page by page and keeps only what is listed, ends with ctx, and changes
// nothing.
func (s *Service) Replay(ctx context.Context, workspaceID string, a Ask) (Result, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return Result{}, err
	}
	if err := a.Setting.Check(); err != nil {
		return Result{}, s.check(workspaceID, &brand{live: Version{Setting: a.Setting}}, a.Setting)
	}
	select {
	case s.replays <- struct{}{}:
		defer func() { <-s.replays }()
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	began := s.Clock()
	a.Limit = min(max(a.Limit, 0), maxItems)
	r := &replay{ask: a, live: b.live.Setting, out: Result{Changed: map[Class]int{}}}
	if a.Source == "" {
		err = s.replayOwn(ctx, workspaceID, r, began)
	} else {
		err = s.replayImport(ctx, workspaceID, r)
	}
	if err != nil {
		return Result{}, fmt.Errorf("threshold: replay: %w", err)
	}
	out := r.result()
	if out.Hours, err = s.hours(ctx, workspaceID, a, out); err != nil {
		return Result{}, fmt.Errorf("threshold: replay: %w", err)
	}
	out.Took = s.Clock().Sub(began)
	return out, nil
}

// replayOwn plays the talks that were held here, the newest first.
func (s *Service) replayOwn(ctx context.Context, workspaceID string, r *replay, began time.Time) error {
	p := store.TalkPage{WorkspaceID: workspaceID, From: r.ask.From, To: r.ask.To, Limit: page}
	for {
		talks, err := store.TrustTalks(ctx, s.Store, p)
		if err != nil || len(talks) == 0 {
			return err
		}
		if r.out.Talks >= maxTalks || s.Clock().Sub(began) > maxTime {
			r.out.Cut = true
			return nil
		}
		ids := make([]string, len(talks))
		for i := range talks {
			ids[i] = talks[i].ConversationID
		}
		turns := make(map[string][]store.TrustTurn, len(talks))
		err = store.TrustTurnsOf(ctx, s.Store, workspaceID, ids, func(t store.TrustTurn) error {
			turns[t.ConversationID] = append(turns[t.ConversationID], t)
			return nil
		})
		if err != nil {
			return err
		}
		for _, t := range talks {
			k := own(t, turns[t.ConversationID], began)
			r.play(&k, k.really(), k.offered)
		}
		if len(talks) < page {
			return nil
		}
		last := talks[len(talks)-1]
		p.After = &store.Cursor{At: store.Millis(last.At), ID: last.ConversationID}
	}
}

// replayImport plays the talks of an import. What its own house did under which lines nobody knows, so now is what the live lines
// would do.
func (s *Service) replayImport(ctx context.Context, workspaceID string, r *replay) error {
	m, err := store.TrustImportOf(ctx, s.Store, workspaceID, r.ask.Source)
	if err != nil {
		return err
	}
	var facts []told
	if err := json.Unmarshal(m.Facts, &facts); err != nil {
		return fmt.Errorf("facts of import %s: %w", m.ID, err)
	}
	next := 0
	play := func(n int, rows []store.TrustTurn) {
		k := imported(m, talkID(m.ID, n), facts[n], rows)
		_, now, offered := k.under(r.live)
		r.play(&k, now, offered)
	}
	var rows []store.TrustTurn
	at := -1
	flush := func(upTo int) { // the talk that was read, and the calm ones before the next
		for ; next < upTo; next++ {
			if next == at {
				play(next, rows)
			} else {
				play(next, nil)
			}
		}
	}
	err = store.TrustTurnsBetween(ctx, s.Store, workspaceID, m.ID, time.Time{}, time.Time{}, func(t store.TrustTurn) error {
		n, ok := talkNumber(m.ID, t.ConversationID)
		if !ok || n >= len(facts) || n < at {
			return fmt.Errorf("turn %s/%d belongs to no talk", t.ConversationID, t.Seq)
		}
		if n != at {
			flush(n)
			at, rows = n, rows[:0]
		}
		rows = append(rows, t)
		return nil
	})
	if err != nil {
		return err
	}
	flush(len(facts))
	return nil
}

// replay gathers what a replay finds.
type replay struct {
	ask     Ask
	live    trust.Setting
	out     Result
	changed []Item // that are listed
	same    []Item
	matched int
}

// play adds one talk.
func (r *replay) play(t *talk, now *came, offered bool) {
	p, then, offers := t.under(r.ask.Setting)
	r.out.Talks++
	r.out.Turns += len(t.turns)
	r.out.Now.add(t, now, offered)
	r.out.Then.add(t, then, offers)
	c := class(now, then, t.told || t.forced)
	r.out.Changed[c]++
	needless := t.truth == Fine && then != nil
	if needless && now == nil {
		r.out.Needless++
	}
	if !r.shows(c, needless, t.truth == Broke && then == nil) {
		return
	}
	r.matched++
	to := &r.changed
	if c == ClassSame {
		to = &r.same
	}
	if len(*to) < r.ask.Limit {
		v := item(t, p, now, then, c, needless)
		v.Lines = r.lines(t, then)
		*to = append(*to, v)
	}
}

// lines are the tried ones that count for a talk.
func (r *replay) lines(t *talk, then *came) trust.Policy {
	if len(t.turns) == 0 {
		return r.ask.Setting.For("", "")
	}
	at := len(t.turns) - 1
	if then != nil {
		at = max(then.turn, 0)
	}
	return r.ask.Setting.For(t.turns[at].Playbook, t.turns[at].Risk)
}

func (r *replay) shows(c Class, needless, missed bool) bool {
	switch r.ask.Show {
	case ShowEarlier, ShowLater, ShowNew, ShowGone, ShowSame:
		return string(c) == string(r.ask.Show)
	case ShowNeedless:
		return needless
	case ShowMissed:
		return missed
	case ShowAll, "":
	}
	return true
}

func (r *replay) result() Result {
	out := r.out
	out.Items = append(r.changed, r.same...)
	out.Items = out.Items[:min(len(out.Items), r.ask.Limit)]
	out.More = r.matched - len(out.Items)
	return out
}

// class compares where a person comes. known says that nothing of the talk is left out: where it is not, a person who has not come
// by then may still come.
func class(now, then *came, known bool) Class {
	switch {
	case now == nil && then == nil:
		return ClassSame
	case now == nil:
		return ClassNew
	case then == nil && known:
		return ClassGone
	case then == nil || then.seq > now.seq:
		return ClassLater
	case then.seq < now.seq:
		return ClassEarlier
	}
	return ClassSame
}

// add counts a talk in which a person came, or did not.
func (o *Outcome) add(t *talk, c *came, offered bool) {
	if offered {
		o.Offered++
	}
	if c == nil {
		if t.truth == Broke {
			o.Missed++
		}
		return
	}
	o.HandedOver++
	switch t.truth {
	case Fine:
		o.Needless++
	case Broke:
		if c.seq < t.before {
			o.InTime++
		} else {
			o.TooLate++
		}
	case Unknown:
		o.Unknown++
	}
}

// item lists a talk.
func item(t *talk, p trust.Played, now, then *came, c Class, needless bool) Item {
	skip := max(0, len(p.Scores)-maxPoints+1) // turns that a long curve leaves out
	out := Item{
		ConversationID: t.id, Name: t.name, At: t.at, Class: c, Truth: t.truth, Why: t.why, Needless: needless,
		Now: place(now, skip), Then: place(then, skip), Curve: make([]int, 0, len(p.Scores)-skip+1),
	}
	before := full()
	if skip > 0 {
		before = p.Scores[skip-1]
	}
	out.Curve = append(append(out.Curve, before), p.Scores[skip:]...)
	type found struct {
		Mark
		cost int
	}
	var all []found
	for i, u := range t.turns[skip:] {
		for _, g := range u.Signals {
			if n := g.Points(); n < 0 {
				all = append(all, found{Mark{Point: i + 1, Kind: g.Kind, Quote: g.Quote}, -n})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.cost, a.cost) })
	all = all[:min(len(all), maxMarks)]
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.Point, b.Point) })
	for _, f := range all {
		out.Marks = append(out.Marks, f.Mark)
	}
	return out
}

// full is the score of a talk in which nothing went wrong.
func full() int { return trust.Look(trust.State{}, trust.Policy{}).Score }

func place(c *came, skip int) *Place {
	if c == nil {
		return nil
	}
	return &Place{Seq: c.seq, Point: max(0, c.turn+1-skip), Decision: c.decision}
}

// hours reckons the agents' time: by what hand-overs took here lately, where there are enough of them.
func (s *Service) hours(ctx context.Context, workspaceID string, a Ask, r Result) (Hours, error) {
	h := Hours{Minutes: a.Minutes}
	if h.Minutes <= 0 {
		h.Minutes = guessMinutes
	}
	times, err := store.HandlingTimes(ctx, s.Store, workspaceID, a.From, a.To, manyMeasured)
	if err != nil {
		return h, err
	}
	if len(times) >= fewMeasured {
		slices.Sort(times)
		h.Minutes, h.Measured = times[len(times)/2].Minutes(), true
	}
	h.Now, h.Then = float64(r.Now.HandedOver)*h.Minutes/60, float64(r.Then.HandedOver)*h.Minutes/60
	return h, nil
}
