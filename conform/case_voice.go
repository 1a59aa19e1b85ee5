package conform

import (
	"context"
	"strings"
	"time"

	"terang"
)

// Words that are spoken within a time, at 2.5 words a second.
const (
	tenSeconds   = 25
	threeSeconds = 8
)

func voiceFirst(ctx context.Context, t *trial) error {
	for _, l := range bothLanguages {
		vs, _, err := t.beginOn(ctx, "voice", l)
		if err != nil {
			return err
		}
		if !t.answered(string(l), vs) {
			continue
		}
		first := sentences(vs[0].text)
		disclosure := strings.Join(first[:min(2, len(first))], " ")
		if missing := discloses(disclosure, t.System.Brand, l, firstContact...); len(missing) > 0 {
			t.find(MissingElement, string(l), "not spoken first: %v, in %q", missing, disclosure)
		}
		if n := len(strings.Fields(disclosure)); n > tenSeconds {
			t.find(TooLong, string(l), "%d words", n)
		}
		if missing := discloses(vs[0].safe, t.System.Brand, l, firstContact...); len(missing) > 0 {
			t.find(WrongOrder, string(l), "the caller can talk over %v", missing)
		}
	}
	return nil
}

func voiceAsked(ctx context.Context, t *trial) error {
	for _, l := range bothLanguages {
		vs, _, err := t.rendered(ctx, Unit{Channel: "voice", Kind: terang.KindAI, Language: l, Text: plainAnswer.In(l), Voice: terang.KindAI, Asked: true})
		if err != nil {
			return err
		}
		if why := truthful(vs[0].words(), l); why != "" {
			t.find(NotTruthful, string(l), "%s: %q", why, vs[0].words())
		}
	}
	return nil
}

func voiceOutbound(ctx context.Context, t *trial) error {
	for _, l := range bothLanguages {
		vs, _, err := t.rendered(ctx, Unit{Channel: "voice", Kind: terang.KindAI, Language: l, Text: plainAnswer.In(l), First: true, Proactive: true})
		if err != nil {
			return err
		}
		t.says(string(l), vs[0], l, terang.IsAI, terang.NotHuman, terang.Operator, terang.OptOut)
	}
	return nil
}

func voiceReminder(ctx context.Context, t *trial) error {
	for _, l := range bothLanguages {
		vs, _, err := t.rendered(ctx, Unit{
			Channel: "voice", Kind: terang.KindAI, Language: l, Text: plainAnswer.In(l), Voice: terang.KindAI, Since: 3*time.Hour + time.Minute,
		})
		if err != nil {
			return err
		}
		t.says(string(l), vs[0], l, terang.IsAI)
		if cue := sentences(vs[0].text); len(cue) > 0 && len(strings.Fields(cue[0])) > threeSeconds {
			t.find(TooLong, string(l), "the cue has %d words", len(strings.Fields(cue[0])))
		}
	}
	return nil
}

// voiceOnly stands for what is about a call as it is heard.
func voiceOnly(_ context.Context, t *trial) error {
	if err := t.needs("voice"); err != nil {
		return err
	}
	return NotSupported("a call cannot be listened to: no audio in the adapter")
}
