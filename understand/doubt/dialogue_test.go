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
	} {
		_, err := ParseDialogues("talks.jsonl", []byte(good+"\n\n"+c.line+"\n"))
		if err == nil || !strings.Contains(err.Error(), "talks.jsonl:3: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want line 3 and %q", c.line, err, c.want)
		}
	}
	ds, err := ParseDialogues("talks.jsonl", []byte("\xef\xbb\xbf"+good+"\r\n"))
	if err != nil || len(ds) != 1 || len(ds[0].Turns) != 2 || ds[0].Turns[1].Label != nil {
		t.Errorf("%+v, %v", ds, err)
	}
}

// FuzzParseDialogues: whatever is read, nothing panics, and what is taken can be judged.
func FuzzParseDialogues(f *testing.F) {
	f.Add([]byte(`{"id":"a","turns":[{"role":"contact","text":"halo","label":0}]}`))
	f.Add([]byte("{}\n[]\nnull"))
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
