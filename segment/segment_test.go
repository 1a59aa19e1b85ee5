package segment

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/playbook"
)

const file = `# who belongs together
loyal:
  title: {id: Setia, en: Loyal}
  if: events.order.paid.count >= 3
basket_left:
  title: {id: Keranjang ditinggal, en: Basket left}
  if: >-
    now - events.basket.changed.last > duration('2h') &&
    (!has(events.order.paid.last) || events.order.paid.last < events.basket.changed.last)
nearby:
  title: {id: Dekat, en: Nearby}
  if: contact.city in ['Bandung', 'Cimahi'] && contact.birth_year < 2010
never_ordered:
  title: {id: Belum pesan, en: Never ordered}
  if: events.order.paid.count == 0
rich:
  title: {id: Besar, en: Large}
  if: events.order.paid.data.total > 1000000
`

var now = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)

func set(t testing.TB) *Set {
	t.Helper()
	s, err := Parse("segments.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMembers(t *testing.T) {
	t.Parallel()
	s := set(t)
	at := func(hours int) time.Time { return now.Add(-time.Duration(hours) * time.Hour) }
	for name, c := range map[string]struct {
		facts Facts
		want  string
	}{
		"nobody knows anything": {Facts{Now: now}, "never_ordered"},
		"often":                 {Facts{Now: now, Events: map[string]Event{"order.paid": {Count: 3, Last: at(100)}}}, "loyal"},
		"a fresh basket":        {Facts{Now: now, Events: map[string]Event{"basket.changed": {Count: 1, Last: at(1)}}}, "never_ordered"},
		"an old basket":         {Facts{Now: now, Events: map[string]Event{"basket.changed": {Count: 1, Last: at(3)}}}, "basket_left never_ordered"},
		"bought since":          {Facts{Now: now, Events: map[string]Event{"basket.changed": {Count: 1, Last: at(5)}, "order.paid": {Count: 1, Last: at(4)}}}, ""},
		"bought before":         {Facts{Now: now, Events: map[string]Event{"basket.changed": {Count: 1, Last: at(5)}, "order.paid": {Count: 1, Last: at(6)}}}, "basket_left"},
		"a large order":         {Facts{Now: now, Events: map[string]Event{"order.paid": {Count: 1, Last: at(9), Data: map[string]any{"total": 2_000_000}}}}, "rich"},
		"attributes":            {Facts{Now: now, Contact: map[string]any{"city": "Cimahi", "birth_year": "1990"}}, "nearby never_ordered"},
		"half the attributes":   {Facts{Now: now, Contact: map[string]any{"city": "Cimahi"}}, "never_ordered"},
		"other events":          {Facts{Now: now, Events: map[string]Event{"order": {Count: 9}, "order.paid.twice": {Count: 9}}}, "never_ordered"},
	} {
		if got := strings.Join(s.Members(c.facts), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhatASetLooksAt(t *testing.T) {
	t.Parallel()
	s := set(t)
	if got := strings.Join(s.Events(), " "); got != "basket.changed order.paid" {
		t.Errorf("events: %s", got)
	}
	if got := strings.Join(s.Timed(), " "); got != "basket_left" {
		t.Errorf("timed: %s", got)
	}
	if len(s.Names()) != 5 || !s.Names()["nearby"] || s.All()[0].Name != "basket_left" || s.All()[0].Line != 5 {
		t.Errorf("names: %v, first %+v", s.Names(), s.All()[0])
	}
	var none *Set
	if none.Members(Facts{Now: now}) != nil || none.Events() != nil || len(none.Names()) != 0 || none.Timed() != nil {
		t.Error("no segments are no segments")
	}
}

func TestTryingARule(t *testing.T) {
	t.Parallel()
	s := set(t)
	if ok, err := s.Try("never_ordered", Facts{Now: now}); !ok || err != nil {
		t.Error(ok, err)
	}
	if ok, err := s.Try("basket_left", Facts{Now: now}); ok || !errors.Is(err, playbook.ErrExpr) {
		t.Error("now - nothing has no value", ok, err)
	}
	if _, err := s.Try("gone", Facts{}); err == nil || !strings.Contains(err.Error(), `no segment "gone"`) {
		t.Error(err)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"loyal:\n  title: {id: A, en: A}\n":                             `segments.yaml:1: the segment "loyal" has no if`,
		"loyal:\n  title: {id: A}\n  if: now > now\n":                   `segments.yaml:2: the title has no text in "en"`,
		"loyal:\n  title: {id: A, en: A}\n  if: order.total > 3\n":      `segments.yaml:3: nothing is called "order.total" here`,
		"loyal:\n  title: {id: A, en: A}\n  if: events.count > 3\n":     `events.count names no event`,
		"loyal:\n  title: {id: A, en: A}\n  if: has(events.a.b)\n":      `events.a.b does not say what is read of the event`,
		"loyal:\n  title: {id: A, en: A}\n  if: events.a.count >\n":     `segments.yaml:3: the rule cannot be read`,
		"loyal:\n  title: {id: A, en: A}\n  if: now > now\n  when: x\n": `segments.yaml:4: unknown field "when"`,
		"Loyal:\n  title: {id: A, en: A}\n  if: now > now\n":            `segments.yaml:1: "Loyal" is not a name`,
		"a: &x\n  title: {id: A, en: A}\n  if: now > now\nb: *x\n":      `segments.yaml:4: an alias`,
		"a: 1\na: 2\n":                 `segments.yaml:2: the segment "a" stands twice`,
		"- a\n":                        `segments.yaml:1: the file holds no segments`,
		"a: [":                         `not valid YAML`,
		"a: \xff":                      `not valid UTF-8`,
		strings.Repeat("#", MaxFile+1): `at most 65536 are read`,
	} {
		_, err := Parse("segments.yaml", []byte(src))
		var ps playbook.Problems
		if err == nil || !strings.Contains(err.Error(), want) || !errors.As(err, &ps) || ps[0].In(terang.Indonesian).Next == "" {
			t.Errorf("%.60q: %v, want %s", src, err, want)
		}
	}
	for _, src := range []string{"", "# nothing yet\n"} {
		if s, err := Parse("segments.yaml", []byte(src)); err != nil || len(s.All()) != 0 {
			t.Errorf("%q: %v", src, err)
		}
	}
	var many strings.Builder
	for i := range MaxSegments + 1 {
		fmt.Fprintf(&many, "s%d: {title: {id: A, en: A}, if: contact.a == %d}\n", i, i)
	}
	if _, err := Parse("segments.yaml", []byte(many.String())); err == nil || !strings.Contains(err.Error(), "at most 200 are allowed") {
		t.Errorf("%v", err)
	}
}

// TestMoves holds what a move is: who enters and leaves is told once, and the moves lead from before to after.
func TestMoves(t *testing.T) {
	t.Parallel()
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 5, rapid.ID[string])
	rapid.Check(t, func(t *rapid.T) {
		before, after := names.Draw(t, "before"), names.Draw(t, "after")
		entered, left := Moves(before, after)
		got := slices.Concat(slices.DeleteFunc(slices.Clone(before), func(s string) bool { return slices.Contains(left, s) }), entered)
		want := slices.Clone(after)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || !slices.IsSorted(entered) || !slices.IsSorted(left) {
			t.Fatalf("%v to %v: entered %v, left %v", before, after, entered, left)
		}
		for _, s := range entered {
			if slices.Contains(before, s) {
				t.Fatalf("%s was there before", s)
			}
		}
	})
}

func TestASetServesManyAtOnce(t *testing.T) {
	t.Parallel()
	s := set(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 100 {
				got := s.Members(Facts{Now: now, Events: map[string]Event{"order.paid": {Count: i, Last: now}}})
				if slices.Contains(got, "loyal") != (i >= 3) {
					t.Errorf("%d orders: %v", i, got)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(file))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Parse("segments.yaml", b)
		if err != nil {
			var ps playbook.Problems
			if !errors.As(err, &ps) || len(ps) == 0 {
				t.Fatalf("an error without problems: %v", err)
			}
			return
		}
		if got := s.Members(Facts{Now: now}); !slices.IsSorted(got) {
			t.Fatal(got)
		}
	})
}

func BenchmarkMembers(b *testing.B) {
	s := set(b)
	f := Facts{Now: now, Contact: map[string]any{"city": "Bandung"}, Events: map[string]Event{"order.paid": {Count: 3, Last: now}, "basket.changed": {Count: 1, Last: now}}}
	b.ReportAllocs()
	for b.Loop() {
		s.Members(f)
	}
}

// TestTheGuidesSegmentsWork holds docs/playbooks.md to what is read here.
func TestTheGuidesSegmentsWork(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/playbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(doc), "says which contacts belong together:\n\n")
	if !ok {
		t.Fatal("the guide begins in another way")
	}
	src, _, _ := strings.Cut(rest, "\n\n")
	s, err := Parse("segments.yaml", []byte(strings.ReplaceAll("\n"+src, "\n    ", "\n")))
	if err != nil {
		t.Fatal(err)
	}
	got := s.Members(Facts{Now: now, Contact: map[string]any{"city": "Bandung"}, Events: map[string]Event{"basket.changed": {Count: 1, Last: now.Add(-3 * time.Hour)}}})
	if strings.Join(got, " ") != "basket_left nearby" {
		t.Errorf("members of %v", got)
	}
}
