package desk

import (
	"slices"
	"strings"
)

// The words that [AsksAgain] goes by, in their standard spelling.
var (
	spellings = map[string]string{
		"no": "nomor", "nomer": "nomor", "nmr": "nomor", "nope": "hp", "hape": "hp", "handphone": "hp", "ponsel": "hp", "telp": "telepon", "tlp": "telepon", "telpon": "telepon",
		"wa": "whatsapp", "surel": "email", "order": "pesanan", "pesanannya": "pesanan", "brp": "berapa", "krm": "kirim", "mnta": "minta", "mhn": "mohon", "tlg": "tolong",
		"pls": "please", "plis": "please", "sdh": "sudah", "udah": "sudah", "udh": "sudah", "telah": "sudah", "ga": "tidak", "gak": "tidak", "nggak": "tidak", "ngga": "tidak", "tdk": "tidak",
		"enggak": "tidak", "dgn": "dengan", "siapa": "siapa", "tau": "tahu", "number": "nomor", "num": "nomor", "mail": "email", "name": "nama", "address": "alamat", "phone": "telepon",
		"what's": "what", "whats": "what", "who's": "who", "i'll": "akan", "we'll": "akan", "will": "akan", "don't": "tidak", "didn't": "tidak", "needn't": "tidak", "jgn": "jangan",
		"kode": "nomor", "code": "nomor", "id": "nomor", "norek": "rekening", "rek": "rekening", "mobile": "hp", "you're": "you", "resinya": "resi", "anda": "anda",
	}
	// wants say that somebody wants to have something, whoever speaks.
	wants = []string{"minta", "meminta", "mohon", "butuh", "perlu", "memerlukan", "membutuhkan", "tahu", "mengetahui", "mana", "need", "require", "ada"}
	// gives ask somebody to give, unless the speaker does it.
	gives = []string{
		"kirim", "kirimkan", "mengirim", "mengirimkan", "sebut", "sebutkan", "menyebutkan", "info", "infokan", "informasikan", "menginformasikan", "beritahu", "beritahukan", "memberitahu",
		"berikan", "memberikan", "beri", "kasih", "kasi", "tulis", "tuliskan", "menuliskan", "ketik", "ketikkan", "isi", "isikan", "lampirkan", "cantumkan", "share", "bagikan", "konfirmasi", "konfirmasikan",
		"mengonfirmasi", "dibantu", "bantu", "ulangi", "diulang", "diinfokan", "dikirim", "dikirimkan", "disebutkan",
		"send", "give", "provide", "tell", "confirm", "write", "type", "enter", "supply", "repeat", "drop",
	}
	passives  = []string{"dikirim", "dikirimkan", "disebutkan", "diinfokan", "diinfo", "dibantu", "ditulis", "dishare", "minta", "tahu", "please"}
	questions = []string{"berapa", "apa", "siapa", "mana", "what", "which", "who"}
	polite    = []string{"mohon", "tolong", "please", "silakan", "boleh", "bisa", "you", "kindly", "anda", "bisakah", "bolehkah"}
	selves    = []string{"kami", "saya", "kita", "we", "i", "akan", "aku", "let", "me"}
	modal     = []string{"may", "can", "could", "might"}
	// denials say that it is not asked for, or was given.
	denials = []string{"tidak", "jangan", "sudah", "belum", "tanpa", "without", "never", "already", "not", "usah", "cek", "check", "sesuai", "ubah", "mengubah", "ganti", "mengganti", "change", "update"}
	// verdicts ask whether it is right.
	verdicts = []string{"sudah", "benar", "betul", "sesuai", "correct", "right", "masuk"}
	places   = []string{"ke", "di", "melalui", "lewat", "via", "by", "to", "at", "on", "dari", "from", "using", "under"}
	owners   = []string{
		"penerima", "kurir", "teman", "suami", "istri", "recipient", "courier", "driver", "seller", "penjual", "toko", "kami", "petugas", "barang", "produk", "bank", "pengguna", "pemilik",
		"file", "ke", "ini", "tersebut", "itu", "cs", "darurat", "store", "branch", "kantor", "cabang", "of", "product", "item", "email", "dari", "from",
	}
	others = []string{
		"lain", "lainnya", "baru", "barunya", "pengganti", "alternatif", "cadangan", "another", "other", "different", "new", "second", "kedua", "satunya", "tambahan", "additional", "alternative", "else",
		"old", "lama",
	}
	// address are words that a short question may have beside what it asks for.
	address = []string{
		"kak", "kakak", "pak", "bapak", "bu", "ibu", "ya", "dong", "please", "boleh", "anda", "your", "halo", "hai", "baik", "maaf", "dan", "and", "the", "hi", "hello", "oke", "ok", "mas", "mbak", "bisa", "untuk", "sorry", "thanks",
	}
)

