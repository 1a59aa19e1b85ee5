package bank

import (
	"strings"
	"time"

	"terang/internal/backend"
)

// branch is where the bank's people are.
type branch struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	City     string        `json:"city"`
	Address  string        `json:"address"`
	Hours    backend.Words `json:"hours"`
	Saturday bool          `json:"saturday"`
}

var (
	weekHours = backend.Words{ID: "Senin–Jumat 08.00–15.00 waktu setempat", EN: "Monday–Friday 08:00–15:00 local time"}
	longHours = backend.Words{
		ID: "Senin–Jumat 08.00–15.00, Sabtu 09.00–12.00 WIB", EN: "Monday–Friday 08:00–15:00, Saturday 09:00–12:00 WIB",
	}
)

var branches = []branch{
	{"jakarta", "Bank Terang Jakarta", "Jakarta", "Jl. Purnama Contoh No. 10", longHours, true},
	{"bandung", "Bank Terang Bandung", "Bandung", "Jl. Mentari Contoh No. 21", longHours, true},
	{"surabaya", "Bank Terang Surabaya", "Surabaya", "Jl. Fajar Contoh No. 8", weekHours, false},
	{"medan", "Bank Terang Medan", "Medan", "Jl. Lentera Contoh No. 15", weekHours, false},
	{"makassar", "Bank Terang Makassar", "Makassar", "Jl. Pelita Contoh No. 3", weekHours, false},
	{"denpasar", "Bank Terang Denpasar", "Denpasar", "Jl. Suluh Contoh No. 27", weekHours, false},
}

func getBranches(c *backend.Call) (backend.Answer, error) {
	city := strings.TrimSpace(c.Query("city"))
	list := []branch{}
	for _, b := range branches {
		if city == "" || strings.EqualFold(city, b.City) {
			list = append(list, b)
		}
	}
	return backend.Items(list), nil
}

// desks are the matters that one can come for, in every branch, half an hour each on weekdays.
func desks() []backend.Desk {
	var out []backend.Desk
	for _, b := range branches {
		for _, service := range []string{"teller", "customer_service", "loan"} {
			out = append(out, backend.Desk{
				ID: b.ID + "_" + service, Service: service, PlaceID: b.ID, Place: b.Name + ", " + b.Address,
				Hours: []int{8, 9, 10, 11, 13, 14}, Closed: []time.Weekday{time.Saturday, time.Sunday}, Length: 30 * time.Minute, Seats: 2,
			})
		}
	}
	return out
}
