package entity

import (
	"strings"
	"sync"
	"testing"
)

// TestSpans checks where entities lie, and that what surrounds them is left out.
func TestSpans(t *testing.T) {
	t.Parallel()
	f := testFinder(t)
	for text, want := range map[string]string{
		"kak (trg-4471) mana":                 "trg-4471",
		"totalnya Rp 1.500.000,- ya":          "Rp 1.500.000,-",
		"ketemu lusa jam 3 sore kak":          "lusa jam 3 sore",
		"wa +62 812-3456-7890.":               "+62 812-3456-7890",
		"ke (021) 5550123 ya":                 "(021) 5550123",
		"mail: a.b@c.id, ok":                  "a.b@c.id",
		"lihat https://c.id/x).":              "https://c.id/x",
		"ＴＲＧ－１０４２ rusak":                      "ＴＲＧ－１０４２",
		"T\u200bRG-1042":                      "T\u200bRG-1042",
		"trg 1O42 dong":                       "trg 1O42",
		"2jt-an aja":                          "2jt-an",
		"di kab. sleman":                      "kab. sleman",
		"jangan 3 pcs":                        "3 pcs",
		"deadline tgl 17 agustus 2026 ya kak": "tgl 17 agustus 2026",
	} {
		found := f.Find(nil, text)
		if len(found) != 1 || found[0].Text != want {
			t.Errorf("%q: %+v, want %q", text, found, want)
		}
		checkSpans(t, text, found)
	}
}

func TestSensitive(t *testing.T) {
	t.Parallel()
	f := testFinder(t)
	for text, want := range map[string]string{
		"kartu 4111 1111 1111 1111 ditolak": "kartu ************1111 ditolak",
		"otp 448210":                        "otp ******",
		"pin saya 1234 ya":                  "pin saya **** ya",
		"nik 3273015708950003":              "nik ************0003",
		"rek 1234567890":                    "rek ******7890",
		"password: Kucing99":                "password: ********",
		"halo":                              "halo",
		"kode 123 456, pin 9876":            "kode ******, pin ****",
	} {
		found := f.Find(nil, text)
		if got := Mask(text, found); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		for _, e := range found {
			if strings.Contains(e.Masked, e.Value) {
				t.Errorf("%q: %q shows the value", text, e.Masked)
			}
		}
	}
}

func TestChecked(t *testing.T) {
	t.Parallel()
	f := testFinder(t)
	for text, want := range map[string]bool{
		"4111 1111 1111 1111":             true,
		"kartu 4111 1111 1111 1112":       false,
		"nik 3273015708950003":            true,  // a woman born on 17 August 1995
		"nik 3273017208950003":            false, // no 72nd day
		"nik 9973011708950003":            false, // no such province
		"nik 3273011713950003":            false, // no such month
		"nik 3273013002950003":            false, // no 30 February
		"nik 3273011708950000":            false, // no serial
		"npwp 01.000.013.1-093.000":       luhn("010000131"),
		"npwp 02.000.000.1-000.000 salah": luhn("020000001"),
	} {
		found := f.Find(nil, text)
		if len(found) != 1 || found[0].Checked != want {
			t.Errorf("%q: %+v, want checked %v", text, found, want)
		}
	}
}

func TestAmbiguous(t *testing.T) {
	t.Parallel()
	f := testFinder(t)
	for text, want := range map[string]bool{
		"bandung": true, "kota bandung": false, "depok": false, "jam 3": true, "jam 3 sore": false, "jam 14": false, "gocap": true, "goceng": false,
		"kaos polos": true, "kaos polos putih": false, "4/5": true, "25/12": false, "sejuta lima ratus": true,
	} {
		found := f.Find(nil, text)
		if len(found) != 1 || found[0].Ambiguous != want {
			t.Errorf("%q: %+v, want ambiguous %v", text, found, want)
		}
	}
	e, _ := f.Answer("kaos polos", Question{Kind: KindProduct})
	if len(e.Candidates) != 2 || e.Candidates[0].ID != "p7" || e.Candidates[1].ID != "p8" || !e.Ambiguous {
		t.Errorf("candidates: %+v", e.Candidates)
	}
}

// TestGazetteer counts what the country has.
func TestGazetteer(t *testing.T) {
	t.Parallel()
	g := newGazetteer()
	provinces, regencies := map[string]bool{}, map[string]bool{}
	for _, p := range g.names {
		for _, q := range []*place{p, p.twin, p.around} {
			if q == nil {
				continue
			}
			if q.kind == KindProvince {
				provinces[q.code] = true
			} else {
				regencies[q.code] = true
			}
		}
	}
	if len(provinces) != 38 || len(regencies) != 514 {
		t.Errorf("%d provinces, %d regencies and cities; 38 and 514 exist", len(provinces), len(regencies))
	}
}

func TestBadPatterns(t *testing.T) {
	t.Parallel()
	for _, p := range []Pattern{{}, {Kind: "x"}, {Find: "x"}, {Kind: "x", Find: "("}, {Kind: "x", Find: "x", Bare: "("}} {
		if _, err := New(Options{Patterns: []Pattern{p}}); err == nil || !strings.HasPrefix(err.Error(), "entity: pattern 1") {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// TestEmptyMatches shows that a pattern which matches nothing at all does no harm.
func TestEmptyMatches(t *testing.T) {
	t.Parallel()
	f, err := New(Options{Patterns: []Pattern{{Kind: "x", Find: `\d*`, Bare: `.*`}, {Kind: "y", Find: `^`, Bare: `$`}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "a", "1", "halo 12 👍", "\xff", "o1o"} {
		checkSpans(t, text, f.Find(nil, text))
		f.Answer(text, Question{Kind: "x"})
		f.Answer(text, Question{Kind: "y"})
	}
}

// TestManyGoroutines finds with one finder in several goroutines.
func TestManyGoroutines(t *testing.T) {
	t.Parallel()
	f := testFinder(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				for _, text := range ordinary {
					if first := f.Find(nil, text); len(first) != len(f.Find(nil, text)) {
						t.Error("not the same twice")
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestNoAllocations holds for messages in which there is nothing.
func TestNoAllocations(t *testing.T) {
	f := testFinder(t)
	var dst []Entity
	n := testing.AllocsPerRun(100, func() {
		dst = f.Find(dst[:0], "halo min mau tanya dong, barang saya sampai mana ya? makasih sebelumnya")
	})
	if n > 0.5 {
		t.Errorf("%v allocations", n)
	}
}
