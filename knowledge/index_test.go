package knowledge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"terang"
)

type question struct {
	Query    string   `json:"query"`
	Relevant []string `json:"relevant"`
}

func questions(t testing.TB, name string) []question {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []question
	for sc := bufio.NewScanner(bytes.NewReader(text)); sc.Scan(); {
		var q question
		if err := json.Unmarshal(sc.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// TestSearchAnswersOnlyWhatItKnows measures the shop's articles. queries.*.jsonl is what the weights were
// fitted on; fresh.*.jsonl was written afterwards and has changed nothing, so its figures are the honest ones.
// Measured on fresh: first hit right 0.93 id, 0.87 en; given as known 0.79 and 0.78 of the questions; right
// among the known 0.97 and 0.97; none of 48 questions from outside answered.
func TestSearchAnswersOnlyWhatItKnows(t *testing.T) {
	t.Parallel()
	ix := NewIndex(packArticles(t), nil)
	tests := []struct {
		file                  string
		language              terang.Language
		first, given, rightOf float64
	}{
		{"queries.id.jsonl", terang.Indonesian, 0.94, 0.90, 0.96},
		{"queries.en.jsonl", terang.English, 0.96, 0.90, 0.96},
		{"fresh.id.jsonl", terang.Indonesian, 0.90, 0.75, 0.95},
		{"fresh.en.jsonl", terang.English, 0.85, 0.75, 0.95},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			var inside, outside, first, known, right, answered int
			for _, q := range questions(t, tt.file) {
				hits := ix.Search(Words(q.Query), tt.language, 3)
				ok := len(hits) > 0 && slices.Contains(q.Relevant, hits[0].Article.ID)
				isKnown := len(hits) > 0 && hits[0].Known
				if isKnown {
					known++
					if ok {
						right++
					} else {
						t.Logf("wrongly known (%.2f %s): %s", hits[0].Confidence, hits[0].Article.ID, q.Query)
					}
				}
				if len(q.Relevant) == 0 {
					outside++
					if isKnown {
						answered++
					}
					continue
				}
				inside++
				if ok {
					first++
				}
			}
			if inside < 40 || outside < 20 {
				t.Fatalf("only %d questions inside and %d outside", inside, outside)
			}
			f, g, r := float64(first)/float64(inside), float64(known-answered)/float64(inside), float64(right)/float64(max(known, 1))
			t.Logf("%d inside: first %.3f, given %.3f, right among given %.3f; %d of %d from outside answered", inside, f, g, r, answered, outside)
			if f < tt.first || g < tt.given || r < tt.rightOf || answered > 1 {
				t.Errorf("below first %.2f, given %.2f, right %.2f", tt.first, tt.given, tt.rightOf)
			}
		})
	}
}

func TestSearchPrefersTheLanguage(t *testing.T) {
	t.Parallel()
	ix := NewIndex(packArticles(t), nil)
	for _, tt := range []struct {
		query    string
		language terang.Language
		id       string
	}{
		{"garansi", terang.Indonesian, "warranty"},
		{"garansi", terang.English, "warranty"}, // the Indonesian word finds the English article
		{"warranty claim", terang.Indonesian, "warranty"},
		{"gift wrapping", terang.Indonesian, "gift-wrapping"},
		{"jam buka toko", terang.English, "opening-hours"},
	} {
		hits := ix.Search(tt.query, tt.language, 1)
		if len(hits) == 0 || hits[0].Article.ID != tt.id || hits[0].Article.Language != tt.language {
			t.Errorf("%q in %s: %+v", tt.query, tt.language, hits)
		}
	}
}

func TestSearchFallsBackToTheOtherLanguage(t *testing.T) {
	t.Parallel()
	only := Article{ID: "parkir", Version: "1", Title: "Parkir", Body: "Parkir mobil ada di lantai bawah.", Language: terang.Indonesian}
	ix := NewIndex([]Article{only}, nil)
	if hits := ix.Search("parkir mobil", terang.English, 1); len(hits) != 1 || hits[0].Article.Language != terang.Indonesian {
		t.Errorf("got %+v", hits)
	}
}

func TestSearchForgivesOneLetter(t *testing.T) {
	t.Parallel()
	ix := NewIndex(packArticles(t), nil)
	for query, id := range map[string]string{"garnsi": "warranty", "gift wraping": "gift-wrapping", "fakktur pajak": "invoice", "instalasi teknsi": "installation-service"} {
		if hits := ix.Search(query, terang.Indonesian, 1); len(hits) == 0 || hits[0].Article.ID != id {
			t.Errorf("%q: %+v", query, hits)
		}
	}
}

func TestSearchOfNothing(t *testing.T) {
	t.Parallel()
	ix := NewIndex(packArticles(t), nil)
	empty := NewIndex(nil, nil)
	for _, q := range []string{"", "   ", "yang di ke", "🤖", strings.Repeat("x", 5000)} {
		for _, i := range []*Index{ix, empty} {
			for _, h := range i.Search(q, "", 5) {
				if h.Known {
					t.Errorf("%q is known: %+v", q, h)
				}
			}
		}
	}
	if len(ix.Search("garansi", terang.Indonesian, 0)) != 0 {
		t.Error("no passages were asked for")
	}
}

func TestStem(t *testing.T) {
	t.Parallel()
	d := newDictionary()
	for w, want := range map[string]string{
		"pengiriman": "kirim", "mengirim": "kirim", "dikirimkan": "kirim", "pembayaran": "bayar", "pemesanan": "pesan",
		"perlindungan": "lindung", "menghitung": "hitung", "harganya": "harga", "teknisi": "teknisi", "besar": "besar",
	} {
		if got := d.term(w, terang.Indonesian); got != want {
			t.Errorf("%s is %s, want %s", w, got, want)
		}
	}
	for w, want := range map[string]string{"batteries": "battery", "stopped": "stop", "shipping": "kirim", "addresses": "alamat", "glass": "glass", "colours": "warna"} {
		if got := d.term(w, terang.English); got != want {
			t.Errorf("%s is %s, want %s", w, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"garansi", "garnsi", true},
		{"garansi", "gaarnsi", true},
		{"garansi", "garanti", true},
		{"garansi", "garansii", true},
		{"garansi", "aransi", false},
		{"garansi", "garasa", false},
		{"a", "", false},
		{"", "", false},
		{"toko", "toko", true},
	} {
		if near(tt.a, tt.b) != tt.want || near(tt.b, tt.a) != tt.want {
			t.Errorf("near(%q, %q) is not %v", tt.a, tt.b, tt.want)
		}
	}
}

func TestSearchIsDeterministicAndInBounds(t *testing.T) {
	t.Parallel()
	articles := packArticles(t)
	a, b := NewIndex(articles, nil), NewIndex(articles, nil)
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.OneOf(rapid.String(), rapid.StringMatching(`((garansi|kirim|toko|refund|when|xyz) ){0,40}`)).Draw(t, "query")
		l := rapid.SampledFrom([]terang.Language{terang.Indonesian, terang.English, "", "mixed"}).Draw(t, "language")
		k := rapid.IntRange(-1, 60).Draw(t, "k")
		got, again := a.Search(q, l, k), b.Search(q, l, k)
		if !reflect.DeepEqual(got, again) {
			t.Fatal("two indexes differ")
		}
		if len(got) > max(k, 0) {
			t.Fatalf("%d hits for %d", len(got), k)
		}
		for i, h := range got {
			if h.Confidence < 0 || h.Confidence > 1 || h.Passage == "" || i > 0 && (h.Score > got[i-1].Score || h.Known) {
				t.Fatalf("hit %d: %+v", i, h)
			}
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	ix := NewIndex(packArticles(b), nil)
	b.ReportAllocs()
	for b.Loop() {
		ix.Search("berapa lama garansi mesin cuci kalau kartu garansinya hilang", terang.Indonesian, 3)
	}
}

func BenchmarkSearchUnknownWords(b *testing.B) {
	ix := NewIndex(packArticles(b), nil)
	b.ReportAllocs()
	for b.Loop() {
		ix.Search("presidensial rendangnya cuacanyaa pelatihann garansih", terang.Indonesian, 3)
	}
}
