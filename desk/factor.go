package desk

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/store"
)

// Rules of second factors.
const (
	freeMisses  = 5           // wrong codes before the account takes none for a while
	firstLock   = time.Minute // doubled with each further wrong code
	longestLock = time.Hour
	aboutTotp   = "totp" // what a sealed secret is
)

// Sealer hides the secrets of second factors from whoever has the data alone. about binds a secret to its agent.
type Sealer interface {
	Seal(secret []byte, about ...string) ([]byte, error)
	Unseal(sealed []byte, about ...string) (secret []byte, current bool, err error)
}

// Factor is an agent's second factor, as the agent may see it.
type Factor struct {
	On        bool
	Since     time.Time
	CodesLeft int // recovery codes that were not used
}

// Enrolment is a second factor that waits for its first code.
type Enrolment struct {
	Secret string // as it is typed into an app
	URI    string // as a QR code carries it
}

// Factor returns an agent's second factor.
func (a *Accounts) Factor(ctx context.Context, agent store.Agent) (Factor, error) {
	t, err := store.TotpOf(ctx, a.store, agent.WorkspaceID, agent.ID)
	if terang.KindOf(err) == terang.NotFound || err == nil && t.ConfirmedAt.IsZero() {
		return Factor{}, nil
	}
	if err != nil {
		return Factor{}, err
	}
	left, err := store.RecoveryCodesLeft(ctx, a.store, agent.WorkspaceID, agent.ID)
	return Factor{On: true, Since: t.ConfirmedAt, CodesLeft: left}, err
}

// Enrol makes a second factor that is asked for once its first code was right. issuer is the name that the app shows.
func (a *Accounts) Enrol(ctx context.Context, agent store.Agent, issuer string) (Enrolment, error) {
	if a.sealer == nil {
		return Enrolment{}, terang.Fail(terang.Unavailable, "secret_unreadable")
	}
	secret := a.random(totpSecret)
	sealed, err := a.sealer.Seal(secret, aboutTotp, agent.WorkspaceID, agent.ID)
	if err != nil {
		return Enrolment{}, err
	}
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		if t, err := store.TotpOf(ctx, tx.Reader(), agent.WorkspaceID, agent.ID); err == nil && !t.ConfirmedAt.IsZero() {
			return terang.Fail(terang.Conflict, "totp_on")
		} else if err != nil && terang.KindOf(err) != terang.NotFound {
			return err
		}
		return store.SaveTotp(tx, store.Totp{AgentID: agent.ID, WorkspaceID: agent.WorkspaceID, Secret: sealed, CreatedAt: a.clock()})
	})
	return Enrolment{Secret: totpText(secret), URI: totpURI(issuer, agent.Email, secret)}, err
}

// Enrolled takes the first code of a second factor. From now on a sign-in asks for one. It returns the recovery codes, which
// nobody can read again, and ends the agent's other sessions: they began without it.
func (a *Accounts) Enrolled(ctx context.Context, agent store.Agent, code, session string) ([]string, error) {
	now := a.clock()
	words, digests := a.newRecoveryCodes()
	miss := false
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		t, err := store.TotpOf(ctx, tx.Reader(), agent.WorkspaceID, agent.ID)
		if err != nil {
			return err
		}
		if !t.ConfirmedAt.IsZero() {
			return terang.Fail(terang.Conflict, "totp_on")
		}
		if miss, err = a.compare(&t, code, now); err != nil {
			return err
		}
		if !miss {
			t.ConfirmedAt = now
			if err := store.ReplaceRecoveryCodes(tx, agent.WorkspaceID, agent.ID, digests); err != nil {
				return err
			}
			if _, err := store.DeleteSessions(tx, agent.WorkspaceID, agent.ID, Digest(session)); err != nil {
				return err
			}
		}
		return store.SaveTotp(tx, t)
	})
	if err == nil && miss {
		err = terang.Fail(terang.Invalid, "code_wrong")
	}
	if err != nil {
		return nil, err
	}
	return words, nil
}

func (a *Accounts) newRecoveryCodes() (words, digests []string) {
	for range recoveryCodes {
		word := recoveryText(a.random(recoveryBytes))
		words, digests = append(words, word), append(digests, Digest(typedCode(word)))
	}
	return words, digests
}

