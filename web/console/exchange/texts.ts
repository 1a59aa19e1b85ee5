// Texts of the page that brings along what was elsewhere, and takes all along.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    title: "Impor & ekspor",
    lead: "Bawa percakapan, kontak, makro, label, dan artikel dari sistem lama. Atau unduh semua milik Anda.",

    import: "Impor",
    import_why:
      "Impor tidak mengirim apa pun kepada siapa pun. Coba dulu: Anda melihat hasilnya sebelum ada yang disimpan.",
    format: "Dari mana",
    format_chatwoot: "Chatwoot",
    format_zendesk: "Zendesk",
    format_intercom: "Intercom",
    "format_csv-contacts": "CSV: kontak",
    "format_csv-conversations": "CSV: percakapan",
    "format_csv-articles": "CSV: artikel",
    format_terang: "Terang: berkas ekspor",
    about_chatwoot: "Berkas JSON dari API Chatwoot, atau CSV kontaknya.",
    about_zendesk:
      "Ekspor JSON Zendesk: pengguna, tiket beserta komentarnya, makro, artikel. Tanpa komentar, hanya deskripsi tiket yang ikut.",
    about_intercom:
      "Berkas JSON dari API atau ekspor Intercom: kontak, percakapan beserta bagiannya, artikel, makro, tag.",
    "about_csv-contacts":
      "Satu baris satu kontak. Kolom yang dikenal: id, nama, surel, no_hp, bahasa, label. Kolom lain menjadi atribut.",
    "about_csv-conversations":
      "Satu baris satu pesan. Wajib ada conversation_id, created_at, dan text; sebaiknya juga author.",
    "about_csv-articles": "Satu baris satu artikel. Wajib ada title dan text.",
    about_terang:
      "Berkas .terang.jsonl dari ekspor di bawah. Yang sudah ada tidak ditimpa. Pengaturan dan playbook berlaku setelah server dimulai lagi.",
    drop_choose: "Pilih berkas",
    drop_or: "atau letakkan di sini",
    drop_hint: "Boleh beberapa sekaligus",
    files: "Berkas, dibaca berurutan",
    files_order: "Urutannya penting: orang dahulu, lalu percakapan.",
    file_up: "Naikkan {name}",
    file_remove: "Keluarkan {name}",
    file_empty: "{name} kosong dan tidak diikutkan.",
    files_many: "Sekali impor paling banyak {max} berkas.",
    try: "Coba dulu",
    go: "Impor sekarang",
    go_none: "Tidak ada yang perlu diimpor: semuanya sudah ada di sini, atau ditolak.",
    stop: "Hentikan",
    again: "Impor berkas lain",
    leave:
      "Impor masih berjalan dan berhenti bila Anda pergi. Yang sudah tersimpan tetap; impor berkas yang sama melanjutkannya.",

    trying: "Mencoba: belum ada yang disimpan",
    importing: "Mengimpor",
    sending: "Mengirim berkas…",
    reading: "{rows} baris dibaca",
    reading_of: "{rows} dari {total} baris",

    tried: "Hasil percobaan",
    tried_rows: "{rows} baris dibaca. Belum ada yang disimpan.",
    done: "Impor selesai",
    done_rows: "{rows} baris dibaca, {stored} di antaranya disimpan. Tidak ada yang dikirim.",
    stopped: "Impor dihentikan",
    stopped_kept:
      "{rows} baris sudah dibaca dan tetap tersimpan. Impor lagi berkas yang sama: tidak ada yang digandakan.",
    stopped_tried: "{rows} baris sudah dicoba. Tidak ada yang disimpan.",
    failed: "Belum berhasil",
    broken_off: "Sambungan ke server terputus di tengah jalan.",
    broken_off_next: "Yang sudah tersimpan tetap. Impor lagi berkas yang sama: tidak ada yang digandakan.",
    unreadable_next: "Periksa apakah berkasnya masih ada dan tidak berubah, lalu coba lagi.",
    open_contacts: "Lihat kontak",

    counts: "Jumlah baris menurut jenis dan hasil",
    kind: "Jenis",
    create: "Baru",
    update: "Berubah",
    same: "Sama",
    refused: "Ditolak",
    total: "Semua",
    kind_contact: "Kontak",
    kind_conversation: "Percakapan",
    kind_message: "Pesan",
    kind_macro: "Makro",
    kind_label: "Label",
    kind_article: "Artikel",
    kind_other: "Lainnya",
    kind_: "Tidak terbaca",

    refused_head: "{count} baris ditolak",
    refused_why:
      "Baris lain tetap ikut. Yang ditolak bisa diperbaiki lalu diimpor lagi: tidak ada yang digandakan.",
    noted_head: "{count} baris ikut, dengan catatan",
    shown: "{shown} yang pertama ditampilkan; semuanya ada di berkas unduhan.",
    place: "{file}, baris {line}",
    next: "Lalu:",
    looks_like: "nomor atau surelnya sama dengan kontak lain ({contact}); gabungkan setelah diperiksa",
    sheet: "Unduh daftarnya (CSV)",
    sheet_file: "berkas",
    sheet_line: "baris",
    sheet_action: "hasil",
    sheet_kind: "jenis",
    sheet_id: "id",
    sheet_field: "bagian",
    sheet_why: "sebab",
    sheet_next: "yang bisa dilakukan",

    export: "Ekspor",
    export_why:
      "Semua milik ruang kerja ini dalam satu berkas JSON Lines: kontak, percakapan, pesan, playbook, dan log bukti.",
    export_not:
      "Kata sandi, kunci, dan token tidak ikut. Berkasnya memuat data pribadi pelanggan: simpan di tempat yang aman.",
    export_go: "Ekspor semua",
    export_begun: "Unduhan dimulai. Bila besar, peramban butuh waktu.",
    export_failed: "Ekspor belum bisa dimulai",
    logged:
      "Impor dan ekspor tercatat di jejak audit. Di server, terang import dan terang export melakukan hal yang sama.",
  },
  en: {
    title: "Import & export",
    lead: "Bring along conversations, contacts, macros, labels and articles from your old system. Or download all that is yours.",

    import: "Import",
    import_why:
      "An import sends nothing to anybody. Try it first: you see what would happen before anything is stored.",
    format: "Where from",
    format_chatwoot: "Chatwoot",
    format_zendesk: "Zendesk",
    format_intercom: "Intercom",
    "format_csv-contacts": "CSV: contacts",
    "format_csv-conversations": "CSV: conversations",
    "format_csv-articles": "CSV: articles",
    format_terang: "Terang: an export",
    about_chatwoot: "JSON files of Chatwoot's API, or the CSV of its contacts.",
    about_zendesk:
      "Zendesk's JSON export: users, tickets with their comments, macros, articles. Without comments only a ticket's description comes along.",
    about_intercom:
      "JSON files of Intercom's API or export: contacts, conversations with their parts, articles, macros, tags.",
    "about_csv-contacts":
      "A row a contact. Known columns: id, name, email, phone, language, labels. Other columns become attributes.",
    "about_csv-conversations":
      "A row a message. It needs conversation_id, created_at and text; better with author.",
    "about_csv-articles": "A row an article. It needs title and text.",
    about_terang:
      "A .terang.jsonl file of the export below. What is here is not written over. Settings and playbooks hold once the server is started again.",
    drop_choose: "Choose files",
    drop_or: "or drop them here",
    drop_hint: "Several at once are fine",
    files: "Files, read in this order",
    files_order: "The order matters: people first, then conversations.",
    file_up: "Move {name} up",
    file_remove: "Take {name} out",
    file_empty: "{name} is empty and was left out.",
    files_many: "One import takes at most {max} files.",
    try: "Try first",
    go: "Import now",
    go_none: "There is nothing to import: all is here already, or was refused.",
    stop: "Stop",
    again: "Import other files",
    leave:
      "The import is still running and stops when you leave. What was stored stays; importing the same files goes on from there.",

    trying: "Trying: nothing is stored yet",
    importing: "Importing",
    sending: "Sending the files…",
    reading: "{rows} rows read",
    reading_of: "{rows} of {total} rows",

    tried: "What would happen",
    tried_rows: "{rows} rows read. Nothing is stored yet.",
    done: "The import is done",
    done_rows: "{rows} rows read, {stored} of them stored. Nothing was sent.",
    stopped: "The import was stopped",
    stopped_kept:
      "{rows} rows were read, and what was stored stays. Import the same files again: nothing is doubled.",
    stopped_tried: "{rows} rows were tried. Nothing was stored.",
    failed: "That did not work yet",
    broken_off: "The connection to the server broke on the way.",
    broken_off_next: "What was stored stays. Import the same files again: nothing is doubled.",
    unreadable_next: "See that the files are still there and unchanged, then try again.",
    open_contacts: "See the contacts",

    counts: "Rows by kind and by what becomes of them",
    kind: "Kind",
    create: "New",
    update: "Changed",
    same: "Same",
    refused: "Refused",
    total: "All",
    kind_contact: "Contacts",
    kind_conversation: "Conversations",
    kind_message: "Messages",
    kind_macro: "Macros",
    kind_label: "Labels",
    kind_article: "Articles",
    kind_other: "Others",
    kind_: "Unreadable",

    refused_head: "{count} rows refused",
    refused_why:
      "The other rows come along all the same. Mend what was refused and import again: nothing is doubled.",
    noted_head: "{count} rows come along, with a note",
    shown: "The first {shown} are shown; all are in the file to download.",
    place: "{file}, line {line}",
    next: "Next:",
    looks_like: "has the number or address of another contact ({contact}); merge them once you have looked",
    sheet: "Download the list (CSV)",
    sheet_file: "file",
    sheet_line: "line",
    sheet_action: "outcome",
    sheet_kind: "kind",
    sheet_id: "id",
    sheet_field: "part",
    sheet_why: "why",
    sheet_next: "what to do",

    export: "Export",
    export_why:
      "All that this workspace has in one file of JSON Lines: contacts, conversations, messages, playbooks and the proof log.",
    export_not:
      "Passwords, keys and tokens stay out. The file holds customers' personal data: keep it somewhere safe.",
    export_go: "Export everything",
    export_begun: "The download has begun. A large one takes a while.",
    export_failed: "The export could not begin yet",
    logged:
      "Imports and exports stand in the audit trail. On the server, terang import and terang export do the same.",
  },
});

export const t = translator(texts);
