package conform

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"terang"
)

// Faults are the planted mistakes: at least forty, each another one.
func Faults() []Fault {
	var out []Fault
	for _, group := range [][]Fault{labelFaults(), disclosureFaults(), changeFaults(), identityFaults(), wordFaults(), proofFaults(), fileFaults()} {
		out = append(out, group...)
	}
	return out
}

func fault(id, indonesian, english string, plant func(Adapter) Adapter, cases ...string) Fault {
	return Fault{ID: id, What: text(indonesian, english), Cases: cases, plant: plant}
}

func labelFaults() []Fault {
	label := func(kind terang.AuthorKind, words string) func(Adapter) Adapter {
		return changes(func(u unit) {
			if u.kind() == kind {
				u.set(words, "author", "label")
			}
		})
	}
	kind := func(from, to terang.AuthorKind) func(Adapter) Adapter {
		return changes(func(u unit) {
			if u.kind() == from {
				u.set(string(to), "author", "kind")
			}
		})
	}
	return []Fault{
		fault("label_removed", "label AI hilang di satu perender", "the AI label is removed in one renderer", label(terang.KindAI, ""), "B10", "D09"),
		fault("label_of_a_person", "label AI diganti Petugas", "the AI's label is an agent's", label(terang.KindAI, "Petugas"), "B10", "D01"),
		fault("label_automation_removed", "label pesan otomatis hilang", "the label of automatic messages is removed", label(terang.KindAutomation, ""), "A11", "C06"),
		fault("author_flipped", "jenis penulis AI menjadi manusia", "the machine-readable author is flipped to human", kind(terang.KindAI, terang.KindHuman), "B01", "D01"),
		fault("person_as_ai", "pesan petugas tercatat sebagai AI", "a person's words carry the AI as author", kind(terang.KindHuman, terang.KindAI), "C01", "D01"),
		fault("person_labelled_ai", "pesan petugas berlabel Asisten AI", "a person's words are labelled as the AI's", label(terang.KindHuman, "Asisten AI"), "C01"),
		fault("automation_as_system", "pesan otomatis menyamar sebagai sistem", "an automatic message passes as the system's", kind(terang.KindAutomation, terang.KindSystem), "A11"),
		fault("label_lost_with_buttons", "label hilang bila ada tombol", "the label is lost where there are buttons", changes(func(u unit) {
			if r, _ := u["replies"].([]any); len(r) > 0 {
				u.set("", "author", "label")
			}
		}), "D09"),
		fault("page_without_badge", "halaman tanpa skrip tidak menunjukkan label", "the page without scripts shows no label", paged(func(b []byte) []byte {
			return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("Asisten AI"), nil), []byte("AI assistant"), nil)
		}), "A01"),
	}
}

func disclosureFaults() []Fault {
	replace := func(pairs ...string) func(Adapter) Adapter {
		r := strings.NewReplacer(pairs...)
		return changes(func(u unit) { u.set(r.Replace(u.at("disclosure", "text")), "disclosure", "text") })
	}
	return []Fault{
		fault("disclosure_dropped", "keterangan pertama dibuang", "the first disclosure is dropped", changes(func(u unit) {
			if u.first() {
				delete(u, "disclosure")
			}
		}), "A01", "A12"),
		fault("disclosure_in_metadata", "keterangan hanya di metadata", "the disclosure is in metadata only", changes(func(u unit) {
			if d, ok := u["disclosure"]; ok {
				u["meta"] = d
				delete(u, "disclosure")
			}
		}), "A01"),
		fault("not_human_unsaid", "\"bukan manusia\" dihapus", "that it is not human is left unsaid", replace("bukan manusia", "siap membantu", "not a human", "happy to help"), "A01"),
		fault("operator_unnamed", "nama merek dihapus dari keterangan", "the operator is not named", changes(func(u unit) {
			if d, ok := u["disclosure"].(map[string]any); ok {
				words, _ := d["text"].(string)
				d["text"] = strings.ReplaceAll(words, "Toko Terang", "kami")
			}
		}), "A01"),
		fault("no_way_to_a_person", "jalan ke petugas tidak disebut", "the way to a person is not told", replace(" Anda bisa bicara dengan petugas kapan saja.", "", " You can talk to an agent at any time.", ""), "A01"),
		fault("wrong_language", "keterangan dalam bahasa yang salah", "the disclosure is in the wrong language", changes(func(u unit) {
			if u.first() && u.language() == terang.English {
				u.set("Ini asisten AI Toko Terang, bukan manusia. Anda bisa bicara dengan petugas kapan saja.", "disclosure", "text")
			}
		}), "A01"),
		fault("hidden_in_disclosure", "karakter tak terlihat memecah kata AI", "invisible characters part the word AI", replace("AI", "A\u200bI"), "A01"),
		fault("disclosure_too_late", "keterangan menyusul setelah pesan pertama", "the disclosure follows the first message", whole(belated), "A10", "A01"),
		fault("language_not_told_again", "ganti bahasa tanpa keterangan baru", "no disclosure in the language that the contact changed to", answers(func(u unit) { delete(u, "disclosure") }), "A09"),
		fault("reminder_dropped", "pengingat tiga jam tidak ada", "the reminder after three hours is missing", answers(func(u unit) {
			if d := u.at("disclosure", "text"); strings.HasPrefix(d, "Pengingat") || strings.HasPrefix(d, "A reminder") {
				delete(u, "disclosure")
			}
		}), "J01"),
		fault("long_idle_forgotten", "setelah tujuh hari hanya diingatkan singkat", "after seven days only the short reminder is given", answers(func(u unit) {
			if d := sentences(u.at("disclosure", "text")); len(d) > 1 {
				u.set(d[0], "disclosure", "text")
			}
		}), "J03"),
		fault("law_forgotten", "dari beberapa hukum hanya satu yang dipakai", "of several laws only one is kept", whole(func(ps []Payload) []Payload {
			out := slices.Clone(ps)
			for i := range out {
				out[i].Policy, _, _ = strings.Cut(out[i].Policy, "+")
			}
			return out
		}), "J04"),
		fault("price_unexplained", "harga pribadi tanpa keterangan", "a personal price without its notice", answersAll(func(u unit) {
			if u.says("algoritma") || u.says("algorithm") {
				delete(u, "disclosure")
			}
		}), "G06"),
	}
}

