package httpapi

import (
	"fmt"
	"net/http"
	"time"

	"terang"
)

// plainQueue is what a waiting contact is told on the plain page: the wait, what was promised, and how else they may be reached.
type plainQueue struct {
	Wait     string // "" where nobody can tell, or nobody waits
	Promises []plainPromise
	Reach    []string // ways in which they may ask to be reached instead
	To       string
	Open     bool // the form was sent and refused: it stays open with what was written
}

type plainPromise struct {
	Broken bool
	Text   string
}

func queueOf(s State, to string, now time.Time, l terang.Language) plainQueue {
	t := func(key string, args ...any) string { return fmt.Sprintf(plainText[key].In(l), args...) }
	q := plainQueue{To: to, Open: to != ""}
	if s.Queue != nil {
		q.Reach = s.Queue.Reach
	}
	if s.Queue != nil && s.Queue.Wait != nil {
		from, end := s.Queue.Wait.FromS/60, max(1, (s.Queue.Wait.ToS+59)/60)
		at := hourMinute(s.Queue.RefreshedAt, l)
		if from < 1 || from >= end {
			q.Wait = t("wait_less", end, at)
		} else {
			q.Wait = t("wait_range", from, end, at)
		}
	}
	for _, p := range s.Promises {
		due := clock(p.DueAt, l)
		if sameDay(p.DueAt, now) {
			due = hourMinute(p.DueAt, l)
		}
		switch terang.PromiseState(p.State) {
		case terang.PromiseOpen:
			q.Promises = append(q.Promises, plainPromise{Text: t("promise", due, p.Words)})
		case terang.PromiseBroken:
			q.Promises = append(q.Promises, plainPromise{Broken: true, Text: t("broken", due, p.Words)})
		case terang.PromiseKept, terang.PromiseCancelled:
			continue
		}
	}
	return q
}

func (p *plain) reach(r *http.Request, who contact) error {
	kind := terang.PromiseKind(r.PostFormValue("kind"))
	if kind != terang.PromiseCall && kind != terang.PromiseWrite {
		return terang.Fail(terang.Invalid, "promise_kind")
	}
	_, err := p.reachBy(r.Context(), who, kind, r.PostFormValue("to"), nextClock(r.PostFormValue("from"), p.Clock()))
	return err
}

// nextClock is the next moment at which the clock shows a time of day ("15:30"), in the zone of the page; nil for none.
func nextClock(text string, now time.Time) *time.Time {
	at, err := time.Parse("15:04", text)
	if err != nil {
		return nil
	}
	local := now.In(wib)
	next := time.Date(local.Year(), local.Month(), local.Day(), at.Hour(), at.Minute(), 0, 0, wib)
	if !next.After(local) {
		next = next.AddDate(0, 0, 1)
	}
	return &next
}

func sameDay(a, b time.Time) bool {
	return a.In(wib).Format(time.DateOnly) == b.In(wib).Format(time.DateOnly)
}

// hourMinute writes a time of day in the reader's form: "14.30 WIB".
func hourMinute(at time.Time, l terang.Language) string {
	if l == terang.English {
		return at.In(wib).Format("15:04") + " WIB"
	}
	return at.In(wib).Format("15.04") + " WIB"
}
