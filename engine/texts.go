package engine

import (
	"strings"

	"terang"
)

// textsVersion is part of what receipts name. Raise it whenever a text below changes its meaning.
const textsVersion = "1"

// The engine's own voices, as authors name them: "queue@1".
const (
	refGreeting = "greeting@" + textsVersion
	refTalk     = "conversation@" + textsVersion
	refIdentity = "identity@" + textsVersion
	refVerify   = "verification@" + textsVersion
	refHandOver = "hand_over@" + textsVersion
	refQueue    = "queue@" + textsVersion
)

// textKey names one of the engine's own texts. Words in {braces} are filled in.
type textKey string

const (
	txtGreeting           textKey = "greeting"
	txtFilesOnly          textKey = "files_only"
	txtFilesBeside        textKey = "files_beside"
	txtFilesQuestion      textKey = "files_question"
	txtFilesPerson        textKey = "files_person"
	txtHello              textKey = "hello"
	txtThanks             textKey = "thanks"
	txtIdentity           textKey = "identity"
	txtIdentityMore       textKey = "identity_more"
	txtIdentityPerson     textKey = "identity_person"
	txtIdentityNoName     textKey = "identity_person_no_name"
	txtCancelled          textKey = "cancelled"
	txtNothingToCancel    textKey = "nothing_to_cancel"
	txtNothingToRepeat    textKey = "nothing_to_repeat"
	txtStop               textKey = "stop"
	txtStopOffers         textKey = "stop_offers"
	txtBegunAgain         textKey = "begun_again"
	txtData               textKey = "data"
	txtComplaint          textKey = "complaint"
	txtEmergencyFraud     textKey = "emergency_fraud"
	txtEmergencySelfHarm  textKey = "emergency_self_harm"
	txtEmergencyDanger    textKey = "emergency_danger"
	txtWhyPlaybook        textKey = "why_playbook"
	txtWhySystem          textKey = "why_system"
	txtWhyArticle         textKey = "why_article"
	txtWhyNothing         textKey = "why_nothing"
	txtUnhelpful          textKey = "unhelpful"
	txtUnhelpfulOthers    textKey = "unhelpful_others"
	txtUnknown            textKey = "unknown"
	txtUnknownTopic       textKey = "unknown_topic"
	txtUnknownGuess       textKey = "unknown_guess"
	txtUnknownAgain       textKey = "unknown_again"
	txtUnknownPerson      textKey = "unknown_person"
	txtNotReadPerson      textKey = "not_read_person"
	txtUnhelpfulPerson    textKey = "unhelpful_person"
	txtTrustPerson        textKey = "trust_person"
	txtPromisePerson      textKey = "promise_person"
	txtErrorPerson        textKey = "error_person"
	txtRestingPerson      textKey = "resting_person"
	txtResting            textKey = "resting"
	txtTriedResting       textKey = "tried_resting"
	txtNotConnectedPerson textKey = "not_connected_person"
	txtPolicyPerson       textKey = "policy_person"
	txtVerifyPerson       textKey = "verify_person"
	txtAskedPerson        textKey = "asked_person"
	txtFinished           textKey = "finished"
	txtBackTo             textKey = "back_to"
	txtAlso               textKey = "also"
	txtReadAgain          textKey = "read_again"
	txtIdentifyAsk        textKey = "identify_ask"
	txtIdentifyAgain      textKey = "identify_again"
	txtIdentifyUnknown    textKey = "identify_unknown"
	txtCodeSent           textKey = "code_sent"
	txtYourPhone          textKey = "your_phone"
	txtCodeAgain          textKey = "code_again"
	txtCodeWrong          textKey = "code_wrong"
	txtCodeWrongLeft      textKey = "code_wrong_left"
	txtCodeExpired        textKey = "code_expired"
	txtCodeWaiting        textKey = "code_waiting"
	txtCodeResent         textKey = "code_resent"
	txtThanksShort        textKey = "thanks_short"
	txtHelloShort         textKey = "hello_short"
	txtWhyCode            textKey = "why_code"
	txtNotMatchedPerson   textKey = "not_matched_person"
	txtNotRead            textKey = "not_read"
	txtReplyPerson        textKey = "reply_person"
	txtReplyAssistant     textKey = "reply_assistant"
	txtReplyHelpful       textKey = "reply_helpful"
	txtReplyUnhelpful     textKey = "reply_unhelpful"
	txtReplyResend        textKey = "reply_resend"
	txtReplyYes           textKey = "reply_yes"
	txtReplyNo            textKey = "reply_no"
	txtListAnd            textKey = "list_or"
	txtWhyAsked           textKey = "reason_asked"
	txtWhyUnhelpful       textKey = "reason_unhelpful"
	txtWhyUnknown         textKey = "reason_unknown"
	txtWhyVerify          textKey = "reason_verification_failed"
	txtWhyError           textKey = "reason_error"
	txtWhyNotConnected    textKey = "reason_not_connected"
	txtWhyPolicy          textKey = "reason_policy"
	txtWhyTrust           textKey = "reason_trust"
	txtWhyGrave           textKey = "reason_grave"
	txtGraveHealth        textKey = "grave_health"
	txtGraveLegal         textKey = "grave_legal"
	txtGraveBereavement   textKey = "grave_bereavement"
	txtGraveMoney         textKey = "grave_money"
	txtWhyEmergency       textKey = "reason_emergency"
	txtWantsUnknown       textKey = "wants_unknown"
	txtTriedPlaybook      textKey = "tried_playbook"
	txtTriedArticle       textKey = "tried_article"
	txtTriedCode          textKey = "tried_code"
	txtTriedCodeFailed    textKey = "tried_code_failed"
	txtTriedFailed        textKey = "tried_failed"
	txtFactCustomer       textKey = "fact_customer"
	txtFactLastQuestion   textKey = "fact_last_question"
	txtWhySteps           textKey = "reason_steps"
	txtWhyCalls           textKey = "reason_calls"
	txtWhyTooLarge        textKey = "reason_too_large"
	txtWhyUnconfirmed     textKey = "reason_unconfirmed"
	txtWhyUnverified      textKey = "reason_unverified"
	txtWhyText            textKey = "reason_text"
	txtWhyNoTime          textKey = "reason_no_time"
	txtWhyUndo            textKey = "reason_undo"
	txtYesOrNo            textKey = "yes_or_no"
	txtOldTap             textKey = "old_tap"
	txtStaleYes           textKey = "stale_yes"
	txtKept               textKey = "kept"
	txtUndoGone           textKey = "undo_gone"
	txtUndoLate           textKey = "undo_late"
	txtUndoVerify         textKey = "undo_verify"
	txtUndoRefused        textKey = "undo_refused"
	txtUndoFailed         textKey = "undo_failed"
	txtReplyUndo          textKey = "reply_undo"
	txtDoneAlready        textKey = "done_already"
	txtChanged            textKey = "changed"
	txtChooseAgain        textKey = "choose_again"
	txtCalm               textKey = "calm"
	txtWaits              textKey = "waits"
	txtWaitsEvent         textKey = "waits_event"
)

