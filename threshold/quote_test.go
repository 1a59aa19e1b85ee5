package threshold

import "testing"

// TestWhatLeadsToSomebodyIsNotKeptOfAnImport: quotes stay for months and belong to nobody who could ask for their erasure.
func TestWhatLeadsToSomebodyIsNotKeptOfAnImport(t *testing.T) {
	for quote, want := range map[string]string{
		"nomor saya 0812-3456-7890, KAN UDAH!!":   "nomor saya •••, KAN UDAH!!",
		"call +62 (812) 3456 7890":                "call •••",
		"kartu 4111 1111 1111 1111 ditolak lagi":  "kartu ••• ditolak lagi",
		"balas ke sari.w@contoh.co.id dong":       "balas ke ••• dong",
		"TRG-1042 belum sampai, rugi Rp1.500.000": "TRG-1042 belum sampai, rugi Rp1.500.000",
		"pukul 10.00 12/11/2026 tetap salah":      "pukul 10.00 12/11/2026 tetap salah",
		"":                                        "",
	} {
		if got := masked(quote); got != want {
			t.Errorf("%q is kept as %q, want %q", quote, got, want)
		}
	}
}
