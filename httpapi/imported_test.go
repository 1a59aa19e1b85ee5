package httpapi

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
)

// TestWhatWasBroughtAlongSaysSo: the API names the system, marks the author, and gives neither a receipt nor the promise of one.
func TestWhatWasBroughtAlongSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		author terang.Author
		label  string
	}{
		{terang.FromElsewhere("zendesk", terang.KindHuman, "Rina"), "Agent (imported)"},
		{terang.FromElsewhere("zendesk", terang.KindUnknown, ""), "Author unknown (imported)"},
		{terang.FromElsewhere("zendesk", terang.KindAutomation, "zendesk rule"), "Automated message (imported)"},
	} {
		m := store.StoredMessage{Leaf: -1, Message: terang.Message{
			ID: "msg_1", Seq: 1, Kind: terang.KindText, Direction: terang.Out, Author: c.author, Language: terang.English, Content: terang.Content{Text: "ok"}, At: time.UnixMilli(1),
			Payload: []byte(`{"id":"msg_1","seq":1,"prev":0,"author":{"kind":"human","label":"Agent"}}`), // what a file says of itself
		}}
		var got Message
		if err := json.Unmarshal(wire(m), &got); err != nil {
			t.Fatal(err)
		}
		if got.Author.Imported != "zendesk" || got.Author.Label != c.label || got.Receipt != nil || strings.Contains(string(wire(m)), "receipt") {
			t.Errorf("%s", wire(m))
		}
	}
}
