package terang

import (
	"maps"
	"slices"
	"time"
)

// Merged reports whether an agent's merge makes the contact one person with others.
func (c Contact) Merged() bool { return c.Joint != "" }

// AsPerson returns the contact as the brand may treat them where they are one person with others. It narrows and never widens:
// a no of any of them holds for all, until the contact's own yes after both the no and the merge; each talk that was begun with any of
// them counts; a yes stays with the one who said it. What is known of the others is no part of it: an agent's merge is no proof
// of who they are, and nobody is told what somebody else said. Those who proved to be the same are [Contact.Joined].
func (c Contact) AsPerson(others []Contact) Contact {
	for _, o := range others {
		if o.ID != c.ID && c.Verified() && o.ExternalID == c.ExternalID {
			c = c.Joined(o)
		}
	}
	consent, reached := maps.Clone(c.Consent), maps.Clone(c.Reached)
	for _, o := range others {
		if o.ID == c.ID || c.Verified() && o.ExternalID == c.ExternalID {
			continue
		}
		for class, no := range o.Consent {
			if no.Given {
				continue
			}
			own, said := consent[class]
			if said && (!own.Given && !no.At.After(own.At) || own.Given && own.At.After(no.At) && own.At.After(c.JoinedAt)) {
				continue
			}
			if consent == nil {
				consent = make(map[Class]Consent, len(o.Consent))
			}
			consent[class] = Consent{At: no.At, Source: no.Source}
		}
		for class, at := range o.Reached {
			if reached == nil {
				reached = make(map[Class][]time.Time, len(o.Reached))
			}
			reached[class] = slices.Concat(reached[class], at)
		}
	}
	for class := range reached {
		slices.SortFunc(reached[class], time.Time.Compare)
	}
	c.Consent, c.Reached = consent, reached
	return c
}
