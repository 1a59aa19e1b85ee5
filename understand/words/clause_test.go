package words

import (
	"strings"
	"testing"
)

// clauseMessages are messages of customers, with a bar where one thing ends and the next begins.
var clauseMessages = []string{
	// one thing
	"paket saya belum sampai",
	"Paket saya belum sampai, tolong dicek ya kak.",
	"Halo kak. Mau tanya ongkir ke Bandung berapa?",
	"Halo! Paketku kok belum nyampe?",
	"uang saya Rp 1.500.000 belum kembali",
	"total 1.500.000,00 sudah saya bayar",
	"no. resi JP1234567890 belum update",
	"kirim ke jl. Sudirman no. 5 rt. 02 rw. 03 ya",
	"saya sudah ke dr. Budi di kec. Coblong",
	"email saya budi.santoso@contoh.co.id belum terdaftar",
	"cek di https://toko.example/pesanan?id=1.2.3 kok error",
	"aplikasinya error terus",
	"error terus dari kemarin min",
	"sinyalnya hilang terus menerus",
	"gagal terus ya kak",
	"minggu lalu saya pesan baju",
	"barang yang lalu rusak",
	"order INV-2024.01.15 mana",
	"saya beli baju dan celana",
	"warna merah sama biru ada?",
	"saya mau bicara sama orang",
	"ukurannya sama aja kan?",
	"paketnya belum sampai. kenapa?",
	"terima kasih banyak ya min. sudah beres.",
	"i also want to know the price",
	"my order and my refund are late",
	"where is my order?",
	"Hi there! Where is my order?",
	"i paid $1,200.50 for it",
	"please call me at 10 a.m. tomorrow",
	"it is late and i am angry",
	"Where is my order? Thanks!",
	"what is the plus plan",
	"e.g. the red one",
	"lalu?",
	"plus",
	"",
	"?!",
	"wait... what happened to my order",
	"sekalian aja",
	// several
	"paket saya belum sampai. | berapa lama lagi refundnya?",
	"paketku blm nyampe | trus mau ganti alamat juga",
	"kapan barang dikirim? | terus ongkirnya berapa?",
	"mau batalin pesanan | dan juga minta refund",
	"resi saya mana | sekalian cek ongkir ke medan",
	"tolong cek pesanan saya | sama minta nomor cs",
	"barangnya rusak, | btw kapan toko buka?",
	"saya mau tukar ukuran\n| jam buka toko berapa",
	"saldo saya terpotong. | oh ya kartu atm saya juga hilang",
	"min cek resi dong | oh iya bisa ganti alamat ga",
	"mau daftar kartu kredit | lalu apa saja syaratnya",
	"kok belum dikirim; | saya mau refund saja",
	"paket rusak dan isinya kurang | dan saya mau refund",
	"lupa password | trs gimana cara ganti email",
	"bayar pakai apa aja? | bisa cod ga?",
	"pesanan belum sampai!! | saya mau bicara dengan petugas",
	"saya sudah bayar Rp 1.500.000. | kapan dikirim?",
	"transfer sudah masuk.| tolong dicek | terus barang kapan dikirim",
	"ktp saya hilang | selain itu kk juga rusak",
	"cara klaim garansi gimana? | satu lagi, servis di bogor di mana?",
	"barang cacat... | mau retur gimana caranya",
	"where is my order | and also can i change the address",
	"i want a refund. | how long does it take?",
	"my card was stolen | also i need a new pin",
	"cancel my order please | and what are your opening hours",
	"track my parcel | plus can you change the phone number",
	"i forgot my password. | another thing, how do i close my account?",
	"the box was empty | btw where can i complain",
	"what time do you open? | do you sell shoes?",
	"i was charged twice | and i want my money back",
	"please send the invoice\n| and tell me the delivery date",
	"my app crashes, | by the way how do i update it",
	"change my address to 5 main st. apt 3 | and please cancel the second order",
	"where is my package? | oh and can i pay by card?",
	"reset my password | then tell me my balance",
	"saya mau refund. | terus ganti alamat pengiriman. | sama tanya jam buka toko.",
}

func TestClausesOfMessages(t *testing.T) {
	b := Default()
	var l Line
	for _, want := range clauseMessages {
		text := strings.ReplaceAll(want, "| ", "")
		b.Read(&l, text, "")
		cs := l.Clauses(nil)
		if n := strings.Count(want, "|") + 1; len(cs) != n {
			var got []string
			for _, c := range cs {
				got = append(got, l.Text[c.Start:c.End])
			}
			t.Errorf("%q: %d clauses %q, want %d", text, len(cs), got, n)
			continue
		}
		for i, part := range strings.Split(want, "| ") {
			if got := l.Text[cs[i].Start:cs[i].End]; len(cs) > 1 && !strings.Contains(part, got) {
				t.Errorf("%q: clause %d is %q, not in %q", text, i, got, part)
			}
			if cs[i].From > cs[i].To || cs[i].To > len(l.Standard) {
				t.Errorf("%q: clause %d is [%d,%d) of %q", text, i, cs[i].From, cs[i].To, l.Standard)
			}
		}
	}
}
