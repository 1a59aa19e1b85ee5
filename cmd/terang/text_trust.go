package main

import "terang"

// trustTexts are the words of `terang trust`.
var trustTexts = map[string]terang.Text{
	"help_trust":          text("Lihat, coba, terbitkan, dan kembalikan garis kepercayaan sebuah ruang kerja; server yang berjalan mengikutinya dalam beberapa detik.", "See, try, publish and roll back a workspace's lines of trust; a running server follows within seconds."),
	"help_trust_show":     text("Tampilkan garis yang sedang berlaku, sebagai JSON.", "Print the lines that decide, as JSON."),
	"help_trust_replay":   text("Putar ulang percakapan dengan garis dari sebuah berkas.", "Play talks again under the lines of a file."),
	"help_trust_set":      text("Terbitkan garis dari sebuah berkas.", "Publish the lines of a file."),
	"help_trust_rollback": text("Pakai lagi garis sebuah versi lama, sebagai versi baru; 0 untuk milik pack.", "Use an earlier version's lines again, as a new version; 0 for the pack's own."),
	"help_trust_file":     text("Berkas JSON seperti yang dicetak `terang trust show`.", "JSON file as `terang trust show` prints it."),
	"help_trust_note":     text("Catatan untuk riwayat.", "A note for the history."),
	"help_trust_version":  text("Nomor versi.", "Number of the version."),
	"help_trust_days":     text("Percakapan dari berapa hari terakhir.", "Talks of how many days."),

	"trust_published": text("Versi {version} berlaku mulai giliran berikutnya.", "Version {version} decides from the next turn on."),
	"trust_talks":     text("Percakapan", "Talks"),
	"trust_now":       text("kini", "now"),
	"trust_then":      text("dicoba", "tried"),
	"trust_handed":    text("ke petugas", "handed over"),
	"trust_in_time":   text("tepat waktu", "in time"),
	"trust_late":      text("terlambat", "too late"),
	"trust_missed":    text("terlewat", "missed"),
	"trust_needless":  text("tidak perlu", "needless"),
	"trust_unknown":   text("tidak diketahui", "unknown"),
	"trust_hours":     text("jam petugas", "agents' hours"),

	"err_trust_setting_refused_what": text("Garis itu tidak dapat dipakai.", "These lines cannot be."),
	"err_trust_setting_refused_why":  text("{why}", "{why}"),
	"err_trust_setting_refused_next": text("perbaiki berkasnya; docs/trust.md menjelaskannya", "mend the file; docs/trust.md explains it"),
	"err_trust_file_what":            text("Berkas {file} tidak dapat dibaca.", "The file {file} cannot be read."),
	"err_trust_file_why":             text("Isinya harus JSON seperti yang dicetak `terang trust show`.", "It must be JSON as `terang trust show` prints it."),
	"err_trust_file_next":            text("terang trust show > garis.json", "terang trust show > lines.json"),
	"err_trust_version_what":         text("Versi itu tidak ada.", "There is no such version."),
	"err_trust_version_why":          text("Hanya versi yang pernah diterbitkan yang tersimpan.", "Only versions that were published are kept."),
	"err_trust_version_next":         text("lihat riwayatnya di konsol, Kepercayaan", "see the history in the console, Trust"),
	"err_trust_live_what":            text("Versi itu sedang berlaku.", "That version is live."),
	"err_trust_live_why":             text("Tidak ada yang perlu dikembalikan, atau orang lain baru menerbitkan.", "There is nothing to go back to, or somebody else has just published."),
	"err_trust_live_next":            text("terang trust show", "terang trust show"),
}
