// Ready words for a contact who is abusive: polite, short, in the contact's language. The agent sends them, changed or not.
import type { Language } from "../../../shared/i18n";

export type Wording = "remind" | "close" | "hand_over";

const WORDS: Record<Language, Record<Wording, string>> = {
  id: {
    remind:
      "Saya paham masalah ini penting bagi Anda, dan saya ingin menyelesaikannya. Supaya bisa, mohon kita bicara tanpa kata-kata kasar.",
    close:
      "Saya tidak dapat melanjutkan percakapan dengan kata-kata kasar, jadi saya menutupnya di sini. Bila ingin dibantu, silakan tulis lagi kapan saja; kami akan melayani dengan baik.",
    hand_over:
      "Saya tidak dapat melanjutkan percakapan dengan kata-kata kasar. Rekan saya akan melanjutkannya; semua yang sudah Anda tulis ikut terbawa.",
  },
  en: {
    remind:
      "I see that this matters to you, and I want to solve it. So that I can, please let us talk without abusive words.",
    close:
      "I cannot go on with abusive words, so I am closing this conversation here. If you would like help, write again at any time; we will be glad to give it.",
    hand_over:
      "I cannot go on with abusive words. A colleague of mine will carry on; everything you have written comes along.",
  },
};

export const wording = (language: Language, which: Wording): string => WORDS[language][which];
