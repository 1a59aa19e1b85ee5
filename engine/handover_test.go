package engine_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"terang"
	"terang/engine"
)

// checkCard holds a card to its rules: it says the same in both languages, each with a brief of its own.
func checkCard(t *rapid.T, card terang.HandOver) {
	if card.Known < len(card.Facts) || len(card.Facts) < min(card.Known, 64) {
		t.Fatalf("%d of %d facts go along", len(card.Facts), card.Known)
	}
	if len(card.Translations) != 1 {
		t.Fatalf("translated into %v", card.Translations)
	}
	checkBrief(t, card.CardWords)
	for _, other := range card.Translations {
		checkBrief(t, other)
		if len(other.Tried) != len(card.Tried) || len(other.Facts) != len(card.Facts) {
			t.Fatalf("not the same: %+v and %+v", card.CardWords, other)
		}
		for i, f := range other.Facts {
			if f.Source != card.Facts[i].Source {
				t.Fatalf("%+v stands where %+v does", f, card.Facts[i])
			}
		}
	}
}

// checkBrief holds a brief to its rules: short, valid, and each of its facts whole.
func checkBrief(t *rapid.T, card terang.CardWords) {
	b := card.Brief
	if b == nil || b.Who == "" || b.Wants == "" {
		t.Fatalf("a brief without the contact or the matter: %+v", b)
	}
	if n := briefWords(b); n > terang.MaxBrief {
		t.Fatalf("%d words: %+v", n, b)
	}
	for _, f := range b.Known {
		if !slices.Contains(card.Facts, f) {
			t.Fatalf("the fact %+v is none of %+v", f, card.Facts)
		}
	}
	for _, s := range append([]string{b.Who, b.Wants, b.Tried, b.Mood, b.Next}, b.Promises...) {
		if !utf8.ValidString(s) || strings.Contains(s, "{due}") || strings.Contains(s, "{title}") {
			t.Fatalf("not to be read: %q", s)
		}
	}
}

// TestABriefIsShort: whatever is known, and however long it is, a brief has at most sixty words.
func TestABriefIsShort(t *testing.T) {
	t.Parallel()
	b := wideBrain(t)
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.OneOf(
			rapid.SampledFrom([]string{"", "TRG-1042", "no 081 2000 4321 ya", strings.Repeat("kata ", 90), strings.Repeat("x", 900), strings.Repeat("9", 120), "“ \" ”", "Rp 1.250.000", "23 November 2026 pukul 10.00"}),
			rapid.StringN(0, 60, 200),
		)
		var s engine.State
		s.Language = rapid.SampledFrom([]terang.Language{"", "id", "en"}).Draw(t, "language")
		s.Topic = rapid.SampledFrom([]string{"", "order_status", "opening_hours", "nothing"}).Draw(t, "topic")
		s.Question = some.Draw(t, "question")
		both := rapid.Custom(func(t *rapid.T) engine.Words {
			return engine.Words{Indonesian: some.Draw(t, "id"), English: some.Draw(t, "en")}
		})
		s.Tried = rapid.SliceOfN(both, 0, 8).Draw(t, "tried")
		s.Known = rapid.MapOfN(rapid.SampledFrom([]string{"order_no", "phone", "email", "odd one", "otp"}), some, 0, 5).Draw(t, "known")
		for _, v := range rapid.SliceOfN(both, 0, 12).Draw(t, "facts") {
			s.Facts = append(s.Facts, engine.Fact{Label: both.Draw(t, "label"), Value: v, Source: "brand system"})
		}
		if rapid.Bool().Draw(t, "verified") {
			s.Identity = &engine.Identity{ID: "cus_1", Name: some.Draw(t, "name"), Token: "tok_secret", Until: start.Add(time.Hour)}
		}
		in := engine.Input{
			Kind: rapid.SampledFrom([]engine.InputKind{engine.InputPersonRequested, engine.InputMessage, engine.InputError}).Draw(t, "kind"),
			Text: "saya mau bicara dengan petugas. " + some.Draw(t, "text"), Now: start, Seq: 7,
			Contact: engine.Contact{Name: some.Draw(t, "contact"), Attributes: map[string]any{"customer_token": "tok_secret", "city": some.Draw(t, "city"), "size": 42}},
		}
		in.Desk.Online = rapid.IntRange(0, 1).Draw(t, "online")
		for i, kind := range rapid.SliceOfN(rapid.SampledFrom([]terang.PromiseKind{"reply", "call", "write", "task"}), 0, terang.MaxPromises).Draw(t, "promises") {
			p := terang.Promise{ID: string(rune('a' + i)), Kind: kind, Words: some.Draw(t, "words"), DueAt: start.Add(time.Hour)}
			if rapid.Bool().Draw(t, "broken") {
				p.BrokenAt = start
			}
			in.Promises = append(in.Promises, p)
		}
		_, effects := engine.Raw(b, s, in)
		seen := false
		for _, e := range effects {
			h, ok := e.(engine.HandOver)
			if !ok {
				continue
			}
			seen = true
			checkCard(t, h.Card)
			blob, err := json.Marshal(h.Card)
			if err != nil || strings.Contains(string(blob), "tok_secret") {
				t.Fatalf("a token on the card, or %v: %s", err, blob)
			}
		}
		if !seen && in.Kind != engine.InputMessage { // a text may say more than that it wants a person
			t.Fatalf("no hand-over: %v", effects)
		}
	})
}

