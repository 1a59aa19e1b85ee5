package words

import (
	"testing"

	"terang"
)

// spelt are everyday sentences and what the encoder should read for them.
var spelt = [][2]string{
	{"gabisa login", "tidak bisa login"},
	{"blm nyampe nih gan", "belum sampai"},
	{"paketku blm nyampe nih", "paket saya belum sampai"},
	{"paketnya kmn ya", "paketnya ke mana ya"},
	{"gmn cara nuker ukuran", "bagaimana cara menukar ukuran"},
	{"tlg dibatalin dong", "tolong dibatalkan"},
	{"bisa dibalikin ga duitnya", "bisa dikembalikan tidak uangnya"},
	{"krn brg rusak", "karena barang rusak"},
	{"yg warna itam udh abis", "yang warna hitam sudah habis"},
	{"hrgnya brp", "harganya berapa"},
	{"bgt lama bgt", "sekali lama sekali"},
	{"sdh saya byr tp blm msk", "sudah saya bayar tapi belum masuk"},
	{"pswrd sy ga bs", "kata sandi saya tidak bisa"},
	{"barang2 saya", "barang-barang saya"},
	{"kira2nya kpn smp", "kira-kiranya kapan sampai"},
	{"g4gal terus", "gagal terus"},
	{"s4ya mau refund", "saya mau refund"},
	{"di-cancel aja", "dibatalkan saja"},
	{"nge-charge dua kali", "mengenakan biaya dua kali"},
	{"login-nya error", "loginnya error"},
	{"gue mau nanya dong", "saya mau bertanya"},
	{"gw gatau", "saya tidak tahu"},
	{"lu robot ya", "kamu robot ya"},
	{"ane blm dpt otp", "saya belum dapat otp"},
	{"kaga bisa", "tidak bisa"},
	{"kagak nyampe2", "tidak sampai-sampai"},
	{"nda ada kabar", "tidak ada kabar"},
	{"ngga jadi beli", "tidak jadi beli"},
	{"tdk sesuai", "tidak sesuai"},
	{"lamaaaa bangeeet", "lama sekali"},
	{"pleaseee tolongggg", "please tolong"},
	{"makasiiih ya", "terima kasih ya"},
	{"dimana toko terdekat", "di mana toko terdekat"},
	{"kirim kerumah aja", "kirim ke rumah saja"},
	{"disini ga ada sinyal", "di sini tidak ada sinyal"},
	{"ngirim ke bdg brp hari", "mengirim ke bandung berapa hari"},
	{"nyari kurir", "mencari kurir"},
	{"nunggu dr kmrn", "menunggu dari kemarin"},
	{"ngecek saldo", "mengecek saldo"},
	{"ngehapus akun", "menghapus akun"},
	{"minjem uang", "meminjam uang"},
	{"motong saldo", "memotong saldo"},
	{"ngeblokir kartu", "memblokir kartu"},
	{"masukin kode", "masukkan kode"},
	{"balikin duit gw", "kembalikan uang saya"},
	{"aktifin kartu", "aktifkan kartu"},
	{"hubungin cs", "hubungi cs"},
	{"bayarin dulu", "bayarkan dulu"},
	{"diapain", "diapakan"},
	{"dikirimin email", "dikirimkan email"},
	{"ditipu seller", "ditipu seller"},
	{"akunku keblokir", "akun saya terblokir"},
	{"rekeningku", "rekening saya"},
	{"alamatmu dimana", "alamat kamu di mana"},
	{"buku saya", "buku saya"},
	{"kamu siapa", "kamu siapa"},
	{"bantu aku", "bantu aku"},
	{"waktu itu", "waktu itu"},
	{"berlaku sampai kapan", "berlaku sampai kapan"},
	{"masalah jumlah", "masalah jumlah"},
	{"kemarin mungkin", "kemarin mungkin"},
	{"admin yakin", "admin yakin"},
	{"no hp sy ganti", "nomor hp saya ganti"},
	{"no resi JP123", "nomor resi jp123"},
	{"4g lemot", "4g lambat"},
	{"50rb aja", "50ribu saja"},
	{"uk 42 ada", "uk 42 ada"},
	{"dapet voucher", "dapat voucher"},
	{"bener ga sih", "benar tidak"},
	{"dateng telat", "datang telat"},
	{"temen saya", "teman saya"},
	{"kenape ye", "kenapa ya"},
	{"siape nih", "siapa"},
	{"piye carane", "bagaimana caranya"},
	{"paketku durung tekan", "paket saya belum sampai"},
	{"regane piro mas", "harganya berapa"},
	{"paket abdi teu acan dugi", "paket saya tidak belum sampai"},
	{"kumaha carana mayar", "bagaimana caranya bayar"},
	{"pesenan ku", "pesanan saya"},
	{"orderan gua nyasar", "orderan saya tersesat"},
	{"salah kirim warna nya", "salah kirim warnanya"},
	{"mohon dicek ya min", "mohon dicek ya"},
	{"min, paket saya mana", "paket saya mana"},
	{"mau ngomong sama admin", "mau bicara sama admin"},
	{"kak ongkirnya brp", "ongkos kirimnya berapa"},
	{"transaksi gagl", "transaksi gagal"},
	{"pembayran ditolak", "pembayaran ditolak"},
	{"pengirman lambat", "pengiriman lambat"},
	{"aplikasih error", "aplikasi error"},
	{"brngkt jam brp", "berangkat jam berapa"},
	{"kecewwa", "kecewa"},
	{"ketinggalan barang", "tertinggal barang"},
	{"kartu atm ketelen", "kartu atm tertelan"},
	{"ga", "tidak"},
	{"iya", "iya"},
	{"nih", "ini"},
	{"sih", "sih"},
	{"wkwkwk", "hahaha"},
	{"Saya ingin mengetahui status pesanan saya.", "saya ingin mengetahui status pesanan saya."},
	{"Mohon bantuannya untuk membatalkan transaksi tersebut.", "mohon bantuannya untuk membatalkan transaksi tersebut."},
	{"total Rp1.500.000,00 ya", "total rp1.500.000,00 ya"},
	{"email budi@contoh.co.id", "email budi@contoh.co.id"},
	{"where is my order?", "where is my order?"},
	{"i cant login pls help", "i can not login please help"},
	{"ur app dont work", "your app do not work"},
	{"its l8 again", "it is late again"},
	{"whats ur refund polcy", "what is your refund policy"},
	{"i recieved the wrong adress", "i received the wrong address"},
	{"thx a lot", "thanks a lot"},
	{"my acount is lockd", "my account is locked"},
	{"sooooo slow", "so slow"},
	{"I'd like to talk to a human", "i'd like to talk to a human"},
}

