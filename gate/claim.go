package gate

import (
	"strings"
)

// speech is how words are judged: wholly a machine's, or a person's that a machine helped to write.
type speech int

const (
	wholly speech = iota
	assisted
)

// class is what a word can be in a claim to be a person; a set of bits, for some words are several things.
type class uint32

const (
	cSelf     class = 1 << iota // saya, I
	cThis                       // ini, this is
	cFiller                     // memang, really: may stand between
	cReal                       // asli, real: makes "orang" a claim
	cHuman                      // manusia, human
	cPerson                     // orang, person
	cAgent                      // petugas, agent
	cNot                        // bukan, not
	cMachine                    // robot, bot, AI
	cMade                       // virtual, resources: what follows a noun and takes the claim away
	cAsk                        // apakah, whether, when: what comes before words that assert nothing
	cYou                        // anda, you are
	cTalk                       // berbicara, talking, dilayani, helped
	cWith                       // dengan, to, by
	cAs                         // sebagai, as
	cName                       // nama, name
	cBorn                       // lahir, berusia: a life
	cAssist                     // asisten, assistant
	cBot                        // robot, bot, AI: machine words with no other use
	cGreeting                   // halo, hi, perkenalkan
	cFrom                       // dari, from
	cAuto                       // otomatis, automated: a machine, without its name
	cNo                         // tidak, no: a not that asks for less than bukan
	cSpeech                     // pesan, message, jawaban: what somebody writes
	cMember                     // bagian, member: of a team
	cWrote                      // ditulis, written: by whom?
	cJoin                       // bergabung, joined
	cFuture                     // akan, will: not yet
	cRegards                    // salam, regards: before a signature
	cKin                        // suami, husband: whom a machine does not have
	cAge                        // umur, age
)

// words gives the class of every word that matters, folded.
var words = func() map[string]class {
	m := make(map[string]class, 256)
	add := func(c class, list string) {
		for _, w := range strings.Fields(list) {
			m[w] |= c
		}
	}
	add(cSelf, "saya aku gue gw gua ane sy aq ak kami kita i im we")
	add(cThis, "ini this its it thats that")
	add(cFiller, `adalah ialah memang emang benar beneran bener benarbenar sungguh sungguhan betul betulan juga kok sih dong
		lho loh ya iya yup hanya cuma cuman seorang seutuhnya sepenuhnya jelas tentu tentunya pasti ini kan tuh mah biasa
		sejati asli nyata hidup 100 persen percent jujur sebenarnya sesungguhnya tulen
		am are is m re was be a an the really actually just only definitely totally indeed truly also real live actual genuine
		yes yep yeah of course very much fully completely absolutely honest honestly certainly sure ordinary normal breathing
		kami our salah satu one`)
	add(cReal, "asli beneran benar sungguhan betulan nyata hidup tulen real live actual genuine living breathing")
	add(cHuman, "manusia human humans manusianya")
	add(cPerson, "orang person people man woman guy girl lady wanita pria perempuan lelaki cowok cewek")
	add(cAgent, "petugas agen agent admin cs staf staff karyawan karyawati pegawai operator representative rep employee")
	add(cNot, "bukan bkn bukanlah not aint isnt arent never")
	add(cMachine, "robot robots bot bots chatbot mesin ai machine komputer computer program software automated")
	add(cBot, "robot robots bot bots chatbot ai")
	add(cMade, `ai virtual digital otomatis automated bot robot machine mesin like resources resource sounding lookalike rights
		being_like kah`)
	add(cAsk, `apakah whether if am are kalau jika bila apa saat ketika sewaktu when while setelah sesudah after sebelum before
		until sampai hingga can could may should shall boleh bolehkah bisakah dapatkah
		bantu membantu bantuin help helps let lets agar supaya biar`)
	add(cYou, "anda kamu kakak kak anda2 you youre ur")
	add(cTalk, `bicara berbicara ngobrol mengobrol chat chatting talking speaking dilayani dibantu ditangani served helped assisted
		connected tersambung terhubung berhadapan bercakap`)
	add(cWith, "dengan sama oleh ke kepada to with w by our kami langsung directly")
	add(cFiller, "sedang lagi sekarang kini now being currently sudah already")
	add(cAs, "sebagai as")
	add(cName, "nama namaku name names")
	add(cBorn, "lahir dilahirkan dibesarkan berusia berumur kuliah bersekolah born raised studied")
	add(cAssist, "asisten assistant ai bot chatbot robot virtual otomatis automated program komputer mesin machine")
	add(cAuto, "otomatis automated automatic automatically")
	add(cNo, "no tidak tak tdk nggak enggak ngga gak ga dont doesnt")
	add(cSpeech, "pesan message messages jawaban answer answers balasan reply replies response chat tulisan teks percakapan obrolan conversation")
	add(cMember, "bagian anggota member part")
	add(cFiller, "bagian anggota member part tim team promise janji swear sumpah deh haha wkwk btw")
	add(cWrote, "ditulis diketik tertulis written typed penulisnya")
	add(cJoin, "bergabung joined")
	add(cFuture, "akan will bisa dapat can may nanti segera soon shall would jika kalau bila if bila ketika when sampai until setelah after sebelum before")
	add(cRegards, "salam regards sincerely hormat hormatku cheers perkenalkan kenalin ttd")
	add(cKin, "suami suamiku istri istriku husband wife boyfriend girlfriend pacar anakku kids children daughter mom mum dad mother father mama papa ayah")
	add(cAge, "umur umurku usia usiaku age")
	add(cPerson, "org orng oranng")
	add(cHuman, "hooman humn mnusia manusya insan")
	add(cGreeting, "halo hai hi hello hey perkenalkan kenalin selamat pagi siang sore malam good morning afternoon evening")
	add(cFrom, "dari from di here disini")
	return m
}()

