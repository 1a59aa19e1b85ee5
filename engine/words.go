package engine

import (
	"encoding/json"

	"terang"
	"terang/playbook"
)

// Words are what an agent reads of something, in each language of the house: which one their desk speaks is not known yet. In JSON
// they are {"id": "Nomor pesanan", "en": "Order number"}, and one string where both are the same.
type Words struct {
	Indonesian string `json:"id"`
	English    string `json:"en"`
}

// In returns the words in l, in Indonesian where the house does not speak it.
func (w Words) In(l terang.Language) string {
	if l == terang.English {
		return w.English
	}
	return w.Indonesian
}

// MarshalJSON implements json.Marshaler.
func (w Words) MarshalJSON() ([]byte, error) {
	if w.Indonesian == w.English {
		return json.Marshal(w.English)
	}
	type both Words
	return json.Marshal(both(w))
}

// UnmarshalJSON implements json.Unmarshaler.
func (w *Words) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var s string
		err := json.Unmarshal(data, &s)
		*w = asWritten(s)
		return err
	}
	type both Words
	return json.Unmarshal(data, (*both)(w))
}

// asWritten are words that stay as they are in every language: those of the contact, names, numbers.
func asWritten(s string) Words { return Words{s, s} }

// inEach asks for words in each language.
func inEach(say func(l terang.Language) string) Words {
	return Words{say(terang.Indonesian), say(terang.English)}
}

func (w Words) clipped(n int) Words { return Words{clip(w.Indonesian, n), clip(w.English, n)} }

// titled is a playbook's title.
func titled(pb *playbook.Playbook) Words { return inEach(pb.Title.In) }

// done is what was tried, as the card lists it.
func done(key textKey, title Words) Words {
	return inEach(func(l terang.Language) string { return text(key, l, "title", title.In(l)) })
}

// Fact is something known, for the card.
type Fact struct {
	Label  Words  `json:"label"`
	Value  Words  `json:"value"`
	Source string `json:"source"`
}

func (f Fact) in(l terang.Language) terang.Fact {
	return terang.Fact{Label: f.Label.In(l), Value: f.Value.In(l), Source: f.Source}
}
