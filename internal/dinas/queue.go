package dinas

import (
	"database/sql"
	"fmt"
	"time"

	"terang/internal/backend"
)

// The queue of an office. Who comes in from the street is not stored: one every arrival since the numbers are given
// out, as if the machine near the entrance printed them. The citizens' own numbers stand among them.
const (
	queueFirst   = 7 // hour in WIB from which numbers are given out
	queueLast    = 14
	queueArrival = 5 * time.Minute
	queueServe   = 4 * time.Minute // for one number
	searchedDays = 8
)

// queueDay is an office's queue at a moment.
type queueDay struct {
	office                office
	day                   string
	first, last, opens    time.Time // numbers are given out, until; people are served from
	issued, served, taken int       // the highest number given out; how many were called; our own citizens' numbers
}

// readQueue gives the queue of today; open is false on days on which the office does not work.
func readQueue(c *backend.Call, o office) (q queueDay, open bool, err error) {
	q = queueDay{
		office: o, day: backend.Day(c.Now),
		first: backend.AtHour(c.Now, 0, queueFirst), last: backend.AtHour(c.Now, 0, queueLast), opens: backend.AtHour(c.Now, 0, o.opens),
	}
	err = c.DB.QueryRowContext(c.Ctx, `select coalesce(max(number), 0), count(*) from queue_number where place_id = $1 and day = $2`, o.ID, q.day).Scan(&q.issued, &q.taken)
	if err != nil {
		return q, false, fmt.Errorf("queue: %w", err)
	}
	works := o.works(c.Now.In(backend.Zone).Weekday())
	if !works {
		return q, false, nil
	}
	until := c.Now
	if until.After(q.last) {
		until = q.last
	}
	if passed := until.Sub(q.first); passed > 0 {
		q.issued = max(q.issued, int(passed/queueArrival)+q.taken)
	}
	if passed := c.Now.Sub(q.opens); passed > 0 {
		q.served = min(q.issued, int(passed/queueServe)+1)
	}
	return q, !c.Now.Before(q.first) && c.Now.Before(q.last), nil
}

// next says when numbers are given out next.
func (q *queueDay) next(now time.Time) time.Time {
	for days := range searchedDays {
		first := backend.AtHour(now, days, queueFirst)
		if q.office.works(first.In(backend.Zone).Weekday()) && first.After(now) {
			return first
		}
	}
	return q.first
}

// called is when a number's turn comes.
func (q *queueDay) called(number int) time.Time {
	return q.opens.Add(time.Duration(number-1) * queueServe)
}

func (q *queueDay) name(number int) string { return fmt.Sprintf("%s-%03d", q.office.letter, number) }

// serving is the number that is being served, nil before the first.
func (q *queueDay) serving() *string {
	if q.served == 0 {
		return nil
	}
	n := q.name(q.served)
	return &n
}

func minutesUntil(now, then time.Time) int {
	if !then.After(now) {
		return 0
	}
	return int((then.Sub(now) + time.Minute - 1) / time.Minute)
}

func getQueue(c *backend.Call) (backend.Answer, error) {
	o, ok := officeOf(c.Query("place_id"))
	if !ok {
		return backend.Invalid("place_id"), nil
	}
	q, open, err := readQueue(c, o)
	if err != nil {
		return backend.Answer{}, err
	}
	opens := q.first
	if !open {
		opens = q.next(c.Now)
	}
	out := struct {
		PlaceID  string    `json:"place_id"`
		Place    string    `json:"place"`
		Open     bool      `json:"open"`
		Serving  *string   `json:"now_serving"`
		Waiting  int       `json:"waiting"`
		Minutes  int       `json:"minutes"`
		OpensAt  time.Time `json:"opens_at"`
		ClosesAt time.Time `json:"closes_at"`
	}{PlaceID: o.ID, Place: o.place(), Open: open, OpensAt: opens, ClosesAt: backend.AtHour(opens, 0, queueLast)}
	if open {
		out.Serving, out.Waiting, out.Minutes = q.serving(), q.issued-q.served, minutesUntil(c.Now, q.called(q.issued+1))
	}
	return backend.OK(out), nil
}

// queueNumber is a citizen's place in today's queue.
type queueNumber struct {
	ID           string    `json:"id"`
	Number       string    `json:"number"`
	PlaceID      string    `json:"place_id"`
	Place        string    `json:"place"`
	Service      string    `json:"service"`
	Status       string    `json:"status"` // waiting, called, served or cancelled
	PeopleBefore int       `json:"people_before"`
	Minutes      int       `json:"minutes"`
	TakenAt      time.Time `json:"taken_at"`
	CalledAt     time.Time `json:"called_at"`
	Serving      *string   `json:"now_serving"`
}

// storedNumber is a row of queue_number.
type storedNumber struct {
	id, place, service, day string
	number                  int
	taken                   int64
	cancelled               sql.NullInt64
}

const numberColumns = `id, place_id, service, day, number, taken_at, cancelled_at`

