package httpapi

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/desk"
	"terang/store"
)

// Limits of API tokens.
const (
	tokenPrefix    = "trg_" // makes a leaked token findable by scanners
	tokenSecret    = 32     // random bytes
	maxTokens      = 50     // of a workspace
	maxTokenName   = 60     // characters
	tokenUsedEvery = time.Hour
)

var allScopes = []string{scopeRead, scopeWrite, scopeEvents, scopeAdmin}

// apiToken is a program's key to one workspace. Only the digest of its secret is stored. It works for as long as whoever made it
// may manage the workspace: a secret that somebody has seen must not outlive their right to make one.
type apiToken struct {
	ID, WorkspaceID, Name string
	Scopes                []string
	Maker                 string // an agent's id, or what made it where no agent did
	Rests                 bool   // its maker may not manage now
	CreatedAt, UsedAt     time.Time
}

const (
	tokenColumns = `t.id, t.workspace_id, t.name, t.scopes, t.created_by, t.created_at, t.used_at, coalesce(a.role, ''), coalesce(a.disabled_at, 0)`
	tokenTables  = ` from token t left join agent a on a.id = t.created_by and a.workspace_id = t.workspace_id `
)

// apiTokens keeps the table of tokens.
type apiTokens struct {
	db     *store.DB
	clock  terang.Clock
	ids    terang.IDs
	random func(n int) []byte
}

// who returns the token that a secret belongs to, and notes its use, but not at every call.
func (t *apiTokens) who(ctx context.Context, secret string) (apiToken, error) {
	if len(secret) > maxContactToken {
		return apiToken{}, terang.Fail(terang.Unauthorized, "token_invalid")
	}
	out, err := scanToken(t.db.QueryRow(ctx, `select `+tokenColumns+tokenTables+`where t.digest = $1 and t.revoked_at = 0`, desk.Digest(secret)))
	if errors.Is(err, sql.ErrNoRows) {
		return out, terang.Fail(terang.Unauthorized, "token_invalid")
	}
	if err != nil {
		return out, fmt.Errorf("httpapi: token: %w", err)
	}
	if out.Rests {
		return out, terang.Fail(terang.Unauthorized, "token_rests")
	}
	if now := t.clock(); now.Sub(out.UsedAt) > tokenUsedEvery {
		err = t.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`update token set used_at = $1 where id = $2`, store.Millis(now), out.ID)
			return err
		})
	}
	return out, err
}

func scanToken(row interface{ Scan(dest ...any) error }) (apiToken, error) {
	var t apiToken
	var scopes, role string
	var created, used, disabled int64
	if err := row.Scan(&t.ID, &t.WorkspaceID, &t.Name, &scopes, &t.Maker, &created, &used, &role, &disabled); err != nil {
		return t, err
	}
	t.Rests = role != "" && (disabled != 0 || !slices.Contains(permissions(byManager).roles, store.Role(role)))
	t.Scopes, t.CreatedAt, t.UsedAt = strings.Fields(scopes), store.Time(created), store.Time(used)
	return t, nil
}