// token is a word of a text with its classes and its place.
type token struct {
	class      class
	start, end int // in the text given to tokens
	sentence   int
	clause     int // sentences have one or more
}

// claims reports whether a text says of its own author that it is a person, plainly or in a disguise.
func (s speech) claims(text string) bool {
	if text == "" {
		return false
	}
	folded := fold(text)
	var space [192]token
	ts := tokens(folded, space[:0])
	captcha(folded, ts)
	if s == assisted {
		return denies(ts)
	}
	return denies(ts) || asserts(ts) || handsOver(ts) || lives(ts, folded) || introduces(text, folded, ts) ||
		acts(folded, ts) || pretends(text, folded, ts) || disguised(text, folded)
}

// asserts finds "saya (memang) manusia", "this is a real person", "sebagai manusia, saya", and a sentence
// that is nothing but "Manusia asli, kok".
func asserts(ts []token) bool {
	for i := range ts {
		c := ts[i].class
		switch {
		case c&cSelf != 0 && !asked(ts, i):
			j, real := skip(ts, i+1)
			if claimAt(ts, i, j, cHuman) || claimAt(ts, i, j, cPerson|cAgent) && (subject(ts, i) || real || follows(ts, j, cReal)) {
				return true
			}
		case c&cThis != 0 && !asked(ts, i):
			j, real := skip(ts, i+1)
			if claimAt(ts, i, j, cHuman) || claimAt(ts, i, j, cPerson|cAgent) && (real || follows(ts, j, cReal)) {
				return true
			}
		case c&cAs != 0 && (i == 0 || ts[i-1].class&cNot == 0):
			if j, _ := skip(ts, i+1); claimAt(ts, i, j, cHuman) {
				return true
			}
		}
	}
	const only = cFiller | cHuman | cPerson | cAgent | cSelf | cThis
	return whole(ts, bySentence, only|cFrom, func(has class) bool { return has&cHuman != 0 }) ||
		whole(ts, byClause, only, func(has class) bool { return has&(cHuman|cPerson|cAgent) != 0 && has&cReal != 0 })
}

// claimAt reports whether the word at j is one of the nouns, in reach of the subject at i, and not the half
// of another word ("human resources", "agen AI").
func claimAt(ts []token, i, j int, nouns class) bool {
	if j >= len(ts) || ts[j].class&nouns == 0 || follows(ts, j, cMade) {
		return false
	}
	// Across the end of a clause only the plainest word counts: "Itu saya. Manusia."
	return ts[i].clause == ts[j].clause || ts[j].class&cHuman != 0
}

// follows reports whether the word after j, in the same clause, is of class c.
func follows(ts []token, j int, c class) bool {
	return j+1 < len(ts) && ts[j+1].class&c != 0 && ts[j+1].clause == ts[j].clause
}

