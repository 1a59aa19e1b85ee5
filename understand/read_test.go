package understand

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"terang"
	"terang/understand/mood"
	"terang/understand/words"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for text, want := range map[string]string{
		"paketku kok blm nyampe ya":           "paket saya kenapa belum sampai ya",
		"gak / nggak / ga / tdk bisa":         "tidak bisa",
		"udh brp hari gmn kpn dmn yg bgt":     "sudah berapa hari bagaimana kapan di mana yang sangat",
		"bisa2 barang2nya hati2":              "bisa barang hati",
		"barang-barangnya":                    "barang",
		"lamaaaaa bangetttt":                  "lama sangat",
		"Harganya BERAPA???":                  "harga berapa",
		"masalah jumlah buku setelah kamu":    "masalah jumlah buku setelah kamu",
		"dituker ukurannya":                   "ditukar ukuran",
		"makasih":                             "terima kasih",
		"i dont know where's my pkg":          "i do not know where is my package",
		"my goood order":                      "my good order",
		"ＰＡＫＥＴ saya 𝐡𝐢𝐥𝐚𝐧𝐠":                   "paket saya hilang",
		"p̷a̷k̷e̷t̷ saya":                     "paket saya",
		"3hari TRG-1042":                      "3 hari trg 1042",
		"cek https://x.example/?a=ya ya kakk": "cek ya kakak",
	} {
		if got := m.Normalise(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for text, want := range map[string]terang.Language{
		"paket saya belum sampai":   "id",
		"gmn cara refund order ini": "id",
		"where is my package":       "en",
		"ok":                        "",
		"TRG-1042":                  "",
		"123456":                    "",
		"👍":                         "",
		"":                          "",
		"kak my order udah dikirim belum? i really need it tomorrow karena mau dipakai buat acara": words.Mixed,
	} {
		if got := m.Understand(text, Context{}).Language; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := m.Understand("refund", Context{Language: "en"}).Language; got == terang.Indonesian {
		t.Errorf("the conversation's language did not tip a loan word: %q", got)
	}
	if words.Mixed.Or("id") != "id" {
		t.Error("the house has texts in it")
	}
}

func TestEntities(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for text, want := range map[string]string{
		"no TRG-1042 ya":               "order_no=TRG-1042",
		"trg1042, trg 2210":            "order_no=TRG-1042 order_no=TRG-2210",
		"kodenya 482913":               "otp=482913",
		"hp saya 0812-3456-7890":       "phone=+6281234567890",
		"+62 812 3456 7890":            "phone=+6281234567890",
		"+1 (555) 210-9999":            "phone=+15552109999",
		"email Budi.S@Contoh.example.": "email=budi.s@contoh.example",
		"besok atau lusa?":             "date=+1d date=+2d",
		"tomorrow or next week":        "date=+1d date=week+1",
		"bsk pagi":                     "date=+1dTmorning",
		"tanggal 21 Nov 2026":          "date=2026-11-21",
		"21/11":                        "date=--11-21",
		"Nov 3rd":                      "date=--11-03",
		"3rd of November 2026":         "date=2026-11-03",
		"2026-11-21":                   "date=2026-11-21",
		"tgl 25 aja":                   "date=---25",
		"hari sabtu":                   "date=sat",
		"2 minggu lalu":                "date=-14d",
		"31/02":                        "number=31 number=2",
		"harga 1.250.000 atau 50rb":    "money=IDR 1250000 money=IDR 50000",
		"beli 3 pcs":                   "quantity=3 pcs",
		"2 juta":                       "money=IDR 2000000",
		"order TRG-1042 no hp 081234567890 otp 123456 tgl 5": "order_no=TRG-1042 phone=+6281234567890 otp=123456 date=---05",
		"iya":      "", // an answer, but nothing was asked
		"a@b @ @@": "",
	} {
		r := m.Understand(text, Context{})
		var got []string
		for _, e := range r.Entities {
			got = append(got, e.Kind+"="+e.Value)
			if r.Text[e.Start:e.End] != e.Text {
				t.Errorf("%q: %+v does not stand there", text, e)
			}
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q: %q, want %q", text, g, want)
		}
	}
}

func TestWhatIsExpectedIsReadFirst(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	sizes := []terang.QuickReply{{Label: "Kecil (S)", Value: "s"}, {Label: "Sedang (M)", Value: "m"}, {Label: "Besar (L)", Value: "l"}}
	reasons := []terang.QuickReply{{Label: "Wrong item arrived", Value: "wrong_item"}, {Label: "Does not suit", Value: "does_not_suit"}}
	yesNo := []terang.QuickReply{{Label: "Ya, batalkan", Value: "yes"}, {Label: "Tidak, biarkan", Value: "no"}}
	for _, tt := range []struct {
		text string
		c    Context
		want string
	}{
		{"1042", Context{Expecting: EntityOrderNo}, "order_no=TRG-1042"},
		{"nomornya 1042 kak", Context{Expecting: EntityOrderNo}, "order_no=TRG-1042"},
		{"hp 08123456789, TRG-1042", Context{Expecting: EntityOrderNo}, "order_no=TRG-1042"},
		{"123 456", Context{Expecting: EntityOTP}, "otp=123456"},
		{"kodenya 12-34-56 ya", Context{Expecting: EntityOTP}, "otp=123456"},
		{"1234567", Context{Expecting: EntityOTP}, "number=1234567"},
		{"iya betul", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"boleh kak silakan", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"gas", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"iya", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"gak usah", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"nope", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"50rb", Context{Expecting: EntityNumber}, "number=50000"},
		{"y", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"sure, go ahead", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"👍", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"gapapa", Context{Expecting: EntityYesNo}, "yes_no=yes"},
		{"ya gak usah", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"jangan dulu", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"nggak jadi deh", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"ogah", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"not now", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"bukan", Context{Expecting: EntityYesNo}, "yes_no=no"},
		{"yes please", Context{Expecting: EntityYesNo, Choices: yesNo}, "yes_no=yes"},
		{"batalkan aja", Context{Expecting: EntityYesNo, Choices: yesNo}, "yes_no=yes"},
		{"biarkan", Context{Expecting: EntityYesNo, Choices: yesNo}, "yes_no=no"},
		{"sedang (m)", Context{Expecting: EntityChoice, Choices: sizes}, "choice=m"},
		{"yang besar kak", Context{Expecting: EntityChoice, Choices: sizes}, "choice=l"},
		{"2", Context{Expecting: EntityChoice, Choices: sizes}, "choice=m"},
		{"nomor dua", Context{Expecting: EntityChoice, Choices: sizes}, "choice=m"},
		{"the last one", Context{Expecting: EntityChoice, Choices: sizes}, "choice=l"},
		{"yang pertama aja", Context{Expecting: EntityChoice, Choices: sizes}, "choice=s"},
		{"it does not suit me", Context{Expecting: EntityChoice, Choices: reasons}, "choice=does_not_suit"},
		{"dua", Context{Expecting: EntityNumber}, "number=2"},
		{"besok aja", Context{Expecting: EntityDate}, "date=+1d"},
	} {
		r := m.Understand(tt.text, tt.c)
		got := ""
		if len(r.Entities) > 0 {
			got = r.Entities[0].Kind + "=" + r.Entities[0].Value
		}
		if got != tt.want {
			t.Errorf("%q expecting %s: %q, want %q (%v)", tt.text, tt.c.Expecting, got, tt.want, r.Entities)
		}
	}
	for _, text := range []string{"paket saya belum sampai 4 hari", "kenapa harus pilih itu?"} {
		if r := m.Understand(text, Context{Expecting: EntityChoice, Choices: sizes}); len(r.Entities) > 0 && r.Entities[0].Kind == EntityChoice {
			t.Errorf("%q was read as a choice: %v", text, r.Entities)
		}
	}
}

// TestAQuestionIsNoQuickReply holds that words which a label happens to share do not choose it.
func TestAQuestionIsNoQuickReply(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	id := []terang.QuickReply{{Label: "Ini membantu", Value: "helpful"}, {Label: "Belum membantu", Value: "unhelpful"}}
	en := []terang.QuickReply{{Label: "This helps", Value: "helpful"}, {Label: "This does not help", Value: "unhelpful"}}
	sizes := []terang.QuickReply{{Label: "Kecil (S)", Value: "s"}, {Label: "Sedang (M)", Value: "m"}, {Label: "Besar (L)", Value: "l"}}
	for _, tt := range []struct {
		text    string
		choices []terang.QuickReply
		want    string
	}{
		{"barang ini garansinya berapa lama?", id, ""},
		{"kak gmn kalo mau jadi reseller toko ini?", id, ""},
		{"mau jadi reseller toko ini", id, ""},
		{"toko ini", id, ""},
		{"ini", id, ""},
		{"belum sampai kak", id, ""},
		{"tidak membantu", id, ""},
		{"bisa membantu saya", id, ""},
		{"satu barang", id, ""},
		{"paket 2 belum sampai", id, ""},
		{"ini membantu", id, "helpful"},
		{"Ini membantu kak", id, "helpful"},
		{"belum membantu", id, "unhelpful"},
		{"belum", id, "unhelpful"},
		{"yang kedua", id, "unhelpful"},
		{"how does this work for resellers", en, ""},
		{"does this ship abroad", en, ""},
		{"this", en, ""},
		{"this helps", en, "helpful"},
		{"does not help", en, "unhelpful"},
		{"ukuran besar dong", sizes, ""}, // nothing was asked, and it is a question about a product
		{"tidak besar", sizes, ""},
		{"yang besar saja ya kak", sizes, "l"},
	} {
		r := m.Understand(tt.text, Context{Choices: tt.choices})
		got := ""
		if e, ok := r.Find(EntityChoice); ok {
			got = e.Value
		}
		if got != tt.want {
			t.Errorf("%q: choice %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestMood(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for _, tt := range []struct {
		text                       string
		anger, disappointed, worry bool
		profane                    bool
		quote                      string
	}{
		{"paket saya sampai mana ya kak", false, false, false, false, ""},
		{"kesel banget, udah berkali-kali nanya!!", true, false, false, false, "kesel"},
		{"Saya sangat KECEWA dengan layanan ini", false, true, false, false, "KECEWA"},
		{"takut paketnya hilang, buat acara besok", false, false, true, false, "takut"},
		{"anjing lama banget", true, false, false, true, "anjing"},
		{"makanan anjing ready?", false, false, false, false, ""},
		{"saya tidak marah kok", false, false, false, false, ""},
		{"this is unacceptable, I want my money back", true, false, false, false, "unacceptable"},
		{"I'm really disappointed", false, true, false, false, "disappointed"},
		{"no worries, take your time", false, false, false, false, ""},
		{"MANA PAKET SAYA", true, false, false, false, "MANA PAKET SAYA"},
		{"OTP", false, false, false, false, ""},
		{"what the fuck is this", true, false, false, true, "fuck"},
	} {
		r := m.Understand(tt.text, Context{})
		if r.Mood.Has(mood.Anger) != tt.anger || r.Mood.Has(mood.Disappointment) != tt.disappointed || r.Mood.Has(mood.Worry) != tt.worry || r.Mood.Profanity != tt.profane {
			t.Errorf("%q: %+v", tt.text, r.Mood)
		}
		quoted := func(c mood.Cause) bool { return strings.Contains(r.Text[c.Start:c.End], tt.quote) }
		if tt.quote != "" && !slices.ContainsFunc(r.Mood.Causes, quoted) {
			t.Errorf("%q: causes %v, want %q", tt.text, r.Mood.Causes, tt.quote)
		}
	}
}

// hostile are texts that a reader should not choke on.
func hostile() []string {
	return []string{
		"", " ", "\x00", "\xff\xfe\xfd", "a\x00b\x00c", strings.Repeat("a", 50_000), strings.Repeat("a ", 25_000), strings.Repeat("kamu ", 10_000),
		strings.Repeat("?!", 25_000), strings.Repeat("@", 50_000), strings.Repeat("a@a.", 12_500), strings.Repeat("0", 50_000), strings.Repeat("08 ", 16_000),
		strings.Repeat("+62-", 12_500), strings.Repeat("1/1/", 12_500), "h" + strings.Repeat("\u0337", 50_000) + "alo", strings.Repeat("TRG-1042 ", 5_000),
		"\u202e" + strings.Repeat("مرحبا ", 8_000), strings.Repeat("😡", 12_000), strings.Repeat("http://", 7_000), strings.Repeat("robot vacuum ", 4_000),
		strings.Repeat("mau bicara sama ", 3_000) + "orang", strings.Repeat("1.000", 10_000), strings.Repeat("dua2", 10_000), strings.Repeat("nyanya", 8_000),
	}
}

func TestHostileTextsCostLittle(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for _, text := range hostile() {
		best := time.Hour // a machine that is busy elsewhere makes single runs long
		for tries := 0; tries < 10 && best > 500*time.Millisecond; tries++ {
			began := time.Now()
			checkReading(t, m, text, Context{Expecting: EntityOTP})
			best = min(best, time.Since(began))
		}
		if best > 500*time.Millisecond {
			t.Errorf("%.20q took %v", text, best)
		}
	}
}

// checkReading reads a text twice and checks what must hold for any.
func checkReading(t interface {
	Helper()
	Fatalf(string, ...any)
}, m *Model, text string, c Context,
) {
	t.Helper()
	r := m.Understand(text, c)
	if !reflect.DeepEqual(r, m.Understand(text, c)) {
		t.Fatalf("%.40q: two readings differ", text)
	}
	if !utf8.ValidString(r.Text) || utf8.RuneCountInString(r.Text) > terang.MaxText || strings.ContainsRune(r.Text, 0) {
		t.Fatalf("%.40q: text is not clean", text)
	}
	if !utf8.ValidString(r.Normalised) {
		t.Fatalf("%.40q: normalised is not UTF-8", text)
	}
	for _, e := range r.Entities {
		if e.Start < 0 || e.End > len(r.Text) || e.Start >= e.End && e.Kind != EntityChoice || r.Text[e.Start:e.End] != e.Text || e.Value == "" {
			t.Fatalf("%.40q: entity %+v", text, e)
		}
	}
	sum := 0.0
	for i, s := range r.Intents {
		sum += s.Confidence
		if s.Confidence < 0 || s.Confidence > 1.001 || i > 0 && s.Confidence > r.Intents[i-1].Confidence || s.Intent == OutOfScope {
			t.Fatalf("%.40q: intents %v", text, r.Intents)
		}
	}
	if sum > 1.01 || r.Known && len(r.Intents) == 0 {
		t.Fatalf("%.40q: confidences add up to %v", text, sum)
	}
	for _, v := range []float64{r.Mood.Anger, r.Mood.Disappointment, r.Mood.Worry} {
		if v < 0 || v > 1 {
			t.Fatalf("%.40q: mood %+v", text, r.Mood)
		}
	}
	for _, c := range r.Mood.Causes {
		if c.Start < 0 || c.Start >= c.End || c.End > len(r.Text) {
			t.Fatalf("%.40q: cause %+v does not stand in it", text, c)
		}
	}
	for _, q := range r.Requests {
		if r.Text[q.Start:q.End] != q.Quote {
			t.Fatalf("%.40q: quote %q does not stand in it", text, q.Quote)
		}
	}
	for i, p := range r.Parts {
		if i > 0 && p.Start < r.Parts[i-1].End || !strings.Contains(r.Text[p.Start:p.End], p.Text) {
			t.Fatalf("%.40q: part %+v", text, p)
		}
	}
}

func TestAnyTextIsRead(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	said := []string{"kamu", "robot", "orang", "mau", "bicara", "TRG-1042", "08123456789", "a@b.co", "besok", "21/11", "!", "?!", "KESEL", "ya", "tidak", "\u0301", "\x00", "\xff", "2", "bisa2", "😡"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.SampledFrom(said)), func(w []string) string { return strings.Join(w, " ") })).Draw(t, "text")
		c := Context{
			Expecting: rapid.SampledFrom([]string{"", EntityChoice, EntityOTP, EntityYesNo, EntityOrderNo, EntityNumber, EntityDate, "new"}).Draw(t, "expecting"),
			Choices:   []terang.QuickReply{{Label: "Ya", Value: "ya"}, {Label: "Nanti saja", Value: "later"}, {Label: "", Value: ""}},
		}
		checkReading(t, m, text, c)
	})
}

func FuzzUnderstand(f *testing.F) {
	m, err := shop()
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range hostile() {
		f.Add(text[:min(len(text), 300)], EntityYesNo)
	}
	f.Add("paketku kok blm nyampe ya, no TRG-1042 tgl 21/11 hp +62812-3456-789 a@b.co", EntityOrderNo)
	f.Fuzz(func(t *testing.T, text, expecting string) {
		checkReading(t, m, text, Context{Expecting: expecting, Choices: []terang.QuickReply{{Label: "Ya", Value: "ya"}, {Label: "Besar", Value: "l"}}})
	})
}
