package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/engine"
	"terang/scenario"
	"terang/understand/words"
)

// Limits of one conversation.
const (
	maxTurns   = 16  // messages of the customer
	maxReasked = 2   // times that one question may be put again
	maxLooped  = 3   // times that the same may be said in a row
	wrongCode  = .04 // share of customers who mistype the one-time code first
)

// Outcome is what came of a conversation.
type Outcome string

// The outcomes.
const (
	Resolved   Outcome = "resolved"
	HandedOver Outcome = "handed_over"
	Abandoned  Outcome = "abandoned"
)

// Talk is one conversation that was held.
type Talk struct {
	ID         int                   `json:"id"`
	Goal       string                `json:"goal"`
	Playbook   string                `json:"playbook"` // that the goal asks for, or the article
	Persona    Persona               `json:"persona"`
	Language   terang.Language       `json:"language"`
	Outcome    Outcome               `json:"outcome"`
	Meant      bool                  `json:"meant"`            // handed over as the pack wants it for this goal
	Reason     terang.HandOverReason `json:"reason,omitempty"` // of the hand-over
	Turns      int                   `json:"turns"`            // messages of the customer
	Reasks     int                   `json:"reasks"`           // questions put again
	AskedTwice int                   `json:"asked_twice"`      // questions for what had been given
	Wanted     bool                  `json:"wanted_person"`
	Got        bool                  `json:"got_person"`
	Trust      []int                 `json:"trust"` // after each message
	Broken     []Broken              `json:"broken,omitempty"`
	Text       string                `json:"text"` // the whole of it, to be read
}

// Broken is a rule that a conversation broke, in one turn.
type Broken struct {
	Name string `json:"name"`
	What string `json:"what"`
	Turn int    `json:"turn"`
}

// talk is a conversation while it is held: the customer's mind, and what is watched.
type talk struct {
	*Talk
	s       *Simulation
	w       *scenario.World
	dice    *dice
	noiser  *words.Noiser
	persona Persona
	lang    terang.Language
	goal    *Goal
	out     strings.Builder

	values  map[string]string // what the customer wants to say, by slot
	knows   bool              // the values that are written
	at      int               // turn at which the persona does its own thing
	did     bool              // it was done
	misses  int               // answers that led nowhere
	wrong   string            // slot whose value is to be corrected
	claimed string            // the value that is written in its place
	tapped  int               // of the goal's taps

	ended    map[string]bool   // playbooks that came to their end
	given    map[string]string // values that were written clearly, by what asks for them
	asked    map[string]int    // questions put again, by question
	said     string            // the last thing said
	repeated int
	yes      bool // said to the last question
	aside    bool // the last message answered no question
	last     *called
	reached  bool
	told     bool // the playbook ended without the goal
	gone     bool
}

// called is a call and what came of it.
type called struct {
	action string
	inputs map[string]any
	ok     bool
}

// Talk holds one conversation. It depends on the seed and the id alone.
func (s *Simulation) Talk(seed uint64, id int) *Talk {
	d := diceFor(seed, id)
	p := s.parts.Plan
	t := &talk{
		Talk: &Talk{ID: id}, s: s, dice: d, noiser: newNoiser(d), w: scenario.NewWorld(s.parts.Brain),
		values: map[string]string{}, given: map[string]string{}, ended: map[string]bool{}, asked: map[string]int{},
	}
	t.w.Now, t.w.Desk.Online, t.w.System, t.w.Fault = p.start, p.Online, p.system.Copy(), t.fault
	languages, weights := p.languages()
	t.lang = languages[weighted(d, weights)]
	personas, weights := p.personas()
	t.persona = personas[weighted(d, weights)]
	t.Persona, t.Language = t.persona, t.lang
	t.take(s.drawGoal(d, nil, t.persona.needsTask()))
	t.at = t.moment()
	t.hold()
	t.Text = t.out.String()
	return t.Talk
}

// drawGoal picks something to want, other than not; task leaves out what one article answers.
func (s *Simulation) drawGoal(d *dice, not *Goal, task bool) *Goal {
	goals := s.parts.Plan.Goals
	weights := make([]int, len(goals))
	for i := range weights {
		g := &goals[i]
		if g != not && (!task || g.Done.Article == "") {
			weights[i] = max(g.Weight, 1)
		}
	}
	if i := weighted(d, weights); i >= 0 {
		return &goals[i]
	}
	return &goals[d.intN(len(goals))] // there is nothing else to want
}

