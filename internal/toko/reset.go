package toko

import (
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Password resets.
const (
	resetLife   = 30 * time.Minute
	resetLimit  = 5 // per customer in resetWindow
	resetWindow = time.Hour
	minPassword = 10 // characters
	maxPassword = 200

	// argon2id as OWASP's password storage sheet gives it: 19 MiB, two passes, one lane.
	argonTime, argonMemory, argonLanes, argonBytes = 2, 19 << 10, 1, 32
	argonAtOnce                                    = 2
)

type resetMade struct {
	ID        string    `json:"reset_id"`
	Link      string    `json:"link"`
	ExpiresAt time.Time `json:"expires_at"`
}

// postPasswordReset makes a link that sets a new password once. Earlier links die, and the customer's phone is
// told, so that a customer learns of a reset that somebody else began.
func (s *Server) postPasswordReset(c *call) (answer, error) {
	if !c.own() {
		return refuse("not_found"), nil
	}
	var count int
	var oldest sql.NullInt64
	err := c.q.QueryRowContext(c.ctx, `select count(*), min(created_at) from password_reset where customer_id = $1 and created_at > $2`,
		c.customer, c.now.Add(-resetWindow).UnixMilli()).Scan(&count, &oldest)
	if err != nil {
		return answer{}, fmt.Errorf("reset: %w", err)
	}
	if count >= resetLimit {
		return refuse("rate_limited", after(instant(oldest.Int64).Add(resetWindow).Sub(c.now))), nil
	}
	to, err := s.customer(c, c.customer)
	if err != nil {
		return answer{}, err
	}
	id, err := s.newID("rst")
	if err != nil {
		return answer{}, err
	}
	token, hash, err := s.newToken("prt")
	if err != nil {
		return answer{}, err
	}
	out := resetMade{ID: id, Link: s.cfg.PublicURL + "/password-resets/" + token, ExpiresAt: c.now.Add(resetLife).UTC()}
	_, err = c.q.ExecContext(c.ctx, `update password_reset set expires_at = $1 where customer_id = $2 and used_at is null and expires_at > $1`,
		c.now.UnixMilli(), c.customer)
	if err != nil {
		return answer{}, fmt.Errorf("reset: %w", err)
	}
	_, err = c.q.ExecContext(c.ctx, `insert into password_reset (id, customer_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
		id, c.customer, hash, c.now.UnixMilli(), out.ExpiresAt.UnixMilli())
	if err != nil {
		return answer{}, fmt.Errorf("reset: %w", err)
	}
	if err := s.sendSMS(c, to, smsReset, ""); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, body: out}, nil
}

// passwordPage is what the link shows.
type passwordPage struct {
	Language string
	T        map[string]string
	State    string // form, done or dead
	Error    string // key of a text, "" if none
	Min      int
}

var passwordTexts = map[string]map[string]string{
	"id": {
		"title": "Kata sandi baru", "label": "Kata sandi baru (paling sedikit 10 karakter)", "save": "Simpan",
		"done":  "Kata sandi Anda sudah diganti. Anda boleh menutup halaman ini.",
		"dead":  "Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru lewat obrolan.",
		"short": "Kata sandi terlalu pendek.", "long": "Kata sandi terlalu panjang.",
	},
	"en": {
		"title": "New password", "label": "New password (at least 10 characters)", "save": "Save",
		"done":  "Your password has been changed. You can close this page.",
		"dead":  "This link has been used or has expired. Ask for a new one in the chat.",
		"short": "The password is too short.", "long": "The password is too long.",
	},
}

var passwordHTML = template.Must(template.New("password").Parse(`<!doctype html>
<html lang="{{.Language}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{.T.title}} · Toko Terang</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}
input,button{font:inherit;width:100%;box-sizing:border-box;min-height:44px;margin:.5rem 0}</style>
<h1>{{.T.title}}</h1>
{{if eq .State "form"}}{{if .Error}}<p role="alert">{{index .T .Error}}</p>{{end}}
<form method="post"><label>{{.T.label}}<input type="password" name="password" autocomplete="new-password" required minlength="{{.Min}}"></label>
<button>{{.T.save}}</button></form>
{{else}}<p role="status">{{index .T .State}}</p>{{end}}
</html>
`))

// openReset is a link that still works; the zero one does not.
type openReset struct{ id, customer, language string }

func (s *Server) findReset(c *call) (openReset, error) {
	var o openReset
	err := c.q.QueryRowContext(c.ctx, `select r.id, r.customer_id, c.language from password_reset r join customer c on c.id = r.customer_id
		where r.token_hash = $1 and r.used_at is null and r.expires_at > $2`,
		hashToken(c.param("token")), c.now.UnixMilli()).Scan(&o.id, &o.customer, &o.language)
	if errors.Is(err, sql.ErrNoRows) {
		return openReset{}, nil
	}
	if err != nil {
		return openReset{}, fmt.Errorf("find reset: %w", err)
	}
	return o, nil
}

func (s *Server) getPasswordPage(w http.ResponseWriter, r *http.Request) {
	c := &call{ctx: r.Context(), q: s.db.reader, r: r, now: s.cfg.Clock()}
	o, err := s.findReset(c)
	if err != nil {
		s.pageFailed(w, r, err)
		return
	}
	s.showPassword(w, r, o, "")
}

func (s *Server) postPasswordPage(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		writeProblem(w, "bad_request")
		return
	}
	c := &call{ctx: r.Context(), q: s.db.reader, r: r, now: s.cfg.Clock()}
	o, err := s.findReset(c)
	password := r.PostForm.Get("password")
	switch {
	case err != nil:
		s.pageFailed(w, r, err)
		return
	case o.id == "":
		s.showPassword(w, r, o, "")
		return
	case utf8.RuneCountInString(password) < minPassword:
		s.showPassword(w, r, o, "short")
		return
	case utf8.RuneCountInString(password) > maxPassword:
		s.showPassword(w, r, o, "long")
		return
	}
	changed, err := s.setPassword(c, o, password)
	if err != nil {
		s.pageFailed(w, r, err)
		return
	}
	if !changed {
		s.showPassword(w, r, openReset{}, "") // another tab was faster
		return
	}
	s.render(w, r, http.StatusOK, passwordPage{Language: o.language, State: "done"})
}

// setPassword uses the link up and keeps the hash, in one transaction; false means that the link was used before.
func (s *Server) setPassword(c *call, o openReset, password string) (bool, error) {
	hash, err := s.hashPassword(c, password)
	if err != nil {
		return false, err
	}
	changed := false
	err = s.db.write(c.ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(c.ctx, `update password_reset set used_at = $1 where id = $2 and used_at is null and expires_at > $1`,
			c.now.UnixMilli(), o.id)
		if err != nil {
			return fmt.Errorf("use reset: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.ExecContext(c.ctx, `update customer set password_hash = $1 where id = $2`, hash, o.customer); err != nil {
			return fmt.Errorf("set password: %w", err)
		}
		// Whoever was let in before the change proves again who they are.
		if _, err := tx.ExecContext(c.ctx, `delete from customer_token where customer_id = $1`, o.customer); err != nil {
			return fmt.Errorf("end tokens: %w", err)
		}
		changed = true
		return nil
	})
	return changed, err
}

// hashPassword gives "argon2id$v=19$m=19456,t=2,p=1$salt$hash". Only a few run at once: each takes 19 MiB.
func (s *Server) hashPassword(c *call, password string) (string, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-c.ctx.Done():
		return "", c.ctx.Err()
	}
	salt := make([]byte, 16)
	if _, err := s.random.Read(salt); err != nil {
		return "", fmt.Errorf("randomness: %w", err)
	}
	return formHash(password, salt), nil
}

func formHash(password string, salt []byte) string {
	h := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonBytes)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		enc.EncodeToString(salt), enc.EncodeToString(h))
}

func (s *Server) showPassword(w http.ResponseWriter, r *http.Request, o openReset, problem string) {
	switch {
	case o.id == "":
		s.render(w, r, http.StatusNotFound, passwordPage{Language: "id", State: "dead"})
	case problem != "":
		s.render(w, r, http.StatusUnprocessableEntity, passwordPage{Language: o.language, State: "form", Error: problem})
	default:
		s.render(w, r, http.StatusOK, passwordPage{Language: o.language, State: "form"})
	}
}

func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, p passwordPage) {
	p.T, p.Min = passwordTexts[p.Language], minPassword
	if p.T == nil {
		p.Language, p.T = "id", passwordTexts["id"]
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.WriteHeader(status)
	if err := passwordHTML.Execute(w, p); err != nil && r.Context().Err() == nil {
		s.log.Error("toko page failed", "error", err)
	}
}

func (s *Server) pageFailed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		s.log.Error("toko page failed", "error", err)
	}
	writeProblem(w, "internal")
}
