package gate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"terang"
)

// maker makes policies, facts and drafts at random, each seed the same.
type maker struct{ *rand.Rand }

func pick[T any](m maker, of ...T) T { return of[m.IntN(len(of))] }

// some picks each of a list or not; often none, which for a scope is all.
func some[T any](m maker, of ...T) []T {
	var out []T
	if m.IntN(2) == 0 {
		return nil
	}
	for _, v := range of {
		if m.IntN(3) == 0 {
			out = append(out, v)
		}
	}
	return out
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func (m maker) rule() Rule {
	r := Rule{
		ID:        pick(m, "first_contact", "every_message", "on_request", "transition", "reminder", "a", "b", "c"),
		On:        append(some(m, OnFirstMachineMessage, OnEveryMachineMessage, OnIdentityQuestion, OnTransition, OnElapsed, OnProactiveStart, OnDecision, OnAffect, OnPrice), OnEveryMachineMessage)[:1],
		Kinds:     append(some(m, terang.KindAI, terang.KindAutomation), terang.KindAI),
		Elements:  append(some(m, terang.NotHuman, terang.Operator, terang.HumanRoute, terang.OptOut, terang.HumanReview), terang.IsAI),
		Placement: pick(m, InSameUnit, InSameUnit, InFirstSentence), Fail: pick(m, Block, Replace, Warn),
		Session: time.Duration(m.IntN(5)) * time.Hour, Minor: time.Duration(m.IntN(3)) * time.Hour, Idle: time.Duration(m.IntN(10)) * 24 * time.Hour,
	}
	if r.On[0] == OnTransition {
		r.Placement = InSameUnit // as ParsePolicy demands
	} else if m.IntN(3) == 0 {
		r.Placement, r.Elements = InLabel, []terang.Element{terang.IsAI}
	}
	return r
}

func (m maker) policy(i int) Policy {
	p := Policy{
		ID: fmt.Sprint("p", i), Version: 1, Status: pick(m, InForce, InForce, Drafted, Repealed), Effective: noon.Add(time.Duration(m.IntN(200)-150) * time.Hour),
		Scope: Scope{
			Jurisdictions: some(m, "ID", "EU", "US-ME", "US"), Sectors: some(m, "any", "retail", "finance"), Audience: some(m, "any", KnownMinor),
			Directions: some(m, "inbound", "outbound"), Channels: some(m, "web", "sms"),
		},
	}
	if m.IntN(4) == 0 {
		p.Until = p.Effective.Add(time.Duration(m.IntN(400)) * time.Hour)
	}
	for range 1 + m.IntN(4) {
		p.Rules = append(p.Rules, m.rule())
	}
	return p
}

func (m maker) facts() Facts {
	ago := func() time.Time {
		if m.IntN(3) == 0 {
			return time.Time{}
		}
		return noon.Add(-time.Duration(m.IntN(24*9*60)) * time.Minute)
	}
	return Facts{
		WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: pick(m, "web", "sms", "email", ""), Seq: 3, Prev: 2, Now: noon,
		Holder: terang.HolderAssistant, Language: pick(m, terang.Indonesian, terang.English), Brand: "Toko Terang", Asked: m.IntN(3) == 0, Consent: m.IntN(2) == 0,
		Disclosed:     terang.Disclosed{FirstContact: ago(), LastMachine: ago(), Reminded: ago(), Language: pick(m, terang.Indonesian, terang.English, ""), Voice: pick(m, "", "machine", "automation", "human:agt_1")},
		Jurisdictions: some(m, "ID", "DE", "US-ME", "US-CA"), Sector: pick(m, "", "retail", "health"), Audience: pick(m, "", KnownMinor), Affect: m.IntN(4) == 0,
		Form: Form{Family: pick(m, Chat, Inline, SMS, Email, Push, Voice)},
	}
}

func (m maker) draft() terang.Draft {
	d := terang.Draft{
		Author:  pick(m, terang.ByAI("m@1", "p@1"), terang.ByAutomation("p@1"), terang.ByAgentWithAI("agt_1", "Rina", "m@1", 0.9)),
		Purpose: pick(m, terang.ForAnswer, terang.ForProactive, terang.ForSurvey), Kind: terang.KindText, Content: terang.Content{Text: "ok"},
		PersonalPrice: m.IntN(4) == 0,
	}
	if m.IntN(4) == 0 {
		d.Decision = &terang.Decision{What: "refund_refused"}
	}
	if m.IntN(6) == 0 {
		d.Author, d.Kind, d.Announces = terang.BySystem(), terang.KindNotice, pick(m, terang.ByAI("m@1", "p@1"), terang.ByAgent("agt_1", "Rina"))
	}
	return d
}

// covers reports whether a later obligation asks for all that an earlier one asks for, as strictly.
func (o *Obligation) covers(was *Obligation) bool {
	for _, e := range was.Elements {
		if !slices.Contains(o.Elements, e) {
			return false
		}
	}
	for _, ref := range was.Policies {
		if !slices.Contains(o.Policies, ref) {
			return false
		}
	}
	return o.Rule == was.Rule && o.Placement == was.Placement && o.on == was.on && o.Kind == was.Kind && o.Language == was.Language &&
		(was.Within || !o.Within) && (was.fail != Block || o.fail == Block)
}

// TestMoreRulesNeverAskForLess adds ten thousand random policies, and rules to policies, to random books: no obligation goes,
// none becomes less strict, and what satisfies the more satisfies the less.
func TestMoreRulesNeverAskForLess(t *testing.T) {
	asked, grew := 0, 0
	for seed := range uint64(10_000) {
		m := maker{rand.New(rand.NewPCG(seed, 7))}
		policies := []Policy{}
		if m.IntN(3) > 0 {
			policies = Default().Policies()
		}
		for i := range m.IntN(3) {
			policies = append(policies, m.policy(i))
		}
		less := &Rulebook{policies: policies}
		grown := append(copied(policies), m.policy(9))
		if len(policies) > 0 && m.IntN(2) == 0 {
			i := m.IntN(len(policies))
			grown[i].Rules = append(grown[i].Rules, m.rule())
		}
		more := &Rulebook{policies: grown}
		f, d := m.facts(), m.draft()
		before, after := less.Obligations(f, d), more.Obligations(f, d)
		asked += len(before)
		if len(after) > len(before) {
			grew++
		}
		for i := range before {
			if !slices.ContainsFunc(after, func(o Obligation) bool { return o.covers(&before[i]) }) {
				t.Fatalf("seed %d: %+v is gone or laxer in\n%+v", seed, before[i], after)
			}
		}
		chosen, whole := choose(after, d.Content.Text)
		if !whole {
			continue // held: nothing is sent
		}
		s := Shown{Kind: d.Author.Kind(), Label: f.Form.Label(d.Author.Kind(), f.Language), Text: d.Content.Text}
		if d.Announces.Kind() != "" {
			s.Kind = d.Announces.Kind()
		}
		if chosen != nil {
			s.Disclosure = chosen.say(f.Form, f.Language, f.Brand)
		}
		if v := Satisfied(s, after); len(v) > 0 {
			t.Fatalf("seed %d: the chosen texts leave something unsaid: %+v", seed, v)
		}
		if v := Satisfied(s, before); len(v) > 0 {
			t.Fatalf("seed %d: what satisfies more does not satisfy less: %+v", seed, v)
		}
	}
	if asked < 10_000 || grew < 1_000 {
		t.Errorf("only %d obligations in 10 000 books, %d of which grew", asked, grew)
	}
}

// inline is a channel that has only a text: the label stands before it, the disclosure between.
func inline(label, disclosure, text string) string {
	return label + ": " + strings.TrimSpace(disclosure+" "+text)
}

// TestLabelsSurviveWhatHappensToTexts: whatever a machine said, the label is there, first and readable, after every Unicode
// normal form, with letters that run from right to left, after a cut, and in each part of an SMS.
func TestLabelsSurviveWhatHappensToTexts(t *testing.T) {
	part := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"\u202e", "\u2066", "\u200f", "שלום", "مرحبا", "\u0301", "\u20dd", "ﬁ", "Å", "𝐀", "\u200d", "\ufe0f", "\U000E0041", "[", "€", "ok ", " ", "\n", "Petugas: ", strings.Repeat("a", 200), "❤️",
	}))
	kinds := []terang.AuthorKind{terang.KindAI, terang.KindAIAssisted, terang.KindAutomation}
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(rapid.SliceOfN(part, 1, 8).Draw(t, "text"), "")
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		l := rapid.SampledFrom([]terang.Language{terang.Indonesian, terang.English}).Draw(t, "language")
		form := Form{Family: rapid.SampledFrom([]Family{Inline, SMS, Push}).Draw(t, "family")}
		text, _ := clean(raw)
		text, _ = unlabel(text)
		label := form.Label(kind, l)
		said := inline(label, published[0].Say(form, l, "Toko Terang", ""), text)
		for name, f := range map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD, "NFKC": norm.NFKC, "NFKD": norm.NFKD} {
			if got := f.String(said); !strings.HasPrefix(got, label+": ") || f.String(label) != label {
				t.Fatalf("%s: %q", name, got)
			}
		}
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Fatalf("a control of direction is left in %q", text)
		}
		if p, _ := bidi.LookupString(said); p.Class() != bidi.L {
			t.Fatalf("the paragraph does not run as its label does: %q", said)
		}
		for n := range []rune(said) {
			if cut := string([]rune(said)[:n]); n >= pushSeen && !strings.HasPrefix(cut, label) {
				t.Fatalf("cut at %d: %q", n, cut)
			}
		}
		parts := Parts(label, said[len(label)+2:])
		var whole strings.Builder
		for _, p := range parts {
			if !strings.HasPrefix(p, label+": ") || cost(p) > smsWhole || len(parts) > 1 && cost(p) > smsPart || !utf8.ValidString(p) {
				t.Fatalf("a part without label or too long: %q (%d)", p, cost(p))
			}
			whole.WriteString(p[len(label)+2:])
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(whole.String()) != squeeze(said[len(label)+2:]) {
			t.Fatalf("the parts say something else:\n%q\n%q", parts, said)
		}
	})
}

