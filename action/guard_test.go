package action

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
)

// answers is a resolver that gives one answer after the other and repeats the last.
type answers struct {
	mu    sync.Mutex
	list  [][]string
	asked int
}

func (a *answers) LookupNetIP(_ context.Context, _, _ string) ([]netip.Addr, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.list) == 0 {
		return nil, errors.New("no such host: canary")
	}
	texts := a.list[min(a.asked, len(a.list)-1)]
	a.asked++
	var out []netip.Addr
	for _, t := range texts {
		out = append(out, netip.MustParseAddr(t))
	}
	return out, nil
}

// dials records what is dialled and leads it all to one real address.
type dials struct {
	mu   sync.Mutex
	to   string
	seen []string
}

func (d *dials) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d.mu.Lock()
	d.seen = append(d.seen, address)
	d.mu.Unlock()
	var nd net.Dialer
	return nd.DialContext(ctx, network, d.to)
}

// named makes a client that reaches a test server by a name that r resolves.
func named(t *testing.T, r Resolver, private bool) (*Client, *dials) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `{"thing":{"id":"1"}}`) }))
	t.Cleanup(s.Close)
	c := newClient(t, "http://toko.example:8081", looseSpecs(), func(cfg *Config) {
		cfg.Resolver = r
		cfg.Allow, cfg.AllowPrivate = nil, []string{"toko.example:8081"}
	})
	d := &dials{to: s.Listener.Addr().String()}
	c.guard.dial = d.dial
	if !private {
		c.guard.hosts["toko.example:8081"] = reachPublic // plain http to a public host is refused by New
	}
	return c, d
}

func TestNameMayNotLeadInside(t *testing.T) {
	t.Parallel()
	for _, inside := range []string{
		"127.0.0.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "ff02::1", "2001::1", "fec0::1",
	} {
		for _, list := range [][]string{{inside}, {"93.184.215.14", inside}} { // one inside spoils the name
			c, d := named(t, &answers{list: [][]string{list}}, false)
			_, err := c.guard.dialContext(t.Context(), "tcp", "toko.example:8081")
			if r, ok := errors.AsType[refusal](err); !ok || r.reason != ReasonAddress || len(d.seen) != 0 {
				t.Errorf("%v: %v, dialled %v", list, err, d.seen)
			}
		}
	}
}

func TestPrivateNameMayLeadInsideButNotToTheMetadata(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"10.0.0.5": true, "192.168.1.1": true, "127.0.0.1": true, "fd00::1": true, "100.64.0.1": true, "93.184.215.14": true,
		"169.254.169.254": false, "fe80::1": false, "0.0.0.0": false, "224.0.0.1": false, "64:ff9b::a9fe:a9fe": false,
	} {
		c, d := named(t, &answers{list: [][]string{{address}}}, true)
		res, err := c.Call(t.Context(), Request{Action: "look", Inputs: map[string]any{"id": "1"}})
		if want {
			if err != nil || len(d.seen) != 1 || d.seen[0] != net.JoinHostPort(address, "8081") {
				t.Errorf("%s: %v, dialled %v", address, err, d.seen)
			}
			continue
		}
		wantError(t, err, CodeRefused, ReasonAddress)
		if len(d.seen) != 0 || res.Attempts != 1 {
			t.Errorf("%s: dialled %v, %d attempts", address, d.seen, res.Attempts)
		}
	}
}

// TestRebindingFindsNoGap has a name that is public when it is checked and would be inside a moment later: there
// is one look-up, and what is dialled is the address that was checked, not the name.
func TestRebindingFindsNoGap(t *testing.T) {
	t.Parallel()
	r := &answers{list: [][]string{{"93.184.215.14"}, {"127.0.0.1"}}}
	c, d := named(t, r, false)
	conn, err := c.guard.dialContext(t.Context(), "tcp", "toko.example:8081")
	if err != nil || r.asked != 1 || strings.Join(d.seen, " ") != "93.184.215.14:8081" {
		t.Fatalf("%v, asked %d times, dialled %v", err, r.asked, d.seen)
	}
	_ = conn.Close()
	if _, err := c.guard.dialContext(t.Context(), "tcp", "toko.example:8081"); err == nil || len(d.seen) != 1 {
		t.Errorf("the second answer was dialled: %v %v", err, d.seen)
	}
}

func TestOpenConnectionStaysPinned(t *testing.T) {
	t.Parallel()
	r := &answers{list: [][]string{{"10.0.0.5"}, {"169.254.169.254"}}}
	c, d := named(t, r, true)
	for range 3 {
		call(t, c, "look", "", map[string]any{"id": "1"})
	}
	if r.asked != 1 || len(d.seen) != 1 {
		t.Errorf("asked %d times, dialled %v", r.asked, d.seen)
	}
}

func TestNextAddressIsTriedWhenOneIsDead(t *testing.T) {
	t.Parallel()
	c, d := named(t, &answers{list: [][]string{{"10.0.0.1", "10.0.0.2"}}}, true)
	alive := d.dial
	c.guard.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasPrefix(address, "10.0.0.1:") {
			return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
		}
		return alive(ctx, network, address)
	}
	call(t, c, "look", "", map[string]any{"id": "1"})
}

