package backend

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Kept answers of POST requests.
const (
	maxKey        = 255
	keepAnswers   = 24 * time.Hour
	purgePerWrite = 20 // old rows that one write sweeps away
)

// write runs a POST in one transaction: its work, and the answer under its Idempotency-Key. So an answer is kept
// exactly if the work was done. Two requests with one key stand in line for the writer, and the second finds
// the first one's answer.
func (s *Server) write(rt Route, c *Call) (encoded, error) {
	key := c.Request.Header.Get("Idempotency-Key")
	_, given := c.Request.Header["Idempotency-Key"]
	if given && !validKey(key) {
		return s.system.encode(Refuse("idempotency_key"))
	}
	seal := fingerprint(c)
	var out encoded
	err := s.db.write(c.Ctx, func(tx Querier) error {
		c.DB = tx
		if given {
			kept, found, err := s.kept(c, key, seal)
			if err != nil || found {
				out = kept
				return err
			}
		}
		a, err := rt.Do(c)
		if err != nil {
			return err
		}
		if out, err = s.system.encode(a); err != nil {
			return err
		}
		if !given || out.retryAfter > 0 || out.status >= 500 {
			return nil // "later" is no answer to keep
		}
		return s.keep(c, key, seal, out)
	})
	if err != nil {
		return encoded{}, err
	}
	for _, id := range c.phones {
		s.phones.ring(id)
	}
	if c.events && s.emitter != nil {
		s.emitter.wake()
	}
	return out, nil
}

func validKey(key string) bool {
	if key == "" || len(key) > maxKey {
		return false
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}

// fingerprint tells whether a request is the same: who, where to, and what.
func fingerprint(c *Call) []byte {
	h := sha256.New()
	for _, part := range []string{c.Request.Method, c.Request.URL.EscapedPath(), c.Customer, string(c.body)} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}

func (s *Server) kept(c *Call, key string, seal []byte) (encoded, bool, error) {
	var e encoded
	var before []byte
	err := c.DB.QueryRowContext(c.Ctx, `select fingerprint, status, body from idempotency where key = $1 and at > $2`,
		key, c.Now.Add(-keepAnswers).UnixMilli()).Scan(&before, &e.status, &e.body)
	if errors.Is(err, sql.ErrNoRows) {
		return encoded{}, false, nil
	}
	if err != nil {
		return encoded{}, false, fmt.Errorf("kept answer: %w", err)
	}
	if string(before) != string(seal) {
		e, err = s.system.encode(Refuse("idempotency_key_reused"))
		return e, true, err
	}
	return e, true, nil
}

func (s *Server) keep(c *Call, key string, seal []byte, e encoded) error {
	_, err := c.DB.ExecContext(c.Ctx, `delete from idempotency where key in (
		select key from idempotency where at <= $1 order by at limit $2)`,
		c.Now.Add(-keepAnswers).UnixMilli(), purgePerWrite)
	if err != nil {
		return fmt.Errorf("purge answers: %w", err)
	}
	_, err = c.DB.ExecContext(c.Ctx, `insert into idempotency (key, fingerprint, status, body, at) values ($1, $2, $3, $4, $5)
		on conflict (key) do update set fingerprint = excluded.fingerprint, status = excluded.status,
			body = excluded.body, at = excluded.at`,
		key, seal, e.status, e.body, c.Now.UnixMilli())
	if err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return nil
}
