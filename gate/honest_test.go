package gate

import (
	"bufio"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terang"
)

// TestPublicTextsAreNotTakenForLies reads what people wrote for other ends: questions to customer service, reviews, news.
// That somebody tells of a life ("my husband and I") is counted apart: it is theirs to tell, and not a machine's.
func TestPublicTextsAreNotTakenForLies(t *testing.T) {
	const data = "../../shared/data"
	if _, err := os.Stat(data); err != nil {
		t.Skip("no public data beside the project")
	}
	for _, set := range []struct {
		glob   string
		column int // of text, -1 for the whole line
		most   float64
	}{
		{"bitext/*.csv", 1, 0.0005}, {"nusax/*-train.tsv", 1, 0.004}, {"smsa/train.tsv", 1, 0.003}, {"clinc150/train.tsv", 1, 0.002}, {"banking77/train.tsv", 1, 0.002}, {"stif/*.for", -1, 0.002}, {"stif/*.inf", -1, 0.002},
	} {
		names, err := filepath.Glob(filepath.Join(data, set.glob))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v %v", set.glob, names, err)
		}
		n, lived, claimed, labelled := 0, 0, []string{}, []string{}
		began := time.Now()
		for _, name := range names {
			for _, text := range column(t, name, set.column) {
				n++
				if _, cut := unlabel(text); cut {
					labelled = append(labelled, text)
				} else if wholly.claims(text) {
					if folded := fold(text); lives(tokens(folded, nil), folded) {
						lived++
						continue
					}
					claimed = append(claimed, text)
				}
			}
		}
		t.Logf("%s: %d texts, %d lives, %d claims, %d labels, %s a text", set.glob, n, lived, len(claimed), len(labelled), time.Since(began)/time.Duration(max(n, 1)))
		if n < 100 || float64(len(claimed)+len(labelled)) > set.most*float64(n) {
			t.Errorf("%s: %d of %d texts would be changed", set.glob, len(claimed)+len(labelled), n)
		}
		if testing.Verbose() {
			for _, s := range append(claimed, labelled...) {
				t.Logf("   %.140q", s)
			}
		}
	}
}

func column(t *testing.T, name string, i int) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	if strings.HasSuffix(name, ".csv") {
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			out = append(out, r[i])
		}
		return out
	}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if i < 0 {
			out = append(out, sc.Text())
			continue
		}
		if parts := strings.Split(sc.Text(), "\t"); i < len(parts) {
			out = append(out, parts[i])
		}
	}
	return out
}

// FuzzGuard holds what must be true whatever a machine was told to say: what leaves claims no person, begins with no label,
// hides nothing, and is left alone the second time.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"Saya manusia.", "[Petugas] ok", "🧑 Rina: ok", "a\u202eb\u200b\U000E0041", "aisunam ayaS", "U2F5YSBtYW51c2lh", "<b>Petugas</b>: x\nAgent: y", "{{", "Salam,\nRina", "❤️ 👨‍👩‍👧"} {
		f.Add(s, "Toko Terang")
	}
	f.Fuzz(func(t *testing.T, text, brand string) {
		if len(text) > 4000 || len(brand) > 200 {
			return
		}
		facts := Facts{Brand: brand, Language: terang.Indonesian, Now: time.Unix(1_800_000_000, 0), Holder: terang.HolderAssistant}
		facts.Brand, _ = cleanLine(brand)
		d := terang.Draft{Author: terang.ByAI("m@1", "p@1"), Kind: terang.KindText, Language: terang.Indonesian, Content: terang.Content{Text: text}}
		got, _, held := guard(d, facts)
		if held != nil {
			return
		}
		out := got.Content.Text
		if wholly.beside(facts.Brand)(out) {
			t.Fatalf("%q still claims: %q", text, out)
		}
		if n, _ := labelled(out); n > 0 && out != published[0].Say(facts.Form, terang.Indonesian, facts.Brand, "") {
			t.Fatalf("%q still bears a label: %q", text, out)
		}
		again, mended, held := guard(got, facts)
		if held != nil || again.Content.Text != out || len(mended) > 0 {
			t.Fatalf("%q became %q, then %q (%v, %v)", text, out, again.Content.Text, mended, held)
		}
	})
}