func TestNameThatDoesNotResolve(t *testing.T) {
	t.Parallel()
	for _, r := range []*answers{{}, {list: [][]string{{}}}} {
		c, _ := named(t, r, true)
		_, e := refused(t, c, "look", "", map[string]any{"id": "1"}, CodeFailed, ReasonResolve)
		if strings.Contains(e.Error(), "canary") {
			t.Error(e)
		}
	}
}

func TestOnlyHostsOfTheListAreCalled(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		base           string
		allow, private []string
		reason         Reason // "" means that it may be called
	}{
		{"https://toko.example", []string{"toko.example:443"}, nil, ""},
		{"https://TOKO.example./v1", []string{"toko.example:443"}, nil, ""},
		{"https://toko.example:8443", []string{"toko.example:443"}, nil, ReasonHost},
		{"https://toko.example", nil, nil, ReasonHost},
		{"https://api.toko.example", []string{"toko.example:443"}, nil, ReasonHost},
		{"https://toko.example.evil.example", []string{"toko.example:443"}, nil, ReasonHost},
		{"https://93.184.215.14", []string{"toko.example:443"}, nil, ReasonHost},
		{"http://toko.example", []string{"toko.example:80"}, nil, ReasonScheme},
		{"http://93.184.215.14:80", []string{"93.184.215.14:80"}, nil, ReasonScheme},
		{"ftp://toko.example:21", []string{"toko.example:21"}, nil, ReasonScheme},
		{"http://crm.internal:8080", nil, []string{"crm.internal:8080"}, ""},
		{"http://127.0.0.1:8081", []string{"127.0.0.1:8081"}, nil, ""},
		{"http://localhost:8081", []string{"localhost:8081"}, nil, ""},
		{"http://localhost:8081", []string{"127.0.0.1:8081"}, nil, ReasonHost},
		{"http://[::1]:8081", []string{"[::1]:8081"}, nil, ""},
		{"http://[::ffff:127.0.0.1]:8081", []string{"127.0.0.1:8081"}, nil, ""},
		{"http://2130706433:8081", []string{"127.0.0.1:8081"}, nil, ReasonHost}, // 127.0.0.1 as one number
	} {
		_, err := New(Config{BaseURL: tc.base, Allow: tc.allow, AllowPrivate: tc.private, Clock: time.Now, Jitter: func() float64 { return 0 }})
		if tc.reason == "" {
			if err != nil {
				t.Errorf("%s: %v", tc.base, err)
			}
			continue
		}
		if e := wantError(t, err, CodeRefused, tc.reason); e.Kind != terang.Forbidden {
			t.Errorf("%s: kind %s", tc.base, e.Kind)
		}
	}
}

func TestHostIsCheckedAgainAtEachCall(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `{}`) })
	c.guard.hosts = map[string]reach{}
	if res, _ := refused(t, c, "change", "1", nil, CodeRefused, ReasonHost); res.Attempts != 1 {
		t.Error(res)
	}
	if _, err := c.guard.dialContext(t.Context(), "tcp", c.base.Host); err == nil {
		t.Error("the dialler does not know the list")
	}
}

func TestLocalhostMeansLoopbackOnly(t *testing.T) {
	t.Parallel()
	g, err := newGuard([]string{"localhost:1"}, nil, &answers{list: [][]string{{"10.0.0.1"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.dialContext(t.Context(), "tcp", "localhost:1"); !errors.Is(err, refusal{ReasonAddress}) {
		t.Error(err)
	}
}

func TestNewRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	good := Config{BaseURL: "https://toko.example", Allow: []string{"toko.example:443"}, Clock: time.Now, Jitter: func() float64 { return 0 }}
	for name, spoil := range map[string]func(*Config){
		"no clock":         func(c *Config) { c.Clock = nil },
		"no jitter":        func(c *Config) { c.Jitter = nil },
		"no base":          func(c *Config) { c.BaseURL = "" },
		"base with user":   func(c *Config) { c.BaseURL = "https://user:canary@toko.example" },
		"base with query":  func(c *Config) { c.BaseURL = "https://toko.example?key=canary" },
		"base without URL": func(c *Config) { c.BaseURL = "toko.example:canary" },
		"list without port": func(c *Config) {
			c.Allow = []string{"toko.example"}
		},
		"list with pattern": func(c *Config) { c.Allow = []string{"*.example:443"} },
		"list with word":    func(c *Config) { c.Allow = []string{"toko.example:https"} },
		"credential":        func(c *Config) { c.Credential = Credential{"X-Key", "canary\n"} },
		"credential name":   func(c *Config) { c.Credential = Credential{"X Key", "canary"} },
		"empty credential":  func(c *Config) { c.Credential = Credential{"X-Key", ""} },
		"owned header":      func(c *Config) { c.Credential = Credential{"Host", "canary"} },
		"bad spec":          func(c *Config) { c.Specs = []Spec{{Name: "x"}} },
		"same name": func(c *Config) {
			s := Spec{Name: "x", Method: "GET", Path: "/x", Risk: RiskRead}
			c.Specs = []Spec{s, s}
		},
		"credential as input": func(c *Config) {
			c.Credential = Credential{"X-Key", "canary"}
			c.Specs = []Spec{{Name: "x", Method: "GET", Path: "/x", Risk: RiskRead, Inputs: []Field{{Name: "k", Where: InHeader, As: "x-key"}}}}
		},
	} {
		cfg := good
		spoil(&cfg)
		if _, err := New(cfg); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New(good); err != nil {
		t.Error(err)
	}
}
