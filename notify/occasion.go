package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/queue"
	"terang/store"
)

// Kind is what an agent is told of.
type Kind string

// The kinds of notification.
const (
	Waiting Kind = "waiting" // somebody waits for a person
	Offered Kind = "offer"   // a conversation rings at the agent
	Reply   Kind = "reply"   // the agent's own contact wrote
	Due     Kind = "due"     // a promise of the agent's is due soon
	Broken  Kind = "broken"  // its time has passed
	Mention Kind = "mention" // a colleague named the agent in a note
	Try     Kind = "test"    // the agent wants to see whether it works
)

// rule is how a kind is carried: RFC 8030 sections 5.2 and 5.3.
type rule struct {
	urgency string
	delay   time.Duration // an open console shows it by then
	life    time.Duration // then nobody needs it any more
}

var rules = map[Kind]rule{
	Waiting: {"high", 4 * time.Second, 15 * time.Minute},
	Offered: {"high", 0, time.Minute},
	Reply:   {"high", 4 * time.Second, 4 * time.Hour},
	Due:     {"high", 0, time.Hour},
	Broken:  {"high", 0, 12 * time.Hour},
	Mention: {"normal", 2 * time.Second, 24 * time.Hour},
	Try:     {"high", 0, time.Minute},
}

// notice is an occasion as it is queued: ids only.
type notice struct {
	Kind         Kind      `json:"kind"`
	Workspace    string    `json:"workspace"`
	Conversation string    `json:"conversation"`
	Agent        string    `json:"agent,omitempty"` // "" finds out whom it concerns
	Seq          int64     `json:"seq,omitempty"`
	Mark         string    `json:"mark"` // tells occasions of one kind apart
	Until        time.Time `json:"until"`
}

// key names the occasion, in the same form as the console does.
func (n notice) key() string {
	if n.Kind == Due || n.Kind == Broken {
		return string(n.Kind) + ":" + n.Mark
	}
	return string(n.Kind) + ":" + n.Conversation + ":" + n.Mark
}

// idOf makes an id that is the same for the same occasion: it is queued once.
func idOf(prefix string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return prefix + "_" + hex.EncodeToString(sum[:12])
}

func (s *Service) enqueue(tx *store.Tx, notices ...notice) error {
	var jobs []queue.Job
	for _, n := range notices {
		body, err := json.Marshal(n)
		if err != nil {
			return fmt.Errorf("notify: notice: %w", err)
		}
		jobs = append(jobs, queue.Job{
			ID: idOf("ntf", n.Workspace, n.key(), n.Agent), WorkspaceID: n.Workspace, Kind: jobTell, Payload: body, RunAt: s.opt.Clock().Add(rules[n.Kind].delay),
		})
	}
	if len(jobs) == 0 {
		return nil
	}
	return s.queue.Enqueue(tx, jobs...)
}

// Record queues what agents should be told of an event, in the transaction that caused it. Where nobody wants to be told it
// costs no statement.
func (s *Service) Record(tx *store.Tx, e *terang.Event) error {
	c := &e.Conversation
	if any, err := s.concerned(tx.Reader(), c.WorkspaceID, ""); err != nil || !any {
		return err
	}
	var out []notice
	add := func(k Kind, agent, mark string, seq int64) {
		out = append(out, notice{k, c.WorkspaceID, c.ID, agent, seq, mark, e.At.Add(rules[k].life)})
	}
	if c.Holder == terang.HolderQueue && c.Status == terang.Open && (slices.Contains(e.Kinds, terang.EventHandedOver) || slices.Contains(e.Kinds, terang.EventReleased)) {
		add(Waiting, "", millis(c.WaitingSince), c.Seq)
	}
	for _, m := range e.Messages {
		switch {
		case m.Direction == terang.In && c.Holder == terang.HolderAgent && c.AgentID != "":
			add(Reply, c.AgentID, strconv.FormatInt(m.Seq, 10), m.Seq)
		case m.Kind == terang.KindNote && len(m.Content.Mentions) > 0:
			add(Mention, "", strconv.FormatInt(m.Seq, 10), m.Seq)
		}
	}
	if slices.Contains(e.Kinds, terang.EventPromise) {
		for _, p := range c.Promises {
			if owner := ownerOf(p, c); owner != "" && p.Owed() && p.BrokenAt.Equal(e.At) {
				add(Broken, owner, p.ID, 0)
			}
		}
	}
	kept := out[:0]
	for _, n := range out {
		if has, err := s.concerned(tx.Reader(), c.WorkspaceID, n.Agent); err != nil {
			return err
		} else if has {
			kept = append(kept, n)
		}
	}
	return s.enqueue(tx, kept...)
}

func millis(t time.Time) string { return strconv.FormatInt(store.Millis(t), 10) }

// ownerOf is who has to keep a promise: its owner, else who has the conversation.
func ownerOf(p terang.Promise, c *terang.Conversation) string {
	if p.Owner == "" && c.Holder == terang.HolderAgent {
		return c.AgentID
	}
	return p.Owner
}

// Rings notes that a conversation rings at an agent until a time. It never blocks.
func (s *Service) Rings(workspaceID, conversationID, agentID string, until time.Time) {
	s.later(notice{Offered, workspaceID, conversationID, agentID, 0, millis(until), until})
}

// Warn notes that a promise is due soon. It never blocks.
func (s *Service) Warn(p terang.Promise) {
	if p.Owner != "" {
		s.later(notice{Due, p.WorkspaceID, p.ConversationID, p.Owner, 0, p.ID, p.DueAt})
	}
}

func (s *Service) later(n notice) {
	s.mu.Lock()
	has := s.subscribed[n.Workspace][n.Agent]
	s.mu.Unlock()
	if !has {
		return
	}
	select {
	case s.pending <- n:
	default:
		s.opt.Log.Warn("notification dropped: too many at once", "kind", string(n.Kind), "conversation", n.Conversation)
	}
}
