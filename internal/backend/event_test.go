package backend

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// receiver is where events go: it answers with the statuses that it is given, then 202.
type receiver struct {
	mu       sync.Mutex
	statuses []int
	got      []map[string]any
	tokens   []string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var body map[string]any
	_ = json.NewDecoder(req.Body).Decode(&body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, body)
	r.tokens = append(r.tokens, req.Header.Get("Authorization"))
	status := http.StatusAccepted
	if len(r.statuses) > 0 {
		status, r.statuses = r.statuses[0], r.statuses[1:]
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"id":"x","started":[],"woken":0,"contact":"known"}`))
}

func (r *receiver) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, b := range r.got {
		id, _ := b["id"].(string)
		out = append(out, id)
	}
	return out
}

// emitting is a kit that tells the receiver of a ringing bell.
func emitting(t *testing.T, r *receiver, clock *ticking) *Server {
	t.Helper()
	to := httptest.NewServer(r)
	t.Cleanup(to.Close)
	return newKit(t, func(system *System, cfg *Config) {
		cfg.Events = Target{URL: to.URL, Token: "trg_test"}
		cfg.Clock = clock.now
		system.Happenings = []Happening{{ID: "bell", Title: map[string]string{"id": "Bel", "en": "Bell"}, Do: func(c *Call) (Happened, error) {
			return Happened{Event: "bell.rang", CustomerID: "cus_1", About: "1"}, c.Emit("bell.rang", "cus_1", map[string]any{"times": 3})
		}}}
	})
}

// ticking is a clock that the test moves.
type ticking struct {
	mu sync.Mutex
	at time.Time
}

func (c *ticking) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *ticking) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (s *Server) stateOf(t *testing.T) (state string, tries int) {
	t.Helper()
	list, err := All(s.call(httptest.NewRequest("GET", "/", nil)), scanEvent, `select `+eventColumns+` from outgoing_event`)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	return list[0].State, list[0].Tries
}

func soon(t *testing.T, what string, probe func() bool) {
	t.Helper()
	for range 500 {
		if probe() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("not there: " + what)
}

func TestEventIsToldWithItsContactAndToken(t *testing.T) {
	t.Parallel()
	r := &receiver{}
	s := emitting(t, r, &ticking{at: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)})
	if w := s.ask("POST", "/demo/happenings/bell", ""); w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	soon(t, "the event", func() bool { state, _ := s.stateOf(t); return state == "taken" })
	r.mu.Lock()
	defer r.mu.Unlock()
	got, _ := json.Marshal(r.got[0])
	var want struct {
		ID, Name, At string
		Contact      struct {
			ExternalID string `json:"external_id"`
		}
		Data struct{ Times int }
	}
	if err := json.Unmarshal(got, &want); err != nil || want.ID == "" || want.Name != "bell.rang" || want.Contact.ExternalID != "cus_1" || want.Data.Times != 3 || want.At != "2026-11-21T03:00:00Z" {
		t.Errorf("%s %v", got, err)
	}
	if r.tokens[0] != "Bearer trg_test" {
		t.Errorf("token %q", r.tokens[0])
	}
}

func TestEventIsTriedAgainWithTheSameIDUntilItIsTaken(t *testing.T) {
	t.Parallel()
	r := &receiver{statuses: []int{503, 429, 202}}
	clock := &ticking{at: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)}
	s := emitting(t, r, clock)
	s.ask("POST", "/demo/happenings/bell", "")
	for n := 1; n <= 3; n++ {
		soon(t, "a try", func() bool { _, tries := s.stateOf(t); return tries == n })
		clock.pass(eventFirst << n)
		s.emitter.wake()
	}
	if state, tries := s.stateOf(t); state != "taken" || tries != 3 {
		t.Errorf("%s after %d tries", state, tries)
	}
	for _, id := range r.ids() {
		if id != r.ids()[0] {
			t.Error("another id was sent")
		}
	}
}

func TestRefusedEventIsGivenUp(t *testing.T) {
	t.Parallel()
	r := &receiver{statuses: []int{422}}
	clock := &ticking{at: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)}
	s := emitting(t, r, clock)
	s.ask("POST", "/demo/happenings/bell", "")
	soon(t, "the refusal", func() bool { state, _ := s.stateOf(t); return state == "given_up" })
	clock.pass(time.Hour)
	if err := s.emitter.sendDue(t.Context()); err != nil || len(r.ids()) != 1 {
		t.Error(err, r.ids())
	}
}

func TestHappeningUnderOneKeyHappensOnce(t *testing.T) {
	t.Parallel()
	r := &receiver{}
	s := emitting(t, r, &ticking{at: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)})
	for range 3 {
		req := httptest.NewRequest("POST", "/demo/happenings/bell", nil)
		req.Header.Set("Idempotency-Key", "k")
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, req)
		if w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
	}
	s.stateOf(t) // one row
	if w := s.ask("POST", "/demo/happenings/other", ""); w.Code != 404 {
		t.Error(w.Code)
	}
}
