package move

import (
	"strings"

	"terang"
	"terang/exchange"
)

// Told is a row as people are told of it: with what is wrong and what to do in their language.
type Told struct {
	Result
	What  string     `json:"what,omitempty"`
	Next  string     `json:"next,omitempty"`
	Notes []ToldNote `json:"notes,omitempty"`
}

// ToldNote is a note with its words.
type ToldNote struct {
	exchange.Note
	What string `json:"what"`
}

// Tell puts a row into words.
func (r *Result) Tell(l terang.Language) Told {
	t := Told{Result: *r}
	if p := r.Problem; p != nil {
		t.What, t.Next = say(p.Code, p.Field, p.Detail, l), say(p.Code+"_next", p.Field, p.Detail, l)
		if text := said[p.Code]; text == nil {
			t.What = p.Code
		} else if p.Detail != "" && !strings.Contains(text.In(l), "{detail}") {
			t.What += " (" + p.Detail + ")"
		}
	}
	for _, n := range r.Notes {
		t.Notes = append(t.Notes, ToldNote{n, say("note_"+n.Code, n.Field, "", l)})
	}
	return t
}

func say(key, field, detail string, l terang.Language) string {
	return strings.TrimSpace(strings.NewReplacer("{field}", field, "{detail}", detail).Replace(said[key].In(l)))
}

func both(id, en string) terang.Text { return terang.Text{terang.Indonesian: id, terang.English: en} }

