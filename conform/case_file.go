package conform

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"terang"
)

func mediaOnly(context.Context, *trial) error { return NotSupported("channel absent: media") }

// fileFormats are the forms of a transcript that are tried.
var fileFormats = []string{"txt", "html", "csv", "json"}

// proofHeaders begin a receipt in a file: as it is, and encoded.
var proofHeaders = []string{"c2sp.org/tlog-proof@v1", base64.StdEncoding.EncodeToString([]byte("c2sp.org/tlog-proof@v"))}

// copied holds a conversation of a machine, a contact who writes a formula, and an agent.
func (t *trial) copied(ctx context.Context) (Thread, string, []view, error) {
	th, agent, err := t.held(ctx, t.System.Default)
	if err != nil {
		return "", "", nil, err
	}
	if err := t.Contacts.Say(ctx, th, "=HYPERLINK(1)"); err != nil {
		return "", "", nil, err
	}
	if err := t.Desk.Reply(ctx, agent, th, "OK 1"); err != nil {
		return "", "", nil, err
	}
	vs, _, err := t.sent(ctx, th)
	vs = slices.DeleteFunc(vs, func(v view) bool { return v.direction != terang.Out })
	return th, agent, vs, err
}

func transcripts(ctx context.Context, t *trial) error {
	if t.Transcripts == nil {
		return NotSupported("no transcripts")
	}
	th, agent, vs, err := t.copied(ctx)
	if err != nil {
		return err
	}
	for _, format := range fileFormats {
		b, err := t.Transcripts.Transcript(ctx, th, format)
		if err != nil {
			return err
		}
		t.attached(format, string(b), len(vs))
		if format == "html" {
			b = []byte(textOf(string(b)))
		}
		t.marked(format, string(b), agent, vs)
		if format == "csv" && strings.Contains("\n"+strings.ReplaceAll(string(b), ",", "\n"), "\n=HYPERLINK") {
			t.find(Accepted, format, "a cell begins with a formula")
		}
	}
	return nil
}

// attached finds files with fewer receipts than messages that went out.
func (t *trial) attached(format, file string, out int) {
	n := 0
	for _, h := range proofHeaders {
		n += strings.Count(file, h)
	}
	if n < out {
		t.find(NoReceipt, format, "%d receipts for %d messages", n, out)
	}
}

// marked finds messages in a file before which, and after the message before, their label does not stand.
func (t *trial) marked(format, file, agent string, vs []view) {
	if !strings.Contains(file, agent) {
		t.find(MissingLabel, format, "%s is not in it", agent)
	}
	for _, v := range vs {
		words := snippet(v.text)
		at := strings.Index(file, words)
		switch {
		case at < 0:
			t.find(Silent, format, "%q is not in it, or not in its place", words)
			continue
		case v.label != "" && !strings.Contains(file[:at], v.label):
			t.find(MissingLabel, format, "%q is not marked %q", words, v.label)
		}
		file = file[at+len(words):]
	}
}

// snippet is the beginning of a text up to what files write in ways of their own.
func snippet(text string) string {
	if at := strings.IndexAny(text, "\"'\\\n\r\t<>&"); at > 0 {
		return text[:at]
	}
	return text
}

// forwards judges the file by which a conversation is handed on.
func forwards(ctx context.Context, t *trial) error {
	if t.Transcripts == nil {
		return NotSupported("nothing forwards, copies or mails a transcript")
	}
	th, agent, vs, err := t.copied(ctx)
	if err != nil {
		return err
	}
	for _, format := range fileFormats[:2] {
		b, err := t.Transcripts.Transcript(ctx, th, format)
		if err != nil {
			return err
		}
		if format == "html" {
			b = []byte(textOf(string(b)))
		}
		t.marked(format, string(b), agent, vs)
	}
	return nil
}

// subjectAccess exports one of two people.
func subjectAccess(ctx context.Context, t *trial) error {
	if t.Transcripts == nil {
		return NotSupported("no export of personal data")
	}
	const others = "KATA-ORANG-LAIN-7431"
	other, err := t.meet(ctx, t.System.Default)
	if err != nil {
		return err
	}
	if err := t.Contacts.Say(ctx, other, others); err != nil {
		return err
	}
	th, agent, vs, err := t.copied(ctx)
	if err != nil {
		return err
	}
	b, err := t.Transcripts.Export(ctx, th)
	if err != nil {
		return err
	}
	file := string(b)
	t.attached("export", file, len(vs))
	t.marked("export", file, agent, vs)
	if !strings.Contains(file, "=HYPERLINK(1)") {
		t.find(Silent, "export", "the person's own words are not in it")
	}
	if strings.Contains(file, others) || strings.Contains(file, string(other)) {
		t.find(Spoke, "export", "another person's data is in it")
	}
	return nil
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
