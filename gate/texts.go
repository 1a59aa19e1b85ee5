package gate

import (
	"slices"
	"strconv"
	"strings"

	"terang"
)

// Text is one published text of disclosure. Its wording is fixed per version; what changes gets a new
// version, because receipts cite it.
type Text struct {
	ID       string
	Version  int
	Kinds    []terang.AuthorKind // the authors that it may introduce
	Elements []terang.Element
	On       Trigger // worded for this moment, "" for any
	From     string  // worded for the time after this voice ("human:"), "" for any
	Adds     bool    // says one thing beside who speaks, after another text
	In       terang.Text
	Short    terang.Text // for SMS and push: it leaves room for content in 160 septets; nil: as In
	Spoken   terang.Text // for calls: at most ten seconds; nil: as In
}

// The published texts, from the most to the least particular: the first that fits is taken.
var published = []Text{
	{
		ID: "answer", Version: 1, Kinds: []terang.AuthorKind{terang.KindAI}, On: OnIdentityQuestion,
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator},
		In: terang.Text{
			terang.Indonesian: "Saya asisten AI {brand} (program komputer), bukan manusia.",
			terang.English:    "I am the AI assistant of {brand} (a computer program), not a human.",
		},
		Short: terang.Text{
			terang.Indonesian: "Saya asisten AI {brand} (program komputer), bukan manusia.",
			terang.English:    "I am {brand}'s AI assistant (a program), not a human.",
		},
		Spoken: terang.Text{
			terang.Indonesian: "Saya asisten AI {brand}, sebuah program komputer, bukan manusia.",
			terang.English:    "I am the AI assistant of {brand}, a computer program, not a human.",
		},
	},
	{
		ID: "reminder", Version: 1, Kinds: []terang.AuthorKind{terang.KindAI}, On: OnElapsed,
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator},
		In: terang.Text{
			terang.Indonesian: "Pengingat: Anda masih berbicara dengan asisten AI {brand}, bukan manusia.",
			terang.English:    "A reminder: you are still talking to the AI assistant of {brand}, not a human.",
		},
		Short: terang.Text{
			terang.Indonesian: "Ini masih asisten AI {brand}, bukan manusia.",
			terang.English:    "This is still {brand}'s AI assistant, not a human.",
		},
		Spoken: terang.Text{ // a cue of three seconds
			terang.Indonesian: "Masih asisten AI {brand}, bukan manusia.",
			terang.English:    "Still {brand}'s AI, not a human.",
		},
	},
	{
		ID: "takeover", Version: 1, Kinds: []terang.AuthorKind{terang.KindHuman, terang.KindAIAssisted},
		Elements: []terang.Element{terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Mulai pesan ini Anda dilayani petugas kami, {name} (manusia).",
			terang.English:    "From this message on you are helped by our agent, {name} (a human).",
		},
		Short: terang.Text{
			terang.Indonesian: "Mulai pesan ini Anda dilayani petugas kami, {name} (manusia).",
			terang.English:    "From here on our agent {name} (a human) helps you.",
		},
		Spoken: terang.Text{
			terang.Indonesian: "Mulai sekarang Anda berbicara dengan petugas kami, {name}, seorang manusia.",
			terang.English:    "From now on you are speaking with our agent, {name}, a human.",
		},
	},
	{
		ID: "automatic", Version: 1, Kinds: []terang.AuthorKind{terang.KindAutomation},
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Ini pesan otomatis {brand}, bukan tulisan manusia.",
			terang.English:    "This is an automated message of {brand}, not written by a human.",
		},
	},
	{
		ID: "return", Version: 1, Kinds: []terang.AuthorKind{terang.KindAI}, From: "human:",
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.HumanRoute, terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Anda kembali dilayani asisten AI, bukan manusia. Anda bisa bicara dengan petugas kapan saja.",
			terang.English:    "You are back with the AI assistant, not a human. You can talk to an agent at any time.",
		},
		Short: terang.Text{
			terang.Indonesian: "Anda kembali dilayani asisten AI, bukan manusia. Balas ORANG utk petugas.",
			terang.English:    "Back to the AI assistant, not a human. Reply PERSON for an agent.",
		},
		Spoken: terang.Text{
			terang.Indonesian: "Anda kembali berbicara dengan asisten AI, bukan manusia. Tekan nol kapan saja untuk berbicara dengan petugas.",
			terang.English:    "You are back with the AI assistant, not a human. Press zero at any time to speak to an agent.",
		},
	},
	{
		ID: "first_contact", Version: 1, Kinds: []terang.AuthorKind{terang.KindAI},
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute, terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Ini asisten AI {brand}, bukan manusia. Anda bisa bicara dengan petugas kapan saja.",
			terang.English:    "This is the AI assistant of {brand}, not a human. You can talk to an agent at any time.",
		},
		Short: terang.Text{
			terang.Indonesian: "Ini asisten AI {brand}, bukan manusia. Balas ORANG utk petugas.",
			terang.English:    "This is {brand}'s AI assistant, not a human. Reply PERSON for an agent.",
		},
		Spoken: terang.Text{
			terang.Indonesian: "Ini asisten AI {brand}, bukan manusia. Tekan nol kapan saja untuk berbicara dengan petugas.",
			terang.English:    "This is the AI assistant of {brand}, not a human. Press zero at any time to speak to an agent.",
		},
	},
	{
		ID: "first_contact_automatic", Version: 1, Kinds: []terang.AuthorKind{terang.KindAutomation},
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute, terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Ini layanan otomatis {brand}, bukan manusia. Anda bisa bicara dengan petugas kapan saja.",
			terang.English:    "This is the automated service of {brand}, not a human. You can talk to an agent at any time.",
		},
		Short: terang.Text{
			terang.Indonesian: "Ini layanan otomatis {brand}, bukan manusia. Balas ORANG utk petugas.",
			terang.English:    "This is {brand}'s automated service, not a human. Reply PERSON for an agent.",
		},
		Spoken: terang.Text{
			terang.Indonesian: "Ini layanan otomatis {brand}, bukan manusia. Tekan nol kapan saja untuk berbicara dengan petugas.",
			terang.English:    "This is the automated service of {brand}, not a human. Press zero at any time to speak to an agent.",
		},
	},
	{
		ID: "opt_out", Version: 1, Kinds: machines, Adds: true, Elements: []terang.Element{terang.OptOut},
		In: terang.Text{
			terang.Indonesian: "Balas STOP bila tidak ingin menerima pesan seperti ini lagi.",
			terang.English:    "Reply STOP if you do not want messages like this any more.",
		},
		Short:  terang.Text{terang.Indonesian: "Balas STOP utk berhenti.", terang.English: "Reply STOP to end."},
		Spoken: terang.Text{terang.Indonesian: "Tekan sembilan bila tidak ingin ditelepon lagi.", terang.English: "Press nine if you do not want to be called again."},
	},
	{
		ID: "decision", Version: 1, Kinds: machines, Adds: true, Elements: []terang.Element{terang.AIRole, terang.HumanReview},
		In: terang.Text{
			terang.Indonesian: "Keputusan ini dibuat secara otomatis; Anda bisa meminta petugas memeriksanya kembali.",
			terang.English:    "This decision was made automatically; you can ask for an agent to review it.",
		},
		Short: terang.Text{terang.Indonesian: "Diputuskan otomatis; balas ORANG utk ditinjau petugas.", terang.English: "Decided automatically; reply PERSON for a human review."},
	},
	{
		ID: "emotion", Version: 1, Kinds: machines, Adds: true, Elements: []terang.Element{terang.EmotionNotice},
		In: terang.Text{
			terang.Indonesian: "Suara Anda dipakai untuk memperkirakan perasaan Anda; katakan “jangan” bila tidak mau.",
			terang.English:    "Your voice is used to estimate how you feel; say “no” if you do not want that.",
		},
		Short: terang.Text{
			terang.Indonesian: "Suara Anda dipakai utk memperkirakan perasaan; tolak dengan membalas JANGAN.",
			terang.English:    "Your voice is used to estimate feelings; reply NO to refuse.",
		},
	},
	{
		ID: "price", Version: 1, Kinds: machines, Adds: true, Elements: []terang.Element{terang.PriceAlgorithmic},
		In: terang.Text{
			terang.Indonesian: "Harga ini ditetapkan algoritma dengan memakai data pribadi Anda.",
			terang.English:    "This price was set by an algorithm using your personal data.",
		},
		Short: terang.Text{terang.Indonesian: "Harga dari algoritma memakai data Anda.", terang.English: "Price set by an algorithm using your data."},
	},
	{
		ID: "consent_ai", Version: 1, Kinds: machines, Adds: true, Elements: []terang.Element{terang.ConsentNamesAI},
		In: terang.Text{
			terang.Indonesian: "Anda menyetujui menerima pesan dari asisten AI kami.",
			terang.English:    "You agreed to receive messages from our AI assistant.",
		},
		Short: terang.Text{terang.Indonesian: "Anda setuju dihubungi asisten AI kami.", terang.English: "You agreed to hear from our AI assistant."},
	},
}

