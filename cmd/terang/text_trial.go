package main

import "terang"

// trialTexts are the words of `terang lint`, `terang test` and `terang simulate`.
var trialTexts = map[string]terang.Text{
	"help_lint":      text("Cari yang bisa salah di playbook, sebelum pelanggan menemukannya.", "Look for what can go wrong in playbooks, before a customer finds it."),
	"help_lint_what": text("Nama pack bawaan, folder pack, atau berkas playbook di dalamnya; tanpa ini semua pack bawaan.", "A pack of the binary, a pack's folder, or playbooks in one; without it all packs of the binary."),
	"lint_error":     text("kesalahan", "error"),
	"lint_warning":   text("peringatan", "warning"),
	"lint_clean":     text("{pack}: tidak ada temuan", "{pack}: nothing found"),
	"lint_found":     text("{pack}: kesalahan {errors}, peringatan {warnings}", "{pack}: errors {errors}, warnings {warnings}"),

	"err_lint_failed_what": text("Ada kesalahan di paket: {count}.", "There are errors in the pack: {count}."),
	"err_lint_failed_why":  text("Setiap baris di atas menyebut berkas, baris, dan perbaikannya.", "Each line above names file, line and mend."),
	"err_lint_failed_next": text("perbaiki, lalu terang lint", "mend them, then terang lint"),
	"err_lint_alone_what":  text("{file} tidak berada di folder playbooks sebuah pack.", "{file} does not lie in the folder playbooks of a pack."),
	"err_lint_alone_next":  text("simpan di PACK/playbooks/, lalu terang lint PACK", "keep it in PACK/playbooks/, then terang lint PACK"),

	"help_test":         text("Mainkan skenario sebuah pack dan bandingkan hasilnya.", "Play a pack's scenarios and compare what comes of them."),
	"help_test_pack":    text("Nama pack bawaan atau folder pack; tanpa ini semua pack bawaan.", "A pack of the binary or a pack's folder; without it all packs of the binary."),
	"help_test_update":  text("Tulis ulang bagian want dari skenario yang berbeda; hanya untuk folder.", "Rewrite the part want of the scenarios that differ; for a folder only."),
	"help_test_run":     text("Hanya skenario yang namanya cocok dengan pola ini.", "Only the scenarios whose name matches this pattern."),
	"help_test_verbose": text("Sebut juga skenario yang lolos.", "Name the scenarios that pass, too."),

	"test_none":    text("?     {pack}  belum ada skenario", "?     {pack}  no scenarios"),
	"test_updated": text("ditulis ulang: {file}", "rewritten: {file}"),

	"err_scenarios_failed_what":  text("{count} skenario berjalan lain dari yang tertulis.", "{count} scenarios go another way than is written."),
	"err_scenarios_failed_why":   text("{names}", "{names}"),
	"err_scenarios_failed_next":  text("perbaiki playbook atau skenarionya; bila yang baru memang benar: terang test FOLDER --update", "mend the playbook or the scenario; where the new talk is right: terang test FOLDER --update"),
	"err_scenarios_broken_what":  text("Skenario tidak dapat dibaca.", "Scenarios cannot be read."),
	"err_scenarios_broken_next":  text("perbaiki baris itu; bentuknya ada di docs/testing.md", "mend that line; the form is in docs/testing.md"),
	"err_scenarios_pattern_what": text("Pola {pattern} tidak dapat dipakai.", "The pattern {pattern} cannot be used."),
	"err_scenarios_pattern_next": text("terang test retail --run order", "terang test retail --run order"),
	"err_update_builtin_what":    text("Pack {pack} ada di dalam biner, jadi skenarionya tidak dapat ditulis ulang.", "The pack {pack} is inside the binary, so its scenarios cannot be rewritten."),
	"err_update_builtin_why":     text("--update menulis berkas.", "--update writes files."),
	"err_update_builtin_next":    text("terang test packs/{pack}/ --update", "terang test packs/{pack}/ --update"),

	"help_simulate":               text("Biarkan ribuan pelanggan tiruan mengobrol dengan sebuah pack.", "Let thousands of make-believe customers talk with a pack."),
	"help_simulate_pack":          text("Nama pack bawaan atau folder pack.", "A pack of the binary or a pack's folder."),
	"help_simulate_seed":          text("Benih: benih yang sama memberi percakapan yang sama.", "The seed: the same one gives the same conversations."),
	"help_simulate_conversations": text("Banyaknya percakapan.", "How many conversations."),
	"help_simulate_open":          text("Tunjukkan percakapan dengan nomor ini.", "Show the conversation with this number."),
	"help_simulate_out":           text("Tulis setiap percakapan ke folder ini.", "Write every conversation into this folder."),

	"simulate_head":     text("{count} percakapan, benih {seed}, {seconds} detik", "{count} conversations, seed {seed}, {seconds} seconds"),
	"simulate_resolved": text("selesai", "resolved"),
	"simulate_handed":   text("diteruskan", "handed over"),
	"simulate_left":     text("ditinggalkan", "abandoned"),
	"simulate_meant":    text("sesuai maksud pack", "as the pack wants it"),
	"simulate_twice":    text("ditanya dua kali", "asked twice"),
	"simulate_reasks":   text("pertanyaan diulang", "questions put again"),
	"simulate_turns":    text("pesan per percakapan", "messages a conversation"),
	"simulate_person":   text("minta petugas / mendapatkannya", "wanted a person / got one"),
	"simulate_reasons":  text("diteruskan karena", "handed over because of"),
	"simulate_trust":    text("kepercayaan", "trust"),
	"simulate_by":       text("selesai  diteruskan  ditinggalkan", "resolved  handed over  abandoned"),
	"simulate_broken":   text("aturan yang dilanggar", "rules that were broken"),
	"simulate_written":  text("{count} percakapan ditulis ke {folder}", "{count} conversations written to {folder}"),

	"err_simulation_missing_what": text("Pack {pack} tidak punya simulation.yaml.", "The pack {pack} has no simulation.yaml."),
	"err_simulation_missing_why":  text("Berkas itu menyebut untuk apa pelanggan datang dan apa jawaban sistem merek.", "That file says what customers come for and what the brand's system answers."),
	"err_simulation_missing_next": text("salin packs/retail/simulation.yaml dan sunting; lihat docs/testing.md", "copy packs/retail/simulation.yaml and edit it; see docs/testing.md"),
	"err_simulation_broken_what":  text("simulation.yaml dari pack {pack} perlu diperbaiki.", "simulation.yaml of the pack {pack} needs mending."),
	"err_simulation_broken_next":  text("perbaiki berkas itu; bentuknya ada di docs/testing.md", "mend that file; its form is in docs/testing.md"),
	"err_simulation_failed_what":  text("{count} percakapan melanggar aturan.", "{count} times a conversation broke a rule."),
	"err_simulation_failed_why":   text("{rules}", "{rules}"),
	"err_simulation_failed_next":  text("terang simulate {pack} --seed {seed} --open {id}", "terang simulate {pack} --seed {seed} --open {id}"),
	"err_simulation_folder_what":  text("Folder {folder} tidak dapat ditulis.", "The folder {folder} cannot be written."),
	"err_simulation_folder_next":  text("pakai folder lain: --out /folder/lain", "use another folder: --out /another/folder"),
	"err_simulation_count_what":   text("Banyaknya percakapan tidak dapat dipakai.", "That number of conversations cannot be held."),
	"err_simulation_count_next":   text("terang simulate {pack} --conversations 1000", "terang simulate {pack} --conversations 1000"),
}