var start = time.Date(2026, 11, 21, 3, 21, 0, 0, time.UTC)

// TestNobodyIsSentToAndFro: no turn is silent, none hands over twice, and between the assistant and the queue only the contact's
// wish, or something that the assistant cannot do, moves a conversation.
func TestNobodyIsSentToAndFro(t *testing.T) {
	t.Parallel()
	b := wideBrain(t)
	forTrust := engine.Texts["reason_trust"][terang.Indonesian]
	rapid.Check(t, func(t *rapid.T) {
		seq, hands, back := int64(-1), 0, 0 // back: turns since the contact came back by themselves
		queued := false                     // the contact waits, and has not been answered since
		drive(t, newWorld(b), func(in engine.Input, before engine.State, effects []engine.Effect) {
			if in.Seq != seq {
				seq, hands = in.Seq, 0
			}
			switch {
			case in.Kind == engine.InputHandBack:
				back = 0
			case in.Kind == engine.InputMessage && in.Holder != terang.HolderQueue:
				back = max(back-1, 0)
			}
			said := 0
			for _, e := range effects {
				switch e := e.(type) {
				case engine.Say:
					said++
				case engine.HandOver:
					hands++
					if e.Card.ReasonText == forTrust && back > 0 {
						t.Fatalf("trust alone sends them back, %d turns after they left the queue: %q", 3-back, in.Text)
					}
					checkCard(t, e.Card)
					back, queued = 0, true
				case engine.Return:
					wish := in.Kind == engine.InputAssistantRequested || in.Choice == "assistant" || strings.Contains(in.Text, "asisten")
					if !wish || in.Holder != terang.HolderQueue {
						t.Fatalf("out of the queue without a wish: %q (%q)", in.Text, in.Choice)
					}
					back, queued = 3, false
				case engine.Promise:
					if !e.Due.After(in.Now) || !e.Kind.Valid() || e.Words == "" || e.Kind != terang.PromiseReply && e.Reach == "" {
						t.Fatalf("not a promise: %+v at %s", e, in.Now)
					}
					if in.Holder == terang.HolderAgent {
						t.Fatalf("a promise in a person's place: %+v", e)
					}
				}
			}
			if hands > 1 {
				t.Fatalf("%d hand-overs in one turn", hands)
			}
			if hands > 0 && said == 0 {
				t.Fatal("a hand-over without a word")
			}
			if in.Kind == engine.InputMessage && in.Holder == terang.HolderQueue {
				if queued && said == 0 {
					t.Fatalf("silence in the queue after %q (%q)", in.Text, in.Choice)
				}
				queued = false
			} else if in.Kind == engine.InputError && in.Holder == terang.HolderQueue {
				queued = false // that it failed has been said
			}
			if (in.Kind == engine.InputReach || in.Kind == engine.InputPersonRequested) && (in.Holder != terang.HolderAgent || in.Reach != nil && (in.Reach.Kind == "call" || in.Reach.Kind == "write") && in.Kind == engine.InputReach) && said == 0 {
				t.Fatalf("silence after %s", in.Kind)
			}
			owed := 0
			for _, p := range in.Promises {
				if p.Owed() && p.Kind == terang.PromiseReply {
					owed++
				}
			}
			if owed > 1 {
				t.Fatalf("%d answers are promised at once", owed)
			}
		})
	})
}

