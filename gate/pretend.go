package gate

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lives finds a life that a machine does not have: "saya lahir di", "I was born", "umur saya 32 tahun", "my husband".
func lives(ts []token, folded string) bool {
	for i := range ts {
		c := ts[i].class
		switch {
		case c&cSelf != 0 && !asked(ts, i):
			j, _ := skip(ts, i+1)
			if j < len(ts) && ts[j].class&cBorn != 0 && ts[j].sentence == ts[i].sentence {
				return true
			}
			if in(folded, ts, j, "punya mempunyai have got") { // "saya juga punya anak"
				if k, _ := skip(ts, j+1); in(folded, ts, k, "anak kids children suami istri husband wife") || in(folded, ts, k+1, "anak kids children") && ts[k].end-ts[k].start <= 5 {
					return !question(folded, ts, i)
				}
			}
			if old(folded, ts, j) && !question(folded, ts, i) {
				return true
			}
		case c&(cKin|cAge) != 0 && mine(folded, ts, i) && !question(folded, ts, i):
			return true
		}
	}
	return false
}

// old reports whether "32 tahun", "32 years old" stands at j and ends what is said: "kami 10 tahun melayani" is a firm.
func old(folded string, ts []token, j int) bool {
	if j+1 >= len(ts) || ts[j].end-ts[j].start > 3 || ts[j].clause != ts[j+1].clause {
		return false
	}
	for _, b := range []byte(folded[ts[j].start:ts[j].end]) {
		if b < '0' || b > '9' {
			return false
		}
	}
	unit := folded[ts[j+1].start:ts[j+1].end]
	if unit == "years" || unit == "yrs" {
		return j+2 < len(ts) && folded[ts[j+2].start:ts[j+2].end] == "old"
	}
	return (unit == "tahun" || unit == "thn" || unit == "th") && (j+2 >= len(ts) || ts[j+2].clause != ts[j+1].clause)
}

// mine reports whether the word at i is the speaker's: "suami saya", "my husband", "umurku".
func mine(folded string, ts []token, i int) bool {
	w := folded[ts[i].start:ts[i].end]
	if strings.HasSuffix(w, "ku") {
		return true
	}
	for j := i - 1; j >= 0 && j >= i-2 && ts[j].clause == ts[i].clause; j-- { // "my two kids"
		if folded[ts[j].start:ts[j].end] == "my" {
			return true
		}
	}
	return i+1 < len(ts) && ts[i+1].clause == ts[i].clause && ts[i+1].class&cSelf != 0 && w != "kids" && w != "children"
}

// question reports whether the sentence of the word at i ends with a question mark, or is quoted.
func question(folded string, ts []token, i int) bool {
	last := i
	for last+1 < len(ts) && ts[last+1].sentence == ts[i].sentence {
		last++
	}
	rest := folded[ts[last].end:]
	for _, r := range rest {
		if r == '?' {
			return true
		}
		if unicode.IsLetter(r) || r == '.' || r == '!' || r == '\n' {
			return false
		}
	}
	return false
}

// pretends finds the words by which a person is brought in without "I am": an entrance ("Rina has joined the chat", "Anda
// kini terhubung dengan Rina", "Rina (manusia)"), an author ("pesan ini ditulis manusia") and a signature ("Salam, Rina").
// It needs the capitals of names, so it looks at the words as written where folding left their places.
func pretends(text, folded string, ts []token) bool {
	if authored(ts) || joins(ts, nil) {
		return true
	}
	if len(text) != len(folded) {
		text, folded, ts = plainer(text)
		if text == "" {
			return false
		}
	}
	name := func(i int) bool { return titled(text, folded, ts, i) }
	if joins(ts, name) || signs(text, folded, ts, name) || brings(folded, ts, name) {
		return true
	}
	for i := range ts {
		switch {
		case ts[i].class&cYou != 0 && !asked(ts, i): // "you are now chatting with Rina"
			j, negated := skipNot(ts, i+1)
			if j >= len(ts) || ts[j].class&cTalk == 0 || negated {
				continue
			}
			if k := with(ts, j+1); k > j+1 && name(k) && ts[k].clause == ts[i].clause && !explained(ts, ts[i].sentence) && present(folded, ts, i, k) {
				return true
			}
		case name(i) && i+1 < len(ts) && ts[i+1].clause == ts[i].clause+1: // "Rina (manusia)"
			between := folded[ts[i].end:ts[i+1].start]
			j, _ := skip(ts, i+1)
			if strings.TrimSpace(between) == "(" && j < len(ts) && ts[j].class&cHuman != 0 && ts[j].clause == ts[i+1].clause && strings.HasPrefix(folded[ts[j].end:], ")") {
				return true
			}
		}
	}
	return false
}

// present reports whether "connected" and "helped" are said of now; talking is always.
func present(folded string, ts []token, i, k int) bool {
	for j := i; j < k; j++ {
		switch folded[ts[j].start:ts[j].end] {
		case "bicara", "berbicara", "ngobrol", "chatting", "talking", "speaking", "now", "kini", "sekarang", "dilayani", "dibantu", "ditangani", "served", "helped", "assisted":
			return true
		}
	}
	return false
}

