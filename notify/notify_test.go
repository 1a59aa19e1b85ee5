package notify

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"terang"
	"terang/queue"
	"terang/store"
	"terang/store/storetest"
)

func TestQuietHoursHoldOverMidnightInTheirZone(t *testing.T) {
	t.Parallel()
	at := func(clock string) time.Time {
		jakarta := time.FixedZone("WIB", 7*3600)
		d, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-21 "+clock, jakarta)
		if err != nil {
			t.Fatal(err)
		}
		return d.UTC()
	}
	set := DefaultSetting()
	set.Quiet.On = true
	for clock, quiet := range map[string]bool{"20:59": false, "21:00": true, "23:59": true, "00:00": true, "05:59": true, "06:00": false, "12:00": false} {
		if set.wants(Reply, at(clock)) == quiet {
			t.Errorf("at %s quiet is not %v", clock, quiet)
		}
		if !set.wants(Try, at(clock)) {
			t.Errorf("a test at %s is not shown", clock)
		}
	}
	set.Quiet.From, set.Quiet.To = "12:00", "13:00"
	if !set.wants(Reply, at("11:59")) || set.wants(Reply, at("12:30")) || !set.wants(Reply, at("13:00")) {
		t.Error("quiet hours within a day")
	}
	set.Quiet.On, set.Reply = false, false
	if set.wants(Reply, at("12:30")) || !set.wants(Mention, at("12:30")) {
		t.Error("a kind that is switched off")
	}
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(s *Setting){
		"hour":   func(s *Setting) { s.Quiet.From = "25:00" },
		"zone":   func(s *Setting) { s.Quiet.Zone = "Mars/Olympus" },
		"none":   func(s *Setting) { s.Quiet.Zone = "" },
		"detail": func(s *Setting) { s.Detail = "all" },
	} {
		s := DefaultSetting()
		change(&s)
		if s.check() == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := DefaultSetting().check(); err != nil {
		t.Error(err)
	}
}

// xorSealer hides by one byte, which is the name of its key: enough to see whether something was sealed anew.
type xorSealer struct{ newest byte }

func (s xorSealer) Seal(secret []byte, _ ...string) ([]byte, error) {
	out := []byte{s.newest}
	for _, b := range secret {
		out = append(out, b^s.newest)
	}
	return out, nil
}

func (s xorSealer) Unseal(sealed []byte, _ ...string) ([]byte, bool, error) {
	if len(sealed) == 0 || sealed[0] > s.newest {
		return nil, false, errors.New("no key opens it")
	}
	var out []byte
	for _, b := range sealed[1:] {
		out = append(out, b^sealed[0])
	}
	return out, sealed[0] == s.newest, nil
}

func newService(t *testing.T, db *store.DB, sealer Sealer) *Service {
	t.Helper()
	ids := func(prefix string) string { return prefix + "_1" }
	log := slog.New(slog.DiscardHandler)
	q := queue.New(db, queue.Options{Node: "test", Clock: time.Now, IDs: ids, Random: func() float64 { return 0 }, Log: log})
	s, err := New(t.Context(), db, q, Options{Clock: time.Now, IDs: ids, Log: log, Sealer: sealer, Subject: "https://terang.example", Speaks: func(store.Role) bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheKeyOutlivesRestartsAndRotations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, err := newService(t, db, xorSealer{1}).PublicKey(t.Context())
		if err != nil || first == "" {
			t.Fatalf("%q %v", first, err)
		}
		for _, step := range []struct {
			newest byte
			want   int
		}{{1, 0}, {2, 1}, {2, 0}} {
			newest, want := step.newest, step.want
			if n, lost, err := Reseal(t.Context(), db, xorSealer{newest}); n != want || lost != 0 || err != nil {
				t.Errorf("key %d: resealed %d, lost %d, %v", newest, n, lost, err)
			}
			again, err := newService(t, db, xorSealer{2}).PublicKey(t.Context())
			if err != nil || again != first {
				t.Errorf("after key %d the public key is %q, not %q: %v", newest, again, first, err)
			}
		}
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return store.ResealPushKey(tx, keyName, []byte{9, 9}) }); err != nil {
			t.Fatal(err)
		}
		if _, lost, err := Reseal(t.Context(), db, xorSealer{3}); lost != 1 || err != nil {
			t.Errorf("an unreadable key: lost %d, %v", lost, err)
		}
		if _, err := newService(t, db, xorSealer{3}).PublicKey(t.Context()); err == nil {
			t.Error("a key was made in the place of one that cannot be read: every browser's subscription would be lost")
		}
	})
}

func TestLookingEndsByItself(t *testing.T) {
	t.Parallel()
	s := newService(t, storetest.SQLite(t), xorSealer{1})
	now := time.Now()
	s.opt.Clock = func() time.Time { return now }
	s.Looking("a", "one", true)
	s.Looking("a", "two", true)
	s.Looking("a", "one", false)
	if !s.looks("a") || s.looks("b") {
		t.Error("one page of two was closed, and nobody looks")
	}
	now = now.Add(lookingFor + time.Second)
	if s.looks("a") {
		t.Error("a page that says nothing any more is looked at")
	}
	for i := range maxPages + 5 {
		s.Looking("a", string(rune('A'+i)), true)
	}
	if n := len(s.looking["a"]); n > maxPages {
		t.Errorf("%d pages are remembered", n)
	}
}

func TestWhatNobodyWantsCostsNoStatement(t *testing.T) {
	t.Parallel()
	s := newService(t, storetest.SQLite(t), xorSealer{1})
	e := &terang.Event{Kinds: []terang.EventKind{terang.EventMessage}, Conversation: terang.Conversation{ID: "c", WorkspaceID: "w", Holder: terang.HolderAgent, AgentID: "a"}, Messages: []terang.Message{{Seq: 1, Direction: terang.In}}}
	err := s.db.Write(t.Context(), func(tx *store.Tx) error { return s.Record(tx, e) })
	if err != nil {
		t.Fatal(err)
	}
	var jobs int
	if err := s.db.QueryRow(t.Context(), `select count(*) from job`).Scan(&jobs); err != nil || jobs != 0 {
		t.Errorf("%d jobs, %v", jobs, err)
	}
}