func TestSentencesForTheEncoder(t *testing.T) {
	b := Default()
	var l Line
	for _, c := range spelt {
		prior := terang.Language("")
		if b.Read(&l, c[0], prior); l.Encoded() != c[1] {
			t.Errorf("%q (%s): %q, want %q", c[0], l.Language, l.Encoded(), c[1])
		}
	}
}

func TestStandardWords(t *testing.T) {
	b := Default()
	var l Line
	for text, want := range map[string]string{
		"paketku blm nyampe nih":     "paket saya belum sampai",
		"barang2nya ga ada":          "barang tidak ada",
		"gue mau ngomong sm orang":   "saya mau bicara sama orang",
		"anda robot?":                "kamu robot",
		"terima kasih kak":           "terima kasih kakak",
		"kenapa mengapa":             "kenapa",
		"Pesanannya belum dikirim!!": "pesanan belum dikirim",
		"harga Rp 1.500":             "harga rp 1 500",
		"i dont know":                "i do not know",
	} {
		if b.Read(&l, text, ""); l.Standard != want {
			t.Errorf("%q: %q, want %q", text, l.Standard, want)
		}
	}
}

func TestPackWordsAreKnown(t *testing.T) {
	own := Default()
	b := own.With([]string{"Kopi Gayo Arabika", "Zephyrion 5"})
	var l Line
	if b.Read(&l, "beli zephyrion brp", terang.Indonesian); l.Standard != "beli zephyrion berapa" {
		t.Errorf("%q", l.Standard)
	}
	if b.Read(&l, "beli zephirion brp", terang.Indonesian); l.Standard != "beli zephyrion berapa" {
		t.Errorf("a slip in a pack's word: %q", l.Standard)
	}
	if own.packed([]byte("zephyrion")) {
		t.Error("the house's book has changed")
	}
}
