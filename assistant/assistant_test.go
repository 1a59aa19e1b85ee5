package assistant_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/action"
	"terang/assistant"
	"terang/engine"
	"terang/internal/scene"
	"terang/packs"
	"terang/store"
	"terang/store/storetest"
)

var (
	packOnce sync.Once
	packRead *assistant.Pack
	packErr  error
)

// retail is the retail pack; it is read once, because training it takes a moment.
func retail(t testing.TB) *assistant.Pack {
	t.Helper()
	packOnce.Do(func() {
		sub, err := fs.Sub(packs.FS(), "retail")
		if err != nil {
			packErr = err
			return
		}
		if packRead, packErr = assistant.LoadPack(sub); packErr != nil {
			return
		}
		m, err := packRead.Train(nil)
		if err != nil {
			packErr = err
			return
		}
		packRead.Brain = packRead.Brain.With(m)
	})
	if packErr != nil {
		t.Fatal(packErr)
	}
	return packRead
}

// brand answers calls as the test wants.
type brand struct {
	mu    sync.Mutex
	calls []action.Request
	do    func(r action.Request) (action.Result, error)
}

func (b *brand) Call(_ context.Context, r action.Request) (action.Result, error) {
	b.mu.Lock()
	b.calls = append(b.calls, r)
	b.mu.Unlock()
	if b.do == nil {
		return action.Result{}, terang.Fail(terang.Unavailable, "action_timeout")
	}
	return b.do(r)
}

type quiet struct{}

func (quiet) Typing(string, string, terang.AuthorKind, bool) {}
func (quiet) Turn(float64, bool)                             {}

