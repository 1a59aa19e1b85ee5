package main

import "terang"

// importTexts are the words of `terang import` and `terang export`; those about rows are in package move.
var importTexts = map[string]terang.Text{
	"help_import":        text("Bawa percakapan, kontak, makro, label, dan artikel dari sistem lain atau dari berkas ekspor sendiri; tidak mengirim apa pun.", "Bring along conversations, contacts, macros, labels and articles from another system or an own export; sends nothing."),
	"help_import_format": text("Bentuk berkas: terang, chatwoot, zendesk, intercom, csv-contacts, csv-conversations, csv-articles.", "What the files are: terang, chatwoot, zendesk, intercom, csv-contacts, csv-conversations, csv-articles."),
	"help_import_files":  text("Berkas, orang dahulu lalu percakapan; - untuk masukan baku.", "Files, people before conversations; - for standard input."),
	"help_import_dry":    text("Hanya tunjukkan, baris demi baris, apa yang akan terjadi.", "Only show, row by row, what would happen."),
	"help_import_all":    text("Tampilkan setiap baris, bukan hanya yang ditolak.", "Print every row, not only those refused."),
	"help_export":        text("Tulis semua milik sebuah ruang kerja sebagai JSON Lines; tanpa rahasia.", "Write all that a workspace has as JSON Lines; never secrets."),
	"help_export_to":     text("Folder tempat berkas ditulis; - untuk keluaran baku.", "Folder to write the file to; - for standard output."),

	"import_create":     text("baru", "create"),
	"import_same":       text("sama", "same"),
	"import_update":     text("ubah", "update"),
	"import_refused":    text("ditolak", "refused"),
	"import_done":       text("{rows} baris dibaca dan disimpan. Tidak ada yang dikirim.", "{rows} rows read and stored. Nothing was sent."),
	"import_dry":        text("{rows} baris dibaca. Ini uji coba: tidak ada yang disimpan.", "{rows} rows read. A dry run: nothing was stored."),
	"import_duplicate":  text("nomor atau alamatnya sama dengan {contact}", "has the number or address of {contact}"),
	"import_duplicates": text("{count} kontak punya nomor atau alamat yang sama dengan kontak lain; gabungkan setelah diperiksa.", "{count} contacts have the number or address of another one; merge them once you have looked."),
	"export_done":       text("{rows} baris ditulis ke {file}.", "{rows} rows written to {file}."),

	"err_import_file_what":    text("berkas {file} tidak dapat dibuka", "the file {file} cannot be opened"),
	"err_import_file_next":    text("Periksa nama dan izin berkasnya.", "Check its name and permissions."),
	"err_import_stopped_what": text("impor berhenti setelah {rows} baris", "the import stopped after {rows} rows"),
	"err_import_stopped_next": text("Jalankan lagi perintah yang sama: yang sudah tersimpan tidak digandakan.", "Run the same command again: what is stored is not doubled."),
	"err_export_file_what":    text("{file} tidak dapat ditulis", "{file} cannot be written"),
	"err_export_file_next":    text("Periksa folder dan ruang disk.", "Check the folder and the space left."),
}
