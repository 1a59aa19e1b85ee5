// Package segment says which contacts belong together: rules over what is known of a contact, what has happened with it, and
// the time. A playbook can begin when a contact enters a segment or leaves it, or at a set time for all in one.
//
// It stores nothing, finds no contacts and starts nothing: whoever knows a contact asks, and gets the names of its segments.
//
// The way in is [Parse], which reads a pack's segments.yaml:
//
//	loyal:
//	  title: {id: Pelanggan setia, en: Loyal customers}
//	  if: events.order.paid.count >= 5 && contact.city == 'Bandung'
//	basket_left:
//	  title: {id: Keranjang ditinggal, en: Basket left behind}
//	  if: >-
//	    now - events.basket.changed.last > duration('2h') &&
//	    (!has(events.order.paid.last) || events.order.paid.last < events.basket.changed.last)
//
// A rule is a [playbook.Expr], so its limits and its kindness hold here too. It may read contact.<attribute>, now, and of each
// event events.<name>.count (0 where it never came), .last (when it came last) and .data.<field> (of the last one).
package segment

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/playbook"
)

// Limits of a file of segments.
const (
	MaxFile     = 64 << 10 // bytes
	MaxSegments = 200
)

// Segment is one rule.
type Segment struct {
	Name  string
	Title terang.Text
	If    playbook.Expr
	Line  int

	events []string
	timed  bool
}

// Set is the segments of a pack. It does not change.
type Set struct {
	list   []Segment // by name
	counts []string  // the events of which a rule reads the count
}

// Event is what is known of one kind of event of a contact.
type Event struct {
	Count int
	Last  time.Time
	Data  map[string]any // of the last one
}

// Facts is what a rule may know.
type Facts struct {
	Contact map[string]any   // attributes by name, and "name"
	Events  map[string]Event // by name: "order.paid"
	Now     time.Time
}

// All returns the segments in the order of their names.
func (s *Set) All() []Segment {
	if s == nil {
		return nil
	}
	return slices.Clone(s.list)
}

// Names returns the names of all segments, as [playbook.LintFacts] wants them.
func (s *Set) Names() map[string]bool {
	out := map[string]bool{}
	if s != nil {
		for _, g := range s.list {
			out[g.Name] = true
		}
	}
	return out
}

// Events returns the names of the events that rules look at, in order: of no others anything must be known.
func (s *Set) Events() []string {
	names := map[string]bool{}
	if s != nil {
		for _, g := range s.list {
			for _, e := range g.events {
				names[e] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Timed returns the names of the segments that a contact can enter or leave by the mere passing of time: their rules read
// now. The others change with an event or an attribute alone.
func (s *Set) Timed() []string {
	var out []string
	if s != nil {
		for _, g := range s.list {
			if g.timed {
				out = append(out, g.Name)
			}
		}
	}
	return out
}

// Members returns the names of the segments to which a contact belongs, in order. A rule that cannot be computed for a
// contact is not met by it; [Set.Try] says why.
func (s *Set) Members(f Facts) []string {
	if s == nil || len(s.list) == 0 {
		return nil
	}
	vars := s.vars(f)
	var out []string
	for _, g := range s.list {
		if g.If.Holds(vars) {
			out = append(out, g.Name)
		}
	}
	return out
}

// Try says whether a contact belongs to one segment, or why that cannot be said.
func (s *Set) Try(name string, f Facts) (bool, error) {
	for _, g := range s.All() {
		if g.Name != name {
			continue
		}
		v, err := g.If.Compute(s.vars(f))
		if err != nil {
			return false, fmt.Errorf("segment: %s: %w", name, err)
		}
		return v == true, nil
	}
	return false, fmt.Errorf("segment: there is no segment %q", name)
}

// vars lays the events out as rules read them: "order.paid" becomes events.order.paid.
func (s *Set) vars(f Facts) map[string]any {
	events := map[string]any{}
	for _, name := range s.counts {
		node(events, name)["count"] = 0
	}
	for _, name := range slices.Sorted(maps.Keys(f.Events)) {
		e := f.Events[name]
		at := node(events, name)
		at["count"] = e.Count
		if !e.Last.IsZero() {
			at["last"] = e.Last
		}
		if e.Data != nil {
			at["data"] = e.Data
		}
	}
	contact := f.Contact
	if contact == nil {
		contact = map[string]any{}
	}
	return map[string]any{"contact": contact, "events": events, "now": f.Now}
}

// node finds or makes the mapping of an event.
func node(events map[string]any, name string) map[string]any {
	at := events
	for part := range strings.SplitSeq(name, ".") {
		next, ok := at[part].(map[string]any)
		if !ok {
			next = map[string]any{}
			at[part] = next
		}
		at = next
	}
	return at
}

// Moves tells which segments a contact came into and which it left between two answers of [Set.Members], in order.
func Moves(before, after []string) (entered, left []string) {
	for _, name := range after {
		if !slices.Contains(before, name) {
			entered = append(entered, name)
		}
	}
	for _, name := range before {
		if !slices.Contains(after, name) {
			left = append(left, name)
		}
	}
	slices.Sort(entered)
	slices.Sort(left)
	return slices.Compact(entered), slices.Compact(left)
}
