package words

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"terang"
)

// hostile are texts that nobody writes and everybody sends.
var hostile = map[string]string{
	"letters":     "a",
	"words":       "abcdefgh ",
	"digits":      "1",
	"mixed runs":  "a1b2c3d4",
	"at signs":    "a@",
	"addresses":   "a@b.c",
	"dots":        "a.",
	"links":       "http://",
	"www":         "www.",
	"blanks":      " ",
	"marks":       "?!",
	"hyphens":     "di-",
	"prefixes":    "nge-cancel-",
	"clitics":     "nyakulahmu",
	"ending":      "nyanya",
	"doubled":     "barang2nya ",
	"emoji":       "😀👍🏽",
	"flags":       "🇮🇩",
	"zalgo":       "h̷̢̛e̴̡͝l̶̨͘l̵̢͝o̴̧͠",
	"bidi":        "\u202eabc\u202c\u200f",
	"zero width":  "a\u200bb\u200d",
	"nul":         "\x00a\x00",
	"invalid":     "\xff\xfea\xc3\x28",
	"cyrillic":    "раcсwоrd ",
	"arabic":      "أين طلبي ",
	"han":         "我的包裹在哪里",
	"thai":        "พัสดุของฉันอยู่ที่ไหน",
	"devanagari":  "मेरा पैकेज ",
	"base64":      "QUJDREVGR0hJSktMTU5PUA+/",
	"code":        "if (a[i] != b.c()) { return x->y; } ",
	"consonants":  "bcdfghjklmnpqrstvwxyz",
	"vowels":      "aiueo",
	"slang":       "gmn blm nyampe bgt yg gw ",
	"gibberish":   "xkqjw zvbnq plmkw ",
	"near words":  "pesaman pesnaan psnan paktes ",
	"connectives": "dan juga terus sekalian ",
	"newlines":    "a\n",
	"math":        "𝓱𝓮𝓵𝓵𝓸 ",
	"full width":  "ｈｅｌｌｏ ",
	"leet":        "g4g4l p35an ",
	"quotes":      "'",
	"apostrophes": "a'b",
}

func grow(s string, n int) string {
	return strings.Repeat(s, n/utf8.RuneCountInString(strings.ToValidUTF8(s, "?"))+1)
}

func TestHostileTextsAreReadInTime(t *testing.T) {
	b := Default()
	var l Line
	n := Noise(1)
	for name, s := range hostile {
		for _, length := range []int{1, 10, 100, 5000, 50000} {
			text := grow(s, length)
			check(t, b, &l, text)
			n.Vary(text, terang.Indonesian)
		}
		measure := func(length int) time.Duration {
			text := grow(s, length)
			best := time.Hour
			for range 5 {
				start := time.Now()
				b.Read(&l, text, "")
				l.Clauses(nil)
				best = min(best, time.Since(start))
			}
			return best
		}
		short, long := measure(5000), measure(50000)
		if long > 20*short+2*time.Millisecond || long > 60*time.Millisecond {
			t.Errorf("%s: %v for 5,000 characters, %v for 50,000", name, short, long)
		}
		if testing.Verbose() {
			t.Logf("%-12s %v %v", name, short, long)
		}
	}
}

// check reads a text and checks that all spans are within what they point into.
func check(t *testing.T, b *Book, l *Line, text string) {
	t.Helper()
	b.Read(l, text, "")
	if !utf8.ValidString(l.Text) || !utf8.ValidString(l.Standard) || !utf8.ValidString(l.Encoded()) {
		t.Fatalf("%.40q: a text is not valid UTF-8: %.60q, %.60q", text, l.Standard, l.Encoded())
	}
	if utf8.RuneCountInString(l.Text) > terang.MaxText || strings.ContainsAny(l.Text, "\x00\u202e\u200b") {
		t.Fatalf("%.40q: text is not clean", text)
	}
	end, to := 0, 0
	for i, k := range l.Tokens {
		if k.Start < end || k.End <= k.Start || k.End > len(l.Text) || k.From < to || k.To < k.From || k.To > len(l.Folded) {
			t.Fatalf("%.40q: token %d is %+v", text, i, k)
		}
		end, to = k.End, k.To
	}
	to, token := 0, 0
	for i, w := range l.Words {
		if w.From < to || w.To <= w.From || w.To > len(l.Standard) || w.Token < token || w.Token >= len(l.Tokens) {
			t.Fatalf("%.40q: word %d is %+v of %q", text, i, w, l.Standard)
		}
		to, token = w.To, w.Token
	}
	end = 0
	for i, c := range l.Clauses(nil) {
		if c.Start < end || c.End < c.Start || c.End > len(l.Text) || c.From > c.To || c.To > len(l.Standard) || c.PastWord > len(l.Words) || c.FirstWord > c.PastWord {
			t.Fatalf("%.40q: clause %d is %+v", text, i, c)
		}
		end = c.End
	}
}

func TestForeignScriptsAreNotReadable(t *testing.T) {
	b := Default()
	var l Line
	for text, want := range map[string]Script{
		"посылка не пришла": Foreign, "我的包裹在哪里": Foreign, "أين طلبي": Foreign, "พัสดุของฉัน": Foreign, "내 소포": Foreign, "Πού είναι το δέμα μου": Foreign,
		"paket saya": Latin, "раскet saya belum sampai": Latin, "ＨＥＬＬＯ": Latin, "𝓱𝓮𝓵𝓵𝓸": Latin, "café": Latin, "😀": "", "": "", "123": "",
	} {
		if b.Read(&l, text, ""); l.Script != want {
			t.Errorf("%q: script %q, want %q", text, l.Script, want)
		}
	}
}

func TestReadingAllocatesNothingOnceWarm(t *testing.T) {
	b := Default()
	var l Line
	var cs []Clause
	texts := []string{
		"min paketku blm nyampe nih, udah 3 hari dr kmrn gmn sih? no resi JP1234567890 tlg dicek ya",
		"Where is my order? It has not arrived yet and i want my money back.",
		"g4gal login trus barang2nya ga ada, nge-cancel gmn kak, pswrdnya ilanggg",
	}
	read := func() {
		for _, text := range texts {
			b.Read(&l, text, "")
			cs = l.Clauses(cs[:0])
		}
	}
	read()
	if n := testing.AllocsPerRun(200, read); n >= 1 {
		t.Errorf("%v allocations for three messages", n)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	b := Default()
	f.Fuzz(func(t *testing.T, text string) {
		var l Line
		check(t, b, &l, text)
		if strings.TrimSpace(bounded(text)) != "" && strings.TrimSpace(Noise(1).Strength(1).Vary(text, Mixed)) == "" {
			t.Errorf("%q became empty", text)
		}
	})
}
