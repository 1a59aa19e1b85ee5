package engine

import (
	"terang"
	"terang/playbook"
)

// RuleUnfit is the rule of a [playbook.Problem] that says why parts do not go together.
const RuleUnfit = "unfit"

// misfit is why playbooks, articles and the brand's settings do not go together.
func misfit(file string, line int, key string, args ...any) error {
	p := unfitTexts.Problem(key, args...).At(file, line, 1)
	p.Rule = RuleUnfit
	return p
}

const brandFile = "brand.yaml"

func both(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

var unfitTexts = playbook.Texts{
	"topic_article": {
		What: both(`topics: {intent} dijawab dengan artikel "{article}", yang tidak ada di pack ini`, `topics: {intent} is answered by the article "{article}", which the pack does not have`),
		Why:  both("isinyalah yang menjadi jawaban", "it is what would be answered"),
		Next: both("tulis artikelnya, atau sebut yang ada", "write the article, or name one that is there"),
	},
	"topic_handled": {
		What: both("topics: {intent} sudah ditangani {file}", "topics: {intent} is handled by {file}"),
		Why:  both("satu keinginan pelanggan punya satu jawaban", "one wish of a contact has one answer"),
		Next: both("hapus salah satu", "remove one of them"),
	},
	"menu_intent": {
		What: both(`menu menawarkan "{intent}", yang tidak ditangani playbook mana pun dan tidak ada di topics`, `the menu offers "{intent}", which no playbook handles and topics does not name`),
		Why:  both("mengetuknya tidak akan menuju ke mana pun", "a tap on it would lead nowhere"),
		Next: both("hapus dari menu, atau tulis playbook untuknya", "take it out of the menu, or write a playbook for it"),
	},
	"lines": {
		What: both(`trust: ada garis untuk "{playbook}", tetapi pack ini tidak punya playbook itu`, `trust: there are lines for "{playbook}", but the pack has no such playbook`),
		Why:  both("garis itu tidak akan pernah berlaku", "they would never hold"),
		Next: both("hapus, atau sebut playbook yang ada", "take them out, or name a playbook that is there"),
	},
	"same_id": {
		What: both(`{first} dan {second} sama-sama bernama "{id}"`, `{first} and {second} are both "{id}"`),
		Why:  both("sebuah run menemukan playbooknya lewat id", "a run finds its playbook by its id"),
		Next: both("beri salah satunya id lain", "give one another id"),
	},
	"same_intent": {
		What: both(`{first} dan {second} sama-sama menjawab intent "{intent}"`, `{first} and {second} both answer the intent "{intent}"`),
		Why:  both("satu keinginan pelanggan punya satu jawaban", "one wish of a contact has one answer"),
		Next: both("hapus salah satu trigger", "remove one trigger"),
	},
	"same_hand_back": {
		What: both("{first} dan {second} sama-sama dimulai ketika petugas mengembalikan percakapan", "{first} and {second} both begin when a person gives the conversation back"),
		Why:  both("hanya satu yang bisa melanjutkan percakapan", "only one can go on with the conversation"),
		Next: both("hapus salah satu trigger", "remove one trigger"),
	},
	"article": {
		What: both(`article: pack ini tidak punya artikel "{article}"`, `article: the pack has no article "{article}"`),
		Why:  both("isinyalah yang menjadi jawaban", "it is what would be answered"),
		Next: both("tulis artikelnya, atau sebut yang ada", "write the article, or name one that is there"),
	},
	"no_verification": {
		What: both("verify: merek ini tidak menyebut cara verifikasi", "verify: the brand states no verification"),
		Why:  both("tidak ada cara bagi pelanggan untuk membuktikan dirinya", "there is no way for a contact to prove who it is"),
		Next: both("tambahkan verification ke brand.yaml", "add it to brand.yaml"),
	},
	"identifier": {
		What: both(`verify: verifikasi merek ini tidak punya pengenal "{by}"`, `verify: the brand's verification has no identifier "{by}"`),
		Why:  both("pelanggan tidak dapat ditemukan dengan itu", "no contact can be found by it"),
		Next: both("tulis yang ada, atau tambahkan ke verification di brand.yaml", "write one that is there, or add it to verification in brand.yaml"),
	},
	"sub": {
		What: both(`run: pack ini tidak punya playbook "{playbook}"`, `run: the pack has no playbook "{playbook}"`),
		Why:  both("run membutuhkan playbook yang ada", "run needs one that is there"),
		Next: both("tulis dulu playbook itu, atau sebut yang ada", "write it first, or name one that is there"),
	},
}
