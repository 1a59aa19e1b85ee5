package engine

import (
	"terang"
	"terang/trust"
)

// The texts of giving over, of the queue and of what is promised in it.
const (
	txtOnline          textKey = "online"
	txtOnlineWait      textKey = "online_wait"
	txtOnlineFirst     textKey = "online_first"
	txtOnlineFirstWait textKey = "online_first_wait"
	txtAddMore         textKey = "add_more"
	txtDeskFull        textKey = "desk_full"
	txtAway            textKey = "away"
	txtAwayNext        textKey = "away_next"
	txtAwayOpen        textKey = "away_open"
	txtAwayNoHours     textKey = "away_no_hours"
	txtReplyBy         textKey = "reply_by"
	txtReplyHere       textKey = "reply_here"
	txtKeptHere        textKey = "kept_message"
	txtToday           textKey = "today"
	txtTomorrow        textKey = "tomorrow"
	txtDayAt           textKey = "day_at"
	txtDayBetween      textKey = "day_between"
	txtAtTime          textKey = "at_time"
	txtBetween         textKey = "between"
	txtAdded           textKey = "added"
	txtStillWaiting    textKey = "still_waiting"
	txtMeanwhile       textKey = "meanwhile"
	txtIdentityQueue   textKey = "identity_queue"
	txtReturned        textKey = "returned"
	txtHowHelp         textKey = "how_help"
	txtHandBack        textKey = "hand_back"
	txtHandBackTopic   textKey = "hand_back_topic"

	txtWaitMinute  textKey = "wait_minute"
	txtWaitUnder   textKey = "wait_under"
	txtWaitAbout   textKey = "wait_about"
	txtWaitMinutes textKey = "wait_minutes"
	txtWaitHalf    textKey = "wait_half_hour"
	txtWaitHour    textKey = "wait_hour"
	txtWaitHours   textKey = "wait_hours"
	txtWaitDay     textKey = "wait_day"

	txtBroken    textKey = "promise_broken"
	txtOwedReply textKey = "owed_reply"
	txtOwedCall  textKey = "owed_call"
	txtOwedWrite textKey = "owed_write"
	txtOwedTask  textKey = "owed_task"

	txtReplyCall        textKey = "reply_call"
	txtReplyWrite       textKey = "reply_write"
	txtReplyUse         textKey = "reply_use"
	txtReplyNotAfterAll textKey = "reply_not_after_all"
	txtReplyReachCancel textKey = "reply_reach_cancel"
	txtAskNumber        textKey = "ask_number"
	txtAskNumberKnown   textKey = "ask_number_known"
	txtAskAddress       textKey = "ask_address"
	txtAskAddressKnown  textKey = "ask_address_known"
	txtReachYes         textKey = "reach_yes"
	txtCallBy           textKey = "call_by"
	txtCallBetween      textKey = "call_between"
	txtKeptReply        textKey = "kept_reply"
	txtKeptCall         textKey = "kept_call"
	txtKeptCallFrom     textKey = "kept_call_from"
	txtKeptWrite        textKey = "kept_write"
	txtKeptWriteFrom    textKey = "kept_write_from"
	txtWriteBy          textKey = "write_by"
	txtWriteBetween     textKey = "write_between"
	txtReachStays       textKey = "reach_stays"
	txtReachNot         textKey = "reach_not"
	txtReachAgent       textKey = "reach_agent"
	txtToBeCalled       textKey = "to_be_called"
	txtToBeWritten      textKey = "to_be_written_to"
	txtReachCancelled   textKey = "reach_cancelled"

	txtConnecting     textKey = "connecting"
	txtGoesAlong      textKey = "goes_along"
	txtCauseUnhelpful textKey = "cause_unhelpful"
	txtCauseUnknown   textKey = "cause_unknown"
	txtCauseUnsure    textKey = "cause_unsure"
	txtCauseRepeat    textKey = "cause_repeat"
	txtCauseLoop      textKey = "cause_loop"
	txtCauseWrong     textKey = "cause_wrong"
	txtCauseWaiting   textKey = "cause_waiting"
	txtCausePromise   textKey = "cause_promise"
	txtCauseDoubted   textKey = "cause_promise_doubted"
	txtCausePerson    textKey = "cause_person"
	txtCauseDoubt     textKey = "cause_doubt"
	txtCauseUpset     textKey = "cause_upset"
	txtCauseGaveUp    textKey = "cause_gave_up"
	txtCauseStakes    textKey = "cause_stakes"
	txtCauseFailed    textKey = "cause_failed"
	txtCauseVerify    textKey = "cause_verify"
	txtCauseMoney     textKey = "cause_money"
	txtCauseHealth    textKey = "cause_health"
	txtCauseLegal     textKey = "cause_legal"
	txtCauseLoss      textKey = "cause_loss"
	txtCauseFraud     textKey = "cause_fraud"
	txtCauseAgain     textKey = "cause_again"

	txtMoodPerson    textKey = "mood_person"
	txtMoodUnhelpful textKey = "mood_unhelpful"
	txtMoodUnknown   textKey = "mood_unknown"
	txtMoodRepeat    textKey = "mood_repeat"
	txtMoodLoop      textKey = "mood_loop"
	txtMoodWrong     textKey = "mood_wrong"
	txtMoodWaiting   textKey = "mood_waiting"
	txtMoodPromise   textKey = "mood_promise"
	txtMoodDoubt     textKey = "mood_doubt"
	txtMoodAnger     textKey = "mood_anger"
	txtMoodIrony     textKey = "mood_irony"
	txtMoodGaveUp    textKey = "mood_gave_up"
	txtMoodThreat    textKey = "mood_threat"
	txtMoodStakes    textKey = "mood_stakes"
	txtMoodFailed    textKey = "mood_failed"
	txtMoodVerify    textKey = "mood_verify"
	txtMoodAgain     textKey = "mood_again"
	txtMoodThanks    textKey = "mood_thanks"

	txtBriefVerified   textKey = "brief_verified"
	txtBriefUnverified textKey = "brief_unverified"
	txtBriefIndonesian textKey = "brief_indonesian"
	txtBriefEnglish    textKey = "brief_english"
	txtBriefCalm       textKey = "brief_calm"
	txtBriefPromise    textKey = "brief_promise"
	txtBriefLate       textKey = "brief_late"
	txtPromiseReply    textKey = "promise_reply"
	txtPromiseCall     textKey = "promise_call"
	txtPromiseWrite    textKey = "promise_write"
	txtPromiseTask     textKey = "promise_task"
	txtNextSend        textKey = "next_send"
	txtNextEmergency   textKey = "next_emergency"
	txtNextGrave       textKey = "next_grave"
	txtNextVerify      textKey = "next_verify"
	txtNextCheck       textKey = "next_check"
	txtNextCheckSystem textKey = "next_check_system"
	txtNextPromise     textKey = "next_promise"
	txtNextAsk         textKey = "next_ask"
	txtNextGoOn        textKey = "next_go_on"
	txtNextOwn         textKey = "next_own"
	txtNextOwnGoOn     textKey = "next_own_go_on"
)

