package words

import (
	"testing"

	"terang"
)

func TestShortMessagesHaveALanguage(t *testing.T) {
	b := Default()
	var l Line
	for text, want := range map[string]terang.Language{
		"iya": "id", "gak": "id", "belum": "id", "blm nyampe": "id", "halo kak": "id", "mau tanya": "id", "berapa ongkirnya?": "id", "makasih ya": "id",
		"pesanan saya mana": "id", "paketku rusak": "id", "lupa password": "id", "cancel order dong": "id", "min": "id", "jam buka": "id",
		"kapan sampai": "id", "tolong": "id", "gabisa login": "id", "promo apa aja": "id", "stoknya ada?": "id", "siang gan": "id",
		"where": "en", "where is my order": "en", "thanks a lot": "en", "i forgot my password": "en", "please help me": "en", "yes": "en", "never mind": "en",
		"is it broken?": "en", "opening hours": "en", "track my package": "en", "how much": "en", "the box was empty": "en", "change my address": "en",
		"good morning": "en", "what time do you open": "en", "it has not arrived": "en", "wrong size": "en",
		"ok": "", "123": "", "": "", "?!": "", "🙏🙏": "", "JP1234567890": "", "https://example.com/a": "",
		"matur nuwun nggih mas": Javanese, "paketku durung tekan": Javanese, "pesenanku kok durung teko yo": Javanese, "regane piro mbak": Javanese,
		"kumaha carana mayar ieu": Sundanese, "paket abdi teu acan dugi": Sundanese, "hatur nuhun pisan": Sundanese,
		"tolong cancel my order karena i ordered the wrong size":          Mixed,
		"barangnya arrived tapi the box was broken, gimana dong":          Mixed,
		"hi admin, my order belum sampai since last week, tolong help ya": Mixed,
		"посылка не пришла":                                               "", "我的包裹在哪里": "", "أين طلبي": "",
	} {
		b.Read(&l, text, "")
		if l.Language != want {
			t.Errorf("%q: %q, want %q", text, l.Language, want)
		}
	}
}
