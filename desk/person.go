package desk

import (
	"context"
	"errors"

	"terang"
	"terang/store"
)

// Change is what is changed of an agent; nil leaves a part as it is.
type Change struct {
	Name     *string
	Role     *store.Role
	Disabled *bool
}

// ChangeAgent changes an agent on behalf of somebody, "" for a program. Only an owner may touch owners or make one, nobody may
// change the own role or lock themselves out, and an owner who can sign in always remains. Who is disabled is signed out
// everywhere.
func (a *Accounts) ChangeAgent(ctx context.Context, by store.Agent, workspaceID, id string, c Change) (store.Agent, error) {
	var out store.Agent
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		agent, err := store.AgentByID(ctx, tx.Reader(), workspaceID, id)
		if err != nil {
			return err
		}
		if err := mayTouch(by, agent); err != nil {
			return err
		}
		owned := agent.Role == store.RoleOwner && agent.DisabledAt.IsZero()
		if c.Name != nil {
			if agent.Name, err = checkName(*c.Name); err != nil {
				return err
			}
		}
		if c.Role != nil && *c.Role != agent.Role {
			if !c.Role.Valid() {
				return terang.Fail(terang.Invalid, "role_unknown")
			}
			if agent.ID == by.ID || *c.Role == store.RoleOwner && by.Role != store.RoleOwner {
				return terang.Fail(terang.Forbidden, "role_forbidden")
			}
			agent.Role = *c.Role
			// Whoever may make links for the one role might not for the other.
			if err := store.EndLinks(tx, workspaceID, agent.ID, a.clock()); err != nil {
				return err
			}
		}
		if c.Disabled != nil && *c.Disabled != !agent.DisabledAt.IsZero() {
			if err := a.disable(tx, by, &agent, *c.Disabled); err != nil {
				return err
			}
		}
		if owned && (agent.Role != store.RoleOwner || !agent.DisabledAt.IsZero()) {
			if others, err := store.OtherOwners(tx, workspaceID, agent.ID); err != nil {
				return err
			} else if others == 0 {
				return terang.Fail(terang.Conflict, "last_owner")
			}
		}
		out = agent
		return store.UpdateAgent(tx, agent)
	})
	return out, err
}

func (a *Accounts) disable(tx *store.Tx, by store.Agent, agent *store.Agent, off bool) error {
	if agent.ID == by.ID {
		return terang.Fail(terang.Forbidden, "role_forbidden")
	}
	if agent.DisabledAt = a.clock(); !off {
		agent.DisabledAt = store.Time(0)
		return nil
	}
	agent.Presence = Away
	if err := store.EndLinks(tx, agent.WorkspaceID, agent.ID, agent.DisabledAt); err != nil {
		return err
	}
	_, err := store.DeleteSessions(tx, agent.WorkspaceID, agent.ID, "")
	return err
}

// mayTouch says whether somebody may change an agent: an owner's account is an owner's to change.
func mayTouch(by, agent store.Agent) error {
	if agent.Role == store.RoleOwner && by.Role != store.RoleOwner {
		return terang.Fail(terang.Forbidden, "role_forbidden")
	}
	return nil
}

// Touchable returns an agent of the workspace whom somebody may change.
func (a *Accounts) Touchable(ctx context.Context, by store.Agent, workspaceID, id string) (store.Agent, error) {
	agent, err := store.AgentByID(ctx, a.store, workspaceID, id)
	if err != nil {
		return agent, err
	}
	return agent, mayTouch(by, agent)
}

// Sessions returns where an agent is signed in, the last used first.
func (a *Accounts) Sessions(ctx context.Context, agent store.Agent) ([]store.Session, error) {
	return store.Sessions(ctx, a.store, agent.WorkspaceID, agent.ID, a.clock())
}

// EndSession ends one session of an agent.
func (a *Accounts) EndSession(ctx context.Context, agent store.Agent, id string) error {
	return a.store.Write(ctx, func(tx *store.Tx) error {
		return store.DeleteSessionByID(tx, agent.WorkspaceID, agent.ID, id)
	})
}

