package aide

import (
	"strings"
	"testing"
)

func TestWhatIsMadeUpIsSeen(t *testing.T) {
	t.Parallel()
	given := "Ongkir Rp 1.250.000 sampai 21/11/2026, lihat https://toko.id/kirim. Nomor ⟦1⟧."
	for answer, want := range map[string]bool{
		"Ongkirnya Rp 1,250,000.":          true,
		"Sampai 21-11-2026, nomor ⟦1⟧":     true,
		"Ongkirnya Rp 1.500.000.":          false,
		"Lihat https://toko.id/kirim":      true,
		"Lihat https://jahat.id/kirim":     false,
		"Hubungi ⟦2⟧":                      false,
		"Besok sampai, pasti.":             true, // no figure: an agent reads it
		"Dalam 3 hari":                     false,
		"lihat HTTPS://TOKO.ID/KIRIM, ya.": true,
	} {
		if got := grounded(answer, given); got != want {
			t.Errorf("%q: %t", answer, got)
		}
	}
	if same("pesanan 12 dan 13", "pesanan 12") || !same("pesanan 12, 13", "13 12 pesanan") {
		t.Error("same")
	}
}

func TestWhatIsPrivateIsHiddenAndComesBack(t *testing.T) {
	t.Parallel()
	var m mask
	const text = "Saya ani.b@mail.co.id, HP +62 812-3456-7890, kartu 4111 1111 1111 1111, pesanan TRG-10023, lagi ani.b@mail.co.id"
	hidden := m.hide(text)
	for _, s := range []string{"ani", "7890", "4111", "@"} {
		if strings.Contains(hidden, s) {
			t.Errorf("%q is in %q", s, hidden)
		}
	}
	if !strings.Contains(hidden, "TRG-10023") || strings.Count(hidden, "⟦1⟧") != 2 {
		t.Error(hidden)
	}
	if got := m.show(hidden); got != text {
		t.Error(got)
	}
}

func TestCite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, text string
		cited    int
	}{
		{"Bisa.\nSOURCES: 1, 2", "Bisa.", 2}, {"Bisa.", "Bisa.", 0}, {"Bisa. SOURCES: 9, 0", "Bisa.", 0}, {"SOURCES: 1", "", 1}, {"a SOURCES: 1 b SOURCES: 2,2", "a SOURCES: 1 b", 1},
	} {
		if text, cited := cite(c.in, 3); text != c.text || len(cited) != c.cited {
			t.Errorf("%q: %q %v", c.in, text, cited)
		}
	}
}

func FuzzFacts(f *testing.F) {
	f.Add("Rp 1.250.000 ⟦1⟧ https://a.id", "ani@mail.id 081234567890")
	f.Fuzz(func(t *testing.T, a, b string) {
		if !same(a, a) || !grounded(a, a, b) {
			t.Error("a text has not its own facts")
		}
		var m mask
		if strings.ContainsAny(b, "⟦⟧") {
			return
		}
		if got := m.show(m.hide(b)); got != b {
			t.Errorf("%q became %q", b, got)
		}
	})
}
