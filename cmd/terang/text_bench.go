package main

import "terang"

// benchTexts are the words of `terang bench`.
var benchTexts = map[string]terang.Text{
	"help_bench":             text("Ukur kecepatan terhadap batas terkecil di mesin ini.", "Measure speed against the least possible on this machine."),
	"help_bench_turn":        text("Giliran terjawab per detik, CPU, dan waktu jawab, dibanding server nol.", "Answered turns per second, CPU and answer times, beside the null server."),
	"help_bench_idle":        text("Memori per sambungan langsung yang diam.", "Memory per idle live connection."),
	"help_bench_start":       text("Waktu siap, memori dan CPU diam pada basis data besar.", "Time to ready, idle memory and CPU on a large store."),
	"help_bench_overload":    text("Beban jauh di atas kapasitas: apa yang ditolak, apa yang hilang.", "Load far above capacity: what is refused, what is lost."),
	"help_bench_timers":      text("Banyak run yang tidur, lalu bangun serentak: keterlambatan, dibanding sekadar mengambil barisnya.", "Many sleeping runs that come due at once: how late, beside merely taking their rows."),
	"help_bench_playbook":    text("Giliran sepuluh langkah dalam satu playbook, dibanding sekadar membaca dan menulis keadaannya.", "A turn of ten steps in one playbook, beside merely reading and writing its state."),
	"help_bench_replay":      text("Memutar ulang percakapan dengan garis kepercayaan lain, dibanding sekadar membaca barisnya.", "Play talks again under other lines of trust, beside merely reading their rows."),
	"help_bench_search":      text("Mencari dan melihat daftar percakapan, dibanding membaca sebanyak itu dengan kuncinya.", "Search and list conversations, beside reading as many by their keys."),
	"help_bench_talks":       text("Banyaknya percakapan yang diputar ulang.", "Number of talks that are replayed."),
	"help_bench_dialogues":   text("Banyaknya dialog yang diimpor; 0 untuk tidak ada.", "Number of dialogues that are imported; 0 for none."),
	"help_bench_handover":    text("Dari meminta petugas (atau turunnya kepercayaan) sampai pelanggan dan konsol tahu, di bawah beban, dibanding jawaban biasa.", "From asking for a person (or trust that fell) until the contact and the console know, under load, beside a plain answer."),
	"help_bench_runs":        text("Banyaknya run yang tidur.", "Number of sleeping runs."),
	"help_bench_seconds":     text("Lama tiap ukuran, dalam detik.", "Length of each measurement, in seconds."),
	"help_bench_customers":   text("Percakapan bersamaan.", "Conversations at the same time."),
	"help_bench_store":       text("Basis data: sqlite, atau postgres (dengan --postgres).", "Store: sqlite, or postgres (with --postgres)."),
	"help_bench_fsync":       text("Tambahan waktu pada tiap fsync.", "Time added to every fsync."),
	"help_bench_per_row":     text("Commit setiap baris, untuk pembanding.", "Commit every row, for comparison."),
	"help_bench_messages":    text("Pesan yang sudah tersimpan sebelum mulai.", "Messages stored before the start."),
	"help_bench_connections": text("Banyaknya sambungan.", "Number of connections."),
	"help_bench_factor":      text("Kelipatan kapasitas.", "Multiple of the capacity."),
	"help_bench_serve":       text("Server yang diukur (dijalankan oleh bench).", "The measured server (run by bench)."),
}
