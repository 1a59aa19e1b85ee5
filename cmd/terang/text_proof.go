package main

import "terang"

// proofTexts are what the commands on receipts and proof logs say.
var proofTexts = map[string]terang.Text{
	"help_key":            text("Kunci log atau saksi, atau berkas berisi kunci (juga <log>/keys); boleh berulang. Tanpa ini kunci di dalam berkas dipakai.", "Key of a log or witness, or a file of keys (<log>/keys too); may be repeated. Without it the key in the file is taken."),
	"help_require":        text("Berapa saksi harus ikut menandatangani.", "How many witnesses must have signed."),
	"help_since":          text("Checkpoint yang Anda simpan: periksa bahwa log menyambungnya.", "A checkpoint that you kept: check that the log continues it."),
	"help_log":            text("Periksa log bukti dan kuncinya.", "Audit the proof log, and its keys."),
	"help_log_audit":      text("Bandingkan seluruh data dengan log; sebut setiap baris yang berubah, hilang, disisipkan, atau dipindah.", "Compare all data with the log; name each row that was changed, deleted, inserted or moved."),
	"help_log_rotate":     text("Beri log kunci baru; kunci lama tetap sah untuk bukti lama.", "Give the log a new key; the old one stays good for old proofs."),
	"help_log_keys":       text("Tulis daftar kunci seperti yang diumumkan.", "Write the list of keys as it is published."),
	"help_log_erase":      text("Hapus isi semua pesan satu pelanggan; log tetap utuh dan tidak lagi menunjuk kepadanya.", "Erase the words of all of a contact's messages; the log stays whole and points to them no longer."),
	"help_contact":        text("Nomor pelanggan, con_…", "The contact's id, con_…"),
	"help_log_checkpoint": text("Checkpoint yang disimpan di luar; boleh berulang.", "A checkpoint that was kept elsewhere; may be repeated."),

	"audit_size":     text("Log berisi {size} pernyataan, {erased} di antaranya dihapus; akar {root}", "The log has {size} statements, {erased} of them erased; root {root}"),
	"audit_clean":    text("Bersih: semua pesan seperti saat dicatat.", "Clean: every message is as it was logged."),
	"audit_findings": text("{count} temuan di atas.", "{count} findings above."),
	"err_audit_what": text("Data TIDAK seperti yang dicatat.", "The data is NOT as it was logged."),
	"err_audit_next": text("simpan salinan datanya, lalu bandingkan dengan cadangan: terang log audit --checkpoint BERKAS", "keep a copy of the data, then compare with a backup: terang log audit --checkpoint FILE"),
	"err_proof_what": text("Log bukti tidak dapat dibuka.", "The proof log cannot be opened."),
	"err_proof_next": text("perbaiki proof.witnesses dan proof.require, lalu terang config", "mend proof.witnesses and proof.require, then terang config"),

	"err_log_not_found_what": text("Ruang kerja ini belum punya log.", "This workspace has no log yet."),
	"err_log_not_found_why":  text("Log dibuat bersama pesan pertama.", "A log is made with its first message."),
	"err_log_not_found_next": text("terang serve", "terang serve"),

	"err_contact_not_found_what": text("Pelanggan itu tidak ada.", "There is no such contact."),
	"err_contact_not_found_why":  text("Nomornya dimulai dengan con_ dan berlaku di satu ruang kerja.", "An id begins with con_ and belongs to one workspace."),
	"err_contact_not_found_next": text("lihat nomornya di percakapan, lalu ulangi dengan --workspace NAMA", "look the id up in the conversation, then repeat with --workspace NAME"),

	"log_erased":       text("Terhapus. Log tetap utuh; periksa dengan: terang log audit", "Erased. The log is whole; check with: terang log audit"),
	"log_rotated":      text("Kunci baru dipakai. Umumkan juga di luar pemasangan ini:", "The new key is in use. Publish it outside of this installation too:"),
	"verify_code":      text("Kode", "Code"),
	"verify_witnesses": text("Saksi", "Witnesses"),
	"verify_chained":   text("Kunci log telah berganti; catatan log membuktikan pergantiannya dari kunci yang Anda beri.", "The log's key has changed; the log's notes prove the change from the key that you gave."),
	"verify_continues": text("Sah: log berisi {size} menyambung log berisi {old}, tanpa ada yang diubah.", "It holds: the log of {size} continues the log of {old}, and nothing was changed."),

	"verify_next":                     text("unduh lagi dari percakapan; bila tetap begitu, tanyakan kepada merek", "download it again from the conversation; if it stays so, ask the brand"),
	"verify_next_receipt_key":         text("curl -o kunci.json https://MEREK/log/NOMOR/keys, lalu terang verify {file} --key kunci.json", "curl -o keys.json https://BRAND/log/ID/keys, then terang verify {file} --key keys.json"),
	"verify_next_receipt_unknown_key": text("curl -o kunci.json https://MEREK/log/NOMOR/keys, lalu terang verify {file} --key kunci.json", "curl -o keys.json https://BRAND/log/ID/keys, then terang verify {file} --key keys.json"),
	"verify_next_receipt_foreign":     text("pakai kunci merek yang mengirimnya: terang verify {file} --key KUNCI", "use the key of the brand that sent it: terang verify {file} --key KEY"),
	"verify_next_receipt_witness":     text("unduh lagi beberapa menit kemudian, lalu terang verify {file}; atau terima lebih sedikit saksi dengan --require", "download it again in a few minutes, then terang verify {file}; or accept fewer witnesses with --require"),
	"verify_next_continuation_other":  text("ambil bukti hari sesudah checkpoint Anda dari <log>/daily", "fetch the proof of the day after your checkpoint from <log>/daily"),
	"verify_next_continuation_broken": text("simpan kedua berkas; keduanya bersama-sama membuktikan bahwa log ditulis ulang", "keep both files; together they prove that the log was rewritten"),
}
