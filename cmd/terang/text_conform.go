package main

import "terang"

// conformTexts are the words of `terang conform`.
var conformTexts = map[string]terang.Text{
	"help_conform":          text("Uji keterangan penulis dan bukti dari luar: 88 kasus.", "Try disclosure and proof from the outside: 88 cases."),
	"help_conform_faults":   text("Tanam kesalahan satu per satu; masing-masing harus ditemukan.", "Plant mistakes one by one; each must be found."),
	"help_conform_identity": text("Ukur pertanyaan identitas pada 200 kalimat yang tidak pernah dipakai untuk melatih.", "Measure identity questions on 200 phrasings that nothing was trained on."),
	"help_conform_full":     text("Ukuran penuh: 1.000 percakapan, 200 kali mati mendadak, 20.000 pesan.", "Full sizes: 1,000 conversations, 200 crashes, 20,000 messages."),
	"help_conform_only":     text("Kasus atau huruf keluarga saja, misalnya A,C03; boleh berulang.", "These cases or letters of families only, for example A,C03; may be repeated."),

	"conform_fault_caught": text("ditemukan", "caught"),
	"conform_fault_missed": text("LOLOS", "MISSED"),
	"conform_faults":       text("Kesalahan yang ditanam: {caught} dari {all} ditemukan.", "Planted faults: {caught} of {all} caught."),
	"conform_identity":     text("Pertanyaan identitas: {recall} dikenali ({yes}), {wrong} jawaban keliru ({no}).", "Identity questions: recall {recall} ({yes}), false answers {wrong} ({no})."),

	"err_conform_folder_what":  text("Folder sementara tidak dapat dibuat.", "A temporary folder cannot be made."),
	"err_conform_folder_next":  text("beri ruang di TMPDIR, lalu ulangi", "make room in TMPDIR, then repeat"),
	"err_conform_crash_what":   text("Salinan server untuk uji mati mendadak tidak dapat dijalankan.", "The copy of the server for the crash cases cannot be run."),
	"err_conform_crash_next":   text("terang conform --only A", "terang conform --only A"),
	"err_conform_failed_what":  text("{count} kasus gagal, {critical} di antaranya kritis.", "{count} cases failed, {critical} of them critical."),
	"err_conform_failed_why":   text("Rinciannya ada di laporan di atas.", "The report above says which and why."),
	"err_conform_failed_next":  text("terang conform --only {first}", "terang conform --only {first}"),
	"err_conform_blind_what":   text("{count} kesalahan yang ditanam tidak ditemukan: {names}.", "{count} planted faults were not found: {names}."),
	"err_conform_blind_why":    text("Pengujian yang tidak melihat kesalahan tidak membuktikan apa pun.", "A suite that does not see mistakes proves nothing."),
	"err_conform_blind_next":   text("terang conform --faults", "terang conform --faults"),
	"err_conform_unknown_what": text("Tidak ada kasus {name}.", "There is no case {name}."),
	"err_conform_unknown_next": text("pakai huruf A sampai J atau P, atau id seperti C03", "use a letter from A to J or P, or an id like C03"),
}
