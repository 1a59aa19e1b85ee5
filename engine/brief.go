package engine

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
)

// Where a fact on a hand-over card comes from.
const (
	sourceCustomer = "customer"
	sourceSystem   = "brand system"
	sourceVerified = "verified"
)

const (
	maxCardFacts = 64  // on a card: what is known is bounded below that, so that all of it goes along
	maxLetters   = 40  // of one word of a brief
	maxFactWords = 6   // of a fact that still stands in a brief, label and value
	lastTried    = 2   // things that were tried, in a brief
	maxNextWords = 120 // bytes of a suggestion that a brief looks at
)

// handOverCard is what a person reads first.
func (t *turn) handOverCard(reason terang.HandOverReason) terang.HandOver {
	view := t.look()
	if len(t.signals) > 0 {
		view = t.judge()
	}
	key := reasonTexts[reason]
	if t.because != "" {
		key = t.because
	}
	topic, facts := t.wanted(), t.facts()
	in := func(l terang.Language) terang.CardWords {
		w := terang.CardWords{ReasonText: text(key, l), Wants: t.wants(topic, l), Tried: []string{}, Facts: []terang.Fact{}}
		for _, what := range t.s.Tried {
			w.Tried = append(w.Tried, what.In(l))
		}
		for _, f := range facts[:min(len(facts), maxCardFacts)] {
			w.Facts = append(w.Facts, f.in(l))
		}
		return w
	}
	desk, other := t.b.deskLanguage(), terang.English
	if desk == other {
		other = terang.Indonesian
	}
	return terang.HandOver{
		Reason: reason, CardWords: in(desk), Translations: map[terang.Language]terang.CardWords{other: in(other)}, Known: len(facts),
		Trust: terang.TrustView{Score: view.Score, Reasons: append([]terang.TrustReason{}, view.Reasons...)},
		At:    t.in.Now,
		Skill: t.skill, Topic: topic,
	}
}

// wants is what a person is wanted for, in words.
func (t *turn) wants(topic string, l terang.Language) string {
	wants := cmp.Or(t.doing().In(l), t.b.topic(topic, l))
	if t.s.Question != "" && (t.s.run() == nil || wants == "") {
		wants = t.s.Question // in the contact's own words: it came after what was understood, and nobody has answered it
	}
	if wants == "" {
		wants = text(txtWantsUnknown, l)
	}
	if more := t.leftOver(wants, l); len(more) > 0 {
		wants += " · " + strings.Join(more, " · ")
	}
	return wants
}

// wanted is the matter that a person is wanted for. A question that an article answered in passing, and that nobody complained of,
// does not stand before a matter that was left unsolved.
func (t *turn) wanted() string {
	topic := t.s.Topic
	if t.s.run() != nil || t.s.Question != "" || t.s.Unhelpful > 0 || t.b.byIntent[topic] != nil {
		return topic
	}
	var left terang.Matter
	for _, m := range t.in.Contact.Matters {
		if !m.Solved && t.b.byIntent[m.Topic] != nil && slices.Contains(t.s.Came, m.Topic) && m.At.After(left.At) {
			left = m
		}
	}
	if left.Topic != "" {
		return left.Topic
	}
	return topic
}

