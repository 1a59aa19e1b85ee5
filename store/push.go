package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"terang"
)

// PushKey is a pair of keys that signs pushes; the private half is sealed.
type PushKey struct {
	Name      string
	Public    string
	Sealed    []byte
	CreatedAt time.Time
}

// PushKeyByName returns a pair of keys; the error's kind is NotFound where there is none.
func PushKeyByName(ctx context.Context, q Querier, name string) (PushKey, error) {
	k := PushKey{Name: name}
	var created int64
	err := q.QueryRow(ctx, `select public, sealed, created_at from push_key where name = $1`, name).Scan(&k.Public, &k.Sealed, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return k, terang.Fail(terang.NotFound, "push_off")
	}
	if err != nil {
		return k, fmt.Errorf("store: push key: %w", err)
	}
	k.CreatedAt = Time(created)
	return k, nil
}

// InsertPushKey stores a pair of keys, unless another node was first.
func InsertPushKey(tx *Tx, k PushKey) error {
	_, err := tx.Exec(`insert into push_key (name, public, sealed, created_at) values ($1, $2, $3, $4) on conflict (name) do nothing`, k.Name, k.Public, k.Sealed, Millis(k.CreatedAt))
	return err
}

// ResealPushKey puts the same private half sealed anew.
func ResealPushKey(tx *Tx, name string, sealed []byte) error {
	_, err := tx.Exec(`update push_key set sealed = $1 where name = $2`, sealed, name)
	return err
}

// Subscription is a browser of an agent that takes pushes. It lives as long as the session in which it was made.
type Subscription struct {
	ID          string
	WorkspaceID string
	AgentID     string
	SessionID   string
	Endpoint    string // an address of a push service; who knows it and has our keys can push
	P256dh      []byte
	Auth        []byte
	Device      string // what the browser says of itself
	CreatedAt   time.Time
	PushedAt    time.Time // the last try, zero for none
	Status      int       // what it was answered; 0 for no answer
}

const subscriptionColumns = `p.id, p.workspace_id, p.agent_id, p.session_id, p.endpoint, p.p256dh, p.auth, p.device, p.created_at, p.pushed_at, p.status`

// liveSubscription is what holds of each that may still be pushed to: its session goes on, and its agent works here.
const liveSubscription = ` from push_subscription p join session s on s.id = p.session_id and s.agent_id = p.agent_id join agent a on a.id = p.agent_id
	where a.disabled_at = 0 and s.expires_at > $1`

func scanSubscription(row scanner) (Subscription, error) {
	var p Subscription
	var created, pushed int64
	err := row.Scan(&p.ID, &p.WorkspaceID, &p.AgentID, &p.SessionID, &p.Endpoint, &p.P256dh, &p.Auth, &p.Device, &created, &pushed, &p.Status)
	p.CreatedAt, p.PushedAt = Time(created), Time(pushed)
	return p, err
}

// Subscriptions returns the browsers that may be pushed to, of one agent, or of all in the workspace where agentID is "", or
// of all workspaces where that is "" too.
func Subscriptions(ctx context.Context, q Querier, workspaceID, agentID string, now time.Time) ([]Subscription, error) {
	rows, err := q.Query(ctx, `select `+subscriptionColumns+liveSubscription+` and (p.workspace_id = $2 or $2 = '') and (p.agent_id = $3 or $3 = '') order by p.created_at, p.id`,
		Millis(now), workspaceID, agentID)
	if err != nil {
		return nil, fmt.Errorf("store: subscriptions: %w", err)
	}
	defer rows.Close()
	var out []Subscription
	for rows.Next() {
		p, err := scanSubscription(rows)
		if err != nil {
			return nil, fmt.Errorf("store: subscriptions: %w", err)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// SubscriptionByID returns a browser that may be pushed to; the error's kind is NotFound where it may not any more.
func SubscriptionByID(ctx context.Context, q Querier, workspaceID, id string, now time.Time) (Subscription, error) {
	p, err := scanSubscription(q.QueryRow(ctx, `select `+subscriptionColumns+liveSubscription+` and p.workspace_id = $2 and p.id = $3`, Millis(now), workspaceID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return p, terang.Fail(terang.NotFound, "subscription_not_found")
	}
	if err != nil {
		return p, fmt.Errorf("store: subscription: %w", err)
	}
	return p, nil
}

// SaveSubscription stores a browser. One with the same endpoint is the same browser, whoever had it before.
func SaveSubscription(tx *Tx, p Subscription) error {
	if _, err := tx.Exec(`delete from push_subscription where endpoint = $1 or session_id = $2`, p.Endpoint, p.SessionID); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into push_subscription (id, workspace_id, agent_id, session_id, endpoint, p256dh, auth, device, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.ID, p.WorkspaceID, p.AgentID, p.SessionID, p.Endpoint, p.P256dh, p.Auth, p.Device, Millis(p.CreatedAt))
	return err
}

// DeleteSubscription forgets a browser of an agent, and reports whether there was one.
func DeleteSubscription(tx *Tx, workspaceID, agentID, id string) (bool, error) {
	n, err := tx.Exec(`delete from push_subscription where id = $1 and agent_id = $2 and workspace_id = $3`, id, agentID, workspaceID)
	return n > 0, err
}

// DeleteSessionSubscription forgets the browser of a session.
func DeleteSessionSubscription(tx *Tx, workspaceID, sessionID string) error {
	_, err := tx.Exec(`delete from push_subscription where session_id = $1 and workspace_id = $2`, sessionID, workspaceID)
	return err
}

// dropSubscriptions forgets the browsers whose sessions are over.
func dropSubscriptions(tx *Tx) error {
	_, err := tx.Exec(`delete from push_subscription where not exists (select 1 from session s where s.id = push_subscription.session_id)`)
	return err
}

// TouchSubscription notes how a push went.
func TouchSubscription(tx *Tx, id string, status int, at time.Time) error {
	_, err := tx.Exec(`update push_subscription set status = $1, pushed_at = $2 where id = $3`, status, Millis(at), id)
	return err
}

// NotifySetting returns what an agent wants to be told, as JSON; "" where they never said.
func NotifySetting(ctx context.Context, q Querier, workspaceID, agentID string) (string, error) {
	var setting string
	err := q.QueryRow(ctx, `select setting from notify_setting where agent_id = $1 and workspace_id = $2`, agentID, workspaceID).Scan(&setting)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("store: notify setting: %w", err)
	}
	return setting, nil
}

// SaveNotifySetting stores what an agent wants to be told.
func SaveNotifySetting(tx *Tx, workspaceID, agentID, setting string, now time.Time) error {
	_, err := tx.Exec(`insert into notify_setting (agent_id, workspace_id, setting, changed_at) values ($1, $2, $3, $4)
		on conflict (agent_id) do update set setting = excluded.setting, changed_at = excluded.changed_at`, agentID, workspaceID, setting, Millis(now))
	return err
}
