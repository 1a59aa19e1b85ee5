package terang

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	drafted = "Paket Anda tertahan banjir di Semarang sejak kemarin. Kurir kami mengantarnya lagi besok sebelum pukul 17.00. Mohon maaf atas keterlambatannya."
	written = "Halo Bu Ani, barusan saya telepon gudang: barangnya ternyata salah alamat dan malam ini dikirim ulang."
)

func TestTheAuthorFollowsFromHowTheWordsCame(t *testing.T) {
	draft := &Suggestion{ID: "msg_1", Text: drafted, Model: "llm@1", Prompt: "reply@2"}
	mended := &Suggestion{ID: "msg_2", Text: "Halo Bu Ani, saya baru saja menelepon gudang.", Model: "llm@1", Mends: "halo bu ani saya baru saja menelpon gudang"}
	agent := Origin{Hand: HandAgent, AgentID: "agt_1", AgentName: "Rina"}
	with := func(o Origin, d *Suggestion) Origin { o.Draft = d; return o }
	for _, c := range []struct {
		name   string
		o      Origin
		sent   string
		kind   AuthorKind
		share  float64 // at least
		assist string
	}{
		{"typed", agent, written, KindHuman, 0, ""},
		{"a draft unchanged", with(agent, draft), drafted, KindAIAssisted, 1, ""},
		{"a draft with other blanks and capitals", with(agent, draft), "  " + strings.ToUpper(strings.ReplaceAll(drafted, " ", "\n ")), KindAIAssisted, 1, ""},
		{"a draft with hidden characters between its letters", with(agent, draft), strings.ReplaceAll(drafted, "a", "a\u200b"), KindAIAssisted, 1, ""},
		{"a draft edited lightly", with(agent, draft), strings.Replace(drafted, "Mohon maaf atas", "Maaf atas", 1) + " Salam.", KindAIAssisted, 0.8, ""},
		{"half of it new", with(agent, draft), drafted[:70] + " " + written[:60], KindAIAssisted, 0.2, ""},
		{"one sentence of a long draft", with(agent, &Suggestion{Text: strings.Repeat(written+" ", 12) + drafted, Model: "llm@1"}), drafted, KindAIAssisted, 0.8, ""},
		{"rewritten", with(agent, draft), written, KindHuman, 0, AssistDraft},
		{"their own words, mended", with(agent, mended), mended.Text, KindHuman, 0, AssistEdited},
		{"mended, then more than that", with(agent, &Suggestion{Text: drafted, Model: "llm@1", Mends: "paket telat ya"}), drafted, KindAIAssisted, 1, ""},
		{"a timer sends a draft", Origin{Hand: HandTimer, AgentID: "agt_1", AgentName: "Rina", Program: "auto@1", Draft: draft}, drafted, KindAI, 0, ""},
		{"a timer without a draft", Origin{Hand: HandTimer, Program: "auto@1"}, written, KindAutomation, 0, ""},
		{"a token", Origin{Hand: HandProgram, AgentID: "agt_1", AgentName: "Rina", Program: "tok_1"}, written, KindAutomation, 0, ""},
		{"a token with a draft", Origin{Hand: HandProgram, AgentID: "agt_1", Program: "tok_1", Draft: draft}, drafted, KindAutomation, 0, ""},
		{"nobody", Origin{AgentID: "agt_1"}, written, "", 0, ""},
	} {
		a := c.o.Author(c.sent)
		if a.Kind() != c.kind || a.Share() < c.share || a.Share() > 1 || a.Assist() != c.assist {
			t.Errorf("%s: %s, share %.2f, assist %q", c.name, a.Kind(), a.Share(), a.Assist())
		}
		if a.Kind() == KindAutomation && a.AgentID() != "" {
			t.Errorf("%s: a program bears a person's id", c.name)
		}
		b, err := a.MarshalJSON()
		var back Author
		if err == nil && a.Kind() != "" {
			err = back.UnmarshalJSON(b)
		}
		if err != nil || back != a {
			t.Errorf("%s: %s came back as %+v, %v", c.name, b, back, err)
		}
	}
}

// TestAnImportedAuthorKeepsTheMark: it is kept and read again, taken off only for the system that set it, and nobody is unknown
// but in an import.
func TestAnImportedAuthorKeepsTheMark(t *testing.T) {
	for _, a := range []Author{FromElsewhere("zendesk", KindUnknown, "Rina"), FromElsewhere("csv", KindAI, "fin"), ByAgent("agt_1", "Rina").AsImported("terang"), FromElsewhere("csv", KindSystem, "x")} {
		b, err := a.MarshalJSON()
		var back Author
		if err == nil {
			err = back.UnmarshalJSON(b)
		}
		if err != nil || back != a || back.Imported() == "" || back.AsImported("other") != a || back.AsOwn("other") != a || back.AsOwn(a.Imported()).Imported() != "" {
			t.Errorf("%s: %+v %v", b, back, err)
		}
	}
	if err := new(Author).UnmarshalJSON([]byte(`{"kind":"unknown"}`)); err == nil {
		t.Error("an unknown author of no import was read")
	}
	if a := FromElsewhere("csv", KindSystem, "Rina"); a.Name() != "" || FromElsewhere("csv", KindHuman, "Rina").AgentID() != "" {
		t.Errorf("%+v", a)
	}
}

func TestSimilarity(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		least, most float64
	}{
		{"", "", 1, 1},
		{"", "halo", 0, 0},
		{"halo", "HALO!", 1, 1},
		{" a  b\tc\n", "A, b. C", 1, 1},
		{"a b c d", "a b c x", 0.75, 0.75},
		{"a b", "b a", 0.5, 0.5},
		{drafted, written, 0, 0.2},
		{drafted, drafted + " " + written, 0.6, 0.8},
		{"今日は良い天気", "今日は良い天気です", 0.8, 0.95},
		{"ｈａｌｏ", "halo", 1, 1},
		{"👍", "👎", 0, 0},
		{"é", "e\u0301", 1, 1},
	} {
		if got := Similarity(c.a, c.b); got < c.least || got > c.most || got != Similarity(c.b, c.a) {
			t.Errorf("%q and %q: %.3f and %.3f, want %.2f to %.2f", c.a, c.b, got, Similarity(c.b, c.a), c.least, c.most)
		}
	}
}

// TestSimilarityHolds states what is true of all texts, against the plain algorithm.
func TestSimilarityHolds(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 150)
	rapid.Check(t, func(t *rapid.T) {
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		if got, want := common(a, b), plainCommon(a, b); got != want {
			t.Fatalf("common %d, want %d", got, want)
		}
		x, y := strings.Join(a, " "), strings.Join(b, "  ")
		s := Similarity(x, y)
		if s < 0 || s > 1 || s != Similarity(y, x) || Similarity(x, x) != 1 || Similarity(strings.ToUpper(x), " "+x) != 1 {
			t.Fatalf("%q %q: %f", x, y, s)
		}
		if d := Drafted(x, y); d < 0 || d > 1 || d+0.01 < s && s < 1 {
			t.Fatalf("drafted %f under similarity %f", d, s)
		}
	})
}

func plainCommon(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func TestTheLongestTextsAreComparedQuickly(t *testing.T) {
	a, b := strings.Repeat("a b ", MaxText/4), strings.Repeat("b a ", MaxText/4)
	began := time.Now()
	for range 10 {
		Drafted(a, b)
	}
	if d := time.Since(began) / 10; d > 250*time.Millisecond {
		t.Errorf("%s for %d characters", d, MaxText)
	}
}
