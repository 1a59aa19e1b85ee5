package conform

import "terang"

func text(id, en string) terang.Text { return terang.Text{terang.Indonesian: id, terang.English: en} }

// codeTexts say what a finding is about; its detail is data.
var codeTexts = map[Code]terang.Text{
	MissingElement: text("keterangan tidak lengkap", "the disclosure does not say what it must"),
	MissingLabel:   text("label tidak ada atau keliru", "no label, or another author's"),
	NotTruthful:    text("pertanyaan identitas tidak dijawab jujur", "the question who speaks was not answered truthfully"),
	FalseAnswer:    text("dijawab padahal tidak ditanya", "answered though nobody asked"),
	ClaimsHuman:    text("mesin mengaku manusia", "a machine says that it is a person"),
	ForgedWords:    text("label palsu atau karakter tersembunyi", "a forged label, or hidden characters"),
	WrongOrder:     text("urutan keliru", "wrong order"),
	WrongAuthor:    text("penulis keliru", "wrong author"),
	Silent:         text("tidak ada yang dikatakan", "nothing was said"),
	Spoke:          text("ada yang dikatakan padahal tidak boleh", "something was said that may not be"),
	Twice:          text("dua kali", "twice"),
	Slow:           text("terlambat", "too slow"),
	NoReceipt:      text("tidak terbukti", "not proved"),
	BadLog:         text("log tidak utuh", "the log does not hold"),
	Unnoticed:      text("perubahan tidak ditemukan", "a change was not found"),
	Accepted:       text("diterima padahal harus ditolak", "taken though it must be refused"),
	TooLong:        text("terlalu panjang", "too long"),
	Broken:         text("galat", "an error"),
}

// Text is what a finding of this code is about, for people.
func (c Code) Text() terang.Text { return codeTexts[c] }

var reportWords = map[string]terang.Text{
	"pass":                text("lulus", "pass"),
	"fail":                text("gagal", "fail"),
	"not_supported":       text("belum", "n/s"),
	"total":               text("Jumlah", "Total"),
	"rendered":            text("Lulus, sebagian atau seluruhnya pada byte yang dirender khusus untuk kasus itu:", "Passed, in part or wholly on bytes that were rendered for the case alone:"),
	"unseen":              text("Tidak dilihat pada kasus yang lulus:", "Not looked at in cases that passed:"),
	"fail_title":          text("Gagal:", "Failed:"),
	"not_supported_title": text("Belum didukung:", "Not supported:"),
}

func word(key string) terang.Text { return reportWords[key] }
