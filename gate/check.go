package gate

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
)

// Problem is why a text that an operator wrote cannot be used. Line counts the lines of the text from 0.
type Problem struct {
	Code string // for programs: "hidden", "contrast", "unsaid", …
	Line int
	Why  string
	Next string
}

// Error says why and what to do.
func (p Problem) Error() string { return p.Why + "; " + p.Next }

// Bounds of a workspace's own texts.
const (
	minLetters    = 12  // visible letters and digits: fewer say nothing
	maxDisclosure = 400 // characters: who reads more before the answer?
	maxSMS        = 95  // septets: "AI: ", the text and some sixty septets of an answer are one part of 160
	maxSpoken     = 25  // words: ten seconds
)

// CheckText reports what is wrong with a workspace's own wording of an element, with {brand} and {name} in it, nil for
// nothing. A wording may add to the house's; it may not say less: it is there, it can be seen (also where it brings HTML or
// CSS of its own), it is in its language, it fits the channel, and it says what the element must say.
func CheckText(text string, e terang.Element, l terang.Language, f Form) []Problem {
	seen, problems := look(text)
	problems = append(problems, unseen(text)...)
	letters := 0
	for _, r := range seen {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters++
		}
	}
	if letters < minLetters {
		return append(problems, Problem{Code: "short", Why: fmt.Sprintf("only %d letters can be seen", letters), Next: fmt.Sprintf("write a sentence of at least %d", minLetters)})
	}
	ts := tokens(fold(strings.NewReplacer("{brand}", "", "{name}", "").Replace(seen)), nil)
	folded := wordsOf(seen)
	if need := says[e]; need == nil || !need(seen, folded, ts) {
		problems = append(problems, Problem{Code: "unsaid", Why: fmt.Sprintf("the text does not say %s", e), Next: "say " + meaning[e]})
	}
	if e != terang.NewAuthorKind && wholly.claims(seen) {
		problems = append(problems, Problem{Code: string(HumanClaim), Why: "the text says that a person wrote it", Next: "say the truth: a machine did"})
	}
	if other := tongue(folded); other != "" && other != l.Or(terang.Indonesian) {
		problems = append(problems, Problem{Code: "language", Why: fmt.Sprintf("the text is in %q", other), Next: fmt.Sprintf("write it in %q", l.Or(terang.Indonesian))})
	}
	if has := holes(seen); has != "" {
		problems = append(problems, Problem{Code: "hole", Why: "{" + has + "} is not known", Next: "only {brand} and {name} are filled in"})
	}
	return append(problems, fits(seen, f)...)
}

// fits reports what is too long for the form.
func fits(seen string, f Form) []Problem {
	filled := strings.NewReplacer("{brand}", "Toko Contoh Jaya", "{name}", "Rinawati").Replace(seen)
	switch f.Family {
	case SMS:
		n, ok := Septets(filled)
		if !ok {
			return []Problem{{Code: "septets", Why: "a character is not in GSM-7, so a part has 70 characters instead of 160", Next: "use plain letters, digits and marks"}}
		}
		if n > maxSMS {
			return []Problem{{Code: "long", Why: fmt.Sprintf("%d septets leave too little for the answer in a part of 160", n), Next: fmt.Sprintf("use at most %d", maxSMS)}}
		}
	case Voice:
		if n := len(strings.Fields(filled)); n > maxSpoken {
			return []Problem{{Code: "long", Why: fmt.Sprintf("%d words take more than ten seconds to say", n), Next: fmt.Sprintf("use at most %d", maxSpoken)}}
		}
	case Chat, Inline, Email, Push:
		if longer(filled, maxDisclosure) {
			return []Problem{{Code: "long", Why: "nobody reads that much before an answer", Next: fmt.Sprintf("use at most %d characters", maxDisclosure)}}
		}
	}
	return nil
}

// holes returns the first {hole} that nothing fills, "" for none.
func holes(s string) string {
	for {
		_, rest, found := strings.Cut(s, "{")
		if !found {
			return ""
		}
		hole, after, closed := strings.Cut(rest, "}")
		if !closed || hole != "brand" && hole != "name" {
			return hole
		}
		s = after
	}
}

// unseen reports characters that a reader cannot see, and letters that pretend to be others.
func unseen(s string) []Problem {
	var out []Problem
	line := 0
	var last rune
	for i, r := range s {
		switch {
		case r == '\n':
			line++
		case r == '\r':
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			out = append(out, Problem{Code: "utf8", Line: line, Why: "a byte is not UTF-8", Next: "save the file as UTF-8"})
		case r == '\u200d' && pictorial(last) && pictorial(following(s[i:])):
		case hidden(r):
			out = append(out, Problem{Code: string(Invisible), Line: line, Why: fmt.Sprintf("the character U+%04X cannot be seen and may hide or turn round what stands beside it", r), Next: "delete it"})
		}
		if len(out) == maxProblems {
			return out
		}
		last = r
	}
	if w, at := disguise(s); w != "" {
		out = append(out, Problem{Code: "lookalike", Line: strings.Count(s[:at], "\n"), Why: fmt.Sprintf("%q mixes letters of two alphabets that look alike", w), Next: "type the word anew"})
	}
	return out
}

// maxProblems bounds what is reported of one text.
const maxProblems = 8

// disguise finds a word of Latin letters with lookalikes of other alphabets among them.
func disguise(s string) (word string, at int) {
	i := 0
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		at = i + strings.Index(s[i:], w)
		i = at + len(w)
		latin, other := false, false
		for _, r := range w {
			_, alike := lookalikes[unicode.ToLower(r)]
			latin = latin || r < utf8.RuneSelf
			other = other || alike && !unicode.Is(unicode.Latin, r)
		}
		if latin && other {
			return w, at
		}
	}
	return "", 0
}

