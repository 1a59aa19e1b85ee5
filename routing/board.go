package routing

import (
	"cmp"
	"container/heap"
	"maps"
	"slices"
	"time"
)

// Board is who waits and who is there, kept so that a change costs what it changes: work that asks for the same stands in one
// line, by deadline; a line for which nobody has room is not looked at again before somebody has. It is not safe for use by
// several goroutines.
type Board struct {
	policy Policy
	items  map[string]*item
	lines  map[asks]*line
	agents map[string]*seat
	turns  turns                         // by when what an item asks for changes
	known  map[string]map[*item]struct{} // by the agent who helped before
	freed  uint64                        // counts how often somebody may have got room; from 1
	ready  []*line                       // for use within one decision
}

// Match is a decision: this work goes to this agent.
type Match struct{ Work, Agent string }

// item is one work on the board.
type item struct {
	Work
	deadline time.Time
	asks     asks
	line     *line
	place    int // in the line's heap
	turn     time.Time
	spot     int // in the heap of turns, -1 for not there
	passed   []passed
	given    string // to this agent, who has not taken it yet
}

// passed is an agent who let it ring, and until when that counts.
type passed struct {
	agent string
	until time.Time
}

// seat is an agent on the board with the work that is reserved for them.
type seat struct {
	Agent
	reserved map[string]int // by channel
}

func (s *seat) room(channel string) bool {
	if !s.Ready {
		return false
	}
	if c, named := s.Capacity.Channel[channel]; named && s.Load[channel]+s.reserved[channel] >= c {
		return false
	}
	return s.used() < s.Capacity.Total
}

func (s *seat) used() int {
	n := s.total()
	for _, r := range s.reserved {
		n += r
	}
	return n
}

// New makes an empty Board.
func New(p Policy) *Board {
	return &Board{
		policy: p.filled(), items: make(map[string]*item), lines: make(map[asks]*line), agents: make(map[string]*seat),
		known: make(map[string]map[*item]struct{}), freed: 1,
	}
}

func (p Policy) filled() Policy {
	if len(p.Targets) == 0 && p.Overflow == (Overflow{}) && p.Hold == 0 && p.Rest == 0 {
		return DefaultPolicy()
	}
	return p
}

// Put adds work, or takes what has changed of it. What an agent let ring, and whom it is given to, stays.
func (b *Board) Put(w Work, now time.Time) {
	it := b.items[w.ID]
	if it == nil {
		it = &item{spot: -1}
		b.items[w.ID] = it
	} else if it.Work == w {
		return
	}
	b.leave(it)
	b.forget(it)
	it.Work, it.deadline = w, b.policy.Deadline(w)
	if w.Before != "" {
		if b.known[w.Before] == nil {
			b.known[w.Before] = make(map[*item]struct{})
		}
		b.known[w.Before][it] = struct{}{}
	}
	b.join(it, now)
}

func (b *Board) forget(it *item) {
	if of := b.known[it.Before]; of != nil {
		if delete(of, it); len(of) == 0 {
			delete(b.known, it.Before)
		}
	}
}

// Take removes work, since somebody has it or it is over; it reports whether it was there.
func (b *Board) Take(id string) bool {
	it := b.items[id]
	if it == nil {
		return false
	}
	b.release(it)
	b.leave(it)
	b.forget(it)
	delete(b.items, id)
	return true
}

// Seat adds an agent, or takes what has changed of one.
func (b *Board) Seat(a Agent, now time.Time) {
	s := b.agents[a.ID]
	if s == nil {
		s = &seat{reserved: make(map[string]int)}
		b.agents[a.ID] = s
	}
	was := s.Agent
	s.Agent = a
	if !sameAbilities(was, a) || was.ID == "" {
		for _, l := range b.lines {
			l.able = nil
		}
	}
	b.freed++
	if was.Ready != a.Ready {
		b.regard(a.ID, now)
	}
}

// Leave takes an agent off the board.
func (b *Board) Leave(agentID string, now time.Time) {
	if b.agents[agentID] == nil {
		return
	}
	for _, it := range b.items {
		if it.given == agentID {
			it.given = ""
			b.join(it, now)
		}
	}
	delete(b.agents, agentID)
	for _, l := range b.lines {
		l.able = nil
	}
	b.regard(agentID, now)
}

func sameAbilities(a, b Agent) bool {
	return slices.Equal(a.Teams, b.Teams) && slices.Equal(a.Skills, b.Skills) && slices.Equal(a.Languages, b.Languages) &&
		a.Capacity.Total == b.Capacity.Total && maps.Equal(a.Capacity.Channel, b.Capacity.Channel)
}

// regard looks again at what is, or could be, kept for an agent who came or went.
func (b *Board) regard(agentID string, now time.Time) {
	for it := range b.known[agentID] {
		if it.given == "" {
			b.leave(it)
			b.join(it, now)
		}
	}
}

