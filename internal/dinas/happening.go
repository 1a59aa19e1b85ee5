package dinas

import (
	"fmt"
	"slices"
	"time"

	"terang/internal/backend"
)

// disruptionLasts is how long a disruption that is made to happen is expected to last.
const disruptionLasts = 3 * time.Hour

func happenings() []backend.Happening {
	return []backend.Happening{
		{
			ID: "service_disruption", Do: breakDown,
			Title: map[string]string{"id": "Gangguan layanan di kantor", "en": "A disruption at an office"},
		},
		{
			ID: "application_updated", Do: moveApplication,
			Title: map[string]string{"id": "Permohonan maju satu tahap", "en": "An application moves on"},
		},
		{
			ID: "appointment_tomorrow", Do: remindAppointment,
			Title: map[string]string{"id": "Pengingat janji temu", "en": "An appointment is near"},
		},
	}
}

// comingAppointment is the citizen's next appointment; one is booked where there is none.
func comingAppointment(c *backend.Call) (backend.Appointment, error) {
	list, err := c.Appointments(c.Customer)
	if err != nil {
		return backend.Appointment{}, err
	}
	slices.SortFunc(list, func(a, b backend.Appointment) int { return a.StartsAt.Compare(b.StartsAt) })
	for _, a := range list {
		if a.CancelledAt == nil && a.StartsAt.After(c.Now) {
			return a, nil
		}
	}
	slots, err := c.FreeSlots("kk", "utama", backend.AtHour(c.Now, 1, 0), 1)
	if err != nil {
		return backend.Appointment{}, err
	}
	if len(slots) == 0 {
		return backend.Appointment{}, backend.ErrNothing
	}
	a, _, ok, err := c.Book(slots[0].ID, "")
	if err == nil && !ok {
		err = backend.ErrNothing
	}
	return a, err
}

// breakDown puts the system of the office of the demo citizen's appointment out of order until that appointment at
// least, and tells everybody who has an appointment there meanwhile.
func breakDown(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	own, err := comingAppointment(c)
	if err != nil {
		return backend.Happened{}, err
	}
	d := disruption{
		Kind: "system_down", Since: backend.Instant(c.Now.UnixMilli()), Until: own.EndsAt,
		Text:    words("Jaringan kantor ini terganggu, jadi janji temu di sini tidak bisa dilayani.", "This office's network is down, so appointments here cannot be served."),
		Instead: words("Pindahkan janji temu ke waktu atau kantor lain, atau pakai Terang Online.", "Move the appointment to another time or office, or use Terang Online."),
	}
	if soon := c.Now.Add(disruptionLasts); d.Until.Before(soon) {
		d.Until = backend.Instant(soon.UnixMilli())
	}
	if d.ID, err = c.NewID("dis"); err != nil {
		return backend.Happened{}, err
	}
	_, err = c.Exec(`insert into disruption (id, kind, place_id, since, until, text, instead) values ($1, $2, $3, $4, $5, $6, $7)`,
		d.ID, d.Kind, own.PlaceID, d.Since.UnixMilli(), d.Until.UnixMilli(), d.Text.Text(), d.Instead.Text())
	if err != nil {
		return backend.Happened{}, fmt.Errorf("disruption: %w", err)
	}
	booked, err := c.Appointments("")
	if err != nil {
		return backend.Happened{}, err
	}
	for _, a := range booked {
		if a.PlaceID != own.PlaceID || !a.StartsAt.After(c.Now) || !a.StartsAt.Before(d.Until) {
			continue
		}
		err := c.Emit("service.disruption", a.CustomerID, map[string]any{
			"disruption_id": d.ID, "kind": d.Kind, "place_id": a.PlaceID, "place": a.Place, "since": d.Since, "until": d.Until,
			"text": d.Text, "instead": d.Instead, "appointment_id": a.ID, "service": a.Service, "starts_at": a.StartsAt,
		})
		if err != nil {
			return backend.Happened{}, err
		}
	}
	return backend.Happened{Event: "service.disruption", CustomerID: c.Customer, About: own.ID}, nil
}

var missing = words("Salinan akta kelahiran anak belum terbaca. Unggah lagi fotonya.", "The copy of the child's birth certificate cannot be read. Upload the photo again.")

