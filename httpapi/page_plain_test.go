package httpapi

import (
	"strings"
	"testing"
	"time"

	"terang"
	"terang/engine"
)

func TestPlainPageTellsTheWaitAsARangeAndWhatWasPromised(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 7, 30, 0, 0, time.UTC) // 14.30 WIB
	queue := func(wait *Wait, promises ...OwnPromise) plainQueue {
		return queueOf(State{Queue: &QueuePlace{Place: 2, Online: true, Wait: wait, Reach: []string{"call"}, RefreshedAt: now}, Promises: promises}, "", now, terang.Indonesian)
	}
	for _, c := range []struct {
		wait *Wait
		want string
	}{
		{nil, ""},
		{&Wait{180, 420}, "Perkiraan 3–7 menit, diperbarui 14.30 WIB."},
		{&Wait{0, 300}, "Perkiraan kurang dari 5 menit, diperbarui 14.30 WIB."},
		{&Wait{300, 300}, "Perkiraan kurang dari 5 menit, diperbarui 14.30 WIB."},
		{&Wait{59, 61}, "Perkiraan kurang dari 2 menit, diperbarui 14.30 WIB."},
	} {
		if got := queue(c.wait).Wait; got != c.want {
			t.Errorf("%+v: %q, want %q", c.wait, got, c.want)
		}
	}
	due := now.Add(time.Hour)
	got := queue(nil,
		OwnPromise{Kind: "reply", Words: "Kami balas.", DueAt: due, State: "open"},
		OwnPromise{Kind: "task", Words: "Dana kembali.", DueAt: now.Add(24 * time.Hour), State: "broken"},
		OwnPromise{Kind: "call", Words: "Kami telepon.", DueAt: due, State: "kept"},
	)
	if len(got.Promises) != 2 || len(got.Reach) != 1 {
		t.Fatalf("%+v", got)
	}
	if p := got.Promises[0]; p.Broken || p.Text != "Janji paling lambat 15.30 WIB: Kami balas. Bila lewat, Anda kami kabari di sini." {
		t.Errorf("%+v", p)
	}
	if p := got.Promises[1]; !p.Broken || !strings.Contains(p.Text, "22 Nov 2026, 14.30 WIB belum kami tepati: Dana kembali.") {
		t.Errorf("%+v", p)
	}
	both, calls := []terang.PromiseKind{terang.PromiseCall, terang.PromiseWrite}, []terang.PromiseKind{terang.PromiseCall}
	c := terang.Conversation{Holder: terang.HolderQueue, Status: terang.Open}
	if reach := stateOf(&c, placeOf(1, true, engine.Wait{}, calls, now)).Queue.Reach; len(reach) != 1 || reach[0] != "call" {
		t.Errorf("a house that only calls offers %v", reach)
	}
	c = c.WithPromise(terang.Promise{ID: "prm_1", Kind: terang.PromiseCall, DueAt: due})
	if reach := stateOf(&c, placeOf(1, true, engine.Wait{}, both, now)).Queue.Reach; reach == nil || len(reach) > 0 {
		t.Errorf("whoever is called already is asked again: %v", reach)
	}
}

func TestPlainPageReadsATimeOfDayAsTheNextOne(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC) // 01.00 WIB on the 22nd
	for text, want := range map[string]string{"15:30": "2026-11-22T08:30:00Z", "00:30": "2026-11-22T17:30:00Z", "": "", "25:00": "", "besok": ""} {
		got := ""
		if at := nextClock(text, now); at != nil {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
