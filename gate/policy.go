package gate

import (
	"strconv"
	"strings"
	"time"

	"terang"
)

// Trigger is the event at which a rule asks for something.
type Trigger string

// The triggers.
const (
	OnFirstMachineMessage Trigger = "first_machine_message" // per contact, channel, thread and language; again after Idle
	OnEveryMachineMessage Trigger = "every_machine_message"
	OnIdentityQuestion    Trigger = "identity_question"
	OnTransition          Trigger = "transition" // another voice than the one last announced
	OnElapsed             Trigger = "elapsed"    // After since the contact was last told
)

// Placement is where a recipient must find what a rule asks for.
type Placement string

// The placements.
const (
	InSameUnit      Placement = "before_or_in_same_unit" // in the message itself, before its text
	InLabel         Placement = "label"                  // beside the author, on every message
	InFirstSentence Placement = "first_sentence"
)

// Fail is what happens when words break a rule that they could be mended for.
type Fail string

// The ways to fail. What cannot be proved in the bytes is always blocked.
const (
	Block   Fail = "block"
	Replace Fail = "replace_with_safe_disclosure"
)

// Rule is one rule of a policy, as data. Elements is what must be said when the trigger fires for one of
// the author kinds.
type Rule struct {
	ID        string
	On        Trigger
	Kinds     []terang.AuthorKind
	Elements  []terang.Element
	Placement Placement
	After     time.Duration // OnElapsed: since the contact was last told
	Idle      time.Duration // OnFirstMachineMessage: silence after which it is a first message again
}

// Policy is a set of rules. A published version never changes: receipts cite it.
type Policy struct {
	ID      string
	Version int
	Rules   []Rule
	// HumanClaim is what happens to a machine's words that say that they are a person's.
	HumanClaim Fail
}

// Ref names the policy and its version, for example "terang-default@1".
func (p *Policy) Ref() string { return p.ID + "@" + strconv.Itoa(p.Version) }

// The spans of the default policy.
const (
	remindAfter  = 3 * time.Hour
	firstAgainIn = 7 * 24 * time.Hour
)

var (
	machines    = []terang.AuthorKind{terang.KindAI, terang.KindAutomation}
	withMachine = []terang.AuthorKind{terang.KindAI, terang.KindAutomation, terang.KindAIAssisted}
	speakers    = []terang.AuthorKind{terang.KindAI, terang.KindAutomation, terang.KindAIAssisted, terang.KindHuman}

	defaultPolicy = Policy{
		ID: "terang-default", Version: 1, HumanClaim: Replace,
		Rules: []Rule{
			{
				ID: "first_contact", On: OnFirstMachineMessage, Kinds: machines, Placement: InSameUnit, Idle: firstAgainIn,
				Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute},
			},
			{
				ID: "every_message", On: OnEveryMachineMessage, Kinds: withMachine, Placement: InLabel,
				Elements: []terang.Element{terang.IsAI},
			},
			{
				ID: "on_request", On: OnIdentityQuestion, Kinds: machines, Placement: InFirstSentence,
				Elements: []terang.Element{terang.IsAI, terang.NotHuman},
			},
			{
				ID: "transition", On: OnTransition, Kinds: speakers, Placement: InSameUnit,
				Elements: []terang.Element{terang.NewAuthorKind},
			},
			{
				ID: "reminder", On: OnElapsed, Kinds: machines, Placement: InSameUnit, After: remindAfter,
				Elements: []terang.Element{terang.IsAI, terang.NotHuman},
			},
		},
	}
)

// Default returns the rules in force where nothing else is configured. Do not change what it points to.
func Default() *Policy { return &defaultPolicy }

// Obligation is one thing that a message must show.
type Obligation struct {
	Rule      string
	Elements  []terang.Element
	Placement Placement
	Kind      terang.AuthorKind // the author that is shown, or that an announcement announces
	Language  terang.Language
	Brand     string
	Name      string // the person who takes over, else ""
	// Within says that the text of the message itself may carry it: an announcement, or an answer whose
	// first sentence tells the truth.
	Within bool
	on     Trigger
	from   string // the voice before a transition; decides between equal texts only
}

// Obligations returns what the policy asks of the draft, in the order of its rules. It never looks at what
// the draft says about itself, only at who says it and what the contact was told before.
func (p *Policy) Obligations(f Facts, d terang.Draft) []Obligation {
	speaker, announcing := d.Author, false
	if d.Announces.Kind() != "" {
		speaker, announcing = d.Announces, true
	}
	out := make([]Obligation, 0, len(p.Rules))
	for i := range p.Rules {
		r := &p.Rules[i]
		if !r.covers(speaker.Kind()) || !r.due(f, d, speaker, announcing) {
			continue
		}
		o := Obligation{
			Rule: r.ID, Elements: r.Elements, Placement: r.Placement, Kind: speaker.Kind(),
			Language: d.Language.Or(f.Language.Or(terang.Indonesian)), Brand: f.Brand,
			Within: announcing || r.Placement == InFirstSentence, on: r.On,
		}
		if r.On == OnTransition {
			o.from = f.Disclosed.Voice
			o.Elements = introduction(speaker.Kind())
			o.Name, _ = cleanLine(speaker.Name())
		}
		out = append(out, o)
	}
	return out
}

