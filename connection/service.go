package connection

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"terang"
	"terang/action"
	"terang/store"
)

// followEvery is how often changes of other nodes, and of the command line, are looked for.
const followEvery = 3 * time.Second

// Parts is what a Service is put together from. All fields are needed unless they say otherwise.
type Parts struct {
	Store *store.DB
	// Keys gives the ring as it is now: rotation changes it while the house is open.
	Keys func() (Ring, error)
	// Private are the "host:port" that connections may reach although they are private, as the operator named them.
	Private []string
	// Changed is told when a workspace's actions have changed; nil: nobody needs to know.
	Changed  func(workspaceID string)
	Resolver action.Resolver // nil: the system's
	Clock    terang.Clock
	Random   func(n int) []byte
	Jitter   func() float64
	Version  string
	Logger   *slog.Logger
}

// Service keeps the connections of all workspaces.
type Service struct {
	Parts
	mu    sync.RWMutex
	ways  map[string]*ways // by workspace
	marks map[string]string
}

// New makes the service; [Service.Open] follows for each workspace.
func New(p Parts) *Service {
	return &Service{Parts: p, ways: map[string]*ways{}, marks: map[string]string{}}
}

// Pack is what a workspace has from its files.
type Pack struct {
	Actions []action.Spec
	// Fixed is the default connection where the operator's configuration has one; it wins over a stored one.
	Fixed *action.Config
}

// Open reads a workspace's connections and makes the ways to them.
func (s *Service) Open(ctx context.Context, workspaceID string, p Pack) error {
	s.mu.Lock()
	if s.ways[workspaceID] == nil {
		s.ways[workspaceID] = &ways{pack: p}
	} else {
		s.ways[workspaceID].pack = p
	}
	s.mu.Unlock()
	return s.reload(ctx, workspaceID)
}

// Run follows what other nodes and the command line change, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	t := time.NewTicker(followEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			s.close()
			return
		case <-t.C:
			if err := s.follow(ctx); err != nil && ctx.Err() == nil {
				s.Logger.Warn("connections not followed", "error", err)
			}
		}
	}
}

