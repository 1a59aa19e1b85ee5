package terang

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Class is what a talk that the brand begins is about: it decides what the contact must have agreed to, and whether it
// may come at night.
type Class string

// The classes. Security is what protects the contact (a fraud warning): it needs no consent and waits for no morning.
const (
	ClassService   Class = "service"   // about something that the contact has with the brand; the class of what names none
	ClassMarketing Class = "marketing" // what the brand would like: only after a yes
	ClassSecurity  Class = "security"
)

// Or returns c, or fallback where c is no class.
func (c Class) Or(fallback Class) Class {
	switch c {
	case ClassService, ClassMarketing, ClassSecurity:
		return c
	}
	return fallback
}

// Limits of what a brand may begin, in the contact's attention.
const (
	QuietFrom       = 21 // hour of the day, in the brand's zone, from which nothing is begun
	QuietUntil      = 8  // hour at which what waited is begun
	WeeklyService   = 5  // talks that may be begun with a contact in seven days
	WeeklyMarketing = 2
	week            = 7 * 24 * time.Hour
)

// Consent is what a contact said about one class, and how that is known.
type Consent struct {
	Given  bool      `json:"given"`
	At     time.Time `json:"at"`
	Source string    `json:"source"`           // "conversation cnv_…", "api tok_…": where it can be looked up
	Before bool      `json:"before,omitempty"` // what it was before the contact stopped everything
}

// Attribute is a fact about a contact that playbooks may use: never without what it is for.
type Attribute struct {
	Value   any       `json:"value"`
	Purpose string    `json:"purpose,omitempty"`
	Source  string    `json:"source,omitempty"` // "order_late@3"
	At      time.Time `json:"at"`
	Until   time.Time `json:"until,omitzero"` // when it is forgotten; zero for never
}

// Values returns what is known of the contact at a moment: an attribute whose time is over is not.
func (c Contact) Values(now time.Time) map[string]any {
	out := make(map[string]any, len(c.Attributes))
	for name, a := range c.Attributes {
		if a.Until.IsZero() || now.Before(a.Until) {
			out[name] = a.Value
		}
	}
	return out
}

// WithConsent returns the contact after a yes or a no. Class "" is everything that the brand begins but security: a no
// stops it, and a yes after it brings back what was agreed to before, never more.
func (c Contact) WithConsent(class Class, given bool, at time.Time, source string) Contact {
	next := maps.Clone(c.Consent)
	if next == nil {
		next = make(map[Class]Consent, 2)
	}
	if class != "" {
		next[class] = Consent{Given: given, At: at, Source: source}
		c.Consent = next
		return c
	}
	for _, each := range []Class{ClassService, ClassMarketing} {
		was, known := next[each]
		agreed := was.Given || !known && each == ClassService
		if given {
			next[each] = Consent{Given: was.Given || was.Before || each == ClassService, At: at, Source: source}
			continue
		}
		next[each] = Consent{At: at, Source: source, Before: agreed || was.Before}
	}
	c.Consent = next
	return c
}

// Stopped reports whether the contact asked not to be written to.
func (c Contact) Stopped() bool {
	said, known := c.Consent[ClassService]
	return known && !said.Given
}

// StoppedSince reports whether the contact asked, after a moment, not to be written to.
func (c Contact) StoppedSince(at time.Time) bool {
	return c.Stopped() && c.Consent[ClassService].At.After(at)
}

// Reach says whether a brand may begin to talk to a contact at a moment.
type Reach struct {
	Consent    bool // the contact agreed, or the class needs no more than that they have something with the brand
	Quiet      bool // it is night; Morning says until when
	OverBudget bool // they were written to often enough this week
	Morning    time.Time
}

// Now reports whether nothing stands against it.
func (r Reach) Now() bool { return r.Consent && !r.Quiet && !r.OverBudget }

// Reach tells whether the contact may be written to without having asked. zone is the brand's.
func (c Contact) Reach(class Class, now time.Time, zone *time.Location) Reach {
	said, known := c.Consent[class]
	switch class {
	case ClassSecurity:
		return Reach{Consent: true}
	case ClassService:
		r := c.attention(class, WeeklyService, now, zone)
		r.Consent = c.Verified() && (!known || said.Given)
		return r
	case ClassMarketing:
		r := c.attention(class, WeeklyMarketing, now, zone)
		r.Consent = said.Given
		return r
	}
	return Reach{}
}

func (c Contact) attention(class Class, budget int, now time.Time, zone *time.Location) Reach {
	r := Reach{Morning: Morning(now, zone)}
	r.Quiet = !r.Morning.Equal(now)
	r.OverBudget = c.Recent(class, now) >= budget
	return r
}

