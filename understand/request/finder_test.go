package request

import (
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/understand/words"
)

func find(t testing.TB, f *Finder, text string, l terang.Language) []Found {
	t.Helper()
	var line words.Line
	words.Default().Read(&line, text, l)
	return f.Find(nil, &line)
}

func TestTopics(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	for _, c := range []struct {
		text    string
		request Request
		topic   Topic
	}{
		{"stop kirim promo", Stop, Promotions},
		{"stop", Stop, Everything},
		{"jangan hubungi saya lagi", Stop, Everything},
		{"no more updates on this order please", Stop, Matter},
		{"stop sending me promotions", Stop, Promotions},
		{"hapus data saya", Data, Delete},
		{"data apa saja yang kalian simpan tentang saya", Data, Show},
		{"koreksi data pribadi saya", Data, Correct},
		{"delete my data", Data, Delete},
		{"what data do you have about me", Data, Show},
		{"I withdraw my consent to process my data", Data, Withdraw},
		{"rekening saya dibobol", Emergency, Fraud},
		{"saya mau bunuh diri", Emergency, SelfHarm},
		{"rumah saya kebakaran tolong", Emergency, Danger},
		{"my account was hacked", Emergency, Fraud},
		{"i want to kill myself", Emergency, SelfHarm},
		{"there is a fire in my kitchen", Emergency, Danger},
		{"kenapa saya dapat pesan ini", Why, Received},
		{"kenapa kamu jawab begitu", Why, Answered},
		{"why did you say that", Why, Answered},
	} {
		found := find(t, f, c.text, "")
		i := slices.IndexFunc(found, func(g Found) bool { return g.Request == c.request })
		if i < 0 || found[i].Topic != c.topic {
			t.Errorf("%q: %+v, want %s about %q", c.text, found, c.request, c.topic)
		}
	}
}

func TestShapeOfAnIdentityQuestion(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	for text, want := range map[string]Asks{
		"ini robot ya?": AsksMachine, "are you a bot": AsksMachine, "is this automated?": AsksMachine,
		"kamu manusia?": AsksHuman, "are you human?": AsksHuman, "is this a real person": AsksHuman,
		"kamu manusia atau bot?": AsksWho, "who are you": AsksWho, "siapa ini": AsksWho, "human or robot?": AsksWho,
		"you're not human, are you?": AsksMachine, "kamu bukan robot kan": AsksHuman, "ini manusia bukan sih": AsksHuman,
	} {
		found := find(t, f, text, "")
		i := slices.IndexFunc(found, func(g Found) bool { return g.Request == Identity })
		if i < 0 || found[i].Asks != want {
			t.Errorf("%q: %+v, want %q", text, found, want)
		}
	}
}

func TestQuotesPointIntoTheText(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	text := "Paket saya belum sampai 😡. Sambungkan saya ke petugas, dan hapus data saya!"
	found := find(t, f, text, "")
	var got []Request
	for _, g := range found {
		got = append(got, g.Request)
		if g.Quote == "" || text[g.Start:g.End] != g.Quote {
			t.Errorf("%+v does not stand in %q", g, text)
		}
		if g.Confidence <= 0 || g.Confidence > 1 {
			t.Errorf("%+v: a confidence is from 0 to 1", g)
		}
	}
	if !slices.Contains(got, Person) || !slices.Contains(got, Data) {
		t.Errorf("%v, want a person and data", got)
	}
}

func TestFindAllocatesNothingWhenWarm(t *testing.T) {
	f := shipped(t)
	var lines [3]words.Line
	for i, text := range []string{"mau ngomong sama orang dong, paket saya belum sampai", "are you a robot?", "harga berapa ya kak"} {
		words.Default().Read(&lines[i], text, "")
	}
	dst := make([]Found, 0, 8)
	run := func() {
		for i := range lines {
			dst = f.Find(dst[:0], &lines[i])
		}
	}
	run()
	if n := testing.AllocsPerRun(100, run); n > 0.5 { // the pool may be emptied once
		t.Errorf("%v allocations", n)
	}
}

// TestTimeIsLinear: a text of twice the length takes about twice the time, whatever it holds.
func TestTimeIsLinear(t *testing.T) {
	f := shipped(t)
	for _, piece := range []string{"stop ", "a", "robot atau orang? ", ". , ! ", "😡", "kenapa "} {
		var line words.Line
		words.Default().Read(&line, strings.Repeat(piece, 50_000/len(piece)), "")
		best := time.Hour // a machine that is busy elsewhere makes single runs long
		for tries := 0; tries < 10 && best > 500*time.Millisecond; tries++ {
			start := time.Now()
			f.Find(nil, &line)
			best = min(best, time.Since(start))
		}
		if best > 500*time.Millisecond {
			t.Errorf("%q: %v", piece, best)
		}
	}
}

func TestClassifierFileThatIsDamaged(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"", "x", classifierFile[:100], "XXXX" + classifierFile[4:], classifierFile + "x"} {
		if _, err := openLinear(file); err == nil {
			t.Errorf("%d bytes: no error", len(file))
		}
	}
}

func TestPhraseParserSaysWhere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"stop: b\nnothing": "p.txt:2: no label",
		"@x words":         "p.txt:1: a class needs =",
		"stop: @nobody":    "class @nobody is not defined",
		"@a = b\n@a = c":   "defined twice",
		"stop: b ..x c":    "gap \"x\" is no number",
		"stop/heavy: b":    "weight \"heavy\" is no number",
		"other: b":         "is no request",
		"stop:":            "a phrase has 1 to 12 elements",
		"stop: b||c":       "an empty word",
	} {
		if _, err := parsePhrases("p.txt", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	finder := shipped(f)
	for _, s := range []string{"", "stop", "ini robot?", "\x00\xff", "h̷e̷l̷l̷o̷", "a@b.c http://x", strings.Repeat("cs ", 300), "🤖?", "\u202eabc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var line words.Line
		words.Default().Read(&line, text, "")
		for _, g := range finder.Find(nil, &line) {
			if g.Start < 0 || g.End > len(line.Text) || g.Start > g.End || line.Text[g.Start:g.End] != g.Quote {
				t.Fatalf("%q: %+v", text, g)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	f := shipped(b)
	var line words.Line
	words.Default().Read(&line, "min paket saya belum sampai juga dari kemarin, bisa ngomong sama orang ga?", "")
	dst := make([]Found, 0, 8)
	for b.Loop() {
		dst = f.Find(dst[:0], &line)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}
