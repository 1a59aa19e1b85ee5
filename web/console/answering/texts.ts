// Texts of what agents have at hand, as far as the composer and the rail show them.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    macro: "Makro",
    article: "Artikel",
    macro_open: "Sisipkan makro",
    article_open: "Sisipkan artikel",
    mentions: "Sebutan",
    mentions_unread: "{count} sebutan belum dibaca",
    mentioned: "{name} menyebut Anda dalam catatan",
    mention_open: "Buka",
    mention_notify: "Anda disebut",
    mention_notify_body: "{name} menyebut Anda dalam sebuah catatan.",
    noted_for: "untuk {names}",
    you: "Anda",
    mentions_failed: "Belum bisa dimuat. Tutup lalu coba lagi.",
  },
  en: {
    macro: "Macro",
    article: "Article",
    macro_open: "Insert a macro",
    article_open: "Insert an article",
    mentions: "Mentions",
    mentions_unread: "{count} unread mentions",
    mentioned: "{name} mentioned you in a note",
    mention_open: "Open",
    mention_notify: "You were mentioned",
    mention_notify_body: "{name} mentioned you in a note.",
    noted_for: "for {names}",
    you: "you",
    mentions_failed: "This could not be loaded. Close it and try again.",
  },
});

export const t = translator(texts);
