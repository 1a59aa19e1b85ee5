package gate

import (
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
	In       terang.Text
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
	},
	{
		ID: "reminder", Version: 1, Kinds: []terang.AuthorKind{terang.KindAI}, On: OnElapsed,
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator},
		In: terang.Text{
			terang.Indonesian: "Pengingat: Anda masih berbicara dengan asisten AI {brand}, bukan manusia.",
			terang.English:    "A reminder: you are still talking to the AI assistant of {brand}, not a human.",
		},
	},
	{
		ID: "takeover", Version: 1, Kinds: []terang.AuthorKind{terang.KindHuman, terang.KindAIAssisted},
		Elements: []terang.Element{terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Mulai pesan ini Anda dilayani petugas kami, {name} (manusia).",
			terang.English:    "From this message on you are helped by our agent, {name} (a human).",
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
	},
	{
		ID: "first_contact", Version: 1, Kinds: []terang.AuthorKind{terang.KindAI},
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute, terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Ini asisten AI {brand}, bukan manusia. Anda bisa bicara dengan petugas kapan saja.",
			terang.English:    "This is the AI assistant of {brand}, not a human. You can talk to an agent at any time.",
		},
	},
	{
		ID: "first_contact_automatic", Version: 1, Kinds: []terang.AuthorKind{terang.KindAutomation},
		Elements: []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute, terang.NewAuthorKind},
		In: terang.Text{
			terang.Indonesian: "Ini layanan otomatis {brand}, bukan manusia. Anda bisa bicara dengan petugas kapan saja.",
			terang.English:    "This is the automated service of {brand}, not a human. You can talk to an agent at any time.",
		},
	},
}

// Published returns the texts of disclosure with their ids, versions and elements, for a public list.
func Published() []Text { return append([]Text(nil), published...) }

// Key names the text in a language, for example "first_contact/id@1".
func (t *Text) Key(l terang.Language) string {
	return t.ID + "/" + string(l.Or(terang.Indonesian)) + "@" + strconv.Itoa(t.Version)
}

// Say fills the text in. It returns "" when the text names something that is not known: a disclosure with a
// hole in it is none.
func (t *Text) Say(l terang.Language, brand, name string) string {
	words := t.In.In(l)
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

// fits reports whether the text may introduce o's author and carries all of o's elements.
func (t *Text) fits(o *Obligation) bool {
	for _, k := range t.Kinds {
		if k == o.Kind {
			return t.says(o.Elements...)
		}
	}
	return false
}

func (t *Text) says(elements ...terang.Element) bool {
	for _, want := range elements {
		found := false
		for _, have := range t.Elements {
			found = found || have == want
		}
		if !found {
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
}

// Label returns the words that stand beside every message of an author of this kind: "Asisten AI". The
// house's own announcements have none.
func Label(k terang.AuthorKind, l terang.Language) string { return labels[k].In(l) }

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
	case terang.KindHuman, terang.KindAIAssisted:
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
