package playbook

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
)

func compileText(src string) (*template, error) {
	return newLanguages().compile(terang.English, src, func([]string) error { return nil })
}

func TestAHostileTextIsStoppedByANamedLimit(t *testing.T) {
	t.Parallel()
	loop := "{% for a in l %}{% for b in l %}"
	end := "{% endfor %}{% endfor %}"
	for name, c := range map[string]struct{ src, want string }{
		"a megabyte":       {strings.Repeat("a", 1<<20), "longer than 65536 bytes"},
		"a long text":      {strings.Repeat("a", terang.MaxText+1), "characters"},
		"deep ifs":         {strings.Repeat("{% if a %}", 200) + strings.Repeat("{% endif %}", 200), "more than 24 blocks"},
		"deep loops":       {strings.Repeat("{% for a in l %}", 3) + "x" + strings.Repeat("{% endfor %}", 3), "more than 2 loops"},
		"much in loops":    {strings.Repeat(loop+"{{ a }}{{ b }}"+end, 20), "more than 5000 steps"},
		"silent loops":     {strings.Repeat(loop+"{% if a == b %}{% endif %}"+end, 20), "more than 5000 steps"},
		"many filters":     {"{{ a " + strings.Repeat("| upcase ", 800) + "}}", "more than 5000 steps"},
		"many values":      {strings.Repeat("{{ a }}", 4000), "more than 5000 steps"},
		"a long condition": {"{% if " + strings.Repeat("a == a or ", 4000) + "a %}{% endif %}", "more than 5000 steps"},
		"a range":          {"{% for a in (1..1000000000) %}{% endfor %}", "a loop must read"},
		"a range of dots":  {"{{ 1..1000000000 }}", "ranges are not allowed"},
		"a huge limit":     {"{% for a in l limit:1000000 %}{% endfor %}", "the limit of a loop"},
		"a limit from far": {"{% for a in l limit:n %}{% endfor %}", "the limit of a loop"},
		"an include":       {`{% include "/etc/passwd" %}`, `the tag "include" is not allowed`},
		"a render":         {`{% render "x" %}`, `the tag "render" is not allowed`},
		"an assignment":    {"{% assign a = b %}", `the tag "assign" is not allowed`},
		"a capture":        {"{% capture a %}{% endcapture %}", `the tag "capture" is not allowed`},
		"a raw block":      {"{% raw %}{{ a }}{% endraw %}", `the tag "raw" is not allowed`},
		"a long filter":    {`{{ a | append: a }}`, `no filter "append"`},
		"replace":          {`{{ a | replace: "", "aaaa" }}`, `no filter "replace"`},
		"brackets":         {`{{ a["b"] }}`, "brackets are not allowed"},
		"not closed":       {"{{ a", "is not closed"},
		"a crossed end":    {"{% if a %}{% for b in l %}{% endif %}{% endfor %}", "ends nothing"},
	} {
		began := time.Now()
		_, err := compileText(c.src)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if r := Reason(err); r.In(terang.Indonesian) == r.In(terang.English) {
			t.Errorf("%s: %v is told in one language", name, err)
		}
		if took := time.Since(began); took > 500*time.Millisecond {
			t.Errorf("%s took %v to be refused", name, took)
		}
	}
}

// TestTheDearestTextIsStillCheap renders the most that the limits let through, with the longest values.
func TestTheDearestTextIsStillCheap(t *testing.T) {
	t.Parallel()
	list := make([]any, 500) // longer than a state keeps
	for i := range list {
		list[i] = strings.Repeat("x", 15)
	}
	vars := map[string]any{"l": list, "a": strings.Repeat("a", 15_000)}
	for _, src := range []string{
		"{% for a in l %}{% for b in l %}{% if a == b %}{% endif %}{% if a == b %}{% endif %}{% endfor %}{% endfor %}",
		"{% for x in l %}{% if a contains x %}y{% endif %}{% if a contains 'aaaaaaab' %}y{% endif %}{% if a contains 'aaaaaaab' %}y{% endif %}{% endfor %}",
		"{{ a " + strings.Repeat("| upcase | downcase ", 240) + "| size }}",
		strings.Repeat("{{ a | upcase | size }}", 220),
		"{% for x in l %}" + strings.Repeat("{{ x | upcase }}", 20) + "{% endfor %}",
		strings.Repeat("{{ l | join | size }}", 220),
	} {
		tpl, err := compileText(src)
		if err != nil {
			t.Errorf("%.60s: %v", src, err)
			continue
		}
		best := time.Hour
		for range 5 {
			began := time.Now()
			if _, err := tpl.render(vars); err != nil && !errors.Is(err, ErrTemplate) {
				t.Error(err)
			}
			best = min(best, time.Since(began))
		}
		t.Logf("%v %.60s", best, src)
		if best > 500*time.Millisecond { // under 20 ms on a machine with nothing else to do
			t.Errorf("%.60s took %v", src, best)
		}
	}
}

