package gate_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"terang"
	"terang/gate"
)

// file writes a policy file with one rule; edit replaces parts of it.
func file(edit ...string) *fstest.MapFile {
	text := `policy:
  id: custom
  version: 1
  status: in_force
  effective: 2026-12-01
  source: { title: House rule, seen_on: 2026-11-21, confidence: primary }
  rules:
    - id: say_again
      author_kinds: [ai, automation]
      trigger: { on: elapsed, session_h: 1 }
      must: { elements: [is_ai, not_human] }
`
	return &fstest.MapFile{Data: []byte(strings.NewReplacer(edit...).Replace(text))}
}

func TestABookGrowsByTheFilesOfAFolder(t *testing.T) {
	folder := fstest.MapFS{"custom.yaml": file(), "README.md": {}, ".swp": {}}
	book, added, err := gate.Default().Extend(folder)
	if err != nil || strings.Join(added, " ") != "custom@1" {
		t.Fatalf("added %v, %v", added, err)
	}
	again, added, err := book.Extend(folder)
	if err != nil || len(added) != 0 || again != book {
		t.Fatalf("a folder that did not change added %v, %v", added, err)
	}
	folder["two.yaml"] = file("version: 1", "version: 2")
	if book, added, err = again.Extend(folder); err != nil || strings.Join(added, " ") != "custom@2" {
		t.Fatalf("added %v, %v", added, err)
	}
	if n := len(book.Policies()) - len(gate.Default().Policies()); n != 2 {
		t.Fatalf("%d policies of the operator, want 2", n)
	}
}

func TestAPolicyWithADateInTheFutureTakesEffectWhenItsTimeComes(t *testing.T) {
	book, _, err := gate.Default().Extend(fstest.MapFS{"custom.yaml": file()})
	if err != nil {
		t.Fatal(err)
	}
	begins := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		want bool
	}{{begins.Add(-time.Millisecond), false}, {begins, true}, {begins.Add(time.Hour), true}} {
		f := facts(terang.HolderAssistant, terang.Disclosed{FirstContact: c.at.Add(-90 * time.Minute), LastMachine: c.at, Language: "id", Voice: "machine"})
		f.Rules, f.Now = book, c.at
		got, held := gate.Clear(says(ai, "ok"), f, web)
		if held != nil {
			t.Fatal(held)
		}
		if cites := strings.Contains(got.Policy(), "custom@1"); cites != c.want || (got.TextKey() != "") != c.want {
			t.Errorf("at %s: policies %s, text %q", c.at, got.Policy(), got.TextKey())
		}
	}
}

// TestAFileThatIsBrokenChangesNothing breaks files one way after the other: each is named with its line, what was in force
// stays, and what is good beside it is taken.
func TestAFileThatIsBrokenChangesNothing(t *testing.T) {
	good := fstest.MapFS{"custom.yaml": file()}
	book, _, err := gate.Default().Extend(good)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"is_ai, not_human", "is_ai, is_kind", `custom.yaml:11: unknown element "is_kind"; known are is_ai`},
		{"effective: 2026-12-01", "effective: 2026-13-01", `custom.yaml:5: effective: "2026-13-01" is no date; write 2026-08-02`},
		{"  source: { title: House rule, seen_on: 2026-11-21, confidence: primary }\n", "", `custom.yaml:2: source is missing`},
		{"confidence: primary", "confidence: sure", `custom.yaml:6: unknown confidence "sure"`},
		{"on: elapsed", "on: elapses", `custom.yaml:10: unknown trigger "elapses"; known are`},
		{"session_h: 1", "session_h: soon", `custom.yaml:10: session_h must be a whole number from 1`},
		{"is_ai, not_human", "is_ai, in_file_label", `custom.yaml:11: rule say_again: in_file_label at before_or_in_same_unit cannot be shown`},
		{"author_kinds: [ai, automation]", "author_kinds: [ai, human]", `custom.yaml:9: unknown author kind "human"; known are ai, ai_assisted, automation`},
		{"author_kinds: [ai, automation]", "author_kinds: [ai_assisted]", `no published text says is_ai for the author kind ai_assisted`},
		{"must: {", "must: { placement: footer, ", `custom.yaml:11: unknown placement "footer"; known are before_or_in_same_unit`},
		{"version: 1", "version: 1\n  owner: me", `custom.yaml:4: unknown field "owner"; known are id`},
		{"status: in_force", "status: in force", `custom.yaml:4: unknown status "in force"; known are`},
		{"policy:", "policy: [", `custom.yaml:`},
		{"  rules:", "\trules:", `custom.yaml:7: not YAML`},
		{"session_h: 1", "session_h: 2", `custom.yaml:1: custom@1 is in force and says something else`},
		{"must: {", "must: {", ""}, // nothing broken
	} {
		now := fstest.MapFS{"custom.yaml": file(c.old, c.new), "new.yaml": file("id: custom", "id: other")}
		got, added, err := book.Extend(now)
		if c.want == "" {
			if err != nil {
				t.Errorf("a good file: %v", err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.new, err, c.want)
		}
		if strings.Join(added, " ") != "other@1" || !holds(got, "custom@1") {
			t.Errorf("%q: added %v; custom@1 in force: %v", c.new, added, holds(got, "custom@1"))
		}
	}
	for name, now := range map[string]fstest.MapFS{
		"is gone":        {},
		"stands in anot": {"a.yaml": file(), "custom.yaml": file()},
		"not read":       {"custom.yaml": file(), "more.yml": file("id: custom", "id: more")},
	} {
		got, _, err := book.Extend(now)
		if err == nil || !strings.Contains(err.Error(), name) || !holds(got, "custom@1") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func holds(b *gate.Rulebook, ref string) bool {
	for _, p := range b.Policies() {
		if p.Ref() == ref {
			return true
		}
	}
	return false
}

func TestEveryPolicyOfTheHouseParsesAndStatesItsSource(t *testing.T) {
	policies, err := gate.PublishedPolicies()
	if err != nil {
		t.Fatal(err)
	}
	if len(policies) < 8 || policies[0].ID != "terang-default" {
		t.Fatalf("%d policies, first %s", len(policies), policies[0].ID)
	}
	for _, p := range policies {
		if p.Source.Title == "" || p.Source.SeenOn.IsZero() || p.Source.Confidence == "" || len(p.Rules) == 0 {
			t.Errorf("%s: %+v", p.Ref(), p.Source)
		}
	}
}

func FuzzParsePolicy(f *testing.F) {
	f.Add(file().Data)
	f.Add([]byte("policy: {id: x, rules: [{id: a, trigger: {on: [a, b]}, must: *x}]}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := gate.ParsePolicy("x.yaml", b)
		if (p == nil) == (err == nil) {
			t.Fatalf("%v, %v", p, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "x.yaml:") {
			t.Fatalf("the place is missing: %v", err)
		}
		if p != nil {
			if _, err := gate.NewRulebook(*p); err != nil {
				t.Fatal(err)
			}
		}
	})
}