// moment is the message after which the persona does its own thing.
func (t *talk) moment() int {
	switch t.persona {
	case Corrects, Hostile:
		return 1
	}
	return 1 + t.dice.intN(3)
}

// take makes the customer want something.
func (t *talk) take(g *Goal) {
	t.goal, t.Goal = g, g.ID
	t.Playbook = g.Done.Playbook
	if t.Playbook == "" {
		t.Playbook = "article/" + g.Done.Article
	}
	for _, slot := range sortedKeys(g.Slots) {
		if _, ok := t.values[slot]; ok && slices.Contains(g.Slots[slot].of(t.lang), t.values[slot]) {
			continue // the same order as before
		}
		t.values[slot] = pick(t.dice, g.Slots[slot].of(t.lang))
	}
	t.knows = g.Known == 0 || t.dice.chance(g.Known) || t.persona == Corrects
	t.wrong, t.claimed = "", ""
	if t.persona == Corrects {
		t.mistake()
	}
	t.reached, t.told, t.tapped, t.last = false, false, 0, nil
}

// mistake makes the customer write another number first than the one that is meant.
func (t *talk) mistake() {
	for _, kind := range t.s.kinds {
		var others []string
		for _, v := range t.goal.Slots[kind].of(t.lang) {
			if v != t.values[kind] {
				others = append(others, v)
			}
		}
		if len(others) > 0 {
			t.wrong, t.claimed = kind, pick(t.dice, others)
			return
		}
	}
}

// number is what the customer writes for one of the brand's numbers, "" where it is not known or not meant.
func (t *talk) number(kind string) string {
	switch {
	case !t.knows || t.goal.Slots[kind].of(t.lang) == nil:
		return ""
	case t.wrong == kind:
		return t.claimed
	}
	return t.values[kind]
}

// hold is the conversation from the first word to the last.
func (t *talk) hold() {
	t.put("# %05d · %s · %s · %s\n", t.ID, t.goal.ID, t.persona, t.lang)
	if t.dice.chance(0.5) {
		t.w.Seq++
		t.w.Step(engine.Input{Kind: engine.InputOpened, Language: t.lang})
		t.record("(opens)", "")
	}
	t.send(t.openWith(), "")
	for t.Turns < maxTurns && !t.gone && t.Outcome == "" {
		t.next()
	}
	if t.Outcome == "" {
		t.Outcome = Abandoned
	}
	t.put("\n= %s\n", t.Outcome)
	for _, f := range t.Broken {
		t.put("! turn %d: %s: %s\n", f.Turn, f.Name, f.What)
	}
}

// next is what the customer does after an answer.
func (t *talk) next() {
	switch {
	case t.w.Holder == terang.HolderQueue:
		if t.dice.chance(0.3) {
			t.send(t.say(sayWaiting, ""), "")
		}
		t.Outcome = HandedOver
	case t.reached:
		if t.dice.chance(0.6) {
			t.send(t.say(sayThanks, ""), "")
		}
		t.Outcome = Resolved
		if t.w.Holder == terang.HolderQueue {
			t.Outcome = HandedOver
		}
	case !t.did && t.Turns >= t.at && t.ownThing():
	case t.w.Question() != nil:
		t.answer(t.w.Question())
	case t.told:
		t.Outcome = Abandoned // the truth was told, and it was not what the customer came for
	default:
		t.lost()
	}
}

// ownThing is what makes the persona different, in the middle of the conversation; it reports false where this is not
// the moment.
func (t *talk) ownThing() bool {
	open := t.w.Question() != nil
	switch t.persona {
	case Wants:
		t.did = true
		t.person()
	case Changes:
		if !open {
			return false
		}
		t.did = true
		t.take(t.s.drawGoal(t.dice, t.goal, false))
		t.aside = true
		t.send(t.say(sayChange, t.openWith()), "")
	case Aside:
		if !open || len(t.s.parts.Plan.Aside) == 0 {
			return false
		}
		t.did, t.aside = true, true
		t.send(t.varied(pick(t.dice, t.s.examples[pick(t.dice, t.s.parts.Plan.Aside)][t.lang])), "")
	case Silent:
		if !open {
			return false
		}
		t.did = true
		t.silence()
	case Hostile:
		t.aside = true
		t.did = t.dice.chance(0.5)
		t.send(attacks(t.dice), "")
	case Corrects:
		if t.wrong == "" {
			return false
		}
		t.did, t.aside = true, true // the open question is not answered by it
		slot := t.wrong
		t.wrong, t.claimed = "", ""
		t.give(slot, t.values[slot], t.say(sayCorrect, t.values[slot]))
	default:
		return false
	}
	return true
}

