// Package training is where a brand's people make the assistant understand better: they add examples to a pack's and
// take some away, try what that changes, publish it, and go back to an earlier version. It also keeps the messages that
// were not understood.
//
// A pack's files are never changed: what people do lies over them as a list of changes. Nothing takes effect before it
// is published, and a turn that runs keeps the model it began with. Drafts, trials, versions and models stand in the
// store, so that every node has them. The package never answers a customer.
//
// The way in is [New], [Service.Open] for each workspace at the start, and [Service.Run] while the house is open.
package training

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"terang"
	"terang/store"
	"terang/understand"
)

const (
	followEvery = 3 * time.Second  // how often other nodes' publications are looked for
	pageSize    = 50               // examples on a page where the caller names no number
	maxPage     = 200              // examples on a page
	maxMissed   = 400              // newest missed messages that are grouped
	maxText     = 500              // characters of an example
	maxName     = 60               // characters of an intent's name
	maxDraft    = 2000             // changes of one draft
	keptQuick   = 4                // models of candidates that are kept, over all workspaces
	keptTrials  = 20               // finished trials whose results are kept, over all workspaces
	trialLimit  = 10 * time.Minute // for one training
	silentFor   = 20 * time.Second // without a word of its node a trial is taken for ended
)

// Pack is what a workspace's pack gives to learn from.
type Pack struct {
	Examples []understand.Example
	Extra    []understand.Example // those that stand in the live playbooks; see [Service.Extend]
	Options  understand.Options
	Titles   map[string]terang.Text // how the brand calls its intents, where it has a name for them
	Model    func() []byte          // reads the trained model that came with the pack; nil where there is none
}

func (p Pack) model() []byte {
	if p.Model == nil {
		return nil
	}
	return p.Model()
}

// all are the pack's examples and those of the playbooks that the pack does not have itself.
func (p Pack) all() []understand.Example { return understand.Join(p.Examples, p.Extra) }

// Parts is what a Service is put together from. Encoder may be nil; all else is needed.
type Parts struct {
	Store   *store.DB
	Encoder understand.Encoder
	Swap    func(workspaceID string, m *understand.Model) error // from the next turn on, m understands
	Clock   terang.Clock
	IDs     terang.IDs
	Logger  *slog.Logger
}

// Service keeps what each workspace's assistant understands.
type Service struct {
	Parts
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	desk   chan struct{} // holds one: training takes every core that there is, so that one follows the other

	mu     sync.Mutex
	brands map[string]*brand
	trials []*trial    // oldest first
	quick  []candidate // newest last
}

// brand is one workspace's part. Its fields are guarded by the service's lock; what they point to does not change.
type brand struct {
	pack     Pack
	live     store.Training
	model    *understand.Model
	examples []understand.Example // that model was trained on, in the order of its report
	epoch    int                  // raised by Extend: what was learnt before is of other examples
	complete bool                 // the model has all its parts: what could not be had at once follows
	stuck    bool                 // what is missing could not be had; the next version may
}

// New makes a Service.
func New(p Parts) *Service {
	ctx, cancel := context.WithCancel(context.Background())
	return &Service{Parts: p, ctx: ctx, cancel: cancel, brands: map[string]*brand{}, desk: make(chan struct{}, 1)}
}

// Close ends trials and everything else that still runs.
func (s *Service) Close() {
	s.cancel()
	s.wg.Wait()
}

// Open makes the live model of a workspace ready: a kept one where there is one, else one that is trained quickly; what
// takes long follows in [Service.Run].
func (s *Service) Open(ctx context.Context, workspaceID string, p Pack) (*understand.Model, error) {
	live, err := store.LastTraining(ctx, s.Store, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("training: open: %w", err)
	}
	b := &brand{pack: p, live: live, examples: overlay(p.all(), live.Changes)}
	b.model, b.complete, err = s.model(ctx, workspaceID, p, b.examples, s.options(p, live))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.brands[workspaceID] = b
	s.mu.Unlock()
	return b.model, nil
}

// options are those of a pack with what was published over them.
func (s *Service) options(p Pack, live store.Training) understand.Options {
	opt := p.Options
	opt.Encoder = s.Encoder
	if live.Promise > 0 {
		opt.Promise = float64(live.Promise) / 10000
	}
	return opt
}

// model finds a kept model, or trains what can be had quickly: the fast ear alone. The second result says that nothing is
// missing.
func (s *Service) model(ctx context.Context, workspaceID string, p Pack, examples []understand.Example, opt understand.Options) (*understand.Model, bool, error) {
	want := understand.DigestOf(examples, opt)
	kept, err := store.Model(ctx, s.Store, workspaceID, want)
	if err != nil {
		return nil, false, fmt.Errorf("training: model: %w", err)
	}
	for _, body := range [][]byte{p.model(), kept} {
		if len(body) == 0 {
			continue
		}
		m, err := understand.Load(body, examples, opt)
		if err == nil {
			return m, true, nil
		}
		if !errors.Is(err, understand.ErrStale) {
			s.Logger.Warn("a kept model cannot be read and is trained again", "workspace", workspaceID, "error", err)
		}
	}
	quick := opt
	quick.Encoder = nil
	m, err := s.trainQuick(examples, quick)
	if err != nil {
		return nil, false, fmt.Errorf("training: model: %w", err)
	}
	if opt.Encoder == nil { // there is no more to it
		return m, true, s.keep(ctx, workspaceID, m, understand.NewVectors(nil))
	}
	return m, false, nil
}

// Run completes models that were trained quickly, and follows what other nodes publish, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	var both sync.WaitGroup
	for _, do := range []func(context.Context){s.completeAll, s.follow} {
		both.Go(func() {
			tick := time.NewTicker(followEvery)
			defer tick.Stop()
			for {
				do(ctx)
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
	both.Wait()
}
