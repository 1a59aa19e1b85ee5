package playbook

// formTexts are what is said of a file that cannot be read as a playbook. {where} is a part of it, see parts.
var formTexts = Texts{
	"file_size": {
		What: both("berkas ini {count} byte", "the file has {count} bytes"),
		Why:  both("paling banyak {limit} yang dibaca", "at most {limit} are read"),
		Next: both("pecah playbook ini", "split the playbook"),
	},
	"file_utf8": {
		What: both("berkas ini bukan UTF-8 yang sah", "the file is not valid UTF-8"),
		Why:  both("teks untuk orang membutuhkannya", "texts for people need it"),
		Next: both("simpan sebagai UTF-8", "save it as UTF-8"),
	},
	"file_yaml": {
		What: both("bukan YAML yang sah", "not valid YAML"),
		Why:  both("pembacanya berkata: {detail}", "{detail}"),
		Next: both("perbaiki indentasi atau tanda kutip di dekat baris ini", "mend the indentation or the quotes near this line"),
	},
	"file_empty": {
		What: both("berkas ini tidak berisi playbook", "the file holds no playbook"),
		Why:  both("playbook berisi id, version, title, dan steps", "a playbook is a mapping with id, version, title and steps"),
		Next: both("mulai dengan id: …, version: 1, dan title: {id: …, en: …}", "begin with id: …, version: 1 and title: {id: …, en: …}"),
	},
	"file_alias": {
		What: both("alias, atau susunan yang sangat dalam", "an alias or a very deep nesting"),
		Why:  both("playbook dibaca apa adanya, tanpa rujukan", "a playbook is read as it stands, without references"),
		Next: both("tulis lengkap bagian itu", "write the part out"),
	},

	"fields_kind": {
		What: both("{where} berupa {kind}", "{where} is {kind}"),
		Why:  both("seharusnya ditulis dengan kolom: {fields}", "it is written as fields: {fields}"),
		Next: both("tulis {where}: {{first}: …}", "write {where}: {{first}: …}"),
	},
	"field_unknown": {
		What: both(`kolom "{field}" di {where} tidak dikenal`, `unknown field "{field}" in {where}`),
		Why:  both("{where} punya {fields}", "{where} has {fields}"),
		Next: both("hapus", "remove it"),
	},
	"field_twice": {
		What: both(`kolom "{field}" ditulis dua kali di {where}`, `field "{field}" stands twice in {where}`),
		Why:  both("hanya satu yang bisa berlaku", "only one of them can hold"),
		Next: both("hapus salah satu", "remove one"),
	},
	"entries_kind": {
		What: both("{where} berupa {kind}", "{where} is {kind}"),
		Why:  both("seharusnya ditulis sebagai nama: nilai", "it is written as name: value"),
		Next: both("tulis nama: nilai di bawah {where}", "write name: value under {where}"),
	},
	"entry_twice": {
		What: both(`"{name}" ditulis dua kali di {where}`, `"{name}" stands twice in {where}`),
		Why:  both("hanya satu yang bisa berlaku", "only one of them can hold"),
		Next: both("hapus salah satu", "remove one"),
	},
	"items_kind": {
		What: both("{where} berupa {kind}", "{where} is {kind}"),
		Why:  both("seharusnya sebuah daftar", "it is a list"),
		Next: both("tulis tiap isinya setelah tanda hubung", "write each entry after a dash"),
	},
	"items_many": {
		What: both("{where} berisi {count} hal", "{where} has {count} entries"),
		Why:  both("paling banyak {limit}", "at most {limit} are allowed"),
		Next: both("kurangi", "make it shorter"),
	},
	"name_form": {
		What: both(`{where} "{value}" bukan nama`, `{where} "{value}" is not a name`),
		Why:  both("nama terdiri dari huruf kecil, angka, dan _, paling panjang 64, dan diawali huruf", "names are lower-case letters, digits and _, at most 64, beginning with a letter"),
		Next: both("ganti namanya", "rename it"),
	},
	"scalar_kind": {
		What: both("{where} berupa {kind}", "{where} is {kind}"),
		Why:  both("seharusnya satu nilai", "it is one value"),
		Next: both("tulis satu nilai", "write one value"),
	},
	"number_form": {
		What: both(`{where} "{value}" bukan bilangan bulat mulai dari 1`, `{where} "{value}" is not a whole number from 1`),
		Why:  both("tanda terima menyebutnya", "receipts name it"),
		Next: both("tulis version: 1, dan naikkan pada setiap perubahan", "write version: 1, and raise it with each change"),
	},
	"bool_form": {
		What: both(`{where} berisi "{value}"`, `{where} is "{value}"`),
		Why:  both("isinya true atau false", "it is true or false"),
		Next: both("tulis true atau false", "write true or false"),
	},
	"texts_many": {
		What: both("teksnya terlalu banyak", "too many texts"),
		Why:  both("satu playbook berisi paling banyak {limit}", "a playbook holds at most {limit}"),
		Next: both("pecah menjadi dua", "split it in two"),
	},
	"text_unusable": {
		What: both("{where} ({language}) tidak dapat dipakai", "{where} ({language}) cannot be used"),
		Why:  both("{reason}", "{reason}"),
		Next: both("perbaiki teks ini", "mend the text"),
	},
	"text_missing": {
		What: both(`{where} belum punya teks dalam "{language}"`, `{where} has no text in "{language}"`),
		Why:  both("setiap teks untuk orang ada dalam kedua bahasa", "every text for people stands in both languages"),
		Next: both("tambahkan {language}: …", "add {language}: …"),
	},
	"text_empty": {
		What: both("{where} ({language}) kosong", "{where} ({language}) is empty"),
		Why:  both("teks kosong berarti diam", "an empty text would be silence"),
		Next: both("tulis teksnya", "write the text"),
	},
	"expr_form": {
		What: both("{where} bukan ekspresi", "{where} is not an expression"),
		Why:  both("{reason}", "{reason}"),
		Next: both("tulis jalur seperti slot.order_no, atau teks dalam 'kutip tunggal'", "write a path such as slot.order_no, or a text in 'single quotes'"),
	},
	"expr_unusable": {
		What: both("{where} tidak dapat dipakai", "{where} cannot be used"),
		Why:  both("{reason}", "{reason}"),
		Next: both("perbaiki ekspresi ini", "mend the expression"),
	},

	"playbook_lacks": {
		What: both("playbook ini belum punya {field}", "the playbook has no {field}"),
		Why:  both("penulis pesan, tanda terima, dan kartu serah terima menyebutnya", "authors, receipts and hand-over cards name it"),
		Next: both("tambahkan {field}: …", "add {field}: …"),
	},
	"steps_laid": {
		What: both("ada {count} langkah, termasuk bagian-bagian panggilan", "{count} steps with the parts of calls"),
		Why:  both("satu playbook berisi paling banyak {limit}", "a playbook has at most {limit}"),
		Next: both("pecah playbook ini", "split it"),
	},
	"steps_many": {
		What: both("langkahnya terlalu banyak", "too many steps"),
		Why:  both("satu playbook berisi paling banyak {limit}", "a playbook has at most {limit}"),
		Next: both("pecah playbook ini", "split it"),
	},
	"slot_lacks": {
		What: both(`slot "{slot}" belum punya type atau label`, `slot "{slot}" lacks type or label`),
		Why:  both("type menentukan apa yang diterima sebagai jawaban, label tampil di kartu serah terima", "the type says what counts as an answer, the label stands on the hand-over card"),
		Next: both("tulis {type: order_no, label: {id: …, en: …}}", "write {type: order_no, label: {id: …, en: …}}"),
	},
	"slots_many": {
		What: both("slotnya terlalu banyak", "too many slots"),
		Why:  both("paling banyak {limit}", "at most {limit} are allowed"),
		Next: both("pecah playbook ini", "split the playbook"),
	},
	"check_alone": {
		What: both(`slot "{slot}" membutuhkan check dan wrong sekaligus`, `slot "{slot}" needs check and wrong together`),
		Why:  both("orang yang nilainya tidak diterima harus mendengar sebabnya", "who gives a value that is not taken must hear why"),
		Next: both("tambahkan yang satu lagi, atau hapus keduanya", "add the other one, or remove both"),
	},
	"depth": {
		What: both("blok bertumpuk terlalu dalam", "blocks stand too deep within each other"),
		Why:  both("paling banyak {limit} tingkat", "at most {limit} levels are allowed"),
		Next: both("ratakan cabang-cabangnya", "flatten the branches"),
	},
	"block_empty": {
		What: both("blok tanpa langkah", "a block without steps"),
		Why:  both("tidak ada yang akan dikatakan", "nothing would be said"),
		Next: both("tambahkan langkah, atau hapus bloknya", "add a step, or remove the block"),
	},
	"after_exit": {
		What: both("langkah ini tidak pernah tercapai", "this step is never reached"),
		Why:  both("langkah sebelumnya selalu keluar dari playbook atau kembali ke atas", "the step before it always leaves the playbook or goes back"),
		Next: both("hapus, atau pindahkan ke atas", "remove it, or move it up"),
	},
	"step_several": {
		What: both("satu langkah dengan beberapa perintah", "a step with several actions"),
		Why:  both("setiap langkah melakukan satu hal", "each step does one thing"),
		Next: both("beri tanda hubung di depan masing-masing", "put a dash before each"),
	},
	"step_empty": {
		What: both("langkah kosong", "an empty step"),
		Why:  both("sebuah langkah berisi salah satu dari {kinds}", "a step has one of {kinds}"),
		Next: both("hapus", "remove it"),
	},
	"reask_no_ask": {
		What: both(`reask untuk "{slot}" tidak punya ask tempat kembali`, `reask of "{slot}" has no ask to go back to`),
		Why:  both("reask kembali ke langkah ask slot itu", "it goes back to the ask step of that slot"),
		Next: both("tambahkan ask untuk slot itu sebelumnya", "add an ask for the slot before it"),
	},
	"save_reserved": {
		What: both(`sebuah panggilan menyimpan dengan nama "{name}"`, `a call saves under "{name}"`),
		Why:  both("nama itu sudah dipakai ekspresi", "expressions already use that name"),
		Next: both("ganti namanya", "rename it"),
	},

	"step_lacks": {
		What: both("{where} belum punya {field}", "{where} has no {field}"),
		Why:  both("tanpa itu langkahnya tidak bisa bekerja", "it cannot work without"),
		Next: both("tambahkan {field}: …", "add {field}: …"),
	},
	"reply_value": {
		What: both("balasan cepat membutuhkan value atau intent, dan tidak keduanya", "a reply needs a value or an intent, and not both"),
		Why:  both("value adalah yang terkirim ketika pelanggan mengetuknya", "the value is what the contact's tap sends"),
		Next: both("pertahankan salah satu", "keep one of them"),
	},
	"card_kind": {
		What: both(`tidak ada kartu "{kind}"`, `there is no card "{kind}"`),
		Why:  both("kartu adalah timeline, facts, atau list", "a card is a timeline, facts or a list"),
		Next: both("tulis kind: timeline", "write kind: timeline"),
	},
	"card_items": {
		What: both("items dan kind: list harus bersama-sama", "items and kind: list belong together"),
		Why:  both("hanya kartu list yang menampilkan isi sebuah daftar", "a list card shows the items of a list, and no other card does"),
		Next: both("tulis keduanya, atau tidak sama sekali", "write both, or neither"),
	},
	"slot_undeclared": {
		What: both(`{where} memakai slot "{slot}" yang belum dinyatakan`, `{where} uses a slot "{slot}" that is not declared`),
		Why:  both("pernyataannya menentukan apa yang diterima sebagai jawaban", "the declaration says what counts as an answer"),
		Next: both("nyatakan di bawah slots", "declare it under slots"),
	},
	"ask_choices": {
		What: both("ask untuk sebuah pilihan, tetapi tanpa pilihan", "an ask for a choice without choices"),
		Why:  both("tidak ada yang bisa dipilih", "there would be nothing to choose from"),
		Next: both("tambahkan choices atau choices_from", "add choices or choices_from"),
	},
	"choice_reserved": {
		What: both(`nilai "{value}" di antara choices`, `the value "{value}" among the choices`),
		Why:  both("ketukan dengan nilai itu sudah punya arti sendiri di mana-mana, jadi slotnya tidak pernah terisi", "a tap with that value means the same everywhere, so it would never fill the slot"),
		Next: both("pakai nilai lain, misalnya {value}_it", "use another value, for example {value}_it"),
	},
	"tries_form": {
		What: both(`tries berisi "{value}"`, `tries is "{value}"`),
		Why:  both("pertanyaan diulang sekali atau paling banyak {limit} kali, lalu petugas mengambil alih", "a question is put again once or at most {limit} times, then a person takes over"),
		Next: both("tulis tries: 2", "write tries: 2"),
	},
	"code_form": {
		What: both(`"{code}" bukan kode kesalahan`, `"{code}" is not an error code`),
		Why:  both("kode terdiri dari huruf kecil, angka, dan _, atau default", "codes are lower-case letters, digits and _, or default"),
		Next: both("tulis kode yang diberikan action itu", "write the code that the action gives"),
	},
	"code_twice": {
		What: both(`kode "{code}" ditulis dua kali`, `the code "{code}" stands twice`),
		Why:  both("hanya yang pertama akan berjalan", "only the first would run"),
		Next: both("hapus salah satu", "remove one"),
	},
	"case_twice": {
		What: both(`kasus "{name}" ditulis dua kali`, `the case "{name}" stands twice`),
		Why:  both("hanya yang pertama akan berjalan", "only the first would run"),
		Next: both("hapus salah satu", "remove one"),
	},
	"reason_unknown": {
		What: both(`tidak ada alasan "{reason}"`, `there is no reason "{reason}"`),
		Why:  both("laporan menghitung serah terima menurut alasan: {reasons}", "reports count hand-overs by reason: {reasons}"),
		Next: both("tulis reason: policy bila merek menghendaki petugas untuk hal ini", "write reason: policy where the brand wants a person for this"),
	},
	"attribute_purpose": {
		What: both("atribut tanpa tujuan", "an attribute without a purpose"),
		Why:  both("data orang disimpan untuk suatu keperluan, dan pelanggan boleh bertanya untuk apa", "what is kept of a person is kept for something, and the contact may ask for what"),
		Next: both("tambahkan, misalnya, purpose: delivery", "add purpose: delivery, for example"),
	},

	"class_unknown": {
		What: both(`tidak ada kelas "{class}"`, `there is no class "{class}"`),
		Why:  both("kelas menentukan persetujuan dan jam tenang: service, security, atau marketing", "it decides about consent and quiet hours: service, security or marketing"),
		Next: both("tulis class: service untuk hal yang menyangkut sesuatu yang dibeli atau diminta pelanggan", "write class: service for what belongs to something that the contact bought or asked for"),
	},
	"schedule_segment": {
		What: both("jadwal tanpa segmen", "a schedule without a segment"),
		Why:  both("harus jelas untuk pelanggan mana playbook ini dimulai", "it must be known for which contacts the playbook begins"),
		Next: both("tambahkan segment: …", "add segment: …"),
	},
	"trigger_off": {
		What: both("trigger {kind} dimatikan", "the trigger {kind} is switched off"),
		Why:  both("trigger yang tertulis berarti berlaku", "a trigger that stands there counts"),
		Next: both("tulis {kind}: true, atau hapus", "write {kind}: true, or remove it"),
	},
	"trigger_kind": {
		What: both("trigger tanpa jenis", "a trigger of no kind"),
		Why:  both("jenisnya salah satu dari intent, event, segment, schedule, manual, hand_back", "it is one of intent, event, segment, schedule, manual, hand_back"),
		Next: both("tulis, misalnya, {event: order.delayed}", "write {event: order.delayed}, for example"),
	},
	"trigger_field": {
		What: both("{field} bukan bagian dari trigger {kind}", "{field} does not belong to the trigger {kind}"),
		Why:  both("satu butir daftar adalah satu trigger", "one entry is one trigger"),
		Next: both("tulis sebagai butir tersendiri, atau hapus", "write it as an entry of its own, or remove it"),
	},
	"event_form": {
		What: both(`"{value}" bukan nama peristiwa`, `"{value}" is not the name of an event`),
		Why:  both("peristiwa dinamai dengan huruf kecil dan titik, seperti yang dikirim sistem merek", "events are named in lower case with dots, as the brand's system sends them"),
		Next: both("tulis, misalnya, order.delayed", "write order.delayed, for example"),
	},
	"on_form": {
		What: both(`on berisi "{value}"`, `on is "{value}"`),
		Why:  both("pelanggan masuk ke segmen atau keluar darinya", "a contact enters a segment or leaves it"),
		Next: both("tulis on: enter atau on: exit", "write on: enter or on: exit"),
	},
	"schedule_form": {
		What: both(`jadwal "{value}" tidak terbaca`, `the schedule "{value}" cannot be read`),
		Why:  both("jadwal punya lima kolom: menit, jam, tanggal, bulan, hari", "it has five fields: minute, hour, day of month, month, day of week"),
		Next: both(`tulis "0 9 * * 1" untuk setiap Senin pukul sembilan`, `write "0 9 * * 1" for Mondays at nine`),
	},

	"preview_alone": {
		What: both("preview tanpa confirm", "a preview without a confirm"),
		Why:  both("preview memberi tahu apa yang akan terjadi, agar pelanggan bisa menolak", "it tells what would happen, so that the contact can say no"),
		Next: both("tambahkan confirm: {text: …}", "add confirm: {text: …}"),
	},
	"on_no_alone": {
		What: both("on_no tanpa confirm", "on_no without a confirm"),
		Why:  both("tidak ada yang ditanya, jadi tidak ada yang bisa menolak", "nobody is asked, so nobody can say no"),
		Next: both("tambahkan confirm: {text: …}, atau hapus", "add confirm: {text: …}, or remove it"),
	},
	"undo_alone": {
		What: both("undo tanpa receipt", "an undo without a receipt"),
		Why:  both("undo ditawarkan bersama receipt", "it is offered with the receipt"),
		Next: both("tambahkan receipt: {text: …}", "add receipt: {text: …}"),
	},

	"duration_form": {
		What: both("{where} tidak dapat dipakai", "{where} cannot be used"),
		Why:  both("{reason}", "{reason}"),
		Next: both("tulis bilangan bulat lalu s, m, h, atau d", "write a whole number and s, m, h or d"),
	},
	"duration_none": {
		What: both("{where} tidak ada lamanya", "{where} is no time at all"),
		Why:  both("tidak ada yang akan ditunggu", "it would not wait"),
		Next: both("hapus, atau tulis berapa lama", "remove it, or write how long"),
	},
	"duration_long": {
		What: both("{where} selama {value}", "{where} is {value}"),
		Why:  both("paling lama {limit} hari", "at most {limit} days are allowed"),
		Next: both("tulis lebih singkat", "write less"),
	},
	"wait_parts": {
		What: both("wait tanpa event, tetapi dengan if atau on_timeout", "a wait without an event, but with if or on_timeout"),
		Why:  both("keduanya hanya berarti saat menunggu peristiwa", "they belong to waiting for an event"),
		Next: both("tambahkan event: …, atau hapus keduanya", "add event: …, or remove them"),
	},
	"wait_endless": {
		What: both("wait untuk sebuah event harus menyebut berapa lama", "a wait for an event must say for how long"),
		Why:  both("peristiwanya bisa saja tidak pernah datang", "the event may never come"),
		Next: both("tambahkan for: 3d, dan apa yang terjadi kemudian di bawah on_timeout", "add for: 3d, and what then under on_timeout"),
	},
	"wait_which": {
		What: both("wait membutuhkan salah satu: for, until, atau event", "a wait needs either for, until or an event"),
		Why:  both("harus jelas kapan berakhir", "it must be known when it ends"),
		Next: both("tulis wait: {for: 2h}", "write wait: {for: 2h}"),
	},
}
