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

// exportedPromises are what the person was promised, by conversation.
func (s *Server) exportedPromises(ctx context.Context, workspaceID string, in []terang.Conversation) iter.Seq2[[]transcript.Promise, error] {
	ids := make([]string, len(in))
	for i, c := range in {
		ids[i] = c.ID
	}
	return paged(ids, func(id string, at time.Time, after string) ([]terang.Promise, error) {
		return store.PromisesOf(ctx, s.Store, workspaceID, id, at, after, exportPage)
	}, func(p terang.Promise) (time.Time, string) { return p.CreatedAt, p.ID }, func(p terang.Promise) transcript.Promise {
		by := "agent"
		if p.MadeBy == terang.MadeByAssistant {
			by = p.MadeBy
		}
		return transcript.Promise{
			ID: p.ID, Conversation: p.ConversationID, Kind: p.Kind, Words: p.Words, Reach: p.Reach, MadeBy: by, State: p.State(), Due: p.DueAt, Created: p.CreatedAt,
			Kept: optional(p.KeptAt), Broken: optional(p.BrokenAt), Cancelled: optional(p.CancelledAt),
		}
	})
}

// exportedMatters are what the person came with.
func (s *Server) exportedMatters(ctx context.Context, workspaceID string, who []string) iter.Seq2[[]transcript.Matter, error] {
	return paged(who, func(person string, at time.Time, id string) ([]store.KeptMatter, error) {
		return store.MattersOf(ctx, s.Store, workspaceID, person, at, id, exportPage)
	}, func(m store.KeptMatter) (time.Time, string) { return m.StartedAt, m.ID }, func(m store.KeptMatter) transcript.Matter {
		return transcript.Matter{
			ID: m.ID, Conversation: m.ConversationID, Topic: m.Topic, Playbook: m.Playbook, Outcome: string(m.Outcome), Started: m.StartedAt, Last: m.LastAt,
			Confirmed: optional(m.ConfirmedAt), Handed: optional(m.HandedAt), Back: optional(m.BackAt),
		}
	})
}

// raw is stored JSON, null where there is none.
func raw(text string) json.RawMessage {
	if !json.Valid([]byte(text)) {
		return json.RawMessage("null")
	}
	return json.RawMessage(text)
}
