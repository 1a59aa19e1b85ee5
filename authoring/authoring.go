// Package authoring is where a brand's people write, check, try, publish and roll back playbooks in a running
// installation. What they publish lies over the pack's playbooks: the same id replaces, a new id adds, and a playbook can be
// switched off. A pack's files are never changed.
//
// Drafts, versions and what is live stand in the store, so that every node has them and none is lost. Nothing takes effect
// before it is published, and nothing is published that the lint refuses or that a scenario contradicts. A run that has
// begun goes on in the version that it began with. The package never answers a customer, and a try-out calls no system
// and sends nothing.
//
// The way in is [New], [Service.Open] for each workspace at the start, and [Service.Run] while the house is open.
package authoring

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/scenario"
	"terang/store"
	"terang/understand"
)

const (
	followEvery  = 2 * time.Second // how often other nodes' publications are looked for
	keptBooks    = 20              // newest versions of a playbook in which runs may go on
	listed       = 100             // versions that are listed
	maxPlaybooks = 400             // of a workspace, drafts among them
	maxScenarios = 256 << 10       // bytes of the scenarios that are published with one playbook
	maxNote      = 500             // characters of a note
	maxMeetings  = 50              // times that a publication is decided anew because another one came first
)

// CommandLine stands where a person's id stands, for what the command line published.
const CommandLine = "command line"

// Pack is what a workspace's pack brings.
type Pack struct {
	Parts     engine.Parts       // without a model; Playbooks are the pack's own, with their Source
	Facts     playbook.LintFacts // what lint may know beside the playbooks themselves
	Scenarios []Scenario
	Slots     []string // types that a slot may have

	played []*scenario.File // Scenarios, read
}

// Scenario is a conversation that must go as it is written down.
type Scenario struct {
	Name string
	Text []byte
}

// Parts is what a Service is put together from. All is needed but Actions.
type Parts struct {
	Store *store.DB
	// Swap lets a brain without a model act from the next turn on, with the live model, once that knows the examples that
	// stand in the playbooks.
	Swap func(ctx context.Context, workspaceID string, books *engine.Brain, examples []understand.Example) error
	// Model returns what a workspace would understand with these examples in its playbooks.
	Model func(workspaceID string, examples []understand.Example) (*understand.Model, error)
	// Actions returns those that a workspace's playbooks may call now; nil leaves it at the pack's. Changes are followed.
	Actions func(workspaceID string) map[string]playbook.Action
	Clock   terang.Clock
	Logger  *slog.Logger
}

// Service keeps each workspace's playbooks.
type Service struct {
	Parts
	mu      sync.Mutex
	brands  map[string]*brand
	doors   map[string]*sync.Mutex // one for each workspace: what is live there changes one after the other
	tallies map[string]tally       // of drafts, by workspace, id, etag and what was live
}

// New makes a Service.
func New(p Parts) *Service {
	return &Service{Parts: p, brands: map[string]*brand{}, doors: map[string]*sync.Mutex{}, tallies: map[string]tally{}}
}

// Live is what a workspace begins with: a brain that has no model yet, and the examples that stand in its playbooks.
type Live struct {
	Brain    *engine.Brain
	Examples []understand.Example
}

// Open makes a workspace's live playbooks ready, and keeps the versions of the pack that are new.
func (s *Service) Open(ctx context.Context, workspaceID string, p Pack) (Live, error) {
	if err := s.record(ctx, workspaceID, &p); err != nil {
		return Live{}, err
	}
	p.played = nil
	for _, t := range p.Scenarios {
		if f, err := scenario.Parse(t.Name, t.Text); err == nil { // a broken one is told of when it is played
			p.played = append(p.played, f)
		}
	}
	b, err := s.load(ctx, workspaceID, p, nil)
	if err != nil {
		return Live{}, err
	}
	s.mu.Lock()
	s.brands[workspaceID], s.doors[workspaceID] = b, new(sync.Mutex)
	s.mu.Unlock()
	return Live{b.brain, b.examples}, nil
}

// Run follows what other nodes and the command line publish, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		s.follow(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// follow takes over what was published elsewhere, and what has become of the actions.
func (s *Service) follow(ctx context.Context) {
	numbers, err := store.PlaybookStamps(ctx, s.Store)
	if err != nil {
		if ctx.Err() == nil {
			s.Logger.Warn("publications of other nodes cannot be looked for", "error", err)
		}
		return
	}
	s.mu.Lock()
	opened := slices.Sorted(maps.Keys(s.brands))
	s.mu.Unlock()
	for _, id := range opened {
		b := s.brand(id)
		if _, mark := s.actions(id, b.pack); numbers[id] <= b.number && mark == b.mark {
			continue
		}
		if err := s.adopt(ctx, id); err != nil && ctx.Err() == nil {
			s.Logger.Error("published playbooks cannot be taken over; those before go on", "workspace", id, "error", err)
		}
	}
}

// adopt makes what the store says is live the live one here. The door is held over the swap, so that two publications
// cannot pass each other.
func (s *Service) adopt(ctx context.Context, workspaceID string) error {
	b := s.brand(workspaceID)
	if b == nil {
		return terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	s.mu.Lock()
	door := s.doors[workspaceID]
	s.mu.Unlock()
	door.Lock()
	defer door.Unlock()
	b = s.brand(workspaceID)
	next, err := s.load(ctx, workspaceID, b.pack, b)
	if err != nil {
		return err
	}
	if next.number <= b.number && next.mark == b.mark {
		return nil
	}
	if err := s.Swap(ctx, workspaceID, next.brain, next.examples); err != nil {
		return fmt.Errorf("authoring: swap: %w", err)
	}
	s.mu.Lock()
	s.brands[workspaceID] = next
	s.mu.Unlock()
	return nil
}

// actions are those that a workspace's playbooks may call, with a mark that changes with them.
func (s *Service) actions(workspaceID string, p Pack) (map[string]playbook.Action, string) {
	all := p.Facts.Actions
	if s.Actions != nil {
		all = s.Actions(workspaceID)
	}
	b, err := json.Marshal(all)
	if err != nil { // plain data: it does not happen
		return all, ""
	}
	return all, digestOf(b)
}

// brand returns a workspace's part, nil where it was not opened.
func (s *Service) brand(workspaceID string) *brand {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.brands[workspaceID]
}

func (s *Service) opened(workspaceID string) (*brand, error) {
	if b := s.brand(workspaceID); b != nil {
		return b, nil
	}
	return nil, terang.Fail(terang.Unavailable, "workspace_not_loaded")
}
