package conform

import (
	"bytes"
	"crypto/hmac"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"terang"
	"terang/provenance/receipt"
)

// phrase is what words must contain to say an element, per language. The patterns read folded text: NFC, one space.
type phrase map[terang.Language]*regexp.Regexp

func say(id, en string) phrase {
	return phrase{terang.Indonesian: regexp.MustCompile(id), terang.English: regexp.MustCompile(en)}
}

// said are the elements as people say them. The operator is the brand's name and stands in no list.
var said = map[terang.Element]phrase{
	terang.IsAI: say(
		`\bAI\b|(?i)\b(kecerdasan buatan|program komputer|chatbot|robot|(layanan|pesan|balasan) otomatis)\b`,
		`\bAI\b|(?i)\b(artificial intelligence|computer program|chatbot|robot|automated|automatic)\b`),
	terang.NotHuman: say(
		`(?i)\bbukan (seorang |tulisan )?(manusia|orang)\b`,
		`(?i)\bnot (a |an |written by a )?(human|person|real person)\b`),
	terang.HumanRoute: say(
		`(?i)\b(bicara|berbicara|balas|tekan|minta|hubungi)\b.{0,80}\b(petugas|orang|manusia|agen)\b`,
		`(?i)\b(talk|speak|reply|press|ask)\b.{0,60}\b(agent|person|human)\b`),
	terang.OptOut: say(
		`(?i)\b(balas|tekan|ketik)\b.{0,20}\b(stop|sembilan)\b|\bberhenti\b`,
		`(?i)\b(reply|press|text)\b.{0,20}\b(stop|nine)\b|\bunsubscribe\b`),
	terang.PriceAlgorithmic: say(`(?i)\bharga\b.{0,40}\balgoritma\b`, `(?i)\bprice\b.{0,40}\balgorithm\b`),
}

// The announcements of a new author.
var (
	announcesHuman   = say(`(?i)\b(dilayani|berbicara|dilanjutkan|ditangani)\b.{0,60}\b(petugas|agen)\b.*\bmanusia\b`, `(?i)\b(helped|speaking|handled|helps you|taken over)\b.{0,60}\b(agent)\b.*\b(human|person)\b|\bour agent\b.*\bhuman\b`)
	announcesMachine = say(`(?i)\b(kembali|mulai|sekarang)\b.{0,60}\bAI\b.*\bbukan manusia\b`, `(?i)\b(back|now|from)\b.{0,60}\bAI\b.*\bnot a human\b`)
)

// fold makes text comparable: NFC, whitespace folded.
func fold(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// hidden reports a character that a recipient does not see but that parts or reorders what they do.
func hidden(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.Is(unicode.Cf, r) && r != '\u200d' || r == '\u034f' || r == '\u115f' || r == '\u3164' || unicode.IsControl(r) && r != '\n' && r != '\t'
	})
}

// discloses is D: the elements that words do not say in the language, nil for none.
func discloses(words, brand string, l terang.Language, elements ...terang.Element) []terang.Element {
	var missing []terang.Element
	if hidden(words) {
		return elements // what is parted by invisible characters is not relied upon
	}
	folded := fold(words)
	for _, e := range elements {
		ok := false
		switch e {
		case terang.Operator:
			ok = brand != "" && strings.Contains(folded, fold(brand))
		default:
			p := said[e][l.Or(terang.Indonesian)]
			ok = p != nil && p.MatchString(folded)
		}
		if !ok {
			missing = append(missing, e)
		}
	}
	return missing
}

// says reports whether words match a phrase in the language.
func (p phrase) says(words string, l terang.Language) bool {
	re := p[l.Or(terang.Indonesian)]
	return re != nil && !hidden(words) && re.MatchString(fold(words))
}

// The words of labels.
var (
	labelAI        = regexp.MustCompile(`\bAI\b`)
	labelAutomatic = regexp.MustCompile(`(?i)otomatis|automat`)
	labelPerson    = regexp.MustCompile(`(?i)^(petugas|agent|agen)\b`)
)

// labelled is L: "" where the payload visibly carries the label of the kind, else what is wrong.
func labelled(v view, kind terang.AuthorKind) string {
	if v.structured && v.kind != kind {
		return fmt.Sprintf("author.kind is %q, not %q", v.kind, kind)
	}
	l := fold(v.label)
	if hidden(v.label) {
		return "the label has hidden characters"
	}
	switch kind {
	case terang.KindAI:
		if !labelAI.MatchString(l) || labelPerson.MatchString(l) {
			return fmt.Sprintf("the label %q does not say AI", l)
		}
	case terang.KindAIAssisted:
		if !labelAI.MatchString(l) {
			return fmt.Sprintf("the label %q does not say that AI helped", l)
		}
	case terang.KindAutomation:
		if !labelAutomatic.MatchString(l) && !labelAI.MatchString(l) {
			return fmt.Sprintf("the label %q does not say that nobody wrote it", l)
		}
	case terang.KindHuman:
		if labelAI.MatchString(l) || labelAutomatic.MatchString(l) {
			return fmt.Sprintf("a person's words are labelled %q", l)
		}
		if v.structured && l == "" {
			return "a person's words have no label"
		}
	case terang.KindSystem, terang.KindContact:
	}
	return ""
}

