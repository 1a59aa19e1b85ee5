package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"terang"
	"terang/queue"
	"terang/store"
)

// tell is the queue's handler of an occasion: it finds whom it concerns now, and queues a push for each of their browsers.
func (s *Service) tell(ctx context.Context, j queue.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return fmt.Errorf("notify: payload: %w: %w", err, queue.ErrDead)
	}
	now := s.opt.Clock()
	if !now.Before(n.Until) {
		return nil
	}
	agents, err := s.whom(ctx, n)
	if terang.KindOf(err) == terang.NotFound {
		return nil // erased since
	}
	if err != nil {
		return err
	}
	var jobs []queue.Job
	for _, agent := range agents {
		set, err := s.Setting(ctx, n.Workspace, agent)
		if err != nil {
			return err
		}
		if !set.wants(n.Kind, now) || s.looks(agent) {
			continue
		}
		browsers, err := store.Subscriptions(ctx, s.db, n.Workspace, agent, now)
		if err != nil {
			return err
		}
		for _, b := range browsers {
			p := parcel{n, b.ID}
			p.Agent = agent
			body, err := json.Marshal(p)
			if err != nil {
				return fmt.Errorf("notify: parcel: %w", err)
			}
			jobs = append(jobs, queue.Job{ID: idOf("psh", n.key(), b.ID), WorkspaceID: n.Workspace, Kind: jobPush, Payload: body})
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if err := s.queue.Enqueue(tx, jobs...); err != nil {
			return err
		}
		return s.queue.Finish(tx, j)
	})
	if err != nil {
		return fmt.Errorf("notify: tell: %w", err)
	}
	return nil
}

// whom finds the agents whom an occasion still concerns: nobody where it is over.
func (s *Service) whom(ctx context.Context, n notice) ([]string, error) {
	c, err := store.Conversation(ctx, s.db, n.Workspace, n.Conversation)
	if err != nil {
		return nil, err
	}
	queued := c.Holder == terang.HolderQueue && c.Status == terang.Open
	switch n.Kind {
	case Waiting:
		if !queued || millis(c.WaitingSince) != n.Mark || s.opt.Attended != nil && s.opt.Attended(n.Workspace) {
			return nil, nil
		}
		return s.ready(ctx, n.Workspace)
	case Offered:
		if queued {
			return []string{n.Agent}, nil
		}
	case Reply:
		// Of several messages in a row the last one is told.
		if c.Holder == terang.HolderAgent && c.AgentID == n.Agent && c.LastInbound == n.Seq {
			return []string{n.Agent}, nil
		}
	case Due, Broken:
		for _, p := range c.Promises {
			if p.ID == n.Mark && p.Owed() && (n.Kind == Broken || p.State() == terang.PromiseOpen && ownerOf(p, &c) == n.Agent) {
				return []string{n.Agent}, nil
			}
		}
	case Mention:
		return s.mentioned(ctx, n)
	case Try:
	}
	return nil, nil
}

// ready are those who speak with contacts and did not choose to be away.
func (s *Service) ready(ctx context.Context, workspaceID string) ([]string, error) {
	all, err := store.Agents(ctx, s.db, workspaceID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, a := range all {
		if a.DisabledAt.IsZero() && a.Presence == "online" && s.opt.Speaks(a.Role) {
			out = append(out, a.ID)
		}
	}
	return out, nil
}

// mentioned are the agents whom the note names, but for who wrote it.
func (s *Service) mentioned(ctx context.Context, n notice) ([]string, error) {
	m, err := s.note(ctx, n)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, named := range m.Content.Mentions {
		if named.AgentID != m.Author.AgentID() {
			out = append(out, named.AgentID)
		}
	}
	return out, nil
}

func (s *Service) note(ctx context.Context, n notice) (store.StoredMessage, error) {
	ms, err := store.Messages(ctx, s.db, store.MessageQuery{WorkspaceID: n.Workspace, ConversationID: n.Conversation, Since: n.Seq - 1, Limit: 1, Notes: true})
	if err != nil {
		return store.StoredMessage{}, err
	}
	if len(ms) == 0 || ms[0].Seq != n.Seq {
		return store.StoredMessage{}, terang.Fail(terang.NotFound, "message_not_found")
	}
	return ms[0], nil
}

// shown is a push as the browser reads it.
type shown struct {
	Key          string          `json:"key"`
	Tag          string          `json:"tag"`
	Kind         Kind            `json:"kind"`
	Conversation string          `json:"conversation,omitempty"`
	Title        string          `json:"title"`
	Body         string          `json:"body"`
	Language     terang.Language `json:"lang"`
}

// compose says what happened, in the agent's language, and no more than they want shown.
func (s *Service) compose(ctx context.Context, n notice) (shown, error) {
	a, err := store.AgentByID(ctx, s.db, n.Workspace, n.Agent)
	if err != nil {
		return shown{}, err
	}
	out := shown{Key: n.key(), Tag: n.Conversation, Kind: n.Kind, Conversation: n.Conversation, Language: a.Language, Title: titles[n.Kind].In(a.Language), Body: openIt.In(a.Language)}
	if n.Kind == Try {
		out.Tag, out.Body = "test", tryText.In(a.Language)
		return out, nil
	}
	set, err := s.Setting(ctx, n.Workspace, n.Agent)
	if err != nil || set.Detail == DetailKind {
		return out, err
	}
	c, err := store.Conversation(ctx, s.db, n.Workspace, n.Conversation)
	if err != nil {
		return out, err
	}
	contact, err := store.Contact(ctx, s.db, n.Workspace, c.ContactID)
	if err != nil {
		return out, err
	}
	out.Body = contact.Name
	if out.Body == "" {
		out.Body = someone.In(a.Language)
	}
	// What abuses whoever reads it is folded everywhere until they open it.
	if set.Detail != DetailWords || n.Kind != Reply && n.Kind != Waiting && n.Kind != Offered || c.Last.AuthorKind != terang.KindContact || c.Last.Text == "" || c.Last.Folded {
		return out, nil
	}
	if s.opt.Reads != nil {
		if reads, err := s.opt.Reads(ctx, a, &c); err != nil || !reads {
			return out, err
		}
	}
	out.Body += ": " + c.Last.Text
	return out, nil
}

// topic lets a push service replace what it has not delivered yet by what is newer: RFC 8030 section 5.4.
func topic(n notice) string { return idOf("t", string(n.Kind), n.Conversation)[:26] }

// seconds is how long a push service may keep a push.
func ttl(until, now time.Time) string { return strconv.Itoa(max(0, int(until.Sub(now).Seconds()))) }
