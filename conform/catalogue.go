package conform

import (
	_ "embed"
	"fmt"
	"strings"

	"terang"
)

//go:embed cases.tsv
var caseTable string

// Case is one row of the requirement.
type Case struct {
	ID    string      `json:"id"`
	Given string      `json:"given"`
	When  string      `json:"when"`
	Then  string      `json:"then"`
	Rule  terang.Text `json:"-"` // what must hold, in one sentence for people
	// Unseen is the part of the row that the suite does not look at, "" for none. It is told with every report.
	Unseen string `json:"unseen,omitempty"`
}

// unseen are the parts of rows that cannot be seen through an adapter, or not yet.
var unseen = map[string]terang.Text{
	"A01": text("pohon aksesibilitas widget di peramban; yang dibaca adalah halaman tanpa skrip", "the widget's accessibility tree in a browser; the page without scripts is read instead"),
	"A06": text("berapa bagian yang benar-benar terdengar", "what part of it is really heard"),
	"B08": text("lima detik itu", "the five seconds"),
	"C09": text("perpindahan kanalnya; yang dinilai awal telepon", "the change of channel; the beginning of a call is judged"),
	"F01": text("apa yang didengar penelepon yang menyela", "what a caller hears who talks over it"),
	"F02": text("pengulangan setelah nada", "the repetition after the beep"),
	"F05": text("saatnya; yang dinilai kata-katanya", "the moment; the words are judged"),
	"J02": text("umur pelanggan web tidak diketahui; yang dinilai byte yang dirender", "a web contact's age is not known; rendered bytes are judged"),
	"J04": text("negara pelanggan web tidak diketahui; yang dinilai byte yang dirender", "a web contact's country is not known; rendered bytes are judged"),
	"D09": text("korsel, reaksi, stiker, lokasi", "carousels, reactions, stickers, locations"),
	"D12": text("plugin dan alat MCP; yang dicoba adalah token API", "plugins and MCP tools; API tokens are tried"),
	"D13": text("mode berhenti dengan lencana publik: yang diterima hanya penolakan", "opting out with a public badge: only a refusal is accepted"),
	"D14": text("pengiriman dan salinan surel; yang dinilai berkas yang diteruskan", "mailing and copies of e-mail; the file that is handed on is judged"),
	"G04": text("PDF", "PDF"),
	"G05": text("persetujuan di dalam ekspor", "consents in the export"),
	"H03": text("catatan bahwa ada sisipan perintah", "the record of the injection"),
	"H04": text("catatan kejadiannya", "the record of the event"),
	"P07": text("tanda bahwa jam bergeser", "the flag that the clock moved"),
}

// criticalFamilies are those whose failures are critical.
const criticalFamilies = "ABDFH"

// families are the letters of the cases in their order, with what they are about.
var families = []struct {
	letter string
	about  terang.Text
}{
	{"A", terang.Text{terang.Indonesian: "Kontak pertama", terang.English: "First contact"}},
	{"B", terang.Text{terang.Indonesian: "Ditanya langsung", terang.English: "Asked directly"}},
	{"C", terang.Text{terang.Indonesian: "Pergantian penulis", terang.English: "Transitions"}},
	{"D", terang.Text{terang.Indonesian: "Tidak ada pesan tanpa label", terang.English: "No unlabelled message"}},
	{"E", terang.Text{terang.Indonesian: "Bantuan untuk petugas", terang.English: "Agent assist"}},
	{"F", terang.Text{terang.Indonesian: "Suara", terang.English: "Voice"}},
	{"G", terang.Text{terang.Indonesian: "Media dan ekspor", terang.English: "Media and exports"}},
	{"H", terang.Text{terang.Indonesian: "Penyamaran dan serangan", terang.English: "Impersonation and attack"}},
	{"P", terang.Text{terang.Indonesian: "Bukti", terang.English: "Provenance"}},
	{"J", terang.Text{terang.Indonesian: "Waktu dan wilayah", terang.English: "Time and jurisdiction"}},
}

// Cases are the rows of the requirement, in its order.
func Cases() ([]Case, error) {
	lines := strings.Split(strings.TrimSuffix(caseTable, "\n"), "\n")
	out := make([]Case, 0, len(lines))
	for i, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != 5 || checks[cells[0]] == nil {
			return nil, fmt.Errorf("conform: cases.tsv:%d: want id, given, when, then, rule, of a case that can be tried", i+2)
		}
		out = append(out, Case{
			ID: cells[0], Given: cells[1], When: cells[2], Then: cells[3],
			Rule: terang.Text{terang.Indonesian: cells[4], terang.English: cells[3]}, Unseen: unseen[cells[0]][terang.English],
		})
	}
	return out, nil
}