// kind is something that people are asked for: the words by which a fact's label is known to be of it, and what it is called.
type kind struct {
	labels []string
	names  []string
}

// kinds are tried in their order: of "alamat email" the second word counts.
var kinds = []kind{
	{[]string{"email"}, []string{"alamat email", "email alamat", "email"}},
	{[]string{"nomor pesanan"}, []string{"nomor pesanan", "pesanan nomor", "nomor invoice", "invoice nomor", "nomor booking"}},
	{[]string{"hp", "telepon", "whatsapp"}, []string{"nomor hp", "hp nomor", "nomor telepon", "telepon nomor", "nomor whatsapp", "whatsapp nomor", "nomor kontak", "contact nomor", "hp telepon"}},
	{[]string{"rekening", "account"}, []string{"nomor rekening", "rekening", "account nomor"}},
	{[]string{"kartu", "card"}, []string{"nomor kartu", "card nomor", "angka terakhir kartu", "angka terakhir", "digit terakhir", "last 4 digits", "last four digits"}},
	{[]string{"nik", "ktp"}, []string{"nik", "nomor ktp", "nomor induk kependudukan"}},
	{[]string{"permohonan", "application"}, []string{"nomor permohonan", "application nomor", "nomor aplikasi"}},
	{[]string{"sanggahan", "dispute"}, []string{"nomor sanggahan", "dispute nomor"}},
	{[]string{"laporan", "pengaduan", "tiket", "ticket", "complaint", "case"}, []string{"nomor laporan", "nomor pengaduan", "nomor tiket", "ticket nomor", "case nomor", "complaint nomor"}},
	{[]string{"resi", "tracking"}, []string{"nomor resi", "resi", "tracking nomor"}},
	{[]string{"alamat"}, []string{"alamat lengkap", "alamat pengiriman", "alamat rumah", "shipping alamat", "delivery alamat", "home alamat", "alamat"}},
	{[]string{"nama", "pelanggan", "customer"}, []string{"nama lengkap", "full nama", "nama", "atas nama"}},
}

// namesOf is what a fact is called when it is asked for. One of no known kind is called by its label.
func namesOf(label string) [][]string {
	w := wordsOf(strings.ToLower(label))
	has := func(words []string) bool {
		for i := range w {
			if i+len(words) <= len(w) && slices.Equal(w[i:i+len(words)], words) {
				return true
			}
		}
		return len(words) == 2 && len(w) >= 2 && has2(w, words[1], words[0])
	}
	for _, k := range kinds {
		for _, l := range k.labels {
			if has(strings.Fields(l)) {
				out := make([][]string, len(k.names))
				for i, n := range k.names {
					out[i] = strings.Fields(n)
				}
				return out
			}
		}
	}
	if len(w) < 2 { // one everyday word ("tempat", "waktu") stands in many questions
		return nil
	}
	return [][]string{w}
}

// has2 reports whether two words stand beside each other.
func has2(w []string, a, b string) bool {
	for i := range len(w) - 1 {
		if w[i] == a && w[i+1] == b {
			return true
		}
	}
	return false
}
