package words

import (
	"testing"

	"terang"
)

func BenchmarkRead(b *testing.B) {
	book := Default()
	var l Line
	b.ReportAllocs()
	for b.Loop() {
		book.Read(&l, "min paketku blm nyampe nih, udah 3 hari dr kmrn gmn sih? no resi JP1234567890 tlg dicek ya", "")
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New()
	}
}

func BenchmarkVary(b *testing.B) {
	n := Noise(1)
	b.ReportAllocs()
	for b.Loop() {
		n.Vary("Tolong batalkan pesanan saya yang belum dikirim, kenapa tidak bisa dilacak?", terang.Indonesian)
	}
}
