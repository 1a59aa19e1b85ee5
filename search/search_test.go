package search

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// found says whether a question finds a text, by the rules that the store's two engines follow.
func found(t testing.TB, text, question string) bool {
	t.Helper()
	var r Reader
	d := r.Index(text)
	has := func(c Clause) bool {
		return slices.ContainsFunc(c.Any, func(term Term) bool {
			fits := func(have, want string, last bool) bool {
				return have == want || last && term.Prefix && strings.HasPrefix(have, want)
			}
			in := d.Words
			if term.Part {
				in = d.Parts
			}
			for i := 0; i+len(term.Words) <= len(in); i++ {
				ok := true
				for k, w := range term.Words {
					ok = ok && fits(in[i+k], w, k == len(term.Words)-1)
				}
				if ok {
					return true
				}
			}
			return len(term.Words) == 1 && !term.Part && slices.ContainsFunc(d.Forms, func(f string) bool { return fits(f, term.Words[0], true) })
		})
	}
	q := r.Parse(question, false)
	return !q.Empty() && !slices.ContainsFunc(q.Must, func(c Clause) bool { return !has(c) }) && !slices.ContainsFunc(q.Not, has)
}

func TestWhatWasSaidIsFoundAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, question string
		want           bool
	}{
		{"Pesanan saya TRG-10023 belum sampai", "pesanan sampai", true},
		{"Pesanan saya TRG-10023 belum sampai", "PESANAN", true},
		{"Pesanan saya TRG-10023 belum sampai", "refund", false},
		{"Pesanan saya TRG-10023 belum sampai", "trg-10023", true},
		{"Pesanan saya TRG-10023 belum sampai", "trg10023", true},
		{"Pesanan saya TRG-10023 belum sampai", "10023", true},
		{"Pesanan saya TRG-10023 belum sampai", "0023", true},
		{"Pesanan saya TRG-10023 belum sampai", "1002", true},
		{"Pesanan saya TRG-10023 belum sampai", "TRG-10024", false},
		{"Café Déjà vu", "cafe deja", true},
		{"gmn cara batalin", "bagaimana", true},
		{"Bagaimana caranya?", "gmn", true},
		{"nomor saya +62 812-3456-7890", "81234567890", true},
		{"nomor saya +62812-3456-7890", "0812 3456", false},
		{"nomor saya +62812-3456-7890", "081234567890", true},
		{"nomor saya 0812-3456-7890", "+6281234567890", true},
		{"I want my money back", `"money back"`, true},
		{"back to money", `"money back"`, false},
		{"back to money", `money -back`, false},
		{"refund the money", `money -back`, true},
		{"pengiriman terlambat", "kirim*", false},
		{"pengiriman terlambat", "peng*", true},
		{"商品を返品したい", "返品", true},
		{"sari@contoh.id menulis", "sari@contoh.id", true},
	} {
		if got := found(t, c.text, c.question); got != c.want {
			t.Errorf("%q in %q: %v", c.question, c.text, got)
		}
	}
}

func TestTheLastWordMayBeUnfinishedWhileTyping(t *testing.T) {
	t.Parallel()
	var r Reader
	if q := r.Parse("pesanan ter", true); !q.Must[1].Any[0].Prefix || q.Must[0].Any[0].Prefix {
		t.Errorf("%+v", q)
	}
	if q := r.Parse("pesanan ter ", true); q.Must[1].Any[0].Prefix {
		t.Errorf("a finished word: %+v", q)
	}
	if q := r.Parse(`name:sari`, false); !q.Must[0].Name {
		t.Errorf("%+v", q)
	}
}

func TestSnippetsShowWhatWasFound(t *testing.T) {
	t.Parallel()
	var r Reader
	long := strings.Repeat("kata lain ", 60) + "pesanan TRG-10023 hilang " + strings.Repeat("lagi ", 60)
	for _, c := range []struct{ text, question, want string }{
		{"Halo, pesanan saya?", "pesanan", "Halo, [pesanan] saya?"},
		{"Halo,\npesanan saya?", "saya", "Halo, pesanan [saya]?"},
		{"gmn dong", "bagaimana", "[gmn] dong"},
		{long, "0023", "[TRG]-[10023]"},
	} {
		var sb strings.Builder
		for _, s := range r.Snippet(c.text, r.Parse(c.question, false), 80) {
			if s.Mark {
				s.Text = "[" + s.Text + "]"
			}
			sb.WriteString(s.Text)
		}
		if !strings.Contains(sb.String(), c.want) || utf8.RuneCountInString(sb.String()) > 100 {
			t.Errorf("%q: %s", c.question, sb.String())
		}
	}
}

// FuzzParse: nothing that can be typed breaks the parser, and every token is letters and digits in limits, so that no engine
// ever reads an operator in it.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`"`, `-`, `*`, `-"a b`, `a* -b* "c d"*`, `name:`, `nama:"sari dewi"`, `--x`, `) OR 1=1 --`, "a\x00b", "\xff\xfe", `NEAR(a b)`, `'a' & !b | c`, "“kutip” x", strings.Repeat(`"-*`, 90), strings.Repeat("é", 5000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var r Reader
		q := r.Parse(s, true)
		if len(q.Must)+len(q.Not) > maxClauses {
			t.Fatalf("%d clauses", len(q.Must)+len(q.Not))
		}
		check := func(w string) {
			for _, c := range w {
				if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
					t.Fatalf("%q holds %q", w, c)
				}
			}
			if w == "" || len(w) > maxToken+16 || !utf8.ValidString(w) {
				t.Fatalf("token %q", w)
			}
		}
		for _, c := range append(q.Must, q.Not...) {
			if len(c.Any) == 0 {
				t.Fatal("a clause that nothing can meet")
			}
			for _, term := range c.Any {
				for _, w := range term.Words {
					check(w)
				}
			}
		}
		d := r.Index(s)
		for _, w := range slices.Concat(d.Words, d.Forms, d.Parts) {
			check(w)
		}
		var sb strings.Builder
		for _, span := range r.Snippet(s, q, 80) {
			sb.WriteString(span.Text)
		}
		if !utf8.ValidString(sb.String()) {
			t.Fatal("the snippet is not text")
		}
	})
}

func BenchmarkIndex(b *testing.B) {
	var r Reader
	for b.Loop() {
		r.Index("Halo kak, pesanan saya TRG-10023 blm sampai juga ya, gmn dong?")
	}
}