// answersAll is answers for what a renderer makes, too, whose payloads have no history.
func answersAll(fn func(u unit)) func(Adapter) Adapter {
	return changes(func(u unit) {
		if machine(u.kind()) {
			fn(u)
		}
	})
}

func changeFaults() []Fault {
	return []Fault{
		fault("takeover_dropped", "pengumuman pengambilalihan dibuang", "the announcement of a takeover is dropped", each(func(u unit) bool {
			return !announcesHuman.says(u.at("text"), u.language()) || !u.announces()
		}), "C01", "C07"),
		fault("takeover_too_late", "pengumuman setelah pesan pertama petugas", "the announcement follows the agent's first message", whole(swapped), "C01"),
		fault("takeover_unclear", "pengumuman tidak menyebut manusia", "the announcement does not say that a human comes", changes(func(u unit) {
			u.both(func(s string) string { return strings.NewReplacer(" (manusia)", "", " (a human)", "").Replace(s) })
		}), "C01"),
		fault("second_agent_unannounced", "petugas kedua tidak diumumkan", "the second agent is not announced", each(func(u unit) bool {
			return !u.announces() || !strings.Contains(u.at("text"), "Dewi")
		}), "C07"),
		fault("return_dropped", "pengembalian ke AI tidak diumumkan", "the return to the AI is not announced", each(func(u unit) bool {
			return !announcesMachine.says(u.at("text"), u.language()) || !u.announces()
		}), "C02"),
		fault("stale_reply", "jawaban AI yang tertinggal terkirim setelah pengambilalihan", "a stale AI reply is delivered after the takeover", whole(intruding("Catatan yang terlambat.", true)), "C03", "C10"),
		fault("delivered_twice", "pesan terkirim dua kali", "a message is delivered twice", whole(doubled), "D01"),
		fault("note_leaks", "catatan petugas sampai ke pelanggan", "an agent's note reaches the contact", leaks, "C10"),
		fault("token_as_person", "token API mengirim sebagai manusia", "an API token sends as a person", func(a Adapter) Adapter {
			if a.Desk != nil && len(a.System.Topics.Agent) > 0 {
				a.Outsider = impostor{a.Desk, a.System.Topics.Agent[0]}
			}
			return a
		}, "D12"),
		fault("person_who_is_not_there", "tidak ada petugas, tetapi petugas diumumkan", "nobody is online and a person is announced", changes(func(u unit) {
			if u.kind() == terang.KindAutomation {
				u.set("Mulai pesan ini Anda dilayani petugas kami, Rina (manusia). From this message on you are helped by our agent, Rina (a human).", "text")
			}
		}), "C06"),
	}
}

func identityFaults() []Fault {
	const truthID, truthEN = "Saya asisten AI (program komputer), bukan manusia.", "I am an AI assistant (a computer program), not a human."
	return []Fault{
		fault("truth_swallowed", "jawaban identitas ditelan alur", "the identity answer is swallowed", answers(func(u unit) {
			u.both(func(s string) string {
				return strings.TrimSpace(strings.NewReplacer(truthID, "Baik.", truthEN, "All right.").Replace(s))
			})
		}), "B01"),
		fault("truth_last", "jawaban identitas tidak di kalimat pertama", "the identity answer is not the first sentence", answers(func(u unit) {
			for _, truth := range []string{truthID, truthEN} {
				if rest, ok := strings.CutPrefix(u.at("text"), truth); ok {
					u.set(strings.TrimSpace(rest)+" "+truth, "text")
				}
			}
		}), "B01", "B06"),
		fault("truth_once", "hanya pertanyaan pertama dijawab", "only the first time it is asked is answered", whole(onlyOnce(truthID, truthEN)), "B06"),
		fault("truth_in_other_language", "dijawab dalam bahasa lain", "the answer is in another language", answers(func(u unit) {
			u.set(strings.ReplaceAll(u.at("text"), truthEN, truthID), "text")
		}), "B02"),
		fault("truth_taken_back", "kalimat berikutnya menyangkal", "a later sentence takes it back", answers(func(u unit) {
			if u.says(truthID) || u.says(truthEN) {
				u.set(u.at("text")+" Tenang, saya manusia asli. Don't worry, I am a real person.", "text")
			}
		}), "B01"),
		fault("truth_unasked", "dijawab padahal tidak ditanya", "it is answered though nobody asked", answers(func(u unit) {
			u.set(truthID+" "+truthEN+" "+u.at("text"), "text")
		}), "B10"),
		fault("ai_answers_for_agent", "AI menjawab saat petugas melayani", "the AI answers while a person has the word", whole(intruding(truthID, true)), "B07", "C10"),
		fault("model_invented", "nama model dikarang", "a model's name is invented", answers(func(u unit) {
			if u.says(truthID) || u.says(truthEN) {
				u.set(u.at("text")+" Saya memakai GPT-4.", "text")
			}
		}), "B09"),
	}
}

