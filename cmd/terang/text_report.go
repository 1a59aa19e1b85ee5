package main

import "terang"

// reportTexts are what the report says.
var reportTexts = map[string]terang.Text{
	"help_report":           text("Ukur peralihan ke petugas, cara urusan selesai, dan janji.", "Measure hand-overs, how matters end, and promises."),
	"help_report_from":      text("Hari pertama; tanpa ini 28 hari sampai hari terakhir.", "First day; without it 28 days up to the last one."),
	"help_report_to":        text("Hari terakhir, ikut dihitung; tanpa ini hari ini.", "Last day, included; without it today."),
	"help_bench_report":     text("Berapa lama laporan atas data yang besar, dibanding sekadar membaca barisnya.", "How long the report takes on a large store, beside merely reading its rows."),
	"help_bench_matters":    text("Banyaknya urusan.", "Number of matters."),
	"help_bench_hand_overs": text("Banyaknya peralihan ke petugas.", "Number of hand-overs."),
	"err_report_days_what":  text("Rentang harinya tidak tepat.", "The days are not right."),
	"err_report_days_why":   text("Tulis tanggal seperti 2026-11-21, paling banyak 100 hari.", "Write days as 2026-11-21, at most 100 of them."),
	"err_report_days_next":  text("terang report --from 2026-11-01 --to 2026-11-28", "terang report --from 2026-11-01 --to 2026-11-28"),
	"report_matters":        text("Urusan", "Matters"),
	"report_n":              text("semua", "all"),
	"report_confirmed":      text("selesai, kata pelanggan", "settled, the customer said so"),
	"report_silent":         text("terjawab, lalu diam", "answered, then silence"),
	"report_gave_up":        text("ditinggalkan", "given up"),
	"report_came_back":      text("datang lagi dalam 72 jam", "came back within 72 hours"),
	"report_handed_over":    text("di tangan petugas", "with a person"),
	"report_open":           text("masih terlalu baru", "too young to judge"),
	"report_hand_overs":     text("Peralihan ke petugas", "Hand-overs"),
	"report_complete":       text("fakta yang ikut terbawa", "facts passed on"),
	"report_reasked":        text("ditanya ulang", "asked again"),
	"report_first_word":     text("waktu sampai kata pertama petugas", "time to the first human word"),
	"report_waiting":        text("menunggu sekarang", "waiting now"),
	"report_smooth":         text("lancarnya peralihan, kata pelanggan", "smoothness, as customers say"),
	"report_survey":         text("survei umum sesudah petugas membantu", "general survey after a person helped"),
	"report_needless":       text("tidak perlu", "needless"),
	"report_returned":       text("kembali ke asisten", "back to the assistant"),
	"report_missed":         text("terlewat: berakhir buruk tanpa petugas", "missed: ended badly without a person"),
	"report_promises":       text("Janji", "Promises"),
	"report_kept":           text("ditepati", "kept"),
	"report_late":           text("terlambat", "late"),
	"report_broken":         text("belum ditepati", "broken"),
}
