package webchat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/channel"
	"terang/channel/channeltest"
	"terang/channel/webchat"
	"terang/gate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type bell struct {
	conversation string
	seq          int64
	payload      []byte
	rings        int
}

func (b *bell) Ring(conversationID string, seq int64, payload []byte) {
	b.conversation, b.seq, b.payload, b.rings = conversationID, seq, payload, b.rings+1
}

func TestContract(t *testing.T) {
	channeltest.Run(t, func(*testing.T) channel.Channel { return webchat.New(nil) }, channeltest.About{Seen: seen})
}

func TestSendRingsTheBellWithThePayload(t *testing.T) {
	b := &bell{}
	c := webchat.New(b)
	cleared := channeltest.Cleared(t, c, "Pesanan dikirim.")
	if r, err := c.Send(context.Background(), cleared); err != nil || r.State != terang.Accepted {
		t.Fatal(r, err)
	}
	if b.rings != 1 || b.conversation != "cnv_1" || b.seq != 3 || !bytes.Equal(b.payload, cleared.Message().Payload) {
		t.Errorf("%+v", b)
	}
}

// golden is every part of a message at once.
func golden() terang.Message {
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	return terang.Message{
		ID: "msg_01KB", WorkspaceID: "ws_1", ConversationID: "cnv_1", Seq: 3, Prev: 2, Kind: terang.KindText, Direction: terang.Out,
		Author: terang.ByAI("ngram@3fa1", "order_status@1"), Language: "id", At: time.Date(2026, 11, 21, 3, 21, 23, 123_456_789, time.UTC),
		Content: terang.Content{
			Disclosure: &terang.Disclosure{Elements: []terang.Element{terang.IsAI, terang.NotHuman}, Text: "Ini asisten AI Toko Terang, bukan manusia."},
			Text:       "Pesanan TRG-1042 sedang dikirim.\n\"Besok\" <tiba> & \u2028 é 👍",
			Replies:    []terang.QuickReply{{ID: "r1", Label: "Ya", Value: "ya"}, {ID: "r2", Label: "Tidak", Value: "tidak"}},
			Card: &terang.Card{
				Kind: "timeline", Title: "Pesanan TRG-1042", Status: "Dikirim", Fields: []terang.CardField{{Label: "Kurir", Value: "JNE"}},
				Steps: []terang.CardStep{{At: &at, Label: "Dikemas", State: "done"}, {Label: "Tiba", State: "next"}},
			},
			Sources: []terang.Source{{ID: "jam-buka", Title: "Jam buka toko", Version: "1"}},
			Survey:  &terang.Survey{Question: "Puas?", Options: []int{1, 2, 3, 4, 5}},
		},
	}
}

func TestGolden(t *testing.T) {
	got, err := webchat.New(nil).Render(gate.Utterance{Message: golden(), Label: "Asisten AI", Name: "Asisten AI Toko Terang"})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "message.json")
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(file, append(got, '\n'), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(got)+"\n" != string(want) {
		t.Errorf("%v\n%s", err, got)
	}
	for _, c := range []struct {
		index int64
		want  string
	}{{17, `,"receipt":{"index":17,"state":"included"}}`}, {-1, `,"receipt":{"index":null,"state":"pending"}}`}} {
		b := webchat.AppendWithReceipt(nil, got, c.index)
		if !json.Valid(b) || !strings.HasSuffix(string(b), c.want) || !bytes.HasPrefix(b, got[:len(got)-1]) {
			t.Errorf("%s", b)
		}
	}
}

