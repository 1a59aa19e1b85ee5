package abuse

import (
	"bufio"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"terang"
)

func reader(t testing.TB) *Reader {
	t.Helper()
	r, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines reads a list of messages, one a line; what begins with # is left out.
func lines(t testing.TB, path string) (out []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// TestAbuseIsFound: of messages that abuse their reader nearly all are found, with the words that do it.
func TestAbuseIsFound(t *testing.T) {
	t.Parallel()
	const most = 0.95
	r := reader(t)
	all, found := lines(t, "testdata/abusive.txt"), 0
	for _, text := range all {
		got := r.Find(terang.ByContact(), text)
		if len(got) == 0 {
			t.Logf("missed: %s", text)
			continue
		}
		found++
		for _, a := range got {
			if a.Quote == "" || !strings.Contains(text, a.Quote) {
				t.Errorf("%q: the evidence %q does not stand there", text, a.Quote)
			}
		}
	}
	t.Logf("abuse: %d of %d found (%.1f%%)", found, len(all), 100*float64(found)/float64(len(all)))
	if len(all) < 80 || float64(found) < most*float64(len(all)) {
		t.Errorf("%d of %d found, want %.0f%%", found, len(all), 100*most)
	}
}

// TestAngerIsNoAbuse: who is angry and abuses nobody is never folded.
func TestAngerIsNoAbuse(t *testing.T) {
	t.Parallel()
	r := reader(t)
	all := lines(t, "testdata/angry.txt")
	for _, text := range all {
		if got := r.Find(terang.ByContact(), text); len(got) > 0 {
			t.Errorf("%q is folded because of %v", text, got)
		}
	}
	t.Logf("anger: 0 of %d folded", len(all))
	if len(all) < 100 {
		t.Errorf("only %d messages", len(all))
	}
}

// TestOnlyContactsAreRead: whatever an agent, the assistant or the house writes, nothing is ever found in it. The mood of
// agents is not scored.
func TestOnlyContactsAreRead(t *testing.T) {
	t.Parallel()
	r := reader(t)
	texts := lines(t, "testdata/abusive.txt")
	authors := []terang.Author{
		{}, terang.ByAgent("agt_1", "Rina"), terang.ByAgentWithAI("agt_1", "Rina", "m@1", 0.5), terang.ByAI("m@1", "p@1"), terang.ByAutomation("x@1"), terang.BySystem(),
	}
	rapid.Check(t, func(rt *rapid.T) {
		by := rapid.SampledFrom(authors).Draw(rt, "author")
		text := rapid.SampledFrom(texts).Draw(rt, "text")
		if got := r.Find(by, text); got != nil {
			rt.Fatalf("%s wrote %q: %v", by.Kind(), text, got)
		}
	})
}

// phrases reads the mood room's own phrases that were kept from learning: a label and a text.
func phrases(t testing.TB, path string, want func(label string) bool) (out []string) {
	for _, line := range lines(t, path) {
		if label, text, ok := strings.Cut(line, "\t"); ok && want(label) {
			out = append(out, text)
		}
	}
	return out
}

// TestFalseAlarmsOnServiceTalk measures what is folded of texts in which nobody abuses anybody: everyday questions to banks,
// shops and assistants, and angry phrases without a swear word.
func TestFalseAlarmsOnServiceTalk(t *testing.T) {
	t.Parallel()
	r := reader(t)
	shared := "../../../shared/data"
	sets := map[string][]string{
		// One of them, "you idiots sent the wrong size twice", is rightly folded.
		"mood, not marked as swearing": append(
			phrases(t, "../mood/testdata/heldout.id.tsv", func(l string) bool { return l != "mood" && !strings.Contains(l, "profanity") }),
			phrases(t, "../mood/testdata/heldout.en.tsv", func(l string) bool { return l != "mood" && !strings.Contains(l, "profanity") })...),
	}
	if _, err := os.Stat(shared); err != nil {
		t.Log("the public sets are not here: only the house's own phrases are measured")
	} else {
		sets["banking77"] = column(t, shared+"/banking77/train.tsv", '\t')
		sets["clinc150"] = column(t, shared+"/clinc150/train.tsv", '\t')
		sets["xsid-id"] = column(t, shared+"/xsid-id/train.tsv", '\t')
		sets["bitext"] = column(t, shared+"/bitext/Bitext_Sample_Customer_Service_Training_Dataset.csv", ',')
	}
	for name, texts := range sets {
		folded := 0
		for _, text := range texts {
			if got := r.Find(terang.ByContact(), text); len(got) > 0 {
				folded++
				if os.Getenv("MEASURE") != "" {
					t.Logf("%s: %q %v", name, text, got)
				}
			}
		}
		t.Logf("false alarms: %-30s %d of %d (%.3f%%)", name, folded, len(texts), 100*float64(folded)/float64(len(texts)))
		if most := max(1, len(texts)/5000); len(texts) < 100 || folded > most {
			t.Errorf("%s: %d of %d texts are folded, want at most %d", name, folded, len(texts), most)
		}
	}
}

// TestHowMuchOfTheStreetIsFolded measures everyday writing, where people do swear: reviews, tweets. Most of what swears there is
// aimed at nobody who reads, so that little may be folded.
func TestHowMuchOfTheStreetIsFolded(t *testing.T) {
	t.Parallel()
	r := reader(t)
	shared := "../../../shared/data"
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the public sets are not here")
	}
	for name, c := range map[string]struct {
		texts []string
		most  float64
	}{
		"smsa reviews":   {column(t, shared+"/smsa/train.tsv", '\t'), 0.01},
		"nusax id":       {column(t, shared+"/nusax/indonesian-train.tsv", '\t'), 0.01},
		"stif tweets":    {lines(t, shared+"/stif/unlabelled.inf"), 0.10},
		"stif formal":    {lines(t, shared+"/stif/test.for"), 0.10},
		"nusax english":  {column(t, shared+"/nusax/english-train.tsv", '\t'), 0.01},
		"nusax javanese": {column(t, shared+"/nusax/javanese-train.tsv", '\t'), 0.01},
	} {
		folded, swears := 0, 0
		for _, text := range c.texts {
			if r.moods.ReadText(text).Profanity {
				swears++
			}
			if got := r.Find(terang.ByContact(), text); len(got) > 0 {
				folded++
				if os.Getenv("MEASURE") != "" {
					t.Logf("%s: %q %v", name, text, got)
				}
			}
		}
		n := float64(len(c.texts))
		t.Logf("folded: %-15s %d of %d (%.2f%%); %d swear (%.2f%%)", name, folded, len(c.texts), 100*float64(folded)/n, swears, 100*float64(swears)/n)
		if n < 100 || float64(folded) > c.most*n {
			t.Errorf("%s: %d of %d are folded, want at most %.1f%%", name, folded, len(c.texts), 100*c.most)
		}
	}
}

// column reads the longest cell of each line of a table: its text.
func column(t testing.TB, path string, comma rune) (out []string) {
	t.Helper()
	f, err := os.Open(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	add := func(cells []string) {
		longest := ""
		for _, c := range cells {
			if len(c) > len(longest) {
				longest = c
			}
		}
		out = append(out, longest)
	}
	if comma == ',' {
		in := csv.NewReader(f)
		in.FieldsPerRecord, in.LazyQuotes = -1, true
		rows, err := in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			add(row)
		}
		return out
	}
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		add(strings.Split(in.Text(), "\t"))
	}
	return out[1:]
}

// FuzzFind holds that no text breaks the reading, and that evidence is always of the text as it was read.
func FuzzFind(f *testing.F) {
	for _, text := range []string{"kalian goblok", "a n j i n g lo", "f*ck you", "\xff\x00", "k*nt*l", "memek memek memek"} {
		f.Add(text)
	}
	r := reader(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range r.Find(terang.ByContact(), text) {
			if a.Quote == "" || len(a.Quote) > maxQuote {
				t.Errorf("%q: evidence %q", text, a.Quote)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	r := reader(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Find(terang.ByContact(), "pesanan saya belum sampai juga, sudah tiga hari, tolong dicek ya min")
	}
}
