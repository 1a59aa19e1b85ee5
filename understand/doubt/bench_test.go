package doubt

import "testing"

// BenchmarkRead is one message of the customer, as the engine would read it: line, moods and requests are known already.
func BenchmarkRead(b *testing.B) {
	r, l := newTest(b)
	h := l.Hear("iya gw jg bs baca status itu di apps. yg gw tanya kenapa 4 hari ga jalan2", "")
	s := r.Said(State{}, Assistant, "Mohon maaf atas ketidaknyamanannya. Pesanan 88213-KT sedang dalam perjalanan.")
	s, _ = r.Read(s, h)
	s = r.Said(s, Assistant, "Pesanan 88213-KT sedang dalam perjalanan dengan status: diterima di gudang sortir. Mohon menunggu.")
	b.ReportAllocs()
	for b.Loop() {
		r.Read(s, h)
	}
}

// BenchmarkSaid is one message of the assistant; most of it is the reading of its words.
func BenchmarkSaid(b *testing.B) {
	r, l := newTest(b)
	s, _ := r.Read(State{}, l.Hear("min ini paket gw dari senin kok ga jalan2, no pesanan 88213-KT", ""))
	b.ReportAllocs()
	for b.Loop() {
		r.Said(s, Assistant, "Pesanan 88213-KT sedang dalam perjalanan dengan status: diterima di gudang sortir. Mohon menunggu.")
	}
}
