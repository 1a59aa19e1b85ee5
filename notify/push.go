package notify

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/action"
	"terang/queue"
	"terang/store"
	"terang/webpush"
)

// Limits of a push.
const (
	maxEndpoint = 1024
	maxDevice   = 120
	maxAnswer   = 4 << 10
	maxWays     = 64
	maxWords    = 160 // characters of a contact's words
	keyName     = "vapid"
)

// parcel is a push as it is queued.
type parcel struct {
	notice
	Subscription string `json:"subscription"`
}

// push is the queue's handler of one browser.
func (s *Service) push(ctx context.Context, j queue.Job) error {
	var p parcel
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return fmt.Errorf("notify: payload: %w: %w", err, queue.ErrDead)
	}
	if !s.opt.Clock().Before(p.Until) {
		return nil
	}
	to, err := store.SubscriptionByID(ctx, s.db, p.Workspace, p.Subscription, s.opt.Clock())
	if err != nil || to.AgentID != p.Agent {
		return ignoreGone(err) // signed out or blocked since
	}
	msg, err := s.compose(ctx, p.notice)
	if err != nil {
		return ignoreGone(err) // erased since
	}
	_, err = s.deliver(ctx, to, p.notice, msg)
	return err
}

func ignoreGone(err error) error {
	if terang.KindOf(err) == terang.NotFound {
		return nil
	}
	return err
}

// deliver makes one push and notes how it went. A browser that is no more is forgotten.
func (s *Service) deliver(ctx context.Context, to store.Subscription, n notice, msg shown) (status int, err error) {
	if words := []rune(msg.Body); len(words) > maxWords {
		msg.Body = string(words[:maxWords-1]) + "…"
	}
	body, err := json.Marshal(msg)
	if err != nil {
		return 0, fmt.Errorf("notify: message: %w", err)
	}
	status, callErr := s.call(ctx, to, n, body)
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if status == http.StatusNotFound || status == http.StatusGone { // RFC 8030 section 7.3
			_, err := store.DeleteSubscription(tx, to.WorkspaceID, to.AgentID, to.ID)
			return err
		}
		return store.TouchSubscription(tx, to.ID, status, s.opt.Clock())
	})
	if err != nil {
		return status, fmt.Errorf("notify: record: %w", err)
	}
	if status == http.StatusNotFound || status == http.StatusGone {
		return status, s.reload(ctx, s.db)
	}
	return status, callErr
}

// call makes one push. An answer outside 2xx is an error with its status; one that trying again cannot mend is [queue.ErrDead].
func (s *Service) call(ctx context.Context, to store.Subscription, n notice, body []byte) (status int, err error) {
	u, err := s.checkEndpoint(to.Endpoint)
	if err != nil {
		return 0, fmt.Errorf("notify: endpoint: %w: %w", err, queue.ErrDead)
	}
	keys, err := s.key(ctx)
	if err != nil {
		return 0, err
	}
	sealed, err := webpush.Encrypt(rand.Reader, body, webpush.Receiver{P256dh: to.P256dh, Auth: to.Auth})
	if err != nil {
		return 0, fmt.Errorf("notify: encrypt: %w: %w", err, queue.ErrDead)
	}
	now := s.opt.Clock()
	token, err := keys.Authorize(u, s.opt.Subject, now)
	if err != nil {
		return 0, err
	}
	way, err := s.way(u)
	if err != nil {
		return 0, fmt.Errorf("notify: way: %w: %w", err, queue.ErrDead)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.Endpoint, bytes.NewReader(sealed))
	if err != nil {
		return 0, fmt.Errorf("notify: address: %w: %w", err, queue.ErrDead)
	}
	for name, value := range map[string]string{
		"Authorization": token, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
		"TTL": ttl(n.Until, now), "Urgency": rules[n.Kind].urgency, "Topic": topic(n), "User-Agent": "Terang-Push/1",
	} {
		req.Header.Set(name, value)
	}
	client := http.Client{Transport: way, Timeout: s.opt.Timeout}
	res, err := client.Do(req)
	if err != nil {
		var inner *url.Error // its address is a secret between the browser and us
		if errors.As(err, &inner) {
			err = inner.Err
		}
		return 0, fmt.Errorf("notify: call: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return res.StatusCode, nil
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode >= 500:
		return res.StatusCode, fmt.Errorf("notify: answered %d", res.StatusCode)
	}
	return res.StatusCode, fmt.Errorf("notify: answered %d: %w", res.StatusCode, queue.ErrDead)
}

// checkEndpoint refuses what is no address of a push service. What its name resolves to is looked at when it is dialled.
func (s *Service) checkEndpoint(endpoint string) (*url.URL, error) {
	refused := terang.Fail(terang.Invalid, "push_endpoint")
	u, err := url.Parse(endpoint)
	if err != nil || len(endpoint) > maxEndpoint || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return nil, refused
	}
	if slices.Contains(s.opt.Hosts, withPort(u)) && (u.Scheme == "https" || u.Scheme == "http") {
		return u, nil
	}
	if !webpush.Service(u) {
		return nil, refused
	}
	return u, nil
}

func withPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// way is the guarded transport to a host. Public addresses only, except where the operator named the host.
func (s *Service) way(u *url.URL) (http.RoundTripper, error) {
	host := withPort(u)
	s.mu.Lock()
	defer s.mu.Unlock()
	if rt := s.ways[host]; rt != nil {
		return rt, nil
	}
	allow, private := []string{host}, []string(nil)
	if slices.Contains(s.opt.Hosts, host) {
		allow, private = nil, allow
	}
	rt, err := action.Guarded(allow, private, s.opt.Resolver, maxAnswer)
	if err != nil {
		return nil, err
	}
	if len(s.ways) < maxWays {
		s.ways[host] = rt
	}
	return rt, nil
}

// PublicKey is what a browser subscribes with. The keys are made the first time they are asked for.
func (s *Service) PublicKey(ctx context.Context) (string, error) {
	k, err := s.key(ctx)
	if err != nil {
		return "", err
	}
	return k.Public(), nil
}

func (s *Service) key(ctx context.Context) (*webpush.Keys, error) {
	s.mu.Lock()
	keys := s.keys
	s.mu.Unlock()
	if keys != nil {
		return keys, nil
	}
	row, err := store.PushKeyByName(ctx, s.db, keyName)
	if terang.KindOf(err) == terang.NotFound {
		if err = s.makeKey(ctx); err == nil {
			row, err = store.PushKeyByName(ctx, s.db, keyName) // another node may have been first
		}
	}
	if err != nil {
		return nil, fmt.Errorf("notify: key: %w", err)
	}
	secret, _, err := s.opt.Sealer.Unseal(row.Sealed, "push", keyName)
	if err != nil {
		return nil, fmt.Errorf("notify: key: %w", err)
	}
	if keys, err = webpush.ParseKeys(secret); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = keys
	return keys, nil
}

func (s *Service) makeKey(ctx context.Context) error {
	keys, err := webpush.NewKeys()
	if err != nil {
		return err
	}
	secret, err := keys.Secret()
	if err != nil {
		return err
	}
	sealed, err := s.opt.Sealer.Seal(secret, "push", keyName)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *store.Tx) error {
		return store.InsertPushKey(tx, store.PushKey{Name: keyName, Public: keys.Public(), Sealed: sealed, CreatedAt: s.opt.Clock()})
	})
}

// Reseal seals the private key anew where it is not under the newest key, and returns how many were and how many no key opens.
func Reseal(ctx context.Context, db *store.DB, sealer Sealer) (resealed, unreadable int, err error) {
	row, err := store.PushKeyByName(ctx, db, keyName)
	if terang.KindOf(err) == terang.NotFound {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	secret, current, err := sealer.Unseal(row.Sealed, "push", keyName)
	if err != nil {
		return 0, 1, nil //nolint:nilerr // counted, as the others are
	}
	if current {
		return 0, 0, nil
	}
	sealed, err := sealer.Seal(secret, "push", keyName)
	if err == nil {
		err = db.Write(ctx, func(tx *store.Tx) error { return store.ResealPushKey(tx, keyName, sealed) })
	}
	if err != nil {
		return 0, 0, fmt.Errorf("notify: reseal: %w", err)
	}
	return 1, 0, nil
}

// Subscribe takes a browser in, for as long as its session lasts.
func (s *Service) Subscribe(ctx context.Context, in store.Subscription) (store.Subscription, error) {
	if _, err := s.checkEndpoint(in.Endpoint); err != nil {
		return in, err
	}
	if err := (webpush.Receiver{P256dh: in.P256dh, Auth: in.Auth}).Check(); err != nil {
		return in, terang.Fail(terang.Invalid, "push_keys")
	}
	in.ID, in.CreatedAt = s.opt.IDs("sub"), s.opt.Clock()
	if d := []rune(in.Device); len(d) > maxDevice {
		in.Device = string(d[:maxDevice])
	}
	if err := s.db.Write(ctx, func(tx *store.Tx) error { return store.SaveSubscription(tx, in) }); err != nil {
		return in, err
	}
	return in, s.reload(ctx, s.db)
}

// Unsubscribe forgets the browser of a session.
func (s *Service) Unsubscribe(ctx context.Context, workspaceID, sessionID string) error {
	if err := s.db.Write(ctx, func(tx *store.Tx) error { return store.DeleteSessionSubscription(tx, workspaceID, sessionID) }); err != nil {
		return err
	}
	return s.reload(ctx, s.db)
}

// Subscriptions are the browsers of an agent.
func (s *Service) Subscriptions(ctx context.Context, workspaceID, agentID string) ([]store.Subscription, error) {
	return store.Subscriptions(ctx, s.db, workspaceID, agentID, s.opt.Clock())
}

// Test pushes to the browser of a session at once, and returns what the push service answered; 0 where it did not.
func (s *Service) Test(ctx context.Context, workspaceID, agentID, sessionID string) (status int, err error) {
	all, err := s.Subscriptions(ctx, workspaceID, agentID)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(all, func(p store.Subscription) bool { return p.SessionID == sessionID })
	if i < 0 {
		return 0, terang.Fail(terang.NotFound, "subscription_not_found")
	}
	now := s.opt.Clock()
	n := notice{Kind: Try, Workspace: workspaceID, Agent: agentID, Mark: strconv.FormatInt(store.Millis(now), 10), Until: now.Add(rules[Try].life)}
	msg, err := s.compose(ctx, n)
	if err != nil {
		return 0, err
	}
	status, err = s.deliver(ctx, all[i], n, msg)
	if err != nil && terang.KindOf(err) == "" {
		s.opt.Log.Warn("test push failed", "status", status, "error", err)
		return status, nil
	}
	return status, err
}
