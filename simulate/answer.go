package simulate

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"terang"
	"terang/engine"
	"terang/understand"
)

// openWith is how the customer says what it came for: an example of the pack with the customer's own numbers in it, as the
// persona writes.
func (t *talk) openWith() string {
	var list []string
	for _, intent := range t.goal.Intents {
		list = append(list, t.s.examples[intent][t.lang]...)
	}
	text := pick(t.dice, list)
	if t.persona == Brief {
		for range 3 {
			if other := pick(t.dice, list); len(other) < len(text) {
				text = other
			}
		}
	}
	text = t.ownNumbers(t.varied(text))
	if t.persona == Chatty || t.wrong != "" || t.dice.chance(0.2) {
		for i, kind := range t.s.kinds {
			if v := t.number(kind); v != "" && !t.s.patterns[i].MatchString(text) {
				text += ", " + t.written(kind, v)
				t.given[kind] = v
			}
		}
	}
	switch {
	case t.persona == Chatty:
		text = t.say(saySalute, "") + " " + text + ". " + t.say(sayPlease, "")
	case t.persona == Slang && t.dice.chance(0.4):
		text += " " + t.say(sayForeign, "")
	case t.persona == Angry && t.dice.chance(0.5):
		text += ". " + t.say(sayAngry, "")
	}
	return text
}

// ownNumbers puts the customer's numbers where an example has somebody else's, or leaves them out where the customer
// does not know them.
func (t *talk) ownNumbers(text string) string {
	for i, re := range t.s.patterns {
		kind := t.s.kinds[i]
		if !re.MatchString(text) {
			continue
		}
		v := t.number(kind)
		text = strings.Join(strings.Fields(re.ReplaceAllLiteralString(text, v)), " ")
		if v != "" {
			t.given[kind] = v
		}
		if text == "" {
			return t.openWith()
		}
	}
	return text
}

// written is a value in an everyday form, within a sentence of its own.
func (t *talk) written(kind, value string) string {
	w := t.s.parts.Plan.Ways[kind]
	if len(w.Forms) > 0 && t.dice.chance(0.4) {
		f := pick(t.dice, w.Forms)
		value = f.from.ReplaceAllString(value, f.To)
	}
	if list := w.In[t.lang]; len(list) > 0 && t.persona != Brief && t.dice.chance(0.6) {
		return strings.ReplaceAll(pick(t.dice, list), "{}", value)
	}
	return value
}

// answer answers the open question.
func (t *talk) answer(q *engine.Await) {
	switch q.For {
	case engine.AwaitCode:
		t.answerCode()
	case engine.AwaitIdentifier:
		t.answerIdentifier()
	case engine.AwaitSlot:
		t.answerSlot(q)
	default:
		t.answerYes(q)
	}
}

func (t *talk) answerCode() {
	code := t.s.parts.Plan.Code
	if t.dice.chance(wrongCode) {
		t.aside = true // what was written was wrong, so it may be asked again
		t.send(scrambled(code), "")
		return
	}
	t.give(string(engine.AwaitCode), code, t.written(string(engine.AwaitCode), code))
}

// scrambled is a code with its last digits turned around, or its first one changed.
func scrambled(code string) string {
	b := []byte(code)
	if n := len(b); n > 1 && b[n-1] != b[n-2] {
		b[n-1], b[n-2] = b[n-2], b[n-1]
	} else if n > 0 {
		b[0] = '0' + (b[0]-'0'+1)%10
	}
	return string(b)
}

