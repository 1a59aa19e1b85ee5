package playbook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"terang"
	"terang/packs"
)

// packSources are the playbooks of all packs.
func packSources(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := fs.Glob(packs.FS(), "*/playbooks/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	out := map[string][]byte{}
	for _, name := range names {
		if out[name], err = fs.ReadFile(packs.FS(), name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// whole checks that a graph shows each step once, and that its edges lead from nodes to nodes.
func whole(p *Playbook) error {
	g := p.Graph()
	ids := map[string]bool{}
	for _, n := range g.Nodes {
		if ids[n.ID] {
			return fmt.Errorf("the node %s stands twice", n.ID)
		}
		ids[n.ID] = true
		if n.Title[terang.Indonesian] == "" || n.Title[terang.English] == "" || n.Depth < 0 || n.Depth > MaxDepth {
			return fmt.Errorf("the node %+v cannot be read", n)
		}
	}
	for _, s := range p.Steps {
		if !ids[s.Path] {
			return fmt.Errorf("the step %s is not shown", s.Path)
		}
	}
	out := map[string]int{}
	for _, e := range g.Edges {
		if !ids[e.From] || !ids[e.To] || e.Kind == "" {
			return fmt.Errorf("the edge %+v leads nowhere", e)
		}
		out[e.From]++
	}
	for _, n := range g.Nodes {
		if ends := n.Kind == StepEnd || n.Kind == StepHandOver; ends != (out[n.ID] == 0) {
			return fmt.Errorf("%s (%s) has %d ways out", n.ID, n.Kind, out[n.ID])
		}
	}
	if g.Start != "" && !ids[g.Start] {
		return fmt.Errorf("it starts at %q", g.Start)
	}
	return nil
}

func TestEveryPlaybookOfThePacksCanBeDrawn(t *testing.T) {
	t.Parallel()
	for name, src := range packSources(t) {
		kept := bytes.Clone(src)
		p, err := Parse(name, src)
		if err != nil {
			t.Fatal(err)
		}
		if err := whole(p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		p.Graph()
		if !bytes.Equal(p.Source, kept) || !bytes.Equal(src, kept) {
			t.Errorf("%s: the source was touched", name)
		}
	}
}

func TestAGraphSaysWhatHappens(t *testing.T) {
	t.Parallel()
	p, err := Parse("x.yaml", []byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(p.Graph())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"id":"0","kind":"ask","line":9,"title":{"en":"Ask: Number","id":"Tanya: Nomor"},"detail":"order_no","depth":0}`,
		`"title":{"en":"Refund ‹order.total›?","id":"Kembalikan ‹order.total›?"}`,
		`{"id":"3.on_error.refused.0","kind":"say","line":26,"title":{"en":"Not possible.","id":"Tidak bisa."},"detail":"","depth":1}`,
		`{"from":"3.confirm","to":"3","label":"","kind":"yes"}`, `{"from":"3.confirm","to":"4","label":"","kind":"no"}`,
		`{"from":"3","to":"3.receipt","label":"","kind":"next"}`, `{"from":"3","to":"3.on_error.refused.0","label":"refused","kind":"error"}`,
		`{"from":"3","to":"3.on_error.default.0","label":"default","kind":"error"}`, `"start":"0"`,
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("not drawn: %s\nin %s", want, b)
		}
	}
}

func TestWaysOfBranchesWaitsAndQuestions(t *testing.T) {
	t.Parallel()
	src := "id: x\nversion: 1\ntitle: {id: X, en: X}\nslots:\n  a: {type: text, label: {id: A, en: A}}\nsteps:\n" +
		"  - ask: {slot: a, text: {id: A, en: A}}\n" +
		"  - branch: {on: slot.a, cases: {\"b, c\": [say: {text: {id: B, en: B}}], d: [reask: {slot: a, text: {id: D, en: D}}]}}\n" +
		"  - wait: {event: order.sent, if: event.no == slot.a, for: 3d, on_timeout: [end: {}]}\n"
	p, err := Parse("x.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	if err := whole(p); err != nil {
		t.Error(err)
	}
	var got []string
	for _, e := range p.Graph().Edges {
		got = append(got, fmt.Sprintf("%s-%s(%s)>%s", e.From, e.Kind, e.Label, e.To))
	}
	want := "0-next()>1 1-case(b, c)>1.cases.b, c.0 1-case(d)>1.cases.d.0 1-case(else)>2 1.cases.b, c.0-next()>2 1.cases.d.0-back()>0 2-next(order.sent)>end 2-timeout()>2.on_timeout.0"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if d := p.Graph().Nodes[4].Detail; d != "order.sent, if event.no == slot.a, for 3d" {
		t.Errorf("the wait says %q", d)
	}
}

var versionDigits = regexp.MustCompile(`(?m)^version: \d+`)

// TestSetVersionChangesDigitsAlone holds byte stability for every playbook of the packs.
func TestSetVersionChangesDigitsAlone(t *testing.T) {
	t.Parallel()
	for name, src := range packSources(t) {
		for _, n := range []int{0, 7, 12345} {
			kept := bytes.Clone(src)
			got, err := SetVersion(src, n)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want := versionDigits.ReplaceAll(src, []byte("version: "+strconv.Itoa(n)))
			if !bytes.Equal(got, want) || !bytes.Equal(src, kept) {
				t.Errorf("%s: something else changed", name)
			}
		}
	}
	for src, want := range map[string]string{
		"id: x\nversion: 3 # keep\n":                       "id: x\nversion: 42 # keep\n",
		"id: x\r\nversion:    3\r\ntitle: {}\r\n":          "id: x\r\nversion:    42\r\ntitle: {}\r\n",
		"# version: 9\nid: x\nversion: 3":                  "# version: 9\nid: x\nversion: 42",
		"about: |\n  version: 9\nversion: 3\n":             "about: |\n  version: 9\nversion: 42\n",
		"{title: {id: é, en: \"version: 9\"}, version: 3}": "{title: {id: é, en: \"version: 9\"}, version: 42}",
		"version:\n  3\nid: x\n":                           "version:\n  42\nid: x\n",
		"version: \"3\"\n":                                 "version: \"42\"\n",
		"steps: [{call: {version: 1}}]\nversion: 3\n":      "steps: [{call: {version: 1}}]\nversion: 42\n",
		"title: \"a\u0085b\"\nversion: 3\n":                "title: \"a\u0085b\"\nversion: 42\n",
		"\"version\": 3\n":                                 "\"version\": 42\n",
	} {
		if got, err := SetVersion([]byte(src), 42); err != nil || string(got) != want {
			t.Errorf("%q: got %q, %v", src, got, err)
		}
	}
	for _, src := range []string{"", "id: x", "version: three", "version: 0x10", "version: !!int 3", "version: 3.0", "version: [3]", "- a", "version: |\n  3\n"} {
		if got, err := SetVersion([]byte(src), 42); err == nil && !strings.Contains(string(got), "42") {
			t.Errorf("%q became %q", src, got)
		}
	}
}

// TestSourceIsNeverTouched writes playbooks of any shape: source → steps → picture leaves the source as it is, and another
// version changes its digits alone.
func TestSourceIsNeverTouched(t *testing.T) {
	t.Parallel()
	say := rapid.SampledFrom([]string{
		"say: {text: {id: A, en: \"B {{ contact.name }}\"}}", "say: {calm_only: true, text: {id: A, en: \"{{ trust }}\"}}", "branch: {if: calm && trust > 80, then: [end: {}]}", "verify: {}", "wait: {for: 2h}", "ask: {slot: a, text: {id: A, en: A}}",
		"wait: {event: o.sent, for: 2d, on_timeout: [end: {}]}", "call: {action: x, save: o, confirm: {text: {id: A, en: A}}, receipt: {text: {id: R, en: R}}, on_error: {default: [hand_over: {reason: error}]}}",
		"branch: {if: has(slot.a), then: [say: {text: {id: A, en: A}}]}", "branch: {on: slot.a, cases: {\"x, y\": [end: {}], z: [reask: {slot: a, text: {id: A, en: A}}]}, else: [verify: {}]}",
		"remember: {attribute: city, value: slot.a, purpose: delivery}", "run: {playbook: b, with: {a: slot.a}}",
	})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 99999).Draw(t, "version")
		pad := rapid.SampledFrom([]string{"", " ", "   # why", "\t"}).Draw(t, "pad")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
		lines := []string{"# " + rapid.StringMatching(`[a-zé ]{0,20}`).Draw(t, "comment"), "id: x", "version: " + strconv.Itoa(max(n, 1)) + pad, "title: {id: X, en: X}", "slots: {a: {type: text, label: {id: A, en: A}}}", "steps:", "  - ask: {slot: a, text: {id: A, en: A}}"}
		for _, s := range rapid.SliceOfN(say, 0, 12).Draw(t, "steps") {
			lines = append(lines, "  - "+s)
		}
		src := []byte(strings.Join(lines, end) + end)
		kept := bytes.Clone(src)
		p, err := Parse("x.yaml", src)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		if err := whole(p); err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		Lint([]*Playbook{p}, LintFacts{})
		if !bytes.Equal(src, kept) || !bytes.Equal(p.Source, kept) {
			t.Fatal("the source was touched")
		}
		next := rapid.IntRange(1, 1_000_000).Draw(t, "next")
		got, err := SetVersion(src, next)
		if err != nil {
			t.Fatal(err)
		}
		lines[2] = "version: " + strconv.Itoa(next) + pad
		if want := strings.Join(lines, end) + end; string(got) != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func FuzzGraphAndVersion(f *testing.F) {
	f.Add([]byte(sound), 2)
	for _, src := range packSources(f) {
		f.Add(src, 7)
	}
	f.Fuzz(func(t *testing.T, src []byte, n int) {
		kept := bytes.Clone(src)
		p, err := Parse("x.yaml", src)
		if err == nil {
			if err := whole(p); err != nil {
				t.Fatal(err)
			}
			Lint([]*Playbook{p}, factsOf())
		}
		out, setErr := SetVersion(src, n)
		if !bytes.Equal(src, kept) {
			t.Fatal("the source was touched")
		}
		if setErr != nil {
			return
		}
		// What stands before and after the digits is the same.
		at, err := versionNode(out)
		if err != nil || at.Value != strconv.Itoa(n) {
			t.Fatalf("version %v, %v", at, err)
		}
		old, _ := versionNode(src)
		from := offset(src, old.Line, old.Column)
		if !bytes.HasPrefix(out, src[:from]) || len(out) != len(src)-len(old.Value)+len(at.Value) {
			t.Fatal("more than the digits changed")
		}
	})
}

// TestCalmOnly: it is read, drawn, and refused where it is no yes or no; calm and trust are names that calls may not take.
func TestCalmOnly(t *testing.T) {
	t.Parallel()
	const head = "id: x\nversion: 1\ntitle: {id: Uji, en: Test}\nsteps:\n"
	p, err := Parse("x.yaml", []byte(head+"  - say: {calm_only: true, text: {id: \"{% if calm %}A{% endif %} {{ trust }}\", en: B}}\n  - say: {text: {id: A, en: B}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if !p.Steps[0].Say.CalmOnly || p.Steps[1].Say.CalmOnly || p.Graph().Nodes[0].Detail != "calm" || p.Graph().Nodes[1].Detail != "" {
		t.Errorf("%+v", p.Graph().Nodes)
	}
	for _, wrong := range []string{
		"  - say: {calm_only: perhaps, text: {id: A, en: B}}\n", "  - say: {text: {id: \"{{ calm.down }}\", en: B}}\n", "  - call: {action: a, save: trust}\n", "  - call: {action: a, save: calm}\n",
	} {
		if _, err := Parse("x.yaml", []byte(head+wrong)); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
}