func TestTheDeskAnswersInOpeningHours(t *testing.T) {
	t.Parallel()
	brand, err := engine.ParseBrand("brand.yaml", []byte(`
name: Toko
hours:
  open:
    - {days: [mon, tue, wed, thu, fri], from: "08:00", to: "17:00"}
  off: ["2026-11-24"]
  answer_within: 3h
`))
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		out, err := time.Parse("2006-01-02 15:04 -0700", s+" +0700")
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		now, want string
		full      bool
	}{
		{"2026-11-23 09:02", "2026-11-23 12:05", false}, // Monday: three hours are left
		{"2026-11-23 14:00", "2026-11-23 17:00", false},
		{"2026-11-23 15:00", "2026-11-25 11:00", false}, // too late for today, and tomorrow is off
		{"2026-11-23 09:00", "2026-11-25 11:00", true},
		{"2026-11-21 09:00", "2026-11-23 11:00", false}, // Saturday
		{"2026-11-21 09:00", "2026-11-23 11:00", true},
	} {
		if got := brand.Hours.AnswerBy(at(c.now), c.full); !got.Equal(at(c.want)) {
			t.Errorf("at %s (full %v): %s, want %s", c.now, c.full, got, c.want)
		}
	}
	if got := (engine.Hours{}).AnswerBy(at("2026-11-23 09:00"), false); !got.IsZero() {
		t.Errorf("without hours %s is promised", got)
	}
	if _, err := engine.ParseBrand("brand.yaml", []byte("name: T\nhours: {answer_within: 1s}\n")); err == nil || !strings.Contains(err.Error(), "answer_within") {
		t.Errorf("an answer within a second: %v", err)
	}
	if _, err := engine.ParseBrand("brand.yaml", []byte("name: T\nreach: [fax]\n")); err == nil || !strings.Contains(err.Error(), "fax") {
		t.Errorf("reach by fax: %v", err)
	}
}

// TestAWaitIsSaidAsItIs: never narrower than the desk knows, and nothing where it knows nothing.
func TestAWaitIsSaidAsItIs(t *testing.T) {
	t.Parallel()
	m := time.Minute
	for _, c := range []struct {
		from, to time.Duration
		id, en   string
	}{
		{0, 0, "", ""},
		{20 * time.Second, 55 * time.Second, "kurang dari satu menit", "less than a minute"},
		{20 * time.Second, 3 * m, "kurang dari 3 menit", "less than 3 minutes"},
		{3*m + 30*time.Second, 6*m + 10*time.Second, "3–7 menit", "3 to 7 minutes"},
		{4 * m, 4 * m, "sekitar 4 menit", "about 4 minutes"},
		{7 * m, 3 * m, "3–7 menit", "3 to 7 minutes"},
		{11 * m, 18 * m, "10–20 menit", "10 to 20 minutes"},
		{24 * m, 36 * m, "sekitar setengah jam", "about half an hour"},
		{50 * m, 70 * m, "sekitar satu jam", "about an hour"},
		{100 * m, 200 * m, "1–4 jam", "1 to 4 hours"},
		{30 * time.Hour, 50 * time.Hour, "lebih dari sehari", "more than a day"},
		{-m, 5 * m, "kurang dari 5 menit", "less than 5 minutes"},
	} {
		w := engine.Wait{From: c.from, To: c.to}
		if id, en := engine.WaitWords(w, "id"), engine.WaitWords(w, "en"); id != c.id || en != c.en {
			t.Errorf("%v: %q, %q; want %q, %q", w, id, en, c.id, c.en)
		}
	}
}