// facts are all that is known, each with where it comes from, what the matter needs first. Codes and tokens are left out.
func (t *turn) facts() []Fact {
	desk := t.b.deskLanguage()
	labelled := func(key textKey) Words { return inEach(texts[key].In) }
	out := []Fact{}
	if id := t.s.Identity; id != nil && id.Token != "" {
		name := id.Name
		if name == "" {
			name = id.ID
		}
		out = append(out, Fact{Label: labelled(txtFactCustomer), Value: asWritten(name), Source: sourceVerified})
	} else if t.in.Contact.Name != "" {
		out = append(out, Fact{Label: labelled(txtFactCustomer), Value: asWritten(t.in.Contact.Name), Source: sourceCustomer})
	}
	seen := map[string]bool{}
	put := func(name, kind string, value Words, source string, label Words) {
		if label == (Words{}) {
			label = asWritten(strings.ReplaceAll(name, "_", " "))
		}
		if label.In(desk) == "" || value.In(desk) == "" || seen[name] || secret(name, kind) {
			return
		}
		seen[name] = true
		same := func(f Fact) bool { return f.Label.In(desk) == label.In(desk) && f.Value.In(desk) == value.In(desk) }
		if i := slices.IndexFunc(out, same); i < 0 {
			out = append(out, Fact{Label: label, Value: value, Source: source})
		} else if source != sourceCustomer {
			out[i].Source = source // what the brand's system says as well is more than somebody's word
		}
	}
	for i := len(t.s.Runs) - 1; i >= 0; i-- {
		for r := &t.s.Runs[i]; r != nil; r = r.Caller {
			pb := t.b.book(r)
			if pb == nil {
				continue
			}
			for _, name := range sortedKeys(r.Slots) {
				value := inEach(func(l terang.Language) string { return t.shown(pb, name, r.Slots[name], l) })
				put(name, pb.Slots[name].Type, value, sourceCustomer, inEach(pb.Slots[name].Label.In))
			}
		}
	}
	for _, name := range sortedKeys(t.s.Known) {
		put(name, name, asWritten(t.s.Known[name]), sourceCustomer, inEach(t.b.labels[name].In))
	}
	for _, f := range t.s.Facts {
		put("fact "+f.Label.In(desk), "", f.Value, f.Source, f.Label)
	}
	for _, name := range sortedKeys(t.in.Contact.Attributes) {
		if v := plain(t.in.Contact.Attributes[name]); v != "" {
			value := inEach(func(l terang.Language) string { return written(v, l) })
			put(name, "", value, sourceSystem, inEach(t.b.labels[name].In))
		}
	}
	if t.s.Question != "" {
		out = append(out, Fact{Label: labelled(txtFactLastQuestion), Value: asWritten(t.s.Question), Source: sourceCustomer})
	}
	return out
}

// plain is a remembered value in one line, "" for what has none.
func plain(v any) string {
	switch v := tidyValue(v, 0).(type) {
	case string:
		return v
	case int, bool, float64:
		return fmt.Sprint(v)
	}
	return ""
}

var secretForm = regexp.MustCompile(`(^|_)(otp|pin|cvv|cvc|token|password|passcode|secret|sandi)(_|$)|^code$|verification_code`)

// secret reports whether a value is one that goes to nobody: a code, a token, a card's number.
func secret(name, kind string) bool {
	switch kind {
	case understand.EntityOTP, "secret", "card":
		return true
	}
	return secretForm.MatchString(strings.ToLower(name))
}

