// What each brand's story is made of: its beats in order, and what the two people in it write. The customer writes as
// people do.
import type { Language } from "../../shared/i18n";
import { BEATS, type BeatId, CHAPTERS, type Chapter } from "./beats";

/** What the customer and the agent write. */
export interface Lines {
  order: string;
  reset: string;
  question: string;
  again: string;
  unhelpful: string;
  reply: string;
  thanks: string;
  comment: string;
}

/** One brand's story. */
export interface Script {
  beats: readonly BeatId[];
  chapters: readonly Chapter[];
  lines: Record<Language, Lines>;
}

/** The beats of a brand whose first errand is asked in one sentence, and whose second needs a person. */
const SHORT: readonly BeatId[] = BEATS.filter((id) => !["order", "code", "reset", "unhelpful"].includes(id));
const FULL: readonly BeatId[] = BEATS.filter((id) => id !== "errand");

const again = { id: "bukan itu maksudku", en: "that's not what I meant" };
const unhelpful = { id: "kamu ga membantu", en: "you're not helping" };

const retail: Script = {
  beats: FULL,
  chapters: CHAPTERS.filter((c) => c !== "errand" && c !== "question"),
  lines: {
    id: {
      order: "paketku kok blm nyampe ya, no TRG-1042",
      reset: "oke. sekalian, aku lupa sandi akunku",
      question: "lampuku kedip2 abis kena uap air laut, garansinya gmn?",
      again: again.id,
      unhelpful: unhelpful.id,
      reply:
        "Halo, saya Rina. Semua sudah saya baca, jadi tidak perlu diulang. Uap air laut memang di luar garansi, tetapi kali ini lampunya kami ganti. Kurir menjemput yang lama besok pukul 10, gratis.",
      thanks: "wah makasih kak Rina, jelas banget",
      comment: "Cepat, dan tidak perlu cerita ulang",
    },
    en: {
      order: "my parcel still isn't here, it's TRG-1042",
      reset: "ok. also, I forgot my account password",
      question: "my lamp flickers since it met sea air, does the warranty cover that?",
      again: again.en,
      unhelpful: unhelpful.en,
      reply:
        "Hi, I'm Rina. I have read everything, so no need to repeat it. Sea air is outside the warranty, but this time we replace the lamp. A courier picks up the old one tomorrow at 10, free of charge.",
      thanks: "oh thank you Rina, that's very clear",
      comment: "Quick, and I did not have to repeat myself",
    },
  },
};

const finance: Script = {
  beats: SHORT,
  chapters: CHAPTERS.filter((c) => !["order", "reset", "unhelpful"].includes(c)),
  lines: {
    id: {
      order: "saldo tabunganku brp ya? rekening 7010004321",
      reset: "",
      question: "kartuku bisa dipakai di jepang ga ya?",
      again: again.id,
      unhelpful: unhelpful.id,
      reply:
        "Halo, saya Tomi. Semua sudah saya baca. Di Jepang kartu Anda bisa dipakai di hampir semua toko dan ATM di minimarket. Ringkasan biayanya saya kirim ke email Anda sekarang, sebelum Anda berangkat.",
      thanks: "makasih pak Tomi, jelas banget",
      comment: "Cepat, dan tidak perlu cerita ulang",
    },
    en: {
      order: "what's the balance of my savings? account 7010004321",
      reset: "",
      question: "can I use my card in japan?",
      again: again.en,
      unhelpful: unhelpful.en,
      reply:
        "Hi, I'm Tomi. I have read everything. In Japan your card works in nearly all shops and at the ATMs of convenience stores. I am mailing you the list of fees now, before you leave.",
      thanks: "thank you Tomi, that's very clear",
      comment: "Quick, and I did not have to repeat myself",
    },
  },
};

const public_: Script = {
  beats: SHORT,
  chapters: finance.chapters,
  lines: {
    id: {
      order: "permohonanku sampai mana ya, nomornya DT-260418",
      reset: "",
      question: "adikku boleh ambilin ktp-ku ga?",
      again: again.id,
      unhelpful: unhelpful.id,
      reply:
        "Halo, saya Wati. Semua sudah saya baca. Adik Anda boleh mengambilnya dengan surat kuasa bermeterai dan KTP Anda berdua. Contoh suratnya saya kirim ke email Anda sekarang.",
      thanks: "makasih bu Wati, jelas sekali",
      comment: "Cepat, dan tidak perlu cerita ulang",
    },
    en: {
      order: "how far is my application? it's DT-260418",
      reset: "",
      question: "may my sister collect my identity card?",
      again: again.en,
      unhelpful: unhelpful.en,
      reply:
        "Hi, I'm Wati. I have read everything. Your sister may collect it with a stamped letter of authority and both your identity cards. I am mailing you a sample of the letter now.",
      thanks: "thank you Wati, that's very clear",
      comment: "Quick, and I did not have to repeat myself",
    },
  },
};

const SCRIPTS: Record<string, Script> = { retail, finance, public: public_ };

/** The story of a brand; that of the first one where it has none of its own. */
export const scriptOf = (brand: string): Script => SCRIPTS[brand] ?? retail;
