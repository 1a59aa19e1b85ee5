// What both pages about trust say.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    title: "Kepercayaan",
    tabs: "Halaman kepercayaan",
    tab_lab: "Garis serah terima",
    tab_measures: "Ukuran",

    whose_default: "Bawaan",
    risk_read: "Hanya membaca",
    risk_change: "Mengubah data",
    risk_money: "Menyangkut uang",
    risk_identity: "Menyangkut identitas",

    time_hm: "{h} jam {m} mnt",
    time_h: "{h} jam",
    time_ms: "{m} mnt {s} dtk",
    time_m: "{m} mnt",
    time_s: "{s} dtk",

    period: "Rentang waktu",
    period_7: "7 hari",
    period_30: "30 hari",
    period_own: "Rentang sendiri",
    period_from: "Dari",
    period_to: "Sampai",
    period_empty: "Isi kedua tanggal.",
    period_order: "Tanggal awal harus sebelum tanggal akhir.",
    period_long: "Paling lama satu tahun sekaligus.",
    period_future: "Hari itu belum terjadi.",

    old: "Yang tampak di bawah ini dari jawaban sebelumnya.",
    guest: "Tamu",
    open_conversation: "Buka percakapan",
    more: "Tampilkan lebih banyak",
    more_busy: "Memuat…",
    as_table: "Lihat sebagai tabel",
  },
  en: {
    title: "Trust",
    tabs: "Pages about trust",
    tab_lab: "Hand-over lines",
    tab_measures: "Measures",

    whose_default: "Default",
    risk_read: "Only reads",
    risk_change: "Changes data",
    risk_money: "About money",
    risk_identity: "About identity",

    time_hm: "{h} h {m} min",
    time_h: "{h} h",
    time_ms: "{m} min {s} s",
    time_m: "{m} min",
    time_s: "{s} s",

    period: "Period",
    period_7: "7 days",
    period_30: "30 days",
    period_own: "Own range",
    period_from: "From",
    period_to: "To",
    period_empty: "Fill in both dates.",
    period_order: "The first date must be before the last.",
    period_long: "One year at once at most.",
    period_future: "That day has not come yet.",

    old: "What is shown below is from the answer before.",
    guest: "Guest",
    open_conversation: "Open conversation",
    more: "Show more",
    more_busy: "Loading…",
    as_table: "See as a table",
  },
});

export const t = translator(texts);