// subject reports whether the word at i begins what is said. After a noun, "saya" is a possessive: "paket
// saya orang lain yang terima".
func subject(ts []token, i int) bool {
	if ts[i].end-ts[i].start <= 2 || i == 0 || ts[i-1].clause != ts[i].clause {
		return true
	}
	return ts[i-1].class != 0 && (ts[i-1].class&cSpeech == 0 || ts[i].class&cThis != 0) // "pesan ini", but "pesan saya"
}

// asked reports whether the subject at i is asked about, not asserted: "apakah saya", "am I".
func asked(ts []token, i int) bool {
	return i > 0 && ts[i-1].class&cAsk != 0 && ts[i-1].sentence == ts[i].sentence
}

// skip passes fillers from i on; it returns the first other word and whether one of the fillers said "real".
func skip(ts []token, i int) (int, bool) {
	real, member := false, false
	for i < len(ts) && (ts[i].class&cFiller != 0 || member && ts[i].class&cFrom != 0) && ts[i].class&(cHuman|cPerson|cAgent|cNot|cMachine) == 0 {
		real = real || ts[i].class&cReal != 0
		member = member || ts[i].class&cMember != 0
		i++
	}
	return i, real
}

// denies finds "saya bukan robot", "I'm not a bot", "Saya Rina, bukan robot", "ini bukan pesan otomatis", and a sentence
// that is nothing but "Bukan robot, kok".
func denies(ts []token) bool {
	self, helper := -1, -1 // the sentences in which a self was last seen, and the word that says what it is
	for i := range ts {
		c := ts[i].class
		if refersToSelf(ts, i) {
			self = ts[i].sentence
		}
		if c&cAssist != 0 && (i == 0 || ts[i-1].class&cNot == 0) {
			helper = ts[i].sentence
		}
		if c&(cNot|cNo) == 0 || self != ts[i].sentence {
			continue
		}
		k, _ := skip(ts, i+1)
		machine := cMachine
		for k < len(ts) && ts[k].class&cSpeech != 0 {
			k, _ = skip(ts, k+1)
			machine |= cAuto // "bukan pesan otomatis", but "tidak otomatis membatalkan"
		}
		if k >= len(ts) || ts[k].sentence != ts[i].sentence || ts[k].class&machine == 0 {
			continue
		}
		if before, ok := back(ts, i-1); ok && before {
			return true
		}
		if c&cNot != 0 && ts[k].class&cBot != 0 && helper != ts[i].sentence {
			return true
		}
	}
	return whole(ts, bySentence, cFiller|cNot|cMachine|cSelf|cThis, func(has class) bool {
		return has&cNot != 0 && has&cMachine != 0
	})
}

// refersToSelf reports whether the word at i is the speaker or what the speaker says, and not asked about. After a noun,
// "ini" only points at it: "robot vacuum ini".
func refersToSelf(ts []token, i int) bool {
	c := ts[i].class
	return (c&cSelf != 0 || c&cThis != 0 && subject(ts, i)) && !asked(ts, i)
}

// back passes fillers and a first "not" backwards from i and reports whether a self stands there.
func back(ts []token, i int) (self, found bool) {
	for ; i >= 0; i-- {
		if ts[i].class&(cSelf|cThis) != 0 {
			return refersToSelf(ts, i), true
		}
		if ts[i].class&(cFiller|cNot) == 0 {
			return false, false
		}
	}
	return false, false
}

// handsOver finds "Anda sekarang dilayani petugas kami", "you are talking to a real person", "Anda tidak sedang
// berbicara dengan robot": an announcement that only the house makes.
func handsOver(ts []token) bool {
	for i := range ts {
		if ts[i].class&cYou == 0 || asked(ts, i) {
			continue
		}
		j, negated := skipNot(ts, i+1)
		if j >= len(ts) || ts[j].class&cTalk == 0 {
			continue
		}
		j = with(ts, j+1)
		if !negated && claimAt(ts, i, j, cHuman|cPerson|cAgent) || negated && claimAt(ts, i, j, cMachine) {
			return true
		}
	}
	return false
}

// skipNot is skip that also passes a "not", and says so.
func skipNot(ts []token, i int) (int, bool) {
	negated := false
	for {
		j, _ := skip(ts, i)
		if j >= len(ts) || ts[j].class&(cNot|cNo) == 0 {
			return j, negated
		}
		i, negated = j+1, true
	}
}

// with passes "dengan", "to a" from j on.
func with(ts []token, j int) int {
	for ; j < len(ts) && ts[j].class&(cWith|cFiller) != 0 && ts[j].class&(cHuman|cPerson|cAgent|cMachine) == 0; j++ {
	}
	return j
}

