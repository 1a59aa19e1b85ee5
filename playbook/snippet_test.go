package playbook_test

import (
	"slices"
	"strings"
	"testing"

	"terang"
	"terang/playbook"
)

var snippetNames = []string{"contact.name", "contact.language", "agent.name", "brand.name", "slot.order_no", "slot.due_on", "slot.total"}

func TestSnippetFillsInAndLeavesGapsThatCanBeSeen(t *testing.T) {
	t.Parallel()
	label := func(name string) string {
		return map[string]string{"contact.name": "nama pelanggan", "slot.order_no": "nomor pesanan", "slot.due_on": "tanggal"}[name]
	}
	for _, c := range []struct {
		name, src string
		values    map[string]any
		want      string
	}{
		{"plain", "Terima kasih, kami cek dulu.", nil, "Terima kasih, kami cek dulu."},
		{"all there", "Halo {{ contact.name }}, dari {{ brand.name }}.", map[string]any{"contact.name": "Sari", "brand.name": "Toko Terang"}, "Halo Sari, dari Toko Terang."},
		{"one missing", "Halo {{ contact.name }}, pesanan {{ slot.order_no }}.", map[string]any{"contact.name": "Sari"}, "Halo Sari, pesanan ⟦nomor pesanan⟧."},
		{"empty is missing", "Halo {{contact.name}}", map[string]any{"contact.name": ""}, "Halo ⟦nama pelanggan⟧"},
		{"missing through a filter", "Sampai {{ slot.due_on | date }}.", nil, "Sampai ⟦tanggal⟧."},
		{"there through a filter", "Sampai {{ slot.due_on | date }}.", map[string]any{"slot.due_on": "2026-11-21T03:00:00Z"}, "Sampai 21 Nov 2026."},
		{"default leaves no gap", `Halo {{ contact.name | default: "Kak" }}!`, nil, "Halo Kak!"},
		{"asked for leaves no gap", "Halo{% if contact.name %} {{ contact.name }}{% endif %}!", nil, "Halo!"},
		{"asked for and there", "Halo{% if contact.name %} {{ contact.name }}{% endif %}!", map[string]any{"contact.name": "Sari"}, "Halo Sari!"},
		{"a value is no template", "Halo {{ contact.name }}", map[string]any{"contact.name": "{{ brand.name }}"}, "Halo {{ brand.name }}"},
	} {
		s, problems := playbook.ParseSnippet("macro", terang.Indonesian, c.src, snippetNames)
		if len(problems) > 0 {
			t.Errorf("%s: %v", c.name, problems)
			continue
		}
		got, err := s.Render(c.values, label)
		if err != nil || got != c.want {
			t.Errorf("%s: %q %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestSnippetProblemsNamePlaceAndMend(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, src    string
		line, column int
		says         string
	}{
		{"unknown", "Halo,\nini {{ contact.nama }}", 2, 8, "contact.name"},
		{"unknown in a condition", "{% if slot.order %}x{% endif %}", 1, 7, "slot.order_no"},
		{"left open", "Halo\nSari {{ contact.name", 2, 6, "}}"},
		{"filter", "{{ contact.name | shout }}", 1, 1, "shout"},
		{"empty", "  ", 1, 1, "empty"},
		{"too long", strings.Repeat("a", terang.MaxText+1), 1, 1, "4000"},
		{"block left open", "{% if contact.name %}x", 1, 1, ""},
		{"a loop over nothing known", "{% for x in orders %}{{ x }}{% endfor %}", 1, 13, "orders"},
		{"file", `{% include "/etc/passwd" %}`, 1, 1, "include"},
	} {
		_, problems := playbook.ParseSnippet("macro", terang.English, c.src, snippetNames)
		if len(problems) != 1 {
			t.Errorf("%s: %v", c.name, problems)
			continue
		}
		p := problems[0]
		if p.Line != c.line || p.Column != c.column || !strings.Contains(p.Error(), c.says) || p.In(terang.Indonesian).Next == "" {
			t.Errorf("%s: %d:%d %q, want %d:%d %q", c.name, p.Line, p.Column, p.Error(), c.line, c.column, c.says)
		}
	}
}

func TestGapsOfAText(t *testing.T) {
	t.Parallel()
	if got := playbook.Gaps("Halo ⟦nama⟧, pesanan ⟦nomor pesanan⟧ ⟦ [x] ⟧⟧"); !slices.Equal(got, []string{"nama", "nomor pesanan", " [x] "}) {
		t.Errorf("%q", got)
	}
	if got := playbook.Gaps("Halo {{ x }} [nama]"); got != nil {
		t.Errorf("%q", got)
	}
	if got := playbook.Gaps(playbook.Gap("a⟧b{{c\nd")); !slices.Equal(got, []string{"abc d"}) {
		t.Errorf("%q", got)
	}
}
