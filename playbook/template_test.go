package playbook_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/playbook"
)

// said renders one text of a playbook with the values of a call saved as "order".
func said(t *testing.T, id, en string, l terang.Language, order any) (string, error) {
	t.Helper()
	src := fmt.Sprintf("id: x\nversion: 1\ntitle: {id: X, en: X}\nsteps:\n  - call: {action: a, save: order}\n  - say: {text: {id: %q, en: %q}}\n", id, en)
	p, err := playbook.Parse("x.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return p.Steps[1].Say.Text.Render(l, map[string]any{"order": order, "now": time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)})
}

func TestFiltersSpeakBothLanguages(t *testing.T) {
	t.Parallel()
	order := map[string]any{"at": "2026-11-21T07:30:00Z", "day": "2026-05-02", "total": 1250000, "neg": -5000, "name": "lampu", "list": []any{"a", "b"}}
	for _, c := range []struct {
		src, id, en string
	}{
		{"{{ order.at | date }}", "21 Nov 2026", "21 Nov 2026"},
		{"{{ order.day | day }}", "Sabtu, 2 Mei 2026", "Saturday, 2 May 2026"},
		{"{{ order.at | time }}", "14.30 WIB", "14:30 WIB"},
		{"{{ order.at | datetime }}", "21 Nov 2026, 14.30 WIB", "21 Nov 2026, 14:30 WIB"},
		{"{{ now | time }}", "10.00 WIB", "10:00 WIB"},
		{"{{ order.total | rupiah }}", "Rp 1.250.000", "Rp 1.250.000"},
		{"{{ order.neg | rupiah }}", "-Rp 5.000", "-Rp 5.000"},
		{"{% for x in order.list %}{{ x }};{% endfor %}", "a;b;", "a;b;"},
		{"{{ order.gone | default: \"tidak ada\" }}", "tidak ada", "tidak ada"},
		{"{% if order.gone %}x{% else %}y{% endif %}", "y", "y"},
		{"a\n\n\n  \nb  ", "a\n\nb", "a\n\nb"},
	} {
		for l, want := range map[terang.Language]string{terang.Indonesian: c.id, terang.English: c.en} {
			if got, err := said(t, c.src, c.src, l, order); err != nil || got != want {
				t.Errorf("%s in %s: %q, %v, want %q", c.src, l, got, err, want)
			}
		}
	}
}

func TestATextIsNeverSaidWithAHole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src   string
		order any
	}{
		{"{{ order.gone }}", map[string]any{}},
		{"{{ order.at | date }}", map[string]any{"at": "yesterday"}},
		{"{{ order.at | date }}", map[string]any{}},
		{"{{ order.total | rupiah }}", map[string]any{"total": "much"}},
		{"{% if order == order %}x{% endif %}", map[string]any{"a": 1}},
		{"{% for a in order.l %}{% for b in order.l %}{{ a }}{{ b }}{% endfor %}{% endfor %}", map[string]any{"l": long(20)}},
	} {
		got, err := said(t, c.src, c.src, terang.Indonesian, c.order)
		if !errors.Is(err, playbook.ErrTemplate) {
			t.Errorf("%s: %q, %v", c.src, got, err)
		}
	}
}

func long(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = strings.Repeat("x", 500)
	}
	return out
}
