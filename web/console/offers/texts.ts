// What rings at an agent, in words.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    region: "Ditawarkan kepada Anda",
    offered: "Ditawarkan kepada Anda",
    from: "{name} menunggu · {channel}",
    wants_none: "Belum diketahui apa yang diminta.",
    take: "Ambil",
    taking: "Mengambil…",
    decline: "Lewatkan",
    seconds: "{n} detik lagi",
    spoken: "Ditawarkan kepada Anda: {name}. {wants}",
    title: "Ada yang ditawarkan kepada Anda",
    body: "Percakapan dari {channel} menunggu jawaban Anda.",
    missed: "Terlewat: {name}",
    missed_at: "Pukul {time}. Sekarang ditawarkan ke petugas lain.",
    missed_away: "Dua tawaran berturut-turut terlewat, jadi Anda ditandai sedang pergi.",
    look: "Buka",
    back: "Saya hadir",
    decline_failed: "Belum bisa dilewatkan",
  },
  en: {
    region: "Offered to you",
    offered: "Offered to you",
    from: "{name} waits · {channel}",
    wants_none: "What they want is not known yet.",
    take: "Take",
    taking: "Taking…",
    decline: "Let it go on",
    seconds: "{n} seconds left",
    spoken: "Offered to you: {name}. {wants}",
    title: "Something is offered to you",
    body: "A conversation from {channel} waits for you.",
    missed: "Missed: {name}",
    missed_at: "At {time}. It is offered to others now.",
    missed_away: "You missed two offers in a row, so you are shown as away.",
    look: "Open",
    back: "I am here",
    decline_failed: "It could not be let go",
  },
});

export const t = translator(texts);
