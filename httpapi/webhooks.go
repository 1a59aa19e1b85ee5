package httpapi

import (
	"context"
	"net/http"
	"time"

	"terang"
	"terang/webhook"
)

// Webhook is an endpoint as its managers see it.
type Webhook struct {
	ID           string     `json:"id"`
	URL          string     `json:"url"`
	Events       []string   `json:"events"`
	Secret       string     `json:"secret,omitempty" doc:"whsec_…; only in the answer that made it. Verify calls with it (standardwebhooks.com)."`
	CreatedAt    time.Time  `json:"created_at"`
	DisabledAt   *time.Time `json:"disabled_at" doc:"When it was switched off after failing too long."`
	FailingSince *time.Time `json:"failing_since"`
	LastStatus   int        `json:"last_status" doc:"HTTP status of the last call; 0 where there was no answer."`
	LastAt       *time.Time `json:"last_at"`
}

func webhookOf(e webhook.Endpoint, secret string) Webhook {
	out := Webhook{
		ID: e.ID, URL: e.URL, Secret: secret, CreatedAt: e.CreatedAt, LastStatus: e.LastStatus,
		DisabledAt: optional(e.DisabledAt), FailingSince: optional(e.FailingSince), LastAt: optional(e.LastAt),
	}
	for _, event := range e.Events {
		out.Events = append(out.Events, string(event))
	}
	return out
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type webhookList struct {
	Body struct {
		Items  []Webhook `json:"items"`
		Events []string  `json:"events" doc:"All events that can be asked for."`
	}
}

type webhookInput struct {
	Body struct {
		URL    string   `json:"url" minLength:"1" maxLength:"2048"`
		Events []string `json:"events" minItems:"1" maxItems:"20"`
	}
}

type webhookOutput struct{ Body Webhook }

type webhookTest struct {
	Body struct {
		Status int    `json:"status" doc:"HTTP status of the answer; 0 where there was none."`
		Reason string `json:"reason,omitempty" enum:"private_address,timeout,unreachable"`
	}
}

func (s *Server) webhookRoutes() {
	const tag = "webhooks"
	handle(s, route{method: http.MethodGet, path: "/webhooks", id: "list-webhooks", summary: "The workspace's web hooks", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, _ *struct{}) (*webhookList, error) {
			all, err := s.Webhooks.List(ctx, c.workspace)
			out := &webhookList{}
			out.Body.Items = make([]Webhook, 0, len(all))
			for _, e := range all {
				out.Body.Items = append(out.Body.Items, webhookOf(e, ""))
			}
			for _, event := range webhook.Events() {
				out.Body.Events = append(out.Body.Events, string(event))
			}
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: "/webhooks", id: "create-webhook", summary: "Ask to be told what happens; the secret is shown once", tag: tag, access: byManager, status: http.StatusCreated},
		func(ctx context.Context, c *caller, in *webhookInput) (*webhookOutput, error) {
			events := make([]terang.EventKind, len(in.Body.Events))
			for i, e := range in.Body.Events {
				events[i] = terang.EventKind(e)
			}
			e, secret, err := s.Webhooks.Create(ctx, c.workspace, in.Body.URL, events)
			return &webhookOutput{webhookOf(e, secret)}, err
		})
	handle(s, route{method: http.MethodDelete, path: "/webhooks/{id}", id: "delete-webhook", summary: "Remove a web hook", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			return nil, s.Webhooks.Delete(ctx, c.workspace, in.ID)
		})
	handle(s, route{method: http.MethodPost, path: "/webhooks/{id}/test", id: "test-webhook", summary: "Call a web hook now with a test event", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *idInput) (*webhookTest, error) {
			out := &webhookTest{}
			var err error
			out.Body.Status, out.Body.Reason, err = s.Webhooks.Test(ctx, c.workspace, in.ID)
			return out, err
		})
}