// Recent counts the talks of a class that the brand began with the contact in the last week.
func (c Contact) Recent(class Class, now time.Time) (n int) {
	for _, at := range c.Reached[class] {
		if at.After(now.Add(-week)) {
			n++
		}
	}
	return n
}

// Weekly is how many talks of a class may be begun in a week, 0 where none are counted.
func Weekly(class Class) int {
	switch class {
	case ClassService:
		return WeeklyService
	case ClassMarketing:
		return WeeklyMarketing
	case ClassSecurity:
	}
	return 0
}

// WithReached returns the contact after the brand began one more talk.
func (c Contact) WithReached(class Class, now time.Time) Contact {
	next := maps.Clone(c.Reached)
	if next == nil {
		next = make(map[Class][]time.Time, 1)
	}
	kept := make([]time.Time, 0, len(next[class])+1)
	for _, at := range next[class] {
		if at.After(now.Add(-week)) {
			kept = append(kept, at)
		}
	}
	next[class] = append(kept, now)
	c.Reached = next
	return c
}

// Morning is the first moment from now on at which it is not night in the zone.
func Morning(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	if h := local.Hour(); h >= QuietUntil && h < QuietFrom {
		return now
	}
	day := local
	if local.Hour() >= QuietFrom {
		day = day.AddDate(0, 0, 1)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), QuietUntil, 0, 0, 0, zone)
}

// In reports whether the contact belongs to a segment.
func (c Contact) In(segment string) bool { return slices.Contains(c.Segments, segment) }

// maxAttributes is how many attributes a contact has; what was remembered longest ago goes first.
const maxAttributes = 64

// WithAttribute returns the contact with an attribute put in or replaced; a nil value forgets it.
func (c Contact) WithAttribute(name string, a Attribute) Contact {
	c.Forget(a.At)
	next := maps.Clone(c.Attributes)
	if next == nil {
		next = make(map[string]Attribute, 1)
	}
	if a.Value == nil {
		delete(next, name)
	} else {
		next[name] = a
	}
	for len(next) > maxAttributes {
		delete(next, slices.MinFunc(slices.Collect(maps.Keys(next)), func(x, y string) int {
			if d := next[x].At.Compare(next[y].At); d != 0 {
				return d
			}
			return strings.Compare(x, y)
		}))
	}
	c.Attributes = next
	return c
}

// Another returns the contact as one of whom nothing is known, because somebody else proved to be here. A no to being written
// to stays: it was said in this very conversation, and who said it may have been either.
func (c Contact) Another() Contact {
	c.Attributes, c.Segments, c.Matters = nil, nil, nil
	kept := make(map[Class]Consent, len(c.Consent))
	for class, said := range c.Consent {
		if !said.Given {
			kept[class] = Consent{At: said.At, Source: said.Source}
		}
	}
	c.Consent = kept
	return c
}

// Forget leaves out the attributes whose time is over; it reports whether there were any.
func (c *Contact) Forget(now time.Time) bool {
	over := func(_ string, a Attribute) bool { return !a.Until.IsZero() && !now.Before(a.Until) }
	for name, a := range c.Attributes {
		if over(name, a) {
			c.Attributes = maps.Clone(c.Attributes)
			maps.DeleteFunc(c.Attributes, over)
			return true
		}
	}
	return false
}

// NextForgotten is when the time of an attribute is over next, zero for never.
func (c Contact) NextForgotten(now time.Time) (next time.Time) {
	for _, a := range c.Attributes {
		if a.Until.After(now) && (next.IsZero() || a.Until.Before(next)) {
			next = a.Until
		}
	}
	return next
}

// Joined returns the contact with what is known of another contact that is the same person. What was said last counts, and
// each talk that was begun with either.
func (c Contact) Joined(o Contact) Contact {
	for name, a := range o.Attributes {
		if own, ok := c.Attributes[name]; !ok || a.At.After(own.At) {
			c = c.WithAttribute(name, a)
		}
	}
	consent := maps.Clone(c.Consent)
	for class, said := range o.Consent {
		if own, ok := consent[class]; !ok || said.At.After(own.At) {
			if consent == nil {
				consent = make(map[Class]Consent, len(o.Consent))
			}
			consent[class] = said
		}
	}
	c.Consent = consent
	reached := maps.Clone(c.Reached)
	for class, at := range o.Reached {
		if reached == nil {
			reached = make(map[Class][]time.Time, len(o.Reached))
		}
		all := append(slices.Clone(reached[class]), at...)
		slices.SortFunc(all, time.Time.Compare)
		reached[class] = slices.CompactFunc(all, time.Time.Equal)
	}
	c.Reached = reached
	return c.withMatters(o)
}