// texts are what the engine itself says. The voice: what is, why, what next, when; no filler apologies, no
// exclamation marks, no feelings claimed.
var talkTexts = map[textKey]terang.Text{
	txtFilesOnly:         {"id": "Berkas Anda sudah tersimpan di percakapan ini, tetapi saya tidak dapat membuka isinya. Tuliskan apa yang Anda perlukan, atau minta petugas untuk melihatnya.", "en": "Your file is kept in this conversation, but I cannot open it. Write what you need, or ask for an agent to look at it."},
	txtFilesBeside:       {"id": "Berkas Anda sudah tersimpan; saya tidak dapat membukanya, petugas bisa.", "en": "Your file is kept; I cannot open it, an agent can."},
	txtFilesQuestion:     {"id": "Berkas Anda sudah tersimpan, tetapi saya tidak dapat membacanya. Mohon dituliskan:", "en": "Your file is kept, but I cannot read it. Please write it:"},
	txtFilesPerson:       {"id": "Saya tidak dapat membuka berkas, jadi petugas kami yang akan melihatnya.", "en": "I cannot open files, so one of our agents will look at them."},
	txtGreeting:          {"id": "Ada yang bisa saya bantu? Tulis saja dengan kata Anda sendiri, atau pilih salah satu.", "en": "How can I help? Write it in your own words, or choose one of these."},
	txtHello:             {"id": "Halo. Apa yang bisa saya bantu hari ini?", "en": "Hello. What can I help you with today?"},
	txtThanks:            {"id": "Sama-sama. Kalau ada hal lain, tulis saja di sini.", "en": "You are welcome. If there is anything else, just write here."},
	txtIdentity:          {"id": "Saya asisten AI (program komputer), bukan manusia.", "en": "I am an AI assistant (a computer program), not a human."},
	txtIdentityMore:      {"id": "Saya dijalankan oleh {operator}, dan petugas kami bisa membaca percakapan ini. Kapan pun Anda mau, saya hubungkan dengan petugas.", "en": "I am run by {operator}, and our agents can read this conversation. I can connect you with an agent at any time."},
	txtIdentityPerson:    {"id": "{agent}, petugas kami yang sedang melayani Anda, adalah manusia. Baris ini sendiri adalah pesan otomatis dari sistem.", "en": "You are talking with {agent}, one of our agents, who is a person. This line itself is an automatic message from the system."},
	txtIdentityNoName:    {"id": "Petugas kami yang sedang melayani Anda adalah manusia. Baris ini sendiri adalah pesan otomatis dari sistem.", "en": "You are talking with one of our agents, who is a person. This line itself is an automatic message from the system."},
	txtCancelled:         {"id": "Baik, {title} saya hentikan dan tidak ada yang diubah lagi. Apa yang ingin Anda lakukan sekarang?", "en": "All right, I have stopped {title} and will change nothing more. What would you like to do now?"},
	txtNothingToCancel:   {"id": "Tidak ada langkah yang sedang berjalan, jadi tidak ada yang perlu dibatalkan. Apa yang bisa saya bantu?", "en": "Nothing is in progress, so there is nothing to cancel. What can I help you with?"},
	txtNothingToRepeat:   {"id": "Belum ada jawaban yang bisa saya ulangi. Apa yang bisa saya bantu?", "en": "There is no answer to repeat yet. What can I help you with?"},
	txtStop:              {"id": "Baik. Kami tidak akan lagi menulis lebih dulu kepada Anda; hanya peringatan keamanan akun yang tetap dikirim. Tulis MULAI LAGI bila Anda berubah pikiran.", "en": "All right. We will not write to you first any more; only security warnings about your account still come. Write START AGAIN if you change your mind."},
	txtStopOffers:        {"id": "Baik. Kami tidak akan lagi mengirim penawaran kepada Anda. Kabar tentang pesanan Anda tetap dikirim.", "en": "All right. We will send you no more offers. News about your orders still comes."},
	txtBegunAgain:        {"id": "Baik. Kabar tentang pesanan Anda kami kirim lagi, dan penawaran bila dulu Anda menyetujuinya. Balas STOP untuk berhenti.", "en": "All right. We send you news about your orders again, and offers if you agreed to them before. Reply STOP to end it."},
	txtComplaint:         {"id": "Keluhan Anda saya teruskan ke petugas, supaya seseorang yang berwenang menanganinya.", "en": "I am passing your complaint to an agent, so that somebody who can decide deals with it."},
	txtEmergencyFraud:    {"id": "Ini saya dahulukan ke petugas. Sementara itu jangan berikan kode, PIN, atau kata sandi kepada siapa pun, dan jangan mengirim uang lagi; bila uang di rekening terancam, telepon bank Anda sekarang juga.", "en": "I am passing this to an agent ahead of everything else. Until then give no code, PIN or password to anyone, and send no more money; if money in an account is at risk, call your bank right now."},
	txtEmergencySelfHarm: {"id": "Terima kasih sudah menuliskannya. Ini terlalu penting untuk sebuah program, jadi saya panggilkan petugas. Kalau Anda atau orang di dekat Anda dalam bahaya, telepon 112 sekarang, atau datangi orang yang Anda percaya dan jangan sendirian.", "en": "Thank you for writing this. It matters too much for a program, so I am calling an agent. If you or somebody near you is in danger, call your emergency number now (112 in Indonesia), or go to somebody you trust and do not stay alone."},
	txtEmergencyDanger:   {"id": "Ini saya dahulukan ke petugas. Kalau ada orang dalam bahaya sekarang, menjauhlah ke tempat aman dan telepon 112.", "en": "I am passing this to an agent ahead of everything else. If anybody is in danger now, get to a safe place and call your emergency number (112 in Indonesia)."},
	txtData:              {"id": "Permintaan tentang data pribadi ditangani oleh petugas, karena menyangkut hak Anda atas data itu.", "en": "Requests about your personal data are handled by an agent, because they concern your rights over that data."},
	txtWhyPlaybook:       {"id": "Jawaban terakhir saya mengikuti alur \"{title}\" ({ref}), yang ditulis oleh tim {brand}. Saya memilih alur itu dari kata-kata Anda.", "en": "My last answer follows the script \"{title}\" ({ref}), written by the team of {brand}. I chose it from your words."},
	txtWhySystem:         {"id": "Jawaban terakhir saya berasal dari data sistem {brand} pada {time}, melalui alur \"{title}\" ({ref}).", "en": "My last answer comes from the data in the system of {brand} at {time}, through the script \"{title}\" ({ref})."},
	txtWhyArticle:        {"id": "Jawaban terakhir saya diambil dari artikel \"{title}\" di pusat bantuan {brand}.", "en": "My last answer is taken from the article \"{title}\" in the help centre of {brand}."},
	txtWhyNothing:        {"id": "Saya asisten AI {brand}. Saya menjawab dari artikel bantuan dan data sistem {brand}, dan menyebutkan sumbernya.", "en": "I am the AI assistant of {brand}. I answer from the help articles and the system of {brand}, and name the source."},

	txtUnhelpful:          {"id": "Jadi jawaban tadi belum menyelesaikan masalahnya. Tulis bagian mana yang belum terjawab, atau langsung bicara dengan petugas.", "en": "So that answer did not solve it. Tell me which part is still open, or talk to an agent right away."},
	txtUnhelpfulOthers:    {"id": "Jadi jawaban tadi belum menyelesaikan masalahnya. Apakah maksud Anda salah satu dari ini? Kalau bukan, tulis bagian mana yang belum terjawab, atau langsung bicara dengan petugas.", "en": "So that answer did not solve it. Did you mean one of these? If not, tell me which part is still open, or talk to an agent right away."},
	txtUnknown:            {"id": "Saya belum menangkap maksud pesan itu. Saya bisa membantu hal-hal di bawah ini; bisa juga Anda tulis dengan kata lain, atau bicara dengan petugas.", "en": "I did not understand that message. I can help with the topics below; you can also put it another way, or talk to an agent."},
	txtUnknownTopic:       {"id": "Sepertinya ini tentang {topic}. Jawaban yang pasti tidak ada pada saya, dan saya tidak mau menebak. Petugas bisa menjawabnya.", "en": "This seems to be about {topic}. I do not have a reliable answer, and I will not guess. An agent can answer it."},
	txtUnknownGuess:       {"id": "Saya belum yakin maksud Anda. Apakah salah satu dari ini? Kalau bukan, tulis dengan kata lain, atau bicara dengan petugas.", "en": "I am not sure what you mean. Is it one of these? If not, put it another way, or talk to an agent."},
	txtUnknownAgain:       {"id": "Saya masih belum menangkap maksudnya. Petugas kami bisa langsung membaca percakapan ini: mau saya hubungkan?", "en": "I still do not understand. Our agents are people and can read this conversation right away: shall I connect you?"},
	txtUnknownPerson:      {"id": "Saya sudah beberapa kali tidak menangkap maksud Anda, jadi percakapan ini saya teruskan ke petugas.", "en": "I have failed to understand you several times, so I am passing this conversation to an agent."},
	txtNotReadPerson:      {"id": "Jawaban untuk pertanyaan tadi belum bisa saya baca, jadi percakapan ini saya teruskan ke petugas. Anda tidak perlu mengulang dari awal.", "en": "I could not read an answer to that question, so I am passing this conversation to an agent. You need not start over."},
	txtUnhelpfulPerson:    {"id": "Jawaban saya belum membantu, jadi percakapan ini saya teruskan ke petugas.", "en": "My answers have not helped, so I am passing this conversation to an agent."},
	txtTrustPerson:        {"id": "Ini lebih baik ditangani seorang petugas, jadi percakapan ini saya teruskan sekarang.", "en": "This is better handled by a person, so I am passing the conversation on now."},
	txtNotConnectedPerson: {"id": "Saya belum terhubung ke sistem untuk hal ini, jadi petugas yang akan mengerjakannya. Percakapan ini saya teruskan.", "en": "I am not connected to the system for this yet, so a person will do it. I am passing the conversation on."},
	txtPromisePerson:      {"id": "Yang akan saya kabarkan di sini tidak bisa saya lanjutkan sendiri, jadi percakapan ini saya teruskan ke petugas.", "en": "I cannot go on by myself with what I was going to tell you here, so I am passing the conversation to an agent."},
	txtErrorPerson:        {"id": "Langkah ini gagal di sistem kami, jadi percakapan ini saya teruskan ke petugas. Yang sudah tercatat tetap tersimpan.", "en": "This step failed in our system, so I am passing the conversation to an agent. What was recorded stays recorded."},
	txtResting:            {"id": "Sistem untuk langkah ini berulang kali tidak menjawab, jadi kali ini tidak saya panggil, dan tidak ada yang berubah. Langkah ini bisa dicoba lagi dalam {seconds} detik.", "en": "The system for this step keeps failing to answer, so I did not call it this time, and nothing was changed. It can be tried again in {seconds} seconds."},
	txtRestingPerson:      {"id": "Sistem untuk langkah ini berulang kali tidak menjawab, jadi kali ini tidak saya panggil, dan tidak ada yang berubah. Langkah ini bisa dicoba lagi dalam {seconds} detik lewat Kembali ke asisten; sementara itu percakapan ini saya teruskan ke petugas.", "en": "The system for this step keeps failing to answer, so I did not call it this time, and nothing was changed. You can try again in {seconds} seconds through Back to the assistant; meanwhile I am passing the conversation to an agent."},
	txtPolicyPerson:       {"id": "Hal ini diputuskan oleh petugas, jadi percakapan ini saya teruskan.", "en": "This is decided by an agent, so I am passing the conversation on."},
	txtVerifyPerson:       {"id": "Saya belum bisa memastikan bahwa ini akun Anda, jadi tidak ada data yang saya tampilkan atau ubah. Petugas bisa membantu dengan cara lain.", "en": "I could not make sure that this is your account, so I showed and changed nothing. An agent can help in another way."},
	txtAskedPerson:        {"id": "Baik, saya teruskan ke petugas.", "en": "All right, I am passing you to an agent."},

	txtFinished:  {"id": "Langkah itu sudah selesai. Ada hal lain yang bisa saya bantu?", "en": "That step is done. Is there anything else I can help with?"},
	txtAlso:      {"id": "Soal {topic}:", "en": "About {topic}:"},
	txtBackTo:    {"id": "Kembali ke {title}.", "en": "Back to {title}."},
	txtReadAgain: {"id": "Saya belum menemukan {label} dalam pesan itu.", "en": "I could not find the {label} in that message."},

	txtIdentifyAsk:      {"id": "Supaya data Anda hanya sampai ke Anda, saya perlu memastikan bahwa ini benar Anda. Tulis salah satu: {list}. Lalu sistem kami mengirim kode 6 angka ke ponsel yang terdaftar.", "en": "So that your data reaches only you, I need to make sure it is really you. Write one of these: {list}. Our system then sends a 6-digit code to the registered phone."},
	txtIdentifyAgain:    {"id": "Saya belum menemukannya dalam pesan itu. Tulis salah satu: {list}.", "en": "I could not find it in that message. Write one of these: {list}."},
	txtIdentifyUnknown:  {"id": "Sistem kami tidak menerima {label} {value}. Periksa lagi, atau tulis salah satu: {list}.", "en": "Our system does not accept the {label} {value}. Check it again, or write one of these: {list}."},
	txtCodeSent:         {"id": "Supaya data Anda hanya sampai ke Anda, saya perlu memastikan bahwa ini benar Anda. Bila {label} {value} terdaftar, kode 6 angka sudah dikirim ke {sent_to}. Tulis kodenya di sini.", "en": "So that your data reaches only you, I need to make sure it is really you. If the {label} {value} is registered, a 6-digit code has been sent to {sent_to}. Write the code here."},
	txtYourPhone:        {"id": "ponsel yang terdaftar", "en": "the registered phone"},
	txtCodeWaiting:      {"id": "Saya masih menunggu kode 6 angka yang dikirim ke {sent_to}.", "en": "I am still waiting for the 6-digit code that was sent to {sent_to}."},
	txtCodeResent:       {"id": "Kode baru sudah dikirim ke {sent_to}, dan yang lama tidak berlaku lagi. Tulis 6 angkanya di sini.", "en": "A new code has been sent to {sent_to}, and the old one is no longer valid. Write the 6 digits here."},
	txtThanksShort:      {"id": "Sama-sama.", "en": "You are welcome."},
	txtHelloShort:       {"id": "Halo.", "en": "Hello."},
	txtWhyCode:          {"id": "Kode itu memastikan bahwa yang bertanya benar-benar Anda, sebelum saya menyebut atau mengubah hal pribadi.", "en": "The code makes sure that it is really you who asks, before I tell or change anything personal."},
	txtNotMatchedPerson: {"id": "Itu tetap tidak cocok di sistem kami, jadi percakapan ini saya teruskan ke petugas. Anda tidak perlu mengulang dari awal.", "en": "It still does not match in our system, so I am passing this conversation to an agent. You need not start over."},
	txtNotRead:          {"id": "Saya belum menangkap jawabannya.", "en": "I did not catch the answer."},
	txtCodeAgain:        {"id": "Saya belum menemukan kode dalam pesan itu. Kodenya 6 angka dan dikirim ke {sent_to}.", "en": "I could not find a code in that message. It has 6 digits and was sent to {sent_to}."},
	txtCodeWrong:        {"id": "Kode itu tidak cocok. Periksa pesan terbaru di ponsel Anda, lalu tulis lagi 6 angkanya.", "en": "That code does not match. Check the latest message on your phone and write the 6 digits again."},
	txtCodeWrongLeft:    {"id": "Kode itu tidak cocok; masih bisa {left} kali lagi. Periksa pesan terbaru di ponsel Anda, lalu tulis lagi 6 angkanya.", "en": "That code does not match; you have {left} more. Check the latest message on your phone and write the 6 digits again."},
	txtCodeExpired:      {"id": "Kode itu sudah tidak berlaku, jadi yang baru sudah dikirim ke {sent_to}. Tulis 6 angka yang baru di sini.", "en": "That code is no longer valid, so a new one has been sent to {sent_to}. Write the new 6 digits here."},

	txtReplyPerson:    {"id": "Bicara dengan petugas", "en": "Talk to an agent"},
	txtReplyAssistant: {"id": "Kembali ke asisten", "en": "Back to the assistant"},
	txtReplyHelpful:   {"id": "Ini membantu", "en": "This helps"},
	txtReplyUnhelpful: {"id": "Belum membantu", "en": "This does not help"},
	txtReplyResend:    {"id": "Kirim kode lagi", "en": "Send the code again"},
	txtReplyYes:       {"id": "Ya", "en": "Yes"},
	txtReplyNo:        {"id": "Tidak", "en": "No"},
	txtListAnd:        {"id": "atau", "en": "or"},

	txtWhyAsked:         {"id": "Pelanggan meminta bicara dengan petugas.", "en": "The customer asked for a person."},
	txtWhyUnhelpful:     {"id": "Jawaban asisten tidak membantu.", "en": "The assistant's answers did not help."},
	txtWhyUnknown:       {"id": "Asisten tidak memahami atau tidak tahu jawabannya.", "en": "The assistant did not understand, or did not know the answer."},
	txtWhyVerify:        {"id": "Identitas pelanggan tidak dapat dipastikan.", "en": "The customer's identity could not be confirmed."},
	txtWhyNotConnected:  {"id": "Sistem toko belum terhubung, jadi langkah ini perlu dikerjakan petugas.", "en": "No shop system is connected, so a person has to do this step."},
	txtWhyError:         {"id": "Satu langkah gagal di sistem.", "en": "A step failed in the system."},
	txtWhyPolicy:        {"id": "Menurut aturan, hal ini ditangani petugas.", "en": "By policy this is handled by a person."},
	txtWhyEmergency:     {"id": "Ini tampaknya keadaan darurat.", "en": "This looks like an emergency."},
	txtWhyTrust:         {"id": "Kepercayaan pelanggan turun di bawah batas.", "en": "The customer's trust fell below the threshold."},
	txtWantsUnknown:     {"id": "Belum jelas", "en": "Not clear yet"},
	txtTriedPlaybook:    {"id": "Alur: {title}", "en": "Script: {title}"},
	txtTriedArticle:     {"id": "Artikel: {title}", "en": "Article: {title}"},
	txtTriedCode:        {"id": "Verifikasi kode: berhasil", "en": "One-time code: confirmed"},
	txtTriedCodeFailed:  {"id": "Verifikasi kode: gagal", "en": "One-time code: failed"},
	txtTriedResting:     {"id": "Sistem tidak menjawab berulang kali, jadi tidak dipanggil: {title}", "en": "The system kept failing, so it was not called: {title}"},
	txtTriedFailed:      {"id": "Sistem gagal pada {title}", "en": "The system failed at {title}"},
	txtFactCustomer:     {"id": "Pelanggan", "en": "Customer"},
	txtFactLastQuestion: {"id": "Pertanyaan yang belum terjawab", "en": "Question that was not answered"},

	txtWhySteps:         {"id": "Alur otomatis tidak sampai ke akhir: terlalu banyak langkah dalam satu giliran.", "en": "The script did not come to an end: too many steps in one turn."},
	txtWhyCalls:         {"id": "Alur otomatis terlalu sering memanggil sistem dalam satu giliran.", "en": "The script called the system too often in one turn."},
	txtWhyGrave:         {"id": "Perkara ini terlalu berat untuk asisten.", "en": "The matter is too grave for the assistant."},
	txtGraveHealth:      {"id": "Ini yang utama dan perlu ditangani seorang petugas, jadi saya sambungkan sekarang. Kalau ada yang masih sakit atau terluka, mohon utamakan pertolongan medis; nomor darurat 112.", "en": "This comes first and needs a person, so I am connecting you now. If anybody is still hurt or ill, please get medical help first; the emergency number is 112."},
	txtGraveLegal:       {"id": "Saya mengerti Anda menganggap ini serius. Ini bukan hal yang saya putuskan sendiri, jadi saya sambungkan Anda ke petugas sekarang.", "en": "I understand that this is serious for you. It is not for me to decide, so I am connecting you with an agent now."},
	txtGraveBereavement: {"id": "Saya turut berdukacita. Agar Anda tidak perlu mengurusnya dengan mesin, saya sambungkan Anda ke petugas sekarang.", "en": "My condolences. You should not have to settle this with a machine, so I am connecting you with an agent now."},
	txtGraveMoney:       {"id": "Ini menyangkut uang Anda, dan saya tidak bisa memeriksanya sendiri, jadi saya sambungkan Anda ke petugas sekarang.", "en": "This is about your money, and I cannot check it myself, so I am connecting you with an agent now."},
	txtWhyTooLarge:      {"id": "Jawaban sistem terlalu besar untuk diolah.", "en": "The answer of the system was too large to work with."},
	txtWhyUnconfirmed:   {"id": "Alur otomatis hendak mengubah sesuatu tanpa persetujuan pelanggan, jadi dihentikan.", "en": "The script was about to change something without the customer's yes, so it was stopped."},
	txtWhyUnverified:    {"id": "Identitas pelanggan belum dipastikan untuk langkah ini.", "en": "The customer's identity was not verified for this step."},
	txtWhyText:          {"id": "Teks dalam alur otomatis tidak bisa diisi: ada data yang tidak tersedia.", "en": "A text of the script could not be filled in: something it needs is missing."},
	txtWhyNoTime:        {"id": "Alur otomatis menunggu sampai waktu yang tidak diketahui.", "en": "The script waits until a time that is not known."},
	txtWhyUndo:          {"id": "Pembatalan langkah terakhir tidak dijawab sistem, jadi belum jelas apakah sudah batal.", "en": "The system did not answer when the last step was to be undone, so it is not clear whether it was."},
	txtYesOrNo:          {"id": "Saya belum menangkap ya atau tidak.", "en": "I did not catch a yes or a no."},
	txtStaleYes:         {"id": "Pertanyaan itu sudah lebih dari satu jam, jadi saya tanyakan lagi dengan keadaan sekarang.", "en": "That question is more than an hour old, so I ask again by how things stand now."},
	txtOldTap:           {"id": "Jawaban itu milik pertanyaan sebelumnya, jadi belum saya jalankan.", "en": "That answer belongs to an earlier question, so I have not acted on it."},
	txtKept:             {"id": "Baik, tidak ada yang diubah.", "en": "All right, nothing has been changed."},
	txtUndoGone:         {"id": "Tidak ada lagi yang bisa saya batalkan dari langkah itu. Petugas bisa melihat apa yang masih mungkin.", "en": "There is nothing left of that step that I can undo. An agent can see what is still possible."},
	txtUndoLate:         {"id": "Langkah itu hanya bisa dibatalkan sampai {time}, jadi sekarang sudah lewat. Petugas bisa melihat apa yang masih mungkin.", "en": "That step could be undone only until {time}, so it is too late now. An agent can see what is still possible."},
	txtUndoVerify:       {"id": "Untuk membatalkannya saya perlu memastikan lagi bahwa ini Anda, dan itu dilakukan petugas. Belum ada yang dibatalkan.", "en": "To undo it I would have to make sure again that it is you, and an agent does that. Nothing has been undone yet."},
	txtUndoRefused:      {"id": "Sistem kami tidak menerima pembatalan itu, jadi hasilnya tetap seperti sebelumnya. Petugas bisa melihat apa yang masih mungkin.", "en": "Our system does not accept undoing it, so things stay as they were. An agent can see what is still possible."},
	txtUndoFailed:       {"id": "Sistem kami tidak menjawab, jadi saya belum tahu apakah langkah itu sudah batal. Petugas memeriksanya dan membalas di sini.", "en": "Our system does not answer, so I do not know yet whether that step was undone. An agent checks it and replies here."},
	txtReplyUndo:        {"id": "Batalkan yang tadi", "en": "Undo that"},
	txtDoneAlready:      {"id": "Langkah dengan {label} itu sudah dijalankan, jadi tidak saya ubah begitu saja.", "en": "The step with that {label} has been carried out, so I do not simply change it."},
	txtChanged:          {"id": "Baik, {label} saya ganti menjadi {value}.", "en": "All right, I have changed the {label} to {value}."},
	txtChooseAgain:      {"id": "Baik, kita pilih lagi.", "en": "All right, let us choose again."},
	txtCalm:             {"id": "Saya baca bahwa ini mengecewakan Anda, dan saya tetap di sini untuk menyelesaikannya.", "en": "I read that this is frustrating for you, and I am still here to get it solved."},
	txtWaits:            {"id": "Langkah ini saya lanjutkan {when}, dan kabarnya muncul di sini.", "en": "I go on with this {when}, and you will read about it here."},
	txtWaitsEvent:       {"id": "Saya kabari di sini begitu ada perkembangan, paling lambat {when}.", "en": "I will tell you here as soon as there is news, at the latest {when}."},
}

// text looks a text up and fills it in; args are name, value pairs.
func text(k textKey, l terang.Language, args ...string) string {
	s := texts[k].In(l)
	if len(args) == 0 {
		return s
	}
	pairs := make([]string, len(args)&^1)
	for i := 0; i+1 < len(args); i += 2 {
		pairs[i], pairs[i+1] = "{"+args[i]+"}", args[i+1]
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
