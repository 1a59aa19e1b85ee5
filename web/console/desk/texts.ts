// What the small pieces of the desk say that stand in the inbox and around every page.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    nav_live: "Meja",
    nav_more: "Lainnya",
    live_why: "Hanya untuk pemilik, admin, dan penyelia",
    left: "sisa {time}",
    late: "telat {time}",
    due: "tenggat {time}",
    minutes: "{n} mnt",
    hours: "{n} jam",
    priority_urgent: "Mendesak",
    priority_high: "Tinggi",
    priority_normal: "Biasa",
    clock_title: "Prioritas {priority}. Sebaiknya dijawab sebelum {at}.",
    wrap_up: "Merapikan",
    wrap_up_left: "Merapikan · {time}",
    wrap_up_hint: "Tidak ada yang ditawarkan kepada Anda; berakhir sendiri.",
    wrap_up_banner: "Anda sedang merapikan. Yang menunggu belum ditawarkan kepada Anda.",
    ready: "Siap sekarang",
  },
  en: {
    nav_live: "Desk",
    nav_more: "More",
    live_why: "Only for owners, admins and supervisors",
    left: "{time} left",
    late: "{time} late",
    due: "due {time}",
    minutes: "{n} min",
    hours: "{n} h",
    priority_urgent: "Urgent",
    priority_high: "High",
    priority_normal: "Normal",
    clock_title: "Priority {priority}. Should be answered before {at}.",
    wrap_up: "Wrapping up",
    wrap_up_left: "Wrapping up · {time}",
    wrap_up_hint: "Nothing is offered to you; it ends by itself.",
    wrap_up_banner: "You are wrapping up. Nothing that waits is offered to you yet.",
    ready: "Ready now",
  },
});

export const t = translator(texts);