func TestInboundAndNotesAreRenderedToo(t *testing.T) {
	in := terang.Message{ID: "msg_1", Seq: 1, Kind: terang.KindText, Direction: terang.In, Author: terang.ByContact(), Language: "id", ExternalID: "c-1", Content: terang.Content{Text: "halo"}}
	note := terang.Message{ID: "msg_2", Seq: 2, Kind: terang.KindNote, Direction: terang.Internal, Author: terang.ByAgent("agt_1", "Rina"), Language: "en", Content: terang.Content{Text: "VIP"}}
	for _, c := range []struct {
		m    terang.Message
		want string
	}{
		{in, `{"id":"msg_1","seq":1,"prev":0,"kind":"text","direction":"in","author":{"kind":"contact","label":"Anda"},"language":"id","text":"halo","client_id":"c-1","at":"0001-01-01T00:00:00.000Z"}`},
		{note, `{"id":"msg_2","seq":2,"prev":0,"kind":"note","direction":"internal","author":{"kind":"human","label":"Agent","name":"Rina","agent_id":"agt_1"},"language":"en","text":"VIP","at":"0001-01-01T00:00:00.000Z"}`},
	} {
		if got := string(webchat.RenderMessage(c.m)); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if _, err := webchat.New(nil).Shown(webchat.RenderMessage(c.m)); err == nil {
			t.Error("what does not go out is read as if it did")
		}
	}
	out := golden()
	out.Payload = []byte(`{"id":"msg_01KB","seq":3,"prev":2,"committed":true}`)
	if got := webchat.RenderMessage(out); !bytes.Equal(got, out.Payload) {
		t.Errorf("the committed bytes are rendered anew: %s", got)
	}
	for _, other := range []string{`{"id":"msg_01KB","seq":3,"kind":"ai","calls":[]}`, "Date: x\r\n", `{"title":"AI"}`} {
		out.Payload = []byte(other)
		if shown, err := webchat.New(nil).Shown(webchat.RenderMessage(out)); err != nil || shown.Kind != terang.KindAI || shown.Text != out.Content.Text {
			t.Errorf("what went out on another channel is no message to a browser: %+v %v", shown, err)
		}
	}
}

// wire is what encoding/json reads of a payload: an independent view of the same bytes.
type wire struct {
	ID        string `json:"id"`
	Seq       int64  `json:"seq"`
	Direction string `json:"direction"`
	Language  string `json:"language"`
	Author    struct {
		Kind  string `json:"kind"`
		Label string `json:"label"`
		Name  string `json:"name"`
	} `json:"author"`
	Disclosure struct {
		Text string `json:"text"`
	} `json:"disclosure"`
	Text        string              `json:"text"`
	Attachments []terang.Attachment `json:"attachments"`
}

// same compares what two readers saw.
func same(a, b gate.Shown) bool {
	files := slices.Equal(a.Files, b.Files)
	a.Files, b.Files = nil, nil
	return files && reflect.DeepEqual(a, b)
}

// seen is what a browser shows of a payload.
func seen(payload []byte) ([]string, error) {
	var w wire
	err := json.Unmarshal(payload, &w)
	return []string{w.Author.Label + "\n" + w.Disclosure.Text + "\n" + w.Text}, err
}

func (w wire) shown() gate.Shown {
	return gate.Shown{
		ID: w.ID, Seq: w.Seq, Kind: terang.AuthorKind(w.Author.Kind), Label: w.Author.Label, Name: w.Author.Name,
		Language: terang.Language(w.Language), Disclosure: w.Disclosure.Text, Text: w.Text, Files: w.Attachments,
	}
}

func TestStringsAreWrittenAsEncodingJSONWritesThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		m := golden()
		m.Content = terang.Content{Text: s}
		b, err := webchat.New(nil).Render(gate.Utterance{Message: m, Label: s, Name: s})
		if err != nil {
			t.Skip(err)
		}
		var w wire
		if err := json.Unmarshal(b, &w); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		want := strings.ToValidUTF8(s, "")
		if strings.ToValidUTF8(s, "") == s && (w.Text != want || w.Author.Label != want) {
			t.Fatalf("%q became %q", s, w.Text)
		}
		shown, err := webchat.New(nil).Shown(b)
		if err != nil || !same(shown, w.shown()) {
			t.Fatalf("%v: %+v, encoding/json says %+v", err, shown, w.shown())
		}
	})
}

