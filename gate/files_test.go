package gate_test

import (
	"bytes"
	"testing"

	"terang"
	"terang/channel/sms"
	"terang/gate"
)

var nota = terang.Attachment{ID: "att_1", Name: "nota.pdf", Type: "application/pdf", Size: 77, Digest: "3fa1", Width: 0}

func withFile(text string) terang.Draft {
	d := says(rina, text)
	d.Content.Attachments = []terang.Attachment{nota}
	return d
}

// swaps renders as the web does, and puts other bytes in the place of some.
type swaps struct {
	gate.Renderer
	old, with string
}

// Render implements gate.Renderer.
func (s swaps) Render(u gate.Utterance) ([]byte, error) {
	b, err := s.Renderer.Render(u)
	return bytes.Replace(b, []byte(s.old), []byte(s.with), 1), err
}

// TestAFileIsSaidLikeAnyWord: it needs no text, bears the author's label, and stands in the bytes that the receipt commits to.
func TestAFileIsSaidLikeAnyWord(t *testing.T) {
	t.Parallel()
	f := facts(terang.HolderAgent, told("agent:agt_rina", 0))
	for _, text := range []string{"", "Ini notanya."} {
		c, held := gate.Clear(withFile(text), f, web)
		if held != nil {
			t.Fatalf("%q: %s %s", text, held, held.Detail)
		}
		shown, err := web.Shown(c.Message().Payload)
		if err != nil || shown.Label != "Petugas" || len(shown.Files) != 1 || shown.Files[0] != nota {
			t.Errorf("%q: %+v, %v", text, shown, err)
		}
	}
	without, held := gate.Clear(says(rina, "Halo"), f, web)
	if held != nil || bytes.Contains(without.Message().Payload, []byte("attachments")) {
		t.Errorf("a message without files names them: %s", without.Message().Payload)
	}
}

// TestAFileThatTheBytesDoNotShowIsHeld: another digest, name, type or size, one that is missing, and a channel that carries none.
func TestAFileThatTheBytesDoNotShowIsHeld(t *testing.T) {
	t.Parallel()
	f := facts(terang.HolderAgent, told("agent:agt_rina", 0))
	for _, s := range []swaps{
		{web, `"digest":"3fa1"`, `"digest":"3fa2"`},
		{web, `"name":"nota.pdf"`, `"name":"nota2.pdf"`},
		{web, `"type":"application/pdf"`, `"type":"text/html"`},
		{web, `"size":77`, `"size":78`},
		{web, `"attachments"`, `"attachment"`},
		{web, `"digest":"3fa1"}`, `"digest":"3fa1"},{"id":"att_2","name":"b","type":"c","size":1,"digest":"d"}`},
		{web, `"digest":"3fa1"`, `"digest":"3fa1","href":"https://example.com"`},
	} {
		if _, held := gate.Clear(withFile("Ini notanya."), f, s); !held.Has(gate.Undisclosed) {
			t.Errorf("%s passes as %s", s.old, s.with)
		}
	}
	if _, held := gate.Clear(withFile("Ini notanya."), f, sms.New(sms.Config{})); !held.Has(gate.Undisclosed) {
		t.Error("a channel that carries no files lets one go")
	}
	many := withFile("")
	many.Content.Attachments = make([]terang.Attachment, 65)
	if _, held := gate.Clear(many, f, web); !held.Has(gate.TooLong) {
		t.Error("any number of files passes")
	}
	notice := terang.Draft{Author: terang.BySystem(), Purpose: terang.ForNotice, Kind: terang.KindNotice, Content: terang.Content{Text: "a", Attachments: []terang.Attachment{nota}}}
	if _, held := gate.Clear(notice, f, web); !held.Has(gate.NoAuthor) {
		t.Error("the house sends files under its own name")
	}
}