// said are the words about rows. Keys: a problem's code says what is wrong, with _next what to do; note_<code> is a note's.
var said = map[string]terang.Text{
	"note_phone":               both("nomor telepon tidak dikenali dan tidak disimpan", "the phone number is none, and is left out"),
	"note_email":               both("alamat surel tidak dikenali dan tidak disimpan", "the mail address is none, and is left out"),
	"note_author":              both("penulis tidak dikenali: ditandai tidak diketahui", "the author is no known word: marked as unknown"),
	"note_parts":               both("teks panjang, disimpan dalam beberapa bagian", "a long text, kept in parts"),
	"note_parts_missing":       both("berkas tidak memuat semua bagian percakapan ({field})", "the file lacks parts of the conversation ({field})"),
	"note_description_only":    both("tanpa komentar: hanya deskripsi tiket", "no comments: only the ticket's description"),
	"note_macro_without_words": both("makro tanpa kata-kata: hanya daftar tindakannya", "a macro without words: only what it does is listed"),
	"note_contact_unknown":     both("kontaknya tidak ada di berkas: dibuat tanpa nama", "its contact is in no file: made without a name"),
	"note_other_name":          both("nama ruang kerja di berkas berbeda", "the workspace in the file has another name"),

	"json":                      both("baris ini bukan JSON yang benar: {detail}", "this is no valid JSON: {detail}"),
	"json_next":                 both("Ekspor ulang, atau perbaiki baris itu lalu impor lagi berkasnya.", "Export again, or mend the line and import the file again."),
	"csv":                       both("baris CSV ini rusak: {detail}", "this CSV line is broken: {detail}"),
	"csv_next":                  both("Periksa tanda kutip pada baris itu.", "Look at the quotes of that line."),
	"columns":                   both("jumlah kolom baris ini berbeda dari baris judul", "this line has another number of columns than the first"),
	"columns_next":              both("Beri tanda kutip pada sel yang memuat koma atau baris baru.", "Quote cells that hold a comma or a line end."),
	"column_missing":            both("kolom {field} tidak ada", "there is no column {field}"),
	"column_missing_next":       both("Beri nama kolom itu {field}; lihat docs/exchange.md.", "Name the column {field}; see docs/exchange.md."),
	"missing":                   both("{field} kosong atau tidak ada", "{field} is missing or empty"),
	"missing_next":              both("Ekspor lagi dengan kolom atau anggota itu.", "Export again with that member."),
	"id":                        both("{field} terlalu panjang atau memuat baris baru", "{field} is too long or holds a line end"),
	"id_next":                   both("Periksa berkas di sistem lama.", "Look at it in the old system."),
	"not_text":                  both("{field} bukan teks", "{field} is no text"),
	"not_text_next":             both("Periksa bentuk berkas di docs/exchange.md.", "Compare the shape with docs/exchange.md."),
	"not_yes_or_no":             both("{field} bukan true atau false", "{field} is neither true nor false"),
	"not_yes_or_no_next":        both("Periksa bentuk berkas di docs/exchange.md.", "Compare the shape with docs/exchange.md."),
	"not_a_list":                both("{field} bukan daftar", "{field} is no list"),
	"not_a_list_next":           both("Periksa bentuk berkas di docs/exchange.md.", "Compare the shape with docs/exchange.md."),
	"not_a_record":              both("di sini bukan sebuah objek", "this is no object"),
	"not_a_record_next":         both("Periksa apakah formatnya benar.", "Check that the format is the right one."),
	"not_recognised":            both("objek ini bukan kontak, percakapan, makro, label, atau artikel", "this is no contact, conversation, macro, label or article"),
	"not_recognised_next":       both("Biarkan; atau periksa apakah formatnya benar.", "Leave it; or check that the format is the right one."),
	"time":                      both("{field} bukan waktu", "{field} is no time"),
	"time_next":                 both("Tulis sebagai 2026-03-02T09:00:00+07:00 atau detik sejak 1970.", "Write it as 2026-03-02T09:00:00+07:00, or as seconds since 1970."),
	"empty":                     both("pesan ini tanpa kata dan tanpa lampiran", "this message has neither words nor attachments"),
	"empty_next":                both("Tidak perlu apa-apa.", "Nothing to do."),
	"message_type":              both("message_type tidak dikenal", "an unknown message_type"),
	"message_type_next":         both("Yang dikenal: 0 masuk, 1 keluar, 2 kegiatan, 3 templat.", "Known are 0 incoming, 1 outgoing, 2 activity, 3 template."),
	"too_long":                  both("{field} terlalu panjang", "{field} is too long"),
	"too_long_next":             both("Bagi menjadi beberapa artikel.", "Part it into several articles."),
	"record_too_large":          both("satu catatan lebih besar dari 32 MB", "one record is larger than 32 MB"),
	"record_too_large_next":     both("Ekspor percakapan itu dalam beberapa halaman.", "Export that conversation in several pages."),
	"unreadable":                both("berkas tidak dapat dibaca: {detail}", "the file cannot be read: {detail}"),
	"unreadable_next":           both("Periksa berkasnya, lalu impor lagi.", "Look at the file, then import it again."),
	"cut_off":                   both("berkas terpotong: ada baris yang hilang", "the file was cut off: lines are missing"),
	"cut_off_next":              both("Ambil lagi berkasnya, lalu impor lagi; yang sudah ada tidak digandakan.", "Fetch the file again and import it again; nothing is doubled."),
	"deleted":                   both("tiket ini sudah dihapus di sana", "this ticket was deleted there"),
	"deleted_next":              both("Tidak perlu apa-apa.", "Nothing to do."),
	"agent":                     both("ini petugas, bukan pelanggan; namanya tetap ada pada pesannya", "this is an agent, no customer; the name stays on their messages"),
	"agent_next":                both("Undang lewat Pengaturan › Petugas, atau dengan terang user add.", "Invite them in Settings › People, or with terang user add."),
	"erased":                    both("orang ini meminta dilupakan", "this person asked to be forgotten"),
	"erased_next":               both("Tidak dibawa kembali. Hapus juga di sistem lama.", "Not brought back. Erase them in the old system too."),
	"contact_missing":           both("kontaknya belum ada", "its contact is not there"),
	"contact_missing_next":      both("Impor kontak dahulu.", "Import the contacts first."),
	"conversation_missing":      both("percakapannya belum ada", "its conversation is not there"),
	"conversation_missing_next": both("Impor percakapan dahulu, bersama pesannya atau sebelumnya.", "Import the conversations first, together with the messages or before."),
	"agent_missing":             both("petugasnya belum ada", "its agent is not there"),
	"agent_missing_next":        both("Impor berkas ekspor itu seutuhnya.", "Import that export as a whole."),
	"attachment_missing":        both("lampirannya belum ada", "its attachment is not there"),
	"attachment_missing_next":   both("Impor berkas ekspor itu seutuhnya.", "Import that export as a whole."),
	"differs":                   both("sudah ada di sini dan isinya berbeda", "it is here already and says something else"),
	"differs_next":              both("Yang ada di sini tetap. Impor ke ruang kerja kosong untuk memulihkan.", "What is here stays. Import into an empty workspace to restore."),
	"taken":                     both("id, surel, atau tempatnya sudah dipakai", "its id, address or place is taken"),
	"taken_next":                both("Impor ke pemasangan lain atau ruang kerja kosong.", "Import into another installation or an empty workspace."),
	"field":                     both("{field} tidak cocok: {detail}", "{field} does not fit: {detail}"),
	"field_next":                both("Periksa bentuk catatan di docs/exchange.md.", "Compare the record with docs/exchange.md."),
	"record_unknown":            both("jenis catatan ini tidak dikenal", "an unknown kind of record"),
	"record_unknown_next":       both("Pakai terang yang sama atau lebih baru.", "Use the same terang or a newer one."),
	"other_pack":                both("ruang kerja di berkas memakai pack {detail}", "the workspace in the file runs the pack {detail}"),
	"other_pack_next":           both("Impor ke ruang kerja dengan pack itu, atau abaikan: baris lain tetap dibaca.", "Import into a workspace with that pack, or let it be: the other rows are read all the same."),
	"not_terang":                both("ini bukan berkas ekspor terang", "this is no export of terang's"),
	"not_terang_next":           both("Pilih format yang benar untuk berkas ini.", "Choose what this file really is."),
	"version_newer":             both("berkas ini dari versi yang lebih baru", "this file is of a newer version"),
	"version_newer_next":        both("Pasang terang yang lebih baru.", "Install a newer terang."),
	"after_the_end":             both("ada baris setelah penutup berkas", "there are lines after the file's end"),
	"after_the_end_next":        both("Impor tiap berkas sendiri-sendiri.", "Import each file by itself."),
	"format_unknown":            both("format tidak dikenal", "an unknown format"),
	"format_unknown_next":       both("Format yang dikenal ada di docs/exchange.md.", "The formats that there are stand in docs/exchange.md."),
}
