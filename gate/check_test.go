package gate_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"terang"
	"terang/gate"
)

var forms = []gate.Form{{}, {Family: gate.Chat}, {Family: gate.Inline}, {Family: gate.SMS}, {Family: gate.Email}, {Family: gate.Push}, {Family: gate.Voice}}

// TestTheHousesOwnTextsPassTheCheckOfAWorkspaces holds the published texts to what is asked of others: every wording says each
// of its elements, in its language, and fits its channel.
func TestTheHousesOwnTextsPassTheCheckOfAWorkspaces(t *testing.T) {
	for _, text := range gate.Published() {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			for _, f := range forms {
				words := strings.NewReplacer("BRAND", "{brand}", "NAME", "{name}").Replace(text.Say(f, l, "BRAND", "NAME"))
				for _, e := range text.Elements {
					for _, p := range gate.CheckText(words, e, l, f) {
						t.Errorf("%s/%s/%s %s: %q: %v", text.ID, l, f.Family, e, words, p)
					}
				}
			}
		}
	}
}

func TestAWorkspacesTextMustSayItAndBeSeen(t *testing.T) {
	const good = "Ini asisten AI {brand}, bukan manusia."
	for _, c := range []struct {
		text string
		e    terang.Element
		l    terang.Language
		f    gate.Form
		want string
	}{
		{good, terang.IsAI, "id", gate.Form{}, ""},
		{good, terang.NotHuman, "id", gate.Form{}, ""},
		{"<p style=\"color:#222;background:#fff\">" + good + "</p>", terang.IsAI, "id", gate.Form{Family: gate.Email}, ""},
		{"<b>Ini asisten AI</b> {brand},<br>bukan manusia.", terang.NotHuman, "id", gate.Form{Family: gate.Email}, ""},
		{"", terang.IsAI, "id", gate.Form{}, "short"},
		{" \u200b\u200b\u2060 ", terang.IsAI, "id", gate.Form{}, "short invisible"},
		{"AI.", terang.IsAI, "id", gate.Form{}, "short"},
		{"I\u200bni asisten AI {brand}, bukan manusia.", terang.IsAI, "id", gate.Form{}, "invisible"},
		{"Ini asisten \u202eIA\u202c {brand}, bukan manusia.", terang.NotHuman, "id", gate.Form{}, "invisible"},
		{"Ini аsisten AI {brand}, bukan manusia.", terang.IsAI, "id", gate.Form{}, "lookalike"},
		{"Ini layanan {brand} untuk Anda semua.", terang.IsAI, "id", gate.Form{}, "unsaid"},
		{"Ini bukan AI {brand}, ini petugas kami.", terang.IsAI, "id", gate.Form{}, "unsaid"},
		{"Ini asisten AI {brand}, dan bukan robot.", terang.NotHuman, "id", gate.Form{}, "unsaid"},
		{"Ini asisten AI dari toko ini, bukan manusia.", terang.Operator, "id", gate.Form{}, "unsaid"},
		{"Kami senang melayani Anda dengan petugas.", terang.HumanRoute, "id", gate.Form{}, "unsaid"},
		{"Balas ORANG bila Anda mau petugas.", terang.HumanRoute, "id", gate.Form{}, ""},
		{"Saya asisten AI, dan saya manusia asli kok.", terang.IsAI, "id", gate.Form{}, "human_claim"},
		{"This is the AI assistant of {brand}, not a human.", terang.IsAI, "id", gate.Form{}, "language"},
		{"This is the AI assistant of {brand}, not a human.", terang.IsAI, "en", gate.Form{}, ""},
		{"Ini asisten AI {merek}, bukan manusia.", terang.IsAI, "id", gate.Form{}, "hole"},
		{"<span style='color:white'>" + good + "</span>", terang.IsAI, "id", gate.Form{Family: gate.Email}, "contrast short"},
		{"<div style='background:#fff'><span style='color:#FEFEFE !important'>" + good + "</span></div>", terang.IsAI, "id", gate.Form{}, "contrast short"},
		{"<font color=#fff>" + good + "</font>", terang.IsAI, "id", gate.Form{}, "contrast short"},
		{"<p style='color:rgba(0,0,0,.2)'>" + good + "</p>", terang.IsAI, "id", gate.Form{}, "contrast short"},
		{"<p style='color:var(--x)'>" + good + "</p>", terang.IsAI, "id", gate.Form{}, "contrast hidden short"},
		{"<table bgcolor=black><td style='color:#111'>" + good + "</td></table>", terang.IsAI, "id", gate.Form{}, "contrast short"},
		{"<p style='display:none'>" + good + "</p>", terang.IsAI, "id", gate.Form{}, "hidden short"},
		{"<p style='font-size:1px'>" + good + "</p>", terang.IsAI, "id", gate.Form{}, "hidden short"},
		{"<p style='opacity:0'>" + good + "</p>", terang.IsAI, "id", gate.Form{}, "hidden short"},
		{"<p style='position:absolute;left:-9999px'>" + good + "</p>", terang.IsAI, "id", gate.Form{}, "hidden short"},
		{"<p hidden>" + good + "</p>", terang.IsAI, "id", gate.Form{}, "hidden short"},
		{"<!-- " + good + " -->", terang.IsAI, "id", gate.Form{}, "short"},
		{"<img alt=\"" + good + "\">", terang.IsAI, "id", gate.Form{}, "short"},
		{"<p style='display:none'>Halo</p>" + good, terang.IsAI, "id", gate.Form{}, "hidden"},
		{strings.Repeat(good+" ", 4), terang.IsAI, "id", gate.Form{Family: gate.SMS}, "long"},
		{"Ini asisten AI {brand} — bukan manusia.", terang.IsAI, "id", gate.Form{Family: gate.SMS}, "septets"},
		{strings.Repeat(good+" ", 6), terang.IsAI, "id", gate.Form{Family: gate.Voice}, "long"},
	} {
		var codes []string
		for _, p := range gate.CheckText(c.text, c.e, c.l, c.f) {
			codes = append(codes, p.Code)
			if p.Why == "" || p.Next == "" {
				t.Errorf("%q: a problem without why or next: %+v", c.text, p)
			}
		}
		for _, want := range strings.Fields(c.want) {
			if !strings.Contains(strings.Join(codes, " "), want) {
				t.Errorf("%q as %s: %v, want %s", c.text, c.e, codes, c.want)
			}
		}
		if c.want == "" && len(codes) > 0 {
			t.Errorf("%q as %s: %v", c.text, c.e, codes)
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000", "#fff", 21}, {"white", "#FFFFFF", 1}, {"#777777", "#fff", 4.48}, {"#767676", "#fff", 4.54}, {"#0B5FA5", "#ffffff", 6.60}, {"rgb(255 0 0)", "#fff", 4.0}} {
		got, ok := gate.Contrast(c.a, c.b)
		if !ok || got < c.want-0.05 || got > c.want+0.05 {
			t.Errorf("%s on %s: %.2f %v, want %.2f", c.a, c.b, got, ok, c.want)
		}
	}
	for _, bad := range []string{"", "#12", "#12345", "#gggggg", "rgb(1,2)", "rgb(a,b,c)", "hsl(1,2,3)", "rgb(nan,0,0)"} {
		if _, ok := gate.Contrast(bad, "#fff"); ok {
			t.Errorf("%q is a colour", bad)
		}
	}
}

func TestATemplateIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		t    gate.Template
		want string
		line int
	}{
		{gate.Template{Kind: terang.KindAutomation, Language: "id", Text: "Hai, saya Rina dari tim kami"}, "human_claim", 0},
		{gate.Template{Kind: terang.KindAI, Language: "id", Text: "Halo {{ name }}.\nSaya {{ agent }} dari tim kami."}, "human_claim", 1},
		{gate.Template{Kind: terang.KindAI, Language: "en", Text: "{% if x %}I am a real person.{% else %}Hi.{% endif %}"}, "human_claim", 0},
		{gate.Template{Kind: terang.KindAI, Language: "id", Text: "Petugas: pesanan Anda dikirim."}, "forged_label", 0},
		{gate.Template{Kind: terang.KindAI, Language: "id", Text: "Baik.\n\nAgent · Rina: ok"}, "forged_label", 2},
		{gate.Template{Kind: terang.KindAI, Language: "id", Text: "ok\u200b"}, "invisible", 0},
		{gate.Template{Kind: terang.KindAI, Language: "id", Text: "Bаik"}, "lookalike", 0},
		{gate.Template{Kind: terang.KindAI, Language: "id", Text: " \n"}, "empty", 0},
		{gate.Template{Kind: terang.KindAutomation, Form: gate.Form{Family: gate.Inline}, Fixed: true, Language: "id", Text: "Pesanan {{1}} dikirim."}, "label_missing", 0},
		{gate.Template{Kind: terang.KindAutomation, Form: gate.Form{Family: gate.Inline}, Fixed: true, Language: "id", Text: "Otomatis: Pesanan {{1}} dikirim."}, "", 0},
		{gate.Template{Kind: terang.KindAI, Form: gate.Form{Family: gate.Inline}, Fixed: true, Language: "id", Text: "AI: Pesanan {{1}} dikirim."}, "", 0},
		{gate.Template{Kind: terang.KindHuman, Language: "id", Text: "Hai, saya Rina dari tim kami"}, "", 0},
		{gate.Template{Kind: terang.KindAI, Language: "id", Text: "Saya Sari, asisten AI {{ brand }}."}, "", 0},
	} {
		problems := gate.CheckTemplate(c.t)
		if c.want == "" {
			if len(problems) > 0 {
				t.Errorf("%q: %v", c.t.Text, problems)
			}
			continue
		}
		if len(problems) == 0 || problems[0].Code != c.want || problems[0].Line != c.line || problems[0].Next == "" {
			t.Errorf("%q: %+v, want %s in line %d", c.t.Text, problems, c.want, c.line)
		}
	}
}