// answerIdentifier gives one of the values by which the customer can be found.
func (t *talk) answerIdentifier() {
	for _, id := range t.s.parts.Brain.Brand().Verification.Identifiers {
		if v := t.number(id.Kind); v != "" && t.dice.chance(0.6) {
			t.give(id.Kind, v, t.written(id.Kind, v))
			return
		}
	}
	kinds := slices.Sorted(maps.Keys(t.s.parts.Plan.Contact))
	if len(kinds) == 0 {
		t.misses++
		t.aside = true
		t.send(t.say(sayDontKnow, ""), "")
		return
	}
	kind := pick(t.dice, kinds)
	if t.values[kind] == "" {
		t.values[kind] = pick(t.dice, t.s.parts.Plan.Contact[kind])
	}
	t.give(string(engine.AwaitIdentifier), t.values[kind], t.written(kind, t.values[kind]))
}

func (t *talk) answerSlot(q *engine.Await) {
	value, ours := t.values[q.Slot], t.goal.Slots[q.Slot].of(t.lang) != nil
	number := slices.Contains(t.s.kinds, q.Slot)
	var offer *terang.QuickReply
	for i := range q.Choices {
		if q.Choices[i].Value == value {
			offer = &q.Choices[i]
		}
	}
	switch {
	case q.Expect == understand.EntityYesNo && !ours:
		t.answerYes(q)
	case !ours && len(q.Choices) > 0:
		t.tap(q, pick(t.dice, q.Choices))
	case !ours && value == "":
		t.misses++
		t.send(t.say(sayMore, ""), "")
	case offer != nil && (t.dice.chance(0.6) || number && !t.knows):
		t.tap(q, *offer)
	case q.Expect == understand.EntityYesNo:
		t.answerYes(q)
	case offer != nil && !number:
		t.yes = true
		t.send(t.varied(offer.Label), "")
	case number && !t.knows:
		t.misses++
		t.aside = true
		if t.misses > t.persona.patience() {
			t.person()
			return
		}
		t.send(t.say(sayDontKnow, ""), "")
	default:
		text := t.written(q.Slot, value)
		if !strings.ContainsAny(value, "0123456789") {
			text = t.varied(text)
		}
		t.give(q.Slot, value, text)
	}
}

func (t *talk) tap(q *engine.Await, r terang.QuickReply) {
	t.yes = r.Value != "no"
	t.given[t.key(q)] = r.Value
	t.send(r.Label, r.Value)
}

// answerYes agrees, mostly; a goal that names another answer gives that one, under the slot or, before something is
// changed, under confirm.
func (t *talk) answerYes(q *engine.Await) {
	value, about := "yes", q.Slot
	if q.For == engine.AwaitConfirm {
		about = "confirm"
	}
	if v := t.values[about]; v == "yes" || v == "no" {
		value = v
	}
	t.yes = value == "yes"
	if t.dice.chance(0.5) {
		for _, r := range q.Choices {
			if r.Value == value {
				t.send(r.Label, r.Value)
				return
			}
		}
	}
	p := sayYes
	if value == "no" {
		p = sayNo
	}
	t.send(t.say(p, ""), "")
}

// give writes a value that whoever reads the message can see. What it is remembered by is the same as of the question
// that asks for it.
func (t *talk) give(what, value, text string) {
	q := &engine.Await{For: engine.AwaitSlot, Slot: what}
	if what == string(engine.AwaitCode) || what == string(engine.AwaitIdentifier) {
		q = &engine.Await{For: engine.AwaitKind(what)}
	}
	if value != "" {
		t.given[t.key(q)] = value
	}
	if t.persona == Chatty && t.dice.chance(0.5) && !strings.Contains(text, ",") {
		text += ", " + t.say(sayPlease, "")
	}
	t.send(text, "")
}

// key names a question. The brand's own numbers hold for the whole conversation; what else a slot is called holds
// within its playbook.
func (t *talk) key(q *engine.Await) string {
	if q.For != engine.AwaitSlot {
		return string(q.For)
	}
	if slices.Contains(t.s.kinds, q.Slot) {
		return q.Slot
	}
	if n := len(t.w.State.Runs); n > 0 {
		return t.w.State.Runs[n-1].Playbook + "/" + q.Slot
	}
	return q.Slot
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

var spaces = regexp.MustCompile(`\s+`)
