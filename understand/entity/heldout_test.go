package entity

import (
	"os"
	"strings"
	"testing"

	"terang"
)

// patterns and products of the brand in the tests.
var testPatterns = []Pattern{
	{Kind: KindOrderNo, Find: `(?i)\btrg[\s._-]?(\d{4})\b`, Format: "TRG-$1", Bare: `^\D*(\d{4})\D*$`},
	{Kind: KindTicketNo, Find: `(?i)\btk-(\d{6})\b`, Format: "TK-$1"},
	{Kind: KindBookingNo, Find: `(?i)\bbk-?([a-z0-9]{6})\b`, Format: "BK-$1"},
	{Kind: KindReceiptNo, Find: `(?i)\bjp(\d{10})\b`, Format: "JP$1"},
}

var testProducts = []Product{
	{ID: "p1", Name: "Sepatu Lari Aero Max", Aliases: []string{"Aero Max"}},
	{ID: "p2", Name: "Wireless Headset Pro"},
	{ID: "p3", Name: "Kopi Gayo Arabica"},
	{ID: "p4", Name: "Tas Ransel Urban"},
	{ID: "p5", Name: "Blender Turbo Mix"},
	{ID: "p6", Name: "Jaket Gunung Rinjani"},
	{ID: "p7", Name: "Kaos Polos Putih"},
	{ID: "p8", Name: "Kaos Polos Hitam"},
	{ID: "p9", Name: "Teh Melati Premium"},
	{ID: "p10", Name: "Botol Minum Stainless 750 ml"},
}

var testChoices = map[string][]terang.QuickReply{
	"sizes":  {{Label: "Kecil (S)", Value: "s"}, {Label: "Sedang (M)", Value: "m"}, {Label: "Besar (L)", Value: "l"}},
	"orders": {{Label: "Kaos polos putih", Value: "o1"}, {Label: "Sepatu merah", Value: "o2"}, {Label: "Pesanan kemarin", Value: "o3"}},
	"yesno":  {{Label: "Ya, batalkan", Value: "yes"}, {Label: "Tidak, biarkan", Value: "no"}},
}

func testFinder(t testing.TB) *Finder {
	t.Helper()
	f, err := New(Options{Patterns: testPatterns, Catalogue: NewCatalogue(testProducts)})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// heldCase is one line of the held-out file.
type heldCase struct {
	question, text string
	want           []string
}

func heldCases(t testing.TB) []heldCase {
	t.Helper()
	data, err := os.ReadFile("testdata/heldout.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []heldCase
	for line := range strings.Lines(string(data)) {
		parts := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(parts) != 3 {
			continue
		}
		c := heldCase{question: parts[0], text: parts[1]}
		if parts[2] != "!" {
			c.want = strings.Split(parts[2], " | ")
		}
		out = append(out, c)
	}
	return out
}

// TestHeldOut measures the finder on messages that were written and split off before it was built.
func TestHeldOut(t *testing.T) {
	f := testFinder(t)
	right, wrong, missed, whole, messages := 0, 0, 0, 0, 0
	answered, questions := 0, 0
	for _, c := range heldCases(t) {
		if c.question == "-" {
			left := append([]string(nil), c.want...)
			bad := 0
			var got []string
			for _, e := range f.Find(nil, c.text) {
				have := e.Kind + "=" + e.Value
				got = append(got, have)
				found := false
				for i, w := range left {
					if w == have {
						left, found = append(left[:i], left[i+1:]...), true
						break
					}
				}
				if found {
					right++
				} else {
					bad++
				}
			}
			wrong, missed, messages = wrong+bad, missed+len(left), messages+1
			if bad == 0 && len(left) == 0 {
				whole++
			} else if testing.Verbose() && os.Getenv("ENTITY_SHOW") != "" {
				t.Logf("%q: got %q, want %q", c.text, got, c.want)
			}
			continue
		}
		questions++
		kind, name, _ := strings.Cut(c.question, ":")
		e, ok := f.Answer(c.text, Question{Kind: kind, Choices: testChoices[name]})
		switch {
		case !ok && len(c.want) == 0, ok && len(c.want) == 1 && e.Value == c.want[0]:
			answered++
		default:
			if testing.Verbose() && os.Getenv("ENTITY_SHOW") != "" {
				t.Logf("%s %q: got %q %v, want %q", c.question, c.text, e.Value, ok, c.want)
			}
		}
	}
	precision := float64(right) / float64(right+wrong)
	recall := float64(right) / float64(right+missed)
	t.Logf("held out: %d messages, precision %.3f, recall %.3f, %d of them entirely right; %d of %d answers right", messages, precision, recall, whole, answered, questions)
	if precision < heldPrecision || recall < heldRecall || answered < heldAnswers {
		t.Errorf("below what was reached: precision %.3f, recall %.3f, %d answers", precision, recall, answered)
	}
}

// What the finder reached on the held-out messages; a change may not fall below it.
const (
	heldPrecision = 0.99
	heldRecall    = 0.99
	heldAnswers   = 60
)
