package backend

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// newKit is a brand that has nothing but two customers.
func newKit(t *testing.T, change func(*System, *Config)) *Server {
	t.Helper()
	system := System{
		Name: "kit", Title: "Kit", Sender: "KIT", Identifiers: []Identifier{ByPhone(), ByEmail()}, Secrets: []Secret{Password("Kit")},
		Seed: func(ctx context.Context, db Querier, _ time.Time) error {
			for _, c := range []Customer{
				{ID: "cus_1", Name: "Satu", Email: "satu@example.com", Phone: "+6281200000001", Address: "Jl. Contoh 1", Language: "id"},
				{ID: "cus_2", Name: "Dua", Email: "dua@example.com", Phone: "+6281200000002", Address: "Jl. Contoh 2", Language: "en"},
			} {
				if err := InsertCustomer(ctx, db, c); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cfg := Config{Dir: t.TempDir(), APIKey: "a key for tests only", Clock: time.Now, Random: rand.NewChaCha8([32]byte{1}), Demo: true}
	if change != nil {
		change(&system, &cfg)
	}
	s, err := New(system, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *Server) ask(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set(APIKeyHeader, s.cfg.APIKey)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestNotEvenTheRightCodeProvesNobody(t *testing.T) {
	t.Parallel()
	s := newKit(t, nil)
	w := s.ask("POST", "/verifications", `{"email":"nobody@example.com"}`)
	id := strings.SplitN(strings.SplitN(w.Body.String(), `"verification_id":"`, 2)[1], `"`, 2)[0]
	if _, err := s.db.writer.Exec(`update verification set code_hash = $1 where id = $2`, s.keyed("code", id, "123456"), id); err != nil {
		t.Fatal(err)
	}
	if w := s.ask("POST", "/verifications/"+id+"/check", `{"code":"123456"}`); w.Code != 422 || !strings.Contains(w.Body.String(), "wrong_code") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTwoCustomersWithOneNumberAreNobody(t *testing.T) {
	t.Parallel()
	s := newKit(t, func(system *System, _ *Config) {
		system.Identifiers = []Identifier{ByNumber("any", codeForm, `select id from customer where $1 <> ''`)}
	})
	if w := s.ask("POST", "/verifications", `{"any":"123456"}`); w.Code != 201 {
		t.Fatal(w.Code, w.Body)
	}
	var count int
	if err := s.db.reader.QueryRow(`select count(*) from outgoing_sms`).Scan(&count); err != nil || count != 0 {
		t.Errorf("%d messages went out: %v", count, err)
	}
}

func TestCodesAreEvenlySpread(t *testing.T) {
	t.Parallel()
	s := newKit(t, nil)
	var first [10]int
	for range 5000 {
		code, err := s.newCode()
		if err != nil || !codeForm.MatchString(code) {
			t.Fatal(code, err)
		}
		first[code[0]-'0']++
	}
	for d, n := range first {
		if n < 400 || n > 600 {
			t.Errorf("%d begins %d of 5000 codes", d, n)
		}
	}
}

func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	s := newKit(t, nil)
	for range maxStreams {
		if _, ok := s.phones.listen("cus_1"); !ok {
			t.Fatal("refused too early")
		}
	}
	if w := s.ask("GET", "/demo/phone/cus_1/stream", ""); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "too_many_streams") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestSecretIsKeptAsAHash(t *testing.T) {
	t.Parallel()
	s := newKit(t, nil)
	c := s.call(httptest.NewRequest("POST", "/", nil))
	c.Customer = "cus_1"
	kind := s.system.Secrets[0]
	err := s.db.write(c.Ctx, func(tx Querier) error {
		c.DB = tx
		_, err := s.makeReset(c, kind)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var id string
	if err := s.db.reader.QueryRow(`select id from secret_reset`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.setSecret(c, kind, openReset{id: id, customer: "cus_1"}, "a long enough password"); !changed || err != nil {
		t.Fatal(changed, err)
	}
	var hash string
	if err := s.db.reader.QueryRow(`select hash from secret where customer_id = 'cus_1' and kind = 'password'`).Scan(&hash); err != nil || !strings.HasPrefix(hash, "argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash, err)
	}
}

func TestAnotherVersionsDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	var cfg Config
	s := newKit(t, func(_ *System, c *Config) { cfg = *c })
	system := s.system
	system.Schema = `create table more (id text primary key) strict;`
	if other, err := New(system, cfg); err == nil || !strings.Contains(err.Error(), "another version") {
		t.Errorf("opened: %v", err)
		if other != nil {
			_ = other.Close()
		}
	}
}
