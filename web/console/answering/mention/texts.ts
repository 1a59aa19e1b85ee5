// Texts of the list of mentions, fetched with it.
import { dictionary, translator } from "../../../shared/i18n";

export const texts = dictionary({
  id: {
    mentions_failed: "Sebutan belum bisa dimuat",
    mentions_failed_safe: "Tidak ada yang hilang.",
    mentions_empty: "Belum ada yang menyebut Anda",
    mentions_empty_why: "Bila rekan menulis @nama Anda dalam catatan, catatan itu muncul di sini.",
    mentions_read_all: "Tandai semua terbaca",
    mention_new: "baru",
    mention_about: "Percakapan dengan {name}",
    mentions_read_failed: "Belum bisa ditandai terbaca",
  },
  en: {
    mentions_failed: "Mentions could not be loaded",
    mentions_failed_safe: "Nothing is lost.",
    mentions_empty: "Nobody has mentioned you yet",
    mentions_empty_why: "When a colleague writes @ and your name in a note, the note appears here.",
    mentions_read_all: "Mark all as read",
    mention_new: "new",
    mention_about: "Conversation with {name}",
    mentions_read_failed: "This could not be marked as read",
  },
});

export const t = translator(texts);