// handOverTexts are what the contact hears around a hand-over, and what the desk reads of it: warm, plain, and true. Promised times
// are times that somebody is held to.
var handOverTexts = map[textKey]terang.Text{
	txtOnline:          {"id": "Anda nomor {place} dalam antrean.", "en": "You are number {place} in the queue."},
	txtOnlineWait:      {"id": "Anda nomor {place} dalam antrean, perkiraan {wait}.", "en": "You are number {place} in the queue; expect {wait}."},
	txtOnlineFirst:     {"id": "Anda berada di urutan pertama antrean.", "en": "You are first in the queue."},
	txtOnlineFirstWait: {"id": "Anda berada di urutan pertama antrean, perkiraan {wait}.", "en": "You are first in the queue; expect {wait}."},
	txtAddMore:         {"id": "Sambil menunggu, Anda boleh menambahkan keterangan di sini.", "en": "While you wait you may add details here."},
	txtDeskFull:        {"id": "Antrean sekarang lebih panjang daripada yang bisa dijawab petugas selama jam layanan ini.", "en": "The queue is now longer than our agents can answer in these opening hours."},
	txtAway:            {"id": "Saat ini tidak ada petugas yang online. Jam layanan: {hours}.", "en": "No agent is online right now. Opening hours: {hours}."},
	txtAwayNext:        {"id": "Saat ini tidak ada petugas yang online. Layanan buka lagi {next} ({hours}).", "en": "No agent is online right now. The desk opens again {next} ({hours})."},
	txtAwayOpen:        {"id": "Sekarang jam layanan ({hours}), tetapi belum ada petugas yang online.", "en": "These are opening hours ({hours}), but no agent is online at this moment."},
	txtAwayNoHours:     {"id": "Saat ini tidak ada petugas yang online.", "en": "No agent is online right now."},
	txtReplyBy:         {"id": "Petugas membalas di sini paling lambat {due}.", "en": "An agent replies here by {due} at the latest."},
	txtReplyHere:       {"id": "Pesan Anda tersimpan, dan petugas membalas di sini.", "en": "Your message is kept, and an agent replies here."},
	txtKeptHere:        {"id": "Pesan Anda tersimpan, dan Anda boleh menambahkan keterangan.", "en": "Your message is kept, and you may add details."},
	txtToday:           {"id": "hari ini", "en": "today"},
	txtTomorrow:        {"id": "besok", "en": "tomorrow"},
	txtDayAt:           {"id": "{day} pukul {time}", "en": "{day} at {time}"},
	txtDayBetween:      {"id": "{day} antara pukul {from} dan {due}", "en": "{day} between {from} and {due}"},
	txtAtTime:          {"id": "pukul {time}", "en": "{time}"},
	txtBetween:         {"id": "antara {from} dan {due}", "en": "between {from} and {due}"},
	txtAdded:           {"id": "Pesan Anda sudah ditambahkan ke percakapan ini. {place}", "en": "Your message has been added to this conversation. {place}"},
	txtStillWaiting:    {"id": "Percakapan ini sudah menunggu petugas. {place}", "en": "This conversation is already waiting for an agent. {place}"},
	txtMeanwhile:       {"id": "Sambil menunggu petugas, ini jawaban dari pusat bantuan kami. Tempat Anda dalam antrean tetap.", "en": "While you wait for an agent, here is what our help centre says. You keep your place in the queue."},
	txtIdentityQueue:   {"id": "Belum ada petugas yang menangani percakapan ini. {place}", "en": "No agent has taken this conversation yet. {place}"},
	txtReturned:        {"id": "Anda keluar dari antrean dan kembali dengan saya.", "en": "You have left the queue and are back with me."},
	txtHowHelp:         {"id": "Apa yang bisa saya bantu?", "en": "What can I help you with?"},
	txtHandBack:        {"id": "Petugas menyerahkan percakapan ini kembali kepada saya. Kalau masih ada yang kurang, atau ada hal lain, tulis saja di sini.", "en": "The agent has given this conversation back to me. If something is still missing, or there is anything else, just write here."},
	txtHandBackTopic:   {"id": "{agent} menyerahkan percakapan ini kembali kepada saya. Kalau soal {topic} masih ada yang kurang, atau ada hal lain, tulis saja di sini.", "en": "{agent} has given this conversation back to me. If something about {topic} is still missing, or there is anything else, just write here."},

	txtWaitMinute:  {"id": "kurang dari satu menit", "en": "less than a minute"},
	txtWaitUnder:   {"id": "kurang dari {to} menit", "en": "less than {to} minutes"},
	txtWaitAbout:   {"id": "sekitar {to} menit", "en": "about {to} minutes"},
	txtWaitMinutes: {"id": "{from}–{to} menit", "en": "{from} to {to} minutes"},
	txtWaitHalf:    {"id": "sekitar setengah jam", "en": "about half an hour"},
	txtWaitHour:    {"id": "sekitar satu jam", "en": "about an hour"},
	txtWaitHours:   {"id": "{from}–{to} jam", "en": "{from} to {to} hours"},
	txtWaitDay:     {"id": "lebih dari sehari", "en": "more than a day"},

	txtBroken:    {"id": "Janji kami untuk {due} tidak kami tepati, dan itu kesalahan kami.", "en": "We did not keep our promise for {due}, and that is our fault."},
	txtOwedReply: {"id": "Petugas tetap membalas di sini paling lambat {due}.", "en": "An agent still replies here by {due} at the latest."},
	txtOwedCall:  {"id": "Petugas menelepon Anda paling lambat {due}.", "en": "An agent calls you by {due} at the latest."},
	txtOwedWrite: {"id": "Petugas menulis kepada Anda paling lambat {due}.", "en": "An agent writes to you by {due} at the latest."},
	txtOwedTask:  {"id": "Ini tetap kami janjikan, paling lambat {due}: {words}", "en": "This is still promised, by {due} at the latest: {words}"},

	txtReplyCall:        {"id": "Telepon saya", "en": "Call me"},
	txtReplyWrite:       {"id": "Tulis ke email saya", "en": "Write to my email"},
	txtReplyUse:         {"id": "Pakai {to}", "en": "Use {to}"},
	txtReplyNotAfterAll: {"id": "Tidak jadi", "en": "Never mind"},
	txtReplyReachCancel: {"id": "Batalkan, saya tunggu di sini", "en": "Cancel, I will wait here"},
	txtAskNumber:        {"id": "Ke nomor mana petugas boleh menelepon? Tulis nomornya di sini; kalau ada jam yang cocok, tulis juga.", "en": "Which number may an agent call? Write it here; if some time suits you best, add it."},
	txtAskNumberKnown:   {"id": "Petugas bisa menelepon ke {to}. Pakai nomor itu, atau tulis nomor lain; kalau ada jam yang cocok, tulis juga.", "en": "An agent can call {to}. Use that number, or write another; if some time suits you best, add it."},
	txtAskAddress:       {"id": "Ke mana petugas boleh menulis? Tulis alamat email atau nomor Anda di sini.", "en": "Where may an agent write to? Write your email address or number here."},
	txtAskAddressKnown:  {"id": "Petugas bisa menulis ke {to}. Pakai itu, atau tulis alamat email atau nomor lain.", "en": "An agent can write to {to}. Use that, or write another email address or number."},
	txtReachYes:         {"id": "Baik.", "en": "All right."},
	txtCallBy:           {"id": "Petugas menelepon Anda di {to} paling lambat {due}.", "en": "An agent calls you on {to} by {due} at the latest."},
	txtCallBetween:      {"id": "Petugas menelepon Anda di {to}, {when}.", "en": "An agent calls you on {to}, {when}."},
	txtWriteBy:          {"id": "Petugas menulis kepada Anda di {to} paling lambat {due}.", "en": "An agent writes to you at {to} by {due} at the latest."},
	txtWriteBetween:     {"id": "Petugas menulis kepada Anda di {to}, {when}.", "en": "An agent writes to you at {to}, {when}."},
	txtKeptReply:        {"id": "Petugas membalas di sini.", "en": "An agent replies here."},
	txtKeptCall:         {"id": "Petugas menelepon Anda di {to}.", "en": "An agent calls you on {to}."},
	txtKeptCallFrom:     {"id": "Petugas menelepon Anda di {to}, mulai {from}.", "en": "An agent calls you on {to}, from {from}."},
	txtKeptWrite:        {"id": "Petugas menulis kepada Anda di {to}.", "en": "An agent writes to you at {to}."},
	txtKeptWriteFrom:    {"id": "Petugas menulis kepada Anda di {to}, mulai {from}.", "en": "An agent writes to you at {to}, from {from}."},
	txtReachStays:       {"id": "Percakapan ini tetap terbuka, dan petugas membacanya.", "en": "This conversation stays open, and the agent reads it."},
	txtReachNot:         {"id": "Itu belum bisa kami lakukan; petugas membalas di sini.", "en": "We cannot do that; an agent replies here."},
	txtReachAgent:       {"id": "Tercatat bahwa Anda ingin {what}. Petugas yang menangani percakapan ini membacanya dan menjawab di sini.", "en": "It is noted that you want to be {what}. The agent who has this conversation reads it and answers here."},
	txtToBeCalled:       {"id": "ditelepon", "en": "called"},
	txtToBeWritten:      {"id": "dihubungi lewat tulisan", "en": "written to"},
	txtReachCancelled:   {"id": "Baik, itu saya batalkan.", "en": "All right, I have cancelled that."},

	txtConnecting:     {"id": "Saya sambungkan Anda ke petugas.", "en": "I am connecting you to an agent."},
	txtGoesAlong:      {"id": "Semua yang sudah Anda tulis ikut terbawa.", "en": "Everything you wrote goes along."},
	txtCauseUnhelpful: {"id": "Jawaban saya belum membantu.", "en": "My answers have not helped."},
	txtCauseUnknown:   {"id": "Saya belum menangkap apa yang Anda perlukan.", "en": "I have not caught what you need."},
	txtCauseUnsure:    {"id": "Saya tidak cukup yakin dengan jawaban saya.", "en": "I am not sure enough of my answers."},
	txtCauseRepeat:    {"id": "Anda harus mengulang, dan itu tidak semestinya.", "en": "You have had to repeat yourself, and you should not have to."},
	txtCauseLoop:      {"id": "Sepertinya jawaban saya berulang dan belum membantu.", "en": "My answers seem to repeat themselves and have not helped."},
	txtCauseWrong:     {"id": "Menurut Anda jawaban saya keliru, jadi sebaiknya petugas yang memeriksa.", "en": "You say that my answer was wrong, so an agent should check."},
	txtCauseWaiting:   {"id": "Ini sudah memakan waktu terlalu lama.", "en": "This has taken too long."},
	txtCausePromise:   {"id": "Yang kami janjikan belum kami tepati.", "en": "We have not kept what we promised."},
	txtCauseDoubted:   {"id": "Anda ragu pada yang dijanjikan, jadi sebaiknya petugas yang memastikannya.", "en": "You doubt what was promised, so an agent should make sure of it."},
	txtCausePerson:    {"id": "Anda ingin bicara dengan orang.", "en": "You want to talk to a person."},
	txtCauseDoubt:     {"id": "Sepertinya saya belum bisa membantu Anda dengan baik.", "en": "I do not seem to be helping you well."},
	txtCauseUpset:     {"id": "Saya baca bahwa ini mengecewakan Anda.", "en": "I read that this is frustrating for you."},
	txtCauseGaveUp:    {"id": "Anda sebaiknya tidak pergi tanpa jawaban.", "en": "You should not leave without an answer."},
	txtCauseStakes:    {"id": "Ini penting bagi Anda, jadi sebaiknya ditangani orang.", "en": "This matters to you, so a person should handle it."},
	txtCauseFailed:    {"id": "Langkah tadi tidak berhasil dari pihak kami.", "en": "That step did not work on our side."},
	txtCauseVerify:    {"id": "Saya belum bisa memastikan bahwa ini akun Anda.", "en": "I could not make sure that this is your account."},
	txtCauseMoney:     {"id": "Ini menyangkut uang Anda, jadi petugas yang menanganinya.", "en": "This is about your money, so an agent handles it."},
	txtCauseHealth:    {"id": "Ini menyangkut kesehatan, jadi petugas yang menanganinya.", "en": "This is about health, so an agent handles it."},
	txtCauseLegal:     {"id": "Ini menyangkut hukum, jadi petugas yang menanganinya.", "en": "This is a legal matter, so an agent handles it."},
	txtCauseLoss:      {"id": "Kami turut berduka. Hal ini sebaiknya ditangani orang.", "en": "We are with you in your loss. This should be handled by a person."},
	txtCauseFraud:     {"id": "Ini tampaknya penipuan, jadi petugas yang menanganinya.", "en": "This looks like fraud, so an agent handles it."},
	txtCauseAgain:     {"id": "Anda sudah beberapa kali menghubungi kami tentang hal ini.", "en": "You have contacted us several times about this."},

	txtMoodPerson:    {"id": "minta petugas", "en": "asks for a person"},
	txtMoodUnhelpful: {"id": "tidak terbantu", "en": "not helped"},
	txtMoodUnknown:   {"id": "tidak dipahami", "en": "not understood"},
	txtMoodRepeat:    {"id": "harus mengulang", "en": "has to repeat"},
	txtMoodLoop:      {"id": "jawaban berputar", "en": "answers go round"},
	txtMoodWrong:     {"id": "bilang jawaban salah", "en": "says it is wrong"},
	txtMoodWaiting:   {"id": "terlalu lama menunggu", "en": "waited too long"},
	txtMoodPromise:   {"id": "janji terlewat", "en": "promise was broken"},
	txtMoodDoubt:     {"id": "mulai ragu", "en": "begins to doubt"},
	txtMoodAnger:     {"id": "marah", "en": "angry"},
	txtMoodIrony:     {"id": "sinis", "en": "sarcastic"},
	txtMoodGaveUp:    {"id": "hampir menyerah", "en": "about to give up"},
	txtMoodThreat:    {"id": "mengancam", "en": "threatens"},
	txtMoodStakes:    {"id": "sangat penting baginya", "en": "much is at stake"},
	txtMoodFailed:    {"id": "langkah gagal", "en": "a step failed"},
	txtMoodVerify:    {"id": "verifikasi gagal", "en": "verification failed"},
	txtMoodAgain:     {"id": "datang lagi soal sama", "en": "came back with this"},
	txtMoodThanks:    {"id": "berterima kasih", "en": "thankful"},

	txtBriefVerified:   {"id": "terverifikasi", "en": "verified"},
	txtBriefUnverified: {"id": "belum terverifikasi", "en": "not verified"},
	txtBriefIndonesian: {"id": "bahasa Indonesia", "en": "in Indonesian"},
	txtBriefEnglish:    {"id": "bahasa Inggris", "en": "in English"},
	txtBriefCalm:       {"id": "tenang", "en": "calm"},
	txtBriefPromise:    {"id": "{what} paling lambat {due}", "en": "{what} by {due}"},
	txtBriefLate:       {"id": "{what} TERLAMBAT: {due}", "en": "{what} LATE since {due}"},
	txtPromiseReply:    {"id": "balasan", "en": "reply"},
	txtPromiseCall:     {"id": "telepon", "en": "call"},
	txtPromiseWrite:    {"id": "pesan", "en": "message"},
	txtPromiseTask:     {"id": "tugas", "en": "task"},
	txtNextSend:        {"id": "Kirim: {words}", "en": "Send: {words}"},
	txtNextEmergency:   {"id": "Dahulukan: tampaknya darurat", "en": "Take it first: it looks like an emergency"},
	txtNextGrave:       {"id": "Jawab sendiri, jangan oleh asisten", "en": "Answer in person, not by the assistant"},
	txtNextVerify:      {"id": "Pastikan identitas dengan cara lain", "en": "Make sure of the identity another way"},
	txtNextCheck:       {"id": "Periksa {title} di sistem", "en": "Check in the system: {title}"},
	txtNextCheckSystem: {"id": "Periksa langkah yang gagal", "en": "Check the step that failed"},
	txtNextPromise:     {"id": "Tepati janji yang terlewat", "en": "Keep the promise that is late"},
	txtNextAsk:         {"id": "Tanyakan keperluannya", "en": "Ask what is needed"},
	txtNextGoOn:        {"id": "Lanjutkan {title}", "en": "Go on with: {title}"},
	txtNextOwn:         {"id": "Akui dulu apa yang salah", "en": "Own what went wrong first"},
	txtNextOwnGoOn:     {"id": "Akui dulu, lalu lanjutkan {title}", "en": "Own it first, then go on with: {title}"},
}

