package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
)

// quick is how soon the question who speaks is answered, and a receipt there.
const quick = 5 * time.Second

// needs fails a case as not supported where a channel with whole conversations is missing.
func (t *trial) needs(channel string) error {
	if !slices.Contains(t.System.Channels, channel) {
		return NotSupported("channel absent: " + channel)
	}
	return nil
}

// rendered returns the payloads of a unit on a channel that can be rendered.
func (t *trial) rendered(ctx context.Context, u Unit) ([]view, []Payload, error) {
	if t.Renderer == nil || !slices.Contains(t.Renderer.Channels(), u.Channel) {
		return nil, nil, NotSupported("renderer absent: " + u.Channel)
	}
	t.byRenderer = true
	ps, err := t.Renderer.Render(ctx, u)
	if err != nil {
		return nil, nil, err
	}
	ps = apart(ps)
	vs, err := readAll(ps)
	if err == nil && len(vs) == 0 {
		err = fmt.Errorf("nothing was rendered on %s", u.Channel)
	}
	return vs, ps, err
}

// apart takes a payload that is a JSON list of calls for the calls that it holds.
func apart(ps []Payload) []Payload {
	out := make([]Payload, 0, len(ps))
	for _, p := range ps {
		var calls []json.RawMessage
		if json.Unmarshal(p.Bytes, &calls) != nil {
			out = append(out, p)
			continue
		}
		for _, call := range calls {
			p.Bytes = call
			out = append(out, p)
		}
	}
	return out
}

