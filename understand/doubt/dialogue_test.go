package doubt

import (
	"strings"
	"testing"
)

// TestMalformedDialogues: each error names the line and what is wrong with it.
func TestMalformedDialogues(t *testing.T) {
	t.Parallel()
	good := `{"id":"a","language":"id","turns":[{"role":"contact","text":"halo","label":0},{"role":"assistant","text":"hai"}]}`
	for _, c := range []struct{ line, want string }{
		{`{"id":"b"`, "not a dialogue in JSON"},
		{`[1]`, "not a dialogue in JSON"},
		{`{"id":"b","turns":[]}`, "no turns"},
		{`{"id":"b","turns":[{"role":"bot","text":"x"}]}`, `turn 1: role "bot"`},
		{`{"id":"b","turns":[{"role":"contact","text":"x","label":2}]}`, "turn 1: label 2"},
		{`{"id":"b","turns":[{"role":"contact","text":"x","label":"1"}]}`, "not a dialogue in JSON"},
		{`{"id":"b","turns":[{"role":"contact","text":"x","label":0},{"role":"agent","text":"x","label":1}]}`, "turn 2: only a contact's turn has a label"},
		{`{"id":"b","language":"fr","turns":[{"role":"contact","text":"x"}]}`, `language "fr"`},
		{`{"id":"a","turns":[{"role":"contact","text":"x"}]}`, `id "a" stands in line 1 already`},
		{`null`, "no turns"},
		{`{"id":"b","turns":[{"text":"x","label":1}]}`, `turn 1: role ""`},
		{`{"id":"b","turns":[{"role":"Contact","text":"x"}]}`, `turn 1: role "Contact"`},
		{`{"id":"b","turns":[{"role":"contact","text":"x","label":0.5}]}`, "not a dialogue in JSON"},
		{`{"id":"b","turns":[{"role":"contact","text":["x"]}]}`, "not a dialogue in JSON"},
		{`{"id":"b","turns":[{"role":"contact","text":"x"}]} {"id":"c"}`, "not a dialogue in JSON"},
		{"\xff\xfe{\x00", "not a dialogue in JSON"},
		{`{"id":"b","turns":[{"role":"contact","text":"` + strings.Repeat("y", maxLine) + `"}]}`, "want at most"},
		{`{"id":"b","turns":[` + strings.Repeat(`{"role":"contact","text":""},`, maxTurns) + `{"role":"contact","text":""}]}`, "1001 turns, want at most 1000"},
	} {
		_, err := ParseDialogues("talks.jsonl", []byte(good+"\n\n"+c.line+"\n"))
		if err == nil || !strings.Contains(err.Error(), "talks.jsonl:3: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want line 3 and %q", c.line, err, c.want)
		}
	}
	other := `{"id":"b","turns":[{"role":"contact","text":"halo, can you help? 你好","label":null,"note":1},{"role":"agent","text":""},{"role":"contact","text":"","label":1}]}`
	ds, err := ParseDialogues("talks.jsonl", []byte("\xef\xbb\xbf"+good+"\r\n\r\n"+other+"\r\n \t\n"))
	if err != nil || len(ds) != 2 || len(ds[0].Turns) != 2 || ds[0].Turns[1].Label != nil || ds[1].Line != 3 || ds[1].Turns[0].Label != nil || *ds[1].Turns[2].Label != 1 {
		t.Errorf("%+v, %v", ds, err)
	}
	if ds, err := ParseDialogues("talks.jsonl", nil); err != nil || len(ds) != 0 {
		t.Errorf("an empty file: %+v, %v", ds, err)
	}
}

// FuzzParseDialogues: whatever is read, nothing panics, and what is taken can be judged.
func FuzzParseDialogues(f *testing.F) {
	f.Add([]byte(`{"id":"a","turns":[{"role":"contact","text":"halo","label":0}]}`))
	f.Add([]byte("{}\n[]\nnull"))
	f.Add([]byte("\xef\xbb\xbf{\"turns\":[{\"role\":\"agent\",\"text\":\"\\ud83d\"}]}\r\n"))
	r, err := New(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		ds, err := ParseDialogues("f", b)
		if err != nil {
			return
		}
		for _, d := range ds {
			var s State
			for _, turn := range d.Turns[:min(len(d.Turns), 20)] {
				if turn.Role == Contact {
					s, _ = r.Read(s, Heard{Text: turn.Text})
				} else {
					s = r.Said(s, turn.Role, turn.Text)
				}
			}
		}
	})
}