// causeTexts say in plain words why a person comes, by the kind of the signal that cost most trust.
var causeTexts = map[string]textKey{
	trust.KindPersonAsked:  txtCausePerson,
	trust.KindPerson:       txtCausePerson,
	trust.KindUnhelpful:    txtCauseUnhelpful,
	trust.KindUnhelpfulTap: txtCauseUnhelpful,
	trust.KindUnknown:      txtCauseUnknown,
	trust.KindLowSure:      txtCauseUnsure,
	trust.KindReAsk:        txtCauseRepeat,
	trust.KindRepeat:       txtCauseRepeat,
	trust.KindLoop:         txtCauseLoop,
	trust.KindWrong:        txtCauseWrong,
	trust.KindWaiting:      txtCauseWaiting,
	trust.KindWaited:       txtCauseWaiting,
	trust.KindLongTask:     txtCauseWaiting,
	trust.KindPromise:      txtCauseDoubted,
	trust.KindBroken:       txtCausePromise,
	trust.KindDoubt:        txtCauseDoubt,
	trust.KindAnger:        txtCauseUpset,
	trust.KindIrony:        txtCauseUpset,
	trust.KindGaveUp:       txtCauseGaveUp,
	trust.KindThreat:       txtCauseStakes,
	trust.KindStakes:       txtCauseStakes,
	trust.KindActionFailed: txtCauseFailed,
	trust.KindVerifyFailed: txtCauseVerify,
	trust.KindMoney:        txtCauseMoney,
	trust.KindHealth:       txtCauseHealth,
	trust.KindLegal:        txtCauseLegal,
	trust.KindBereavement:  txtCauseLoss,
	trust.KindFraud:        txtCauseFraud,
	trust.KindRepeated:     txtCauseAgain,
}