// start puts an assistant into the scene.
func start(t testing.TB, s *scene.Scene, b assistant.Caller) *assistant.Assistant {
	t.Helper()
	pack := retail(t)
	a := assistant.New(assistant.Parts{
		Delivery: s.Delivery, Store: s.Store, Brain: func(string) *engine.Brain { return pack.Brain },
		Actions: func(string) assistant.Caller { return b }, Desk: s.Desk, Watcher: quiet{}, Meter: quiet{},
		Clock: s.Now, IDs: s.ID, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	s.OnWake(a.Wake)
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return a
}

// settle waits until no turn is due.
func settle(t testing.TB, s *scene.Scene, id string) terang.Conversation {
	t.Helper()
	for range 1000 {
		if c := s.Conversation(id); !c.TurnDue {
			return c
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the turn was not done within 5 s")
	return terang.Conversation{}
}

func TestAQuestionIsAnsweredByALabelledMachine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		start(t, s, &brand{})
		c := s.Open()
		s.Write(c.ID, "a", "jam buka toko?")
		settle(t, s, c.ID)
		m := s.Messages(c.ID)
		if len(m) != 2 || m[1].Author.Kind() != terang.KindAI || m[1].Content.Disclosure == nil {
			t.Fatalf("got %d messages; the first answer is a machine's with the first-contact disclosure", len(m))
		}
	})
}

func TestMessagesThatComeTogetherAreAnsweredInOrder(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	start(t, s, &brand{})
	c := s.Open()
	for i, text := range []string{"halo", "jam buka toko?", "bisa bayar di tempat?", "terima kasih"} {
		s.Write(c.ID, fmt.Sprint(i), text)
	}
	got := settle(t, s, c.ID)
	if got.HandledSeq != got.LastInbound {
		t.Fatalf("handled %d of %d", got.HandledSeq, got.LastInbound)
	}
	out := 0
	for _, m := range s.Messages(c.ID) {
		if m.Direction == terang.Out {
			out++
		}
	}
	if out < 4 {
		t.Fatalf("%d answers to 4 messages", out)
	}
}

// TestAnAnswerInTheMakingIsDroppedWhenAPersonTakesOver holds the assistant in a call to the brand while an agent claims.
func TestAnAnswerInTheMakingIsDroppedWhenAPersonTakesOver(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	called, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b := &brand{do: func(action.Request) (action.Result, error) {
		once.Do(func() { close(called) })
		<-goOn
		return action.Result{Status: 200, Data: map[string]any{"verification_id": "v1", "masked": "+62 8**"}}, nil
	}}
	start(t, s, b)
	rina := s.Agent("Rina")
	c := s.Open()
	s.Write(c.ID, "a", "paketku kok blm nyampe ya, no TRG-1042")
	<-called
	if _, err := s.Desk.Claim(context.Background(), rina, c.ID); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	settle(t, s, c.ID)
	m := s.Messages(c.ID)
	for _, m := range m {
		if k := m.Author.Kind(); k == terang.KindAI || k == terang.KindAutomation {
			t.Fatalf("after the claim a machine said %q", m.Content.Text)
		}
	}
	if last := m[len(m)-1]; last.Author.Kind() != terang.KindSystem {
		t.Fatalf("the last message is by %s, want the announcement", last.Author.Kind())
	}
}

func TestATurnThatACrashLeftIsDoneAfterTheStart(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	c := s.Open()
	s.Write(c.ID, "a", "jam buka toko?") // nobody is woken: the process ended here
	a := start(t, s, &brand{})
	if err := a.Sweep(context.Background(), s.Now()); err != nil {
		t.Fatal(err)
	}
	settle(t, s, c.ID)
	if m := s.Messages(c.ID); len(m) != 2 {
		t.Fatalf("%d messages, want the question and one answer", len(m))
	}
}

func TestARepeatedTurnCallsWithTheSameKey(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	b := &brand{do: func(action.Request) (action.Result, error) {
		return action.Result{Status: 200, Data: map[string]any{"verification_id": "v1", "masked": "+62 8**", "expires_at": "2026-11-21T03:05:00Z"}}, nil
	}}
	a := start(t, s, b)
	c := s.Open()
	s.Write(c.ID, "a", "cek pesanan TRG-1042")
	settle(t, s, c.ID)
	// The same message handled again, as after a crash before the commit.
	err := s.Store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(`update conversation set handled_seq = 0, state = null, turn_due = 1 where id = $1`, c.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Sweep(context.Background(), s.Now()); err != nil {
		t.Fatal(err)
	}
	settle(t, s, c.ID)
	if len(b.calls) < 2 || b.calls[0].Key != b.calls[len(b.calls)/2].Key || b.calls[0].Scope != c.ID {
		t.Fatalf("calls %v", keys(b.calls))
	}
}

func keys(calls []action.Request) (out []string) {
	for _, c := range calls {
		out = append(out, c.Action+" "+c.Key)
	}
	return out
}

func TestAskingForAPersonGoesToTheQueueWithACard(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	a := start(t, s, &brand{})
	c := s.Open()
	s.Write(c.ID, "a", "jam buka toko?")
	settle(t, s, c.ID)
	if err := a.Do(context.Background(), scene.Workspace, c.ID, engine.Input{Kind: engine.InputPersonRequested}); err != nil {
		t.Fatal(err)
	}
	got := s.Conversation(c.ID)
	if got.Holder != terang.HolderQueue || got.HandOver == nil || got.WaitingSince.IsZero() {
		t.Fatalf("holder %s, card %v", got.Holder, got.HandOver)
	}
	if got.HandOver.Reason != terang.ReasonAsked || got.HandOver.ReasonText == "" {
		t.Fatalf("card: %+v", got.HandOver)
	}
	if err := a.Do(context.Background(), scene.Workspace, c.ID, engine.Input{Kind: engine.InputAssistantRequested}); err != nil {
		t.Fatal(err)
	}
	if got := s.Conversation(c.ID); got.Holder != terang.HolderAssistant || !got.WaitingSince.IsZero() {
		t.Fatalf("back to the assistant: holder %s, waits since %s", got.Holder, got.WaitingSince)
	}
}

// maxStatements and maxCommits are the goals for one answered turn. One in which a playbook came to its end counts that, too.
const (
	maxStatements = 8
	maxCommits    = 2
)

func TestATurnCostsFewStatementsAndTwoCommits(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	start(t, s, &brand{})
	c := s.Open()
	s.Write(c.ID, "warm", "halo")
	settle(t, s, c.ID)
	for i, text := range []string{"jam buka toko?", "bisa bayar di tempat?", "can I return this?"} {
		most := maxStatements
		if i == 2 {
			most++ // a matter that comes and is over at once, and a playbook that is counted
		}
		before := s.Store.Stats()
		answered := make(chan struct{})
		var once sync.Once
		s.OnEvent(func(e *terang.Event) {
			for _, m := range e.Messages {
				if m.Direction == terang.Out {
					once.Do(func() { close(answered) })
				}
			}
		})
		s.Write(c.ID, fmt.Sprint("q", i), text)
		<-answered
		after := s.Store.Stats()
		if n := after.Statements - before.Statements; n > int64(most) {
			t.Errorf("%q took %d statements, want at most %d", text, n, most)
		}
		if n := after.Commits - before.Commits; n > maxCommits {
			t.Errorf("%q took %d commits, want at most %d", text, n, maxCommits)
		}
	}
}

func TestIdentityIsAnsweredTruthfully(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	start(t, s, &brand{})
	c := s.Open()
	s.Write(c.ID, "a", "ini robot ya?")
	settle(t, s, c.ID)
	m := s.Messages(c.ID)
	said := ""
	for _, m := range m[1:] {
		if m.Content.Disclosure != nil {
			said += m.Content.Disclosure.Text + " "
		}
		said += m.Content.Text + " "
	}
	if !strings.Contains(said, "asisten AI") || !strings.Contains(said, "bukan manusia") {
		t.Fatalf("asked whether it is a robot, it says %q", said)
	}
	leaves, err := s.Log.Leaves(context.Background(), scene.Workspace, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if last := leaves[len(leaves)-1]; !strings.Contains(last.Statement, "on_request") {
		t.Fatalf("the log does not prove that the question was answered: %s", last.Statement)
	}
}

func BenchmarkTurn(b *testing.B) {
	s := scene.New(b, storetest.SQLite(b))
	a := start(b, s, &brand{})
	_ = a
	questions := []string{"jam buka toko?", "bisa bayar di tempat?", "garansinya berapa lama?", "metode pembayaran apa saja?", "alamat tokonya di mana?"}
	var wg sync.WaitGroup
	done := make(map[string]chan struct{})
	var mu sync.Mutex
	s.OnEvent(func(e *terang.Event) {
		for _, m := range e.Messages {
			if m.Direction == terang.Out {
				mu.Lock()
				ch := done[e.Conversation.ID]
				mu.Unlock()
				select {
				case ch <- struct{}{}:
				default:
				}
				return
			}
		}
	})
	const customers = 50
	b.ReportAllocs()
	b.ResetTimer()
	per := b.N/customers + 1
	for range customers {
		wg.Go(func() {
			var c terang.Conversation
			var ch chan struct{}
			for i := range per {
				if i%len(questions) == 0 {
					c = s.Open()
					ch = make(chan struct{}, 4)
					mu.Lock()
					done[c.ID] = ch
					mu.Unlock()
				}
				s.Write(c.ID, fmt.Sprint(i), questions[i%len(questions)])
				select {
				case <-ch:
				case <-time.After(10 * time.Second):
					b.Error("a question was not answered")
					return
				}
			}
		})
	}
	wg.Wait()
}
