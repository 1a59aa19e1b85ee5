package entity

import (
	_ "embed" // the answers
	"strings"

	"terang"
)

//go:embed data/answers.txt
var answerData string

const (
	maxPhrase       = 5  // words of a phrase that answers
	maxAnswerWords  = 40 // words of a text that is read as an answer at all
	maxAnswerOthers = 6  // words beside a yes or no that are neither courtesy nor filler
)

// What a phrase says to a question for yes or no.
const (
	saysYes int8 = iota + 1
	saysSoft
	saysNo
	saysNot
	saysOpen
	saysFiller
)

// answers reads the phrases and how many words the longest has. A phrase may say several things: "ga" is a no,
// and turns a yes after it. Its bits are kept.
func answers() (map[string]int8, int) {
	kinds := map[string]int8{"yes": saysYes, "soft": saysSoft, "no": saysNo, "not": saysNot, "open": saysOpen, "filler": saysFiller}
	out, most := make(map[string]int8, 700), 0
	for line := range strings.Lines(answerData) {
		head, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		kind := kinds[head]
		if kind == 0 {
			continue
		}
		for phrase := range strings.SplitSeq(rest, "|") {
			phrase = strings.ReplaceAll(phrase, "'", "")
			out[phrase] |= 1 << kind
			most = max(most, 1+strings.Count(phrase, " "))
		}
	}
	return out, min(most, maxPhrase)
}

// Question is what was asked before a text came.
type Question struct {
	Kind    string              // of the entity that is expected; "" where choices were only offered
	Choices []terang.QuickReply // what could be tapped
	Known   bool                // the text is a matter of its own: only a plain answer is one
}

// Answer reads a text as the answer to a question. It reports false where it is none: the contact may always say
// something else instead. Where a brand's number, a date or another value is expected, the text may hold more
// than it.
func (f *Finder) Answer(text string, q Question) (Entity, bool) {
	s := f.scratch(text)
	defer f.release(s)
	s.found, s.base = nil, 0
	switch q.Kind {
	case "", KindChoice:
		return s.choice(q)
	case KindYesNo:
		if len(q.Choices) > 0 {
			if e, ok := s.choice(q); ok && (e.Value == "yes" || e.Value == "no") {
				e.Kind = KindYesNo
				return e, true
			}
		}
		return s.yesNo()
	case KindPersonName:
		return s.person()
	case KindProduct:
		s.products(productAsked)
		return s.first(KindProduct)
	}
	if e, ok := s.bare(q.Kind); ok {
		return e, true
	}
	s.all()
	if e, ok := s.first(q.Kind); ok {
		return e, true
	}
	if e, ok := s.lenient(q.Kind); ok || len(q.Choices) == 0 {
		return e, ok
	}
	return s.choice(q) // one of the values that stood beside the question: "the first one"
}

// first returns the first entity of a kind that was found.
func (s *scratch) first(kind string) (Entity, bool) {
	for _, e := range s.found {
		if e.Kind == kind {
			return e, true
		}
	}
	return Entity{}, false
}

// bare reads a whole text as one of the brand's numbers, where it holds none in full.
func (s *scratch) bare(kind string) (Entity, bool) {
	for i := range s.f.brand {
		b := &s.f.brand[i]
		if b.kind != kind || b.bare == nil || b.find.MatchString(s.text) {
			continue
		}
		if at := b.bare.FindStringSubmatchIndex(s.text); at != nil {
			if e := s.bytes(kind, b.value(b.bare, s.text, at), at[0], at[1]); e != nil {
				return *e, true
			}
		}
		for _, step := range []repair{repairDigits, repairJoin} {
			if !s.mapped.make(s, step) {
				continue
			}
			fixed := string(s.mapped.text)
			if b.find.MatchString(fixed) {
				break
			}
			if at := b.bare.FindStringSubmatchIndex(fixed); at != nil && at[1] > at[0] {
				if e := s.bytes(kind, b.value(b.bare, fixed, at), s.mapped.at[at[0]], len(strings.TrimRight(s.text, " \n"))); e != nil {
					return *e, true
				}
			}
		}
	}
	return Entity{}, false
}

