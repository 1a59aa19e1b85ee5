package entity

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var ordinary = []string{
	"kak pesanan trg-4471 kok belum nyampe ya, padahal udah dibayar 250rb dari senin kemarin",
	"halo min mau tanya dong, barang saya sampai mana ya? makasih sebelumnya",
	"I paid IDR 175,000 on 3 November for order trg 1900 and it is still not here",
	"tolong reschedule dari kamis ke jumat jam 2 siang, alamat Jl. Melati No. 5 RT 02/03, Depok, Jawa Barat 16431",
}

func BenchmarkFind(b *testing.B) {
	f := testFinder(b)
	for i, text := range ordinary {
		b.Run(fmt.Sprint(i), func(b *testing.B) {
			var dst []Entity
			b.ReportAllocs()
			for b.Loop() {
				dst = f.Find(dst[:0], text)
			}
		})
	}
}

// bigCatalogue makes products of words that are put together.
func bigCatalogue(n int) *Catalogue {
	first := strings.Fields("Sepatu Tas Kaos Kemeja Jaket Celana Topi Blender Kompor Lampu Meja Kursi Rak Botol Panci Wajan Piring Gelas Sendok Handuk")
	second := strings.Fields("Lari Ransel Polos Flanel Gunung Chino Baseball Turbo Listrik Gas Belajar Kantor Lipat Minum Susu Anti Lengket Keramik Kayu Katun Sutra Denim Kulit Rajut Kanvas")
	third := strings.Fields("Alfa Bravo Carlo Delta Ekspres Fokus Garuda Harapan Intan Jaya Krakatau Lestari Mahkota Nusantara Orion Perkasa Quantum Rinjani Semeru Tambora Utama Vega Wilis Xenon Yudha Zamrud")
	out := make([]Product, 0, n)
	for i := range n {
		name := first[i%len(first)] + " " + second[i/len(first)%len(second)] + " " + third[i/(len(first)*len(second))%len(third)] + fmt.Sprint(" ", i/5+10)
		out = append(out, Product{ID: fmt.Sprint("p", i), Name: name})
	}
	return NewCatalogue(out)
}

func BenchmarkCatalogue(b *testing.B) {
	f, err := New(Options{Catalogue: bigCatalogue(10000)})
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"ada sepatu lari krakatu 1510 ga", "kaos polos putih masih ada", "halo min mau tanya dong, barang saya sampai mana ya? makasih sebelumnya"} {
		b.Run(strings.Fields(text)[1], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Match(text)
			}
		})
	}
}

func BenchmarkAnswer(b *testing.B) {
	f := testFinder(b)
	b.ReportAllocs()
	for b.Loop() {
		f.Answer("ya gapapa kak lanjut aja", Question{Kind: KindYesNo})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(Options{Patterns: testPatterns}); err != nil {
			b.Fatal(err)
		}
	}
}

// hostile are pieces that are repeated up to 50,000 characters.
var hostile = []string{
	"1", "12 ", "1.", "1,", "08", "+62 ", "4111 ", "1234-", "a", "a ", "aku ", "@", "a@b.", "a@b.co ", "http://", "www.", "x.y", "(", "((", "rp", "rp ", "Rp1", "$", "$ ", "jl ", "jl. a no 1 ",
	"senin ", "senin, ", "tgl ", "tanggal 1 ", "1/1/", "1-1-", "jam ", "jam 1 ", "jam 1-", "setengah ", "satu ", "seratus ", "ribu ", "1 ribu ", "sejuta ", "seribu seratus ", "minggu ", "minggu depan ", "akhir ", "the ", "next ",
	"in a ", "a a ", "half ", "a half ", "on ", "on the ", "hari ", "hari senin ", "antara ", "between 1 and ", "1 sampai ", "1 s/d ", "kota ", "kota bandung ", "bandung, ", "jawa ", "pin ", "pin saya ", "password is ", "password: ",
	"ya ", "ga ", "ga usah ", "tidak ", "👍", "é", "ё", "Ｔ", "h̷", "\u200b", "\u202e", "\x00", "\xff", "\n", "\t", "中", "ع", "trg-", "trg 1 2 ", "TRG-1O", "T R G ", "o1", "1o", "l1", "bk-", "aGVsbG8gd29ybGQ", "{\"a\":1},", "sepatu lari ", "seaptu ", "kaos polos putih ", "nama saya ",
	"2 x 24 ", "3 hari ", "3 hari lagi ", "one two ", "twenty ", "a dozen ", "12:30 ", "12.30 ", "12:", "9-11 ", "besok jam 3 ", "besok pagi ", "may ", "may 1 ", "1 may ", "10-", "15. ", "ke-", "ke 2 ", "rt 1/", "no 1 ",
}

