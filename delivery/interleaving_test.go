package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"terang"
	"terang/delivery"
	"terang/gate"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// listener is the contact: they know who speaks by what they have read, and by nothing else.
type listener struct {
	t     testing.TB
	path  func() string
	heard string // "machine", "human:Rina", "" before anything was said
}

// read takes the next message and fails where its author was not announced before or in it.
func (l *listener) read(m store.StoredMessage) {
	l.t.Helper()
	if m.Direction != terang.Out {
		return
	}
	before := m.Content.Text
	if d := m.Content.Disclosure; d != nil {
		before = d.Text
	} else if m.Author.Kind() != terang.KindSystem {
		before = ""
	}
	if said := announced(before, m.Author.Kind()); said != "" {
		l.heard = said
	}
	want := ""
	switch m.Author.Kind() {
	case terang.KindAI, terang.KindAutomation:
		want = "machine"
	case terang.KindHuman, terang.KindAIAssisted:
		want = "human:" + m.Author.Name()
	default:
		return
	}
	if l.heard != want {
		l.t.Errorf("%s: the contact was last told of %q and reads %s (%s)", l.path(), l.heard, want, m.Author.Kind())
	}
}

// announced reads published texts as a contact does: who speaks from here on, "" where a text does not say.
func announced(text string, kind terang.AuthorKind) string {
	for _, p := range gate.Published() {
		introduces := false
		for _, e := range p.Elements {
			introduces = introduces || e == terang.NewAuthorKind
		}
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			for _, name := range []string{"Rina", "Budi"} {
				words := p.Say(gate.Form{}, l, "Toko Terang", name)
				if !introduces || words == "" || !strings.Contains(text, words) {
					continue
				}
				if strings.Contains(p.In.In(l), "{name}") {
					return "human:" + name
				}
				return "machine"
			}
		}
	}
	return ""
}

var (
	salt       = make([]byte, 32)
	errMovedOn = errors.New("decided on an older state")
)

// node is a state of one conversation, as far as anything is decided by it.
type node struct {
	conversation terang.Conversation
	pending      *terang.Conversation // what the assistant saw when it decided what it is about to say
	heard        string
	path         []string
}

// key holds all that the rules look at; positions, ids and times are the same story at another place.
func (n *node) key() string {
	c := n.conversation
	pending := "none"
	if n.pending != nil {
		pending = fmt.Sprint("decided, moved on: ", n.pending.Version != c.Version)
	}
	return fmt.Sprint(c.Holder, "|", c.AgentName, "|", c.Status, "|", c.Language, "|", c.Disclosed.Voice, "|", c.Disclosed.Language, "|", c.Disclosed.FirstContact.IsZero(), "|", pending, "|", n.heard)
}

// move is one step of one of those who take part. It may fail: what is refused changes nothing.
type move struct {
	name string
	do   func(s *scene.Scene, n *node) error
}

func moves(rina, budi store.Agent) []move {
	ctx := context.Background()
	change := func(fn func(t *delivery.Thread) error) func(*scene.Scene, *node) error {
		return func(s *scene.Scene, n *node) error {
			_, err := s.Delivery.Change(ctx, scene.Workspace, n.conversation.ID, func(_ *store.Tx, t *delivery.Thread) error { return fn(t) })
			return err
		}
	}
	say := func(d terang.Draft) func(t *delivery.Thread) error {
		return func(t *delivery.Thread) error { _, err := t.Say(d); return err }
	}
	out := []move{
		{"contact writes", func(s *scene.Scene, n *node) error { s.Write(n.conversation.ID, s.ID("x"), "halo"); return nil }},
		{"contact changes language", change(func(t *delivery.Thread) error { t.Conversation.Language = terang.English; return nil })},
		{"assistant decides", func(_ *scene.Scene, n *node) error { c := n.conversation; n.pending = &c; return nil }},
		{"assistant commits", func(s *scene.Scene, n *node) error {
			was := n.pending
			if n.pending = nil; was == nil {
				return nil
			}
			_, err := s.Delivery.ChangeFrom(ctx, *was, terang.Contact{ID: was.ContactID, WorkspaceID: scene.Workspace, Salt: salt}, func(_ *store.Tx, t *delivery.Thread) error {
				if t.Conversation.Version != was.Version {
					return errMovedOn
				}
				_, err := t.Say(answer("Pesanan Anda dikirim."))
				return err
			})
			return err
		}},
		{"assistant speaks without looking", change(say(answer("Pesanan Anda dikirim.")))}, // what a careless caller would do
		{"assistant hands over", change(func(t *delivery.Thread) error {
			if t.Conversation.Holder == terang.HolderAssistant {
				t.Conversation.Holder, t.Conversation.WaitingSince = terang.HolderQueue, t.Now
			}
			return say(answer("Saya teruskan ke petugas."))(t)
		})},
		{"a playbook speaks", change(say(terang.Draft{
			Author: terang.ByAutomation("news@1"), Purpose: terang.ForNotice, Kind: terang.KindNotice, Content: terang.Content{Text: "Kabar."},
		}))},
	}
	for _, a := range []store.Agent{rina, budi} {
		out = append(out,
			move{a.Name + " claims", func(s *scene.Scene, n *node) error { _, err := s.Desk.Claim(ctx, a, n.conversation.ID); return err }},
			move{a.Name + " replies", func(s *scene.Scene, n *node) error {
				_, err := s.Desk.Reply(ctx, a, n.conversation.ID, s.ID("r"), "Baik, saya periksa.", "")
				return err
			}},
			move{a.Name + " sends a draft", func(s *scene.Scene, n *node) error {
				const text = "Paket Anda tiba besok sebelum pukul lima sore."
				d, err := s.Desk.Offer(ctx, scene.Workspace, n.conversation.ID, s.ID("d"), terang.Suggestion{Text: text, Model: "llm@1"}, "")
				if err == nil {
					_, err = s.Desk.Reply(ctx, a, n.conversation.ID, s.ID("r"), text, d.ID)
				}
				return err
			}},
			move{a.Name + " hands back", func(s *scene.Scene, n *node) error {
				_, err := s.Desk.HandBack(ctx, a, n.conversation.ID, "")
				return err
			}},
			move{a.Name + " releases", func(s *scene.Scene, n *node) error { _, err := s.Desk.Release(ctx, a, n.conversation.ID); return err }},
			move{a.Name + " resolves", func(s *scene.Scene, n *node) error { _, err := s.Desk.Resolve(ctx, a, n.conversation.ID); return err }},
		)
	}
	return out
}

