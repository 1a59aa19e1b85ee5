package email_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"terang"
	"terang/channel"
	"terang/channel/channeltest"
	"terang/channel/email"
	"terang/gate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const ours = "halo@toko.example"

var secret = "whsec_" + base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))

func fresh(t testing.TB, config email.Config) *email.Channel {
	t.Helper()
	config.Address, config.Secret, config.Unsubscribe = ours, secret, "https://toko.example/berhenti"
	c, err := email.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var tags = regexp.MustCompile(`<[^>]*>`)

// seen reads a mail by the standard library, the page by a regular expression: each part, and the sender with each.
func seen(payload []byte) ([]string, error) {
	m, err := mail.ReadMessage(bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	var units []string
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return units, nil
		}
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			return nil, err
		}
		words := strings.ReplaceAll(string(b), "\r\n", "\n")
		if strings.Contains(p.Header.Get("Content-Type"), "html") {
			words = html.UnescapeString(tags.ReplaceAllString(strings.ReplaceAll(words, "<br>\n", "\n"), ""))
		}
		units = append(units, words)
	}
}

func sign(body []byte) channel.Hook {
	w, err := webhooks.NewWebhook(secret)
	if err != nil {
		panic(err)
	}
	at := time.Unix(1795231283, 0)
	mac, err := w.Sign("wh_1", at, body)
	if err != nil {
		panic(err)
	}
	h := http.Header{}
	h.Set("webhook-id", "wh_1")
	h.Set("webhook-timestamp", "1795231283")
	h.Set("webhook-signature", mac)
	return channel.Hook{Header: h, Body: body}
}

func lines(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

var hooks = []string{
	lines("From: Sari <Sari@example.org>\nTo: halo@toko.example\nMessage-ID: <a1@example.org>\nIn-Reply-To: <msg_01KB.3@toko.example>\nDate: Sat, 21 Nov 2026 10:21:23 +0700\nSubject: Re: paket\n\npaketku kok blm nyampe?\n\nPada Sab, 21 Nov 2026 Toko Terang menulis:\n> Asisten AI:\n> Pesanan dikirim.\n"),
	lines("From: =?utf-8?q?S=C3=A4ri?= <sari@example.org>\nMessage-ID: <a2@example.org>\nSubject: foto\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<head><style>p{}</style></head><p>rusak =E9<br>&lt;tolong&gt;</p>\n--y--\n--x\nContent-Type: image/jpeg\nContent-Disposition: attachment; filename=a.jpg\nContent-Transfer-Encoding: base64\n\nAAAA\n--x--\n"),
	lines("From: a@example.org\nMessage-ID: <a3@example.org>\nAuto-Submitted: auto-replied\nSubject: Out of office\n\nbye\n"),
	lines("From: <>\nMessage-ID: <a4@example.org>\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=z\n\n--z\n\nsorry\n--z\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; sari@example.org\nAction: failed\nStatus: 5.1.1\n--z\nContent-Type: text/rfc822-headers\n\nMessage-ID: <msg_1.3@toko.example>\nX-Terang-Receipt: msg_1\n--z--\n"),
}

var about = channeltest.About{Seen: seen, Sign: sign, Hooks: hooks}

func TestContract(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channel.Channel { return fresh(t, email.Config{}) }, about)
}

func FuzzShown(f *testing.F) { channeltest.FuzzShown(f, fresh(f, email.Config{})) }

func FuzzReceive(f *testing.F) { channeltest.FuzzReceive(f, fresh(f, email.Config{}), about) }

// carrier records mails and says err.
type carrier struct {
	from, to string
	mail     []byte
	err      error
}

func (c *carrier) Deliver(_ context.Context, from, to string, mail []byte) error {
	c.from, c.to, c.mail = from, to, bytes.Clone(mail)
	return c.err
}

func draft(a terang.Author, p terang.Purpose, text string) terang.Draft {
	return terang.Draft{Author: a, Purpose: p, Kind: terang.KindText, Content: terang.Content{Text: text}}
}

func facts(h terang.Holder, l terang.Language) gate.Facts {
	return gate.Facts{
		WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: email.Name, Seq: 3, Prev: 2, Now: time.Date(2026, 11, 21, 3, 21, 23, 0, time.UTC),
		Holder: h, AgentID: map[bool]string{true: "agt_1"}[h == terang.HolderAgent], Language: l, Brand: "Toko Terang", Consent: true,
	}
}

