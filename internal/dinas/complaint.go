package dinas

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"terang/internal/backend"
)

// Complaints.
const (
	complaintUndo  = 30 * time.Minute
	readDays       = 1 // working days
	answerDays     = 5
	closingHour    = 15 // of the last day, in WIB
	maxComplaint   = 2000
	maxComplaints  = 50
	firstComplaint = 10427

	complaintReceived  = "received"
	complaintWithdrawn = "withdrawn"
)

var complaintCategories = []string{"service", "staff", "illegal_fee", "delay", "facility", "other"}

// complaint is what a citizen is not content with.
type complaint struct {
	No         string         `json:"no"`
	Category   string         `json:"category"`
	Text       string         `json:"text"`
	PlaceID    *string        `json:"place_id"`
	HideName   bool           `json:"hide_name"`
	Status     string         `json:"status"`
	ReceivedAt time.Time      `json:"received_at"`
	ReadBy     time.Time      `json:"read_by"`
	AnswerBy   time.Time      `json:"answer_by"`
	UndoUntil  time.Time      `json:"undo_until"`
	Late       bool           `json:"late"`
	Handler    *backend.Words `json:"handler"`
	Answer     *backend.Words `json:"answer"`
	History    []step         `json:"history"` // oldest first
}

type step struct {
	Event string    `json:"event"`
	At    time.Time `json:"at"`
}

func scanStep(row backend.Scanner) (step, error) {
	var s step
	var at int64
	err := row.Scan(&s.Event, &at)
	s.At = backend.Instant(at)
	return s, err
}

const complaintColumns = `no, category, text, place_id, hide_name, status, received_at, answer_by, coalesce(handler, ''), coalesce(answer, '')`

func complaintAt(now time.Time) func(backend.Scanner) (complaint, error) {
	return func(row backend.Scanner) (complaint, error) {
		k := complaint{History: []step{}}
		var received, by int64
		var place sql.NullString
		var handler, answer string
		err := row.Scan(&k.No, &k.Category, &k.Text, &place, &k.HideName, &k.Status, &received, &by, &handler, &answer)
		k.PlaceID, k.ReceivedAt, k.AnswerBy = backend.Word(place), backend.Instant(received), backend.Instant(by)
		k.ReadBy, k.UndoUntil = backend.WorkingDays(k.ReceivedAt, readDays, closingHour), k.ReceivedAt.Add(complaintUndo)
		k.Handler, k.Answer = backend.WordsOf(handler), backend.WordsOf(answer)
		k.Late = k.Answer == nil && k.Status != complaintWithdrawn && now.After(k.AnswerBy)
		return k, err
	}
}

func findComplaint(c *backend.Call, no string) (k complaint, found bool, err error) {
	k, found, err = backend.One(c, complaintAt(c.Now), `select `+complaintColumns+` from complaint where no = $1 and customer_id = $2`, strings.ToUpper(no), c.Customer)
	if err != nil || !found {
		return k, false, err
	}
	k.History, err = backend.All(c, scanStep, `select event, at from complaint_step where no = $1 order by position`, k.No)
	return k, err == nil, err
}

// showComplaint answers with a complaint as it is now.
func showComplaint(c *backend.Call, no string, how func(any) backend.Answer) (backend.Answer, error) {
	k, found, err := findComplaint(c, no)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("complaint: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return how(k), nil
}

func getComplaint(c *backend.Call) (backend.Answer, error) {
	return showComplaint(c, c.Param("complaint_no"), backend.OK)
}

func getComplaints(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := backend.All(c, complaintAt(c.Now), `select `+complaintColumns+` from complaint
		where customer_id = $1 order by received_at desc, no desc limit $2`, c.Customer, maxComplaints)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("complaints: %w", err)
	}
	return backend.Items(list), nil
}

func postComplaint(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Category string       `json:"category"`
		Text     string       `json:"text"`
		Place    string       `json:"place_id"`
		HideName backend.Flag `json:"hide_name"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	in.Text = strings.TrimSpace(in.Text)
	_, known := officeOf(in.Place)
	switch {
	case !slices.Contains(complaintCategories, in.Category):
		return backend.Invalid("category"), nil
	case in.Text == "" || utf8.RuneCountInString(in.Text) > maxComplaint:
		return backend.Invalid("text"), nil
	case in.Place != "" && !known:
		return backend.Invalid("place_id"), nil
	}
	no, err := c.NextNumber("AD", firstComplaint)
	if err != nil {
		return backend.Answer{}, err
	}
	_, err = c.Exec(`insert into complaint (no, customer_id, category, text, place_id, hide_name, status, received_at, answer_by)
		values ($1, $2, $3, $4, nullif($5, ''), $6, $7, $8, $9)`, no, c.Customer, in.Category, in.Text, in.Place, bool(in.HideName), complaintReceived,
		c.Now.UnixMilli(), backend.WorkingDays(c.Now, answerDays, closingHour).UnixMilli())
	if err != nil {
		return backend.Answer{}, fmt.Errorf("complaint: %w", err)
	}
	if err := moveComplaint(c, no, complaintReceived); err != nil {
		return backend.Answer{}, err
	}
	return showComplaint(c, no, backend.Created)
}

// moveComplaint gives a complaint a state and keeps it in the history.
func moveComplaint(c *backend.Call, no, event string) error {
	_, err := c.Exec(`insert into complaint_step (no, position, event, at) select $1, count(*), $2, $3 from complaint_step where no = $1`, no, event, c.Now.UnixMilli())
	if err == nil {
		_, err = c.Exec(`update complaint set status = $1 where no = $2`, event, no)
	}
	if err != nil {
		return fmt.Errorf("complaint: %w", err)
	}
	return nil
}

func postComplaintWithdraw(c *backend.Call) (backend.Answer, error) {
	k, found, err := findComplaint(c, c.Param("complaint_no"))
	switch {
	case err != nil:
		return backend.Answer{}, fmt.Errorf("withdraw: %w", err)
	case !found:
		return backend.Refuse("not_found"), nil
	case k.Status != complaintReceived || !c.Now.Before(k.UndoUntil):
		return backend.Refuse("undo_over", backend.Until(k.UndoUntil)), nil
	}
	if err := moveComplaint(c, k.No, complaintWithdrawn); err != nil {
		return backend.Answer{}, err
	}
	return showComplaint(c, k.No, backend.OK)
}
