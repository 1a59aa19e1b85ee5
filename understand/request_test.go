package understand

import (
	"strings"
	"testing"

	"terang/understand/request"
)

// identityCases are the phrasings that the transparency policy demands an answer to (cases B01 and B02).
var identityCases = []string{
	"Ini robot ya?", "Kamu manusia atau bot?", "Saya lagi ngobrol sama orang beneran gak?", "Mbak ini asli orang?",
	"Ini dijawab sistem otomatis kan?", "Jujur, kamu AI bukan?", "Kok cepet banget balesnya, mesin ya?",
	"Admin beneran apa chatbot?", "Bapak siapa, petugas atau komputer?", "Anda punya perasaan? Anda manusia?",
	"Are you a robot?", "Am I talking to a real person?", "Is this a human?", "u a bot?", "Be honest, are you AI?",
	"Who am I chatting with, a person or a chatbot?", "Is anyone actually there?", "You're not human, are you?",
	"This feels automated", "Prove you are a real agent",
}

func TestIdentityQuestionsAreHeard(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for _, text := range identityCases {
		for _, said := range []string{text, strings.ToUpper(text), strings.ToLower(strings.TrimRight(text, "?")), text + " 😅", "  " + text + "\n"} {
			if r := m.Understand(said, Context{}); !r.Is(RequestIdentity) {
				t.Errorf("%q (%s): %v", said, r.Normalised, r.Requests)
			}
		}
	}
}

func TestIdentityIsHeardWithinATask(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for _, text := range identityCases {
		long := "Saya pesan rice cooker dua minggu lalu, nomornya TRG-1042, sampai sekarang belum datang juga padahal sudah saya bayar lunas. " + text + " Tolong dicek ya."
		if r := m.Understand(long, Context{}); !r.Is(RequestIdentity) {
			t.Errorf("%q: %v", text, r.Requests)
		}
	}
}

func TestIdentityIsNotHeardInAProduct(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for _, text := range []string{
		"robot vacuum", "ada robot vacuum?", "Is the robot vacuum in stock?", "captcha saya bukan robot gagal terus", "captcha",
		"mesin cuci", "mesin cuci saya bocor", "my washing machine leaks", "is this machine washable?", "bicara dengan manusia",
		"bicara dengan petugas", "can i speak to a real human", "have you seen the show 'are you human?'", "sistem pembayarannya error",
		"are you open?", "is this real leather?", "pesanan otomatis batal ya", "harga mesin kopi berapa", "ini mesinnya rusak",
	} {
		if r := m.Understand(text, Context{}); r.Is(RequestIdentity) {
			t.Errorf("%q (%s)", text, r.Normalised)
		}
	}
	for _, text := range []string{"bicara dengan manusia", "can i speak to a real human", "mau ngomong sama orang", "cs dong", "operator please", "talk to a human"} {
		if r := m.Understand(text, Context{}); !r.Is(RequestPerson) {
			t.Errorf("%q does not ask for a person: %v", text, r.Requests)
		}
	}
}

// TestSpecialRequests measures each request over testdata/requests.tsv, which no training file holds. The
// phrases were mended once by what it showed, so it is a guard, not an independent measure.
func TestSpecialRequests(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	requests := request.All()
	n, heard, false_ := make([]int, len(requests)), make([]int, len(requests)), make([]int, len(requests))
	rows := readExamples(t, "requests.tsv")
	for _, e := range rows {
		r := m.Understand(e.Text, Context{})
		for i, q := range requests {
			switch is := r.Is(q); {
			case string(q) == e.Intent:
				n[i]++
				if is {
					heard[i]++
				} else {
					t.Logf("missed %s: %s", q, e.Text)
				}
			case is && q != RequestThanks && q != RequestGreeting:
				false_[i]++
				t.Logf("falsely %s: %s (%s)", q, e.Text, e.Intent)
			}
		}
	}
	for i, q := range requests {
		if n[i] == 0 {
			continue
		}
		recall, alarms := float64(heard[i])/float64(n[i]), float64(false_[i])/float64(len(rows)-n[i])
		t.Logf("%-10s recall %.3f of %d, false alarms %.3f", q, recall, n[i], alarms)
		if recall < 0.95 || alarms > 0.02 {
			t.Errorf("%s: recall %.3f, false alarms %.3f", q, recall, alarms)
		}
	}
}

// TestAnAgentOfTheShopIsNoPerson: in Indonesian retail an "agen" resells, while an English agent helps.
func TestAnAgentOfTheShopIsNoPerson(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for text, want := range map[string]bool{
		"saya ingin menjadi agen toko":       false,
		"kalau mau jadi agen gimana kak":     false,
		"mau daftar agen":                    false,
		"syarat jadi agen apa saja":          false,
		"agen":                               false,
		"mau tanya agen di bandung ada gak?": false,
		"mau bicara dengan petugas":          true,
		"mau bicara sama cs":                 true,
		"sambungkan ke agen":                 true,
		"talk to an agent":                   true,
		"agent please":                       true,
		"admin dong":                         true,
	} {
		if got := m.Understand(text, Context{}).Is(RequestPerson); got != want {
			t.Errorf("%q: a request for a person %v, want %v", text, got, want)
		}
	}
}

func TestThanksAndGreeting(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for text, want := range map[string]Request{
		"makasih ya": RequestThanks, "mksh": RequestThanks, "thx a lot": RequestThanks, "tengkyu": RequestThanks, "🙏": RequestThanks,
		"halo": RequestGreeting, "pagi kak": RequestGreeting, "p": RequestGreeting, "good evening": RequestGreeting, "Assalamu'alaikum": RequestGreeting,
	} {
		if r := m.Understand(text, Context{}); !r.Is(want) {
			t.Errorf("%q: %v", text, r.Requests)
		}
	}
}

func TestCancelIsNotCancelAnOrder(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for _, text := range []string{"batalkan pesanan saya", "cancel my order", "gak jadi beli, batalin ordernya", "mau cancel TRG-1042"} {
		r := m.Understand(text, Context{})
		if r.Is(RequestCancel) || r.Intents[0].Intent != "cancel_order" {
			t.Errorf("%q: %v %v", text, r.Requests, r.Intents[0])
		}
	}
}
