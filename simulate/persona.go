package simulate

import "slices"

// Persona is a way of being a customer.
type Persona string

// The personas. Each differs from Plain in one thing.
const (
	Plain    Persona = "plain"
	Brief    Persona = "brief"    // bare values, the shortest openings
	Chatty   Persona = "chatty"   // pleasantries around everything
	Typos    Persona = "typos"    // mistypes nearly every word
	Slang    Persona = "slang"    // everyday words, two languages in one sentence
	Changes  Persona = "changes"  // comes for one thing, and in the middle wants another
	Corrects Persona = "corrects" // gives a wrong value first, and then says so
	Aside    Persona = "aside"    // asks something else in the middle
	Wants    Persona = "wants"    // asks for a person at some moment
	Angry    Persona = "angry"
	Silent   Persona = "silent"  // goes away in the middle, and mostly comes back
	Hostile  Persona = "hostile" // instructions, walls of text, pictures only
)

// defaultPersonas are the weights where a plan names none.
var defaultPersonas = map[Persona]int{
	Plain: 26, Brief: 10, Chatty: 10, Typos: 10, Slang: 12, Changes: 6, Corrects: 6, Aside: 6, Wants: 4, Angry: 4, Silent: 4, Hostile: 2,
}

func personaNames() []string {
	var out []string
	for p := range defaultPersonas {
		out = append(out, string(p))
	}
	slices.Sort(out)
	return out
}

// noise is how strongly the persona's words differ from the written language, from 0 to 1.
func (p Persona) noise() float64 {
	switch p {
	case Typos:
		return 0.9
	case Slang:
		return 0.7
	case Angry:
		return 0.4
	case Brief, Silent:
		return 0.25
	}
	return 0.3
}

// needsTask says that the persona shows only where something is done, rather than asked.
func (p Persona) needsTask() bool {
	switch p {
	case Changes, Corrects, Aside, Silent, Wants:
		return true
	}
	return false
}

// patience is how many answers that lead nowhere the persona bears before it leaves or wants a person.
func (p Persona) patience() int {
	switch p {
	case Angry:
		return 2
	case Chatty:
		return 4
	}
	return 3
}