// EndSessions ends all sessions of an agent but the one with the digest; "" spares none.
func (a *Accounts) EndSessions(ctx context.Context, agent store.Agent, but string) error {
	return a.store.Write(ctx, func(tx *store.Tx) error {
		_, err := store.DeleteSessions(tx, agent.WorkspaceID, agent.ID, but)
		return err
	})
}

// Confirm checks that the person of a session is still there: by the password where there is one, and by the second factor
// where there is one. Grave changes ask for it. Who has neither signs in again.
func (a *Accounts) Confirm(ctx context.Context, agent store.Agent, s store.Session, password, code string) error {
	factor, err := a.Factor(ctx, agent)
	if err != nil {
		return err
	}
	if agent.Password == "" && !factor.On {
		return terang.Fail(terang.Conflict, "confirm_by_sign_in")
	}
	if agent.Password != "" {
		ok, err := a.hasher.Check(ctx, agent.Password, password)
		if err != nil {
			return err
		}
		if !ok {
			return terang.Fail(terang.Forbidden, "password_wrong")
		}
	}
	if err := a.second(ctx, agent, code); err != nil {
		return wrongHere(err)
	}
	return a.store.Write(ctx, func(tx *store.Tx) error { return store.ConfirmSession(tx, s.Digest, a.clock()) })
}

// wrongHere is a wrong code of somebody who is signed in: it does not end the session.
func wrongHere(err error) error {
	var e *terang.Error
	if errors.As(err, &e) && e.Kind == terang.Unauthorized {
		return terang.Fail(terang.Forbidden, e.Code)
	}
	return err
}

// Fresh reports whether the person of a session proved to be there a short while ago.
func (a *Accounts) Fresh(s store.Session) bool { return a.clock().Sub(s.ConfirmedAt) <= confirmed }

// ChangePassword sets another password and ends the agent's other sessions and links.
func (a *Accounts) ChangePassword(ctx context.Context, agent store.Agent, s store.Session, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	hash, err := a.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx *store.Tx) error {
		now, err := store.AgentByID(ctx, tx.Reader(), agent.WorkspaceID, agent.ID)
		if err != nil {
			return err
		}
		now.Password = hash
		return a.renewed(tx, now, s.Digest)
	})
}

// Known is whom another sign-in says that somebody is.
type Known struct {
	Issuer, Subject string
	Email           string
	Verified        bool // the issuer has checked that the address is theirs
}

// LogInAs begins a session for whom a provider knows, that the operator trusts. The first time, the agent is found by an address
// that the provider has verified; from then on by the provider's own name for them, so that an address which is given to
// somebody else opens nothing. Nobody joins in this way: an agent must have been invited.
func (a *Accounts) LogInAs(ctx context.Context, k Known, e Entry) (store.Agent, string, error) {
	agent, err := store.AgentByIdentity(ctx, a.store, k.Issuer, k.Subject)
	if terang.KindOf(err) == terang.NotFound {
		agent, err = a.introduce(ctx, k)
	}
	if err != nil {
		return store.Agent{}, "", err
	}
	if !agent.DisabledAt.IsZero() {
		return store.Agent{}, "", terang.Fail(terang.Forbidden, "oidc_unknown")
	}
	secret, err := a.begin(ctx, agent, byOIDC, e)
	return agent, secret, err
}

// introduce finds the agent of somebody who comes by a provider for the first time.
func (a *Accounts) introduce(ctx context.Context, k Known) (store.Agent, error) {
	email, err := checkEmail(k.Email)
	if err != nil || !k.Verified {
		return store.Agent{}, terang.Fail(terang.Forbidden, "oidc_unverified")
	}
	agent, err := store.AgentByEmail(ctx, a.store, email)
	if terang.KindOf(err) == terang.NotFound || err == nil && !agent.DisabledAt.IsZero() {
		return agent, terang.Fail(terang.Forbidden, "oidc_unknown")
	}
	if err != nil {
		return agent, err
	}
	return agent, a.store.Write(ctx, func(tx *store.Tx) error {
		if err := store.EndLinks(tx, agent.WorkspaceID, agent.ID, a.clock()); err != nil { // who came this way needs no invitation
			return err
		}
		return store.InsertIdentity(tx, k.Issuer, k.Subject, agent, a.clock())
	})
}
