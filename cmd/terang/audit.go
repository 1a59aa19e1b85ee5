package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/user"
	"time"

	"terang"
	"terang/authoring"
	"terang/config"
	"terang/httpapi"
	"terang/store"
	"terang/threshold"
)

// change is what a command is about to do, as the audit trail names it: by the words of the API where that can do the same. What
// is asked for holds no secret.
type change struct {
	workspaceID string
	action      string // "invite-agent"
	target      string // "/agents"
	asked       any
}

// recorded does what an operator asked for and keeps it in the audit trail, as the edge does with what people ask for there: noted
// before, without which it is not done, then with what came of it and a leaf in the log. do returns what came of it.
func recorded(p *program, db *store.DB, cfg config.Config, c change, do func() (after any, err error)) error {
	log, err := newLog(db, cfg)
	if err != nil {
		return err
	}
	a := store.Audit{
		ID: newID("aud"), WorkspaceID: c.workspaceID, At: clock().UTC().Truncate(time.Millisecond), Actor: authoring.CommandLine, Action: c.action, Target: c.target,
		Address: operator(), Asked: httpapi.Kept(plain(c.asked)), Salt: random(httpapi.AuditSalt),
	}
	return log.Recorded(p.ctx, a, func(a *store.Audit) error {
		after, err := do()
		a.After = httpapi.Kept(plain(after))
		var book *authoring.Refused
		var lines *threshold.Refused
		if errors.As(err, &book) || errors.As(err, &lines) {
			return &terang.Error{Kind: terang.Invalid, Code: "refused", Err: err}
		}
		return err
	})
}

// recordedEverywhere is [recorded] for what concerns all workspaces: each has it in its own trail.
func recordedEverywhere(p *program, db *store.DB, cfg config.Config, c change, do func() (after any, err error)) error {
	all, err := store.Workspaces(p.ctx, db)
	if err != nil {
		return err
	}
	var after any
	inside := func() error {
		after, err = do()
		return err
	}
	for _, w := range all {
		c.workspaceID = w.ID
		one, next := c, inside
		inside = func() error {
			return recorded(p, db, cfg, one, func() (any, error) {
				err := next()
				return after, err
			})
		}
	}
	return inside()
}

// plain is a value as JSON shows it, which is what is looked through for secrets.
func plain(v any) any {
	b, err := json.Marshal(v)
	var out any
	if err != nil || json.Unmarshal(b, &out) != nil {
		return nil
	}
	return out
}

// operator is who runs the program, as far as the machine knows: account and host.
func operator() string {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	host, err := os.Hostname()
	if err != nil {
		return name
	}
	return name + "@" + host
}
