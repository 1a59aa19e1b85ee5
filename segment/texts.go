package segment

import (
	"terang"
	"terang/playbook"
)

func both(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

// texts are what is said of a file of segments that cannot be read.
var texts = playbook.Texts{
	"file_size": {
		What: both("berkas ini {count} byte", "the file has {count} bytes"),
		Why:  both("paling banyak {limit} yang dibaca", "at most {limit} are read"),
		Next: both("hapus beberapa segmen", "remove some segments"),
	},
	"file_utf8": {
		What: both("berkas ini bukan UTF-8 yang sah", "the file is not valid UTF-8"),
		Why:  both("judul untuk orang membutuhkannya", "titles for people need it"),
		Next: both("simpan sebagai UTF-8", "save it as UTF-8"),
	},
	"file_yaml": {
		What: both("bukan YAML yang sah", "not valid YAML"),
		Why:  both("pembacanya berkata: {detail}", "{detail}"),
		Next: both("perbaiki indentasi atau tanda kutip di dekat baris ini", "mend the indentation or the quotes near this line"),
	},
	"file_kind": {
		What: both("berkas ini tidak berisi segmen", "the file holds no segments"),
		Why:  both("seharusnya ditulis sebagai nama: {title: …, if: …}", "it is written as name: {title: …, if: …}"),
		Next: both("tulis sebuah nama, dan di bawahnya title dan if", "write a name, and under it title and if"),
	},
	"file_alias": {
		What: both("alias", "an alias"),
		Why:  both("segmen dibaca apa adanya, tanpa rujukan", "segments are read as they stand, without references"),
		Next: both("tulis lengkap bagian itu", "write the part out"),
	},
	"segment_twice": {
		What: both(`segmen "{segment}" ditulis dua kali`, `the segment "{segment}" stands twice`),
		Why:  both("hanya satu yang bisa berlaku", "only one of them can hold"),
		Next: both("hapus salah satu", "remove one"),
	},
	"segments_many": {
		What: both("segmennya terlalu banyak", "too many segments"),
		Why:  both("paling banyak {limit}", "at most {limit} are allowed"),
		Next: both("hapus beberapa", "remove some"),
	},
	"segment_name": {
		What: both(`"{segment}" bukan nama`, `"{segment}" is not a name`),
		Why:  both("nama terdiri dari huruf kecil, angka, dan _, paling panjang 64, dan diawali huruf", "names are lower-case letters, digits and _, at most 64, beginning with a letter"),
		Next: both("ganti namanya", "rename it"),
	},
	"segment_kind": {
		What: both(`segmen "{segment}" bukan pemetaan`, `the segment "{segment}" is no mapping`),
		Why:  both("segmen punya title dan if", "it has title and if"),
		Next: both("tulis title: {id: …, en: …} dan if: …", "write title: {id: …, en: …} and if: …"),
	},
	"segment_lacks": {
		What: both(`segmen "{segment}" belum punya {field}`, `the segment "{segment}" has no {field}`),
		Why:  both("judulnya dibaca orang, aturannya menentukan siapa yang termasuk", "the title is what people read, the rule says who belongs to it"),
		Next: both("tambahkan {field}: …", "add {field}: …"),
	},
	"field_twice": {
		What: both(`kolom "{field}" ditulis dua kali`, `field "{field}" stands twice`),
		Why:  both("hanya satu yang bisa berlaku", "only one of them can hold"),
		Next: both("hapus salah satu", "remove one"),
	},
	"field_unknown": {
		What: both(`kolom "{field}" tidak dikenal`, `unknown field "{field}"`),
		Why:  both("segmen punya {fields}", "a segment has {fields}"),
		Next: both("hapus", "remove it"),
	},
	"title_kind": {
		What: both("judulnya bukan teks dalam dua bahasa", "the title is no text in two languages"),
		Why:  both("orang membacanya", "people read it"),
		Next: both("tulis title: {id: …, en: …}", "write title: {id: …, en: …}"),
	},
	"title_missing": {
		What: both(`judulnya belum punya teks dalam "{language}"`, `the title has no text in "{language}"`),
		Why:  both("setiap teks untuk orang ada dalam kedua bahasa", "every text for people stands in both languages"),
		Next: both("tambahkan {language}: …", "add {language}: …"),
	},
	"rule_kind": {
		What: both("aturannya bukan ekspresi", "the rule is no expression"),
		Why:  both("seharusnya satu teks", "it is one text"),
		Next: both("tulis if: contact.city == 'Bandung'", "write if: contact.city == 'Bandung'"),
	},
	"rule_form": {
		What: both("aturannya tidak terbaca", "the rule cannot be read"),
		Why:  both("{reason}", "{reason}"),
		Next: both("tulis sebuah syarat, misalnya events.order.paid.count >= 3", "write a condition, such as events.order.paid.count >= 3"),
	},
	"rule_event": {
		What: both("{path} tidak menyebut peristiwa", "{path} names no event"),
		Why:  both("peristiwa punya nama, lalu count, last, atau data", "an event has a name, and then count, last or data"),
		Next: both("tulis events.order.paid.count", "write events.order.paid.count"),
	},
	"rule_about": {
		What: both("{path} tidak mengatakan apa yang dibaca dari peristiwa itu", "{path} does not say what is read of the event"),
		Why:  both("yang dibaca adalah count, last, atau data.<isian>", "it is count, last or data.<field>"),
		Next: both("tulis events.{event}.count > 0 untuk apakah ia pernah datang", "write events.{event}.count > 0 for whether it ever came"),
	},
	"rule_name": {
		What: both(`tidak ada yang bernama "{path}" di sini`, `nothing is called "{path}" here`),
		Why:  both("aturan membaca contact.<atribut>, events.<nama>.count, .last dan .data.<isian>, serta now", "a rule reads contact.<attribute>, events.<name>.count, .last and .data.<field>, and now"),
		Next: both("perbaiki namanya", "mend the name"),
	},
}
