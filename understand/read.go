package understand

// scratch holds the buffers of one reading; it comes from the model's pool.
type scratch struct {
	n        normaliser
	kinds    []string
	features []feature
	values   []value
	scores   []float32
	marks    []uint64
	hits     []hit // all, exceptions too
	kept     []hit // without what exceptions take away
}

// Understand reads one text. It never fails: a text that says nothing gives an empty reading, and one of
// more than [terang.MaxText] characters is read up to there.
func (m *Model) Understand(text string, c Context) Reading {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	r := Reading{Text: bounded(text)}
	r.Language = s.n.read(r.Text, m, c.Language)
	r.Normalised = s.n.norm
	r.Entities = m.entities(&s.n, r.Text)

	s.hits = m.phrases.find(s.n.norm, s.n.words, s.marks, s.hits[:0])
	s.kept = without(append(s.kept[:0], s.hits...))
	s.prepare(m, r.Entities)
	r.Intents, r.Known = m.rank(s)
	r.Requests = m.requestsIn(s, s.kept)
	r.Mood = m.moodIn(s, r.Text, s.kept)

	if e, ok := m.answer(s, r.Text, c, s.kept, r.Known); ok {
		r.Entities = first(r.Entities, e)
	} else if value, from, to := m.yesNo(s.kept, len(s.n.words), false); value != "" {
		r.Entities = append(r.Entities, s.entity(EntityYesNo, value, r.Text, from, to))
	}
	if c.Expecting != "" {
		r.Entities = forward(r.Entities, c.Expecting)
	}
	return r
}

// prepare fills the values that the classifiers see.
func (s *scratch) prepare(m *Model, found []Entity) {
	s.kinds = kinds(s.kinds, s.n.tokens, found)
	s.features = extract(s.features[:0], &s.n, m.lexicon, s.kinds)
	s.values = m.table.values(s.values[:0], s.features)
}

// rank scores the intents of a prepared text.
func (m *Model) rank(s *scratch) ([]Scored, bool) {
	if len(s.n.words) == 0 || len(s.values) == 0 {
		return nil, false
	}
	s.scores = resize(s.scores, m.intents.classes)
	m.intents.scores(s.scores, s.values)
	for i := range s.scores {
		s.scores[i] /= m.temper
	}
	softmax(s.scores)
	outside := s.scores[len(s.scores)-1]
	in := s.scores[:len(s.scores)-1]
	out := make([]Scored, 0, maxIntents)
	for i, p := range in {
		at := len(out)
		for at > 0 && out[at-1].Confidence < float64(p) {
			at--
		}
		if at == maxIntents {
			continue
		}
		if len(out) < maxIntents {
			out = append(out, Scored{})
		}
		copy(out[at+1:], out[at:len(out)-1])
		out[at] = Scored{m.names[i], float64(p)}
	}
	return out, out[0].Confidence >= m.floor && out[0].Confidence > float64(outside)
}

// first puts an entity before the others and drops those that it covers.
func first(have []Entity, e Entity) []Entity {
	out := make([]Entity, 1, len(have)+1)
	out[0] = e
	for _, h := range have {
		if covered := h.Start >= e.Start && h.End <= e.End; !covered || e.Kind == EntityChoice {
			out = append(out, h)
		}
	}
	return out
}

// forward moves the first entity of a kind to the front.
func forward(have []Entity, kind string) []Entity {
	for i, e := range have {
		if e.Kind == kind {
			copy(have[1:i+1], have[:i])
			have[0] = e
			break
		}
	}
	return have
}

func resize(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
