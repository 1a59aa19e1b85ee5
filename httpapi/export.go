package httpapi

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"time"

	"terang"
	"terang/store"
	"terang/transcript"
)

// exportPage is how many events or runs are read at a time.
const exportPage = 500

// persons are the names under which events and runs of contacts stand who are one person.
func persons(contacts []terang.Contact) []string {
	var out []string
	for _, k := range contacts {
		out = append(out, store.PersonOf(k), k.ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// paged reads a page after a page for each person; last is the place of a row.
func paged[R, T any](who []string, read func(person string, at time.Time, id string) ([]R, error), last func(R) (time.Time, string), view func(R) T) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for _, person := range who {
			at, id := time.UnixMilli(0), ""
			for {
				rows, err := read(person, at, id)
				page := make([]T, len(rows))
				for i, r := range rows {
					page[i] = view(r)
				}
				if !yield(page, err) || err != nil {
					return
				}
				if len(rows) < exportPage {
					break
				}
				at, id = last(rows[len(rows)-1])
			}
		}
	}
}

func (s *Server) exportedEvents(ctx context.Context, workspaceID string, who []string) iter.Seq2[[]transcript.Event, error] {
	return paged(who, func(person string, at time.Time, id string) ([]store.Event, error) {
		return store.EventsOf(ctx, s.Store, workspaceID, person, at, id, exportPage)
	}, func(e store.Event) (time.Time, string) { return e.At, e.ID }, func(e store.Event) transcript.Event {
		return transcript.Event{ID: e.ID, Name: e.Name, Data: raw(e.Data), At: e.At, Received: e.ReceivedAt}
	})
}

func (s *Server) exportedRuns(ctx context.Context, workspaceID string, who []string) iter.Seq2[[]transcript.Run, error] {
	return paged(who, func(person string, at time.Time, id string) ([]store.Run, error) {
		return store.RunsOf(ctx, s.Store, workspaceID, person, at, id, exportPage)
	}, func(r store.Run) (time.Time, string) { return r.CreatedAt, r.ID }, func(r store.Run) transcript.Run {
		out := transcript.Run{
			ID: r.ID, Playbook: r.Playbook, StartedBy: r.StartedBy, Conversation: r.ConversationID, Cause: raw(r.Cause), Holds: raw(r.State),
			Outcome: string(r.Outcome), Created: r.CreatedAt, Ended: optional(r.EndedAt),
		}
		if out.Ended == nil {
			out.Wake = optional(r.WakeAt)
		}
		return out
	})
}

// raw is stored JSON, null where there is none.
func raw(text string) json.RawMessage {
	if !json.Valid([]byte(text)) {
		return json.RawMessage("null")
	}
	return json.RawMessage(text)
}