// introduction is what a new voice must say: that it is new, and for a machine also what it is not.
func introduction(k terang.AuthorKind) []terang.Element {
	if k == terang.KindAI || k == terang.KindAutomation {
		return machineIntroduction
	}
	return humanIntroduction
}

var (
	machineIntroduction = []terang.Element{terang.NewAuthorKind, terang.IsAI, terang.NotHuman}
	humanIntroduction   = []terang.Element{terang.NewAuthorKind}
)

func (r *Rule) covers(k terang.AuthorKind) bool {
	for _, have := range r.Kinds {
		if have == k {
			return true
		}
	}
	return false
}

// due reports whether the rule's trigger fires. An announcement is a transition and nothing else: it is not
// itself a machine's message.
func (r *Rule) due(f Facts, d terang.Draft, speaker terang.Author, announcing bool) bool {
	t := f.Disclosed
	switch r.On {
	case OnTransition:
		return announcing || !introduced(t.Voice, speaker)
	case OnEveryMachineMessage:
		return !announcing
	case OnIdentityQuestion:
		return !announcing && f.Asked
	case OnFirstMachineMessage:
		if announcing {
			return false
		}
		lang := d.Language.Or(f.Language.Or(terang.Indonesian))
		return t.FirstContact.IsZero() || t.Language != lang ||
			r.Idle > 0 && !t.LastMachine.IsZero() && f.Now.Sub(t.LastMachine) >= r.Idle
	case OnElapsed:
		last := t.FirstContact
		if t.Reminded.After(last) {
			last = t.Reminded
		}
		return !announcing && r.After > 0 && !last.IsZero() && f.Now.Sub(last) >= r.After
	}
	return true // an unknown trigger asks always: the stricter reading
}

// voice names who the contact hears. It is finer than [terang.Author.Voice]: an automatic message does not
// tell anyone that the assistant speaks again.
func voice(a terang.Author) string {
	if a.Kind() == terang.KindAutomation {
		return "automation"
	}
	return a.Voice()
}

// introduced reports whether the contact, who was last told of the voice before, knows that speaker speaks.
// Whoever knows that the assistant speaks is not surprised by an automatic message.
func introduced(before string, speaker terang.Author) bool {
	now := voice(speaker)
	return before == now || now == "automation" && before == "machine"
}

// Violation is an obligation that the bytes do not fulfil.
type Violation struct {
	Rule     string
	Elements []terang.Element
	Why      string
}

// Satisfied compares what a recipient perceives with what had to be shown. No violations means that every
// obligation is fulfilled by a published text or label, in the obligation's language.
func Satisfied(s Shown, obligations []Obligation) []Violation {
	var out []Violation
	for i := range obligations {
		o := &obligations[i]
		if why := o.unmet(s); why != "" {
			out = append(out, Violation{Rule: o.Rule, Elements: o.Elements, Why: why})
		}
	}
	return out
}

// unmet says why s does not fulfil o, "" if it does.
func (o *Obligation) unmet(s Shown) string {
	switch o.Placement {
	case InLabel:
		if s.Kind != o.Kind {
			return "the machine-readable author is another"
		}
		if want := Label(o.Kind, o.Language); want == "" || s.Label != want {
			return "the label is missing"
		}
		return ""
	case InFirstSentence:
		if o.carried(s.Disclosure) || o.Within && Truthful(s.Text) {
			return ""
		}
		return "the first sentence does not say it"
	case InSameUnit:
		if o.carried(s.Disclosure) || o.Within && o.carried(s.Text) {
			return ""
		}
		return "no published text says it"
	}
	return "unknown placement"
}

// carried reports whether words hold a published text with all elements of o.
func (o *Obligation) carried(words string) bool {
	if words == "" {
		return false
	}
	for i := range published {
		t := &published[i]
		if !t.fits(o) {
			continue
		}
		if say := t.Say(o.Language, o.Brand, o.Name); say != "" && strings.Contains(words, say) {
			return true
		}
	}
	return false
}

// choice is the text that a message will carry.
type choice struct {
	text *Text
	name string
}

// choose finds the first published text that fulfils every obligation that needs one, nil when none does or
// none is needed: an answer that begins with the truth needs none. The order of the texts is from the most
// to the least particular.
func choose(obligations []Obligation, said string) *choice {
	need := Obligation{Elements: make([]terang.Element, 0, 8)}
	var on []Trigger
	for i := range obligations {
		o := &obligations[i]
		if o.Placement == InLabel || o.Placement == InFirstSentence && Truthful(said) {
			continue
		}
		on = append(on, o.on)
		need.Kind = o.Kind
		need.Elements = append(need.Elements, o.Elements...)
		need.Name += o.Name
		need.from += o.from
	}
	if len(on) == 0 {
		return nil
	}
	for i := range published {
		t := &published[i]
		if t.fits(&need) && t.applies(on, need.from) {
			return &choice{text: t, name: need.Name}
		}
	}
	return nil
}

// applies reports whether the text's wording is right for the moment.
func (t *Text) applies(on []Trigger, from string) bool {
	if t.From != "" && !strings.HasPrefix(from, t.From) {
		return false
	}
	if t.On == "" {
		return true
	}
	for _, trigger := range on {
		if trigger == t.On {
			return true
		}
	}
	return false
}