func scanNumber(row backend.Scanner) (n storedNumber, err error) {
	err = row.Scan(&n.id, &n.place, &n.service, &n.day, &n.number, &n.taken, &n.cancelled)
	return n, err
}

// show says how a number stands now.
func (n *storedNumber) show(c *backend.Call) (queueNumber, error) {
	o, _ := officeOf(n.place)
	q, _, err := readQueue(c, o)
	if err != nil {
		return queueNumber{}, err
	}
	taken := backend.Instant(n.taken)
	q.opens = backend.AtHour(taken, 0, o.opens) // of the number's own day
	called := q.called(n.number)
	if called.Before(taken) {
		called = taken
	}
	out := queueNumber{
		ID: n.id, Number: q.name(n.number), PlaceID: o.ID, Place: o.place(), Service: n.service, Status: "waiting", TakenAt: taken, CalledAt: called,
	}
	if n.day == q.day {
		out.Serving = q.serving()
	}
	switch {
	case n.cancelled.Valid:
		out.Status = "cancelled"
	case !c.Now.Before(called.Add(queueServe)):
		out.Status = "served"
	case !c.Now.Before(called):
		out.Status = "called"
	default:
		out.PeopleBefore, out.Minutes = max(0, n.number-1-q.served), minutesUntil(c.Now, called)
	}
	return out, nil
}

func ownNumbers(c *backend.Call) ([]queueNumber, error) {
	list, err := backend.All(c, scanNumber, `select `+numberColumns+` from queue_number where customer_id = $1 and day = $2 order by taken_at desc, id`, c.Customer, backend.Day(c.Now))
	if err != nil {
		return nil, fmt.Errorf("queue numbers: %w", err)
	}
	out := []queueNumber{}
	for _, n := range list {
		q, err := n.show(c)
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

func getQueueNumbers(c *backend.Call) (backend.Answer, error) {
	if !c.Own() {
		return backend.Refuse("not_found"), nil
	}
	list, err := ownNumbers(c)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.Items(list), nil
}

func knownService(name string) bool {
	for _, s := range deskServices {
		if s.name == name {
			return true
		}
	}
	return false
}

func postQueueNumber(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Place   string `json:"place_id"`
		Service string `json:"service"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	o, ok := officeOf(in.Place)
	switch {
	case !ok:
		return backend.Invalid("place_id"), nil
	case !knownService(in.Service):
		return backend.Invalid("service"), nil
	}
	own, err := ownNumbers(c)
	if err != nil {
		return backend.Answer{}, err
	}
	for _, n := range own {
		if n.Status == "waiting" || n.Status == "called" {
			return backend.Refuse("already_queued", backend.About(n.Number)), nil
		}
	}
	q, open, err := readQueue(c, o)
	if err != nil {
		return backend.Answer{}, err
	}
	if !open {
		return backend.Refuse("queue_closed", backend.Until(q.next(c.Now))), nil
	}
	n := storedNumber{place: o.ID, service: in.Service, day: q.day, number: q.issued + 1, taken: c.Now.UnixMilli()}
	if n.id, err = c.NewID("que"); err != nil {
		return backend.Answer{}, err
	}
	_, err = c.Exec(`insert into queue_number (id, customer_id, place_id, service, day, number, taken_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		n.id, c.Customer, n.place, n.service, n.day, n.number, n.taken)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("take number: %w", err)
	}
	out, err := n.show(c)
	if err != nil {
		return backend.Answer{}, err
	}
	return backend.Created(out), nil
}

func findNumber(c *backend.Call) (n storedNumber, q queueNumber, found bool, err error) {
	n, found, err = backend.One(c, scanNumber, `select `+numberColumns+` from queue_number where id = $1 and customer_id = $2`, c.Param("queue_id"), c.Customer)
	if err != nil || !found {
		return n, q, false, err
	}
	q, err = n.show(c)
	return n, q, err == nil, err
}

func getQueueNumber(c *backend.Call) (backend.Answer, error) {
	_, q, found, err := findNumber(c)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("queue number: %w", err)
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	return backend.OK(q), nil
}

// postQueueCancel gives a number back; to give it back twice changes nothing.
func postQueueCancel(c *backend.Call) (backend.Answer, error) {
	n, q, found, err := findNumber(c)
	switch {
	case err != nil:
		return backend.Answer{}, fmt.Errorf("cancel number: %w", err)
	case !found:
		return backend.Refuse("not_found"), nil
	case q.Status == "called" || q.Status == "served":
		return backend.Refuse("queue_over"), nil
	case q.Status == "cancelled":
		return backend.OK(q), nil
	}
	n.cancelled = sql.NullInt64{Int64: c.Now.UnixMilli(), Valid: true}
	if _, err := c.Exec(`update queue_number set cancelled_at = $1 where id = $2`, n.cancelled.Int64, n.id); err != nil {
		return backend.Answer{}, fmt.Errorf("cancel number: %w", err)
	}
	if q, err = n.show(c); err != nil {
		return backend.Answer{}, err
	}
	return backend.OK(q), nil
}
