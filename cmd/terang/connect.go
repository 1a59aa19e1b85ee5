package main

import (
	"context"
	mathrand "math/rand/v2"
	"net/url"
	"strings"

	"terang/action"
	"terang/assistant"
	"terang/config"
	"terang/connection"
	"terang/playbook"
	"terang/store"
)

// newConnections makes the service of the ways into the brands' systems.
func newConnections(h *house) *connection.Service {
	cfg := h.cfg
	return connection.New(connection.Parts{
		Store: h.db, Keys: func() (connection.Ring, error) { return secretKeys(cfg) }, Private: cfg.Connection.PrivateHosts,
		Clock: h.clock, Random: random, Jitter: mathrand.Float64, Version: version, Logger: h.log,
	})
}

// connect opens a workspace's connections; the operator's own configuration is the default one and wins.
func (h *house) connect(ctx context.Context, w store.Workspace, a config.Action, p *assistant.Pack) error {
	pack := connection.Pack{Actions: p.Actions}
	if a.URL != "" {
		fixed, err := fixedConnection(a)
		if err != nil {
			return err
		}
		fixed.Clock, fixed.Jitter = h.clock, mathrand.Float64
		pack.Fixed = fixed
	}
	return h.connections.Open(ctx, w.ID, pack)
}

// fixedConnection is the way to a brand's system that the operator configured. The operator names its hosts, so they may be
// private ones; nothing that a contact says can name another.
func fixedConnection(a config.Action) (*action.Config, error) {
	u, err := url.Parse(a.URL)
	if err != nil {
		return nil, fail("action", err)
	}
	hosts := []string{withPort(u)}
	for _, host := range a.Hosts {
		hosts = append(hosts, withPort(&url.URL{Scheme: u.Scheme, Host: host}))
	}
	c := &action.Config{BaseURL: a.URL, Allow: hosts, AllowPrivate: hosts}
	if a.Credential != "" {
		c.Credential = action.Credential{Header: a.Header, Value: action.Secret(a.Credential)}
		if strings.EqualFold(a.Header, "Authorization") {
			c.Credential.Value = action.Secret("Bearer " + a.Credential)
		}
	}
	return c, nil
}

// ownSystem are the actions that go to the workspace's own system, not through a connection of another name.
func ownSystem(all []action.Spec) []action.Spec {
	var out []action.Spec
	for _, s := range all {
		if s.Connection == "" || s.Connection == connection.Default {
			out = append(out, s)
		}
	}
	return out
}

func withPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	if u.Scheme == "https" {
		return u.Host + ":443"
	}
	return u.Host + ":80"
}

// caller is the way of a workspace's turns to its systems. Where none is connected, whatever needs it goes to a person.
func (h *house) caller(workspaceID string) assistant.Caller { return h.connections.Caller(workspaceID) }

// callable is what a workspace's playbooks may call: the actions of its pack, and those that were made in the console.
func (h *house) callable(workspaceID string) map[string]playbook.Action {
	return assistant.ActionFacts(h.connections.Specs(workspaceID))
}
