package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"terang"
	"terang/store"
)

// ReadingMode is when a workspace asks its people why they read a conversation.
type ReadingMode string

// The modes.
const (
	ReadFreely       ReadingMode = "off"           // never
	ReadOutsideTeam  ReadingMode = "outside_team"  // of who answers: outside their teams; of everybody else: always
	ReadOutsideQueue ReadingMode = "outside_queue" // outside what one has, what waits for one, and what one took part in
)

// ReadingReason is why somebody reads a conversation that is not theirs.
type ReadingReason string

// The reasons.
const (
	ReadComplaint ReadingReason = "complaint" // the contact complained
	ReadQuality   ReadingReason = "quality"   // to learn how answers are
	ReadPrivacy   ReadingReason = "privacy"   // the contact asked what is kept of them
	ReadSecurity  ReadingReason = "security"  // fraud, abuse, a leak
	ReadHelp      ReadingReason = "help"      // a colleague asked
	ReadOther     ReadingReason = "other"
)

// readingLasts is how long a reason holds.
const readingLasts = 12 * time.Hour

// shelf is what decides whose a conversation is. It has its own lock, under which nothing else is taken: live streams ask it for
// every event.
type shelf struct {
	mu     sync.RWMutex
	modes  map[string]ReadingMode       // by workspace
	topics map[string]map[string]string // workspace → topic → team
	known  map[string][]string          // teams by workspace
	teams  map[string][]string          // by agent; none works for every team
}

func newShelf() *shelf {
	return &shelf{modes: make(map[string]ReadingMode), topics: make(map[string]map[string]string), known: make(map[string][]string), teams: make(map[string][]string)}
}

func (s *shelf) setting(workspaceID string, set Setting) {
	topics := make(map[string]string)
	var known []string
	for _, team := range set.Teams {
		known = append(known, team.ID)
		for _, topic := range team.Topics {
			if topics[topic] == "" {
				topics[topic] = team.ID
			}
		}
	}
	s.mu.Lock()
	s.topics[workspaceID], s.known[workspaceID] = topics, known
	s.mu.Unlock()
}

func (s *shelf) profile(agentID string, teams []string) {
	s.mu.Lock()
	s.teams[agentID] = slices.Clone(teams)
	s.mu.Unlock()
}

func (s *shelf) mode(workspaceID string) ReadingMode {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if m := s.modes[workspaceID]; m != "" {
		return m
	}
	return ReadOutsideTeam
}

// colleagues reports whether two agents work for a same team. Who is in none works for all.
func (s *shelf) colleagues(a, b string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	mine, theirs := s.teams[a], s.teams[b]
	return len(mine) == 0 || len(theirs) == 0 || slices.ContainsFunc(mine, func(t string) bool { return slices.Contains(theirs, t) })
}

// works reports whether an agent works for the team that a conversation was given to, or else for the one that its topic belongs to.
func (s *shelf) works(workspaceID, agentID, given, topic string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	team, mine := s.topics[workspaceID][topic], s.teams[agentID]
	if slices.Contains(s.known[workspaceID], given) {
		team = given
	}
	return team == "" || len(mine) == 0 || slices.Contains(mine, team)
}

// teamed reports whether an agent is in a team at all.
func (s *shelf) teamed(agentID string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.teams[agentID]) > 0
}

func topicOf(c *terang.Conversation) string {
	if c.HandOver == nil {
		return ""
	}
	return c.HandOver.Topic
}

// Mine reports whether a conversation, as it stands, is in an agent's own queue: theirs, or waiting for them; and, where a workspace
// asks outside teams only, of their team. speaks is whether the agent answers contacts at all. It reads nothing and takes no time.
func (k *Desk) Mine(a store.Agent, speaks bool, c *terang.Conversation) bool {
	yes, past := k.stands(a, speaks, c)
	return yes && !past
}

