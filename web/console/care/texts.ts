// Texts of care that are there at once: folded words and whispers.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    folded: "Kata-kata kasar",
    folded_open: "Buka",
    folded_again: "Lipat lagi",
    why_obscene: "kata jorok",
    why_insult: "hinaan",
    why_attack: "makian",
    why_threat: "ancaman kekerasan",
    row_closed: "Di luar antrean Anda",
    whispered: "Bisikan – pelanggan tidak melihatnya",
    whispered_you: "Bisikan untuk Anda – pelanggan tidak melihatnya",
    taken: "Alasan mengambil alih – pelanggan tidak melihatnya",
    whisper_toast: "{name} membisiki Anda",
    taken_toast: "{name} mengambil alih percakapan ini",
    open_talk: "Buka percakapan",
    whisper: "Bisikkan ke petugas…",
    take_over: "Ambil alih…",
    fold: "Lipat kata-kata kasar",
    fold_hint: "Pesan yang mengasari Anda tertutup sampai Anda membukanya.",
  },
  en: {
    folded: "Abusive words",
    folded_open: "Open",
    folded_again: "Fold again",
    why_obscene: "obscene words",
    why_insult: "insults",
    why_attack: "curses",
    why_threat: "threat of violence",
    row_closed: "Outside your queue",
    whispered: "Whisper – the customer does not see it",
    whispered_you: "Whisper for you – the customer does not see it",
    taken: "Why it was taken over – the customer does not see it",
    whisper_toast: "{name} whispers to you",
    taken_toast: "{name} took this conversation over",
    open_talk: "Open conversation",
    whisper: "Whisper to the agent…",
    take_over: "Take over…",
    fold: "Fold abusive words",
    fold_hint: "A message that abuses you stays closed until you open it.",
  },
});

export const t = translator(texts);
