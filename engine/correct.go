package engine

import (
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/playbook"
	"terang/understand"
)

// Words with which people correct what they said. Strong ones say so by themselves; weak ones only beside a value.
var (
	strongForm = regexp.MustCompile(`\b(bukan|salah|ralat|koreksi|keliru|typo|maksud(nya|ku| saya| aku| gue| gw)?|(se)?harusnya|(yang|yg) (benar|bener)|ganti (jadi|ke|dengan)|ubah (jadi|ke)|i mean[t]?|meant|wrong|mistake|correction|should be|actually|instead|rather|change (it|that) to|make (it|that))\b`)
	weakForm   = regexp.MustCompile(`\b(eh+|tapi|ganti|ubah|sorry|maaf|not|no|oops|but)\b`)
	otherForm  = regexp.MustCompile(`\b((yang|yg) (satu(nya)?( lagi)?|lain(nya)?|lainnya)|satunya( lagi)?|(the )?other( one)?|another one)\b`)
	leadForm   = regexp.MustCompile(`^((eh+|oh|aduh|duh|maaf|sorry|sori|oops|ups|bukan|salah|ralat|koreksi|no|wrong|wait|correction|tapi|but|(yang|yg) (benar|bener)|(se)?harusnya|maksud(nya|ku| saya| aku| gue| gw)?|i mean[t]?|it should be|should be|actually|ganti (jadi|ke|dengan)|change (it|that) to|make (it|that))[\s,.:!-]*)+`)
)

// maxCorrection bounds the words of a message that corrects something, whatever matter it also sounds like.
const maxCorrection = 9

// correct takes a value that replaces one which the contact gave before. Nothing is done on old values: where the old
// one has been used, the run goes back to the first use of it. What was done for good stays done, and is said so.
func (t *turn) correct(choice string) bool {
	r, a := t.s.run(), t.s.await()
	if a == nil || choice != "" && choice == t.in.Choice || a.For == AwaitSlot && choice != "" && offered(a.Choices, choice) {
		return false
	}
	pb := t.b.book(r)
	if pb == nil {
		return false
	}
	words := strings.ToLower(t.reading.Text)
	strong := strongForm.MatchString(words) && len(strings.Fields(words)) <= maxCorrection
	if !strong && t.otherMatter(pb) || t.otherMatter(pb) && t.sure(t.intent()) && len(strings.Fields(words)) > maxCorrection {
		return false
	}
	name, value := t.replaced(pb, r, a, strong || weakForm.MatchString(words))
	if name == "" && (strong || otherForm.MatchString(words)) && (a.For == AwaitSlot || a.For == AwaitConfirm) {
		name, value = t.otherChoice(pb, r, words, strong)
	}
	if name == "" && strong && (a.For == AwaitSlot || a.For == AwaitConfirm) {
		name, value = t.otherWords(pb, r)
	}
	return name != "" && t.change(pb, r, name, value)
}

// otherMatter reports whether the message is about something else than the active run. A bare value is about none, and
// what answers the open question is about that.
func (t *turn) otherMatter(pb *playbook.Playbook) bool {
	other := t.b.byIntent[t.intent()]
	return other != nil && other.ID != pb.ID && t.ownWords() && !t.holdsAnswer()
}

// holdsAnswer reports whether the message holds a value that the open question asks for.
func (t *turn) holdsAnswer() bool {
	r, a := t.s.run(), t.s.await()
	if a == nil {
		return false
	}
	kinds := []string{a.Expect}
	switch a.For {
	case AwaitIdentifier:
		kinds = t.verifyBy(r)
	case AwaitConfirm:
		return false // a yes is said in passing
	case AwaitCode, AwaitSlot:
	}
	return slices.ContainsFunc(kinds, func(kind string) bool {
		_, ok := t.reading.Find(kind)
		return ok
	})
}

// replaced finds a value of the kind of a slot that is filled already. Among several slots of the kind it is the one
// whose old value the message names too ("bukan Bandung, tapi Bogor"), else the one that was filled last.
func (t *turn) replaced(pb *playbook.Playbook, r *Run, a *Await, cue bool) (name, value string) {
	for _, kind := range t.kinds() {
		slots := slotsOf(pb, kind)
		var filled, named []string
		for _, s := range slots {
			if r.Slots[s] == "" {
				continue
			}
			filled = append(filled, s)
			if slices.Contains(t.found(kind), r.Slots[s]) {
				named = append(named, s)
			}
		}
		fresh := slices.DeleteFunc(t.found(kind), func(v string) bool {
			return slices.ContainsFunc(filled, func(s string) bool { return r.Slots[s] == v })
		})
		if len(filled) == 0 || len(fresh) == 0 {
			continue
		}
		asked := a.For == AwaitSlot && a.Expect == kind
		switch {
		case len(slots) == 1 && !asked:
			return filled[0], fresh[0]
		case len(named) == 1 && cue:
			return named[0], fresh[0]
		case cue:
			return lastFilled(pb, r, filled), fresh[0]
		}
	}
	return "", ""
}