func TestALoopEndsAtItsLimit(t *testing.T) {
	t.Parallel()
	list := make([]any, 1000)
	for i := range list {
		list[i] = i
	}
	for src, want := range map[string]int{
		"{% for a in l %}x{% endfor %}":          MaxList,
		"{%- for a in l -%}x{%- endfor -%}":      MaxList,
		"{% for a in l limit:3 %}x{% endfor %}":  3,
		"{% for a in l reversed %}x{% endfor %}": MaxList,
	} {
		tpl, err := compileText(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tpl.render(map[string]any{"l": list}); err != nil || len(got) != want {
			t.Errorf("%s gives %d, %v, want %d", src, len(got), err, want)
		}
	}
}

func TestATextThatComesOutTooLongIsAnError(t *testing.T) {
	t.Parallel()
	tpl, err := compileText("{% for a in l %}{{ a }}{% endfor %}")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := tpl.render(map[string]any{"l": []any{strings.Repeat("x", 10_000), strings.Repeat("y", 10_000)}}); !errors.Is(err, ErrTemplate) || out != "" {
		t.Errorf("%d characters, %v", len(out), err)
	}
}

// Reveal is what a text must never be able to call.
func (s spy) Reveal() string { return s.Secret }

func TestATextCannotReachTheHost(t *testing.T) {
	t.Parallel()
	host := map[string]any{
		"s": spy{"secret"}, "p": &spy{"secret"}, "f": func() string { return "secret" }, "now": time.Now(),
		"deep": map[string]any{"list": []any{map[string]any{"s": &spy{"secret"}}}, "at": time.Now()},
	}
	for _, src := range []string{
		"{{ s.Secret }}", "{{ s.Reveal }}", "{{ p.Reveal }}", "{{ p.Secret }}", "{{ f }}", "{{ s }}", "{{ p }}", "{{ now.Year }}", "{{ now.Location }}", "{{ now.Zone }}",
		"{% for x in deep.list %}{{ x.s.Secret }}{{ x.s.Reveal }}{% endfor %}", "{{ deep.list.first.s.Reveal }}", "{{ deep.at.Year }}", "{{ deep.list | first }}",
	} {
		tpl, err := compileText(src)
		if err != nil {
			continue
		}
		if out, err := tpl.render(host); err == nil && (strings.Contains(out, "secret") || strings.Contains(out, fmt.Sprint(time.Now().Year()))) {
			t.Errorf("%s gives %q", src, out)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"{{ a }}", "{% if a %}x{% elsif b %}y{% else %}z{% endif %}", "{% for x in l %}{{ x | date }}{% endfor %}", "{{ a | default: 'x' | truncate: 3 }}", "{% case a %}{% when 1 %}{% endcase %}", "{%- for x in l limit:3 reversed -%}{{ forloop.index }}{%- endfor -%}"} {
		f.Add(s)
	}
	vars := map[string]any{"a": 1, "b": "text", "l": []any{"a", map[string]any{"n": 1.5}, nil}}
	f.Fuzz(func(t *testing.T, s string) {
		tpl, err := compileText(s)
		if err != nil {
			return
		}
		if out, err := tpl.render(vars); err != nil && !errors.Is(err, ErrTemplate) || len([]rune(out)) > terang.MaxText {
			t.Fatalf("%q: %d, %v", s, len(out), err)
		}
	})
}
