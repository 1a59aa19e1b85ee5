// Texts of notifications and of their page.
import { dictionary, translator } from "../../shared/i18n";

export const texts = dictionary({
  id: {
    title: "Notifikasi",
    lead: "Apa yang memanggil Anda saat Anda tidak melihat meja kerja, dan kapan.",

    told_waiting: "Ada yang menunggu petugas",
    told_offer: "Giliran Anda menjawab",
    told_reply: "Balasan baru untuk Anda",
    told_due: "Janji hampir jatuh tempo",
    told_broken: "Janji lewat waktunya",
    told_mention: "Nama Anda disebut di catatan",
    open_it: "Buka Terang untuk membacanya.",
    someone: "Pelanggan tanpa nama",

    device: "Di peramban ini",
    device_on: "Tampilkan notifikasi",
    device_hint: "Saat halaman ini tidak terlihat, dan juga saat tidak ada halaman Terang yang terbuka.",
    sound: "Bunyi lembut",
    sound_hint: "Dua nada, sekali saja walau banyak tab terbuka.",
    state_off: "Notifikasi mati di peramban ini.",
    state_denied: "Peramban ini menolak notifikasi",
    state_denied_how:
      "Buka pengaturan situs di peramban (ikon di kiri alamat), izinkan notifikasi, lalu muat ulang halaman ini.",
    state_unsupported: "Peramban ini tidak dapat menampilkan notifikasi",
    state_unsupported_how:
      "Di iPhone dan iPad, pasang Terang ke layar utama dahulu. Judul tab tetap menghitung yang menunggu.",
    state_insecure: "Notifikasi perlu alamat https",
    state_insecure_how: "Buka Terang lewat alamat https-nya. Judul tab dan bunyi tetap bekerja.",
    state_open: "Menyala, selama satu tab Terang terbuka",
    state_open_how:
      "Layanan notifikasi peramban tidak dapat dihubungi, jadi peramban yang tertutup tidak dapat dibangunkan.",
    state_on: "Menyala, juga saat Terang tertutup",
    state_on_how: "Peramban ini dikabari sampai Anda keluar.",
    retry: "Coba lagi",

    test: "Coba sekarang",
    test_sent: "Terkirim. Notifikasinya muncul dalam beberapa detik.",
    test_here: "Ditampilkan di peramban ini.",
    test_failed:
      "Layanan notifikasi menjawab {status}. Matikan lalu nyalakan lagi notifikasi di peramban ini.",
    test_silent: "Layanan notifikasi tidak menjawab. Coba lagi sebentar lagi.",

    what: "Apa saja",
    what_waiting: "Ada yang menunggu atau ditawarkan kepada saya",
    what_waiting_hint: "Bila Anda memilih “sedang pergi”, antrean tidak memanggil Anda.",
    what_reply: "Pelanggan saya membalas",
    what_promise: "Janji saya hampir atau sudah lewat waktunya",
    what_mention: "Rekan menyebut nama saya di catatan",
    detail: "Seberapa banyak yang tampil",
    detail_kind: "Jenisnya saja",
    detail_name: "Dengan nama pelanggan",
    detail_words: "Dengan isi pesan",
    detail_hint: "Layar terkunci dapat dibaca orang lain.",

    when: "Jam tenang",
    quiet_on: "Jangan panggil saya di jam tertentu",
    quiet_hint: "Berlaku di semua perangkat Anda.",
    quiet_from: "Dari",
    quiet_to: "Sampai",
    quiet_zone: "Zona waktu: {zone}",
    quiet_same: "Jam mulai dan selesai sama, jadi tidak pernah tenang.",
    quiet_now: "Sekarang jam tenang.",

    devices: "Perangkat yang dikabari",
    devices_none: "Belum ada. Nyalakan notifikasi di peramban yang ingin dikabari.",
    devices_here: "peramban ini",
    devices_since: "sejak {date}",
    devices_last: "terakhir dikabari {date}",
    devices_never: "belum pernah dikabari",
    devices_hint:
      "Perangkat berhenti dikabari saat Anda keluar darinya. Akhiri sesi perangkat lain di halaman Sesi.",

    install: "Pasang sebagai aplikasi",
    install_hint: "Terang terbuka di jendelanya sendiri, dengan ikon di layar utama.",
    install_go: "Pasang",
    installed: "Terang sudah terpasang di perangkat ini.",
    install_how:
      "Bila tombolnya tidak ada: menu peramban, lalu “Tambahkan ke layar utama” atau “Pasang aplikasi”.",

    safe: "Yang sudah Anda pilih tetap tersimpan.",
    save_failed: "Pilihan tidak tersimpan",
    update: "Versi baru Terang siap",
    update_hint: "Draf Anda tetap ada setelah dimuat ulang.",
    update_go: "Muat ulang",
  },
  en: {
    title: "Notifications",
    lead: "What calls you while you are not looking at the workplace, and when.",

    told_waiting: "Somebody waits for a person",
    told_offer: "It is your turn to answer",
    told_reply: "A new reply for you",
    told_due: "A promise is nearly due",
    told_broken: "A promise is overdue",
    told_mention: "You were named in a note",
    open_it: "Open Terang to read it.",
    someone: "A contact without a name",

    device: "In this browser",
    device_on: "Show notifications",
    device_hint: "While this page is not visible, and also while no page of Terang is open.",
    sound: "Soft sound",
    sound_hint: "Two tones, once, however many tabs are open.",
    state_off: "Notifications are off in this browser.",
    state_denied: "This browser refuses notifications",
    state_denied_how:
      "Open the site settings in the browser (the icon left of the address), allow notifications, then reload this page.",
    state_unsupported: "This browser cannot show notifications",
    state_unsupported_how:
      "On iPhone and iPad, add Terang to the home screen first. The tab's title still counts who waits.",
    state_insecure: "Notifications need an https address",
    state_insecure_how: "Open Terang at its https address. The tab's title and the sound still work.",
    state_open: "On, while a tab of Terang is open",
    state_open_how: "The browser's push service cannot be reached, so a closed browser cannot be woken.",
    state_on: "On, also while Terang is closed",
    state_on_how: "This browser is told until you sign out.",
    retry: "Try again",

    test: "Try it now",
    test_sent: "Sent. The notification appears within a few seconds.",
    test_here: "Shown in this browser.",
    test_failed: "The push service answered {status}. Switch notifications in this browser off and on again.",
    test_silent: "The push service does not answer. Try again in a moment.",

    what: "What",
    what_waiting: "Somebody waits, or is offered to me",
    what_waiting_hint: "While you chose “away”, the queue does not call you.",
    what_reply: "My contact replies",
    what_promise: "A promise of mine is nearly due or overdue",
    what_mention: "A colleague names me in a note",
    detail: "How much is shown",
    detail_kind: "What happened",
    detail_name: "With the contact's name",
    detail_words: "With the message",
    detail_hint: "Others can read a locked screen.",

    when: "Quiet hours",
    quiet_on: "Do not call me at certain hours",
    quiet_hint: "Holds on all your devices.",
    quiet_from: "From",
    quiet_to: "To",
    quiet_zone: "Time zone: {zone}",
    quiet_same: "Begin and end are the same, so it is never quiet.",
    quiet_now: "It is quiet now.",

    devices: "Devices that are told",
    devices_none: "None yet. Switch notifications on in the browser that should be told.",
    devices_here: "this browser",
    devices_since: "since {date}",
    devices_last: "last told {date}",
    devices_never: "never told yet",
    devices_hint:
      "A device is no longer told once you sign out there. End another device's session on the Sessions page.",

    install: "Install as an app",
    install_hint: "Terang opens in a window of its own, with an icon on the home screen.",
    install_go: "Install",
    installed: "Terang is installed on this device.",
    install_how: "Where there is no button: the browser's menu, then “Add to home screen” or “Install app”.",

    safe: "What you chose before is kept.",
    save_failed: "The choice was not saved",
    update: "A new version of Terang is ready",
    update_hint: "Your drafts are still there after the reload.",
    update_go: "Reload",
  },
});

export const t = translator(texts);
