package engine_test

import (
	"strings"
	"testing"
	"time"

	"terang"
	"terang/engine"
)

const shop = `name: Toko
hours:
  zone: Asia/Jakarta
  text: {id: Setiap hari, en: Every day}
  open:
    - {days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}
    - {days: [mon, tue, wed, thu, fri], from: "13:00", to: "17:00"}
  off: ["2026-11-23"]
`

func TestTheDeskOpensNext(t *testing.T) {
	t.Parallel()
	b, err := engine.ParseBrand("brand.yaml", []byte(shop))
	if err != nil {
		t.Fatal(err)
	}
	wib := time.FixedZone("WIB", 7*3600)
	for now, want := range map[string]string{
		"2026-11-20T07:00:00+07:00": "2026-11-20T08:00:00+07:00",
		"2026-11-20T08:00:00+07:00": "open",
		"2026-11-20T12:00:00+07:00": "2026-11-20T13:00:00+07:00",
		"2026-11-20T09:59:00Z":      "open",                      // 16.59 WIB
		"2026-11-20T10:00:00Z":      "2026-11-24T08:00:00+07:00", // Friday evening; Monday is off
		"2026-11-21T10:00:00+07:00": "2026-11-24T08:00:00+07:00",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		next, open := b.Hours.NextOpen(at)
		got := next.In(wib).Format(time.RFC3339)
		if open {
			got = "open"
		}
		if got != want {
			t.Errorf("at %s: %s, want %s", now, got, want)
		}
	}
	if at, open := (engine.Hours{}).NextOpen(time.Now()); open || !at.IsZero() {
		t.Error("no hours, but a time")
	}
}

func TestABrandThatCannotWorkIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{"", "brand.yaml: EOF"},
		{"name: ''", "name is empty"},
		{"name: Toko\ndisclosure_adds: {id: '" + strings.Repeat("x", 161) + "'}", "disclosure_adds (id) has 161 characters"},
		{"nam: Toko", "brand.yaml: yaml: unmarshal errors:\n  line 1: field nam not found"},
		{"name: Toko\nlanguages: [jv]", `the house has no texts in "jv"`},
		{"name: Toko\naction_color: blue", `action_color "blue"`},
		{"name: Toko\nhours: {zone: Mars/Base}", `zone "Mars/Base"`},
		{"name: Toko\nhours: {open: [{days: [mon], from: \"25:00\", to: \"26:00\"}]}", `"25:00" is not a time of day`},
		{"name: Toko\nhours: {open: [{days: [mon], from: \"10:00\", to: \"09:00\"}]}", "ends before it begins"},
		{"name: Toko\nhours: {open: [{days: [someday], from: \"08:00\", to: \"09:00\"}]}", `"someday" is not a day`},
		{"name: Toko\nverification: {start: {action: a}}", "verification: start needs"},
		{"name: Toko\ntopics: {x: {title: {id: X}}}", "topics: x needs a title"},
		{"name: Toko\nmenu: [{intent: x}]", "menu: an item needs"},
		{"name: " + strings.Repeat("a", 70000), "at most"},
	} {
		if _, err := engine.ParseBrand("brand.yaml", []byte(c.src)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want %q", c.src, err, c.want)
		}
	}
}

// TestTheVoice holds the engine's own texts to the house's voice.
func TestTheVoice(t *testing.T) {
	t.Parallel()
	hole := func(s string) map[string]bool {
		out := map[string]bool{}
		for _, part := range strings.Split(s, "{")[1:] {
			name, _, _ := strings.Cut(part, "}")
			out[name] = true
		}
		return out
	}
	for key, text := range engine.Texts {
		id, en := text[terang.Indonesian], text[terang.English]
		if id == "" || en == "" || id == en {
			t.Errorf("%s lacks a language: %q, %q", key, id, en)
		}
		a, b := hole(id), hole(en)
		for name := range a {
			if !b[name] {
				t.Errorf("%s names {%s} in id only", key, name)
			}
		}
		if len(a) != len(b) {
			t.Errorf("%s fills in %v in id and %v in en", key, a, b)
		}
		for _, never := range []string{"!", "maaf", "sorry", "apolog", "mengerti perasaan", "saya manusia", "i am human", "bot "} {
			if strings.Contains(strings.ToLower(id+" "+en+" "), never) {
				t.Errorf("%s says %q", key, never)
			}
		}
	}
}
