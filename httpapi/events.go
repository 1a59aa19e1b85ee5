package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"terang"
	"terang/audience"
	"terang/store"
)

// maxListedRuns is how many runs of a contact are shown.
const maxListedRuns = 100

type eventInput struct {
	Body struct {
		ID      string `json:"id" minLength:"1" maxLength:"128" doc:"Made by the sender; the same id again is the same event."`
		Name    string `json:"name" minLength:"1" maxLength:"64" doc:"As playbooks name it: order.delayed."`
		Contact struct {
			ID         string `json:"id,omitempty" maxLength:"128" doc:"The contact's id here; or:"`
			ExternalID string `json:"external_id,omitempty" maxLength:"128" doc:"The brand's own id of the customer."`
		} `json:"contact"`
		Data json.RawMessage `json:"data,omitempty" doc:"A JSON object of at most 16 kB; playbooks read it as event."`
		At   *time.Time      `json:"at,omitempty" doc:"When it happened; now where it is missing."`
	}
}

type eventOutput struct {
	Status int
	Body   struct {
		ID      string   `json:"id"`
		Started []string `json:"started" doc:"Playbooks that it starts, with their versions."`
		Woken   int      `json:"woken" doc:"Sleeping runs that waited for it."`
		Ignored int      `json:"ignored" doc:"Playbooks that it would start, but which wait or sleep with this contact already."`
		Contact string   `json:"contact" enum:"known,unknown"`
	}
}

type startInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ContactID  string `json:"contact_id,omitempty" maxLength:"64"`
		ExternalID string `json:"external_id,omitempty" maxLength:"128"`
		Segment    string `json:"segment,omitempty" maxLength:"64" doc:"For each contact of it; an owner, an admin or a token with admin may."`
	}
}

type startOutput struct {
	Body struct {
		Started int64 `json:"started" doc:"Contacts for whom it starts; 0 where it waits or sleeps with the contact already."`
	}
}

// RunView is one run of a playbook that is no part of a dialogue now.
type RunView struct {
	ID             string       `json:"id"`
	Playbook       string       `json:"playbook" doc:"With its version once it has begun: order_late@3."`
	Title          terang.Text  `json:"title,omitempty" doc:"How the brand calls it; left out where it is gone."`
	State          string       `json:"state" enum:"waiting,sleeping,ended" doc:"Waiting is not yet begun."`
	Class          terang.Class `json:"class"`
	StartedBy      string       `json:"started_by" doc:"event:…, schedule:…, segment:…, agent:…, token:…, conversation."`
	ConversationID string       `json:"conversation_id,omitempty"`
	WakeAt         *time.Time   `json:"wake_at" doc:"When it goes on, if nothing else happens; null where it has ended."`
	Event          string       `json:"event,omitempty" doc:"What it waits for."`
	Outcome        string       `json:"outcome,omitempty" doc:"How it ended: talk, done, solved, no_channel, no_consent, over_budget, gone, held, failed, replaced, too_many."`
	CreatedAt      time.Time    `json:"created_at"`
	EndedAt        *time.Time   `json:"ended_at"`
}

type runList struct {
	Body struct {
		Items []RunView `json:"items"`
	}
}

type consentInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Class  terang.Class `json:"class" enum:"service,marketing"`
		Given  bool         `json:"given"`
		Source string       `json:"source" minLength:"1" maxLength:"200" doc:"Where the yes or no can be looked up: checkout form 2026-11-02."`
	}
}

func (s *Server) eventRoutes() {
	handle(s, route{method: http.MethodPost, path: "/events", id: "create-event", summary: "Tell of something that happened to a contact; it wakes and starts playbooks", tag: "events", access: byEvents, status: http.StatusAccepted},
		s.createEvent)
	handle(s, route{method: http.MethodPost, path: "/playbooks/{id}/start", id: "start-playbook", summary: "Start a playbook for a contact or a segment", tag: "playbooks", access: byWriter, status: http.StatusAccepted, replayable: true},
		func(ctx context.Context, c *caller, in *startInput) (*startOutput, error) {
			out := &startOutput{}
			if in.Body.Segment != "" && !c.manages { // writing to many at once is not every agent's to decide
				return nil, terang.Fail(terang.Forbidden, "role_forbidden")
			}
			var err error
			out.Body.Started, err = s.Audience.Start(ctx, audience.Start{
				WorkspaceID: c.workspace, Playbook: in.ID, ContactID: in.Body.ContactID, ExternalID: in.Body.ExternalID, Segment: in.Body.Segment, By: c.source(),
			})
			return out, err
		})
	handle(s, route{method: http.MethodGet, path: "/contacts/{id}/runs", id: "list-runs", summary: "What waits or sleeps with a contact, and what ended last", tag: "contacts", access: byReader},
		func(ctx context.Context, c *caller, in *idInput) (*runList, error) {
			runs, err := s.Audience.Runs(ctx, c.workspace, in.ID, maxListedRuns)
			out := &runList{}
			out.Body.Items = make([]RunView, 0, len(runs))
			for _, r := range runs {
				out.Body.Items = append(out.Body.Items, s.runOf(c.workspace, r))
			}
			return out, err
		})
	handle(s, route{method: http.MethodPut, path: "/contacts/{id}/consent", id: "set-consent", summary: "Record what a contact agreed to be written to about", tag: "contacts", access: byWriter, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *consentInput) (*struct{}, error) {
			source := strings.Join(strings.Fields(in.Body.Source), " ")
			return nil, s.Audience.Consent(ctx, c.workspace, in.ID, in.Body.Class, in.Body.Given, source+" ("+c.source()+")")
		})
}

func (s *Server) createEvent(ctx context.Context, c *caller, in *eventInput) (*eventOutput, error) {
	e := audience.Event{WorkspaceID: c.workspace, ID: in.Body.ID, Name: in.Body.Name, ContactID: in.Body.Contact.ID, ExternalID: in.Body.Contact.ExternalID, Data: in.Body.Data}
	if in.Body.At != nil {
		e.At = *in.Body.At
	}
	got, err := s.Audience.Event(ctx, e)
	if err != nil {
		return nil, err
	}
	out := &eventOutput{Status: http.StatusAccepted}
	if got.Again {
		out.Status = http.StatusOK
	}
	out.Body.ID, out.Body.Started, out.Body.Woken, out.Body.Ignored, out.Body.Contact = got.ID, got.Started, got.Woken, got.Ignored, "known"
	if got.Unknown {
		out.Body.Contact = "unknown"
	}
	return out, nil
}

func (s *Server) runOf(workspaceID string, r store.Run) RunView {
	out := RunView{
		ID: r.ID, Playbook: r.Playbook, Title: s.titleOf(workspaceID, r.Playbook), State: "sleeping", Class: r.Class, StartedBy: r.StartedBy, ConversationID: r.ConversationID,
		WakeAt: optional(r.WakeAt), Event: r.Event, Outcome: string(r.Outcome), CreatedAt: r.CreatedAt, EndedAt: optional(r.EndedAt),
	}
	switch {
	case out.EndedAt != nil:
		out.State, out.WakeAt = "ended", nil
	case r.Kind == store.RunStart:
		out.State = "waiting"
	}
	return out
}
