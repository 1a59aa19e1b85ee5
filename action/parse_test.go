package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

const lookYAML = `actions:
  - name: look
    method: GET
    path: /things/{id}
    risk: read
    inputs:
      - {name: id, where: path, required: true}
    outputs:
      id: thing.id
      list: {path: things.0, required: true}
    problem: {left: tries_left}
`

func TestParseFillsInDefaults(t *testing.T) {
	t.Parallel()
	specs, err := ParseSpecs("a.yaml", []byte(lookYAML))
	if err != nil {
		t.Fatal(err)
	}
	want := Spec{
		Name: "look", Method: "GET", Path: "/things/{id}", Risk: RiskRead, Timeout: DefaultTimeout, Budget: DefaultBudget, Retries: DefaultRetries,
		Inputs:  []Field{{Name: "id", Where: InPath, As: "id", Required: true, Max: defaultMaxInput}},
		Outputs: []Output{{Name: "id", Path: "thing.id"}, {Name: "list", Path: "things.0", Required: true}},
		Problem: []Output{{Name: "left", Path: "tries_left"}},
	}
	if got, want := fmt.Sprintf("%+v", specs), fmt.Sprintf("%+v", []Spec{want}); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestParseTellsNoneFromDefault(t *testing.T) {
	t.Parallel()
	specs, err := ParseSpecs("a.yaml", []byte(strings.Replace(lookYAML, "risk: read", "risk: read\n    retries: 0\n    timeout: 500ms\n    budget: 1s", 1)))
	if err != nil || specs[0].Retries != -1 || specs[0].Timeout != 500*time.Millisecond || specs[0].Budget != time.Second {
		t.Fatal(err, specs)
	}
	c := newClient(t, "http://127.0.0.1:1", specs)
	if s, _ := c.Spec("look"); s.Retries != -1 {
		t.Errorf("the client makes %d retries of none", s.Retries)
	}
}

func TestParseSaysWhereAndWhat(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ from, to, want string }{
		{"method: GET", "metod: GET", `a.yaml:3: look: unknown key "metod"; known are name, method`},
		{"    method: GET\n", "", "a.yaml:2: look: method is missing"},
		{"method: GET", "method: get", `a.yaml:2: look: method "get" is not one of`},
		{"risk: read", "risk: none", `a.yaml:2: look: risk "none" is not one of`},
		{"risk: read", "risk: change", `a.yaml:2: look: risk is change, but GET must not change`},
		{"risk: read", "risk: [read]", `a.yaml:5: look: text belongs here`},
		{"risk: read", "risk: 1", `a.yaml:5: look: text belongs here`},
		{"risk: read", "risk: read\n    timeout: 3", `a.yaml:6: look: a time such as 500ms or 3s belongs here`},
		{"risk: read", "risk: read\n    timeout: -3s", `a.yaml:6: look: a time such as`},
		{"risk: read", "risk: read\n    timeout: 20s", `look: timeout 20s is not between 10ms and the budget 10s`},
		{"risk: read", "risk: read\n    budget: 2m", `look: budget 2m0s is more than 1m0s`},
		{"risk: read", "risk: read\n    retries: 6", `look: retries 6 are more than 5`},
		{"risk: read", "risk: read\n    retries: two", `a.yaml:6: look: a whole number belongs here`},
		{"risk: read", "risk: read\n    risk: read", `a.yaml:6: look: "risk" is there twice`},
		{"/things/{id}", "/things/{other}", `look: input id has no place {id} in the path`},
		{"/things/{id}", "/things/{id}/{other}", `look: path names {other}, but no path input has that name`},
		{"/things/{id}", "/things/{id}/{id}", `look: path names {id} twice`},
		{"/things/{id}", "/things/../{id}", `look: path "/things/../{id}" has a . or .. segment`},
		{"/things/{id}", "/things/{id}?a=b", `is not made of /word and /{input}`},
		{"/things/{id}", "//evil.example/{id}", `is not made of /word and /{input}`},
		{"/things/{id}", "things/{id}", `is not made of /word and /{input}`},
		{"required: true}\n    outputs", "required: yes}\n    outputs", `a.yaml:7: look: true or false belongs here`},
		{"where: path, required: true", "where: path", `look: input id: a path input is always required`},
		{"where: path", "where: cookie", `look: input id: where "cookie" is not one of`},
		{"{name: id,", "{name: Id,", `look: input Id: the name is not lower-case`},
		{"required: true}\n    outputs", "required: true, secret: true}\n    outputs", `look: input id: a secret may stand in a header or the body only`},
		{"required: true}\n    outputs", "required: true, as: other}\n    outputs", `look: input id: a path input has no other name`},
		{"    outputs", "      - {name: id, where: query}\n    outputs", `look: input id is there twice`},
		{"    outputs", "      - {name: a, where: body}\n    outputs", `look: input a: GET sends no body`},
		{"    outputs", "      - {name: a, where: header, as: Host}\n    outputs", `"Host" is not a header that an input may set`},
		{"    outputs", "      - {name: a, where: header, as: \"X\\r\\nY\"}\n    outputs", `is not a header that an input may set`},
		{"    outputs", "      - {name: a, where: query, max: 99999}\n    outputs", `look: input a: max is not between 1 and 16000`},
		{"    outputs", "      - [a]\n    outputs", `a.yaml:8: look: a mapping (key: value) belongs here`},
		{"id: thing.id", "id: thing..id", `look: output id: path "thing..id" is not dotted names`},
		{"id: thing.id", "Id: thing.id", `look: output "Id" is not lower-case`},
		{"id: thing.id", "id: {path: a, need: true}", `a.yaml:9: look: unknown key "need"; known are path, required`},
		{"left: tries_left", "code: code", `look: output code is always there`},
		{"actions:", "action:", `a.yaml:1: unknown key "action"; known are actions`},
		{"- name: look", "- name: &x look", `a.yaml:2: anchors and aliases are not taken`},
		{"    problem: {left: tries_left}\n", "  - {name: look, method: GET, path: /a, risk: read}\n", `a.yaml:11: look: the name is taken by line 2`},
		{"    problem: {left: tries_left}\n", "---\na: b\n", `a.yaml: the file has more than one document`},
		{"    problem: {left: tries_left}\n", "  bad", `a.yaml:11: could not find expected`},
		{lookYAML, "", `a.yaml: the file is empty`},
		{lookYAML, "actions: []", `a.yaml:1: there are no actions`},
		{lookYAML, "actions: {}", `a.yaml:1: actions must be a list`},
		{lookYAML, "- a", `a.yaml:1: a mapping (key: value) belongs here`},
		{lookYAML, "#" + strings.Repeat("x", maxSpecFile), `a.yaml: the file is larger than`},
		{lookYAML, "actions: [" + strings.Repeat("[],", maxParseNodes) + "]", `the file has too many parts`},
		{lookYAML, "actions: [" + strings.Repeat("[],", maxSpecs+1) + "]", `more than 200 actions`},
	} {
		text := strings.Replace(lookYAML, tc.from, tc.to, 1)
		specs, err := ParseSpecs("a.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), tc.want) || specs != nil {
			t.Errorf("%s → %s\n got  %v\n want %s", tc.from, tc.to, err, tc.want)
		}
	}
}

