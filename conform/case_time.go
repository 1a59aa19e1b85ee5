package conform

import (
	"context"
	"errors"
	"strings"
	"time"

	"terang"
)

func reminded(ctx context.Context, t *trial) error {
	return t.later(ctx, Contact{}, 3*time.Hour+time.Minute, 7*time.Minute+30*time.Second, terang.IsAI, terang.NotHuman)
}

func remindedMinor(ctx context.Context, t *trial) error {
	if _, err := t.Contacts.New(ctx, Contact{Channel: t.channel(), Language: t.System.Default, Minor: true}); errors.Is(err, errNotSupported) {
		for _, l := range bothLanguages {
			vs, _, err := t.rendered(ctx, Unit{
				Channel: t.channel(), Kind: terang.KindAI, Language: l, Text: plainAnswer.In(l), Voice: terang.KindAI, Minor: true, Since: time.Hour + time.Minute,
			})
			if err != nil {
				return err
			}
			t.says(string(l), vs[0], l, terang.IsAI, terang.NotHuman)
		}
		return nil
	}
	return t.later(ctx, Contact{Minor: true}, time.Hour+time.Minute, 7*time.Minute+30*time.Second, terang.IsAI, terang.NotHuman)
}

func idle(ctx context.Context, t *trial) error {
	return t.later(ctx, Contact{}, 7*24*time.Hour+time.Hour, 0, firstContact...)
}

// later writes again after a time, in steps so that a session goes on, and looks for the elements in the next machine
// message; step 0 is one idle gap.
func (t *trial) later(ctx context.Context, who Contact, after, step time.Duration, elements ...terang.Element) error {
	if t.Clock == nil {
		return NotSupported("time cannot be moved")
	}
	for _, l := range bothLanguages {
		who.Channel, who.Language = t.channel(), l
		th, err := t.Contacts.New(ctx, who)
		if err != nil {
			return err
		}
		question := t.System.Topics.Question.In(l)
		soon, err := t.ask(ctx, th, question)
		if err != nil {
			return err
		}
		if t.answered(string(l), soon) && step > 0 && soon[0].disclosure != "" {
			t.find(Spoke, string(l), "reminded at once: %q", soon[0].disclosure)
		}
		passed := time.Duration(0)
		for step > 0 && passed+step < after {
			t.Clock.Pass(step)
			passed += step
			if passed > after-2*step { // keep the session alive, but do not write twenty times
				break
			}
		}
		t.Clock.Pass(after - passed)
		vs, err := t.ask(ctx, th, question)
		if err != nil {
			return err
		}
		if t.answered(string(l)+" later", vs) {
			t.says(string(l)+" after "+after.String(), vs[0], l, elements...)
		}
	}
	return nil
}

func twoLaws(ctx context.Context, t *trial) error {
	th, err := t.Contacts.New(ctx, Contact{Channel: t.channel(), Language: terang.English, Country: "DE+US"})
	if errors.Is(err, errNotSupported) {
		return t.union(ctx)
	}
	if err != nil {
		return err
	}
	return t.strict(ctx, th)
}

func unknownLaw(ctx context.Context, t *trial) error {
	th, err := t.meet(ctx, terang.English)
	if err != nil {
		return err
	}
	return t.strict(ctx, th)
}

// strict checks that the first message says all that any policy asks for, and that its receipt names more than one.
func (t *trial) strict(ctx context.Context, th Thread) error {
	vs, ps, err := t.sent(ctx, th)
	if err != nil || !t.answered("", vs) {
		return err
	}
	t.says("", vs[0], terang.English, firstContact...)
	t.labels("", vs)
	policy, err := t.policyOf(ctx, th, ps[0])
	if err == nil && len(policy) < 2 {
		t.find(MissingElement, "", "the receipt names %v: not the union of what may apply", policy)
	}
	return err
}

func policyBegins(ctx context.Context, t *trial) error {
	begins := t.System.Topics.Policy
	if t.Clock == nil || begins.IsZero() || !t.Clock.Now().Before(begins) {
		return NotSupported("no published policy that begins after the system's present")
	}
	before, _, err := t.policyNow(ctx)
	if err != nil {
		return err
	}
	t.Clock.Pass(begins.Sub(t.Clock.Now()) + time.Hour)
	after, vs, err := t.policyNow(ctx)
	if err != nil {
		return err
	}
	if added := missingFrom(before, after); len(added) == 0 {
		t.find(MissingElement, "", "receipts name %v before and %v after", before, after)
	}
	if t.answered("", vs) {
		t.says("", vs[0], t.System.Default, firstContact...)
	}
	return nil
}

// policyNow begins a thread and returns the policies that the first message's receipt names.
func (t *trial) policyNow(ctx context.Context) ([]string, []view, error) {
	th, err := t.meet(ctx, t.System.Default)
	if err != nil {
		return nil, nil, err
	}
	vs, ps, err := t.sent(ctx, th)
	if err != nil || len(ps) == 0 {
		return nil, vs, err
	}
	policy, err := t.policyOf(ctx, th, ps[0])
	return policy, vs, err
}

// policyOf returns the policies that a payload's receipt names.
func (t *trial) policyOf(ctx context.Context, th Thread, p Payload) ([]string, error) {
	r, err := t.prove(ctx, th, p, "")
	if err != nil {
		return nil, err
	}
	return strings.Split(r.Statement.Disclosure.Policy, "+"), nil
}

// union renders a first message for a contact in Europe, in Maine, and in both, and compares what the receipts would name.
func (t *trial) union(ctx context.Context) error {
	cited := map[string][]string{}
	later := time.Duration(0) // so that what is published already holds
	if begins := t.System.Topics.Policy; t.Clock != nil && t.Clock.Now().Before(begins) {
		later = begins.Sub(t.Clock.Now()) + time.Hour
	}
	for _, where := range []string{"DE", "US-ME", "DE+US-ME"} {
		vs, ps, err := t.rendered(ctx, Unit{
			Channel: t.channel(), Kind: terang.KindAI, Language: terang.English, Text: plainAnswer.In(terang.English), First: true, Later: later, Countries: strings.Split(where, "+"),
		})
		if err != nil {
			return err
		}
		if ps[0].Policy == "" {
			return NotSupported("a web contact's country is not known")
		}
		t.says(where, vs[0], terang.English, firstContact...)
		cited[where] = strings.Split(ps[0].Policy, "+")
	}
	for _, where := range []string{"DE", "US-ME"} {
		if lost := missingFrom(cited["DE+US-ME"], cited[where]); len(lost) > 0 {
			t.find(MissingElement, where, "%v holds there alone and not in both", lost)
		}
	}
	if len(missingFrom(cited["DE"], cited["DE+US-ME"])) == 0 || len(missingFrom(cited["US-ME"], cited["DE+US-ME"])) == 0 {
		t.find(MissingElement, "", "both together name no more than one of them: %v", cited)
	}
	return nil
}
