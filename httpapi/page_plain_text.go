package httpapi

import (
	"fmt"
	"time"

	"terang"
)

var plainText = map[string]terang.Text{
	"title":        {"id": "Percakapan", "en": "Conversation"},
	"conversation": {"id": "Percakapan", "en": "Conversation"},
	"earlier":      {"id": "Pesan sebelumnya", "en": "Earlier messages"},
	"person":       {"id": "Bicara dengan petugas", "en": "Talk to a person"},
	"assistant":    {"id": "Kembali ke asisten", "en": "Back to the assistant"},
	"write":        {"id": "Tulis pesan", "en": "Write a message"},
	"send":         {"id": "Kirim", "en": "Send"},
	"reload":       {"id": "Muat ulang", "en": "Reload"},
	"refresh_on":   {"id": "Muat ulang sendiri tiap 15 detik", "en": "Reload by itself every 15 s"},
	"refresh_off":  {"id": "Berhenti memuat ulang sendiri", "en": "Stop reloading by itself"},
	"other":        {"id": "English", "en": "Bahasa Indonesia"},
	"receipt":      {"id": "Tanda terima", "en": "Receipt"},
	"details":      {"id": "Rincian", "en": "Details"},
	"playbook":     {"id": "Alur yang diikuti", "en": "Playbook followed"},
	"source":       {"id": "Sumber", "en": "Source"},
	"answered":     {"id": "Nilai Anda", "en": "Your score"},
	"begin":        {"id": "Mulai percakapan", "en": "Begin"},
	"begin_text":   {"id": "Halaman ini bekerja tanpa JavaScript. Asisten AI menjawab lebih dulu; petugas selalu satu ketukan jauhnya.", "en": "This page works without JavaScript. The AI assistant answers first; a person is always one tap away."},
	"footer":       {"id": "Kotak berarti mesin, lingkaran berarti manusia. Setiap pesan dari kami punya tanda terima yang dapat Anda periksa.", "en": "A square is a machine, a circle is a person. Every message from us has a receipt that you can check."},
	"check":        {"id": "Periksa pesan di halaman umum", "en": "Check a message on the public page"},
	"about":        {"id": "Apa yang dilakukan asisten ini", "en": "What this assistant does"},
	"step_done":    {"id": "selesai", "en": "done"},
	"step_now":     {"id": "sekarang", "en": "now"},
	"step_next":    {"id": "berikutnya", "en": "next"},

	"wait_less":   {"id": "Perkiraan kurang dari %d menit, diperbarui %s.", "en": "Expect less than %d minutes, as of %s."},
	"wait_range":  {"id": "Perkiraan %d–%d menit, diperbarui %s.", "en": "Expect %d to %d minutes, as of %s."},
	"promise":     {"id": "Janji paling lambat %s: %s Bila lewat, Anda kami kabari di sini.", "en": "Promised by %s: %s Should that pass, we tell you here."},
	"broken":      {"id": "Janji untuk %s belum kami tepati: %s", "en": "Promised for %s, and not kept yet: %s"},
	"reach":       {"id": "Ditelepon atau ditulisi saja", "en": "Be called or written to instead"},
	"reach_to":    {"id": "Nomor telepon, atau surel untuk ditulisi", "en": "Phone number, or an e-mail to be written to"},
	"reach_from":  {"id": "Tidak sebelum jam (boleh kosong, WIB)", "en": "Not before (may stay empty, WIB)"},
	"reach_call":  {"id": "Telepon saya", "en": "Call me"},
	"reach_write": {"id": "Tulis ke saya", "en": "Write to me"},
	"smooth":      {"id": "Peralihan ke petugas (boleh kosong)", "en": "The way to a person (may stay empty)"},
	"smooth_1":    {"id": "Tersendat", "en": "Bumpy"},
	"smooth_3":    {"id": "Biasa", "en": "All right"},
	"smooth_5":    {"id": "Mulus", "en": "Smooth"},

	"speaking_assistant": {"id": "Anda berbicara dengan asisten AI.", "en": "You are talking to an AI assistant."},
	"speaking_agent":     {"id": "Anda berbicara dengan %s, seorang petugas.", "en": "You are talking to %s, a person."},
	"speaking_queue":     {"id": "Anda menunggu petugas: urutan ke-%d.", "en": "You are waiting for a person: place %d."},
	"speaking_nobody":    {"id": "Anda menunggu petugas. Saat ini tidak ada yang bertugas; pesan Anda akan dibaca begitu mereka kembali.", "en": "You are waiting for a person. Nobody is there right now; they will read your message when they are back."},
	"speaking_resolved":  {"id": "Percakapan ini sudah ditutup. Menulis lagi membukanya kembali.", "en": "This conversation is closed. Writing again opens it."},
}

func plainTexts(l terang.Language) map[string]string {
	out := make(map[string]string, len(plainText))
	for key, t := range plainText {
		out[key] = t.In(l)
	}
	return out
}

func speaking(s State, l terang.Language) string {
	t := func(key string, args ...any) string { return fmt.Sprintf(plainText[key].In(l), args...) }
	switch {
	case s.Status == string(terang.Resolved):
		return t("speaking_resolved")
	case s.Agent != nil:
		return t("speaking_agent", s.Agent.Name)
	case s.Queue != nil && !s.Queue.Online:
		return t("speaking_nobody")
	case s.Queue != nil:
		return t("speaking_queue", s.Queue.Place)
	}
	return t("speaking_assistant")
}

// wib is western Indonesian time, named on the page because the server does not know the reader's.
var wib = time.FixedZone("WIB", 7*60*60)

var months = map[terang.Language][12]string{
	terang.Indonesian: {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"},
	terang.English:    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

// clock writes a time in the reader's form: "21 Nov 2026, 14.30 WIB".
func clock(at time.Time, l terang.Language) string {
	at = at.In(wib)
	sep := "."
	if l == terang.English {
		sep = ":"
	}
	return fmt.Sprintf("%d %s %d, %02d%s%02d WIB", at.Day(), months[l.Or(terang.Indonesian)][at.Month()-1], at.Year(), at.Hour(), sep, at.Minute())
}
