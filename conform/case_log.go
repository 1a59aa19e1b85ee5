package conform

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/provenance/receipt"
)

// head is a log as the public reads it: the signed head, checked, and the hashes of its entries.
type head struct {
	tlog.Tree
	signed []byte
	leaves []tlog.Hash
	ids    []string
}

func (t *trial) head(ctx context.Context, brand string) (head, error) {
	var h head
	if t.Log == nil {
		return h, NotSupported("no public log")
	}
	key, err := t.Log.Key(ctx, brand)
	if err != nil {
		return h, err
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return h, err
	}
	if h.signed, err = t.Log.Checkpoint(ctx, brand); err != nil {
		return h, err
	}
	if _, h.Tree, err = receipt.OpenCheckpoint(h.signed, v); err != nil {
		return h, fmt.Errorf("the checkpoint does not open with the key: %w", err)
	}
	entries, err := t.Log.Entries(ctx, brand)
	if err != nil {
		return h, err
	}
	for _, e := range entries {
		h.leaves = append(h.leaves, tlog.RecordHash(e))
		var s terang.Statement
		if err := json.Unmarshal(e, &s); err != nil {
			return h, err
		}
		h.ids = append(h.ids, s.Msg)
	}
	return h, nil
}

// whole says why the entries are not those of the signed head, "" if they are.
func (h head) whole() string { return h.extends(h.Tree) }

// extends says why the entries do not begin with those of an earlier head, "" if they do.
func (h head) extends(earlier tlog.Tree) string {
	if int64(len(h.leaves)) < earlier.N {
		return fmt.Sprintf("%d entries, %d were signed", len(h.leaves), earlier.N)
	}
	if root(h.leaves[:earlier.N]) != earlier.Hash {
		return fmt.Sprintf("the first %d entries are not those that were signed", earlier.N)
	}
	return ""
}

// root is the Merkle tree hash (RFC 6962 section 2.1), computed the plain way.
func root(leaves []tlog.Hash) tlog.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	return tlog.NodeHash(root(leaves[:k]), root(leaves[k:]))
}

// How long after a burst all receipts are there, and how long none need be added before the rest is given up.
const (
	backlog = time.Minute
	stuck   = 2 * time.Second
)

func burst(ctx context.Context, t *trial) error {
	l := t.System.Default
	agent, err := t.agent(0)
	if err != nil {
		return err
	}
	const perThread = 40
	var ids []string
	var problem error
	results := make(chan func(), together)
	room := make(chan struct{}, together)
	threads := (t.sizes.burst + perThread - 1) / perThread
	for i := range threads {
		go func() {
			room <- struct{}{}
			defer func() { <-room }()
			got, err := t.floods(ctx, agent, i, min(perThread, t.sizes.burst), l)
			results <- func() { ids, problem = append(ids, got...), errors.Join(problem, err) }
		}()
	}
	for range threads {
		(<-results)()
	}
	if problem != nil {
		return problem
	}
	var h head
	missing, since := len(ids)+1, t.wall()
	took, _, err := t.waitFor(ctx, backlog, func() (bool, error) {
		var err error
		h, err = t.head(ctx, "")
		if n := len(missingFrom(h.ids, ids)); n < missing {
			missing, since = n, t.wall()
		}
		return missing == 0 && h.whole() == "" || t.wall().Sub(since) > stuck, err
	})
	if err != nil {
		return err
	}
	if why := h.whole(); missing > 0 || why != "" {
		t.find(NoReceipt, "", "after %s: %d of %d messages are not in the log; %s", took.Round(time.Millisecond), missing, len(ids), why)
	}
	t.single(h.ids)
	return nil
}

// floods has an agent write n times to one contact.
func (t *trial) floods(ctx context.Context, agent string, i, n int, l terang.Language) ([]string, error) {
	th, err := t.meet(ctx, l)
	if err != nil {
		return nil, err
	}
	if err := t.Desk.TakeOver(ctx, agent, th); err != nil {
		return nil, err
	}
	for j := range n {
		if err := t.Desk.Reply(ctx, agent, th, fmt.Sprintf("Pesan %d.%d", i, j)); err != nil {
			return nil, err
		}
	}
	_, ps, err := t.sent(ctx, th)
	ids := make([]string, 0, len(ps))
	for _, p := range ps {
		ids = append(ids, p.MessageID)
	}
	return ids, err
}

func missingFrom(all, want []string) []string {
	have := make(map[string]bool, len(all))
	for _, id := range all {
		have[id] = true
	}
	return slices.DeleteFunc(slices.Clone(want), func(id string) bool { return have[id] })
}

// single finds messages with more than one leaf.
func (t *trial) single(ids []string) {
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		if seen[id] {
			t.find(Twice, "log", "message %s", id)
		}
		seen[id] = true
	}
}

func crashedLog(ctx context.Context, t *trial) error {
	c, err := t.crashed(ctx)
	if err != nil {
		return err
	}
	return errors.Join(t.everyLeaf(ctx, c), c.Close())
}

// everyLeaf checks that every message that left has exactly one leaf, and every leaf a message that left.
func (t *trial) everyLeaf(ctx context.Context, c Crashed) error {
	survivor := trial{Adapter: c.Adapter, sizes: t.sizes, wall: t.wall}
	h, err := survivor.head(ctx, "")
	if err != nil {
		return err
	}
	if why := h.whole(); why != "" {
		t.find(BadLog, "", "%s", why)
	}
	t.single(h.ids)
	var ids []string
	for _, th := range c.Threads {
		_, ps, err := survivor.sent(ctx, th)
		if err != nil {
			return err
		}
		for _, p := range ps {
			ids = append(ids, p.MessageID)
		}
	}
	for _, id := range missingFrom(h.ids, ids) {
		t.find(NoReceipt, id, "it left and has no leaf")
	}
	return nil
}
