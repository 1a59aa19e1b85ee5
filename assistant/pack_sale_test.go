package assistant_test

import (
	"strings"
	"testing"

	"terang/internal/toko"
)

// taps taps a quick reply of the last answer by its label.
func (c *customer) taps(label string) string {
	c.t.Helper()
	for _, r := range c.last.Replies {
		if r.Label == label {
			return c.says(r.Label, r.Value)
		}
	}
	c.t.Fatalf("no quick reply %q, but %+v after: %s", label, c.last.Replies, c.last.Text)
	return ""
}

// TestThePackSellsInTheShop plays shopping within a mandate against the real system of the demo's shop.
func TestThePackSellsInTheShop(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	c.wants(c.says("cari lampu meja di bawah 200 ribu", ""), "lampu meja", "Pilih salah satu")
	if len(c.last.Replies) < 2 {
		t.Fatalf("nothing to choose from: %+v", c.last)
	}
	c.wants(c.taps("Lampu meja lipat 9 W"), "Rp 189.000", "Terang cahaya: 700 lm", "Toko Terang Bandung")
	c.wants(c.taps("Bandingkan"), "dibandingkan dengan yang mana")
	c.wants(c.taps(c.last.Replies[0].Label), "Lampu meja lipat 9 W: Rp 189.000")
	if c.last.Card == nil || len(c.last.Card.Items) < 3 {
		t.Errorf("no table: %+v", c.last.Card)
	}
	c.wants(c.taps("Masukkan ke keranjang"), "Berapa buah?")
	c.wants(c.taps("2 buah"), "nomor HP")
	c.wants(c.says("081200004321", ""), "kode 6 angka")
	c.wants(c.says(c.code(toko.DemoCustomer), ""), "Sampai berapa rupiah")
	c.wants(c.taps("Rp 300.000"), "sampai Rp 300.000 selama 24 jam")
	c.wants(c.taps("Ya, boleh"), "Masukkan 2 × Lampu meja lipat 9 W")
	c.wants(c.taps("Ya, masukkan"), "melewati batas Rp 300.000", "tidak berubah") // the shop itself refuses it
	c.wants(c.taps("Ubah batas"), "Sampai berapa rupiah")
	c.wants(c.says("500 ribu", ""), "Rp 500.000")
	c.wants(c.taps("Ya, boleh"), "sekarang Rp 500.000")
	c.wants(c.says("masukin lampu meja ke keranjang", ""), "Yang mana")
	c.taps("Lampu meja lipat 9 W")
	c.taps("2 buah")
	c.wants(c.taps("Ya, masukkan"), "2 × Lampu meja lipat 9 W ada di keranjang", "Belum ada yang dipesan")
	c.wants(c.says("lihat keranjang", ""), "Rp 378.000")
	c.wants(c.taps("Pesan sekarang"), "Pesan sekarang?", "total Rp 378.000")
	c.wants(c.says("makasih ya", ""), "Pesan sekarang?") // thanks order nothing
	c.wants(c.taps("Ya, pesan"), "sudah dibuat", "rekening virtual 8808")
	c.wants(c.taps("Tarik pesanan"), "ditarik")
	c.wants(c.says("isi keranjang saya apa aja", ""), "Rp 378.000")
	c.wants(c.taps("Keluarkan barang"), "Barang mana")
	c.taps("Lampu meja lipat 9 W")
	c.wants(c.taps("Ya, keluarkan"), "Sudah dikeluarkan")
	c.wants(c.taps("Masukkan lagi"), "kembali ke keranjang")
	c.wants(c.says("kabari kalau lampu tidur udah ada lagi", ""), "Yang mana")
	c.wants(c.taps("Lampu tidur anak bulan"), "sedang habis")
	c.wants(c.taps("Ya, kabari saya"), "satu pesan")
	if c.card != nil {
		t.Errorf("a person was needed: %+v", c.card)
	}
}

// TestThePackSendsThingsElsewhere plays another address, a return, its money and a tax invoice against the shop.
func TestThePackSendsThingsElsewhere(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	c.says("mau ganti alamat pesanan TRG-1055", "")
	c.wants(c.says(c.code(toko.DemoCustomer), ""), "alamat barunya lengkap")
	c.wants(c.says("Jl. Sudirman Contoh 8, Medan 20111", ""), "lebih mahal", "24 jam")
	c.wants(c.taps("Ya, ubah"), "rekening virtual 8808")
	c.wants(c.taps("Pakai alamat lama"), "alamat lama")
	c.wants(c.says("ganti alamat TRG-1055 dong", ""), "alamat barunya lengkap")
	c.wants(c.says("Jl. Mawar Contoh 3, Atlantis", ""), "kota atau kabupaten mana")
	c.wants(c.says("Cimahi", ""), "dikirim ke Jl. Mawar Contoh 3")
	c.wants(c.taps("Ya, ubah"), "sudah diubah menjadi Jl. Mawar Contoh 3")

	c.wants(c.says("bisa retur barang ga?", ""), "7 hari")
	c.wants(c.says("Ajukan pengembalian", "start:return_request"), "belum tiba") // the order that is known is on its way
	c.says("mau retur TRG-1050", "")
	c.wants(c.says("Ajukan pengembalian", "start:return_request"), "Barang yang mana?")
	c.wants(c.taps("Ketel listrik 1,7 liter"), "alasannya")
	c.wants(c.taps("Rusak atau cacat"), "Ongkir kembali kami tanggung")
	c.taps("Dijemput kurir")
	c.wants(c.taps(c.last.Replies[0].Label), "Kurir menjemput")
	c.wants(c.taps("Ya, ajukan"), "RT-5", "di paketnya")
	c.wants(c.says("refund TRG-1050 kapan cair ya", ""), "menunggu barangnya kami terima")

	c.wants(c.says("minta nota TRG-1042", ""), "http", "24 jam")
	c.taps("Minta faktur pajak")
	c.says("PT Contoh Maju", "")
	c.wants(c.says("01.234.567.8-901.000", ""), "PT Contoh Maju")
	if said := c.taps("Ya, minta"); !strings.Contains(said, "terbit paling lambat") && !strings.Contains(said, "sudah lewat") {
		t.Errorf("no tax invoice: %s", said)
	}
	if c.card != nil {
		t.Errorf("a person was needed: %+v", c.card)
	}
}
