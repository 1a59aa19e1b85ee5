package engine

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"terang"
	"terang/trust"
	"terang/understand"
	"terang/understand/doubt"
	"terang/understand/words"
)

// What a turn costs at least, in points, where the contact says it outright.
const (
	insult = 45 // the house is sworn at: a person is offered; twice and one takes over
	blame  = 28 // they are angry with it, or disappointed: of such turns in labelled talks, two in three broke
	failed = 20 // it did not help
)

// What takes from the doubt of a turn, in log-odds: the message turns out to be what was waited for.
const (
	asAsked  = 1.5 // it gives what was asked, or puts it right
	asMatter = 2.0 // it says again what a playbook then does: people check an order twice
	asksWho  = 4.0 // it does no more than ask whether a machine speaks
)

// forgets is after how long a silence what was said before tells nothing about the next message.
const forgets = 12 * time.Hour

// maxSignals are kept of one turn whose end is open.
const maxSignals = 16

// Judging is a turn of the contact while its end is open, as a call is out: when more is known it is judged again, from
// where trust stood before it. So a turn counts once, however many steps it takes.
type Judging struct {
	Seq      int64          `json:"seq"`
	Playbook string         `json:"playbook,omitempty"`
	Risk     string         `json:"risk,omitempty"`
	Before   trust.State    `json:"before,omitzero"`
	Signals  []trust.Signal `json:"signals,omitempty"`
	Decision trust.Decision `json:"decision,omitempty"`
}

// overhear lets what was said be known to whoever reads the contact's next words. What was dropped again was never said.
func (t *turn) overhear() {
	if t.b.doubt == nil {
		return
	}
	var said []string
	for ; t.told < len(t.effects); t.told++ {
		if s, ok := t.effects[t.told].(Say); ok && s.Draft.Kind == terang.KindText && s.Draft.Content.Text != "" {
			said = append(said, s.Draft.Content.Text)
		}
	}
	if len(said) > 0 {
		t.s.Doubt = t.b.doubt.Said(t.s.Doubt, doubt.Assistant, strings.Join(said, "\n"))
	}
}

// listen reads whether trust breaks in what the contact wrote: the whole doubt is one signal, of its strongest cause.
func (t *turn) listen() {
	if t.b.doubt == nil {
		return
	}
	t.overhear()
	if l := t.s.Last; l != nil && t.in.Now.Sub(l.At) > forgets {
		t.s.Doubt = doubt.State{}
	}
	var d doubt.Doubt
	t.s.Doubt, d = t.b.doubt.Read(t.s.Doubt, doubt.Heard{
		Text: t.reading.Text, Line: t.words(), Language: t.lang, Mood: t.reading.Mood, Requests: t.reading.Requests,
	})
	kind, quote := trust.KindDoubt, ""
	if len(d.Causes) > 0 {
		kind, quote = string(d.Causes[0].Why), d.Causes[0].Quote
	}
	t.doubts(d.Probability, kind, t.quoted(quote))
	if g := t.outspoken(); g.Weight < t.doubt.Weight {
		t.undoubt(func(trust.Signal) bool { return true })
		t.signals = append(t.signals, g)
	}
}

// outspoken is the signal of a message that says outright what it thinks of the house, or of its answer.
func (t *turn) outspoken() trust.Signal {
	m := t.reading.Mood
	kind, points, mood := trust.KindAnger, 0, understand.MoodAnger
	switch ours := t.meansUs() && m.Satisfaction < moodCounts; {
	case ours && m.Profanity:
		points, mood = insult, understand.MoodProfanity
	case ours && m.Anger >= sureMood:
		points = blame
	case ours && m.Disappointment >= sureMood:
		points, mood = blame, understand.MoodDisappointment
	case t.reading.Is(understand.RequestUnhelpful):
		kind, points = trust.KindUnhelpful, failed
	}
	return trust.Signal{Kind: kind, Weight: -points, Quote: t.quoted(t.reading.Quote(mood)), Seq: t.s.Turn}
}

// quoted is a quote that may be kept: all of the message where it is empty or holds what is secret.
func (t *turn) quoted(quote string) string {
	if quote == "" || !strings.Contains(t.reading.Masked(), quote) {
		return t.quote()
	}
	return clip(quote, maxQuote)
}

// words are those of the message.
func (t *turn) words() *words.Line {
	if t.line == nil {
		t.line = new(words.Line)
		words.Default().Read(t.line, t.reading.Text, t.lang)
	}
	return t.line
}

// doubts puts the turn's doubt in the place of what was thought before.
func (t *turn) doubts(probability float64, kind, quote string) {
	t.undoubt(func(trust.Signal) bool { return true })
	if s, ok := trust.Doubted(probability, kind, quote, t.s.Turn); ok {
		t.doubted, t.doubt = probability, s
		t.signals = append(t.signals, s)
	}
}

