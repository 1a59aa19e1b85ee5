package threshold_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
	"terang/threshold"
	"terang/trust"
)

// world is a workspace with a node that has its lines.
type world struct {
	*scene.Scene
	t  testing.TB
	db *store.DB
	*node
}

// node is one process with the service.
type node struct {
	*threshold.Service
	mu    sync.Mutex
	lines trust.Setting // that the brain was given last
	swaps int
}

func (n *node) swap(_ string, lines trust.Setting) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines, n.swaps = lines, n.swaps+1
	return nil
}

func (n *node) now() trust.Setting {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.lines
}

var packs = trust.Setting{Default: trust.Policy{Offer: 60, TakeOver: 40, Hysteresis: 10}, Playbook: map[string]trust.Policy{"dispute": {Offer: 80, TakeOver: 60, Hysteresis: 10}}}

func strict(offer, take int) trust.Setting {
	return trust.Setting{Default: trust.Policy{Offer: offer, TakeOver: take}}
}

func newNode(t testing.TB, s *scene.Scene, db *store.DB) *node {
	t.Helper()
	n := &node{}
	n.Service = threshold.New(threshold.Parts{
		Store: db, Swap: n.swap, Clock: s.Now, IDs: s.ID, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Playbooks: func(string) []threshold.Playbook { return []threshold.Playbook{{ID: "dispute", Risk: "money"}} },
	})
	lines, err := n.Open(t.Context(), scene.Workspace, packs)
	if err != nil {
		t.Fatal(err)
	}
	n.lines = lines
	return n
}

func newWorld(t testing.TB, db *store.DB) *world {
	s := scene.New(t, db)
	return &world{Scene: s, t: t, db: db, node: newNode(t, s, db)}
}

func (w *world) write(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func TestASettingDecidesOnEveryNode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		other := newNode(t, w.Scene, db)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); other.Run(ctx) }()
		v, err := w.Publish(ctx, scene.Workspace, "agt_1", strict(80, 60), " lebih awal ", 0)
		if err != nil || v != 1 || w.now().For("", "").TakeOver != 60 {
			t.Fatal(v, err, w.now())
		}
		_, err = other.Publish(ctx, scene.Workspace, "agt_2", strict(50, 30), "", 0)
		if terang.KindOf(err) != terang.Conflict {
			t.Errorf("published on a version that is not live any more: %v", err)
		}
		for range 400 {
			if other.now().For("", "").TakeOver == 60 {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got := other.now(); got.For("", "").TakeOver != 60 || got.For("dispute", "").TakeOver != 60 {
			t.Errorf("the other node decides by %+v", got)
		}
		stop()
		<-done
		if v, err = other.Rollback(t.Context(), scene.Workspace, "agt_2", 0); err != nil || v != 2 {
			t.Fatal(v, err)
		}
		if got := other.now(); got.For("", "").TakeOver != 40 || got.For("dispute", "").Offer != 80 {
			t.Errorf("the pack's own are %+v", got)
		}
		// A node that comes later begins with what is live, whatever the pack then says.
		late := newNode(t, w.Scene, db)
		if got := late.now(); got.For("dispute", "").Offer != 80 {
			t.Errorf("a later node: %+v", got)
		}
		o, err := w.Overview(t.Context(), scene.Workspace)
		if err != nil || o.Live.Number != 2 || !o.Live.Pack || len(o.Versions) != 3 || o.Versions[1].Note != "lebih awal" || o.Versions[1].By != "agt_1" || o.Versions[0].By != "agt_2" || o.Versions[0].At.IsZero() {
			t.Errorf("%+v %v", o, err)
		}
		if got := w.now(); got.For("", "").TakeOver != 40 {
			t.Errorf("who looks at the overview has not the live lines: %+v", got)
		}
	})
}

func TestManyPublishOneWins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		var all sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range 8 {
			all.Go(func() {
				_, err := w.Publish(t.Context(), scene.Workspace, "agt_1", strict(60+i, 40), "", 0)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if terang.KindOf(err) != terang.Conflict {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if o, err := w.Overview(t.Context(), scene.Workspace); won != 1 || err != nil || len(o.Versions) != 2 {
			t.Errorf("%d won: %+v %v", won, o, err)
		}
	})
}

func TestWrongLinesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	set := strict(40, 60)
	set.Playbook = map[string]trust.Policy{"nothing": {Offer: 60, TakeOver: 40}}
	_, err := w.Publish(t.Context(), scene.Workspace, "agt_1", set, "", 0)
	var refused *threshold.Refused
	if !errors.As(err, &refused) || len(refused.Lines) != 2 || refused.Lines[0].Where != "default" || refused.Lines[1].Where != "playbook nothing" || w.swaps != 0 {
		t.Errorf("%v %+v", err, refused)
	}
	if _, err = w.Publish(t.Context(), "ws_other", "agt_1", strict(60, 40), "", 0); terang.KindOf(err) != terang.NotFound {
		t.Error(err)
	}
}

// TestWhatIsOldIsForgotten: turns and imports after half a year; what is younger stays.
func TestWhatIsOldIsForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.Open()
		w.turn(c.ID, 3, "keep", trust.KindLoop, -20)
		old := w.imported("lama")
		w.Pass(179 * 24 * time.Hour)
		w.turn(c.ID, 9, "keep", trust.KindLoop, -20)
		young := w.imported("baru")
		left := func() (n int) {
			t.Helper()
			turns, err := store.TrustTurns(t.Context(), db, scene.Workspace, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			all, err := w.Imports(t.Context(), scene.Workspace)
			if err != nil {
				t.Fatal(err)
			}
			return len(turns) + len(all)
		}
		w.pruned()
		if n := left(); n != 4 {
			t.Fatalf("%d are left of what is young", n)
		}
		w.Pass(48 * time.Hour)
		w.pruned()
		if n := left(); n != 2 {
			t.Errorf("%d are left", n)
		}
		if w.rowsOf(old) != 0 || w.rowsOf(young) == 0 {
			t.Errorf("%d turns of the old import are left, %d of the young one", w.rowsOf(old), w.rowsOf(young))
		}
	})
}

// pruned runs the service's round once.
func (w *world) pruned() {
	ctx, stop := context.WithCancel(w.t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	time.Sleep(300 * time.Millisecond)
	stop()
	<-done
}

func (w *world) rowsOf(source string) (n int) {
	w.t.Helper()
	err := store.TrustTurnsBetween(w.t.Context(), w.db, scene.Workspace, source, time.Time{}, time.Time{}, func(store.TrustTurn) error { n++; return nil })
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// turn keeps a turn with one signal, "" for a calm one that heals.
func (w *world) turn(id string, seq int64, decision, kind string, weight int) {
	w.t.Helper()
	t := store.TrustTurn{WorkspaceID: scene.Workspace, ConversationID: id, Seq: seq, At: w.Now(), Decision: decision}
	if kind != "" {
		t.Signals = []store.TrustSignal{{Kind: kind, Weight: weight, Quote: "kata " + kind, Seq: seq}}
	}
	w.write(func(tx *store.Tx) error { return store.InsertTrustTurn(tx, t) })
}
