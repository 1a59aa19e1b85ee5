package gate

import (
	"slices"
	"strconv"
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
	OnElapsed             Trigger = "elapsed"    // Session or Minor since the contact was last told
	OnProactiveStart      Trigger = "first_unit_of_proactive_send"
	OnDecision            Trigger = "automated_decision" // the message states what a machine decided about the contact
	OnAffect              Trigger = "voice_affect_inference_enabled"
	OnPrice               Trigger = "personalised_price" // the message offers a price made for this contact
	OnArtefact            Trigger = "artefact"           // media, an export, a transcript or a forwarded message leaves the house
)

// transitions are the words by which a policy file names kinds of transition; here they are one trigger, because every
// one of them asks for the same.
var transitions = []Trigger{"ai_to_human", "human_to_ai", "ai_to_ai_brand", "channel_switch"}

// artefacts are the words by which a policy file names kinds of artefact.
var artefacts = []Trigger{"media_out", "export", "forward", "transcript"}

// Placement is where a recipient must find what a rule asks for.
type Placement string

// The placements.
const (
	InSameUnit      Placement = "before_or_in_same_unit" // in the message itself, before its text
	InLabel         Placement = "label"                  // beside the author, on every message
	InFirstSentence Placement = "first_sentence"
	InFile          Placement = "in_file" // in the file itself, for people and for machines
)

// beforeNewAuthor and beforeProcessing are stricter words of policy files for the same unit: the unit is what the contact
// gets before anything of the new author, or before anything is processed.
const (
	beforeNewAuthor  Placement = "before_first_message_of_new_author"
	beforeProcessing Placement = "before_processing"
)

// Fail is what happens when words break a rule that they could be mended for.
type Fail string

// The ways to fail. What cannot be proved in the bytes is always blocked.
const (
	Block   Fail = "block"
	Replace Fail = "replace_with_safe_disclosure"
	Warn    Fail = "warn" // read as Replace: nothing leaves the house that breaks a rule
)

// Status is how a policy stands in the law that it writes down.
type Status string

// The statuses. A draft is applied like a rule in force: the stricter reading. What is repealed asks for nothing.
const (
	InForce  Status = "in_force"
	Drafted  Status = "draft"
	Repealed Status = "repealed"
)

// Source is where a policy comes from, and how sure we are of it.
type Source struct {
	Title, URL, Article string
	SeenOn              time.Time // the day on which somebody read it
	Confidence          string    // "primary", "secondary" or "memory"
	ReviewedBy          string    // "" where no lawyer has
}

// Scope is where a policy holds. An empty list holds everywhere.
type Scope struct {
	Jurisdictions []string // ISO 3166: "ID", "US-ME"; "EU" for its members
	Sectors       []string
	Audience      []string
	Directions    []string // "inbound", "outbound"
	Channels      []string
}

// Rule is one rule of a policy. Elements is what must be said when one of the triggers fires for one of the author kinds.
type Rule struct {
	ID        string
	On        []Trigger
	Kinds     []terang.AuthorKind
	Elements  []terang.Element
	Placement Placement
	Session   time.Duration // OnElapsed: since the contact was last told
	Minor     time.Duration // OnElapsed: the same for a known minor; 0 is as Session
	Idle      time.Duration // OnFirstMachineMessage: silence after which it is a first message again
	Fail      Fail
}

// Policy is a set of rules. A published version never changes: receipts cite it.
type Policy struct {
	ID        string
	Version   int
	Status    Status
	Effective time.Time // asks for nothing before
	Until     time.Time // nor after, zero for no end
	Source    Source
	Scope     Scope
	Rules     []Rule
}

// Ref names the policy and its version, for example "terang-default@2".
func (p *Policy) Ref() string { return p.ID + "@" + strconv.Itoa(p.Version) }

// holds reports whether the policy asks anything of a message with these facts. What is not known counts as fitting.
func (p *Policy) holds(f Facts, d terang.Draft) bool {
	if p.Status == Repealed || f.Now.Before(p.Effective) || !p.Until.IsZero() && !f.Now.Before(p.Until) {
		return false
	}
	s := &p.Scope
	direction := "inbound"
	if d.Purpose == terang.ForProactive {
		direction = "outbound"
	}
	return inPlaces(s.Jurisdictions, f.Jurisdictions) && among(s.Sectors, f.Sector) && among(s.Channels, f.Channel) &&
		(f.Audience == "" && !slices.Contains(s.Audience, KnownMinor) || among(s.Audience, f.Audience)) && among(s.Directions, direction)
}

// KnownMinor is the audience of a contact who is known to be a child.
const KnownMinor = "known_minor"

// among reports whether a scope takes a value: an empty list, "any", and a value that is not known all fit.
func among(scope []string, value string) bool {
	return len(scope) == 0 || value == "" || slices.Contains(scope, "any") || slices.Contains(scope, value)
}

// inPlaces reports whether one of the places where a contact may be lies in the scope.
func inPlaces(scope, places []string) bool {
	if len(scope) == 0 || len(places) == 0 {
		return true
	}
	for _, p := range places {
		for _, s := range scope {
			if p == s || s == "EU" && slices.Contains(members, p) || len(p) > 3 && p[:2] == s || len(s) > 3 && s[:2] == p {
				return true
			}
		}
	}
	return false
}

// members are the states where the law of the European Union holds, those of the EEA included.
var members = []string{
	"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT",
	"RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO",
}

func (r *Rule) covers(k terang.AuthorKind) bool { return slices.Contains(r.Kinds, k) }

// due reports whether one of the rule's triggers fires, and which.
func (r *Rule) due(f Facts, d terang.Draft, speaker terang.Author, announcing bool) (Trigger, bool) {
	for _, on := range r.On {
		if r.fires(on, f, d, speaker, announcing) {
			return on, true
		}
	}
	return "", false
}

// fires reports whether a trigger fires. An announcement is a transition and nothing else: it is not itself a machine's
// message.
func (r *Rule) fires(on Trigger, f Facts, d terang.Draft, speaker terang.Author, announcing bool) bool {
	t := f.Disclosed
	if on == OnTransition {
		return announcing || !introduced(t.Voice, speaker)
	}
	if announcing {
		return false
	}
	switch on {
	case OnTransition:
		return true
	case OnEveryMachineMessage:
		return true
	case OnIdentityQuestion:
		return f.Asked
	case OnFirstMachineMessage:
		lang := d.Language.Or(f.Language.Or(terang.Indonesian))
		return t.FirstContact.IsZero() || t.Language != lang ||
			r.Idle > 0 && !t.LastMachine.IsZero() && f.Now.Sub(t.LastMachine) >= r.Idle
	case OnElapsed:
		last := t.FirstContact
		if t.Reminded.After(last) {
			last = t.Reminded
		}
		after := r.Session
		if f.Audience == KnownMinor && r.Minor > 0 {
			after = r.Minor
		}
		return after > 0 && !last.IsZero() && f.Now.Sub(last) >= after
	case OnProactiveStart:
		return d.Purpose == terang.ForProactive
	case OnDecision:
		return d.Decision != nil
	case OnAffect:
		return f.Affect
	case OnPrice:
		return d.PersonalPrice
	case OnArtefact:
		return false // judged where files are made: see [Rulebook.OfFile]
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
