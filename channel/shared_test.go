package channel_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"terang"
	"terang/channel"
	"terang/gate"
)

func TestSplitLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("ab .\n?é漢👍\u0301\u200d🏽👩")), 1, 400, -1).Draw(t, "text")
		limit := rapid.IntRange(1, 60).Draw(t, "limit")
		keep := rapid.IntRange(0, len(s)).Draw(t, "keep")
		parts := channel.Split(s, keep, limit, channel.UTF16)
		if parts == nil {
			return // the disclosure does not fit
		}
		if strings.Join(parts, "") != s || len(parts[0]) < min(keep, len(s)) {
			t.Fatalf("%q became %q", s, parts)
		}
		for _, p := range parts {
			n := 0
			for _, r := range p {
				n += channel.UTF16(r)
			}
			if n > limit || p == "" || !utf8.ValidString(p) {
				t.Fatalf("%q is %d of %d", p, n, limit)
			}
		}
	})
}

func TestSplitCutsWhereAReaderPauses(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"satu dua tiga empat", 12, "satu dua |tiga empat"},
		{"Satu dua. Tiga empat", 12, "Satu dua. |Tiga empat"},
		{"abcdefgh", 4, "abcd|efgh"},
		{"abc👍🏽d", 6, "abc|👍🏽d"},
		{"aaae\u0301b", 4, "aaa|e\u0301b"},
		{"abc👩\u200d👧", 6, "abc|👩\u200d👧"},
	} {
		if got := strings.Join(channel.Split(c.text, 0, c.limit, channel.UTF16), "|"); got != c.want {
			t.Errorf("%q at %d is cut %q, want %q", c.text, c.limit, got, c.want)
		}
	}
	if got := channel.Split("Ini asisten AI. Halo", 15, 10, channel.One); got != nil {
		t.Errorf("a disclosure is torn: %q", got)
	}
}

func TestShort(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{{"halo", 4, "halo"}, {"halo kak", 6, "halo…"}, {"abc👍🏽d", 5, "abc…"}, {"漢字漢字", 3, "漢字…"}, {"", 0, ""}} {
		if got := channel.Short(c.s, c.n); got != c.want {
			t.Errorf("%q to %d is %q, want %q", c.s, c.n, got, c.want)
		}
	}
}

func TestTaps(t *testing.T) {
	if seq, value, ok := channel.ReadTap(channel.Tap(12, "a:b")); seq != 12 || value != "a:b" || !ok {
		t.Error(seq, value, ok)
	}
	for _, s := range []string{"", "ya", ":ya", "0:ya", "-1:ya", "+1:ya", "01:ya", "9999999999999999999999:ya", "1 :ya"} {
		if _, _, ok := channel.ReadTap(s); ok {
			t.Errorf("%q is a tap", s)
		}
	}
}

func TestDigits(t *testing.T) {
	for in, want := range map[string]string{
		"+62 812-3456-789": "628123456789", "628123456789": "628123456789", "0812345678": "", "62812": "", "+62812345678901234": "", `628123456789","x":"y`: "", "62+8123456789": "", "": "",
	} {
		if got, err := channel.Digits(in); got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
}

// What is read back is what stands in the units; whatever is changed in one of them is found.
func TestReadFindsWhatDoesNotFit(t *testing.T) {
	u := gate.Utterance{
		Message: terang.Message{
			ID: "m", Seq: 1, Author: terang.ByAI("m@1", "p@1"), Language: terang.Indonesian,
			Content: terang.Content{Text: "Halo", Disclosure: &terang.Disclosure{Text: "Ini AI."}, Sources: []terang.Source{{Title: "Jam buka"}}},
		},
		Label: "AI", Name: "Asisten AI Toko",
	}
	w := channel.WordsOf(u, 0)
	p := channel.NewParcel(u, w)
	whole := w.Prefix() + w.Body()
	if whole != "AI: Ini AI.\n\nHalo\n\nSumber: Jam buka" {
		t.Fatal(whole)
	}
	shown, err := p.Read([]string{whole})
	if err != nil || shown.Label != "AI" || shown.Disclosure != "Ini AI." || shown.Text != "Halo" {
		t.Fatal(shown, err)
	}
	for _, units := range [][]string{
		nil, {""}, {"Ini AI."}, {": x"}, {"AI: "}, {"AI: Ini", "AI:  AI.\n\nHalo"}, {whole, "x"}, {"AI: Ini AI. Halo"}, {"AI: Ini AI.\n\nHalo Sumber"}, {"AI: Ini AI.\n\nHa"},
	} {
		if s, err := p.Read(units); err == nil {
			t.Errorf("%q is read: %+v", units, s)
		}
	}
	nameless := gate.Utterance{Message: terang.Message{ID: "m", Author: terang.ByAgent("a", ""), Content: terang.Content{Text: "Halo"}}, Label: "Petugas"}
	w = channel.WordsOf(nameless, 0)
	p = channel.NewParcel(nameless, w)
	if s, err := p.Read([]string{w.Prefix() + w.Body()}); err != nil || s.Label != "Petugas" || s.Text != "Halo" {
		t.Error(s, err)
	}
}

func TestReadExactTakesOneForm(t *testing.T) {
	for _, b := range []string{`{"path":"a","type":"b","body":"c"}`} {
		var c channel.Call
		if err := channel.ReadExact([]byte(b), &c); err != nil {
			t.Error(err)
		}
	}
	for _, b := range []string{
		`{"path":"a","type":"b","body":"c","body":"d"}`, `{"PATH":"a","type":"b","body":"c"}`, `{"path":"a","type":"b","body":"c"} `, `{"path":"a","type":"b","body":"c","x":1}`,
		`{"type":"b","path":"a","body":"c"}`, `{"path":"\u0061","type":"b","body":"c"}`, `{"path":"a"}`, ``, `null`, `[]`,
	} {
		var c channel.Call
		if err := channel.ReadExact([]byte(b), &c); err == nil {
			t.Errorf("%s is read", b)
		}
	}
}
