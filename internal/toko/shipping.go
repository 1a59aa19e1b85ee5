package toko

import (
	"slices"
	"strings"
	"time"

	"terang/internal/backend"
)

// zone is a part of the country with its price and time of delivery.
type zone struct {
	perKilo  int64 // rupiah
	freeFrom int64
	days     int
	cities   []string
}

const (
	freeUpTo  = 5_000 // grams that travel free of charge
	cargoFrom = 20_000
	cargoFee  = 75_000
	cutOff    = 14 // hour in WIB: what is paid later leaves the next working day
)

var zones = []zone{
	{10_000, 300_000, 2, []string{"jakarta", "jakarta pusat", "jakarta utara", "jakarta barat", "jakarta selatan", "jakarta timur", "bogor", "depok", "tangerang", "tangerang selatan", "bekasi", "bandung", "cimahi", "cikarang"}},
	{15_000, 300_000, 3, []string{"surabaya", "semarang", "yogyakarta", "solo", "surakarta", "malang", "cirebon", "serang", "tasikmalaya", "purwokerto", "magelang", "madiun", "kediri", "jember", "sidoarjo", "gresik"}},
	{24_000, 500_000, 5, []string{"medan", "palembang", "padang", "pekanbaru", "bandar lampung", "jambi", "bengkulu", "banda aceh", "batam", "denpasar"}},
	{32_000, 500_000, 6, []string{"banjarmasin", "pontianak", "samarinda", "balikpapan", "palangka raya", "makassar", "manado", "palu", "kendari", "gorontalo"}},
	{58_000, 500_000, 10, []string{"jayapura", "sorong", "manokwari", "merauke", "ambon", "ternate", "kupang", "mataram"}},
}

// zoneOf finds where a city is, however it is written; ok is false for one that is not known.
func zoneOf(city string) (zone, bool) {
	name := strings.ToLower(strings.Join(strings.Fields(city), " "))
	for _, prefix := range []string{"kota ", "kabupaten ", "kab. ", "kab "} {
		name = strings.TrimPrefix(name, prefix)
	}
	for _, z := range zones {
		if slices.Contains(z.cities, name) {
			return z, true
		}
	}
	return zone{}, false
}

// fee is what a delivery of goods of that worth and weight costs.
func (z *zone) fee(worth int64, grams int) int64 {
	switch {
	case worth == 0:
		return 0
	case grams >= cargoFrom:
		return cargoFee
	case worth >= z.freeFrom && grams <= freeUpTo:
		return 0
	}
	return z.perKilo * int64(max(1, (grams+999)/1000))
}

// promise is the end of the day on which a parcel that is paid now arrives.
func (z *zone) promise(now time.Time) time.Time {
	leaves := backend.AtHour(now, 0, cutOff)
	if !now.Before(leaves) || leaves.In(backend.Zone).Weekday() == time.Sunday {
		leaves = leaves.AddDate(0, 0, 1)
	}
	if leaves.In(backend.Zone).Weekday() == time.Sunday {
		leaves = leaves.AddDate(0, 0, 1)
	}
	return backend.AtHour(leaves, z.days, 18)
}
