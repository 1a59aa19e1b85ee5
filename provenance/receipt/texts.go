package receipt

import (
	"errors"
	"strings"

	"terang"
)

// texts are what a reader is told about an error of [Verify], by its code.
var texts = map[string]terang.Text{
	"receipt_malformed": {
		terang.Indonesian: "Ini bukan bukti yang utuh (baris {line}): berkas rusak atau bukan berkas bukti. Unduh lagi dari percakapan.",
		terang.English:    "This is not a whole receipt (line {line}): {why}. Download it again from the conversation.",
	},
	"receipt_truncated": {
		terang.Indonesian: "Bukti ini terpotong: bagian akhirnya hilang. Unduh lagi dari percakapan.",
		terang.English:    "This receipt is cut off: its end is missing. Download it again from the conversation.",
	},
	"receipt_key": {
		terang.Indonesian: "Kunci yang diberikan bukan kunci log. Salin kunci yang diumumkan merek, satu baris.",
		terang.English:    "The key that was given is not a log's key. Copy the key that the brand publishes, on one line.",
	},
	"receipt_foreign": {
		terang.Indonesian: "Bukti ini ditandatangani log lain ({have}), bukan {want}.",
		terang.English:    "This receipt was signed by another log ({have}), not by {want}.",
	},
	"receipt_signature": {
		terang.Indonesian: "Tanda tangan log tidak cocok: bukti ini telah diubah.",
		terang.English:    "The log's signature does not fit: this receipt was changed.",
	},
	"receipt_not_in_log": {
		terang.Indonesian: "Pernyataan ini tidak ada di log yang ditandatangani: pernyataan atau jalurnya telah diubah.",
		terang.English:    "This statement does not stand in the signed log: it or its path was changed.",
	},
	"receipt_statement": {
		terang.Indonesian: "Isi log di tempat ini bukan pernyataan yang dikenal.",
		terang.English:    "What stands in the log here is not a known statement: {why}.",
	},
	"receipt_other_log": {
		terang.Indonesian: "Pernyataan ini milik ruang kerja lain, bukan pemilik log ini.",
		terang.English:    "This statement belongs to another workspace than the log's.",
	},
	"receipt_body": {
		terang.Indonesian: "Pesan di bukti ini bukan pesan yang dicatat di log: pesan atau garamnya telah diubah.",
		terang.English:    "The message in this receipt is not the one that was logged: {why}.",
	},
}

// Explain says an error of [Verify] in the reader's language, "" for any other error.
func Explain(err error, l terang.Language) string {
	var e *terang.Error
	if !errors.As(err, &e) {
		return ""
	}
	text := texts[e.Code].In(l)
	for k, v := range e.Args {
		text = strings.ReplaceAll(text, "{"+k+"}", v)
	}
	return text
}
