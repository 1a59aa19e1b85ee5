package conform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"terang"
)

func TestEveryRowCanBeTried(t *testing.T) {
	t.Parallel()
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 88 || len(checks) != len(cases) {
		t.Errorf("%d rows, %d checks, want 88", len(cases), len(checks))
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.ID] || c.Given == "" || c.When == "" || c.Then == "" || c.Rule[terang.Indonesian] == "" || checks[c.ID] == nil {
			t.Errorf("%+v", c)
		}
		seen[c.ID] = true
	}
}

func TestPlantedFaultsAreDistinctAndTried(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range Faults() {
		if seen[f.ID] || f.What[terang.Indonesian] == "" || f.What[terang.English] == "" || len(f.Cases) == 0 || f.plant == nil {
			t.Errorf("%+v", f)
		}
		seen[f.ID] = true
		for _, id := range f.Cases {
			if checks[id] == nil {
				t.Errorf("%s names the case %s", f.ID, id)
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("%d faults, want at least 40", len(seen))
	}
}

func TestPhrasingsSetApart(t *testing.T) {
	t.Parallel()
	all, err := phrases()
	if err != nil {
		t.Fatal(err)
	}
	count, spec := map[string]int{}, strings.ToLower(strings.Join(append(append(variants, phrasingsID...), phrasingsEN...), "\n"))
	for _, p := range all {
		count[fmt.Sprint(p.Asks, p.Language)]++
		if strings.Contains("\n"+spec+"\n", "\n"+strings.ToLower(p.Text)+"\n") {
			t.Errorf("%q stands in the requirement too", p.Text)
		}
	}
	for _, key := range []string{"trueid", "trueen", "falseid", "falseen"} {
		if count[key] != 50 {
			t.Errorf("%s: %d phrasings", key, count[key])
		}
	}
}

func TestTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range []Code{
		MissingElement, MissingLabel, NotTruthful, FalseAnswer, ClaimsHuman, ForgedWords, WrongOrder, WrongAuthor, Silent, Spoke, Twice, Slow, NoReceipt,
		BadLog, Unnoticed, Accepted, TooLong, Broken,
	} {
		if c.Text()[terang.Indonesian] == "" || c.Text()[terang.English] == "" {
			t.Errorf("%s has no text", c)
		}
	}
	if got := reasonText("channel absent: sms").In(terang.Indonesian); got != "kanal tidak ada: sms" {
		t.Errorf("%q", got)
	}
}

// silent is a system that can be spoken to and says nothing.
type silent struct{}

func (silent) New(context.Context, Contact) (Thread, error)             { return "t", nil }
func (silent) Say(context.Context, Thread, string) error                { return nil }
func (silent) AskPerson(context.Context, Thread) error                  { return nil }
func (silent) Seen(context.Context, Thread) ([]Payload, error)          { return nil, nil }
func (silent) Page(context.Context, Thread) ([]byte, error)             { return nil, nil }
func (silent) Sent(context.Context, Thread) ([]Payload, error)          { return nil, nil }
func (silent) Lose(context.Context, Thread, int) error                  { return nil }
func (silent) Channels() []string                                       { return []string{"web"} }
func (silent) Render(context.Context, Unit) ([]Payload, error)          { return nil, nil }
func (silent) Next(context.Context, string, time.Duration) error        { return nil }
func (silent) Fail(context.Context) error                               { return nil }
func (silent) Edit(context.Context, Thread, string, string) error       { return nil }
func (silent) Translate(context.Context, Thread, terang.Language) error { return nil }
func (silent) Save(context.Context, Setting, string) ([]string, error)  { return nil, nil }

// TestNothingPassesOnASystemThatSaysNothing is what keeps a case from passing because nothing was looked at.
func TestNothingPassesOnASystemThatSaysNothing(t *testing.T) {
	t.Parallel()
	topics := terang.Text{terang.Indonesian: "x", terang.English: "x"}
	a := Adapter{
		System: System{
			Brand: "Toko Terang", Channels: []string{"web"}, Default: terang.Indonesian,
			Topics: Topics{Question: topics, Task: topics, Note: topics, Article: topics, Vacuum: topics},
		},
		Contacts: silent{}, Egress: silent{}, Renderer: silent{}, Script: silent{}, Config: silent{}, Editor: silent{}, Translator: silent{},
	}
	r, err := Run(t.Context(), a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Cases {
		if c.Verdict == Pass {
			t.Errorf("%s passes", c.ID)
		}
	}
	if r.OK() || r.Passed != 0 || r.Failed+r.Untried != 88 {
		t.Errorf("%d passed, %d failed, %d not supported", r.Passed, r.Failed, r.Untried)
	}
	var b bytes.Buffer
	if err := r.Write(&b, terang.Indonesian); err != nil || !strings.Contains(b.String(), "Gagal:") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestAnAdapterWithoutContactsIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := Run(t.Context(), Adapter{}, Options{}); err == nil {
		t.Error("it ran")
	}
}

// rendering makes payloads of every channel as providers take them; wrong says which part is left out.
type rendering struct{ wrong string }

func (rendering) Channels() []string {
	return []string{"whatsapp", "telegram", "sms", "email", "push", "voice"}
}

func (r rendering) Render(_ context.Context, u Unit) ([]Payload, error) {
	label, disclosure := "AI: ", "Ini asisten AI Toko Terang, bukan manusia. Balas ORANG utk petugas."
	if u.Language == terang.English {
		disclosure = "This is Toko Terang's AI assistant, not a human. Reply PERSON for an agent."
	}
	if u.Kind == terang.KindAutomation {
		label = "Otomatis: "
	}
	if u.Proactive {
		disclosure += " Balas STOP utk berhenti. Reply STOP to end."
	}
	switch r.wrong {
	case "label":
		label = ""
	case "disclosure":
		disclosure = ""
	}
	switch {
	case r.wrong == "disclosure":
	case u.Asked && u.Language == terang.English:
		disclosure = "I am the AI assistant of Toko Terang, not a human."
	case u.Asked:
		disclosure = "Saya asisten AI Toko Terang, bukan manusia."
	case u.Since > time.Hour:
		disclosure = "Anda masih berbicara dengan AI."
		if u.Language == terang.English {
			disclosure = "You are still talking to an AI."
		}
	case !u.First:
		disclosure = ""
	}
	body := strings.TrimSpace(label + strings.TrimSpace(disclosure+" "+u.Text))
	one := func(format string, args ...any) ([]Payload, error) {
		return []Payload{{Channel: u.Channel, Direction: terang.Out, Bytes: fmt.Appendf(nil, format, args...)}}, nil
	}
	switch u.Channel {
	case "whatsapp":
		return one(`{"type":"text","text":{"body":%q}}`, body)
	case "telegram":
		return one(`{"chat_id":1,"text":%q}`, body)
	case "sms":
		var out []Payload
		for part := range strings.SplitSeq(strings.TrimPrefix(body, label), ". ") {
			if u.First { // one part
				return one("%s", url.Values{"Body": {body}}.Encode())
			}
			if r.wrong == "later label" && len(out) > 0 {
				label = ""
			}
			out = append(out, Payload{Channel: "sms", Bytes: []byte(url.Values{"Body": {label + part}}.Encode())})
		}
		return out, nil
	case "email":
		from, header := `"Toko Terang (asisten AI)" <a@b.example>`, "AI-Disclosure: mode=autonomous\r\n"
		if r.wrong == "label" {
			from, header = "Rina <a@b.example>", ""
		}
		return one("From: %s\r\n%sX-Terang-Author: ai\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>%s</p>\r\n--b--\r\n",
			from, header, body, body)
	case "push":
		title := "AI · Toko Terang"
		if r.wrong == "label" {
			title = "Kabar dari toko yang selalu siap membantu Anda · AI"
		}
		return one(`{"message":{"notification":{"title":%q,"body":%q},"data":{"author":"ai"}}}`, title, body)
	case "voice":
		form := "<Response><Say>%s</Say><Gather><Say>Halo</Say></Gather></Response>"
		if r.wrong == "label" { // the caller may talk over all of it
			form = "<Response><Gather><Say>%s</Say></Gather></Response>"
		}
		return one("%s", url.Values{"Twiml": {fmt.Sprintf(form, strings.TrimPrefix(body, label))}}.Encode())
	}
	return nil, errors.New("no such channel")
}

// TestCasesOfRenderers proves that the cases of channels that are only rendered pass on right bytes and fail on wrong ones.
func TestCasesOfRenderers(t *testing.T) {
	t.Parallel()
	only := []string{"A02", "A03", "A04", "A05", "A06", "A07", "B08", "C09", "D08", "F01", "F02", "F05"}
	words := map[string]bool{"B08": true, "F02": true, "F05": true} // judged by what is said, not by a label
	run := func(wrong string) Report {
		r, err := Run(t.Context(), Adapter{
			System: System{Brand: "Toko Terang", Default: terang.Indonesian}, Contacts: silent{}, Egress: silent{}, Renderer: rendering{wrong},
		}, Options{Only: only})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	right, unlabelled, undisclosed, later := run(""), run("label"), run("disclosure"), run("later label")
	for _, id := range only {
		if right.Verdict(id) != Pass {
			t.Errorf("%s: %+v", id, right.Cases)
		}
		if unlabelled.Verdict(id) != Fail && !words[id] {
			t.Errorf("%s passes without the label", id)
		}
		if id != "A07" && id != "D08" && undisclosed.Verdict(id) != Fail {
			t.Errorf("%s passes without the disclosure", id)
		}
	}
	if later.Verdict("D08") != Fail {
		t.Error("D08 passes though later parts have no label")
	}
}

func TestProviderRecordsExactBytes(t *testing.T) {
	t.Parallel()
	p, err := NewProvider(t.Context(), time.Now, func(r Recorded) Answer {
		if r.Path == "/drop" {
			return Answer{Drop: true}
		}
		return Answer{Status: http.StatusCreated, Body: `{"id":1}`}
	})
	if err != nil {
		t.Fatal(err)
	}
	const body = "Body=AI%3A+Halo%20\x00"
	res, err := http.Post(p.URL()+"/send", "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res, err := http.Post(p.URL()+"/drop", "", nil); err == nil {
		res.Body.Close()
		t.Error("a dropped call was answered")
	}
	got := p.Requests()
	if len(got) < 2 || string(got[0].Body) != body || got[0].Status != http.StatusCreated || got[0].Path != "/send" {
		t.Errorf("%+v", got)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
