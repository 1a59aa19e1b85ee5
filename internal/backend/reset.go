package backend

import (
	"database/sql"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Resets.
const (
	resetLife   = 30 * time.Minute
	resetLimit  = 5 // per customer and kind in resetWindow
	resetWindow = time.Hour

	// argon2id as OWASP's password storage sheet gives it: 19 MiB, two passes, one lane.
	argonTime, argonMemory, argonLanes, argonBytes = 2, 19 << 10, 1, 32
	argonAtOnce                                    = 2
)

// Secret is something that a customer proves with, and can set anew with a link that works once.
type Secret struct {
	Kind     string // "password" or "pin": in the paths and tables
	Min, Max int    // characters
	Digits   bool   // of digits only
	Texts    map[string]SecretTexts
}

// SecretTexts are what the link's page and the message to the phone say, in one language.
type SecretTexts struct {
	Title, Label, Save, Done, Dead, Wrong string
	SMS                                   string
}

// Password is the secret of a customer's account, for a brand with this title.
func Password(title string) Secret {
	return Secret{Kind: "password", Min: 10, Max: 200, Texts: map[string]SecretTexts{
		"id": {
			Title: "Kata sandi baru", Label: "Kata sandi baru (paling sedikit 10 karakter)", Save: "Simpan",
			Done:  "Kata sandi Anda sudah diganti. Anda boleh menutup halaman ini.",
			Dead:  "Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru lewat obrolan.",
			Wrong: "Kata sandi harus 10 sampai 200 karakter.",
			SMS:   title + ": tautan untuk mengganti kata sandi Anda baru saja dibuat. Bukan Anda? Balas pesan ini dengan TOLAK.",
		},
		"en": {
			Title: "New password", Label: "New password (at least 10 characters)", Save: "Save",
			Done:  "Your password has been changed. You can close this page.",
			Dead:  "This link has been used or has expired. Ask for a new one in the chat.",
			Wrong: "The password must have 10 to 200 characters.",
			SMS:   title + ": a link to change your password was just made. Not you? Reply REJECT to this message.",
		},
	}}
}

// fits reports whether a value may be the new secret.
func (k Secret) fits(value string) bool {
	n := utf8.RuneCountInString(value)
	if n < k.Min || n > k.Max {
		return false
	}
	return !k.Digits || strings.Trim(value, "0123456789") == ""
}

type resetMade struct {
	ID        string    `json:"reset_id"`
	Link      string    `json:"link"`
	ExpiresAt time.Time `json:"expires_at"`
}

// postReset makes a link that sets a new secret once. Earlier links die, and the customer's phone is told, so that a
// customer learns of a reset that somebody else began.
func (s *Server) postReset(k Secret) func(*Call) (Answer, error) {
	return func(c *Call) (Answer, error) {
		if !c.Own() {
			return Refuse("not_found"), nil
		}
		var count int
		var oldest sql.NullInt64
		err := c.DB.QueryRowContext(c.Ctx, `select count(*), min(created_at) from secret_reset where customer_id = $1 and kind = $2 and created_at > $3`,
			c.Customer, k.Kind, c.Now.Add(-resetWindow).UnixMilli()).Scan(&count, &oldest)
		if err != nil {
			return Answer{}, fmt.Errorf("reset: %w", err)
		}
		if count >= resetLimit {
			return Refuse("rate_limited", after(Instant(oldest.Int64).Add(resetWindow).Sub(c.Now))), nil
		}
		to, _, err := c.FindCustomer(c.Customer)
		if err != nil {
			return Answer{}, err
		}
		out, err := s.makeReset(c, k)
		if err != nil {
			return Answer{}, err
		}
		texts := make(map[string]string, len(k.Texts))
		for language, t := range k.Texts {
			texts[language] = t.SMS
		}
		if err := c.SendSMS(to, k.Kind+"_reset", texts); err != nil {
			return Answer{}, err
		}
		return Created(out), nil
	}
}

func (s *Server) makeReset(c *Call, k Secret) (resetMade, error) {
	id, err := c.NewID("rst")
	if err != nil {
		return resetMade{}, err
	}
	token, hash, err := s.newToken("prt")
	if err != nil {
		return resetMade{}, err
	}
	out := resetMade{ID: id, Link: s.cfg.PublicURL + "/" + k.Kind + "-resets/" + token, ExpiresAt: c.Now.Add(resetLife).UTC()}
	_, err = c.Exec(`update secret_reset set expires_at = $1 where customer_id = $2 and kind = $3 and used_at is null and expires_at > $1`,
		c.Now.UnixMilli(), c.Customer, k.Kind)
	if err != nil {
		return out, fmt.Errorf("reset: %w", err)
	}
	_, err = c.Exec(`insert into secret_reset (id, customer_id, kind, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
		id, c.Customer, k.Kind, hash, c.Now.UnixMilli(), out.ExpiresAt.UnixMilli())
	if err != nil {
		return out, fmt.Errorf("reset: %w", err)
	}
	return out, nil
}

// secretPage is what the link shows.
type secretPage struct {
	Brand, Language string
	T               SecretTexts
	Kind            Secret
	State           string // form, done or dead
	Wrong           bool
}

var secretHTML = template.Must(template.New("secret").Parse(`<!doctype html>
<html lang="{{.Language}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{.T.Title}} · {{.Brand}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}
input,button{font:inherit;width:100%;box-sizing:border-box;min-height:44px;margin:.5rem 0}</style>
<h1>{{.T.Title}}</h1>
{{if eq .State "form"}}{{if .Wrong}}<p role="alert">{{.T.Wrong}}</p>{{end}}
<form method="post"><label>{{.T.Label}}<input type="password" name="{{.Kind.Kind}}" autocomplete="new-password"{{if .Kind.Digits}} inputmode="numeric"{{end}} required minlength="{{.Kind.Min}}"></label>
<button>{{.T.Save}}</button></form>
{{else}}<p role="status">{{if eq .State "done"}}{{.T.Done}}{{else}}{{.T.Dead}}{{end}}</p>{{end}}
</html>
`))

// openReset is a link that still works; the zero one does not.
type openReset struct{ id, customer, language string }

func findReset(c *Call, k Secret) (openReset, error) {
	o, _, err := One(c, func(row Scanner) (o openReset, err error) {
		err = row.Scan(&o.id, &o.customer, &o.language)
		return o, err
	}, `select r.id, r.customer_id, c.language from secret_reset r join customer c on c.id = r.customer_id
		where r.token_hash = $1 and r.kind = $2 and r.used_at is null and r.expires_at > $3`,
		hashToken(c.Param("token")), k.Kind, c.Now.UnixMilli())
	if err != nil {
		return o, fmt.Errorf("find reset: %w", err)
	}
	return o, nil
}

func (s *Server) getResetPage(k Secret) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		o, err := findReset(s.call(r), k)
		switch {
		case err != nil:
			s.pageFailed(w, r, err)
		case o.id == "":
			s.render(w, r, http.StatusNotFound, secretPage{Kind: k, State: "dead"})
		default:
			s.render(w, r, http.StatusOK, secretPage{Kind: k, Language: o.language, State: "form"})
		}
	}
}

func (s *Server) postResetPage(k Secret) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if err := r.ParseForm(); err != nil {
			s.system.writeProblem(w, "bad_request")
			return
		}
		c := s.call(r)
		o, err := findReset(c, k)
		value := r.PostForm.Get(k.Kind)
		changed := false
		if err == nil && o.id != "" && k.fits(value) {
			if changed, err = s.setSecret(c, k, o, value); !changed {
				o = openReset{} // another tab was faster
			}
		}
		switch {
		case err != nil:
			s.pageFailed(w, r, err)
		case changed:
			s.render(w, r, http.StatusOK, secretPage{Kind: k, Language: o.language, State: "done"})
		case o.id == "":
			s.render(w, r, http.StatusNotFound, secretPage{Kind: k, State: "dead"})
		default:
			s.render(w, r, http.StatusUnprocessableEntity, secretPage{Kind: k, Language: o.language, State: "form", Wrong: true})
		}
	}
}

// setSecret uses the link up and keeps the hash, in one transaction; false means that the link was used before.
func (s *Server) setSecret(c *Call, k Secret, o openReset, value string) (bool, error) {
	hash, err := s.hashSecret(c, value)
	if err != nil {
		return false, err
	}
	changed := false
	err = s.db.write(c.Ctx, func(tx Querier) error {
		c.DB = tx
		n, err := c.Exec(`update secret_reset set used_at = $1 where id = $2 and used_at is null and expires_at > $1`, c.Now.UnixMilli(), o.id)
		if err != nil || n == 0 {
			return err
		}
		_, err = c.Exec(`insert into secret (customer_id, kind, hash) values ($1, $2, $3)
			on conflict (customer_id, kind) do update set hash = excluded.hash`, o.customer, k.Kind, hash)
		if err != nil {
			return fmt.Errorf("set secret: %w", err)
		}
		// Whoever was let in before the change proves again who they are.
		if _, err := c.Exec(`delete from customer_token where customer_id = $1`, o.customer); err != nil {
			return fmt.Errorf("end tokens: %w", err)
		}
		changed = true
		return nil
	})
	return changed, err
}

// hashSecret gives "argon2id$v=19$m=19456,t=2,p=1$salt$hash". Only a few run at once: each takes 19 MiB.
func (s *Server) hashSecret(c *Call, value string) (string, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-c.Ctx.Done():
		return "", c.Ctx.Err()
	}
	salt := make([]byte, 16)
	if _, err := s.random.Read(salt); err != nil {
		return "", fmt.Errorf("randomness: %w", err)
	}
	h := argon2.IDKey([]byte(value), salt, argonTime, argonMemory, argonLanes, argonBytes)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		enc.EncodeToString(salt), enc.EncodeToString(h)), nil
}

func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, p secretPage) {
	t, ok := p.Kind.Texts[p.Language]
	if !ok {
		p.Language, t = "id", p.Kind.Texts["id"]
	}
	p.T, p.Brand = t, s.system.Title
	s.writePage(w, r, status, secretHTML, p)
}

func (s *Server) pageFailed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		s.log.Error("brand page failed", "node", s.system.Name, "error", err)
	}
	s.system.writeProblem(w, "internal")
}