var machines = []terang.AuthorKind{terang.KindAI, terang.KindAutomation}

// Published returns the texts of disclosure with their ids, versions and elements, for a public list.
func Published() []Text { return append([]Text(nil), published...) }

// Key names the text in a language, for example "first_contact/id@1".
func (t *Text) Key(f Form, l terang.Language) string {
	key := t.ID + "/" + string(l.Or(terang.Indonesian))
	switch f.Family {
	case SMS, Push:
		key += "/short"
	case Voice:
		key += "/spoken"
	case Chat, Inline, Email:
	}
	return key + "@" + strconv.Itoa(t.Version)
}

// words returns the wording for a form.
func (t *Text) words(f Form, l terang.Language) string {
	switch {
	case (f.Family == SMS || f.Family == Push) && t.Short != nil:
		return t.Short.In(l)
	case f.Family == Voice && t.Spoken != nil:
		return t.Spoken.In(l)
	}
	return t.In.In(l)
}

// Say fills the text in. It returns "" when the text names something that is not known: a disclosure with a
// hole in it is none.
func (t *Text) Say(f Form, l terang.Language, brand, name string) string {
	words := t.words(f, l)
	for {
		before, rest, found := strings.Cut(words, "{")
		if !found {
			return words
		}
		hole, after, _ := strings.Cut(rest, "}")
		fill := ""
		switch hole {
		case "brand":
			fill = brand
		case "name":
			fill = name
		}
		if !visible(fill) || strings.ContainsAny(fill, "{}") {
			return ""
		}
		words = before + fill + after
	}
}