func TestParseListsEachMistake(t *testing.T) {
	t.Parallel()
	_, err := ParseSpecs("a.yaml", []byte("actions:\n  - {name: a, method: GET, path: /a, risk: read, x: 1}\n  - {name: b, method: GET, path: b, risk: read}\n"))
	joined, ok := errors.Unwrap(err).(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 2 {
		t.Fatal(err)
	}
	e, ok := errors.AsType[*SpecError](joined.Unwrap()[1])
	if !ok || e.Line != 3 || e.Action != "b" || e.File != "a.yaml" {
		t.Errorf("%+v", e)
	}
}

func FuzzParseSpecs(f *testing.F) {
	b, err := os.ReadFile("testdata/toko.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{lookYAML, string(b), "actions:\n - {", "&a [*a]", "a: !!binary x", "\xff", "? [a]\n: b", "actions: [{name: a, name: b}]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		specs, err := ParseSpecs("f", b)
		if (err == nil) == (len(specs) == 0) {
			t.Fatal(specs, err)
		}
		for _, s := range specs {
			if p := s.problem(); p != "" {
				t.Fatalf("%s: %s", s.Name, p)
			}
		}
	})
}

func FuzzOutputs(f *testing.F) {
	for _, doc := range []string{`{"a":{"b":[1,{"c":"d"}]}}`, `[1e400,-0,12345678901234567890,1.5]`, `null`, `"a"`, `{"a":1}{`, "[[[["} {
		f.Add([]byte(doc), "a.b.1.c")
		f.Add([]byte(doc), "3")
	}
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		doc, ok := parseJSON(b)
		if !ok {
			return
		}
		out := []Output{{Name: "x", Path: path, Required: true}}
		data, missing := mapOutputs(out, doc)
		if (missing == "") != (data != nil) || len(data) > 1 {
			t.Fatal(data, missing)
		}
		if _, err := json.Marshal(data); err != nil {
			t.Fatal(err)
		}
	})
}
