package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"terang"
)

// together is how many conversations are held at once.
const together = 16

func load(ctx context.Context, t *trial) error {
	agent, err := t.agent(0)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var problem error
	var wg sync.WaitGroup
	room := make(chan struct{}, together)
	for i := range t.sizes.conversations {
		wg.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			vs, mark, err := t.mixed(ctx, agent, i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				problem = errors.Join(problem, fmt.Errorf("conversation %d: %w", i, err))
				return
			}
			where := fmt.Sprintf("conversation %d", i)
			t.labels(where, vs)
			t.once(where, vs)
			for _, v := range vs {
				person := strings.Contains(v.words(), mark)
				if person != (v.kind == terang.KindHuman || v.kind == terang.KindAIAssisted) {
					t.find(WrongAuthor, where, "%s: %q", v.kind, v.words())
				}
			}
		})
	}
	wg.Wait()
	return problem
}

// mixed holds one conversation in which the assistant, the house and for some an agent speak.
func (t *trial) mixed(ctx context.Context, agent string, i int) ([]view, string, error) {
	l := bothLanguages[i%2]
	mark := fmt.Sprintf("Petugas menulis %d.", i)
	th, err := t.meet(ctx, l)
	if err != nil {
		return nil, "", err
	}
	for _, text := range []string{t.System.Topics.Question.In(l), t.System.Topics.Task.In(l), phrasingsEN[0]} {
		if err := t.Contacts.Say(ctx, th, text); err != nil {
			return nil, "", err
		}
	}
	if i%2 == 0 {
		if err := t.Contacts.AskPerson(ctx, th); err != nil {
			return nil, "", err
		}
	}
	if i%3 == 0 {
		if err := t.Desk.TakeOver(ctx, agent, th); err != nil {
			return nil, "", err
		}
		if err := t.Desk.Reply(ctx, agent, th, mark); err != nil {
			return nil, "", err
		}
		if err := t.Desk.HandBack(ctx, agent, th); err != nil {
			return nil, "", err
		}
	}
	vs, _, err := t.sent(ctx, th)
	return vs, mark, err
}

func retries(ctx context.Context, t *trial) error {
	for i := range t.sizes.retries {
		where := fmt.Sprintf("round %d", i+1)
		th, err := t.meet(ctx, t.System.Default)
		if err != nil {
			return err
		}
		if err := t.Egress.Lose(ctx, th, 1+i%3); err != nil {
			return err
		}
		if err := t.Contacts.Say(ctx, th, t.System.Topics.Question.In(t.System.Default)); err != nil {
			return err
		}
		vs, _, err := t.sent(ctx, th)
		if err != nil {
			return err
		}
		t.labels(where, vs)
		t.once(where, vs)
		if !slices.ContainsFunc(vs, func(v view) bool { return machine(v.kind) }) {
			t.find(Silent, where, "no answer came through")
		}
	}
	return nil
}

// once finds messages that a contact has twice.
func (t *trial) once(where string, vs []view) {
	seen := map[string]bool{}
	for _, v := range vs {
		if v.id != "" && seen[v.id] {
			t.find(Twice, where, "message %s", v.id)
		}
		seen[v.id] = true
	}
}

// crashed runs the program into its deaths.
func (t *trial) crashed(ctx context.Context) (Crashed, error) {
	if t.Process == nil {
		return Crashed{}, NotSupported("the program cannot be killed")
	}
	return t.Process.Crash(ctx, t.sizes.crashes)
}

func crashes(ctx context.Context, t *trial) error {
	c, err := t.crashed(ctx)
	if err != nil {
		return err
	}
	for i, th := range c.Threads {
		where := fmt.Sprintf("contact %d", i+1)
		ps, err := c.Adapter.Egress.Sent(ctx, th)
		if err != nil {
			return errors.Join(err, c.Close())
		}
		vs, err := readAll(ps)
		if err != nil {
			return errors.Join(err, c.Close())
		}
		t.labels(where, vs)
		t.once(where, vs)
		firsts := 0
		for _, v := range vs {
			if len(discloses(v.disclosure, t.System.Brand, v.language, firstContact...)) == 0 {
				firsts++
			}
		}
		if firsts != 1 {
			t.find(MissingElement, where, "the first disclosure was given %d times", firsts)
		}
	}
	return c.Close()
}

func edits(ctx context.Context, t *trial) error {
	if t.Editor == nil {
		return NotSupported("no channel edits messages")
	}
	th, vs, ps, err := t.story(ctx, "")
	if err != nil {
		return err
	}
	at := slices.IndexFunc(vs, func(v view) bool { return machine(v.kind) && v.disclosure == "" })
	if at < 0 {
		return errors.New("nothing of the machine's to edit")
	}
	if err := t.Editor.Edit(ctx, th, ps[at].MessageID, plainAnswer.In(t.System.Default)); err != nil {
		return err
	}
	after, ps, err := t.sent(ctx, th)
	if err != nil {
		return err
	}
	t.labels("edited", after)
	r, err := t.prove(ctx, th, ps[len(ps)-1], "")
	if err == nil && r.Statement.Prev == "" {
		t.find(NoReceipt, "edited", "the receipt does not link what it replaces")
	}
	return err
}

