package httpapi

import "terang"

// words are the title and the detail of a problem: what happened, and what to do.
type words struct{ title, detail terang.Text }

func say(idTitle, enTitle, idDetail, enDetail string) words {
	return words{
		terang.Text{terang.Indonesian: idTitle, terang.English: enTitle},
		terang.Text{terang.Indonesian: idDetail, terang.English: enDetail},
	}
}

// kindText is for codes without words of their own.
var kindText = map[terang.ErrorKind]words{
	"":                  say("Kesalahan di pihak kami", "An error on our side", "Tidak ada yang hilang. Coba lagi; bila berulang, hubungi pengelola.", "Nothing is lost. Try again; if it stays, tell the operator."),
	terang.Invalid:      say("Permintaan tidak tepat", "The request is not right", "Perbaiki isinya lalu kirim lagi.", "Mend it and send it again."),
	terang.Unauthorized: say("Belum dikenali", "Not signed in", "Masuk dahulu lalu coba lagi.", "Sign in, then try again."),
	terang.Forbidden:    say("Tidak diizinkan", "Not allowed", "Akun atau token ini tidak punya izin untuk itu.", "This account or token may not do that."),
	terang.NotFound:     say("Tidak ditemukan", "Not found", "Tidak ada di sini, atau bukan milik Anda.", "It is not here, or not yours."),
	terang.Conflict:     say("Keadaan sudah berubah", "Things have moved on", "Muat ulang lalu lihat lagi.", "Reload and look again."),
	terang.TooMany:      say("Terlalu sering", "Too often", "Tunggu sebentar lalu coba lagi.", "Wait a moment, then try again."),
	terang.Unavailable:  say("Sedang sibuk", "Busy right now", "Coba lagi sebentar lagi.", "Try again in a moment."),
	terang.TooLarge:     say("Terlalu besar", "Too large", "Kirim yang lebih kecil.", "Send something smaller."),
}

