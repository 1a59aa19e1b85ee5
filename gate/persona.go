package gate

import "strings"

// doing are words before "here" and "di sini" that begin a sentence and are no names: "Click here".
const doing = `click tap press write order see look start read come sign enter reply type shop buy pay check visit find get go log send ask upload
	download register choose select klik tulis balas pesan bayar lihat cek daftar masuk unduh unggah ketuk pilih kirim tanya mulai baca beli ambil`

// acts finds who does what only a person could: "a human is typing this", "saya ketik manual", "no bots here", "the bot has
// left the chat".
func acts(folded string, ts []token) bool {
	for i := range ts {
		c := ts[i].class
		switch {
		case c&(cHuman|cPerson|cAgent) != 0 && !negatedAt(ts, i):
			j, _ := skip(ts, i+1)
			if in(folded, ts, j, "typing writing answering replying membalas menulis mengetik menjawab") && ts[j].clause == ts[i].clause {
				for k := j + 1; k < len(ts) && k <= j+3 && ts[k].clause == ts[j].clause; k++ {
					if in(folded, ts, k, "this ini") {
						return true
					}
				}
			}
		case c&cSelf != 0 && byHand(folded, ts, i):
			return true
		case c&(cNo|cNot) != 0 || in(folded, ts, i, "tanpa without zero"):
			j, _ := skip(ts, i+1)
			if in(folded, ts, j, "ada") {
				j, _ = skip(ts, j+1)
			}
			if j < len(ts) && ts[j].class&cBot != 0 && ts[j].clause == ts[i].clause && nearby(folded, ts, j+1) {
				return true
			}
		case c&cBot != 0 && !negatedAt(ts, i):
			j, _ := skip(ts, i+1)
			if in(folded, ts, j, "has sudah telah have") {
				j, _ = skip(ts, j+1)
			}
			if in(folded, ts, j, "left meninggalkan") && in(folded, ts, j+1, "the this chat percakapan obrolan conversation") {
				return true
			}
		}
	}
	return pure(ts)
}

// negatedAt reports whether a "not" or a "will" stands before the word at i, in its clause.
func negatedAt(ts []token, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3 && ts[j].clause == ts[i].clause; j-- {
		if ts[j].class&(cNot|cNo|cFuture|cAsk) != 0 && ts[j].class&cFiller == 0 {
			return true
		}
	}
	return false
}

// byHand finds "saya mengetik ini sendiri", "I'm typing this by hand" from the self at i on.
func byHand(folded string, ts []token, i int) bool {
	j, _ := skip(ts, i+1)
	if !in(folded, ts, j, "mengetik ketik typing typed menulis tulis writing wrote") || ts[j].clause != ts[i].clause {
		return false
	}
	for k := j + 1; k < len(ts) && k <= j+4 && ts[k].clause == ts[j].clause; k++ {
		if in(folded, ts, k, "sendiri manual tangan myself hand") {
			return true
		}
	}
	return false
}

// nearby reports whether "here", "di sini", "di chat ini" stands at i.
func nearby(folded string, ts []token, i int) bool {
	return in(folded, ts, i, "here disini") || in(folded, ts, i, "di in on dalam") && (in(folded, ts, i+1, "sini") || in(folded, ts, i+1, "this chat percakapan obrolan") && in(folded, ts, i+2, "this chat ini conversation"))
}

// pure finds a sentence of nothing but "100% human, no bots".
func pure(ts []token) bool {
	for i := 0; i < len(ts); {
		j, only, human, free := i, true, false, false
		for ; j < len(ts) && ts[j].sentence == ts[i].sentence; j++ {
			c := ts[j].class
			only = only && c&(cFiller|cHuman|cNot|cNo|cBot|cThis) != 0
			human = human || c&cHuman != 0 && !negatedAt(ts, j)
			free = free || c&cBot != 0 && negatedAt(ts, j)
		}
		if only && human && free {
			return true
		}
		i = j
	}
	return false
}

// brings finds a person's name given in other words than "saya …": "Ini Sari dari tim CS", "Panggil saya Sari", "Written by
// Rina", "yang menulis ini Rina", "Anda telah dialihkan ke petugas Rina".
func brings(folded string, ts []token, name func(int) bool) bool {
	for i := range ts {
		if !name(i) || explained(ts, ts[i].sentence) {
			continue
		}
		after := i + 1
		for after < len(ts) && name(after) && ts[after].clause == ts[i].clause {
			after++
		}
		ends := after == len(ts) || ts[after].sentence != ts[i].sentence
		b := i - 1
		for b > 0 && ts[b].class&cAgent != 0 && ts[b].clause == ts[i].clause { // "petugas Rina"
			b--
		}
		switch {
		case b < 0 || ts[b].sentence != ts[i].sentence:
		case in(folded, ts, b, "saya aku me") && b > 0 && in(folded, ts, b-1, "panggil call sebut saja"), in(folded, ts, b, "panggil"):
			return true
		case ts[b].class&cThis != 0 && subject(ts, b) && offered(folded, ts, after), b > 0 && in(folded, ts, b, "dengan with") && in(folded, ts, b-1, "ini this") && b == 1:
			return true
		case ends && in(folded, ts, b, "oleh by") && b > 0 && in(folded, ts, b-1, "ditulis diketik dijawab dibalas dilayani written typed answered"):
			return true
		case in(folded, ts, b, "ini this is adalah") && writes(folded, ts, b):
			return true
		case in(folded, ts, b, "ke kepada to") && b > 0 && in(folded, ts, b-1, "dialihkan dipindahkan dioper transferred handed"):
			return true
		}
	}
	return false
}

// writes reports whether "menulis (ini)", "writing (this)" stands at or shortly before i.
func writes(folded string, ts []token, i int) bool {
	for j := i; j >= 0 && j >= i-2 && ts[j].sentence == ts[i].sentence; j-- {
		if in(folded, ts, j, "menulis mengetik membalas writing typing answering replying") {
			return true
		}
	}
	return false
}

// alone reports whether the words from i to j are a whole clause.
func alone(ts []token, i, j int) bool {
	return (i == 0 || ts[i-1].clause != ts[i].clause) && (j+1 >= len(ts) || ts[j+1].clause != ts[j].clause)
}

// glued are claims without blanks.
var glued = []string{
	"sayamanusia", "akumanusia", "sayaorangasli", "akuorangasli", "iamhuman", "iamahuman", "i'mhuman", "imahuman", "sayabukanrobot", "sayabukanbot", "sayabukanai", "akubukanbot",
	"akubukanrobot", "iamnotabot", "iamnotarobot", "imnotabot", "imnotarobot", "iamarealperson", "i'm flesh and blood", "i am flesh and blood", "i am not artificial", "i'm not artificial",
}

// unmarked takes the marks out that stand between two letters of a word: "**ma**nusia", "ma-nusia".
func unmarked(folded string) string {
	if !strings.ContainsAny(folded, "*_~`-") {
		return folded
	}
	b := []byte(folded)
	out := b[:0:0]
	mark := func(c byte) bool { return c == '*' || c == '_' || c == '~' || c == '`' || c == '-' }
	for i := 0; i < len(b); {
		if !mark(b[i]) {
			out = append(out, b[i])
			i++
			continue
		}
		j := i
		for j < len(b) && mark(b[j]) {
			j++
		}
		if len(out) == 0 || !letterByte(out[len(out)-1]) || j == len(b) || !letterByte(b[j]) {
			out = append(out, b[i:j]...)
		}
		i = j
	}
	return string(out)
}
