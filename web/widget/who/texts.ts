// Texts of the sheet "Siapa ini?".
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    person_here: "Petugas sudah di sini",
    sheet_close: "Tutup",
    who_ai: "Ini tulisan asisten AI, sebuah program komputer. Bukan manusia.",
    who_unknown: "Pesan ini dibawa dari sistem lain, yang tidak menyebut siapa penulisnya.",
    who_human: "Ini tulisan {name}, petugas (manusia) dari {brand}.",
    who_ai_assisted: "{name}, petugas (manusia) dari {brand}, mengirim ini. Sebagian kata disusun oleh AI.",
    who_automation:
      "Ini pesan otomatis dari program {brand}, menurut aturan yang ditulis lebih dulu. Bukan manusia.",
    who_system: "Ini pemberitahuan dari sistem chat.",
    who_model: "Model",
    who_playbook: "Panduan",
    who_share: "Bagian AI",
    who_sources: "Sumber",
    who_version: "versi {version}",
    who_time: "Waktu",
    who_receipt: "Bukti",
    receipt_included: "Tercatat di buku bukti",
    receipt_witnessed: "Tercatat dan disaksikan",
    receipt_pending: "Sedang dicatat",
    receipt_none: "Belum ada bukti untuk pesan ini.",
    receipt_download: "Unduh bukti",
    receipt_downloading: "Mengunduh…",
    receipt_failed: "Bukti belum terunduh, tetapi aman di server. Coba lagi.",
    verify_title: "Cara memeriksa sendiri",
    verify_what:
      "Bukti menunjukkan siapa penulis pesan ini, kapan dikirim, dan bahwa isinya tidak diubah sesudahnya. Bukti memuat isi pesan; simpan seperti surat pribadi.",
    verify_how: "Jalankan perintah ini di komputer mana saja, tanpa internet:",
    verify_log: "Buka buku bukti",
    check_page: "Periksa di halaman umum",
    about_page: "Apa yang dilakukan asisten ini",
  },
  en: {
    person_here: "A person is here",
    sheet_close: "Close",
    who_ai: "This was written by an AI assistant, a computer program. Not a human.",
    who_unknown: "This message was brought along from another system, which did not say who wrote it.",
    who_human: "This was written by {name}, an agent (a human) of {brand}.",
    who_ai_assisted:
      "{name}, an agent (a human) of {brand}, sent this. Some of the words were drafted by AI.",
    who_automation:
      "This is an automated message of {brand}'s program, by rules that were written before. Not a human.",
    who_system: "This is a notice of the chat system.",
    who_model: "Model",
    who_playbook: "Playbook",
    who_share: "AI's part",
    who_sources: "Sources",
    who_version: "version {version}",
    who_time: "Time",
    who_receipt: "Receipt",
    receipt_included: "Recorded in the proof log",
    receipt_witnessed: "Recorded and witnessed",
    receipt_pending: "Being recorded",
    receipt_none: "There is no receipt for this message yet.",
    receipt_download: "Download receipt",
    receipt_downloading: "Downloading…",
    receipt_failed: "The receipt was not downloaded, but is safe on the server. Try again.",
    verify_title: "How to check it yourself",
    verify_what:
      "The receipt shows who wrote this message, when it was sent, and that it was not changed since. It holds the message itself; keep it like a private letter.",
    verify_how: "Run this command on any computer, without internet:",
    verify_log: "Open the proof log",
    check_page: "Check on the public page",
    about_page: "What this assistant does",
  },
});

export const t = translator(texts);
