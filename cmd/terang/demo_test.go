package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
)

// lockedBuffer is written by the program and read by the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// runningDemo is a demo in this process.
type runningDemo struct {
	out, errs *lockedBuffer
	stop      context.CancelFunc
	ended     chan error
}

// startDemo runs the command until the test stops it, and waits for what it prints when it is ready.
func startDemo(t *testing.T, language terang.Language, asJSON bool, c demoCmd) *runningDemo {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	d := &runningDemo{out: &lockedBuffer{}, errs: &lockedBuffer{}, stop: stop, ended: make(chan error, 1)}
	p := &program{ctx: ctx, out: d.out, err: d.errs, language: language, json: asJSON}
	go func() { d.ended <- c.Run(p) }()
	for range 500 {
		if strings.HasSuffix(d.out.String(), "\n") && (!asJSON || strings.HasSuffix(d.out.String(), "}\n")) && strings.Contains(d.out.String(), "/demo") {
			if asJSON || strings.Contains(d.out.String(), "Ctrl-C") {
				return d
			}
		}
		select {
		case err := <-d.ended:
			t.Fatalf("the demo ended: %v\n%s", err, d.errs)
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Fatalf("the demo did not get ready: %s %s", d.out, d.errs)
	return nil
}

func (d *runningDemo) end(t *testing.T) {
	t.Helper()
	d.stop()
	select {
	case err := <-d.ended:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("did not end")
	}
}

type demoOutput struct {
	URLs   map[string]string `json:"urls"`
	Key    string            `json:"key"`
	Data   string            `json:"data"`
	Logins []demoLogin       `json:"logins"`
}

func (d *runningDemo) told(t *testing.T) demoOutput {
	t.Helper()
	var out demoOutput
	if err := json.Unmarshal([]byte(d.out.String()), &out); err != nil {
		t.Fatalf("%v in %s", err, d.out)
	}
	return out
}

// browser is an HTTP client with cookies.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 10 * time.Second}
}

func exchange(t *testing.T, c *http.Client, method, url, token string, body, out any) int {
	t.Helper()
	var send io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		send = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, send)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if out != nil && res.StatusCode < 300 {
		if err := json.Unmarshal(b, out); err != nil {
			t.Fatalf("%s: %v in %s", url, err, b)
		}
	}
	return res.StatusCode
}

// TestDemoHoldsAConversation goes the way of the demo page: it enters, asks, reads the code from the
// make-believe phone and gets an answer that came from the brand's system over HTTP.
func TestDemoHoldsAConversation(t *testing.T) {
	t.Parallel()
	d := startDemo(t, terang.English, true, demoCmd{Port: 0})
	defer d.end(t)
	told := d.told(t)
	api := strings.TrimSuffix(told.URLs["demo"], "/demo") + "/api/v1"
	c := browser(t)

	var info struct{ Key string }
	if status := exchange(t, c, "GET", api+"/demo/info", "", nil, &info); status != 200 || info.Key != told.Key {
		t.Fatalf("info: %d %+v", status, info)
	}
	var me struct {
		Agent struct{ Name, Role string }
	}
	exchange(t, c, "POST", api+"/demo/enter", "", nil, nil)
	if status := exchange(t, c, "GET", api+"/me", "", nil, &me); status != 200 || me.Agent.Name != "Rina" || me.Agent.Role != "agent" {
		t.Fatalf("me: %d %+v", status, me)
	}
	for _, login := range told.Logins {
		if status := exchange(t, browser(t), "POST", api+"/login", "", login, nil); status != 200 {
			t.Errorf("%s cannot sign in with the printed password: %d", login.Email, status)
		}
	}

	var session struct {
		Token string
	}
	exchange(t, c, "POST", api+"/chat/sessions", "", map[string]string{"key": told.Key, "language": "id"}, &session)
	say := func(id, text string) {
		if status := exchange(t, c, "POST", api+"/chat/messages", session.Token, map[string]string{"client_id": id, "text": text}, nil); status != 201 {
			t.Fatalf("say %s: %d", text, status)
		}
	}
	say("c-1", "paketku kok blm nyampe ya, no TRG-1042")
	code := ""
	await(t, "the one-time code", func() bool {
		var sms struct {
			Items []struct{ Kind, Text string }
		}
		exchange(t, c, "GET", api+"/demo/phone?since=0", "", nil, &sms)
		for _, m := range sms.Items {
			code = regexp.MustCompile(`\b\d{6}\b`).FindString(m.Text)
		}
		return code != ""
	})
	say("c-2", code)
	await(t, "the order's history", func() bool {
		var page struct {
			Messages []struct {
				Card *struct{ Title string }
			}
		}
		exchange(t, c, "GET", api+"/chat/messages?since=0&limit=50", session.Token, nil, &page)
		for _, m := range page.Messages {
			if m.Card != nil && strings.Contains(m.Card.Title, "TRG-1042") {
				return true
			}
		}
		return false
	})
}