// TestLinear feeds up to 50,000 characters of every kind: four times the text takes about four times as long, and the offsets hold.
func TestLinear(t *testing.T) {
	f := testFinder(t)
	kinds := []string{KindOrderNo, KindYesNo, KindChoice, KindMoney, KindDate, KindTime, KindCity, KindStreet, KindPersonName, KindProduct, KindNIK, KindEmail, KindOTP}
	for _, piece := range hostile {
		text := strings.Repeat(piece, 50_000/len(piece)+1)
		part := text[:len(piece)*(len(text)/len(piece)/4)]
		checkSpans(t, text, f.Find(nil, text))
		if r := growth(func(s string) { f.Find(nil, s) }, part, text); r > steep {
			t.Errorf("%q × %d: find took %.1f times as long for four times the text", piece, len(text)/len(piece), r)
		}
		for _, kind := range kinds {
			q := Question{Kind: kind, Choices: testChoices["sizes"]}
			if r := growth(func(s string) { f.Answer(s, q) }, part, text); r > steep {
				t.Errorf("%q as %s: took %.1f times as long for four times the text", piece, kind, r)
			}
		}
	}
}

// steep lies between the 4 of what grows with a text and the 16 of what grows with its square.
const steep = 10

// growth is how many times as long the larger text takes, at best: a machine that is busy elsewhere makes single runs long.
func growth(do func(string), small, large string) float64 {
	least := func(s string) time.Duration {
		best := time.Hour
		for range 3 {
			start := time.Now()
			do(s)
			best = min(best, time.Since(start))
		}
		return max(best, 100*time.Microsecond) // below that it is the clock that is measured
	}
	r := float64(least(large)) / float64(least(small))
	for tries := 0; r > steep && tries < 4; tries++ {
		r = min(r, float64(least(large))/float64(least(small)))
	}
	return r
}

// checkSpans checks that entities lie in the text, in order and apart.
func checkSpans(t *testing.T, text string, found []Entity) {
	t.Helper()
	at := 0
	for _, e := range found {
		if e.Start < at || e.End <= e.Start || e.End > len(text) || e.Text != text[e.Start:e.End] || e.Value == "" {
			t.Fatalf("%.60q: bad span of %+v after %d", text, e, at)
		}
		if utf8.ValidString(text) && !utf8.ValidString(e.Text) {
			t.Fatalf("%.60q: %+v cuts a character", text, e)
		}
		if e.Sensitive && (e.Masked == "" || e.Masked == e.Value) {
			t.Fatalf("%.60q: %+v is not masked", text, e)
		}
		at = e.End
	}
}

func FuzzFind(f *testing.F) {
	for _, piece := range hostile {
		f.Add(piece+piece, KindDate)
	}
	for _, text := range ordinary {
		f.Add(text, KindMoney)
	}
	for _, c := range heldCases(f) {
		f.Add(c.text, c.question)
	}
	finder := testFinder(f)
	f.Fuzz(func(t *testing.T, text, kind string) {
		found := finder.Find(nil, text)
		checkSpans(t, text, found)
		again := finder.Find(nil, text)
		if len(again) != len(found) {
			t.Fatalf("%q: found %d, then %d", text, len(found), len(again))
		}
		for _, e := range found {
			if e.Kind == KindDate || e.Kind == KindTime {
				for _, toward := range []Toward{Future, Past} {
					from, to, grain := Resolve(e, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), toward)
					if grain != "" && !to.After(from) {
						t.Fatalf("%q: %s is %v to %v", text, e.Value, from, to)
					}
				}
			}
		}
		for _, k := range []string{kind, KindYesNo, KindChoice, KindPersonName, KindCity} {
			if e, ok := finder.Answer(text, Question{Kind: k, Choices: testChoices["orders"]}); ok {
				checkSpans(t, text, []Entity{e})
			}
		}
	})
}