// silence is a customer who goes away: for minutes, for a day, or for good.
func (t *talk) silence() {
	if t.dice.chance(0.15) {
		t.put("\n(never comes back)\n")
		t.gone = true
		return
	}
	away := pick(t.dice, []time.Duration{4 * time.Minute, 40 * time.Minute, 26 * time.Hour})
	t.w.Now = t.w.Now.Add(away)
	t.put("\n(away for %s)\n", away)
	t.aside = true
	t.send(t.say(sayBack, ""), "")
}

// person asks for one, and expects to get one.
func (t *talk) person() {
	t.Wanted, t.aside = true, true
	words := t.say(sayPerson, "")
	t.send(words, "")
	if t.w.Holder == terang.HolderAssistant {
		t.fail("person_not_given", words)
	}
}

// lost is a customer who got an answer that led nowhere.
func (t *talk) lost() {
	t.misses++
	for _, r := range t.offered() {
		if t.leads(r) && t.dice.chance(0.8) {
			id, again := strings.CutPrefix(r.Value, "start:")
			t.aside = again && t.ended[id] // whoever begins anew wants to be asked
			t.send(r.Label, r.Value)
			return
		}
	}
	switch {
	case t.misses >= t.persona.patience() && t.dice.chance(0.4):
		t.gone = true
	case t.misses >= t.persona.patience(), t.persona == Angry && t.misses > 1:
		t.person()
	case t.persona == Angry:
		t.send(t.say(sayAngry, "")+". "+t.openWith(), "")
	case t.misses > 1 && t.dice.chance(0.3):
		t.send(t.say(sayNoHelp, ""), "")
	default:
		t.send(t.openWith(), "")
	}
}

// leads reports whether a quick reply leads to what the customer wants, as its label tells a person.
func (t *talk) leads(r terang.QuickReply) bool {
	if t.tapped < len(t.goal.Taps) && r.Value == t.goal.Taps[t.tapped] {
		t.tapped++
		return true
	}
	for _, intent := range t.goal.Intents {
		if r.Value == "intent:"+intent {
			return true
		}
	}
	return t.goal.Done.Playbook != "" && r.Value == "start:"+t.goal.Done.Playbook
}

// offered are the quick replies under the last answer.
func (t *talk) offered() (out []terang.QuickReply) {
	for _, e := range t.w.Effects {
		if s, ok := e.(engine.Say); ok {
			out = append(out, s.Draft.Content.Replies...)
		}
	}
	return out
}

// fault makes the brand's system fail now and then.
func (t *talk) fault(c engine.Call) (scenario.Answer, bool) {
	for _, f := range t.s.parts.Plan.Faults {
		if f.Action == c.Action && t.dice.chance(f.Percent/100) {
			return f.answer, true
		}
	}
	return scenario.Answer{}, false
}

// send is one message of the customer, and all that follows from it.
func (t *talk) send(text, choice string) {
	t.Turns++
	before, held := t.w.Question(), t.w.Holder
	run := ""
	if n := len(t.w.State.Runs); n > 0 {
		run = t.w.State.Runs[n-1].Playbook
	}
	t.w.Seq++
	t.w.Message(text, choice)
	t.record(text, choice)
	t.Trust = append(t.Trust, t.s.parts.Brain.Score(t.w.State).Score)
	t.watch(held)
	t.questions(before, run)
	t.judge()
	t.aside = false
}

func (t *talk) put(format string, a ...any) { fmt.Fprintf(&t.out, format, a...) }

// record puts what was said and done into the text of the talk.
func (t *talk) record(text, choice string) {
	if r := []rune(text); len(r) > 300 {
		text = string(r[:300]) + fmt.Sprintf("… (%d characters)", len(r))
	}
	if choice != "" {
		text = "[" + text + "] " + choice
	}
	t.put("\n> %s\n", text)
	t.out.WriteString(scenario.Tell(t.w.Effects))
}
