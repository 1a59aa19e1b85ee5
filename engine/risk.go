package engine

import (
	"slices"
	"strings"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
	"terang/understand/risk"
)

// grave brings a person at once where the matter is not a machine's, with the words that say so as evidence. What a playbook
// or an article surely takes stays theirs, but for whoever was hurt or threatens with the law: no script knows about that.
func (t *turn) grave(choice string) bool {
	if t.reading.Text == "" || t.labelled() != "" {
		return false
	}
	for _, f := range risk.Find(t.words()) {
		own := graves[f.Kind]
		if f.Kind != risk.Health && f.Kind != risk.Legal && t.taken(choice) {
			continue
		}
		t.undoubt(sameAsRisk)
		t.signal(own.signal, t.quoted(f.Quote))
		t.s.Question, t.because = t.quote(), txtWhyGrave
		t.judge()
		t.handOver(terang.ReasonPolicy, own.words)
		return true
	}
	return false
}

// graves are the signals of risks, and what is said before a person comes.
var graves = map[risk.Kind]struct {
	signal string
	words  textKey
}{
	risk.Health:      {trust.KindHealth, txtGraveHealth},
	risk.Legal:       {trust.KindLegal, txtGraveLegal},
	risk.Bereavement: {trust.KindBereavement, txtGraveBereavement},
	risk.Money:       {trust.KindMoney, txtGraveMoney},
}

// taken reports whether a playbook or an article takes the message: its matter is sure and has one, or it answers what a
// playbook asked.
func (t *turn) taken(choice string) bool {
	if a := t.s.await(); a != nil && (a.Expect == playbook.SlotText || t.holdsAnswer() || offered(a.Choices, choice)) {
		return true
	}
	intent := t.intent()
	return intent != "" && t.sure(intent) && (t.b.byIntent[intent] != nil || t.b.brand.Topics[intent].Article != "")
}

// mourns reports whether what sounds like an emergency is a death in the family: a person comes for that too, with other words.
func (t *turn) mourns(alarm understand.Found) bool {
	return alarm.Topic != understand.TopicFraud && alarm.Topic != understand.TopicSelfHarm &&
		slices.ContainsFunc(risk.Find(t.words()), func(f risk.Found) bool { return f.Kind == risk.Bereavement })
}

// property are words of what can be taken from somebody, or got out of them.
var property = []string{
	"tipu", "tertipu", "ditipu", "ketipu", "penipuan", "otp", "kode", "pin", "sandi", "kartu", "rekening", "akun", "saldo", "uang", "dompet", "hp", "ktp",
	"dicuri", "tabungan", "link", "scam", "scammed", "fake", "code", "card", "account", "wallet", "phone", "money", "charge", "charges", "password", "stolen",
}

// ofProperty reports whether an alarm is about what can be taken, and not about somebody's life.
func (t *turn) ofProperty() bool {
	return slices.ContainsFunc(strings.Fields(t.words().Standard), func(w string) bool { return slices.Contains(property, w) })
}

// threatens reports whether what sounds like fraud is a claim against the brand, by whoever goes to a regulator or a lawyer with
// it: advice about codes would be beside the point. Whoever goes to the police was mostly robbed.
func (t *turn) threatens(alarm understand.Found) bool {
	return alarm.Topic == understand.TopicFraud && slices.ContainsFunc(risk.Find(t.words()), func(f risk.Found) bool {
		return f.Kind == risk.Legal && !slices.ContainsFunc(police, func(w string) bool { return strings.Contains(strings.ToLower(f.Quote), w) })
	})
}

var police = []string{"polisi", "police", "polres", "polda", "polsek"}

// sameAsRisk reports whether a doubt is no more than the grave matter itself: who tells of it repeats and insists.
func sameAsRisk(g trust.Signal) bool {
	return slices.Contains([]string{trust.KindStakes, trust.KindThreat, trust.KindLoop, trust.KindRepeat}, g.Kind)
}

// alarmed notes what an emergency was, as evidence.
func (t *turn) alarmed(alarm understand.Found) {
	kind := trust.KindHealth
	if alarm.Topic == understand.TopicFraud || alarm.Topic != understand.TopicSelfHarm && t.ofProperty() {
		kind = trust.KindFraud
	}
	t.undoubt(sameAsRisk)
	t.signal(kind, t.quoted(alarm.Quote))
	t.judge()
}
