package ear

import "math"

// Verdict is what the ear made of one example while it was held out.
type Verdict struct {
	Measured   bool    `json:"measured"` // false where the example could not be read
	Guess      string  `json:"guess,omitempty"`
	Confidence float32 `json:"confidence"`
	Right      bool    `json:"right"`
	Known      bool    `json:"known"`
	Deep       bool    `json:"deep"` // the deep ear would have been asked
}

// Report is how an ear did on examples that were held out while it learnt.
type Report struct {
	Examples  []Verdict `json:"-"` // of each example that was given, in order
	Warnings  []Warning `json:"warnings"`
	Accuracy  float64   `json:"accuracy"`
	ECE       float64   `json:"ece"`
	DeepShare float64   `json:"deep_share"` // part of the examples for which the deep ear would have been asked
	Refused   float64   `json:"refused"`    // part of the examples that would have been taken for none of the intents
}

// calibrate learns from held-out outlooks how to mix, how sure to be, what is inside and when to ask the deep ear.
func (e *Ear) calibrate(m *material, held []judged, examples int) {
	bias := biases(m.items, m.outputs, len(m.labels))
	alone := make([]judged, len(held))
	for i, j := range held {
		j.slow = nil
		alone[i] = j
	}
	learnt := len(held)
	if !e.outside {
		learnt = m.inside
	}
	e.alone = rule{bias: bias, judge: quickJudge}
	e.alone.fitWeights(alone[:learnt])
	quick := e.alone.settle(alone, len(m.labels))
	e.alone.setOutside(quick, len(m.labels))
	e.alone.curve = newCurve(quick.answers(m))
	e.report = &Report{Warnings: m.warnings, Examples: make([]Verdict, examples)}
	if e.deep == nil {
		e.report.fill(m, quick, nil, &e.alone, &e.alone)
		return
	}
	e.both = rule{bias: bias, judge: slowJudge}
	e.both.fitWeights(held[:learnt])
	full := e.both.settle(held, len(m.labels))
	e.both.setOutside(full, len(m.labels))
	asked := e.setGate(m, held, quick, full)
	gated := quick
	gated.top = make([]answered, len(held))
	for i := range held {
		gated.top[i] = quick.top[i]
		if asked[i] {
			gated.top[i] = full.top[i]
		}
	}
	e.both.curve = newCurve(gated.answers(m))
	e.report.fill(m, gated, asked, &e.alone, &e.both)
}

// answered is the answer to one held-out line.
type answered struct {
	guess      int32
	class      int32
	confidence float32
	inside     float32
	signs      signs
	compared   bool // its likeness to others was measured
}

// answers are those to all held-out lines.
type answers struct {
	top []answered
}

// settle answers each held-out line by the rule, before what is inside is known.
func (r *rule) settle(held []judged, labels int) answers {
	out := answers{top: make([]answered, len(held))}
	mixed := make([]float32, len(r.bias))
	for i := range held {
		j := &held[i]
		r.mix(mixed, &j.outlook)
		a := answered{class: j.class, signs: signsOf(mixed, &j.outlook, labels), compared: j.slow == nil || j.near > nothingNear-1}
		r.inside(mixed, &j.outlook, labels)
		for c, p := range mixed[:labels] {
			if p > a.confidence {
				a.guess, a.confidence = int32(c), p
			}
		}
		out.top[i] = a
	}
	return out
}

// setOutside learns what is inside, and the threshold for it.
func (r *rule) setOutside(all answers, labels int) {
	var in, out []signs
	for i := range all.top {
		a := &all.top[i]
		switch {
		case !a.compared:
		case int(a.class) < labels:
			in = append(in, a.signs)
		default:
			out = append(out, a.signs)
		}
	}
	r.judge.fit(in, out)
	var right []float32
	for i := range all.top {
		if a := &all.top[i]; a.compared && a.class == a.guess {
			right = append(right, r.judge.sum(a.signs))
		}
	}
	least := thresholdFor(right)
	if len(out) < judgeLeast {
		r.judge.bias -= least
		least = 0
	}
	r.threshold = sigmoid(least)
	for i := range all.top {
		all.top[i].inside = r.judge.inside(all.top[i].signs)
	}
}

// setGate learns when to ask the deep ear, and returns for which held-out lines it would be.
func (e *Ear) setGate(m *material, held []judged, quick, full answers) []bool {
	count := make([]int, len(m.labels))
	for i := range m.items[:m.inside] {
		count[m.items[i].class]++
	}
	e.gate.few = make([]bool, m.outputs)
	for c, n := range count {
		e.gate.few[c] = n < gateFew
	}
	var sure []float32
	var alone, both []bool
	for i := range held {
		best := 0
		for c, x := range held[i].quick {
			if x > held[i].quick[best] {
				best = c
			}
		}
		if e.gate.few[best] {
			continue
		}
		in := int(held[i].class) < len(m.labels)
		sure = append(sure, sureness(held[i].quick, best, e.alone.weight[0]))
		if in {
			alone = append(alone, quick.top[i].guess == held[i].class)
			both = append(both, full.top[i].guess == held[i].class)
		} else { // from outside: right where it is refused
			alone = append(alone, quick.top[i].inside < e.alone.threshold)
			both = append(both, full.top[i].inside < e.both.threshold)
		}
	}
	e.gate.sure = fitGate(sure, alone, both)
	asked := make([]bool, len(held))
	for i := range held {
		asked[i] = e.gate.asks(held[i].quick, e.alone.weight[0])
	}
	return asked
}

// answers are the held-out answers to lines of the labels.
func (a answers) answers(m *material) []settled {
	out := make([]settled, 0, m.inside)
	for i := range a.top[:m.inside] {
		t := &a.top[i]
		out = append(out, settled{t.confidence, t.guess == t.class, 1})
	}
	return out
}

// fill writes down how each example was answered.
func (r *Report) fill(m *material, a answers, asked []bool, alone, both *rule) {
	confidence, right := make([]float32, 0, m.inside), make([]bool, 0, m.inside)
	hits, deep, refused, compared := 0, 0, 0, 0
	for i := range a.top[:m.inside] {
		t, it := &a.top[i], &m.items[i]
		rule := alone
		v := Verdict{Measured: true, Guess: m.labels[t.guess], Confidence: t.confidence, Right: t.guess == t.class}
		if asked != nil && asked[i] {
			v.Deep, rule = true, both
			deep++
		}
		v.Known = !t.compared || t.inside >= rule.threshold
		if t.compared {
			compared++
		}
		if !v.Known {
			refused++
		}
		if v.Right {
			hits++
		}
		r.Examples[it.example] = v
		confidence, right = append(confidence, t.confidence), append(right, v.Right)
	}
	n := float64(max(1, m.inside))
	r.Accuracy, r.DeepShare, r.Refused = float64(hits)/n, float64(deep)/n, float64(refused)/math.Max(1, float64(compared))
	r.ECE = Calibration(confidence, right)
}