// moveApplication brings the oldest open application of the demo citizen one stage on; where all are done, a new one
// comes in.
func moveApplication(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	a, found, err := backend.One(c, applicationAt(c.Now), `select `+applicationColumns+` from application
		where customer_id = $1 and status in ('received', 'in_review', 'needs_correction') order by submitted_at, no limit 1`, c.Customer)
	if err != nil {
		return backend.Happened{}, fmt.Errorf("move application: %w", err)
	}
	if !found {
		if a, err = newApplication(c); err != nil {
			return backend.Happened{}, err
		}
	} else if err := nextStage(c, &a); err != nil {
		return backend.Happened{}, err
	}
	now, _, err := backend.One(c, applicationAt(c.Now), `select `+applicationColumns+` from application where no = $1`, a.No)
	if err != nil {
		return backend.Happened{}, fmt.Errorf("move application: %w", err)
	}
	return backend.Happened{Event: "application.updated", CustomerID: c.Customer, About: now.No},
		c.Emit("application.updated", c.Customer, map[string]any{
			"application_no": now.No, "service": now.Service, "title": now.Title, "status": now.Status, "promised_at": now.Promised, "late": now.Late,
			"place": now.Place, "keep_until": now.KeepUntil, "note": now.Note, "correct_until": now.CorrectUntil,
		})
}

func newApplication(c *backend.Call) (application, error) {
	no, err := c.NextNumber("DT", firstNo)
	if err != nil {
		return application{}, err
	}
	s, _ := serviceOf("child_card")
	promised := promiseOf(s, c.Now).UnixMilli()
	_, err = c.Exec(`insert into application (no, customer_id, service, place_id, status, submitted_at, first_promised, promised)
		values ($1, $2, $3, 'utama', $4, $5, $6, $6)`, no, c.Customer, s.ID, stateReceived, c.Now.UnixMilli(), promised)
	if err != nil {
		return application{}, fmt.Errorf("new application: %w", err)
	}
	return application{No: no}, addStage(c, no, stateReceived, "")
}

// nextStage: received → in review → needs correction → in review → issued.
func nextStage(c *backend.Call, a *application) error {
	s, _ := serviceOf(a.Service)
	var corrected bool
	err := c.DB.QueryRowContext(c.Ctx, `select exists (select 1 from application_stage where no = $1 and event = $2)`, a.No, stateCorrection).Scan(&corrected)
	if err != nil {
		return fmt.Errorf("next stage: %w", err)
	}
	state, note := stateInReview, ""
	promised, correct, issued := any(promiseOf(s, c.Now).UnixMilli()), any(nil), any(nil)
	switch {
	case a.Status == stateReceived:
		promised = a.Promised.UnixMilli()
	case a.Status == stateInReview && !corrected:
		state, note, promised, correct = stateCorrection, missing.Text(), nil, backend.AtHour(c.Now, correctDays, 23).UnixMilli()
	case a.Status == stateInReview:
		state, promised, issued = stateIssued, a.Promised.UnixMilli(), c.Now.UnixMilli()
	}
	_, err = c.Exec(`update application set status = $1, promised = $2, note = nullif($3, ''), correct_until = $4, issued_at = $5 where no = $6`,
		state, promised, note, correct, issued, a.No)
	if err != nil {
		return fmt.Errorf("next stage: %w", err)
	}
	return addStage(c, a.No, state, note)
}

func addStage(c *backend.Call, no, event, note string) error {
	_, err := c.Exec(`insert into application_stage (no, position, event, at, note)
		select $1, count(*), $2, $3, nullif($4, '') from application_stage where no = $1`, no, event, c.Now.UnixMilli(), note)
	if err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

// remindAppointment tells of the demo citizen's next appointment, with what to bring.
func remindAppointment(c *backend.Call) (backend.Happened, error) {
	c.Customer = DemoCustomer
	a, err := comingAppointment(c)
	if err != nil {
		return backend.Happened{}, err
	}
	documents := []backend.Words{}
	for _, s := range services {
		if s.Desk == a.Service {
			documents = s.Documents
			break
		}
	}
	return backend.Happened{Event: "appointment.tomorrow", CustomerID: c.Customer, About: a.ID},
		c.Emit("appointment.tomorrow", c.Customer, map[string]any{
			"appointment_id": a.ID, "service": a.Service, "place_id": a.PlaceID, "place": a.Place, "starts_at": a.StartsAt, "change_until": a.ChangeUntil,
			"changeable": a.Changeable, "documents": documents,
		})
}
