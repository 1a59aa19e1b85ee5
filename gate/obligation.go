package gate

import (
	"slices"
	"strings"

	"terang"
)

// Obligation is one thing that a message must show.
type Obligation struct {
	Rule      string   // id of the rule; the same rule of several policies is one obligation
	Policies  []string // that ask for it, for example "terang-default@2", in order
	Elements  []terang.Element
	Placement Placement
	Kind      terang.AuthorKind // the author that is shown, or that an announcement announces
	Language  terang.Language
	Brand     string
	Name      string // the person who takes over, else ""
	// Within says that the text of the message itself may carry it: an announcement, or an answer whose
	// first sentence tells the truth.
	Within bool
	Form   Form // in which the channel shows words
	on     Trigger
	from   string // the voice before a transition; decides between equal texts only
	fail   Fail
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
		if want := o.Form.Label(o.Kind, o.Language); want == "" || s.Label != want {
			return "the label is missing"
		}
		return ""
	case InFirstSentence:
		if o.carried(s.Disclosure) || o.Within && o.answeredBy(s.Text) {
			return ""
		}
		return "the first sentence does not say it"
	case InSameUnit:
		if o.carried(s.Disclosure) || o.Within && o.carried(s.Text) {
			return ""
		}
		return "no published text says it"
	case InFile:
		return "a message is no file"
	}
	return "unknown placement"
}

// answeredBy reports whether the text's own first sentence says all that o asks for.
func (o *Obligation) answeredBy(text string) bool {
	for _, e := range o.Elements {
		if e != terang.IsAI && e != terang.NotHuman {
			return false
		}
	}
	return Truthful(text)
}

// carried reports whether words hold published texts that together say all elements of o.
func (o *Obligation) carried(words string) bool {
	if words == "" {
		return false
	}
	missing := slices.Clone(o.Elements)
	for i := range published {
		t := &published[i]
		if !slices.Contains(t.Kinds, o.Kind) || !slices.ContainsFunc(t.Elements, func(e terang.Element) bool { return slices.Contains(missing, e) }) {
			continue
		}
		if say := t.Say(o.Form, o.Language, o.Brand, o.Name); say != "" && strings.Contains(words, say) {
			missing = slices.DeleteFunc(missing, func(e terang.Element) bool { return slices.Contains(t.Elements, e) })
		}
	}
	return len(missing) == 0
}

// choice is the texts that a message will carry, in their order.
type choice struct {
	texts []*Text
	name  string
}

// says reports whether the chosen texts together say all of the elements.
func (c *choice) says(elements ...terang.Element) bool {
	for _, e := range elements {
		if !slices.ContainsFunc(c.texts, func(t *Text) bool { return slices.Contains(t.Elements, e) }) {
			return false
		}
	}
	return true
}

// elements lists what the chosen texts say, each once.
func (c *choice) elements() []terang.Element {
	var out []terang.Element
	for _, t := range c.texts {
		for _, e := range t.Elements {
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	return out
}

// introduces reports whether the texts tell who speaks for the first time.
func (c *choice) introduces() bool {
	return slices.ContainsFunc(c.texts, func(t *Text) bool { return slices.Contains(t.Elements, terang.HumanRoute) && !t.Adds })
}

// say joins the texts, "" where one of them has a hole.
func (c *choice) say(f Form, l terang.Language, brand string) string {
	parts := make([]string, 0, len(c.texts))
	for _, t := range c.texts {
		words := t.Say(f, l, brand, c.name)
		if words == "" {
			return ""
		}
		parts = append(parts, words)
	}
	return strings.Join(parts, " ")
}

// key names the texts for the receipt, for example "first_contact/id@1+opt_out/id@1".
func (c *choice) key(f Form, l terang.Language) string {
	keys := make([]string, 0, len(c.texts))
	for _, t := range c.texts {
		keys = append(keys, t.Key(f, l))
	}
	return strings.Join(keys, "+")
}

// choose finds the published texts that fulfil every obligation that needs one, nil when none is needed: an answer that
// begins with the truth needs none. First comes the one text that says most of who speaks, from the most to the least
// particular; what it leaves unsaid is added. It reports false where nothing published says what must be said.
func choose(obligations []Obligation, said string) (*choice, bool) {
	need := Obligation{}
	var on []Trigger
	for i := range obligations {
		o := &obligations[i]
		if o.Placement == InLabel || o.Placement == InFirstSentence && o.answeredBy(said) {
			continue
		}
		on = append(on, o.on)
		need.Kind = o.Kind
		for _, e := range o.Elements {
			if !slices.Contains(need.Elements, e) {
				need.Elements = append(need.Elements, e)
			}
		}
		if need.Name == "" {
			need.Name = o.Name
		}
		if need.from == "" {
			need.from = o.from
		}
	}
	if len(on) == 0 {
		return nil, true
	}
	c := &choice{name: need.Name}
	missing := need.Elements
	core := slices.DeleteFunc(slices.Clone(missing), func(e terang.Element) bool { return slices.Contains(besides, e) })
	if len(core) > 0 {
		for i := range published {
			t := &published[i]
			if !t.Adds && t.fits(need.Kind, core) && t.applies(on, need.from) {
				c.texts = append(c.texts, t)
				break
			}
		}
	}
	missing = slices.DeleteFunc(slices.Clone(missing), func(e terang.Element) bool { return c.says(e) })
	for i := range published {
		t := &published[i]
		if t.Adds && slices.Contains(t.Kinds, need.Kind) && slices.ContainsFunc(t.Elements, func(e terang.Element) bool { return slices.Contains(missing, e) }) {
			c.texts = append(c.texts, t)
			missing = slices.DeleteFunc(missing, func(e terang.Element) bool { return slices.Contains(t.Elements, e) })
		}
	}
	return c, len(missing) == 0
}

// besides are the elements that say something else than who speaks; each has a text of its own.
var besides = []terang.Element{terang.OptOut, terang.AIRole, terang.HumanReview, terang.EmotionNotice, terang.PriceAlgorithmic, terang.ConsentNamesAI}

// applies reports whether the text's wording is right for the moment.
func (t *Text) applies(on []Trigger, from string) bool {
	if t.From != "" && !strings.HasPrefix(from, t.From) {
		return false
	}
	return t.On == "" || slices.Contains(on, t.On)
}
