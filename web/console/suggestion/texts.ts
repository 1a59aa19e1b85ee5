// Texts of a model's drafts for agents.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    unsent: "Draf AI – belum terkirim",
    answered: "Draf AI – petugas sudah menjawab",
    why: "Pelanggan tidak melihat draf ini.",
    take: "Pakai draf",
    sent_as: "Dikirim sebagai",
    unless_rewritten: "kecuali Anda menulis ulang",
  },
  en: {
    unsent: "AI draft – not sent",
    answered: "AI draft – an agent has answered",
    why: "The customer does not see this draft.",
    take: "Use draft",
    sent_as: "Sent as",
    unless_rewritten: "unless you rewrite it",
  },
});

export const t = translator(texts);
