package backend

import (
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
//	{"slow_ms":4000,"fail_rate":0.2,"fail_next":0,"fail_with":503,"when":"after","wrong_data":false}
type faultSettings struct {
	SlowMS    int     `json:"slow_ms"`    // each answer takes this long
	FailRate  float64 `json:"fail_rate"`  // share of requests that fail
	FailNext  int     `json:"fail_next"`  // so many requests from now on fail
	FailWith  int     `json:"fail_with"`  // the status of a failure: 500 or 503
	When      string  `json:"when"`       // "before" the work, or "after": it is done, but the caller does not learn it
	WrongData bool    `json:"wrong_data"` // answers of 2xx have another form than promised
}

func noFaults() faultSettings {
	return faultSettings{When: faultBefore, FailWith: http.StatusServiceUnavailable}
}

type faults struct {
	mu  sync.Mutex
	now faultSettings
}

// fault is what goes wrong with one request.
type fault struct {
	slow  time.Duration
	fail  bool
	code  string // of the failure
	late  bool   // after the work
	wrong bool
}

func (f *faults) next(rt Route, chance func() float64) fault {
	if rt.Access != ForBrand && rt.Access != ForCustomer {
		return fault{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out := fault{slow: time.Duration(f.now.SlowMS) * time.Millisecond, late: f.now.When == faultAfter, wrong: f.now.WrongData}
	out.code = "unavailable"
	if f.now.FailWith == http.StatusInternalServerError {
		out.code = "internal"
	}
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
func (f fault) before(s *Server, w http.ResponseWriter, r *http.Request) bool {
	return f.late || f.strike(s, w, r)
}

// after reports whether the answer is to be sent.
func (f fault) after(s *Server, w http.ResponseWriter, r *http.Request) bool {
	return !f.late || f.strike(s, w, r)
}

func (f fault) strike(s *Server, w http.ResponseWriter, r *http.Request) bool {
	if f.slow > 0 {
		t := time.NewTimer(f.slow)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			return false
		case <-s.done:
		}
	}
	if f.fail {
		s.system.writeProblem(w, f.code)
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

func (s *Server) getFaults(*Call) (Answer, error) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return OK(s.faults.now), nil
}

func (s *Server) postFaults(c *Call) (Answer, error) {
	in := noFaults()
	if !c.Decode(&in) {
		return Refuse("bad_request"), nil
	}
	switch {
	case in.SlowMS < 0 || in.SlowMS > maxSlow:
		return Invalid("slow_ms"), nil
	case in.FailRate < 0 || in.FailRate > 1:
		return Invalid("fail_rate"), nil
	case in.FailNext < 0:
		return Invalid("fail_next"), nil
	case in.FailWith != http.StatusInternalServerError && in.FailWith != http.StatusServiceUnavailable:
		return Invalid("fail_with"), nil
	case in.When != faultBefore && in.When != faultAfter:
		return Invalid("when"), nil
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.now = in
	return OK(in), nil
}