// titled reports whether the word at i looks like a person's name: unknown here, and written "Rina".
func titled(text, folded string, ts []token, i int) bool {
	if i < 0 || i >= len(ts) || ts[i].end-ts[i].start < 3 || ts[i].class != 0 {
		return false
	}
	w := text[ts[i].start:ts[i].end]
	return w[0] >= 'A' && w[0] <= 'Z' && w[1:] == folded[ts[i].start+1:ts[i].end] && w != "Nilai"
}

// plainer returns a text whose bytes have the places of its folded form: letters that are not ASCII become blanks. "" where
// nothing is left.
func plainer(text string) (string, string, []token) {
	b := []byte(text)
	for i, c := range b {
		if c >= utf8.RuneSelf {
			b[i] = ' '
		}
	}
	text = string(b)
	if strings.TrimSpace(text) == "" {
		return "", "", nil
	}
	folded := fold(text)
	return text, folded, tokens(folded, nil)
}

// authored finds "pesan ini ditulis manusia", "this message was written by a human", not "bukan ditulis manusia".
func authored(ts []token) bool {
	for i := range ts {
		if ts[i].class&cWrote == 0 || i == 0 {
			continue
		}
		about := false
		for j := i - 1; j >= 0 && ts[j].clause == ts[i].clause; j-- {
			if ts[j].class&(cNot|cNo|cFuture) != 0 {
				about = false
				break
			}
			about = about || ts[j].class&(cThis|cSpeech) != 0
		}
		if j := with(ts, i+1); about && claimAt(ts, i, j, cHuman|cPerson|cAgent) {
			return true
		}
	}
	return false
}

// joins finds "petugas Rina sudah bergabung", and with names "Rina has joined the chat".
func joins(ts []token, name func(int) bool) bool {
	for i := range ts {
		if ts[i].class&cJoin == 0 {
			continue
		}
		agent, named, ready := false, false, false
		for j := i - 1; j >= 0 && i-j <= 5 && ts[j].clause == ts[i].clause; j-- {
			if ts[j].class&(cFuture|cNot|cNo|cAsk|cYou) != 0 && ts[j].class&cFiller == 0 {
				agent, named = false, false
				break
			}
			agent = agent || ts[j].class&(cAgent|cPerson|cHuman) != 0
			named = named || name != nil && name(j)
			ready = true
		}
		talk := false
		for j := i + 1; j < len(ts) && j-i <= 4 && ts[j].clause == ts[i].clause; j++ {
			talk = talk || ts[j].class&cSpeech != 0
		}
		if ready && (agent && (talk || i+1 == len(ts) || ts[i+1].clause != ts[i].clause) || named && talk) {
			return true
		}
	}
	return false
}

// signs finds a person's name under a message ("Salam, Rina"), or before it ("Perkenalkan, Rina, petugas Anda", "Rina here
// from support").
func signs(text, folded string, ts []token, name func(int) bool) bool {
	for i := range ts {
		if !name(i) {
			continue
		}
		after := i + 1
		for after < len(ts) && after <= i+2 && name(after) && ts[after].clause == ts[i].clause {
			after++
		}
		ends := after == len(ts)
		byAgent := after < len(ts) && (ts[after].class&cAgent != 0 || in(folded, ts, after, "customer support")) && ts[after].clause != ts[i].clause
		if i > 0 && ts[i-1].class&cRegards != 0 && (ends || byAgent) && !strings.ContainsAny(text[ts[i-1].end:ts[i].start], ".?!") {
			return true
		}
		if byAgent && (after+1 == len(ts)) && strings.ContainsAny(before(text, ts, i), "—-–") { // "— Rina, petugas"
			return true
		}
		if i > 0 && folded[ts[i-1].start:ts[i-1].end] == "dengan" && i == 1 && in(folded, ts, after, "di disini") || i == 1 && in(folded, ts, 0, "with") && in(folded, ts, after, "here") { // "Dengan Rina di sini"
			return true
		}
		if in(folded, ts, after, "here") && ts[after].clause == ts[i].clause && (i > 0 && ts[i-1].class&cGreeting != 0 || offered(folded, ts, after+1) || alone(ts, i, after)) && !in(folded, ts, i, doing) {
			return true
		}
	}
	return false
}

// offered finds "from support", "from the team" at i: "Click here from your phone" is none.
func offered(folded string, ts []token, i int) bool {
	if i >= len(ts) || ts[i].class&cFrom == 0 {
		return false
	}
	j := i + 1
	for in(folded, ts, j, "our the") {
		j++
	}
	return in(folded, ts, j, "support customer team") || j < len(ts) && ts[j].class&cAgent != 0
}

