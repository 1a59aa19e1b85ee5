package main

import "terang"

// playbookTexts are the words of `terang playbook`.
var playbookTexts = map[string]terang.Text{
	"help_playbook":          text("Lihat, terbitkan, dan kembalikan playbook sebuah ruang kerja; server yang berjalan mengikutinya dalam beberapa detik.", "See, publish and roll back a workspace's playbooks; a running server follows within seconds."),
	"help_playbook_list":     text("Daftar playbook dengan versi dan keadaannya.", "List the playbooks with their versions and states."),
	"help_playbook_show":     text("Tampilkan teks sebuah playbook.", "Show a playbook's text."),
	"help_playbook_publish":  text("Periksa sebuah berkas, mainkan skenarionya, lalu terbitkan sebagai versi berikutnya.", "Check a file, play its scenarios, and publish it as the next version."),
	"help_playbook_rollback": text("Pakai lagi teks sebuah versi lama, sebagai versi baru.", "Use an earlier version's text again, as a new version."),
	"help_playbook_id":       text("Id playbook.", "The playbook's id."),
	"help_playbook_version":  text("Nomor versi; show tanpa ini menampilkan yang sedang dipakai.", "Number of the version; show takes the live one without it."),
	"help_playbook_file":     text("Berkas YAML; id di dalamnya menentukan playbook mana.", "YAML file; its id says which playbook it is."),
	"help_playbook_note":     text("Catatan untuk riwayat versi.", "A note for the history."),
	"playbook_published":     text("{id} versi {version} sedang dipakai.", "{id} version {version} is live."),

	"err_playbook_file_what":              text("{file} tidak dapat dibaca.", "{file} cannot be read."),
	"err_playbook_file_next":              text("terang playbook publish BERKAS.yaml", "terang playbook publish FILE.yaml"),
	"err_playbook_refused_what":           text("Belum dapat diterbitkan.", "It cannot be published yet."),
	"err_playbook_refused_why":            text("{why}", "{why}"),
	"err_playbook_refused_next":           text("perbaiki, lalu terbitkan lagi", "mend it, then publish again"),
	"err_playbook_not_found_what":         text("Playbook itu tidak ada.", "There is no such playbook."),
	"err_playbook_not_found_why":          text("Ruang kerja ini tidak memilikinya.", "This workspace does not have it."),
	"err_playbook_not_found_next":         text("terang playbook list", "terang playbook list"),
	"err_playbook_version_not_found_what": text("Versi itu tidak ada.", "There is no such version."),
	"err_playbook_version_not_found_why":  text("Hanya versi yang pernah dipakai yang tersimpan.", "Only versions that were live are kept."),
	"err_playbook_version_not_found_next": text("terang playbook show ID", "terang playbook show ID"),
	"err_playbook_is_live_what":           text("Versi itu sedang dipakai.", "That version is live."),
	"err_playbook_is_live_why":            text("Tidak ada yang perlu dikembalikan.", "There is nothing to go back to."),
	"err_playbook_is_live_next":           text("terang playbook list", "terang playbook list"),
	"err_playbook_unchanged_what":         text("Tidak ada yang berubah.", "Nothing has changed."),
	"err_playbook_unchanged_why":          text("Isi berkas sama dengan versi yang sedang dipakai.", "The file's text is that of the live version."),
	"err_playbook_unchanged_next":         text("terang playbook list", "terang playbook list"),
	"err_playbook_id_what":                text("Berkas itu tidak menyebut id yang sah.", "The file names no valid id."),
	"err_playbook_id_why":                 text("Playbook dikenal lewat id-nya: huruf kecil, angka, garis bawah.", "A playbook is known by its id: lower-case letters, digits, underscores."),
	"err_playbook_id_next":                text("tulis id: order_status di baris pertama", "write id: order_status in the first line"),
}
