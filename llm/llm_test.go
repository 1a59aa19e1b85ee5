package llm_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/llm"
	"terang/llm/llmtest"
)

func code(err error) string {
	var e *terang.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestAQuestionIsAnswered(t *testing.T) {
	t.Parallel()
	e := llmtest.New(t)
	e.Answers(func(system, user string) string {
		return "<think>hm</think>\n " + strings.ToUpper(user) + " / " + system + "\n"
	})
	c := llm.New(llm.Options{URL: e.URL + "/", Key: "rahasia", Model: "kecil", Timeout: 5 * time.Second, Clock: time.Now})
	a, err := c.Ask(t.Context(), llm.Question{Rules: "aturan", Given: "halo", Tokens: 20})
	if err != nil || a.Text != "HALO / aturan" || a.Model != "kecil-test" || a.Tokens != 100 {
		t.Fatalf("%+v %v", a, err)
	}
	if q := e.Asked()[0]; q.Key != "Bearer rahasia" || q.Model != "kecil" {
		t.Errorf("asked %+v", q)
	}
}

func TestWithoutAnEndpointNothingIsAsked(t *testing.T) {
	t.Parallel()
	c := llm.New(llm.Options{})
	if _, err := c.Ask(t.Context(), llm.Question{}); code(err) != "llm_off" || c.Model() != "" {
		t.Error(err)
	}
}

func TestFailuresAreNamedAndThenItRests(t *testing.T) {
	t.Parallel()
	e := llmtest.New(t)
	var mu sync.Mutex
	now := time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	c := llm.New(llm.Options{URL: e.URL, Model: "m", Timeout: 300 * time.Millisecond, Clock: clock})
	ask := func(want string) {
		t.Helper()
		if _, err := c.Ask(t.Context(), llm.Question{Given: "x"}); code(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	e.Answers(func(string, string) string { return "  " })
	ask("llm_empty")
	e.Fails(http.StatusUnauthorized, 0)
	ask("llm_refused")
	ask("llm_refused")
	e.Fails(http.StatusOK, time.Minute)
	ask("llm_slow")
	before := len(e.Asked())
	e.Answers(func(string, string) string { return "baik" })
	ask("llm_resting")
	if len(e.Asked()) != before {
		t.Error("it was asked while it rests")
	}
	mu.Lock()
	now = now.Add(time.Minute)
	mu.Unlock()
	ask("")
	mu.Lock()
	now = now.Add(-time.Hour) // a clock that was set back
	mu.Unlock()
	ask("")
}

func TestWhoeverGivesUpIsNoFailureOfTheEndpoint(t *testing.T) {
	t.Parallel()
	e := llmtest.New(t)
	e.Fails(http.StatusOK, time.Minute)
	c := llm.New(llm.Options{URL: e.URL, Model: "m", Timeout: time.Minute, Clock: time.Now})
	for range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		time.AfterFunc(20*time.Millisecond, cancel)
		_, _ = c.Ask(ctx, llm.Question{Given: "x"})
	}
	e.Answers(func(string, string) string { return "baik" })
	if _, err := c.Ask(t.Context(), llm.Question{Given: "x"}); err != nil {
		t.Error(err)
	}
}

func TestADayHasItsShare(t *testing.T) {
	t.Parallel()
	e := llmtest.New(t)
	now := time.Date(2026, 11, 21, 23, 0, 0, 0, time.UTC)
	c := llm.New(llm.Options{URL: e.URL, Model: "m", Timeout: 5 * time.Second, PerDay: 150, Clock: func() time.Time { return now }})
	for i, want := range []string{"", "", "llm_spent", ""} {
		if i == 3 {
			now = now.Add(2 * time.Hour)
		}
		if _, err := c.Ask(t.Context(), llm.Question{Given: "x"}); code(err) != want {
			t.Errorf("question %d: %v, want %q", i, err, want)
		}
	}
}

func TestNoMoreAtOnceThanAllowed(t *testing.T) {
	t.Parallel()
	e := llmtest.New(t)
	e.Fails(http.StatusOK, time.Minute) // the first holds the only place
	c := llm.New(llm.Options{URL: e.URL, Model: "m", AtOnce: 1, Timeout: time.Minute, Clock: time.Now})
	first, leave := context.WithCancel(t.Context())
	defer leave()
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { _, _ = c.Ask(first, llm.Question{Given: "x"}) })
	for len(e.Asked()) == 0 {
		time.Sleep(time.Millisecond)
	}
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Ask(short, llm.Question{Given: "y"}); code(err) != "llm_busy" || len(e.Asked()) != 1 {
		t.Errorf("%v, %d were asked", err, len(e.Asked()))
	}
	leave()
}

// TestHostileAnswers holds that neither a flood nor a way elsewhere nor rubbish does harm.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("texts went elsewhere") }))
	t.Cleanup(elsewhere.Close)
	for name, h := range map[string]http.HandlerFunc{
		"a flood": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"choices":[{"message":{"content":"`))
			for range 1 << 10 {
				if _, err := w.Write([]byte(strings.Repeat("a", 1<<10))); err != nil {
					return
				}
			}
			_, _ = w.Write([]byte(`"}}]}`))
		},
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		},
		"rubbish": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("\x00\xff<html>")) },
		"nothing": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) },
	} {
		s := httptest.NewServer(h)
		c := llm.New(llm.Options{URL: s.URL, Model: "m", Timeout: 5 * time.Second, Clock: time.Now})
		if a, err := c.Ask(t.Context(), llm.Question{Given: "x"}); err == nil {
			t.Errorf("%s: %d characters", name, len(a.Text))
		}
		s.Close()
	}
}