// undoubt drops the turn's doubt where it is one that does not count.
func (t *turn) undoubt(drop func(trust.Signal) bool) {
	if t.doubt.Kind == "" || !drop(t.doubt) {
		return
	}
	t.signals = slices.DeleteFunc(t.signals, func(g trust.Signal) bool { return g == t.doubt })
	t.doubt = trust.Signal{}
}

// lessDoubt makes the turn's doubt less by some log-odds, as the message turns out to be what was waited for: whoever gives
// what was asked, or puts it right, or asks who speaks, sounds like one who doubts ("bukan Bandung, tapi Bogor").
func (t *turn) lessDoubt(odds float64) {
	if t.doubt.Kind == "" {
		return
	}
	p := min(max(t.doubted, 1e-6), 1-1e-6)
	t.doubts(1/(1+math.Exp(odds-math.Log(p/(1-p)))), t.doubt.Kind, t.doubt.Quote)
	t.feel()
}

// meansUs reports whether the message speaks of the house or what it says, and not of the weather, a thief or the writer.
func (t *turn) meansUs() bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(t.reading.Text), func(r rune) bool { return !unicode.IsLetter(r) }),
		func(w string) bool { return slices.Contains(ours, w) })
}

// ours are the words by which people mean the house, its service and its answers.
var ours = []string{
	"kalian", "kamu", "lu", "lo", "loe", "elu", "elo", "anda", "kau", "bot", "robot", "jawab", "jawabnya", "jawaban", "jawabannya", "jawabanmu",
	"pelayanan", "pelayanannya", "layanan", "layanannya", "respon", "responnya", "sistemnya", "servicenya",
	"you", "your", "youre", "u", "ur", "yall", "service", "support", "answer", "answers", "system",
}

func (t *turn) signal(kind, quote string) {
	t.signals = append(t.signals, trust.Signal{Kind: kind, Quote: quote, Seq: t.s.Turn})
}

// judge moves trust by the turn's signals, all that it has held so far. What a run does by itself moves nothing: nobody
// waits for it.
func (t *turn) judge() trust.View {
	if t.s.Self {
		t.signals = nil
		return t.look()
	}
	t.came()
	j := Judging{Seq: t.s.Turn, Before: t.s.Trust}
	if t.s.Judging != nil {
		j = *t.s.Judging
		if t.in.Kind == InputMessage {
			j.Seq = t.s.Turn
		}
	}
	for _, g := range t.signals {
		g.Weight, g.Quote = g.Points(), trust.Cut(g.Quote) // as they are recorded
		j.Signals = append(slices.Clip(j.Signals), g)
	}
	j.Signals = tail(j.Signals, maxSignals)
	t.signals = nil
	j.Playbook, j.Risk = t.b.matterOf(&t.s)
	var v trust.View
	t.s.Trust, v = trust.Update(j.Before, j.Signals, t.b.lines.For(j.Playbook, j.Risk))
	j.Decision = v.Decision
	t.s.Judging = &j
	if v.Decision == trust.Keep {
		t.s.Offered = false
	}
	return v
}

// judged ends the judging of a turn, and puts down how it moved trust. Calm turns of a calm talk leave nothing.
func (t *turn) judged() {
	j := t.s.Judging
	if j == nil {
		return
	}
	t.s.Judging = nil
	if !j.Before.Stands() && !slices.ContainsFunc(j.Signals, func(g trust.Signal) bool { return g.Points() < 0 }) {
		return
	}
	v := trust.Look(t.s.Trust, t.b.lines.For(j.Playbook, j.Risk))
	t.effects = append(t.effects, Trusted{
		Seq: j.Seq, Playbook: j.Playbook, Risk: j.Risk, Score: v.Score, Decision: j.Decision, Signals: j.Signals,
	})
}

// look is how trust stands.
func (t *turn) look() trust.View { return trust.Look(t.s.Trust, t.b.linesOf(&t.s)) }

// fresh is how trust stands after a person had the conversation, or might have had it.
func (t *turn) fresh() {
	t.s.Trust, t.s.Judging = trust.AfterPerson(t.s.Trust), nil
	t.feel()
}

// feel sets the tone of the turn by how trust stands, with what the turn has held so far: between the lines the assistant
// is shorter and owns what went wrong.
func (t *turn) feel() {
	v := t.look()
	if len(t.signals) > 0 && !t.s.Self {
		_, v = trust.Update(t.s.Trust, t.signals, t.b.linesOf(&t.s))
	}
	t.uneasy, t.score = v.Decision != trust.Keep && t.holder() == terang.HolderAssistant, v.Score
}
