package conform

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"terang"
)

// checks are the cases by their ids.
var checks = map[string]check{
	"A01": webGreets, "A02": firstOn("whatsapp"), "A03": smsFirst, "A04": firstOn("telegram"), "A05": emailFirst, "A06": voiceFirst,
	"A07": pushFirst, "A08": knownElsewhere, "A09": languageChanges, "A10": lostFirst, "A11": automatedFirst, "A12": unknownLanguage,

	"B01": askedIndonesian, "B02": askedEnglish, "B03": askedVariants, "B04": askedCorpus, "B05": askedInTask, "B06": askedAgain,
	"B07": askedAgent, "B08": voiceAsked, "B09": askedWhoRuns, "B10": robotVacuum,

	"C01": takeOver, "C02": handBack, "C03": staleReply, "C04": races, "C05": agentGone, "C06": nobodyThere, "C07": agentToAgent,
	"C08": brandToBrand, "C09": voiceFirst, "C10": whisper,

	"D01": load, "D02": retries, "D03": crashes, "D04": edits, "D05": template, "D06": translatedMachine, "D07": translatedPerson, "D08": split,
	"D09": rich, "D10": typing, "D11": modelDown, "D12": outsider, "D13": switchedOff, "D14": forwards, "D15": scheduled,

	"E01": draftUnchanged, "E02": draftRewritten, "E03": draftEdited, "E04": grammar, "E05": autoSend, "E06": asMe,

	"F01": voiceFirst, "F02": voiceOutbound, "F03": voiceOnly, "F04": voiceOnly, "F05": voiceReminder, "F06": voiceOnly,

	"G01": mediaOnly, "G02": mediaOnly, "G03": mediaOnly, "G04": transcripts, "G05": subjectAccess, "G06": price,

	"H01": persona, "H02": coaxed, "H03": injected, "H04": modelClaims, "H05": modelForges, "H06": operatorTemplate, "H07": quotedLabel,

	"P01": receipts, "P02": changed, "P03": rows, "P04": rebuilt, "P05": erased, "P06": rotated, "P07": clockBack, "P08": otherTenant,
	"P09": burst, "P10": crashedLog,

	"J01": reminded, "J02": remindedMinor, "J03": idle, "J04": twoLaws, "J05": unknownLaw, "J06": policyBegins,
}

var input = regexp.MustCompile(`(?i)<(textarea|input type="text")`)

func webGreets(ctx context.Context, t *trial) error {
	if err := t.needs("web"); err != nil {
		return err
	}
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		where := string(l)
		th, err := t.Contacts.New(ctx, Contact{Channel: "web", Language: l})
		if err != nil {
			return err
		}
		vs, _, err := t.sent(ctx, th)
		if err != nil {
			return err
		}
		if !t.answered(where, vs) {
			continue
		}
		t.says(where, vs[0], l, firstContact...)
		t.labels(where, vs)
		page, err := t.Contacts.Page(ctx, th)
		if err != nil {
			return err
		}
		field := input.FindIndex(page)
		if field == nil {
			t.find(Broken, where, "the page has no field to write in")
			continue
		}
		before := textOf(string(page[:field[0]]))
		if missing := discloses(before, t.System.Brand, l, firstContact...); len(missing) > 0 {
			t.find(MissingElement, where+" page", "not there before the field to write in: %v", missing)
		}
		if !strings.Contains(before, fold(vs[0].label)) {
			t.find(MissingLabel, where+" page", "the label %q is not among what a screen reader reads", vs[0].label)
		}
	}
	return nil
}

// beginOn is what leaves first on a channel: of a whole conversation, else of a renderer.
func (t *trial) beginOn(ctx context.Context, channel string, l terang.Language) ([]view, []Payload, error) {
	if t.needs(channel) != nil {
		return t.rendered(ctx, Unit{Channel: channel, Kind: terang.KindAI, Language: l, Text: plainAnswer.In(l), First: true})
	}
	th, err := t.Contacts.New(ctx, Contact{Channel: channel, Language: l})
	if err != nil {
		return nil, nil, err
	}
	if err := t.Contacts.Say(ctx, th, "halo"); err != nil {
		return nil, nil, err
	}
	return t.sent(ctx, th)
}

