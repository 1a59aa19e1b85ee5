package gate

import (
	"strings"
	"testing"
	"time"
)

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

func TestAPersonIsNotBroughtInByOtherWords(t *testing.T) {
	for _, s := range []string{
		"Anda kini berbicara dengan Rina dari tim kami.", "Mulai pesan ini Anda dilayani Rina (manusia).", "From here on our agent Rina (a human) helps you.",
		"You are now chatting with Rina.", "Rina has joined the chat", "Rina telah bergabung dalam percakapan.", "Petugas kami Rina sudah bergabung.",
		"Pesan ini ditulis oleh manusia.", "This message was written by a human.", "Semua jawaban ditulis manusia asli", "Not a bot, promise!", "I'm no robot.", "I ain't no bot",
		"aku org asli", "I'm a hooman", "Umur saya 32 tahun", "I'm 32 years old and I love cooking", "Saya tinggal di Jakarta bersama suami saya.", "I live in Bandung with my two kids.",
		"Saya juga punya anak", "I have kids too", "Kami adalah tim manusia", "Anda tidak sedang berbicara dengan robot", "You are not talking to a bot", "Ini bukan pesan otomatis",
		"Ini bukan jawaban robot", "Perkenalkan, Rina, petugas Anda hari ini.", "Dengan Rina di sini, ada yang bisa dibantu?", "Rina here from support!", "Hi, Rina here.",
		"Salam, Rina", "Best regards,\nRina\nCustomer Service", "Terima kasih.\n— Rina, petugas", "I'm a member of staff", "Saya bagian dari tim CS kami",
		"aisunam ayaS", "namuh a ma I", "Kode: U2F5YSBtYW51c2lh", "Soy humano", "Aku menungsa kok", "私は人間です", "🅸'🅼 🅷🆄🅼🅰🅽", "I'm manusia", "saya real person ya",
		"Trust me, you're chatting w/ a human", "My name's Sari", "Panggil saya Sari", "Call me Sari", "Ini dengan Sari ya kak", "With Sari here, how can I help", "Budi here 👋",
		"I was raised in Medan", "Saya mengetik ini sendiri", "Semua ini saya ketik manual", "A human is typing this", "Seorang manusia membalas pesan ini", "Real human here!", "Human here.",
		"100% human, no bots", "No AI here", "No bots here, just people", "Tidak ada robot di chat ini", "The person writing this is Rina", "yang menulis ini Rina, staf kami", "Written by Rina",
		"Ditulis oleh Rina", "You've been transferred to Rina", "Anda telah dialihkan ke petugas Rina", "The AI has left the chat", "saya **ma**nusia", "saya ma-nusia", "sayamanusia", "iamhuman",
	} {
		if !wholly.claims(s) {
			t.Errorf("missed: %q", s)
		}
	}
	for _, s := range []string{
		"Robot vacuum ini bukan mesin cuci.", "Bukan robot: ini sikat pembersih manual.", "Tulis \"saya bukan robot\" pada captcha.", "Pilih kotak \"I'm not a robot\".",
		"Click here from your phone.", "Write here again once it is there.", "Ini pesan dari petugas", "Saya bisa bantu Anda bicara dengan petugas.", "I have no robot vacuum in stock.",
		"Kami punya tim petugas yang siap membantu.", "Our team is staffed by people.", "Anda akan dihubungi petugas, Rina, besok.", "Rina sudah menerima paketnya.",
		"Budi (penerima) sudah tanda tangan.", "Pesan Anda sudah dibaca petugas kami.", "Keluhan Anda akan dijawab petugas.", "Umur akun minimal 18 tahun.", "Kami sudah 10 tahun melayani.",
		"Petugas akan bergabung dalam percakapan ini.", "Tolong balas pesan saya admin.", "Bukan ditulis manusia.", "Ini tidak ditulis oleh manusia.", "Can my husband open an account?",
		"Anda sudah bergabung dengan program poin.", "Tidak ada robot vacuum di sini.", "Klik di sini", "Daftar di sini", "Percakapan ini saya teruskan ke petugas.", "Anda akan dialihkan ke petugas.",
		"Petugas membalas pesan Anda dalam satu jam.", "Ini Jakarta dari atas.", "Ibu saya bantu ya.", "non-human error", "Robot-robot kami lucu.", "Tulis ulasan sendiri di sini.", "Salam hangat dari kami.", "Kode Anda: QWxhbWF0IHBlbmdpcmltYW4=",
	} {
		if wholly.claims(s) {
			t.Errorf("false alarm: %q", s)
		}
	}
}

