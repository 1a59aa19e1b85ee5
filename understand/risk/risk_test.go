package risk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"terang"
	"terang/understand/words"
)

// find reads a text in a language and finds its risks.
func find(text string, l terang.Language) []Found {
	var line words.Line
	words.Default().Read(&line, text, l)
	return Find(&line)
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		kind  Kind
		quote string
	}{
		{"kalau uang tidak kembali saya lapor polisi", Legal, "kalau uang tidak kembali saya lapor polisi"},
		{"gue bakal laporin kalian ke OJK!!", Legal, "gue bakal laporin kalian ke OJK"},
		{"Kami akan menempuh jalur hukum atas kejadian ini.", Legal, "menempuh jalur hukum"},
		{"pengacara saya yang akan menjawab pesan berikutnya", Legal, "pengacara saya yang akan"},
		{"Besok pagi surat saya ke BPSK berangkat", Legal, "surat saya ke BPSK"},
		{"somasi kalian semua tunggu aja", Legal, "somasi kalian"},
		{"I will take legal action if this is not fixed", Legal, "I will take legal"},
		{"i'm going to report this to the FCA", Legal, "i'm going to report this to the FCA"},
		{"My solicitor will be in touch on Monday", Legal, "My solicitor will"},
		{"nyokap gw meninggal kmrn, rekeningnya gimana", Bereavement, "nyokap gw meninggal"},
		{"Almarhum ayah saya masih punya rekening", Bereavement, "Almarhum ayah saya"},
		{"Suami saya baru saja wafat", Bereavement, "Suami saya baru saja wafat"},
		{"my dad passed away last week and I don't know what to do", Bereavement, "my dad passed away"},
		{"please close the account of my late husband", Bereavement, "my late husband"},
		{"anak saya keracunan abis makan snack dari toko kalian", Health, "anak saya keracunan"},
		{"ibu saya sampai masuk RS gara2 produk ini", Health, "ibu saya sampai masuk RS"},
		{"your cream gave me an allergic reaction", Health, "gave me an allergic reaction"},
		{"my son ended up in the hospital because of it", Health, "ended up in the hospital"},
		{"the kettle burned my left hand", Health, "burned my left hand"},
		{"saldo gue kepotong 2x padahal beli sekali", Money, "kepotong 2x"},
		{"saya ditagih dua kali untuk satu pesanan", Money, "ditagih dua kali"},
		{"uang saya hilang 25 juta dari tabungan", Money, "uang saya hilang"},
		{"transfer Rp 12.500.000 belum masuk juga", Money, "transfer Rp 12.500.000 belum masuk"},
		{"I was charged twice for one order", Money, "charged twice"},
		{"my money is missing, $4,200 of it", Money, "money is missing"},
	} {
		got := find(c.text, "")
		if len(got) != 1 || got[0].Kind != c.kind || got[0].Quote != c.quote {
			t.Errorf("%q: %+v, want %s %q", c.text, got, c.kind, c.quote)
		}
	}
}

// TestNoRisk: who asks how, or speaks of something of every day, is in no danger.
func TestNoRisk(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"bagaimana cara lapor polisi kalau KTP hilang?", "surat kehilangan dari polsek harus asli?", "saya mau lapor pajak", "saya mau lapor sinyal hilang",
		"apa syarat akta kematian orang tua?", "kalau nasabah meninggal, rekeningnya bagaimana?", "filmnya sedih, ibu tokohnya meninggal",
		"rumah sakit terdekat di mana?", "biaya masuk rumah sakit ditanggung asuransi?", "bayarnya boleh dua kali gak, setengah setengah",
		"saldo saya hilang 20 ribu", "cicilan bisa dibayar dua kali sebulan?", "uang kembalian 5 ribu", "harga lampu 5 juta ada?",
		"how do I report a stolen card to the police?", "is there a lawyer discount?", "my phone died", "i'm sick of waiting for this",
		"will i be charged twice if i retry?", "can you double check my order", "i lost my card", "how many calories", "", "🎉🎉", "TRG-1042",
	} {
		if got := find(text, ""); len(got) > 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestTheGravestFirst: a text with several risks gives each once.
func TestTheGravestFirst(t *testing.T) {
	t.Parallel()
	got := find("saya ditagih dua kali dan anak saya keracunan, kalau tidak dibalas saya lapor polisi", terang.Indonesian)
	var kinds []string
	for _, f := range got {
		kinds = append(kinds, string(f.Kind))
	}
	if s := strings.Join(kinds, " "); s != "health legal money" {
		t.Errorf("%s", s)
	}
}

// TestQuotesStandInTheText, whatever the text is.
func TestQuotesStandInTheText(t *testing.T) {
	t.Parallel()
	parts := []string{"saya", "lapor", "polisi", "akan", "ayah", "meninggal", "charged", "twice", "hilang", "uang", "5 juta", "keracunan", "my", "lawyer", "will", "😡", "é", "\x00", "..."}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.String()), 0, 30).Draw(t, "words"), " ")
		var line words.Line
		words.Default().Read(&line, text, "")
		for _, f := range Find(&line) {
			if f.Start < 0 || f.End > len(line.Text) || f.Start >= f.End || line.Text[f.Start:f.End] != f.Quote {
				t.Fatalf("%q: %+v", text, f)
			}
		}
	})
}

// TestFewFalseAlarmsOnPublicTexts: questions to a bank and to an assistant, and reviews, hold next to none of it. What is
// found among the bank's questions is charged twice, and meant so.
func TestFewFalseAlarmsOnPublicTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		files string
		most  float64 // share of the texts
		right string  // label of texts that do hold money at stake
	}{
		{"banking77/train.tsv", 0.0005, "transaction_charged_twice"},
		{"clinc150/*.tsv", 0.0002, ""},
		{"smsa/*.tsv", 0.001, ""},
		{"nusax/*.tsv", 0.001, ""},
	} {
		names, _ := filepath.Glob("../../../shared/data/" + c.files)
		if len(names) == 0 {
			t.Logf("%s is not there, so it was not measured", c.files)
			continue
		}
		texts, alarms, hits, of := 0, 0, 0, 0
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for row := range strings.Lines(string(b)) {
				label, text, ok := strings.Cut(strings.TrimSpace(row), "\t")
				if !ok {
					continue
				}
				texts++
				got := len(find(text, "")) > 0
				switch {
				case c.right != "" && label == c.right:
					if of++; got {
						hits++
					}
				case got:
					alarms++
				}
			}
		}
		t.Logf("%s: %d texts, %d false alarms; %d of %d that hold it found", c.files, texts, alarms, hits, of)
		if float64(alarms) > c.most*float64(texts) {
			t.Errorf("%s: %d false alarms in %d texts", c.files, alarms, texts)
		}
		if of > 0 && hits*10 < of*4 {
			t.Errorf("%s: %d of %d found", c.files, hits, of)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	var line words.Line
	words.Default().Read(&line, "min paket gue udah 2 minggu ga nyampe, uang gue balikin atau gue bawa masalah ini ke polisi, udah capek nunggu terus", "")
	b.ReportAllocs()
	for b.Loop() {
		Find(&line)
	}
}