func (t *apiTokens) list(ctx context.Context, workspaceID string) ([]apiToken, error) {
	rows, err := t.db.Query(ctx, `select `+tokenColumns+tokenTables+`where t.workspace_id = $1 and t.revoked_at = 0 order by t.created_at, t.id`, workspaceID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []apiToken
	for rows.Next() {
		one, err := scanToken(rows)
		if err != nil {
			return nil, fmt.Errorf("httpapi: tokens: %w", err)
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// name is what people called a token, revoked ones too; "" where there is none.
func (t *apiTokens) name(ctx context.Context, workspaceID, id string) string {
	var name string
	if err := t.db.QueryRow(ctx, `select name from token where workspace_id = $1 and id = $2`, workspaceID, id).Scan(&name); err != nil {
		return ""
	}
	return name
}

func (t *apiTokens) create(ctx context.Context, workspaceID, by, name string, scopes []string) (apiToken, string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || utf8.RuneCountInString(name) > maxTokenName {
		return apiToken{}, "", terang.Fail(terang.Invalid, "name_invalid")
	}
	scopes = slices.Compact(slices.Sorted(slices.Values(scopes)))
	if len(scopes) == 0 || slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(allScopes, s) }) {
		return apiToken{}, "", terang.Fail(terang.Invalid, "scopes_invalid", "scopes", strings.Join(allScopes, ", "))
	}
	secret := tokenPrefix + base64.RawURLEncoding.EncodeToString(t.random(tokenSecret))
	out := apiToken{ID: t.ids("tok"), WorkspaceID: workspaceID, Name: name, Scopes: scopes, Maker: by, CreatedAt: t.clock().UTC()}
	err := t.db.Write(ctx, func(tx *store.Tx) error {
		var n int
		if err := tx.QueryRow(`select count(*) from token where workspace_id = $1 and revoked_at = 0`, workspaceID).Scan(&n); err != nil {
			return fmt.Errorf("httpapi: tokens: %w", err)
		}
		if n >= maxTokens {
			return terang.Fail(terang.Conflict, "too_many_tokens")
		}
		_, err := tx.Exec(`insert into token (id, workspace_id, name, digest, scopes, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			out.ID, workspaceID, name, desk.Digest(secret), strings.Join(scopes, " "), by, store.Millis(out.CreatedAt))
		return err
	})
	return out, secret, err
}

func (t *apiTokens) revoke(ctx context.Context, workspaceID, id string) error {
	return t.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`update token set revoked_at = $1 where id = $2 and workspace_id = $3 and revoked_at = 0`, store.Millis(t.clock()), id, workspaceID)
		if err == nil && n == 0 {
			return terang.Fail(terang.NotFound, "token_not_found")
		}
		return err
	})
}

// CreateToken makes an API token from the command line and returns its secret, which is shown once.
func CreateToken(ctx context.Context, db *store.DB, clock terang.Clock, ids terang.IDs, random func(n int) []byte, workspaceID, by, name string, scopes []string) (id, secret string, err error) {
	t, secret, err := (&apiTokens{db, clock, ids, random}).create(ctx, workspaceID, by, name, scopes)
	return t.ID, secret, err
}

// Token is an API token as its managers see it.
type Token struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Scopes     []string   `json:"scopes" enum:"conversations:read,conversations:write,events:write,admin"`
	Token      string     `json:"token,omitempty" doc:"Only in the answer that made it."`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	Rests      bool       `json:"rests,omitempty" doc:"It is refused for as long as whoever made it may not manage the workspace."`
}

func tokenOf(t apiToken) Token {
	out := Token{ID: t.ID, Name: t.Name, Scopes: t.Scopes, CreatedAt: t.CreatedAt, Rests: t.Rests}
	if !t.UsedAt.IsZero() {
		out.LastUsedAt = &t.UsedAt
	}
	return out
}

type tokenList struct {
	Body struct {
		Items []Token `json:"items"`
	}
}

type tokenInput struct {
	Body struct {
		Name   string   `json:"name" minLength:"1" maxLength:"60"`
		Scopes []string `json:"scopes" minItems:"1" maxItems:"4"`
	}
}

type tokenOutput struct{ Body Token }

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) tokenRoutes() {
	const tag = "tokens"
	handle(s, route{method: http.MethodGet, path: "/tokens", id: "list-tokens", summary: "The workspace's API tokens", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, _ *struct{}) (*tokenList, error) {
			all, err := s.tokens.list(ctx, c.workspace)
			out := &tokenList{}
			out.Body.Items = make([]Token, 0, len(all))
			for _, t := range all {
				out.Body.Items = append(out.Body.Items, tokenOf(t))
			}
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: "/tokens", id: "create-token", summary: "Make an API token; its secret is shown once", tag: tag, access: byManager, grave: true, status: http.StatusCreated},
		func(ctx context.Context, c *caller, in *tokenInput) (*tokenOutput, error) {
			by := c.agent.ID
			if by == "" {
				by = c.maker // a token that a token made is as good as the first
			}
			t, secret, err := s.tokens.create(ctx, c.workspace, by, in.Body.Name, in.Body.Scopes)
			out := &tokenOutput{tokenOf(t)}
			out.Body.Token = secret
			return out, err
		})
	handle(s, route{method: http.MethodDelete, path: "/tokens/{id}", id: "delete-token", summary: "Revoke an API token", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			if err := s.tokens.revoke(ctx, c.workspace, in.ID); err != nil {
				return nil, err
			}
			s.streams.end(in.ID)
			return nil, nil
		})
}