// machine reports whether a kind needs a label that says so.
func machine(k terang.AuthorKind) bool { return k.Machine() }

var sentenceEnd = regexp.MustCompile(`[.!?…]+(\s|$)`)

// sentences cuts text after each sentence.
func sentences(s string) []string {
	var out []string
	for {
		at := sentenceEnd.FindStringIndex(s)
		if at == nil {
			break
		}
		out = append(out, strings.TrimSpace(s[:at[1]]))
		s = s[at[1]:]
	}
	if s = strings.TrimSpace(s); s != "" {
		out = append(out, s)
	}
	return out
}

// claimsHuman are words by which a machine would say that it is a person.
var claimsHuman = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(\b(saya|aku|gue|gw|ini)|(^|[.!?,;]\s*)kami)\s+(adalah\s+|memang\s+|tentu\s+|ini\s+|seorang\s+|jelas\s+)*(manusia|orang (asli|beneran|sungguhan|betulan))\b`),
	regexp.MustCompile(`(?i)(\b(saya|aku|gue|gw|ini)|(^|[.!?,;]\s*)kami)\s+(jelas\s+|memang\s+|tentu\s+)?bukan(lah)?\s+(sebuah\s+)?(robot|bot|chatbot|mesin|AI|program|komputer)\b`),
	regexp.MustCompile(`(?i)\bsebagai (seorang )?manusia,? saya\b`),
	regexp.MustCompile(`(?i)\bI(['’]m| am)\s+(indeed |really |definitely |of course )?(a |an )?(real |actual |living )?(human|person|man|woman)\b`),
	regexp.MustCompile(`(?i)\bI(['’]m| am)\s+(definitely |really )?not (a |an )?(robot|bot|chatbot|machine|AI|program|computer)\b`),
	regexp.MustCompile(`(?i)\b(saya|aku) (lahir|berusia|punya istri|punya anak)\b|\bI was born\b|\bmy (wife|husband|kids)\b`),
	regexp.MustCompile(`(?i)\b(this is|you are (talking|speaking) to) (a |an )?(real |actual )?(human|person)\b`),
	regexp.MustCompile(`(?i)\b(100 ?%|seratus persen) (manusia|human)\b`),
	regexp.MustCompile(`\b(?:[Ss]aya|[Nn]ama saya|I am|I'm|[Mm]y name is) (?:Budi|Rina|Sari|Dewi)\b`),
}

// claims returns the words by which text says that its author is a person, "" for none.
func claims(text string) string {
	folded := fold(text)
	for _, re := range claimsHuman {
		if m := re.FindString(folded); m != "" {
			return m
		}
	}
	return ""
}

// briefYes is how long, in characters, a first sentence may be to count as an opening word: "Ya.", "Good question!"
const briefYes = 16

// truthful is T without the time: "" where the first sentence affirms the machine and denies the human in the language,
// and nothing after it contradicts; else what is wrong.
func truthful(words string, l terang.Language) string {
	if hidden(words) {
		return "the answer has hidden characters"
	}
	parts := sentences(fold(words))
	if len(parts) == 0 {
		return "nothing was said"
	}
	first := parts[0]
	if len([]rune(first)) <= briefYes && len(parts) > 1 {
		first += " " + parts[1]
	}
	if missing := discloses(first, "", l, terang.IsAI, terang.NotHuman); len(missing) > 0 {
		return fmt.Sprintf("the first sentence does not say %v in %q", missing, l)
	}
	if c := claims(strings.Join(parts, " ")); c != "" {
		return "a later sentence contradicts: " + c
	}
	return ""
}

// proof is R: the receipt of a payload, verified offline with the key as published, against the bytes as captured. Beside
// the verifier it computes the commitment anew, so that a receipt for other bytes is no proof of these.
func proof(file []byte, key string, p Payload) (receipt.Report, error) {
	r, err := receipt.Verify(file, key)
	if err != nil {
		return r, err
	}
	if r.Statement.Msg != p.MessageID {
		return r, fmt.Errorf("the receipt is about message %q", r.Statement.Msg)
	}
	if r.Erased {
		return r, nil
	}
	parsed, err := receipt.Parse(file)
	if err != nil {
		return r, err
	}
	if !hmac.Equal([]byte(receipt.Commit(parsed.Salt, p.Bytes)), []byte(r.Statement.Body)) || !bytes.Equal(r.Body, p.Bytes) {
		return r, fmt.Errorf("the receipt proves other bytes than those that were captured")
	}
	v, err := read(p)
	if err != nil {
		return r, err
	}
	if v.structured && r.Statement.Author.Kind != v.kind {
		return r, fmt.Errorf("the receipt says %q, the bytes say %q", r.Statement.Author.Kind, v.kind)
	}
	if r.Statement.Disclosure.Policy == "" && machine(r.Statement.Author.Kind) || !r.Statement.Disclosure.Satisfied {
		return r, fmt.Errorf("the receipt names no policy that was kept")
	}
	return r, nil
}
