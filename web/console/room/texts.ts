// What every room says alike.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    load_failed: "Belum bisa dimuat",
    load_failed_safe: "Tidak ada yang berubah.",
    search_clear: "Hapus pencarian",
  },
  en: {
    load_failed: "This could not be loaded",
    load_failed_safe: "Nothing has changed.",
    search_clear: "Clear the search",
  },
});

export const t = translator(texts);
