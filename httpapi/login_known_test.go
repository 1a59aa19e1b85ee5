package httpapi

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"terang/config"
)

// door is the counting of tries alone, on a clock that only the test moves: 6 in a minute.
type door struct {
	*Server
	now time.Time
}

func newDoor() *door {
	d := &door{now: time.Unix(1_790_000_000, 0)}
	clock := func() time.Time { return d.now }
	six, sixty := config.Rate{PerMinute: 6, Burst: 6}, config.Rate{PerMinute: 60, Burst: 60}
	d.Server = &Server{
		byTry: newLimiter(six, clock), byAccount: newLimiter(sixty, clock), byAddress: newLimiter(sixty, clock),
		known: &knownBrowsers{key: bytes.Repeat([]byte{7}, 32), random: random},
	}
	return d
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// tries tries to sign in n times, and returns how often the password is looked at.
func (d *door) tries(n int, address, account, known string) int {
	looked := 0
	for range n {
		if d.allowSignIn(http.Header{}, address, account, known) == nil {
			looked++
		}
	}
	return looked
}

const rina, budi = "rina@toko.example", "budi@toko.example"

func TestWhoeverGuessesUsesUpTheirOwnTries(t *testing.T) {
	d := newDoor()
	if n := d.tries(1000, "203.0.113.7", rina, ""); n != 6 {
		t.Errorf("one address guesses %d times at once", n)
	}
	if n := d.tries(1, "198.51.100.4", rina, ""); n != 1 {
		t.Error("the account's owner pays for it")
	}
	for range 60 { // an hour of it
		d.now = d.now.Add(time.Minute)
		if n := d.tries(1000, "203.0.113.7", rina, ""); n != 6 {
			t.Fatalf("one address guesses %d times in a minute", n)
		}
		if n := d.tries(1, "198.51.100.4", rina, ""); n != 1 {
			t.Fatal("the account's owner pays for it")
		}
	}
}

func TestGuessingFromManyAddressesIsBoundedAndKeepsNoKnownBrowserOut(t *testing.T) {
	d := newDoor()
	desk, elsewhere := d.known.with("", rina), "198.51.100.4"
	flood := func() (looked int) {
		for i := range 256 {
			looked += d.tries(6, fmt.Sprintf("203.0.113.%d", i), rina, "")
		}
		return looked
	}
	if n := flood(); n != 60 {
		t.Errorf("%d guesses at once", n)
	}
	for range 10 {
		d.now = d.now.Add(time.Minute)
		if n := flood(); n != 60 {
			t.Errorf("%d guesses in a minute", n)
		}
		if n := d.tries(1, elsewhere, rina, ""); n != 0 {
			t.Error("another address is not counted")
		}
		if n := d.tries(2, elsewhere, rina, desk); n != 2 {
			t.Error("the owner's own browser is kept out")
		}
	}
	if n := d.tries(1, elsewhere, budi, ""); n != 1 {
		t.Error("another account is kept out")
	}
}

func TestAnAddressThatIsSharedKeepsNoKnownBrowserOut(t *testing.T) {
	d := newDoor()
	desk := d.known.with("", rina)
	for i := range 100 { // somebody behind the same address, or a proxy that hides who calls
		d.tries(6, "192.0.2.1", fmt.Sprintf("nobody%d@x.example", i), "")
		d.tries(6, "192.0.2.1", rina, "")
	}
	if n := d.tries(1, "192.0.2.1", budi, ""); n != 0 {
		t.Error("the address goes on")
	}
	if n := d.tries(1, "192.0.2.1", rina, desk); n != 1 {
		t.Error("the owner's own browser is kept out")
	}
}

func TestAKnownBrowserIsNoFreePass(t *testing.T) {
	d := newDoor()
	desk := d.known.with("", rina)
	if n := d.tries(100, "198.51.100.4", rina, desk) + d.tries(100, "198.51.100.5", rina, desk); n != 6 {
		t.Errorf("a browser that was taken guesses %d times", n)
	}
	d.now = d.now.Add(time.Minute)
	if n := d.tries(100, "198.51.100.4", rina, desk); n != 6 {
		t.Errorf("%d times in a minute", n)
	}
	if n := d.tries(100, "198.51.100.4", budi, desk); n != 6 { // as any browser has
		t.Errorf("the mark of one account gives %d tries to another", n)
	}
	if n := d.tries(6, "198.51.100.6", budi, desk) + d.tries(6, "198.51.100.6", budi, ""); n != 6 {
		t.Errorf("and %d from another address", n)
	}
}

func TestMarksHoldForTheirAccountAlone(t *testing.T) {
	k := newDoor().known
	both := k.with(k.with("", rina), budi)
	if k.id(both, rina) == "" || k.id(both, budi) == "" || k.id(both, rina) == k.id(both, budi) || k.id(both, "owner@toko.example") != "" {
		t.Errorf("%q", both)
	}
	if again := k.with(both, rina); k.id(again, rina) != k.id(both, rina) || k.id(again, budi) != k.id(both, budi) {
		t.Error("a browser that is known became another")
	}
	if k.id(k.with("", rina), rina) == k.id(both, rina) {
		t.Error("two browsers are one")
	}
	if strings.Contains(both, "rina") || strings.Contains(both, base64.RawURLEncoding.EncodeToString([]byte(rina))) {
		t.Error("the cookie names its people")
	}
	other := &knownBrowsers{key: bytes.Repeat([]byte{8}, 32), random: random}
	raw, _ := base64.RawURLEncoding.DecodeString(k.with("", rina))
	raw[0] ^= 1
	for name, cookie := range map[string]string{
		"another installation": other.with("", rina), "another browser's name": base64.RawURLEncoding.EncodeToString(raw),
		"cut": both[:63], "empty": "", "dots": "....", "no base64": strings.Repeat("!", 64),
	} {
		if k.id(cookie, rina) != "" {
			t.Errorf("%s: %q is a mark", name, cookie)
		}
	}
}

func TestABrowserIsKnownToTheLatestOfItsAccounts(t *testing.T) {
	k, cookie := newDoor().known, ""
	account := func(i int) string { return fmt.Sprintf("agent%d@toko.example", i) }
	for i := range 20 {
		cookie = k.with(cookie, account(i))
	}
	for i := range 20 {
		if known := k.id(cookie, account(i)) != ""; known != (i >= 20-maxKnown) {
			t.Errorf("agent %d known: %t", i, known)
		}
	}
}

func FuzzKnownCookie(f *testing.F) {
	k := newDoor().known
	f.Add("", rina)
	f.Add(k.with(k.with("", rina), budi), rina)
	f.Fuzz(func(t *testing.T, cookie, account string) {
		after := k.with(cookie, account)
		if k.id(after, account) == "" || len(after) > maxKnown*65 {
			t.Errorf("%q", after)
		}
		if err := (&http.Cookie{Name: knownCookie, Value: after}).Valid(); err != nil {
			t.Error(err)
		}
	})
}

// signIn posts a sign-in and returns the answer with the cookie of the browser after it.
func (h *house) signIn(email, password, known, from string) (reply, string) {
	h.t.Helper()
	r := h.call("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":%q}`, email, password), func(r *http.Request) {
		r.Header.Set("X-Forwarded-For", from)
		if known != "" {
			r.AddCookie(&http.Cookie{Name: knownCookie, Value: known})
		}
	})
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Name == knownCookie {
			known = c.Value
		}
	}
	return r, known
}

func TestAnOutsiderKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	const owner, outsider, wrong = "198.51.100.4", "203.0.113.7", "salah salah salah"
	h := newHouse(t, func(c *config.Config) {
		c.Limits.Login = config.Rate{PerMinute: 1, Burst: 2}
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	})
	email := h.a.owner.Email
	want := func(what string, r reply, status int) {
		t.Helper()
		if r.status != status {
			t.Errorf("%s: %d %s", what, r.status, r.body)
		}
	}
	for range 2 {
		r, _ := h.signIn(email, wrong, "", outsider)
		want("a guess", r, 401)
	}
	r, _ := h.signIn(email, wrong, "", outsider)
	want("one guess too many", r, 429)
	r, known := h.signIn(email, password, "", owner)
	want("the owner meanwhile", r, 200)
	if cookie := strings.Join(r.header.Values("Set-Cookie"), "\n"); !strings.Contains(cookie, knownCookie+"="+known+"; Path=/api/v1/; Max-Age=34560000; HttpOnly; SameSite=Lax") {
		t.Errorf("cookies\n%s", cookie)
	}
	for i := 0; i < 40 && r.status != 429; i++ { // from everywhere, until the account's own limit
		r, _ = h.signIn(email, wrong, "", fmt.Sprintf("192.0.2.%d", 10+i))
	}
	want("guessing from everywhere", r, 429)
	r, _ = h.signIn(email, password, known, "192.0.2.9")
	want("the owner's own browser", r, 200)
	if r, _ = h.signIn(email, wrong, known, "192.0.2.9"); r.problem().Code != "login_wrong" {
		t.Errorf("a slip there: %d %s", r.status, r.body)
	}
	r, _ = h.signIn(email, password, known, "192.0.2.9")
	want("and no more there", r, 429)
	h.forward(2 * time.Minute)
	r, _ = h.signIn(email, password, "", "192.0.2.9")
	want("after a while", r, 200)
}

func TestWhoSaysToBeElsewhereHasNoMoreTries(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.Login = config.Rate{PerMinute: 1, Burst: 2} }) // no proxy of ours in front
	for i := range 2 {
		if r, _ := h.signIn(h.a.owner.Email, "salah salah salah", "", fmt.Sprintf("203.0.113.%d", i)); r.status != 401 {
			t.Fatalf("%d %s", r.status, r.body)
		}
	}
	if r, _ := h.signIn(h.a.owner.Email, "salah salah salah", "", "203.0.113.9"); r.status != 429 {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestALinkMakesTheBrowserKnown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	link, err := h.server.Accounts.Relink(t.Context(), h.a.owner)
	h.check(err)
	r := h.call("POST", "/api/v1/setup", fmt.Sprintf(`{"token":%q,"password":"sandi lain sekali"}`, link))
	known := ""
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Name == knownCookie {
			known = c.Value
		}
	}
	if r.status != 200 || h.server.known.id(known, h.a.owner.Email) == "" {
		t.Errorf("%d %v", r.status, r.header)
	}
}