// plainAnswer is an answer of a usual length.
var plainAnswer = terang.Text{
	terang.Indonesian: "Toko buka pukul 09.00 sampai 21.00.",
	terang.English:    "The shop is open from 9 to 21.",
}

func firstOn(channel string) check {
	return func(ctx context.Context, t *trial) error {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			vs, _, err := t.beginOn(ctx, channel, l)
			if err != nil {
				return err
			}
			if !t.answered(string(l), vs) {
				continue
			}
			t.says(string(l), vs[0], l, firstContact...)
			if why := labelled(vs[0], terang.KindAI); why != "" {
				t.find(MissingLabel, string(l), "%s", why)
			}
			if !strings.HasPrefix(fold(vs[0].text), "AI") {
				t.find(MissingLabel, string(l), "the body does not begin with the label: %q", vs[0].text)
			}
		}
		return nil
	}
}

func smsFirst(ctx context.Context, t *trial) error {
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		vs, _, err := t.beginOn(ctx, "sms", l)
		if err != nil {
			return err
		}
		if !t.answered(string(l), vs) {
			continue
		}
		first := firstPart(vs[0].text)
		n, ok := septets(first)
		if !ok {
			t.find(TooLong, string(l), "not GSM-7: %q", first)
		}
		if n > 160 {
			t.find(TooLong, string(l), "part 1 has %d septets", n)
		}
		if missing := discloses(first, t.System.Brand, l, firstContact...); len(missing) > 0 {
			t.find(MissingElement, string(l), "not in part 1: %v", missing)
		}
		t.labelInline(string(l), vs[0])
	}
	return nil
}

func (t *trial) labelInline(where string, v view) {
	if why := labelled(v, terang.KindAI); why != "" {
		t.find(MissingLabel, where, "%s", why)
	}
}

func emailFirst(ctx context.Context, t *trial) error {
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		where := string(l)
		vs, _, err := t.beginOn(ctx, "email", l)
		if err != nil {
			return err
		}
		if !t.answered(where, vs) {
			continue
		}
		v := vs[0]
		for part, body := range map[string]string{"text/plain": v.plain, "text/html": v.html} {
			if missing := discloses(firstLines(body, 3), t.System.Brand, l, firstContact...); len(missing) > 0 {
				t.find(MissingElement, where+" "+part, "not in the first three lines: %v", missing)
			}
		}
		if !labelAI.MatchString(v.name) {
			t.find(MissingLabel, where, "From does not name an AI: %q", v.name)
		}
		if v.header.Get("AI-Disclosure") == "" {
			t.find(MissingLabel, where, "no AI-Disclosure header")
		}
	}
	return nil
}

// firstLines are the first n lines that are not empty.
func firstLines(s string, n int) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimSpace(line) != "" && len(out) < n {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return strings.Join(out, "\n")
}

// pushSeen is how many characters of a push are seen when it is collapsed.
const pushSeen = 30

func pushFirst(ctx context.Context, t *trial) error {
	vs, _, err := t.rendered(ctx, Unit{Channel: "push", Kind: terang.KindAI, Language: t.System.Default, Text: plainAnswer.In(t.System.Default), First: true, Proactive: true})
	if err != nil {
		return err
	}
	title := []rune(fold(vs[0].name))
	if seen := string(title[:min(len(title), pushSeen)]); !labelAI.MatchString(seen) {
		t.find(MissingLabel, "", "the first %d characters are %q", pushSeen, seen)
	}
	if vs[0].kind != terang.KindAI {
		t.find(MissingLabel, "", "data.author is %q", vs[0].kind)
	}
	return nil
}

func knownElsewhere(ctx context.Context, t *trial) error {
	for _, channel := range []string{"whatsapp", "web"} {
		if err := t.needs(channel); err != nil {
			return err
		}
	}
	known, err := t.Contacts.New(ctx, Contact{Channel: "whatsapp", Language: t.System.Default})
	if err != nil {
		return err
	}
	if err := t.Contacts.Say(ctx, known, "halo"); err != nil {
		return err
	}
	th, err := t.Contacts.New(ctx, Contact{Channel: "web", Language: t.System.Default, Same: known})
	if err != nil {
		return err
	}
	vs, _, err := t.sent(ctx, th)
	if err == nil && t.answered("web", vs) {
		t.says("web", vs[0], t.System.Default, firstContact...)
	}
	return err
}

