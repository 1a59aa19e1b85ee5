package dinas

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"terang/internal/backend"
)

// The states of an application, which are also the events of its history.
const (
	stateReceived   = "received"
	stateInReview   = "in_review"
	stateCorrection = "needs_correction"
	stateIssued     = "issued"
)

const (
	keepDays       = 90 // what is collected is kept so long
	correctDays    = 14
	readyHour      = 15 // of the promised day, in WIB
	cutOffHour     = 14 // papers that come later count from the next working day
	maxApplication = 50 // in a list
	firstNo        = 260501
)

// promiseOf is when an application whose papers are complete now is promised for.
func promiseOf(s service, now time.Time) time.Time {
	start := now
	if now.In(backend.Zone).Hour() >= cutOffHour {
		start = backend.WorkingDays(now, 1, 8)
	}
	return backend.WorkingDays(start, s.Days, readyHour)
}

// application is what a citizen has asked for, with its history.
type application struct {
	No            string         `json:"no"`
	Service       string         `json:"service"`
	Title         backend.Words  `json:"title"`
	Status        string         `json:"status"`
	SubmittedAt   time.Time      `json:"submitted_at"`
	FirstPromised *time.Time     `json:"first_promised_at"`
	Promised      *time.Time     `json:"promised_at"` // null while it waits for a correction
	Late          bool           `json:"late"`
	IssuedAt      *time.Time     `json:"issued_at"`
	Place         *string        `json:"place"` // where it is collected; null: it is downloaded
	KeepUntil     *time.Time     `json:"keep_until"`
	Note          *backend.Words `json:"note"`
	CorrectUntil  *time.Time     `json:"correct_until"`
	History       []stage        `json:"history"` // oldest first
}

type stage struct {
	Event string         `json:"event"`
	At    time.Time      `json:"at"`
	Note  *backend.Words `json:"note"`
}

const applicationColumns = `no, service, status, submitted_at, first_promised, promised, issued_at, place_id, coalesce(note, ''), correct_until`

func applicationAt(now time.Time) func(backend.Scanner) (application, error) {
	return func(row backend.Scanner) (application, error) {
		a := application{History: []stage{}}
		var submitted int64
		var first, promised, issued, correct sql.NullInt64
		var place sql.NullString
		var note string
		if err := row.Scan(&a.No, &a.Service, &a.Status, &submitted, &first, &promised, &issued, &place, &note, &correct); err != nil {
			return a, err
		}
		s, _ := serviceOf(a.Service)
		a.Title, a.SubmittedAt, a.Note = s.Title, backend.Instant(submitted), backend.WordsOf(note)
		a.FirstPromised, a.Promised, a.IssuedAt, a.CorrectUntil = backend.Maybe(first), backend.Maybe(promised), backend.Maybe(issued), backend.Maybe(correct)
		if o, ok := officeOf(place.String); ok {
			where := o.place()
			a.Place = &where
		}
		if a.IssuedAt != nil && a.Place != nil {
			until := a.IssuedAt.AddDate(0, 0, keepDays)
			a.KeepUntil = &until
		}
		open := a.Status == stateReceived || a.Status == stateInReview
		a.Late = open && a.FirstPromised != nil && (now.After(*a.FirstPromised) || a.Promised != nil && a.Promised.After(*a.FirstPromised))
		return a, nil
	}
}

func scanStage(row backend.Scanner) (stage, error) {
	var s stage
	var at int64
	var note string
	err := row.Scan(&s.Event, &at, &note)
	s.At, s.Note = backend.Instant(at), backend.WordsOf(note)
	return s, err
}

func getApplication(c *backend.Call) (backend.Answer, error) {
	no := strings.ToUpper(c.Param("application_no"))
	a, found, err := backend.One(c, applicationAt(c.Now), `select `+applicationColumns+` from application where no = $1 and customer_id = $2`, no, c.Customer)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("application: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	a.History, err = backend.All(c, scanStage, `select event, at, coalesce(note, '') from application_stage where no = $1 order by position`, no)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("application: %w", err)
	}
	return backend.OK(a), nil
}

func getApplications(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	type line struct {
		No          string        `json:"no"`
		Service     string        `json:"service"`
		Title       backend.Words `json:"title"`
		Status      string        `json:"status"`
		SubmittedAt time.Time     `json:"submitted_at"`
		Promised    *time.Time    `json:"promised_at"`
		Late        bool          `json:"late"`
	}
	list, err := backend.All(c, applicationAt(c.Now), `select `+applicationColumns+` from application
		where customer_id = $1 order by submitted_at desc, no desc limit $2`, c.Customer, maxApplication)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("applications: %w", err)
	}
	out := []line{}
	for _, a := range list {
		out = append(out, line{a.No, a.Service, a.Title, a.Status, a.SubmittedAt, a.Promised, a.Late})
	}
	return backend.Items(out), nil
}