func (s *Service) follow(ctx context.Context) error {
	marks, err := store.ConnectionMarks(ctx, s.Store)
	if err != nil {
		return err
	}
	s.mu.RLock()
	var stale []string
	for id := range s.ways {
		if s.marks[id] != marks[id] {
			stale = append(stale, id)
		}
	}
	s.mu.RUnlock()
	for _, id := range stale {
		if err := s.reload(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// List returns a workspace's connections by name, the operator's own first.
func (s *Service) List(ctx context.Context, workspaceID string) ([]Connection, error) {
	rows, err := store.Connections(ctx, s.Store, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("connection: list: %w", err)
	}
	w := s.of(workspaceID)
	var out []Connection
	if w != nil && w.pack.Fixed != nil {
		out = append(out, Connection{Name: Default, Kind: HTTP, URL: w.pack.Fixed.BaseURL, HasSecret: w.pack.Fixed.Credential.Value != "", Auth: Auth{Kind: fixedAuth(w.pack.Fixed)}, Fixed: true})
	}
	for _, r := range rows {
		c := fromRow(r)
		if c.Name == Default && len(out) > 0 && out[0].Fixed {
			continue // it is there, and does nothing while the configuration has its own
		}
		out = append(out, c)
	}
	for i := range out {
		for _, spec := range s.Specs(workspaceID) {
			if w.nameOf(spec) == out[i].Name {
				out[i].Actions++
			}
		}
	}
	return out, nil
}

func fixedAuth(c *action.Config) AuthKind {
	switch {
	case c.Credential.Value == "":
		return AuthNone
	case strings.EqualFold(c.Credential.Header, "Authorization"):
		return AuthBearer
	}
	return AuthHeader
}

// Get returns one connection.
func (s *Service) Get(ctx context.Context, workspaceID, name string) (Connection, error) {
	all, err := s.List(ctx, workspaceID)
	if err != nil {
		return Connection{}, err
	}
	i := slices.IndexFunc(all, func(c Connection) bool { return c.Name == name })
	if i < 0 {
		return Connection{}, fmt.Errorf("connection: get: %w", terang.Fail(terang.NotFound, "connection_not_found"))
	}
	return all[i], nil
}

// Put stores a connection and uses it from the next call on. secret nil keeps the one that is there, if c still goes where
// that one belongs; "" removes it.
func (s *Service) Put(ctx context.Context, workspaceID, by string, c Connection, secret *action.Secret) (Connection, error) {
	fail := func(err error) (Connection, error) { return Connection{}, fmt.Errorf("connection: put: %w", err) }
	if err := c.check(); err != nil {
		return fail(err)
	}
	if _, _, err := c.reach(s.Private); err != nil {
		return fail(err)
	}
	rows, err := store.Connections(ctx, s.Store, workspaceID)
	if err != nil {
		return fail(err)
	}
	settings, err := json.Marshal(c.Auth)
	if err != nil {
		return fail(err)
	}
	row := store.Connection{
		WorkspaceID: workspaceID, Name: c.Name, Kind: string(c.Kind), URL: c.URL, Auth: string(c.Auth.Kind), Settings: string(settings),
		Version: c.Version, UpdatedAt: s.Clock(), UpdatedBy: by,
	}
	i := slices.IndexFunc(rows, func(r store.Connection) bool { return r.Name == c.Name })
	if i < 0 && c.Version > 0 {
		return fail(terang.Fail(terang.NotFound, "connection_not_found"))
	}
	if i < 0 && len(rows) >= maxConnections {
		return fail(terang.Fail(terang.TooMany, "connections_full"))
	}
	switch {
	case c.Auth.Kind == AuthNone || secret != nil && *secret == "":
	case secret != nil:
		if row.Secret, err = s.seal(c, workspaceID, *secret); err != nil {
			return fail(err)
		}
		row.SecretAt = s.Clock()
	case i >= 0:
		if !slices.Equal(fromRow(rows[i]).about(workspaceID), c.about(workspaceID)) && len(rows[i].Secret) > 0 {
			return fail(terang.Fail(terang.Invalid, "secret_needed"))
		}
		row.Secret, row.SecretAt = rows[i].Secret, rows[i].SecretAt
	}
	if c.Auth.Kind != AuthNone && len(row.Secret) == 0 && (secret == nil || *secret != "") {
		return fail(terang.Fail(terang.Invalid, "secret_needed"))
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error { return store.PutConnection(tx, row) })
	if err != nil {
		return fail(err)
	}
	if err := s.reload(ctx, workspaceID); err != nil {
		return fail(err)
	}
	return s.Get(ctx, workspaceID, c.Name)
}

func (s *Service) seal(c Connection, workspaceID string, secret action.Secret) ([]byte, error) {
	if len(secret) > maxSecret || strings.ContainsFunc(string(secret), func(r rune) bool { return r < 0x20 || r > 0x7e }) || strings.TrimSpace(string(secret)) != string(secret) {
		return nil, terang.Fail(terang.Invalid, "connection_invalid", "field", "secret")
	}
	ring, err := s.Keys()
	if err != nil {
		return nil, err
	}
	return ring.seal(secret, c.about(workspaceID), s.Random)
}

// Delete removes a connection with its secret. Actions that go through it are not connected from then on.
func (s *Service) Delete(ctx context.Context, workspaceID, name string) error {
	err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.DeleteConnection(tx, workspaceID, name) })
	if err != nil {
		return fmt.Errorf("connection: delete: %w", err)
	}
	return s.reload(ctx, workspaceID)
}

// Report is what a try of a connection found.
type Report struct {
	OK     bool
	Code   string        // "" where it is well; else a code of the action room, or secret_unreadable
	Reason action.Reason // "" where it is well
	Status int           // HTTP status, 0 where there was no answer
	Took   time.Duration
	Tools  int // of an MCP server
}

// Test asks the system now, past the breaker, and tells the truth about what came back.
func (s *Service) Test(ctx context.Context, workspaceID, name string) (Report, error) {
	w := s.of(workspaceID)
	if w == nil {
		return Report{}, fmt.Errorf("connection: test: %w", terang.Fail(terang.NotFound, "workspace_not_loaded"))
	}
	one := w.way(name)
	if one == nil {
		return Report{}, fmt.Errorf("connection: test: %w", terang.Fail(terang.NotFound, "connection_not_found"))
	}
	if one.broken != nil {
		return reportOf(Report{}, one.broken), nil
	}
	if one.tools != nil {
		ctx, cancel := context.WithTimeout(ctx, action.DefaultBudget)
		defer cancel()
		began := s.Clock()
		tools, err := one.list(ctx)
		return reportOf(Report{Tools: len(tools), Took: s.Clock().Sub(began)}, err), nil
	}
	p, err := one.client.Probe(ctx)
	return reportOf(Report{Status: p.Status, Took: p.Took}, err), nil
}

func reportOf(r Report, err error) Report {
	if err == nil {
		r.OK = true
		return r
	}
	r.Code, r.Reason = action.CodeFailed, action.ReasonOf(err)
	var e *terang.Error
	if errors.As(err, &e) {
		r.Code = e.Code
	}
	return r
}

// Tools proposes an action for each tool of an MCP server.
func (s *Service) Tools(ctx context.Context, workspaceID, name string) ([]action.Proposal, error) {
	w := s.of(workspaceID)
	one := (*way)(nil)
	if w != nil {
		one = w.way(name)
	}
	switch {
	case one == nil:
		return nil, fmt.Errorf("connection: tools: %w", terang.Fail(terang.NotFound, "connection_not_found"))
	case one.broken != nil:
		return nil, fmt.Errorf("connection: tools: %w", one.broken)
	case one.tools == nil:
		return nil, fmt.Errorf("connection: tools: %w", terang.Fail(terang.Invalid, "connection_no_tools"))
	}
	ctx, cancel := context.WithTimeout(ctx, action.DefaultBudget)
	defer cancel()
	all, err := one.list(ctx)
	if err != nil {
		return nil, fmt.Errorf("connection: tools: %w", err)
	}
	for i := range all {
		if name != Default {
			all[i].Spec.Connection = name
		}
	}
	return all, nil
}

// Rotate seals every secret that is not under the newest key anew, and returns how many there were and how many no key
// opens.
func (s *Service) Rotate(ctx context.Context) (resealed, unreadable int, err error) {
	ring, err := s.Keys()
	if err != nil {
		return 0, 0, fmt.Errorf("connection: rotate: %w", err)
	}
	rows, err := store.Connections(ctx, s.Store, "")
	if err != nil {
		return 0, 0, fmt.Errorf("connection: rotate: %w", err)
	}
	for _, r := range rows {
		if len(r.Secret) == 0 || ring.current(r.Secret) {
			continue
		}
		about := fromRow(r).about(r.WorkspaceID)
		secret, err := ring.open(r.Secret, about)
		if err != nil {
			unreadable++
			continue
		}
		sealed, err := ring.seal(secret, about, s.Random)
		if err != nil {
			return resealed, unreadable, fmt.Errorf("connection: rotate: %w", err)
		}
		if err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.ResealConnection(tx, r, sealed) }); err != nil {
			return resealed, unreadable, fmt.Errorf("connection: rotate: %w", err)
		}
		resealed++
	}
	return resealed, unreadable, nil
}