// copyOf puts the state of a node into the store as a conversation of its own.
func copyOf(s *scene.Scene, n *node) *node {
	out := &node{conversation: n.conversation, heard: n.heard}
	out.conversation.ID, out.conversation.ContactID = s.ID("cnv"), s.ID("con")
	k := terang.Contact{ID: out.conversation.ContactID, WorkspaceID: scene.Workspace, Language: terang.Indonesian, Salt: salt}
	t, err := s.Delivery.Create(context.Background(), out.conversation, k, func(*store.Tx, *delivery.Thread) error { return nil })
	if err != nil {
		panic(err)
	}
	out.conversation = t.Conversation
	if n.pending != nil {
		p := t.Conversation
		if n.pending.Version != n.conversation.Version {
			p.Version--
		}
		out.pending = &p
	}
	return out
}

// TestWhoSpeaksIsAnnouncedInEveryInterleaving walks every state that two agents, the assistant, a playbook and the contact
// can bring a conversation to, and from each state every move of each of them, on the real store, gate and desk. Since the
// rules look at nothing but the state, that covers every order of moves of any length; the test counts those up to eight.
func TestWhoSpeaksIsAnnouncedInEveryInterleaving(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	all := moves(s.Agent("Rina"), s.Agent("Budi"))
	start := &node{conversation: s.Open()}
	ids := map[string]int{start.key(): 0}
	states, next := []*node{start}, [][]int{}
	spoken := 0
	for i := 0; i < len(states); i++ {
		if len(states) > maxStates {
			t.Fatalf("more than %d states: the key holds something that grows", maxStates)
		}
		row := make([]int, 0, len(all))
		for _, m := range all {
			n := copyOf(s, states[i])
			if err := m.do(s, n); err != nil && terang.KindOf(err) != terang.Conflict && !errors.Is(err, errMovedOn) {
				t.Fatalf("%s: %v", m.name, err)
			}
			n.conversation = s.Conversation(n.conversation.ID)
			n.path = append(append([]string{}, states[i].path...), m.name)
			l := &listener{t: t, heard: n.heard, path: func() string { return strings.Join(n.path, " → ") }}
			for _, message := range s.Messages(n.conversation.ID) {
				l.read(message)
				spoken++
			}
			n.heard = l.heard
			id, known := ids[n.key()]
			if !known {
				id = len(states)
				ids[n.key()] = id
				states = append(states, n)
			}
			row = append(row, id)
		}
		next = append(next, row)
	}
	const depth = 8
	paths := make([]float64, len(states)) // how many orders of moves end in each state
	paths[0] = 1
	total := 0.0
	for range depth {
		step := make([]float64, len(states))
		for i, n := range paths {
			for _, to := range next[i] {
				step[to] += n
			}
		}
		paths = step
	}
	for _, n := range paths {
		total += n
	}
	t.Logf("%d states, %d moves, %d messages read; %.3g orders of %d moves", len(states), len(states)*len(all), spoken, total, depth)
	if total < 1e5 || spoken < 200 || len(states) < 30 {
		t.Errorf("too little was looked at: %d states, %d messages, %.3g orders", len(states), spoken, total)
	}
}

// maxStates bounds the walk.
const maxStates = 3000

// TestWhoSpeaksIsAnnouncedUnderRaces lets them all move at once, without taking turns.
func TestWhoSpeaksIsAnnouncedUnderRaces(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	all := moves(s.Agent("Rina"), s.Agent("Budi"))
	for round := range 40 {
		c := s.Open()
		var wg sync.WaitGroup
		for who := range 6 {
			wg.Go(func() {
				rnd := rand.New(rand.NewPCG(uint64(round), uint64(who)))
				n := &node{conversation: c}
				for range 6 {
					m := all[rnd.IntN(len(all))]
					_ = m.do(s, n) // that one is refused is part of the game
				}
			})
		}
		wg.Wait()
		l := &listener{t: t, path: func() string { return fmt.Sprint("round ", round) }}
		seq := int64(0)
		for _, m := range s.Messages(c.ID) {
			if seq++; m.Seq != seq {
				t.Fatalf("round %d: position %d after %d", round, m.Seq, seq-1)
			}
			l.read(m)
		}
	}
}