// Next returns the next decision, and reserves the agent's room for it until [Board.Take], [Board.Pass] or [Board.Return]. It
// reports false where nobody who has room fits anybody who waits.
func (b *Board) Next(now time.Time) (Match, bool) {
	b.advance(now)
	b.ready = b.ready[:0]
	for _, l := range b.lines {
		if len(l.heap) > 0 && l.stuck != b.freed {
			b.ready = append(b.ready, l)
		}
	}
	slices.SortFunc(b.ready, func(x, y *line) int { return x.heap[0].before(y.heap[0]) })
	var best *item
	var to *seat
	for _, l := range b.ready {
		if best != nil && best.before(l.heap[0]) < 0 {
			break
		}
		it, s := b.first(l, now)
		if s == nil {
			l.stuck = b.freed
		} else if best == nil || it.before(best) < 0 {
			best, to = it, s
		}
	}
	if best == nil {
		return Match{}, false
	}
	b.give(best, to)
	return Match{best.ID, to.ID}, true
}

// Pull returns what an agent who asks for work should take next, "" for nothing. It reserves nothing and asks for no room: who
// asks has decided that.
func (b *Board) Pull(agentID string, now time.Time) string {
	b.advance(now)
	s := b.agents[agentID]
	if s == nil {
		return ""
	}
	var best *item
	for _, l := range b.lines {
		if len(l.heap) == 0 || !s.fits(l.asks) {
			continue
		}
		if it := l.heap[0]; best == nil || it.before(best) < 0 {
			best = it
		}
	}
	if best == nil {
		return ""
	}
	return best.ID
}

// Pass tells that an agent let work ring: it goes to another, and not to this one for a while.
func (b *Board) Pass(id, agentID string, now time.Time) {
	it := b.items[id]
	if it == nil || it.given != agentID {
		return
	}
	b.release(it)
	it.passed = append(it.passed, passed{agentID, now.Add(b.policy.Rest)})
	b.join(it, now)
}

// Return puts work back that was given to an agent who did nothing wrong.
func (b *Board) Return(id string, now time.Time) {
	if it := b.items[id]; it != nil && it.given != "" {
		b.release(it)
		b.join(it, now)
	}
}

// Given is the agent for whom work is reserved, "" for none.
func (b *Board) Given(id string) string {
	if it := b.items[id]; it != nil {
		return it.given
	}
	return ""
}

// Before is the agent who helped the contact of waiting work before, "" for none.
func (b *Board) Before(id string) string {
	if it := b.items[id]; it != nil {
		return it.Before
	}
	return ""
}

// Place is the place (from 1) of work among all that wait, 0 where it does not.
func (b *Board) Place(id string) int {
	it := b.items[id]
	if it == nil {
		return 0
	}
	n := 1
	for _, other := range b.items {
		if other.before(it) < 0 {
			n++
		}
	}
	return n
}

// Deadline is when somebody should have answered work, zero where it does not wait.
func (b *Board) Deadline(id string) time.Time {
	if it := b.items[id]; it != nil {
		return it.deadline
	}
	return time.Time{}
}

// Standing is how work stands on the board.
type Standing struct {
	Work
	Deadline time.Time
	Given    string // the agent for whom it is reserved, "" for none
}

// Waiting are the first who wait, in order, at most limit of them.
func (b *Board) Waiting(limit int) []Standing {
	all := slices.SortedFunc(maps.Values(b.items), (*item).before)
	out := make([]Standing, 0, min(limit, len(all)))
	for _, it := range all[:min(limit, len(all))] {
		out = append(out, Standing{it.Work, it.deadline, it.given})
	}
	return out
}

// Len is how many wait.
func (b *Board) Len() int { return len(b.items) }

// Late is how many wait past their deadline.
func (b *Board) Late(now time.Time) int {
	n := 0
	for _, it := range b.items {
		if it.deadline.Before(now) {
			n++
		}
	}
	return n
}

// Govern puts another policy in force, for those who wait too.
func (b *Board) Govern(p Policy, now time.Time) {
	b.policy = p.filled()
	for _, it := range b.items {
		b.leave(it)
		it.deadline = b.policy.Deadline(it.Work)
		b.join(it, now)
	}
}

// NextTurn is when time alone changes what may be decided, zero for never.
func (b *Board) NextTurn() time.Time {
	if len(b.turns) == 0 {
		return time.Time{}
	}
	return b.turns[0].turn
}

func (b *Board) give(it *item, s *seat) {
	b.leave(it)
	it.given = s.ID
	s.reserved[it.Channel]++
}

// release frees the room that was reserved for work.
func (b *Board) release(it *item) {
	if s := b.agents[it.given]; s != nil && it.given != "" {
		if s.reserved[it.Channel]--; s.reserved[it.Channel] == 0 {
			delete(s.reserved, it.Channel)
		}
		b.freed++
	}
	it.given = ""
}