func template(ctx context.Context, t *trial) error {
	vs, _, err := t.rendered(ctx, Unit{
		Channel: "whatsapp", Kind: terang.KindAutomation, Language: t.System.Default, Text: plainAnswer.In(t.System.Default), First: true, Proactive: true,
	})
	if err != nil {
		return err
	}
	if why := labelled(vs[0], terang.KindAutomation); why != "" {
		t.find(MissingLabel, "", "%s", why)
	}
	t.says("", vs[0], t.System.Default, terang.IsAI, terang.Operator, terang.OptOut)
	if t.Config == nil {
		return NotSupported("no operator's settings")
	}
	if _, err := t.Config.Save(ctx, SetProviderTemplate, "Pesanan Anda sudah kami kirim."); err == nil {
		t.find(Accepted, "", "a template without label was saved")
	} else if errors.Is(err, errNotSupported) {
		return err
	}
	return nil
}

func translatedMachine(ctx context.Context, t *trial) error {
	if t.Translator == nil {
		return NotSupported("no automatic translation")
	}
	th, err := t.meet(ctx, terang.Indonesian)
	if err != nil {
		return err
	}
	if err := t.Translator.Translate(ctx, th, terang.English); err != nil {
		return err
	}
	vs, err := t.note(ctx, th, terang.Indonesian, "Paket Anda sudah di gudang.")
	if err != nil || !t.answered("", vs) {
		return err
	}
	t.labels("", vs)
	t.says("", vs[0], terang.English, firstContact...)
	if vs[0].language != terang.English {
		t.find(MissingLabel, "", "the language is %q", vs[0].language)
	}
	return nil
}

var saysTranslated = say(`(?i)diterjemahkan (secara )?otomatis`, `(?i)(auto|automatically|machine)[- ]translated`)

func translatedPerson(ctx context.Context, t *trial) error {
	if t.Translator == nil {
		return NotSupported("no automatic translation")
	}
	th, agent, err := t.held(ctx, terang.Indonesian)
	if err != nil {
		return err
	}
	if err := t.Translator.Translate(ctx, th, terang.English); err != nil {
		return err
	}
	vs, err := t.do(ctx, th, func() error { return t.Desk.Reply(ctx, agent, th, "Paket Anda sudah di gudang.") })
	if err != nil || !t.answered("", vs) {
		return err
	}
	if why := labelled(vs[0], terang.KindHuman); why != "" {
		t.find(WrongAuthor, "", "%s", why)
	}
	if !saysTranslated.says(vs[0].visible(), terang.English) {
		t.find(MissingLabel, "", "it does not say that it was translated: %q", vs[0].visible())
	}
	return nil
}

// inlineChannels are those on which the label stands in the text, with how often an answer is repeated to be a long one.
var inlineChannels = map[string]int{"whatsapp": 110, "telegram": 110, "sms": 15}

func split(ctx context.Context, t *trial) error {
	tried := false
	for channel, times := range inlineChannels {
		long := strings.Repeat(plainAnswer.In(t.System.Default)+" ", times)
		vs, _, err := t.rendered(ctx, Unit{Channel: channel, Kind: terang.KindAI, Language: t.System.Default, Text: long, Voice: terang.KindAI})
		if errors.Is(err, errNotSupported) {
			continue
		}
		if err != nil {
			return err
		}
		tried = true
		for i, v := range vs {
			if i == 0 || channel == "sms" {
				t.labelInline(fmt.Sprintf("%s part %d", channel, i+1), v)
			}
		}
	}
	if !tried {
		return NotSupported("channel absent: one that splits long messages")
	}
	return nil
}

func rich(ctx context.Context, t *trial) error {
	if t.Renderer == nil {
		return NotSupported("no renderer")
	}
	for _, channel := range t.Renderer.Channels() {
		if channel == "voice" || channel == "push" || channel == "sms" {
			continue // without buttons
		}
		for _, k := range []terang.AuthorKind{terang.KindAI, terang.KindAutomation} {
			vs, _, err := t.rendered(ctx, Unit{
				Channel: channel, Kind: k, Language: t.System.Default, Text: plainAnswer.In(t.System.Default),
				Replies: []string{"Cek pesanan", "Jam buka", "Bicara dengan petugas"}, Voice: k,
			})
			if err != nil {
				return err
			}
			for i, v := range vs {
				where := fmt.Sprintf("%s unit %d", channel, i+1)
				if why := labelled(v, k); why != "" {
					t.find(MissingLabel, where, "%s", why)
				}
				if strings.TrimSpace(v.words()) == "" && len(v.choices) > 0 {
					t.find(MissingLabel, where, "buttons without words")
				}
			}
		}
	}
	return nil
}