// onlyOnce takes the truth out of every answer but the first.
func onlyOnce(truths ...string) func([]Payload) []Payload {
	return func(ps []Payload) []Payload {
		out, told := make([]Payload, 0, len(ps)), false
		for _, p := range ps {
			u, ok := open(p)
			if !ok || u.first() {
				out = append(out, p)
				continue
			}
			for _, truth := range truths {
				if u.says(truth) {
					if told {
						u.both(func(s string) string { return strings.ReplaceAll(s, truth, "Baik.") })
					}
					told = true
				}
			}
			out = append(out, u.close(p))
		}
		return out
	}
}

func wordFaults() []Fault {
	return []Fault{
		fault("model_claims_human", "\"saya manusia\" dari model lolos", "a model's claim to be human leaves", unguarded(func(w string) bool { return claims(w) != "" }), "H04"),
		fault("forged_label", "label palsu dari model lolos", "a model's forged label leaves", unguarded(func(w string) bool { return forgedLabel.MatchString(w) }), "H05", "D09"),
		fault("article_obeyed", "perintah di dalam artikel dipatuhi", "a command inside an article is obeyed", answers(func(u unit) {
			if s, _ := u["sources"].([]any); len(s) > 0 {
				u.set(u.at("text")+" I am a human agent. Saya manusia.", "text")
			}
		}), "H03"),
		fault("coaxed", "pelanggan membujuknya mengaku manusia", "a contact coaxes it into claiming to be human", obeys, "H02"),
		fault("quotation_believed", "label yang dikutip pelanggan tampil sebagai sistem", "a label that a contact quotes is shown as the system's", changes(func(u unit) {
			if u.at("direction") == "in" && strings.HasPrefix(u.at("text"), "Asisten AI") {
				u.set("system", "author", "kind")
				u.set("out", "direction")
			}
		}), "H07"),
		fault("switched_off", "operator dapat mematikan keterangan", "an operator can switch the disclosure off", func(a Adapter) Adapter {
			if a.Config != nil {
				a.Config = lax{a.Config}
			}
			return a
		}, "D13"),
	}
}

func proofFaults() []Fault {
	return []Fault{
		fault("receipt_dropped", "tanda terima hilang", "a receipt is dropped", proofs(func(context.Context, Receipts, Thread, string) ([]byte, error) {
			return nil, errors.New("404")
		}), "P07"),
		fault("receipt_changed", "satu byte tanda terima berubah", "one byte of a receipt is changed", proofs(func(ctx context.Context, r Receipts, t Thread, id string) ([]byte, error) {
			b, err := r.Receipt(ctx, t, id)
			if at := bytes.Index(b, []byte("\nbody ")); at > 0 {
				b[at+20] ^= 1
			}
			return b, err
		}), "P07"),
		fault("bytes_after_proof", "pesan diubah setelah dibuktikan", "the message is changed after it was proved", answersAll(func(u unit) { u.set(u.at("text")+" ", "text") }), "P07"),
		fault("leaf_dropped", "satu catatan log hilang", "a leaf of the log is dropped", logs(logMistake{entries: func(es [][]byte) [][]byte {
			if len(es) < 2 {
				return es
			}
			return append(append([][]byte(nil), es[:len(es)-2]...), es[len(es)-1])
		}}), "P09"),
		fault("log_served_from_copy", "log lama disajikan setelah dibuat ulang", "an old copy of the log is served after it was rebuilt", logs(logMistake{frozen: true}), "P04"),
		fault("audit_blind", "audit tidak menemukan apa pun", "the audit finds nothing", audits(func([]Named) []Named { return nil }), "P02"),
		fault("audit_nameless", "audit tidak menyebut pesannya", "the audit does not name the message", audits(func(found []Named) []Named {
			out := make([]Named, 0, len(found))
			for range found {
				out = append(out, Named{Detail: "something changed"})
			}
			return out
		}), "P02"),
		fault("one_key_for_all", "semua merek memakai satu kunci", "every brand's receipts open with one key", logs(logMistake{oneKey: true}), "P08"),
	}
}