// problemText is what people read, by code. A test walks the source and finds codes without words.
var problemText = map[string]words{
	"internal":               kindText[""],
	"timeout":                say("Terlalu lama", "Took too long", "Belum selesai pada waktunya. Coba lagi.", "It was not done in time. Try again."),
	"overloaded":             say("Sedang penuh", "Full right now", "Pesan belum kami terima. Kirim lagi sebentar lagi.", "We have not taken your message yet. Send it again in a moment."),
	"store_busy":             say("Sedang penuh", "Full right now", "Pesan belum kami terima. Kirim lagi sebentar lagi.", "We have not taken your message yet. Send it again in a moment."),
	"store_closed":           say("Sedang dimulai ulang", "Restarting", "Coba lagi sebentar lagi.", "Try again in a moment."),
	"streams_full":           say("Sambungan langsung penuh", "No live connection free", "Coba lagi sebentar lagi; pesan tetap dapat dikirim.", "Try again in a moment; messages can still be sent."),
	"stream_needs_http1":     say("Aliran ini butuh HTTP/1.1", "This stream needs HTTP/1.1", "Buka aliran lewat HTTP/1.1.", "Open the stream over HTTP/1.1."),
	"rate_limited":           say("Terlalu sering", "Too often", "Coba lagi dalam {retry_after} detik.", "Try again in {retry_after} s."),
	"login_busy":             say("Terlalu banyak yang masuk", "Too many are signing in", "Coba lagi sebentar lagi.", "Try again in a moment."),
	"workspace_not_loaded":   say("Ruang kerja belum siap", "The workspace is not ready", "Pengelola perlu memeriksa pack-nya dengan `terang doctor`.", "The operator should check its pack with `terang doctor`."),
	"channel_unknown":        say("Saluran tidak dikenal", "Unknown channel", "Saluran percakapan ini tidak terpasang.", "This conversation's channel is not installed."),
	"route_unknown":          say("Alamat tidak dikenal", "Unknown address", "Periksa alamatnya; daftarnya ada di /api/openapi.json.", "Check the address; all are listed in /api/openapi.json."),
	"method_not_allowed":     say("Cara ini tidak dilayani", "Method not allowed", "Alamat ini melayani cara lain; lihat tajuk Allow.", "This address serves other methods; see the Allow header."),
	"cross_origin":           say("Datang dari situs lain", "Comes from another site", "Permintaan dari situs lain ditolak.", "Requests from other sites are refused."),
	"body_too_large":         say("Terlalu besar", "Too large", "Isi permintaan paling besar {limit}.", "A request may be at most {limit}."),
	"body_incomplete":        say("Isi terpotong", "The body was cut off", "Kirim lagi dengan lengkap.", "Send it again, whole."),
	"body_malformed":         say("Bukan JSON yang sah", "Not valid JSON", "Periksa bentuk isinya.", "Check its form."),
	"invalid_json":           say("Bukan JSON yang sah", "Not valid JSON", "Periksa bentuk isinya.", "Check its form."),
	"invalid_input":          say("Isian tidak tepat", "Some input is not right", "Lihat daftar errors.", "See the list of errors."),
	"unsupported_media_type": say("Jenis isi tidak diterima", "Media type not accepted", "Kirim sebagai application/json.", "Send it as application/json."),
	"not_acceptable":         say("Tidak dapat dibentuk", "Not acceptable", "Kami menjawab dengan application/json.", "We answer with application/json."),
	"not_utf8":               say("Bukan UTF-8", "Not UTF-8", "Isi permintaan harus teks UTF-8 yang sah.", "The body must be valid UTF-8."),
	"text_not_utf8":          say("Bukan UTF-8", "Not UTF-8", "Pesan harus teks UTF-8 yang sah.", "The message must be valid UTF-8."),
	"too_deep":               say("JSON terlalu dalam", "JSON too deep", "Paling dalam {limit} tingkat.", "At most {limit} levels."),
	"cursor_invalid":         say("Penanda halaman tidak sah", "Not a valid cursor", "Mulai dari halaman pertama.", "Begin from the first page."),

	"contact_token_invalid": say("Percakapan tidak dikenal", "Unknown conversation", "Mulai percakapan baru.", "Begin a new conversation."),
	"contact_token_expired": say("Percakapan sudah lama berakhir", "The conversation ended long ago", "Mulai percakapan baru.", "Begin a new conversation."),
	"session_unknown":       say("Belum masuk", "Not signed in", "Masuk dahulu lalu coba lagi.", "Sign in, then try again."),
	"token_invalid":         say("Token tidak berlaku", "The token is not valid", "Buat token baru di pengaturan.", "Make a new token in the settings."),
	"scope_missing":         say("Izin token kurang", "The token lacks a scope", "Token ini butuh izin {scope}.", "The token needs the scope {scope}."),
	"role_forbidden":        say("Bukan wewenang Anda", "Not yours to do", "Hanya pemilik dan admin yang dapat melakukannya.", "Only owners and admins may do this."),
	"agent_needed":          say("Hanya untuk petugas", "For agents only", "Ini perlu login petugas, bukan token.", "This needs an agent's login, not a token."),
	"login_wrong":           say("Tidak cocok", "Does not match", "Alamat surel atau kata sandi salah.", "The e-mail address or the password is wrong."),
	"link_used_or_expired":  say("Tautan sudah tidak berlaku", "The link no longer works", "Tautan hanya dapat dipakai sekali, dalam 72 jam. Minta yang baru.", "A link works once, within 72 hours. Ask for a new one."),
	"password_short":        say("Kata sandi terlalu pendek", "The password is too short", "Pakai sedikitnya 10 karakter.", "Use at least 10 characters."),
	"password_long":         say("Kata sandi terlalu panjang", "The password is too long", "Pakai paling banyak 256 bita.", "Use at most 256 bytes."),
	"email_invalid":         say("Alamat surel tidak sah", "Not a valid e-mail address", "Tulis seperti nama@toko.id.", "Write it like name@shop.id."),
	"email_taken":           say("Alamat surel sudah dipakai", "The e-mail address is taken", "Pakai alamat lain.", "Use another address."),
	"email_differs":         say("Alamat surel berbeda", "Another e-mail address", "Tautan ini untuk alamat surel lain.", "This link is for another e-mail address."),
	"name_invalid":          say("Nama tidak dapat dipakai", "The name cannot be used", "Tulis nama 1 sampai 60 karakter.", "Write a name of 1 to 60 characters."),
	"role_unknown":          say("Peran tidak dikenal", "Unknown role", "Pilih owner, admin, atau agent.", "Choose owner, admin or agent."),
	"presence_unknown":      say("Kehadiran tidak dikenal", "Unknown presence", "Pilih online atau away.", "Choose online or away."),
	"agent_not_found":       say("Petugas tidak ditemukan", "No such agent", "Tidak ada di ruang kerja ini.", "Not in this workspace."),

	"workspace_unknown":      say("Kunci widget tidak dikenal", "Unknown widget key", "Periksa data-key pada tag skrip.", "Check data-key in the script tag."),
	"contact_not_found":      say("Pelanggan tidak ditemukan", "No such contact", "Tidak ada di ruang kerja ini.", "Not in this workspace."),
	"conversation_not_found": say("Percakapan tidak ditemukan", "No such conversation", "Tidak ada, atau bukan milik Anda.", "It is not here, or not yours."),
	"conversation_moved_on":  say("Percakapan sudah berubah", "The conversation has moved on", "Muat ulang lalu coba lagi.", "Reload and try again."),
	"message_not_found":      say("Pesan tidak ditemukan", "No such message", "Tidak ada, atau bukan milik Anda.", "It is not here, or not yours."),
	"receipt_not_found":      say("Tanda terima tidak ditemukan", "No such receipt", "Pesan itu tidak ada, atau tidak punya tanda terima.", "The message is not here, or has no receipt."),
	"already_claimed":        say("Sudah diambil", "Already claimed", "{agent} sudah mengambil percakapan ini.", "{agent} has this conversation already."),
	"not_holder":             say("Bukan pegangan Anda", "Not yours to answer", "Ambil percakapan ini dahulu sebelum menjawab.", "Claim the conversation before you answer."),
	"message_held":           say("Pesan ditahan", "The message was held", "Tidak dikirim karena: {reason}.", "Not sent, because: {reason}."),
	"message_empty":          say("Pesan kosong", "The message is empty", "Tulis sesuatu.", "Write something."),
	"text_empty":             say("Pesan kosong", "The message is empty", "Tulis sesuatu.", "Write something."),
	"message_too_long":       say("Pesan terlalu panjang", "The message is too long", "Paling panjang 4.000 karakter; kirim dalam dua pesan.", "At most 4,000 characters; send it in two."),
	"text_too_long":          say("Pesan terlalu panjang", "The message is too long", "Paling panjang 4.000 karakter; kirim dalam dua pesan.", "At most 4,000 characters; send it in two."),
	"client_id_invalid":      say("client_id tidak sah", "client_id is not valid", "1 sampai 64 huruf, angka, titik, garis bawah, titik dua, tanda hubung.", "1 to 64 letters, digits, dots, underscores, colons, hyphens."),
	"client_id_missing":      say("client_id tidak ada", "client_id is missing", "Beri setiap pesan client_id sendiri; itulah yang mencegah kiriman ganda.", "Give each message a client_id of its own; it is what prevents doubles."),
	"choice_invalid":         say("Pilihan tidak sah", "The choice is not valid", "Ketuk salah satu pilihan, atau tulis sendiri.", "Tap one of the choices, or write."),
	"score_out_of_range":     say("Nilai di luar skala", "The score is off the scale", "Pilih 1 sampai 5.", "Choose 1 to 5."),
	"survey_not_found":       say("Survei tidak ditemukan", "No such survey", "Pesan itu bukan survei.", "That message is no survey."),
	"language_unknown":       say("Bahasa belum dilayani", "Language not served", "Pilih id atau en.", "Choose id or en."),

	"token_not_found":       say("Token tidak ditemukan", "No such token", "Tidak ada di ruang kerja ini.", "Not in this workspace."),
	"scopes_invalid":        say("Izin tidak dikenal", "Unknown scope", "Pilih dari: {scopes}.", "Choose from: {scopes}."),
	"too_many_tokens":       say("Token terlalu banyak", "Too many tokens", "Hapus yang tidak dipakai dahulu.", "Delete unused ones first."),
	"webhook_not_found":     say("Web hook tidak ditemukan", "No such web hook", "Tidak ada di ruang kerja ini.", "Not in this workspace."),
	"webhook_too_many":      say("Web hook terlalu banyak", "Too many web hooks", "Paling banyak 20; hapus yang tidak dipakai.", "At most 20; delete unused ones."),
	"webhook_events":        say("Peristiwa belum dipilih", "No event chosen", "Pilih sedikitnya satu peristiwa.", "Choose at least one event."),
	"webhook_event_unknown": say("Peristiwa tidak dikenal", "Unknown event", "{event} tidak ada. Pilih dari: {events}.", "There is no {event}. Choose from: {events}."),
	"webhook_url":           say("Alamat web hook tidak sah", "Not a valid web hook address", "Tulis alamat https lengkap tanpa sandi.", "Write a whole https address without a password."),
	"webhook_url_scheme":    say("Harus https", "Must be https", "Web hook dikirim lewat https saja.", "Web hooks are sent over https only."),
	"webhook_url_private":   say("Alamat pribadi", "A private address", "Web hook hanya dikirim ke alamat umum, kecuali webhook.allow_private diizinkan.", "Web hooks go to public addresses only, unless webhook.allow_private permits more."),
	"job_not_found":         say("Pekerjaan tidak ditemukan", "No such job", "Tidak ada di ruang kerja ini.", "Not in this workspace."),
	"idempotency_mismatch":  say("Kunci idempotensi sudah dipakai", "The idempotency key was used", "Kunci yang sama datang dengan isi lain. Pakai kunci baru.", "The same key came with another body. Use a new key."),
	"idempotency_running":   say("Masih dikerjakan", "Still being worked on", "Permintaan dengan kunci ini sedang berjalan. Coba lagi sebentar lagi.", "A request with this key is running. Try again in a moment."),
	"idempotency_invalid":   say("Kunci idempotensi tidak sah", "Not a valid idempotency key", "1 sampai 128 karakter ASCII yang tampak.", "1 to 128 visible ASCII characters."),
	"web_missing":           say("Halaman belum dibangun", "The pages are not built", "Bangun dengan `make build`, lalu jalankan lagi.", "Build them with `make build`, then start again."),
	"log_not_found":         say("Log tidak ditemukan", "No such log", "Periksa kunci atau nomornya.", "Check the key or the id."),
	"tile_not_found":        say("Ubin tidak ditemukan", "No such tile", "Log belum sepanjang itu.", "The log is not that long yet."),
}
