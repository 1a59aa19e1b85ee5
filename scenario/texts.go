package scenario

import (
	"terang"
	"terang/playbook"
)

func both(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

// because is why a line cannot be read, or did not do what it says.
func because(key string, args ...any) error { return phrases.Because(key, args...) }

// how says how things are.
func how(key string, args ...any) terang.Text { return phrases.Text(key, args...) }

// texts are what is said of a file that cannot be read.
var texts = playbook.Texts{
	"file_size": {
		What: both("berkas ini {count} byte: paling banyak {limit} yang dibaca", "{count} bytes: at most {limit} are read"),
		Why:  both("sebuah skenario memperlihatkan satu hal", "a scenario shows one thing"),
		Next: both("pecah menjadi beberapa skenario", "split it into several scenarios"),
	},
	"part_twice": {
		What: both(`bagian "{part}" ditulis dua kali`, `the part "{part}" stands twice`),
		Why:  both("hanya satu yang bisa berlaku", "only one of them can hold"),
		Next: both("gabungkan keduanya", "put both into one"),
	},
	"part_unknown": {
		What: both(`tidak ada bagian "{part}"`, `there is no part "{part}"`),
		Why:  both("bagiannya adalah world, system, script, dan want", "the parts are world, system, script and want"),
		Next: both("tulis salah satunya", "write one of these"),
	},
	"no_script": {
		What: both("skenario ini belum punya script", "the scenario has no script"),
		Why:  both("tanpa itu tidak ada yang terjadi", "without it nothing happens"),
		Next: both("tambahkan baris -- script -- dan di bawahnya apa yang ditulis pelanggan, dengan contact: …", "add a line -- script -- and under it what the contact writes, as contact: …"),
	},
	"lines_many": {
		What: both("ada {count} baris: paling banyak {limit} yang dimainkan", "{count} lines: at most {limit} are played"),
		Why:  both("sebuah skenario memperlihatkan satu hal", "a scenario shows one thing"),
		Next: both("pecah menjadi beberapa skenario", "split it into several scenarios"),
	},
	"answer_form": {
		What: both("{reason}", "{reason}"),
		Why:  both("di sini tertulis apa yang dijawab sistem merek, satu jawaban satu baris", "here stands what the brand's system answers, one answer a line"),
		Next: both("tulis action => {…}, action(input=nilai) => {…}, action => 404 kode, atau action => timeout", "write action => {…}, action(input=value) => {…}, action => 404 code, or action => timeout"),
	},
	"answers_many": {
		What: both("ada {count} jawaban: paling banyak {limit} yang disimpan", "{count} answers: at most {limit} are kept"),
		Why:  both("sebuah skenario memperlihatkan satu hal", "a scenario shows one thing"),
		Next: both("pecah menjadi beberapa skenario", "split it into several scenarios"),
	},
	"line_unknown": {
		What: both(`"{text}" bukan baris script`, `"{text}" is no line of a script`),
		Why:  both("sebuah baris diawali salah satu dari {verbs}", "a line begins with one of {verbs}"),
		Next: both("perbaiki awal barisnya", "mend how the line begins"),
	},
	"line_wrong": {
		What: both("{verb}: {reason}", "{verb}: {reason}"),
		Why:  both("baris ini tidak dapat dimainkan", "the line cannot be played"),
		Next: both("perbaiki baris ini", "mend the line"),
	},
	"world_wrong": {
		What: both("{reason}", "{reason}"),
		Why:  both("barisnya adalah now: WAKTU, desk: PETUGAS, language: id, contact: NAMA, attribute: nama = nilai", "the lines are now: TIME, desk: AGENTS, language: id, contact: NAME, attribute: name = value"),
		Next: both("perbaiki baris ini", "mend the line"),
	},
}

var phrases = playbook.Phrases{
	"not_answer":      both("bukan action => jawaban: {text}", "not action => answer: {text}"),
	"not_input":       both(`"{text}" bukan input=nilai`, `"{text}" is not input=value`),
	"not_string":      both("{text} bukan teks JSON", "{text} is no JSON string"),
	"comma":           both("setelah {text} harus ada koma atau kurung", "a comma or a bracket must follow {text}"),
	"answer_empty":    both("jawabannya kosong", "the answer is empty"),
	"no_code":         both("error tidak menyebut kode", "error names no code"),
	"not_status":      both(`"{text}" bukan data, bukan status, dan bukan timeout atau error`, `"{text}" is neither data, nor a status, nor timeout or error`),
	"nothing_follows": both(`tidak boleh ada yang mengikuti, tetapi ada "{text}"`, `nothing may follow, but "{text}" does`),
	"not_object":      both(`"{text}" bukan objek JSON: {detail}`, `"{text}" is no JSON object: {detail}`),
	"not_time":        both(`"{text}" bukan waktu seperti 2026-11-21T10:21:00+07:00`, `"{text}" is not a time such as 2026-11-21T10:21:00+07:00`),
	"not_language":    both(`"{text}" bukan bahasa di sini; pakai id atau en`, `"{text}" is no language of the house; use id or en`),
	"not_world":       both(`world tidak punya "{text}"`, `the world has no "{text}"`),
	"not_duration":    both(`"{text}" bukan rentang waktu seperti 90s, 20m, 2h, atau 3d`, `"{text}" is no stretch of time such as 90s, 20m, 2h or 3d`),
	"not_number":      both(`"{text}" bukan jumlah petugas`, `"{text}" is no number of agents`),
	"not_queue":       both(`"{text}" bukan keadaan antrean; tulis full atau place 3 wait 4m 9m`, `"{text}" is no state of the queue; write full or place 3 wait 4m 9m`),
	"not_promise":     both(`"{text}" bukan jenis janji; tulis reply, call, write, atau task`, `"{text}" is no kind of promise; write reply, call, write or task`),
	"owed":            both("yang dijanjikan: {kinds}", "what is promised: {kinds}"),
	"not_agent":       both(`"{text}" tidak dilakukan petugas di sini; tulis takes NAMA atau gives back`, `"{text}" is nothing that an agent does here; write takes NAME or gives back`),
	"not_expected":    both(`"{text}" tidak bisa diharapkan; awali dengan {words}`, `"{text}" is nothing that can be expected; begin with {words}`),
	"not_quoted":      both("{text} tidak dikutip dengan benar", "{text} is not well quoted"),
	"not_holder":      both(`"{text}" tidak memegang percakapan; tulis assistant, queue, atau agent`, `"{text}" holds no conversation; write assistant, queue or agent`),
	"not_pair":        both(`"{text}" bukan nama = nilai`, `"{text}" is not name = value`),
	"not_sign":        both(`"{text}" bukan pembanding; pakai <, <=, =, >=, atau >`, `"{text}" does not compare; use <, <=, =, >= or >`),
	"write_name":      both(`tulis sebuah nama, dan di belakangnya apa yang diketahui, misalnya order.delayed {"days":2}`, `write a name, and behind it what is known, such as order.delayed {"days":2}`),
	"write_segment":   both(`"{text}": tulis nama segmen, lalu enter atau exit`, `"{text}": write the segment's name, and enter or exit`),
	"write_ended":     both(`"{text}": tulis playbooknya, lalu solved atau unsolved`, `"{text}": write the playbook, and solved or unsolved`),
	"write_playbook":  both("tulis id playbook", "write the id of the playbook"),
	"write_tap":       both("tulis apa yang diketuk: tap: nilai | label, atau labelnya saja", "write what is tapped: tap: value | label, or the label alone"),
	"write_expected":  both("tulis apa yang diharapkan", "write what is expected"),
	"write_text":      both(`text "{text}": tulis text contains, text lacks, atau text is`, `text "{text}": write text contains, text lacks or text is`),
	"write_action":    both("tulis nama action", "write the action's name"),
	"write_no":        both(`no "{text}": tulis no action, no question, no playbook, atau no sleeper`, `no "{text}": write no action, no question, no playbook or no sleeper`),
	"write_reason":    both("tulis alasan serah terima, misalnya asked", "write the reason of the hand-over, such as asked"),
	"write_trust":     both(`"{text}": tulis misalnya trust < 60`, `"{text}": write for example trust < 60`),
	"write_author":    both("tulis jenis penulis, misalnya ai", "write the kind of author, such as ai"),
	"write_article":   both("tulis id artikel", "write the id of the article"),
	"write_question":  both("tulis apa yang ditanyakan: sebuah slot, identifier, atau code", "write what is asked for: a slot, identifier or code"),

	"talk_differs":    both("percakapannya berjalan lain\n{difference}", "the talk goes another way\n{difference}"),
	"nothing_stated":  both("skenario ini tidak menyebut apa yang harus dihasilkan; tulis baris expect: …, atau biarkan bagian want ditulis oleh --update", "the scenario states nothing that must come of it; write expect: … lines, or have the part want written by --update"),
	"no_answer":       both("{action} dipanggil dengan input yang belum ada jawabannya; tulis {action} => {…} atau {action} => timeout di bawah -- system --", "{action} was called with inputs for which no answer is stated; write {action} => {…} or {action} => timeout under -- system --"),
	"no_beginning":    both(`tidak ada playbook "{playbook}" yang boleh dimulai oleh selain kata-kata`, `there is no playbook "{playbook}" that something other than words may begin`),
	"no_reply":        both(`balasan cepat "{text}" tidak ditawarkan; yang ada: {labels}`, `no quick reply "{text}" was offered; there were: {labels}`),
	"expected":        both("{expected}\n  {is}", "{expected}\n  {is}"),
	"none":            both("tidak ada", "none"),
	"list":            both("{items}", "{items}"),
	"nothing_said":    both("tidak ada yang dikatakan", "nothing was said"),
	"was_said":        both("yang dikatakan: {said}", "was said: {said}"),
	"offered":         both("yang ditawarkan: {labels}", "offered: {labels}"),
	"no_call":         both("tidak ada action yang dipanggil", "no action was called"),
	"called":          both("yang dipanggil: {calls}", "called: {calls}"),
	"waits":           both("menunggu {for}", "waits for {for}"),
	"open":            both("{playbook} sedang terbuka", "{playbook} is open"),
	"none_open":       both("tidak ada playbook yang terbuka", "no playbook is open"),
	"sleeps":          both("{playbook} sedang tidur", "{playbook} sleeps"),
	"nothing_sleeps":  both("tidak ada yang tidur", "nothing sleeps"),
	"sleeping":        both("yang tidur: {playbooks}", "sleeping: {playbooks}"),
	"held":            both("dipegang {holder}", "held by {holder}"),
	"not_handed":      both("tidak ada yang diserahkan kepada petugas", "nothing was handed over"),
	"handed":          both("diserahkan kepada petugas karena {reason}", "handed over because of {reason}"),
	"card_says":       both("kartunya berkata: {facts}", "the card says: {facts}"),
	"trust_is":        both("trust bernilai {score}", "trust is {score}"),
	"language_is":     both("bahasanya {language}", "the language is {language}"),
	"written_by":      both("ditulis oleh {author}", "written by {author}"),
	"no_source":       both("tidak ada jawaban yang berasal dari sana", "no answer came from it"),
	"no_question":     both("tidak ada pertanyaan yang terbuka", "no question is open"),
	"value":           both("{name} = {value}", "{name} = {value}"),
	"not_filled":      both("{name} belum terisi", "{name} is not filled"),
	"not_known":       both("{name} tidak diketahui", "{name} is not known"),
	"not_remembered":  both("{name} tidak diingat", "{name} is not remembered"),
	"nobody_verified": both("tidak ada yang terverifikasi", "nobody is verified"),
	"verified":        both("yang terverifikasi {id}", "verified is {id}"),
	"ended":           both("{playbook} berakhir, solved: {solved}", "{playbook} ended, solved: {solved}"),
	"not_ended":       both("belum berakhir", "it did not end"),
}
