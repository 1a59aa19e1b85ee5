package engine

import (
	"slices"
	"strings"

	"terang"
	"terang/trust"
)

const (
	owns       = 12 // points of doubt in a turn from which the assistant owns what went wrong
	offerAgain = 2  // turns after which a person is offered again while trust stays low
)

// offer adds the offer of a person to what was just said, whenever trust is low and the turn did it harm, or some turns
// passed since the last time; never in the same words twice in a row.
func (t *turn) offer(v trust.View) {
	if v.Decision != trust.Offer || t.handed {
		return
	}
	if t.s.Offered && !t.harmed() && t.s.Since < offerAgain {
		return
	}
	for i := len(t.effects) - 1; i >= 0; i-- {
		s, ok := t.effects[i].(Say)
		if !ok || s.Draft.Kind != terang.KindText {
			continue
		}
		c := &s.Draft.Content
		if !offered(c.Replies, choicePerson) {
			words := offers[t.s.Offers%len(offers)]
			if t.in.Desk.Online == 0 {
				words = offersAway[t.s.Offers%len(offersAway)]
			}
			c.Text = clipText(c.Text + "\n\n" + words.In(t.lang))
			c.Replies = numbered(append(slices.Clone(c.Replies), t.personReply()))
			t.s.Offers++
		}
		t.effects[i] = s
		t.s.Offered, t.s.Since = true, 0
		return
	}
}

// harmed reports whether something in the turn spoke against trust.
func (t *turn) harmed() bool {
	return t.s.Judging != nil && slices.ContainsFunc(t.s.Judging.Signals, func(g trust.Signal) bool { return g.Points() < 0 })
}

// own is the sentence by which the assistant owns what went wrong, before it goes on; "" where nothing did, or where it
// said so just before.
func (t *turn) own(words string, asking bool) string {
	if !t.uneasy || t.owned || t.s.Self {
		return ""
	}
	kind := t.mistake()
	if kind == "" {
		return ""
	}
	t.owned = true
	if kind == t.s.Blamed || apologises(words) {
		return ""
	}
	t.s.Blamed = kind
	said := ownings[kind]
	if other := ownedAsking[kind]; other != nil && asking {
		said = other
	}
	if other := ownedSame[kind]; other != nil && !asking && t.s.Last != nil && t.s.Last.Content.Text == words {
		said = other
	}
	return said.In(t.lang)
}

// mistake is the kind of signal of the turn that the assistant should own, "" for none.
func (t *turn) mistake() string {
	signals := t.signals
	if t.s.Judging != nil {
		signals = append(slices.Clip(t.s.Judging.Signals), signals...)
	}
	for _, g := range signals {
		if g.Points() <= -owns && ownings[g.Kind] != nil {
			return g.Kind
		}
	}
	return ""
}

// apologises reports whether a text begins with an apology of its own.
func apologises(words string) bool {
	return strings.HasPrefix(words, "Maaf") || strings.HasPrefix(words, "Mohon maaf") || strings.HasPrefix(words, "Sorry") || strings.HasPrefix(words, "I am sorry")
}

// offers are the ways to offer a person; offersAway where nobody is there now.
var offers = []terang.Text{
	both("Kalau lebih nyaman, petugas kami bisa melanjutkan dari sini.", "If you prefer, one of our agents can go on from here."),
	both("Saya bisa menyambungkan Anda ke petugas sekarang; yang sudah Anda tulis ikut terbawa.", "I can connect you with an agent now; what you wrote goes along."),
	both("Anda tidak perlu melanjutkan dengan saya: petugas bisa mengambil alih kapan saja.", "You need not go on with me: an agent can take over at any time."),
}

var offersAway = []terang.Text{
	both("Kalau lebih nyaman, saya catat untuk petugas kami, yang membalas begitu ada.", "If you prefer, I note this for our agents, who reply once they are here."),
	both("Petugas belum ada saat ini, tetapi saya bisa menitipkan percakapan ini kepada mereka.", "No agent is here right now, but I can leave this conversation with them."),
}

// ownings are how the assistant owns what broke trust, by the kind of signal. Kinds that have none are nobody's mistake, or
// have words of their own. Nowhere else does the assistant say sorry: only where it did something wrong.
var ownings = map[string]terang.Text{
	trust.KindReAsk:        both("Maaf, itu sudah Anda sebutkan.", "Sorry, you already told me that."),
	trust.KindRepeat:       both("Maaf Anda harus mengulanginya.", "Sorry that you had to say it again."),
	trust.KindWrong:        both("Maaf, jawaban saya keliru.", "Sorry, my answer was wrong."),
	trust.KindUnhelpful:    both("Maaf, jawaban saya tadi belum membantu.", "Sorry, my answer did not help."),
	trust.KindLoop:         both("Maaf, saya mengulang jawaban yang sama.", "Sorry, I gave you the same answer again."),
	trust.KindWaiting:      both("Maaf Anda harus menunggu selama ini.", "Sorry that you have had to wait this long."),
	trust.KindPromise:      both("Wajar kalau Anda ragu. Saya hanya menyebut apa yang benar-benar tercatat.", "I understand that you doubt it. I only tell you what is really on record."),
	trust.KindDoubt:        both("Wajar kalau Anda ragu.", "I understand that you have doubts."),
	trust.KindAnger:        both("Saya mengerti Anda kesal, dan itu wajar.", "I understand that you are upset, and rightly so."),
	trust.KindIrony:        both("Maaf, ini memang belum beres.", "Sorry, this is indeed not solved yet."),
	trust.KindGaveUp:       both("Maaf saya belum berhasil membantu Anda.", "Sorry that I have not managed to help you."),
	trust.KindThreat:       both("Saya mengerti ini serius bagi Anda.", "I understand that this is serious for you."),
	trust.KindStakes:       both("Saya mengerti ini penting bagi Anda.", "I understand that this matters to you."),
	trust.KindUnhelpfulTap: both("Maaf, jawaban saya tadi belum membantu.", "Sorry, my answer did not help."),
}

// ownedAsking is what is said instead where a question follows, ownedSame where the assistant has nothing better than the same
// words again.
var ownedAsking = map[string]terang.Text{
	trust.KindReAsk: both("Maaf harus menanyakannya: saya belum menemukannya di pesan Anda.", "Sorry to ask: I have not found it in your messages."),
	trust.KindLoop:  both("Maaf, ini memang pertanyaan yang sama; tanpa jawabannya saya belum bisa melanjutkan.", "Sorry, it is the same question; I cannot go on without its answer."),
}

var ownedSame = map[string]terang.Text{
	trust.KindLoop:  both("Maaf, jawaban saya masih sama karena hanya itu yang saya tahu.", "Sorry, my answer is still the same, because it is all I know."),
	trust.KindWrong: both("Maaf kalau ini keliru; inilah yang tercatat pada kami.", "Sorry if this is wrong; it is what we have on record."),
}
