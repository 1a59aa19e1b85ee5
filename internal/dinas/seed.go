package dinas

import (
	"context"
	"fmt"
	"time"

	"terang/internal/backend"
)

// The seeded world. Mail addresses are in a domain that nobody can have (RFC 2606), phone numbers have a block of
// zeros in the middle, NIKs are of a region that does not exist, and people and streets are made up.

const hour = time.Hour

var seedCitizens = []struct {
	backend.Customer
	nik string
}{
	{backend.Customer{ID: DemoCustomer, Name: "Lestari Handayani", Email: "lestari.handayani@example.com", Phone: "+6281200005577", Address: "Jl. Bukit Contoh No. 40, Kecamatan Utara, Kota Terang", Language: "id"}, "3299014107900001"},
	{backend.Customer{ID: "wrg_3002", Name: "Hendra Gunawan", Email: "hendra.gunawan@example.com", Phone: "+6281300009913", Address: "Jl. Pantai Contoh No. 3, Kecamatan Selatan, Kota Terang", Language: "id"}, "3299021503850002"},
	{backend.Customer{ID: "wrg_3003", Name: "Siti Rahmawati", Email: "siti.rahmawati@example.com", Phone: "+6285700001284", Address: "Jl. Fajar Contoh No. 61, Kecamatan Timur, Kota Terang", Language: "id"}, "3299036212920003"},
	{backend.Customer{ID: "wrg_3004", Name: "Ketut Adnyana", Email: "ketut.adnyana@example.com", Phone: "+6287800004460", Address: "Jl. Senja Contoh No. 18, Kecamatan Barat, Kota Terang", Language: "id"}, "3299040109780004"},
	{backend.Customer{ID: "wrg_3005", Name: "Elisabeth Tan", Email: "elisabeth.tan@example.com", Phone: "+6281100006638", Address: "Jl. Alun-Alun Contoh No. 22, Kota Terang", Language: "en"}, "3299015811880005"},
}

type seedStage struct {
	event string
	ago   time.Duration
	note  backend.Words
}

var seedApplications = []struct {
	no, customer, service, place string
	stages                       []seedStage
	first, promised              int // days from now; both 0: not promised
}{
	{
		DemoApplication, DemoCustomer, "kk_change", "", []seedStage{{stateReceived, 6 * 24 * hour, backend.Words{}}, {stateInReview, 5 * 24 * hour, backend.Words{}}}, -1, 2,
	},
	{
		"DT-260391", DemoCustomer, "ktp_lost", "utara",
		[]seedStage{{stateReceived, 19 * 24 * hour, backend.Words{}}, {stateInReview, 19*24*hour - 3*hour, backend.Words{}}, {stateIssued, 18 * 24 * hour, backend.Words{}}},
		-18, -18,
	},
	{
		"DT-260422", "wrg_3002", "birth_certificate", "",
		[]seedStage{
			{stateReceived, 4 * 24 * hour, backend.Words{}},
			{stateInReview, 3 * 24 * hour, backend.Words{}},
			{stateCorrection, 2 * 24 * hour, words("Surat kelahiran dari bidan belum ditandatangani.", "The midwife's birth letter is not signed.")},
		},
		0, 0,
	},
	{"DT-260430", "wrg_3003", "child_card", "timur", []seedStage{{stateReceived, 20 * hour, backend.Words{}}}, 3, 3},
	{
		"DT-260411", "wrg_3004", "move_inside", "",
		[]seedStage{{stateReceived, 8 * 24 * hour, backend.Words{}}, {stateInReview, 7 * 24 * hour, backend.Words{}}, {stateIssued, 5 * 24 * hour, backend.Words{}}},
		-5, -5,
	},
	{
		"DT-260399", "wrg_3005", "data_change", "mall",
		[]seedStage{
			{stateReceived, 12 * 24 * hour, backend.Words{}},
			{stateInReview, 11 * 24 * hour, backend.Words{}},
			{"rejected", 9 * 24 * hour, words("Perubahan nama butuh penetapan pengadilan.", "A change of name needs a court order.")},
		},
		0, 0,
	},
}

// seed fills an empty office.
func seed(ctx context.Context, db backend.Querier, now time.Time) error {
	for _, c := range seedCitizens {
		if err := backend.InsertCustomer(ctx, db, c.Customer); err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, `insert into citizen (customer_id, nik) values ($1, $2)`, c.ID, c.nik); err != nil {
			return fmt.Errorf("citizen %s: %w", c.ID, err)
		}
	}
	for _, a := range seedApplications {
		last := a.stages[len(a.stages)-1]
		day := func(days int) any {
			if days == 0 {
				return nil
			}
			return backend.AtHour(now, days, readyHour).UnixMilli()
		}
		var issued, correct any
		note := ""
		if last.note.ID != "" {
			note = last.note.Text()
		}
		switch last.event {
		case stateIssued:
			issued = now.Add(-last.ago).UnixMilli()
		case stateCorrection:
			correct = backend.AtHour(now.Add(-last.ago), correctDays, 23).UnixMilli()
		}
		_, err := db.ExecContext(ctx, `insert into application (no, customer_id, service, place_id, status, submitted_at, first_promised, promised, issued_at, note, correct_until)
			values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, nullif($10, ''), $11)`,
			a.no, a.customer, a.service, a.place, last.event, now.Add(-a.stages[0].ago).UnixMilli(), day(a.first), day(a.promised), issued, note, correct)
		for i, s := range a.stages {
			if err != nil {
				break
			}
			text := ""
			if s.note.ID != "" {
				text = s.note.Text()
			}
			_, err = db.ExecContext(ctx, `insert into application_stage (no, position, event, at, note) values ($1, $2, $3, $4, nullif($5, ''))`,
				a.no, i, s.event, now.Add(-s.ago).UnixMilli(), text)
		}
		if err != nil {
			return fmt.Errorf("application %s: %w", a.no, err)
		}
	}
	return nil
}
