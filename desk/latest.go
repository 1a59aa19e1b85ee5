package desk

import "terang"

// maxLatest is how many conversations are remembered before the older half of them is forgotten.
const maxLatest = 4096

// latest is how far each conversation has come to which something happened lately. Each change is announced by who made it, after its
// commit: of two that were committed together, the earlier may be told last. It must not put back what the later one moved.
type latest struct{ now, before map[string]state }

// state orders what happened to a conversation: neither number ever goes back.
type state struct{ seq, version int64 }

func (s state) after(other state) bool {
	return s.seq > other.seq || s.seq == other.seq && s.version > other.version
}

// overtaken reports whether a later state of the conversation was told already, and remembers this one where not.
func (l *latest) overtaken(c *terang.Conversation) bool {
	is := state{c.Seq, c.Version}
	was, known := l.now[c.ID]
	if !known {
		was = l.before[c.ID]
	}
	if was.after(is) {
		return true
	}
	if l.now == nil || !known && len(l.now) >= maxLatest {
		l.now, l.before = make(map[string]state), l.now
	}
	l.now[c.ID] = is
	return false
}
