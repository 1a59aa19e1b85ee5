package words

import (
	"regexp"
	"strings"
	"testing"

	"terang"
)

func TestNoiseKeepsNumbersAndSaysSomething(t *testing.T) {
	digits := regexp.MustCompile(`\S*\d\S*`)
	texts := []struct {
		text string
		l    terang.Language
	}{
		{"Saya mau membatalkan pesanan INV-2024/001 senilai Rp 1.500.000 karena barangnya rusak.", terang.Indonesian},
		{"Paket saya dengan nomor resi JP1234567890 belum sampai sejak 12/11/2024.", terang.Indonesian},
		{"Please cancel my order #48213 and refund $25.90 to my card.", terang.English},
		{"Tolong kembalikan uang saya", terang.Indonesian},
		{"ya", terang.Indonesian},
		{"ok", terang.English},
		{"?", terang.Indonesian},
		{"  a  ", terang.English},
		{"barang-barang saya tidak ada", terang.Indonesian},
		{"email saya budi@contoh.id", Mixed},
		{"😀", ""},
	}
	for _, strength := range []float64{0.2, 0.5, 1} {
		n := Noise(7).Strength(strength)
		for range 300 {
			for _, c := range texts {
				got := n.Vary(c.text, c.l)
				if strings.TrimSpace(got) == "" {
					t.Fatalf("%q became empty", c.text)
				}
				for _, d := range digits.FindAllString(c.text, -1) {
					if !strings.Contains(got, strings.TrimRight(d, ".?!")) {
						t.Fatalf("%q lost %q: %q", c.text, d, got)
					}
				}
			}
		}
	}
}

func TestNoiseIsTheSameForASeed(t *testing.T) {
	text := "Tolong cek pesanan saya yang belum sampai, kenapa tidak bisa dilacak?"
	a, b, c := Noise(1), Noise(1), Noise(2)
	differ, changed := 0, 0
	for range 50 {
		x, y, z := a.Vary(text, terang.Indonesian), b.Vary(text, terang.Indonesian), c.Vary(text, terang.Indonesian)
		if x != y {
			t.Fatalf("same seed, %q and %q", x, y)
		}
		if x != z {
			differ++
		}
		if x != text {
			changed++
		}
		if testing.Verbose() {
			t.Log(x)
		}
	}
	if differ < 40 || changed < 45 {
		t.Errorf("%d of 50 differ between seeds, %d were changed", differ, changed)
	}
	if got := Noise(1).Strength(0).Vary(text, terang.Indonesian); got != text {
		t.Errorf("strength 0 made %q", got)
	}
}

// TestNoiseIsUndone guards that what noise does to careful words is mostly undone by reading them.
func TestNoiseIsUndone(t *testing.T) {
	book := Default()
	var clean, noisy Line
	n := Noise(3)
	right, raw, all := 0, 0, 0
	for _, text := range []string{
		"tolong batalkan pesanan saya", "kenapa paket saya belum sampai", "bagaimana cara mengganti alamat", "saya tidak bisa masuk ke aplikasi",
		"uang saya belum dikembalikan", "berapa ongkos kirim ke bandung", "saya ingin bicara dengan petugas", "kartu saya hilang tolong diblokir",
	} {
		book.Read(&clean, text, terang.Indonesian)
		have := strings.Fields(clean.Standard)
		for range 40 {
			varied := n.Vary(text, terang.Indonesian)
			book.Read(&noisy, varied, terang.Indonesian)
			for _, w := range have {
				all++
				if strings.Contains(" "+noisy.Standard+" ", " "+w+" ") {
					right++
				}
				if strings.Contains(" "+strings.ToLower(varied)+" ", " "+w+" ") {
					raw++
				}
			}
		}
	}
	t.Logf("standard words found again after noise: %.1f%% (without standard forms %.1f%%)", 100*float64(right)/float64(all), 100*float64(raw)/float64(all))
	if float64(right) < 0.8*float64(all) {
		t.Errorf("%d of %d words found again", right, all)
	}
}