// first is the first item of a line whom somebody with room may be given, and the best of those.
func (b *Board) first(l *line, now time.Time) (*item, *seat) {
	if l.able == nil {
		l.able = b.able(l.asks)
	}
	b.fill(l)
	if len(l.free) == 0 {
		return nil, nil
	}
	head := l.heap[0]
	if s := head.best(l.free, now); s != nil {
		return head, s
	}
	// All who have room let the head ring: the first of the others, rarely.
	var first *item
	for _, it := range l.heap[1:] {
		if (first == nil || it.before(first) < 0) && it.best(l.free, now) != nil {
			first = it
		}
	}
	if first == nil {
		return nil, nil
	}
	return first, first.best(l.free, now)
}

// fill notes who of those who can has room.
func (b *Board) fill(l *line) {
	l.free = l.free[:0]
	for _, s := range l.able {
		if s.room(l.asks.channel) {
			l.free = append(l.free, s)
		}
	}
}

func (b *Board) able(k asks) []*seat {
	out := []*seat{}
	for _, s := range b.agents {
		if s.fits(k) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(x, y *seat) int { return cmp.Compare(x.ID, y.ID) })
	return out
}

// best is who gets the item: who helped before; else the last room of those who can do more than others is spent last, so that
// rare skills do not wait behind what anybody could have done; then who has least to do for what they can hold; then who was
// idle longest.
func (it *item) best(free []*seat, now time.Time) *seat {
	var best *seat
	for _, s := range free {
		if it.rests(s.ID, now) {
			continue
		}
		if s.ID == it.Before {
			return s
		}
		if best == nil || s.better(best) {
			best = s
		}
	}
	return best
}

func (s *seat) better(than *seat) bool {
	if x, y := s.spared(), than.spared(); x != y {
		return x < y
	}
	// Shares are compared without dividing: used/capacity.
	if x, y := s.used()*than.Capacity.Total, than.used()*s.Capacity.Total; x != y {
		return x < y
	}
	return s.IdleSince.Before(than.IdleSince)
}

// spared is how much the agent's last room is worth keeping, 0 where there is more room.
func (s *seat) spared() int {
	if s.used()+1 < s.Capacity.Total {
		return 0
	}
	return s.versatility()
}

func (it *item) rests(agentID string, now time.Time) bool {
	return slices.ContainsFunc(it.passed, func(p passed) bool { return p.agent == agentID && p.until.After(now) })
}

// before orders by deadline; of equal ones who came first.
func (it *item) before(other *item) int {
	return cmp.Or(it.deadline.Compare(other.deadline), it.Since.Compare(other.Since), cmp.Compare(it.ID, other.ID))
}

// advance lets time pass for what asks for less, or rests no longer.
func (b *Board) advance(now time.Time) {
	for len(b.turns) > 0 && !b.turns[0].turn.After(now) {
		it := b.turns[0]
		b.leave(it)
		b.join(it, now)
	}
}

// join puts an item in the line of what it asks for at now, and notes when that changes. Given work stands in no line.
func (b *Board) join(it *item, now time.Time) {
	it.passed = slices.DeleteFunc(it.passed, func(p passed) bool { return !p.until.After(now) })
	if it.given != "" {
		return
	}
	it.asks, it.turn = b.asked(it, now)
	for _, p := range it.passed {
		it.turn = earlier(it.turn, p.until)
	}
	l := b.lines[it.asks]
	if l == nil {
		l = &line{asks: it.asks}
		b.lines[it.asks] = l
	}
	it.line, l.stuck = l, 0
	heap.Push(&l.heap, it)
	if !it.turn.IsZero() {
		heap.Push(&b.turns, it)
	}
}

// asked is what an item asks for at now, and when that changes next.
func (b *Board) asked(it *item, now time.Time) (k asks, next time.Time) {
	k = asksOf(it.Work)
	if s := b.agents[it.Before]; s != nil && s.Ready && s.takes(k.channel) && !it.rests(it.Before, now) {
		if until := it.from().Add(b.policy.Hold); until.After(now) {
			return asks{channel: k.channel, only: it.Before}, until
		}
	}
	drop := func(after time.Duration, have bool, forget func()) {
		if !have || after <= 0 {
			return
		}
		at := it.from().Add(after)
		if at.After(now) {
			next = earlier(next, at)
			return
		}
		forget()
	}
	o := b.policy.Overflow
	drop(o.Team, k.team != "", func() { k.team = "" })
	drop(o.Skill, k.skill != "", func() { k.skill = "" })
	drop(o.Language, k.language != "", func() { k.language = "" })
	return k, next
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func (b *Board) leave(it *item) {
	if it.line != nil {
		heap.Remove(&it.line.heap, it.place)
		if len(it.line.heap) == 0 {
			delete(b.lines, it.line.asks)
		}
		it.line = nil
	}
	if it.spot >= 0 {
		heap.Remove(&b.turns, it.spot)
	}
}
