package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"terang"
)

// Role is what an agent may do.
type Role string

// The roles. What each may do stands in one table, at the edge.
const (
	RoleOwner      Role = "owner"      // everything, owners too
	RoleAdmin      Role = "admin"      // everything but owners
	RoleSupervisor Role = "supervisor" // leads agents: speaks, and sees figures
	RoleAgent      Role = "agent"      // speaks with contacts
	RoleAnalyst    Role = "analyst"    // sees conversations and figures, and changes nothing
	RolePrivacy    Role = "privacy"    // sees what is kept of contacts, and who changed what
)

// Roles are all roles, the most powerful first.
func Roles() []Role {
	return []Role{RoleOwner, RoleAdmin, RoleSupervisor, RoleAgent, RoleAnalyst, RolePrivacy}
}

// Valid reports whether r is a role.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Manages reports whether r may change people, tokens and web hooks.
func (r Role) Manages() bool { return r == RoleOwner || r == RoleAdmin }

// Agent is a person of the brand who answers.
type Agent struct {
	ID          string
	WorkspaceID string
	Email       string // lower case
	Name        string
	Role        Role
	Password    string // argon2id in PHC form, "" before the first log-in
	Presence    string // "online" or "away"
	Language    terang.Language
	CreatedAt   time.Time
	DisabledAt  time.Time
	UndoChoice  int // see [Agent.Undo]
}

const agentColumns = `id, workspace_id, email, name, role, password, presence, language, created_at, disabled_at, undo_choice`

func scanAgent(row scanner) (Agent, error) {
	var a Agent
	var role, language string
	var created, disabled int64
	if err := row.Scan(&a.ID, &a.WorkspaceID, &a.Email, &a.Name, &role, &a.Password, &a.Presence, &language, &created, &disabled, &a.UndoChoice); err != nil {
		return a, err
	}
	a.Role, a.Language, a.CreatedAt, a.DisabledAt = Role(role), terang.Language(language), Time(created), Time(disabled)
	return a, nil
}

func oneAgent(row Row) (Agent, error) {
	a, err := scanAgent(row)
	if errors.Is(err, sql.ErrNoRows) {
		return a, terang.Fail(terang.NotFound, "agent_not_found")
	}
	if err != nil {
		return a, fmt.Errorf("store: agent: %w", err)
	}
	return a, nil
}

// InsertAgent stores a new agent.
func InsertAgent(tx *Tx, a Agent) error {
	_, err := tx.Exec(`insert into agent (`+agentColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.ID, a.WorkspaceID, a.Email, a.Name, string(a.Role), a.Password, a.Presence, string(a.Language), Millis(a.CreatedAt), Millis(a.DisabledAt), a.UndoChoice)
	return err
}

// OtherOwners counts the owners of a workspace who can sign in, without one.
func OtherOwners(tx *Tx, workspaceID, without string) (int, error) {
	var n int
	err := tx.QueryRow(`select count(*) from agent where workspace_id = $1 and role = $2 and disabled_at = 0 and id <> $3`, workspaceID, string(RoleOwner), without).Scan(&n)
	return n, err
}

// UpdateAgent writes an agent's name, role, password, presence, language and whether it is disabled. It must have been read in the
// same transaction: what somebody else changed meanwhile would be undone.
func UpdateAgent(tx *Tx, a Agent) error {
	_, err := tx.Exec(`update agent set name = $1, password = $2, presence = $3, language = $4, disabled_at = $5, role = $6 where id = $7 and workspace_id = $8`,
		a.Name, a.Password, a.Presence, string(a.Language), Millis(a.DisabledAt), string(a.Role), a.ID, a.WorkspaceID)
	return err
}

// SetPresence writes whether an agent chose to be there, and nothing else: what a page knew of the agent may be old.
func SetPresence(tx *Tx, workspaceID, id, presence string) error {
	_, err := tx.Exec(`update agent set presence = $1 where id = $2 and workspace_id = $3`, presence, id, workspaceID)
	return err
}

// AgentByID returns an agent of the workspace.
func AgentByID(ctx context.Context, q Querier, workspaceID, id string) (Agent, error) {
	return oneAgent(q.QueryRow(ctx, `select `+agentColumns+` from agent where id = $1 and workspace_id = $2`, id, workspaceID))
}

// AgentByEmail returns the agent with the address (lower case). An address works in one workspace of an
// installation; the oldest wins.
func AgentByEmail(ctx context.Context, q Querier, email string) (Agent, error) {
	return oneAgent(q.QueryRow(ctx, `select `+agentColumns+` from agent where email = $1 order by created_at limit 1`, email))
}

// Agents returns the agents of a workspace by name, or of all workspaces where workspaceID is "".
func Agents(ctx context.Context, q Querier, workspaceID string) ([]Agent, error) {
	rows, err := q.Query(ctx, `select `+agentColumns+` from agent where workspace_id = $1 or $2 = 'all' order by name, id`, workspaceID, scope(workspaceID))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Agent
	for rows.Next() {
		a, err := scanAgent(rows)
		if err != nil {
			return nil, fmt.Errorf("store: agents: %w", err)
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

func scope(workspaceID string) string {
	if workspaceID == "" {
		return "all"
	}
	return "one"
}

// Link is a one-time link with which a person sets a password. Only the digest of its secret is stored.
type Link struct {
	Digest      string
	WorkspaceID string
	AgentID     string
	Purpose     string // "owner" or "agent"
	CreatedAt   time.Time
	ExpiresAt   time.Time
}

// InsertLink stores a new one-time link.
func InsertLink(tx *Tx, l Link) error {
	_, err := tx.Exec(`insert into link (digest, workspace_id, agent_id, purpose, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
		l.Digest, l.WorkspaceID, l.AgentID, l.Purpose, Millis(l.CreatedAt), Millis(l.ExpiresAt))
	return err
}

// UnusedLink returns a link that is neither used nor expired.
func UnusedLink(ctx context.Context, q Querier, digest string, now time.Time) (Link, error) {
	var l Link
	var created, expires int64
	err := q.QueryRow(ctx, `select digest, workspace_id, agent_id, purpose, created_at, expires_at from link where digest = $1 and used_at = 0 and expires_at > $2`, digest, Millis(now)).
		Scan(&l.Digest, &l.WorkspaceID, &l.AgentID, &l.Purpose, &created, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return l, terang.Fail(terang.NotFound, "link_used_or_expired")
	}
	if err != nil {
		return l, fmt.Errorf("store: link: %w", err)
	}
	l.CreatedAt, l.ExpiresAt = Time(created), Time(expires)
	return l, nil
}

// EndLinks makes every link of an agent worth nothing that was not used.
func EndLinks(tx *Tx, workspaceID, agentID string, now time.Time) error {
	_, err := tx.Exec(`update link set used_at = $1 where agent_id = $2 and workspace_id = $3 and used_at = 0`, Millis(now), agentID, workspaceID)
	return err
}

// UseLink marks a link as used; the error's kind is NotFound where somebody was faster, or it has expired.
func UseLink(tx *Tx, digest string, now time.Time) error {
	n, err := tx.Exec(`update link set used_at = $1 where digest = $2 and used_at = 0 and expires_at > $1`, Millis(now), digest)
	if err != nil {
		return err
	}
	if n == 0 {
		return terang.Fail(terang.NotFound, "link_used_or_expired")
	}
	return nil
}