// RenewRecoveryCodes makes new recovery codes; the old ones are worth nothing.
func (a *Accounts) RenewRecoveryCodes(ctx context.Context, agent store.Agent) ([]string, error) {
	words, digests := a.newRecoveryCodes()
	f, err := a.Factor(ctx, agent)
	if err == nil && !f.On {
		err = terang.Fail(terang.NotFound, "totp_off")
	}
	if err != nil {
		return nil, err
	}
	return words, a.store.Write(ctx, func(tx *store.Tx) error {
		return store.ReplaceRecoveryCodes(tx, agent.WorkspaceID, agent.ID, digests)
	})
}

// Unenrol takes an agent's second factor away.
func (a *Accounts) Unenrol(ctx context.Context, agent store.Agent) error {
	return a.store.Write(ctx, func(tx *store.Tx) error {
		had, err := store.DeleteTotp(tx, agent.WorkspaceID, agent.ID)
		if err == nil && !had {
			return terang.Fail(terang.NotFound, "totp_off")
		}
		return err
	})
}

// compare looks at a code. A miss is counted in t, which the caller saves in any case; after [freeMisses] of them no code is
// looked at for a while, so that guessing is hopeless even for whoever has the password.
func (a *Accounts) compare(t *store.Totp, code string, now time.Time) (miss bool, err error) {
	if a.sealer == nil {
		return false, terang.Fail(terang.Unavailable, "secret_unreadable")
	}
	if t.LockedUntil.After(now) {
		return false, terang.Fail(terang.TooMany, "rate_limited", "retry_after", strconv.Itoa(int(t.LockedUntil.Sub(now)/time.Second)+1))
	}
	secret, _, err := a.sealer.Unseal(t.Secret, aboutTotp, t.WorkspaceID, t.AgentID)
	if err != nil {
		return false, err
	}
	if step, ok := stepOf(secret, typedCode(code), now, t.LastStep); ok {
		t.LastStep, t.Misses, t.LockedUntil = step, 0, time.Time{}
		return false, nil
	}
	t.Misses++
	if over := t.Misses - freeMisses; over >= 0 {
		t.LockedUntil = now.Add(min(firstLock<<min(over, 10), longestLock))
	}
	return true, nil
}

// second asks for the second factor where the agent has one: a code of the app, or a recovery code, which is used up.
func (a *Accounts) second(ctx context.Context, agent store.Agent, code string) error {
	now, miss := a.clock(), false
	code = strings.TrimSpace(code)
	if t, err := store.TotpOf(ctx, a.store, agent.WorkspaceID, agent.ID); terang.KindOf(err) == terang.NotFound || err == nil && t.ConfirmedAt.IsZero() {
		return nil
	} else if err != nil {
		return err
	}
	if code == "" {
		return terang.Fail(terang.Unauthorized, "code_needed")
	}
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		t, err := store.TotpOf(ctx, tx.Reader(), agent.WorkspaceID, agent.ID)
		if err != nil {
			return err
		}
		if miss, err = a.compare(&t, code, now); err != nil {
			return err
		}
		if miss && len(typedCode(code)) > totpDigits {
			used, err := store.UseRecoveryCode(tx, agent.WorkspaceID, agent.ID, Digest(typedCode(code)), now)
			if err != nil {
				return err
			}
			if used {
				t.Misses, t.LockedUntil, miss = 0, time.Time{}, false
			}
		}
		return store.SaveTotp(tx, t)
	})
	if err == nil && miss {
		err = terang.Fail(terang.Unauthorized, "code_wrong")
	}
	return err
}

// Reseal seals every second factor's secret that is not under the newest key anew, and returns how many there were and how
// many no key opens.
func (a *Accounts) Reseal(ctx context.Context) (resealed, unreadable int, err error) {
	all, err := store.Totps(ctx, a.store)
	if err != nil {
		return 0, 0, fmt.Errorf("desk: reseal: %w", err)
	}
	for _, t := range all {
		secret, current, err := a.sealer.Unseal(t.Secret, aboutTotp, t.WorkspaceID, t.AgentID)
		if err != nil {
			unreadable++
			continue
		}
		if current {
			continue
		}
		sealed, err := a.sealer.Seal(secret, aboutTotp, t.WorkspaceID, t.AgentID)
		if err != nil {
			return resealed, unreadable, fmt.Errorf("desk: reseal: %w", err)
		}
		err = a.store.Write(ctx, func(tx *store.Tx) error { return store.ResealTotp(tx, t, sealed) })
		if err != nil {
			return resealed, unreadable, fmt.Errorf("desk: reseal: %w", err)
		}
		resealed++
	}
	return resealed, unreadable, nil
}