// in reports whether the word at i is one of a list.
func in(folded string, ts []token, i int, list string) bool {
	if i >= len(ts) {
		return false
	}
	w := folded[ts[i].start:ts[i].end]
	for from := 0; ; {
		at := strings.Index(list[from:], w)
		if at < 0 {
			return false
		}
		at += from
		from = at + len(w)
		if (at == 0 || blank(list[at-1])) && (from == len(list) || blank(list[from])) {
			return true
		}
	}
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

// before returns what stands between the word before i, or the beginning, and i.
func before(text string, ts []token, i int) string {
	from := 0
	if i > 0 {
		from = ts[i-1].end
	}
	return text[from:ts[i].start]
}

// captcha blanks the classes of the words of a check box that contacts are told to tick: pilih kotak "I'm not a robot".
func captcha(folded string, ts []token) {
	if !strings.ContainsAny(folded, `"“`) {
		return
	}
	for i := range ts {
		if ts[i].class&(cSelf|cNot) == 0 && folded[ts[i].start:ts[i].end] != "im" {
			continue
		}
		open, size := utf8.DecodeLastRuneInString(folded[:ts[i].start])
		if open != '"' && open != '“' || !toTick(folded[:ts[i].start-size]) {
			continue
		}
		last := i
		for last+1 < len(ts) && last-i < 5 && ts[last].class&cBot == 0 {
			last++
		}
		closing, _ := utf8.DecodeRuneInString(folded[ts[last].end:])
		if ts[last].class&cBot == 0 || closing != '"' && closing != '”' {
			continue
		}
		for j := i; j <= last; j++ {
			ts[j].class = 0
		}
	}
}

// toTick reports whether the words before a quotation tell the contact to tick or type it.
func toTick(before string) bool {
	words := strings.Fields(before)
	for i := len(words) - 1; i >= 0 && len(words)-i <= 4; i-- {
		switch strings.Trim(words[i], ",:.") {
		case "kotak", "centang", "captcha", "tick", "box", "checkbox", "klik", "click", "pilih", "check", "ketuk", "tap", "tulis", "ketik":
			return true
		}
	}
	return false
}

// disguised finds a claim that is written backwards, in base 64, or in a language of which the house knows this one
// sentence.
func disguised(text, folded string) bool {
	lower := strings.ToLower(text)
	for _, s := range glued {
		if strings.Contains(folded, s) {
			return true
		}
	}
	if bare := unmarked(folded); bare != folded {
		ts := tokens(bare, nil)
		captcha(bare, ts)
		if denies(ts) || asserts(ts) {
			return true
		}
	}
	for _, s := range abroad {
		if i := strings.Index(lower, s); i >= 0 && apart(lower, i, i+len(s)) {
			return true
		}
	}
	if back := reversed(folded); strings.Contains(back, "manusia") || strings.Contains(back, "human") || strings.Contains(back, "person") || strings.Contains(back, "robot") {
		ts := tokens(back, nil)
		if denies(ts) || asserts(ts) {
			return true
		}
	}
	return encoded(text)
}

// abroad is "I am a human" in other languages that a machine is likely to be asked to say it in.
var abroad = []string{
	"aku menungsa", "aku wong tenan", "kula manungsa", "kulo manungsa", "kulo tiyang", "abdi jalmi", "abdi manusa", "abdi jalma",
	"soy humano", "soy humana", "soy un humano", "soy un ser humano", "soy una persona", "sou humano", "sou humana", "sou uma pessoa",
	"je suis humain", "je suis un humain", "je suis un être humain", "je suis une personne", "ich bin ein mensch", "ich bin menschlich",
	"sono umano", "sono umana", "sono un essere umano", "ik ben een mens", "ako ay tao", "tôi là người", "tôi là con người",
	"я человек", "أنا إنسان", "मैं इंसान हूँ", "मैं इंसान हूं", "ฉันเป็นมนุษย์", "ฉันเป็นคน", "私は人間", "私は人です", "我是人", "我是真人", "我是人类", "나는 인간", "저는 사람", "나는 사람",
}

// apart reports whether s[i:j] does not continue in letters; scripts without blanks never do.
func apart(s string, i, j int) bool {
	if s[i] >= 0xE0 {
		return true
	}
	b, _ := utf8.DecodeLastRuneInString(s[:i])
	a, _ := utf8.DecodeRuneInString(s[j:])
	return !unicode.IsLetter(b) && !unicode.IsLetter(a)
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// minCoded is how long a word must be to be tried as base 64: "Saya manusia" has sixteen.
const minCoded = 12

// encoded finds a claim in base 64, once deep.
func encoded(text string) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool {
		return r >= utf8.RuneSelf || !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+/-_=", r))
	}) {
		if len(w) < minCoded {
			continue
		}
		w = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(w, "="))
		b, err := base64.RawStdEncoding.DecodeString(w)
		if err != nil || !utf8.Valid(b) || strings.IndexByte(string(b), 0) >= 0 {
			continue
		}
		ts := tokens(fold(string(b)), nil)
		if denies(ts) || asserts(ts) {
			return true
		}
	}
	return false
}
