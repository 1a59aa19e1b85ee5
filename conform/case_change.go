package conform

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"terang"
)

// bothLanguages are tried where words decide.
var bothLanguages = []terang.Language{terang.Indonesian, terang.English}

// announced finds a person's words that no announcement of that person precedes.
func (t *trial) announced(where string, vs []view, name string, l terang.Language) {
	at := slices.IndexFunc(vs, func(v view) bool { return v.kind == terang.KindHuman || v.kind == terang.KindAIAssisted })
	if at < 0 {
		t.find(Silent, where, "the person's words did not arrive")
		return
	}
	ok := slices.ContainsFunc(vs[:at], func(v view) bool {
		return announcesHuman.says(v.words(), l) && strings.Contains(fold(v.words()), name)
	})
	if !ok && (!announcesHuman.says(vs[at].disclosure, l) || !strings.Contains(fold(vs[at].disclosure), name)) {
		t.find(WrongOrder, where, "%s speaks without having been announced as a person", name)
	}
	if why := labelled(vs[at], vs[at].kind); why != "" {
		t.find(MissingLabel, where, "%s", why)
	}
	if !strings.Contains(fold(vs[at].name), name) {
		t.find(WrongAuthor, where, "the person is named %q", vs[at].name)
	}
}

func takeOver(ctx context.Context, t *trial) error {
	for _, l := range bothLanguages {
		agent, err := t.agent(0)
		if err != nil {
			return err
		}
		th, err := t.meet(ctx, l)
		if err != nil {
			return err
		}
		if err := t.Contacts.Say(ctx, th, t.System.Topics.Question.In(l)); err != nil {
			return err
		}
		vs, err := t.do(ctx, th, func() error {
			if err := t.Desk.TakeOver(ctx, agent, th); err != nil {
				return err
			}
			return t.Desk.Reply(ctx, agent, th, "OK 1")
		})
		if err != nil {
			return err
		}
		t.announced(string(l), vs, agent, l)
	}
	return nil
}

// returned finds a machine's words that no announcement of the machine precedes.
func (t *trial) returned(where string, vs []view, l terang.Language) {
	at := slices.IndexFunc(vs, func(v view) bool { return machine(v.kind) })
	if at < 0 {
		t.find(Silent, where, "the assistant said nothing after it got the word back")
		return
	}
	told := visibleOf(vs[:at])
	if told == "" || !announcesMachine.says(told, l) {
		told = vs[at].disclosure
	}
	if !announcesMachine.says(told, l) {
		t.find(WrongOrder, where, "the assistant speaks again and only %q was said before", told)
	}
	t.labels(where, vs)
}

func handBack(ctx context.Context, t *trial) error {
	for _, l := range bothLanguages {
		th, agent, err := t.held(ctx, l)
		if err != nil {
			return err
		}
		if err := t.Desk.Reply(ctx, agent, th, "OK 1"); err != nil {
			return err
		}
		vs, err := t.do(ctx, th, func() error {
			if err := t.Desk.HandBack(ctx, agent, th); err != nil {
				return err
			}
			return t.Contacts.Say(ctx, th, t.System.Topics.Question.In(l))
		})
		if err != nil {
			return err
		}
		t.returned(string(l), vs, l)
	}
	return nil
}

// thinking is how long the model is kept thinking while an agent takes over.
const thinking = 300 * time.Millisecond

func staleReply(ctx context.Context, t *trial) error {
	agent, err := t.agent(0)
	if err != nil {
		return err
	}
	if t.Script == nil {
		return NotSupported("the model cannot be kept thinking")
	}
	l := t.System.Default
	th, err := t.meet(ctx, l)
	if err != nil {
		return err
	}
	if err := t.Script.Next(ctx, "Catatan yang terlambat.", thinking); err != nil {
		return err
	}
	vs, err := t.do(ctx, th, func() error {
		said := make(chan error, 1)
		go func() { said <- t.Contacts.Say(ctx, th, t.System.Topics.Note.In(l)) }()
		select {
		case <-time.After(thinking / 3):
		case <-ctx.Done():
		}
		took := t.Desk.TakeOver(ctx, agent, th)
		if err := <-said; err != nil {
			return err
		}
		if took != nil {
			return took
		}
		time.Sleep(2 * thinking) // what is late has come by then
		return t.Desk.Reply(ctx, agent, th, "OK 1")
	})
	if err != nil {
		return err
	}
	t.afterTakeover("", vs, l)
	t.announced("", vs, agent, l)
	return nil
}

// afterTakeover finds a machine's words after a person was announced.
func (t *trial) afterTakeover(where string, vs []view, l terang.Language) {
	at := slices.IndexFunc(vs, func(v view) bool { return announcesHuman.says(v.words(), l) })
	if at < 0 {
		return
	}
	for _, v := range vs[at+1:] {
		if machine(v.kind) && v.kind != terang.KindAIAssisted {
			t.find(Spoke, where, "after the person was announced: %s %q", v.kind, v.words())
		}
	}
}

