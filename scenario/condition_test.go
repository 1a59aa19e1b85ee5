package scenario_test

import (
	"strings"
	"testing"

	"terang/engine"
	"terang/scenario"
)

// TestInputsMayHoldAnything holds that a value is written as it is, or as a JSON string where it has commas, brackets or quotes.
func TestInputsMayHoldAnything(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		when   string
		inputs map[string]any
		fits   bool
	}{
		"a word":            {`no=TRG-1`, map[string]any{"no": "TRG-1"}, true},
		"another word":      {`no=TRG-1`, map[string]any{"no": "TRG-2"}, false},
		"words":             {`city= Jakarta Pusat , no=1`, map[string]any{"city": "Jakarta Pusat", "no": 1}, true},
		"quotes around":     {`no="TRG-1"`, map[string]any{"no": "TRG-1"}, true},
		"a comma":           {`city="Bandung, Jawa Barat", no=1`, map[string]any{"city": "Bandung, Jawa Barat", "no": 1}, true},
		"a bracket":         {`text="(a) => b"`, map[string]any{"text": "(a) => b"}, true},
		"a quote":           {`text="kata \"ya\" \\"`, map[string]any{"text": `kata "ya" \`}, true},
		"lines":             {`text="a\nb"`, map[string]any{"text": "a\nb"}, true},
		"empty":             {`text=""`, map[string]any{"text": ""}, true},
		"brackets, as ever": {`text=f(1)`, map[string]any{"text": "f(1)"}, true},
		"no inputs":         {``, map[string]any{"a": 1}, true},
		"a large number":    {`amount=5000000`, map[string]any{"amount": 5e6}, true},
		"yes":               {`all=true`, map[string]any{"all": true}, true},
	} {
		s, err := scenario.ParseSystem("f", "a("+c.when+") => {\"x\":1}\n")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, ok := s.Answer(engine.Call{Action: "a", Inputs: c.inputs}); ok != c.fits {
			t.Errorf("%s: %s and %v: fits is %v", name, c.when, c.inputs, ok)
		}
	}
	for src, want := range map[string]string{
		`a(x="b) => {}`:         "input=value",
		`a(x="b" c) => {}`:      "must follow",
		`a(x="\q") => {}`:       "no JSON string",
		`a(x=1 => {}`:           "input=value",
		`a(x) => {}`:            `"x" is not input=value`,
		`a(=1) => {}`:           "input=value",
		`a(x="1") {}`:           "input=value",
		`a(x="1", y="2" => {}`:  "input=value",
		`a(x="1" "2", y) => {}`: "must follow",
	} {
		if _, err := scenario.ParseSystem("f", src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", src, err, want)
		}
	}
}

func TestQuotedInputsStayAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	const src = "About.\n-- system --\nfind(q=\"a, (b) \\\"c\\\"\", n=1) => {\"x\":1}\n-- script --\ncontact: halo\n"
	f, err := scenario.Parse("f.txt", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	once := f.Bytes("the talk\n")
	if !strings.HasPrefix(string(once), src) {
		t.Errorf("it was written anew:\n%s", once)
	}
	again, err := scenario.Parse("f.txt", once)
	if err != nil || string(again.Bytes("the talk\n")) != string(once) {
		t.Errorf("%v: it is not the same the second time", err)
	}
}