// fits reports whether the text may introduce an author of this kind and carries all of the elements.
func (t *Text) fits(kind terang.AuthorKind, elements []terang.Element) bool {
	if !slices.Contains(t.Kinds, kind) {
		return false
	}
	for _, want := range elements {
		if !slices.Contains(t.Elements, want) {
			return false
		}
	}
	return true
}

var labels = map[terang.AuthorKind]terang.Text{
	terang.KindAI:         {terang.Indonesian: "Asisten AI", terang.English: "AI assistant"},
	terang.KindAIAssisted: {terang.Indonesian: "Petugas, dibantu AI", terang.English: "Agent, with AI"},
	terang.KindAutomation: {terang.Indonesian: "Pesan otomatis", terang.English: "Automated message"},
	terang.KindHuman:      {terang.Indonesian: "Petugas", terang.English: "Agent"},
	terang.KindContact:    {terang.Indonesian: "Anda", terang.English: "You"},
	terang.KindUnknown:    {terang.Indonesian: "Penulis tidak diketahui", terang.English: "Author unknown"},
}

// Label returns the words that stand beside every message of an author of this kind: "Asisten AI". The
// house's own announcements have none.
func Label(k terang.AuthorKind, l terang.Language) string { return labels[k].In(l) }

// imported stands after the label of a message that was brought along from elsewhere: nothing here proves who wrote it.
var imported = terang.Text{terang.Indonesian: "impor", terang.English: "imported"}

// LabelOf is [Label] for one author; of one who was brought along it says so: "Petugas (impor)".
func LabelOf(a terang.Author, l terang.Language) string {
	label := Label(a.Kind(), l)
	if a.Imported() == "" {
		return label
	}
	return strings.TrimSpace(label + " (" + imported.In(l) + ")")
}

// Name returns how the author is named to the customer: the brand's assistant, the brand, or the person. A
// machine never has a person's name here.
func Name(a terang.Author, brand string, l terang.Language) string {
	switch a.Kind() {
	case terang.KindAI:
		if l.Or(terang.Indonesian) == terang.English {
			return join(brand, Label(a.Kind(), l))
		}
		return join(Label(a.Kind(), l), brand)
	case terang.KindAutomation:
		return brand
	case terang.KindHuman, terang.KindAIAssisted, terang.KindUnknown:
		name, _ := cleanLine(a.Name())
		return name
	}
	return ""
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	if a == "" {
		return b
	}
	return a + " " + b
}