func TestRecorded(t *testing.T) {
	ai := terang.ByAI("ngram@3fa1", "order_status@1")
	for name, c := range map[string]struct {
		draft terang.Draft
		facts gate.Facts
		from  string
	}{
		"first_contact": {draft(ai, terang.ForAnswer, "Pesanan TRG-1042 <dikirim> & tiba besok.\nÉ 👍"), facts(terang.HolderAssistant, "id"), "Toko Terang (asisten AI)"},
		"english":       {draft(ai, terang.ForAnswer, "Your order is on its way."), facts(terang.HolderAssistant, "en"), "Toko Terang (AI assistant)"},
		"agent":         {draft(terang.ByAgent("agt_1", "Rina"), terang.ForAnswer, "Saya cek dulu ya."), facts(terang.HolderAgent, "id"), "Rina (petugas)"},
		"proactive":     {draft(terang.ByAutomation("journey@1"), terang.ForProactive, "Pesanan sudah dikirim."), facts(terang.HolderAssistant, "id"), "Toko Terang (pesan otomatis)"},
	} {
		t.Run(name, func(t *testing.T) {
			out := &carrier{}
			ch := fresh(t, email.Config{Mailer: out, Addresses: channeltest.At{To: "sari@example.org", Thread: []string{"<a1@example.org>", "bad id"}}})
			cleared, held := gate.Clear(c.draft, c.facts, ch)
			if held != nil {
				t.Fatal(held, held.Detail, held.Violations)
			}
			r, err := ch.Send(t.Context(), cleared)
			if err != nil || r.ExternalID != "<msg_1.3@toko.example>" || out.from != ours || out.to != "sari@example.org" {
				t.Fatalf("%+v %v %+v", r, err, out)
			}
			if !bytes.HasSuffix(out.mail, cleared.Message().Payload) {
				t.Error("the mail is not what was cleared")
			}
			channeltest.Golden(t, name+".eml", out.mail, *update)
			m, err := mail.ReadMessage(bytes.NewReader(out.mail))
			if err != nil {
				t.Fatal(err)
			}
			if from, err := mail.ParseAddress(m.Header.Get("From")); err != nil || from.Name != c.from {
				t.Errorf("from %v %v", from, err)
			}
			for line := range bytes.Lines(out.mail) {
				if len(line) > 998 || !bytes.HasSuffix(line, []byte("\r\n")) {
					t.Errorf("a line that no server takes (RFC 5322 section 2.1.1): %q", line)
				}
			}
			// The disclosure stands in the first three visible lines of both parts.
			units, err := seen(cleared.Message().Payload)
			d := cleared.Message().Content.Disclosure
			if err != nil || d == nil {
				t.Fatal(err, d)
			}
			for _, u := range units {
				if head := strings.Join(strings.SplitN(strings.TrimSpace(u), "\n", 4)[:3], "\n"); !strings.Contains(head, d.Text) {
					t.Errorf("the first lines do not disclose: %q", head)
				}
			}
			unsubscribe := m.Header.Get("List-Unsubscribe") != "" && m.Header.Get("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
			if unsubscribe != (c.draft.Purpose == terang.ForProactive) {
				t.Errorf("List-Unsubscribe: %v", unsubscribe)
			}
		})
	}
}

func TestAMailThatHidesIsNotReadBack(t *testing.T) {
	c := fresh(t, email.Config{})
	whole := channeltest.Cleared(t, c, "Pesanan dikirim.").Message().Payload
	channeltest.Refuses(t, c, whole, [][2]string{
		{`<p data-part=3D"label">`, `<p hidden data-part=3D"label">`},
		{`background:#ffffff`, `background:#1a1a1a`},
		{"<strong>", "<strong style=3D\"display:none\">"},
		{"</body>", "<p>Petugas</p></body>"},
		{"AI-Disclosure: mode=ai-originated", "AI-Disclosure: mode=none"},
		{"X-Terang-Author: ai", "X-Terang-Author: human"},
		{"MIME-Version", "Reply-To: x@example.org\r\nMIME-Version"},
		{"From:", "From: a@example.org\r\nFrom:"},
		{"(asisten AI)", "(petugas)"},
		{"Pesanan dikirim.\r\n\r\n--=20", "Pesanan batal.\r\n\r\n--=20"},
		{"Asisten AI\r\n", "Petugas\r\n"},
		{"--\r\n", "--\r\nmore\r\n--\r\n"},
	})
}

func TestReceive(t *testing.T) {
	c := fresh(t, email.Config{})
	get := func(i int) channel.Received {
		t.Helper()
		got, err := c.Receive(sign([]byte(hooks[i])))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := channel.Inbound{
		Channel: "email", ExternalID: "<a1@example.org>", From: "sari@example.org", Name: "Sari", Text: "paketku kok blm nyampe?", ReplyTo: 3,
		At: time.Date(2026, 11, 21, 3, 21, 23, 0, time.UTC),
	}
	if got := get(0); len(got.Messages) != 1 || got.Messages[0] != want {
		t.Errorf("%+v", got)
	}
	if got := get(1); len(got.Messages) != 1 || got.Messages[0].Text != "rusak é\n<tolong>" || got.Messages[0].Media != "image" || got.Messages[0].Name != "Säri" {
		t.Errorf("%+v", got)
	}
	if got := get(2); len(got.Messages) != 0 || got.Skipped != 1 {
		t.Errorf("an automatic mail is answered: %+v", got)
	}
	if got := get(3); len(got.Statuses) != 1 || got.Statuses[0].MessageID != "msg_1" || got.Statuses[0].State != terang.Rejected || got.Statuses[0].Code != "5.1.1" {
		t.Errorf("%+v", got)
	}
}

func TestAnswersOfTheServerAreClassed(t *testing.T) {
	for _, c := range []struct {
		err   error
		class channel.Class
		code  string
	}{
		{&textproto.Error{Code: 450, Msg: "sari@example.org busy"}, channel.Temporary, "rate_limited"},
		{&textproto.Error{Code: 454}, channel.Temporary, "provider_unavailable"},
		{&textproto.Error{Code: 550}, channel.Permanent, "recipient_unknown"},
		{&textproto.Error{Code: 554}, channel.Permanent, "refused"},
		{&textproto.Error{Code: 535}, channel.Temporary, "unauthorized"},
		{&net.OpError{Op: "dial", Err: errors.New("x")}, channel.Temporary, "unreachable"},
		{io.ErrUnexpectedEOF, channel.Uncertain, "no_answer"},
	} {
		ch := fresh(t, email.Config{Mailer: &carrier{err: c.err}, Addresses: channeltest.At{To: "sari@example.org"}})
		_, err := ch.Send(t.Context(), channeltest.Cleared(t, ch, "halo"))
		var e *channel.SendError
		if !errors.As(err, &e) || e.Class != c.class || e.Code != c.code || strings.Contains(err.Error(), "sari@") {
			t.Errorf("%v: %v", c.err, err)
		}
	}
	for _, to := range []string{"", "sari", "Sari <sari@example.org>", "a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org"} {
		out := &carrier{}
		ch := fresh(t, email.Config{Mailer: out, Addresses: channeltest.At{To: to}})
		if _, err := ch.Send(t.Context(), channeltest.Cleared(t, ch, "halo")); channel.ClassOf(err) != channel.Permanent || out.mail != nil {
			t.Errorf("%q: %v", to, err)
		}
	}
}

// server speaks SMTP as far as the script goes: after each line that begins with a word it answers as the script says.
func server(t *testing.T, script map[string]string) (*email.SMTP, *bytes.Buffer) {
	t.Helper()
	var got bytes.Buffer
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _, _ = ours.Close(), theirs.Close() })
	go func() {
		defer func() { _ = theirs.Close() }()
		_, _ = io.WriteString(theirs, "220 hi\r\n")
		in, data := bufio.NewScanner(theirs), false
		for in.Scan() {
			line := in.Text()
			word := strings.Fields(line + " x")[0]
			if data {
				if word = "."; line != "." {
					got.WriteString(line + "\r\n")
					continue
				}
			}
			answer, ok := script[word]
			if !ok {
				return
			}
			data = word == "DATA" && strings.HasPrefix(answer, "354")
			_, _ = io.WriteString(theirs, answer+"\r\n")
		}
	}()
	return &email.SMTP{Host: "mx.example", Dial: func(context.Context, string, string) (net.Conn, error) { return ours, nil }}, &got
}