func bySentence(t token) int { return t.sentence }
func byClause(t token) int   { return t.clause }

// whole reports whether a part of the text has only words of the classes in only and satisfies has.
func whole(ts []token, by func(token) int, only class, has func(class) bool) bool {
	for i := 0; i < len(ts); {
		j, all, pure := i, class(0), ts[i].class&cAsk == 0 // "Am I human?" asks
		for ; j < len(ts) && by(ts[j]) == by(ts[i]); j++ {
			pure = pure && ts[j].class&only != 0
			all |= ts[j].class
		}
		if pure && has(all) {
			return true
		}
		i = j
	}
	return false
}

// introduces finds a person's name in the first person without the word that says what it is: "Hai, saya
// Rina dari tim kami", "my name is Budi". "Saya Sari, asisten AI" is honest. It needs the capitals, so it
// reads the text as written, sentence by sentence where folding moved the places.
func introduces(text, folded string, ts []token) bool {
	if len(text) == len(folded) {
		for i := range ts {
			if ts[i].class&(cName|cSelf) != 0 && named(text, folded, ts, i) && !explained(ts, ts[i].sentence) {
				return true
			}
		}
		return false
	}
	parts := sentences(text)
	if len(parts) < 2 {
		return false
	}
	for _, part := range parts {
		f := fold(part)
		if len(f) == len(part) && introduces(part, f, tokens(f, nil)) {
			return true
		}
	}
	return false
}

// explained reports whether the sentence says that a machine speaks.
func explained(ts []token, sentence int) bool {
	for i := range ts {
		if ts[i].sentence == sentence && ts[i].class&cAssist != 0 && (i == 0 || ts[i-1].class&cNot == 0) {
			return true
		}
	}
	return false
}

// named reports whether the word at i is the subject of an introduction by name.
func named(text, folded string, ts []token, i int) bool {
	title := func(j int) bool {
		if j >= len(ts) || ts[j].end-ts[j].start < 3 || ts[j].class != 0 || ts[j].sentence != ts[i].sentence {
			return false
		}
		w := text[ts[j].start:ts[j].end]
		return w[0] >= 'A' && w[0] <= 'Z' && w[1:] == folded[ts[j].start+1:ts[j].end]
	}
	j := i + 1
	if ts[i].class&cName != 0 { // "nama saya X", "my name is X"
		mine := folded[ts[i].start:ts[i].end] == "namaku" || i > 0 && folded[ts[i-1].start:ts[i-1].end] == "my"
		for ; j < len(ts) && ts[j].class&(cSelf|cFiller) != 0; j++ {
			mine = mine || ts[j].class&cSelf != 0
		}
		return mine && title(j)
	}
	if asked(ts, i) {
		return false
	}
	for j < len(ts) && ts[j].class&cFiller != 0 {
		j++
	}
	if !title(j) {
		return false
	}
	greeted := i == 0 || ts[i-1].clause != ts[i].clause || ts[i-1].class&cGreeting != 0
	ends := j+1 == len(ts) || ts[j+1].clause != ts[j].clause || ts[j+1].class&cAgent != 0
	return greeted && ends || follows(ts, j, cFrom)
}

// Truthful reports whether the first sentence of a text says that a machine speaks and that it is no human:
// "Saya asisten AI (program komputer), bukan manusia." It is the answer to being asked.
func Truthful(text string) bool {
	if text == "" {
		return false
	}
	parts := sentences(text)
	if len(parts) == 0 {
		return false
	}
	first := strings.TrimSpace(parts[0])
	if len(parts) > 1 && len(first) <= shortAnswer { // "Ya. Saya asisten AI, bukan manusia."
		first += " " + parts[1]
	}
	var space [64]token
	ts := tokens(fold(first), space[:0])
	machine, denied := false, false
	for i := range ts {
		c := ts[i].class
		if c&cAssist != 0 && (i == 0 || ts[i-1].class&cNot == 0) {
			machine = true
		}
		if c&cNot != 0 {
			j, _ := skip(ts, i+1)
			denied = denied || j < len(ts) && ts[j].class&(cHuman|cPerson) != 0
		}
	}
	return machine && denied && !wholly.claims(text)
}

// shortAnswer is how long, in bytes, a first sentence may be to count as an opening word.
const shortAnswer = 12
