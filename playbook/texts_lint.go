package playbook

// lintTexts are what [Lint] says.
var lintTexts = Texts{
	"same_id": {
		What: both(`ada playbook lain bernama "{id}"`, `there is another playbook "{id}"`),
		Why:  both("sebuah run menemukan playbooknya lewat id", "a run finds its playbook by its id"),
		Next: both("beri salah satunya id lain", "give one of them another id"),
	},
	"intent_twice": {
		What: both(`"{intent}" juga memulai {other}`, `"{intent}" starts {other} as well`),
		Why:  both("satu keinginan pelanggan punya satu jawaban", "one wish of a contact has one answer"),
		Next: both("ambil trigger itu dari salah satunya, atau jalankan playbook yang lain dengan langkah run", "take the trigger out of one of them, or run the other playbook with a run step"),
	},
	"intent_unknown": {
		What: both(`tidak ada intent "{intent}"`, `there is no intent "{intent}"`),
		Why:  both("asisten tidak punya contohnya, jadi tidak akan pernah mengenalinya", "the assistant has no examples of it, so it would never be heard"),
		Next: both("tambahkan contoh di samping trigger, atau di intents/*.tsv", "add examples beside the trigger, or to intents/*.tsv"),
	},
	"segment_unknown": {
		What: both(`tidak ada segmen "{segment}"`, `there is no segment "{segment}"`),
		Why:  both("harus jelas untuk siapa playbook ini", "it must be known whom the playbook is for"),
		Next: both("tambahkan ke segments.yaml", "add it to segments.yaml"),
	},
	"never_started": {
		What: both("tidak ada yang memulai playbook ini", "nothing starts this playbook"),
		Why:  both("playbook ini tidak punya trigger, tidak dijalankan playbook lain, dan tidak ada balasan cepat yang menuju ke sini", "it has no triggers, no other playbook runs it, and no quick reply leads to it"),
		Next: both("tambahkan triggers: [sebuah_intent], atau {manual: true}", "add triggers: [an_intent], or {manual: true}"),
	},
	"run_unknown": {
		What: both(`tidak ada playbook "{playbook}"`, `there is no playbook "{playbook}"`),
		Why:  both("run membutuhkan playbook yang ada", "run needs one that is there"),
		Next: both("tulis dulu playbook itu", "write it first"),
	},
	"run_slot": {
		What: both(`{playbook} tidak punya slot "{slot}"`, `{playbook} has no slot "{slot}"`),
		Why:  both("with memberi nilai kepada slot playbook yang dijalankan", "with gives values to slots of the playbook that is run"),
		Next: both("nyatakan slot itu di sana", "declare it there"),
	},
	"run_circle": {
		What: both("playbook saling menjalankan berputar-putar: {way}", "playbooks run each other in a circle: {way}"),
		Why:  both("tidak akan pernah selesai", "it would never end"),
		Next: both("akhiri playbooknya, atau tawarkan jalan kembali sebagai balasan cepat dengan intent: …", "end the playbook, or offer the way back as a quick reply with intent: …"),
	},
	"unreachable": {
		What: both("langkah ini tidak pernah tercapai", "this step is never reached"),
		Why:  both("tidak ada jalan di playbook ini yang menuju ke sini", "no way through the playbook leads here"),
		Next: both("hapus, atau buat jalan ke sini", "remove it, or lead to it"),
	},
	"case_never": {
		What: both(`kasus "{name}" tidak pernah terjadi`, `the case "{name}" never comes`),
		Why:  both("{on} adalah salah satu dari {values}", "{on} is one of {values}"),
		Next: both("hapus", "remove it"),
	},
	"loop": {
		What: both("dari sini langkah-langkahnya berputar tanpa pertanyaan atau wait", "the steps go round from here without a question or a wait"),
		Why:  both("tidak ada yang menghentikannya selain batas satu giliran", "nothing would stop them but the limit of a turn"),
		Next: both("tanyakan sesuatu atau tunggu di dalam putaran itu, atau akhiri", "ask something or wait within the round, or end it"),
	},
	"untranslated": {
		What: both(`{where} belum punya teks dalam "{language}"`, `{where} has no text in "{language}"`),
		Why:  both("merek ini memakai bahasa itu, jadi setiap teks untuk orang ada dalam bahasa itu", "the brand speaks it, so every text for people stands in it"),
		Next: both("tambahkan {language}: …", "add {language}: …"),
	},
	"promise": {
		What: both("teks ini ({language}) berjanji tanpa waktu: “{words}”", "the text ({language}) promises without a time: “{words}”"),
		Why:  both("orang yang menunggu harus mendengar apa yang terjadi, mengapa, apa berikutnya, dan kapan", "who waits must hear what happens, why, what comes next, and when"),
		Next: both(`tambahkan waktu: {{ order.promised_at | datetime }}, atau "{example}"`, `add a time: {{ order.promised_at | datetime }}, or "{example}"`),
	},

	"error_branch": {
		What: both("{action} tidak punya cabang untuk kesalahan", "{action} has no branch for errors"),
		Why:  both("bila sistem tidak menjawab, pelanggan harus mendengar apa selanjutnya", "when the system does not answer, the contact must hear what now"),
		Next: both("tambahkan on_error: {default: [{hand_over: {reason: error}}]}, dengan teks yang mengatakan apa yang gagal", "add on_error: {default: [{hand_over: {reason: error}}]}, with a text that says what did not work"),
	},
	"output_unknown": {
		What: both(`{save}.{field}: action yang menyimpan "{save}" tidak memberi "{field}"`, `{save}.{field}: the action that saves "{save}" gives no "{field}"`),
		Why:  both("hanya yang diberikan action itu yang bisa dibaca", "only what the action gives can be read"),
		Next: both("tambahkan ke outputs action itu", "add it to the outputs of the action"),
	},
	"action_unknown": {
		What: both(`tidak ada action "{action}"`, `there is no action "{action}"`),
		Why:  both("hanya yang dijelaskan di actions.yaml atau sebuah koneksi yang bisa dipanggil", "only what actions.yaml or a connection describes can be called"),
		Next: both("tambahkan ke actions.yaml", "add it to actions.yaml"),
	},
	"input_unknown": {
		What: both(`{action} tidak menerima input "{input}"`, `{action} takes no input "{input}"`),
		Why:  both("input itu akan diabaikan", "it would be left out"),
		Next: both("hapus, atau tambahkan ke inputs action itu", "remove it, or add it to the inputs of the action"),
	},
	"input_missing": {
		What: both(`{action} membutuhkan input "{input}"`, `{action} needs the input "{input}"`),
		Why:  both("sistem akan menolak panggilannya", "the system would refuse the call"),
		Next: both("tambahkan {input} di bawah inputs", "add {input} under inputs"),
	},
	"preview_changes": {
		What: both("preview memanggil {action}, yang mengubah sesuatu ({risk})", "the preview calls {action}, which changes something ({risk})"),
		Why:  both("preview hanya memberi tahu apa yang akan terjadi", "a preview only tells what would happen"),
		Next: both("panggil action dengan risk: read", "call an action of risk: read"),
	},
	"confirm_missing": {
		What: both("{action} mengubah sesuatu ({risk}) tanpa confirm", "{action} changes something ({risk}) without a confirm"),
		Why:  both("tidak ada yang dilakukan atas pelanggan yang belum setuju, dan mesin akan menolaknya", "nothing is done to a contact who has not said yes to it, and the engine refuses it"),
		Next: both(`tambahkan confirm: {text: {id: "…?", en: "…?"}} pada panggilan itu`, `add confirm: {text: {id: "…?", en: "…?"}} to the call`),
	},
	"receipt_missing": {
		What: both("{action} ({risk}) tanpa receipt", "{action} ({risk}) without a receipt"),
		Why:  both("orang yang uang atau aksesnya dipindahkan harus punya buktinya: apa, berapa, kapan, dan nomornya", "who had money or access moved must have it in writing: what, how much, when, under which number"),
		Next: both(`tambahkan receipt: {text: {id: "…", en: "…"}} pada panggilan itu`, `add receipt: {text: {id: "…", en: "…"}} to the call`),
	},
	"code_unknown": {
		What: both(`{action} tidak pernah menolak dengan "{code}"`, `{action} never refuses with "{code}"`),
		Why:  both("kodenya adalah {codes}", "its codes are {codes}"),
		Next: both("hapus cabangnya, atau tambahkan kode itu pada action", "remove the branch, or add the code to the action"),
	},
	"personal": {
		What: both("{action} dipanggil tanpa verify sebelumnya", "{action} is called without a verify before it"),
		Why:  both("action itu memberi atau mengubah milik satu pelanggan, dan pada salah satu jalan ke sini belum ada yang membuktikan dirinya pelanggan itu", "it gives or changes what belongs to one contact, and on some way here nobody has proved to be that contact"),
		Next: both("taruh verify: {} sebelumnya di setiap jalan, dan sekali lagi setelah wait", "put verify: {} before it on every way, and again after a wait"),
	},

	"article_unknown": {
		What: both(`tidak ada artikel "{article}"`, `there is no article "{article}"`),
		Why:  both("isinyalah yang menjadi jawaban", "it is what would be answered"),
		Next: both("tambahkan ke articles/", "add it to articles/"),
	},
	"reply_playbook": {
		What: both(`sebuah balasan cepat memulai playbook "{playbook}", yang tidak ada`, `a quick reply starts the playbook "{playbook}", which is not there`),
		Why:  both("mengetuknya tidak akan menuju ke mana pun", "a tap on it would lead nowhere"),
		Next: both("tulis yang ada", "write one that is there"),
	},
	"reply_intent": {
		What: both(`sebuah balasan cepat menuju intent "{intent}", yang tidak ada`, `a quick reply leads to the intent "{intent}", which is not there`),
		Why:  both("mengetuknya tidak akan menuju ke mana pun", "a tap on it would lead nowhere"),
		Next: both("tulis yang ada", "write one that is there"),
	},
	"identifier_unknown": {
		What: both(`tidak ada yang dikenali lewat "{by}"`, `nobody is identified by "{by}"`),
		Why:  both("brand.yaml menyebut: {known}", "brand.yaml lists: {known}"),
		Next: both("tulis salah satunya, atau tambahkan ke verification di brand.yaml", "write one of these, or add it to verification in brand.yaml"),
	},
	"attribute_unknown": {
		What: both(`pelanggan tidak punya atribut "{attribute}"`, `contacts have no attribute "{attribute}"`),
		Why:  both("tidak ada yang mengingatnya, jadi akan selalu kosong", "nothing remembers it, so it would always be empty"),
		Next: both("ingat dulu dalam sebuah playbook dengan remember", "remember it in a playbook first"),
	},
	"slot_unused": {
		What: both(`slot "{slot}" tidak pernah dipakai`, `the slot "{slot}" is never used`),
		Why:  both("tidak ada langkah yang menanyakan atau membacanya", "no step asks for it or reads it"),
		Next: both("hapus, atau tanyakan", "remove it, or ask for it"),
	},
	"wait_asks": {
		What: both("setelah wait ini, baris {line} menanyakan sesuatu kepada pelanggan", "after this wait, line {line} asks the contact something"),
		Why:  both("pelanggan yang memulai percakapan ini mungkin sudah lama pergi ketika wait selesai: pertanyaannya datang tiba-tiba, dan ditahan oleh persetujuan dan jam tenang", "the contact began this talk, and may be long gone when the wait is over: the question comes out of the blue, and is held by consent and quiet hours"),
		Next: both("tanyakan sebelum wait, atau awali pertanyaannya dengan perihalnya", "ask before the wait, or begin the question with what it is about"),
	},

	"unset_never": {
		What: both("{path} dipakai sebelum ada yang mengisinya", "{path} is used before anything has set it"),
		Why:  both("di setiap jalan ke sini nilainya belum ada", "it has no value on any way here"),
		Next: both("{mend}", "{mend}"),
	},
	"unset_text": {
		What: both("{path} dipakai di tempat ia mungkin belum terisi", "{path} is used where it may not be set"),
		Why:  both("pada salah satu jalan ke sini belum ada yang mengisinya, dan teksnya akan berlubang", "on some way here nothing has set it, and the text would have a hole"),
		Next: both("{mend}", "{mend}"),
	},
	"unset_call": {
		What: both("{path} dipakai di tempat ia mungkin belum terisi", "{path} is used where it may not be set"),
		Why:  both("pada salah satu jalan ke sini belum ada yang mengisinya, dan panggilannya membutuhkannya", "on some way here nothing has set it, and the call needs it"),
		Next: both("{mend}", "{mend}"),
	},
}
