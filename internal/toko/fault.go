package toko

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

const (
	maxSlow = 60_000 // milliseconds

	faultBefore = "before"
	faultAfter  = "after"
)

// faultSettings are what goes wrong on purpose on the routes that need the API key.
//
//	{"slow_ms":4000,"fail_rate":0.2,"fail_next":0,"when":"after","wrong_data":false}
type faultSettings struct {
	SlowMS    int     `json:"slow_ms"`    // each answer takes this long
	FailRate  float64 `json:"fail_rate"`  // share of requests that end as 503
	FailNext  int     `json:"fail_next"`  // so many requests from now on end as 503
	When      string  `json:"when"`       // "before" the work, or "after": it is done, but the caller does not learn it
	WrongData bool    `json:"wrong_data"` // answers of 2xx have another form than promised
}

type faults struct {
	mu  sync.Mutex
	now faultSettings
}

// fault is what goes wrong with one request.
type fault struct {
	slow  time.Duration
	fail  bool
	late  bool // after the work
	wrong bool
}

func (f *faults) next(rt route, chance func() float64) fault {
	if rt.access != forShop && rt.access != forCustomer {
		return fault{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out := fault{slow: time.Duration(f.now.SlowMS) * time.Millisecond, late: f.now.When == faultAfter, wrong: f.now.WrongData}
	switch {
	case f.now.FailNext > 0:
		f.now.FailNext--
		out.fail = true
	case f.now.FailRate > 0:
		out.fail = chance() < f.now.FailRate
	}
	return out
}

// before reports whether the work is to be done.
func (f fault) before(w http.ResponseWriter, r *http.Request, done <-chan struct{}) bool {
	return f.late || f.strike(w, r, done)
}

// after reports whether the answer is to be sent.
func (f fault) after(w http.ResponseWriter, r *http.Request, done <-chan struct{}) bool {
	return !f.late || f.strike(w, r, done)
}

func (f fault) strike(w http.ResponseWriter, r *http.Request, done <-chan struct{}) bool {
	if f.slow > 0 {
		t := time.NewTimer(f.slow)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			return false
		case <-done:
		}
	}
	if f.fail {
		writeProblem(w, "unavailable")
		return false
	}
	return true
}

// spoil replaces a good answer by JSON that nobody promised.
func (f fault) spoil(e encoded) encoded {
	if f.wrong && e.status < 300 {
		e.body = []byte(`{"result":[null,"?"]}` + "\n")
	}
	return e
}

func (s *Server) getFaults(*call) (answer, error) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return answer{status: http.StatusOK, body: s.faults.now}, nil
}

func (s *Server) postFaults(c *call) (answer, error) {
	in := faultSettings{When: faultBefore}
	if len(c.body) > 0 && json.Unmarshal(c.body, &in) != nil {
		return refuse("bad_request"), nil
	}
	switch {
	case in.SlowMS < 0 || in.SlowMS > maxSlow:
		return refuse("invalid", field("slow_ms")), nil
	case in.FailRate < 0 || in.FailRate > 1:
		return refuse("invalid", field("fail_rate")), nil
	case in.FailNext < 0:
		return refuse("invalid", field("fail_next")), nil
	case in.When != faultBefore && in.When != faultAfter:
		return refuse("invalid", field("when")), nil
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.now = in
	return answer{status: http.StatusOK, body: in}, nil
}
