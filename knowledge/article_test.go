package knowledge

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"terang"
)

const good = "---\nid: opening-hours\ntitle: \"Jam buka: toko\"\nlanguage: id\nversion: 3\nkeywords: [jam buka, libur]\n---\n\nToko buka.\n"

func TestParseArticle(t *testing.T) {
	t.Parallel()
	for _, text := range []string{good, strings.ReplaceAll(good, "\n", "\r\n"), "\ufeff" + good} {
		a, err := ParseArticle("a.md", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if a.ID != "opening-hours" || a.Title != "Jam buka: toko" || a.Version != "3" || a.Language != terang.Indonesian ||
			a.Body != "Toko buka." || !slices.Equal(a.Keywords, []string{"jam buka", "libur"}) {
			t.Errorf("read %+v", a)
		}
	}
}

func TestParseArticleSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"empty", "", "a.md:1: an article begins with front matter between two lines of ---"},
		{"open", "---\nid: x\n", "a.md:1: an article begins"},
		{"no fields", "---\n---\ntext", `a.md:2: front matter must be lines`},
		{"missing", "---\nid: x\ntitle: X\nversion: 1\n---\ntext", `a.md:2: "language" is missing`},
		{"language", strings.Replace(good, "language: id", "language: jv", 1), `a.md:4: language "jv" must be id or en`},
		{"id", strings.Replace(good, "opening-hours", "Opening Hours", 1), `a.md:2: id "Opening Hours" must be small letters`},
		{"unknown", strings.Replace(good, "version: 3", "version: 3\nauthor: me", 1), `a.md:6: "author" is not known`},
		{"twice", strings.Replace(good, "version: 3", "version: 3\nid: y", 1), `a.md:6: "id" stands twice`},
		{"list", strings.Replace(good, "[jam buka, libur]", "jam buka", 1), `a.md:6: keywords must be a list`},
		{"nested", strings.Replace(good, "version: 3", "version: [1]", 1), `a.md:5: "version" must be one text`},
		{"yaml", strings.Replace(good, "version: 3", "version: [1", 1), `front matter is not YAML`},
		{"no text", strings.Replace(good, "Toko buka.", "", 1), "a.md:8: the article has no text"},
		{"bytes", strings.Replace(good, "buka.", "buka\xff.", 1), "a.md:9: this is not valid UTF-8"},
		{"NUL", strings.Replace(good, "buka.", "buka\x00.", 1), "a.md:9: this is not valid UTF-8"},
		{"large", good + strings.Repeat("x", maxArticle), "bytes are more than"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseArticle("a.md", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestPassagesArePlainText(t *testing.T) {
	t.Parallel()
	body := "# Biaya\n\nOngkos **kirim** dihitung dari berat\ndan [kota](https://x.example/kota) tujuan yang Anda pilih.\n\nYang perlu dibawa:\n\n- nota\n- `kotak`\n\n1. satu langkah yang cukup panjang untuk berdiri\n2. dua"
	want := []string{
		"Biaya\n\nOngkos kirim dihitung dari berat dan kota (https://x.example/kota) tujuan yang Anda pilih.",
		"Yang perlu dibawa:\n• nota\n• kotak\n\n1. satu langkah yang cukup panjang untuk berdiri\n2. dua",
	}
	if got := Passages(body); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPackArticles holds the articles that come with the shop to the house's voice: both languages, facts in
// both, no markup, no filler.
func TestPackArticles(t *testing.T) {
	t.Parallel()
	byID := map[string]map[terang.Language]Article{}
	for _, a := range packArticles(t) {
		if byID[a.ID] == nil {
			byID[a.ID] = map[terang.Language]Article{}
		}
		byID[a.ID][a.Language] = a
		for _, filler := range []string{"ketidaknyamanan", "mengerti perasaan", "inconvenience", "we understand how", "!", "**", "http"} {
			if strings.Contains(a.Title+a.Body, filler) {
				t.Errorf("%s.%s: %q has no place in an article", a.ID, a.Language, filler)
			}
		}
		for _, p := range Passages(a.Body) {
			if n := utf8.RuneCountInString(p); n > 600 {
				t.Errorf("%s.%s: a passage of %d characters is too long to be an answer", a.ID, a.Language, n)
			}
		}
	}
	if len(byID) < 24 {
		t.Errorf("only %d topics", len(byID))
	}
	for id, both := range byID {
		i, e := both[terang.Indonesian], both[terang.English]
		if i.ID == "" || e.ID == "" || i.Version != e.Version {
			t.Errorf("%s: must stand in both languages with the same version", id)
			continue
		}
		if ni, ne := len(Passages(i.Body)), len(Passages(e.Body)); ni != ne {
			t.Errorf("%s: %d passages in Indonesian, %d in English", id, ni, ne)
		}
		if di, de := figures(i.Body), figures(e.Body); !slices.Equal(di, de) {
			t.Errorf("%s: figures differ: %v and %v", id, di, de)
		}
	}
}

// figures are the numbers of a text in order of their size, for comparing two languages.
func figures(text string) []string {
	text = strings.NewReplacer("0.000", "0000", "0,000", "0000", "08.00", "0800", "08:00", "0800").Replace(text)
	out := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	kept := out[:0]
	for _, n := range out {
		if len(n) > 2 { // small ones are written out in one language or the other
			kept = append(kept, n)
		}
	}
	slices.Sort(kept)
	return kept
}

func packArticles(t testing.TB) []Article {
	t.Helper()
	names, err := filepath.Glob("../packs/retail/articles/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no articles: %v", err)
	}
	var out []Article
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		a, err := ParseArticle(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if want := a.ID + "." + string(a.Language) + ".md"; filepath.Base(name) != want {
			t.Errorf("%s should be named %s", name, want)
		}
		out = append(out, a)
	}
	return out
}

func FuzzParseArticle(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("---\nid: x\ntitle: &a [*a]\n---\n"))
	f.Add([]byte("---\n---"))
	f.Add([]byte("---\n? {\n---\n# a\n\n- b\n\n[x](y)"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := ParseArticle("f.md", b)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f.md:") {
				t.Fatalf("an error without its place: %v", err)
			}
			return
		}
		if a.ID == "" || a.Title == "" || a.Body == "" || a.Version == "" || !a.Language.Valid() {
			t.Fatalf("an incomplete article was let through: %+v", a)
		}
		ix := NewIndex([]Article{a}, nil)
		for _, h := range ix.Search(Words(a.Body), a.Language, 3) {
			if h.Passage == "" {
				t.Fatal("an empty passage")
			}
		}
	})
}