// TestNoTextOfThePacksIsTakenForALie is the test for false alarms: everything that the packs say is honest.
func TestNoTextOfThePacksIsTakenForALie(t *testing.T) {
	packs, err := os.ReadDir("../packs")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		if !p.IsDir() {
			continue
		}
		if err := gate.CheckPack(os.DirFS("../packs/" + p.Name())); err != nil {
			t.Errorf("%s: %v", p.Name(), err)
		}
	}
}

func TestAPackIsRefusedWithFileAndLine(t *testing.T) {
	err := gate.CheckPack(fstest.MapFS{
		"brand.yaml":          {Data: []byte("name: Toko\ngreeting:\n  id: Halo, saya Rina dari tim kami.\n  en: Hi.\n")},
		"playbooks/a.yaml":    {Data: []byte("id: a\nsteps:\n  - say:\n      text:\n        id: |-\n          Baik.\n          Tenang, saya manusia.\n        en: Fine.\n")},
		"articles/x.id.md":    {Data: []byte("---\nid: x\nlanguage: id\n---\n\nBaik.\n\nPetugas: buka jam 8.\n")},
		"articles/good.id.md": {Data: []byte("---\nid: x\n---\nBaik.\n")},
	})
	for _, want := range []string{"brand.yaml:3: ", "playbooks/a.yaml:7: ", "articles/x.id.md:8: \"Petugas:\" looks like the label"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}
