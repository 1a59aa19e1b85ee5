package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"terang"
	"terang/config"
	"terang/desk"
	"terang/store"
)

// seedDemo makes the brands' workspaces and their people, or finds those of a kept folder. The password is new each
// time: nobody has to remember where it was printed.
func seedDemo(ctx context.Context, db *store.DB, cfg config.Config) ([]demoWorld, error) {
	all, err := store.Workspaces(ctx, db)
	if err != nil {
		return nil, err
	}
	password := readablePassword()
	hash, err := desk.NewHasher(random, cfg.Limits.ArgonLanes).Hash(ctx, password)
	if err != nil {
		return nil, fmt.Errorf("terang: demo password: %w", err)
	}
	var out []demoWorld
	for _, b := range demoBrands {
		w := demoWorld{password: password}
		if i := slices.IndexFunc(all, func(w store.Workspace) bool { return w.Name == b.name }); i >= 0 {
			w.workspace = all[i]
		} else if w.workspace, err = createWorkspace(ctx, db, b.name, b.pack); err != nil {
			return nil, fmt.Errorf("terang: demo workspace: %w", err)
		}
		if w.owner, err = seedPerson(ctx, db, w.workspace.ID, b.owner, b.mail(b.owner), store.RoleOwner, desk.Away, hash); err != nil {
			return nil, err
		}
		if w.agent, err = seedPerson(ctx, db, w.workspace.ID, b.agent, b.mail(b.agent), store.RoleAgent, desk.Online, hash); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

func seedPerson(ctx context.Context, db *store.DB, workspaceID, name, email string, role store.Role, presence, hash string) (store.Agent, error) {
	a, err := store.AgentByEmail(ctx, db, email)
	known := err == nil
	switch {
	case terang.KindOf(err) == terang.NotFound:
		a = store.Agent{ID: newID("agt"), WorkspaceID: workspaceID, Name: name, Email: email, Role: role, Language: terang.Indonesian, CreatedAt: clock().UTC()}
	case err != nil:
		return a, err
	}
	a.Password, a.Presence = hash, presence
	return a, db.Write(ctx, func(tx *store.Tx) error {
		if known {
			return store.UpdateAgent(tx, a)
		}
		return store.InsertAgent(tx, a)
	})
}

// Readable passwords are three groups of four from letters and digits that are not mistaken for each other:
// 31^12, about 59 bits, behind a login that is limited to a few tries a minute.
const (
	passwordLetters = "abcdefghjkmnpqrstuvwxyz23456789"
	passwordGroups  = 3
	passwordGroup   = 4
)

func readablePassword() string {
	var b strings.Builder
	for b.Len() < passwordGroups*(passwordGroup+1)-1 {
		if b.Len()%(passwordGroup+1) == passwordGroup {
			b.WriteByte('-')
			continue
		}
		// Bytes beyond the last whole multiple are thrown away, so that every letter is as likely.
		if n := int(random(1)[0]); n < 256/len(passwordLetters)*len(passwordLetters) {
			b.WriteByte(passwordLetters[n%len(passwordLetters)])
		}
	}
	return b.String()
}