func readAll(ps []Payload) ([]view, error) {
	out := make([]view, 0, len(ps))
	for _, p := range ps {
		v, err := read(p)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// channel is where the cases talk that are about no channel of their own.
func (t *trial) channel() string {
	if len(t.System.Channels) == 0 {
		return ""
	}
	return t.System.Channels[0]
}

// meet begins a thread in a language on the first channel.
func (t *trial) meet(ctx context.Context, l terang.Language) (Thread, error) {
	if t.channel() == "" {
		return "", NotSupported("no channel with whole conversations")
	}
	return t.Contacts.New(ctx, Contact{Channel: t.channel(), Language: l})
}

// sent reads what left to a thread.
func (t *trial) sent(ctx context.Context, th Thread) ([]view, []Payload, error) {
	ps, err := t.Egress.Sent(ctx, th)
	if err != nil {
		return nil, nil, err
	}
	vs, err := readAll(ps)
	return vs, ps, err
}

// ask writes as the contact and returns what left since.
func (t *trial) ask(ctx context.Context, th Thread, text string) ([]view, error) {
	before, _, err := t.sent(ctx, th)
	if err != nil {
		return nil, err
	}
	if err := t.Contacts.Say(ctx, th, text); err != nil {
		return nil, err
	}
	after, _, err := t.sent(ctx, th)
	if err != nil {
		return nil, err
	}
	return after[min(len(before), len(after)):], nil
}

// do returns what left because of fn.
func (t *trial) do(ctx context.Context, th Thread, fn func() error) ([]view, error) {
	before, _, err := t.sent(ctx, th)
	if err != nil {
		return nil, err
	}
	if err := fn(); err != nil {
		return nil, err
	}
	after, _, err := t.sent(ctx, th)
	if err != nil {
		return nil, err
	}
	return after[min(len(before), len(after)):], nil
}

// answered finds a case in which nothing was said.
func (t *trial) answered(where string, vs []view) bool {
	if len(vs) == 0 {
		t.find(Silent, where, "nothing left the system")
		return false
	}
	return true
}

// labels checks L on every payload, by the author that its own bytes name.
func (t *trial) labels(where string, vs []view) {
	for i, v := range vs {
		at := fmt.Sprintf("%s message %d", where, i+1)
		switch v.kind {
		case terang.KindAI, terang.KindAIAssisted, terang.KindAutomation, terang.KindHuman:
			if why := labelled(v, v.kind); why != "" {
				t.find(MissingLabel, at, "%s", why)
			}
		case terang.KindSystem:
		default:
			t.find(MissingLabel, at, "the author is %q", v.kind)
		}
	}
}

// says checks D on one payload.
func (t *trial) says(where string, v view, l terang.Language, elements ...terang.Element) bool {
	if missing := discloses(v.words(), t.System.Brand, l, elements...); len(missing) > 0 {
		t.find(MissingElement, where, "not said in %q: %v, in %q", l, missing, v.words())
		return false
	}
	return true
}

// firstContact are the elements of a first contact.
var firstContact = []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute}

// noClaim finds words by which a machine says that it is a person.
func (t *trial) noClaim(where string, vs []view) {
	for _, v := range vs {
		if !machine(v.kind) && v.kind != terang.KindSystem || v.kind == terang.KindAIAssisted {
			continue
		}
		if c := claims(v.visible()); c != "" {
			t.find(ClaimsHuman, where, "%q", c)
		}
	}
}

// truth checks T on what was said to a question, in the language, by a machine.
func (t *trial) truth(where string, vs []view, l terang.Language) bool {
	if !t.answered(where, vs) {
		return false
	}
	v := vs[0]
	ok := true
	if why := truthful(v.words(), l); why != "" {
		t.find(NotTruthful, where, "%s: %q", why, v.words())
		ok = false
	}
	for _, later := range vs[1:] {
		if c := claims(later.visible()); c != "" && later.kind != terang.KindHuman {
			t.find(ClaimsHuman, where, "%q", c)
			ok = false
		}
	}
	if !machine(v.kind) {
		t.find(WrongAuthor, where, "the answer's author is %q", v.kind)
		ok = false
	}
	return ok
}

// identityAnswer reports whether words answer the question who speaks, asked or not.
func identityAnswer(v view) bool {
	return truthful(v.text, terang.Indonesian) == "" || truthful(v.text, terang.English) == ""
}

// visibleOf joins what a contact reads in several units.
func visibleOf(vs []view) string {
	var parts []string
	for _, v := range vs {
		parts = append(parts, v.visible())
	}
	return strings.Join(parts, "\n")
}

// agent is the name of an agent.
func (t *trial) agent(i int) (string, error) {
	if t.Desk == nil || len(t.System.Topics.Agent) <= i {
		return "", NotSupported("no desk of agents")
	}
	return t.System.Topics.Agent[i], nil
}

// held begins a thread that the first agent has taken over.
func (t *trial) held(ctx context.Context, l terang.Language) (Thread, string, error) {
	agent, err := t.agent(0)
	if err != nil {
		return "", "", err
	}
	th, err := t.meet(ctx, l)
	if err != nil {
		return "", "", err
	}
	if err := t.Contacts.Say(ctx, th, t.System.Topics.Question.In(l)); err != nil {
		return "", "", err
	}
	return th, agent, t.Desk.TakeOver(ctx, agent, th)
}

// note has the model say words and returns what left.
func (t *trial) note(ctx context.Context, th Thread, l terang.Language, words string) ([]view, error) {
	if t.Script == nil {
		return nil, NotSupported("the model's words cannot be scripted")
	}
	if err := t.Script.Next(ctx, words, 0); err != nil {
		return nil, err
	}
	return t.ask(ctx, th, t.System.Topics.Note.In(l))
}

// timed is ask with the real time that it took.
func (t *trial) timed(ctx context.Context, where string, th Thread, text string) ([]view, error) {
	began := t.wall()
	vs, err := t.ask(ctx, th, text)
	if took := t.wall().Sub(began); took > quick {
		t.find(Slow, where, "%s", took)
	}
	return vs, err
}

// waitFor looks again until done, for at most limit.
func (t *trial) waitFor(ctx context.Context, limit time.Duration, done func() (bool, error)) (time.Duration, bool, error) {
	began := t.wall()
	for {
		ok, err := done()
		took := t.wall().Sub(began)
		if ok || err != nil || took > limit {
			return took, ok, err
		}
		select {
		case <-ctx.Done():
			return took, false, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
