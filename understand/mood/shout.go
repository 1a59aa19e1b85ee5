package mood

import "terang/understand/words"

const (
	shoutShare   = 0.7 // of the letters are capitals
	shoutLetters = 8   // at least, so that "OTP" is no shout
	shoutMarks   = 3   // "!" in a row
)

// loud reports whether the tokens [from,to) are written in capitals.
func loud(line *words.Line, from, to int) bool {
	letters, capitals, spoken := 0, 0, 0
	for _, t := range line.Tokens[from:to] {
		if t.Kind == words.KindWord {
			letters += t.To - t.From
			capitals += int(t.Upper)
			spoken++
		}
	}
	return spoken > 1 && letters >= shoutLetters && float64(capitals) >= shoutShare*float64(letters)
}

// shouts adds where a line shouts: a line in capitals, a row of "!", or "?!".
func shouts(dst []Cause, line *words.Line) []Cause {
	n := len(line.Tokens)
	if loud(line, 0, n) {
		return append(dst, Cause{Shouting, line.Tokens[0].Start, line.Tokens[n-1].End, 1})
	}
	for i := 0; i < n; i++ {
		calls, asks, j := 0, 0, i
		for ; j < n && line.Tokens[j].Kind == words.KindMark; j++ {
			if line.Folded[line.Tokens[j].From] == '!' {
				calls++
			} else {
				asks++
			}
		}
		if calls >= shoutMarks || calls > 0 && asks > 0 {
			return append(dst, Cause{Shouting, line.Tokens[i].Start, line.Tokens[j-1].End, 1})
		}
		i = max(i, j-1)
	}
	return dst
}