// stands is how a conversation stands to an agent. past says that whose it was must be looked up: it is nobody's any more.
func (k *Desk) stands(a store.Agent, speaks bool, c *terang.Conversation) (yes, past bool) {
	mode := k.shelf.mode(a.WorkspaceID)
	has := c.Status == terang.Open && c.Holder == terang.HolderAgent
	switch {
	case mode == ReadFreely, has && c.AgentID == a.ID:
		return true, false
	case !speaks:
		return false, false
	case c.Status == terang.Open && c.Holder == terang.HolderQueue:
		return k.shelf.works(a.WorkspaceID, a.ID, c.Team, topicOf(c)), false
	case mode == ReadOutsideQueue:
		return false, false
	case has:
		return k.shelf.colleagues(a.ID, c.AgentID), false
	case topicOf(c) == "":
		return true, k.shelf.teamed(a.ID)
	}
	return k.shelf.works(a.WorkspaceID, a.ID, c.Team, topicOf(c)), false
}

// Readable says which of some conversations an agent may read without giving a reason, and until when: a zero time has no end. What
// the agent took part in, was named in, or gave a reason for is theirs too.
func (k *Desk) Readable(ctx context.Context, a store.Agent, speaks bool, all []*terang.Conversation) (map[string]time.Time, error) {
	out := make(map[string]time.Time, len(all))
	var ask, past []string
	for _, c := range all {
		switch yes, before := k.stands(a, speaks, c); {
		case !yes:
			ask = append(ask, c.ID)
		case before:
			past = append(past, c.ID)
		default:
			out[c.ID] = time.Time{}
		}
	}
	was, err := store.LastHandOvers(ctx, k.store, a.WorkspaceID, past)
	if err != nil {
		return nil, fmt.Errorf("desk: readable: %w", err)
	}
	for _, id := range past {
		h := was[id]
		if k.shelf.works(a.WorkspaceID, a.ID, "", h.Topic) && (h.AgentID == "" || k.shelf.colleagues(a.ID, h.AgentID)) {
			out[id] = time.Time{}
		} else {
			ask = append(ask, id)
		}
	}
	granted, err := store.ReadersOf(ctx, k.store, a.WorkspaceID, a, ask, k.clock())
	if err != nil {
		return nil, fmt.Errorf("desk: readable: %w", err)
	}
	for id, until := range granted {
		out[id] = until
	}
	return out, nil
}

// Read lets somebody read a conversation that is not theirs for some hours, for the reason that they give.
func (k *Desk) Read(ctx context.Context, a store.Agent, conversationID string, why ReadingReason, words string) (store.Reading, error) {
	words, err := checkReason(words)
	if err != nil {
		return store.Reading{}, err
	}
	if _, err := store.Conversation(ctx, k.store, a.WorkspaceID, conversationID); err != nil {
		return store.Reading{}, err
	}
	now := k.clock().UTC().Truncate(time.Millisecond)
	r := store.Reading{
		ID: k.delivery.IDs("rdg"), WorkspaceID: a.WorkspaceID, ConversationID: conversationID, AgentID: a.ID, AgentName: a.Name, Role: a.Role,
		Reason: string(why), Words: words, At: now, Until: now.Add(readingLasts),
	}
	return r, k.store.Write(ctx, func(tx *store.Tx) error { return store.InsertReading(tx, r) })
}

// ReadingMode returns when a workspace asks why somebody reads.
func (k *Desk) ReadingMode(workspaceID string) ReadingMode { return k.shelf.mode(workspaceID) }

// SetReadingMode changes it, at once. by names who decided it.
func (k *Desk) SetReadingMode(ctx context.Context, workspaceID, by string, m ReadingMode) error {
	now := k.clock()
	if err := k.store.Write(ctx, func(tx *store.Tx) error { return store.SaveReadingMode(tx, workspaceID, string(m), by, now) }); err != nil {
		return err
	}
	k.shelf.mu.Lock()
	k.shelf.modes[workspaceID] = m
	k.shelf.mu.Unlock()
	return nil
}

// loadReading reads what workspaces ask of who reads.
func (k *Desk) loadReading(ctx context.Context) error {
	modes, err := store.ReadingModes(ctx, k.store)
	if err != nil {
		return fmt.Errorf("desk: reading: %w", err)
	}
	for ws, m := range modes {
		k.shelf.modes[ws] = ReadingMode(m)
	}
	for ws, f := range k.floors {
		k.shelf.setting(ws, f.setting)
	}
	for id, p := range k.profiles {
		k.shelf.profile(id, p.Teams)
	}
	return nil
}
