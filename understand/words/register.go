package words

import "terang"

// register tells how carefully a line that has been put into standard form is worded.
func (b *Book) register(l *Line) Register {
	if l.Script != Latin || len(l.Words) == 0 {
		return ""
	}
	loose, careful := 2*l.changed, 0
	for i, t := range l.Tokens {
		if t.Kind != KindWord {
			continue
		}
		switch f := b.lexicon.find(l.Surface(i)).flags; {
		case f&isLoose != 0:
			loose += 2
		case f&isCareful != 0:
			careful++
		}
	}
	switch {
	case l.Language == terang.English && loose < 2 && careful == 0:
		return ""
	case loose > careful:
		return Everyday
	case len(l.Words) > 2 || careful > 0:
		return Formal
	}
	return ""
}
