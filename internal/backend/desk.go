package backend

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Appointments: slots are not stored, they follow from the calendar. A slot's id is its desk and its start,
// "repair-20261124T0900", in WIB.
const (
	slotDays     = 14 // how far ahead slots are offered
	slotForm     = "20060102T1504"
	defaultSlots = 10
	maxSlots     = 100
	maxNote      = 500 // characters
)

// Desk is where and for what one may come.
type Desk struct {
	ID      string // in the ids of its slots: letters, digits and _
	Service string
	PlaceID string // a branch or office, "" where there is one place only
	Place   string // as a customer reads it
	Hours   []int  // at which a day's slots begin
	Closed  []time.Weekday
	Length  time.Duration
	Seats   int
}

// Slot is a time at which customers may come.
type Slot struct {
	ID       string    `json:"id"`
	Service  string    `json:"service"`
	PlaceID  string    `json:"place_id,omitempty"`
	Place    string    `json:"place"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Free     int       `json:"free"` // seats left
}

// fits reports whether the desk is one for the service and place; "" is any.
func (d Desk) fits(service, place string) bool {
	return (service == "" || service == d.Service) && (place == "" || place == d.PlaceID)
}

func (d Desk) slot(start time.Time) Slot {
	return Slot{
		ID: d.ID + "-" + start.Format(slotForm), Service: d.Service, PlaceID: d.PlaceID, Place: d.Place,
		StartsAt: start.UTC(), EndsAt: start.Add(d.Length).UTC(), Free: d.Seats,
	}
}

// findSlot reads a slot's id; ok is false where the calendar has no such slot.
func (s *System) findSlot(id string) (Slot, bool) {
	name, when, found := strings.Cut(id, "-")
	start, err := time.ParseInLocation(slotForm, when, Zone)
	if !found || err != nil || start.Format(slotForm) != when || start.Minute() != 0 {
		return Slot{}, false
	}
	for _, d := range s.Desks {
		if d.ID == name {
			return d.slot(start), slices.Contains(d.Hours, start.Hour()) && !slices.Contains(d.Closed, start.Weekday())
		}
	}
	return Slot{}, false
}

// calendar lists the slots of a service and place from a time on, soonest first.
func (s *System) calendar(from, now time.Time, service, place string) []Slot {
	var out []Slot
	day := now.In(Zone)
	for range slotDays {
		for _, d := range s.Desks {
			if !d.fits(service, place) || slices.Contains(d.Closed, day.Weekday()) {
				continue
			}
			for _, hour := range d.Hours {
				start := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, Zone)
				if start.After(now) && !start.Before(from) {
					out = append(out, d.slot(start))
				}
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	slices.SortStableFunc(out, func(a, b Slot) int { return a.StartsAt.Compare(b.StartsAt) })
	return out
}

// known reports whether value is "" or one of the desks has it.
func (s *System) known(value string, of func(Desk) string) bool {
	return value == "" || slices.ContainsFunc(s.Desks, func(d Desk) bool { return of(d) == value })
}

func (s *Server) getSlots(c *Call) (Answer, error) {
	limit, ok := c.Limit(defaultSlots, maxSlots)
	if !ok {
		return Invalid("limit"), nil
	}
	from := c.Now
	if text := c.Query("from"); text != "" {
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return Invalid("from"), nil
		}
		from = t
	}
	service, place := c.Query("service"), c.Query("place_id")
	switch {
	case !s.system.known(service, func(d Desk) string { return d.Service }):
		return Invalid("service"), nil
	case !s.system.known(place, func(d Desk) string { return d.PlaceID }):
		return Invalid("place_id"), nil
	}
	free, err := c.FreeSlots(service, place, from, limit)
	if err != nil {
		return Answer{}, err
	}
	return Items(free), nil
}

// FreeSlots lists the slots that still have a seat, of a service and place ("" is any), from a time on.
func (c *Call) FreeSlots(service, place string, from time.Time, limit int) ([]Slot, error) {
	taken, err := c.taken(service, place)
	if err != nil {
		return nil, err
	}
	free := []Slot{}
	for _, sl := range c.server.system.calendar(from, c.Now, service, place) {
		if sl.Free -= taken[sl.ID]; sl.Free > 0 && len(free) < limit {
			free = append(free, sl)
		}
	}
	return free, nil
}

// taken counts the seats of all booked slots that may still come: ids sort by time within a desk.
func (c *Call) taken(service, place string) (map[string]int, error) {
	out := map[string]int{}
	today := c.Now.In(Zone).Format(slotForm[:8])
	for _, d := range c.server.system.Desks {
		if !d.fits(service, place) {
			continue
		}
		_, err := All(c, func(row Scanner) (id string, err error) {
			var n int
			err = row.Scan(&id, &n)
			out[id] = n
			return id, err
		}, `select slot_id, count(*) from appointment where cancelled_at is null and slot_id >= $1 and slot_id < $2 group by slot_id`,
			d.ID+"-"+today, d.ID+"-9")
		if err != nil {
			return nil, fmt.Errorf("taken slots: %w", err)
		}
	}
	return out, nil
}

// Appointment is a booked slot.
type Appointment struct {
	ID          string     `json:"id"`
	CustomerID  string     `json:"customer_id"`
	SlotID      string     `json:"slot_id"`
	Service     string     `json:"service"`
	PlaceID     string     `json:"place_id,omitempty"`
	Place       string     `json:"place"`
	StartsAt    time.Time  `json:"starts_at"`
	EndsAt      time.Time  `json:"ends_at"`
	Note        string     `json:"note"`
	Status      string     `json:"status"` // booked or cancelled
	BookedAt    time.Time  `json:"booked_at"`
	CancelledAt *time.Time `json:"cancelled_at"`
	ChangeUntil time.Time  `json:"change_until"`
	Changeable  bool       `json:"changeable"`
}

// fill adds what follows from the slot and the time.
func (s *System) fill(a *Appointment, now time.Time) {
	sl, _ := s.findSlot(a.SlotID) // it was one when it was booked
	a.Service, a.PlaceID, a.Place, a.StartsAt, a.EndsAt = sl.Service, sl.PlaceID, sl.Place, sl.StartsAt, sl.EndsAt
	a.Status = "booked"
	if a.CancelledAt != nil {
		a.Status = "cancelled"
	}
	a.ChangeUntil = a.StartsAt
	if s.ChangeUntil != nil {
		a.ChangeUntil = s.ChangeUntil(a.StartsAt).UTC()
	}
	a.Changeable = a.CancelledAt == nil && a.ChangeUntil.After(now)
}

// tooLate refuses to touch an appointment that has begun or whose last moment for changes has passed.
func (a *Appointment) tooLate(now time.Time) (Answer, bool) {
	switch {
	case !a.StartsAt.After(now):
		return Refuse("slot_past"), true
	case !a.ChangeUntil.After(now):
		return Refuse("too_late_to_change", Until(a.ChangeUntil)), true
	}
	return Answer{}, false
}

// free looks whether the customer may have a slot; the answer is a refusal unless ok.
func (s *Server) free(c *Call, id string) (refused Answer, ok bool, err error) {
	sl, known := s.system.findSlot(id)
	switch {
	case !known:
		return Invalid("slot_id"), false, nil
	case !sl.StartsAt.After(c.Now):
		return Refuse("slot_past"), false, nil
	case sl.StartsAt.After(c.Now.AddDate(0, 0, slotDays)):
		return Invalid("slot_id"), false, nil
	}
	var seats, own int
	err = c.DB.QueryRowContext(c.Ctx, `select count(*), count(case when customer_id = $1 then 1 end)
		from appointment where slot_id = $2 and cancelled_at is null`, c.Customer, id).Scan(&seats, &own)
	switch {
	case err != nil:
		return Answer{}, false, fmt.Errorf("free slot: %w", err)
	case own > 0:
		return Refuse("already_booked"), false, nil
	case seats >= sl.Free:
		return Refuse("slot_full"), false, nil
	}
	return Answer{}, true, nil
}

func (s *Server) postAppointment(c *Call) (Answer, error) {
	var in struct {
		Slot string `json:"slot_id"`
		Note string `json:"note"`
	}
	if !c.Decode(&in) {
		return Refuse("bad_request"), nil
	}
	if utf8.RuneCountInString(in.Note) > maxNote {
		return Invalid("note"), nil
	}
	a, refused, ok, err := c.Book(in.Slot, in.Note)
	if err != nil || !ok {
		return refused, err
	}
	return Created(a), nil
}

// Book books a slot for the call's customer; the answer is a refusal unless ok.
func (c *Call) Book(slotID, note string) (a Appointment, refused Answer, ok bool, err error) {
	if refused, ok, err := c.server.free(c, slotID); err != nil || !ok {
		return a, refused, false, err
	}
	a = Appointment{CustomerID: c.Customer, SlotID: slotID, Note: note, BookedAt: Instant(c.Now.UnixMilli())}
	if a.ID, err = c.server.appointmentID(c); err != nil {
		return a, Answer{}, false, err
	}
	_, err = c.Exec(`insert into appointment (id, customer_id, slot_id, note, booked_at) values ($1, $2, $3, $4, $5)`,
		a.ID, a.CustomerID, a.SlotID, a.Note, a.BookedAt.UnixMilli())
	if err != nil {
		return a, Answer{}, false, fmt.Errorf("book: %w", err)
	}
	c.server.system.fill(&a, c.Now)
	return a, Answer{}, true, nil
}

// appointmentID is a number that can be told on the phone where the brand has such, else an id.
func (s *Server) appointmentID(c *Call) (string, error) {
	if s.system.AppointmentPrefix == "" {
		return c.NewID("apt")
	}
	return c.NextNumber(s.system.AppointmentPrefix, s.system.FirstAppointment)
}

// ownAppointment reads the appointment of the path; the answer is a refusal unless ok.
func (s *Server) ownAppointment(c *Call) (a Appointment, refused Answer, ok bool, err error) {
	a, found, err := One(c, c.scanAppointment, `select id, customer_id, slot_id, note, booked_at, cancelled_at
		from appointment where id = $1 and customer_id = $2`, c.Param("appointment_id"), c.Customer)
	if err != nil {
		return a, Answer{}, false, fmt.Errorf("appointment: %w", err)
	}
	return a, Refuse("not_found"), found, nil
}

// postAppointmentChange moves an appointment to another slot, or leaves it where it is.
func (s *Server) postAppointmentChange(c *Call) (Answer, error) {
	var in struct {
		Slot string `json:"slot_id"`
	}
	if !c.Decode(&in) {
		return Refuse("bad_request"), nil
	}
	a, refused, ok, err := s.ownAppointment(c)
	switch {
	case err != nil || !ok:
		return refused, err
	case a.CancelledAt != nil:
		return Refuse("appointment_cancelled"), nil
	}
	if refused, late := a.tooLate(c.Now); late {
		return refused, nil
	}
	if refused, ok, err := s.free(c, in.Slot); err != nil || !ok {
		return refused, err
	}
	if _, err := c.Exec(`update appointment set slot_id = $1 where id = $2`, in.Slot, a.ID); err != nil {
		return Answer{}, fmt.Errorf("change: %w", err)
	}
	a.SlotID = in.Slot
	s.system.fill(&a, c.Now)
	return OK(a), nil
}

// postAppointmentCancel frees the seat; to cancel twice changes nothing.
func (s *Server) postAppointmentCancel(c *Call) (Answer, error) {
	a, refused, ok, err := s.ownAppointment(c)
	if err != nil || !ok {
		return refused, err
	}
	if a.CancelledAt == nil {
		if refused, late := a.tooLate(c.Now); late {
			return refused, nil
		}
		at := Instant(c.Now.UnixMilli())
		if _, err := c.Exec(`update appointment set cancelled_at = $1 where id = $2`, at.UnixMilli(), a.ID); err != nil {
			return Answer{}, fmt.Errorf("cancel: %w", err)
		}
		a.CancelledAt = &at
		s.system.fill(&a, c.Now)
	}
	return OK(a), nil
}

func (s *Server) getAppointments(c *Call) (Answer, error) {
	if !c.Own() {
		return Refuse("not_found"), nil
	}
	list, err := c.Appointments(c.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Items(list), nil
}

// Appointments are a customer's, last booked first; of customer "" all that are booked.
func (c *Call) Appointments(customer string) ([]Appointment, error) {
	list, err := All(c, c.scanAppointment, `select id, customer_id, slot_id, note, booked_at, cancelled_at
		from appointment where customer_id = $1 or $1 = '' and cancelled_at is null order by booked_at desc, id limit $2`, customer, maxSlots)
	if err != nil {
		return nil, fmt.Errorf("appointments: %w", err)
	}
	return list, nil
}

func (c *Call) scanAppointment(row Scanner) (Appointment, error) {
	var a Appointment
	var booked int64
	var cancelled sql.NullInt64
	if err := row.Scan(&a.ID, &a.CustomerID, &a.SlotID, &a.Note, &booked, &cancelled); err != nil {
		return a, err
	}
	a.BookedAt, a.CancelledAt = Instant(booked), Maybe(cancelled)
	c.server.system.fill(&a, c.Now)
	return a, nil
}
