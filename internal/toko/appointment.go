package toko

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// Appointments: slots are not stored, they follow from the calendar. A slot's id is its service and its start,
// "repair-20261124T0900", in the shop's time.
const (
	slotDays     = 14 // how far ahead slots are offered
	slotSeats    = 2
	slotLength   = 45 * time.Minute
	slotForm     = "20060102T1504"
	defaultSlots = 10
	maxSlots     = 100
	maxNote      = 500 // characters
)

// shopTime is WIB, which has no summer time.
var shopTime = time.FixedZone("WIB", 7*60*60)

// slotHours are the starts of a day; on Sundays the shop is closed.
var slotHours = []int{9, 10, 11, 13, 14, 15, 16}

// services are what one can come for, in the order in which they are listed.
var services = []struct{ name, place string }{
	{"repair", "Toko Terang Bandung, lantai 1"},
	{"consultation", "Toko Terang Bandung, lantai 2"},
}

// slot is a time at which customers may come.
type slot struct {
	ID       string    `json:"id"`
	Service  string    `json:"service"`
	Place    string    `json:"place"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Free     int       `json:"free"` // seats left
}

// findSlot reads a slot's id; ok is false where the calendar has no such slot.
func findSlot(id string) (slot, bool) {
	service, when, found := strings.Cut(id, "-")
	start, err := time.ParseInLocation(slotForm, when, shopTime)
	if !found || err != nil || start.Format(slotForm) != when || start.Weekday() == time.Sunday || start.Minute() != 0 {
		return slot{}, false
	}
	open := false
	for _, h := range slotHours {
		open = open || start.Hour() == h
	}
	for _, s := range services {
		if open && s.name == service {
			return slot{
				ID: id, Service: service, Place: s.place, StartsAt: start.UTC(),
				EndsAt: start.Add(slotLength).UTC(), Free: slotSeats,
			}, true
		}
	}
	return slot{}, false
}

// calendar lists the slots from a time on, soonest first.
func calendar(from, now time.Time, service string) []slot {
	var out []slot
	day := now.In(shopTime)
	for range slotDays {
		for _, hour := range slotHours {
			for _, s := range services {
				start := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, shopTime)
				if service != "" && service != s.name || !start.After(now) || start.Before(from) {
					continue
				}
				if sl, ok := findSlot(s.name + "-" + start.Format(slotForm)); ok {
					out = append(out, sl)
				}
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return out
}

func (s *Server) getSlots(c *call) (answer, error) {
	q := c.r.URL.Query()
	limit, ok := limitOf(c, defaultSlots, maxSlots)
	if !ok {
		return refuse("invalid", field("limit")), nil
	}
	from := c.now
	if text := q.Get("from"); text != "" {
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return refuse("invalid", field("from")), nil
		}
		from = t
	}
	service := q.Get("service")
	known := service == ""
	for _, s := range services {
		known = known || s.name == service
	}
	if !known {
		return refuse("invalid", field("service")), nil
	}
	taken, err := s.taken(c)
	if err != nil {
		return answer{}, err
	}
	free := []slot{}
	for _, sl := range calendar(from, c.now, service) {
		if sl.Free -= taken[sl.ID]; sl.Free > 0 && len(free) < limit {
			free = append(free, sl)
		}
	}
	return answer{status: http.StatusOK, body: map[string]any{"items": free}}, nil
}

// taken counts the seats of all booked slots that may still come: ids sort by time within a service.
func (s *Server) taken(c *call) (map[string]int, error) {
	out := map[string]int{}
	today := c.now.In(shopTime).Format(slotForm[:8])
	for _, sv := range services {
		rows, err := c.q.QueryContext(c.ctx, `select slot_id, count(*) from appointment
			where cancelled_at is null and slot_id >= $1 and slot_id < $2 group by slot_id`,
			sv.name+"-"+today, sv.name+"-9")
		if err != nil {
			return nil, fmt.Errorf("taken slots: %w", err)
		}
		for rows.Next() {
			var id string
			var n int
			if err := rows.Scan(&id, &n); err != nil {
				return nil, errors.Join(fmt.Errorf("taken slots: %w", err), rows.Close())
			}
			out[id] = n
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fmt.Errorf("taken slots: %w", err)
		}
	}
	return out, nil
}

// appointment is a booked slot.
type appointment struct {
	ID          string     `json:"id"`
	CustomerID  string     `json:"customer_id"`
	SlotID      string     `json:"slot_id"`
	Service     string     `json:"service"`
	Place       string     `json:"place"`
	StartsAt    time.Time  `json:"starts_at"`
	EndsAt      time.Time  `json:"ends_at"`
	Note        string     `json:"note"`
	Status      string     `json:"status"` // booked or cancelled
	BookedAt    time.Time  `json:"booked_at"`
	CancelledAt *time.Time `json:"cancelled_at"`
}

// fill adds what follows from the slot.
func (a *appointment) fill() {
	sl, _ := findSlot(a.SlotID) // it was one when it was booked
	a.Service, a.Place, a.StartsAt, a.EndsAt = sl.Service, sl.Place, sl.StartsAt, sl.EndsAt
	a.Status = "booked"
	if a.CancelledAt != nil {
		a.Status = "cancelled"
	}
}

func (s *Server) postAppointment(c *call) (answer, error) {
	var in struct {
		Slot string `json:"slot_id"`
		Note string `json:"note"`
	}
	if !c.decode(&in) {
		return refuse("bad_request"), nil
	}
	sl, ok := findSlot(in.Slot)
	switch {
	case !ok:
		return refuse("invalid", field("slot_id")), nil
	case utf8.RuneCountInString(in.Note) > maxNote:
		return refuse("invalid", field("note")), nil
	case !sl.StartsAt.After(c.now):
		return refuse("slot_past"), nil
	case sl.StartsAt.After(c.now.AddDate(0, 0, slotDays)):
		return refuse("invalid", field("slot_id")), nil
	}
	var seats, own int
	err := c.q.QueryRowContext(c.ctx, `select count(*), count(case when customer_id = $1 then 1 end)
		from appointment where slot_id = $2 and cancelled_at is null`, c.customer, in.Slot).Scan(&seats, &own)
	switch {
	case err != nil:
		return answer{}, fmt.Errorf("book: %w", err)
	case own > 0:
		return refuse("already_booked"), nil
	case seats >= slotSeats:
		return refuse("slot_full"), nil
	}
	a := appointment{CustomerID: c.customer, SlotID: in.Slot, Note: in.Note, BookedAt: instant(c.now.UnixMilli())}
	if a.ID, err = s.newID("apt"); err != nil {
		return answer{}, err
	}
	_, err = c.q.ExecContext(c.ctx, `insert into appointment (id, customer_id, slot_id, note, booked_at) values ($1, $2, $3, $4, $5)`,
		a.ID, a.CustomerID, a.SlotID, a.Note, a.BookedAt.UnixMilli())
	if err != nil {
		return answer{}, fmt.Errorf("book: %w", err)
	}
	a.fill()
	return answer{status: http.StatusCreated, body: a}, nil
}

// postAppointmentCancel frees the seat; to cancel twice changes nothing.
func (s *Server) postAppointmentCancel(c *call) (answer, error) {
	row := c.q.QueryRowContext(c.ctx, `select id, customer_id, slot_id, note, booked_at, cancelled_at
		from appointment where id = $1 and customer_id = $2`, c.param("appointment_id"), c.customer)
	a, err := scanAppointment(row)
	if errors.Is(err, sql.ErrNoRows) {
		return refuse("not_found"), nil
	}
	if err != nil {
		return answer{}, fmt.Errorf("cancel: %w", err)
	}
	if a.CancelledAt == nil {
		if !a.StartsAt.After(c.now) {
			return refuse("slot_past"), nil
		}
		at := instant(c.now.UnixMilli())
		if _, err := c.q.ExecContext(c.ctx, `update appointment set cancelled_at = $1 where id = $2`, at.UnixMilli(), a.ID); err != nil {
			return answer{}, fmt.Errorf("cancel: %w", err)
		}
		a.CancelledAt = &at
		a.fill()
	}
	return answer{status: http.StatusOK, body: a}, nil
}

func (s *Server) getAppointments(c *call) (answer, error) {
	if !c.own() {
		return refuse("not_found"), nil
	}
	rows, err := c.q.QueryContext(c.ctx, `select id, customer_id, slot_id, note, booked_at, cancelled_at
		from appointment where customer_id = $1 order by booked_at desc, id limit $2`, c.customer, maxSlots)
	if err != nil {
		return answer{}, fmt.Errorf("appointments: %w", err)
	}
	defer func() { _ = rows.Close() }()
	list := []appointment{}
	for rows.Next() {
		a, err := scanAppointment(rows)
		if err != nil {
			return answer{}, fmt.Errorf("appointments: %w", err)
		}
		list = append(list, a)
	}
	if err := rows.Err(); err != nil {
		return answer{}, fmt.Errorf("appointments: %w", err)
	}
	return answer{status: http.StatusOK, body: map[string]any{"items": list}}, nil
}

func scanAppointment(row scanner) (appointment, error) {
	var a appointment
	var booked int64
	var cancelled sql.NullInt64
	if err := row.Scan(&a.ID, &a.CustomerID, &a.SlotID, &a.Note, &booked, &cancelled); err != nil {
		return a, err
	}
	a.BookedAt, a.CancelledAt = instant(booked), maybe(cancelled)
	a.fill()
	return a, nil
}
