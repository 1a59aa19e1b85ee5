package channeltest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang"
	"terang/channel"
	"terang/gate"
)

// scenes are the messages whose exact bytes are kept beside each channel.
var scenes = []struct {
	name  string
	draft terang.Draft
	facts func(*gate.Facts)
}{
	{"first_contact", says(speakers[0], "Pesanan TRG-1042 sedang dikirim.\nTiba besok."), func(f *gate.Facts) { f.Disclosed = terang.Disclosed{} }},
	{"answer_with_choices", terang.Draft{
		Author: speakers[0], Purpose: terang.ForAnswer, Kind: terang.KindText, Language: terang.English,
		Content: terang.Content{
			Text: "Your order TRG-1042 is on its way.", Replies: []terang.QuickReply{{Label: "Track", Value: "track"}, {Label: "An agent", Value: "person"}},
			Card:    &terang.Card{Kind: "facts", Title: "Order TRG-1042", Status: "shipped", Fields: []terang.CardField{{Label: "Courier", Value: "JNE"}}},
			Sources: []terang.Source{{ID: "kirim", Title: "Shipping times"}},
		},
	}, nil},
	{"many_choices", terang.Draft{
		Author: speakers[0], Purpose: terang.ForAnswer, Kind: terang.KindText,
		Content: terang.Content{Text: "Ada apa?", Replies: []terang.QuickReply{
			{Label: "Lacak pesanan", Value: "lacak"},
			{Label: "Batalkan pesanan yang belum dikirim", Value: "batal"},
			{Label: "Tukar barang", Value: "tukar"},
			{Label: "Jam buka", Value: "jam"},
			{Label: "Bicara dengan petugas", Value: "orang"},
		}},
	}, nil},
	{"asked", says(speakers[0], "Pesanan dikirim."), func(f *gate.Facts) { f.Asked = true }},
	{"takeover", terang.Draft{Author: terang.BySystem(), Purpose: terang.ForNotice, Kind: terang.KindNotice, Announces: speakers[2]}, nil},
	{"agent", says(speakers[2], "Halo, saya cek dulu ya."), func(f *gate.Facts) { f.Disclosed.Voice = "human:agt_1" }},
	{"agent_with_ai", says(speakers[3], "Paket tiba besok."), func(f *gate.Facts) { f.Disclosed.Voice = "human:agt_1" }},
	{"proactive", terang.Draft{
		Author: speakers[1], Purpose: terang.ForProactive, Kind: terang.KindText, Content: terang.Content{Text: "Pesanan TRG-1042 sudah dikirim lewat JNE."},
	}, func(f *gate.Facts) { f.Consent = true }},
	{"survey", terang.Draft{
		Author: speakers[1], Purpose: terang.ForSurvey, Kind: terang.KindSurvey, Content: terang.Content{Survey: &terang.Survey{Question: "Puas dengan bantuan kami?", Options: []int{1, 2, 3, 4, 5}}},
	}, nil},
	{"long", says(speakers[0], strings.TrimSpace(strings.Repeat("Pesanan TRG-1042 berisi dua barang dan dikirim hari ini. ", 8))), func(f *gate.Facts) { f.Disclosed = terang.Disclosed{} }},
	{"emoji", says(speakers[0], "Terima kasih 🙏 pesanan “TRG-1042” sudah tiba."), func(f *gate.Facts) { f.Disclosed = terang.Disclosed{} }},
}

// Record sends one message of every scene and compares the exact bytes that the provider got with the files beside the
// channel's test; update rewrites them. headers are those that are kept.
func Record(t *testing.T, connect func(*Provider) channel.Channel, update bool, headers ...string) {
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			p := &Provider{}
			c := connect(p)
			f := facts(c, terang.HolderAssistant)
			if s.draft.Author.AgentID() != "" || s.draft.Announces.AgentID() != "" {
				f = facts(c, terang.HolderAgent)
			}
			f.Disclosed, f.Language = known, s.draft.Language.Or(terang.Indonesian)
			f.Disclosed.Language = f.Language
			if s.facts != nil {
				s.facts(&f)
			}
			cleared, held := gate.Clear(s.draft, f, c)
			if held != nil {
				t.Fatalf("held: %s %s %v", held, held.Detail, held.Violations)
			}
			if _, err := c.Send(context.Background(), cleared); err != nil {
				t.Fatal(err)
			}
			Golden(t, s.name+".txt", Dump(p.Requests(), headers...), update)
		})
	}
}

// Golden compares got with a file in testdata; update rewrites it.
func Golden(t *testing.T, name string, got []byte, update bool) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; -update writes it", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed; if that is meant, -update\ngot:\n%s\nwant:\n%s", file, strings.ToValidUTF8(string(got), "?"), want)
	}
}
