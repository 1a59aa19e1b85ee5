package dinas

import (
	"time"

	"terang/internal/backend"
)

// office is where one can come.
type office struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Address      string        `json:"address"`
	Hours        backend.Words `json:"hours"`
	Certificates bool          `json:"certificates"` // certificates, marriages and divorces too
	letter       string        // of its queue numbers
	opens        int           // hour in WIB at which it begins to serve
	saturday     bool
}

var (
	officeHours = backend.Words{
		ID: "Senin–Kamis 08.00–15.00, Jumat 08.00–11.30 dan 13.00–15.00", EN: "Monday–Thursday 08:00–15:00, Friday 08:00–11:30 and 13:00–15:00",
	}
	mallHours = backend.Words{ID: "Senin–Sabtu 09.00–16.00", EN: "Monday–Saturday 09:00–16:00"}
)

var offices = []office{
	{"utama", "Kantor utama", "Jl. Layanan Contoh No. 1, Kota Terang", officeHours, true, "A", 8, false},
	{"mall", "Mal Pelayanan Publik, lantai 2", "Jl. Alun-Alun Contoh No. 5", mallHours, true, "B", 9, true},
	{"utara", "Gerai Kecamatan Utara", "Jl. Bukit Contoh No. 14", officeHours, false, "C", 8, false},
	{"selatan", "Gerai Kecamatan Selatan", "Jl. Pantai Contoh No. 9", officeHours, false, "D", 8, false},
	{"timur", "Gerai Kecamatan Timur", "Jl. Fajar Contoh No. 30", officeHours, false, "E", 8, false},
	{"barat", "Gerai Kecamatan Barat", "Jl. Senja Contoh No. 22", officeHours, false, "F", 8, false},
}

// officeOf finds an office; ok is false where there is none.
func officeOf(id string) (office, bool) {
	for _, o := range offices {
		if o.ID == id {
			return o, true
		}
	}
	return office{}, false
}

func (o *office) place() string { return o.Name + ", " + o.Address }

// works reports whether the office serves without an appointment on a day.
func (o *office) works(day time.Weekday) bool {
	return day != time.Sunday && (day != time.Saturday || o.saturday)
}

func getOffices(*backend.Call) (backend.Answer, error) { return backend.Items(offices), nil }

// deskServices are the matters of the counters, and whether only offices with certificates have them.
var deskServices = []struct {
	name         string
	certificates bool
}{
	{"ktp", false}, {"kk", false}, {"child_card", false}, {"moving", false}, {"certificate", true}, {"marriage", true},
}

func desks() []backend.Desk {
	var out []backend.Desk
	for _, o := range offices {
		hours, closed := []int{8, 9, 10, 11, 13, 14}, []time.Weekday{time.Saturday, time.Sunday}
		if o.saturday {
			hours, closed = []int{9, 10, 11, 13, 14, 15}, []time.Weekday{time.Sunday}
		}
		for _, s := range deskServices {
			if s.certificates && !o.Certificates {
				continue
			}
			out = append(out, backend.Desk{
				ID: o.ID + "_" + s.name, Service: s.name, PlaceID: o.ID, Place: o.place(), Hours: hours, Closed: closed, Length: 30 * time.Minute, Seats: 3,
			})
		}
		if o.ID == "utama" { // Saturday mornings, by appointment only
			for i := range len(deskServices) {
				out = append(out, backend.Desk{
					ID: o.ID + "_" + deskServices[i].name + "_sabtu", Service: deskServices[i].name, PlaceID: o.ID, Place: o.place(), Hours: []int{8, 9, 10, 11},
					Closed: []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, Length: 30 * time.Minute, Seats: 2,
				})
			}
		}
	}
	return out
}