// shown is a value as a person reads it: the words of the choice, not its code.
func (t *turn) shown(pb *playbook.Playbook, slot, value string, l terang.Language) string {
	if pb.Slots[slot].Type == understand.EntityYesNo {
		switch value {
		case "yes":
			return text(txtReplyYes, l)
		case "no":
			return text(txtReplyNo, l)
		}
	}
	for _, s := range pb.Steps {
		if s.Ask == nil || s.Ask.Slot != slot {
			continue
		}
		for _, c := range s.Ask.Choices {
			if c.Value == value {
				if label, err := c.Label.Render(l, t.values()); err == nil {
					return label
				}
			}
		}
	}
	return spelled(pb.Slots[slot].Type, value, l)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A brief is cut to [terang.MaxBrief] words. Each part first gets its share, in the order of their worth; what the short ones
// leave goes to the others in the same order. The shares together are MaxBrief.
const (
	shareWho      = 7
	shareWants    = 12
	sharePromises = 7
	shareMood     = 9
	shareNext     = 8
	shareTried    = 7
	shareKnown    = 10
)

// briefs puts the brief on the card, in each of its languages.
func (t *turn) briefs(card *terang.HandOver, draft *terang.Suggestion) {
	card.Brief = t.brief(*card, draft, t.b.deskLanguage())
	for l, words := range card.Translations {
		read := *card
		read.CardWords = words
		words.Brief = t.brief(read, draft, l)
		card.Translations[l] = words
	}
}

// brief is the card in a few seconds' reading.
func (t *turn) brief(card terang.HandOver, draft *terang.Suggestion, l terang.Language) *terang.Brief {
	texts := []struct {
		words string
		share int
		into  int
	}{
		{words: t.briefWho(l), share: shareWho},
		{words: t.briefWants(card, l), share: shareWants},
		{words: briefMood(card.Trust.Reasons, l), share: shareMood},
		{words: t.briefNext(card, draft, l), share: shareNext},
		{words: strings.Join(tail(card.Tried, lastTried), " · "), share: shareTried},
	}
	promises := t.briefPromises(l)
	left := terang.MaxBrief
	for i := range texts {
		texts[i].words = tidy(texts[i].words)
		texts[i].into = min(count(texts[i].words), texts[i].share)
		left -= texts[i].into
	}
	var b terang.Brief
	promised := left - shareKnown // at least sharePromises: the shares above leave that much
	for _, p := range promises {
		if n := count(p); n <= promised {
			b.Promises = append(b.Promises, p)
			promised, left = promised-n, left-n
		}
	}
	known := left
	if spare := left - shareKnown; spare > 0 { // what nobody needs goes to the words first, and to the facts last
		known = shareKnown
		for i := range texts {
			more := min(spare, count(texts[i].words)-texts[i].into)
			texts[i].into, spare = texts[i].into+more, spare-more
		}
		known += spare
	}
	for i, into := range []*string{&b.Who, &b.Wants, &b.Mood, &b.Next, &b.Tried} {
		*into = shortened(texts[i].words, texts[i].into)
	}
	for _, f := range t.weighty(card.Facts, b.Wants, l) {
		if n := count(f.Label) + count(f.Value) + count(f.Source); n <= known {
			b.Known = append(b.Known, f)
			known -= n
		}
	}
	return &b
}

// weighty are the facts that a brief may hold whole: not who they are and what they asked, which it says anyway.
func (t *turn) weighty(facts []terang.Fact, wants string, l terang.Language) []terang.Fact {
	var out []terang.Fact
	for _, f := range facts {
		if f.Label == text(txtFactCustomer, l) || f.Label == text(txtFactLastQuestion, l) || strings.Contains(wants, f.Value) {
			continue
		}
		if count(f.Label)+count(f.Value) > maxFactWords || utf8.RuneCountInString(f.Value) > 2*maxLetters {
			continue
		}
		out = append(out, f)
	}
	return out
}

func (t *turn) briefWho(l terang.Language) string {
	name, state := shortened(tidy(t.in.Contact.Name), 3), txtBriefUnverified
	if id := t.s.Identity; id != nil && id.Token != "" {
		state = txtBriefVerified
		if id.Name != "" {
			name = shortened(tidy(id.Name), 3)
		}
	}
	if name == "" {
		name = text(txtFactCustomer, l)
	}
	speaks := txtBriefIndonesian
	if t.lang == terang.English {
		speaks = txtBriefEnglish
	}
	return name + ", " + text(state, l) + ", " + text(speaks, l)
}

// briefWants is what the contact wants in the desk's words, and in their own where it was not understood.
func (t *turn) briefWants(card terang.HandOver, l terang.Language) string {
	if t.s.Question == "" {
		return card.Wants
	}
	own := "“" + strings.Trim(tidy(t.s.Question), `"“” `) + "”"
	if topic := t.b.topic(t.s.Topic, l); topic != "" {
		return topic + ": " + own
	}
	return own
}

func briefMood(reasons []terang.TrustReason, l terang.Language) string {
	if len(reasons) == 0 {
		return text(txtBriefCalm, l)
	}
	at := max(slices.IndexFunc(reasons, func(r terang.TrustReason) bool { return r.Quote != "" }), 0)
	words := reasons[at].Kind
	if key, ok := moodTexts[words]; ok {
		words = text(key, l)
	}
	if q := tidy(reasons[at].Quote); q != "" {
		words += ": “" + strings.Trim(q, `"“” `) + "”"
	}
	return words
}

// briefPromises are what is owed, each with its time.
func (t *turn) briefPromises(l terang.Language) []string {
	own := t.lang
	t.lang = l
	defer func() { t.lang = own }()
	var out []string
	put := func(p terang.Promise) {
		key := txtBriefPromise
		if p.State() == terang.PromiseBroken {
			key = txtBriefLate
		}
		what := text(promiseTexts[p.Kind], l)
		out = append(out, text(key, l, "what", what, "due", t.when(t.local(p.DueAt))))
	}
	for _, p := range t.in.Promises {
		if p.Owed() && !slices.Contains(t.released, p.Kind) {
			put(p)
		}
	}
	for _, p := range t.promised {
		put(terang.Promise{Kind: p.Kind, DueAt: p.Due})
	}
	return out
}

// briefNext is what the assistant would do next in the person's place.
func (t *turn) briefNext(card terang.HandOver, draft *terang.Suggestion, l terang.Language) string {
	title := t.b.topic(card.Topic, l)
	switch {
	case t.because == txtWhyEmergency:
		return text(txtNextEmergency, l)
	case t.because == txtWhyGrave:
		return text(txtNextGrave, l)
	case draft != nil:
		first, _, _ := strings.Cut(clip(draft.Text, maxNextWords), ". ")
		return text(txtNextSend, l, "words", strings.TrimSpace(first))
	case card.Reason == terang.ReasonVerificationFailed:
		return text(txtNextVerify, l)
	case card.Reason == terang.ReasonError && title != "":
		return text(txtNextCheck, l, "title", lowerFirst(title))
	case card.Reason == terang.ReasonError:
		return text(txtNextCheckSystem, l)
	case t.brokenOwed():
		return text(txtNextPromise, l)
	case card.Wants == text(txtWantsUnknown, l):
		return text(txtNextAsk, l)
	case len(card.Trust.Reasons) > 0 && slices.Contains(upset, card.Trust.Reasons[0].Kind):
		if title == "" {
			return text(txtNextOwn, l)
		}
		return text(txtNextOwnGoOn, l, "title", lowerFirst(title))
	case title != "":
		return text(txtNextGoOn, l, "title", lowerFirst(title))
	}
	return ""
}

// upset are the causes after which a person begins with what went wrong.
var upset = []string{trust.KindAnger, trust.KindIrony, trust.KindGaveUp, trust.KindLoop, trust.KindRepeat, trust.KindReAsk, trust.KindWrong}

func (t *turn) brokenOwed() bool {
	p, ok := t.owed()
	return ok && p.State() == terang.PromiseBroken
}

// count is how many words a text has.
func count(s string) int { return len(strings.Fields(s)) }

// tidy puts a text into one line, with no word longer than a person reads at a glance.
func tidy(s string) string {
	fields := strings.Fields(strings.ToValidUTF8(s, "�"))
	if len(fields) > terang.MaxBrief {
		fields = fields[:terang.MaxBrief+1] // more is never shown
	}
	for i, f := range fields {
		switch {
		case utf8.RuneCountInString(f) <= maxLetters:
		case numeric(f):
			fields[i] = "…" // half a number misleads
		default:
			fields[i] = string([]rune(f)[:maxLetters-1]) + "…"
		}
	}
	return strings.Join(fields, " ")
}

// shortened cuts a text to n words, never inside a value such as a number.
func shortened(s string, n int) string {
	fields := strings.Fields(s)
	if len(fields) <= n {
		return s
	}
	for n > 0 && oneValue(fields[n-1], fields[n]) {
		n--
	}
	if n <= 0 {
		return ""
	}
	out := strings.TrimRight(strings.Join(fields[:n], " "), ".,;:·—- ") + "…"
	if strings.Count(out, "“") > strings.Count(out, "”") {
		out += "”"
	}
	return out
}

// oneValue reports whether two words may be parts of one value: "0812 0000", "TRG 1042", "Rp 5.000", "3 pcs", "23 November".
func oneValue(word, next string) bool {
	return bare(word) || numeric(next) && (numeric(word) || code(word))
}

func numeric(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) }

// bare reports whether a word is a number and nothing else, and nothing ends behind it.
func bare(word string) bool {
	return numeric(word) && !strings.ContainsFunc(word, unicode.IsLetter) && !strings.ContainsAny(word[len(word)-1:], ".,;!?")
}

// code reports whether a word is written like the beginning of a number: "TRG", "Rp", "No.".
func code(word string) bool {
	return utf8.RuneCountInString(word) <= 4 && strings.ContainsFunc(word, unicode.IsUpper)
}