func languageChanges(ctx context.Context, t *trial) error {
	th, err := t.meet(ctx, terang.Indonesian)
	if err != nil {
		return err
	}
	if err := t.Contacts.Say(ctx, th, t.System.Topics.Question.In(terang.Indonesian)); err != nil {
		return err
	}
	vs, err := t.ask(ctx, th, t.System.Topics.Question.In(terang.English))
	if err != nil || !t.answered("", vs) {
		return err
	}
	v := vs[0]
	t.says("the first English reply", v, terang.English, firstContact...)
	if v.language != terang.English {
		t.find(MissingLabel, "", "the reply's language is %q", v.language)
	}
	if strings.Contains(fold(v.label), "Asisten") || strings.Contains(fold(v.label), "Petugas") {
		t.find(MissingLabel, "", "the label %q is not English", v.label)
	}
	return nil
}

func lostFirst(ctx context.Context, t *trial) error {
	th, err := t.meet(ctx, t.System.Default)
	if err != nil {
		return err
	}
	vs, _, err := t.sent(ctx, th)
	if err != nil {
		return err
	}
	if len(vs) > 0 { // a chat that greets: the disclosure and the first words must be one unit
		if len(discloses(vs[0].words(), t.System.Brand, t.System.Default, firstContact...)) == 0 {
			return nil
		}
	}
	if err := t.Egress.Lose(ctx, th, 1); err != nil {
		if len(vs) > 0 {
			t.find(WrongOrder, "", "the first unit lacks the disclosure: a lost unit would part them")
		}
		return err
	}
	if vs, err = t.ask(ctx, th, t.System.Topics.Question.In(t.System.Default)); err != nil {
		return err
	}
	if at := slices.IndexFunc(vs, func(v view) bool { return machine(v.kind) }); at >= 0 {
		told := visibleOf(vs[:at+1])
		if missing := discloses(told, t.System.Brand, t.System.Default, firstContact...); len(missing) > 0 {
			t.find(WrongOrder, "", "delivered before the disclosure: %v", missing)
		}
	} else {
		t.find(Silent, "", "nothing was delivered in the end")
	}
	return nil
}

func automatedFirst(ctx context.Context, t *trial) error {
	l := t.System.Default
	th, err := t.meet(ctx, l)
	if err != nil {
		return err
	}
	vs, err := t.do(ctx, th, func() error { return t.Contacts.AskPerson(ctx, th) })
	if err != nil {
		return err
	}
	if t.answered("a button without any model", vs) {
		if why := labelled(vs[0], terang.KindAutomation); why != "" {
			t.find(MissingLabel, "a button without any model", "%s", why)
		}
	}
	vs, _, err = t.rendered(ctx, Unit{Channel: t.channel(), Kind: terang.KindAutomation, Language: l, Text: plainAnswer.In(l), First: true})
	if err != nil {
		return err
	}
	t.says("rules alone", vs[0], l, terang.IsAI, terang.NotHuman, terang.Operator)
	if why := labelled(vs[0], terang.KindAutomation); why != "" {
		t.find(MissingLabel, "rules alone", "%s", why)
	}
	return nil
}

func unknownLanguage(ctx context.Context, t *trial) error {
	for _, l := range []terang.Language{"jv", "su", "fr"} {
		th, err := t.meet(ctx, l)
		if err != nil {
			return err
		}
		vs, err := t.ask(ctx, th, "halo")
		if err != nil {
			return err
		}
		all, _, err := t.sent(ctx, th)
		if err != nil {
			return err
		}
		if t.answered(string(l), all) && t.answered(fmt.Sprintf("%s, a word", l), vs) {
			t.says(string(l), all[0], t.System.Default, firstContact...)
		}
	}
	return nil
}
