package understand

import (
	"slices"
	"strings"
	"unicode"

	"terang"
	"terang/understand/entity"
	"terang/understand/request"
	"terang/understand/words"
)

const (
	maxTap       = 1   // words of a text that is taken for a tap although it could be a matter of its own
	maxWord      = 40  // bytes of a word that somebody may mean; longer runs are a cat on the keyboard, or code
	maxClauses   = 6   // of one text that are heard one by one
	minClause    = 2   // words of a clause that can be a matter of its own
	maxFollowUp  = 7   // words of a text that may only go on with what was said before
	sureFollowUp = 0.9 // confidence from which a text that leans is a matter of its own all the same
	carriedOver  = 0.6 // confidence of the matter in hand where a text leans on it; people go on more often than they change
)

// Understand reads one text. It never fails: a text that says nothing gives an empty reading, and one of more than
// [terang.MaxText] characters is read up to there.
func (m *Model) Understand(text string, c Context) Reading {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	m.book.Read(&s.line, text, c.Language)
	line := &s.line
	r := Reading{Text: line.Text, Normalised: line.Standard, Language: line.Language, Register: line.Register}
	r.Entities = m.entities.Find(nil, line.Text)
	if !speaks(line) {
		return r
	}
	if !number(line.Text) { // which is no request, whatever words its digits look like
		r.Requests = m.requests.Find(nil, line)
	}
	r.Intents, r.Known, r.Deep = m.hear(&s.heard, line)
	r.Mood = m.moods.ReadWith(line, m.vector(line, r.Deep))
	r.Inside = float64(s.heard.Inside)
	if e, ok := m.answer(line, c, r.Known); ok {
		r.Entities = first(r.Entities, e)
	}
	if c.Expecting != "" {
		r.Entities = forward(r.Entities, c.Expecting)
	}
	m.followUp(&r, line, c)
	if len(r.Entities) == 0 || r.Entities[0].Kind != entity.KindChoice {
		r.Parts = m.parts(s)
	}
	return r
}

// number reports whether a text is digits and what stands between them.
func number(text string) bool {
	digits := false
	for _, r := range text {
		digits = digits || unicode.IsDigit(r)
		if !unicode.IsDigit(r) && !unicode.IsSpace(r) && !unicode.IsPunct(r) {
			return false
		}
	}
	return digits
}

// speaks reports whether a line says anything: one whose words are all longer than words are says nothing.
func speaks(line *words.Line) bool {
	long := false
	for _, t := range line.Tokens {
		if t.Kind == words.KindWord {
			if t.End-t.Start <= maxWord {
				return true
			}
			long = true
		}
	}
	return !long
}

// vector is the meaning of a line for which the deep ear was asked, so that it is at hand; nil for others.
func (m *Model) vector(line *words.Line, deep bool) []float32 {
	if !deep {
		return nil
	}
	v, err := m.encoder.Encode([]string{line.Encoded()})
	if err != nil {
		return nil // the words alone tell the mood then
	}
	return v[0]
}

// Asks reports whether a text makes a special request, for callers who need nothing else of it.
func (m *Model) Asks(text string, q Request, l terang.Language) bool {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	m.book.Read(&s.line, text, l)
	s.found = m.requests.Find(s.found[:0], &s.line)
	return slices.ContainsFunc(s.found, func(f request.Found) bool { return f.Request == q })
}

// answer reads the text as an answer to the open question, or as the choice of something that could be tapped.
func (m *Model) answer(line *words.Line, c Context, known bool) (Entity, bool) {
	if c.Expecting == "" && len(c.Choices) == 0 {
		return Entity{}, false
	}
	return m.entities.Answer(line.Text, entity.Question{Kind: c.Expecting, Choices: c.Choices, Known: known && c.Expecting == "" && len(line.Words) > maxTap})
}

// followUp reads a short text that leans on what was said before ("kalau yang kemarin?", "how about the other one")
// as belonging to the matter in hand.
func (m *Model) followUp(r *Reading, line *words.Line, c Context) {
	if c.Topic == "" || len(line.Words) == 0 || len(line.Words) > maxFollowUp || len(r.Requests) > 0 || !leans(line) {
		return
	}
	if r.Known && r.Intents[0].Intent != c.Topic && r.Intents[0].Confidence >= sureFollowUp {
		return
	}
	if !m.has(c.Topic) {
		return
	}
	out := []Scored{{Intent: c.Topic, Confidence: carriedOver}}
	for _, i := range r.Intents {
		if i.Intent != c.Topic && len(out) < maxIntents {
			out = append(out, Scored{i.Intent, i.Confidence * (1 - carriedOver)}) // the rest shares what is left
		}
	}
	r.FollowUp, r.Known, r.Intents = true, true, out
}

// openers are how a text begins that goes on with what was said before, in standard words.
var openers = []string{
	"kalau ", "bagaimana kalau ", "bagaimana dengan ", "terus ", "lalu ", "yang ", "bukan yang ", "dan yang ", "untuk yang ", "sama yang ", "itu ",
	"how about ", "what about ", "and the ", "and for ", "what if ", "the other", "the second", "the first", "that one", "this one", "the one ", "and if ",
}

// leans reports whether a line begins the way follow-ups do.
func leans(line *words.Line) bool {
	text := line.Standard + " "
	for _, o := range openers {
		if strings.HasPrefix(text, o) {
			return true
		}
	}
	return false
}

// parts finds the matters of a text of several clauses: those whose intents are known and differ.
func (m *Model) parts(s *scratch) []Part {
	s.clauses = s.line.Clauses(s.clauses[:0])
	if len(s.clauses) < 2 {
		return nil
	}
	var out []Part
	for _, cl := range s.clauses[:min(len(s.clauses), maxClauses)] {
		if cl.PastWord-cl.FirstWord < minClause {
			continue
		}
		text := strings.TrimSpace(s.line.Text[cl.Start:cl.End])
		m.book.Read(&s.clause, text, s.line.Language)
		intents, known, _ := m.hear(&s.heard, &s.clause)
		if !known || slices.ContainsFunc(out, func(p Part) bool { return p.Intent == intents[0].Intent }) {
			continue
		}
		out = append(out, Part{Intent: intents[0].Intent, Text: text, Start: cl.Start, End: cl.End})
	}
	return out
}

// first puts an entity before the others and drops those that it covers.
func first(have []Entity, e Entity) []Entity {
	out := make([]Entity, 1, len(have)+1)
	out[0] = e
	for _, h := range have {
		if covered := h.Start >= e.Start && h.End <= e.End; !covered || e.Kind == entity.KindChoice {
			out = append(out, h)
		}
	}
	return out
}

// forward moves the first entity of a kind to the front.
func forward(have []Entity, kind string) []Entity {
	for i, e := range have {
		if e.Kind == kind {
			copy(have[1:i+1], have[:i])
			have[0] = e
			break
		}
	}
	return have
}
