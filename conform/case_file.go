package conform

import (
	"context"
	"strings"

	"terang"
)

func mediaOnly(context.Context, *trial) error { return NotSupported("channel absent: media") }

func transcripts(ctx context.Context, t *trial) error {
	if t.Transcripts == nil {
		return NotSupported("no transcripts")
	}
	l := t.System.Default
	th, agent, err := t.held(ctx, l)
	if err != nil {
		return err
	}
	if err := t.Contacts.Say(ctx, th, "=HYPERLINK(1)"); err != nil {
		return err
	}
	if err := t.Desk.Reply(ctx, agent, th, "OK 1"); err != nil {
		return err
	}
	for _, format := range []string{"txt", "html", "csv", "json"} {
		b, err := t.Transcripts.Transcript(ctx, th, format)
		if err != nil {
			return err
		}
		if format == "html" {
			b = []byte(textOf(string(b)))
		}
		for _, word := range []string{"AI", agent} {
			if !strings.Contains(string(b), word) {
				t.find(MissingLabel, format, "%s is not in it", word)
			}
		}
		if format == "csv" && strings.Contains("\n"+strings.ReplaceAll(string(b), ",", "\n"), "\n=HYPERLINK") {
			t.find(Accepted, format, "a cell begins with a formula")
		}
	}
	return nil
}

func subjectAccess(ctx context.Context, t *trial) error {
	if t.Transcripts == nil {
		return NotSupported("no export of personal data")
	}
	return transcripts(ctx, t)
}

func price(ctx context.Context, t *trial) error {
	for _, l := range bothLanguages {
		vs, _, err := t.rendered(ctx, Unit{Channel: t.channel(), Kind: terang.KindAI, Language: l, Text: plainAnswer.In(l), Voice: terang.KindAI, Price: true})
		if err != nil {
			return err
		}
		t.says(string(l), vs[0], l, terang.PriceAlgorithmic)
	}
	return nil
}
