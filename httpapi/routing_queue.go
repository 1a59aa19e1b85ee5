package httpapi

import (
	"cmp"
	"context"

	"terang"
	"terang/store"
)

// maxQueued is how many of those who wait are put in the order of the desk: who came first. The rest follows as they came.
const maxQueued = 1000

// listed is a page of a view, and the cursor of the next one, nil at the end.
func (s *Server) listed(ctx context.Context, l store.ListQuery) ([]store.Listed, *store.Cursor, error) {
	if l.View == store.ViewQueue && l.Order == store.OrderUsual {
		return s.queued(ctx, l, maxQueued)
	}
	found, err := store.ListConversations(ctx, s.Store, l)
	if err != nil || len(found) <= l.Limit {
		return found, nil, err
	}
	next := l.CursorAt(&found[l.Limit-1].Conversation)
	return found[:l.Limit], &next, nil
}

// queued lists those who wait in the order in which the desk serves them. A cursor's time is a deadline; beyond the most that
// are put in order it is since when one waits, negative.
func (s *Server) queued(ctx context.Context, l store.ListQuery, most int) ([]store.Listed, *store.Cursor, error) {
	after, limit := l.After, l.Limit
	if after != nil && after.At < 0 {
		l.After = &store.Cursor{At: -after.At, ID: after.ID}
		found, err := store.ListConversations(ctx, s.Store, l)
		if err != nil || len(found) <= limit {
			return found, nil, err
		}
		return found[:limit], beyond(&found[limit-1].Conversation), nil
	}
	l.After, l.Limit = nil, most
	all, err := store.ListConversations(ctx, s.Store, l)
	if err != nil {
		return nil, nil, err
	}
	var rest *store.Cursor
	if len(all) > most {
		all = all[:most]
		rest = beyond(&all[most-1].Conversation)
	}
	s.Desk.Order(all)
	begin := 0
	for after != nil && begin < len(all) && !s.follows(all, begin, *after) {
		begin++
	}
	found := all[begin:min(begin+limit, len(all))]
	if begin+limit >= len(all) {
		return found, rest, nil
	}
	next := s.dueAt(&found[limit-1].Conversation)
	return found, &next, nil
}

func beyond(c *terang.Conversation) *store.Cursor {
	return &store.Cursor{At: -store.Millis(c.WaitingSince), ID: c.ID}
}

// follows reports whether the conversation at i stands after a cursor. Deadlines may be the same: then it is known by where the
// cursor's own conversation stands, if that still waits.
func (s *Server) follows(all []store.Listed, i int, after store.Cursor) bool {
	at := s.dueAt(&all[i].Conversation)
	if c := cmp.Compare(at.At, after.At); c != 0 {
		return c > 0
	}
	for _, l := range all[:i] {
		if l.Conversation.ID == after.ID {
			return true
		}
	}
	for _, l := range all[i:] {
		if l.Conversation.ID == after.ID {
			return false
		}
	}
	return at.ID > after.ID
}

// dueAt is the cursor of a conversation that waits.
func (s *Server) dueAt(c *terang.Conversation) store.Cursor {
	clock, _ := s.Desk.Clock(c)
	return store.Cursor{At: store.Millis(clock.Due), ID: c.ID}
}
