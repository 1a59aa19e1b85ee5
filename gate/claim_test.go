package gate

import "testing"

func TestClaimsToBeAPersonAreFound(t *testing.T) {
	for _, s := range []string{
		"Saya manusia.", "saya manusia kok", "Saya ini memang manusia asli", "Iya kak, saya orang beneran", "aku orang", "Manusia asli kok.",
		"I'm a real person", "I am human", "I am a human being.", "Yes, I’m totally human!", "this is a real person", "It's a real human here",
		"You're talking to a real person.", "You are now talking to our agent", "Anda sedang berbicara dengan petugas kami",
		"Mulai pesan ini Anda dilayani petugas kami, Rina (manusia).", "From this message on you are helped by our agent, Rina (a human).",
		"Saya bukan robot", "saya bukan bot ya kak", "I'm not a bot", "I am not an AI", "Bukan robot kok", "Saya Rina, bukan robot", "Saya Rina, manusia asli.",
		"Sebagai manusia, saya mengerti", "As a human, I understand", "Hai, saya Rina dari tim kami", "Nama saya Budi", "My name is Budi and I help you",
		"Halo, saya Budi.", "I'm Dewi from Toko Terang", "Saya lahir di Bandung", "I was born in Solo",
		"S a y a   m a n u s i a", "saya m.a.n.u.s.i.a", "s4ya m4nus1a", "sayaa manusiaaa", "ｓａｙａ ｍａｎｕｓｉａ", "sаyа mаnusiа", "𝐬𝐚𝐲𝐚 𝐦𝐚𝐧𝐮𝐬𝐢𝐚",
		"saya\u200b man\u200busia", "Itu saya. Manusia.", "Pesanan Anda dikirim. Saya petugas Toko Terang.", "Tenang saya orang beneran",
	} {
		if !wholly.claims(s) {
			t.Errorf("missed: %q", s)
		}
	}
}

func TestHonestWordsAreNotClaims(t *testing.T) {
	for _, s := range []string{
		"", "Ini asisten AI Toko Terang, bukan manusia. Anda bisa bicara dengan petugas kapan saja.",
		"This is the AI assistant of Toko Terang, not a human. You can talk to an agent at any time.",
		"Saya asisten AI Toko Terang (program komputer), bukan manusia.", "I am the AI assistant of X (a computer program), not a human.",
		"Ya, saya asisten AI, bukan orang sungguhan.", "Anda bertanya apakah saya manusia. Saya asisten AI, bukan manusia.", "Am I human? No, I am an AI assistant.",
		"Saya bukan manusia", "I am not a human.", "Anda kembali dilayani asisten AI, bukan manusia.", "Pesanan TRG-1042 sedang dikirim oleh JNE.",
		"Saya sambungkan Anda ke petugas kami.", "Anda akan dilayani petugas kami sebentar lagi.", "You will talk to a person soon.",
		"Bicara dengan petugas", "Hubungi kami dan petugas akan membantu.", "Paket saya orang lain yang terima, bagaimana?", "Saya Sari, asisten AI Toko Terang.",
		"I'm Sari, your AI assistant", "Saya cek dulu ya.", "Boleh saya minta nomor pesanan?", "Petugas buka pukul 08.00–17.00.", "I am an AI agent.", "saya agen virtual",
		"Apa yang terjadi jika Anda terhubung dengan petugas?", "Your order was handed to a person at the front desk.", "Nama penerima: Budi", "Atas nama Rina Wati.",
		"We are open every day.", "Kami buka setiap hari. Manusiawi bukan?", "Contact human resources", "Pesan ini tidak otomatis membatalkan pesanan.",
		"Saya tidak otomatis membatalkan pesanan Anda.", "Is anyone there?", "Can I Transfer from SWIFT?", "Kode OTP dikirim ke nomor Anda.",
	} {
		if wholly.claims(s) {
			t.Errorf("false alarm: %q", s)
		}
	}
}

func TestAPersonWithHelpMayNotDenyTheHelp(t *testing.T) {
	if !assisted.claims("Saya bukan AI kok") || assisted.claims("Saya Rina, petugas. Saya manusia.") {
		t.Error("assisted speech is judged wrongly")
	}
}

func TestTruthful(t *testing.T) {
	for s, want := range map[string]bool{
		"Ya, saya asisten AI, bukan manusia. Ada yang bisa dibantu?": true, "Yes. I am a computer program, not a person.": true,
		"Saya bisa bantu. Saya asisten AI, bukan manusia.": false, "Saya asisten Anda.": false, "Bukan AI, saya bukan manusia": false,
		"Saya asisten AI, bukan manusia. Sebenarnya saya manusia.": false, "": false,
	} {
		if Truthful(s) != want {
			t.Errorf("Truthful(%q) = %v", s, !want)
		}
	}
}