// kinds are those of the values in the message, each once.
func (t *turn) kinds() []string {
	var out []string
	for _, e := range t.reading.Entities {
		switch e.Kind {
		case understand.EntityChoice, understand.EntityYesNo, understand.EntityNumber, understand.EntityOTP:
		default:
			if !slices.Contains(out, e.Kind) {
				out = append(out, e.Kind)
			}
		}
	}
	return out
}

// found are the values of a kind in the message, as they stand in it, each once.
func (t *turn) found(kind string) []string {
	list := slices.Clone(t.reading.Entities)
	slices.SortStableFunc(list, func(a, b understand.Entity) int { return a.Start - b.Start })
	var out []string
	for _, e := range list {
		if e.Kind == kind && !slices.Contains(out, e.Value) {
			out = append(out, e.Value)
		}
	}
	return out
}

// slotsOf are the slots of a kind, in the order in which they are asked for.
func slotsOf(pb *playbook.Playbook, kind string) []string {
	var out []string
	for i := range pb.Steps {
		if a := pb.Steps[i].Ask; a != nil && pb.Slots[a.Slot].Type == kind && !slices.Contains(out, a.Slot) {
			out = append(out, a.Slot)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pb.Slots)) {
		if pb.Slots[name].Type == kind && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// lastFilled is the slot among some whose question the run came by last.
func lastFilled(pb *playbook.Playbook, r *Run, slots []string) string {
	for _, at := range slices.Backward(r.Trail) {
		if at < len(pb.Steps) && pb.Steps[at].Ask != nil && slices.Contains(slots, pb.Steps[at].Ask.Slot) {
			return pb.Steps[at].Ask.Slot
		}
	}
	return slots[len(slots)-1]
}

// answeredAsks are the asks of the run, last first, whose slots are filled.
func (r *Run) answeredAsks(pb *playbook.Playbook) iter.Seq[*playbook.Ask] {
	return func(yield func(*playbook.Ask) bool) {
		for _, at := range slices.Backward(r.Trail) {
			if at >= len(pb.Steps) {
				continue
			}
			if a := pb.Steps[at].Ask; a != nil && r.Slots[a.Slot] != "" && !yield(a) {
				return
			}
		}
	}
}

// otherChoice finds the choice that the contact rather wants: by its words, or as "the other one" where there are two.
// Where there are more, the slot is emptied, and its question is put again.
func (t *turn) otherChoice(pb *playbook.Playbook, r *Run, words string, strong bool) (name, value string) {
	rest := strings.TrimSpace(leadForm.ReplaceAllString(words, ""))
	for a := range r.answeredAsks(pb) {
		if a.Choices == nil && a.ChoicesFrom == nil {
			continue
		}
		_, choices, err := t.question(a, false)
		if err != nil || !offered(choices, r.Slots[a.Slot]) {
			continue
		}
		if strong && rest != "" {
			reading := t.understand(rest, understand.Context{Language: t.lang, Expecting: understand.EntityChoice, Choices: numbered(choices)})
			if e, ok := reading.Find(understand.EntityChoice); ok && e.Value != r.Slots[a.Slot] && offered(choices, e.Value) {
				return a.Slot, e.Value
			}
		}
		if !otherForm.MatchString(words) {
			continue
		}
		others := slices.DeleteFunc(choices, isValue(r.Slots[a.Slot]))
		switch len(others) {
		case 0:
			continue
		case 1:
			return a.Slot, others[0].Value
		}
		return a.Slot, ""
	}
	return "", ""
}

// otherWords corrects an answer in the contact's own words: "salah, maksud saya depan masjid".
func (t *turn) otherWords(pb *playbook.Playbook, r *Run) (name, value string) {
	lead := leadForm.FindString(strings.ToLower(t.reading.Text))
	if lead == "" || len(lead) >= len(t.reading.Text) {
		return "", ""
	}
	for a := range r.answeredAsks(pb) {
		if pb.Slots[a.Slot].Type != playbook.SlotText {
			return "", ""
		}
		return a.Slot, strings.TrimSpace(t.reading.Text[len(lead):])
	}
	return "", ""
}

// change gives a slot another value ("" for: ask again) and goes back to where the old one was first used. It reports
// false where the old one was not used yet, so that the message may say something else beside.
func (t *turn) change(pb *playbook.Playbook, r *Run, name, value string) bool {
	back := r.firstUse(pb, name, value == "")
	if back >= 0 && back < r.Floor {
		t.aside(text(txtDoneAlready, t.lang, "label", lowerFirst(pb.Slots[name].Label.In(t.lang))), t.undoReplies(pb)...)
		return true
	}
	t.lessDoubt(asAsked)
	if value == "" {
		delete(r.Slots, name)
		delete(t.s.Known, name)
		t.vars = nil
		t.prefix = text(txtChooseAgain, t.lang)
	} else {
		if wrong, ok := t.accept(pb, r, name, value); !ok {
			t.aside(wrong)
			return true
		}
		if pb.Slots[name].Keep {
			t.s.know(name, value)
		}
		t.understood()
		t.changed = pb.Slots[name].Type
		t.prefix = text(txtChanged, t.lang, "label", lowerFirst(pb.Slots[name].Label.In(t.lang)), "value", t.shown(pb, name, value, t.lang))
	}
	back = t.alsoReplaced(pb, r, back)
	if back < 0 { // not used yet, so there is nothing to go back to
		if r.Await.Expect != pb.Slots[name].Type {
			return false
		}
		t.repeatQuestion("")
		return true
	}
	r.rewind(pb, back, name)
	t.vars = nil
	t.learn() // what else the message says
	t.run()
	if t.prefix != "" { // a call comes first: that it was understood is said before
		t.sayText("", refTalk, nil)
	}
	return true
}

// alsoReplaced changes what else the message corrects, and returns the first use of any of it.
func (t *turn) alsoReplaced(pb *playbook.Playbook, r *Run, back int) int {
	for _, kind := range t.kinds() {
		slots, values := slotsOf(pb, kind), t.found(kind)
		if kind == t.changed || len(slots) != 1 || len(values) == 0 || r.Slots[slots[0]] == "" || r.Slots[slots[0]] == values[0] {
			continue
		}
		use := r.firstUse(pb, slots[0], false)
		if use >= 0 && use < r.Floor {
			continue
		}
		if _, ok := t.accept(pb, r, slots[0], values[0]); ok && use >= 0 && (back < 0 || use < back) {
			back = use
		}
	}
	return back
}

// firstUse is the place in the trail at which a slot's value was first used, and -1 where it was not. Its question is no
// use, unless it is to be put again.
func (r *Run) firstUse(pb *playbook.Playbook, slot string, again bool) int {
	return slices.IndexFunc(r.Trail, func(at int) bool {
		if at < 0 || at >= len(pb.Steps) {
			return false
		}
		if a := pb.Steps[at].Ask; a != nil && a.Slot == slot {
			return again
		}
		return pb.Steps[at].Reads(slotName + slot)
	})
}

// rewind goes back to a place in the trail. What was chosen after it was chosen from what may be different now.
func (r *Run) rewind(pb *playbook.Playbook, to int, but string) {
	for _, at := range r.Trail[to:] {
		a := pb.Steps[at].Ask
		if a == nil || a.Slot == but {
			continue
		}
		switch pb.Slots[a.Slot].Type {
		case playbook.SlotChoice, understand.EntityYesNo:
			delete(r.Slots, a.Slot)
		default:
			if a.ChoicesFrom != nil {
				delete(r.Slots, a.Slot)
			}
		}
	}
	r.to(pb, r.Trail[to])
	r.Trail = r.Trail[:to]
	r.Await, r.Check, r.Confirmed = nil, nil, ""
}

// accept gives a slot a value, unless its check says no: then the slot stays as it was, and wrong says why.
func (t *turn) accept(pb *playbook.Playbook, r *Run, name, value string) (wrong string, ok bool) {
	slot, known := pb.Slots[name]
	if !known {
		return "", false
	}
	was, had := r.Slots[name]
	r.fill(name, value)
	t.vars = nil
	if slot.Check == nil {
		return "", true
	}
	vars := t.valuesOf(r)
	if slot.Check.Key(vars) == "true" {
		return "", true
	}
	wrong, err := slot.Wrong.Render(t.lang, vars)
	if err != nil {
		wrong = text(txtReadAgain, t.lang, "label", lowerFirst(slot.Label.In(t.lang)))
	}
	if had {
		r.Slots[name] = was
	} else {
		delete(r.Slots, name)
	}
	return wrong, false
}

const slotName = "slot."

func isValue(value string) func(terang.QuickReply) bool {
	return func(r terang.QuickReply) bool { return r.Value == value }
}

// scalar is a plain value as a slot holds it, "" for anything else.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}