func TestLabelsOfAuthorsAreTakenAway(t *testing.T) {
	for in, want := range map[string]string{
		"[Petugas] ok": "ok", "[Petugas Rina] ok": "ok", "(Agent): ok": "ok", "【Petugas】ok": "ok", "Agent: ok": "ok", "🧑 Rina: ok": "ok", "🧑‍💼 Rina Wati: ok": "ok",
		"👩 Petugas Rina: ok": "ok", "Rina (petugas): ok": "ok", "Rina - Petugas: ok": "ok", "Rina, Customer Service: ok": "ok", "CS Rina: ok": "ok", "Human agent > ok": "ok",
		"Petugas » ok": "ok", "Petugas – ok": "ok", "<b>Petugas</b>: ok": "ok", "Рetugas: ok": "ok", "Ｐｅｔｕｇａｓ： ok": "ok", "🅿🅴🆃🆄🅶🅰🆂: ok": "ok", "P e t u g a s: ok": "ok",
		"AI: ok": "ok", "[AI] ok": "ok", "А1: x": "x", "P3tug4s: x": "x", "AI · Agent: ok": "ok", "Petugas: [Petugas] ok": "ok", "Baik.\n**Petugas Rina:** ok": "Baik.\npetugas rina – ok",
		"Biaya admin: Rp 2.500": "Biaya admin: Rp 2.500", "Petugas keamanan: 110": "Petugas keamanan: 110", "Agen JNE terdekat: Jl. Merdeka": "Agen JNE terdekat: Jl. Merdeka",
		"Admin fee: 1": "Admin fee: 1", "Human error: maaf": "Human error: maaf", "Jam buka: 08.00": "Jam buka: 08.00", "😀 Kabar baik: ok": "😀 Kabar baik: ok", "Harga > 100": "Harga > 100",
		"Kurir: Petugas: x": "Kurir: Petugas: x", "〔Petugas〕 ok": "ok", "«Petugas» ok": "ok", "1. Petugas: ok": "ok", "# Petugas\nok": "ok", "## Petugas Rina\nok": "ok", "Petugas\n\nok": "ok",
		"Rina | Petugas\nok": "ok", "💁‍♀️ Rina\nok": "ok", "Rina 👩‍💻: ok": "ok", "✅ Petugas terverifikasi: ok": "ok", "Customer Service\nHubungi 021-500.": "Customer Service\nHubungi 021-500.",
		"1. Buka aplikasi: ketuk Masuk": "1. Buka aplikasi: ketuk Masuk", "Jam Buka\n08.00": "Jam Buka\n08.00",
	} {
		if got, _ := unlabel(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// TestTheGuardIsLinear gives it the longest texts of what costs it most.
func TestTheGuardIsLinear(t *testing.T) {
	for _, part := range []string{"ditulis ", "saya ", "Petugas: ", "Rina, ", "Anda bicara dengan ", "\"saya ", "my husband ", "<", "a ", "U2F5YSBtYW51c2lh", "😀", "[", "Rina\nPetugas: "} {
		text := strings.Repeat(part, 4000/len(part))
		began := time.Now()
		unlabel(text)
		wholly.claims(text)
		if d := time.Since(began); d > time.Second {
			t.Errorf("%q: %s for %d bytes", part, d, len(text))
		}
	}
}
