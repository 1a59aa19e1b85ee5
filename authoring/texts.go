package authoring

import (
	"terang"
	"terang/playbook"
)

func both(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

// texts are what only this room has to say of a playbook.
var texts = playbook.Texts{
	"unreadable": {
		What: both("playbook ini tidak terbaca", "the playbook cannot be read"),
		Why:  both("{detail}", "{detail}"),
		Next: both("perbaiki bagian yang disebut", "mend the part that it names"),
	},
	"other_id": {
		What: both(`id-nya "{written}", padahal ini playbook "{id}"`, `the id is "{written}", but this is the playbook "{id}"`),
		Why:  both("playbook mempertahankan id-nya: dengan itulah percakapan, tanda terima, dan angka mengenalnya", "a playbook keeps its id, by which conversations, receipts and figures know it"),
		Next: both("tulis id: {id}, atau buat playbook baru", "write id: {id}, or make a new playbook"),
	},
	"no_number": {
		What: both("nomor versinya tidak dapat dipasang: {reason}", "the version cannot be set: {reason}"),
		Why:  both("setiap penerbitan mendapat nomor berikutnya, yang ditulis ke dalam teks", "each publication gets the next number, written into the text"),
		Next: both("tulis version: 1 di baris tersendiri", "write version: 1 on a line of its own"),
	},
	"unfit": {
		What: both("{detail}", "{detail}"),
		Why:  both("playbook ini akan berlaku bersama playbook lain, artikel, dan setelan merek", "it would be live together with the other playbooks, the articles and the brand's settings"),
		Next: both("perbaiki bagian yang disebut", "mend the part that it names"),
	},
}
