package trust

// Turn is one turn of a contact as it was recorded: the matter, by which its lines are chosen, and the signals it held.
type Turn struct {
	Seq            int64
	Playbook, Risk string
	Signals        []Signal
}

// Played is how a talk would have gone. Scores and Decisions stand for each turn; Offered and Taken are the first turns
// (counted from 0) at which a person would have been offered, and would have taken over, -1 for never.
type Played struct {
	Scores    []int
	Decisions []Decision
	Offered   int
	Taken     int
}

// Replay plays the turns of one talk, in order, under other lines. The scores are the same under all of them: they come
// from the signals alone. What would have come after a take-over nobody knows, so whoever asks reads no further than that.
func Replay(turns []Turn, set Setting) Played {
	p := Played{Scores: make([]int, len(turns)), Decisions: make([]Decision, len(turns)), Offered: -1, Taken: -1}
	var s State
	for i, t := range turns {
		var v View
		s, v = Update(s, t.Signals, set.For(t.Playbook, t.Risk))
		p.Scores[i], p.Decisions[i] = v.Score, v.Decision
		if p.Offered < 0 && v.Decision == Offer {
			p.Offered = i
		}
		if p.Taken < 0 && v.Decision == TakeOver {
			p.Taken = i
		}
	}
	return p
}