// pushSeen is how many characters of a push message are seen at least.
const pushSeen = 30

func TestLabelsAreShortAndPlain(t *testing.T) {
	for _, f := range []Family{Chat, Inline, SMS, Email, Push, Voice} {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			seen := map[string]terang.AuthorKind{}
			for _, k := range []terang.AuthorKind{terang.KindAI, terang.KindAIAssisted, terang.KindAutomation, terang.KindHuman, terang.KindContact} {
				label := Form{Family: f}.Label(k, l)
				n, ok := Septets(label)
				if label == "" || !ok || n != len(label) || n > pushSeen || seen[label] != "" {
					t.Errorf("%s/%s/%s: %q (%d septets; also of %q)", f, l, k, label, n, seen[label])
				}
				if (f == Inline || f == SMS || f == Push) && n > 12 {
					t.Errorf("%s/%s/%s: %q costs %d septets of each message", f, l, k, label, n)
				}
				seen[label] = k
			}
		}
	}
}

// TestTheFirstSMSHasRoom: label and first contact fit one part with an answer of sixty septets.
func TestTheFirstSMSHasRoom(t *testing.T) {
	form := Form{Family: SMS}
	for i := range published {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			words := published[i].Say(form, l, "Toko Terang", "Rina")
			n, ok := Septets(form.Label(terang.KindAI, l) + ": " + words + " ")
			if !ok || smsWhole-n < 60 {
				t.Errorf("%s/%s leaves %d septets (%v): %q", published[i].ID, l, smsWhole-n, ok, words)
			}
		}
	}
}