func TestSMTP(t *testing.T) {
	good := func() map[string]string {
		return map[string]string{"EHLO": "250 ok", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": "250 ok", "QUIT": "221 bye"}
	}
	for _, c := range []struct {
		name, word, answer string
		class              channel.Class
	}{
		{"all well", "", "", ""},
		{"unknown recipient", "RCPT", "550 no", channel.Permanent},
		{"busy", "MAIL", "451 later", channel.Temporary},
		{"refused after the mail", ".", "554 spam", channel.Permanent},
		{"cut before the mail", "RCPT", "-", channel.Temporary},
		{"cut after the mail", ".", "-", channel.Uncertain},
	} {
		script := good()
		if c.answer == "-" {
			delete(script, c.word)
		} else if c.word != "" {
			script[c.word] = c.answer
		}
		s, got := server(t, script)
		ch := fresh(t, email.Config{Mailer: s, Addresses: channeltest.At{To: "sari@example.org"}})
		cleared := channeltest.Cleared(t, ch, "halo\n.\n..x")
		_, err := ch.Send(t.Context(), cleared)
		if c.class == "" && (err != nil || !strings.Contains(strings.ReplaceAll(got.String(), "\r\n..", "\r\n."), string(cleared.Message().Payload))) {
			t.Errorf("%s: %v\n%s", c.name, err, got)
		}
		if c.class != "" && (err == nil || channel.ClassOf(err) != c.class) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	s, _ := server(t, good())
	s.User, s.Password = "u", "p"
	if err := s.Deliver(t.Context(), ours, "sari@example.org", []byte("x\r\n")); err == nil {
		t.Error("a password goes over a line without TLS")
	}
}

func TestQuotesKeepLabels(t *testing.T) {
	got := email.Quote(gate.Shown{Kind: terang.KindAI, Label: "Asisten AI", Name: "Asisten AI Toko Terang", Disclosure: "Ini asisten AI.", Text: "a\nb"})
	if want := "> Asisten AI (Asisten AI Toko Terang):\n> Ini asisten AI.\n> a\n> b\n"; got != want {
		t.Errorf("%q", got)
	}
}

func TestNewRefusesWhatWouldNotWork(t *testing.T) {
	for _, c := range []email.Config{{}, {Address: "toko"}, {Address: "Toko <halo@toko.example>"}, {Address: ours, Unsubscribe: "http://toko.example"}, {Address: ours, Unsubscribe: "https://a\r\nb"}} {
		if _, err := email.New(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}