// slow is how long the model thinks, so that signs of typing are to be seen.
const slow = 400 * time.Millisecond

func typing(ctx context.Context, t *trial) error {
	if t.Live == nil || t.Script == nil {
		return NotSupported("signs of typing are not captured")
	}
	l := t.System.Default
	th, err := t.meet(ctx, l)
	if err != nil {
		return err
	}
	stop, err := t.Live.Watch(ctx, th)
	if err != nil {
		return err
	}
	if err := t.Script.Next(ctx, "Catatan biasa.", slow); err != nil {
		return err
	}
	said := t.Contacts.Say(ctx, th, t.System.Topics.Note.In(l))
	ps, err := stop()
	if err := errors.Join(said, err); err != nil {
		return err
	}
	signs := 0
	var pushed []view
	for _, p := range ps {
		if p.Event != "typing" {
			v, err := read(p)
			if err != nil {
				return err
			}
			if v.direction == terang.Out {
				pushed = append(pushed, v)
			}
			continue
		}
		var sign struct {
			Author terang.AuthorKind `json:"author"`
			Name   string            `json:"name"`
		}
		if err := json.Unmarshal(p.Bytes, &sign); err != nil {
			return err
		}
		if signs++; !machine(sign.Author) || sign.Name != "" {
			t.find(WrongAuthor, "typing", "shown as %s %q", sign.Author, sign.Name)
		}
	}
	t.labels("pushed", pushed)
	t.once("pushed", pushed)
	if signs == 0 {
		return NotSupported("nothing shows that the machine is typing")
	}
	return nil
}

func modelDown(ctx context.Context, t *trial) error {
	if t.Script == nil {
		return NotSupported("no language model that could be down")
	}
	if err := t.Script.Fail(ctx); err != nil {
		return err
	}
	l := t.System.Default
	th, err := t.meet(ctx, l)
	if err != nil {
		return err
	}
	vs, err := t.ask(ctx, th, t.System.Topics.Note.In(l))
	if err == nil && t.answered("", vs) {
		if why := labelled(vs[0], terang.KindAutomation); why != "" {
			t.find(MissingLabel, "", "%s", why)
		}
	}
	return err
}

func outsider(ctx context.Context, t *trial) error {
	if t.Outsider == nil {
		return NotSupported("no programs with tokens")
	}
	th, _, err := t.held(ctx, t.System.Default)
	if err != nil {
		return err
	}
	for _, k := range []terang.AuthorKind{terang.KindHuman, terang.KindAIAssisted, terang.KindSystem} {
		const words = "Saya Rina dari toko."
		refused := false
		vs, err := t.do(ctx, th, func() error {
			err := t.Outsider.SendAs(ctx, th, k, words)
			refused = err != nil
			if errors.Is(err, errNotSupported) {
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, v := range vs {
			if v.kind != terang.KindAutomation {
				t.find(WrongAuthor, string(k), "a program's words went out as %s", v.kind)
			}
		}
		if !refused && len(vs) == 0 {
			t.find(Accepted, string(k), "the program was told that it was sent, and nothing was")
		}
	}
	return nil
}

func switchedOff(ctx context.Context, t *trial) error {
	if t.Config == nil {
		return NotSupported("no operator's settings")
	}
	tries := []struct {
		s     Setting
		value string
	}{
		{SetDisclosure, ""}, {SetDisclosure, "off"}, {SetDisclosure, "\u200b\u200b\u200b"}, {SetDisclosure, "Halo."}, {SetBadge, "color:#fff;background:#fff"},
	}
	for _, try := range tries {
		if _, err := t.Config.Save(ctx, try.s, try.value); errors.Is(err, errNotSupported) {
			return err
		} else if err == nil {
			t.find(Accepted, string(try.s), "%q was saved", try.value)
		}
	}
	th, err := t.meet(ctx, t.System.Default)
	if err != nil {
		return err
	}
	vs, _, err := t.sent(ctx, th)
	if err == nil && t.answered("afterwards", vs) {
		t.says("afterwards", vs[0], t.System.Default, firstContact...)
	}
	return err
}

func scheduled(ctx context.Context, t *trial) error {
	if t.Proactive == nil {
		return NotSupported("the brand starts no talks")
	}
	th, err := t.Proactive.Start(ctx, "reminder", Contact{Channel: t.channel(), Language: t.System.Default})
	if err != nil {
		return err
	}
	vs, ps, err := t.sent(ctx, th)
	if err != nil || !t.answered("", vs) {
		return err
	}
	t.says("", vs[0], t.System.Default, terang.IsAI, terang.Operator, terang.OptOut)
	r, err := t.prove(ctx, th, ps[0], "")
	if err == nil && r.Statement.Disclosure.Policy == "" {
		t.find(NoReceipt, "", "the receipt names no policy")
	}
	return err
}
