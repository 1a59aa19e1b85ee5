package connection

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"terang"
	"terang/action"
	"terang/action/mcp"
	"terang/store"
)

// ways are all connections of one workspace, ready to be called. What it points to does not change; a change of anything
// makes a new table.
type ways struct {
	pack  Pack
	table atomic.Pointer[table]
}

type table struct {
	specs  []action.Spec      // all, the pack's first
	byName map[string]*way    // of connections
	route  map[string]*way    // of actions; nil: not connected
	source store.ActionSource // the console's own
	rows   map[string]string  // what each way was made from, so that one that did not change keeps its breaker and tokens
}

// way is one connection with its client. broken says why it cannot be used.
type way struct {
	client *action.Client
	tools  *mcp.Server
	auth   action.Authorizer
	broken error
}

func (w *way) list(ctx context.Context) ([]action.Proposal, error) {
	c, err := w.auth.Fetch(ctx)
	if err != nil {
		return nil, err
	}
	return w.tools.List(ctx, c)
}

func (w *way) close() {
	if w.client != nil {
		w.client.Close()
	}
	if w.tools != nil {
		w.tools.Close()
	}
	if c, ok := w.auth.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func (w *ways) way(name string) *way {
	if t := w.table.Load(); t != nil {
		return t.byName[name]
	}
	return nil
}

// nameOf is the connection that an action goes through: what it names, else the default, else the only one.
func (w *ways) nameOf(spec action.Spec) string {
	if spec.Connection != "" {
		return spec.Connection
	}
	if t := w.table.Load(); t != nil {
		return t.defaultName()
	}
	return Default
}

func (t *table) defaultName() string {
	if t.byName[Default] == nil && len(t.byName) == 1 {
		for name := range t.byName {
			return name
		}
	}
	return Default
}

func (s *Service) of(workspaceID string) *ways {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ways[workspaceID]
}

// Specs returns the actions of a workspace: its pack's, and those that were made in the console.
func (s *Service) Specs(workspaceID string) []action.Spec {
	if w := s.of(workspaceID); w != nil {
		if t := w.table.Load(); t != nil {
			return t.specs
		}
	}
	return nil
}

// Connected reports whether any system of the workspace can be called.
func (s *Service) Connected(workspaceID string) bool {
	w := s.of(workspaceID)
	if w == nil {
		return false
	}
	if t := w.table.Load(); t != nil {
		for _, one := range t.byName {
			if one.broken == nil {
				return true
			}
		}
	}
	return false
}

// Caller is the way of a workspace's turns to its systems.
func (s *Service) Caller(workspaceID string) Caller { return Caller{s: s, workspaceID: workspaceID} }

// Caller calls the actions of one workspace, each through its connection.
type Caller struct {
	s           *Service
	workspaceID string
}

// Call performs one action; see [action.Client.Call].
func (c Caller) Call(ctx context.Context, r action.Request) (action.Result, error) {
	w := c.s.of(c.workspaceID)
	if w == nil {
		return action.Result{}, notConnected()
	}
	t := w.table.Load()
	if t == nil {
		return action.Result{}, notConnected()
	}
	one := t.route[r.Action]
	if one == nil || one.broken != nil {
		return action.Result{}, notConnected()
	}
	return one.client.Call(ctx, r)
}

// Spec returns the action of that name.
func (c Caller) Spec(name string) (action.Spec, bool) {
	all := c.s.Specs(c.workspaceID)
	if i := slices.IndexFunc(all, func(s action.Spec) bool { return s.Name == name }); i >= 0 {
		return all[i], true
	}
	return action.Spec{}, false
}

// notConnected is the answer where nobody set up the system: nothing failed, and a person takes over.
func notConnected() error {
	return fmt.Errorf("connection: call: %w", terang.Fail(terang.Unavailable, "action_not_connected"))
}

// reload makes the table of a workspace anew.
func (s *Service) reload(ctx context.Context, workspaceID string) error {
	marks, err := store.ConnectionMarks(ctx, s.Store) // first: what changes while we read is seen at the next look
	if err != nil {
		return fmt.Errorf("connection: reload: %w", err)
	}
	rows, err := store.Connections(ctx, s.Store, workspaceID)
	if err != nil {
		return fmt.Errorf("connection: reload: %w", err)
	}
	sources, err := store.ActionSources(ctx, s.Store, workspaceID)
	if err != nil {
		return fmt.Errorf("connection: reload: %w", err)
	}
	s.mu.Lock()
	w := s.ways[workspaceID]
	if w == nil {
		s.mu.Unlock()
		return fmt.Errorf("connection: reload: %w", terang.Fail(terang.NotFound, "workspace_not_loaded"))
	}
	old := w.table.Load()
	t, err := s.tabulate(w.pack, rows, sources, old)
	if err != nil {
		s.mu.Unlock()
		return fmt.Errorf("connection: reload: %w", err)
	}
	w.table.Store(t)
	s.marks[workspaceID] = marks[workspaceID]
	s.mu.Unlock()
	if old != nil {
		for _, one := range old.byName {
			if !t.has(one) {
				one.close()
			}
		}
		if old.source.Version != t.source.Version && s.Changed != nil {
			s.Changed(workspaceID)
		}
	}
	return nil
}

func (t *table) has(w *way) bool {
	for _, one := range t.byName {
		if one == w {
			return true
		}
	}
	return false
}

// tabulate puts connections and actions together.
func (s *Service) tabulate(p Pack, rows []store.Connection, sources []store.ActionSource, old *table) (*table, error) {
	t := &table{byName: map[string]*way{}, route: map[string]*way{}, rows: map[string]string{}}
	t.specs = slices.Clone(p.Actions)
	if len(sources) > 0 && sources[0].Source != "" {
		t.source = sources[0]
		own, err := action.ParseSpecs(SourceName, []byte(t.source.Source))
		if err != nil {
			s.Logger.Warn("actions of the console not read", "workspace", t.source.WorkspaceID, "error", err)
		}
		for _, spec := range own { // a pack that came later may have taken the name: its playbooks count on it
			if !slices.ContainsFunc(p.Actions, func(a action.Spec) bool { return a.Name == spec.Name }) {
				t.specs = append(t.specs, spec)
			}
		}
	} else if len(sources) > 0 {
		t.source = sources[0]
	}
	names := map[string]store.Connection{}
	for _, r := range rows {
		names[r.Name] = r
		t.byName[r.Name] = nil
	}
	if p.Fixed != nil {
		t.byName[Default] = nil
	}
	through := map[string][]action.Spec{}
	for _, spec := range t.specs {
		name := spec.Connection
		if name == "" {
			name = t.defaultName()
		}
		through[name] = append(through[name], spec)
	}
	for name := range t.byName {
		row := names[name]
		mark := fmt.Sprintf("%d %d %+v", row.Version, row.UpdatedAt.UnixMilli(), through[name])
		t.rows[name] = mark
		if old != nil && old.rows[name] == mark && old.byName[name] != nil && old.byName[name].broken == nil {
			t.byName[name] = old.byName[name]
		} else if name == Default && p.Fixed != nil {
			cfg := *p.Fixed
			cfg.Specs = through[name]
			client, err := action.New(cfg)
			if err != nil {
				return nil, err // the operator's own configuration: they are told at the start
			}
			t.byName[name] = &way{client: client, auth: cfg.Credential}
		} else {
			t.byName[name] = s.make(row, through[name])
		}
		for _, spec := range through[name] {
			t.route[spec.Name] = t.byName[name]
		}
	}
	return t, nil
}

// make builds the way of one stored connection. One that cannot be used is kept with the reason, for whoever looks.
func (s *Service) make(r store.Connection, specs []action.Spec) *way {
	w, err := s.build(r, specs)
	if err != nil {
		return &way{broken: err}
	}
	return w
}

func (s *Service) build(r store.Connection, specs []action.Spec) (*way, error) {
	c := fromRow(r)
	if err := c.check(); err != nil {
		return nil, err
	}
	allow, private, err := c.reach(s.Private)
	if err != nil {
		return nil, err
	}
	var secret action.Secret
	if c.Auth.Kind != AuthNone {
		if len(r.Secret) == 0 {
			return nil, terang.Fail(terang.Invalid, "secret_needed")
		}
		ring, err := s.Keys()
		if err != nil {
			return nil, err
		}
		if secret, err = ring.open(r.Secret, c.about(r.WorkspaceID)); err != nil {
			return nil, err
		}
	}
	w := &way{auth: c.Auth.credential(secret)}
	if c.Auth.Kind == AuthOAuth2 {
		w.auth, err = action.NewOAuth(action.OAuthConfig{
			TokenURL: c.Auth.TokenURL, ClientID: c.Auth.ClientID, ClientSecret: secret, Scope: c.Auth.Scope,
			Allow: allow, AllowPrivate: private, Resolver: s.Resolver, Clock: s.Clock,
		})
		if err != nil {
			return nil, err
		}
	}
	cfg := action.Config{
		BaseURL: c.URL, Allow: allow, AllowPrivate: private, Credential: c.Auth.credential(secret), Auth: w.auth,
		Resolver: s.Resolver, Clock: s.Clock, Jitter: s.Jitter,
	}
	if c.Kind == MCP {
		w.tools, err = mcp.New(mcp.Config{Endpoint: c.URL, Allow: allow, AllowPrivate: private, Resolver: s.Resolver, Version: s.Version})
		if err != nil {
			return nil, err
		}
		cfg.Tools = w.tools
	}
	for _, spec := range specs {
		if (spec.Tool != "") == (c.Kind == MCP) { // the others have no way; whoever saves an action is told
			cfg.Specs = append(cfg.Specs, spec)
		}
	}
	if w.client, err = action.New(cfg); err != nil {
		return nil, err
	}
	return w, nil
}

func (s *Service) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.ways {
		if t := w.table.Load(); t != nil {
			for _, one := range t.byName {
				one.close()
			}
		}
	}
}
