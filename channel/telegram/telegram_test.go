package telegram_test

import (
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/channel"
	"terang/channel/channeltest"
	"terang/channel/telegram"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func seen(payload []byte) ([]string, error) {
	var parcel struct {
		Calls []struct{ Body string }
	}
	if err := json.Unmarshal(payload, &parcel); err != nil {
		return nil, err
	}
	var units []string
	for _, call := range parcel.Calls {
		var b map[string]any
		if err := json.Unmarshal([]byte(call.Body), &b); err != nil {
			return nil, err
		}
		if b["parse_mode"] != nil || b["entities"] != nil {
			return nil, errors.New("markup")
		}
		text, _ := b["text"].(string)
		units = append(units, text)
	}
	return units, nil
}

func sign(body []byte) channel.Hook {
	return channel.Hook{Header: http.Header{"X-Telegram-Bot-Api-Secret-Token": {"hook-secret"}}, Body: body}
}

const sari = `"from":{"id":99,"is_bot":false,"first_name":"Sari","last_name":"D","language_code":"id"},"chat":{"id":99,"type":"private"}`

var hooks = []string{
	`{"update_id":1,"message":{"message_id":5,` + sari + `,"date":1795231283,"text":"paketku kok blm nyampe"}}`,
	`{"update_id":2,"callback_query":{"id":"77","from":{"id":99,"first_name":"Sari","last_name":"D","language_code":"id"},"data":"3:lacak","message":{"message_id":6,"from":{"id":1,"is_bot":true},"chat":{"id":99,"type":"private"},"date":1795231283,"text":"AI: x","reply_markup":{"inline_keyboard":[[{"text":"Lacak pesanan","callback_data":"3:lacak"}]]}}}}`,
	`{"update_id":3,"message":{"message_id":7,` + sari + `,"date":1795231284,"photo":[{"file_id":"a"}],"caption":"rusak"}}`,
	`{"update_id":4,"edited_message":{"message_id":5,` + sari + `,"date":1795231283,"edit_date":1795231299,"text":"paketku sudah sampai"}}`,
	`{"update_id":5,"message":{"message_id":8,"from":{"id":99,"first_name":"S"},"chat":{"id":-100,"type":"group"},"text":"halo semua"}}`,
	`{"update_id":6,"my_chat_member":{"chat":{"id":99,"type":"private"}}}`,
}

var about = channeltest.About{Seen: seen, Sign: sign, Hooks: hooks, Connect: func(p *channeltest.Provider) channel.Channel {
	return telegram.New(telegram.Config{Token: "1:token", Secret: "hook-secret", Transport: p, Addresses: channeltest.At{To: "99"}})
}}

func fresh() *telegram.Channel { return telegram.New(telegram.Config{Secret: "hook-secret"}) }

func TestContract(t *testing.T) {
	channeltest.Run(t, func(*testing.T) channel.Channel { return fresh() }, about)
}

func TestRecorded(t *testing.T) { channeltest.Record(t, about.Connect, *update, "Content-Type") }

func FuzzShown(f *testing.F) { channeltest.FuzzShown(f, fresh()) }

func FuzzReceive(f *testing.F) { channeltest.FuzzReceive(f, fresh(), about) }

func TestReceive(t *testing.T) {
	from := channel.Inbound{Channel: "telegram", From: "99", Name: "Sari D", Language: terang.Indonesian}
	text, tap, photo, edited := from, from, from, from
	text.ExternalID, text.Text, text.At = "99:5", "paketku kok blm nyampe", time.Unix(1795231283, 0).UTC()
	tap.ExternalID, tap.Text, tap.Choice, tap.ReplyTo = "tap:77", "Lacak pesanan", "lacak", 3
	photo.ExternalID, photo.Text, photo.Media, photo.At = "99:7", "rusak", "image", time.Unix(1795231284, 0).UTC()
	edited.ExternalID, edited.Text, edited.At = "99:5:1795231299", "paketku sudah sampai", text.At
	for i, want := range []channel.Inbound{text, tap, photo, edited, {}, {}} {
		got, err := fresh().Receive(sign([]byte(hooks[i])))
		if err != nil {
			t.Fatal(err)
		}
		if want.Channel == "" {
			if len(got.Messages) != 0 || got.Skipped != 1 {
				t.Errorf("%s is taken: %+v", hooks[i], got)
			}
		} else if len(got.Messages) != 1 || got.Messages[0] != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

func TestAnswersAreClassed(t *testing.T) {
	for _, c := range []struct {
		body  string
		class channel.Class
		code  string
		after time.Duration
	}{
		{`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}`, channel.Temporary, "rate_limited", 5 * time.Second},
		{`{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, channel.Permanent, "opted_out", 0},
		{`{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, channel.Permanent, "recipient_unknown", 0},
		{`{"ok":false,"error_code":404,"description":"Not Found"}`, channel.Temporary, "unauthorized", 0},
		{`{"ok":false,"error_code":400,"description":"Bad Request: message text is empty"}`, channel.Permanent, "refused", 0},
	} {
		ch := about.Connect(&channeltest.Provider{Otherwise: channeltest.Answer{Status: 400, Body: c.body}})
		_, err := ch.Send(t.Context(), channeltest.Cleared(t, ch, "halo"))
		var e *channel.SendError
		if !errors.As(err, &e) || e.Class != c.class || e.Code != c.code || e.RetryAfter != c.after || strings.Contains(err.Error(), "token") {
			t.Errorf("%s: %v", c.body, err)
		}
	}
	p := &channeltest.Provider{}
	for _, to := range []string{"", "-100", "abc", `1,"text":"x"`} {
		ch := telegram.New(telegram.Config{Token: "1:token", Transport: p, Addresses: channeltest.At{To: to}})
		if _, err := ch.Send(t.Context(), channeltest.Cleared(t, ch, "halo")); channel.ClassOf(err) != channel.Permanent || len(p.Requests()) > 0 {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func TestABubbleWithMoreThanItsWordsIsNotReadBack(t *testing.T) {
	c := fresh()
	channeltest.Refuses(t, c, channeltest.Cleared(t, c, "Pesanan dikirim.").Message().Payload, [][2]string{
		{`{\"text\":`, `{\"parse_mode\":\"HTML\",\"text\":`},
		{`{\"text\":\"AI: `, `{\"text\":\"`},
		{`{\"text\":\"AI: `, `{\"text\":\"Petugas: `},
		{`{\"text\":\"AI: `, `{\"text\":\"x\",\"text\":\"AI: `},
		{`\"is_disabled\":true`, `\"is_disabled\":false`},
		{`"path":"sendMessage"`, `"path":"sendPhoto"`},
		{`"kind":"ai"`, `"kind":"system"`},
		{`\"text\":\"AI: `, `\"text\":\"AI: ` + strings.Repeat("x", 4096)},
	})
}
