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
	touchAfter  = 10 * time.Minute // a session's use is written down at most so often
	confirmed   = 15 * time.Minute // so long after a sign-in, or a confirmation, grave changes may be made
	maxDevice   = 200              // bytes of what a browser says of itself
	secretSize  = 32               // random bytes in a session or link
)

// Accounts keeps agents' log-ins, sessions and one-time links.
type Accounts struct {
	store  *store.DB
	clock  terang.Clock
	ids    terang.IDs
	random func(n int) []byte
	hasher *Hasher
	life   time.Duration
	sealer Sealer // of second factors; nil: nobody can have one
}

// Entry is where a sign-in comes from, and the code of a second factor where the agent has one.
type Entry struct{ Code, Device, Address string }

// The ways in which a session begins.
const (
	byPassword = "password"
	byLink     = "link"
	byOIDC     = "oidc"
)

// NewAccounts makes Accounts. life is how long a session lasts since its last use, lanes how many passwords are
// checked at once; random gives n unpredictable bytes.
func NewAccounts(db *store.DB, clock terang.Clock, ids terang.IDs, random func(n int) []byte, life time.Duration, lanes int) *Accounts {
	return &Accounts{store: db, clock: clock, ids: ids, random: random, hasher: NewHasher(random, lanes), life: life}
}

// With returns the accounts with second factors, whose secrets the sealer hides.
func (a *Accounts) With(sealer Sealer) *Accounts {
	b := *a
	b.sealer = sealer
	return &b
}

// Digest is what is stored of a secret: only who has the secret can use it.
func Digest(secret string) string {
	d := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(d[:])
}

func (a *Accounts) secret() string {
	return base64.RawURLEncoding.EncodeToString(a.random(secretSize))
}

// LogIn checks address and password, and a code where the agent has a second factor, and begins a session. A wrong address
// takes as long as a wrong password, and both give the same error.
func (a *Accounts) LogIn(ctx context.Context, email, password string, e Entry) (store.Agent, string, error) {
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
	if err := a.second(ctx, agent, e.Code); err != nil {
		return store.Agent{}, "", err
	}
	secret, err := a.begin(ctx, agent, byPassword, e)
	return agent, secret, err
}

// begin begins a session. An agent whose password was changed or who was disabled since they were looked at gets none: it would
// outlive what was to end all sessions.
func (a *Accounts) begin(ctx context.Context, agent store.Agent, way string, e Entry) (string, error) {
	secret, now := a.secret(), a.clock()
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		still, err := store.AgentByID(ctx, tx.Reader(), agent.WorkspaceID, agent.ID)
		if err != nil {
			return err
		}
		if still.Password != agent.Password || !still.DisabledAt.IsZero() {
			return terang.Fail(terang.Unauthorized, "login_wrong")
		}
		if err := store.DeleteExpiredSessions(tx, now); err != nil {
			return err
		}
		return store.InsertSession(tx, store.Session{
			ID: a.ids("ses"), Digest: Digest(secret), WorkspaceID: agent.WorkspaceID, AgentID: agent.ID, Way: way,
			Device: strings.ToValidUTF8(e.Device[:min(len(e.Device), maxDevice)], ""), Address: e.Address,
			CreatedAt: now, UsedAt: now, ConfirmedAt: now, ExpiresAt: now.Add(a.life),
		})
	})
	return secret, err
}

// Who returns the agent of a session; see [Accounts.Session].
func (a *Accounts) Who(ctx context.Context, secret string) (store.Agent, error) {
	agent, _, err := a.Session(ctx, secret, "")
	return agent, err
}

