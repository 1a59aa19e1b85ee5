package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"terang"
	"terang/store"
)

// Limits of idempotency keys (draft-ietf-httpapi-idempotency-key-header).
const (
	idempotencyHeader = "Idempotency-Key"
	maxIdempotencyKey = 128
	keepAnswers       = 24 * time.Hour
)

type bodyKey struct{}

// replays gives the first answer again when a request is repeated with the same key. Answers that show a
// secret once are never kept: their routes take no key.
type replays struct {
	db    *store.DB
	clock terang.Clock

	mu      sync.Mutex
	running map[string]bool
}

type answer struct {
	digest string
	status int
	body   []byte
}

func (p *replays) middleware(s *Server) func(ctx huma.Context, next func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		key := ctx.Header(idempotencyHeader)
		if key == "" {
			next(ctx)
			return
		}
		r, w := humago.Unwrap(ctx)
		if err := p.replay(ctx, r, w, key, next); err != nil {
			writeProblem(w, r, s.fail(r.Context(), "idempotency", err))
		}
	}
}

func (p *replays) replay(ctx huma.Context, r *http.Request, w http.ResponseWriter, key string, next func(huma.Context)) error {
	if !visible(key) {
		return terang.Fail(terang.Invalid, "idempotency_invalid")
	}
	c := callerOf(ctx.Context())
	who := c.agent.ID
	if who == "" {
		who = c.token
	}
	key = who + "/" + key // nobody meets another's key
	body, _ := r.Context().Value(bodyKey{}).([]byte)
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n", r.Method, r.URL.Path)
	sum.Write(body)
	digest := hex.EncodeToString(sum.Sum(nil))
	if !p.begin(c.workspace + "/" + key) {
		return terang.Fail(terang.Conflict, "idempotency_running")
	}
	defer p.end(c.workspace + "/" + key)
	earlier, found, err := p.find(r.Context(), c.workspace, key)
	switch {
	case err != nil:
		return err
	case found && earlier.digest != digest:
		return terang.Fail(terang.Invalid, "idempotency_mismatch")
	case found:
		h := w.Header()
		h.Set("Idempotency-Replayed", "true")
		if len(earlier.body) > 0 {
			h.Set("Content-Type", "application/json")
			if earlier.status >= 400 {
				h.Set("Content-Type", problemType)
			}
		}
		w.WriteHeader(earlier.status)
		_, _ = w.Write(earlier.body)
		return nil
	}
	rec := &recorder{humaContext: ctx}
	next(rec)
	if rec.status >= 500 || rec.status == http.StatusTooManyRequests { // may go otherwise next time
		return nil
	}
	// The answer is out already: if it cannot be kept, a repeat is decided anew, which is what would happen
	// without a key.
	_ = p.keep(context.WithoutCancel(r.Context()), c.workspace, key, answer{digest, rec.status, rec.body.Bytes()})
	return nil
}

func visible(key string) bool {
	if key == "" || len(key) > maxIdempotencyKey {
		return false
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}

func (p *replays) begin(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running[key] {
		return false
	}
	p.running[key] = true
	return true
}

func (p *replays) end(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, key)
}

func (p *replays) find(ctx context.Context, workspaceID, key string) (a answer, found bool, err error) {
	err = p.db.QueryRow(ctx, `select digest, status, body from idempotency where workspace_id = $1 and key = $2 and created_at > $3`,
		workspaceID, key, store.Millis(p.clock().Add(-keepAnswers))).Scan(&a.digest, &a.status, &a.body)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	if err != nil {
		return a, false, fmt.Errorf("httpapi: idempotency: %w", err)
	}
	return a, true, nil
}

// keep stores an answer and forgets old ones, so that the table needs no caretaker.
func (p *replays) keep(ctx context.Context, workspaceID, key string, a answer) error {
	now := p.clock()
	return p.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`delete from idempotency where created_at <= $1`, store.Millis(now.Add(-keepAnswers))); err != nil {
			return err
		}
		_, err := tx.Exec(`insert into idempotency (workspace_id, key, digest, status, body, created_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
			workspaceID, key, a.digest, a.status, a.body, store.Millis(now))
		return err
	})
}

// humaContext is embedded under another name, since the interface has a method called Context.
type humaContext huma.Context

// recorder copies an answer while it is written.
type recorder struct {
	humaContext
	status int
	body   bytes.Buffer
}

// SetStatus implements huma.Context.
func (r *recorder) SetStatus(code int) {
	r.status = code
	r.humaContext.SetStatus(code)
}

// BodyWriter implements huma.Context.
func (r *recorder) BodyWriter() io.Writer { return io.MultiWriter(&r.body, r.humaContext.BodyWriter()) }

// Unwrap lets humago find its own context.
func (r *recorder) Unwrap() huma.Context { return r.humaContext }