// wordsOf lists the words of a text, folded.
func wordsOf(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
}

// anyOf reports whether one of the listed words stands in the text.
func anyOf(folded []string, list string) bool {
	for _, w := range strings.Fields(list) {
		if slices.Contains(folded, w) {
			return true
		}
	}
	return false
}

const (
	machineWords = "ai bot chatbot robot mesin machine komputer computer program otomatis automated automatic automatically"
	personWords  = "petugas agen agent orang manusia person people human staf staff"
	routeWords   = "bicara berbicara hubungi balas tekan ketik minta ketuk talk speak reply press type ask call tap"
)

// says holds, per element, the test whether a text says it.
var says = map[terang.Element]func(seen string, folded []string, ts []token) bool{
	terang.IsAI:     func(_ string, _ []string, ts []token) bool { return saysMachine(ts) },
	terang.NotHuman: func(_ string, _ []string, ts []token) bool { return deniesHuman(ts) },
	terang.Operator: func(seen string, _ []string, _ []token) bool { return strings.Contains(seen, "{brand}") },
	terang.HumanRoute: func(_ string, folded []string, _ []token) bool {
		return anyOf(folded, personWords) && anyOf(folded, routeWords)
	},
	terang.NewAuthorKind: func(seen string, folded []string, ts []token) bool {
		return saysMachine(ts) || strings.Contains(seen, "{name}") && anyOf(folded, "manusia human orang person")
	},
	terang.OptOut: func(_ string, folded []string, _ []token) bool {
		return anyOf(folded, "stop berhenti hentikan unsubscribe") || anyOf(folded, "ingin mau want") && anyOf(folded, "tidak jangan not no") && anyOf(folded, routeWords)
	},
	terang.ConsentNamesAI: func(_ string, folded []string, _ []token) bool {
		return anyOf(folded, "setuju menyetujui izin mengizinkan agree agreed consent consented") && anyOf(folded, machineWords)
	},
	terang.AIRole: func(_ string, folded []string, _ []token) bool {
		return anyOf(folded, machineWords+" algoritma algorithm")
	},
	terang.HumanReview: func(_ string, folded []string, _ []token) bool {
		return anyOf(folded, personWords) && anyOf(folded, "periksa diperiksa memeriksa memeriksanya tinjau ditinjau meninjau ulang review reviewed check checked")
	},
	terang.EmotionNotice: func(_ string, folded []string, _ []token) bool {
		return anyOf(folded, "perasaan emosi feel feeling feelings emotion emotions mood") && anyOf(folded, "suara voice")
	},
	terang.PriceAlgorithmic: func(_ string, folded []string, _ []token) bool {
		return anyOf(folded, "harga price") && anyOf(folded, "algoritma algorithm "+machineWords) && anyOf(folded, "data")
	},
}

// meaning says what each element must say.
var meaning = map[terang.Element]string{
	terang.IsAI: "that an AI, a bot, a program or an automatic service writes", terang.NotHuman: "that it is no human (\"bukan manusia\", \"not a human\")",
	terang.Operator: "whose it is, with {brand}", terang.HumanRoute: "how to reach a person (\"Balas ORANG utk petugas\")",
	terang.NewAuthorKind: "who speaks from now on: a machine, or {name} and that it is a person",
	terang.OptOut:        "how to stop such messages (\"Balas STOP\")", terang.ConsentNamesAI: "that they agreed to be written to by an AI",
	terang.AIRole: "that the decision was made automatically", terang.HumanReview: "how a person reviews it",
	terang.EmotionNotice: "that the voice is used to estimate feelings", terang.PriceAlgorithmic: "that an algorithm set the price with personal data",
	terang.PerMessageAuthor: "nothing: it belongs to files", terang.InFileLabel: "nothing: it belongs to files",
}

// saysMachine reports whether the text says, and does not deny, that a machine speaks.
func saysMachine(ts []token) bool {
	for i := range ts {
		if ts[i].class&(cMachine|cAuto) != 0 && !denied(ts, i) {
			return true
		}
	}
	return false
}

// deniesHuman reports whether the text says that it is no human.
func deniesHuman(ts []token) bool {
	for i := range ts {
		if ts[i].class&cNot == 0 {
			continue
		}
		for j := i + 1; j < len(ts) && j <= i+4 && ts[j].clause == ts[i].clause; j++ {
			if ts[j].class&(cHuman|cPerson) != 0 {
				return true
			}
		}
	}
	return false
}

// denied reports whether a "not" stands shortly before the word at i, in its clause.
func denied(ts []token, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3 && ts[j].clause == ts[i].clause; j-- {
		if ts[j].class&cNot != 0 {
			return true
		}
	}
	return false
}

// Words by which a language is known; none is a word of the other.
const (
	indonesianWords = `ini anda saya bukan dengan dan atau yang kapan untuk utk kami kembali dibuat bila tidak mulai pesan dari kepada oleh sekarang suara
		harga bisa sudah masih balas tekan`
	englishWords = "this is you not the with are to for our can if do was from of and or your at an by that reply press"
)

// tongue tells the language that most words of a text belong to, "" where none is known.
func tongue(folded []string) terang.Language {
	id, en := 0, 0
	for _, w := range folded {
		if slices.Contains(strings.Fields(indonesianWords), w) {
			id++
		}
		if slices.Contains(strings.Fields(englishWords), w) {
			en++
		}
	}
	switch {
	case id > en:
		return terang.Indonesian
	case en > id:
		return terang.English
	}
	return ""
}
