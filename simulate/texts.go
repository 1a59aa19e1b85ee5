package simulate

import (
	"terang"
	"terang/playbook"
)

func both(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

// wrong is one mistake of a plan; where is the file.
func wrong(where, key string, args ...any) error {
	p := texts.Problem(key, args...).At(where, 1, 1)
	p.Rule = playbook.RuleForm
	return p
}

// texts are what is said of a plan that cannot be played.
var texts = playbook.Texts{
	"plan_size": {
		What: both("berkas ini {count} byte", "the file has {count} bytes"),
		Why:  both("paling banyak {limit} yang dibaca", "at most {limit} are read"),
		Next: both("kurangi isinya", "make it shorter"),
	},
	"plan_yaml": {
		What: both("rencana ini tidak terbaca", "the plan cannot be read"),
		Why:  both("pembacanya berkata: {detail}", "{detail}"),
		Next: both("perbaiki bagian itu; bentuknya ada di docs/testing.md", "mend that part; the form is in docs/testing.md"),
	},
	"now": {
		What: both(`now: "{value}" bukan waktu seperti 2026-11-21T10:21:00+07:00`, `now: "{value}" is not a time such as 2026-11-21T10:21:00+07:00`),
		Why:  both("setiap percakapan dimulai pada waktu itu", "every conversation begins then"),
		Next: both("tulis waktunya dengan zona", "write the time with its zone"),
	},
	"language": {
		What: both(`languages: "{language}" bukan bahasa di sini`, `languages: "{language}" is no language of the house`),
		Why:  both("pelanggan tiruan menulis dengan contoh dari pack", "make-believe customers write with the pack's examples"),
		Next: both("pakai id dan en", "use id and en"),
	},
	"persona": {
		What: both(`personas: tidak ada "{persona}"`, `personas: there is no "{persona}"`),
		Why:  both("yang ada: {personas}", "there are {personas}"),
		Next: both("tulis salah satunya", "write one of these"),
	},
	"fault": {
		What: both("faults: {action}: jawabannya tidak dapat dipakai: {reason}", "faults: {action}: the answer cannot be used: {reason}"),
		Why:  both("gangguan adalah jawaban seperti dalam skenario", "a fault is an answer as in a scenario"),
		Next: both("tulis timeout, error kode, atau 500", "write timeout, error code or 500"),
	},
	"way_form": {
		What: both("ways: {kind}: polanya tidak terbaca: {detail}", "ways: {kind}: the pattern cannot be read: {detail}"),
		Why:  both("dengan pola itu nilai ditulis dalam bentuk lain", "by it a value is written in another form"),
		Next: both("perbaiki from", "mend from"),
	},
	"way_hole": {
		What: both(`ways: {kind}: {language}: "{way}" tidak punya {} di tempat nilainya`, `ways: {kind}: {language}: "{way}" has no {} where the value stands`),
		Why:  both("nilainya tidak akan pernah tertulis", "the value would never be written"),
		Next: both(`tulis misalnya "nomornya {}"`, `write for example "it is {}"`),
	},
	"goals_none": {
		What: both("goals: tidak ada yang datang untuk apa pun", "goals: nobody comes for anything"),
		Why:  both("tanpa tujuan tidak ada percakapan", "without a goal there is no conversation"),
		Next: both("sebut setidaknya satu tujuan", "name at least one goal"),
	},
	"goal_id": {
		What: both("goals: sebuah tujuan membutuhkan id", "goals: a goal needs an id"),
		Why:  both("angka-angkanya disebut dengan id itu", "its figures are named by it"),
		Next: both("tambahkan id: …", "add id: …"),
	},
	"goal_twice": {
		What: both("goals: {goal} ditulis dua kali", "goals: {goal} stands twice"),
		Why:  both("angka keduanya akan tercampur", "the figures of both would be mixed"),
		Next: both("beri salah satunya id lain", "give one another id"),
	},
	"goal_intents": {
		What: both("goals: {goal} tidak menyebut intents", "goals: {goal} names no intents"),
		Why:  both("contoh-contohnya adalah kata-kata pembuka", "their examples are its openings"),
		Next: both("tambahkan intents: […]", "add intents: […]"),
	},
	"goal_done": {
		What: both("goals: {goal}: done tidak menyebut playbook, artikel, atau person: true", "goals: {goal}: done names neither a playbook, nor an article, nor person: true"),
		Why:  both("harus jelas kapan tujuannya tercapai", "it must be known when the goal is reached"),
		Next: both("tambahkan done: {playbook: …}", "add done: {playbook: …}"),
	},
	"goal_values": {
		What: both("goals: {goal}: {slot} tidak punya nilai dalam {language}", "goals: {goal}: {slot} has no values in {language}"),
		Why:  both("pelanggan dalam bahasa itu tidak tahu harus menjawab apa", "customers in that language would not know what to answer"),
		Next: both("tambahkan nilainya", "add the values"),
	},
	"no_examples": {
		What: both(`pack ini tidak punya contoh "{intent}" dalam {language}`, `the pack has no examples of "{intent}" in {language}`),
		Why:  both("contoh-contohnya adalah kata-kata pembuka pelanggan", "they are what customers begin with"),
		Next: both("tulis contohnya di intents/{language}.tsv, atau keluarkan intent itu dari rencana", "write them into intents/{language}.tsv, or take the intent out of the plan"),
	},
}