// Session returns a session with its agent. Every ten minutes its use is noted, from which address ("" leaves the last), and
// its life begins anew.
func (a *Accounts) Session(ctx context.Context, secret, address string) (store.Agent, store.Session, error) {
	now := a.clock()
	agent, s, err := store.SessionAgent(ctx, a.store, Digest(secret), now)
	if err != nil || now.Sub(s.UsedAt) < touchAfter {
		return agent, s, err
	}
	s.UsedAt, s.ExpiresAt = now, now.Add(a.life)
	if address != "" {
		s.Address = address
	}
	return agent, s, a.store.Write(ctx, func(tx *store.Tx) error { return store.TouchSession(tx, s) })
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

// Relink makes a new one-time link for an agent who lost the password. Those of before are worth nothing.
func (a *Accounts) Relink(ctx context.Context, agent store.Agent) (string, error) {
	secret := a.secret()
	err := a.store.Write(ctx, func(tx *store.Tx) error { return a.link(tx, agent, secret, "agent") })
	return secret, err
}

func (a *Accounts) link(tx *store.Tx, agent store.Agent, secret, purpose string) error {
	now := a.clock()
	if err := store.EndLinks(tx, agent.WorkspaceID, agent.ID, now); err != nil {
		return err
	}
	return store.InsertLink(tx, store.Link{
		Digest: Digest(secret), WorkspaceID: agent.WorkspaceID, AgentID: agent.ID, Purpose: purpose, CreatedAt: now, ExpiresAt: now.Add(linkLife),
	})
}

// Link returns a one-time link that may still be used.
func (a *Accounts) Link(ctx context.Context, secret string) (store.Link, error) {
	return store.UnusedLink(ctx, a.store, Digest(secret), a.clock())
}

// SetUp is [Accounts.SetUpFrom] for an agent without a second factor.
func (a *Accounts) SetUp(ctx context.Context, secret, name, email, password string) (store.Agent, string, error) {
	return a.SetUpFrom(ctx, secret, name, email, password, Entry{})
}

// SetUpFrom uses a one-time link: it sets name and password, and begins a session. The sessions and links of before end, and
// other sign-ins know the agent no more until they have introduced them again. Who has a second factor needs it here too: a link that
// was taken from a mail box opens nothing.
func (a *Accounts) SetUpFrom(ctx context.Context, secret, name, email, password string, e Entry) (store.Agent, string, error) {
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
	if !agent.DisabledAt.IsZero() {
		return agent, "", terang.Fail(terang.NotFound, "link_used_or_expired")
	}
	if err := a.second(ctx, agent, e.Code); err != nil {
		return agent, "", err
	}
	if agent.Password, err = a.hasher.Hash(ctx, password); err != nil {
		return agent, "", err
	}
	if agent, err = a.settle(ctx, agent, secret); err != nil {
		return agent, "", err
	}
	session, err := a.begin(ctx, agent, byLink, e)
	return agent, session, err
}

// settle uses a link up and writes the name and password that were chosen by it.
func (a *Accounts) settle(ctx context.Context, chosen store.Agent, secret string) (store.Agent, error) {
	now := a.clock()
	var out store.Agent
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		agent, err := store.AgentByID(ctx, tx.Reader(), chosen.WorkspaceID, chosen.ID)
		if err != nil {
			return err
		}
		if !agent.DisabledAt.IsZero() { // while the password was being hashed
			return terang.Fail(terang.NotFound, "link_used_or_expired")
		}
		if err := store.UseLink(tx, Digest(secret), now); err != nil {
			return err
		}
		if err := store.DeleteIdentities(tx, agent.WorkspaceID, agent.ID); err != nil {
			return err
		}
		agent.Name, agent.Password = chosen.Name, chosen.Password
		out = agent
		return a.renewed(tx, agent, "")
	})
	return out, err
}

// renewed writes an agent whose password is another one: sessions, but for the one with the digest, and links of before end.
func (a *Accounts) renewed(tx *store.Tx, agent store.Agent, but string) error {
	if err := store.EndLinks(tx, agent.WorkspaceID, agent.ID, a.clock()); err != nil {
		return err
	}
	if _, err := store.DeleteSessions(tx, agent.WorkspaceID, agent.ID, but); err != nil {
		return err
	}
	return store.UpdateAgent(tx, agent)
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
