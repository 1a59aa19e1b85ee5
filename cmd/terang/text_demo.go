package main

import "terang"

// demoTexts are what `terang demo` prints, and its flags.
var demoTexts = map[string]terang.Text{
	"help_port": text("Porta; bila terpakai, yang berikutnya.", "Port; the next one if it is taken."),
	"help_keep": text("Simpan dunia contoh di folder ini.", "Keep the world in this folder."),

	"demo_page":         text("Demo", "Demo"),
	"demo_shop":         text("Toko contoh", "Example shop"),
	"demo_console":      text("Meja kerja", "Console"),
	"demo_agent":        text("  petugas", "  agent"),
	"demo_owner":        text("  pemilik", "  owner"),
	"demo_brand":        text("API Toko Terang", "Toko Terang API"),
	"demo_check":        text("Periksa pesan", "Check a message"),
	"demo_transparency": text("Transparansi", "Transparency"),
	"demo_log":          text("Catatan bukti", "Proof log"),
	"demo_ready": text("Demo Terang siap dalam {took} d. Buka yang pertama, lalu tekan Putar.",
		"The Terang demo is ready in {took} s. Open the first address and press Play."),
	"demo_port":     text("Porta {wished} sedang dipakai, jadi demo memakai {port}.", "Port {wished} is taken, so the demo uses {port}."),
	"demo_end":      text("Ctrl-C mengakhiri demo dan menghapus datanya ({dir}).", "Ctrl-C ends the demo and removes its data ({dir})."),
	"demo_end_kept": text("Ctrl-C mengakhiri demo. Datanya tetap di {dir}.", "Ctrl-C ends the demo. Its data stays in {dir}."),
}
