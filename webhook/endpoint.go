package webhook

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/store"
)

// Endpoint is a brand's address that is told what happens.
type Endpoint struct {
	ID           string
	WorkspaceID  string
	URL          string
	Events       []terang.EventKind
	CreatedAt    time.Time
	DisabledAt   time.Time // zero while it is on
	FailingSince time.Time // zero while it answers well
	LastStatus   int       // HTTP status of the last call, 0 where there was no answer
	LastAt       time.Time

	secret string
}

// Wants reports whether the endpoint asked for the event.
func (e Endpoint) Wants(event terang.EventKind) bool { return slices.Contains(e.Events, event) }

const endpointColumns = `id, workspace_id, url, secret, events, created_at, disabled_at, failing_since, last_status, last_at`

func scanEndpoint(row interface{ Scan(dest ...any) error }) (Endpoint, error) {
	var e Endpoint
	var events string
	var created, disabled, failing, last int64
	if err := row.Scan(&e.ID, &e.WorkspaceID, &e.URL, &e.secret, &events, &created, &disabled, &failing, &e.LastStatus, &last); err != nil {
		return e, err
	}
	for event := range strings.FieldsSeq(events) {
		e.Events = append(e.Events, terang.EventKind(event))
	}
	e.CreatedAt, e.DisabledAt, e.FailingSince, e.LastAt = store.Time(created), store.Time(disabled), store.Time(failing), store.Time(last)
	return e, nil
}

func readEndpoints(ctx context.Context, q store.Querier, query string, args ...any) ([]Endpoint, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Endpoint
	for rows.Next() {
		e, err := scanEndpoint(rows)
		if err != nil {
			return nil, fmt.Errorf("webhook: read an endpoint: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

func activeEndpoints(ctx context.Context, q store.Querier) (map[string][]Endpoint, error) {
	all, err := readEndpoints(ctx, q, `select `+endpointColumns+` from webhook where disabled_at = 0 order by id`)
	if err != nil {
		return nil, err
	}
	out := map[string][]Endpoint{}
	for _, e := range all {
		out[e.WorkspaceID] = append(out[e.WorkspaceID], e)
	}
	return out, nil
}

// List returns a workspace's endpoints, oldest first, without secrets.
func (s *Service) List(ctx context.Context, workspaceID string) ([]Endpoint, error) {
	return readEndpoints(ctx, s.db, `select `+endpointColumns+` from webhook where workspace_id = $1 order by created_at, id`, workspaceID)
}

func (s *Service) endpoint(ctx context.Context, q store.Querier, workspaceID, id string) (Endpoint, error) {
	e, err := scanEndpoint(q.QueryRow(ctx, `select `+endpointColumns+` from webhook where id = $1 and workspace_id = $2`, id, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return e, terang.Fail(terang.NotFound, "webhook_not_found")
	}
	if err != nil {
		return e, fmt.Errorf("webhook: endpoint: %w", err)
	}
	return e, nil
}

// Create adds an endpoint and returns its secret ("whsec_…"), which is never shown again.
func (s *Service) Create(ctx context.Context, workspaceID, address string, events []terang.EventKind) (Endpoint, string, error) {
	if err := s.checkURL(address); err != nil {
		return Endpoint{}, "", err
	}
	events = slices.Compact(slices.Sorted(slices.Values(events)))
	if len(events) == 0 {
		return Endpoint{}, "", terang.Fail(terang.Invalid, "webhook_events")
	}
	for _, event := range events {
		if !slices.Contains(Events(), event) {
			return Endpoint{}, "", terang.Fail(terang.Invalid, "webhook_event_unknown", "event", clip(string(event)), "events", words(Events(), ", "))
		}
	}
	key := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.opt.Random, key); err != nil {
		return Endpoint{}, "", fmt.Errorf("webhook: make a secret: %w", err)
	}
	e := Endpoint{
		ID: s.opt.IDs("whk"), WorkspaceID: workspaceID, URL: address, Events: events, CreatedAt: s.opt.Clock().UTC(),
		secret: "whsec_" + base64.StdEncoding.EncodeToString(key),
	}
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		var n int
		if err := tx.QueryRow(`select count(*) from webhook where workspace_id = $1`, workspaceID).Scan(&n); err != nil {
			return fmt.Errorf("webhook: create: %w", err)
		}
		if n >= maxEndpoints {
			return terang.Fail(terang.Conflict, "webhook_too_many")
		}
		_, err := tx.Exec(`insert into webhook (id, workspace_id, url, secret, events, created_at) values ($1, $2, $3, $4, $5, $6)`,
			e.ID, e.WorkspaceID, e.URL, e.secret, words(e.Events, " "), store.Millis(e.CreatedAt))
		return err
	})
	if err != nil {
		return Endpoint{}, "", err
	}
	return e, e.secret, s.reload(ctx, s.db)
}

// Delete removes an endpoint; what was queued for it is dropped when its turn comes.
func (s *Service) Delete(ctx context.Context, workspaceID, id string) error {
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`delete from webhook where id = $1 and workspace_id = $2`, id, workspaceID)
		if err == nil && n == 0 {
			return terang.Fail(terang.NotFound, "webhook_not_found")
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.reload(ctx, s.db)
}

// checkURL refuses addresses that could never be called; what a name resolves to is checked at every call.
func (s *Service) checkURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || len(address) > maxURL || u.Hostname() == "" || u.User != nil || u.Fragment != "":
		return terang.Fail(terang.Invalid, "webhook_url")
	case u.Scheme != "https" && (u.Scheme != "http" || !s.opt.AllowPrivate):
		return terang.Fail(terang.Invalid, "webhook_url_scheme")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !s.opt.AllowPrivate && !public(ip) {
		return terang.Fail(terang.Invalid, "webhook_url_private")
	}
	return nil
}

// record notes how a call went. An endpoint that has failed for GiveUp, or says that it is gone, is switched
// off; reload tells whether that happened.
func (s *Service) record(tx *store.Tx, e Endpoint, status int, ok, gone bool) (reload bool, err error) {
	now := s.opt.Clock()
	failing, disabled := store.Millis(e.FailingSince), int64(0)
	switch {
	case ok:
		failing = 0
	case failing == 0:
		failing = store.Millis(now)
	}
	if gone || !ok && !e.FailingSince.IsZero() && now.Sub(e.FailingSince) >= s.opt.GiveUp {
		disabled = store.Millis(now)
	}
	_, err = tx.Exec(`update webhook set failing_since = $1, disabled_at = $2, last_status = $3, last_at = $4 where id = $5 and disabled_at = 0`,
		failing, disabled, status, store.Millis(now), e.ID)
	return disabled > 0, err
}

func words(events []terang.EventKind, sep string) string {
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = string(e)
	}
	return strings.Join(out, sep)
}

func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "")
	}
	return s
}
