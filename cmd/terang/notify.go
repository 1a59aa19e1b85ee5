package main

import (
	"context"
	"strings"

	"terang"
	"terang/desk"
	"terang/httpapi"
	"terang/notify"
	"terang/store"
)

// newNotify makes the service that tells agents what needs them. Its keys are made at the first start; where they cannot be, all
// else works.
func newNotify(ctx context.Context, h *house) (*notify.Service, error) {
	s, err := notify.New(ctx, h.db, h.queue, notify.Options{
		Clock: h.clock, IDs: newID, Log: h.log, Sealer: h.connections, Hosts: h.cfg.Push.Hosts, Speaks: httpapi.Speaks,
		Subject:   "https://" + h.cfg.BaseURL()[strings.Index(h.cfg.BaseURL(), "://")+3:],
		Connected: func(agentID string) bool { return h.desk.Connected(agentID) },
		Reads: func(ctx context.Context, a store.Agent, c *terang.Conversation) (bool, error) {
			open, err := h.desk.Readable(ctx, a, httpapi.Speaks(a.Role), []*terang.Conversation{c})
			_, reads := open[c.ID]
			return reads, err
		},
		Attended: func(ws string) bool {
			return h.desk.Setting(ws).Mode == desk.Push && h.desk.Availability(ws).Online > 0
		},
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.PublicKey(ctx); err != nil {
		h.log.Warn("no key for pushes", "error", err)
	}
	h.background = append(h.background, s.Run)
	return s, nil
}

// recorders are those who take an event inside the transaction that caused it.
type recorders struct{ h *house }

// Record implements delivery.Recorder.
func (r recorders) Record(tx *store.Tx, e *terang.Event) error {
	if err := r.h.webhooks.Record(tx, e); err != nil {
		return err
	}
	return r.h.notify.Record(tx, e)
}

// offered tells the consoles that a conversation rings at an agent or no longer does, and the agent's browsers that it does.
func (h *house) offered(o desk.Offer, what string) {
	h.publisher.Offered(o, what)
	if what == desk.Offered {
		h.notify.Rings(o.WorkspaceID, o.ConversationID, o.AgentID, o.Until)
	}
}

// warn tells the consoles and the owner's browsers that a promise is due soon.
func (h *house) warn(p terang.Promise) {
	h.publisher.Warn(p)
	h.notify.Warn(p)
}
