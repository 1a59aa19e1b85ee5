// What every room says alike.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    load_failed: "Belum bisa dimuat",
    load_failed_safe: "Tidak ada yang berubah.",
    search_clear: "Hapus pencarian",
    part_failed: "Bagian ini belum bisa dibuka",
    part_failed_next: "Periksa sambungan, lalu coba lagi. Tidak ada yang berubah.",
  },
  en: {
    load_failed: "This could not be loaded",
    load_failed_safe: "Nothing has changed.",
    search_clear: "Clear the search",
    part_failed: "This part could not be opened",
    part_failed_next: "Check the connection and try again. Nothing has changed.",
  },
});

export const t = translator(texts);