// TestABriefKeepsValuesWhole: a text is cut between words, and never inside a number.
func TestABriefKeepsValuesWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"pesanan TRG-1042 belum sampai", 2, "pesanan TRG-1042…"},
		{"pesanan TRG 1042 belum sampai", 2, "pesanan…"},
		{"nomor 0812 0000 4321 milik saya", 3, "nomor…"},
		{"dua hari", 2, "dua hari"},
		{"0812 0000 4321", 2, ""},
		{"marah: “sudah dua minggu saya menunggu”", 3, "marah: “sudah dua…”"},
	} {
		if got := engine.Shortened(c.text, c.n); got != c.want {
			t.Errorf("%q in %d words: %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

// TestWhoWantsToBeReached: the wish in people's own words, and what only sounds like it.
func TestWhoWantsToBeReached(t *testing.T) {
	t.Parallel()
	b := brain(t)
	for words, want := range map[string]string{
		"telepon saya saja": "number", "telp aku aja dong": "number", "bisa minta ditelepon?": "number", "call me instead": "number",
		"can someone call me back": "number", "hubungi saya lewat telepon saja": "number", "call": "number",
		"telepon saya di 0813 5555 1234":     "call",
		"email aja ya":                       "address",
		"balas lewat email saja":             "address",
		"tolong kirim ke email sari@x.co.id": "write",
		"wa saja ke 081355551234":            "write",
		"could you write to me by email":     "address",

		"nomor telepon kalian berapa?": "", "saya sudah telepon kemarin": "", "kurirnya tidak menelepon saya": "", "tolong telepon kurirnya": "",
		"jangan telepon saya": "", "email saya tidak masuk": "", "saya sudah kirim email dua kali": "", "lampunya pecah": "",
	} {
		w := newWorld(b)
		w.must(t, "contact: saya mau bicara dengan petugas", "contact: "+words)
		got := ""
		for _, e := range w.effects {
			switch e := e.(type) {
			case engine.Promise:
				got = string(e.Kind)
			case engine.Say:
				switch {
				case strings.Contains(e.Draft.Content.Text, "Ke nomor mana"), strings.Contains(e.Draft.Content.Text, "Which number"):
					got = "number"
				case strings.Contains(e.Draft.Content.Text, "Ke mana petugas"), strings.Contains(e.Draft.Content.Text, "Where may"):
					got = "address"
				}
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q\n%s", words, got, want, w.texts())
		}
	}
}

// TestATurnThatBreaksIsNotSilent: even where the engine itself fails, there is a person or an honest word, once.
func TestATurnThatBreaksIsNotSilent(t *testing.T) {
	t.Parallel()
	p, err := retailParts()
	if err != nil {
		t.Fatal(err)
	}
	p.Model = nil // nothing can be understood: reading a message panics inside
	b, err := engine.New(p)
	if err != nil {
		t.Fatal(err)
	}
	for holder, hands := range map[terang.Holder]int{terang.HolderAssistant: 1, terang.HolderQueue: 0} {
		_, effects := b.Step(engine.State{Language: "en"}, engine.Input{Kind: engine.InputMessage, Text: "my lamp broke", Seq: 3, Now: start, Holder: holder})
		said, handed := 0, 0
		for _, e := range effects {
			switch e := e.(type) {
			case engine.Say:
				said++
				if e.Draft.Language != terang.English || strings.TrimSpace(e.Draft.Content.Text) == "" {
					t.Errorf("%s: %+v", holder, e.Draft)
				}
			case engine.HandOver:
				handed++
				if n := briefWords(e.Card.Brief); n == 0 || n > terang.MaxBrief {
					t.Errorf("a brief of %d words", n)
				}
			}
		}
		if said != 1 || handed != hands {
			t.Errorf("%s: %d messages, %d hand-overs", holder, said, handed)
		}
	}
}

// TestFactsGoAlong: all that is known is on the card, each once, by its best source, and no secret.
func TestFactsGoAlong(t *testing.T) {
	t.Parallel()
	s := engine.State{
		Identity: &engine.Identity{ID: "cus_1", Name: "Sari", Token: "tok", Until: start},
		Known:    map[string]string{"order_no": "TRG-1042", "email": "sari@example.com", "otp": "482915"},
		Facts: []engine.Fact{
			{Label: engine.Words{Indonesian: "Nomor pesanan", English: "Order number"}, Value: same("TRG-1042"), Source: "brand system"},
			{Label: same("Total"), Value: same("Rp 90.000"), Source: "brand system"},
			{Label: engine.Words{Indonesian: "Dikirim", English: "Shipped"}, Value: engine.Words{Indonesian: "21 November 2026", English: "21 November, 2026"}, Source: "brand system"},
		},
		Topic: "order_status",
	}
	_, effects := brain(t).Step(s, engine.Input{Kind: engine.InputPersonRequested, Now: start, Contact: engine.Contact{
		Attributes: map[string]any{"city": "Bandung", "card_pin": "1234", "orders": 3, "list": []any{1}},
	}})
	i := slices.IndexFunc(effects, func(e engine.Effect) bool { _, ok := e.(engine.HandOver); return ok })
	if i < 0 {
		t.Fatalf("%v", effects)
	}
	card := effects[i].(engine.HandOver).Card
	want := []terang.Fact{
		{Label: "Pelanggan", Value: "Sari", Source: "verified"},
		{Label: "Alamat email", Value: "sari@example.com", Source: "customer"},
		{Label: "Nomor pesanan", Value: "TRG-1042", Source: "brand system"},
		{Label: "Total", Value: "Rp 90.000", Source: "brand system"},
		{Label: "Dikirim", Value: "21 November 2026", Source: "brand system"},
		{Label: "Kota", Value: "Bandung", Source: "brand system"},
		{Label: "orders", Value: "3", Source: "brand system"},
	}
	if !slices.Equal(card.Facts, want) || card.Known != len(want) || card.Topic != "order_status" {
		t.Errorf("%d known, topic %s: %+v", card.Known, card.Topic, card.Facts)
	}
	english := []terang.Fact{
		{Label: "Customer", Value: "Sari", Source: "verified"},
		{Label: "Email address", Value: "sari@example.com", Source: "customer"},
		{Label: "Order number", Value: "TRG-1042", Source: "brand system"},
		{Label: "Total", Value: "Rp 90.000", Source: "brand system"},
		{Label: "Shipped", Value: "21 November, 2026", Source: "brand system"},
		{Label: "City", Value: "Bandung", Source: "brand system"},
		{Label: "orders", Value: "3", Source: "brand system"},
	}
	if got := card.Translations[terang.English].Facts; !slices.Equal(got, english) {
		t.Errorf("in English: %+v", got)
	}
}

func same(s string) engine.Words { return engine.Words{Indonesian: s, English: s} }

// TestWhatWasTriedSpeaksBothLanguages: an agent reads the card in the language of their console; what the contact wrote stays as it is.
// A state of an earlier version, which has one language, is still read.
func TestWhatWasTriedSpeaksBothLanguages(t *testing.T) {
	t.Parallel()
	var s engine.State
	old := `{"question":"kok begini","tried":["Kode verifikasi",{"id":"Lacak pesanan","en":"Track an order"}],"facts":[{"label":"Kurir","value":"JNE","source":"brand system"}]}`
	if err := json.Unmarshal([]byte(old), &s); err != nil {
		t.Fatal(err)
	}
	_, effects := brain(t).Step(s, engine.Input{Kind: engine.InputPersonRequested, Now: start})
	i := slices.IndexFunc(effects, func(e engine.Effect) bool { _, ok := e.(engine.HandOver); return ok })
	if i < 0 {
		t.Fatalf("%v", effects)
	}
	card := effects[i].(engine.HandOver).Card
	english := card.Translations[terang.English]
	if !slices.Equal(card.Tried, []string{"Kode verifikasi", "Lacak pesanan"}) || !slices.Equal(english.Tried, []string{"Kode verifikasi", "Track an order"}) {
		t.Errorf("tried %q, in English %q", card.Tried, english.Tried)
	}
	if card.Wants != "kok begini" || english.Wants != "kok begini" {
		t.Errorf("wants %q, in English %q", card.Wants, english.Wants)
	}
	if want := engine.Texts["reason_asked"][terang.English]; english.ReasonText != want || english.ReasonText == card.ReasonText {
		t.Errorf("because %q, want %q", english.ReasonText, want)
	}
	if !slices.ContainsFunc(english.Facts, func(f terang.Fact) bool {
		return f == terang.Fact{Label: "Kurir", Value: "JNE", Source: "brand system"}
	}) {
		t.Errorf("what was known is lost: %+v", english.Facts)
	}
	kept, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(kept), `"tried":["Kode verifikasi",{"id":"Lacak pesanan","en":"Track an order"}]`) {
		t.Errorf("kept as %s, %v", kept, err)
	}
}

// TestADayIsThatOfTheClockThatIsNamed: the clock is told as WIB, and so is the day, also for a brand that counts its days two hours
// earlier; else a promise would be told a day too late.
func TestADayIsThatOfTheClockThatIsNamed(t *testing.T) {
	t.Parallel()
	wit := time.FixedZone("WIT", 9*60*60)
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, wit)
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 22, 0, 30, 0, 0, wit): "hari ini pukul 22.30 WIB",
		time.Date(2026, 11, 22, 2, 30, 0, 0, wit): "besok pukul 00.30 WIB",
		time.Date(2026, 11, 24, 1, 0, 0, 0, wit):  "Senin, 23 Nov 2026 pukul 23.00 WIB",
	} {
		if got := engine.When(brain(t), now, at, terang.Indonesian); got != want {
			t.Errorf("%s is told as %q, want %q", at, got, want)
		}
	}
}