// phrase returns what the longest phrase at token i says, and its last token.
func (s *scratch) phrase(i int) (int8, int) {
	var ends [maxPhrase]int
	s.tmp = s.tmp[:0]
	n := 0
	for at := i; at < len(s.tokens) && n < s.f.lexicon.most; at++ {
		if at > i {
			if !s.next(at-1) && s.between(at-1) != "-" {
				break
			}
			s.tmp = append(s.tmp, ' ')
		}
		s.tmp = append(s.tmp, s.folded[s.tokens[at].from:s.tokens[at].to]...)
		ends[n] = len(s.tmp)
		n++
	}
	for ; n > 0; n-- {
		if says := s.f.lexicon.yes[string(s.tmp[:ends[n-1]])]; says != 0 {
			return says, i + n - 1
		}
	}
	// "iyaaa", "gakkk": letters that are drawn out
	buf := squeeze(s.mapped.text[:0], s.folded[s.tokens[i].from:s.tokens[i].to])
	s.mapped.text = buf
	if says := s.f.lexicon.yes[string(buf)]; says != 0 {
		return says, i
	}
	if cut := stem(s.folded[s.tokens[i].from:s.tokens[i].to]); len(cut) > 2 {
		return s.f.lexicon.yes[string(cut)], i
	}
	return 0, i
}

// yesNo reads a text as yes or no. A no that is said outright wins over a yes ("ya ga usah"), unless the yes turns
// it; a question, or a text that mostly says something else, is no answer.
func (s *scratch) yesNo() (Entity, bool) {
	if len(s.tokens) == 0 || len(s.tokens) > maxAnswerWords {
		return Entity{}, false
	}
	yes, no, soft, others, open := -1, -1, -1, 0, false
	first, last := -1, -1
	for i := 0; i < len(s.tokens); i++ {
		if s.is(i, "?") {
			open = true
			continue
		}
		says, end := s.phrase(i)
		has := func(kind int8) bool { return says&(1<<kind) != 0 }
		signal := true
		switch {
		case has(saysNo) && has(saysNot) && s.turns(end):
			no = i // "ga mau", "tidak setuju": the no takes the yes with it
			_, end = s.phrase(end + 1)
		case has(saysNo):
			no = i
		case has(saysYes) && !(has(saysFiller) && yes >= 0):
			yes = i
		case has(saysSoft):
			soft = i
		case has(saysNot) && s.turns(end):
			no = i
			_, end = s.phrase(end + 1)
		case has(saysOpen) && (i == 0 || !has(saysFiller)):
			open, signal = true, false
		case has(saysFiller):
			signal = false
		default:
			others++
			signal = false
		}
		if signal {
			if first < 0 {
				first = i
			}
			last = end
		}
		i = end
	}
	value := ""
	switch {
	case no >= 0:
		value = "no"
	case yes >= 0, soft >= 0 && others == 0:
		value = "yes"
	}
	at := max(yes, no)
	if at < 0 {
		at = soft
	}
	lead := first == 0 || first > 0 && s.courteous(first)
	if value == "" || others > maxAnswerOthers || others > 2 && !lead || open && !(lead && others+1 < maxAnswerOthers && first == 0 && !s.asks()) {
		return Entity{}, false
	}
	e := s.add(KindYesNo, value, first, last)
	if e == nil {
		return Entity{}, false
	}
	return *e, true
}

// asks reports whether the text is a question.
func (s *scratch) asks() bool {
	last := len(s.tokens) - 1
	if s.is(last, "?") {
		return true
	}
	for i := range s.tokens {
		if says, _ := s.phrase(i); says&(1<<saysOpen) != 0 && i <= 1 {
			return true
		}
	}
	return false
}

// turns reports whether a yes stands right after token i, so that a "not" before it makes a no of both.
func (s *scratch) turns(i int) bool {
	if !s.next(i) {
		return false
	}
	says, _ := s.phrase(i + 1)
	return says&(1<<saysYes|1<<saysSoft) != 0 && says&(1<<saysNo) == 0
}

// courteous reports whether only fillers stand before token i.
func (s *scratch) courteous(i int) bool {
	for at := range i {
		if w := s.word(at); !courtesy(w) && !greets(w) {
			return false
		}
	}
	return true
}
