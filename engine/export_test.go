package engine

// Raw is Step without its safety net, so that tests see a panic as one.
func Raw(b *Brain, s State, in Input) (State, []Effect) {
	t := &turn{b: b, s: s.copied(), in: in}
	t.do()
	return t.s, t.effects
}

// Texts are the engine's own texts, for the tests of their voice.
var Texts = texts
