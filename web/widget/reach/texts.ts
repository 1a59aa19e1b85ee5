// Texts of the form with which one asks to be called or written to.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    call: "Nomor telepon Anda",
    write: "Surel atau nomor Anda",
    call_wrong: "Tulis nomor telepon, misalnya 0812 3456 7890.",
    write_wrong: "Tulis alamat surel atau nomor telepon.",
    from: "Tidak sebelum jam (boleh kosong, WIB)",
    why: "Hanya dipakai untuk urusan ini.",
    call_send: "Minta ditelepon",
    write_send: "Minta ditulisi",
    sending: "Mengirim…",
    stay: "Tetap menunggu",
    failed: "Belum terkirim. Tulisan Anda masih di sini; coba lagi.",
  },
  en: {
    call: "Your phone number",
    write: "Your e-mail or number",
    call_wrong: "Write a phone number, such as 0812 3456 7890.",
    write_wrong: "Write an e-mail address or a phone number.",
    from: "Not before (may stay empty, WIB)",
    why: "Used for this matter only.",
    call_send: "Ask for a call",
    write_send: "Ask to be written to",
    sending: "Sending…",
    stay: "Keep waiting",
    failed: "Not sent. What you wrote is still here; try again.",
  },
});

export const t = translator(texts);