// moodTexts say the same to the desk, in a word or two, before the quote.
var moodTexts = map[string]textKey{
	trust.KindPersonAsked:  txtMoodPerson,
	trust.KindPerson:       txtMoodPerson,
	trust.KindUnhelpful:    txtMoodUnhelpful,
	trust.KindUnhelpfulTap: txtMoodUnhelpful,
	trust.KindUnknown:      txtMoodUnknown,
	trust.KindLowSure:      txtMoodUnknown,
	trust.KindReAsk:        txtMoodRepeat,
	trust.KindRepeat:       txtMoodRepeat,
	trust.KindLoop:         txtMoodLoop,
	trust.KindWrong:        txtMoodWrong,
	trust.KindWaiting:      txtMoodWaiting,
	trust.KindWaited:       txtMoodWaiting,
	trust.KindLongTask:     txtMoodWaiting,
	trust.KindPromise:      txtMoodDoubt,
	trust.KindBroken:       txtMoodPromise,
	trust.KindDoubt:        txtMoodDoubt,
	trust.KindAnger:        txtMoodAnger,
	trust.KindIrony:        txtMoodIrony,
	trust.KindGaveUp:       txtMoodGaveUp,
	trust.KindThreat:       txtMoodThreat,
	trust.KindStakes:       txtMoodStakes,
	trust.KindActionFailed: txtMoodFailed,
	trust.KindVerifyFailed: txtMoodVerify,
	trust.KindMoney:        txtMoodStakes,
	trust.KindHealth:       txtMoodStakes,
	trust.KindLegal:        txtMoodStakes,
	trust.KindBereavement:  txtMoodStakes,
	trust.KindFraud:        txtMoodStakes,
	trust.KindRepeated:     txtMoodAgain,
	trust.KindThanks:       txtMoodThanks,
	trust.KindSolved:       txtMoodThanks,
}

var promiseTexts = map[terang.PromiseKind]textKey{
	terang.PromiseReply: txtPromiseReply, terang.PromiseCall: txtPromiseCall, terang.PromiseWrite: txtPromiseWrite, terang.PromiseTask: txtPromiseTask,
}

// texts are all that the engine itself says.
var texts = together(talkTexts, handOverTexts)

func together(rooms ...map[textKey]terang.Text) map[textKey]terang.Text {
	out := map[textKey]terang.Text{}
	for _, room := range rooms {
		for key, words := range room {
			out[key] = words
		}
	}
	return out
}
