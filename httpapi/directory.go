package httpapi

import (
	"context"
	"sync"
	"time"

	"terang"
	"terang/store"
)

// lookAgainAfter bounds how often an unknown widget key makes the store be asked.
const lookAgainAfter = 2 * time.Second

// directory knows the workspaces by heart: every widget's first call asks for one, and there are few.
type directory struct {
	db    *store.DB
	clock terang.Clock

	mu     sync.Mutex
	byKey  map[string]store.Workspace
	byID   map[string]store.Workspace
	loaded time.Time
}

// key returns the workspace of a widget key.
func (d *directory) key(ctx context.Context, key string) (store.Workspace, error) {
	return d.find(ctx, key, func() map[string]store.Workspace { return d.byKey })
}

// id returns a workspace by its id.
func (d *directory) id(ctx context.Context, id string) (store.Workspace, error) {
	return d.find(ctx, id, func() map[string]store.Workspace { return d.byID })
}

func (d *directory) find(ctx context.Context, name string, in func() map[string]store.Workspace) (store.Workspace, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w, ok := in()[name]; ok {
		return w, nil
	}
	if now := d.clock(); now.Sub(d.loaded) >= lookAgainAfter || now.Before(d.loaded) {
		all, err := store.Workspaces(ctx, d.db)
		if err != nil {
			return store.Workspace{}, err
		}
		d.byKey, d.byID, d.loaded = map[string]store.Workspace{}, map[string]store.Workspace{}, now
		for _, w := range all {
			d.byKey[w.PublicKey], d.byID[w.ID] = w, w
		}
		if w, ok := in()[name]; ok {
			return w, nil
		}
	}
	return store.Workspace{}, terang.Fail(terang.NotFound, "workspace_unknown")
}
