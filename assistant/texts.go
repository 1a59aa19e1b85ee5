package assistant

import (
	"terang"
	"terang/playbook"
)

func both(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

// packTexts are what is said of the files of a pack that do not go together.
var packTexts = playbook.Texts{
	"no_examples": {
		What: both("belum ada contoh kalimat", "there are no examples"),
		Why:  both("tanpa contoh, asisten tidak mengenali keinginan apa pun", "without any, the assistant understands nothing"),
		Next: both("tulis beberapa di intents/id.tsv (label<TAB>teks)", "write some into intents/id.tsv (label<TAB>text)"),
	},
	"verification_action": {
		What: both(`verifikasi memanggil action "{action}", yang tidak ada di actions.yaml`, `the verification calls the action "{action}", which actions.yaml does not have`),
		Why:  both("tanpa itu tidak ada pelanggan yang bisa membuktikan dirinya", "without it no contact can prove who it is"),
		Next: both("tambahkan di sana", "add it there"),
	},
	"file_size": {
		What: both("berkas ini {count} byte", "the file has {count} bytes"),
		Why:  both("paling banyak {limit} yang dibaca", "at most {limit} are read"),
		Next: both("pecah berkas ini", "split it"),
	},
	"files_many": {
		What: both("ada {count} berkas", "there are {count} files"),
		Why:  both("paling banyak {limit} yang dibaca", "at most {limit} are read"),
		Next: both("gabungkan atau hapus beberapa", "join or remove some"),
	},
	"article_twice": {
		What: both(`{other} adalah artikel "{article}" yang sama dalam bahasa yang sama`, `{other} is the same article "{article}" in the same language`),
		Why:  both("hanya satu yang bisa menjadi jawaban", "only one of them can be the answer"),
		Next: both("beri salah satunya id lain", "give one another id"),
	},
	"article_language": {
		What: both(`"{article}" belum punya teks dalam "{language}"`, `"{article}" has no text in "{language}"`),
		Why:  both("setiap artikel ada dalam kedua bahasa", "every article stands in both languages"),
		Next: both("tulis articles/{article}.{language}.md", "write articles/{article}.{language}.md"),
	},
}
