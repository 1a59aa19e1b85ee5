package main

import "terang"

// evalTexts are the words of `terang eval`.
var evalTexts = map[string]terang.Text{
	"help_eval":          text("Ukur seberapa baik pesan dipahami.", "Measure how well messages are understood."),
	"help_eval_nlu":      text("Latih pada satu berkas contoh, ukur pada berkas lain.", "Train on one file of examples, measure on another."),
	"help_eval_requests": text("Ukur permintaan khusus pada satu berkas.", "Measure the special requests on a file."),
	"help_eval_file":     text("Berkas TSV: label, tab, teks.", "A TSV file: label, tab, text."),
	"help_eval_train":    text("Contoh untuk dilatih.", "Examples to train on."),
	"help_eval_test":     text("Contoh untuk diukur.", "Examples to measure on."),
	"help_eval_oos":      text("Kalimat di luar cakupan, untuk dilatih.", "Sentences that are out of scope, to train on."),
	"help_eval_oos_test": text("Kalimat di luar cakupan, untuk diukur.", "Sentences that are out of scope, to measure on."),
	"help_eval_folds":    text("Tanpa berkas uji: ukur dengan validasi silang sebanyak ini.", "Without a test file: measure by cross-validation in so many parts."),
	"help_eval_fast":     text("Tanpa telinga dalam.", "Without the deep ear."),
	"help_eval_seed":     text("Benih dari semua yang diundi.", "The seed of all that is drawn."),
	"help_eval_no_cache": text("Jangan baca atau simpan vektor di folder cache.", "Neither read nor keep vectors in the cache folder."),

	"eval_cache":       text("cache vektor tidak dipakai: {detail}", "the cache of vectors is not used: {detail}"),
	"eval_accuracy":    text("akurasi", "accuracy"),
	"eval_macro_f1":    text("macro-F1", "macro-F1"),
	"eval_ece":         text("ECE", "ECE"),
	"eval_coverage":    text("terjawab pada presisi {precision}", "answered at precision {precision}"),
	"eval_promise":     text("(janji: %.1f %% terjawab, %.2f %% benar)", "(as promised: %.1f %% answered, %.2f %% right)"),
	"eval_auroc":       text("di luar cakupan: AUROC", "out of scope: AUROC"),
	"eval_oos_recall":  text("di luar cakupan: dikenali", "out of scope: recall"),
	"eval_with_oos":    text("akurasi setelah penolakan", "accuracy after refusals"),
	"eval_train_time":  text("waktu latih", "training"),
	"eval_encode_time": text("pengodean pertama kali", "first-time encoding"),
	"eval_bytes":       text("ukuran model", "model size"),
	"eval_time":        text("telinga cepat, p50 / p99", "fast ear, p50 / p99"),
	"eval_deep_share":  text("telinga dalam ditanya", "deep ear asked"),
	"eval_deep_time":   text("telinga dalam, p50", "deep ear, p50"),

	"err_eval_unreadable_what":    text("{file} tidak dapat dibaca sebagai contoh.", "{file} cannot be read as examples."),
	"err_eval_unreadable_next":    text("perbaiki baris itu: label, tab, teks; baris pertama adalah label<TAB>text", "mend that line: label, tab, text; the first line is label<TAB>text"),
	"err_eval_test_or_folds_what": text("Perlu tepat satu: --test atau --folds.", "Exactly one is needed: --test or --folds."),
	"err_eval_test_or_folds_next": text("terang eval nlu --train TRAIN.tsv --test TEST.tsv", "terang eval nlu --train TRAIN.tsv --test TEST.tsv"),
	"err_eval_folds_what":         text("--folds harus antara 2 dan 50.", "--folds must be between 2 and 50."),
	"err_eval_folds_next":         text("terang eval nlu --train TRAIN.tsv --folds 5", "terang eval nlu --train TRAIN.tsv --folds 5"),
	"err_eval_oos_test_what":      text("--oos-test memerlukan --test.", "--oos-test needs --test."),
	"err_eval_oos_test_next":      text("terang eval nlu --help", "terang eval nlu --help"),
}
