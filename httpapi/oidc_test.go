package httpapi

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"terang/config"
	"terang/store"
)

// issuer is an OpenID Connect provider: discovery, keys, authorization code with PKCE, and tokens signed with RS256. It signs
// in whoever comes as the person that it was told of.
type issuer struct {
	t     *testing.T
	url   string
	key   *rsa.PrivateKey
	other *rsa.PrivateKey // that nobody knows

	mu     sync.Mutex
	claims map[string]any // of the person, and what the token says beyond that
	forge  bool           // sign with the other key
	codes  map[string]url.Values
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{t: t, codes: map[string]url.Values{}}
	for _, k := range []**rsa.PrivateKey{&i.key, &i.other} {
		var err error
		if *k, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			t.Fatal(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.answer(w, map[string]any{
			"issuer": i.url, "authorization_endpoint": i.url + "/authorize", "token_endpoint": i.url + "/token", "jwks_uri": i.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		b64 := base64.RawURLEncoding.EncodeToString
		i.answer(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": b64(i.key.N.Bytes()), "e": b64(big.NewInt(int64(i.key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	i.url = server.URL
	return i
}

func (i *issuer) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (i *issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != "terang" || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 ||
		len(q.Get("state")) < 43 || len(q.Get("nonce")) < 43 || !strings.Contains(q.Get("scope"), "openid") {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	code := rand.Text()
	i.codes[code] = q
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {i.url}}.Encode(), http.StatusFound)
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	asked, known := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code")) // each works once
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if id != "terang" || secret != "rahasia" || !known || r.FormValue("redirect_uri") != asked.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		i.answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": i.url, "aud": "terang", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(), "nonce": asked.Get("nonce")}
	for k, v := range i.claims {
		claims[k] = v
	}
	i.answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": i.sign(claims)})
}

func (i *issuer) sign(claims map[string]any) string {
	part := func(v any) string { b, _ := json.Marshal(v); return base64.RawURLEncoding.EncodeToString(b) }
	text := part(map[string]string{"alg": "RS256", "typ": "JWT", "kid": "one"}) + "." + part(claims)
	sum, key := sha256.Sum256([]byte(text)), i.key
	if i.forge {
		key = i.other
	}
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		i.t.Error(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// is says who comes next, with what the token says beyond that.
func (i *issuer) is(subject, email string, more map[string]any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.claims = map[string]any{"sub": subject, "email": email, "email_verified": true}
	for k, v := range more {
		i.claims[k] = v
	}
}

// walk signs in as a browser does, and returns where it ends and the session that it has then.
func (h *house) walk(change func(back *http.Request)) (to, session string) {
	h.t.Helper()
	step := func(r *http.Request) *http.Response {
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := client.Do(r)
		h.check(err)
		h.check(res.Body.Close())
		return res
	}
	get := func(target string) *http.Request {
		r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, target, nil)
		h.check(err)
		return r
	}
	left := step(get(h.url + oidcPath))
	if strings.HasPrefix(left.Header.Get("Location"), "/") {
		return left.Header.Get("Location"), ""
	}
	there := step(get(left.Header.Get("Location")))
	back := get(h.url + strings.TrimPrefix(there.Header.Get("Location"), h.server.PublicURL))
	for _, c := range left.Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != oidcPath {
			h.t.Errorf("%+v", c)
		}
		back.AddCookie(c)
	}
	if change != nil {
		change(back)
	}
	res := step(back)
	for _, c := range res.Cookies() {
		if c.Name == sessionCookie {
			session = c.Value
		}
	}
	return res.Header.Get("Location"), session
}

func TestSignInAtAProvider(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		i := newIssuer(t)
		h := newHouse(t, func(c *config.Config) {
			c.OIDC = config.OIDC{Issuer: i.url, ClientID: "terang", ClientSecret: "rahasia", Name: "Kantor"}
			c.Limits.Login = config.Rate{}
		})
		if r := h.call("GET", "/api/v1/login", ""); !strings.Contains(r.body, `"name":"Kantor"`) {
			t.Errorf("%s", r.body)
		}
		agent, _ := h.person(store.RoleAgent)
		invited, invitation, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Baru", "baru@orang.id", store.RoleAgent)
		h.check(err)
		signs := func(what, want string) {
			t.Helper()
			to, session := h.walk(nil)
			if to != "/console/" || session == "" {
				t.Fatalf("%s: %s", what, to)
			}
			if r := h.call("GET", "/api/v1/me", "", signedIn(session)); !strings.Contains(r.body, want) {
				t.Errorf("%s: %s", what, r.body)
			}
			if r := h.call("GET", "/api/v1/me/sessions", "", signedIn(session)); !strings.Contains(r.body, `"way":"oidc"`) {
				t.Errorf("%s: %s", what, r.body)
			}
		}
		i.is("s1", "Agent@Orang.id", nil)
		signs("by a verified address", agent.ID)
		i.is("s1", "lain@sama-sekali.id", map[string]any{"email_verified": false})
		signs("by the provider's name for them, whatever the address is now", agent.ID)
		i.is("s2", invited.Email, nil)
		signs("who was invited and never set a password", invited.ID)

		refused := func(what, code string, change func(*http.Request)) {
			t.Helper()
			if to, session := h.walk(change); to != "/console/?sign_in="+code || session != "" {
				t.Errorf("%s: %s %q", what, to, session)
			}
		}
		i.is("s3", agent.Email, nil)
		refused("another account with the address of somebody who is known", "identity_differs", nil)
		bound := h.audit("?action=bind-sign-in", signedIn(h.a.session))
		if len(bound) != 2 || bound[0].Actor != "agent:"+invited.ID || bound[1].Actor != "agent:"+agent.ID || bound[1].Leaf == nil || !strings.Contains(string(bound[1].Asked), i.url) {
			t.Errorf("the trail has %+v", bound)
		}
		if r := h.setUp(invitation); r.problem().Code != "link_used_or_expired" {
			t.Errorf("the invitation is still good: %d %s", r.status, r.body)
		}
		i.is("s4", "siapa@orang.id", nil)
		refused("who was not invited", "oidc_unknown", nil)
		i.is("s5", h.a.owner.Email, map[string]any{"email_verified": false})
		refused("an address that nobody verified", "oidc_unverified", nil)
		for what, claims := range map[string]map[string]any{
			"another nonce": {"nonce": "x"}, "for another client": {"aud": "other"}, "too old": {"exp": time.Now().Add(-time.Hour).Unix()}, "of another issuer": {"iss": "https://other.example"},
		} {
			i.is("s1", agent.Email, claims)
			refused(what, "oidc_failed", nil)
		}
		i.is("s1", agent.Email, nil)
		refused("another state", "oidc_failed", withQuery("state", "x"))
		refused("another issuer in the answer", "oidc_failed", withQuery("iss", "https://other.example"))
		refused("a code that was never given", "oidc_failed", withQuery("code", "x"))
		refused("a browser that did not begin it", "oidc_failed", func(r *http.Request) { r.Header.Del("Cookie") })
		refused("another verifier", "oidc_failed", func(r *http.Request) {
			c, _ := r.Cookie(oidcCookie)
			words := strings.Split(c.Value, ".")
			r.Header.Set("Cookie", oidcCookie+"="+words[0]+"."+words[1]+"."+words[0])
		})
		i.forge = true
		refused("a forged signature", "oidc_failed", nil)
		i.forge = false
		signs("and still", agent.ID)
		r := h.call("PATCH", "/api/v1/agents/"+agent.ID, `{"disabled":true}`, signedIn(h.a.session))
		if r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		refused("who was disabled", "oidc_unknown", nil)
	})
}

// withQuery changes what stands in the address.
func withQuery(key, value string) func(*http.Request) {
	return func(r *http.Request) { q := r.URL.Query(); q.Set(key, value); r.URL.RawQuery = q.Encode() }
}

func TestNoProviderNoDoor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if to, session := h.walk(nil); to != "/console/?sign_in=oidc_off" || session != "" {
		t.Errorf("%s %q", to, session)
	}
	if r := h.call("GET", "/api/v1/login", ""); strings.Contains(r.body, "provider") {
		t.Error(r.body)
	}
}
