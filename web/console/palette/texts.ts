// Texts of the palette.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    title: "Cari perintah, kontak, dan percakapan",
    placeholder: "Ketik perintah, nama, atau nomor pesanan",
    here: "Percakapan ini",
    commands: "Perintah",
    recent: "Terakhir dibuka",
    contacts: "Kontak",
    found: "Percakapan",
    people: "Rekan",
    nothing: "Tidak ada yang cocok dengan “{typed}”.",
    nothing_hint: "Coba kata lain, nama pelanggan, atau sebagian nomor pesanan.",
    searching: "Mencari percakapan…",
    search_failed: "Percakapan tidak dapat dicari sekarang. Perintah tetap dapat dipakai.",
    count: "{count} pilihan",
    foot_move: "pilih",
    foot_go: "jalankan",
    foot_close: "tutup",
    away: "sedang pergi",
    online: "di tempat",
  },
  en: {
    title: "Find commands, contacts and conversations",
    placeholder: "Type a command, a name or an order number",
    here: "This conversation",
    commands: "Commands",
    recent: "Opened last",
    contacts: "Contacts",
    found: "Conversations",
    people: "Colleagues",
    nothing: "Nothing fits “{typed}”.",
    nothing_hint: "Try another word, a customer's name, or part of an order number.",
    searching: "Searching conversations…",
    search_failed: "Conversations cannot be searched right now. Commands still work.",
    count: "{count} choices",
    foot_move: "choose",
    foot_go: "run",
    foot_close: "close",
    away: "away",
    online: "online",
  },
});

export const t = translator(texts);
