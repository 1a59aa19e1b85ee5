// Package threshold is where a brand's people set the trust scores under which a person is offered or takes over. They try
// other lines on talks that were held, see who would have been handed over earlier, later or needlessly and what that costs,
// publish a setting, and go back to an earlier one.
//
// A pack's own lines are version 0 and are never changed: what people publish lies over them. It takes effect at the next turn,
// on every node. Replays and imports change nothing of the talks that they read, and of an import's words nothing is kept but
// the quotes that moved trust. The package never answers a customer.
//
// The way in is [New], [Service.Open] for each workspace at the start, and [Service.Run] while the house is open.
package threshold

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"terang"
	"terang/store"
	"terang/trust"
	"terang/understand/doubt"
)

const (
	followEvery = 2 * time.Second      // how often other nodes' publications are looked for
	keep        = 180 * 24 * time.Hour // how long turns and imports are kept
	longestRead = 24 * time.Hour       // after which an import that is not there whole never will be
	pruneEvery  = 6 * time.Hour
	pruneBatch  = 2000 // turns that are removed in one transaction
	listed      = 100  // versions and imports that are listed
	maxNote     = 500  // characters of a note
	maxReplays  = 2    // at a time on one node: each reads much
)

// Playbook is one whose talks can have lines of their own.
type Playbook struct {
	ID    string
	Title terang.Text
	Risk  string // the gravest of the actions that it may call, "" for none
}

// Parts is what a Service is put together from. All are needed.
type Parts struct {
	Store     *store.DB
	Swap      func(workspaceID string, lines trust.Setting) error // from the next turn on, these decide
	Playbooks func(workspaceID string) []Playbook
	Clock     terang.Clock
	IDs       terang.IDs
	Logger    *slog.Logger
}

// Service keeps each workspace's lines.
type Service struct {
	Parts
	replays chan struct{}
	imports chan struct{} // holds one: reading takes every core that there is

	mu      sync.Mutex
	brands  map[string]*brand
	reading map[string]*reading // imports that are being read here, by id
	ears    func() (ears, error)
}

// brand is one workspace's part. Its fields are guarded by the service's lock; what they point to does not change.
type brand struct {
	own  trust.Setting // the pack's
	live Version
}

// ears hear how a customer trusts.
type ears struct {
	listener *doubt.Listener
	reader   *doubt.Reader
}

// reading is an import on its way.
type reading struct {
	store.TrustImport
	done atomic.Int64 // talks
}

// New makes a Service.
func New(p Parts) *Service {
	return &Service{
		Parts: p, replays: make(chan struct{}, maxReplays), imports: make(chan struct{}, 1), brands: map[string]*brand{}, reading: map[string]*reading{},
		ears: sync.OnceValues(func() (ears, error) {
			l, err := doubt.NewListener(nil)
			if err != nil {
				return ears{}, fmt.Errorf("threshold: %w", err)
			}
			r, err := doubt.New(nil)
			return ears{l, r}, err
		}),
	}
}

// Open returns the lines of a workspace whose pack has its own.
func (s *Service) Open(ctx context.Context, workspaceID string, own trust.Setting) (trust.Setting, error) {
	last, err := store.TrustSettings(ctx, s.Store, workspaceID, 1)
	if err != nil {
		return own, fmt.Errorf("threshold: open: %w", err)
	}
	live := Version{}
	if len(last) > 0 {
		live = version(last[0])
	}
	b := &brand{own: own, live: live}
	lines, err := b.lines(last)
	if err != nil {
		s.Logger.Error("a published setting of trust cannot be read; the pack's own lines go on", "workspace", workspaceID, "version", live.Number, "error", err)
		lines = own
	}
	b.live.Setting = lines
	s.mu.Lock()
	s.brands[workspaceID] = b
	s.mu.Unlock()
	return lines, nil
}

// lines are those of the newest row; none, and a row that says so, are the pack's own.
func (b *brand) lines(last []store.TrustSetting) (trust.Setting, error) {
	if len(last) == 0 || string(last[0].Setting) == packsOwn {
		return b.own, nil
	}
	var set trust.Setting
	if err := json.Unmarshal(last[0].Setting, &set); err != nil {
		return b.own, fmt.Errorf("threshold: setting: %w", err)
	}
	return set, nil
}

// Run follows what other nodes publish, and forgets what is old, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	var pruned time.Time
	for {
		s.follow(ctx)
		if now := s.Clock(); pruned.IsZero() || now.Sub(pruned) >= pruneEvery || now.Before(pruned) {
			pruned = now
			s.prune(ctx, now)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// follow takes over what another node has published.
func (s *Service) follow(ctx context.Context) {
	numbers, err := store.TrustVersions(ctx, s.Store)
	if err != nil {
		if ctx.Err() == nil {
			s.Logger.Warn("settings of trust that other nodes published cannot be looked for", "error", err)
		}
		return
	}
	for id, n := range numbers {
		b := s.brand(id)
		if b == nil || n <= b.live.Number {
			continue
		}
		if err := s.adopt(ctx, id); err != nil && ctx.Err() == nil {
			s.Logger.Error("a published setting of trust cannot be taken over; the one before goes on", "workspace", id, "version", n, "error", err)
		}
	}
}

// adopt lets the newest setting decide from the next turn on. The lock is held over the swap, so that two versions cannot pass each
// other.
func (s *Service) adopt(ctx context.Context, workspaceID string) error {
	last, err := store.TrustSettings(ctx, s.Store, workspaceID, 1)
	if err != nil || len(last) == 0 {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.brands[workspaceID]
	if b == nil || b.live.Number >= last[0].Version {
		return nil
	}
	lines, err := b.lines(last)
	if err != nil {
		return err
	}
	if err := s.Swap(workspaceID, lines); err != nil {
		return fmt.Errorf("threshold: swap: %w", err)
	}
	live := version(last[0])
	live.Setting = lines
	s.brands[workspaceID] = &brand{own: b.own, live: live}
	return nil
}

// prune forgets turns and imports that are old.
func (s *Service) prune(ctx context.Context, now time.Time) {
	s.mu.Lock()
	ids := slices.Sorted(maps.Keys(s.brands))
	s.mu.Unlock()
	for _, id := range ids {
		if err := s.forgetOld(ctx, id, now); err != nil && ctx.Err() == nil {
			s.Logger.Warn("old turns of trust are not forgotten yet", "workspace", id, "error", err)
		}
	}
}

func (s *Service) forgetOld(ctx context.Context, workspaceID string, now time.Time) error {
	before := now.Add(-keep)
	old, err := store.TrustImports(ctx, s.Store, workspaceID, maxImports)
	if err != nil {
		return err
	}
	for _, m := range old {
		if m.At.Before(before) {
			if err := s.Forget(ctx, workspaceID, m.ID); err != nil && terang.KindOf(err) != terang.NotFound {
				return err
			}
		}
	}
	for {
		var n int64
		err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = store.PruneTrustTurns(tx, workspaceID, before, now.Add(-longestRead), pruneBatch)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
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
	return nil, terang.Fail(terang.NotFound, "workspace_not_loaded")
}
