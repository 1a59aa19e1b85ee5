package desk

import "time"

// queue is who waits for a person in a workspace, as far as this process knows, and how fast that moves.
type queue struct {
	since map[string]time.Time // by conversation
	pace  pace
	first time.Time // the earliest of since; zero where it has to be looked for
}

// join adds a conversation, or moves it to another place; at is when that happened.
func (q *queue) join(conversationID string, since, at time.Time) {
	if len(q.since) == 0 {
		q.pace.began(at)
	}
	if was, waits := q.since[conversationID]; waits && was.Equal(q.first) {
		q.first = time.Time{}
	}
	if !q.first.IsZero() && since.Before(q.first) {
		q.first = since
	}
	q.since[conversationID] = since
}

// leave takes a conversation out; it reports whether it waited.
func (q *queue) leave(conversationID string) bool {
	was, waited := q.since[conversationID]
	delete(q.since, conversationID)
	if was.Equal(q.first) {
		q.first = time.Time{}
	}
	return waited
}

// head is since when the first waits, zero where nobody does.
func (q *queue) head() time.Time {
	if q.first.IsZero() {
		for _, since := range q.since {
			if q.first.IsZero() || since.Before(q.first) {
				q.first = since
			}
		}
	}
	return q.first
}

// place is the place (from 1) of a conversation, 0 where it does not wait.
func (q *queue) place(conversationID string) int {
	since, waits := q.since[conversationID]
	if !waits {
		return 0
	}
	n := 1
	for _, other := range q.since {
		if other.Before(since) {
			n++
		}
	}
	return n
}