func FuzzShown(f *testing.F) {
	b, _ := webchat.New(nil).Render(gate.Utterance{Message: golden(), Label: "Asisten AI", Name: "Asisten AI Toko Terang"})
	f.Add(b)
	f.Add([]byte(`{"direction":"out","text":"\ud83d\ude00","n":-1.5e+3,"a":[true,false,null,{}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		shown, err := webchat.New(nil).Shown(b)
		if err != nil {
			return
		}
		var w wire
		if err := json.Unmarshal(b, &w); err != nil {
			if strings.Contains(err.Error(), "cannot unmarshal") {
				return // a key in another case, which browsers do not read
			}
			t.Fatalf("read, though it is no JSON: %v: %q", err, b)
		}
		// encoding/json takes "TEXT" for "text"; where it saw something else, look whether that is why.
		if !same(shown, w.shown()) && !bytes.ContainsAny(bytes.ToLower(b), "ſK") && bytes.Equal(bytes.ToLower(b), b) {
			t.Fatalf("%+v, encoding/json says %+v: %q", shown, w.shown(), b)
		}
	})
}

func TestReceive(t *testing.T) {
	s := webchat.Session{WorkspaceID: "ws_1", ContactID: "con_1", ConversationID: "cnv_1"}
	long := strings.Repeat("a", terang.MaxText)
	for _, c := range []struct {
		body, text, code string
	}{
		{`{"client_id":"c-1","text":" halo\u0000\u202e kak \r\n","choice":"ya","reply_to":4,"other":{"x":[1]}}`, "halo kak", ""},
		{`{"client_id":"c-1","text":"` + long + `"}`, long, ""},
		{`{"client_id":"c-1","text":"` + long + `a"}`, "", "message_too_long"},
		{`{"client_id":"c-1","text":" \u200b "}`, "", "message_empty"},
		{`{"client_id":"c-1"}`, "", "message_empty"},
		{`{"text":"halo"}`, "", "client_id_invalid"},
		{`{"client_id":"a b","text":"halo"}`, "", "client_id_invalid"},
		{`{"client_id":"` + strings.Repeat("x", 65) + `","text":"halo"}`, "", "client_id_invalid"},
		{`{"client_id":"c-1","text":"halo","reply_to":-1}`, "", "choice_invalid"},
		{`{"client_id":"c-1","text":"halo","choice":"` + strings.Repeat("x", 300) + `"}`, "", "choice_invalid"},
		{`{"client_id":"c-1","text":7}`, "", "body_malformed"},
		{`{"client_id":"c-1","text":"halo"}{}`, "", "body_malformed"},
		{`[`, "", "body_malformed"},
		{``, "", "body_malformed"},
		{strings.Repeat("[", 1000), "", "body_malformed"},
		{strings.Repeat(" ", webchat.MaxBody+1), "", "body_too_large"},
	} {
		in, err := webchat.Receive([]byte(c.body), s)
		var e *terang.Error
		code := ""
		if errors.As(err, &e) {
			code = e.Code
		}
		if code != c.code || in.Text != c.text {
			t.Errorf("%.60s: %q %v", c.body, in.Text, err)
		}
		if err == nil && (in.WorkspaceID != "ws_1" || in.ContactID != "con_1" || in.ConversationID != "cnv_1" || in.Channel != "web" || in.ExternalID != "c-1") {
			t.Errorf("%+v", in)
		}
	}
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte(`{"client_id":"c-1","text":"halo","choice":"ya","reply_to":4}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := webchat.Receive(b, webchat.Session{ConversationID: "cnv_1"})
		if err == nil && (in.Text == "" || strings.ContainsRune(in.Text, 0) || in.ExternalID == "") {
			t.Fatalf("%+v", in)
		}
	})
}