func await(t *testing.T, what string, probe func() bool) {
	t.Helper()
	for range 250 {
		if probe() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("not there: %s", what)
}

// TestEveryBrandOfTheDemoTellsWhatHappens lets something happen in each brand's world: its system tells Terang with the
// brand's own token.
func TestEveryBrandOfTheDemoTellsWhatHappens(t *testing.T) {
	t.Parallel()
	d := startDemo(t, terang.English, true, demoCmd{Port: 0})
	defer d.end(t)
	told := d.told(t)
	api := strings.TrimSuffix(told.URLs["demo"], "/demo") + "/api/v1/demo/"
	c := browser(t)
	keys := map[string]bool{}
	for _, b := range demoBrands {
		of := "?brand=" + b.id
		var info struct {
			ID, Key string
			Brand   struct{ Name string }
			Brands  []struct{ ID string }
		}
		if status := exchange(t, c, "GET", api+"info"+of, "", nil, &info); status != 200 || info.ID != b.id || info.Brand.Name != b.name || len(info.Brands) != len(demoBrands) {
			t.Fatalf("%s: %d %+v", b.id, status, info)
		}
		keys[info.Key] = true
		if status := exchange(t, c, "POST", api+"enter"+of, "", nil, nil); status != 204 {
			t.Errorf("%s: entering gives %d", b.id, status)
		}
		var list struct{ Items []struct{ ID string } }
		exchange(t, c, "GET", api+"happenings"+of, "", nil, &list)
		if len(list.Items) < 3 {
			t.Fatalf("%s: %+v", b.id, list)
		}
		var done struct{ Event string }
		if status := exchange(t, c, "POST", api+"happenings/"+list.Items[0].ID+of, "", nil, &done); status != 200 || done.Event == "" {
			t.Errorf("%s: %d %+v", b.id, status, done)
		}
		await(t, b.id+"'s event", func() bool {
			var sent struct {
				Items []struct{ Name, State, Contact string }
			}
			exchange(t, c, "GET", api+"events"+of, "", nil, &sent)
			return len(sent.Items) > 0 && sent.Items[0].Name == done.Event && sent.Items[0].State == "taken" && sent.Items[0].Contact == "unknown"
		})
	}
	if len(keys) != len(demoBrands) {
		t.Errorf("workspaces are shared: %v", keys)
	}
	if status := exchange(t, c, "GET", api+"info?brand=moon", "", nil, nil); status != 404 {
		t.Errorf("an unknown brand gives %d", status)
	}
}

func TestDemoSpeaksTheOperatorsLanguageAndTakesTheNextPort(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	d := startDemo(t, terang.Indonesian, false, demoCmd{Port: port})
	out := d.out.String()
	for _, want := range []string{"Porta " + strconv.Itoa(port) + " sedang dipakai", "/demo/shop", "/console/", "rina@toko-terang.example", "/openapi.yaml", "/api/v1/log/checkpoint?key=wk_"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	dir := regexp.MustCompile(`\((/.*)\)\.`).FindStringSubmatch(out)
	if dir == nil {
		t.Fatalf("no folder in\n%s", out)
	}
	if _, err := os.Stat(dir[1]); err != nil {
		t.Errorf("the folder is not there: %v", err)
	}
	d.end(t)
	if _, err := os.Stat(dir[1]); !os.IsNotExist(err) {
		t.Errorf("the folder stays: %v", err)
	}
}

func TestDemoKeepsItsWorldWhereAsked(t *testing.T) {
	t.Parallel()
	keep := filepath.Join(t.TempDir(), "world")
	first := startDemo(t, terang.English, true, demoCmd{Port: 0, Keep: keep})
	was := first.told(t)
	first.end(t)
	second := startDemo(t, terang.English, true, demoCmd{Port: 0, Keep: keep})
	defer second.end(t)
	is := second.told(t)
	if is.Key != was.Key || is.Data != keep {
		t.Errorf("another world: %s in %s, was %s", is.Key, is.Data, was.Key)
	}
	if is.Logins[0].Password == was.Logins[0].Password {
		t.Error("the password is the same as before")
	}
	base := strings.TrimSuffix(is.URLs["demo"], "/demo")
	if status := exchange(t, browser(t), "POST", base+"/api/v1/login", "", is.Logins[0], nil); status != 200 {
		t.Errorf("cannot sign in after a restart: %d", status)
	}
}

// TestServeHasNothingOfTheDemo proves that the calls that need no password are the demo's alone.
func TestServeHasNothingOfTheDemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seedWorkspace(t, dir)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	ctx, stop := context.WithCancel(t.Context())
	var out, errs lockedBuffer
	p := &program{ctx: ctx, out: &out, err: &errs, language: terang.English}
	data, listen, none, level := dir, address, filepath.Join(dir, "none.yaml"), "error"
	if err := os.WriteFile(none, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	cmd := &serveCmd{source: source{File: none, Listen: &listen, Data: &data, LogLevel: &level}}
	go func() { ended <- cmd.Run(p) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	base := "http://" + address
	c := &http.Client{Timeout: 5 * time.Second}
	await(t, "the server", func() bool {
		res, err := c.Get(base + "/healthz")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == 200
	})
	for _, r := range [][2]string{
		{"GET", "/api/v1/demo/info"},
		{"POST", "/api/v1/demo/enter"},
		{"GET", "/api/v1/demo/phone"},
		{"GET", "/demo/shop"},
		{"GET", "/demo/shop.css"},
		{"GET", "/demo"},
		{"GET", "/demo/"},
	} {
		if status := exchange(t, c, r[0], base+r[1], "", nil, nil); status != 404 {
			t.Errorf("%s %s: %d, want 404", r[0], r[1], status)
		}
	}
}

func TestReadablePasswordsAreLongAndDiffer(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$`)
	seen := map[string]bool{}
	for range 1000 {
		p := readablePassword()
		if !form.MatchString(p) || seen[p] || strings.ContainsAny(p, "il01o") {
			t.Fatalf("password %q", p)
		}
		seen[p] = true
	}
}