func races(ctx context.Context, t *trial) error {
	agent, err := t.agent(0)
	if err != nil {
		return err
	}
	l := t.System.Default
	for i := range t.sizes.races {
		where := fmt.Sprintf("round %d", i+1)
		th, err := t.meet(ctx, l)
		if err != nil {
			return err
		}
		mark := fmt.Sprintf("Penanda %d petugas", i)
		vs, err := t.do(ctx, th, func() error {
			var said, took error
			var both sync.WaitGroup
			both.Go(func() { said = t.Contacts.Say(ctx, th, t.System.Topics.Question.In(l)) })
			both.Go(func() {
				if took = t.Desk.TakeOver(ctx, agent, th); took == nil {
					took = t.Desk.Reply(ctx, agent, th, mark)
				}
			})
			both.Wait()
			if said != nil {
				return said
			}
			return took
		})
		if err != nil {
			return err
		}
		t.announced(where, vs, agent, l)
		t.afterTakeover(where, vs, l)
		t.labels(where, vs)
		for _, v := range vs {
			if strings.Contains(v.words(), mark) != (v.kind == terang.KindHuman) {
				t.find(WrongAuthor, where, "%s: %q", v.kind, v.words())
			}
		}
	}
	return nil
}

// agentAway is longer than any timer leaves a contact with an agent who is gone.
const agentAway = 2 * time.Hour

func agentGone(ctx context.Context, t *trial) error {
	if t.Clock == nil {
		return NotSupported("time cannot be moved")
	}
	l := t.System.Default
	th, agent, err := t.held(ctx, l)
	if err != nil {
		return err
	}
	if err := t.Desk.Reply(ctx, agent, th, "OK 1"); err != nil {
		return err
	}
	vs, err := t.do(ctx, th, func() error {
		if err := t.Desk.Presence(ctx, agent, false); err != nil {
			return err
		}
		t.Clock.Pass(agentAway)
		return t.Contacts.Say(ctx, th, t.System.Topics.Question.In(l))
	})
	if back := t.Desk.Presence(ctx, agent, true); err == nil {
		err = back
	}
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(vs, func(v view) bool { return machine(v.kind) }) {
		return NotSupported("no timer gives the word back to the assistant when an agent is gone")
	}
	t.returned("", vs, l)
	return nil
}

var mentionsMachine = regexp.MustCompile(`(?i)\b(asisten|assistant)\b|\bAI\b`)

func nobodyThere(ctx context.Context, t *trial) error {
	if _, err := t.agent(0); err != nil {
		return err
	}
	present := func(online bool) error {
		for _, a := range t.System.Topics.Agent {
			if err := t.Desk.Presence(ctx, a, online); err != nil {
				return err
			}
		}
		return nil
	}
	if err := present(false); err != nil {
		return err
	}
	for _, l := range bothLanguages {
		th, err := t.meet(ctx, l)
		if err != nil {
			return err
		}
		vs, err := t.do(ctx, th, func() error { return t.Contacts.AskPerson(ctx, th) })
		if err != nil {
			return err
		}
		if !t.answered(string(l), vs) {
			continue
		}
		t.labels(string(l), vs)
		t.noClaim(string(l), vs)
		words := visibleOf(vs)
		for _, v := range vs {
			if announcesHuman.says(v.words(), l) {
				t.find(ClaimsHuman, string(l), "nobody is there, but a person is announced: %q", v.words())
			}
			words += "\n" + strings.Join(v.choices, "\n")
		}
		if !mentionsMachine.MatchString(words) {
			t.find(Silent, string(l), "it does not say that the assistant goes on: %q", words)
		}
	}
	return present(true)
}

func agentToAgent(ctx context.Context, t *trial) error {
	second, err := t.agent(1)
	if err != nil {
		return err
	}
	for _, l := range bothLanguages {
		th, first, err := t.held(ctx, l)
		if err != nil {
			return err
		}
		if err := t.Desk.Reply(ctx, first, th, "OK 1"); err != nil {
			return err
		}
		vs, err := t.do(ctx, th, func() error {
			if err := t.Desk.Release(ctx, first, th); err != nil {
				return err
			}
			if err := t.Desk.TakeOver(ctx, second, th); err != nil {
				return err
			}
			return t.Desk.Reply(ctx, second, th, "OK 2")
		})
		if err != nil {
			return err
		}
		t.announced(string(l), vs, second, l)
	}
	return nil
}

func brandToBrand(context.Context, *trial) error {
	return NotSupported("no brand hands a conversation to another")
}

func whisper(ctx context.Context, t *trial) error {
	l := t.System.Default
	th, agent, err := t.held(ctx, l)
	if err != nil {
		return err
	}
	const secret = "Saran untuk petugas 7731"
	if err := t.Desk.Note(ctx, agent, th, secret); err != nil {
		return err
	}
	hush := []string{secret}
	if t.Drafts != nil {
		d, err := t.Drafts.Suggest(ctx, agent, th)
		if err != nil {
			return err
		}
		hush = append(hush, d.Text)
	}
	ps, err := t.Contacts.Seen(ctx, th)
	if err != nil {
		return err
	}
	after := false
	for _, p := range ps {
		v, err := read(p)
		if err != nil {
			return err
		}
		for _, s := range hush {
			if s != "" && strings.Contains(string(p.Bytes), s) {
				t.find(Spoke, "", "the contact reads what only agents may: %q", s)
			}
		}
		if after && machine(v.kind) {
			t.find(Spoke, "", "labelled %s while a person has the word: %q", v.kind, v.words())
		}
		after = after || announcesHuman.says(v.words(), l)
	}
	if !after {
		t.find(WrongOrder, "", "the person was not announced")
	}
	return nil
}
