package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/store"
)

// Rules of accounts.
const (
	minPassword = 10  // characters (NIST SP 800-63B asks for at least 8)
	maxPassword = 256 // bytes, so that hashing is bounded
	linkLife    = 72 * time.Hour
	touchAfter  = 24 * time.Hour // a session's use is written down at most so often
	secretSize  = 32             // random bytes in a session or link
)

// Accounts keeps agents' log-ins, sessions and one-time links.
type Accounts struct {
	store  *store.DB
	clock  terang.Clock
	ids    terang.IDs
	random func(n int) []byte
	hasher *Hasher
	life   time.Duration
}

// NewAccounts makes Accounts. life is how long a session lasts since its last use, lanes how many passwords are
// checked at once; random gives n unpredictable bytes.
func NewAccounts(db *store.DB, clock terang.Clock, ids terang.IDs, random func(n int) []byte, life time.Duration, lanes int) *Accounts {
	return &Accounts{store: db, clock: clock, ids: ids, random: random, hasher: NewHasher(random, lanes), life: life}
}

// Digest is what is stored of a secret: only who has the secret can use it.
func Digest(secret string) string {
	d := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(d[:])
}

func (a *Accounts) secret() string {
	return base64.RawURLEncoding.EncodeToString(a.random(secretSize))
}

// LogIn checks address and password and begins a session. A wrong address takes as long as a wrong password, and both
// give the same error.
func (a *Accounts) LogIn(ctx context.Context, email, password string) (store.Agent, string, error) {
	agent, err := store.AgentByEmail(ctx, a.store, strings.ToLower(strings.TrimSpace(email)))
	if err != nil && terang.KindOf(err) != terang.NotFound {
		return agent, "", err
	}
	ok, herr := a.hasher.Check(ctx, agent.Password, password)
	if herr != nil {
		return agent, "", herr
	}
	if err != nil || !ok || !agent.DisabledAt.IsZero() {
		return store.Agent{}, "", terang.Fail(terang.Unauthorized, "login_wrong")
	}
	secret, err := a.begin(ctx, agent)
	return agent, secret, err
}

func (a *Accounts) begin(ctx context.Context, agent store.Agent) (string, error) {
	secret, now := a.secret(), a.clock()
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		if err := store.DeleteExpiredSessions(tx, now); err != nil {
			return err
		}
		return store.InsertSession(tx, store.Session{
			Digest: Digest(secret), WorkspaceID: agent.WorkspaceID, AgentID: agent.ID, CreatedAt: now, ExpiresAt: now.Add(a.life),
		})
	})
	return secret, err
}

// Who returns the agent of a session, and lengthens its life once a day.
func (a *Accounts) Who(ctx context.Context, secret string) (store.Agent, error) {
	now := a.clock()
	agent, expires, err := store.SessionAgent(ctx, a.store, Digest(secret), now)
	if err != nil || expires.Sub(now) > a.life-touchAfter {
		return agent, err
	}
	return agent, a.store.Write(ctx, func(tx *store.Tx) error {
		return store.ExtendSession(tx, Digest(secret), now.Add(a.life))
	})
}

// LogOut ends a session.
func (a *Accounts) LogOut(ctx context.Context, secret string) error {
	return a.store.Write(ctx, func(tx *store.Tx) error { return store.DeleteSession(tx, Digest(secret)) })
}

// Invite adds an agent without a password and returns the secret of a one-time link with which to set one.
func (a *Accounts) Invite(ctx context.Context, workspaceID, name, email string, role store.Role) (store.Agent, string, error) {
	agent := store.Agent{ID: a.ids("agt"), WorkspaceID: workspaceID, Role: role, Presence: Away, Language: terang.Indonesian, CreatedAt: a.clock()}
	var err error
	if agent.Email, err = checkEmail(email); err != nil {
		return agent, "", err
	}
	if agent.Name, err = checkName(name); err != nil {
		return agent, "", err
	}
	if !role.Valid() {
		return agent, "", terang.Fail(terang.Invalid, "role_unknown")
	}
	secret := a.secret()
	purpose := "agent"
	if role == store.RoleOwner {
		purpose = "owner"
	}
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.AgentByEmail(ctx, tx.Reader(), agent.Email); err == nil {
			return terang.Fail(terang.Conflict, "email_taken")
		} else if terang.KindOf(err) != terang.NotFound {
			return err
		}
		if err := store.InsertAgent(tx, agent); err != nil {
			return err
		}
		return a.link(tx, agent, secret, purpose)
	})
	return agent, secret, err
}

// Relink makes a new one-time link for an agent who lost the password.
func (a *Accounts) Relink(ctx context.Context, agent store.Agent) (string, error) {
	secret := a.secret()
	err := a.store.Write(ctx, func(tx *store.Tx) error { return a.link(tx, agent, secret, "agent") })
	return secret, err
}

func (a *Accounts) link(tx *store.Tx, agent store.Agent, secret, purpose string) error {
	now := a.clock()
	return store.InsertLink(tx, store.Link{
		Digest: Digest(secret), WorkspaceID: agent.WorkspaceID, AgentID: agent.ID, Purpose: purpose, CreatedAt: now, ExpiresAt: now.Add(linkLife),
	})
}

// Link returns a one-time link that may still be used.
func (a *Accounts) Link(ctx context.Context, secret string) (store.Link, error) {
	return store.UnusedLink(ctx, a.store, Digest(secret), a.clock())
}

// SetUp uses a one-time link: it sets name, address and password, and begins a session.
func (a *Accounts) SetUp(ctx context.Context, secret, name, email, password string) (store.Agent, string, error) {
	l, err := a.Link(ctx, secret)
	if err != nil {
		return store.Agent{}, "", err
	}
	if err := checkPassword(password); err != nil {
		return store.Agent{}, "", err
	}
	agent, err := store.AgentByID(ctx, a.store, l.WorkspaceID, l.AgentID)
	if err != nil {
		return agent, "", err
	}
	if strings.TrimSpace(name) != "" {
		if agent.Name, err = checkName(name); err != nil {
			return agent, "", err
		}
	}
	if email != "" && strings.ToLower(strings.TrimSpace(email)) != agent.Email {
		return agent, "", terang.Fail(terang.Invalid, "email_differs")
	}
	if agent.Password, err = a.hasher.Hash(ctx, password); err != nil {
		return agent, "", err
	}
	now := a.clock()
	if err := a.store.Write(ctx, func(tx *store.Tx) error {
		if err := store.UseLink(tx, Digest(secret), now); err != nil {
			return err
		}
		return store.UpdateAgent(tx, agent)
	}); err != nil {
		return agent, "", err
	}
	session, err := a.begin(ctx, agent)
	return agent, session, err
}

func checkEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	addr, err := mail.ParseAddress(s)
	if err != nil || addr.Address != s || len(s) > 254 {
		return "", terang.Fail(terang.Invalid, "email_invalid")
	}
	return s, nil
}

// maxName is the longest name of an agent, in characters.
const maxName = 60

func checkName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxName {
		return "", terang.Fail(terang.Invalid, "name_invalid")
	}
	return s, nil
}

func checkPassword(s string) error {
	if utf8.RuneCountInString(s) < minPassword {
		return terang.Fail(terang.Invalid, "password_short")
	}
	if len(s) > maxPassword {
		return terang.Fail(terang.Invalid, "password_long")
	}
	return nil
}
