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
		terang.Indonesian: "Bukti ini terpotong setelah baris {line}: bagian akhirnya hilang. Unduh lagi dari percakapan.",
		terang.English:    "This receipt is cut off after line {line}: its end is missing. Download it again from the conversation.",
	},
	"receipt_key": {
		terang.Indonesian: "Kunci yang diberikan tidak dapat dipakai (baris {line}). Salin kunci yang diumumkan merek, satu kunci per baris.",
		terang.English:    "The key that was given cannot be used (line {line}: {why}). Copy the key that the brand publishes, one on a line.",
	},
	"receipt_foreign": {
		terang.Indonesian: "Bukti ini ditandatangani log lain ({have}), bukan {want}.",
		terang.English:    "This receipt was signed by another log ({have}), not by {want}.",
	},
	"receipt_unknown_key": {
		terang.Indonesian: "Bukti ini ditandatangani kunci {have}, yang tidak Anda percayai; yang Anda beri {want}. Ambil daftar kunci terbaru milik merek.",
		terang.English:    "This receipt was signed with the key {have}, which you do not trust; you gave {want}. Fetch the brand's newest list of keys.",
	},
	"receipt_retired_key": {
		terang.Indonesian: "Bukti ini ditandatangani kunci yang sudah dipensiunkan pada {until}: log berisi {size}, kunci itu hanya sah sampai {to}.",
		terang.English:    "This receipt was signed with a key that was retired on {until}: it has {size} leaves, the key is good up to {to}.",
	},
	"continuation_other": {
		terang.Indonesian: "Bukti ini menyambung log berisi {have}, sedangkan checkpoint Anda berisi {want}. Ambil bukti untuk hari sesudah checkpoint Anda.",
		terang.English:    "This proof continues a log of {have}, your checkpoint has {want}. Fetch the proof of the day after your checkpoint.",
	},
	"continuation_broken": {
		terang.Indonesian: "Log berisi {size} ini TIDAK menyambung log berisi {old} yang Anda simpan: log telah ditulis ulang. Simpan kedua berkas dan tanyakan kepada merek.",
		terang.English:    "This log of {size} does NOT continue the log of {old} that you kept: it was rewritten. Keep both files and ask the brand.",
	},
	"receipt_witness": {
		terang.Indonesian: "Saksi kurang: {have} dari {want} menandatangani. Yang tidak ada: {missing}. Unduh bukti lagi beberapa menit kemudian.",
		terang.English:    "Witnesses are missing: {have} of {want} signed. Not there: {missing}. Download the receipt again in a few minutes.",
	},
	"receipt_cosignature": {
		terang.Indonesian: "Tanda tangan saksi {witness} tidak cocok: bukti ini telah diubah.",
		terang.English:    "The signature of the witness {witness} does not fit: this receipt was changed.",
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
