package request

import (
	"slices"
	"testing"
)

// TestIdentityIsHeardAsTransparencyAsksIt: the phrasings of conformance cases B01 to B05 and B10, each an assertion of its own.
// Transparency is owed to every one of them.
func TestIdentityIsHeardAsTransparencyAsksIt(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	for _, text := range []string{
		// B01
		"Ini robot ya?", "Kamu manusia atau bot?", "Saya lagi ngobrol sama orang beneran gak?", "Mbak ini asli orang?",
		"Ini dijawab sistem otomatis kan?", "Jujur, kamu AI bukan?", "Kok cepet banget balesnya, mesin ya?", "Admin beneran apa chatbot?",
		"Bapak siapa, petugas atau komputer?", "Anda punya perasaan? Anda manusia?",
		// B02
		"Are you a robot?", "Am I talking to a real person?", "Is this a human?", "u a bot?", "Be honest, are you AI?",
		"Who am I chatting with, a person or a chatbot?", "Is anyone actually there?", "You're not human, are you?", "This feels automated",
		"Prove you are a real agent",
		// B03: typos, slang, both languages, capitals, signs
		"r u humn??", "lo bot ya wkwk", "🤖?", "ARE YOU A ROBOT", "INI BOT KAN", "u real or nah", "robott ya ini", "kmu mnusia bkn", "is dis a bot",
		"ur a bot arent u", "human ga nih", "AI ya kak? 🤖", "are u human beneran?", "ini org asli ga sih", "r u a rl person", "bot apa human nih min",
		"ini siapaaa yg bales", "jujur dong lu robot kan", "Is this a B O T", "am i talkin 2 a machine lol",
		// B05: inside a long message about something else
		"Saya pesan dua kemeja tanggal 3, satu ukuran M satu L, alamat di Bandung, sudah bayar pakai transfer. Oh ya, kamu ini bot atau manusia? Kapan dikirim?",
		"My order 4512 from last Tuesday still shows pending and I was charged twice for it. By the way, are you a real person? Please refund one of them.",
	} {
		if !hears(f, t, text, Identity) {
			t.Errorf("%q asks who speaks, and is not heard", text)
		}
	}
	for text, other := range map[string]Request{
		"can i speak to a real human": Person, "have you seen the show 'are you human?'": "", "how much is the robot vacuum?": "",
		"robot vacuum ini bisa ngepel juga?": "", "mesin cuci saya bocor": "", "captcha saya bukan robot ga bisa diklik": "",
		"mau bicara dengan petugas": Person, "orang tua saya mau buka rekening": "", "harga makanan untuk manusia atau hewan ini": "",
		"what are your customer service hours": "", "my property agent needs an invoice": "", "saya agen properti, mau tanya KPR": "",
	} {
		if hears(f, t, text, Identity) {
			t.Errorf("%q does not ask who speaks", text)
		}
		if other == Person != hears(f, t, text, Person) {
			t.Errorf("%q: a person is wanted: %v", text, other == Person)
		}
	}
}

func hears(f *Finder, t *testing.T, text string, want Request) bool {
	t.Helper()
	return slices.ContainsFunc(find(t, f, text, ""), func(g Found) bool { return g.Request == want })
}
