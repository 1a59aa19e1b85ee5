package transcript

import (
	"strings"

	"terang"
)

func text(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

// kinds are all that write, in the order of the legend.
var kinds = []terang.AuthorKind{terang.KindAI, terang.KindAIAssisted, terang.KindAutomation, terang.KindHuman, terang.KindSystem, terang.KindContact}

// labels are the gate's, but for those that speak to the reader: in a file that is handed on, "you" is somebody else.
var labels = map[terang.AuthorKind]terang.Text{
	terang.KindAI:         text("Asisten AI", "AI assistant"),
	terang.KindAIAssisted: text("Petugas, dibantu AI", "Agent, with AI"),
	terang.KindAutomation: text("Pesan otomatis", "Automated message"),
	terang.KindHuman:      text("Petugas", "Agent"),
	terang.KindSystem:     text("Pemberitahuan sistem", "System notice"),
	terang.KindContact:    text("Pelanggan", "Customer"),
	terang.KindUnknown:    text("Penulis tidak diketahui", "Author unknown"),
}

var meanings = map[terang.AuthorKind]terang.Text{
	terang.KindAI:         text("Kata-katanya dipilih atau ditulis program komputer (AI), bukan manusia.", "A computer program (AI) chose or wrote the words, not a human."),
	terang.KindAIAssisted: text("Seorang petugas mengirim kata-kata yang disusun AI.", "A human agent sent words that an AI drafted."),
	terang.KindAutomation: text("Pesan tetap yang dikirim program tanpa AI, bukan manusia.", "A fixed message that a program sent without AI, not a human."),
	terang.KindHuman:      text("Manusia: petugas yang menulis sendiri.", "Human: an agent who wrote it."),
	terang.KindSystem:     text("Pemberitahuan tentang siapa yang berbicara.", "A notice of who speaks."),
	terang.KindContact:    text("Orang di pihak lain, pelanggan.", "The person on the other side, the customer."),
}

var (
	titleText        = text("Transkrip percakapan", "Conversation transcript")
	conversationText = text("Percakapan", "Conversation")
	channelText      = text("Saluran", "Channel")
	contactText      = text("Pelanggan", "Customer")
	beganText        = text("Dimulai", "Began")
	madeText         = text("Berkas dibuat", "File made")
	legendText       = text("Siapa yang menulis", "Who wrote what")
	messagesText     = text("Pesan", "Messages")
	receiptText      = text("Bukti", "Receipt")
	receiptsText     = text("Berkas bukti", "Receipt files")
	pendingText      = text("belum ada", "none yet")
	checkText        = text("Tiap pesan keluar punya bukti. Simpan satu bukti sebagai berkas, lalu periksa dengan terang verify; tidak perlu jaringan.",
		"Each outbound message has a receipt. Save one as a file and check it with terang verify; no network is needed.")
)

// Label returns the words by which a file marks an author of this kind; every kind has some.
func Label(k terang.AuthorKind, l terang.Language) string {
	t, ok := labels[k]
	if !ok {
		return string(k)
	}
	return t.In(l)
}

var importedText = text("dibawa dari {system}, tanpa bukti", "brought along from {system}, without proof")

// label is how a file marks who wrote a message; what was brought along says so.
func (m *Message) label(l terang.Language) string {
	out := Label(m.Author.Kind(), l)
	if from := m.Author.Imported(); from != "" {
		out += " (" + strings.ReplaceAll(importedText.In(l), "{system}", oneLine(from)) + ")"
	}
	return out
}

// heading is a file's facts, in order, each with its name; those that are empty are left out.
func (h *Head) heading() [][2]string {
	var out [][2]string
	for _, f := range []struct {
		name  terang.Text
		value string
	}{
		{conversationText, h.Conversation}, {channelText, h.Channel}, {contactText, h.Contact}, {beganText, stamp(h.Began)}, {madeText, stamp(h.Made)},
	} {
		if f.value != "" {
			out = append(out, [2]string{f.name.In(h.Language), oneLine(f.value)})
		}
	}
	return out
}

func (h *Head) title() string {
	return titleText.In(h.Language) + " · " + oneLine(h.Brand)
}

// oneLine is plain on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(plain(s)), " ") }
